//! What a run makes of one place and one tariff, and who may approve it – pure.

use charge::{
    Finding, Given, Line, Period, Subject,
    run::{Live, run},
};
use kernel::{Date, Error, Message, Money, Result};
use uuid::Uuid;

use super::model::{BillRunRow, RunState, Skip};

/// A bill that stands, in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The fee item, as the engine names it.
    pub item: String,
    pub from_on: Date,
    pub to_on: Date,
    pub amount: Money,
}

/// What a run comes to for one place under one tariff.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// The lines, each with what the period before it came to.
    pub lines: Vec<(Line, Option<Money>)>,
    pub standing: usize,
    pub skipped: Vec<Finding>,
}

/// What the meters of a place showed: what was used, and what stands in the way of more.
pub(crate) type Used = (Vec<(Period, Given)>, Vec<Finding>);

/// Makes what is due by a day and not billed. The tariff is named by its fee item: two tariffs of one item never bill a day twice.
/// What was made is added to `there`.
pub(crate) fn make(
    tariff: &charge::Tariff,
    subject: &Subject,
    days: (Date, Date),
    (used, missing): Used,
    there: &mut Vec<Standing>,
) -> Made {
    let mut live = Live::default();
    for bill in there.iter().filter(|bill| bill.item == tariff.key) {
        let key =
            charge::line::BillKey { tariff: tariff.key.clone(), subject: subject.key.clone(), from: bill.from_on };
        live.put(&key, bill.to_on);
    }
    let under = |days: &Period| {
        subject.starts.is_none_or(|starts| days.to > starts) && subject.ends.is_none_or(|ends| days.from < ends)
    };
    let used: Vec<(Period, Given)> = used.into_iter().filter(|(days, _)| under(days)).collect();
    let found = run(&[(tariff, subject)], days.0, days.1, &live, &|_, _| used.clone());
    let mut made = Made { standing: found.standing, ..Made::default() };
    for line in found.lines {
        let before = there.iter().find(|bill| bill.item == tariff.key && bill.to_on == line.period.from);
        let before = before.map(|bill| bill.amount);
        there.push(Standing {
            item: tariff.key.clone(),
            from_on: line.period.from,
            to_on: line.period.to,
            amount: line.amount,
        });
        made.lines.push((line, before));
    }
    made.skipped = found.skipped.into_iter().flat_map(|skipped| skipped.findings).chain(missing).collect();
    made
}

/// Counts what was not billed with what is counted already; what is `expected` is nothing to be put right.
pub(crate) fn count(skips: &mut Vec<Skip>, message: Message, expected: bool, place: &str, tariff: &str) {
    let values: Vec<(String, String)> =
        message.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    // What differs from place to place in its day only is one reason.
    match skips.iter_mut().find(|skip| skip.code == message.key) {
        Some(skip) => skip.count += 1,
        None => skips.push(Skip {
            code: message.key.into_owned(),
            values,
            count: 1,
            place: place.to_owned(),
            tariff: tariff.to_owned(),
            expected,
        }),
    }
}

/// Approves a run: somebody else does it than who asked for it.
pub(crate) fn approve(run: &BillRunRow, by: Uuid) -> Result<()> {
    match run.state {
        RunState::Ready if run.asked_by == by => Err(Error::broken("billing-own-run")),
        RunState::Ready if run.bills == 0 => Err(Error::broken("billing-run-empty")),
        RunState::Ready => Ok(()),
        RunState::Counting => Err(Error::broken("billing-run-counting")),
        _ => Err(Error::broken("billing-run-decided")),
    }
}

/// Cancels a run that is not published yet.
pub(crate) fn cancel(run: &BillRunRow) -> Result<()> {
    match run.state {
        RunState::Counting | RunState::Ready => Ok(()),
        _ => Err(Error::broken("billing-run-decided")),
    }
}

/// The first day of the month so many months before a day.
pub(crate) fn months_before(day: Date, months: u32) -> Date {
    let first = day.to_string().get(..8).and_then(|month| format!("{month}01").parse::<Date>().ok()).unwrap_or(day);
    charge::period::plus_months(first, -i64::from(months))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use charge::{Measures, Timeline};
    use kernel::Area;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn tariff() -> charge::Tariff {
        serde_json::from_value(serde_json::json!({
            "key": "item", "class": "management", "title": {"zh": "物业费", "en": "Management"},
            "billing": {"kind": "periodic", "rhythm": "monthly", "anchor": "calendar"},
            "timing": {"ahead": null, "due_after": 30}, "begins": {"kind": "on", "on": "2025-01-01"},
            "prices": [["2025-01-01", {"version": 1, "pricing": {"kind": "area", "area": "built", "rate": 26000}, "surcharge": 0}]],
            "payers": [["2025-01-01", "owner"]], "rounding": {"step": "fen", "way": "half_up"}, "day_count": "actual",
        }))
        .expect("a tariff")
    }

    fn room() -> Subject {
        let measures = Measures { built: Some(Area(10_000)), inside: None, named: BTreeMap::new() };
        Subject {
            key: "room".into(),
            measures: Timeline::of([(day("2020-01-01"), measures)]),
            owners: Timeline::of([(day("2020-01-01"), Some("owner".into()))]),
            taken_over: Some(day("2020-01-01")),
            ..Subject::default()
        }
    }

    #[test]
    fn a_second_run_adds_nothing_and_a_gap_is_filled() {
        let (tariff, room, days) = (tariff(), room(), (day("2026-01-01"), day("2026-04-01")));
        let mut there = Vec::new();
        let first = make(&tariff, &room, days, Used::default(), &mut there);
        assert_eq!((first.lines.len(), first.standing), (3, 0));
        assert_eq!(first.lines[1].1, Some(Money(26_000)), "compared with the month before");
        let second = make(&tariff, &room, days, Used::default(), &mut there);
        assert_eq!((second.lines.len(), second.standing), (0, 3));
        there.retain(|bill| bill.from_on != day("2026-02-01"));
        let third = make(&tariff, &room, days, Used::default(), &mut there);
        assert_eq!(third.lines.iter().map(|(line, _)| line.period.from).collect::<Vec<_>>(), [day("2026-02-01")]);
    }

    #[test]
    fn the_months_of_a_run_begin_with_a_first() {
        assert_eq!(months_before(day("2026-03-17"), 3), day("2025-12-01"));
    }
}
