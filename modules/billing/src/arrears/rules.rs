//! Months, sums and ages of what is owed – pure.

use std::collections::BTreeMap;

use charge::period::plus_months;
use kernel::{Date, Money, OrgId};
use property::PlaceId;
use settle::aging::{AGES, Aging, days_past_due};
use tariff::FeeItemId;

use super::model::{AskArrears, OwedRow, SummaryRow};

/// The first day of the month in which a day lies.
pub(crate) fn month_of(day: Date) -> Date {
    day.to_string().get(..8).and_then(|month| format!("{month}01").parse().ok()).unwrap_or(day)
}

/// The first day after the month that is summed up next, once it is over for a day and a night; `first` is the day of the first bill.
pub(crate) fn next_month(kept: &SummaryRow, first: Option<Date>, today: Date) -> Option<Date> {
    let next = plus_months(kept.until_on.or_else(|| first.map(month_of))?, 1);
    (next < today).then_some(next)
}

/// The latest end of a month that is kept and not after a day: its first day after.
pub(crate) fn kept_until(kept: &SummaryRow, day: Date) -> Option<Date> {
    let (since, until) = (kept.since_on?, kept.until_on?);
    let end = month_of(day.plus_days(1)).min(until);
    (since <= end).then_some(end)
}

/// The ends of months that are kept and that what counts from a day changes.
pub(crate) fn changed_by(kept: &SummaryRow, counts_on: Date) -> Vec<Date> {
    let (Some(since), Some(until)) = (kept.since_on, kept.until_on) else { return Vec::new() };
    let mut ends = Vec::new();
    let mut end = plus_months(month_of(counts_on), 1).max(since);
    while end <= until {
        ends.push(end);
        end = plus_months(end, 1);
    }
    ends
}

/// What rows are summed up by.
type Key = (OrgId, FeeItemId, Option<PlaceId>, Date);

/// Rows of one item, building and due day as one; those that come to nothing are left out.
pub(crate) fn summed(rows: impl IntoIterator<Item = OwedRow>) -> Vec<OwedRow> {
    let mut sums: BTreeMap<Key, (Money, Money)> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry((row.org_id, row.item_id, row.building_id, row.due_on)).or_default();
        *sum = (sum.0 + row.owed_fen, sum.1 + row.written_off_fen);
    }
    let some = sums.into_iter().filter(|(_, sum)| *sum != (Money::ZERO, Money::ZERO));
    let row = |((org_id, item_id, building_id, due_on), (owed_fen, written_off_fen))| OwedRow {
        org_id,
        item_id,
        building_id,
        due_on,
        owed_fen,
        written_off_fen,
    };
    some.map(row).collect()
}

/// What is owed by age on a day, and what is written off, by whatever the rows are told by.
pub(crate) fn aged<K: Ord>(
    rows: &[OwedRow],
    ask: &AskArrears,
    day: Date,
    by: impl Fn(&OwedRow) -> K,
) -> BTreeMap<K, (Aging, Money)> {
    let mut found: BTreeMap<K, (Aging, Money)> = BTreeMap::new();
    let asked = |row: &&OwedRow| {
        ask.item_id.is_none_or(|item| item == row.item_id)
            && ask.building_id.is_none_or(|building| Some(building) == row.building_id)
    };
    for row in rows.iter().filter(asked) {
        let (aging, written_off) = found.entry(by(row)).or_default();
        *written_off = *written_off + row.written_off_fen;
        let days = days_past_due(row.due_on, day);
        if days == 0 {
            aging.not_due = aging.not_due + row.owed_fen;
        } else {
            let place = AGES.iter().position(|last| days <= *last).unwrap_or(AGES.len());
            aging.overdue[place] = aging.overdue[place] + row.owed_fen;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn kept(since: Option<&str>, until: Option<&str>) -> SummaryRow {
        SummaryRow { org_id: Id::from_uuid(Uuid::from_u128(1)), since_on: since.map(day), until_on: until.map(day) }
    }

    #[test]
    fn a_month_is_summed_up_once_it_is_over_for_a_day() {
        for (until, first, today, next) in [
            (None, None, "2026-05-02", None),
            (None, Some("2026-01-31"), "2026-05-02", Some("2026-02-01")),
            (Some("2026-02-01"), Some("2026-01-31"), "2026-05-02", Some("2026-03-01")),
            (Some("2026-04-01"), Some("2026-01-31"), "2026-05-01", None),
            (Some("2026-04-01"), Some("2026-01-31"), "2026-05-02", Some("2026-05-01")),
        ] {
            let found = next_month(&kept(until, until), first.map(day), day(today));
            assert_eq!(found, next.map(day), "{until:?} {first:?} {today}");
        }
    }

    #[test]
    fn any_day_begins_at_the_end_of_a_month_that_is_kept() {
        let kept = kept(Some("2026-02-01"), Some("2026-04-01"));
        for (on, until) in [
            ("2026-01-30", None),
            ("2026-01-31", Some("2026-02-01")),
            ("2026-03-15", Some("2026-03-01")),
            ("2026-03-31", Some("2026-04-01")),
            ("2027-03-31", Some("2026-04-01")),
        ] {
            assert_eq!(kept_until(&kept, day(on)), until.map(day), "{on}");
        }
        for (on, ends) in [
            ("2025-06-01", vec!["2026-02-01", "2026-03-01", "2026-04-01"]),
            ("2026-02-28", vec!["2026-03-01", "2026-04-01"]),
            ("2026-03-31", vec!["2026-04-01"]),
            ("2026-04-01", vec![]),
        ] {
            assert_eq!(changed_by(&kept, day(on)), ends.into_iter().map(day).collect::<Vec<_>>(), "{on}");
        }
    }
}
