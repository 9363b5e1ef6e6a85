//! Weeks and shares – pure.

use chrono::Datelike;
use kernel::Date;
use ui::Tone;

use super::model::{AssetTime, WeekShare};
use crate::occurrence::model::Standing;

/// The weeks shown.
pub(crate) const WEEKS: i64 = 8;
/// From which share on, in hundredths, it is as it should be, and from which it is worth a look.
const GOOD: i64 = 98;
const FAIR: i64 = 90;

/// The Monday of a day's week.
pub(crate) fn monday(day: Date) -> Date {
    day.plus_days(-i64::from(day.0.weekday().num_days_from_monday()))
}

/// The Mondays of the weeks shown, the oldest first; the last is that of today.
pub(crate) fn mondays(today: Date) -> Vec<Date> {
    let last = monday(today);
    (0..WEEKS).rev().map(|back| last.plus_days(-7 * back)).collect()
}

/// A share in hundredths, rounded down: what is not whole is not called so.
pub(crate) fn hundredths(share: WeekShare) -> Option<i64> {
    (share.due > 0).then(|| share.in_time * 100 / share.due)
}

/// What came of the times something was due: how many count, and how many of them were done in time. What was left out with a reason
/// does not count.
pub(crate) fn share(times: &[AssetTime]) -> WeekShare {
    let count = |counts: fn(&AssetTime) -> bool| {
        i64::try_from(times.iter().filter(|time| counts(time)).count()).unwrap_or(i64::MAX)
    };
    WeekShare {
        due: count(|time| time.state != Standing::Skipped),
        in_time: count(|time| time.state == Standing::Done && time.ended_at.is_some_and(|at| at <= time.closes_at)),
    }
}

/// How good a share is.
pub(crate) const fn tone(hundredths: i64) -> Tone {
    match hundredths {
        GOOD.. => Tone::Active,
        FAIR.. => Tone::Risk,
        _ => Tone::Late,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_mondays_and_end_with_this_one() {
        let today: Date = "2026-11-22".parse().expect("a day");
        let all = mondays(today);
        assert_eq!(all.len(), 8);
        assert_eq!((all[0].to_string(), all[7].to_string()), ("2026-09-28".into(), "2026-11-16".into()));
    }

    #[test]
    fn one_of_a_thousand_missed_is_not_all() {
        assert_eq!(hundredths(WeekShare { due: 1_000, in_time: 999 }), Some(99));
        assert_eq!(hundredths(WeekShare { due: 0, in_time: 0 }), None);
        assert_eq!([tone(98), tone(97), tone(89)], [Tone::Active, Tone::Risk, Tone::Late]);
    }
}
