//! Read models of refunds.

use billing::BillId;
use kernel::{Error, Money, Result, form::Choice};
use ledger::capital::capital;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{AskPart, RefundFilter, RefundLine, RefundPayment, RefundRecord, RefundRow, WhichRefund},
    rules, store as rows,
};
use crate::payment::{
    self,
    model::{PaymentId, PaymentLineRow, PaymentRecord},
};

/// The list of refunds.
pub async fn list(cx: &mut Context, ask: Ask<RefundFilter>) -> Result<Listing<RefundLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |r: &RefundRow| Cursor(args![r.asked_at, r.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| RefundLine {
        id: row.id,
        number: row.number,
        place: row.place,
        prepaid_for: row.purpose,
        amount: row.amount_fen,
        refund_state: row.state,
        asked_name: row.asked_name,
        asked_at: row.asked_at,
        community: row.org_id,
    }))
}

/// One refund as its slip tells it.
pub async fn view(cx: &mut Context, which: WhichRefund) -> Result<RefundRecord> {
    let refund = rows::one(cx, which.id).await?;
    let lines = rows::lines(cx, &refund).await?;
    let receipt = match refund.payment_id {
        Some(id) => payment::store::by_ids(cx, &[id]).await?.pop().map(|payment| payment.number),
        None => None,
    };
    Ok(RefundRecord { capital: capital(refund.amount_fen), receipt, lines, refund })
}

/// What a part of a payment that is asked back by a paper of another module takes of its bills: the last of those named first.
///
/// # Errors
/// A field error for more than is left of them; [`Error::Broken`] for a payment that was voided; [`Error::NotFound`] outside the scope.
pub async fn part(cx: &mut Context, asked: AskPart) -> Result<Vec<PaymentLineRow>> {
    let AskPart { id, bill_ids, amount, asked } = asked;
    let shown = rules::without(record(cx, id).await?, &asked);
    let wanted = RefundPayment { id, bill_ids, amount, method: None, reason: String::new() };
    Ok(rules::part(&shown, &wanted)?.lines)
}

/// The bills of a payment to tick in a form, with what is left of each when this much of them is asked back already.
///
/// # Errors
/// [`Error::NotFound`] outside the scope.
pub async fn bills_to_choose(cx: &mut Context, id: PaymentId, asked: &[(BillId, Money)]) -> Result<Vec<Choice>> {
    let shown = rules::without(record(cx, id).await?, asked);
    Ok(payment::queries::bills_left(&cx.speech(), &shown))
}

async fn record(cx: &mut Context, id: PaymentId) -> Result<PaymentRecord> {
    payment::queries::records(cx, &[id]).await?.pop().ok_or(Error::NotFound)
}
