//! Workers of vendors and what is asked of them.

use identity::AccountId;
use kernel::{Date, Instant, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words! {
    /// Whether a worker's link still leads anywhere.
    WorkerState {
        /// 有效
        Active = "active",
        /// 已收回
        Ended = "ended",
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct WorkerRow {
    /// The community.
    pub org_id: OrgId,
    /// His account.
    pub id: AccountId,
    /// His name.
    pub name: String,
    /// His phone, as far as it tells him from others.
    pub phone_masked: String,
    /// His firm, as plans name it.
    pub vendor: String,
    /// The last day his link works.
    pub until_on: Date,
    /// Whether it was taken back.
    pub state: WorkerState,
    /// Who gave it to him.
    pub by_name: String,
    /// When.
    pub created_at: Instant,
    /// When it was opened first.
    pub opened_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

/// A worker who is to take part.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateWorker {
    /// The community.
    pub org_id: OrgId,
    /// His firm, as plans name it.
    #[schemars(length(min = 1, max = 80))]
    pub vendor: String,
    /// His name.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// His phone.
    #[schemars(length(min = 7, max = 20))]
    pub phone: String,
    /// The last day his link works, at most half a year from now; 30 days when left out.
    pub until_on: Option<Date>,
}

/// A worker's link; it is told this once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WorkerLink {
    /// The worker.
    pub id: AccountId,
    /// Where it leads.
    pub link_address: String,
}

/// Which worker.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichWorker {
    /// His account.
    pub id: AccountId,
}

/// The link of a worker.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisLink {
    /// It.
    #[schemars(length(max = 80))]
    pub link: String,
}

/// A worker came in by his link.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CameIn {
    /// The secret that the door keeps on the device.
    #[serde(rename = "_session")]
    pub session: String,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WorkerFilter {
    /// One.
    pub id: Option<AccountId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a firm.
    pub vendor: Option<String>,
    /// Those whose link works, or was taken back.
    pub worker_state: Option<WorkerState>,
}

/// A worker in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkerLine {
    /// His account.
    pub id: AccountId,
    /// The community.
    pub community: OrgId,
    /// His firm.
    pub vendor: String,
    /// His name.
    pub name: String,
    /// His phone, as far as it is kept.
    pub phone_masked: String,
    /// The last day his link works.
    pub until_on: Date,
    /// Whether it was taken back.
    pub worker_state: WorkerState,
    /// When it was opened first.
    pub first_opened_at: Option<Instant>,
    /// Who gave it to him.
    pub by_name: String,
}
