//! Whether what a meter shows can be true.

use rust_decimal::Decimal;

use super::{LastReading, Reading};

/// What follows from a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// There is nothing to compare it with.
    First,
    /// So much was used since the last reading.
    Since(Decimal),
    /// The meter seems to run backwards.
    Backwards,
    /// More digits than the meter has, or less than nothing.
    Impossible,
    /// More than so many times the usual: more likely misread than used.
    TooMuch(Decimal),
    /// Used, but differing from the usual by so many percent.
    Unusual(Decimal, Decimal),
}

/// Without a usual figure to go by, a meter that begins again at zero may have used this part of its range at most.
const ROLLED_AT_MOST: Decimal = Decimal::from_parts(1, 0, 0, false, 1);

pub(super) fn used(
    reading: &Reading,
    last: Option<&LastReading>,
    digits: Option<u32>,
    factor: Option<Decimal>,
    deviation: Option<Decimal>,
) -> Use {
    let range = digits.and_then(|digits| 10_u64.checked_pow(digits)).map(Decimal::from);
    let shows = |figure: Decimal| figure >= Decimal::ZERO && range.is_none_or(|range| figure < range);
    if !shows(reading.figure) || reading.replaced.as_ref().is_some_and(|r| !shows(r.new_start)) {
        return Use::Impossible;
    }
    let Some(last) = last else { return Use::First };
    let usual = last.usual.filter(|usual| *usual > Decimal::ZERO);
    let most = usual.zip(factor).and_then(|(usual, factor)| usual.checked_mul(factor));
    // A meter that begins again at zero is believed when the step is a likely one.
    let forward = |from: Decimal, to: Decimal| -> Option<Decimal> {
        if to >= from {
            return to.checked_sub(from);
        }
        let range = range.filter(|range| from < *range)?;
        let step = range - from + to;
        (step <= most.unwrap_or(range * ROLLED_AT_MOST)).then_some(step)
    };
    let used = match &reading.replaced {
        None => forward(last.figure, reading.figure),
        Some(change) => forward(last.figure, change.old_end)
            .zip(forward(change.new_start, reading.figure))
            .and_then(|(old, new)| old.checked_add(new)),
    };
    let Some(used) = used else { return Use::Backwards };
    if let Some(most) = most.filter(|most| used > *most) {
        return Use::TooMuch(most.normalize());
    }
    let percent = |usual: Decimal| ((used - usual).abs() * Decimal::ONE_HUNDRED).checked_div(usual);
    match usual.and_then(percent).zip(deviation) {
        Some((percent, edge)) if percent > edge => Use::Unusual(used, percent.round()),
        _ => Use::Since(used),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::procedure::Replaced;

    fn reading(figure: i64) -> Reading {
        Reading { figure: figure.into(), replaced: None }
    }

    fn last(figure: i64, usual: Option<i64>) -> LastReading {
        LastReading { figure: figure.into(), usual: usual.map(Decimal::from) }
    }

    fn of(reading: &Reading, last: Option<&LastReading>) -> Use {
        used(reading, last, Some(5), Some(3.into()), Some(20.into()))
    }

    #[test]
    fn a_meter_never_runs_backwards_but_begins_again_at_zero() {
        assert_eq!(of(&reading(120), None), Use::First);
        assert_eq!(of(&reading(1_100), Some(&last(1_000, Some(100)))), Use::Since(100.into()));
        assert_eq!(of(&reading(999), Some(&last(1_000, Some(100)))), Use::Backwards);
        assert_eq!(of(&reading(40), Some(&last(99_950, Some(100)))), Use::Since(90.into()));
        assert_eq!(of(&reading(40), Some(&last(99_950, None))), Use::Since(90.into()));
        // Half of its range in one month is no roll-over but a misread figure.
        assert_eq!(of(&reading(40), Some(&last(50_000, None))), Use::Backwards);
        assert_eq!(of(&reading(100_000), Some(&last(99_950, None))), Use::Impossible);
        assert_eq!(of(&reading(-1), None), Use::Impossible);
    }

    #[test]
    fn too_much_is_not_believed_and_unusual_use_is_told() {
        assert_eq!(of(&reading(1_301), Some(&last(1_000, Some(100)))), Use::TooMuch(300.into()));
        assert_eq!(of(&reading(1_121), Some(&last(1_000, Some(100)))), Use::Unusual(121.into(), 21.into()));
        assert_eq!(of(&reading(1_120), Some(&last(1_000, Some(100)))), Use::Since(120.into()));
        assert_eq!(of(&reading(1_000), Some(&last(1_000, Some(100)))), Use::Unusual(0.into(), 100.into()));
        assert_eq!(of(&reading(9_000), Some(&last(1_000, Some(0)))), Use::Since(8_000.into()));
    }

    #[test]
    fn of_a_replaced_meter_both_parts_count() {
        let change = Replaced { old_end: 1_060.into(), new_start: 3.into() };
        let new = Reading { figure: 45.into(), replaced: Some(change.clone()) };
        assert_eq!(of(&new, Some(&last(1_000, Some(100)))), Use::Since(102.into()));
        let misread = Reading { figure: 2.into(), replaced: Some(change) };
        assert_eq!(of(&misread, Some(&last(1_000, Some(100)))), Use::Backwards);
    }

    proptest! {
        #[test]
        fn whatever_was_used_is_found_again_over_the_roll_over(start in 0_u64..100_000, step in 0_u64..10_000) {
            let shows = (start + step) % 100_000;
            let known = LastReading { figure: start.into(), usual: None };
            let shown = Reading { figure: shows.into(), replaced: None };
            prop_assert_eq!(used(&shown, Some(&known), Some(5), None, None), Use::Since(step.into()));
        }
    }
}
