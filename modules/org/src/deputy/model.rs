//! A deputy, and what is asked to name one.

use kernel::{Instant, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{DeputyId, StaffId};

/// Somebody who stands in for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct DeputyRow {
    /// The deputy.
    pub id: DeputyId,
    /// Where the absent one is employed.
    pub unit_id: OrgId,
    /// Who is away.
    pub staff_id: StaffId,
    /// His name.
    pub staff: String,
    /// Who stands in.
    pub deputy_id: StaffId,
    /// His name.
    pub deputy: String,
    /// From when on.
    pub from_at: Instant,
    /// Until when, exclusive.
    pub to_at: Instant,
    /// Why.
    pub reason: Option<String>,
}

/// Somebody is to stand in for another.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddDeputy {
    /// Who is away; oneself when left out.
    pub staff_id: Option<StaffId>,
    /// Who stands in.
    pub deputy_id: StaffId,
    /// From when on.
    pub from_at: Instant,
    /// Until when, exclusive.
    pub to_at: Instant,
    /// Why, as in `leave`.
    #[schemars(length(max = 100))]
    pub reason: Option<String>,
}

/// One deputy.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisDeputy {
    /// The deputy.
    pub id: DeputyId,
}

/// The deputy that was named or ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeputyDone {
    /// The deputy.
    pub id: DeputyId,
}

/// Which deputies to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct DeputyFilter {
    /// One of them.
    pub id: Option<DeputyId>,
    /// Those for one member of staff.
    pub staff_id: Option<StaffId>,
    /// Those one member of staff is.
    pub deputy_id: Option<StaffId>,
}
