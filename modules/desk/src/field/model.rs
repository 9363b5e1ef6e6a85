//! A job as the phone lists it, and what is asked on its page.

use kernel::{Instant, OrgId};
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A case on a phone's list.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(super) struct Job {
    /// The community.
    pub org_id: OrgId,
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its process.
    pub process: String,
    /// What it is about.
    pub title: String,
    /// What kind of matter it is: the trade of a repair.
    pub topic: Option<String>,
    /// How much it hurries.
    pub urgency: Option<String>,
    /// Where.
    pub place_id: Option<Uuid>,
    /// Where it stands.
    pub stage: String,
    /// What that means.
    pub category: String,
    /// When its next limit ends.
    pub due_at: Option<Instant>,
    /// Whether it waits.
    pub paused: bool,
    /// When it came in.
    pub opened_at: Instant,
    /// How often it was urged.
    pub urges: i64,
}

/// A page that asks for nothing.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Nothing {}

/// The contact's number was asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Revealed {
    /// The case.
    pub id: CaseId,
}

/// A job as a program lists it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JobLine {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its process.
    pub process: String,
    /// What it is about.
    pub title: String,
    /// Where.
    pub place: Option<String>,
    /// Where it stands.
    pub stage: String,
    /// How much it hurries.
    pub urgency: Option<String>,
    /// When its next limit ends.
    pub due_at: Option<Instant>,
    /// Whether it waits.
    pub paused: bool,
    /// How often it was urged.
    pub urges: i64,
    /// Whether the next step is his.
    pub own: bool,
}

/// Jobs in the order they are to be done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JobLines {
    /// The jobs.
    pub rows: Vec<JobLine>,
}

/// A job as it is carried along where there is no signal: to be read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JobCard {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Where.
    pub place: Option<String>,
    /// Where it stands, in words.
    pub stage: String,
    /// How much it hurries.
    pub urgency: Option<String>,
    /// When its next limit ends.
    pub due_at: Option<Instant>,
    /// Whether the next step is his.
    pub own: bool,
    /// What is known of it.
    pub facts: Vec<JobFact>,
}

/// Something known of a job, in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JobFact {
    /// What it is about.
    pub label: String,
    /// What is known.
    pub words: String,
}
