//! Read models of refunds of deposits.

use std::collections::BTreeMap;

use kernel::{Result, form::form_of};
use ledger::capital::capital;
use module::{Ask, Context, Listing, Shape};
use serde_json::json;
use store::{Cursor, args};

use super::{
    model::{
        CreateDepositRefund, DepositRefundFilter, DepositRefundLine, DepositRefundRecord, DepositRefundRow,
        WhichDepositRefund,
    },
    store as rows,
};
use crate::{
    deposit::{self, model::WhichDeposit},
    payment::queries::{offer, ticked, told},
};

/// The list of refunds.
pub async fn list(cx: &mut Context, ask: Ask<DepositRefundFilter>) -> Result<Listing<DepositRefundLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |r: &DepositRefundRow| Cursor(args![r.asked_at, r.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(line))
}

/// A refund in brief.
pub(crate) fn line(row: DepositRefundRow) -> DepositRefundLine {
    DepositRefundLine {
        paid_back: row.paid_back(),
        id: row.id,
        number: row.number,
        place: row.place,
        deposit_kind: row.kind,
        amount: row.amount_fen,
        kept: row.kept_fen,
        deposit_refund_state: row.state,
        asked_name: row.asked_name,
        asked_at: row.asked_at,
        community: row.org_id,
    }
}

/// One refund as its slip tells it.
pub async fn view(cx: &mut Context, which: WhichDepositRefund) -> Result<DepositRefundRecord> {
    let refund = rows::one(cx, which.id).await?;
    let receipt = deposit::store::one(cx, refund.deposit_id).await?.number;
    Ok(DepositRefundRecord { capital: capital(refund.paid_back()), receipt, refund })
}

/// The form of asking for a deposit back, with the open bills of its room.
pub(crate) async fn form(cx: &mut Context, which: WhichDeposit) -> Result<Shape> {
    let of = deposit::store::one(cx, which.id).await?;
    let open = billing::open_bills(cx, of.org_id, &[of.place_id]).await?;
    let speech = cx.speech();
    let mut form = form_of::<CreateDepositRefund>();
    if open.is_empty() {
        form.fields.retain(|field| field.name != "bill_id");
    }
    offer(&mut form.fields, "bill_id", open.iter().map(|b| ticked(b.id.to_string(), told(&speech, b))).collect());
    let title = speech.say_with("payment-deposit-refund-of", &[("number", &of.number), ("place", &of.place)]);
    let values = json!({ "id": of.id, "amount": of.held_fen, "method": of.method });
    Ok(Shape { title: Some(title), form, values, known: BTreeMap::new() })
}
