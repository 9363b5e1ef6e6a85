//! What the ledger takes, what it refuses, and what becomes of it.

use kernel::{Date, Id, Instant, Money};
use ledger::{
    Account, AccountId, Act, Book, Command, EntryId, Fate, Floor, Posting, Refusal, Taken, View, chart, trial::Trial,
};
use uuid::Uuid;

fn account(n: u128) -> AccountId {
    Id::from_uuid(Uuid::from_u128(n))
}

fn entry(n: u128) -> EntryId {
    Id::from_uuid(Uuid::from_u128(n))
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

const RECEIVABLE: u128 = 1;
const INCOME: u128 = 2;
const CASH: u128 = 3;
const PREPAID: u128 = 4;
const NOW: Instant = Instant(1_000_000);

fn book() -> Book {
    let mut book = Book::default();
    let codes =
        [(RECEIVABLE, chart::RECEIVABLE), (INCOME, "6001.management"), (CASH, chart::CASH), (PREPAID, chart::PREPAID)];
    for (id, code) in codes {
        let line = chart::line_of(code).expect("a line of the chart");
        book.open(Account {
            id: account(id),
            code: code.to_owned(),
            kind: line.kind,
            holder: None,
            payee: None,
            floor: line.floor,
            opened_on: day("2026-01-01"),
            closed_on: None,
        });
    }
    book
}

fn lines(debit: u128, credit: u128, fen: i64) -> Vec<Posting> {
    vec![Posting::debit(account(debit), Money(fen)), Posting::credit(account(credit), Money(fen))]
}

fn post(id: u128, on: &str, debit: u128, credit: u128, fen: i64) -> Command {
    Command::post(entry(id), day(on), lines(debit, credit, fen))
}

#[test]
fn a_bill_and_its_payment_stand_on_the_accounts() {
    let mut book = book();
    assert_eq!(book.take(post(1, "2026-01-05", RECEIVABLE, INCOME, 21_350), NOW), Ok(Taken::New(1)));
    assert_eq!(book.take(post(2, "2026-01-20", CASH, RECEIVABLE, 20_000), NOW), Ok(Taken::New(2)));
    assert_eq!(book.balance(account(RECEIVABLE)), Money(1_350));
    assert_eq!(book.balance(account(INCOME)), Money(21_350));
    let statement = book.statement(account(RECEIVABLE), day("2026-01-01"), day("2026-12-31"));
    assert_eq!(statement.iter().map(|line| line.balance.0).collect::<Vec<_>>(), [21_350, 1_350]);
}

#[test]
fn the_same_request_is_taken_once_and_another_under_its_id_never() {
    let mut book = book();
    let bill = post(1, "2026-01-05", RECEIVABLE, INCOME, 100);
    assert_eq!(book.take(bill.clone(), NOW), Ok(Taken::New(1)));
    assert_eq!(book.take(bill, Instant(9_000_000)), Ok(Taken::Again(1)));
    assert_eq!(book.take(post(1, "2026-01-05", RECEIVABLE, INCOME, 101), NOW), Err(Refusal::Conflict));
    assert_eq!(book.entries().len(), 1);
}

#[test]
fn what_does_not_balance_or_is_worth_nothing_is_refused() {
    let mut book = book();
    let lame = vec![Posting::debit(account(CASH), Money(100)), Posting::credit(account(INCOME), Money(99))];
    let refused = book.take(Command::post(entry(1), day("2026-01-05"), lame), NOW);
    assert_eq!(refused, Err(Refusal::Unbalanced { debits: Money(100), credits: Money(99) }));
    for fen in [0, -5, i64::MAX] {
        let refused = book.take(post(1, "2026-01-05", CASH, INCOME, fen), NOW);
        assert_eq!(refused, Err(Refusal::Amount { amount: Money(fen) }));
    }
    assert!(matches!(book.take(post(1, "2026-01-05", CASH, 99, 1), NOW), Err(Refusal::UnknownAccount(_))));
    assert!(matches!(book.take(post(1, "2025-12-31", CASH, INCOME, 1), NOW), Err(Refusal::AccountClosed { .. })));
    assert!(matches!(
        book.take(Command::post(entry(1), day("2026-01-05"), Vec::new()), NOW),
        Err(Refusal::Lines { .. })
    ));
}

#[test]
fn a_hold_moves_nothing_and_resolves_exactly_once() {
    let mut book = book();
    book.take(post(1, "2026-01-05", CASH, PREPAID, 1_000), NOW).expect("a prepayment");
    let hold = |id, fen| {
        let act = Act::Hold { postings: lines(PREPAID, RECEIVABLE, fen), expires: Instant(5_000_000) };
        Command::new(entry(id), day("2026-01-06"), act)
    };
    assert_eq!(book.take(hold(2, 800), NOW), Ok(Taken::New(2)));
    assert_eq!((book.balance(account(PREPAID)), book.available(account(PREPAID))), (Money(1_000), Money(200)));
    // What is on hold cannot be spent elsewhere.
    assert!(matches!(book.take(hold(3, 201), NOW), Err(Refusal::Below { available: Money(200), .. })));
    let settle = |id, part| Command::new(entry(id), day("2026-01-07"), Act::Settle { hold: entry(2), part });
    let too_much = settle(4, Some(lines(PREPAID, RECEIVABLE, 801)));
    assert_eq!(book.take(too_much, NOW), Err(Refusal::MoreThanHeld { held: Money(800) }));
    assert_eq!(book.take(settle(4, Some(lines(PREPAID, RECEIVABLE, 500))), NOW), Ok(Taken::New(3)));
    assert_eq!((book.balance(account(PREPAID)), book.available(account(PREPAID))), (Money(500), Money(500)));
    assert_eq!(book.take(settle(5, None), NOW), Err(Refusal::HoldOver));
    let void = Command::new(entry(6), day("2026-01-07"), Act::Void { hold: entry(2) });
    assert_eq!(book.take(void, NOW), Err(Refusal::HoldOver));
    assert_eq!(book.fate(entry(2)), Some(Fate::Settled(entry(4))));
}

#[test]
fn a_hold_expires_at_its_time_and_not_before() {
    let mut book = book();
    book.take(post(1, "2026-01-05", CASH, PREPAID, 1_000), NOW).expect("a prepayment");
    let act = Act::Hold { postings: lines(PREPAID, RECEIVABLE, 800), expires: Instant(5_000_000) };
    book.take(Command::new(entry(2), day("2026-01-06"), act), NOW).expect("a hold");
    let expire = Command::new(entry(3), day("2026-01-06"), Act::Expire { hold: entry(2) });
    assert!(matches!(book.take(expire.clone(), NOW), Err(Refusal::HoldStands { .. })));
    let late = Command::new(entry(4), day("2026-01-06"), Act::Settle { hold: entry(2), part: None });
    assert!(matches!(book.take(late, Instant(5_000_000)), Err(Refusal::HoldExpired { .. })));
    assert_eq!(book.overdue_holds(Instant(5_000_000)), [entry(2)]);
    assert_eq!(book.take(expire, Instant(5_000_000)), Ok(Taken::New(3)));
    assert_eq!(book.available(account(PREPAID)), Money(1_000));
    assert!(book.overdue_holds(Instant(9_000_000)).is_empty());
}

#[test]
fn what_was_wrong_is_moved_back_once_with_a_reason() {
    let mut book = book();
    book.take(post(1, "2026-01-05", RECEIVABLE, INCOME, 100), NOW).expect("a bill");
    let back = |id, of, on: &str, reason: &str| {
        Command::new(entry(id), day(on), Act::Reverse { of: entry(of), reason: reason.to_owned() })
    };
    assert_eq!(book.take(back(2, 1, "2026-01-09", " "), NOW), Err(Refusal::ReasonMissing));
    let early = book.take(back(2, 1, "2026-01-04", "wrong area"), NOW);
    assert_eq!(early, Err(Refusal::BeforeEntry { on: day("2026-01-05") }));
    assert_eq!(book.take(back(2, 1, "2026-01-09", "wrong area"), NOW), Ok(Taken::New(2)));
    assert_eq!(book.balance(account(RECEIVABLE)), Money::ZERO);
    assert_eq!(book.take(back(3, 1, "2026-01-09", "again"), NOW), Err(Refusal::ReversedAlready));
    assert_eq!(book.take(back(3, 2, "2026-01-09", "back again"), NOW), Err(Refusal::NotReversible));
    assert_eq!(book.take(back(3, 77, "2026-01-09", "nothing"), NOW), Err(Refusal::UnknownEntry));
}

#[test]
fn a_closed_period_takes_only_what_adjusts_it() {
    let mut book = book();
    book.take(post(1, "2026-01-05", RECEIVABLE, INCOME, 100), NOW).expect("a bill");
    book.close(day("2026-01-31")).expect("closed");
    let late = post(2, "2026-01-31", RECEIVABLE, INCOME, 50);
    assert_eq!(book.take(late.clone(), NOW), Err(Refusal::PeriodClosed { until: day("2026-01-31") }));
    let adjusting = Command { adjusts: Some("meter misread".into()), ..late };
    assert_eq!(book.take(adjusting, NOW), Ok(Taken::New(2)));
    let nothing = Command { adjusts: Some("why".into()), ..post(3, "2026-02-01", RECEIVABLE, INCOME, 50) };
    assert_eq!(book.take(nothing, NOW), Err(Refusal::NothingToAdjust));
    let trial = Trial::of(&book, day("2026-01-01"), day("2026-01-31"));
    assert_eq!(trial.rows[chart::RECEIVABLE].adjusting, Money(50));
}

#[test]
fn periods_open_again_in_the_order_they_closed_and_say_why() {
    let mut book = book();
    book.close(day("2026-01-31")).expect("closed");
    assert_eq!(book.close(day("2026-01-31")), Err(Refusal::ClosedAlready { until: day("2026-01-31") }));
    book.close(day("2026-02-28")).expect("closed");
    assert_eq!(book.reopen(day("2026-01-31"), "late invoice"), Err(Refusal::NotClosedLast { last: day("2026-02-28") }));
    assert_eq!(book.reopen(day("2026-02-28"), ""), Err(Refusal::ReasonMissing));
    book.reopen(day("2026-02-28"), "late invoice").expect("open");
    assert_eq!(book.take(post(1, "2026-02-10", RECEIVABLE, INCOME, 50), NOW), Ok(Taken::New(1)));
    assert_eq!(book.periods().turns().len(), 3);
    book.reopen(day("2026-01-31"), "late invoice").expect("open");
    assert_eq!(book.reopen(day("2026-01-31"), "once more"), Err(Refusal::NothingClosed));
}

#[test]
fn a_day_is_shown_as_it_was_and_as_it_was_known() {
    let mut book = book();
    book.take(post(1, "2026-12-05", RECEIVABLE, INCOME, 100), NOW).expect("a bill");
    book.take(post(2, "2027-01-03", CASH, RECEIVABLE, 100), NOW).expect("a payment");
    book.take(post(3, "2026-12-28", CASH, RECEIVABLE, 30), NOW).expect("a payment told late");
    let owed = |known| book.as_of(day("2026-12-31"), known)[&account(RECEIVABLE)].balance(ledger::Side::Debit);
    assert_eq!((owed(2), owed(3)), (Money(100), Money(70)));
}

#[test]
fn the_trial_balance_carries_on_from_period_to_period() {
    let mut book = book();
    book.take(post(1, "2026-01-05", RECEIVABLE, INCOME, 300), NOW).expect("a bill");
    book.take(post(2, "2026-02-05", CASH, RECEIVABLE, 120), NOW).expect("a payment");
    let january = Trial::of(&book, day("2026-01-01"), day("2026-01-31"));
    let february = Trial::of(&book, day("2026-02-01"), day("2026-02-28"));
    assert!(january.balances() && february.balances());
    assert_eq!(january.rows[chart::RECEIVABLE].closing, february.rows[chart::RECEIVABLE].opening);
    let row = february.rows[chart::RECEIVABLE];
    assert_eq!((row.opening, row.debits, row.credits, row.closing), (Money(300), Money(0), Money(120), Money(180)));
}

#[test]
fn every_line_of_the_chart_has_its_own_code() {
    let codes: std::collections::BTreeSet<_> = chart::CHART.iter().map(|line| line.code).collect();
    assert_eq!(codes.len(), chart::CHART.len());
    assert_eq!(chart::line_of("6001.water").map(|line| line.en), Some("Fee income"));
    assert_eq!(chart::line_of("9999"), None);
    assert!(chart::CHART.iter().all(|line| line.floor == Floor::None || line.kind != ledger::Kind::Income));
}

#[test]
fn every_refusal_has_its_sentence() {
    let source = include_str!("../src/refusal.rs");
    let keys: Vec<&str> = source.split('"').skip(1).step_by(2).filter(|text| text.starts_with("ledger-")).collect();
    assert!(keys.len() > 20, "{}", keys.len());
    for words in [ledger::WORDS.0, ledger::WORDS.1] {
        let unsaid: Vec<_> = keys.iter().filter(|key| !words.contains(&format!("\n{key} = "))).collect();
        assert!(unsaid.is_empty(), "{unsaid:?}");
    }
}

mod vouchers {
    use std::collections::BTreeMap;

    use kernel::Lang;
    use ledger::{
        Source,
        voucher::{Cell, Grouping, Layout, vouchers},
    };

    use super::*;

    fn of(book: &Book, grouping: Grouping) -> Vec<String> {
        let accounts = book.accounts().map(|account| (account.id, account.clone())).collect::<BTreeMap<_, _>>();
        let days = (day("2026-01-01"), day("2026-12-31"));
        let lines = vouchers(book.entries(), &accounts, days, grouping, Lang::Zh);
        lines.iter().map(|line| written(&line.cells(Layout::General, 1))).collect()
    }

    fn written(cells: &[Cell]) -> String {
        let cells = cells.iter().map(|cell| match cell {
            Cell::Day(day) => day.to_string(),
            Cell::Count(count) => count.to_string(),
            Cell::Text(text) => text.clone(),
            Cell::Amount(amount) => amount.to_string().replace(',', ""),
            Cell::Empty => String::new(),
        });
        cells.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_package_has_its_own_columns() {
        let mut book = book();
        book.take(post(1, "2026-02-01", CASH, RECEIVABLE, 12_345), NOW).expect("a payment");
        let accounts = book.accounts().map(|account| (account.id, account.clone())).collect::<BTreeMap<_, _>>();
        let days = (day("2026-01-01"), day("2026-12-31"));
        let lines = vouchers(book.entries(), &accounts, days, Grouping::Entry, Lang::Zh);
        for layout in [Layout::General, Layout::Kingdee, Layout::Yonyou] {
            assert!(lines.iter().all(|line| line.cells(layout, 1).len() == layout.columns().len()));
        }
        let credit = |layout| written(&lines[1].cells(layout, 2));
        assert_eq!(
            credit(Layout::Kingdee),
            "2026-02-01 2026 2 记 1 1122 应收账款 RMB 123.45  123.45  2026-02-01 0 1 2"
        );
        assert_eq!(credit(Layout::Yonyou), "2026-02-01 记 1 0  1122 0.00 123.45");
    }

    #[test]
    fn entries_leave_the_house_as_numbered_vouchers() {
        let mut book = book();
        let source = |kind: &str| Some(Source { kind: kind.into(), id: "1".into() });
        let bill = |id, on, fen| Command { source: source("bill"), ..post(id, on, RECEIVABLE, INCOME, fen) };
        book.take(bill(1, "2026-01-05", 123_450), NOW).expect("a bill");
        book.take(bill(2, "2026-01-05", 100), NOW).expect("a bill");
        let paid = Command { memo: "收 1-101 物业费".into(), ..post(3, "2026-02-01", CASH, RECEIVABLE, 100) };
        book.take(paid, NOW).expect("a payment");
        assert_eq!(
            of(&book, Grouping::Day),
            [
                "2026-01-05 记 1 bill 1122 应收账款 1235.50 ",
                "2026-01-05 记 1 bill 6001.management 主营业务收入  1235.50",
                "2026-02-01 记 1 收 1-101 物业费 1001 库存现金 1.00 ",
                "2026-02-01 记 1 收 1-101 物业费 1122 应收账款  1.00",
            ]
        );
        let single = of(&book, Grouping::Entry);
        assert!(single.len() == 6 && single[2].starts_with("2026-01-05 记 2 bill 1122"), "{single:?}");
    }

    #[test]
    fn vouchers_and_trial_balance_move_the_same() {
        let mut book = book();
        for (id, on, fen) in [(1, "2026-01-05", 300), (2, "2026-01-05", 20), (3, "2026-03-01", 7)] {
            book.take(post(id, on, RECEIVABLE, INCOME, fen), NOW).expect("posted");
        }
        let accounts = book.accounts().map(|account| (account.id, account.clone())).collect::<BTreeMap<_, _>>();
        let days = (day("2026-01-01"), day("2026-01-31"));
        let lines = vouchers(book.entries(), &accounts, days, Grouping::Entry, Lang::En);
        let trial = Trial::of(&book, days.0, days.1);
        for (code, row) in &trial.rows {
            let debits: Money = lines.iter().filter(|line| line.code == *code).map(|line| line.debit).sum();
            let credits: Money = lines.iter().filter(|line| line.code == *code).map(|line| line.credit).sum();
            assert_eq!((debits, credits), (row.debits, row.credits), "{code}");
        }
    }
}
