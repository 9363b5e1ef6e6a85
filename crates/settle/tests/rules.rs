//! Penalties, allocation, prepayments, credits, refunds, statements: what each comes to.

use charge::{FeeClass, Period, Rounding, Step, Timeline, Way};
use kernel::{Date, Money};
use proptest::prelude::*;
use settle::{
    Applied, By, Claim, ClaimKind, Move, Moved, Open, Order, Partial, Refusal, Spread,
    aging::aging,
    allocate,
    credit::{Creditable, credit},
    matching::{Expected, StatementLine, propose, stands_in},
    penalty::{Cap, Rule, Waiver, penalty},
    prepaid::{Purse, deduct},
    reconcile::{Difference, Row, reconcile},
    refund::{Method, Payment, refund},
};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn open(bill: &str, kind: ClaimKind, class: FeeClass, due: &str, fen: i64) -> Open {
    let (billed_on, due_on) = (day("2025-12-01"), day(due));
    Open { bill: bill.into(), kind, class, subject: "1-101".into(), billed_on, due_on, owed: Money(fen) }
}

fn management(bill: &str, due: &str, fen: i64) -> Open {
    open(bill, ClaimKind::Principal, FeeClass::Management, due, fen)
}

fn bills(applied: &[Applied]) -> Vec<(&str, i64)> {
    applied.iter().map(|one| (one.bill.as_str(), one.amount.0)).collect()
}

const RULE: Rule = Rule {
    per_day: 500,
    delay: 10,
    from_due: false,
    cap: None,
    rounding: Rounding { step: Step::Fen, way: Way::HalfUp },
};

fn late(rule: Rule, until: &str) -> settle::penalty::Penalty {
    let owed = Timeline::of([(day("2026-01-01"), Money(100_000))]);
    penalty(&Timeline::always(rule), day("2026-01-31"), &owed, &[], &[], day(until)).expect("a penalty")
}

#[test]
fn nothing_is_charged_on_the_due_day_nor_within_the_delay() {
    for until in ["2026-01-15", "2026-01-31", "2026-02-10"] {
        assert_eq!(late(RULE, until).amount, Money::ZERO, "{until}");
    }
    // The eleventh day is the first: 1,000 yuan × 0.05 %.
    assert_eq!(late(RULE, "2026-02-11").amount, Money(50));
    assert_eq!(late(Rule { from_due: true, ..RULE }, "2026-02-11").amount, Money(550));
    assert_eq!(late(RULE, "2026-03-12").amount, Money(1_500));
}

#[test]
fn what_is_known_since_a_later_day_is_capped_by_what_was_owed_then() {
    let owed = Timeline::of([(day("2026-06-01"), Money(100_000))]);
    let rule = Rule { cap: Some(Cap::Part(200)), ..RULE };
    let of = |until: &str| {
        penalty(&Timeline::always(rule), day("2026-01-31"), &owed, &[], &[], day(until)).expect("a penalty").amount
    };
    assert_eq!((of("2026-05-31"), of("2026-06-01"), of("2027-06-01")), (Money::ZERO, Money(50), Money(2_000)));
}

#[test]
fn a_penalty_is_capped_and_let_off_with_approval() {
    let part = Rule { cap: Some(Cap::Part(3_000)), ..RULE };
    let capped = late(part, "2029-01-01");
    assert_eq!((capped.amount, capped.capped), (Money(30_000), true));
    let up = Rounding { step: Step::Yuan, way: Way::Up };
    assert_eq!(
        late(Rule { cap: Some(Cap::Amount(Money(1_234))), rounding: up, ..RULE }, "2029-01-01").amount,
        Money(1_234)
    );
    let owed = Timeline::of([(day("2026-01-01"), Money(100_000))]);
    let waivers = [
        Waiver { off: Cap::Part(5_000), approved: "W-1".into() },
        Waiver { off: Cap::Amount(Money(99_999)), approved: "W-2".into() },
    ];
    let of = |waivers: &[Waiver]| {
        penalty(&Timeline::always(RULE), day("2026-01-31"), &owed, &[], waivers, day("2026-03-12")).expect("a penalty")
    };
    assert_eq!((of(&waivers[..1]).amount, of(&waivers[..1]).waived), (Money(750), Money(750)));
    assert_eq!((of(&waivers).amount, of(&waivers).waived), (Money::ZERO, Money(1_500)));
}

#[test]
fn it_goes_by_what_is_still_owed_and_stands_still_while_disputed() {
    let owed = Timeline::of([
        (day("2026-01-01"), Money(100_000)),
        (day("2026-02-21"), Money(40_000)),
        (day("2026-03-03"), Money::ZERO),
    ]);
    let of = |pauses: &[Period], until| {
        penalty(&Timeline::always(RULE), day("2026-01-31"), &owed, pauses, &[], day(until)).expect("a penalty")
    };
    // 10 days at 1,000 yuan, 10 at 400, then nothing more however long it is looked at.
    assert_eq!(of(&[], "2026-03-02").amount, Money(700));
    assert_eq!(of(&[], "2027-12-31").amount, Money(700));
    assert_eq!(of(&[Period::of(day("2026-02-11"), day("2026-02-16"))], "2026-03-02").amount, Money(450));
    let told: Vec<_> = of(&[], "2026-03-02").told.iter().map(|one| one.english(settle::WORDS.1)).collect();
    assert_eq!(told[0], "2026-02-11 to 2026-02-20: ¥1,000.00 owed for 10 days at 0.05 % a day");
    assert_eq!(told[2], "Penalty ¥7: ¥7.00 to be paid");
    assert_eq!(of(&[], "2026-03-02").to_charge(Money(450)), Money(250));
    assert_eq!(of(&[], "2026-03-02").to_charge(Money(900)), Money::ZERO);
}

#[test]
fn a_lower_rate_counts_from_its_day() {
    let rules = Timeline::of([(day("2020-01-01"), RULE), (day("2026-02-21"), Rule { per_day: 300, ..RULE })]);
    let owed = Timeline::of([(day("2026-01-01"), Money(100_000))]);
    let found = penalty(&rules, day("2026-01-31"), &owed, &[], &[], day("2026-03-02")).expect("a penalty");
    assert_eq!((found.amount, found.stretches.len()), (Money(800), 2));
}

#[test]
fn a_payment_goes_where_the_rule_says() {
    let list = [
        management("B3", "2026-03-31", 300),
        open("B1", ClaimKind::Penalty, FeeClass::Management, "2026-01-31", 20),
        management("B1", "2026-01-31", 100),
        open("B2", ClaimKind::Principal, FeeClass::Water, "2026-02-28", 50),
    ];
    let by = |by: Vec<By>, chosen: &[String]| {
        let order = Order { by, ..Order::default() };
        let found = allocate(Money(130), &list, &order, chosen).expect("allocated");
        assert_eq!(found.sum() + found.rest, Money(130));
        found.applied.iter().map(|one| (one.bill.clone(), one.kind, one.amount.0)).collect::<Vec<_>>()
    };
    let (p, l) = (ClaimKind::Principal, ClaimKind::Penalty);
    let of =
        |list: &[(&str, ClaimKind, i64)]| list.iter().map(|(b, k, a)| ((*b).to_owned(), *k, *a)).collect::<Vec<_>>();
    assert_eq!(by(vec![By::OldestDue, By::PrincipalFirst], &[]), of(&[("B1", p, 100), ("B1", l, 20), ("B2", p, 10)]));
    assert_eq!(by(vec![By::PrincipalFirst, By::OldestDue], &[]), of(&[("B1", p, 100), ("B2", p, 30)]));
    assert_eq!(by(vec![By::PenaltyFirst, By::OldestDue], &[]), of(&[("B1", l, 20), ("B1", p, 100), ("B2", p, 10)]));
    assert_eq!(by(vec![By::Classes(vec![FeeClass::Water])], &[]), of(&[("B2", p, 50), ("B1", p, 80)]));
    assert_eq!(by(vec![By::Chosen], &["B3".into()]), of(&[("B3", p, 130)]));
    assert_eq!(by(vec![By::Smallest], &[]), of(&[("B1", l, 20), ("B2", p, 50), ("B1", p, 60)]));
}

#[test]
fn money_may_be_spread_pass_over_or_stay_with_what_was_ticked() {
    let list =
        [management("B1", "2026-01-31", 100), management("B2", "2026-02-28", 50), management("B3", "2026-03-31", 51)];
    let proportional = Order { spread: Spread::Proportional, ..Order::default() };
    let found = allocate(Money(100), &list, &proportional, &[]).expect("allocated");
    assert_eq!(bills(&found.applied), [("B1", 50), ("B2", 25), ("B3", 25)]);
    let whole = Order { partial: Partial::PassedOver, ..Order::default() };
    let found = allocate(Money(60), &list, &whole, &[]).expect("allocated");
    assert_eq!((bills(&found.applied), found.rest), (vec![("B2", 50)], Money(10)));
    let ticked = Order { only_chosen: true, ..Order::default() };
    let found = allocate(Money(500), &list, &ticked, &["B2".into()]).expect("allocated");
    assert_eq!((bills(&found.applied), found.rest), (vec![("B2", 50)], Money(450)));
    let twice = [list[0].clone(), list[0].clone()];
    assert_eq!(allocate(Money(1), &twice, &ticked, &[]), Err(Refusal::Twice("B1".into())));
    assert_eq!(allocate(Money(-1), &list, &ticked, &[]), Err(Refusal::Amount(Money(-1))));
}

#[test]
fn purses_pay_what_they_are_for_before_the_general_one() {
    let purse = |key: &str, classes: &[FeeClass], fen| Purse {
        key: key.into(),
        classes: classes.to_vec(),
        available: Money(fen),
    };
    let purses = [
        purse("general", &[], 100),
        purse("utilities", &[FeeClass::Water, FeeClass::Electricity], 30),
        purse("management", &[FeeClass::Management], 500),
    ];
    let water = open("B2", ClaimKind::Principal, FeeClass::Water, "2026-01-31", 80);
    let rent = open("B4", ClaimKind::Principal, FeeClass::Rent, "2026-01-31", 80);
    let tomorrow = Open { billed_on: day("2026-01-02"), ..management("B5", "2026-01-31", 10) };
    let claims = [management("B1", "2026-01-31", 200), water, rent, tomorrow];
    let all = |class: FeeClass| class != FeeClass::Rent;
    let found = deduct(&purses, &claims, &Order::default(), day("2026-01-01"), &all).expect("deducted");
    let told: Vec<_> = found.iter().map(|one| (one.purse.as_str(), one.bill.as_str(), one.amount.0)).collect();
    assert_eq!(told, [("management", "B1", 200), ("utilities", "B2", 30), ("general", "B2", 50)]);
}

#[test]
fn the_last_credit_takes_exactly_what_is_left() {
    let line = |name: &str, amount, credited| Creditable {
        line: name.into(),
        amount: Money(amount),
        credited: Money(credited),
    };
    let lines = [line("a", 33_499, 0), line("b", 1, 0)];
    assert_eq!(credit(Money(33_500), &lines), Ok(vec![("a".into(), Money(33_499)), ("b".into(), Money(1))]));
    assert_eq!(credit(Money(33_501), &lines), Err(Refusal::MoreThanOwed { most: Money(33_500) }));
    assert_eq!(credit(Money(0), &lines), Err(Refusal::Amount(Money(0))));
    assert_eq!(
        credit(Money(2), &[line("a", 10, 9), line("b", 10, 9)]),
        Ok(vec![("a".into(), Money(1)), ("b".into(), Money(1))])
    );
}

#[test]
fn refunds_go_back_the_way_the_money_came() {
    let payment = |key: &str, method, on: &str, amount, refunded| Payment {
        key: key.into(),
        method,
        paid_on: day(on),
        amount: Money(amount),
        refunded: Money(refunded),
        returnable_until: (method == Method::Wechat).then(|| day(on).plus_days(365)),
    };
    let paid = [
        payment("P1", Method::Cash, "2026-01-05", 100, 0),
        payment("P2", Method::Wechat, "2026-02-05", 200, 50),
        payment("P0", Method::Wechat, "2024-02-05", 70, 0),
    ];
    let told = |wanted| {
        let backs = refund(Money(wanted), &paid, day("2026-03-01"))?;
        Ok::<_, Refusal>(
            backs
                .into_iter()
                .map(|back| (back.payment, back.method, back.amount.0, back.otherwise))
                .collect::<Vec<_>>(),
        )
    };
    let wechat = ("P2".to_owned(), Method::Wechat, 150, false);
    let cash = |amount| ("P1".to_owned(), Method::Cash, amount, false);
    assert_eq!(told(160), Ok(vec![wechat.clone(), cash(10)]));
    assert_eq!(told(300), Ok(vec![wechat, cash(100), ("P0".to_owned(), Method::Transfer, 50, true)]));
    assert_eq!(told(321), Err(Refusal::MoreThanPaid { most: Money(320) }));
    assert_eq!(told(0), Err(Refusal::Amount(Money(0))));
}

fn line(key: &str, fen: i64, reference: &str) -> StatementLine {
    StatementLine {
        key: key.into(),
        on: day("2026-02-05"),
        amount: Money(fen),
        reference: reference.into(),
        sender: "李四".into(),
    }
}

fn expected(key: &str, fen: i64, code: &str) -> Expected {
    let days = Period::of(day("2026-01-01"), day("2026-04-01"));
    Expected { key: key.into(), amount: Money(fen), codes: vec![code.into()], senders: vec!["张三".into()], days }
}

#[test]
fn only_what_is_certain_posts_by_itself() {
    let wanted = [expected("A", 21_350, "1-101"), expected("B", 21_350, "1-102"), expected("C", 500, "2-201")];
    let mut known = line("L5", 77, "谢谢");
    known.sender = "张三".into();
    let lines = [
        line("L1", 21_350, "１－１０１ 物业费"),
        line("L2", 21_350, "物业费"),
        line("L3", 500, "2-201"),
        line("L4", 500, "2-201 重复"),
        known,
        line("L6", 21_351, "1-102"),
        line("L1", 21_350, "１－１０１ 物业费"),
    ];
    let found = propose(&lines, &wanted, &|_| false);
    assert_eq!(found.exact, [("L1".to_owned(), "A".to_owned())]);
    assert_eq!(found.unknown, ["L2"]);
    let open: Vec<_> = found.open.iter().map(|(line, list)| (line.as_str(), list.len())).collect();
    assert_eq!(open, [("L3", 1), ("L4", 1), ("L5", 3), ("L6", 1)]);
    assert!(propose(&lines, &wanted, &|_| true).exact.is_empty());
}

#[test]
fn a_code_is_a_word_of_its_own_whatever_its_spaces_and_width() {
    for (code, text, wanted) in [
        ("1-101", "房号1-101物业费", true),
        ("1-101", "11-101", false),
        ("1-101", "1-1012", false),
        ("1-101", "1-101-2", false),
        ("京A12345", "京A 12345 停车", true),
        ("京 A12345", "京ａ１２３４５", true),
        ("1-101", "1 - 101", true),
        ("", "1-101", false),
    ] {
        assert_eq!(stands_in(code, text), wanted, "{code} in {text}");
    }
}

#[test]
fn the_channel_and_our_books_differ_in_five_ways() {
    let row = |transaction: &str, paid, amount, refunded| Row {
        order: format!("O{transaction}"),
        transaction: transaction.into(),
        paid,
        amount: Money(amount),
        refunded: Money(refunded),
    };
    let ours = [
        row("1", true, 100, 0),
        row("2", true, 100, 0),
        row("3", true, 100, 0),
        row("4", false, 100, 0),
        row("5", true, 100, 10),
        row("9", false, 1, 0),
    ];
    let theirs = [
        row("1", true, 100, 0),
        row("3", true, 90, 0),
        row("4", true, 100, 0),
        row("5", true, 100, 20),
        row("6", true, 5, 0),
    ];
    let t = |n: &str| n.to_owned();
    assert_eq!(
        reconcile(&ours, &theirs),
        [
            Difference::ChannelMissing { transaction: t("2") },
            Difference::AmountMismatch { transaction: t("3"), ours: Money(100), theirs: Money(90) },
            Difference::StatusMismatch { transaction: t("4") },
            Difference::RefundMismatch { transaction: t("5"), ours: Money(10), theirs: Money(20) },
            Difference::LocalMissing { transaction: t("6") },
        ]
    );
    assert!(reconcile(&ours, &ours).is_empty());
}

fn claim(amount: i64, moves: &[(&str, i64)]) -> Claim {
    let paid = moves.iter().map(|(on, fen)| Move { on: day(on), what: Moved::Paid, amount: Money(*fen) });
    Claim {
        bill: "B".into(),
        kind: ClaimKind::Principal,
        class: FeeClass::Management,
        subject: "1-101".into(),
        payer: "owner".into(),
        billed_on: day("2026-01-01"),
        due_on: day("2026-01-31"),
        amount: Money(amount),
        moves: paid.collect(),
    }
}

#[test]
fn arrears_are_told_as_of_any_day_and_never_before_they_are_due() {
    let claims = [claim(1_000, &[("2026-03-15", 400)])];
    let at = |on: &str| aging(&claims, day(on));
    assert_eq!(at("2025-12-31").total(), Money::ZERO);
    assert_eq!((at("2026-01-31").not_due, at("2026-01-31").arrears()), (Money(1_000), Money::ZERO));
    assert_eq!(at("2026-02-01").overdue[0], Money(1_000));
    assert_eq!(at("2026-03-14").overdue[1], Money(1_000));
    assert_eq!(at("2026-03-15").overdue[1], Money(600));
    assert_eq!(at("2030-01-01").overdue[6], Money(600));
}

#[test]
fn a_payment_told_late_lowers_the_penalty_from_its_own_day() {
    let claim = claim(100_000, &[("2026-02-21", 60_000)]);
    let found = penalty(&Timeline::always(RULE), claim.due_on, &claim.balances(), &[], &[], day("2026-03-02"))
        .expect("a penalty");
    assert_eq!(found.amount, Money(700));
}

#[test]
fn every_refusal_has_its_sentence() {
    let sources = [include_str!("../src/refusal.rs"), include_str!("../src/penalty.rs")];
    let keys: Vec<&str> =
        sources.iter().flat_map(|s| s.split('"').skip(1).step_by(2)).filter(|t| t.starts_with("settle-")).collect();
    assert!(keys.len() >= 10, "{}", keys.len());
    for words in [settle::WORDS.0, settle::WORDS.1] {
        assert!(keys.iter().all(|key| words.contains(&format!("\n{key} = "))));
    }
}

fn opens() -> impl Strategy<Value = Vec<Open>> {
    proptest::collection::vec((0..40i64, 0..5_000i64, any::<bool>(), 0..3usize), 0..20).prop_map(|list| {
        list.into_iter()
            .enumerate()
            .map(|(n, (days, fen, penalty, class))| Open {
                bill: format!("B{n}"),
                kind: if penalty { ClaimKind::Penalty } else { ClaimKind::Principal },
                class: [FeeClass::Management, FeeClass::Water, FeeClass::Parking][class],
                subject: "1-101".into(),
                billed_on: day("2026-01-01"),
                due_on: day("2026-01-01").plus_days(days),
                owed: Money(fen),
            })
            .collect()
    })
}

fn orders() -> impl Strategy<Value = Order> {
    let by = prop_oneof![
        Just(By::Chosen),
        Just(By::PenaltyFirst),
        Just(By::PrincipalFirst),
        Just(By::OldestDue),
        Just(By::Smallest),
        Just(By::Classes(vec![FeeClass::Water])),
    ];
    (proptest::collection::vec(by, 0..4), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(by, even, whole, only_chosen)| Order {
            by,
            spread: if even { Spread::Proportional } else { Spread::InOrder },
            partial: if whole { Partial::PassedOver } else { Partial::Allowed },
            only_chosen,
        },
    )
}

proptest! {
    #[test]
    fn what_is_applied_and_the_rest_are_the_payment(money in 0..60_000i64, claims in opens(), order in orders(), turn in 0..20usize) {
        let chosen = vec!["B1".to_owned(), "B3".to_owned()];
        let found = allocate(Money(money), &claims, &order, &chosen).expect("allocated");
        prop_assert_eq!(found.sum() + found.rest, Money(money));
        prop_assert!(found.rest >= Money::ZERO);
        for applied in &found.applied {
            let claim = claims.iter().find(|claim| claim.bill == applied.bill).expect("a claim");
            prop_assert!(applied.amount > Money::ZERO && applied.amount <= claim.owed);
            prop_assert!(!order.only_chosen || chosen.contains(&applied.bill));
        }
        if order.partial == Partial::Allowed && !order.only_chosen {
            let owed: i64 = claims.iter().map(|claim| claim.owed.0).sum();
            prop_assert_eq!(found.sum().0, money.min(owed));
        }
        // The order in which the claims come in changes nothing.
        let mut turned = claims.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        prop_assert_eq!(allocate(Money(money), &turned, &order, &chosen), Ok(found));
    }

    #[test]
    fn purses_never_go_below_nothing_and_claims_are_never_overpaid(claims in opens(), order in orders(), amounts in proptest::collection::vec(-10..9_000i64, 3)) {
        let classes = [vec![], vec![FeeClass::Water], vec![FeeClass::Management, FeeClass::Parking]];
        let purses: Vec<Purse> = classes.into_iter().zip(&amounts).enumerate().map(|(n, (classes, fen))| Purse { key: n.to_string(), classes, available: Money(*fen) }).collect();
        let order = Order { only_chosen: false, ..order };
        let found = deduct(&purses, &claims, &order, day("2026-12-31"), &|_| true).expect("deducted");
        for purse in &purses {
            let spent: i64 = found.iter().filter(|one| one.purse == purse.key).map(|one| one.amount.0).sum();
            prop_assert!(spent <= purse.available.0.max(0));
        }
        for claim in &claims {
            let paid: i64 = found.iter().filter(|one| one.bill == claim.bill).map(|one| one.amount.0).sum();
            prop_assert!(paid <= claim.owed.0);
        }
    }

    #[test]
    fn credits_add_up_and_never_exceed_a_line(lines in proptest::collection::vec((0..90_000i64, 0..90_000i64), 1..12), share in 1..1_000i64) {
        let lines: Vec<Creditable> = lines.into_iter().enumerate().map(|(n, (amount, credited))| Creditable { line: n.to_string(), amount: Money(amount), credited: Money(credited.min(amount)) }).collect();
        let left: i64 = lines.iter().map(|line| line.amount.0 - line.credited.0).sum();
        let wanted = Money((left * share / 999).max(1));
        match credit(wanted, &lines) {
            Err(refusal) => {
                prop_assert!(wanted.0 > left);
                prop_assert_eq!(refusal, Refusal::MoreThanOwed { most: Money(left) });
            }
            Ok(parts) => {
                prop_assert_eq!(parts.iter().map(|(_, part)| part.0).sum::<i64>(), wanted.0);
                for (name, part) in parts {
                    let line = lines.iter().find(|line| line.line == name).expect("a line");
                    prop_assert!(part.0 > 0 && part.0 <= line.amount.0 - line.credited.0);
                }
            }
        }
    }

    #[test]
    fn refunds_add_up_and_never_exceed_a_payment(paid in proptest::collection::vec((0..90_000i64, 0..90_000i64, 0..400i64), 1..10), wanted in 1..300_000i64) {
        let payments: Vec<Payment> = paid.into_iter().enumerate().map(|(n, (amount, refunded, days))| Payment {
            key: n.to_string(),
            method: Method::Alipay,
            paid_on: day("2026-01-01").plus_days(days),
            amount: Money(amount),
            refunded: Money(refunded.min(amount)),
            returnable_until: None,
        }).collect();
        if let Ok(backs) = refund(Money(wanted), &payments, day("2027-06-01")) {
            prop_assert_eq!(backs.iter().map(|back| back.amount.0).sum::<i64>(), wanted);
            for back in backs {
                let payment = payments.iter().find(|payment| payment.key == back.payment).expect("a payment");
                prop_assert!(back.amount.0 > 0 && back.amount <= payment.amount - payment.refunded);
            }
        }
    }

    #[test]
    fn a_penalty_only_grows_with_time_and_never_over_its_cap(days in 0..900i64, more in 0..400i64, owed in 0..10_000_000i64, per_day in 0..2_000u32, delay in 0..60u16, cap in proptest::option::of(0..10_000u32), from_due in any::<bool>()) {
        let rule = Rule { per_day, delay, from_due, cap: cap.map(Cap::Part), ..RULE };
        let owed = Timeline::of([(day("2025-12-01"), Money(owed))]);
        let of = |until: Date| penalty(&Timeline::always(rule), day("2026-01-31"), &owed, &[], &[], until).expect("a penalty").amount;
        let until = day("2026-01-31").plus_days(days);
        let (now, later) = (of(until), of(until.plus_days(more)));
        prop_assert!(Money::ZERO <= now && now <= later);
        if let Some(cap) = cap {
            prop_assert!(i128::from(later.0) * 10_000 <= i128::from(owed.at(until).expect("owed").0) * i128::from(cap));
        }
        prop_assert!(days > i64::from(delay) || now == Money::ZERO);
    }

    #[test]
    fn every_line_of_a_statement_ends_in_one_place(amounts in proptest::collection::vec((1..4i64, 0..5usize), 0..12), wanted in proptest::collection::vec((1..4i64, 0..5usize), 0..8)) {
        const CODES: [&str; 5] = ["1-101", "1-102", "2-201", "", "x"];
        let lines: Vec<StatementLine> = amounts.iter().enumerate().map(|(n, (fen, code))| line(&n.to_string(), *fen, CODES[*code])).collect();
        let wanted: Vec<Expected> = wanted.iter().enumerate().map(|(n, (fen, code))| expected(&format!("E{n}"), *fen, CODES[*code])).collect();
        let found = propose(&lines, &wanted, &|_| false);
        let mut places: Vec<&str> = found.exact.iter().map(|(line, _)| line.as_str()).collect();
        places.extend(found.open.iter().map(|(line, _)| line.as_str()));
        places.extend(found.unknown.iter().map(String::as_str));
        places.sort_unstable();
        let mut all: Vec<&str> = lines.iter().map(|line| line.key.as_str()).collect();
        all.sort_unstable();
        prop_assert_eq!(places, all);
        // Nothing is paid by two lines.
        let mut paid: Vec<&str> = found.exact.iter().map(|(_, one)| one.as_str()).collect();
        let count = paid.len();
        paid.sort_unstable();
        paid.dedup();
        prop_assert_eq!(paid.len(), count);
    }
}
