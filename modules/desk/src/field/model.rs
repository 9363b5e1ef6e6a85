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

/// A job as it is carried along where there is no signal: to be read and gone on with.
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
    /// What was photographed, latest last.
    pub photos: Vec<String>,
    /// The stage it stood in before this one.
    pub before: String,
    /// Where it stands and where his own steps would lead it from there.
    pub stages: Vec<JobStage>,
}

/// A stage to which somebody's own steps lead a job.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JobStage {
    /// The stage.
    pub stage: String,
    /// Its name.
    pub label: String,
    /// What he may do there.
    pub steps: Vec<JobStep>,
    /// What he may record there.
    pub work: Vec<JobItem>,
}

/// Something that can be done about a job where there is no signal.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JobStep {
    /// The action.
    pub action: String,
    /// Its name.
    pub label: String,
    /// Where it leads, `back` to the stage before; none when only the house can say.
    pub to: Option<String>,
    /// Whether it is the way the process goes when all is well.
    pub main: bool,
    /// What must be recorded before.
    pub needs: Vec<String>,
    /// What it asks.
    pub form: Vec<JobField>,
}

/// Something that can be recorded at a job.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JobItem {
    /// The work item.
    pub item: String,
    /// Its name.
    pub label: String,
    /// What it asks.
    pub form: Vec<JobField>,
}

/// A field of a form that is filled in where nobody can be asked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JobField {
    /// Its name.
    pub name: String,
    /// What it holds, as in the forms of the API: `text`, `integer`, `choice`, `file` …
    pub kind: String,
    /// The words before it.
    pub label: String,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it may be given several times.
    pub many: bool,
    /// The least value, or number of characters.
    pub min: Option<i64>,
    /// The greatest value, or number of characters.
    pub max: Option<i64>,
    /// What can be chosen, value and words.
    pub choices: Vec<(String, String)>,
    /// The fields of a group, each like this one; the document of the API knows no type within itself.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub fields: Vec<JobField>,
}

/// Something known of a job, in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JobFact {
    /// What it is about.
    pub label: String,
    /// What is known.
    pub words: String,
}
