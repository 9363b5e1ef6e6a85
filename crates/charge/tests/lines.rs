//! What a line comes to, and how it says so.

mod support;

use charge::{
    Anchor, AreaKind, Begins, Billing, DayCount, Exact, FeeClass, Finding, GiftRule, Given, Payer, Price, Pricing,
    Relief, Relieved, Rhythm, Rounding, Step, Subject, Timeline, Way, charge, line::split,
};
use kernel::{Area, Money, Rate};
use support::*;

#[test]
fn area_times_price_is_rounded_once() {
    let line = line(&standard(by_area(23_500)), &room(8_850), period("2026-01-01", "2026-02-01"));
    assert_eq!(line.amount, Money(20_798));
    assert_eq!(line.exact.shown(2), "20797.5");
    assert_eq!(
        line.shares.iter().map(|s| (s.payer.as_str(), s.amount)).collect::<Vec<_>>(),
        [("owner", Money(20_798))]
    );
    assert_eq!(
        said(&line),
        [
            "2026-01-01 to 2026-01-31: built area 88.50 m² × ¥2.35 × 1 months (price edition 1)",
            "Subtotal ¥207.975",
            "Sum ¥207.975, rounded to the fen: ¥207.98 to be paid",
        ]
    );
}

#[test]
fn a_new_price_splits_the_period_on_its_day() {
    let mut tariff = standard(by_area(20_000));
    let dearer = Price { version: 2, ..by_area(25_000) };
    tariff.prices = Timeline::of([(day("2025-01-01"), by_area(20_000)), (day("2026-01-15"), dearer)]);
    let line = line(&tariff, &room(10_000), period("2026-01-01", "2026-02-01"));
    // 200 yuan × 14/31 + 250 yuan × 17/31
    assert_eq!(line.exact, Exact::of(20_000 * 14 + 25_000 * 17, 31).expect("a fraction"));
    assert_eq!(line.amount, Money(22_742));
    assert_eq!(line.parts.iter().map(|part| part.price.version).collect::<Vec<_>>(), [1, 2]);
    assert!(said(&line)[0].contains("2026-01-01 to 2026-01-14") && said(&line)[0].contains("× 14/31 months"));
}

#[test]
fn the_past_keeps_its_price_when_a_new_one_comes() {
    let before = standard(by_area(20_000));
    let mut after = before.clone();
    after.prices = Timeline::of([(day("2025-01-01"), by_area(20_000)), (day("2026-03-01"), by_area(30_000))]);
    let january = period("2026-01-01", "2026-02-01");
    assert_eq!(line(&before, &room(8_850), january).amount, line(&after, &room(8_850), january).amount);
}

#[test]
fn the_first_bill_begins_on_the_day_of_taking_over() {
    let mut tariff = standard(by_area(20_000));
    let mut room = room(10_000);
    room.taken_over = Some(day("2026-01-17"));
    let january = period("2026-01-01", "2026-02-01");
    assert_eq!(line(&tariff, &room, january).exact, Exact::of(20_000 * 15, 31).expect("a fraction"));
    tariff.begins = Begins::MonthAfterTakeOver;
    let none = charge(&tariff, &room, january, &Given::default());
    assert_eq!(none, Err(vec![Finding::NotBegun(day("2026-02-01"))]));
    tariff.begins = Begins::On(day("2026-01-31"));
    assert_eq!(line(&tariff, &room, january).exact, Exact::of(20_000, 31).expect("a fraction"));
    room.taken_over = None;
    tariff.begins = Begins::TakeOver;
    assert_eq!(charge(&tariff, &room, january, &Given::default()), Err(vec![Finding::TakeOverMissing]));
}

#[test]
fn a_year_of_its_own_is_whole_wherever_it_begins() {
    let mut tariff = standard(by_area(20_000));
    tariff.billing = Billing::Periodic { rhythm: Rhythm::Yearly, anchor: Anchor::TakeOver };
    let mut room = room(10_000);
    for taken_over in ["2024-02-29", "2025-05-15", "2025-08-31"] {
        room.taken_over = Some(day(taken_over));
        let year = tariff.grid(&room).expect("months").period(Rhythm::Yearly, day("2026-01-10"));
        let line = line(&tariff, &room, year);
        assert_eq!((line.amount, line.parts.len()), (Money(240_000), 1), "{taken_over}");
        assert_eq!(line.parts[0].times, Exact::whole(12), "{taken_over}");
    }
}

#[test]
fn quarters_halves_and_years_are_so_many_months() {
    let mut tariff = standard(by_area(20_000));
    for (rhythm, from, to, fen) in [
        (Rhythm::Quarterly, "2026-04-01", "2026-07-01", 60_000),
        (Rhythm::HalfYearly, "2026-07-01", "2027-01-01", 120_000),
        (Rhythm::Yearly, "2026-01-01", "2027-01-01", 240_000),
    ] {
        tariff.billing = Billing::Periodic { rhythm, anchor: Anchor::Calendar };
        let found = tariff.grid(&room(1)).expect("months").period(rhythm, day(from).plus_days(20));
        assert_eq!(found, period(from, to));
        assert_eq!(line(&tariff, &room(10_000), found).amount, Money(fen));
    }
}

#[test]
fn a_day_may_be_a_thirtieth_or_a_part_of_the_year() {
    let mut tariff = standard(by_area(20_000));
    let mut room = room(10_000);
    room.taken_over = Some(day("2026-01-17"));
    let january = period("2026-01-01", "2026-02-01");
    tariff.day_count = DayCount::Thirtieth;
    assert_eq!(line(&tariff, &room, january).amount, Money(10_000));
    tariff.day_count = DayCount::OfYear;
    assert_eq!(line(&tariff, &room, january).exact, Exact::of(20_000 * 15 * 12, 365).expect("a fraction"));
    // A month charged whole is one month, also when a price turns within it.
    tariff.day_count = DayCount::Thirtieth;
    tariff.prices = Timeline::of([
        (day("2025-01-01"), by_area(20_000)),
        (day("2026-03-10"), Price { version: 2, ..by_area(20_000) }),
    ]);
    assert_eq!(line(&tariff, &room, period("2026-03-01", "2026-04-01")).amount, Money(20_000));
}

#[test]
fn who_pays_follows_the_days() {
    let mut tariff = standard(by_area(20_000));
    tariff.payers = Timeline::always(Payer::Tenant);
    let room = Subject {
        developer: Some("developer".into()),
        owners: Timeline::of([(day("2026-01-11"), Some("owner".into()))]),
        tenants: Timeline::of([(day("2026-01-21"), Some("tenant".into())), (day("2026-01-31"), None)]),
        ..room(10_000)
    };
    let line = line(&tariff, &room, period("2026-01-01", "2026-02-01"));
    let shares: Vec<_> = line.shares.iter().map(|share| (share.payer.as_str(), share.amount.0)).collect();
    // 10 days unsold, 10 and 1 the owner's, 10 the tenant's: 200 yuan in all, to the fen.
    assert_eq!(shares, [("developer", 6_452), ("owner", 7_097), ("tenant", 6_451)]);
    let nobody = Subject { developer: None, ..room };
    assert_eq!(
        charge(&tariff, &nobody, period("2026-01-01", "2026-02-01"), &Given::default()),
        Err(vec![Finding::NobodyPays(day("2026-01-01"))])
    );
}

#[test]
fn a_corrected_area_counts_from_its_day() {
    let room = Subject {
        measures: Timeline::of([(day("2025-01-01"), measured(10_000)), (day("2026-01-16"), measured(9_000))]),
        ..room(0)
    };
    let line = line(&standard(by_area(20_000)), &room, period("2026-01-01", "2026-02-01"));
    assert_eq!(line.exact, Exact::of(20_000 * 15 + 18_000 * 16, 31).expect("a fraction"));
}

#[test]
fn rounding_knows_fen_jiao_yuan_and_three_ways() {
    let exact = Exact::of(123_455, 10).expect("12345.5 fen");
    for (step, way, fen) in [
        (Step::Fen, Way::HalfUp, 12_346),
        (Step::Fen, Way::Up, 12_346),
        (Step::Fen, Way::Down, 12_345),
        (Step::Jiao, Way::HalfUp, 12_350),
        (Step::Jiao, Way::Up, 12_350),
        (Step::Jiao, Way::Down, 12_340),
        (Step::Yuan, Way::HalfUp, 12_300),
        (Step::Yuan, Way::Up, 12_400),
        (Step::Yuan, Way::Down, 12_300),
    ] {
        assert_eq!(Rounding { step, way }.apply(exact), Some(Money(fen)), "{step:?} {way:?}");
    }
}

fn relief(kind: Relieved, from: &str, to: &str, pays: u32, approved: Option<&str>) -> Relief {
    let days = period(from, to);
    Relief { kind, days, classes: Vec::new(), pays, off: Money::ZERO, approved: approved.map(str::to_owned) }
}

#[test]
fn an_empty_flat_pays_less_for_the_days_that_were_approved() {
    let mut room = room(10_000);
    room.reliefs = vec![relief(Relieved::Vacant, "2026-01-11", "2026-03-01", 7_000, Some("VA-12"))];
    let tariff = standard(by_area(20_000));
    let january = line(&tariff, &room, period("2026-01-01", "2026-02-01"));
    assert_eq!(january.exact, Exact::of(20_000 * 10 * 10 + 20_000 * 21 * 7, 310).expect("a fraction"));
    assert!(said(&january).iter().any(|s| s == "vacancy: 70 % to be paid (approved by VA-12)"));
    room.reliefs[0].approved = None;
    let open = line(&tariff, &room, period("2026-01-01", "2026-02-01"));
    assert_eq!((open.amount, &open.notices[..]), (Money(20_000), &[Finding::Unapproved][..]));
    room.reliefs[0] = Relief {
        classes: vec![FeeClass::Parking],
        ..relief(Relieved::Vacant, "2026-01-11", "2026-03-01", 0, Some("x"))
    };
    assert_eq!(line(&tariff, &room, period("2026-01-01", "2026-02-01")).amount, Money(20_000));
}

#[test]
fn of_several_reliefs_the_best_counts_and_gifts_come_to_nothing_that_is_told() {
    let mut room = room(10_000);
    room.reliefs = vec![
        relief(Relieved::Discount, "2026-01-01", "2026-04-01", 9_000, Some("D")),
        relief(Relieved::Gift, "2026-03-01", "2026-04-01", 0, Some("G")),
    ];
    let tariff = standard(by_area(20_000));
    assert_eq!(line(&tariff, &room, period("2026-02-01", "2026-03-01")).amount, Money(18_000));
    let gift = line(&tariff, &room, period("2026-03-01", "2026-04-01"));
    assert_eq!((gift.amount, &gift.notices[..]), (Money::ZERO, &[Finding::Nothing][..]));
    assert!(said(&gift).iter().any(|s| s.starts_with("Given free of charge")));
    let rule = GiftRule { pays: 12, gift: 1, only_without_arrears: true };
    assert_eq!((rule.months(24, false), rule.months(11, false), rule.months(24, true)), (2, 0, 0));
}

#[test]
fn an_amount_off_never_goes_below_nothing() {
    let mut room = room(10_000);
    let off =
        |fen| Relief { off: Money(fen), ..relief(Relieved::Discount, "2026-01-01", "2026-04-01", 10_000, Some("D")) };
    let tariff = standard(by_area(20_000));
    room.reliefs = vec![off(1_500)];
    assert_eq!(line(&tariff, &room, period("2026-01-01", "2026-02-01")).amount, Money(18_500));
    room.reliefs = vec![off(99_999)];
    let nothing = line(&tariff, &room, period("2026-01-01", "2026-02-01"));
    assert_eq!((nothing.amount, nothing.off), (Money::ZERO, Money(20_000)));
}

#[test]
fn counts_days_fixed_amounts_surcharges_and_what_comes_once() {
    let mut room = room(10_000);
    let measures = charge::Measures { named: [("车位数".to_owned(), 2.into())].into(), ..measured(10_000) };
    room.measures = Timeline::always(measures);
    let january = period("2026-01-01", "2026-02-01");
    let of = |pricing| line(&standard(price(pricing)), &room, january).amount.0;
    assert_eq!(of(Pricing::Count { of: "车位数".into(), rate: Rate(800_000) }), 16_000);
    assert_eq!(of(Pricing::Days { rate: Rate(15_000) }), 4_650);
    assert_eq!(of(Pricing::Fixed { amount: Money(3_000) }), 3_000);
    let surcharged = Price { surcharge: Money(500), ..by_area(20_000) };
    assert_eq!(line(&standard(surcharged), &room, january).amount, Money(20_500));
    let mut deposit = standard(price(Pricing::Fixed { amount: Money(200_000) }));
    deposit.billing = Billing::OneOff;
    assert_eq!(line(&deposit, &room, period("2025-01-01", "2025-01-02")).amount, Money(200_000));
}

#[test]
fn what_is_missing_is_named_and_never_charged_as_nothing() {
    let bare = Subject { measures: Timeline::default(), ..room(0) };
    let january = period("2026-01-01", "2026-02-01");
    let refused = |pricing| charge(&standard(price(pricing)), &bare, january, &Given::default()).expect_err("refused");
    let missing = |name: &str| vec![Finding::MeasureMissing(name.into())];
    assert_eq!(refused(Pricing::Area { area: AreaKind::Built, rate: Rate(1) }), missing("建筑面积"));
    assert_eq!(refused(Pricing::Area { area: AreaKind::Inside, rate: Rate(1) }), missing("套内面积"));
    assert_eq!(refused(Pricing::Count { of: "人数".into(), rate: Rate(1) }), missing("人数"));
    assert_eq!(refused(Pricing::Usage { unit: "kWh".into(), rate: Rate(1) }), [Finding::UsageMissing]);
    let mut late = standard(by_area(20_000));
    late.prices = Timeline::of([(day("2026-01-11"), by_area(20_000))]);
    let refused = charge(&late, &room(10_000), january, &Given::default());
    assert_eq!(refused, Err(vec![Finding::NoPrice(day("2026-01-01"))]));
    let ended = Subject { ends: Some(day("2025-12-01")), ..room(10_000) };
    let refused = charge(&standard(by_area(1)), &ended, january, &Given::default());
    assert_eq!(refused, Err(vec![Finding::Ended(day("2025-12-01"))]));
    let huge = Subject {
        measures: Timeline::always(charge::Measures { built: Some(Area(i64::MAX)), ..measured(0) }),
        ..room(0)
    };
    let refused = charge(&standard(by_area(i64::MAX)), &huge, january, &Given::default());
    assert_eq!(refused, Err(vec![Finding::TooLarge]));
}

#[test]
fn a_rent_rises_by_the_year() {
    let mut rent = standard(price(Pricing::Fixed { amount: Money(300_000) }));
    let first = rent.prices.values()[0].1.clone();
    rent.prices = Timeline::stepped(day("2025-03-31"), first, 12, 3, |price| price.raised(500));
    let days: Vec<String> = rent.prices.turns().map(|day| day.to_string()).collect();
    assert_eq!(days, ["2025-03-31", "2026-03-31", "2027-03-31", "2028-03-31"]);
    let room = room(1);
    let of = |from, to| line(&rent, &room, period(from, to)).amount.0;
    assert_eq!((of("2026-02-01", "2026-03-01"), of("2026-04-01", "2026-05-01")), (300_000, 315_000));
    assert_eq!((of("2027-05-01", "2027-06-01"), of("2030-05-01", "2030-06-01")), (330_750, 347_288));
}

#[test]
fn a_line_is_written_whole_beside_its_bill() {
    let line = line(&standard(by_area(23_500)), &room(8_850), period("2026-01-01", "2026-02-01"));
    let written = serde_json::to_value(&line).expect("JSON");
    assert_eq!(written["exact"], "41595/2");
    let kept: charge::Line = serde_json::from_value(written).expect("a line");
    assert_eq!((kept.told(), &kept), (line.told(), &line));
    let tariff = standard(by_area(23_500));
    let kept: charge::Tariff = serde_json::from_value(serde_json::to_value(&tariff).expect("JSON")).expect("a tariff");
    assert_eq!(kept, tariff);
}

#[test]
fn weights_of_nothing_are_shared_evenly() {
    assert_eq!(
        split(Money(100), &[Exact::ZERO, Exact::ZERO, Exact::ZERO]),
        Some(vec![Money(34), Money(33), Money(33)])
    );
    assert_eq!(split(Money(100), &[]), Some(Vec::new()));
}

#[test]
fn every_finding_and_every_sentence_stands_in_both_catalogues() {
    let sources =
        [include_str!("../src/finding.rs"), include_str!("../src/told.rs"), include_str!("../src/sharing.rs")];
    let texts = sources.iter().flat_map(|source| source.split('"').skip(1).step_by(2));
    let keys: Vec<&str> = texts.filter(|text| text.starts_with("charge-")).collect();
    assert!(keys.len() > 40, "{}", keys.len());
    for words in [charge::WORDS.0, charge::WORDS.1] {
        let unsaid: Vec<_> = keys.iter().filter(|key| !words.contains(&format!("\n{key} = "))).collect();
        assert!(unsaid.is_empty(), "{unsaid:?}");
    }
}
