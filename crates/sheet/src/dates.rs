//! Days as people write them.

use kernel::Date;

/// Serial numbers a spreadsheet would show as days between 1954 and 2173; outside them a number is no day.
const SERIALS: std::ops::RangeInclusive<i64> = 20_000..=100_000;

/// Reads a day from text: `2020-6-10`, `2020/06/10`, `2020.6.10`, `2020年6月10日`, `20200610`, each with or without a time
/// of day behind it. Forms that leave the order of day and month open are not read.
pub(crate) fn read_day(text: &str) -> Option<Date> {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return Date::of(day[..4].parse().ok()?, day[4..6].parse().ok()?, day[6..].parse().ok()?);
    }
    // `2020年 6月` with blanks inside is common; the parts are what counts.
    let joined: String =
        if text.contains('年') { text.chars().filter(|c| *c != ' ').collect() } else { day.to_owned() };
    let joined = joined.trim_end_matches(['日', '号']);
    let mut parts = joined.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<u32>().ok()).flatten();
    Date::of(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)
}

/// Reads a day from a plain number: a spreadsheet's serial (days since 1899-12-30), or `20200610`.
pub(crate) fn day_of_number(number: f64) -> Option<Date> {
    let whole = number.floor();
    if !(0.0..=99_999_999.0).contains(&whole) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked above")]
    let whole = whole as i64;
    if SERIALS.contains(&whole) {
        return Date::of(1899, 12, 30).map(|first| first.plus_days(whole));
    }
    read_day(&whole.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_way_of_writing_a_day_is_read() {
        let day = Date::of(2020, 6, 10);
        for text in [
            "2020-6-10",
            "2020-06-10",
            "2020/06/10",
            "2020/6/10 0:00:00",
            "2020.6.10",
            "2020年6月10日",
            "2020年06月10号",
            "20200610",
            "2020-06-10 08:30",
            "2020-06-10T00:00:00",
            "2020年 6月 10日",
        ] {
            assert_eq!(read_day(text), day, "{text}");
        }
        assert_eq!(day_of_number(43_992.0), day);
        assert_eq!(day_of_number(43_992.75), day);
        assert_eq!(day_of_number(20_200_610.0), day);
    }

    #[test]
    fn what_could_mean_two_days_or_none_is_not_read() {
        for text in ["6/10/2020", "20-6-10", "2020-13-1", "2020-2-30", "2020-6", "每月1日", "", "2020-+6-10"] {
            assert_eq!(read_day(text), None, "{text}");
        }
        for number in [1.0, 1010.0, -5.0, f64::NAN, 1e20] {
            assert_eq!(day_of_number(number), None, "{number}");
        }
    }
}
