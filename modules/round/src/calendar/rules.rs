//! Days of a month's grid – pure.

use chrono::{Datelike, Months};
use kernel::Date;

use super::model::{Counted, DayState};
use crate::occurrence::model::Standing;

/// The first day of the month somebody asks for; of today's when he does not, or means none.
pub(crate) fn first_of(asked: Option<&str>, today: Date) -> Date {
    let asked = asked.and_then(|text| format!("{text}-01").parse::<Date>().ok());
    asked.unwrap_or_else(|| today.plus_days(1 - i64::from(today.0.day())))
}

/// The first day of the month so many months away.
pub(crate) fn months_on(first: Date, count: i32) -> Date {
    let months = Months::new(count.unsigned_abs());
    let moved = if count < 0 { first.0.checked_sub_months(months) } else { first.0.checked_add_months(months) };
    moved.map_or(first, Date)
}

/// The days of the week a day lies in.
pub(crate) fn week(on: Date) -> Vec<Date> {
    let monday = on.plus_days(-i64::from(on.0.weekday().num_days_from_monday()));
    (0..7).map(|n| monday.plus_days(n)).collect()
}

/// The days from the Monday before a month to the Sunday after it.
pub(crate) fn grid(first: Date) -> Vec<Date> {
    let from = first.plus_days(-i64::from(first.0.weekday().num_days_from_monday()));
    let next = months_on(first, 1);
    let tail = (7 - i64::from(next.0.weekday().num_days_from_monday())) % 7;
    (0..next.days_since(from) + tail).map(|n| from.plus_days(n)).collect()
}

/// How counted rows stand, and how many stand so; what was left out stands nowhere.
pub(crate) fn states_of(row: &Counted, late: bool) -> Vec<(DayState, i64)> {
    let states = match row.state {
        Standing::Planned => vec![(DayState::Coming, row.count)],
        Standing::Released | Standing::InProgress if late => vec![(DayState::Late, row.count)],
        Standing::Released | Standing::InProgress => vec![(DayState::Open, row.count)],
        Standing::Done => vec![(DayState::Done, row.count)],
        Standing::Missed => vec![(DayState::Missed, row.count - row.ended), (DayState::Done, row.ended)],
        Standing::Skipped => Vec::new(),
    };
    states.into_iter().filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_grid_is_whole_weeks_around_a_month() {
        for (first, from, until, weeks) in [
            ("2026-11-01", "2026-10-26", "2026-12-06", 6),
            ("2027-02-01", "2027-02-01", "2027-02-28", 4),
            ("2026-12-01", "2026-11-30", "2027-01-03", 5),
        ] {
            let days = grid(day(first));
            assert_eq!((days.first(), days.last()), (Some(&day(from)), Some(&day(until))), "{first}");
            assert_eq!(days.len(), weeks * 7, "{first}");
        }
    }

    #[test]
    fn what_was_missed_and_made_up_for_counts_as_done() {
        let row = |state, count, ended| Counted { day: day("2026-11-01"), title: "巡视".into(), state, count, ended };
        let missed = row(Standing::Missed, 5, 2);
        assert_eq!(states_of(&missed, false), [(DayState::Missed, 3), (DayState::Done, 2)]);
        assert_eq!(states_of(&row(Standing::Released, 4, 0), true), [(DayState::Late, 4)]);
        assert_eq!(states_of(&row(Standing::Skipped, 4, 0), false), []);
    }

    #[test]
    fn what_is_no_month_is_this_one() {
        let today = day("2026-11-22");
        assert_eq!(first_of(Some("2027-02"), today), day("2027-02-01"));
        for asked in [None, Some("2027-13"), Some("soon"), Some("")] {
            assert_eq!(first_of(asked, today), day("2026-11-01"), "{asked:?}");
        }
        assert_eq!(months_on(day("2026-01-01"), -1), day("2025-12-01"));
    }
}
