//! Rare and statutory works of the year ahead.

use kernel::{Date, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::procedure::model::System;

/// Of which community.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichYear {
    /// The community; the first one may see when left out.
    pub org_id: Option<OrgId>,
}

/// A work of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct YearWork {
    /// The first day of the month.
    pub month: Date,
    /// Under what it stands; of what the law asks for outside all systems, nothing.
    pub system: Option<System>,
    /// What it is called.
    pub title: String,
    /// How many times.
    pub count: i64,
    /// Whether a certificate ends then, so that the law asks for it.
    pub statutory: bool,
}

/// The year ahead.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Year {
    /// The community.
    pub org_id: OrgId,
    /// The first days of its months, this one first.
    pub months: Vec<Date>,
    /// The works, by month.
    pub works: Vec<YearWork>,
}
