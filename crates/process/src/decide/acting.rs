//! Opening a case and doing an action on it.

use kernel::{
    ActorKind,
    form::{Field, Form, validate},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    clocks::{self, Turn},
    definition::{Action, Assign, Category, Does, Effect},
    event::{Person, What, Who},
    guard::{Guard, OPEN, form_at, form_of_asks, is_one_of},
    refusal::Refusal,
    sample,
    state::{RecordState, State},
    written::Target,
};

pub(super) fn fits(form: &Form, input: &Map<String, Value>) -> Result<(), Refusal> {
    let errors = validate(form, &Value::Object(input.clone()));
    if errors.is_empty() { Ok(()) } else { Err(Refusal::Invalid(errors)) }
}

impl Turn<'_> {
    pub(super) fn open(
        &mut self,
        who: &Who,
        case: Uuid,
        requester: Option<Person>,
        channel: &str,
        input: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        let def = self.def;
        let first = def.stages.first().filter(|_| !self.state.is_open_or_ended()).ok_or(Refusal::NotOpen)?;
        // The engine opens what another case's effect asks for, whoever may open one by hand.
        let may = who.kind == ActorKind::System || is_one_of(&self.state, who, &def.open.by);
        if !may {
            return Err(Refusal::Role { by: def.open.by.clone() });
        }
        fits(&form_of_asks(def, &def.open.asks), input)?;
        self.emit(What::Opened {
            case,
            definition: def.hash().to_owned(),
            stage: first.id.clone(),
            requester: requester.or_else(|| who.is_requester.then(|| who.person())),
            channel: channel.to_owned(),
            input: input.clone(),
        });
        self.set_fields(&def.open.effects, input)?;
        self.start_clocks(OPEN)?;
        self.run_or_hold();
        Ok(())
    }

    pub(crate) fn act(
        &mut self,
        who: &Who,
        action: &Action,
        input: &Map<String, Value>,
        assignee: Option<&Person>,
        master: Option<Uuid>,
    ) -> Result<(), Refusal> {
        let def = self.def;
        let guard = Guard { def, state: &self.state, who, today: self.today() };
        guard.belongs(action)?;
        let is_said = |field: &Field| input.contains_key(&field.name);
        if let Some(supply) = guard.supply(action).filter(|supply| supply.fields.iter().any(is_said)) {
            fits(&guard.form(action), input)?;
            let is_supplied = |name: &str| supply.fields.iter().any(|field| field.name == name);
            let (said, own): (Map<String, Value>, Map<String, Value>) =
                input.clone().into_iter().partition(|(name, _)| is_supplied(name));
            self.take_supply(who, supply.by.as_deref(), said)?;
            return self.act(who, action, &own, assignee, master);
        }
        fits(&form_at(def, &self.state, action), input)?;
        guard.open(action, Some(input))?;
        let confirmed = guard.confirmed(action, input)?;
        let given = self.given(who, action, input, assignee)?;
        let (master, tried) = self.special(action, input, master)?;
        // An attempt counts before the way is chosen, so that a way may depend on how many there were.
        if let Some(what) = tried {
            self.emit(what);
        }
        self.in_place_of(who);
        let (from, before) = (self.state.stage.clone(), self.state.before.clone());
        let (to, rework) = self.way(action, input)?;
        let (to, planned) = self.follow_up(&from, to);
        let fields = input.iter().filter(|(name, _)| def.field(name).is_some());
        self.emit(What::Acted {
            action: action.id.clone(),
            from: from.clone(),
            to: to.clone(),
            input: fields.map(|(n, v)| (n.clone(), v.clone())).collect(),
            confirmed,
            reason: input.get("reason").and_then(Value::as_str).map(str::to_owned),
        });
        self.void_work(action, &from, &before, rework);
        if let Some(what) = planned {
            self.emit(what);
        }
        self.stands_alone(&from, master);
        if action.does == Some(Does::Urge) {
            self.emit(What::Urged { count: self.state.urges + 1 });
        }
        if let Some(into) = master {
            self.emit(What::Merged { into });
        }
        // Before it goes to somebody else, so that it stays known who had done the work.
        if rework {
            self.emit(What::Reworked { count: self.state.reworks + 1 });
        }
        if let Some(to) = given.filter(|to| to != &self.state.assignee) {
            self.emit(What::Assigned { to });
        }
        self.set_fields(&action.effects, input)?;
        self.pause_or_resume(&from, input);
        self.stop_clocks(action);
        if !self.state.category(def).is_end() {
            self.start_clocks(&action.id)?;
            if rework {
                self.reopen_clocks()?;
            }
            self.rebudget()?;
        }
        self.run_or_hold();
        Ok(())
    }

    /// Work that is begun again is recorded again: after rework, and when the case comes back to the stage of the record (from
    /// waiting it never was away). An action that leaves the case where it stands uses up what it required: next time counts anew.
    fn void_work(&mut self, action: &Action, from: &str, before: &str, rework: bool) {
        let def = self.def;
        let here = self.state.stage.as_str();
        let Some(stage) = def.stage(here) else { return };
        let waits = |id: &str| def.stage(id).is_some_and(|s| s.category == Category::Waiting);
        let came_back = from != here && (!waits(from) || (before != here && !waits(before)));
        let again = |(item, record): (&String, &RecordState)| {
            let recordable = def.work_item(item).is_some_and(|w| stage.is_named_by(&w.stages));
            let used_up = from == here && action.requires_work.contains(item);
            (recordable && (rework || used_up || (came_back && record.stage == here))).then(|| item.clone())
        };
        let items: Vec<String> = self.state.records.iter().filter_map(again).collect();
        if !items.is_empty() {
            self.emit(What::WorkVoided { items });
        }
    }

    /// Who has the case afterwards; nothing when it stays as it is.
    fn given(
        &self,
        who: &Who,
        action: &Action,
        input: &Map<String, Value>,
        named: Option<&Person>,
    ) -> Result<Option<Option<Person>>, Refusal> {
        let names = self.names(input);
        let word = match &action.assign {
            None => return Ok(None),
            Some(Assign::Table(cell)) => names.look_up(cell).ok_or(Refusal::NobodyToAssign)?,
            Some(Assign::Actor) => "self",
            Some(Assign::Pool | Assign::Clear) => "clear",
            Some(Assign::Input | Assign::Rotation) => "named",
        };
        Ok(Some(match word {
            "self" => Some(who.person()),
            "pool" | "clear" => None,
            _ => Some(named.cloned().ok_or(Refusal::NobodyToAssign)?),
        }))
    }

    /// Goes on by itself when enough of the cases it opened have ended.
    pub(super) fn join(&mut self) -> Result<(), Refusal> {
        let def = self.def;
        for join in &def.joins {
            let (all, ended) = self.state.children_of(&join.link);
            let Some(action) = def.action(&join.then).filter(|_| join.wait.is_over(ended, all)) else { continue };
            let who = Who::system();
            let guard = Guard { def, state: &self.state, who: &who, today: self.today() };
            if guard.belongs(action).is_ok() && guard.open(action, Some(&Map::new())).is_ok() {
                self.act(&who, action, &Map::new(), None, None)?;
            }
        }
        Ok(())
    }

    /// The master case of a merge, and the event of a call.
    fn special(
        &self,
        action: &Action,
        input: &Map<String, Value>,
        master: Option<Uuid>,
    ) -> Result<(Option<Uuid>, Option<What>), Refusal> {
        match action.does {
            Some(Does::Merge) => {
                let master = master.filter(|id| *id != self.state.case && !id.is_nil());
                Ok((Some(master.ok_or(Refusal::Master)?), None))
            }
            Some(Does::FollowUp) => {
                let attempt = self.state.follow_up.as_ref().map_or(0, |f| f.attempts) + 1;
                let outcome = input.get("outcome").and_then(Value::as_str).unwrap_or_default().to_owned();
                Ok((None, Some(What::FollowUpTried { attempt, outcome })))
            }
            Some(Does::Urge) | None => Ok((None, None)),
        }
    }

    fn way(&self, action: &Action, input: &Map<String, Value>) -> Result<(String, bool), Refusal> {
        match &action.to {
            Target::Stay => Ok((self.state.stage.clone(), false)),
            Target::One(stage) => Ok((self.named(stage), false)),
            Target::Routes(routes) => {
                let names = self.names(input);
                let way = routes.iter().find(|r| r.when.as_ref().is_none_or(|when| when.holds(&|n| names.get(n))));
                way.map(|r| (self.named(&r.stage), r.rework)).ok_or(Refusal::NoWay)
            }
        }
    }

    /// The stage a way names; back from nowhere leads nowhere.
    fn named(&self, stage: &str) -> String {
        let before = Some(&self.state.before).filter(|id| self.def.stage(id).is_some());
        if stage == "back" { before.unwrap_or(&self.state.stage).clone() } else { stage.to_owned() }
    }

    /// A case that comes to the stage of the calls goes on at once when it is not chosen.
    fn follow_up(&self, from: &str, to: String) -> (String, Option<What>) {
        let Some(rule) = self.def.follow_up.as_ref().filter(|rule| rule.stage == to && from != to) else {
            return (to, None);
        };
        let none = Map::new();
        let names = self.names(&none);
        let always = rule.always.as_ref().is_some_and(|when| when.holds(&|n| names.get(n)));
        let chosen = always || sample::percentile(self.state.case) < u32::from(rule.rate);
        let calendar = rule.delay.and_then(|d| self.cals.for_basis(d.basis(), &self.def.calendar));
        let after = rule.delay.zip(calendar).and_then(|(d, c)| c.add_business(self.now, d.span(c)).ok());
        let planned = What::FollowUpPlanned { chosen, after: after.unwrap_or(self.now) };
        (if chosen { to } else { rule.otherwise.clone() }, Some(planned))
    }

    pub(super) fn set_fields(&mut self, effects: &[Effect], input: &Map<String, Value>) -> Result<(), Refusal> {
        for effect in effects {
            let Effect::Set { field, value, table, when } = effect else { continue };
            let names = self.names(input);
            if when.as_ref().is_some_and(|when| !when.holds(&|n| names.get(n))) {
                continue;
            }
            let spec = self.def.field(field).ok_or_else(|| Refusal::Unknown(field.clone()))?;
            let known = match (value, table) {
                (Some(expr), _) => expr.eval(&|n| names.get(n)),
                (None, Some(cell)) => {
                    names.look_up(cell).map_or(kernel::expr::Value::Absent, |t| kernel::expr::Value::Text(t.into()))
                }
                (None, None) => kernel::expr::Value::Absent,
            };
            let recorded = spec.recorded(known).unwrap_or(Value::Null);
            let before = self.state.fields.get(field).unwrap_or(&Value::Null);
            if &recorded != before {
                self.emit(What::Noted { fields: Map::from_iter([(field.clone(), recorded)]) });
            }
        }
        Ok(())
    }

    /// Waiting is over; it is counted as in the stage that was left.
    pub(super) fn resume(&mut self, from: &str) {
        let left = State { stage: from.to_owned(), ..self.state.clone() };
        let (spent, total) = clocks::waited(self.def, &left, self.cals, self.now);
        self.emit(What::Resumed { spent, total });
    }

    fn pause_or_resume(&mut self, from: &str, input: &Map<String, Value>) {
        if from == self.state.stage {
            return;
        }
        if self.state.pause.is_some() {
            self.resume(from);
        }
        if self.state.category(self.def) == Category::Waiting {
            let reason = input.get("reason").and_then(Value::as_str).map(str::to_owned);
            self.emit(What::Paused { reason });
        }
    }
}
