//! What a hint is, and what is asked for to give one.

use kernel::{Id, Instant, Noun, OrgId};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::person::model::PersonId;

/// What the desk should know: `夜间请按 # 呼叫`.
#[derive(Debug)]
pub struct Hint;
impl Noun for Hint {
    const PREFIX: &'static str = "hint";
}
/// The id of a hint.
pub type HintId = Id<Hint>;

/// A hint as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct HintLine {
    /// The community.
    pub org_id: OrgId,
    /// The hint.
    pub id: HintId,
    /// About which place.
    pub place_id: Option<PlaceId>,
    /// About which person.
    pub person_id: Option<PersonId>,
    /// What to know.
    pub text: String,
    /// Since when.
    pub created_at: Instant,
}

/// A new hint about a place, a person, or a person at a place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct GiveHint {
    /// About which place.
    pub place_id: Option<PlaceId>,
    /// About which person.
    pub person_id: Option<PersonId>,
    /// What to know.
    #[schemars(length(min = 2, max = 200))]
    pub text: String,
}

/// A hint named by its id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisHint {
    /// The hint.
    pub id: HintId,
}
