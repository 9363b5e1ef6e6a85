//! What the stock-take shows.

use kernel::{Date, words};
use process::runtime::CaseId;
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
    /// Whether it is on the rise: several this week, and more than in any week before.
    pub is_rising: bool,
}

/// Several households of one building that complain of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Joint {
    /// The building.
    pub area_id: PlaceId,
    /// Its name.
    pub area: String,
    /// What they complain of.
    pub topic: String,
    /// What that is called.
    pub label: String,
    /// How many households within thirty days.
    pub count: i64,
    /// The latest of their complaints.
    pub case_id: CaseId,
}

/// The complaints of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthSummary {
    /// Its first day.
    pub month: Date,
    /// How many came.
    pub came: i64,
    /// How many of them have ended.
    pub ended: i64,
    /// How many of them missed a limit.
    pub late: i64,
}

/// A topic with its complaints of each month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopicMonths {
    /// The topic; absent for complaints without one.
    pub topic: Option<String>,
    /// What it is called.
    pub label: String,
    /// How many came in each month, as in `months`.
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
    /// Several households of a building that complain of one thing.
    pub joint: Vec<Joint>,
    /// The last months, this one last.
    pub months: Vec<MonthSummary>,
    /// Topics by month.
    pub topics: Vec<TopicMonths>,
}
