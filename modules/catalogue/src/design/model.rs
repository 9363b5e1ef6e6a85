//! What is asked of a design.

use desk::DraftId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which draft.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct WhichDesign {
    /// The draft.
    pub id: DraftId,
}

/// In what form a definition is taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The text.
    Toml,
    /// The chart.
    Svg,
}

/// A definition to be taken along.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct DownloadDesign {
    /// The draft.
    pub id: DraftId,
    /// In what form.
    pub format: Format,
}

/// What somebody would see.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct PreviewDesign {
    /// The draft.
    pub id: DraftId,
    /// Where the case stands; the opening form when left out.
    #[schemars(length(max = 60))]
    pub stage: Option<String>,
    /// Who looks: a role, or `requester`; the stage's own role when left out.
    #[schemars(length(max = 40))]
    pub role: Option<String>,
    /// Whether he has the case.
    pub has_case: Option<bool>,
}

/// What stands on a button, and what its form asks.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct Preview {
    /// Where the case stands.
    pub stage: String,
    /// Who looks.
    pub role: String,
    /// The buttons.
    pub actions: Vec<PreviewAction>,
    /// Fields that may be corrected.
    pub edits: Vec<String>,
    /// Fields that are not shown.
    pub hidden: Vec<String>,
}

/// A button of a preview.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct PreviewAction {
    /// The action.
    pub action: String,
    /// The words on it.
    pub label: String,
    /// Why it is grey.
    pub refusal: Option<String>,
    /// What it asks.
    pub asks: Vec<String>,
}

/// Two versions of a process: `shipped`, `current`, or a draft.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct CompareVersions {
    /// The process.
    #[schemars(length(min = 1, max = 40))]
    pub process: String,
    /// The earlier version; the one in force when left out.
    #[schemars(length(max = 60))]
    pub earlier: Option<String>,
    /// The later version; the latest draft when left out.
    #[schemars(length(max = 60))]
    pub later: Option<String>,
}

/// What two versions do otherwise.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct Comparison {
    /// Part by part.
    pub parts: Vec<PartDifference>,
    /// Lines that only the earlier text has.
    pub lines_removed: usize,
    /// Lines that only the later text has.
    pub lines_added: usize,
}

/// A part that differs.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct PartDifference {
    /// The kind of part, as in `clock`.
    pub kind: String,
    /// Its name in the definition.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// `added`, `removed` or `both`.
    pub side: String,
    /// What it says otherwise.
    pub changes: Vec<ValueChange>,
}

/// One thing a part says otherwise.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct ValueChange {
    /// What about.
    pub name: String,
    /// What the earlier version says.
    pub was: String,
    /// What the later one says.
    pub is: String,
}
