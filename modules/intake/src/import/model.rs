//! An import and everything that hangs on it.

use kernel::{Id, Instant, Lang, Noun, OrgId, words};
use module::Complaint;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sheet::{CellProblem, Plan};
use store::{Json, files::File};
use uuid::Uuid;

/// Rows of a workbook on their way into the registers.
#[derive(Debug)]
pub struct Import;
impl Noun for Import {
    const PREFIX: &'static str = "import";
}
/// The id of an import.
pub type ImportId = Id<Import>;

words! {
    /// Where an import stands.
    State {
        /// The file is there; what is in it is being found out.
        Uploaded = "uploaded",
        /// What each sheet is taken for is known and may be corrected.
        Mapped = "mapped",
        /// Every row is being looked at, nothing is written.
        Checking = "checking",
        /// The result of the dry run is there.
        Checked = "checked",
        /// Rows are going into the registers.
        Applying = "applying",
        /// They are in.
        Done = "done",
        /// The file as a whole cannot be taken.
        Refused = "refused",
        /// Somebody stopped it.
        Cancelled = "cancelled",
        /// It could not be finished.
        Failed = "failed",
    }
}

impl State {
    /// Whether a process works on it, or should.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Uploaded | Self::Checking | Self::Applying)
    }
}

words! {
    /// What happens when some rows are wrong.
    Policy {
        /// All rows or none.
        All = "all",
        /// The good ones; the others are handed back.
        Good = "good",
    }
}

/// What came out of one sheet; before applying the figures say what would happen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetCount {
    /// The sheet.
    pub sheet: String,
    /// The register its rows go to.
    pub register: String,
    /// Records in it.
    pub rows: u64,
    /// Of them, with something wrong.
    pub refused: u64,
    /// New in the register.
    pub created: u64,
    /// Changed in the register.
    pub updated: u64,
    /// There already, the same.
    pub unchanged: u64,
    /// Values that stand for "not known", and how often: heading or field, value, rows.
    pub placeholders: Vec<(String, String, u32)>,
}

/// A sentence kept with an import, in no language yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// Its key in the catalogue.
    pub key: String,
    /// Its arguments.
    pub params: Vec<(String, String)>,
}

impl From<&kernel::Message> for Sentence {
    fn from(message: &kernel::Message) -> Self {
        let params = message.params.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
        Self { key: message.key.to_string(), params }
    }
}

impl Sentence {
    /// The words.
    pub fn said(&self, speech: &ui::Speech) -> String {
        let params: Vec<(&str, &str)> = self.params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        speech.say_with(&self.key, &params)
    }
}

/// What is wrong with one cell or row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// The field; empty for the row as a whole.
    pub field: String,
    /// The heading in the file.
    pub heading: String,
    /// The place among the cells of the row.
    pub place: Option<usize>,
    /// `B7`
    pub cell: String,
    /// What stands there, shortened.
    pub given: String,
    /// What to do about it.
    pub message: Sentence,
}

impl From<&CellProblem> for Problem {
    fn from(problem: &CellProblem) -> Self {
        Self {
            field: problem.field.clone(),
            heading: problem.heading.clone(),
            place: problem.place,
            cell: problem.cell.clone(),
            given: problem.given.clone(),
            message: Sentence::from(&problem.message),
        }
    }
}

impl From<Complaint> for Sentence {
    fn from(complaint: Complaint) -> Self {
        Self { key: complaint.key, params: complaint.params }
    }
}

/// A row with what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BadRow {
    /// The sheet.
    pub sheet: String,
    /// The row in it, from 1.
    pub number: u32,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// A row ready to be taken: its number in the sheet and its values.
pub type GoodRow = (u32, Map<String, Value>);

/// Checked rows of one sheet.
#[derive(Debug, Clone, Default)]
pub struct Staged {
    /// Its place among the chunks of the import.
    pub nth: i64,
    /// The sheet.
    pub sheet: String,
    /// The register.
    pub register: String,
    /// The rows.
    pub rows: Vec<GoodRow>,
    /// How many would be created, as the dry run said.
    pub created: i64,
    /// How many would be changed.
    pub updated: i64,
}

impl Staged {
    /// Some of its rows; the figures belong to the whole.
    pub fn part(&self, from: usize, to: usize) -> Self {
        Self { rows: self.rows[from..to].to_vec(), created: 0, updated: 0, ..self.clone_without_rows() }
    }

    fn clone_without_rows(&self) -> Self {
        Self { nth: self.nth, sheet: self.sheet.clone(), register: self.register.clone(), ..Self::default() }
    }

    /// What the registers are given.
    pub fn values(&self) -> Vec<Map<String, Value>> {
        self.rows.iter().map(|(_, values)| values.clone()).collect()
    }
}

/// A row of `import_chunks`.
#[derive(Debug, store::Record)]
pub struct SealedChunk {
    /// Its place.
    pub nth: i64,
    /// The sheet.
    pub sheet: String,
    /// The register.
    pub register: String,
    /// The rows, sealed: they hold personal data.
    pub content: Vec<u8>,
    /// How many would be created.
    pub created: i64,
    /// How many would be changed.
    pub updated: i64,
}

/// A row of `imports`.
#[derive(Debug, Clone, store::Record)]
pub struct Record {
    /// The community, or the company.
    #[record(rename = "org_id")]
    pub org: OrgId,
    /// Its id.
    pub id: ImportId,
    /// The system the file comes from, as people call it.
    pub source: String,
    /// The workbook.
    pub file_id: Uuid,
    /// Its name.
    pub file_name: String,
    /// Where it stands.
    pub state: State,
    /// What happens when some rows are wrong.
    pub policy: Policy,
    /// The language of the error workbook.
    pub lang: String,
    /// What was found.
    pub plan: Option<Json<Plan>>,
    /// The figures by sheet.
    pub sheets: Json<Vec<SheetCount>>,
    /// Rows to go through in this step.
    pub total: i64,
    /// Rows gone through.
    pub done: i64,
    /// Rows with something wrong.
    pub refused: i64,
    /// Chunks staged.
    pub chunks: i64,
    /// The chunk to be taken next.
    pub position: i64,
    /// Why it was refused or failed as a whole.
    pub fault: Option<Json<Sentence>>,
    /// The rows with problems as a workbook.
    pub error_file_id: Option<Uuid>,
    /// When it came.
    pub uploaded_at: Instant,
    /// When this step began.
    pub begun_at: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Who began this step.
    pub by_id: Uuid,
    /// His name.
    pub by_name: String,
    /// Whether somebody asked it to stop.
    pub stopping: bool,
    /// How often this step was begun.
    pub attempts: i64,
}

/// Who brings a workbook, and how he wants it taken.
pub struct Bringing {
    /// The system it comes from.
    pub source: String,
    /// What happens when some rows are wrong.
    pub policy: Policy,
    /// His language.
    pub lang: Lang,
    /// Who.
    pub by: (Uuid, String),
    /// When.
    pub at: Instant,
}

impl Record {
    /// A workbook that has just come.
    pub fn brought(org: OrgId, id: ImportId, file: (Uuid, String), bringing: Bringing) -> Self {
        Self {
            org,
            id,
            source: bringing.source,
            file_id: file.0,
            file_name: file.1,
            state: State::Uploaded,
            policy: bringing.policy,
            lang: bringing.lang.tag().to_owned(),
            plan: None,
            sheets: Json(Vec::new()),
            total: 0,
            done: 0,
            refused: 0,
            chunks: 0,
            position: 0,
            fault: None,
            error_file_id: None,
            uploaded_at: bringing.at,
            begun_at: Some(bringing.at),
            ended_at: None,
            by_id: bringing.by.0,
            by_name: bringing.by.1,
            stopping: false,
            attempts: 0,
        }
    }

    /// The language it is answered in.
    pub fn lang(&self) -> Lang {
        Lang::parse(&self.lang).unwrap_or_default()
    }
}

/// A workbook to be taken in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Upload {
    /// The community, or the company, the rows belong to.
    pub org_id: OrgId,
    /// The workbook.
    #[schemars(extend("x-kind" = "file"))]
    pub file: Id<File>,
    /// The system it comes from; its mapping is remembered under this name.
    #[schemars(length(max = 60))]
    pub source: Option<String>,
}

/// An import, by its id.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ByImport {
    /// Which.
    pub id: ImportId,
}

/// How the rows are to be taken.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Apply {
    /// Which import.
    pub id: ImportId,
    /// What happens when some rows are wrong.
    pub policy: Policy,
}

/// Decisions about all sheets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct MapSheets {
    /// Which import.
    pub id: ImportId,
    /// The sheets; those not named are not taken.
    pub sheets: Option<Vec<SheetChoice>>,
}

/// What a sheet is taken for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct SheetChoice {
    /// Its name.
    #[schemars(length(min = 1, max = 200))]
    pub sheet: String,
    /// The register; nothing: not taken.
    #[schemars(length(max = 60))]
    pub register: Option<String>,
    /// Its columns.
    pub columns: Option<Vec<ColumnChoice>>,
}

/// What a column fills.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ColumnChoice {
    /// Its heading.
    pub heading: Option<String>,
    /// The field; nothing: not taken.
    #[schemars(length(max = 60))]
    pub fills: Option<String>,
}

/// An import that was touched.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Done {
    /// Which.
    pub id: ImportId,
}

/// The filters of the list.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct ImportFilter {
    /// Only this one.
    pub id: Option<ImportId>,
    /// Only those that stand so.
    pub import_state: Option<State>,
}

/// An import in the list.
#[derive(Debug, Clone, Serialize, JsonSchema, store::Record)]
pub struct Line {
    /// Its id.
    pub id: ImportId,
    /// The file's name.
    pub file_name: String,
    /// Where it stands.
    pub state: State,
    /// Rows of the last step.
    pub total: i64,
    /// Rows with something wrong.
    pub refused: i64,
    /// Who began it.
    pub by_name: String,
    /// When it came.
    pub uploaded_at: Instant,
}
