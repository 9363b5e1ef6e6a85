//! What is owed and why: tariffs, meters, shared costs, and lines of bills that say how they came about.
//!
//! A line follows from the tariff, the object, the period and what was measured, and from nothing else. Whatever stands in the way of a
//! line is a finding with a name; nothing is ever charged as zero because something was missing. Deliberately absent: tables, clocks.

#![deny(clippy::float_arithmetic)]

pub mod exact;
pub mod finding;
pub mod formula;
pub mod line;
pub mod meter;
pub mod period;
pub mod relief;
pub mod rounding;
pub mod run;
pub mod sharing;
pub mod subject;
pub mod tariff;
pub mod tier;
pub mod timeline;

mod reckon;
mod told;

pub use exact::Exact;
pub use finding::Finding;
pub use line::{Line, Part, Share};
pub use period::{Anchor, DayCount, Period, Rhythm};
pub use reckon::{Given, charge};
pub use relief::{GiftRule, Relief, Relieved};
pub use rounding::{Rounding, Step, Way};
pub use subject::{Measures, Subject};
pub use tariff::{AreaKind, Begins, Billing, FeeClass, Payer, Price, Pricing, Tariff, Timing};
pub use timeline::Timeline;

/// The words of this crate, 中文 and English, for the catalogue of whoever shows them.
pub const WORDS: (&str, &str) = (include_str!("../texts/zh-CN.ftl"), include_str!("../texts/en.ftl"));
