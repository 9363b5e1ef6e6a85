//! What cases tell of a repair, what it comes to, and what an hour of labour is reckoned at.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Id, Instant, Money, Noun, OrgId, Result};
use module::{Boxed, Context};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an hour of labour is reckoned at from a day on.
#[derive(Debug)]
pub struct LabourRate;
impl Noun for LabourRate {
    const PREFIX: &'static str = "labour_rate";
}
/// The id of a labour rate.
pub type LabourRateId = Id<LabourRate>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct LabourRateRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: LabourRateId,
    /// The first day it holds.
    pub from_on: Date,
    /// What an hour is reckoned at, in fen.
    #[serde(rename = "labour_rate")]
    pub hour_fen: Money,
    /// Who said so.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
}

/// What an hour of labour is reckoned at from a day on; what was said from that day before is replaced.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditLabourRate {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// What an hour is reckoned at.
    pub labour_rate: Money,
    /// The first day it holds; today when left out.
    pub from_on: Option<Date>,
}

/// The rate that was set.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LabourRateDone {
    /// Which.
    pub id: LabourRateId,
}

/// Which rates to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct LabourRateFilter {
    /// One of them.
    pub id: Option<LabourRateId>,
    /// Those of a community.
    pub org_id: Option<OrgId>,
}

/// A part or material a repair used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartUsed {
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// What one of them cost; absent when the case does not say.
    pub price: Option<Money>,
}

/// What the case of a fault tells of the work, as it was recorded there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairTold {
    /// The case, as the fault names its source.
    pub case: String,
    /// Its human number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// When it was opened.
    pub opened_at: Instant,
    /// The parts and materials it used.
    pub parts: Vec<PartUsed>,
    /// What it says was paid in all, parts included; absent when it does not say.
    pub paid: Option<Money>,
    /// Minutes of own people's work.
    pub labour_minutes: i64,
}

/// What a repair came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RepairCost {
    /// Its case.
    pub case: String,
    /// The case's number.
    pub number: String,
    /// What it was about.
    pub title: String,
    /// The day the case was opened.
    pub day: Date,
    /// The parts and materials it used.
    pub parts: Vec<PartUsed>,
    /// What was paid: in all as the case says, else its priced parts.
    pub outlay: Money,
    /// Minutes of own people's work.
    pub labour_minutes: i64,
    /// What they are reckoned at; absent where no labour rate held on that day.
    pub labour: Option<Money>,
}

/// The repairs of a piece of equipment with what they came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Repaired {
    /// The repairs that say anything of cost, the latest first.
    pub list: Vec<RepairCost>,
    /// How many cases of its faults the reader may not see; they are not in the sums.
    pub hidden: i64,
}

/// The repairs of a time added up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RepairSum {
    /// What was paid.
    pub outlay: Money,
    /// What own people's work is reckoned at.
    pub labour: Money,
    /// Minutes of own people's work.
    pub labour_minutes: i64,
    /// Of those the minutes that no labour rate covers; they are in no sum.
    pub unrated_minutes: i64,
}

/// All of one part that went into a piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartSum {
    /// What it is called.
    pub name: String,
    /// How many in all.
    pub quantity: i64,
    /// What they cost as far as prices are known.
    pub spent: Money,
    /// The last day one was used.
    pub last_on: Date,
}

/// What a higher module knows of the cases that told faults; it adds a [`Repairs`] to the platform.
pub trait KnowsRepairs: Send + Sync {
    /// When somebody first took up each of these cases, by their written ids.
    fn taken_up<'a>(
        &'a self,
        cx: &'a mut Context,
        org: OrgId,
        cases: Vec<String>,
    ) -> Boxed<'a, Result<BTreeMap<String, Instant>>>;

    /// What those of these cases that the actor may know of tell of the work.
    fn told<'a>(&'a self, cx: &'a mut Context, cases: BTreeSet<String>) -> Boxed<'a, Result<Vec<RepairTold>>>;
}

/// The service that is asked of the cases of faults.
pub struct Repairs(pub Box<dyn KnowsRepairs>);
