//! What the stock-take shows.

use kernel::{Date, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::model::CaseLine;

words! {
    /// How long a complaint is open.
    Age {
        /// Less than a day.
        Day = "day",
        /// Up to three days.
        Days = "days",
        /// Up to a week.
        Week = "week",
        /// Longer.
        Longer = "longer",
    }
}

/// Open complaints of one age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfAge {
    /// How old.
    pub age: Age,
    /// How many.
    pub count: i64,
}

/// A place that complained more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Repeated {
    /// The place.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// How often within thirty days.
    pub count: i64,
}

/// A cause with its complaints of each week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseWeeks {
    /// The cause; absent for complaints whose cause is not known yet.
    pub cause: Option<String>,
    /// What it is called.
    pub label: String,
    /// How many came in each week, as in `weeks`.
    pub counts: Vec<i64>,
}

/// The stock-take of one morning.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StockTake {
    /// The day whose complaints are looked at.
    pub yesterday: Date,
    /// Those that came then.
    pub came: Vec<CaseLine>,
    /// Open ones by age.
    pub ages: Vec<OfAge>,
    /// Open ones, the most pressing first.
    pub open: Vec<CaseLine>,
    /// Of these, how many have nobody who answers for them.
    pub unassigned: i64,
    /// Places that complained more than once.
    pub repeated: Vec<Repeated>,
    /// The Mondays of the weeks.
    pub weeks: Vec<Date>,
    /// Causes by week.
    pub causes: Vec<CauseWeeks>,
}
