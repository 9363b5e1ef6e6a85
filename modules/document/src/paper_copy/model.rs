//! Printed copies, and what is asked of them.

use kernel::{Date, Id, Instant, Noun, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::files::File;
use uuid::Uuid;

use crate::{
    batch::model::PrintBatchId,
    sheet::model::Subject,
    template::model::{DocumentKind, PrintTemplateId},
};

/// A paper that was printed.
#[derive(Debug)]
pub struct PaperCopy;
impl Noun for PaperCopy {
    const PREFIX: &'static str = "paper_copy";
}
/// The id of a printed paper.
pub type PaperCopyId = Id<PaperCopy>;

/// A row of the table; never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PaperCopyRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PaperCopyId,
    /// What the paper is.
    pub kind: DocumentKind,
    /// The record, with the days of a statement.
    pub subject: String,
    /// Its number; empty when it has none.
    pub number: String,
    /// Which copy it is, from 1.
    pub copy: i64,
    /// The edition of the template; none for the shipped one.
    pub template_id: Option<PrintTemplateId>,
    /// Its number; 0 for the shipped one.
    pub edition: i64,
    /// The batch it was printed in.
    pub batch_id: Option<PrintBatchId>,
    /// The file.
    #[schemars(with = "String")]
    pub file_id: Uuid,
    /// Who printed it.
    #[schemars(with = "String")]
    pub printed_by: Uuid,
    /// His name.
    pub printed_name: String,
    /// When.
    pub printed_at: Instant,
}

/// A paper that is wanted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PrintPaper {
    /// What it is.
    pub document_kind: DocumentKind,
    /// The record, by its written id; of notices and statements the room or parking space.
    #[schemars(length(min = 1, max = 80))]
    pub subject: String,
    /// The first day of a statement; the first of this year when left out.
    pub first_on: Option<Date>,
    /// The last; today when left out.
    pub last_on: Option<Date>,
}

impl PrintPaper {
    /// What the paper is about.
    ///
    /// # Errors
    /// The last day comes before the first.
    pub(crate) fn subject(&self, today: Date) -> kernel::Result<Subject> {
        let days = (self.document_kind == DocumentKind::Statement).then(|| {
            let until = self.last_on.unwrap_or(today);
            (self.first_on.unwrap_or_else(|| crate::sheet::rules::year_of(until)), until)
        });
        if days.is_some_and(|(from, until)| until < from) {
            return Err(kernel::Error::field("last_on", kernel::Message::of("document-days-turned")));
        }
        Ok(Subject { kind: self.document_kind, id: self.subject.clone(), days })
    }
}

/// A paper that is set and kept, and wants to be noted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetPaper {
    pub(crate) org_id: OrgId,
    pub(crate) document_kind: DocumentKind,
    pub(crate) subject: String,
    pub(crate) number: String,
    pub(crate) copy: i64,
    pub(crate) template_id: Option<PrintTemplateId>,
    pub(crate) edition: i64,
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) size: i64,
}

/// Where the paper is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PaperPrinted {
    /// The note of it.
    pub id: PaperCopyId,
    /// The file.
    pub file: Id<File>,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PaperCopyFilter {
    /// One.
    pub id: Option<PaperCopyId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of some papers.
    pub document_kind: Option<DocumentKind>,
    /// Of one record, by its written id.
    #[schemars(length(max = 120))]
    pub subject: Option<String>,
}

/// A printed paper in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperCopyLine {
    /// Its id.
    pub id: PaperCopyId,
    /// What the paper is.
    pub document_kind: DocumentKind,
    /// Its number.
    pub number: String,
    /// Which copy it is, from 1.
    pub copy_nth: i64,
    /// The edition of the template; 0 for the shipped one.
    pub edition: i64,
    /// Who printed it.
    pub printed_name: String,
    /// When.
    pub printed_at: Instant,
    /// The file.
    pub file: Id<File>,
    /// The community.
    pub community: OrgId,
}
