//! What is charged for: a room, a parking space, a contract – its measures, its people, its days.

use std::collections::BTreeMap;

use kernel::{Area, Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{relief::Relief, tariff::Payer, timeline::Timeline};

/// What an object measures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Measures {
    /// 建筑面积
    pub built: Option<Area>,
    /// 套内面积
    pub inside: Option<Area>,
    /// Counts, factors and areas of what it lies in, by the names formulas use: `人数`, `收费系数`, `楼栋面积`.
    pub named: BTreeMap<String, Decimal>,
}

/// An object of charging.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Subject {
    /// Its id as it is written.
    pub key: String,
    /// What it measures, from which day on.
    pub measures: Timeline<Measures>,
    /// Who owns it; nobody while it is unsold.
    pub owners: Timeline<Option<String>>,
    /// Who rents it.
    pub tenants: Timeline<Option<String>>,
    /// Who pays while it is unsold.
    pub developer: Option<String>,
    /// 接管日期: the day from which the company looks after it.
    pub taken_over: Option<Date>,
    /// The first day it may be charged for, however early the tariff begins: the day it came under the tariff.
    #[serde(default)]
    pub starts: Option<Date>,
    /// The first day it is no longer charged for.
    pub ends: Option<Date>,
    /// The reliefs it has.
    pub reliefs: Vec<Relief>,
}

impl Subject {
    /// Who pays on a day: the tenant, in his absence the owner; the owner, while it is unsold the developer.
    pub fn payer(&self, wanted: Payer, day: Date) -> Option<&str> {
        let tenant = || self.tenants.at(day).and_then(Option::as_deref);
        let owner = || self.owners.at(day).and_then(Option::as_deref);
        let developer = || self.developer.as_deref();
        match wanted {
            Payer::Tenant => tenant().or_else(owner).or_else(developer),
            Payer::Owner => owner().or_else(developer),
            Payer::Developer => developer(),
        }
    }
}
