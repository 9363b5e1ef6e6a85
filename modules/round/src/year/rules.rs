//! What is rare, and in which month it lies – pure.

use std::collections::BTreeMap;

use kernel::Date;

use crate::calendar::rules::{first_of, months_on};

/// The most times a year of what stands in the wheel: quarterly work is still seen, monthly work would fill every month.
const RARE: usize = 4;
/// Months of the wheel.
const MONTHS: i32 = 12;

/// The first days of the months ahead, that of a day first.
pub(crate) fn months(today: Date) -> Vec<Date> {
    let first = first_of(None, today);
    (0..MONTHS).map(|n| months_on(first, n)).collect()
}

/// The day after the year ahead.
pub(crate) fn end(today: Date) -> Date {
    months_on(first_of(None, today), MONTHS)
}

/// Of the days on which plans are due, those of rare ones by plan and month, with how many things.
pub(crate) fn rare(due: &[(usize, Date, i64)]) -> BTreeMap<(usize, Date), i64> {
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    due.iter().for_each(|(plan, ..)| *times.entry(*plan).or_default() += 1);
    let mut found = BTreeMap::new();
    for (plan, day, count) in due.iter().filter(|(plan, ..)| times.get(plan).is_some_and(|times| *times <= RARE)) {
        *found.entry((*plan, first_of(None, *day))).or_default() += count;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_each_month_is_not_rare() {
        let today: Date = "2026-11-21".parse().expect("a day");
        let ahead = months(today);
        assert_eq!(
            (ahead.len(), ahead[0].to_string(), end(today).to_string()),
            (12, "2026-11-01".into(), "2027-11-01".into())
        );
        let mut due: Vec<(usize, Date, i64)> = ahead.iter().map(|month| (0, *month, 1)).collect();
        due.extend([(1, ahead[3], 2), (1, ahead[3].plus_days(5), 2), (1, ahead[9], 2)]);
        assert_eq!(rare(&due), BTreeMap::from([((1, ahead[3]), 4), ((1, ahead[9]), 2)]));
    }
}
