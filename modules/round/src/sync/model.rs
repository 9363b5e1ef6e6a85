//! Entries as a phone sends them, what it is answered, and what it carries along.

use std::collections::BTreeMap;

use kernel::{Date, Instant, OrgId, words};
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    occurrence::model::{OccurrenceId, Standing},
    procedure::model::{ProcedureId, System},
};

/// The most entries of one batch; together they hold the writer for a moment only.
pub(crate) const BATCH: usize = 100;

words! {
    /// What an entry says.
    EntryKind {
        /// What was recorded at a step
        Record = "record",
        /// That somebody was at a point of a route: what its code says, where the phone was
        Scan = "scan",
        /// That the whole is done
        Finish = "finish",
        /// That the whole is left out, and why
        Skip = "skip",
        /// A step of a case
        Act = "act",
        /// What was recorded at a work item of a case
        Item = "item",
    }
}

words! {
    /// What became of an entry.
    EntryAnswer {
        /// It is kept and counts
        Accepted = "accepted",
        /// It is kept and does not count
        Refused = "refused",
        /// Nothing yet: it is to be sent again later
        Waiting = "waiting",
    }
}

words! {
    /// Why an entry does not count, or waits.
    EntryReason {
        /// The occurrence was left out
        Cancelled = "cancelled",
        /// Somebody has finished it
        Finished = "finished",
        /// It is in somebody else's hands
        NotYours = "not_yours",
        /// It is no longer there
        Gone = "gone",
        /// It may not be done yet
        NotOpen = "not_open",
        /// What was recorded is no answer to this step
        Unfit = "unfit",
        /// His paper for it had lapsed
        Paper = "paper",
        /// Something that is asked was not recorded
        Missing = "missing",
        /// What was recorded later stands
        Older = "older",
        /// What the device made before it has not come
        Before = "before",
        /// Its photos have not come
        Photos = "photos",
        /// Somebody else is signed in
        Person = "person",
        /// The house cannot take it now
        Later = "later",
    }
}

/// What a phone has recorded.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Made by the device: the same entry is never counted twice.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// The task; none when it is about a case.
    pub occurrence_id: Option<OccurrenceId>,
    /// The case.
    pub case_id: Option<CaseId>,
    /// The how-manieth of this device.
    #[schemars(range(min = 1))]
    pub seq: i64,
    /// The entry this device made before it for the same task or case.
    #[schemars(with = "Option<String>")]
    pub previous: Option<Uuid>,
    /// Who made it.
    #[schemars(with = "String")]
    pub by: Uuid,
    /// What it says.
    pub kind: EntryKind,
    /// The step; of a case the action or the work item.
    #[schemars(length(max = 100))]
    pub step: Option<String>,
    /// What was recorded: `answer`, `note`, `photos`, `skipped`, and in `located` where photos were taken; at a point `code`, `location`; of a whole left out `skipped`, `note`; of a case `input`.
    pub said: Option<Map<String, Value>>,
    /// When, by the clock of the device.
    pub device_at: Instant,
    /// How far that clock was behind ours when it was last compared, in milliseconds; none: it never was.
    pub clock_error: Option<i64>,
}

/// What one device has recorded for one task.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EnterWork {
    /// The occurrence.
    pub id: OccurrenceId,
    /// The device.
    #[schemars(with = "String")]
    pub device_id: Uuid,
    /// The entries, in the order they were made.
    pub entries: Vec<Entry>,
}

/// What one device has recorded.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SendEntries {
    /// The device.
    #[schemars(with = "String")]
    pub device_id: Uuid,
    /// The entries, in the order they were made.
    pub entries: Vec<Entry>,
}

/// What became of one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answered {
    /// The entry.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// What became of it.
    pub answer: EntryAnswer,
    /// Whether it was here before.
    pub again: bool,
    /// Why it does not count, or waits.
    pub reason: Option<EntryReason>,
    /// The same in words.
    pub words: Option<String>,
}

/// What became of each entry.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Answers {
    /// One for each, in the order they were sent.
    pub answers: Vec<Answered>,
    /// Our time.
    pub now: Instant,
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct EntryRow {
    pub id: Uuid,
    pub device_id: Uuid,
    pub seq: i64,
    pub kind: EntryKind,
    pub step: Option<String>,
    pub answer: EntryAnswer,
    pub reason: Option<EntryReason>,
    pub words: Option<String>,
    pub at: Instant,
}

/// What the device has already.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CarryWork {
    /// The `cursor` of what it was given last.
    #[schemars(length(max = 8_000))]
    pub since: Option<String>,
}

/// What is carried along: what has changed since the cursor, and the names of all there is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Carried {
    /// Our time.
    pub now: Instant,
    /// Who carries it.
    #[schemars(with = "String")]
    pub person: Uuid,
    /// His name.
    pub name: String,
    /// To be said next time.
    pub cursor: String,
    /// All there is, by id; what is not named is to be forgotten.
    pub all: Vec<String>,
    /// Tasks of today and tomorrow, and those missed that can be made up for.
    pub tasks: Vec<CarriedTask>,
    /// How they are done.
    pub procedures: Vec<CarriedProcedure>,
    /// His cases, or those of his firm.
    pub cases: Vec<CarriedCase>,
}

/// A case with what can be done about it on the way.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CarriedCase {
    /// Itself.
    #[serde(flatten)]
    pub card: desk::JobCard,
    /// The page on which it is gone on with.
    pub href: String,
}

/// A task with what is known of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CarriedTask {
    /// The occurrence.
    pub id: OccurrenceId,
    /// The community.
    pub org_id: OrgId,
    /// What is to be done.
    pub title: String,
    /// On what.
    pub thing: String,
    /// Where.
    pub place: Option<String>,
    /// Under what it stands.
    pub system: System,
    /// From when on it may be done.
    pub opens_at: Instant,
    /// Until when it must be.
    pub closes_at: Instant,
    /// Where it stands.
    pub state: Standing,
    /// Who has it in hand.
    pub staff_name: Option<String>,
    /// Who gave it on, and what to mind; none once it was taken.
    pub handed: Option<CarriedHandoff>,
    /// His paper without which nobody may give it to him; none when it is in his hands, or no paper of his is asked for.
    pub paper: Option<CarriedPaper>,
    /// How it is done.
    pub procedure_id: ProcedureId,
    /// What is recorded already, by step.
    pub given: Value,
    /// The last readings of meters, by step.
    pub readings: Value,
    /// The figures that were found the last time it was done, by step.
    pub last: BTreeMap<String, String>,
    /// How far those meters usually go on from there until now, by step.
    pub usual: Value,
    /// What a code at the place says.
    pub place_codes: Vec<String>,
    /// What a code at the equipment says.
    pub asset_codes: Vec<String>,
    /// Where it is to be done, if anybody knows.
    pub spot: Option<CarriedSpot>,
    /// The points of its route in the order they are walked; none when it walks none.
    pub points: Vec<CarriedPoint>,
}

/// What whoever goes on with a task reads first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CarriedHandoff {
    /// Who gave it on.
    pub from_name: String,
    /// What to mind.
    pub note: String,
    /// When.
    pub given_at: Instant,
}

/// A paper that has to hold on the day work is begun.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CarriedPaper {
    /// What it is called.
    pub title: String,
    /// The last day it holds.
    pub until: Date,
    /// When that day is over.
    pub ends_at: Instant,
}

/// Where a place is on the ground.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct CarriedSpot {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Metres around it that count as there.
    pub radius: u32,
}

/// A point of a route.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CarriedPoint {
    /// The place or the equipment.
    #[schemars(with = "String")]
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What its codes say.
    pub codes: Vec<String>,
    /// Where it is, if anybody knows.
    pub spot: Option<CarriedSpot>,
    /// When somebody was there.
    pub at: Option<Instant>,
    /// Who.
    pub by_name: Option<String>,
}

/// A procedure with all its steps.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CarriedProcedure {
    /// The version.
    pub id: ProcedureId,
    /// What it says.
    pub body: Value,
    /// Where the figures of its steps are written, by step, in his language.
    pub cited: BTreeMap<String, String>,
}
