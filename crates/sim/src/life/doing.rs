//! The doing itself: who it is, what he says and shows, and what the product answers.

use kernel::{Error, Result};
use module::Caller;
use serde_json::{Map, Value, json};
use store::files::File;

use super::{
    About, Life, arrivals, complaint,
    matter::{Asker, Deed, Matter, Move, Names, Who},
    repair,
};
use crate::{
    dice::Dice,
    photos::{Shows, named},
    stage::{said, text},
};

const OPEN: &str = "desk.case.open";
const ACT: &str = "desk.case.act";
const RECORD: &str = "desk.case.record";
const COMMENT: &str = "desk.case.comment";
const VIEW: &str = "desk.case.view";
const LIST: &str = "desk.case.list";
/// The share of matters reported twice that are made known to all, and what is said of them.
const MANY: f64 = 0.5;
const FOR_MANY: &str = "已有多位住户反映，师傅正在现场处理，恢复前请绕行或稍候，有进展会在这里更新。";
/// The share of residents who look at what they were told.
const LOOKING: f64 = 0.7;
const READ: &str = "desk.notification.read";
const SCAN: &str = "portal.report.scan";

impl Life {
    /// Opens a case; none when it was refused, which is counted.
    pub(super) async fn open(&mut self, mut matter: Matter) -> Result<Option<Matter>> {
        if matter.channel == "qr" && self.stage.platform.registry.action(SCAN).is_some() {
            return self.scan(matter).await;
        }
        let resident = self.asker(&matter).filter(|c| matter.channel == "resident" && self.may(c, OPEN));
        let by_staff = resident.is_none();
        if by_staff && matter.channel == "resident" {
            matter.channel = "phone";
        }
        let caller = match resident {
            Some(caller) => caller,
            None => self.staff_opening(&mut matter)?,
        };
        matter.classified = by_staff && matches!(matter.about, About::Repair { .. });
        let (mut input, mut fields) = arrivals::opening(&self.world, &self.cast, &matter, by_staff);
        let shown = if by_staff { 0.05 } else { 0.6 };
        let uploads = match matter.dice.chance(shown) {
            true => self.pictures(&mut fields, &[("photos", Shows::Damage, 1)], &caller, &mut matter),
            false => Vec::new(),
        };
        input["input"] = Value::Object(fields);
        match self.stage.act_with(&caller, OPEN, said(input), uploads).await {
            Ok(answer) => {
                matter.case = text(&answer, "id")?;
                matter.stage = text(&answer, "stage")?;
                self.opened(&matter);
                Ok(Some(matter))
            }
            Err(error) => self.refused(process(&matter), "open", error).map(|()| None),
        }
    }

    fn opened(&mut self, matter: &Matter) {
        *self.tally.cases.entry(process(matter).to_owned()).or_default() += 1;
        self.tally.actions += 1;
        self.touched();
    }

    /// A passer-by scans the code of a place and says what he sees; nobody knows who he is.
    async fn scan(&mut self, mut matter: Matter) -> Result<Option<Matter>> {
        matter.asker = None;
        let (head, said_in) = arrivals::opening(&self.world, &self.cast, &matter, false);
        let mut fields = Map::new();
        let nobody = self.cast.nobody.clone();
        let uploads = match matter.dice.chance(0.5) {
            true => self.pictures(&mut fields, &[("photos", Shows::Damage, 1)], &nobody, &mut matter),
            false => Vec::new(),
        };
        fields.insert("code".to_owned(), head["place_id"].clone());
        fields.insert("summary".to_owned(), said_in.get("summary").cloned().unwrap_or_default());
        if matter.is_urgent() {
            fields.insert("danger".to_owned(), true.into());
        }
        match self.stage.act_with(&nobody, SCAN, Value::Object(fields), uploads).await {
            Ok(answer) => {
                let number = text(&answer, "number")?;
                let org = self.cast.communities[matter.community].org;
                let desk = self.holder("manager", &mut matter)?;
                let ask = json!({"q": number, "org_id": org});
                let found = self.stage.platform.ask(&self.cast.staff[desk].caller, LIST, ask).await?;
                let line =
                    found["rows"].as_array().and_then(|rows| rows.iter().find(|r| r["number"] == number.as_str()));
                let Some(line) = line else { return Err(Error::Internal(format!("{number} is not in the list"))) };
                matter.case = text(line, "id")?;
                matter.stage = text(line, "stage")?;
                self.opened(&matter);
                // The same words about the same place lead to the case there is, which is in good hands.
                let known = self.matters.values().any(|m| m.case == matter.case);
                Ok((!known).then_some(matter))
            }
            Err(error) => self.refused("repair", "scan", error).map(|()| None),
        }
    }

    fn staff_opening(&self, matter: &mut Matter) -> Result<Caller> {
        let role = if matter.channel == "staff" { ["steward", "engineer"][matter.dice.below(2)] } else { "agent" };
        let at = self.holder(role, matter)?;
        Ok(self.cast.staff[at].caller.clone())
    }

    /// Does what was planned, if the case still stands where it did.
    pub(super) async fn step(&mut self, id: u64, step: Move) -> Result<()> {
        let Some(mut matter) = self.matters.remove(&id) else { return Ok(()) };
        if step.deed == Deed::Act("merge") {
            let master = step.input.get("master").and_then(Value::as_str).unwrap_or_default().to_owned();
            if !self.takes_twins(&master) {
                self.go_on(id, matter);
                return Ok(());
            }
        }
        let (Deed::Act(deed) | Deed::Record(deed)) = step.deed;
        let (at, caller) = match self.doer(step.who, &mut matter) {
            Ok(doer) => doer,
            Err(error) => return self.refused(process(&matter), deed, error),
        };
        let mut fields = step.input.clone();
        let chosen = self.choose(step.names, &mut matter)?;
        if let Some(chosen) = chosen {
            fields.insert("assignee".to_owned(), self.cast.staff[chosen].id.clone().into());
        }
        let uploads = self.pictures(&mut fields, &step.pictures, &caller, &mut matter);
        let (action, input) = match &step.deed {
            Deed::Act(action) => (ACT, json!({"id": matter.case, "action": action, "input": fields})),
            Deed::Record(item) => (RECORD, json!({"id": matter.case, "item": item, "input": fields})),
        };
        match self.stage.act_with(&caller, action, input, uploads).await {
            Ok(answer) => {
                self.tally.actions += 1;
                self.touched();
                matter.stage = text(&answer, "stage")?;
                self.remember(&step, &mut matter, at, chosen).await?;
                self.go_on(id, matter);
                Ok(())
            }
            Err(error) => self.refused(process(&matter), deed, error),
        }
    }

    /// What people know after a step: who has the case, whether the work begins anew.
    async fn remember(
        &mut self,
        step: &Move,
        matter: &mut Matter,
        at: Option<usize>,
        chosen: Option<usize>,
    ) -> Result<()> {
        let Deed::Act(action) = step.deed else { return Ok(()) };
        let takes = action == "grab" || (action == "accept" && matches!(matter.about, About::Complaint { .. }));
        if takes {
            matter.assignee = at;
        } else if chosen.is_some() {
            matter.assignee = chosen;
        } else if step.names == Names::OnDuty {
            matter.assignee = self.assigned_to(matter.community, &matter.case).await?;
        }
        if action == complaint::OPEN_REPAIR {
            self.look_for_followers(matter.community, &matter.case);
        }
        let again = matches!(matter.stage.as_str(), "assigned" | "dispatching" | "planning");
        if again && matches!(action, "reject" | "call" | "reopen") {
            matter.reworks += 1;
            matter.checked = false;
            matter.calls = 0;
        }
        Ok(())
    }

    /// To whom the product gave the case.
    pub(super) async fn assigned_to(&self, community: usize, case: &str) -> Result<Option<usize>> {
        let at = self.cast.holding("manager", self.cast.communities[community].org);
        let Some(manager) = at.first().map(|at| &self.cast.staff[*at].caller) else { return Ok(None) };
        let record = self.stage.platform.ask(manager, VIEW, json!({"id": case})).await?;
        let id = record["assignee_id"].as_str().unwrap_or_default();
        let bare = id.rsplit('_').next().unwrap_or(id).replace('-', "");
        Ok(self.cast.staff.iter().position(|m| !bare.is_empty() && m.id.ends_with(&bare)))
    }

    /// Somebody asks where his case stands.
    pub(super) async fn urge(&mut self, id: u64) -> Result<()> {
        let Some(mut matter) = self.matters.remove(&id) else { return Ok(()) };
        let over = matches!(matter.stage.as_str(), "finished" | "call_back" | "closed" | "archived" | "merged");
        if !over {
            let note = matter.dice.word(&self.world.words.urges);
            let (_, caller) = self.doer(Who::Asker("agent"), &mut matter)?;
            let input = json!({"id": matter.case, "action": "urge", "input": {"note": note}});
            self.aside(&caller, ACT, input, &matter, "urge").await?;
        }
        self.matters.insert(id, matter);
        Ok(())
    }

    /// One of the staff writes a line beside the case.
    pub(super) async fn remark(&mut self, id: u64) -> Result<()> {
        let Some(mut matter) = self.matters.remove(&id) else { return Ok(()) };
        let open = matter.dice.chance(0.5);
        let words = &self.world.words;
        let text = matter.dice.word(if open { &words.comments_customer } else { &words.comments_staff });
        let (_, caller) = self.doer(Who::Role(["agent", "steward"][matter.dice.below(2)]), &mut matter)?;
        let input = json!({"id": matter.case, "text": text, "open": open});
        self.aside(&caller, COMMENT, input, &matter, "comment").await?;
        self.matters.insert(id, matter);
        Ok(())
    }

    /// What is reported a second time may be known to many before long: the supervisor says what everybody is to be told.
    pub(super) async fn known_to_many(&mut self, at: usize, case: &str) -> Result<()> {
        let mut dice = Dice::of(self.plan.seed, "many", self.reported);
        let supervisor = self.cast.holding("supervisor", self.cast.communities[at].org).first().copied();
        let Some(supervisor) = supervisor.filter(|_| self.takes_twins(case) && dice.chance(MANY)) else {
            return Ok(());
        };
        let caller = self.cast.staff[supervisor].caller.clone();
        let expected = repair::promised(self.stage.clock.now(), dice.between(3, 12));
        let input = json!({"case_id": case, "script": FOR_MANY, "expected_at": expected});
        match self.stage.act(&caller, "desk.mass_incident.create", input).await {
            Ok(_) => {
                self.tally.actions += 1;
                self.touched();
                Ok(())
            }
            // Two neighbours may have called: it is known already.
            Err(Error::Broken(message)) if message.key == "desk-mass-incident-already" => Ok(()),
            Err(error) => self.refused("mass_incident", "create", error),
        }
    }

    /// Everybody at work reads what he was told, and so do residents.
    pub(super) async fn read_notifications(&mut self) -> Result<()> {
        let everybody: Vec<Caller> = self.cast.staff.iter().map(|member| member.caller.clone()).collect();
        // Of the residents those who asked for something look at what became of it, most of them.
        let asked = std::mem::take(&mut self.awaiting);
        let mut dice = Dice::of(self.plan.seed, "reading", self.reported);
        let looking = asked.into_iter().filter(|_| dice.chance(LOOKING)).collect::<Vec<_>>();
        let residents = looking.into_iter().filter_map(|(at, asker)| self.caller_of(at, asker));
        let everybody: Vec<Caller> = everybody.into_iter().chain(residents).collect();
        for caller in everybody {
            self.stage.act(&caller, READ, json!({})).await?;
            self.tally.actions += 1;
        }
        Ok(())
    }

    async fn aside(&mut self, caller: &Caller, action: &str, input: Value, matter: &Matter, deed: &str) -> Result<()> {
        match self.stage.act(caller, action, input).await {
            Ok(_) => {
                self.tally.actions += 1;
                self.touched();
                Ok(())
            }
            Err(error) => self.refused(process(matter), deed, error),
        }
    }

    /// Counts what was refused; what is our own fault or the database's ends the life.
    pub(super) fn refused(&mut self, process: &str, deed: &str, error: Error) -> Result<()> {
        let why = match &error {
            Error::Internal(_) | Error::Unavailable(..) => return Err(error),
            Error::Broken(message) => message.key.to_string(),
            Error::Invalid(fields) => {
                let all = fields.iter().map(|f| format!("{}={}", f.field, f.message.key));
                all.collect::<Vec<_>>().join(",")
            }
            Error::Forbidden(permission) => format!("forbidden {permission}"),
            other => format!("{other:?}"),
        };
        tracing::warn!(process, deed, why, "refused");
        *self.tally.refusals.entry(format!("{process} {deed}: {why}")).or_default() += 1;
        Ok(())
    }

    fn may(&self, caller: &Caller, action: &str) -> bool {
        let line = self.stage.platform.registry.action(action);
        line.is_some_and(|line| caller.actor.may(line.permission))
    }

    /// Who asked, when he signs in by himself.
    fn asker(&self, matter: &Matter) -> Option<Caller> {
        self.caller_of(matter.community, matter.asker?)
    }

    fn caller_of(&self, community: usize, Asker { room, dweller }: Asker) -> Option<Caller> {
        self.cast.communities[community].rooms.get(room)?.dwellers.get(dweller)?.caller.clone()
    }

    fn doer(&self, who: Who, matter: &mut Matter) -> Result<(Option<usize>, Caller)> {
        let at = match who {
            Who::Role(role) => self.holder(role, matter)?,
            // Somebody at a page may have taken it from him.
            Who::Assignee => matter.assignee.ok_or(Error::NotFound)?,
            Who::Taker => self.technician(matter)?,
            Who::Himself => return self.asker(matter).map(|caller| (None, caller)).ok_or(Error::NotFound),
            Who::Asker(role) => match self.asker(matter).filter(|c| self.may(c, ACT)) {
                Some(caller) if matter.dice.chance(0.7) => return Ok((None, caller)),
                _ => self.holder(role, matter)?,
            },
        };
        Ok((Some(at), self.cast.staff[at].caller.clone()))
    }

    /// Somebody holding a role: one of the community before one of the company.
    fn holder(&self, role: &str, matter: &mut Matter) -> Result<usize> {
        let all = self.cast.holding(role, self.cast.communities[matter.community].org);
        let narrowest = all.first().map(|at| self.cast.staff[*at].reach.len());
        let near: Vec<usize> =
            all.into_iter().filter(|at| Some(self.cast.staff[*at].reach.len()) == narrowest).collect();
        matter.dice.pick(&near).copied().ok_or_else(|| Error::Internal(format!("nobody is {role}")))
    }

    /// A technician of the trade, another than who had the case before.
    fn technician(&self, matter: &mut Matter) -> Result<usize> {
        let trade = repair::trade(&self.world, matter);
        let all = self.cast.of_trade(trade, self.cast.communities[matter.community].org);
        let others: Vec<usize> = all.iter().copied().filter(|at| Some(*at) != matter.assignee).collect();
        let from = if others.is_empty() { all } else { others };
        matter.dice.pick(&from).copied().ok_or_else(|| Error::Internal("there are no technicians".into()))
    }

    fn choose(&self, names: Names, matter: &mut Matter) -> Result<Option<usize>> {
        match names {
            Names::Nobody | Names::OnDuty => Ok(None),
            Names::Technician => self.technician(matter).map(Some),
            Names::Role(role) => self.holder(role, matter).map(Some),
        }
    }

    /// Puts pictures into the fields and answers the files that bring them along.
    fn pictures(
        &self,
        fields: &mut Map<String, Value>,
        wanted: &[(&'static str, Shows, usize)],
        caller: &Caller,
        matter: &mut Matter,
    ) -> Vec<File> {
        let Some(album) = &self.album else { return Vec::new() };
        let org = self.cast.communities[matter.community].org;
        let mut files = Vec::new();
        for (field, shows, count) in wanted {
            let taken: Vec<File> = (0..*count)
                .filter_map(|_| album.take(&self.stage.platform, caller, org, *shows, &mut matter.dice))
                .collect();
            let ids: Vec<Value> = taken.iter().map(|f| named(f.id).into()).collect();
            let said =
                if *shows == Shows::Signature { ids.into_iter().next().unwrap_or(Value::Null) } else { ids.into() };
            fields.insert((*field).to_owned(), said);
            files.extend(taken);
        }
        files
    }
}

fn process(matter: &Matter) -> &'static str {
    match matter.about {
        About::Repair { .. } => "repair",
        About::Complaint { .. } => "complaint",
    }
}
