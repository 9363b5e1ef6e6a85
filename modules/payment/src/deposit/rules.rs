//! What may be taken as a deposit, and what is left of it – pure.

use kernel::{Error, Message, Money, Result};
use ledger::chart::DEPOSIT;

use uuid::Uuid;

use super::model::{DepositKind, DepositRow, DepositState};
use crate::{
    payment::{model::Method, rules::sound},
    shift::model::ShiftState,
};

/// A deposit is more than nothing, and no more than can be reckoned with.
///
/// # Errors
/// [`Error::Invalid`] at the amount.
pub(crate) fn take(amount: Money) -> Result<()> {
    sound("amount", amount)?;
    if amount == Money::ZERO {
        return Err(Error::field("amount", Message::of("payment-amount-above-nothing")));
    }
    Ok(())
}

/// The account of deposits of a kind.
pub(crate) fn account_of(kind: DepositKind) -> String {
    format!("{DEPOSIT}.{}", kind.word())
}

/// The deposit after so much of it was given back or kept; settled when nothing is held any more.
///
/// # Errors
/// [`Error::Broken`] when less is held.
pub(crate) fn less(was: &DepositRow, amount: Money) -> Result<DepositRow> {
    let left = was.held_fen - amount;
    if left < Money::ZERO {
        return Err(Error::Broken(Message::of("payment-deposit-spent").with("left", was.held_fen)));
    }
    let state = if left == Money::ZERO { DepositState::Settled } else { DepositState::Held };
    Ok(DepositRow { held_fen: left, state, version: was.version + 1, ..was.clone() })
}

/// A deposit is voided whole, by somebody else than who took it, before anything of it is given back or asked for; its cash must still lie
/// in the box.
///
/// # Errors
/// [`Error::Broken`] in plain words.
pub(crate) fn void(deposit: &DepositRow, is_asked: bool, shift: Option<ShiftState>, by: Uuid) -> Result<()> {
    if deposit.state == DepositState::Voided {
        return Err(Error::broken("payment-deposit-voided-already"));
    }
    if is_asked || deposit.held_fen != deposit.amount_fen {
        return Err(Error::broken("payment-deposit-asked-back"));
    }
    if deposit.cashier_id == by {
        return Err(Error::broken("payment-own-deposit"));
    }
    if deposit.method == Method::Cash && shift != Some(ShiftState::Open) {
        return Err(Error::broken("payment-deposit-cash-handed-in"));
    }
    Ok(())
}
