//! Runs that can be repeated, periods that neither overlap nor leave a gap, and sums that hold however they are cut.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use charge::{
    Anchor, Begins, Billing, Exact, Finding, Given, Payer, Period, Price, Pricing, Rhythm, Rounding, Step, Subject,
    Tariff, Timeline, Timing, Way, charge,
    line::BillKey,
    period::Grid,
    run::{Before, Difference, Live, Run, differences, due_periods, period_before, run},
};
use kernel::{Date, Money};
use proptest::prelude::*;
use support::*;

fn none(_: &Tariff, _: &Subject) -> Vec<(Period, Given)> {
    Vec::new()
}

fn live(found: &Run) -> Live {
    found.lines.iter().collect()
}

fn keys(found: &Run) -> BTreeSet<BillKey> {
    found.lines.iter().map(|line| line.key.clone()).collect()
}

#[test]
fn a_second_run_adds_nothing_and_a_voided_bill_comes_again() {
    let tariff = standard(by_area(20_000));
    let (a, b) = (room(10_000), Subject { key: "1-102".into(), ..room(8_000) });
    let pairs = [(&tariff, &a), (&tariff, &b)];
    let (since, until) = (day("2026-01-01"), day("2026-03-31"));
    let first = run(&pairs, since, until, &Live::default(), &none);
    assert_eq!((first.lines.len(), first.total()), (6, Money(3 * 36_000)));
    let mut standing = live(&first);
    let second = run(&pairs, since, until, &standing, &none);
    assert_eq!((second.lines.len(), second.standing), (0, 6));
    let voided = first.lines[4].key.clone();
    standing.remove(&voided);
    let third = run(&pairs, since, until, &standing, &none);
    assert_eq!(third.lines, [first.lines[4].clone()]);
}

#[test]
fn what_is_skipped_says_why_and_stops_nobody_else() {
    let tariff = standard(by_area(20_000));
    let (good, bad) = (room(10_000), Subject { key: "x".into(), taken_over: None, ..room(1) });
    let blank = Subject { key: "y".into(), measures: Timeline::default(), ..room(1) };
    let pairs = [(&tariff, &bad), (&tariff, &blank), (&tariff, &good)];
    let found = run(&pairs, day("2026-01-01"), day("2026-01-01"), &Live::default(), &none);
    assert_eq!(found.lines.len(), 1);
    assert_eq!(found.reasons(), BTreeMap::from([("charge-measure-missing", 1), ("charge-take-over-missing", 1)]));
    assert!(Finding::NotBegun(day("2026-01-01")).expected() && !Finding::TakeOverMissing.expected());
}

#[test]
fn bills_come_ahead_or_behind_and_fall_due() {
    let mut tariff = standard(by_area(20_000));
    let january = period("2026-01-01", "2026-02-01");
    tariff.timing = Timing { ahead: Some(7), due_after: 15 };
    assert_eq!((tariff.bill_day(january), tariff.due_day(january)), (day("2025-12-25"), day("2026-01-09")));
    tariff.timing = Timing { ahead: None, due_after: 15 };
    assert_eq!((tariff.bill_day(january), tariff.due_day(january)), (day("2026-02-01"), day("2026-02-16")));
    let due = due_periods(&tariff, &room(1), day("2026-01-01"), day("2026-02-28")).expect("periods");
    assert_eq!(due, [january]);
    let ended = Subject { ends: Some(day("2026-01-15")), ..room(10_000) };
    let due = due_periods(&tariff, &ended, day("2026-01-01"), day("2026-12-31")).expect("periods");
    assert_eq!(due, [january]);
}

#[test]
fn what_comes_once_is_billed_once() {
    let mut tariff = standard(price(Pricing::Fixed { amount: Money(200_000) }));
    tariff.billing = Billing::OneOff;
    tariff.begins = Begins::On(day("2026-03-05"));
    let room = room(1);
    let pairs = [(&tariff, &room)];
    let first = run(&pairs, day("2026-01-01"), day("2026-12-31"), &Live::default(), &none);
    assert_eq!(
        first.lines.iter().map(|line| (line.bill_on, line.amount.0)).collect::<Vec<_>>(),
        [(day("2026-03-05"), 200_000)]
    );
    assert!(run(&pairs, day("2026-01-01"), day("2027-12-31"), &live(&first), &none).lines.is_empty());
}

#[test]
fn a_changed_rhythm_is_told_where_it_overlaps() {
    let mut tariff = standard(by_area(20_000));
    let room = room(10_000);
    let monthly = run(&[(&tariff, &room)], day("2026-01-01"), day("2026-04-15"), &Live::default(), &none);
    tariff.billing = Billing::Periodic { rhythm: Rhythm::Quarterly, anchor: Anchor::Calendar };
    let quarterly = run(&[(&tariff, &room)], day("2026-01-01"), day("2026-07-01"), &live(&monthly), &none);
    // January to March are billed whole, April stands alone, the third quarter is free.
    assert_eq!(quarterly.standing, 1);
    assert_eq!(quarterly.skipped[0].findings, [Finding::Overlaps(day("2026-04-01"))]);
    assert_eq!(quarterly.lines.iter().map(|line| line.period.from).collect::<Vec<_>>(), [day("2026-07-01")]);
}

#[test]
fn a_run_is_told_against_the_period_before() {
    let tariff = standard(by_area(20_000));
    let (a, b) = (room(10_000), Subject { key: "b".into(), ..room(8_000) });
    let found = run(&[(&tariff, &a), (&tariff, &b)], day("2026-02-01"), day("2026-02-01"), &Live::default(), &none);
    let bill = |subject: &str, fen| Before { tariff: "management".into(), subject: subject.into(), amount: Money(fen) };
    let told = differences(&[bill("1-101", 20_000), bill("b", 15_000), bill("gone", 1)], &found);
    let key = |subject: &str| ("management".to_owned(), subject.to_owned());
    assert_eq!(
        told,
        BTreeMap::from([
            (key("b"), Difference::Changed { was: Money(15_000), is: Money(16_000) }),
            (key("gone"), Difference::Gone(Money(1))),
        ])
    );
    assert_eq!(period_before(&tariff, &a, found.lines[0].days), Some(period("2026-01-01", "2026-02-01")));
    assert_eq!(differences(&[], &found).values().filter(|d| matches!(d, Difference::New(_))).count(), 2);
}

fn days() -> impl Strategy<Value = i64> {
    0..2_000i64
}

fn at(days: i64) -> Date {
    day("2024-01-01").plus_days(days)
}

proptest! {
    #[test]
    fn periods_follow_each_other_without_gap_or_overlap(origin in days(), start in days(), which in 0..4usize) {
        let rhythm = [Rhythm::Monthly, Rhythm::Quarterly, Rhythm::HalfYearly, Rhythm::Yearly][which];
        let grid = Grid::from(at(origin));
        let mut period = grid.period(rhythm, at(start));
        prop_assert!(period.holds(at(start)));
        for _ in 0..30 {
            let next = grid.period(rhythm, period.to);
            prop_assert_eq!(next.from, period.to);
            let months = grid.months(period);
            prop_assert_eq!(months.len() as i64, rhythm.months());
            prop_assert!(months.windows(2).all(|pair| pair[0].to == pair[1].from));
            period = next;
        }
    }

    #[test]
    fn a_cut_that_changes_no_price_changes_no_amount(cuts in proptest::collection::vec(days(), 0..8), area in 1..50_000i64, rate in 1..100_000i64, start in 0..1_900i64) {
        let whole = standard(by_area(rate));
        let mut cut = whole.clone();
        let prices = cuts.iter().enumerate().map(|(n, days)| (at(*days), Price { version: 2 + n as u32, ..by_area(rate) }));
        cut.prices = Timeline::of([(day("2020-01-01"), by_area(rate))].into_iter().chain(prices));
        let days = Grid::calendar().period(Rhythm::Quarterly, at(start));
        let subject = Subject { taken_over: Some(day("2020-01-01")), ..room(area) };
        prop_assert_eq!(line(&whole, &subject, days).exact, line(&cut, &subject, days).exact);
    }

    #[test]
    fn days_before_and_after_a_move_add_up_to_the_whole(moved in 1..89i64, area in 1..50_000i64, rate in 1..100_000i64) {
        let mut tariff = standard(by_area(rate));
        tariff.billing = Billing::Periodic { rhythm: Rhythm::Quarterly, anchor: Anchor::Calendar };
        let quarter = period("2026-01-01", "2026-04-01");
        let on = quarter.from.plus_days(moved);
        let exact = |subject: &Subject| line(&tariff, subject, quarter).exact;
        let before = exact(&Subject { ends: Some(on), ..room(area) });
        let after = exact(&Subject { taken_over: Some(on), ..room(area) });
        prop_assert_eq!(before.plus(after), Some(exact(&room(area))));
    }

    #[test]
    fn payers_owe_the_amount_together(turns in proptest::collection::vec((0..90i64, proptest::option::of("[a-d]")), 0..8), area in 0..50_000i64, step in 0..3usize, way in 0..3usize) {
        let mut tariff = standard(by_area(23_500));
        tariff.payers = Timeline::always(Payer::Tenant);
        tariff.rounding = Rounding { step: [Step::Fen, Step::Jiao, Step::Yuan][step], way: [Way::HalfUp, Way::Up, Way::Down][way] };
        let quarter = period("2026-01-01", "2026-04-01");
        let tenants = Timeline::of(turns.into_iter().map(|(days, who)| (quarter.from.plus_days(days), who)));
        let line = line(&tariff, &Subject { tenants, ..room(area) }, quarter);
        prop_assert_eq!(line.shares.iter().map(|share| share.amount.0).sum::<i64>(), line.amount.0);
        prop_assert!(line.shares.iter().all(|share| share.amount.0 >= 0));
        let rounded = Exact::fen(line.amount).minus(line.exact).expect("small");
        let step = Exact::whole(i128::from(tariff.rounding.step.fen()));
        prop_assert!(rounded < step && step.plus(rounded).expect("small") > Exact::ZERO);
        prop_assert_eq!(line.amount.0 % tariff.rounding.step.fen(), 0);
    }

    #[test]
    fn rounding_agrees_with_counting_steps(above in -1_000_000i128..1_000_000, below in 1..1_000i128, step in 0..3usize, way in 0..3usize) {
        let rounding = Rounding { step: [Step::Fen, Step::Jiao, Step::Yuan][step], way: [Way::HalfUp, Way::Up, Way::Down][way] };
        let unit = i128::from(rounding.step.fen());
        // The slow way: the nearest multiples on both sides of the size, then which of them.
        let (size, sign) = (above.abs(), above.signum());
        let low = size / (below * unit) * unit;
        let (over, exact) = (size - low * below, size == low * below);
        let up = !exact && match rounding.way { Way::Up => true, Way::Down => false, Way::HalfUp => 2 * over >= unit * below };
        let wanted = (low + if up { unit } else { 0 }) * sign;
        let found = rounding.apply(Exact::of(above, below).expect("a fraction"));
        prop_assert_eq!(found.map(|money| i128::from(money.0)), Some(wanted));
    }

    #[test]
    fn a_run_broken_off_anywhere_goes_on_to_the_same_bills(kept in proptest::collection::vec(any::<bool>(), 24), months in 1..12i64) {
        let tariff = standard(by_area(23_500));
        let rooms: Vec<Subject> = (0..4).map(|n| Subject { key: n.to_string(), taken_over: Some(at(700 + n * 17)), ..room(5_000 + n) }).collect();
        let pairs: Vec<_> = rooms.iter().map(|room| (&tariff, room)).collect();
        let (since, until) = (at(700), at(700 + months * 30));
        let whole = run(&pairs, since, until, &Live::default(), &none);
        let done: Vec<&charge::Line> = whole.lines.iter().zip(kept).filter(|(_, kept)| *kept).map(|(line, _)| line).collect();
        let rest = run(&pairs, since, until, &done.iter().copied().collect(), &none);
        prop_assert_eq!(rest.lines.len() + done.len(), whole.lines.len());
        let both: BTreeSet<BillKey> = keys(&rest).into_iter().chain(done.iter().map(|line| line.key.clone())).collect();
        prop_assert_eq!(both, keys(&whole));
    }

    #[test]
    fn no_day_is_billed_twice_however_rhythm_and_anchor_change(turns in proptest::collection::vec((0..4usize, any::<bool>(), 1..200i64), 1..6), taken_over in 600..700i64) {
        let mut tariff = standard(by_area(20_000));
        let subject = Subject { taken_over: Some(at(taken_over)), ..room(10_000) };
        let (mut standing, mut billed, mut until) = (Live::default(), Vec::new(), at(600));
        for (which, own, days) in turns {
            let rhythm = [Rhythm::Monthly, Rhythm::Quarterly, Rhythm::HalfYearly, Rhythm::Yearly][which];
            tariff.billing = Billing::Periodic { rhythm, anchor: if own { Anchor::TakeOver } else { Anchor::Calendar } };
            until = until.plus_days(days);
            let pairs = [(&tariff, &subject), (&tariff, &subject)];
            for line in run(&pairs, at(600), until, &standing, &none).lines {
                prop_assert!(standing.put(&line.key, line.period.to));
                billed.push(line.days);
            }
        }
        billed.sort();
        prop_assert!(billed.windows(2).all(|pair| pair[0].to <= pair[1].from), "{:?}", billed);
        prop_assert_eq!(standing.count(), billed.len());
    }

    #[test]
    fn whatever_is_given_there_is_a_line_or_a_reason(area in any::<i64>(), rate in any::<i64>(), from in days(), length in -10..800i64) {
        let subject = Subject { taken_over: Some(at(0)), ..room(area) };
        match charge(&standard(by_area(rate)), &subject, Period::of(at(from), at(from + length)), &Given::default()) {
            Ok(line) => prop_assert!(line.amount >= Money::ZERO && !line.told().is_empty()),
            Err(findings) => prop_assert!(!findings.is_empty()),
        }
    }
}
