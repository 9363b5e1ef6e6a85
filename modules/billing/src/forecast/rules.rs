//! The months that are looked at, and what is billed in each – pure.

use charge::period::plus_months;
use kernel::{Date, Money};

use crate::run::rules::months_before;

/// The first and the last day of so many months behind the month of a day.
pub(super) fn days(today: Date, months: u32) -> (Date, Date) {
    let first = plus_months(months_before(today, 0), 1);
    (first, plus_months(first, i64::from(months)).plus_days(-1))
}

/// The months between two days, both counted, as they are written.
pub(super) fn months((first, last): (Date, Date)) -> Vec<String> {
    let mut found = Vec::new();
    let mut month = months_before(first, 0);
    while month <= last {
        found.push(written(month));
        month = plus_months(month, 1);
    }
    found
}

/// The month of a day, as it is written.
pub(super) fn written(day: Date) -> String {
    day.to_string().chars().take(7).collect()
}

/// Adds what is billed on a day to its month; a day outside the months is left out.
pub(super) fn add(amounts: &mut [Money], months: &[String], on: Date, amount: Money) {
    if let Some(sum) = months.iter().position(|month| *month == written(on)).and_then(|nth| amounts.get_mut(nth)) {
        *sum = *sum + amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_months_behind_this_one_are_looked_at() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let found = days(day("2026-11-21"), 3);
        assert_eq!(found, (day("2026-12-01"), day("2027-02-28")));
        assert_eq!(months(found), ["2026-12", "2027-01", "2027-02"]);
        let mut amounts = [Money::ZERO; 3];
        for (on, amount) in [("2026-12-31", 5), ("2027-02-01", 7), ("2027-03-01", 9), ("2026-11-30", 9)] {
            add(&mut amounts, &months(found), day(on), Money(amount));
        }
        assert_eq!(amounts, [Money(5), Money::ZERO, Money(7)]);
    }
}
