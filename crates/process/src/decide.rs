//! What a command does to a case: total, deterministic, without I/O.

use std::collections::BTreeMap;

use kernel::{
    ActorKind, Instant, Span,
    form::{Form, validate},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    calendars::Calendars,
    clocks::{self, Turn, elapsed},
    definition::{Action, Assign, Category, Definition, Does, Effect, Words},
    event::{Event, Outcome, Person, What, Who},
    field::FieldSpec,
    guard::{Guard, form_of, form_of_asks, form_of_steps},
    names::Names,
    refusal::Refusal,
    sample,
    state::State,
    written::Target,
};

/// The most events a case can have; the last hundred are kept for what falls due by itself and for its end.
pub const MOST_EVENTS: u32 = 2_000;
const KEPT_FOR_THE_END: u32 = 100;

/// Something somebody, or the engine itself, wants of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Opens it.
    Open {
        /// Its id.
        case: Uuid,
        /// Who asked, when it is not whoever opens it.
        requester: Option<Person>,
        /// By which way it came in.
        channel: String,
        /// What was said in the opening form.
        input: Map<String, Value>,
    },
    /// Does one of the definition's actions.
    Act {
        /// Which.
        action: String,
        /// What was said in its form.
        input: Map<String, Value>,
        /// To whom it goes, when the action names somebody or takes the next on duty.
        assignee: Option<Person>,
        /// The master case, when it merges.
        master: Option<Uuid>,
    },
    /// Corrects fields that the stage lets be corrected.
    Edit {
        /// The fields with their new values.
        input: Map<String, Value>,
    },
    /// Records the steps of a work item.
    Record {
        /// Which.
        item: String,
        /// What was said.
        input: Map<String, Value>,
    },
    /// Remarks something.
    Comment {
        /// The words.
        text: String,
        /// Whether the requester sees it.
        open: bool,
        /// Files with it.
        files: Vec<String>,
    },
    /// Wants to be told of every step, or no longer.
    Watch {
        /// Whether.
        on: bool,
    },
    /// Gives it to somebody else than the definition's actions would: to whoever stands in for an absent colleague, or to
    /// whoever takes over from one who leaves.
    Give {
        /// To whom.
        to: Person,
        /// In whose place, while he is absent.
        instead_of: Option<Person>,
        /// Why.
        reason: Option<String>,
    },
    /// Lets somebody else stay answerable for it.
    Answer {
        /// Who.
        to: Person,
    },
    /// Ends a tie to another case.
    Unlink {
        /// How they are tied.
        link: String,
        /// The other case.
        case: Uuid,
    },
    /// Ties it to another case.
    Link {
        /// How.
        link: String,
        /// Which.
        case: Uuid,
        /// Whether it was opened by this one.
        child: bool,
    },
    /// Hears that a case it opened has ended.
    ChildEnded {
        /// Which.
        case: Uuid,
        /// Where.
        stage: String,
        /// Whether properly.
        done: bool,
    },
    /// Looks at the ended case a second time.
    Check {
        /// Whether all was well.
        passed: bool,
        /// Why not, or a remark.
        reason: Option<String>,
        /// Pictures with it.
        photos: Vec<String>,
    },
    /// Notes what came of calling another module's action.
    Called {
        /// The same for the same effect.
        key: String,
        /// The action.
        action: String,
        /// Which try.
        attempt: u32,
        /// What stood in the way.
        error: Option<String>,
    },
    /// Goes on under the definition given, keeping what its clocks have used.
    Adopt,
    /// The same, from a stage that is called otherwise there, and with limits that may begin anew.
    Migrate {
        /// The stages that have other names.
        stages: BTreeMap<String, String>,
        /// Whether undecided limits begin anew.
        restart: bool,
    },
    /// Nothing but what is due.
    Wake,
}

/// Decides a command. What fell due before `now` happens first, each thing at its own instant, whoever acts.
///
/// # Errors
/// [`Refusal`] with what stands in the way. What fell due is then not recorded either: a later [`Command::Wake`] finds the same.
pub fn decide(
    def: &Definition,
    cals: &Calendars,
    state: &State,
    command: &Command,
    who: &Who,
    now: Instant,
) -> Result<Vec<Event>, Refusal> {
    let now = state.last_at.map_or(now, |last| now.max(last));
    let mut turn = Turn { def, cals, state: state.clone(), events: Vec::new(), now, by: who.person() };
    if let Command::Open { case, requester, channel, input } = command {
        turn.open(who, *case, requester.clone(), channel, input)?;
        turn.catch_up();
        return Ok(turn.events);
    }
    if !state.is_open_or_ended() {
        return Err(Refusal::NotOpen);
    }
    turn.catch_up();
    if *command == Command::Wake {
        return Ok(turn.events);
    }
    let room = if who.kind == ActorKind::System { MOST_EVENTS } else { MOST_EVENTS - KEPT_FOR_THE_END };
    match command {
        Command::Act { action, input, assignee, master } => {
            let action = def.action(action).ok_or_else(|| Refusal::Unknown(action.clone()))?;
            let ends = action.to.stages().iter().any(|s| def.stage(s).is_some_and(|s| s.category.is_end()));
            let room = if ends { MOST_EVENTS } else { room };
            if turn.state.events >= room {
                return Err(Refusal::Full);
            }
            turn.act(who, action, input, assignee.as_ref(), *master)?;
        }
        _ if turn.state.events >= room => return Err(Refusal::Full),
        Command::Edit { input } => turn.edit(who, input)?,
        Command::Record { item, input } => turn.record(who, item, input)?,
        Command::Comment { text, open, files } => {
            turn.emit(What::Commented { text: text.clone(), open: *open, files: files.clone() });
        }
        Command::Watch { on } => turn.emit(What::Watched { on: *on }),
        Command::Give { to, instead_of, reason } => turn.give(to, instead_of.as_ref(), reason.as_deref())?,
        Command::Answer { to } => turn.answer(to)?,
        Command::Unlink { link, case } => turn.unlink(link, *case)?,
        Command::Link { link, case, child } => {
            turn.emit(What::Linked { link: link.clone(), case: *case, child: *child });
        }
        Command::ChildEnded { case, stage, done } => {
            // Heard of twice, or of a case that is not its own: nothing.
            if turn.state.children.get(case).is_none_or(|c| c.done.is_some()) {
                return Ok(turn.events);
            }
            turn.emit(What::ChildEnded { case: *case, stage: stage.clone(), done: *done });
        }
        Command::Check { passed, reason, photos } => turn.check(who, *passed, reason.as_deref(), photos)?,
        Command::Called { key, action, attempt, error } => turn.emit(What::Called {
            key: key.clone(),
            action: action.clone(),
            attempt: *attempt,
            error: error.clone(),
        }),
        Command::Adopt => turn.adopt(&BTreeMap::new(), false)?,
        Command::Migrate { stages, restart } => turn.adopt(stages, *restart)?,
        Command::Open { .. } | Command::Wake => {}
    }
    turn.join()?;
    turn.catch_up();
    Ok(turn.events)
}

/// When the case must be looked at again by itself; `None` when nothing will fall due as it stands.
pub fn due(def: &Definition, state: &State, cals: &Calendars) -> Option<Instant> {
    clocks::next(def, state, cals).map(|(at, _)| at)
}

fn fits(form: &Form, input: &Map<String, Value>) -> Result<(), Refusal> {
    let errors = validate(form, &Value::Object(input.clone()));
    if errors.is_empty() { Ok(()) } else { Err(Refusal::Invalid(errors)) }
}

impl Turn<'_> {
    fn open(
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
        let may = who.kind == ActorKind::System || Guard { def, state: &self.state, who }.is_one_of(&def.open.by);
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
        self.start_clocks("open")?;
        self.run_or_hold();
        Ok(())
    }

    fn act(
        &mut self,
        who: &Who,
        action: &Action,
        input: &Map<String, Value>,
        assignee: Option<&Person>,
        master: Option<Uuid>,
    ) -> Result<(), Refusal> {
        let def = self.def;
        let guard = Guard { def, state: &self.state, who };
        guard.belongs(action)?;
        fits(&form_of(def, action), input)?;
        guard.open(action, Some(input))?;
        let given = self.given(who, action, input, assignee)?;
        let (master, tried) = self.special(action, input, master)?;
        // An attempt counts before the way is chosen, so that a way may depend on how many there were.
        if let Some(what) = tried {
            self.emit(what);
        }
        if let Some(of) = &who.stands_for {
            self.emit(What::ActedFor { of: of.clone() });
        }
        let from = self.state.stage.clone();
        let (to, rework) = self.way(action, input)?;
        let (to, planned) = self.follow_up(&from, to);
        let fields = input.iter().filter(|(name, _)| def.field(name).is_some());
        self.emit(What::Acted {
            action: action.id.clone(),
            from: from.clone(),
            to: to.clone(),
            input: fields.map(|(n, v)| (n.clone(), v.clone())).collect(),
            reason: input.get("reason").and_then(Value::as_str).map(str::to_owned),
        });
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
    fn join(&mut self) -> Result<(), Refusal> {
        let def = self.def;
        for join in &def.joins {
            let (all, ended) = self.state.children_of(&join.link);
            let Some(action) = def.action(&join.then).filter(|_| join.wait.is_over(ended, all)) else { continue };
            let who = Who::system();
            let guard = Guard { def, state: &self.state, who: &who };
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
            Target::One(word) if word == "back" => Ok((self.state.before.clone(), false)),
            Target::One(stage) => Ok((stage.clone(), false)),
            Target::Routes(routes) => {
                let names = self.names(input);
                let way = routes.iter().find(|r| r.when.as_ref().is_none_or(|when| when.holds(&|n| names.get(n))));
                way.map(|r| (r.stage.clone(), r.rework)).ok_or(Refusal::NoWay)
            }
        }
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

    fn set_fields(&mut self, effects: &[Effect], input: &Map<String, Value>) -> Result<(), Refusal> {
        for effect in effects {
            let Effect::Set { field, value, table } = effect else { continue };
            let names = self.names(input);
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

    fn pause_or_resume(&mut self, from: &str, input: &Map<String, Value>) {
        if from == self.state.stage {
            return;
        }
        if self.state.pause.is_some() {
            // Counted as in the stage that was left.
            let left = State { stage: from.to_owned(), ..self.state.clone() };
            let (spent, total) = clocks::waited(self.def, &left, self.cals, self.now);
            self.emit(What::Resumed { spent, total });
        }
        if self.state.category(self.def) == Category::Waiting {
            let reason = input.get("reason").and_then(Value::as_str).map(str::to_owned);
            self.emit(What::Paused { reason });
        }
    }

    fn edit(&mut self, who: &Who, input: &Map<String, Value>) -> Result<(), Refusal> {
        let def = self.def;
        let stage = def.stage(&self.state.stage).ok_or(Refusal::NotOpen)?;
        let by: Vec<String> = stage.owner.iter().cloned().chain(["assignee".to_owned()]).collect();
        if !(Guard { def, state: &self.state, who }).is_one_of(&by) {
            return Err(Refusal::Role { by });
        }
        fits(&edit_form(def, &self.state), input)?;
        let before = &self.state.fields;
        let fields: Map<String, Value> = input
            .iter()
            .filter(|(name, value)| before.get(*name).unwrap_or(&Value::Null) != *value)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !fields.is_empty() {
            self.emit(What::Noted { fields });
            self.rebudget()?;
            self.run_or_hold();
        }
        Ok(())
    }

    fn record(&mut self, who: &Who, item: &str, input: &Map<String, Value>) -> Result<(), Refusal> {
        let def = self.def;
        let item = def.work_item(item).ok_or_else(|| Refusal::Unknown(item.to_owned()))?;
        let stage = def.stage(&self.state.stage).ok_or(Refusal::NotOpen)?;
        if !stage.is_named_by(&item.stages) {
            return Err(Refusal::Stage { stage: stage.label.clone() });
        }
        if !(Guard { def, state: &self.state, who }).is_one_of(&item.by) {
            return Err(Refusal::Role { by: item.by.clone() });
        }
        fits(&form_of_steps(&item.steps), input)?;
        let steps = |name: &str| {
            let step = item.steps.iter().find(|s| s.name == name);
            step.and_then(|s| input.get(name).map(|v| s.known(v)))
        };
        let none = Map::new();
        let names = Names { def, state: &self.state, input: &none };
        let outside = |s: &FieldSpec| input.get(&s.name).and_then(Value::as_i64).is_some_and(|n| s.is_outside(n));
        let failed = item.steps.iter().any(outside)
            || item.fails_when.as_ref().is_some_and(|when| when.holds(&|n| steps(n).unwrap_or_else(|| names.get(n))));
        self.emit(What::Recorded { item: item.id.clone(), values: input.clone(), failed });
        if failed {
            self.set_fields(&item.on_fail, &none)?;
        }
        Ok(())
    }

    /// A superior's second look: what did not pass goes back to work by the action the definition names, when it still can.
    fn check(&mut self, who: &Who, passed: bool, reason: Option<&str>, photos: &[String]) -> Result<(), Refusal> {
        let def = self.def;
        let rule = def.sample.as_ref().ok_or_else(|| Refusal::Unknown("sample".into()))?;
        let guard = Guard { def, state: &self.state, who };
        if !guard.is_one_of(&rule.by) {
            return Err(Refusal::Role { by: rule.by.clone() });
        }
        let reason = reason.map(str::trim).filter(|words| !words.is_empty());
        let label = || Words { zh: "不合格原因".into(), en: "Why it did not pass".into() };
        if !passed && reason.is_none() {
            return Err(Refusal::Missing { what: vec![label()] });
        }
        // Nobody looks a second time at what he did himself.
        if self.state.assignee.as_ref().is_some_and(|p| p.is(who.kind, who.id)) {
            return Err(Refusal::SameActor { action: Words { zh: "处理".into(), en: "handling it".into() } });
        }
        let rework = rule.rework.as_ref().and_then(|id| def.action(id)).filter(|a| !passed && guard.belongs(a).is_ok());
        self.emit(What::Checked { passed, reason: reason.map(str::to_owned), photos: photos.to_vec() });
        if let Some(action) = rework {
            let said = action.asks.iter().filter(|ask| !ask.optional).map(|ask| (ask.field.clone(), reason.into()));
            self.act(who, action, &said.collect(), None, None)?;
        }
        Ok(())
    }

    /// The case goes on under `def`: its clocks keep what they have used, undecided ones get the new budgets and calendars.
    fn adopt(&mut self, stages: &BTreeMap<String, String>, restart: bool) -> Result<(), Refusal> {
        let def = self.def;
        let to = stages.get(&self.state.stage).unwrap_or(&self.state.stage).clone();
        if def.stage(&to).is_none() {
            return Err(Refusal::CannotAdopt { stage: self.state.stage.clone() });
        }
        let moved = (to != self.state.stage).then_some(to);
        self.emit(What::Adopted { definition: def.hash().to_owned(), stage: moved });
        // A limit the other version does not know ends without an outcome; nobody could ever stop it.
        let known = |id: &String| def.clock(id).is_some();
        let lost: Vec<String> = self
            .state
            .clocks
            .iter()
            .filter(|(id, c)| c.stopped_at.is_none() && !known(id))
            .map(|(id, _)| id.clone())
            .collect();
        for clock in lost {
            let live = &self.state.clocks[&clock];
            let consumed = elapsed(self.cals, live, self.now);
            let outcome = live.outcome.map_or(Outcome::Void, |known| known.0);
            self.emit(What::ClockStopped { clock, consumed, outcome });
        }
        for clock in &def.clocks {
            let live = self.state.clocks.get(&clock.id).filter(|c| c.stopped_at.is_none() && c.outcome.is_none());
            let Some(live) = live.cloned() else { continue };
            let Some(policy) = self.policy(clock)? else { continue };
            if restart {
                self.emit(What::ClockRebudgeted { clock: clock.id.clone(), policy, consumed: Span::ZERO });
            } else if policy != live.policy {
                let consumed = elapsed(self.cals, &live, self.now);
                self.emit(What::ClockRebudgeted { clock: clock.id.clone(), policy, consumed });
            }
        }
        self.run_or_hold();
        Ok(())
    }
}

/// The form of what may be corrected where the case stands.
pub fn edit_form(def: &Definition, state: &State) -> Form {
    let Some(stage) = def.stage(&state.stage) else { return Form::default() };
    let named = |names: &[String], required: bool| -> Vec<kernel::form::Field> {
        let fields = def.fields.iter().filter(|f| names.contains(&f.name));
        fields.map(|f| kernel::form::Field { required, ..f.field() }).collect()
    };
    let mut fields = named(&stage.required, true);
    fields.extend(named(&stage.edit, false));
    Form { fields }
}
