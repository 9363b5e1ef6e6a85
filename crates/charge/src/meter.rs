//! What was used between two readings: multiplier, loss, a meter that begins again at zero, a meter that was replaced.

use kernel::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{finding::Finding, period::Period};

/// A meter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    /// The digits before the point: after the last of them it begins again at zero.
    pub digits: u32,
    /// 倍率: how much one of its units stands for.
    pub multiplier: Decimal,
    /// 损耗: added to what it shows, in hundredths of a percent.
    pub loss: u32,
}

/// What a meter showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// On which day.
    pub on: Date,
    /// What it showed.
    pub figure: Decimal,
    /// Whether it began again at zero since the reading before; said by whoever read it.
    pub rolled_over: bool,
    /// The meter was replaced since the reading before.
    pub replaced: Option<Replaced>,
}

/// A meter that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// What the old one showed at its end.
    pub old_end: Decimal,
    /// What one unit of the old one stood for, where it differs.
    pub old_multiplier: Option<Decimal>,
    /// What the new one showed at its start.
    pub new_start: Decimal,
}

/// What was used between two readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// The days between the readings.
    pub days: Period,
    /// What the meter showed before.
    pub before: Decimal,
    /// What it showed after.
    pub after: Decimal,
    /// What one of its units stands for.
    pub multiplier: Decimal,
    /// Added for loss, in hundredths of a percent.
    pub loss: u32,
    /// Whether the meter was replaced in between.
    pub replaced: bool,
    /// What was used, with multiplier and loss.
    pub quantity: Decimal,
    /// What was used before in the calendar year in which it begins; tiers of the year want it.
    pub used_before: Option<Decimal>,
    /// Whether what it showed after was estimated; the next reading sets it right.
    #[serde(default)]
    pub estimated: bool,
    /// What was used between the two readings before these.
    #[serde(default)]
    pub last: Option<Decimal>,
}

/// What was used from one reading to the next.
///
/// # Errors
/// A first reading is where the meter begins and nothing that was used; a figure that is less than before without a word why, that the
/// meter cannot show, or that is not later is not believed.
pub fn used(meter: &Meter, before: Option<&Reading>, now: &Reading) -> Result<Usage, Finding> {
    let range = 10_u64.checked_pow(meter.digits).map(Decimal::from).ok_or(Finding::ReadingImpossible)?;
    let shows = |figure: Decimal| figure >= Decimal::ZERO && figure < range;
    let replaced = now.replaced.as_ref();
    if !shows(now.figure)
        || replaced.is_some_and(|change| change.new_start < Decimal::ZERO || change.old_end < Decimal::ZERO)
    {
        return Err(Finding::ReadingImpossible);
    }
    let before = before.ok_or(Finding::FirstReading)?;
    if now.on <= before.on {
        return Err(Finding::ReadingOrder);
    }
    let forward = |from: Decimal, to: Decimal, rolled: bool| match (to >= from, rolled) {
        (true, false) => to.checked_sub(from).ok_or(Finding::TooLarge),
        (false, true) => (range - from).checked_add(to).ok_or(Finding::TooLarge),
        (true, true) => Err(Finding::ReadingImpossible),
        (false, false) => Err(Finding::ReadingBackwards),
    };
    let times = |shown: Decimal, multiplier: Decimal| shown.checked_mul(multiplier).ok_or(Finding::TooLarge);
    let shown = match replaced {
        None => times(forward(before.figure, now.figure, now.rolled_over)?, meter.multiplier)?,
        Some(change) => {
            let old = forward(before.figure, change.old_end, now.rolled_over)?;
            let new = forward(change.new_start, now.figure, false)?;
            let old = times(old, change.old_multiplier.unwrap_or(meter.multiplier))?;
            old.checked_add(times(new, meter.multiplier)?).ok_or(Finding::TooLarge)?
        }
    };
    let whole = Decimal::from(10_000_u32 + meter.loss);
    let quantity = shown.checked_mul(whole).map(|scaled| scaled / Decimal::from(10_000)).ok_or(Finding::TooLarge)?;
    Ok(Usage {
        days: Period::of(before.on, now.on),
        before: before.figure,
        after: now.figure,
        multiplier: meter.multiplier,
        loss: meter.loss,
        replaced: replaced.is_some(),
        quantity: quantity.normalize(),
        used_before: None,
        estimated: false,
        last: None,
    })
}

/// 公摊用量: what the meter above shows and those below it do not.
///
/// # Errors
/// Those below show more.
pub fn unmetered(above: Decimal, below: &[Decimal]) -> Result<Decimal, Finding> {
    let sum = below.iter().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(*one)).ok_or(Finding::TooLarge)?;
    let rest = above.checked_sub(sum).ok_or(Finding::TooLarge)?;
    if rest < Decimal::ZERO { Err(Finding::BalanceNegative) } else { Ok(rest) }
}
