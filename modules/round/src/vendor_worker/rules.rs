//! How long a link works and what is kept of a phone – pure.

use kernel::{Date, Error, Message, Result};
use module::search;

use super::model::{WorkerRow, WorkerState};

/// The role of whoever takes part by a link.
pub(crate) const ROLE: &str = "vendor";
/// How long a link works unless somebody says so, in days.
const USUAL: i64 = 30;
/// The longest, in days.
const LONGEST: i64 = 183;

/// The last day a link works.
///
/// # Errors
/// At the field: a day that is over, or too far away.
pub(crate) fn until(said: Option<Date>, today: Date) -> Result<Date> {
    let until = said.unwrap_or_else(|| today.plus_days(USUAL));
    if until < today || until > today.plus_days(LONGEST) {
        return Err(Error::field("until_on", Message::of("round-worker-until").with("day", today.plus_days(LONGEST))));
    }
    Ok(until)
}

/// What is kept of a phone: enough to tell one man from another.
///
/// # Errors
/// At the field: no number.
pub(crate) fn masked(phone: &str) -> Result<String> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let strange = phone.chars().any(|c| !(c.is_ascii_digit() || matches!(c, '+' | '-' | ' ')));
    match digits.as_slice() {
        [.., a, b, c, d] if !strange && digits.len() >= 7 => Ok(format!("***{a}{b}{c}{d}")),
        _ => Err(Error::field("phone", Message::of("round-worker-phone"))),
    }
}

/// Whether two texts name the same firm: written with other spaces, in full width or in capitals it is no other one.
pub(crate) fn is_same_firm(one: &str, other: &str) -> bool {
    search::key(one) == search::key(other)
}

/// Whether a link still leads anywhere.
pub(crate) fn works(worker: &WorkerRow, today: Date) -> bool {
    worker.state == WorkerState::Active && today <= worker.until_on
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_works_for_a_month_and_half_a_year_at_most() {
        let today: Date = "2026-11-21".parse().expect("a day");
        assert_eq!(until(None, today).expect("is fit").to_string(), "2026-12-21");
        assert_eq!(until(Some(today), today).expect("is fit"), today);
        assert!(until(Some(today.plus_days(-1)), today).is_err());
        assert!(until(Some(today.plus_days(184)), today).is_err());
    }

    #[test]
    fn a_firm_is_the_same_however_it_is_typed() {
        assert!(is_same_firm(" 迅捷电梯 ", "迅捷 电梯") && is_same_firm("ＡＢＣ　Lifts", "abc lifts"));
        assert!(!is_same_firm("迅捷电梯", "迅捷电梯维保") && !is_same_firm("迅捷（北京）", "迅捷（上海）"));
    }

    #[test]
    fn of_a_phone_only_the_end_is_kept() {
        assert_eq!(masked("138 0013-8001").expect("a number"), "***8001");
        assert!(masked("12345").is_err() && masked("打我电话1234567").is_err());
    }
}
