//! How long the records of a process are kept.

use kernel::{Date, Instant};
use serde::{Deserialize, Serialize};

/// How long the records of its cases are kept, counted from the day a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// So many years, 1 to 100; for good when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<u16>,
    /// The law or rule that says so; the house's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// The most years a term can have; what is kept longer is kept for good.
pub(crate) const MOST_YEARS: u16 = 100;

impl Retention {
    /// The last day on which the records of a case must still be kept that ended on this day; `None` for good.
    pub fn until(&self, ended: Date) -> Option<Date> {
        self.years.map(|years| ended.plus_years(years.into()))
    }

    /// Cases that ended before this instant need no longer be kept on this day; `None` for good.
    pub fn over_before(&self, today: Date, zone: chrono_tz::Tz) -> Option<Instant> {
        self.years.map(|years| today.plus_years(-i32::from(years)).start(zone))
    }
}
