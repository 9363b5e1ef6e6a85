//! How a day is told from its papers – pure.

use std::collections::BTreeMap;

use kernel::{Date, Money};
use ledger::chart;
use uuid::Uuid;

use super::model::{DayCashier, DayLine, DayWay, HeldRow, PartRow, Subject, TakenRow, WayRow};
use crate::payment::{
    model::{Method, PaymentId},
    rules::bank_of,
};

/// What moved on the day beside what was taken: voids with their count, refunds of prepayments and of deposits, the book by account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Moved {
    pub voided: Vec<(Method, i64, Money)>,
    pub refunded: Vec<(Method, Money)>,
    pub deposits_back: Vec<(Method, Money)>,
    pub book: Vec<(String, Money)>,
}

/// The account of a line of the chart on which money of a way stands.
fn account(method: Method) -> String {
    if method == Method::Cash { chart::CASH.to_owned() } else { bank_of(method) }
}

/// Who took what in which way for what. A payment in several ways pays its lines in their order, each way the next ones, so that every
/// fen is in one line.
pub(crate) fn lines(
    day: Date,
    payments: &[TakenRow],
    parts: &[PartRow],
    ways: &[WayRow],
    deposits: &[HeldRow],
) -> Vec<DayLine> {
    let mut found: BTreeMap<(String, Method, Subject), DayLine> = BTreeMap::new();
    let mut add = |name: &str, method: Method, subject: Subject, to: fn(&mut DayLine) -> &mut Money, amount: Money| {
        let line = found.entry((name.to_owned(), method, subject.clone())).or_insert_with(|| DayLine {
            cashier_name: name.to_owned(),
            method,
            subject,
            current: Money::ZERO,
            prior: Money::ZERO,
            prepaid: Money::ZERO,
            deposit: Money::ZERO,
        });
        let sum = to(line);
        *sum = *sum + amount;
    };
    for payment in payments {
        let mut left: Vec<(Method, Money)> =
            ways.iter().filter(|way| way.payment_id == payment.id).map(|way| (way.method, way.amount_fen)).collect();
        for (subject, to, amount) in owed_of(day, payment, parts) {
            let mut due = amount;
            for (method, rest) in &mut left {
                let now = due.min(*rest);
                if now > Money::ZERO {
                    add(&payment.cashier_name, *method, subject.clone(), to, now);
                    (due, *rest) = (due - now, *rest - now);
                }
            }
        }
    }
    for one in deposits {
        add(&one.cashier_name, one.method, Subject::Deposit(one.kind), |line| &mut line.deposit, one.amount_fen);
    }
    found.into_values().collect()
}

type Part = (Subject, fn(&mut DayLine) -> &mut Money, Money);

/// What a payment was for, in order.
fn owed_of(day: Date, payment: &TakenRow, parts: &[PartRow]) -> Vec<Part> {
    let of = |part: &PartRow| -> Part {
        let to: fn(&mut DayLine) -> &mut Money =
            if part.from_on.year() < day.year() { |line| &mut line.prior } else { |line| &mut line.current };
        (Subject::Fee(part.fee_item.clone()), to, part.amount_fen)
    };
    let mut list: Vec<Part> = parts.iter().filter(|part| part.payment_id == payment.id).map(of).collect();
    if let Some(purpose) = payment.purpose {
        list.push((Subject::Prepaid(purpose), |line| &mut line.prepaid, payment.prepaid_fen));
    }
    list
}

/// The first and the last number of each series.
type Ranges = BTreeMap<String, (String, String)>;

/// The papers of each cashier: how many, and from which number to which.
pub(crate) fn cashiers(payments: &[TakenRow], ways: &[WayRow], deposits: &[HeldRow]) -> Vec<DayCashier> {
    let mut sums: BTreeMap<PaymentId, Money> = BTreeMap::new();
    for way in ways {
        let sum = sums.entry(way.payment_id).or_default();
        *sum = *sum + way.amount_fen;
    }
    let paid = payments.iter().map(|p| (p.cashier_id, &p.cashier_name, &p.number, sums.get(&p.id).copied()));
    let held = deposits.iter().map(|d| (d.cashier_id, &d.cashier_name, &d.number, Some(d.amount_fen)));
    let mut found: BTreeMap<Uuid, (DayCashier, Ranges)> = BTreeMap::new();
    for (id, name, number, amount) in paid.chain(held) {
        let (cashier, series) = found.entry(id).or_insert_with(|| {
            let fresh =
                DayCashier { cashier_name: name.clone(), receipts: 0, numbers: Vec::new(), amount: Money::ZERO };
            (fresh, BTreeMap::new())
        });
        cashier.receipts += 1;
        cashier.amount = cashier.amount + amount.unwrap_or_default();
        let key = number.split('-').next().unwrap_or_default().to_owned();
        let (first, last) = series.entry(key).or_insert_with(|| (number.clone(), number.clone()));
        if number < first {
            first.clone_from(number);
        }
        if number > last {
            last.clone_from(number);
        }
    }
    let told =
        |(cashier, series): (DayCashier, Ranges)| DayCashier { numbers: series.into_values().collect(), ..cashier };
    found.into_values().map(told).collect()
}

/// What moved in each way over the counter, beside what the book says of it; ways in which nothing moved are left out.
pub(crate) fn ways(taken: &[WayRow], deposits: &[HeldRow], moved: &Moved) -> Vec<DayWay> {
    let sum = |list: &[(Method, Money)], of: Method| -> Money {
        list.iter().filter(|(method, _)| *method == of).map(|(_, amount)| *amount).sum()
    };
    let way = |method: &Method| {
        let method = *method;
        let own = taken.iter().filter(|way| way.method == method && !way.brought);
        let paid: Money = own.map(|way| way.amount_fen).sum();
        let held: Money = deposits.iter().filter(|one| one.method == method).map(|one| one.amount_fen).sum();
        let voids: Vec<_> = moved.voided.iter().filter(|(of, ..)| *of == method).collect();
        let voided: Money = voids.iter().map(|(.., amount)| *amount).sum();
        let (refunded, back) = (sum(&moved.refunded, method), sum(&moved.deposits_back, method));
        let of_book = |(code, _): &&(String, Money)| *code == account(method);
        DayWay {
            method,
            paid,
            deposits: held,
            voided,
            voids: voids.iter().map(|(_, count, _)| *count).sum(),
            refunded,
            deposits_back: back,
            net: paid + held - voided - refunded - back,
            book: moved.book.iter().filter(of_book).map(|(_, amount)| *amount).sum(),
        }
    };
    let quiet = |way: &DayWay| {
        [way.paid, way.deposits, way.voided, way.refunded, way.deposits_back, way.book]
            .iter()
            .all(|a| *a == Money::ZERO)
    };
    Method::ALL.iter().map(way).filter(|way| !quiet(way)).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;
    use crate::prepayment::model::Purpose;

    #[test]
    fn a_payment_in_two_ways_for_two_years_is_in_lines_that_come_to_it() {
        let (id, day): (PaymentId, Date) = (Id::from_uuid(Uuid::from_u128(1)), "2026-11-21".parse().expect("a day"));
        let payment = TakenRow {
            id,
            number: "SJ202611-000001".into(),
            cashier_id: Uuid::from_u128(2),
            cashier_name: "戴静".into(),
            prepaid_fen: Money(500),
            purpose: Some(Purpose::General),
        };
        let part = |from: &str, amount: i64| PartRow {
            payment_id: id,
            fee_item: "物业费".into(),
            from_on: from.parse().expect("a day"),
            amount_fen: Money(amount),
        };
        let way = |method, amount| WayRow { payment_id: id, method, amount_fen: Money(amount), brought: false };
        let parts = [part("2025-12-01", 1_000), part("2026-01-01", 2_000)];
        let ways = [way(Method::Cash, 1_500), way(Method::Card, 2_000)];
        let found = lines(day, &[payment], &parts, &ways, &[]);
        let told: Vec<_> = found.iter().map(|l| (l.method, l.prior.0, l.current.0, l.prepaid.0)).collect();
        let wanted = [(Method::Cash, 1_000, 500, 0), (Method::Card, 0, 1_500, 0), (Method::Card, 0, 0, 500)];
        assert_eq!(told, wanted);
        assert_eq!(found.iter().map(|line| line.sum().0).sum::<i64>(), 3_500);
    }
}
