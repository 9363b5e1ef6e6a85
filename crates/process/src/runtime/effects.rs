//! What follows an event outside its case: people told, cases opened, other modules' actions – as outbox rows.
//!
//! Derived from events and the pinned definition, so a replay finds the same; keyed by (case, version, number), so that whoever
//! hears of them twice can tell.

use std::collections::BTreeMap;

use ::store::Args;
use kernel::{
    ActorKind, Date, OrgId, Result,
    expr::{Expr, Value as Known},
};
use module::Context;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{
    CaseId, Loaded,
    doing::{NewCase, Standing, apply, open},
    limits,
    reading::load,
    store,
};
use crate::{
    decide::Command,
    definition::{Category, Definition, Effect, Words},
    event::{Event, Person, What},
    field::KindSpec,
    names::{Names, named_in},
    state::{State, apply as evolve_in_place},
};

/// The topic of people to be told.
pub const NOTICES: &str = "case.notices";
/// The topic of a case to be opened.
pub const SPAWN: &str = "case.spawn";
/// The topic of another module's action to be run.
pub const CALL: &str = "case.call";
/// The topic of a case that came to an end.
pub const ENDED: &str = "case.ended";

/// How a case is linked to the one that opened it.
const PARENT: &str = "parent";

/// People to be told of one thing done to a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notices {
    /// The case.
    pub case: CaseId,
    /// Where it belongs.
    pub org: OrgId,
    /// Its number.
    pub number: String,
    /// Its process.
    pub process: String,
    /// What it is about.
    pub title: String,
    /// Who is told what.
    pub notices: Vec<Notice>,
}

/// One thing people are told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// The same for the same notice, however often it is heard of.
    pub key: String,
    /// Roles, where the case belongs.
    pub roles: Vec<String>,
    /// Persons, each once.
    pub people: Vec<Person>,
    /// What they are told.
    pub text: Words,
    /// Whether a time limit says so.
    #[serde(default)]
    pub limit: bool,
}

/// A case to be opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Spawn {
    /// The id it gets, the same however often it is heard of.
    pub id: CaseId,
    /// Where.
    pub org: OrgId,
    /// Its process.
    pub process: String,
    /// How the two are linked.
    pub link: String,
    /// The case it comes from.
    pub parent: CaseId,
    /// Who asked for that one.
    pub requester: Option<Person>,
    /// Where in space.
    pub place: Option<Uuid>,
    /// The larger space.
    pub area: Option<Uuid>,
    /// What is carried over.
    pub input: Map<String, Value>,
}

/// Another module's action to be run, as the process on behalf of a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// The idempotency key.
    pub key: String,
    /// Where.
    pub org: OrgId,
    /// The action's name in the registry.
    pub action: String,
    /// Its input.
    pub input: Map<String, Value>,
    /// On whose behalf.
    pub on_behalf_of: Person,
    /// The case whose effect it is.
    pub case: CaseId,
    /// The field of the case that keeps what record it answers with.
    #[serde(default)]
    pub keeps: Option<String>,
    /// How often it was tried before.
    #[serde(default)]
    pub tried: u32,
}

/// What follows outside of a case.
#[derive(Default)]
pub(super) struct Following {
    /// Rows of the outbox: topic and payload.
    pub rows: Vec<(&'static str, String)>,
    /// Calls whose answer whoever acts waits for, each with the expressions of its input.
    pub at_once: Vec<(Call, BTreeMap<String, Expr>)>,
    /// How runs of its clocks ended.
    pub limits: Vec<Args>,
    effects: usize,
}

/// A case that came to an end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ended {
    /// The case.
    pub case: CaseId,
    /// Where it belongs.
    pub org: OrgId,
    /// The stage it ended in.
    pub stage: String,
}

/// A case as its effects see it.
pub(super) struct Told<'a> {
    pub org: OrgId,
    pub id: CaseId,
    pub number: &'a str,
    pub version: i64,
    pub place: Option<Uuid>,
    pub area: Option<Uuid>,
    pub def: &'a Definition,
    pub state: &'a State,
    /// The fields before all this.
    pub before: &'a Map<String, Value>,
    /// The day at its place.
    pub today: Date,
}

impl Told<'_> {
    fn names<'a>(&'a self, input: &'a Map<String, Value>) -> Names<'a> {
        Names { def: self.def, state: self.state, input, before: self.before, today: self.today }
    }
}

/// What follows what was done, of which `told` is the end and `was` the beginning: all that stands, and nothing that can still
/// be taken back.
pub(super) fn following(told: &Told<'_>, was: &State, events: &[Event]) -> Result<Following> {
    let mut following = Following::default();
    let is_provisional = |e: &Event| matches!(e.what, What::Provisional { .. });
    if was.undoable.is_none() && !events.iter().any(is_provisional) {
        follow(told, events, &mut following)?;
        return Ok(following);
    }
    let (mut state, mut stands) = (was.clone(), Vec::new());
    for event in events {
        let undoable = state.undoable.clone();
        let stood = (event.what == What::Settled).then(|| state.clone());
        evolve_in_place(&mut state, event);
        match (undoable.zip(stood), &state.undoable) {
            (Some((undoable, stood)), _) => {
                let told = Told { state: &stood, before: &undoable.was.fields, ..*told };
                follow(&told, &undoable.events, &mut following)?;
                // Whoever did it is gone by now: nobody waits for what is called.
                for (call, _) in following.at_once.drain(..) {
                    following.rows.push((CALL, serde_json::to_string(&call)?));
                }
            }
            (None, Some(_)) if !matches!(event.what, What::Commented { .. }) => {}
            (None, _) => stands.push(event.clone()),
        }
    }
    follow(told, &stands, &mut following)?;
    Ok(following)
}

/// What follows these events, beside what is there already.
fn follow(told: &Told<'_>, events: &[Event], following: &mut Following) -> Result<()> {
    following.limits.extend(limits::rows(told, events));
    let Following { rows, at_once, effects, .. } = following;
    let mut notices = Vec::new();
    let followed = events.iter().flat_map(|e| followers(told.def, e).iter().map(move |effect| (e, effect)));
    for (event, effect) in followed {
        let nth = *effects;
        *effects += 1;
        let said = said(told.state, event);
        let names = told.names(&said);
        if effect.when().is_some_and(|when| !when.holds(&|n| names.get(n))) {
            continue;
        }
        let key = format!("{}/{}/{nth}", told.id, told.version);
        match effect {
            Effect::Notify { to, text, .. } => {
                let limit = matches!(event.what, What::RungFired { .. });
                notices.extend(notice(told.def, told.state, key, to, text).map(|n| Notice { limit, ..n }));
            }
            Effect::Spawn { process, link, copy, evidence, .. } => {
                let mut spawn = spawn(told, &key, process, link, copy);
                if let (Some(field), What::Recorded { item, values, .. }) = (evidence, &event.what) {
                    spawn.input.extend(pictures(told.def, item, values).map(|all| (field.clone(), all)));
                }
                rows.push((SPAWN, serde_json::to_string(&spawn)?));
            }
            Effect::Call { action, input, at_once: waits, keeps, .. } => {
                let call = Call {
                    key,
                    org: told.org,
                    action: action.clone(),
                    input: evaluated(told, input),
                    on_behalf_of: event.by.clone(),
                    case: told.id,
                    keeps: keeps.clone(),
                    tried: 0,
                };
                if *waits && !matches!(event.what, What::RungFired { .. } | What::PauseCapped) {
                    at_once.push((call, input.clone()));
                } else {
                    rows.push((CALL, serde_json::to_string(&call)?));
                }
            }
            // Done already, in the deciding itself.
            Effect::Set { .. } => {}
        }
    }
    if !notices.is_empty() {
        let title = told.state.fields.get(&told.def.list.title).and_then(Value::as_str).unwrap_or_default();
        let all = Notices {
            case: told.id,
            org: told.org,
            number: told.number.to_owned(),
            process: told.def.key.clone(),
            title: title.to_owned(),
            notices,
        };
        rows.push((NOTICES, serde_json::to_string(&all)?));
    }
    let moved = |e: &Event| matches!(&e.what, What::Acted { from, to, .. } if from != to);
    if told.state.is_ended(told.def) && events.iter().any(moved) {
        let ended = Ended { case: told.id, org: told.org, stage: told.state.stage.clone() };
        rows.push((ENDED, serde_json::to_string(&ended)?));
    }
    Ok(())
}

/// What was said with it, for the conditions of what follows.
fn said(state: &State, event: &Event) -> Map<String, Value> {
    let What::Acted { input, reason, .. } = &event.what else { return Map::new() };
    let outcome = state.follow_up.as_ref().and_then(|f| f.outcome.clone());
    let words = [("reason", reason.clone()), ("outcome", outcome)];
    let words = words.into_iter().filter_map(|(name, word)| Some((name.to_owned(), word?.into())));
    input.clone().into_iter().chain(words).collect()
}

/// The effects the definition lets follow an event.
fn followers<'a>(def: &'a Definition, event: &Event) -> &'a [Effect] {
    match &event.what {
        What::Opened { .. } => &def.open.effects,
        What::Acted { action, .. } => def.action(action).map_or(&[], |a| &a.effects),
        What::Recorded { item, failed, .. } => {
            def.work_item(item).map_or(&[], |w| if *failed { &w.on_fail } else { &w.on_pass })
        }
        What::PauseCapped => &def.pause.effects,
        What::Checked { passed: false, .. } => def.sample.as_ref().map_or(&[], |s| &s.on_fail),
        What::RungFired { clock, rung, .. } => def
            .clock(clock)
            .and_then(|c| c.rungs.iter().find(|r| &r.at.to_string() == rung))
            .map_or(&[], |r| &r.effects),
        _ => &[],
    }
}

fn notice(def: &Definition, state: &State, key: String, to: &[String], text: &Words) -> Option<Notice> {
    let (mut roles, mut people): (Vec<String>, Vec<Person>) = (Vec::new(), Vec::new());
    for word in to {
        if let Some(field) = def.field(word) {
            people.extend(named_in(field, state.fields.get(word)));
            continue;
        }
        match word.as_str() {
            "requester" => people.extend(state.requester.clone()),
            "assignee" => people.extend(state.assignee.clone()),
            "first_asked" => people.extend(state.first_asked.clone()),
            "watchers" => people.extend(state.watchers.clone()),
            role => roles.push(role.to_owned()),
        }
    }
    people.retain(|p| p.kind != ActorKind::System && !p.id.is_nil());
    people.sort_by_key(|p| p.id);
    people.dedup_by_key(|p| p.id);
    (!roles.is_empty() || !people.is_empty()).then(|| Notice { key, roles, people, text: text.clone(), limit: false })
}

/// The pictures of a work item's steps.
fn pictures(def: &Definition, item: &str, values: &Map<String, Value>) -> Option<Value> {
    let steps = def.work_item(item)?.steps.iter().filter(|s| s.kind == KindSpec::Photo);
    let all = steps.filter_map(|s| values.get(&s.name)).flat_map(|value| match value {
        Value::Array(many) => many.clone(),
        one => vec![one.clone()],
    });
    let all: Vec<Value> = all.filter(Value::is_string).collect();
    (!all.is_empty()).then_some(Value::Array(all))
}

fn spawn(told: &Told<'_>, key: &str, process: &str, link: &str, copy: &[String]) -> Spawn {
    let digest = Sha256::digest(key.as_bytes());
    let carried = copy.iter().filter_map(|name| Some((name.clone(), told.state.fields.get(name)?.clone())));
    Spawn {
        id: CaseId::from_uuid(Builder::from_custom_bytes(std::array::from_fn(|n| digest[n])).into_uuid()),
        org: told.org,
        process: process.to_owned(),
        link: link.to_owned(),
        parent: told.id,
        requester: told.state.requester.clone(),
        place: told.place,
        area: told.area,
        input: carried.collect(),
    }
}

/// The value of an expression as it goes out; null for what stays in the case, as files do.
fn plain(known: Known) -> Value {
    match known {
        Known::Bool(yes) => yes.into(),
        Known::Number(number) => i64::try_from(number)
            .ok()
            .filter(|n| number == (*n).into())
            .map_or_else(|| number.to_string().into(), Value::from),
        Known::Text(text) => text.into(),
        Known::Date(date) => date.to_string().into(),
        Known::Instant(at) => at.to_string().into(),
        Known::List(items) => items.into_iter().map(plain).collect(),
        Known::Group(fields) => fields.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        Known::Absent | Known::Opaque => Value::Null,
    }
}

fn evaluated(told: &Told<'_>, input: &BTreeMap<String, Expr>) -> Map<String, Value> {
    let none = Map::new();
    let names = told.names(&none);
    // A file has no value in expressions: where it is named alone, it goes along.
    let file = |expr: &Expr| {
        let field = told.def.field(expr.source()).filter(|f| matches!(f.kind, KindSpec::File | KindSpec::Photo))?;
        told.state.fields.get(&field.name).cloned()
    };
    let value = |expr: &Expr| file(expr).unwrap_or_else(|| plain(expr.eval(&|n| names.get(n))));
    input.iter().map(|(name, expr)| (name.clone(), value(expr))).collect()
}

/// Listener to [`SPAWN`]: opens the case and ties the two together. Hearing of it again does nothing.
pub async fn spawned(cx: &mut Context, spawn: Spawn) -> Result<()> {
    let scope = cx.scope().clone();
    if store::look(cx.tx(), &scope, spawn.id).await?.is_some() {
        return Ok(());
    }
    let new = NewCase {
        id: Some(spawn.id),
        org: spawn.org,
        process: spawn.process,
        channel: "process".into(),
        requester: spawn.requester,
        place: spawn.place,
        area: spawn.area,
        input: spawn.input,
    };
    open(cx, new, Standing::System).await?;
    let above = Command::Link { link: PARENT.to_owned(), case: spawn.parent.uuid(), child: false };
    apply(cx, spawn.id, &above, Standing::System).await?;
    let below = Command::Link { link: spawn.link, case: spawn.id.uuid(), child: true };
    apply(cx, spawn.parent, &below, Standing::System).await.map(|_| ())
}

/// Listener to [`ENDED`]: what was merged into the case ends with it, and the case that opened it hears of it. Hearing of it
/// again does nothing.
pub async fn master_ended(cx: &mut Context, ended: Ended) -> Result<()> {
    let case = load(cx, ended.case).await?;
    let done = case.def.stage(&ended.stage).is_some_and(|s| s.category == Category::Done);
    for (_, parent) in case.state.links.iter().filter(|(link, _)| link == PARENT) {
        let heard = Command::ChildEnded { case: ended.case.uuid(), stage: ended.stage.clone(), done };
        apply(cx, CaseId::from_uuid(*parent), &heard, Standing::System).await?;
    }
    for case in store::merged_into(cx.tx(), ended.org, ended.case).await? {
        let action = "end_with_master".to_owned();
        let command = Command::Act { action, input: Map::new(), assignee: None, master: None };
        apply(cx, case, &command, Standing::System).await?;
    }
    Ok(())
}

impl<'a> Told<'a> {
    /// A case after what was done, with its fields before that.
    pub(super) fn of(case: &'a Loaded, before: &'a Map<String, Value>, today: Date) -> Self {
        Self {
            org: case.org,
            id: case.id,
            number: &case.number,
            version: case.version,
            place: case.place,
            area: case.area,
            def: &case.def,
            state: &case.state,
            before,
            today,
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Instant;
    use serde_json::json;

    use super::*;
    use crate::{Calendars, decide::decide, event::Who, state::evolve};

    fn at(text: &str) -> Instant {
        text.parse().expect("an instant")
    }

    fn decided(def: &Definition, state: &State, command: &Command, now: &str) -> Vec<Event> {
        let agent =
            Who { kind: ActorKind::Staff, id: Uuid::from_u128(2), roles: vec!["agent".into()], ..Who::system() };
        decide(def, &Calendars::at(chrono_tz::Asia::Shanghai), state, command, &agent, at(now)).expect("is done")
    }

    #[test]
    fn a_call_of_what_could_be_taken_back_is_made_when_it_stands_though_nobody_waits_for_it() {
        let text = include_str!("../../../../modules/desk/processes/repair.toml");
        let mut def = Definition::from_toml(text).expect("a definition");
        def.clocks.clear();
        // Such a call can follow from a step that the case itself takes beside the one that is taken back.
        for effect in def.actions.iter_mut().filter(|a| a.id == "withdraw").flat_map(|a| &mut a.effects) {
            if let Effect::Call { at_once, .. } = effect {
                *at_once = true;
            }
        }
        let asset = format!("asset_{:032x}", 5);
        let said = json!({"summary": "水泵异响", "asset": asset, "trade": "water", "urgency": "normal", "facility_class": "other"});
        let input = |said: Value| said.as_object().cloned().unwrap_or_default();
        let open =
            Command::Open { case: Uuid::from_u128(7), requester: None, channel: "desk".into(), input: input(said) };
        let opened =
            decided(&def, &State::default(), &open, "2026-11-23T01:00:00Z").iter().fold(State::default(), evolve);
        let reason = input(json!({"reason": "mistake"}));
        let withdraw = Command::Act { action: "withdraw".into(), input: reason, assignee: None, master: None };
        let events = decided(&def, &opened, &withdraw, "2026-11-23T01:01:00Z");
        let gone = events.iter().fold(opened.clone(), evolve);
        let told = |state| Told {
            org: OrgId::from_uuid(Uuid::nil()),
            id: CaseId::from_uuid(Uuid::from_u128(7)),
            number: "BX261123-A001",
            version: 2,
            place: None,
            area: None,
            def: &def,
            state,
            before: &opened.fields,
            today: at("2026-11-23T01:01:00Z").date(chrono_tz::Asia::Shanghai),
        };
        let held = following(&told(&gone), &opened, &events).expect("follows");
        assert!(
            held.rows.is_empty() && held.at_once.is_empty() && held.limits.is_empty(),
            "nothing leaves the case yet"
        );
        let events = decided(&def, &gone, &Command::Wake, "2026-11-23T01:06:00Z");
        let stands = events.iter().fold(gone.clone(), evolve);
        let let_go = following(&told(&stands), &gone, &events).expect("follows");
        let topics: Vec<&str> = let_go.rows.iter().map(|row| row.0).collect();
        assert_eq!((topics, let_go.at_once.len()), (vec![CALL, ENDED], 0));
    }
}
