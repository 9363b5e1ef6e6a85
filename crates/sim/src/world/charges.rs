//! What is charged, as world/tariffs.toml says it.

use serde::Deserialize;

/// tariffs.toml
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Tariffs {
    pub parking: f64,
    pub reliefs: Reliefs,
    pub gift: GiftRule,
    pub opening: Opening,
    pub developer: Vec<Developer>,
    pub item: Vec<FeeItem>,
    pub tariff: Vec<Tariff>,
}

/// What a community brings from the fee program it had before.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Opening {
    pub community: String,
    pub item: String,
    pub came_from: String,
    pub rooms: usize,
}

/// Who pays in a community for what is not sold yet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Developer {
    pub community: String,
    pub name: String,
    pub phone: String,
}

/// Reliefs of a community.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Reliefs {
    pub rooms: usize,
    pub percent: i64,
    pub waiting: usize,
    pub reasons: Vec<String>,
}

/// A rule of gift months.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct GiftRule {
    pub community: String,
    pub name: String,
    pub fee_class: String,
    pub paid_months: i64,
    pub given_months: i64,
}

/// A fee item.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct FeeItem {
    pub code: String,
    pub name: String,
    pub fee_class: String,
}

/// What a community charges.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Tariff {
    pub community: String,
    pub item: String,
    pub code: String,
    pub name: String,
    #[serde(default, rename = "use")]
    pub purpose: Option<String>,
    #[serde(default)]
    pub parking: bool,
    pub comes: String,
    pub basis: String,
    #[serde(default)]
    pub unit_price: Option<String>,
    #[serde(default)]
    pub fixed_amount: Option<String>,
    #[serde(default)]
    pub surcharge: Option<String>,
    #[serde(default)]
    pub formula: Option<String>,
    #[serde(default)]
    pub measured_in: Option<String>,
    pub paid_by: String,
    #[serde(default)]
    pub rounded_to: Option<String>,
    #[serde(default)]
    pub days_ahead: Option<i64>,
    #[serde(default)]
    pub dearer: Option<Dearer>,
    #[serde(default)]
    pub late: Option<Late>,
}

/// What late payment costs by a tariff.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Late {
    pub item: String,
    pub percent: String,
    pub delay: i64,
    pub cap: String,
}

/// The next edition of a tariff, which waits to be put in force.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Dearer {
    pub unit_price: String,
}
