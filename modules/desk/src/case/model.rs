//! What is asked of cases and what is shown of them.

use kernel::{Date, Instant, OrgId, words};
use knowledge::ArticleId;
use org::StaffId;
use party::PersonId;
use process::{ClockMark, runtime::CaseId};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{mass_incident::model::MassIncidentId, tie::model::Tie};

words! {
    /// By which way a case came in.
    Channel {
        /// At the desk, face to face.
        Desk = "desk",
        /// By telephone.
        Phone = "phone",
        /// From the resident's own page.
        Resident = "resident",
        /// Through a QR code, without sign-in.
        Qr = "qr",
        /// Seen by one of the staff.
        Staff = "staff",
        /// Found on a patrol.
        Patrol = "patrol",
        /// Raised by an alarm.
        Alarm = "alarm",
        /// From another system.
        Api = "api",
    }
}

words! {
    /// How a case stands with its time limits.
    Timing {
        /// A limit was missed.
        Late = "late",
        /// Four fifths of a limit are used up.
        Risk = "risk",
        /// It waits, its clocks are held.
        Paused = "paused",
    }
}

words! {
    /// What the stage of a case means.
    Category {
        /// Nobody has taken it up yet.
        New = "new",
        /// Somebody works on it.
        Active = "active",
        /// It waits for something outside.
        Waiting = "waiting",
        /// It came to its end.
        Done = "done",
        /// It ended without being done.
        Cancelled = "cancelled",
    }
}

/// A stored photo.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-kind" = "photo"))]
pub struct Picture(pub String);

/// A stored file of any kind.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-kind" = "file"))]
pub struct Paper(pub String);

/// A case to be opened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct OpenCase {
    /// The process, as in `repair`.
    #[schemars(length(min = 1, max = 40))]
    pub process: String,
    /// Where it is.
    pub place_id: Option<PlaceId>,
    /// The community, when no place is named.
    pub org_id: Option<OrgId>,
    /// Who asked, when he is registered.
    pub requester_id: Option<PersonId>,
    /// His name, when he is not.
    #[schemars(length(max = 40), extend("x-personal" = true))]
    pub contact_name: Option<String>,
    /// And his number.
    #[schemars(extend("x-kind" = "phone", "x-personal" = true))]
    pub contact_phone: Option<String>,
    /// By which way it came in; by telephone when left out.
    pub channel: Option<Channel>,
    /// The mass incident it becomes part of at once.
    pub mass_incident_id: Option<MassIncidentId>,
    /// The case it comes from: both are tied.
    pub caused_by: Option<CaseId>,
    /// What the opening form of the process asks.
    pub input: Option<Map<String, Value>>,
}

/// One of the definition's actions on a case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ActOnCase {
    /// The case.
    pub id: CaseId,
    /// The action, as in `assign`.
    #[schemars(length(min = 1, max = 60))]
    pub action: String,
    /// The version it is based on.
    pub version: Option<i64>,
    /// What the action's form asks.
    pub input: Option<Map<String, Value>>,
}

/// Corrections of what is recorded.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditCase {
    /// The case.
    pub id: CaseId,
    /// The version it is based on.
    pub version: Option<i64>,
    /// The fields with their new values.
    pub input: Option<Map<String, Value>>,
}

/// The steps of a work item.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordItem {
    /// The case.
    pub id: CaseId,
    /// The work item.
    #[schemars(length(min = 1, max = 60))]
    pub item: String,
    /// What its steps say.
    pub input: Option<Map<String, Value>>,
}

/// A remark on a case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CommentCase {
    /// The case.
    pub id: CaseId,
    /// The words.
    #[schemars(length(min = 1, max = 1000), extend("x-kind" = "long_text"))]
    pub text: String,
    /// Whether the requester sees it too.
    pub open: Option<bool>,
    /// Photos with it.
    pub photos: Option<Vec<Picture>>,
}

/// Files for a case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AttachFiles {
    /// The case.
    pub id: CaseId,
    /// The files.
    #[schemars(length(min = 1, max = 20))]
    pub files: Vec<Paper>,
    /// What they are.
    #[schemars(length(max = 200))]
    pub note: Option<String>,
}

/// What was done last is taken back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UndoCase {
    /// The case.
    pub id: CaseId,
}

/// Whether somebody wants to be told of every step.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WatchCase {
    /// The case.
    pub id: CaseId,
    /// Whether.
    pub on: bool,
}

/// A standard answer is given to whoever asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UseArticle {
    /// The case.
    pub id: CaseId,
    /// The answer.
    pub article_id: ArticleId,
}

/// The case to which an answer was given.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ArticleUsed {
    /// The case.
    pub id: CaseId,
    /// The answer.
    pub article_id: ArticleId,
}

/// A case named by its id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisCase {
    /// The case.
    pub id: CaseId,
}

/// What the list of cases can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct CaseFilter {
    /// One case.
    pub id: Option<CaseId>,
    /// One process.
    #[schemars(length(max = 40))]
    pub process: Option<String>,
    /// One stage of it.
    #[schemars(length(max = 60))]
    pub stage: Option<String>,
    /// Stages of one category.
    pub category: Option<Category>,
    /// Those that have not ended, or those that have.
    pub open: Option<bool>,
    /// How they stand with their time limits.
    pub timing: Option<Timing>,
    /// Those that ended so long ago that their records need no longer be kept.
    pub outlived: Option<bool>,
    /// Those of one community.
    pub org_id: Option<OrgId>,
    /// Those at one place.
    pub place_id: Option<PlaceId>,
    /// Those in one building.
    pub area_id: Option<PlaceId>,
    /// Those somebody works on.
    pub assignee_id: Option<StaffId>,
    /// Those nobody works on.
    pub unassigned: Option<bool>,
    /// Those somebody asked for.
    pub requester_id: Option<PersonId>,
    /// What kind of matter, as in `water`.
    #[schemars(length(max = 60))]
    pub topic: Option<String>,
    /// How much it hurries, as in `urgent`.
    #[schemars(length(max = 60))]
    pub urgency: Option<String>,
}

/// A row of the table, as lists read it.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct CaseRow {
    pub org_id: OrgId,
    pub id: CaseId,
    pub number: String,
    pub process: String,
    pub definition: String,
    pub title: String,
    pub topic: Option<String>,
    pub urgency: Option<String>,
    pub place_id: Option<PlaceId>,
    pub area_id: Option<PlaceId>,
    pub assignee_id: Option<Uuid>,
    pub assignee_name: Option<String>,
    pub stage: String,
    pub category: Category,
    pub opened_at: Instant,
    pub changed_at: Instant,
    pub due_at: Option<Instant>,
    pub paused: bool,
    pub breached: bool,
    pub urges: i64,
    pub reworks: i64,
    pub state: String,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// The community.
    pub org_id: OrgId,
    /// Its number.
    pub number: String,
    /// The process.
    pub process: String,
    /// What it is called.
    pub process_label: String,
    /// What it is about.
    pub title: String,
    /// What kind of matter, in words.
    pub topic: Option<String>,
    /// How much it hurries, in words.
    pub urgency: Option<String>,
    /// Where it is.
    pub place: Option<String>,
    /// The place.
    pub place_id: Option<PlaceId>,
    /// Who works on it.
    pub assignee: Option<String>,
    /// His id.
    #[schemars(with = "Option<String>")]
    pub assignee_id: Option<Uuid>,
    /// Where it stands.
    pub stage: String,
    /// What the stage is called.
    pub stage_label: String,
    /// What the stage means.
    pub category: Category,
    /// When it came in.
    pub opened_at: Instant,
    /// When something was last done to it.
    pub changed_at: Instant,
    /// When the next limit is reached.
    pub due_at: Option<Instant>,
    /// The limit that matters most now.
    pub clock: Option<ClockLine>,
    /// How it stands with its limits.
    pub timing: Option<Timing>,
    /// How often it was urged.
    pub urges: i64,
    /// How often the work was done again.
    pub reworks: i64,
}

/// A clock of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockLine {
    /// The clock.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// `idle`, `running`, `paused`, `met`, `missed` or `void`.
    pub mark: Mark,
    /// Whether it is counting now; a missed one may still be.
    pub counts: bool,
    /// When its budget is, or was, used up.
    pub due_at: Option<Instant>,
    /// Microseconds of its budget used.
    pub used: i64,
    /// Its budget in microseconds.
    pub budget: i64,
    /// Hundredths of its budget used.
    pub share: i64,
}

words! {
    /// How a clock stands.
    Mark {
        /// It has not begun.
        Idle = "idle",
        /// It runs.
        Running = "running",
        /// It is held.
        Paused = "paused",
        /// It was met.
        Met = "met",
        /// It was missed.
        Missed = "missed",
        /// It no longer applies.
        Void = "void",
    }
}

impl From<ClockMark> for Mark {
    fn from(mark: ClockMark) -> Self {
        match mark {
            ClockMark::Idle => Self::Idle,
            ClockMark::Running => Self::Running,
            ClockMark::Paused => Self::Paused,
            ClockMark::Met => Self::Met,
            ClockMark::Missed => Self::Missed,
            ClockMark::Void => Self::Void,
        }
    }
}

/// A case with everything a page or a program shows of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CaseRecord {
    /// The row of the list.
    #[serde(flatten)]
    pub line: CaseLine,
    /// Rises with everything done to it.
    pub version: i64,
    /// By which way it came in.
    pub channel: String,
    /// Who asked, his name masked.
    pub requester: Option<String>,
    /// Who took it in and stays answerable.
    pub first_asked: Option<String>,
    /// Why it waits.
    pub waiting_for: Option<String>,
    /// Its clocks.
    pub clocks: Vec<ClockLine>,
    /// What is recorded, by field.
    pub fields: Map<String, Value>,
    /// What the reader may do, and what he may not yet.
    pub offers: Vec<OfferLine>,
    /// The last day on which its records must be kept; absent before its end, when kept for good, and when not decided.
    pub kept_until: Option<Date>,
    /// What was done last and can still be taken back.
    pub undoable: Option<UndoableLine>,
    /// What happened, latest first.
    pub timeline: Vec<Step>,
    /// Cases it is tied to.
    pub related: Vec<Related>,
}

/// An action somebody may do on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfferLine {
    /// The action.
    pub action: String,
    /// The words on the button.
    pub label: String,
    /// Whether its form asks anything.
    pub asks: bool,
    /// Whether it should be confirmed.
    pub confirm: bool,
    /// `primary`, `normal` or `danger`.
    pub tone: String,
    /// Why it cannot be done yet.
    pub refusal: Option<String>,
}

/// What was done last and can still be taken back; nobody else was told of it yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UndoableLine {
    /// What was done, in words.
    pub label: String,
    /// By whom; a resident is not named.
    pub by: String,
    /// Until when it can be taken back.
    pub until: Instant,
    /// Whether the reader can: he did it.
    pub yours: bool,
}

/// Something that happened to a case, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// When.
    pub at: Instant,
    /// What.
    pub text: String,
    /// By whom, and further words.
    pub detail: String,
    /// Its colour: a stage category, `late` or `risk`.
    pub tone: String,
    /// Pictures taken then.
    pub photos: Vec<String>,
}

/// A case another is tied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Related {
    /// How, in words.
    pub link: String,
    /// The word for it, when people tied the two and may untie them.
    pub tie: Option<Tie>,
    /// The other case.
    pub case: CaseLine,
}
