//! Batches of papers, and what is asked of them.

use billing::BillRunId;
use kernel::{Date, Id, Instant, Lang, Noun, OrgId, words};
use payment::CashShiftId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::template::model::{DocumentKind, PrintTemplateId};

words! {
    /// How a batch stands.
    BatchState {
        /// 生成中
        Working = "working",
        /// 已完成
        Done = "done",
        /// 已取消
        Cancelled = "cancelled",
        /// 失败
        Failed = "failed",
    }
}

/// Papers of many records as one file.
#[derive(Debug)]
pub struct PrintBatch;
impl Noun for PrintBatch {
    const PREFIX: &'static str = "print_batch";
}
/// The id of a batch.
pub type PrintBatchId = Id<PrintBatch>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PrintBatchRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PrintBatchId,
    /// What the papers are.
    pub kind: DocumentKind,
    /// Of which records, as a [`CreateBatch`].
    pub asked: String,
    /// How it stands.
    pub state: BatchState,
    /// Records there are.
    pub total: i64,
    /// Those looked at.
    pub done: i64,
    /// Papers in the file: records that have nothing to say have none.
    pub papers: i64,
    /// Its pages.
    pub pages: i64,
    /// Characters that no font has; a box stands for each.
    pub missing: String,
    /// Why there is no file: the key of a sentence.
    pub fault: Option<String>,
    /// The file.
    #[schemars(with = "Option<String>")]
    pub file_id: Option<Uuid>,
    /// The language, by its tag.
    pub lang: String,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Which process works on it.
    #[serde(skip)]
    #[schemars(skip)]
    pub runner: Option<Uuid>,
    /// Until when nobody else takes it up.
    #[serde(skip)]
    #[schemars(skip)]
    pub locked_until: Instant,
    /// Rises with each change.
    pub version: i64,
}

impl PrintBatchRow {
    /// Of which records it is.
    pub(crate) fn read(&self) -> kernel::Result<CreateBatch> {
        Ok(serde_json::from_str(&self.asked)?)
    }

    /// The language it is set in.
    pub(crate) fn speech_in(&self) -> Lang {
        if self.lang == Lang::En.tag() { Lang::En } else { Lang::Zh }
    }
}

/// Papers of many records that are wanted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateBatch {
    /// The community; one's own when one has a single one.
    pub org_id: Option<OrgId>,
    /// What the papers are: receipts, bill notices, dunning notices or letters.
    pub document_kind: DocumentKind,
    /// Receipts of a shift.
    pub shift_id: Option<CashShiftId>,
    /// Notices to those for whom a run has published bills.
    pub run_id: Option<BillRunId>,
    /// Receipts or letters from this day on; letters nobody has delivered yet when both days are left out.
    pub first_on: Option<Date>,
    /// Receipts or letters until this day.
    pub last_on: Option<Date>,
}

/// Which batch.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichBatch {
    /// It.
    pub id: PrintBatchId,
}

/// A batch to be taken up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeUp {
    pub(crate) org_id: OrgId,
    pub(crate) id: PrintBatchId,
}

/// How far the process is that works on a batch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reached {
    pub(crate) org_id: OrgId,
    pub(crate) id: PrintBatchId,
    pub(crate) runner: Uuid,
    pub(crate) total: i64,
    pub(crate) done: i64,
}

/// How the work on a batch ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ended {
    pub(crate) reached: Reached,
    /// The file, or why there is none.
    pub(crate) made: Result<Made, String>,
}

/// The file of a batch, kept and not named yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    pub(crate) sha256: String,
    pub(crate) size: i64,
    pub(crate) pages: i64,
    pub(crate) missing: String,
    pub(crate) template_id: Option<PrintTemplateId>,
    pub(crate) edition: i64,
    pub(crate) papers: Vec<MadePaper>,
}

/// A paper in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MadePaper {
    pub(crate) subject: String,
    pub(crate) number: String,
    pub(crate) copy: i64,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct BatchFilter {
    /// One.
    pub id: Option<PrintBatchId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub batch_state: Option<BatchState>,
}

/// A batch in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BatchLine {
    /// Its id.
    pub id: PrintBatchId,
    /// What the papers are.
    pub document_kind: DocumentKind,
    /// How it stands.
    pub batch_state: BatchState,
    /// Papers in the file.
    pub papers: i64,
    /// Its pages.
    pub pages: i64,
    /// Who asked for it.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The community.
    pub community: OrgId,
}
