//! The bill of a channel beside what came in: both sides by transaction, and what the channel charges – pure.

use std::collections::BTreeMap;

use kernel::{Error, Money, Result};
use settle::reconcile::{Difference, Row};

use super::model::{BilledLine, DifferenceKind, DifferenceRow, DifferenceState};
use crate::{arrival::model::ArrivalRow, refund::model::ChannelRefundRow};

/// What the channel says, each transaction once.
pub(crate) fn theirs(lines: &[BilledLine]) -> Vec<Row> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for line in lines {
        let row = rows.entry(&line.transaction).or_insert_with(|| empty(&line.number, &line.transaction));
        if line.payment {
            row.paid = true;
            row.amount = line.amount;
        } else {
            row.refunded = row.refunded + line.amount;
        }
    }
    rows.into_values().collect()
}

/// What we say: what came in on that day, and those refunds of ours that the bill names.
pub(crate) fn ours(arrivals: &[ArrivalRow], refunds: &[(ChannelRefundRow, ArrivalRow)]) -> Vec<Row> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for arrival in arrivals {
        let row =
            rows.entry(&arrival.transaction_id).or_insert_with(|| empty(&arrival.number, &arrival.transaction_id));
        row.paid = true;
        row.amount = arrival.amount_fen;
    }
    for (refund, of) in refunds {
        let row = rows.entry(&of.transaction_id).or_insert_with(|| empty(&of.number, &of.transaction_id));
        row.refunded = row.refunded + refund.amount_fen;
    }
    rows.into_values().collect()
}

fn empty(number: &str, transaction: &str) -> Row {
    Row {
        order: number.to_owned(),
        transaction: transaction.to_owned(),
        paid: false,
        amount: Money::ZERO,
        refunded: Money::ZERO,
    }
}

/// What the channel charges for the day, less what it gives back with refunds, rounded half up to the fen.
pub(crate) fn fee(lines: &[BilledLine]) -> Money {
    let charged: i64 = lines.iter().map(|line| if line.payment { line.fee } else { -line.fee }).sum();
    Money((charged.max(0) + 500) / 1_000)
}

/// In what they differ, and by how much.
pub(crate) fn told(found: Difference) -> (DifferenceKind, String, Option<Money>, Option<Money>) {
    match found {
        Difference::ChannelMissing { transaction } => (DifferenceKind::ChannelMissing, transaction, None, None),
        Difference::LocalMissing { transaction } => (DifferenceKind::LocalMissing, transaction, None, None),
        Difference::StatusMismatch { transaction } => (DifferenceKind::StatusMismatch, transaction, None, None),
        Difference::AmountMismatch { transaction, ours, theirs } => {
            (DifferenceKind::AmountMismatch, transaction, Some(ours), Some(theirs))
        }
        Difference::RefundMismatch { transaction, ours, theirs } => {
            (DifferenceKind::RefundMismatch, transaction, Some(ours), Some(theirs))
        }
    }
}

/// A difference is worked once.
pub(crate) fn resolve(difference: &DifferenceRow) -> Result<()> {
    match difference.state {
        DifferenceState::Open => Ok(()),
        DifferenceState::Resolved => Err(Error::broken("online-difference-resolved")),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Instant;
    use settle::reconcile::reconcile;

    use super::*;

    fn line(payment: bool, transaction: &str, amount: i64, fee: i64) -> BilledLine {
        BilledLine {
            payment,
            at: Instant(0),
            number: format!("order of {transaction}"),
            transaction: transaction.to_owned(),
            amount: Money(amount),
            refund: None,
            fee,
        }
    }

    #[test]
    fn a_transaction_stands_once_whatever_happened_to_it() {
        let lines = [line(true, "A", 500, 300), line(false, "A", 200, 120), line(false, "B", 50, 0)];
        let rows = theirs(&lines);
        let told: Vec<_> =
            rows.iter().map(|row| (row.transaction.as_str(), row.paid, row.amount.0, row.refunded.0)).collect();
        assert_eq!(told, [("A", true, 500, 200), ("B", false, 0, 50)]);
        assert_eq!(reconcile(&rows, &rows), []);
        let missing = reconcile(&[], &rows);
        assert!(missing.iter().all(|one| matches!(one, Difference::LocalMissing { .. })) && missing.len() == 2);
    }

    #[test]
    fn fees_are_rounded_once_a_day() {
        for (fees, wanted) in [(&[499][..], 0), (&[500], 1), (&[300, 300, 300], 1), (&[], 0)] {
            let lines: Vec<_> = fees.iter().map(|fee| line(true, "A", 1, *fee)).collect();
            assert_eq!(fee(&lines).0, wanted, "{fees:?}");
        }
        assert_eq!(fee(&[line(true, "A", 1, 2_000), line(false, "A", 1, 2_000)]), Money::ZERO);
    }
}
