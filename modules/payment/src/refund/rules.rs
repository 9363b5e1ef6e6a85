//! What may be given back, and who decides – pure.

use kernel::{Error, Message, Money, Result};
use uuid::Uuid;

use super::model::{RefundRow, RefundState};

/// How much is given back: what was said, or all that is left; never more than that.
pub(crate) fn ask(said: Option<Money>, left: Money) -> Result<Money> {
    let amount = said.unwrap_or(left);
    if amount <= Money::ZERO || amount > left {
        return Err(Error::field("amount", Message::of("payment-refund-too-much").with("left", left)));
    }
    Ok(amount)
}

/// Somebody else decides than who asked, and once.
pub(crate) fn decide(refund: &RefundRow, by: Uuid) -> Result<()> {
    match refund.state {
        RefundState::Waiting if refund.asked_by == by => Err(Error::broken("payment-own-refund")),
        RefundState::Waiting => Ok(()),
        RefundState::Approved | RefundState::Refused => Err(Error::broken("payment-refund-decided")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_more_is_given_back_than_is_left() {
        for (said, left, wanted) in [
            (None, 500, Some(500)),
            (Some(200), 500, Some(200)),
            (Some(500), 500, Some(500)),
            (Some(501), 500, None),
            (Some(0), 500, None),
            (Some(-1), 500, None),
            (None, 0, None),
        ] {
            assert_eq!(ask(said.map(Money), Money(left)).ok().map(|amount| amount.0), wanted, "{said:?} of {left}");
        }
    }
}
