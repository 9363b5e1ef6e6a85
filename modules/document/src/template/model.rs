//! Print templates and what is asked of them.

use kernel::{Id, Instant, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words! {
    /// What a paper is.
    DocumentKind {
        /// 收据
        Receipt = "receipt",
        /// 缴费通知单
        BillNotice = "bill_notice",
        /// 催缴通知单
        DunningNotice = "dunning_notice",
        /// 催缴函
        CollectionLetter = "collection_letter",
        /// 律师函
        LawyerLetter = "lawyer_letter",
        /// 退款单
        RefundSlip = "refund_slip",
        /// 预存抵扣单
        DeductionSlip = "deduction_slip",
        /// 对账单
        Statement = "statement",
    }
}

words! {
    /// What it is printed on.
    Paper {
        /// 210 × 297 mm
        A4 = "a4",
        /// 210 × 148 mm, lying
        A5 = "a5",
        /// 241 × 93 mm: a third of continuous paper
        Third = "third",
        /// 80 mm roll
        Roll = "roll",
    }
}

words! {
    /// How an edition stands.
    TemplateState {
        /// 草稿
        Draft = "draft",
        /// 使用中
        Published = "published",
        /// 已替换
        Replaced = "replaced",
    }
}

/// An edition of a template.
#[derive(Debug)]
pub struct PrintTemplate;
impl Noun for PrintTemplate {
    const PREFIX: &'static str = "print_template";
}
/// The id of an edition.
pub type PrintTemplateId = Id<PrintTemplate>;

/// A field or column that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Shown {
    /// Which, by its key.
    #[schemars(length(min = 1, max = 40))]
    pub shown_part: String,
    /// Its heading; the usual one when left out.
    #[schemars(length(max = 20))]
    pub heading: Option<String>,
}

/// What stands on a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Layout {
    /// What the paper is called.
    #[schemars(length(min = 1, max = 30))]
    pub paper_title: String,
    /// What stands above the title: the company, its address. Each line is one.
    #[schemars(length(max = 200), extend("x-kind" = "long_text"))]
    pub head: Option<String>,
    /// The fields, in their order.
    #[serde(default)]
    pub fields: Vec<Shown>,
    /// The columns of the table, in their order.
    #[serde(default)]
    pub columns: Vec<Shown>,
    /// Notes below the table.
    #[schemars(length(max = 1000), extend("x-kind" = "long_text"))]
    pub notes: Option<String>,
    /// What stands at the foot, as lines to sign on.
    #[schemars(length(max = 200), extend("x-kind" = "long_text"))]
    pub foot: Option<String>,
    /// What it is printed on.
    pub paper_size: Paper,
    /// The size of the type, in points.
    #[schemars(range(min = 6, max = 14))]
    pub type_size: i64,
    /// The parts of a set, each with its name, as in 存根联; one without a name when left out.
    #[schemars(length(max = 60))]
    pub copy_names: Option<String>,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct TemplateRow {
    /// The company, or the community that differs from it.
    pub org_id: OrgId,
    /// Its id.
    pub id: PrintTemplateId,
    /// Of which papers.
    pub kind: DocumentKind,
    /// Its number, from 1.
    pub edition: i64,
    /// How it stands.
    pub state: TemplateState,
    /// What stands on the paper, as a [`Layout`].
    pub layout: String,
    /// Who drafted it.
    #[schemars(with = "String")]
    pub drafted_by: Uuid,
    /// His name.
    pub drafted_name: String,
    /// When.
    pub drafted_at: Instant,
    /// Who published it.
    pub published_name: Option<String>,
    /// When.
    pub published_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

impl TemplateRow {
    /// What stands on the paper.
    ///
    /// # Errors
    /// Only when the row was not written by this module.
    pub(crate) fn read(&self) -> kernel::Result<Layout> {
        Ok(serde_json::from_str(&self.layout)?)
    }
}

/// A draft of the next edition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DraftTemplate {
    /// For a community that differs; for the whole company when left out.
    pub org_id: Option<OrgId>,
    /// Of which papers.
    pub document_kind: DocumentKind,
    /// What stands on them.
    #[serde(flatten)]
    pub layout: Layout,
}

/// What is known while a template is drafted.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct BegunTemplate {
    /// For a community.
    pub org_id: Option<OrgId>,
    /// Of which papers; receipts when left out.
    pub document_kind: Option<DocumentKind>,
}

/// Which edition.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichTemplate {
    /// It.
    pub id: PrintTemplateId,
}

/// An edition on a record.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Preview {
    /// The edition.
    pub id: PrintTemplateId,
    /// The record, by its written id; one of late when left out.
    #[schemars(length(max = 80))]
    pub subject: Option<String>,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct TemplateFilter {
    /// One.
    pub id: Option<PrintTemplateId>,
    /// Of the company or a community.
    pub org_id: Option<OrgId>,
    /// Of some papers.
    pub document_kind: Option<DocumentKind>,
    /// In a state.
    pub template_state: Option<TemplateState>,
}

/// An edition in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TemplateLine {
    /// Its id.
    pub id: PrintTemplateId,
    /// Of which papers.
    pub document_kind: DocumentKind,
    /// What they are called.
    pub paper_title: String,
    /// What they are printed on.
    pub paper_size: Paper,
    /// Its number.
    pub edition: i64,
    /// How it stands.
    pub template_state: TemplateState,
    /// Who drafted it.
    pub drafted_name: String,
    /// When.
    pub drafted_at: Instant,
    /// The company or community.
    pub org: OrgId,
}

/// An edition with what it says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TemplateRecord {
    /// All of it.
    pub template: TemplateRow,
    /// What stands on the paper.
    pub layout: Layout,
}

/// The template papers are printed by.
#[derive(Debug, Clone)]
pub struct InUse {
    /// The edition; none for the shipped one.
    pub id: Option<PrintTemplateId>,
    /// Its number; 0 for the shipped one.
    pub edition: i64,
    /// What stands on the paper.
    pub layout: Layout,
}
