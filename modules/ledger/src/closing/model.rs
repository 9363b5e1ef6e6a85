//! Closing a period and opening it again.

use kernel::{Date, Instant, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything up to and with a day is closed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClosePeriod {
    /// Whose book.
    pub org_id: OrgId,
    /// The last day of the period.
    pub closed_until: Date,
}

/// The period that was closed last is opened again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReopenPeriod {
    /// Whose book.
    pub org_id: OrgId,
    /// The last day of that period.
    pub closed_until: Date,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Where the book stands now.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PeriodDone {
    /// Whose book.
    pub org_id: OrgId,
    /// The last closed day, when there is one.
    pub closed_until: Option<Date>,
}

/// Which to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ClosingFilter {
    /// Of one unit.
    pub org_id: Option<OrgId>,
    /// Reopenings, or closings.
    pub reopened: Option<bool>,
}

/// A closing as the table keeps it.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct ClosingRow {
    pub org_id: OrgId,
    pub nth: i64,
    pub until_on: Date,
    pub after_entries: i64,
    pub reason: Option<String>,
    pub made_by: String,
    pub made_at: Instant,
}

/// A closing in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClosingLine {
    /// The unit and the place among its closings.
    pub id: String,
    /// Whose book.
    pub org_id: OrgId,
    /// Its name.
    pub org: String,
    /// The last day of the period.
    pub closed_until: Date,
    /// It was opened again.
    pub reopened: bool,
    /// Why.
    pub reason: Option<String>,
    /// How many entries the log had by then.
    pub entry_count: i64,
    /// Who did it.
    pub made_by: String,
    /// When.
    pub made_at: Instant,
}
