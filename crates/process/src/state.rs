//! The state of a case: a fold over its events, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Instant, Span};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    definition::{Category, Definition},
    event::{Event, Outcome, Person, Policy, What, Who},
    guard::OPEN,
};

/// Where a case stands, folded from its events.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// The case.
    pub case: Uuid,
    /// The hash of the definition it pins; empty before it is opened.
    pub definition: String,
    /// Where it stands.
    pub stage: String,
    /// The stage it stood in before that.
    pub before: String,
    /// When it was opened.
    pub opened_at: Option<Instant>,
    /// When it last moved to another stage.
    pub moved_at: Option<Instant>,
    /// The time of its last event.
    pub last_at: Option<Instant>,
    /// How many events it has.
    pub events: u32,
    /// By which way it came in.
    pub channel: String,
    /// What is recorded.
    pub fields: Map<String, Value>,
    /// Who asked.
    pub requester: Option<Person>,
    /// Who took it in and stays answerable.
    pub first_asked: Option<Person>,
    /// Who works on it now.
    pub assignee: Option<Person>,
    /// The absent colleague in whose place he has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee_for: Option<Person>,
    /// Who wants to be told.
    pub watchers: Vec<Person>,
    /// Who did each action last.
    pub actors: BTreeMap<String, Person>,
    /// The clocks that have started.
    pub clocks: BTreeMap<String, ClockState>,
    /// The waiting that is on.
    pub pause: Option<Pause>,
    /// How much of each reason's cap was used by waiting that is over.
    pub waited: BTreeMap<String, Span>,
    /// How much of the cap in all was used by waiting that is over.
    pub waited_in_all: Span,
    /// The call after the work.
    pub follow_up: Option<FollowUpState>,
    /// Work items recorded since the case last came to their stage, with what was recorded last.
    pub work: BTreeMap<String, Map<String, Value>>,
    /// Where each of them was recorded, and whether it failed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, RecordState>,
    /// How often it was urged.
    pub urges: u32,
    /// How often the work was done again.
    pub reworks: u32,
    /// The case it was merged into.
    pub master: Option<Uuid>,
    /// Cases it is tied to.
    pub links: Vec<(String, Uuid)>,
    /// What came of the work each time before it was done again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<Round>,
    /// The last second look of a superior.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<CheckState>,
    /// Cases it opened, with their link and how they ended.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub children: BTreeMap<Uuid, ChildState>,
    /// Calls of other modules' actions: done, or what stands in the way.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<String, CallState>,
    /// What was done last and may still be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoable: Option<Box<Undoable>>,
}

/// What was done last and may still be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Undoable {
    /// The action.
    pub action: String,
    /// Who did it.
    pub by: Person,
    /// Until when he may take it back.
    pub until: Instant,
    /// How the case stood before.
    pub was: State,
    /// What came of it, of which nothing has left the case.
    pub events: Vec<Event>,
}

/// What came of the work before it was done again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Which time, from 1.
    pub count: u32,
    /// When it became known that it has to be done again.
    pub at: Instant,
    /// Who said so.
    pub by: Person,
    /// Who had done the work.
    pub assignee: Option<Person>,
    /// What was recorded by then.
    pub fields: Map<String, Value>,
}

/// Where a work item was recorded last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordState {
    /// The stage in which the case stood.
    pub stage: String,
    /// Whether it is a failure.
    pub failed: bool,
}

/// A superior's second look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckState {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Person,
    /// Whether he was content.
    pub passed: bool,
}

/// A case that was opened by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildState {
    /// How the two are linked.
    pub link: String,
    /// Whether it came to its proper end; absent while it has not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
}

/// A call of another module's action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallState {
    /// The action.
    pub action: String,
    /// How often it was tried.
    pub attempts: u32,
    /// What stands in the way; absent when it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// One clock of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClockState {
    /// Which run of it this is.
    pub activation: u32,
    /// What it may use.
    pub policy: Policy,
    /// What it had used when it was last held.
    pub consumed: Span,
    /// Since when it runs; absent while it is held or stopped.
    pub running_since: Option<Instant>,
    /// When it stopped.
    pub stopped_at: Option<Instant>,
    /// Rungs of this run that have fired or lie behind it.
    pub fired: BTreeSet<String>,
    /// How this run ended, and when that became known.
    pub outcome: Option<(Outcome, Instant)>,
    /// How earlier runs ended.
    pub past: Vec<(u32, Outcome, Instant)>,
}

/// Waiting that is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub reason: Option<String>,
    /// Since when.
    pub since: Instant,
    /// Whether it has lasted as long as it may.
    pub capped: bool,
}

/// The call after the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpState {
    /// Whether it was chosen.
    pub chosen: bool,
    /// Not before.
    pub after: Instant,
    /// How often it was tried.
    pub attempts: u32,
    /// What came of the last attempt.
    pub outcome: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried_at: Option<Instant>,
}

impl State {
    /// Whether it has been opened.
    pub fn is_open_or_ended(&self) -> bool {
        self.opened_at.is_some()
    }

    /// The category of the stage it stands in.
    pub fn category(&self, def: &Definition) -> Category {
        def.stage(&self.stage).map_or(Category::New, |s| s.category)
    }

    /// How many cases it opened under a link, and how many of them have ended.
    pub fn children_of(&self, link: &str) -> (u32, u32) {
        let of_link = || self.children.values().filter(|c| c.link == link);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (count(of_link().count()), count(of_link().filter(|c| c.done.is_some()).count()))
    }

    /// What this person did last and can still take back.
    pub fn undoable_by(&self, who: &Who) -> Option<&Undoable> {
        self.undoable.as_deref().filter(|last| who.is_or_stands_for(&last.by))
    }

    /// Whether nothing more is expected.
    pub fn is_ended(&self, def: &Definition) -> bool {
        self.is_open_or_ended() && self.category(def).is_end()
    }

    /// Whether a clock of it has missed its budget.
    pub fn is_breached(&self) -> bool {
        self.clocks
            .values()
            .any(|c| matches!(c.outcome, Some((Outcome::Missed, _))) || c.past.iter().any(|p| p.1 == Outcome::Missed))
    }
}

/// The state after one more event. Total: an event about something unknown changes only the counters.
pub fn evolve(mut state: State, event: &Event) -> State {
    apply(&mut state, event);
    state
}

pub(crate) fn apply(state: &mut State, event: &Event) {
    let at = event.at;
    state.events += 1;
    state.last_at = Some(at);
    // A remark stays when what it was made about is taken back; everything else done meanwhile settles that first.
    if let Some(undoable) = state.undoable.as_mut().filter(|_| !matches!(event.what, What::Commented { .. })) {
        undoable.events.push(event.clone());
    }
    match &event.what {
        What::Provisional { .. } | What::Settled | What::Undone { .. } => apply_undo(state, event),
        What::Opened { case, definition, stage, requester, channel, input } => {
            state.case = *case;
            state.definition.clone_from(definition);
            state.stage.clone_from(stage);
            state.opened_at = Some(at);
            state.moved_at = Some(at);
            state.requester.clone_from(requester);
            state.first_asked = Some(event.by.clone());
            state.actors.insert(OPEN.to_owned(), event.by.clone());
            state.channel.clone_from(channel);
            note(state, input);
        }
        What::Acted { action, from, to, input, .. } => {
            if from != to {
                state.before.clone_from(from);
                state.stage.clone_from(to);
                state.moved_at = Some(at);
            }
            state.actors.insert(action.clone(), event.by.clone());
            note(state, input);
        }
        What::Noted { fields } => note(state, fields),
        What::Assigned { .. } | What::StoodIn { .. } | What::Answerable { .. } => apply_hand(state, &event.what),
        What::Recorded { .. } | What::WorkVoided { .. } => apply_work(state, &event.what),
        What::Commented { .. } | What::ActedFor { .. } | What::HandedOver { .. } => {}
        What::Watched { on } => {
            state.watchers.retain(|p| p != &event.by);
            if *on {
                state.watchers.push(event.by.clone());
            }
        }
        What::Urged { count } => state.urges = *count,
        What::Merged { into } => state.master = Some(*into),
        What::Unmerged => state.master = None,
        What::Linked { .. } | What::Unlinked { .. } | What::ChildEnded { .. } => apply_tie(state, &event.what),
        What::Reworked { .. } | What::Checked { .. } | What::Called { .. } => apply_outcome(state, event),
        What::Paused { reason } => {
            state.pause = Some(Pause { reason: reason.clone(), since: at, capped: false });
        }
        What::PauseCapped => {
            if let Some(pause) = &mut state.pause {
                pause.capped = true;
            }
        }
        What::Resumed { spent, total } => resume(state, *spent, *total),
        What::FollowUpPlanned { .. } | What::FollowUpTried { .. } => apply_call(state, event),
        What::Adopted { definition, stage, before } => {
            state.definition.clone_from(definition);
            if let Some(stage) = stage {
                state.before = std::mem::replace(&mut state.stage, stage.clone());
            }
            if let Some(before) = before {
                state.before.clone_from(before);
            }
        }
        clock => apply_clock(state, at, clock),
    }
}

/// What may be taken back, stands, or was taken back.
fn apply_undo(state: &mut State, event: &Event) {
    let undoable = state.undoable.take();
    match &event.what {
        What::Provisional { action, until } => {
            let (action, by, was) = (action.clone(), event.by.clone(), state.clone());
            state.undoable = Some(Box::new(Undoable { action, by, until: *until, was, events: Vec::new() }));
        }
        What::Undone { .. } => {
            if let Some(undoable) = undoable {
                *state = State { events: state.events, last_at: state.last_at, ..undoable.was };
            }
        }
        _ => {}
    }
}

/// The call after the work: planned, tried.
fn apply_call(state: &mut State, event: &Event) {
    let at = event.at;
    match &event.what {
        What::FollowUpPlanned { chosen, after } => {
            state.follow_up =
                Some(FollowUpState { chosen: *chosen, after: *after, attempts: 0, outcome: None, tried_at: None });
        }
        What::FollowUpTried { attempt, outcome } => {
            if let Some(follow_up) = &mut state.follow_up {
                follow_up.attempts = *attempt;
                follow_up.outcome = Some(outcome.clone());
                follow_up.tried_at = Some(at);
            }
        }
        _ => {}
    }
}

/// In whose hands it is.
fn apply_hand(state: &mut State, what: &What) {
    match what {
        What::Assigned { to } => {
            state.assignee.clone_from(to);
            state.assignee_for = None;
        }
        What::StoodIn { of } => state.assignee_for = Some(of.clone()),
        What::Answerable { to } => state.first_asked = Some(to.clone()),
        _ => {}
    }
}

/// What was recorded of work items, and what of it no longer counts.
fn apply_work(state: &mut State, what: &What) {
    match what {
        What::Recorded { item, values, failed } => {
            state.work.insert(item.clone(), values.clone());
            state.records.insert(item.clone(), RecordState { stage: state.stage.clone(), failed: *failed });
        }
        What::WorkVoided { items } => {
            for item in items {
                state.work.remove(item);
                state.records.remove(item);
            }
        }
        _ => {}
    }
}

/// Ties to other cases.
fn apply_tie(state: &mut State, what: &What) {
    match what {
        What::Linked { link, case, child } => {
            state.links.push((link.clone(), *case));
            if *child {
                state.children.insert(*case, ChildState { link: link.clone(), done: None });
            }
        }
        What::Unlinked { link, case } => state.links.retain(|(how, other)| how != link || other != case),
        What::ChildEnded { case, done, .. } => {
            if let Some(child) = state.children.get_mut(case) {
                child.done = Some(*done);
            }
        }
        _ => {}
    }
}

/// What came of the work, of a second look at it, and of what it called.
fn apply_outcome(state: &mut State, event: &Event) {
    let at = event.at;
    match &event.what {
        What::Reworked { count } => {
            state.rounds.push(Round {
                count: *count,
                at,
                by: event.by.clone(),
                assignee: state.assignee.clone(),
                fields: state.fields.clone(),
            });
            state.reworks = *count;
            state.follow_up = None;
        }
        What::Checked { passed, .. } => {
            state.checked = Some(CheckState { at, by: event.by.clone(), passed: *passed });
        }
        What::Called { key, action, attempt, error } => {
            let call = CallState { action: action.clone(), attempts: *attempt, error: error.clone() };
            state.calls.insert(key.clone(), call);
        }
        _ => {}
    }
}

fn note(state: &mut State, fields: &Map<String, Value>) {
    for (name, value) in fields {
        if value.is_null() {
            state.fields.remove(name);
        } else {
            state.fields.insert(name.clone(), value.clone());
        }
    }
}

fn resume(state: &mut State, spent: Span, total: Span) {
    if let Some(pause) = state.pause.take() {
        if let Some(reason) = pause.reason {
            let waited = state.waited.entry(reason).or_default();
            *waited = *waited + spent;
        }
        state.waited_in_all = state.waited_in_all + total;
    }
}

fn apply_clock(state: &mut State, at: Instant, what: &What) {
    if let What::ClockStarted { clock, activation, policy, consumed, passed } = what {
        let mut past = Vec::new();
        if let Some(before) = state.clocks.remove(clock) {
            past = before.past;
            past.extend(before.outcome.map(|(outcome, known)| (before.activation, outcome, known)));
        }
        let begun = ClockState {
            activation: *activation,
            policy: policy.clone(),
            consumed: *consumed,
            running_since: None,
            stopped_at: None,
            fired: passed.iter().cloned().collect(),
            outcome: None,
            past,
        };
        state.clocks.insert(clock.clone(), begun);
        return;
    }
    let (What::ClockRan { clock: name }
    | What::ClockHeld { clock: name, .. }
    | What::ClockStopped { clock: name, .. }
    | What::ClockMissed { clock: name, .. }
    | What::RungFired { clock: name, .. }
    | What::ClockRebudgeted { clock: name, .. }) = what
    else {
        return;
    };
    let Some(clock) = state.clocks.get_mut(name) else { return };
    match what {
        What::ClockRan { .. } => clock.running_since = Some(at),
        What::ClockHeld { consumed, .. } => {
            clock.running_since = None;
            clock.consumed = *consumed;
        }
        What::ClockStopped { consumed, outcome, .. } => {
            clock.running_since = None;
            clock.consumed = *consumed;
            clock.stopped_at = Some(at);
            clock.outcome.get_or_insert((*outcome, at));
        }
        What::ClockMissed { .. } => {
            clock.outcome.get_or_insert((Outcome::Missed, at));
        }
        What::RungFired { rung, .. } => {
            clock.fired.insert(rung.clone());
        }
        What::ClockRebudgeted { policy, consumed, .. } => {
            clock.policy = policy.clone();
            clock.consumed = *consumed;
            if clock.running_since.is_some() {
                clock.running_since = Some(at);
            }
        }
        _ => {}
    }
}
