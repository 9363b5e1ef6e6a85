//! What happened to a case: small facts in the past tense, appended and never changed.

use kernel::{ActorKind, Basis, Instant, Span};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Somebody by id, with the name he had then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Staff, resident, nobody signed in, or the engine itself.
    pub kind: ActorKind,
    /// The staff member's or person's id; nil for nobody and for the engine.
    pub id: Uuid,
    /// The name he had then; empty for residents, whose names are kept with the person.
    pub name: String,
}

impl Person {
    /// The engine acting by itself.
    pub fn system() -> Self {
        Self { kind: ActorKind::System, id: Uuid::nil(), name: String::new() }
    }

    /// Whether both are the same known person.
    pub fn is(&self, kind: ActorKind, id: Uuid) -> bool {
        self.kind == kind && self.id == id && !id.is_nil()
    }
}

/// Who acts on a case, with what he is to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Staff, resident, nobody signed in, or the engine itself.
    pub kind: ActorKind,
    /// His id; nil for nobody and for the engine.
    pub id: Uuid,
    /// His name.
    pub name: String,
    /// The roles he holds where the case is.
    pub roles: Vec<String>,
    /// Whether he asked for it (or belongs to the household that did).
    pub is_requester: bool,
    /// The absent colleague he acts for; his roles are then among `roles`.
    pub stands_for: Option<Person>,
}

impl Who {
    /// The engine acting by itself.
    pub fn system() -> Self {
        let Person { kind, id, name } = Person::system();
        Self { kind, id, name, roles: Vec::new(), is_requester: false, stands_for: None }
    }

    /// Whether he is this known person, or acts for him.
    pub fn is_or_stands_for(&self, person: &Person) -> bool {
        person.is(self.kind, self.id) || self.stands_for.as_ref().is_some_and(|of| person.is(of.kind, of.id))
    }

    /// The person without his roles.
    pub fn person(&self) -> Person {
        Person { kind: self.kind, id: self.id, name: self.name.clone() }
    }
}

/// One fact about a case. Facts of a case never go back in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it took effect: a rung fires at the instant it was due, however late the wake-up came.
    pub at: Instant,
    /// Who did it.
    pub by: Person,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// The case was opened.
    Opened {
        /// The case's id.
        case: Uuid,
        /// The hash of the definition it pins.
        definition: String,
        /// Where it begins.
        stage: String,
        /// Who asked.
        requester: Option<Person>,
        /// By which way it came in.
        channel: String,
        /// What was said.
        input: Map<String, Value>,
    },
    /// Somebody did one of the definition's actions.
    Acted {
        /// The action.
        action: String,
        /// Where the case stood.
        from: String,
        /// Where it went; the same when it stayed.
        to: String,
        /// What was said in the action's form.
        input: Map<String, Value>,
        /// What was recorded before, and has been confirmed.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        confirmed: Map<String, Value>,
        /// The reason chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// What whoever acts does next may be taken back by him until then; what follows of it outside the case waits for that.
    Provisional {
        /// The action.
        action: String,
        /// Until when.
        until: Instant,
    },
    /// What could be taken back stands.
    Settled,
    /// It was taken back: the case stands as it would without it.
    Undone {
        /// The action.
        action: String,
        /// Where the case stood.
        from: String,
        /// Where it stands again.
        to: String,
    },
    /// Fields were corrected, or set by an effect.
    Noted {
        /// The fields with their new values; null takes a value away.
        fields: Map<String, Value>,
    },
    /// The case was given to somebody, or to nobody.
    Assigned {
        /// To whom.
        to: Option<Person>,
    },
    /// What was done was done for an absent colleague.
    ActedFor {
        /// Whom.
        of: Person,
    },
    /// Whoever has it now has it in place of an absent colleague.
    StoodIn {
        /// Whom.
        of: Person,
    },
    /// It went from one colleague to another.
    HandedOver {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Somebody else stays answerable for it from now on.
    Answerable {
        /// Who.
        to: Person,
    },
    /// Typed steps were recorded.
    Recorded {
        /// The work item.
        item: String,
        /// Its steps.
        values: Map<String, Value>,
        /// Whether it is a failure.
        failed: bool,
    },
    /// What was recorded of these work items no longer counts: the case came back to where they are recorded.
    WorkVoided {
        /// The work items.
        items: Vec<String>,
    },
    /// A remark.
    Commented {
        /// The words.
        text: String,
        /// Whether the requester sees it.
        open: bool,
        /// Files with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<String>,
    },
    /// Somebody wants to be told of every step, or no longer.
    Watched {
        /// Whether he watches now.
        on: bool,
    },
    /// The requester asked where it stands.
    Urged {
        /// How often by now.
        count: u32,
    },
    /// It became part of a master case.
    Merged {
        /// The master case.
        into: Uuid,
    },
    /// It stands alone again.
    Unmerged,
    /// It is no longer tied to another case.
    Unlinked {
        /// How it was.
        link: String,
        /// The other case.
        case: Uuid,
    },
    /// It is tied to another case.
    Linked {
        /// How, as in `rework`.
        link: String,
        /// The other case.
        case: Uuid,
        /// Whether it was opened by this one, which may wait for its end.
        #[serde(default, skip_serializing_if = "is_not")]
        child: bool,
    },
    /// A case that was opened by this one has ended.
    ChildEnded {
        /// Which.
        case: Uuid,
        /// Where.
        stage: String,
        /// Whether it came to its proper end.
        done: bool,
    },
    /// The work is done again.
    Reworked {
        /// How often by now.
        count: u32,
    },
    /// It waits.
    Paused {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It has waited as long as it may; the clocks run on.
    PauseCapped,
    /// It no longer waits.
    Resumed {
        /// How much of the reason's cap was used.
        spent: Span,
        /// How much of the cap in all was used.
        total: Span,
    },
    /// It was decided whether there will be a call.
    FollowUpPlanned {
        /// Whether it was chosen.
        chosen: bool,
        /// Not before.
        after: Instant,
    },
    /// One attempt of the call.
    FollowUpTried {
        /// Which.
        attempt: u32,
        /// What came of it.
        outcome: String,
    },
    /// A superior looked at the ended case a second time.
    Checked {
        /// Whether he was content.
        passed: bool,
        /// Why not, or what he remarked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Pictures with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<String>,
    },
    /// Another module's action was called by an effect.
    Called {
        /// The same for the same effect, however often it is tried.
        key: String,
        /// The action.
        action: String,
        /// Which try.
        attempt: u32,
        /// What stood in the way; absent when it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// A clock began, or began again.
    ClockStarted {
        /// Which.
        clock: String,
        /// How often by now.
        activation: u32,
        /// What it may use.
        policy: Policy,
        /// What is used up already, when it goes on after rework.
        consumed: Span,
        /// Rungs that lie behind it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        passed: Vec<String>,
    },
    /// A clock runs.
    ClockRan {
        /// Which.
        clock: String,
    },
    /// A clock is held.
    ClockHeld {
        /// Which.
        clock: String,
        /// What it has used.
        consumed: Span,
    },
    /// A clock came to its end.
    ClockStopped {
        /// Which.
        clock: String,
        /// What it has used.
        consumed: Span,
        /// Met, or void; a clock that missed before stays missed.
        outcome: Outcome,
    },
    /// A clock has used up its budget.
    ClockMissed {
        /// Which.
        clock: String,
        /// Which run of it.
        activation: u32,
    },
    /// A rung was reached.
    RungFired {
        /// The clock.
        clock: String,
        /// Which run of it.
        activation: u32,
        /// The rung as it is written: `50%`.
        rung: String,
    },
    /// A clock's budget or calendar changed; what it has used stays used.
    ClockRebudgeted {
        /// Which.
        clock: String,
        /// What it may use now.
        policy: Policy,
        /// What it has used until now.
        consumed: Span,
    },
    /// The case goes on under another version of its definition.
    Adopted {
        /// The hash of the definition.
        definition: String,
        /// The stage it stands in there, when that is called otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stage: Option<String>,
        /// The stage it came from, as it is called there, when one of the two is called otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_not(yes: &bool) -> bool {
    !yes
}

/// What a clock may use, pinned when it starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How long it may run.
    pub budget: Span,
    /// In whose time.
    pub basis: Basis,
    /// The calendar,
    pub calendar: String,
    /// and its version.
    pub version: u32,
}

/// How a clock ended. Immutable once known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// In time.
    Met,
    /// Too late.
    Missed,
    /// The case was called off before it could be known.
    Void,
}
