//! How a piece of equipment served, and what it is still worth – pure.

use std::collections::BTreeMap;

use kernel::{Date, Instant, Money};

use super::model::{Advice, Service};
use crate::{model::Fault, repair::model::RepairSum};

/// What is left of the cost when the life is over, in thousandths: the rate in common use for equipment in China, where the law
/// leaves it to the company (企业所得税法实施条例, art. 59).
const RESIDUAL: i128 = 50;
/// From this share of its worth spent in a year equipment is better replaced, and from that one watched, in thousandths: the rule of
/// half the value in maintenance management, and a warning before it.
const REPLACE: i64 = 500;
const WATCH: i64 = 300;

/// The figures of a time from its faults, in which overlapping ones count once; `taken_up` says when each source's was taken up.
pub(crate) fn service(
    (from, until): (Instant, Instant),
    faults: &[Fault],
    taken_up: &BTreeMap<String, Instant>,
) -> Service {
    let minutes = (until - from).whole_minutes().max(0);
    let mut spans: Vec<(Instant, Instant)> = faults
        .iter()
        .map(|fault| (fault.from_at.max(from), fault.until_at.unwrap_or(until).min(until)))
        .filter(|(begun, ended)| begun < ended)
        .collect();
    spans.sort_unstable();
    let mut reached = from;
    let mut down_minutes = 0;
    for (begun, ended) in spans {
        if ended > reached {
            down_minutes += (ended - begun.max(reached)).whole_minutes();
            reached = ended;
        }
    }
    let within = |fault: &&Fault| fault.from_at >= from && fault.from_at < until;
    let failures = i64::try_from(faults.iter().filter(within).count()).unwrap_or(i64::MAX);
    let repairs = faults.iter().filter(within).filter_map(|f| Some((f.until_at? - f.from_at).whole_minutes()));
    let answers = faults
        .iter()
        .filter(within)
        .filter_map(|f| Some((*taken_up.get(&f.source)? - f.from_at).whole_minutes().max(0)));
    Service {
        minutes,
        down_minutes,
        failures,
        availability: (minutes > 0).then(|| (minutes - down_minutes) * 1000 / minutes.max(1)),
        between_failures: (failures > 0).then(|| (minutes - down_minutes) / failures.max(1)),
        to_repair: mean(repairs),
        to_take_up: mean(answers),
    }
}

fn mean(all: impl Iterator<Item = i64>) -> Option<i64> {
    let (sum, count) = all.fold((0_i64, 0_i64), |(sum, count), one| (sum.saturating_add(one), count + 1));
    (count > 0).then(|| sum / count.max(1))
}

/// What is still worth of a cost on a day: written off evenly from the first day to the end of the designed life, down to what is left
/// then (年限平均法).
pub(crate) fn net_value(cost: Money, (first, last): (Date, Date), today: Date) -> Money {
    let left = i128::from(cost.0) * RESIDUAL / 1000;
    let life = i128::from(last.days_since(first).max(1));
    let used = i128::from(today.days_since(first)).clamp(0, life);
    let net = i128::from(cost.0) - (i128::from(cost.0) - left) * used / life;
    Money(i64::try_from(net).unwrap_or(cost.0))
}

/// What equipment cost: its log, and what was paid and worked for its repairs.
pub(crate) fn spent(log: Money, repairs: &RepairSum) -> Money {
    Money(log.0.saturating_add(repairs.outlay.0).saturating_add(repairs.labour.0))
}

/// What was spent in a year as a share of what is still worth, in thousandths, and what that says. `over` is whether the designed
/// life is over.
pub(crate) fn advice(spent: Money, net: Money, over: bool) -> (i64, Advice) {
    let share = i128::from(spent.0) * 1000 / i128::from(net.0.max(1));
    let share = i64::try_from(share).unwrap_or(i64::MAX);
    let advice = match share {
        REPLACE.. => Advice::Replace,
        WATCH.. => Advice::Watch,
        _ if over => Advice::Watch,
        _ => Advice::Keep,
    };
    (share, advice)
}

#[cfg(test)]
mod tests {
    use kernel::Span;

    use super::*;

    const START: Instant = Instant(1_700_000_000_000_000);

    fn at(hours: i64) -> Instant {
        START + Span::hours(hours)
    }

    fn fault(source: &str, from: i64, until: Option<i64>) -> Fault {
        Fault { source: source.into(), note: None, from_at: at(from), until_at: until.map(at) }
    }

    #[test]
    fn overlapping_faults_count_once_and_one_from_before_only_since_then() {
        let faults = [fault("", -5, Some(5)), fault("a", 3, Some(10)), fault("b", 20, Some(24)), fault("c", 90, None)];
        let taken = BTreeMap::from([("a".to_owned(), at(4)), ("b".to_owned(), at(23))]);
        let found = service((at(0), at(100)), &faults, &taken);
        assert_eq!((found.minutes, found.down_minutes), (6_000, (10 + 4 + 10) * 60));
        assert_eq!((found.failures, found.availability), (3, Some(760)));
        assert_eq!(found.between_failures, Some(76 * 60 / 3));
        assert_eq!(found.to_repair, Some((7 + 4) * 60 / 2), "one that lasts is no repair yet");
        assert_eq!(found.to_take_up, Some((1 + 3) * 60 / 2));
    }

    #[test]
    fn without_a_fault_nothing_lies_between_two() {
        let found = service((at(0), at(100)), &[], &BTreeMap::new());
        assert_eq!((found.availability, found.between_failures, found.to_repair), (Some(1000), None, None));
        assert_eq!(service((at(0), at(0)), &[], &BTreeMap::new()).availability, None);
    }

    #[test]
    fn what_is_worth_falls_evenly_to_what_is_left() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let life = (day("2020-01-01"), day("2030-01-01"));
        let net = |today: &str| net_value(Money(1_000_000), life, day(today));
        assert_eq!(net("2019-06-01"), Money(1_000_000));
        assert_eq!(net("2020-01-01"), Money(1_000_000));
        assert!((net("2025-01-01").0 - 525_000).abs() < 300, "half of it: {}", net("2025-01-01"));
        assert_eq!(net("2030-01-01"), Money(50_000));
        assert_eq!(net("2044-01-01"), Money(50_000));
    }

    #[test]
    fn half_of_the_worth_in_a_year_speaks_for_another() {
        let say = |spent, over| advice(Money(spent), Money(100_000), over);
        assert_eq!(say(0, false), (0, Advice::Keep));
        assert_eq!(say(0, true), (0, Advice::Watch));
        assert_eq!(say(30_000, false), (300, Advice::Watch));
        assert_eq!(say(49_999, true), (499, Advice::Watch));
        assert_eq!(say(50_000, false), (500, Advice::Replace));
        assert_eq!(advice(Money(1), Money(0), false).1, Advice::Replace);
    }
}
