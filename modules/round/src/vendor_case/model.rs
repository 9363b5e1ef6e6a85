//! A case as whoever takes part by a link sees it, and what he does about it.

use kernel::Instant;
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Which case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichVendorCase {
    /// Its id.
    pub id: CaseId,
}

/// Which step of which case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichVendorStep {
    /// The case.
    pub id: CaseId,
    /// The action.
    pub action: String,
}

/// Which work item of which case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichVendorItem {
    /// The case.
    pub id: CaseId,
    /// The work item.
    pub item: String,
}

/// What somebody of a firm records at a work item.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordVendorItem {
    /// The case.
    pub id: CaseId,
    /// The work item.
    #[schemars(length(min = 1, max = 60))]
    pub item: String,
    /// What its steps say.
    pub input: Option<Map<String, Value>>,
}

/// A step somebody of a firm does.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ActOnVendorCase {
    /// The case.
    pub id: CaseId,
    /// The action, as in `vendor_take`.
    #[schemars(length(min = 1, max = 60))]
    pub action: String,
    /// The version it is based on.
    pub version: Option<i64>,
    /// What its form asks.
    pub input: Option<Map<String, Value>>,
}

/// A case of a firm.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VendorCase {
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
    /// Whether it is in his own hands.
    pub own: bool,
    /// What was told of it, in words.
    pub facts: Vec<VendorFact>,
    /// What he may do, and what he may not yet.
    pub steps: Vec<VendorStep>,
    /// What he may record now.
    pub work: Vec<VendorItem>,
}

/// Something told of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VendorFact {
    /// What it is about.
    pub label: String,
    /// What was told.
    pub words: String,
}

/// A step that a firm's people may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VendorStep {
    /// The action.
    pub action: String,
    /// The words on the button.
    pub label: String,
    /// Why it cannot be done yet.
    pub refusal: Option<String>,
}

/// A work item that a firm's people may record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VendorItem {
    /// The work item.
    pub item: String,
    /// What it is called.
    pub label: String,
    /// Whether it has been recorded.
    pub recorded: bool,
}

/// The cases of a firm.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VendorCases {
    /// The cases, in the order they came.
    pub rows: Vec<VendorCase>,
}
