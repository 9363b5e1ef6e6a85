//! A tariff tried on the rooms it is for.

use charge::{Finding, Line, Period};
use kernel::{Date, Money};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tariff::model::{TariffId, TariffRow};

/// What is tried.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AskPreview {
    /// Which tariff.
    pub id: TariffId,
    /// A day of the period; today when left out.
    pub day: Option<Date>,
    /// What each meter shall have shown, where the tariff wants to know.
    #[schemars(length(max = 12))]
    pub used: Option<String>,
}

/// A room with what it would be charged.
pub(crate) struct Tried {
    pub place_id: PlaceId,
    pub name: String,
    pub outcome: Result<Line, Vec<Finding>>,
    /// By the edition in force, when there is another one.
    pub was: Option<Money>,
}

impl Tried {
    /// What it would be charged; nothing when it cannot be.
    pub fn amount(&self) -> Option<Money> {
        self.outcome.as_ref().ok().map(|line| line.amount)
    }
}

/// Why some are not charged.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// In words.
    pub reason: String,
    /// How many.
    pub count: usize,
    /// The first of them.
    pub first: String,
    /// Whether nothing is wrong: not begun, or over.
    pub expected: bool,
}

/// A tariff tried on everything it is for.
pub(crate) struct Preview {
    pub tariff: TariffRow,
    pub edition: i64,
    /// Whether what was tried is a draft.
    pub draft: bool,
    /// Whether nothing stands under it yet and it was tried on all rooms.
    pub on_all: bool,
    pub period: Option<Period>,
    pub tried: Vec<Tried>,
    pub reasons: Vec<Reason>,
}

/// The figures of a preview, for programs.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PreviewFigures {
    /// The edition that was tried.
    pub edition: i64,
    /// Whether it is a draft.
    pub draft: bool,
    /// The first day of the period.
    pub from_on: Option<Date>,
    /// The last.
    pub to_on: Option<Date>,
    /// Rooms and parking spaces tried.
    pub tried: usize,
    /// Those that would be charged.
    pub charged: usize,
    /// What they would be charged together.
    pub total: Money,
    /// What they are charged by the edition in force.
    pub was_total: Option<Money>,
    /// Why the others would not be.
    pub reasons: Vec<Reason>,
    /// Some rooms.
    pub sample: Vec<PreviewRow>,
}

/// A room of the sample.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PreviewRow {
    /// The room.
    pub place: String,
    /// What it would be charged.
    pub amount: Option<Money>,
    /// What it is charged by the edition in force.
    pub was: Option<Money>,
    /// How that comes about, or what is wrong.
    pub told: Vec<String>,
}
