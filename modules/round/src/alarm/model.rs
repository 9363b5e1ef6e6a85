//! Alarms and what is asked of them.

use asset::AssetId;
use kernel::{Id, Instant, Noun, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An alarm.
#[derive(Debug)]
pub struct Alarm;
impl Noun for Alarm {
    const PREFIX: &'static str = "alarm";
}
/// The id of an alarm.
pub type AlarmId = Id<Alarm>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct AlarmRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: AlarmId,
    /// The equipment.
    pub asset_id: AssetId,
    /// It by code and name.
    pub asset_name: String,
    /// What kind of alarm: `overheat`; `fault` for a fault of the equipment.
    pub code: String,
    /// The how-manieth of its code on this equipment.
    pub nth: i64,
    /// What was said of it.
    pub note: Option<String>,
    /// When it came first.
    pub raised_at: Instant,
    /// When it came last.
    pub last_at: Instant,
    /// How many times it came.
    pub count: i64,
    /// Who or what told it.
    pub by_name: String,
}

/// An alarm that has come.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateAlarm {
    /// The equipment.
    pub asset_id: Option<AssetId>,
    /// Or the code on its label, for devices that know no ids.
    #[schemars(length(max = 40))]
    pub asset_code: Option<String>,
    /// The community, where several have equipment of that code.
    pub org_id: Option<OrgId>,
    /// What kind of alarm, as plans name it.
    #[schemars(length(min = 1, max = 40))]
    pub alarm_code: String,
    /// What is wrong.
    #[schemars(length(max = 200))]
    pub note: Option<String>,
    /// When it came, by the device; now when left out.
    pub raised_at: Option<Instant>,
}

/// What became of an alarm.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AlarmDone {
    /// It, or the one it was counted with.
    pub id: AlarmId,
    /// The equipment.
    pub asset_id: AssetId,
    /// How many times it has come.
    pub count: i64,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AlarmFilter {
    /// One.
    pub id: Option<AlarmId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a piece of equipment.
    pub asset_id: Option<AssetId>,
    /// Of a kind.
    pub alarm_code: Option<String>,
}

/// An alarm in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AlarmLine {
    /// Its id.
    pub id: AlarmId,
    /// The community.
    pub community: OrgId,
    /// The equipment.
    pub asset_id: AssetId,
    /// It by code and name.
    pub asset: String,
    /// What kind of alarm.
    pub alarm_code: String,
    /// What was said of it.
    pub note: Option<String>,
    /// When it came first.
    pub raised_at: Instant,
    /// When it came last.
    pub last_at: Instant,
    /// How many times it came.
    pub times_raised: i64,
    /// Who or what told it.
    pub by_name: String,
}
