//! Rules by which occurrences are drawn for a second look.

use kernel::{Id, Instant, Noun, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{occurrence::model::OccurrenceId, plan::model::Doer, procedure::model::System};

/// A rule by which occurrences are drawn.
#[derive(Debug)]
pub struct SpotCheckRule;
impl Noun for SpotCheckRule {
    const PREFIX: &'static str = "spot_check_rule";
}
/// The id of a rule.
pub type SpotCheckRuleId = Id<SpotCheckRule>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct SpotCheckRuleRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: SpotCheckRuleId,
    /// The post that looks a second time.
    pub role: Doer,
    /// Of which system; of all when absent.
    pub system: Option<System>,
    /// Which share of what was done is drawn, in hundredths.
    pub share: i64,
    /// Who made it.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
    /// When it was ended.
    pub ended_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

/// A rule in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpotCheckRuleLine {
    /// Its id.
    pub id: SpotCheckRuleId,
    /// The community.
    pub community: OrgId,
    /// The post that looks a second time.
    pub role: Doer,
    /// Of which system; of all when absent.
    pub system: Option<System>,
    /// Which share of what was done is drawn, in hundredths.
    pub spot_share: i64,
    /// Who made it.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
    /// When it was ended.
    pub ended_at: Option<Instant>,
}

/// What the list can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct SpotCheckRuleFilter {
    /// One of them.
    pub id: Option<SpotCheckRuleId>,
    /// Those of one community.
    pub org_id: Option<OrgId>,
}

/// A new rule.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateSpotCheckRule {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// The post that looks a second time.
    pub role: Doer,
    /// Of which system; of all when left out.
    pub system: Option<System>,
    /// Which share of what was done is drawn, in hundredths.
    #[schemars(range(min = 1, max = 100))]
    pub spot_share: i64,
}

/// Which rule.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichSpotCheckRule {
    /// Its id.
    pub id: SpotCheckRuleId,
}

/// A second look at one occurrence, chosen by hand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateSpotCheck {
    /// What is to be looked at.
    pub id: OccurrenceId,
    /// The post that looks.
    pub role: Doer,
}
