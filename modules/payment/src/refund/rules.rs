//! What may be given back, and who decides – pure.

use billing::BillId;
use kernel::{Error, Message, Money, Result};
use settle::refund::{self, Method as Came};
use uuid::Uuid;

use super::model::{Part, RefundPayment, RefundRow, RefundState};
use crate::payment::model::{Method, PaymentLineRow, PaymentRecord, PaymentState};

/// How much is given back: what was said, or all that is left; never more than that.
pub(crate) fn ask(said: Option<Money>, left: Money) -> Result<Money> {
    let amount = said.unwrap_or(left);
    if amount <= Money::ZERO || amount > left {
        return Err(Error::field("amount", Message::of("payment-refund-too-much").with("left", left)));
    }
    Ok(amount)
}

/// What a part of a payment that is asked back comes to: the way it goes, which is one it came, and what is owed again, the last bill
/// first. What is asked for and not decided counts as gone.
///
/// # Errors
/// A field error for a way it did not come or for more than is left; [`Error::Broken`] for a payment that was voided.
pub(crate) fn part(of: &PaymentRecord, asked: &RefundPayment) -> Result<Part> {
    if of.payment.state == PaymentState::Voided {
        return Err(Error::broken("payment-voided-already"));
    }
    let method = way(of, asked.method)?;
    let chosen: Vec<&PaymentLineRow> =
        of.lines.iter().filter(|line| asked.bill_ids.is_empty() || asked.bill_ids.contains(&line.bill_id)).collect();
    let left = chosen.iter().map(|line| of.left_of(line)).sum::<Money>().min(of.left_in(method));
    let amount = ask(asked.amount, left)?;
    let claim = |(nth, line): (usize, &&PaymentLineRow)| refund::Payment {
        key: format!("{nth:06}"),
        method: came(method),
        paid_on: of.payment.paid_on,
        amount: line.amount_fen,
        refunded: line.amount_fen - of.left_of(line),
        returnable_until: None,
    };
    let claims: Vec<refund::Payment> = chosen.iter().enumerate().map(claim).collect();
    let backs = refund::refund(amount, &claims, of.payment.paid_on);
    let backs = backs.map_err(|refusal| Error::Broken(refusal.message()))?;
    let line = |back: &refund::Back| {
        let nth = claims.iter().position(|claim| claim.key == back.payment)?;
        Some(PaymentLineRow { amount_fen: back.amount, ..chosen[nth].clone() })
    };
    Ok(Part { method, amount, lines: backs.iter().filter_map(line).collect() })
}

/// A payment without what papers of other modules have asked back of it and not given back yet.
pub(crate) fn without(mut of: PaymentRecord, asked: &[(BillId, Money)]) -> PaymentRecord {
    for (bill, amount) in asked {
        if let Some(line) = of.lines.iter_mut().find(|line| line.bill_id == *bill) {
            line.amount_fen = line.amount_fen - *amount;
        }
        // What comes in elsewhere comes in one way.
        if let Some(way) = of.methods.first_mut() {
            way.amount_fen = way.amount_fen - *amount;
        }
    }
    of
}

/// What is owed again of which bill when that was said as it was asked for; none when it no longer comes to what has gone back.
pub(crate) fn as_asked(of: &PaymentRecord, bills: &[(BillId, Money)], amount: Money) -> Option<Vec<PaymentLineRow>> {
    let line = |&(bill, amount_fen): &(BillId, Money)| {
        let line = of.lines.iter().find(|line| line.bill_id == bill && amount_fen <= of.left_of(line))?;
        Some(PaymentLineRow { amount_fen, ..line.clone() })
    };
    let lines: Vec<PaymentLineRow> = bills.iter().map(line).collect::<Option<_>>()?;
    (lines.iter().map(|line| line.amount_fen).sum::<Money>() == amount).then_some(lines)
}

/// What a channel brought goes back by the channel; everything else is paid back by hand: out of the box, or by a transfer.
pub(crate) fn by_hand(of: &PaymentRecord) -> Result<()> {
    let transferred = of.methods.iter().all(|one| one.method == Method::Transfer);
    if of.payment.brought_by.is_none() || transferred { Ok(()) } else { Err(Error::broken("payment-brought")) }
}

/// The way money goes back: one it came, the only one unless somebody says.
fn way(of: &PaymentRecord, said: Option<Method>) -> Result<Method> {
    let mut came: Vec<Method> = of.methods.iter().map(|one| one.method).collect();
    came.dedup();
    match (said, &came[..]) {
        (Some(method), _) if came.contains(&method) => Ok(method),
        (None, [only]) => Ok(*only),
        _ => Err(Error::field("method", Message::of("payment-refund-as-it-came"))),
    }
}

const fn came(method: Method) -> Came {
    match method {
        Method::Cash => Came::Cash,
        Method::Card => Came::Card,
        Method::Transfer => Came::Transfer,
        Method::Wechat => Came::Wechat,
        Method::Alipay => Came::Alipay,
    }
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
