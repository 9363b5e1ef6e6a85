//! What was used, what it costs in tiers, and what is shared.

mod support;

use charge::{
    Billing, Exact, FeeClass, Finding, Given, Price, Pricing, Tariff, Timeline, charge,
    meter::{Meter, Reading, Replaced, Usage, unmetered, used},
    sharing::{Member, Unknown, cost, share},
    tier::{Tier, Within},
};
use kernel::{Money, Rate};
use proptest::prelude::*;
use rust_decimal::Decimal;
use support::*;

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn meter() -> Meter {
    Meter { digits: 5, multiplier: Decimal::ONE, loss: 0 }
}

fn reading(on: &str, figure: &str) -> Reading {
    Reading { on: day(on), figure: number(figure), rolled_over: false, replaced: None }
}

fn quantity(meter: &Meter, before: &Reading, now: &Reading) -> Result<Decimal, Finding> {
    used(meter, Some(before), now).map(|usage| usage.quantity)
}

#[test]
fn a_meter_counts_from_its_first_reading_and_never_backwards() {
    let (first, next) = (reading("2026-01-01", "48213"), reading("2026-02-01", "48301.5"));
    assert_eq!(used(&meter(), None, &first), Err(Finding::FirstReading));
    assert_eq!(quantity(&meter(), &first, &next), Ok(number("88.5")));
    assert_eq!(quantity(&meter(), &next, &reading("2026-03-01", "48301")), Err(Finding::ReadingBackwards));
    assert_eq!(quantity(&meter(), &next, &reading("2026-03-01", "100000")), Err(Finding::ReadingImpossible));
    assert_eq!(quantity(&meter(), &next, &reading("2026-02-01", "48400")), Err(Finding::ReadingOrder));
}

#[test]
fn it_begins_again_at_zero_when_the_reader_says_so() {
    let before = reading("2026-01-01", "99990");
    let now = Reading { rolled_over: true, ..reading("2026-02-01", "15") };
    assert_eq!(quantity(&meter(), &before, &now), Ok(number("25")));
    let no = Reading { rolled_over: true, ..reading("2026-02-01", "99995") };
    assert_eq!(quantity(&meter(), &before, &no), Err(Finding::ReadingImpossible));
}

#[test]
fn both_parts_of_a_replaced_meter_count_with_their_own_multiplier() {
    let (before, meter) = (reading("2026-01-01", "100"), Meter { multiplier: number("40"), loss: 500, ..meter() });
    let replaced = Replaced { old_end: number("110"), old_multiplier: Some(number("30")), new_start: number("3") };
    let now = Reading { replaced: Some(replaced), ..reading("2026-02-01", "8") };
    // (10 × 30 + 5 × 40) and 5 % loss
    assert_eq!(quantity(&meter, &before, &now), Ok(number("525")));
}

fn electricity(pricing: Pricing) -> Tariff {
    Tariff {
        key: "electricity".into(),
        class: FeeClass::Electricity,
        billing: Billing::Metered,
        ..standard(price(pricing))
    }
}

fn usage(from: &str, to: &str, quantity: &str, used_before: Option<&str>) -> Given {
    let (before, after) = (reading(from, "0"), reading(to, quantity));
    let found = used(&meter(), Some(&before), &after).expect("used");
    Given { usage: Some(Usage { used_before: used_before.map(number), ..found }), ..Given::default() }
}

#[test]
fn use_between_readings_is_split_by_days_where_the_price_turns() {
    let mut tariff = electricity(Pricing::Usage { unit: "kWh".into(), rate: Rate(5_000) });
    let dearer = Price { version: 2, ..price(Pricing::Usage { unit: "kWh".into(), rate: Rate(8_000) }) };
    let cheap = tariff.prices.values()[0].1.clone();
    tariff.prices = Timeline::of([(day("2025-01-01"), cheap), (day("2026-01-11"), dearer)]);
    let january = period("2026-01-01", "2026-01-31");
    let line = charge(&tariff, &room(0), january, &usage("2026-01-01", "2026-01-31", "300", None)).expect("a line");
    // 100 kWh × 0.5 + 200 kWh × 0.8
    assert_eq!(line.amount, Money(21_000));
    assert!(said(&line)[0].contains("0 → 300, multiplier 1, loss 0 %, used 300"));
}

fn tiers(within: Within) -> Pricing {
    let tier = |up_to: Option<i64>, rate| Tier { up_to: up_to.map(Decimal::from), rate: Rate(rate) };
    Pricing::Tiers {
        unit: "kWh".into(),
        within,
        tiers: vec![tier(Some(100), 5_000), tier(Some(200), 6_000), tier(None, 9_000)],
    }
}

#[test]
fn tiers_fill_one_after_the_other() {
    let tariff = electricity(tiers(Within::Bill));
    assert!(tariff.check().is_empty());
    let january = period("2026-01-01", "2026-02-01");
    for (quantity, fen) in [("0", 0), ("100", 5_000), ("150", 8_000), ("250", 15_500)] {
        let given = usage("2026-01-01", "2026-02-01", quantity, None);
        assert_eq!(charge(&tariff, &room(0), january, &given).expect("a line").amount, Money(fen), "{quantity}");
    }
}

#[test]
fn tiers_of_a_year_go_on_from_bill_to_bill_and_begin_anew_with_it() {
    let tariff = electricity(tiers(Within::Year));
    let march = period("2026-03-01", "2026-04-01");
    let given = usage("2026-03-01", "2026-04-01", "100", Some("150"));
    // 50 of the second tier, 50 of the third
    assert_eq!(charge(&tariff, &room(0), march, &given).expect("a line").amount, Money(3_000 + 4_500));
    let blind = usage("2026-03-01", "2026-04-01", "100", None);
    assert_eq!(charge(&tariff, &room(0), march, &blind), Err(vec![Finding::UsedBeforeMissing]));
    let turn = period("2026-12-22", "2027-01-11");
    let given = usage("2026-12-22", "2027-01-11", "100", Some("500"));
    // Ten days of the old year in the third tier, ten of the new in the first.
    assert_eq!(charge(&tariff, &room(0), turn, &given).expect("a line").amount, Money(4_500 + 2_500));
}

#[test]
fn tiers_that_do_not_rise_are_found() {
    let tier = |up_to: Option<i64>| Tier { up_to: up_to.map(Decimal::from), rate: Rate(1) };
    for list in [
        vec![],
        vec![tier(Some(100))],
        vec![tier(Some(100)), tier(Some(100)), tier(None)],
        vec![tier(None), tier(None)],
    ] {
        let tariff = electricity(Pricing::Tiers { unit: "kWh".into(), within: Within::Bill, tiers: list });
        assert_eq!(tariff.check(), [Finding::TiersDisordered { version: 1 }]);
    }
    let monthly = standard(price(Pricing::Usage { unit: "kWh".into(), rate: Rate(1) }));
    assert_eq!(monthly.check(), [Finding::NotMetered { version: 1 }]);
}

#[test]
fn what_no_meter_below_shows_is_shared() {
    assert_eq!(unmetered(number("500"), &[number("200"), number("250.5")]), Ok(number("49.5")));
    assert_eq!(unmetered(number("400"), &[number("401")]), Err(Finding::BalanceNegative));
    let (amount, told) = cost(Exact::of(99, 2).expect("49.5"), Rate(10_000), 500).expect("a cost");
    assert_eq!(amount, Money(5_198));
    assert_eq!(told.english(charge::WORDS.1), "Used in common 49.5, loss 5 %, ¥1 each: ¥51.98");
}

fn member(subject: &str, weight: Option<i128>) -> Member {
    Member { subject: subject.into(), weight: weight.map(Exact::whole), days: period("2025-01-01", "2030-01-01") }
}

#[test]
fn a_room_without_area_is_named_and_not_silently_dropped() {
    let members = [member("a", Some(100)), member("b", None), member("c", Some(50))];
    let january = period("2026-01-01", "2026-02-01");
    let refused = share(Money(1_000), january, &members, Unknown::Refuse);
    assert_eq!(refused, Err(vec![Finding::WeightMissing("b".into())]));
    let shared = share(Money(1_000), january, &members, Unknown::LeaveOut).expect("shared");
    assert_eq!(shared.left_out, [("b".to_owned(), Finding::WeightMissing("b".into()))]);
    assert_eq!(shared.portions.iter().map(|p| p.amount.0).collect::<Vec<_>>(), [667, 333]);
    assert_eq!(share(Money(1), january, &[], Unknown::Refuse), Err(vec![Finding::NobodyShares]));
}

#[test]
fn who_came_in_the_middle_shares_by_days() {
    let mut late = member("b", Some(100));
    late.days = period("2026-01-16", "2027-01-01");
    let shared = share(
        Money(3_100 + 1_600),
        period("2026-01-01", "2026-02-01"),
        &[member("a", Some(100)), late],
        Unknown::Refuse,
    );
    assert_eq!(shared.expect("shared").portions.iter().map(|p| p.amount.0).collect::<Vec<_>>(), [3_100, 1_600]);
}

proptest! {
    #[test]
    fn shares_add_up_to_the_whole(total in 0..10_000_000_000i64, weights in proptest::collection::vec(1..100_000i128, 1..60)) {
        let members: Vec<Member> = weights.iter().enumerate().map(|(n, weight)| member(&n.to_string(), Some(*weight))).collect();
        let shared = share(Money(total), period("2026-01-01", "2026-02-01"), &members, Unknown::Refuse).expect("shared");
        prop_assert_eq!(shared.portions.iter().map(|p| p.amount.0).sum::<i64>(), total);
        let sum: i128 = weights.iter().sum();
        for (portion, weight) in shared.portions.iter().zip(&weights) {
            let fair = i128::from(total) * weight;
            // Each differs from its fair share by less than a fen.
            prop_assert!((i128::from(portion.amount.0) * sum - fair).abs() < sum);
        }
    }

    #[test]
    fn tiers_cost_the_same_however_the_use_is_cut(first in 0..300i128, second in 0..300i128) {
        let Pricing::Tiers { tiers, .. } = tiers(Within::Bill) else { unreachable!() };
        let cost = |before: i128, quantity: i128| {
            let filled = charge::tier::fill(&tiers, Exact::whole(before), Exact::whole(quantity)).expect("filled");
            charge::tier::cost(&filled).expect("a cost")
        };
        let whole = cost(0, first + second);
        prop_assert_eq!(cost(0, first).plus(cost(first, second)), Some(whole));
        prop_assert!(!whole.is_negative());
    }

    #[test]
    fn whatever_was_used_is_found_again(start in 0..100_000u32, step in 0..99_999u32) {
        let shows = (start + step) % 100_000;
        let now = Reading { rolled_over: start + step >= 100_000, ..reading("2026-02-01", &shows.to_string()) };
        prop_assert_eq!(quantity(&meter(), &reading("2026-01-01", &start.to_string()), &now), Ok(Decimal::from(step)));
    }
}
