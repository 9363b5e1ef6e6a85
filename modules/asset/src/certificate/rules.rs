//! How long a certificate holds and when somebody is warned. Pure.

use kernel::{Date, Error, Message, Result};
use ui::Tone;

use super::model::Validity;
use crate::obligation::model::DueRule;

/// The last day there is: what never ends is kept under it.
pub(crate) fn endless() -> Date {
    Date::of(9999, 12, 31).expect("a day of the calendar")
}

/// The days before the end on which somebody is warned, the earliest first; 0 stands for the day after the end.
pub(crate) const STEPS: [i64; 4] = [30, 7, 1, 0];

/// How long a certificate holds still; its last day is a valid one.
pub fn validity(due_on: Date, today: Date) -> Validity {
    match due_on.days_since(today) {
        _ if due_on == endless() => Validity::Endless,
        ..0 => Validity::Lapsed,
        0..=7 => Validity::Week,
        8..=30 => Validity::Month,
        _ => Validity::Valid,
    }
}

/// The warning that is due and was not given: the latest that was reached, once, however many were slept through.
pub fn warning(due_on: Date, today: Date, warned: Option<i64>) -> Option<i64> {
    let left = due_on.days_since(today);
    let reached = STEPS.into_iter().rfind(|step| if *step == 0 { left < 0 } else { left <= *step })?;
    (warned.is_none_or(|last| reached < last) && due_on != endless()).then_some(reached)
}

/// The last day of a new certificate: what is printed on it goes before what the rule says.
///
/// # Errors
/// At `issued_on` when that lies ahead; at `due_on` when it lies before that, or is wanted and missing.
pub fn due(rule: DueRule, by_rule: Option<Date>, said: (Date, Option<Date>), today: Date) -> Result<Date> {
    let (issued_on, printed) = said;
    if issued_on > today {
        return Err(Error::field("issued_on", Message::of("asset-certificate-ahead")));
    }
    match (printed, rule) {
        (Some(day), _) if day < issued_on => Err(Error::field("due_on", Message::of("asset-certificate-backwards"))),
        (Some(day), _) => Ok(day),
        (None, DueRule::Printed) => Err(Error::field("due_on", Message::of("asset-certificate-printed"))),
        (None, DueRule::Never) => Ok(endless()),
        (None, _) => Ok(by_rule.unwrap_or_else(endless)),
    }
}

/// The first days of this month and of the twelve after it: between two of them lies a month of the calendar.
pub(crate) fn months(today: Date) -> Vec<Date> {
    let first = today.plus_days(1 - i64::from(chrono::Datelike::day(&today.0)));
    (0..=12).filter_map(|ahead| first.0.checked_add_months(chrono::Months::new(ahead)).map(Date)).collect()
}

/// How good it is.
pub(crate) const fn tone(validity: Validity) -> Tone {
    match validity {
        Validity::Lapsed => Tone::Late,
        Validity::Week => Tone::Risk,
        Validity::Month => Tone::Waiting,
        Validity::Valid | Validity::Endless => Tone::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn its_last_day_is_a_valid_one() {
        let due = day("2026-11-22");
        for (today, wanted) in [
            ("2026-11-23", Validity::Lapsed),
            ("2026-11-22", Validity::Week),
            ("2026-11-15", Validity::Week),
            ("2026-11-14", Validity::Month),
            ("2026-10-23", Validity::Month),
            ("2026-10-22", Validity::Valid),
        ] {
            assert_eq!(validity(due, day(today)), wanted, "{today}");
        }
        assert_eq!(validity(endless(), due), Validity::Endless);
    }

    #[test]
    fn each_warning_is_given_once_and_one_slept_through_is_not_made_up_for() {
        let due = day("2026-11-22");
        for (today, warned, wanted) in [
            ("2026-10-22", None, None),
            ("2026-10-23", None, Some(30)),
            ("2026-10-24", Some(30), None),
            ("2026-11-15", Some(30), Some(7)),
            ("2026-11-21", Some(30), Some(1)),
            ("2026-11-22", Some(1), None),
            ("2026-11-23", Some(1), Some(0)),
            ("2026-12-31", None, Some(0)),
            ("2026-12-31", Some(0), None),
        ] {
            assert_eq!(warning(due, day(today), warned), wanted, "{today} after {warned:?}");
        }
        assert_eq!(warning(endless(), day("2026-12-31"), None), None);
    }

    #[test]
    fn what_is_printed_goes_before_the_rule() {
        let today = day("2026-11-22");
        let (every, by_rule) = (DueRule::Every { months: 12 }, Some(day("2027-10-01")));
        let due =
            |rule, by_rule, on: &str, printed: Option<&str>| due(rule, by_rule, (day(on), printed.map(day)), today);
        assert_eq!(due(every, by_rule, "2026-10-01", None).ok(), Some(day("2027-10-01")));
        assert_eq!(due(every, by_rule, "2026-10-01", Some("2027-09-30")).ok(), Some(day("2027-09-30")));
        assert_eq!(due(DueRule::Never, None, "2020-10-01", None).ok(), Some(endless()));
        for (rule, on, printed, field) in [
            (every, "2026-11-23", None, "issued_on"),
            (every, "2026-10-01", Some("2026-09-30"), "due_on"),
            (DueRule::Printed, "2026-10-01", None, "due_on"),
        ] {
            let Err(Error::Invalid(errors)) = due(rule, by_rule, on, printed) else { panic!("{on} was accepted") };
            assert_eq!(errors[0].field, field);
        }
    }
}
