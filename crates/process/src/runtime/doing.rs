//! Opening cases and acting on them, inside the transaction of an action.

use std::{collections::BTreeMap, sync::Arc};

use ::store::args;
use kernel::{ActorKind, Error, Id, Instant, OrgId, Result, expr::Expr};
use module::{Change, Context};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    Case, CaseId, Done, Engine, Loaded,
    calling::call_at_once,
    effects::{self, Call, Following, Told},
    limits, readers, store,
};
use crate::{
    decide::{Command, decide},
    definition::{Definition, Does},
    event::{Event, Person, Who},
    evidence,
    refusal::Refusal,
    state::{State, evolve},
};

/// Calls whose answer whoever acts waits for, each with the expressions of its input.
type AtOnce = Vec<(Call, BTreeMap<String, Expr>)>;

/// A case to be opened.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Its id, when the caller needs to know it beforehand.
    pub id: Option<CaseId>,
    /// Where it belongs.
    pub org: OrgId,
    /// Its process.
    pub process: String,
    /// By which way it came in.
    pub channel: String,
    /// Who asked, when it is not whoever opens it.
    pub requester: Option<Person>,
    /// Where in space.
    pub place: Option<Uuid>,
    /// The larger space it is counted in, as in a building.
    pub area: Option<Uuid>,
    /// What was said in the opening form.
    pub input: Map<String, Value>,
}

/// What the actor is to the case, which only the caller can know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// One of the staff, or whoever his account says he is.
    Himself,
    /// He, or his household, asked for it.
    Requester,
    /// One of the staff who acts for an absent colleague, with the roles that one has where the case is.
    Deputy {
        /// The colleague.
        of: Person,
        /// His roles.
        roles: Vec<String>,
    },
    /// The engine itself, on the way of an effect.
    System,
}

pub(super) fn engine(cx: &Context) -> Result<Arc<Engine>> {
    cx.platform().service::<Engine>().ok_or_else(|| Error::Internal("the case engine was not started".into()))
}

/// A resident's name is kept with the person, where it is encrypted and can be erased; a case knows him by his id.
fn nameless(person: Person) -> Person {
    if person.kind == ActorKind::Staff { person } else { Person { name: String::new(), ..person } }
}

/// The actor of the context, as the engine sees him where the case is.
pub(super) fn who(cx: &Context, org: OrgId, standing: &Standing) -> Who {
    if *standing == Standing::System {
        return Who::system();
    }
    let actor = cx.actor();
    let mut roles: Vec<String> = actor.roles_in(org).map(str::to_owned).collect();
    let stands_for = match standing {
        Standing::Deputy { of, roles: his } => {
            roles.extend(his.iter().cloned());
            Some(of.clone())
        }
        _ => None,
    };
    let Person { kind, id, name } = nameless(Person { kind: actor.kind, id: actor.id, name: actor.name.clone() });
    Who { kind, id, name, roles, is_requester: *standing == Standing::Requester, stands_for }
}

/// Opens a case.
///
/// # Errors
/// What the definition refuses; [`Error::NotFound`] for an unknown process or a unit outside the scope.
pub async fn open(cx: &mut Context, new: NewCase, standing: Standing) -> Result<Done> {
    cx.within(new.org)?;
    let who = who(cx, new.org, &standing);
    let engine = engine(cx)?;
    let (def, cals, now) = (engine.current(&new.process)?, engine.calendars(new.org), cx.now());
    let id = new.id.unwrap_or_else(|| cx.new_id());
    let command = Command::Open {
        case: id.uuid(),
        requester: new.requester.map(nameless),
        channel: new.channel,
        input: new.input,
    };
    let before = State::default();
    let events = decide(&def, &cals, &before, &command, &who, now)?;
    let confidential = engine.keeps_readers(&def.key);
    take_evidence(cx, (new.org, id, confidential), &standing, &def, &before, &events).await?;
    let state = events.iter().fold(before, evolve);
    let number = next_number(cx, &engine, new.org, &def, now).await?;
    let derived = store::Derived::of(&def, &state, &cals)?;
    let fixed = store::Fixed { org: new.org, id, number: &number, process: &def.key, place: new.place, area: new.area };
    engine.arm(cx.tx(), derived.wake_at);
    store::insert(cx.tx(), &fixed, &state, derived).await?;
    let case = Loaded { org: new.org, id, number, version: 1, place: new.place, area: new.area, def, state };
    readers::keep(cx.tx(), &engine, &case, None).await?;
    let calls = keep(cx, &case, &State::default(), &who, Some("open"), &events).await?;
    cx.record(Change::to(case.org, id).after(&json!({ "number": case.number, "stage": case.state.stage })));
    let asked: Vec<&str> = case.def.open.asks.iter().map(|ask| ask.field.as_str()).collect();
    answered(cx, &case, calls, &asked).await
}

/// The next number of the day. Each unit counts for itself, so that no two wait for one another; its letters make the numbers
/// unique in the company.
async fn next_number(cx: &mut Context, engine: &Engine, org: OrgId, def: &Definition, now: Instant) -> Result<String> {
    let series = format!("{}{}", def.number, now.at(cx.zone()).format("%y%m%d"));
    let mark = engine.mark(cx.tx(), org).await?;
    let nth = cx.next_number(org, &series).await?;
    Ok(format!("{series}-{mark}{nth:03}"))
}

/// Does one of the definition's actions. `assignee` is whom the form names or who is next on duty; a `master` in the input is
/// looked up here.
///
/// # Errors
/// What the definition refuses; [`Error::NotFound`] for a case outside the scope.
pub async fn act(
    cx: &mut Context,
    id: CaseId,
    action: &str,
    input: Map<String, Value>,
    assignee: Option<Person>,
    standing: Standing,
) -> Result<Done> {
    let command = Command::Act { action: action.to_owned(), input, assignee, master: None };
    apply(cx, id, &command, standing).await
}

/// Gives a case any command but opening it.
///
/// # Errors
/// As [`act`].
pub async fn apply(cx: &mut Context, id: CaseId, command: &Command, standing: Standing) -> Result<Done> {
    let case = take(cx, id).await?;
    apply_to(cx, &case, command, standing).await
}

/// A case of the scope, to be acted on with [`apply_to`]: locked until the transaction ends.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn take(cx: &mut Context, id: CaseId) -> Result<Loaded> {
    let (engine, scope) = (engine(cx)?, cx.scope().clone());
    let row = store::lock(cx.tx(), &scope, id).await?.ok_or(Error::NotFound)?;
    let def = engine.pinned(&row.definition).await?;
    row.loaded(def)
}

/// [`apply`] for a case that was taken in this transaction and not acted on since.
///
/// # Errors
/// As [`act`]; [`Error::Conflict`] when something was done to it since it was taken.
pub async fn apply_to(cx: &mut Context, was: &Loaded, command: &Command, standing: Standing) -> Result<Done> {
    // What is told late happened then.
    let (engine, at) = (engine(cx)?, cx.happened_at());
    let moves = matches!(command, Command::Adopt | Command::Migrate { .. });
    let def = if moves { engine.current(&was.def.key)? } else { was.def.clone() };
    let cals = engine.calendars(was.org);
    let who = who(cx, was.org, &standing);
    let command = with_master(cx, was.org, &def, command).await?;
    let events = decide(&def, &cals, &was.state, &command, &who, at)?;
    let confidential = engine.keeps_readers(&def.key);
    take_evidence(cx, (was.org, was.id, confidential), &standing, &def, &was.state, &events).await?;
    if events.is_empty() {
        return Ok(done(was));
    }
    let state = events.iter().fold(was.state.clone(), evolve);
    let version = was.version + 1;
    let case = Loaded { number: was.number.clone(), version, def, state, ..*was };
    let derived = store::Derived::of(&case.def, &case.state, &cals)?;
    engine.arm(cx.tx(), derived.wake_at);
    store::update(cx.tx(), (was.org, was.id, was.version), version, derived).await?;
    readers::keep(cx.tx(), &engine, &case, Some(was)).await?;
    let calls = keep(cx, &case, &was.state, &who, label(&command), &events).await?;
    let change = Change::to(case.org, case.id).before(&json!({ "stage": was.state.stage }));
    let mut told = json!({ "stage": case.state.stage, "action": label(&command), "version": version });
    if at < cx.now() {
        told["happened_at"] = json!(at);
    }
    cx.record(change.after(&told));
    let asked = case.def.action(label(&command).unwrap_or_default()).map(|action| action.asks.as_slice());
    let asked: Vec<&str> = asked.unwrap_or_default().iter().map(|ask| ask.field.as_str()).collect();
    answered(cx, &case, calls, &asked).await
}

/// What whoever acts waits for is called, one after the other; how the case stands after that.
async fn answered(cx: &mut Context, case: &Loaded, calls: AtOnce, asked: &[&str]) -> Result<Done> {
    let mut is = done(case);
    for (call, said) in calls {
        is = call_at_once(cx, call, &said, asked).await?;
    }
    Ok(is)
}

/// Takes in the files that what happened names; those the engine itself passes on from another case were taken in there.
async fn take_evidence(
    cx: &mut Context,
    (org, case, confidential): (OrgId, CaseId, bool),
    standing: &Standing,
    def: &Definition,
    before: &State,
    events: &[Event],
) -> Result<()> {
    let brought = evidence::brought(def, before, events);
    if *standing == Standing::System {
        return readers::share_files(cx.tx(), org, case, &brought).await;
    }
    cx.take_files(org, &brought).await?;
    if confidential { readers::keep_files(cx.tx(), org, case, &brought).await } else { Ok(()) }
}

/// A merge with the master case that its form names, once that is known to be one that can take it in.
async fn with_master(cx: &mut Context, org: OrgId, def: &Definition, command: &Command) -> Result<Command> {
    let Command::Act { action, input, assignee, master: None } = command else { return Ok(command.clone()) };
    if def.action(action).is_none_or(|a| a.does != Some(Does::Merge)) {
        return Ok(command.clone());
    }
    let named: Option<Id<Case>> = input.get("master").and_then(Value::as_str).and_then(|text| text.parse().ok());
    let master = match named {
        Some(id) if store::can_be_master(cx.tx(), org, id, &def.key).await? => Some(id.uuid()),
        _ => return Err(Error::field("master", Refusal::Master.message())),
    };
    Ok(Command::Act { action: action.clone(), input: input.clone(), assignee: assignee.clone(), master })
}

/// The word for a command in the log and the audit.
fn label(command: &Command) -> Option<&str> {
    match command {
        Command::Act { action, .. } => Some(action),
        Command::Open { .. } => Some("open"),
        Command::Undo => Some("undo"),
        Command::Edit { .. } => Some("edit"),
        Command::Record { .. } => Some("record"),
        Command::Comment { .. } => Some("comment"),
        Command::Watch { .. } => Some("watch"),
        Command::Give { .. } => Some("give"),
        Command::Answer { .. } => Some("answer"),
        Command::Link { .. } => Some("link"),
        Command::Unlink { .. } => Some("unlink"),
        Command::ChildEnded { .. } => Some("child_ended"),
        Command::Check { .. } => Some("check"),
        Command::Called { .. } => Some("call_action"),
        Command::Adopt | Command::Migrate { .. } => Some("adopt"),
        Command::Wake => None,
    }
}

/// Appends what happened, tells the outbox, and the open pages after the commit; what is to be called at once.
async fn keep(
    cx: &mut Context,
    case: &Loaded,
    was: &State,
    who: &Who,
    action: Option<&str>,
    events: &[Event],
) -> Result<AtOnce> {
    let told = Told::of(case, &was.fields, cx.now().date(cx.zone()));
    let entry = store::entry(case.org, case.id, case.version, &who.person(), action, events)?;
    store::append(cx.tx(), vec![entry]).await?;
    let Following { rows, at_once, limits: ended, .. } = effects::following(&told, was, events)?;
    limits::keep(cx.tx(), ended).await?;
    if !rows.is_empty() {
        let now = cx.now();
        let rows = rows.into_iter().map(|(topic, payload)| args![case.org, cx.new_uuid(), now, topic, payload]);
        let rows = rows.collect();
        cx.tx().insert_many("outbox", &["org_id", "id", "at", "topic", "payload"], rows).await?;
    }
    cx.touch(format!("case:{}", case.id));
    cx.touch(format!("cases:{}", case.org));
    if was.assignee != case.state.assignee {
        for person in was.assignee.iter().chain(&case.state.assignee) {
            cx.touch(format!("work:{}", person.id));
        }
    }
    Ok(at_once)
}

fn done(case: &Loaded) -> Done {
    Done { id: case.id, number: case.number.clone(), stage: case.state.stage.clone(), version: case.version }
}
