//! What users of comparable programs suffered with fees and payments, each as a test that names it: the code of the program and of its
//! commit or issue, as the research on peers and engines lists them. What concerns gateways, pages and speed is tested where those are made.

use charge::{
    Anchor, AreaKind, Begins, Billing, DayCount, Exact, FeeClass, Finding, Given, Measures, Payer, Period, Price,
    Pricing, Rhythm, Rounding, Subject, Tariff, Timeline, Timing, charge,
    meter::{Meter, Reading, used},
    run::{Live, run},
    sharing::{Member, Unknown, share},
};
use kernel::{Area, Date, Id, Instant, Label, Money, Rate, expr::Expr};
use ledger::{Account, AccountId, Book, Command, EntryId, Kind, Posting, Refusal, Side, Taken};
use settle::{
    Claim, ClaimKind, Move, Moved, Order,
    aging::aging,
    allocate,
    credit::{Creditable, credit},
    matching::stands_in,
    penalty::{Cap, Rule, penalty},
    refund::{Method, Payment, refund},
};
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn period(from: &str, to: &str) -> Period {
    Period::of(day(from), day(to))
}

fn room(key: &str, area: Option<i64>, taken_over: &str) -> Subject {
    Subject {
        key: key.into(),
        measures: Timeline::always(Measures { built: area.map(Area), ..Measures::default() }),
        owners: Timeline::always(Some("owner".into())),
        taken_over: Some(day(taken_over)),
        ..Subject::default()
    }
}

fn standard(pricing: Pricing) -> Tariff {
    Tariff {
        key: "management".into(),
        class: FeeClass::Management,
        title: Label::Both { zh: "物业费".into(), en: "Management fee".into() },
        billing: Billing::Periodic { rhythm: Rhythm::Monthly, anchor: Anchor::Calendar },
        timing: Timing { ahead: Some(0), due_after: 20 },
        begins: Begins::TakeOver,
        prices: Timeline::always(Price { version: 1, pricing, surcharge: Money::ZERO }),
        payers: Timeline::always(Payer::Owner),
        rounding: Rounding::default(),
        day_count: DayCount::Actual,
    }
}

fn by_area(rate: i64) -> Tariff {
    standard(Pricing::Area { area: AreaKind::Built, rate: Rate(rate) })
}

fn nothing_measured(_: &Tariff, _: &Subject) -> Vec<(Period, Given)> {
    Vec::new()
}

fn account(n: u128) -> AccountId {
    Id::from_uuid(Uuid::from_u128(n))
}

fn entry(n: u128) -> EntryId {
    Id::from_uuid(Uuid::from_u128(n))
}

fn book() -> Book {
    let mut book = Book::default();
    for (n, kind) in [(1, Kind::Asset), (2, Kind::Income), (3, Kind::Asset)] {
        let (code, floor) = (n.to_string(), ledger::Floor::None);
        let (id, opened_on) = (account(n), day("2025-01-01"));
        book.open(Account { id, code, kind, holder: None, payee: None, floor, opened_on, closed_on: None });
    }
    book
}

fn post(id: u128, on: &str, debit: u128, credit: u128, fen: i64) -> Command {
    Command::post(
        entry(id),
        day(on),
        vec![Posting::debit(account(debit), Money(fen)), Posting::credit(account(credit), Money(fen))],
    )
}

const NOW: Instant = Instant(0);

fn claim(bill: &str, amount: i64, moves: &[(&str, Moved, i64)]) -> Claim {
    let moves = moves.iter().map(|(on, what, fen)| Move { on: day(on), what: *what, amount: Money(*fen) }).collect();
    Claim {
        bill: bill.into(),
        kind: ClaimKind::Principal,
        class: FeeClass::Management,
        subject: "1".into(),
        payer: "owner".into(),
        billed_on: day("2026-01-01"),
        due_on: day("2026-01-21"),
        amount: Money(amount),
        moves,
    }
}

fn first_reading_is_not_billed_in_full() {
    let meter = Meter { digits: 6, multiplier: 1.into(), loss: 0 };
    let reading = |on, figure: i64| Reading { on: day(on), figure: figure.into(), rolled_over: false, replaced: None };
    assert_eq!(used(&meter, None, &reading("2026-01-01", 48_213)), Err(Finding::FirstReading));
    let second = used(&meter, Some(&reading("2026-01-01", 48_213)), &reading("2026-02-01", 48_220));
    assert_eq!(second.map(|usage| usage.quantity), Ok(7.into()));
}

fn four_ways_to_charge_twice_are_closed() {
    let (tariff, room) = (by_area(20_000), room("1", Some(10_000), "2025-01-01"));
    let pairs = [(&tariff, &room)];
    let bills = |live: &Live| run(&pairs, day("2026-01-01"), day("2026-01-31"), live, &nothing_measured);
    // The run is started twice.
    let first = bills(&Live::default());
    let live: Live = first.lines.iter().collect();
    assert_eq!((first.lines.len(), bills(&live).lines.len()), (1, 0));
    // The button is pressed twice; the callback comes after the query has posted.
    let mut book = book();
    assert_eq!(book.take(post(1, "2026-01-05", 3, 1, 20_000), NOW), Ok(Taken::New(1)));
    assert_eq!(book.take(post(1, "2026-01-05", 3, 1, 20_000), NOW), Ok(Taken::Again(1)));
    // The bill was paid meanwhile at the counter: what comes for it again is left over, not charged.
    let paid = claim("B", 20_000, &[("2026-01-05", Moved::Paid, 20_000)]);
    assert_eq!(paid.open(day("2026-01-06")), None);
    let again = allocate(Money(20_000), &[], &Order::default(), &[]).expect("allocated");
    assert_eq!((again.applied.len(), again.rest), (0, Money(20_000)));
    // One list names the bill twice.
    let open = claim("B", 20_000, &[]).open(day("2026-01-06")).expect("open");
    assert_eq!(
        allocate(Money(1), &[open.clone(), open], &Order::default(), &[]),
        Err(settle::Refusal::Twice("B".into()))
    );
}

fn a_run_over_many_households_goes_on_where_it_broke_off() {
    let tariff = by_area(20_000);
    let rooms: Vec<Subject> = (0..2_000).map(|n| room(&n.to_string(), Some(8_000 + n), "2025-01-01")).collect();
    let pairs: Vec<_> = rooms.iter().map(|room| (&tariff, room)).collect();
    let (since, until) = (day("2026-01-01"), day("2026-01-31"));
    let whole = run(&pairs, since, until, &Live::default(), &nothing_measured);
    let half: Live = whole.lines.iter().take(1_600).collect();
    let rest = run(&pairs, since, until, &half, &nothing_measured);
    assert_eq!((whole.lines.len(), rest.standing, rest.lines.len()), (2_000, 1_600, 400));
    // A refused command leaves no terminal state behind: the same id is taken once it is right.
    let mut book = book();
    let lame = Command::post(entry(1), day("2026-01-05"), vec![Posting::debit(account(1), Money(5))]);
    assert!(book.take(lame, NOW).is_err());
    assert_eq!(book.take(post(1, "2026-01-05", 1, 2, 5), NOW), Ok(Taken::New(1)));
}

fn arrears_are_not_under_reported() {
    let claims = [
        claim("B1", 1_000, &[("2026-02-01", Moved::Paid, 300)]),
        Claim { kind: ClaimKind::Penalty, ..claim("B1", 35, &[]) },
        claim("B2", 500, &[("2026-03-05", Moved::Paid, 500), ("2026-03-06", Moved::Paid, -500)]),
        claim("B3", 80, &[("2026-03-01", Moved::Credited, 80)]),
    ];
    assert_eq!(aging(&claims, day("2026-03-31")).arrears(), Money(700 + 35 + 500));
}

fn what_was_refunded_can_be_billed_again() {
    let (tariff, room) = (by_area(20_000), room("1", Some(10_000), "2025-01-01"));
    let pairs = [(&tariff, &room)];
    let bills = |live: &Live| run(&pairs, day("2026-01-01"), day("2026-01-31"), live, &nothing_measured).lines;
    let made = bills(&Live::default());
    let mut live: Live = made.iter().collect();
    live.remove(&made[0].key);
    assert_eq!(bills(&live), made);
}

fn each_household_has_its_own_year() {
    let mut tariff = by_area(20_000);
    tariff.billing = Billing::Periodic { rhythm: Rhythm::Yearly, anchor: Anchor::TakeOver };
    let periods = |taken_over| {
        let room = room("1", Some(10_000), taken_over);
        let found = run(&[(&tariff, &room)], day("2026-01-01"), day("2026-12-31"), &Live::default(), &nothing_measured);
        found
            .lines
            .into_iter()
            .map(|line| (line.days.from.to_string(), line.days.to.to_string(), line.amount.0))
            .collect::<Vec<_>>()
    };
    let told = |from: &str, to: &str| (from.to_owned(), to.to_owned(), 240_000);
    assert_eq!(periods("2025-05-15"), [told("2025-05-15", "2026-05-15"), told("2026-05-15", "2027-05-15")]);
    assert_eq!(periods("2024-02-29")[1], told("2026-02-28", "2027-02-28"));
}

fn a_closed_account_takes_no_money() {
    let mut book = book();
    let shut = book.accounts().next().expect("an account").clone();
    book.open(Account { closed_on: Some(day("2026-01-01")), ..shut });
    assert!(matches!(book.take(post(1, "2026-01-05", 1, 2, 5), NOW), Err(Refusal::AccountClosed { .. })));
    assert_eq!(book.take(post(2, "2025-12-31", 1, 2, 5), NOW), Ok(Taken::New(1)));
}

fn ended_is_told_from_not_this_month() {
    let january = period("2026-01-01", "2026-02-01");
    let refused = |room: Subject| charge(&by_area(1), &room, january, &Given::default()).expect_err("no line");
    let ended = Subject { ends: Some(day("2025-12-31")), ..room("1", Some(1), "2025-01-01") };
    assert_eq!(refused(ended), [Finding::Ended(day("2025-12-31"))]);
    assert_eq!(refused(room("1", Some(1), "2026-02-01")), [Finding::NotBegun(day("2026-02-01"))]);
    let broken = refused(room("1", None, "2025-01-01"));
    assert!(!broken[0].expected() && Finding::Ended(day("2025-12-31")).expected());
}

fn split_fees_add_up() {
    let tariff = by_area(23_500);
    let room = Subject {
        owners: Timeline::of([
            (day("2025-01-01"), Some("a".into())),
            (day("2026-01-12"), Some("b".into())),
            (day("2026-01-23"), Some("c".into())),
        ]),
        ..room("1", Some(8_851), "2025-01-01")
    };
    let line = charge(&tariff, &room, period("2026-01-01", "2026-02-01"), &Given::default()).expect("a line");
    assert_eq!(line.shares.len(), 3);
    assert_eq!(line.shares.iter().map(|share| share.amount).sum::<Money>(), line.amount);
}

fn a_month_that_is_not_of_the_calendar_counts_its_days() {
    let mut tariff = by_area(20_000);
    tariff.billing = Billing::Periodic { rhythm: Rhythm::Monthly, anchor: Anchor::TakeOver };
    let room = Subject { ends: Some(day("2026-03-01")), ..room("1", Some(10_000), "2025-01-20") };
    // The month from 20 February to 20 March has 28 days, of which nine are charged.
    let line = charge(&tariff, &room, period("2026-02-20", "2026-03-20"), &Given::default()).expect("a line");
    assert_eq!(line.exact, Exact::of(20_000 * 9, 28).expect("a fraction"));
}

fn what_comes_once_comes_once() {
    let mut tariff = standard(Pricing::Fixed { amount: Money(200_000) });
    tariff.billing = Billing::OneOff;
    let room = room("1", None, "2026-01-09");
    let bills = |until: &str, live: &Live| {
        run(&[(&tariff, &room)], day("2026-01-01"), day(until), live, &nothing_measured).lines
    };
    let first = bills("2026-01-31", &Live::default());
    let live = first.iter().collect();
    assert_eq!((first.len(), bills("2030-01-31", &live).len()), (1, 0));
}

fn use_on_the_bill_is_use_in_the_books() {
    let mut tariff = standard(Pricing::Usage { unit: "kWh".into(), rate: Rate(5_283) });
    tariff.billing = Billing::Metered;
    let meter = Meter { digits: 6, multiplier: 40.into(), loss: 350 };
    let reading = |on, figure: i64| Reading { on: day(on), figure: figure.into(), rolled_over: false, replaced: None };
    let usage = used(&meter, Some(&reading("2026-01-01", 100)), &reading("2026-02-01", 117)).expect("used");
    let line =
        charge(&tariff, &room("1", None, "2025-01-01"), usage.days, &Given { usage: Some(usage), ..Given::default() })
            .expect("a line");
    // 17 × 40 × 1.035 × 0.5283
    assert_eq!((line.exact.shown(4), line.amount), ("37181.754".to_owned(), Money(37_182)));
    let mut book = book();
    let shares: Vec<_> = line.shares.iter().map(|share| (account(1), share.amount)).collect();
    book.take(Command::post(entry(1), day("2026-02-01"), settle::papers::billed(&shares, account(2))), NOW)
        .expect("billed");
    assert_eq!(book.balance(account(2)), line.amount);
}

fn the_list_and_the_sum_are_the_same_money() {
    let mut book = book();
    for (id, on, fen) in [(1, "2026-01-05", 500), (2, "2026-02-05", 300), (3, "2026-01-20", 40)] {
        book.take(post(id, on, 1, 2, fen), NOW).expect("posted");
    }
    let list = book.statement(account(1), day("2026-01-01"), day("2026-12-31"));
    let sum: Money = list.iter().map(|line| line.posting.amount).sum();
    let stood = book.as_of(day("2026-12-31"), u64::MAX)[&account(1)].balance(Side::Debit);
    assert_eq!((sum, list.last().map(|line| line.balance), book.balance(account(1))), (stood, Some(stood), stood));
}

fn a_price_is_never_zero_because_something_was_missing() {
    let formula = Expr::parse("建筑面积 * 单价").expect("readable");
    let tariff = standard(Pricing::Formula { formula, price: Some((Rate(20_000), "元/m²".into())) });
    let refused =
        charge(&tariff, &room("1", None, "2025-01-01"), period("2026-01-01", "2026-02-01"), &Given::default());
    assert_eq!(refused, Err(vec![Finding::MeasureMissing("建筑面积".into())]));
    let line =
        charge(&tariff, &room("1", Some(8_850), "2025-01-01"), period("2026-01-01", "2026-02-01"), &Given::default());
    let told = line.expect("a line").told()[0].english(charge::WORDS.1);
    assert!(told.contains("单价=2，建筑面积=88.5"), "{told}");
}

fn a_plate_with_spaces_is_the_same_plate() {
    assert!(stands_in("京A12345", "停车费 京A 12345") && stands_in("京A 12345", "京a12345"));
}

fn a_room_has_one_owner_at_a_time_and_all_of_them_over_time() {
    let room = Subject {
        owners: Timeline::of([(day("2025-01-01"), Some("a".into())), (day("2026-01-16"), Some("b".into()))]),
        ..room("1", Some(10_000), "2025-01-01")
    };
    assert_eq!(
        (room.payer(Payer::Owner, day("2026-01-15")), room.payer(Payer::Owner, day("2026-01-16"))),
        (Some("a"), Some("b"))
    );
    let months: Vec<usize> = ["2025-12-01", "2026-01-01", "2026-02-01"]
        .iter()
        .map(|from| {
            let month = charge::period::Grid::calendar().period(Rhythm::Monthly, day(from));
            charge(&by_area(20_000), &room, month, &Given::default()).expect("a line").shares.len()
        })
        .collect();
    assert_eq!(months, [1, 2, 1]);
}

fn a_formula_is_no_program() {
    for source in
        ["java.lang.Runtime.exec('x')", "T/F*R;", "eval('1')", "while(1){}", "建筑面积.replace('a','b')", "new Date()"]
    {
        let refused = Expr::parse(source).map(|formula| charge::formula::check(&formula, None, false, 1).is_empty());
        assert!(!refused.unwrap_or(false), "{source}");
    }
}

fn fractions_that_do_not_add_up_to_a_thousand_still_share_everything() {
    let member = |subject: &str, weight| Member {
        subject: subject.into(),
        weight: Some(Exact::whole(weight)),
        days: period("2025-01-01", "2027-01-01"),
    };
    let shared = share(
        Money(100_000),
        period("2026-01-01", "2026-02-01"),
        &[member("a", 450), member("b", 451)],
        Unknown::Refuse,
    );
    assert_eq!(shared.expect("shared").portions.iter().map(|one| one.amount).sum::<Money>(), Money(100_000));
}

fn money_is_never_a_float() {
    for source in [
        include_str!("../src/lib.rs"),
        include_str!("../../charge/src/lib.rs"),
        include_str!("../../ledger/src/lib.rs"),
    ] {
        assert!(source.contains("#![deny(clippy::float_arithmetic)]"));
    }
}

fn late_payment_costs_by_the_day_with_delay_and_cap() {
    let rule =
        Rule { per_day: 500, delay: 5, from_due: false, cap: Some(Cap::Part(1_000)), rounding: Rounding::default() };
    let of = |on: &str| {
        let claim = claim("B", 100_000, &[("2026-03-01", Moved::Paid, 50_000)]);
        penalty(&Timeline::always(rule), claim.due_on, &claim.balances(), &[], &[], day(on))
            .expect("a penalty")
            .amount
            .0
    };
    // Due on 21 January; 28 February is the 33rd day past the delay.
    assert_eq!(
        (of("2026-01-26"), of("2026-01-27"), of("2026-02-28"), of("2026-03-01"), of("2030-01-01")),
        (0, 50, 1_650, 1_675, 10_000)
    );
}

fn a_payment_told_late_counts_from_its_own_day() {
    let mut book = book();
    book.take(post(1, "2026-01-01", 1, 2, 1_000), NOW).expect("billed");
    book.take(post(2, "2026-02-10", 1, 2, 5), NOW).expect("billed later");
    book.take(post(3, "2026-01-15", 3, 1, 1_000), NOW).expect("paid, told late");
    let owed = |on: &str| book.as_of(day(on), u64::MAX)[&account(1)].balance(Side::Debit);
    assert_eq!((owed("2026-01-14"), owed("2026-01-15"), owed("2026-02-10")), (Money(1_000), Money(0), Money(5)));
    assert_eq!(aging(&[claim("B", 10, &[("2026-01-15", Moved::Paid, 10)])], day("2026-01-14")).total(), Money(10));
}

fn several_payments_for_a_bill_and_refunds_in_part() {
    let bill = claim("B", 1_000, &[("2026-01-05", Moved::Paid, 400), ("2026-01-07", Moved::Paid, 250)]);
    assert_eq!(bill.owed(day("2026-01-07")), Money(350));
    let payment = |key: &str, on, fen| Payment {
        key: key.into(),
        method: Method::Cash,
        paid_on: day(on),
        amount: Money(fen),
        refunded: Money::ZERO,
        returnable_until: None,
    };
    let backs =
        refund(Money(300), &[payment("P1", "2026-01-05", 400), payment("P2", "2026-01-07", 250)], day("2026-02-01"));
    let backs: Vec<_> = backs.expect("given back").into_iter().map(|back| (back.payment, back.amount.0)).collect();
    assert_eq!(backs, [("P2".to_owned(), 250), ("P1".to_owned(), 50)]);
}

fn a_new_price_does_not_reprice_the_past() {
    let before = by_area(20_000);
    let mut after = before.clone();
    let dearer = Price {
        version: 2,
        pricing: Pricing::Area { area: AreaKind::Built, rate: Rate(30_000) },
        surcharge: Money::ZERO,
    };
    after.prices = Timeline::of([before.prices.values()[0].clone(), (day("2026-06-01"), dearer)]);
    let room = room("1", Some(10_000), "2025-01-01");
    let of =
        |tariff: &Tariff, from, to| charge(tariff, &room, period(from, to), &Given::default()).expect("a line").amount;
    assert_eq!(of(&before, "2026-05-01", "2026-06-01"), of(&after, "2026-05-01", "2026-06-01"));
    assert_eq!(of(&after, "2026-06-01", "2026-07-01"), Money(30_000));
}

fn early_rounding_does_not_drift() {
    // 200 / 30 × 29 with a quarter on top is 241.67, not 241.66; 33,499 and a rest credited in parts is 33,500 again.
    let exact = Exact::of(20_000 * 29 * 125, 30 * 100).expect("a fraction");
    assert_eq!(Rounding::default().apply(exact), Some(Money(24_167)));
    let lines = |credited| [Creditable { line: "a".into(), amount: Money(33_499), credited: Money(credited) }];
    let first = credit(Money(16_750), &lines(0)).expect("credited")[0].1;
    let last = credit(Money(33_499) - first, &lines(first.0)).expect("credited")[0].1;
    assert_eq!(first + last, Money(33_499));
}

/// The bullets, each with what shows that it does not happen here.
const BULLETS: [(&str, fn()); 24] = [
    ("PFEE 60fca52: the first reading was billed in full", first_reading_is_not_billed_in_full),
    ("PFEE 783b1ca: four ways to charge twice", four_ways_to_charge_twice_are_closed),
    (
        "PFEE f84c982: publishing failed for ever above 1,600 households",
        a_run_over_many_households_goes_on_where_it_broke_off,
    ),
    ("PFEE 169de8e: arrears under-reported", arrears_are_not_under_reported),
    ("PFEE eb0d1f0: after a refund never billed again", what_was_refunded_can_be_billed_again),
    ("PFEE 43e98be: each household's year begins on its own day", each_household_has_its_own_year),
    ("PFEE: a disabled company could still collect money", a_closed_account_takes_no_money),
    ("PFEE: ended and not-this-month must be told apart", ended_is_told_from_not_this_month),
    ("PFEE: one payment for a bill, refunds only whole", several_payments_for_a_bill_and_refunds_in_part),
    ("HC: bugs in splitting fees", split_fees_add_up),
    ("HC 20258410b: months not of the calendar counted wrongly", a_month_that_is_not_of_the_calendar_counts_its_days),
    ("HC: one-off fees went wrong", what_comes_once_comes_once),
    ("HC e4b421a2a: water and electricity reports inexact", use_on_the_bill_is_use_in_the_books),
    ("HC 621fb3903: the list and its export differed", the_list_and_the_sum_are_the_same_money),
    ("HC d6e81bb4a: dunning notes full of zero prices", a_price_is_never_zero_because_something_was_missing),
    ("HC: plates with spaces", a_plate_with_spaces_is_the_same_plate),
    ("HC 5df55efa8: several owners on one room", a_room_has_one_owner_at_a_time_and_all_of_them_over_time),
    ("HC: formulas run as programs", a_formula_is_no_program),
    ("HC: a moving pointer repriced the past", a_new_price_does_not_reprice_the_past),
    ("HC, MRE #70: no cap on penalties, no penalties", late_payment_costs_by_the_day_with_delay_and_cap),
    ("KOPRO: shares of 901 in 900", fractions_that_do_not_add_up_to_a_thousand_still_share_everything),
    ("KOPRO: money as floats", money_is_never_a_float),
    ("MRE #245, #257: payments told late", a_payment_told_late_counts_from_its_own_day),
    ("Lago #4313, #2643: early rounding drifts", early_rounding_does_not_drift),
];

#[test]
fn what_users_of_other_programs_suffered_does_not_happen_here() {
    for (bullet, holds) in BULLETS {
        println!("{bullet}");
        holds();
    }
    println!("{} bullets of the research on peers and engines hold", BULLETS.len());
}
