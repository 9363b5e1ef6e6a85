//! What may become of a bill – pure.

use kernel::{Error, Message, Money, Result};
use uuid::Uuid;

use super::model::{BillRow, BillState, CreditNoteRow, CreditState};

/// What is still owed of a bill.
pub(crate) fn owed(bill: &BillRow, credits: &[CreditNoteRow]) -> Money {
    let approved = credits.iter().filter(|credit| credit.state == CreditState::Approved);
    match bill.state {
        BillState::Published => bill.amount_fen - approved.map(|credit| credit.amount_fen).sum(),
        BillState::Draft | BillState::Voided => Money::ZERO,
    }
}

/// A bill is voided whole, before anything was taken back of it.
pub(crate) fn void(bill: &BillRow, credits: &[CreditNoteRow]) -> Result<()> {
    if bill.state != BillState::Published {
        return Err(Error::broken("billing-not-published"));
    }
    if credits.iter().any(|credit| credit.state != CreditState::Refused) {
        return Err(Error::broken("billing-credited-already"));
    }
    Ok(())
}

/// Some of a bill is taken back, never more than is owed; what waits counts as taken.
pub(crate) fn credit(bill: &BillRow, credits: &[CreditNoteRow], amount: Money) -> Result<()> {
    if bill.state != BillState::Published {
        return Err(Error::broken("billing-not-published"));
    }
    let taken = credits.iter().filter(|credit| credit.state != CreditState::Refused);
    let left = bill.amount_fen - taken.map(|credit| credit.amount_fen).sum();
    if amount <= Money::ZERO || amount > left {
        return Err(Error::field("amount", Message::of("billing-credit-too-much").with("left", left)));
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
