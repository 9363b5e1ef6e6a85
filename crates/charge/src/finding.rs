//! What stands in the way of a line, or should be looked at: each by its name, with what to do.

use kernel::{
    Date, Message,
    expr::{ExprError, Told},
};
use serde::{Serialize, Serializer};

/// A finding. Those a line is refused with leave no line; those it carries are for the eye.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The tariff has no price at all.
    NoPrices,
    /// The tariff names nobody who pays.
    NoPayers,
    /// No price holds on this day.
    NoPrice(Date),
    /// A price is below nothing.
    PriceBelow {
        /// The edition.
        version: u32,
    },
    /// Tiers do not rise, or the last is not open.
    TiersDisordered {
        /// The edition.
        version: u32,
    },
    /// A price by use where nothing is measured.
    NotMetered {
        /// The edition.
        version: u32,
    },
    /// The formula cannot be read or does not fit its names.
    FormulaWrong(ExprError),
    /// The value of the formula is no amount.
    FormulaUnit(Told),
    /// The formula names a unit nobody knows.
    UnitUnknown(String),
    /// `单价` or `用量` stands in the formula and what it is measured in is not said.
    UnitMissing(String),
    /// With what is known of the object the formula has no value.
    FormulaAbsent(String),
    /// A measure of the object is missing.
    MeasureMissing(String),
    /// The day it was taken over is missing.
    TakeOverMissing,
    /// Nobody pays on this day.
    NobodyPays(Date),
    /// What was used is missing.
    UsageMissing,
    /// What was used before in the year is missing.
    UsedBeforeMissing,
    /// The amount is below nothing.
    Negative(String),
    /// A number is beyond what can be counted.
    TooLarge,
    /// Not charged for yet.
    NotBegun(Date),
    /// No longer charged for.
    Ended(Date),
    /// From this day on, days of the period are billed already.
    Overlaps(Date),
    /// A relief has no approval and was left out.
    Unapproved,
    /// The line comes to nothing.
    Nothing,
    /// Nothing measures what was used here.
    MeterMissing,
    /// The meter was read last on this day.
    ReadingMissing(Date),
    /// On this day the meter showed less than was estimated before: nothing is billed until it shows more.
    BelowEstimate(Date),
    /// The first reading says where the meter begins, not what was used.
    FirstReading,
    /// The meter shows less than before.
    ReadingBackwards,
    /// The meter cannot show this.
    ReadingImpossible,
    /// The reading is not later than the one before.
    ReadingOrder,
    /// The meters below show more than the one above.
    BalanceNegative,
    /// Nobody shares the cost.
    NobodyShares,
    /// The share of one object cannot be told.
    WeightMissing(String),
}

impl Finding {
    /// The word under which a run counts it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoPrices => "charge-no-prices",
            Self::NoPayers => "charge-no-payers",
            Self::NoPrice(_) => "charge-no-price",
            Self::PriceBelow { .. } => "charge-price-below",
            Self::TiersDisordered { .. } => "charge-tiers-disordered",
            Self::NotMetered { .. } => "charge-not-metered",
            Self::FormulaWrong(_) => "charge-formula-wrong",
            Self::FormulaUnit(_) => "charge-formula-unit",
            Self::UnitUnknown(_) => "charge-unit-unknown",
            Self::UnitMissing(_) => "charge-unit-missing",
            Self::FormulaAbsent(_) => "charge-formula-absent",
            Self::MeasureMissing(_) => "charge-measure-missing",
            Self::TakeOverMissing => "charge-take-over-missing",
            Self::NobodyPays(_) => "charge-nobody-pays",
            Self::UsageMissing => "charge-usage-missing",
            Self::UsedBeforeMissing => "charge-used-before-missing",
            Self::Negative(_) => "charge-negative",
            Self::TooLarge => "charge-too-large",
            Self::NotBegun(_) => "charge-not-begun",
            Self::Ended(_) => "charge-ended",
            Self::Overlaps(_) => "charge-overlaps",
            Self::Unapproved => "charge-unapproved",
            Self::Nothing => "charge-nothing",
            Self::MeterMissing => "charge-meter-missing",
            Self::ReadingMissing(_) => "charge-reading-missing",
            Self::BelowEstimate(_) => "charge-below-estimate",
            Self::FirstReading => "charge-first-reading",
            Self::ReadingBackwards => "charge-reading-backwards",
            Self::ReadingImpossible => "charge-reading-impossible",
            Self::ReadingOrder => "charge-reading-order",
            Self::BalanceNegative => "charge-balance-negative",
            Self::NobodyShares => "charge-nobody-shares",
            Self::WeightMissing(_) => "charge-weight-missing",
        }
    }

    /// Whether it says that nothing is to be charged, rather than that something is wrong.
    pub const fn expected(&self) -> bool {
        matches!(self, Self::NotBegun(_) | Self::Ended(_) | Self::FirstReading)
    }

    /// The sentence for people.
    pub fn message(&self) -> Message {
        let message = Message::of(self.code());
        match self {
            Self::NoPrice(day)
            | Self::NobodyPays(day)
            | Self::NotBegun(day)
            | Self::Ended(day)
            | Self::Overlaps(day)
            | Self::ReadingMissing(day)
            | Self::BelowEstimate(day) => message.with("day", day),
            Self::PriceBelow { version } | Self::TiersDisordered { version } | Self::NotMetered { version } => {
                message.with("version", version)
            }
            Self::FormulaWrong(error) => error.told(message),
            Self::FormulaUnit(found) => message.with_words("found", &found.zh, &found.en),
            Self::UnitUnknown(name)
            | Self::UnitMissing(name)
            | Self::FormulaAbsent(name)
            | Self::MeasureMissing(name)
            | Self::WeightMissing(name) => message.with("name", name),
            Self::Negative(amount) => message.with("amount", amount),
            _ => message,
        }
    }
}

impl Serialize for Finding {
    /// As its sentence: key and values.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.message().serialize(serializer)
    }
}
