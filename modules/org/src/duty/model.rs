//! A duty, and what is asked to change it.

use kernel::{Instant, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{DutyId, StaffId, Trade};

/// Somebody on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct DutyRow {
    /// The duty.
    pub id: DutyId,
    /// Where.
    pub org_id: OrgId,
    /// Who.
    pub staff_id: StaffId,
    /// His name.
    pub staff: String,
    /// For which trade, as a word of [`Trade`]; for all when absent.
    pub trade: Option<String>,
    /// From when on.
    pub from_at: Instant,
    /// Until when, exclusive.
    pub to_at: Instant,
}

/// Somebody is to be on call.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddDuty {
    /// Where.
    pub org_id: OrgId,
    /// Who.
    pub staff_id: StaffId,
    /// For which trade; for all when left out.
    pub trade: Option<Trade>,
    /// From when on.
    pub from_at: Instant,
    /// Until when, exclusive.
    pub to_at: Instant,
}

/// One duty.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisDuty {
    /// The duty.
    pub id: DutyId,
}

/// The duty that was made or ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DutyDone {
    /// The duty.
    pub id: DutyId,
}

/// Which duties to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct DutyFilter {
    /// One of them.
    pub id: Option<DutyId>,
    /// Those of one unit.
    pub org_id: Option<OrgId>,
    /// Those of one member of staff.
    pub staff_id: Option<StaffId>,
    /// Those for one trade.
    pub trade: Option<Trade>,
}
