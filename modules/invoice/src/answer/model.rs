//! Workbooks of answers and what is asked of them.

use kernel::{Id, Instant, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::exchange::model::Answer;

words! {
    /// How a workbook of answers stands.
    AnswerState {
        /// 读取中
        Reading = "reading",
        /// 已导入
        Taken = "taken",
        /// 有误，未导入
        Refused = "refused",
    }
}

/// A workbook of answers.
#[derive(Debug)]
pub struct InvoiceAnswer;
impl Noun for InvoiceAnswer {
    const PREFIX: &'static str = "invoice_answer";
}
/// The id of a workbook of answers.
pub type InvoiceAnswerId = Id<InvoiceAnswer>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct AnswerRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: InvoiceAnswerId,
    /// The workbook.
    #[schemars(with = "String")]
    pub file_id: Uuid,
    /// How it stands.
    pub state: AnswerState,
    /// Invoices it issued.
    pub issued: i64,
    /// Requests it rejected.
    pub rejected: i64,
    /// Answers that were known before.
    pub unchanged: i64,
    /// What is wrong with it, 中文.
    pub fault_zh: Option<String>,
    /// The same in English.
    pub fault_en: Option<String>,
    /// Who brought it.
    #[schemars(with = "String")]
    pub brought_by: Uuid,
    /// His name.
    pub brought_name: String,
    /// When.
    pub brought_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// A stored workbook.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-kind" = "file"))]
pub struct Book(pub String);

/// Answers of the tax software.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateAnswer {
    /// The community; one's own when one has a single one.
    pub org_id: Option<OrgId>,
    /// The workbook.
    pub file: Book,
}

/// Which workbook.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichAnswer {
    /// It.
    pub id: InvoiceAnswerId,
}

/// A workbook that was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnswerRead {
    pub(crate) id: InvoiceAnswerId,
    pub(crate) answers: Vec<Answer>,
    /// What is wrong with it, 中文 and English.
    pub(crate) fault: Option<(String, String)>,
}
