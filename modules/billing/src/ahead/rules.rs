//! Which periods lie in the months that are asked for – pure.

use charge::{Line, Period, Subject, Tariff, period::plus_months};
use kernel::{Date, Error, Message, Result};

use crate::run::rules::{self as run, Standing};

/// A room under a tariff of the kind that is asked for, and what is billed of it.
pub(super) struct Under {
    pub tariff: Tariff,
    pub fee_item: String,
    pub subject: Subject,
}

/// Bills of a period that comes afterwards come so many months later at most.
const LAST_BILL: i64 = 13;

/// The first day of a room under a tariff that is not billed: not before the period in which a day lies.
fn first(under: &Under, there: &[Standing], on: Date) -> Option<Date> {
    let charge::Billing::Periodic { rhythm, .. } = under.tariff.billing else { return None };
    let begins = under.tariff.begins_for(&under.subject).ok()?;
    let grid = under.tariff.grid(&under.subject).ok()?;
    let now = grid.period(rhythm, on.max(begins)).from;
    let billed = there.iter().filter(|bill| bill.item == under.tariff.key).map(|bill| bill.to_on).max();
    let first = billed.map_or(now, |billed| billed.max(now));
    under.subject.ends.is_none_or(|ends| first < ends).then_some(first)
}

/// So many months that come, from the first that is not billed or paid ahead, and the lines a run will make of them.
///
/// # Errors
/// A field error at `advance_months` when nothing is charged by months, when a period would be cut, or for what stands in the way of a line.
pub(super) fn ahead(
    under: &[Under],
    there: &[Standing],
    (on, from): (Date, Option<Date>),
    months: u32,
) -> Result<(Period, Vec<(Line, String)>)> {
    let wrong = |message: Message| Error::field("advance_months", message);
    let on = from.map_or(on, |from| from.max(on));
    let begins = under.iter().filter_map(|one| first(one, there, on)).min();
    let begins = begins.ok_or_else(|| wrong(Message::of("billing-ahead-nothing")))?;
    let days = Period::of(begins, plus_months(begins, i64::from(months)));
    let (mut standing, mut lines): (Vec<Standing>, Vec<(Line, String)>) = (there.to_vec(), Vec::new());
    for one in under {
        let until = plus_months(days.to, LAST_BILL);
        let made = run::make(&one.tariff, &one.subject, (days.from, until), run::Used::default(), &mut standing);
        if let Some(finding) = made.skipped.iter().find(|finding| !finding.expected()) {
            return Err(wrong(finding.message()));
        }
        let within = made.lines.into_iter().map(|(line, _)| line).filter(|line| days.holds(line.period.from));
        for line in within {
            if line.period.to > days.to {
                return Err(wrong(Message::of("billing-ahead-cut").with("until", line.period.last())));
            }
            lines.push((line, one.fee_item.clone()));
        }
    }
    lines.sort_by(|(a, _), (b, _)| (a.period.from, &a.key).cmp(&(b.period.from, &b.key)));
    Ok((days, lines))
}

#[cfg(test)]
mod tests {
    use charge::{Measures, Relief, Relieved, Timeline};
    use kernel::{Area, Money};

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    /// 100 m² at 2.60 yuan, at 3.00 from 2027 on.
    fn under(rhythm: &str) -> Under {
        let price = |version: u32, rate: i64| serde_json::json!({"version": version, "surcharge": 0, "pricing": {"kind": "area", "area": "built", "rate": rate}});
        let tariff = serde_json::json!({
            "key": "item", "class": "management", "title": {"zh": "物业费", "en": "Management"},
            "billing": {"kind": "periodic", "rhythm": rhythm, "anchor": "calendar"},
            "timing": {"ahead": null, "due_after": 30}, "begins": {"kind": "on", "on": "2025-01-01"},
            "prices": [["2025-01-01", price(1, 26_000)], ["2027-01-01", price(2, 30_000)]],
            "payers": [["2025-01-01", "owner"]], "rounding": {"step": "fen", "way": "half_up"}, "day_count": "actual",
        });
        let measures = Measures { built: Some(Area(10_000)), ..Measures::default() };
        let subject = Subject {
            key: "room".into(),
            measures: Timeline::of([(day("2020-01-01"), measures)]),
            owners: Timeline::of([(day("2020-01-01"), Some("owner".into()))]),
            taken_over: Some(day("2020-01-01")),
            ..Subject::default()
        };
        Under { tariff: serde_json::from_value(tariff).expect("a tariff"), fee_item: "物业费".into(), subject }
    }

    fn billed(from: &str, to: &str) -> Standing {
        Standing { item: "item".into(), from_on: day(from), to_on: day(to), amount: Money(26_000) }
    }

    fn told(found: Result<(Period, Vec<(Line, String)>)>) -> (String, String, usize, i64) {
        let (days, lines) = found.expect("months that come");
        let total: Money = lines.iter().map(|(line, _)| line.amount).sum();
        (days.from.to_string(), days.last().to_string(), lines.len(), total.0)
    }

    #[test]
    fn months_begin_behind_what_is_billed_or_paid_ahead_and_cost_what_each_costs() {
        let (on, room) = (day("2026-11-20"), [under("monthly")]);
        let words = |from: &str, last: &str, lines, total| (from.to_owned(), last.to_owned(), lines, total);
        assert_eq!(told(ahead(&room, &[], (on, None), 3)), words("2026-11-01", "2027-01-31", 3, 82_000));
        let there = [billed("2026-11-01", "2026-12-01")];
        assert_eq!(told(ahead(&room, &there, (on, None), 2)), words("2026-12-01", "2027-01-31", 2, 56_000));
        let from = Some(day("2027-05-01"));
        assert_eq!(told(ahead(&room, &there, (on, from), 2)), words("2027-05-01", "2027-06-30", 2, 60_000));
    }

    #[test]
    fn reliefs_count_and_periods_stay_whole() {
        let on = day("2026-11-20");
        let mut room = [under("monthly")];
        room[0].subject.reliefs = vec![Relief {
            kind: Relieved::Vacant,
            days: Period::of(day("2026-12-01"), day("2027-01-01")),
            classes: Vec::new(),
            pays: 7_000,
            off: Money::ZERO,
            approved: Some("宋岚".into()),
        }];
        assert_eq!(told(ahead(&room, &[], (on, None), 2)).3, 26_000 + 18_200);
        let quarters = [under("quarterly")];
        assert_eq!(told(ahead(&quarters, &[], (on, None), 6)).2, 2, "two quarters");
        let key = |found: Result<(Period, Vec<(Line, String)>)>| match found {
            Err(Error::Invalid(fields)) => fields[0].message.key.clone().into_owned(),
            _ => String::new(),
        };
        assert_eq!(key(ahead(&quarters, &[], (on, None), 4)), "billing-ahead-cut");
        assert_eq!(key(ahead(&[], &[], (on, None), 4)), "billing-ahead-nothing");
        room[0].subject.owners = Timeline::of([]);
        assert_eq!(key(ahead(&room, &[], (on, None), 4)), "charge-nobody-pays");
    }
}
