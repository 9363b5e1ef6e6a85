//! What may become of a bill – pure.

use kernel::{Error, Message, Money, Result};
use ledger::series::{Restart, Series};
use uuid::Uuid;

use super::model::{BillRow, BillState, CreditNoteRow, CreditState};
use crate::settlement::{model::Moves, rules::owed};

/// The numbers of bills, beginning again with each month and without a gap in a community: `ZD202611-000042`.
pub(crate) fn series() -> Series {
    Series { prefix: "ZD".to_owned(), restart: Restart::Monthly, width: 6 }
}

/// The number, or its beginning, that somebody looks for; nothing when it is something else, as a room.
pub(crate) fn number_sought(text: &str) -> Option<String> {
    let text = text.to_ascii_uppercase();
    let rest = text.strip_prefix(series().prefix.as_str())?;
    let is_number =
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.chars().all(|c| c.is_ascii_digit() || c == '-');
    is_number.then_some(text)
}

/// A bill is voided whole: nothing of it was credited, and what was paid was taken back.
pub(crate) fn void(bill: &BillRow, moves: &Moves) -> Result<()> {
    if bill.state != BillState::Published {
        return Err(Error::broken("billing-not-published"));
    }
    if moves.settled != Money::ZERO {
        return Err(Error::Broken(Message::of("billing-settled-already").with("settled", moves.settled)));
    }
    if moves.credited + moves.asked != Money::ZERO {
        return Err(Error::broken("billing-credited-already"));
    }
    Ok(())
}

/// Some of a bill is taken back, never more than is owed; what waits counts as taken.
pub(crate) fn credit(bill: &BillRow, moves: &Moves, amount: Money) -> Result<()> {
    if bill.state != BillState::Published {
        return Err(Error::broken("billing-not-published"));
    }
    let left = owed(bill.state, bill.amount_fen, moves) - moves.asked;
    if amount <= Money::ZERO || amount > left {
        return Err(Error::field("amount", Message::of("billing-credit-too-much").with("left", left)));
    }
    Ok(())
}

/// A credit is approved while so much is still owed: some may have been paid since it was asked for.
pub(crate) fn approve_credit(bill: &BillRow, moves: &Moves, amount: Money) -> Result<()> {
    let owed = owed(bill.state, bill.amount_fen, moves);
    if amount > owed {
        return Err(Error::Broken(Message::of("billing-credit-more-than-owed").with("owed", owed)));
    }
    Ok(())
}

/// Somebody else decides than who asked.
pub(crate) fn decide(credit: &CreditNoteRow, by: Uuid) -> Result<()> {
    match credit.state {
        CreditState::Waiting if credit.asked_by == by => Err(Error::broken("billing-own-credit")),
        CreditState::Waiting => Ok(()),
        _ => Err(Error::broken("billing-credit-decided")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_from_a_room() {
        for (text, sought) in [
            ("zd202611-000042", Some("ZD202611-000042")),
            ("ZD2026", Some("ZD2026")),
            ("3-1-101", None),
            ("ZD", None),
            ("ZD栋", None),
        ] {
            assert_eq!(number_sought(text).as_deref(), sought, "{text}");
        }
    }
}
