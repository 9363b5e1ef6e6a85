//! Sharings and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::TariffId;
use uuid::Uuid;

use crate::meter::model::MeterId;

words! {
    /// What a share goes by.
    GoesBy {
        /// 建筑面积
        Area = "area",
        /// 户
        Household = "household",
        /// 人数
        People = "people",
    }
}

words! {
    /// What becomes of those whose share cannot be told.
    WhenUnknown {
        /// 补齐后再分
        Refuse = "refuse",
        /// 不参加分摊
        LeaveOut = "leave_out",
    }
}

words! {
    /// How a sharing stands.
    SharingState {
        /// 待审批
        Waiting = "waiting",
        /// 已批准
        Approved = "approved",
        /// 未批准
        Refused = "refused",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

/// A cost that several share.
#[derive(Debug)]
pub struct Sharing;
impl Noun for Sharing {
    const PREFIX: &'static str = "sharing";
}
/// The id of a sharing.
pub type SharingId = Id<Sharing>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct SharingRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: SharingId,
    /// What people call it.
    pub name: String,
    /// The tariff under which it is charged.
    pub tariff_id: TariffId,
    /// Its name.
    pub tariff_name: String,
    /// The building or other place within which it is shared; the whole community when absent.
    pub within_id: Option<PlaceId>,
    /// The path of that place.
    #[serde(skip)]
    pub within_path: String,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub to_on: Date,
    /// The meter above, where the cost was measured.
    pub meter_id: Option<MeterId>,
    /// What was used in common, in thousandths, without loss.
    pub quantity: Option<i64>,
    /// What a share goes by.
    pub goes_by: GoesBy,
    /// The whole cost.
    pub total_fen: Money,
    /// How many share it.
    pub members: i64,
    /// Who was left out, by name, as a list.
    pub left_out: String,
    /// How it stands.
    pub state: SharingState,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// Who decided: somebody else.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// What he said.
    pub remark: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

/// The part of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub(crate) struct PortionRow {
    pub org_id: OrgId,
    pub sharing_id: SharingId,
    pub place_id: PlaceId,
    pub amount_fen: Money,
    /// All it came from, as the engine reads it.
    pub came_from: String,
}

/// A part that may enter a run.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct ApprovedPortion {
    pub tariff_id: TariffId,
    pub place_id: PlaceId,
    pub from_on: Date,
    pub to_on: Date,
    pub came_from: String,
}

/// A cost to be shared.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AskSharing {
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The tariff under which it is charged; whoever stands under it shares.
    pub tariff_id: TariffId,
    /// Only those in this building, unit or other place.
    pub within: Option<PlaceId>,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub to_on: Date,
    /// The meter that measured it; what the meters below it show is taken off.
    pub meter_id: Option<MeterId>,
    /// Added for loss, in percent.
    #[schemars(length(max = 6))]
    pub loss: Option<String>,
    /// The whole cost, where it was not measured.
    pub whole_cost: Option<Money>,
    /// What a share goes by.
    pub goes_by: GoesBy,
    /// What becomes of those whose share cannot be told; nothing is shared until they are known unless said otherwise.
    pub when_unknown: Option<WhenUnknown>,
}

/// A decision about a sharing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecideSharing {
    /// Which.
    pub id: SharingId,
    /// What is said.
    #[schemars(length(max = 200))]
    pub remark: Option<String>,
}

/// Which sharing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichSharing {
    /// It.
    pub id: SharingId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct SharingFilter {
    /// One.
    pub id: Option<SharingId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub sharing_state: Option<SharingState>,
}

/// A sharing in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SharingLine {
    /// Its id.
    pub id: SharingId,
    /// What people call it.
    pub name: String,
    /// The tariff.
    pub tariff: String,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub to_on: Date,
    /// The whole cost.
    pub whole_cost: Money,
    /// How many share it.
    pub members: i64,
    /// How it stands.
    pub sharing_state: SharingState,
    /// Who asked for it.
    pub asked_name: String,
    /// The community.
    pub community: OrgId,
}

/// What one place bears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PortionLine {
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// What its share goes by, for the days it takes part.
    pub weight: String,
    /// How much.
    pub amount: Money,
}

/// A sharing with all its parts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SharingRecord {
    /// In brief.
    pub line: SharingLine,
    /// All of it.
    pub sharing: SharingRow,
    /// The parts; their sum is the whole.
    pub portions: Vec<PortionLine>,
    /// Who was left out.
    pub left_out: Vec<String>,
}
