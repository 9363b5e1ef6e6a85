//! Orders of allocation and what is asked of them.

use kernel::{Id, Instant, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words! {
    /// What is paid first.
    AllocationRule {
        /// 最早到期的先缴
        Oldest = "oldest",
        /// 物业费先缴
        Management = "management",
        /// 水电气暖先缴
        Utilities = "utilities",
        /// 金额小的先缴
        Smallest = "smallest",
    }
}

words! {
    /// How money is spread.
    AllocationSpread {
        /// 逐张抵扣
        InOrder = "in_order",
        /// 按比例分摊
        Proportional = "proportional",
    }
}

/// In which order money pays the bills of a community.
#[derive(Debug)]
pub struct AllocationOrder;
impl Noun for AllocationOrder {
    const PREFIX: &'static str = "allocation_order";
}
/// The id of an order of allocation.
pub type AllocationOrderId = Id<AllocationOrder>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct AllocationOrderRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: AllocationOrderId,
    /// What is paid first.
    pub rule: AllocationRule,
    /// How money is spread.
    pub spread: AllocationSpread,
    /// Whether a bill is paid whole or not at all.
    pub whole_bills: bool,
    /// Who said so.
    #[schemars(with = "String")]
    pub changed_by: Uuid,
    /// His name.
    pub changed_name: String,
    /// When.
    pub changed_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// What is to hold for a community from now on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditAllocationOrder {
    /// The community; may be left out by whoever works for one only.
    pub org_id: Option<OrgId>,
    /// What is paid first.
    pub allocation_rule: AllocationRule,
    /// How money is spread; one bill after the other when left out.
    pub allocation_spread: Option<AllocationSpread>,
    /// Whether a bill is paid whole or not at all.
    #[serde(default)]
    pub whole_bills: bool,
}

/// Which order of allocation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichAllocationOrder {
    /// It.
    pub id: AllocationOrderId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AllocationOrderFilter {
    /// Of a community.
    pub org_id: Option<OrgId>,
}

/// An order of allocation in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AllocationOrderLine {
    /// Its id.
    pub id: AllocationOrderId,
    /// The community.
    pub community: OrgId,
    /// What is paid first.
    pub allocation_rule: AllocationRule,
    /// How money is spread.
    pub allocation_spread: AllocationSpread,
    /// Whether a bill is paid whole or not at all.
    pub whole_bills: bool,
    /// Who said so.
    pub changed_name: String,
    /// When.
    pub changed_at: Instant,
}
