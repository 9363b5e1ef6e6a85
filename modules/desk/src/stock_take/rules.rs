//! How a stock-take counts – pure.

use kernel::{Date, Instant, Span};

use super::model::{Age, OfAge};
use crate::case::rules::month_start;

/// How old something opened then is now.
pub(crate) fn age(opened: Instant, now: Instant) -> Age {
    let old = |days: i64| opened + Span::hours(24 * days) <= now;
    match () {
        () if !old(1) => Age::Day,
        () if !old(3) => Age::Days,
        () if !old(7) => Age::Week,
        () => Age::Longer,
    }
}

/// How many there are of each age.
pub(crate) fn by_age(opened: impl Iterator<Item = Instant>, now: Instant) -> Vec<OfAge> {
    let mut all: Vec<OfAge> = Age::ALL.iter().map(|age| OfAge { age: *age, count: 0 }).collect();
    for at in opened {
        let age = age(at, now);
        all.iter_mut().filter(|a| a.age == age).for_each(|a| a.count += 1);
    }
    all
}

/// The first days of the last weeks, this one last; a week is the seven days from `today` back.
pub(crate) fn weeks(today: Date, count: i64) -> Vec<Date> {
    (0..count).rev().map(|back| today.plus_days(-7 * back - 6)).collect()
}

/// In which of these weeks a day lies.
pub(crate) fn week_of(weeks: &[Date], day: Date) -> Option<usize> {
    weeks.iter().rposition(|first| *first <= day)
}

/// From how many in a week a cause is looked at as rising.
const MANY: i64 = 3;

/// Whether a cause is on the rise: several this week, and more than in any week before.
pub(crate) fn is_rising(weeks: &[i64]) -> bool {
    weeks.split_last().is_some_and(|(now, before)| *now >= MANY && before.iter().all(|count| count < now))
}

/// The first days of the last months, this one last.
pub(crate) fn months(today: Date, count: usize) -> Vec<Date> {
    let mut months: Vec<Date> =
        std::iter::successors(Some(month_start(today)), |first| Some(month_start(first.plus_days(-1))))
            .take(count)
            .collect();
    months.reverse();
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_rises_when_it_comes_often_and_more_often_than_before() {
        for (weeks, rises) in [
            (&[0, 1, 3][..], true),
            (&[3, 1, 3], false),
            (&[0, 0, 2], false),
            (&[5, 0, 4], false),
            (&[3], true),
            (&[], false),
        ] {
            assert_eq!(is_rising(weeks), rises, "{weeks:?}");
        }
        let months = months("2027-01-15".parse().expect("a day"), 3);
        assert_eq!(months, ["2026-11-01", "2026-12-01", "2027-01-01"].map(|d| d.parse::<Date>().expect("a day")));
    }

    #[test]
    fn ages_and_weeks_begin_where_people_expect() {
        let now = Instant(0) + Span::hours(24 * 30);
        let ages: Vec<Age> = [23, 24, 72, 24 * 7].map(|h| age(now + Span(-Span::hours(h).0), now)).to_vec();
        assert_eq!(ages, [Age::Day, Age::Days, Age::Week, Age::Longer]);
        let today: Date = "2026-11-22".parse().expect("a day");
        let weeks = weeks(today, 2);
        assert_eq!(weeks, ["2026-11-09", "2026-11-16"].map(|d| d.parse::<Date>().expect("a day")));
        assert_eq!(week_of(&weeks, "2026-11-15".parse().expect("a day")), Some(0));
        assert_eq!(week_of(&weeks, today), Some(1));
        assert_eq!(week_of(&weeks, "2026-11-08".parse().expect("a day")), None);
    }
}
