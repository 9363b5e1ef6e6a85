//! Fee sets and what is asked of them.

use kernel::{Date, Id, Instant, Noun, OrgId};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tariff::model::TariffId;

/// Tariffs that come together.
#[derive(Debug)]
pub struct FeeSet;
impl Noun for FeeSet {
    const PREFIX: &'static str = "fee_set";
}
/// The id of a fee set.
pub type FeeSetId = Id<FeeSet>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub(crate) struct FeeSetRow {
    pub org_id: OrgId,
    pub id: FeeSetId,
    pub name: String,
    /// The tariffs, as a list of ids.
    pub tariffs: String,
    pub created_at: Instant,
    pub changed_at: Instant,
    pub version: i64,
}

impl FeeSetRow {
    /// The tariffs.
    pub fn read(&self) -> kernel::Result<Vec<TariffId>> {
        Ok(serde_json::from_str(&self.tariffs)?)
    }
}

/// A new fee set.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateFeeSet {
    /// The community; may be left out by whoever works for one only.
    pub org_id: Option<OrgId>,
    /// What people call it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// The tariffs of the community it holds.
    pub tariffs: Vec<TariffId>,
}

/// A fee set as it should be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditFeeSet {
    /// Which.
    pub id: FeeSetId,
    /// What people call it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// The tariffs of the community it holds.
    pub tariffs: Vec<TariffId>,
}

/// Brings a room under all tariffs of a set.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ApplyFeeSet {
    /// Which.
    pub id: FeeSetId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// The first day it may be charged for; today when left out.
    pub from_on: Option<Date>,
}

/// Which fee set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichFeeSet {
    /// It.
    pub id: FeeSetId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct FeeSetFilter {
    /// One.
    pub id: Option<FeeSetId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
}

/// A fee set in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeeSetLine {
    /// Its id.
    pub id: FeeSetId,
    /// What people call it.
    pub name: String,
    /// The tariffs in it, by name.
    pub tariff_names: String,
    /// The community.
    pub community: OrgId,
    /// When it was changed last.
    pub changed_at: Instant,
}
