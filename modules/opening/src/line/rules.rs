//! What a row of an opening may say, by what it is known, and what it becomes – pure.

use kernel::{Date, Error, Message, Money, Result};
use ledger::{Floor, chart};
use tariff::{TariffId, TariffPlaceRow};

use super::model::{LineRow, LineState, OpeningKind};

/// The most one row may come to: ten milliards of yuan.
const MOST: Money = Money(1_000_000_000_000);

/// By what a row is known: its kind and what it is about.
pub(crate) fn key(kind: OpeningKind, about: &[&str]) -> String {
    // Both sides of an account are one row.
    let kind = if kind == OpeningKind::Credit { OpeningKind::Debit } else { kind };
    format!("{}|{}", kind.word(), about.join("|"))
}

/// An amount is more than nothing, and no more than can be reckoned with.
pub(crate) fn amount(field: &'static str, amount: Money) -> Result<Money> {
    if amount > Money::ZERO && amount <= MOST {
        Ok(amount)
    } else {
        Err(Error::field(field, Message::of("opening-amount-above-nothing")))
    }
}

/// What was paid of a bill before is no more than it asked for.
pub(crate) fn paid(amount: Money, paid: Money) -> Result<Money> {
    if paid >= Money::ZERO && paid <= amount {
        Ok(paid)
    } else {
        Err(Error::field("paid", Message::of("opening-paid-too-much").with("amount", amount)))
    }
}

/// The days of a bill, whose last one is told: the first day, and the first day after.
pub(crate) fn period(from: Date, last: Date) -> Result<(Date, Date)> {
    if last >= from {
        Ok((from, last.plus_days(1)))
    } else {
        Err(Error::field("to_on", Message::of("opening-period-backwards")))
    }
}

/// Whose terms hold for a bill: of the tariffs of its item in force the one its place stood under on its first day, else the last it ever
/// stood under, else the first of them. `under` is what the place ever stood under, oldest first.
pub(crate) fn terms(of_item: &[(TariffId, i64)], under: &[TariffPlaceRow], from: Date) -> Option<(TariffId, i64)> {
    let stood = || under.iter().rev().filter_map(|row| Some((row, of_item.iter().find(|one| one.0 == row.tariff_id)?)));
    let then = stood().find(|(row, _)| row.from_on <= from && row.to_on.is_none_or(|last| last >= from));
    then.or_else(|| stood().next()).map(|(_, one)| *one).or_else(|| of_item.first().copied())
}

/// The days a payment was for, when they are told: the first, and the first day after. A last day alone says nothing.
pub(crate) fn paid_for(from: Option<Date>, last: Option<Date>) -> Result<(Option<Date>, Option<Date>)> {
    match (from, last) {
        (Some(from), Some(last)) => period(from, last).map(|(from, to)| (Some(from), Some(to))),
        (from, _) => Ok((from, None)),
    }
}

/// The side of an account and how much stands on it: one of the two is told.
pub(crate) fn side(debit: Option<Money>, credit: Option<Money>) -> Result<(OpeningKind, Money)> {
    let said = |money: Option<Money>| money.filter(|money| *money != Money::ZERO);
    match (said(debit), said(credit)) {
        (Some(debit), None) => Ok((OpeningKind::Debit, amount("debit", debit)?)),
        (None, Some(credit)) => Ok((OpeningKind::Credit, amount("credit", credit)?)),
        _ => Err(Error::field("debit", Message::of("opening-one-side"))),
    }
}

/// The code of an account that is brought with its balance: in the chart, moved by no papers, and not on the side on which it may never be.
pub(crate) fn code(typed: &str, side: OpeningKind) -> Result<String> {
    let code = typed.trim().to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '_';
    let Some(line) = chart::line_of(&code).filter(|_| code.chars().all(plain) && !code.ends_with('.')) else {
        return Err(Error::field("code", Message::of("opening-code-unknown").with("code", typed)));
    };
    let below = |above: &str| code == above || code.starts_with(&format!("{above}."));
    if [chart::RECEIVABLE, chart::PREPAID, chart::DEPOSIT].into_iter().any(below) {
        return Err(Error::field("code", Message::of("opening-code-of-papers").with("code", code)));
    }
    if below(chart::OPENING) {
        return Err(Error::field("code", Message::of("opening-code-other-side").with("code", code)));
    }
    let grows = if line.kind.normal() == ledger::Side::Debit { OpeningKind::Debit } else { OpeningKind::Credit };
    if line.floor == Floor::Zero && grows != side {
        return Err(Error::field("code", Message::of("opening-code-below-nothing").with("code", code)));
    }
    Ok(code)
}

/// Whether a row says the same as one that is there already.
pub(crate) fn same(there: &LineRow, row: &LineRow) -> bool {
    let told = |one: &LineRow| (one.kind, one.to_on, one.due_on, one.paid_on, one.amount_fen, one.paid_fen);
    told(there) == told(row)
}

/// The page of what a row has become.
pub(crate) fn became(row: &LineRow) -> Option<String> {
    let id = row.id.uuid().simple();
    match (row.state, row.kind) {
        (LineState::Waiting, _) | (_, OpeningKind::Payment) => None,
        (_, OpeningKind::Bill) => Some(format!("/billing/bills/bill_{id}")),
        (_, OpeningKind::Deposit) => Some(format!("/payment/deposits/deposit_{id}")),
        (_, OpeningKind::Prepayment | OpeningKind::Debit | OpeningKind::Credit) => {
            Some(format!("/ledger/entries/entry_{id}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: std::fmt::Debug>(found: Result<T>) -> Option<String> {
        match found {
            Err(Error::Invalid(fields)) => Some(fields[0].message.key.clone().into_owned()),
            Err(other) => Some(other.to_string()),
            Ok(_) => None,
        }
    }

    #[test]
    fn amounts_are_above_nothing_and_never_overpaid() {
        for (sum, was_paid, expected) in [
            (100, 0, None),
            (100, 100, None),
            (100, 101, Some("opening-paid-too-much")),
            (100, -1, Some("opening-paid-too-much")),
            (0, 0, Some("opening-amount-above-nothing")),
            (-5, 0, Some("opening-amount-above-nothing")),
            (MOST.0 + 1, 0, Some("opening-amount-above-nothing")),
        ] {
            let found = amount("amount", Money(sum)).and_then(|sum| paid(sum, Money(was_paid)));
            assert_eq!(refused(found).as_deref(), expected, "{sum} {was_paid}");
        }
    }

    #[test]
    fn an_account_is_in_the_chart_moved_by_no_papers_and_on_a_side_it_may_be_on() {
        use OpeningKind::{Credit, Debit};
        for (typed, side, expected) in [
            ("1002.transfer", Debit, None),
            (" 1001 ", Debit, None),
            ("1001", Credit, Some("opening-code-below-nothing")),
            ("2202", Credit, None),
            ("2202", Debit, None),
            ("1122", Debit, Some("opening-code-of-papers")),
            ("2203.management", Credit, Some("opening-code-of-papers")),
            ("2241.deposit", Credit, Some("opening-code-of-papers")),
            ("4104", Credit, Some("opening-code-other-side")),
            ("9999", Debit, Some("opening-code-unknown")),
            ("6602.办公", Debit, Some("opening-code-unknown")),
        ] {
            assert_eq!(refused(code(typed, side)).as_deref(), expected, "{typed} {side:?}");
        }
    }

    #[test]
    fn one_side_of_an_account_is_told() {
        for (debit, credit, expected) in [
            (Some(5), None, Some(OpeningKind::Debit)),
            (Some(0), Some(5), Some(OpeningKind::Credit)),
            (Some(5), Some(5), None),
            (None, None, None),
            (Some(-5), None, None),
        ] {
            let found = side(debit.map(Money), credit.map(Money)).ok().map(|(kind, _)| kind);
            assert_eq!(found, expected, "{debit:?} {credit:?}");
        }
    }

    #[test]
    fn the_terms_are_those_the_place_stood_under() {
        let id = |n: u128| uuid::Uuid::from_u128(n);
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let known = [(TariffId::from_uuid(id(1)), 1), (TariffId::from_uuid(id(2)), 3)];
        let row = |tariff: u128, from: &str, to: Option<&str>| TariffPlaceRow {
            org_id: kernel::COMPANY,
            id: kernel::Id::from_uuid(id(9)),
            tariff_id: TariffId::from_uuid(id(tariff)),
            place_id: kernel::Id::from_uuid(id(8)),
            from_on: day(from),
            to_on: to.map(day),
            factor: None,
            created_at: kernel::Instant(0),
        };
        let turned = [row(1, "2024-01-01", Some("2025-12-31")), row(2, "2026-01-01", None)];
        for (under, from, wanted) in [
            (&turned[..], "2025-06-01", Some(1)),
            (&turned[..], "2026-06-01", Some(2)),
            (&turned[1..], "2025-06-01", Some(2)),
            (&[], "2026-06-01", Some(1)),
            (&[row(7, "2024-01-01", None)], "2026-06-01", Some(1)),
        ] {
            let found = terms(&known, under, day(from)).map(|(tariff, _)| tariff.uuid().as_u128());
            assert_eq!(found, wanted, "{under:?} on {from}");
        }
        assert_eq!(terms(&[], &turned, day("2026-01-01")), None);
    }
}
