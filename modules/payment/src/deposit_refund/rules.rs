//! What of a deposit may be given back or kept, and who decides – pure.

use kernel::{Error, Message, Money, Result};
use uuid::Uuid;

use super::model::{CreateDepositRefund, DepositRefundRow, DepositRefundState};
use crate::payment::model::Method;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// How much of the deposit ends.
    pub amount: Money,
    /// What of that is kept.
    pub kept: Money,
    /// Why.
    pub kept_reason: Option<String>,
}

/// What is asked for, of so much that is held and not asked for already: all of it unless less is said. What is kept has its reason, and
/// pays no more than is owed of the bill that is named.
///
/// # Errors
/// [`Error::Invalid`] at the field that does not fit.
pub(crate) fn ask(input: &CreateDepositRefund, left: Money, owed: Option<Money>) -> Result<Plan> {
    let amount = input.amount.unwrap_or(left);
    if amount <= Money::ZERO || amount > left {
        return Err(Error::field("amount", Message::of("payment-refund-too-much").with("left", left)));
    }
    let kept = input.kept.unwrap_or_default();
    if kept < Money::ZERO || kept > amount {
        return Err(Error::field("kept", Message::of("payment-kept-too-much").with("amount", amount)));
    }
    let kept_reason = input.kept_reason.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if kept > Money::ZERO && kept_reason.is_none() {
        return Err(Error::field("kept_reason", Message::of("payment-kept-why")));
    }
    if let Some(owed) = owed.filter(|owed| kept == Money::ZERO || kept > *owed) {
        return Err(Error::field("kept", Message::of("payment-kept-for-bill").with("owed", owed)));
    }
    let kept_reason = kept_reason.filter(|_| kept > Money::ZERO).map(str::to_owned);
    Ok(Plan { amount, kept, kept_reason })
}

/// Somebody else decides than who asked, and once.
///
/// # Errors
/// [`Error::Broken`].
pub(crate) fn decide(refund: &DepositRefundRow, by: Uuid) -> Result<()> {
    match refund.state {
        DepositRefundState::Waiting if refund.asked_by == by => Err(Error::broken("payment-own-refund")),
        DepositRefundState::Waiting => Ok(()),
        DepositRefundState::Approved | DepositRefundState::Refused | DepositRefundState::Paid => {
            Err(Error::broken("payment-refund-decided"))
        }
    }
}

/// What is approved is paid out once.
///
/// # Errors
/// [`Error::Broken`].
pub(crate) fn pay(refund: &DepositRefundRow) -> Result<()> {
    match refund.state {
        DepositRefundState::Approved => Ok(()),
        DepositRefundState::Waiting => Err(Error::broken("payment-deposit-refund-waits")),
        DepositRefundState::Refused | DepositRefundState::Paid => Err(Error::broken("payment-refund-decided")),
    }
}

/// Whether it is paid out of the box of a shift.
pub(crate) fn from_box(refund: &DepositRefundRow) -> bool {
    refund.method == Method::Cash && refund.paid_back() > Money::ZERO
}

/// The box must hold what is paid out of it, the float apart, which stays.
///
/// # Errors
/// [`Error::Broken`].
pub(crate) fn covered(refund: &DepositRefundRow, cash: Money) -> Result<()> {
    if refund.paid_back() > cash {
        return Err(Error::Broken(Message::of("payment-box-too-little").with("cash", cash)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    #[test]
    fn what_is_kept_has_its_reason_and_pays_no_more_than_is_owed() {
        for (amount, kept, reason, owed, refused) in [
            (None, None, None, None, None),
            (Some(500), Some(200), Some("地砖破损"), None, None),
            (None, Some(1_000), Some("清运"), Some(1_000), None),
            (Some(1_001), None, None, None, Some("payment-refund-too-much")),
            (Some(0), None, None, None, Some("payment-refund-too-much")),
            (Some(500), Some(501), Some("?"), None, Some("payment-kept-too-much")),
            (None, Some(-1), Some("?"), None, Some("payment-kept-too-much")),
            (None, Some(1), Some(" "), None, Some("payment-kept-why")),
            (None, Some(300), Some("清运"), Some(299), Some("payment-kept-for-bill")),
            (None, None, None, Some(299), Some("payment-kept-for-bill")),
        ] {
            let input = CreateDepositRefund {
                id: Id::from_uuid(Uuid::from_u128(1)),
                amount: amount.map(Money),
                kept: kept.map(Money),
                kept_reason: reason.map(str::to_owned),
                bill_id: None,
                method: Method::Cash,
                reason: "退场".to_owned(),
            };
            let found = ask(&input, Money(1_000), owed.map(Money));
            let key = found.as_ref().err().map(|error| match error {
                Error::Invalid(fields) => fields[0].message.key.clone().into_owned(),
                other => other.to_string(),
            });
            assert_eq!(key.as_deref(), refused, "{amount:?} {kept:?} {reason:?} {owed:?}");
        }
    }
}
