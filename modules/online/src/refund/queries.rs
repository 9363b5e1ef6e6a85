//! Read models of refunds at channels.

use std::collections::BTreeMap;

use billing::BillId;
use kernel::{
    Money, Result,
    form::{Form, Kind, form_of},
};
use module::{Ask, Context, Listing, Shape};
use serde_json::json;
use store::{Cursor, args};

use super::{
    model::{
        ChannelRefundFilter, ChannelRefundLine, ChannelRefundRecord, ChannelRefundRow, CreateChannelRefund,
        WhichChannelRefund,
    },
    rules, store as rows,
};
use crate::arrival::{self, model::WhichArrival};

/// The list of refunds.
pub async fn list(cx: &mut Context, ask: Ask<ChannelRefundFilter>) -> Result<Listing<ChannelRefundLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |f: &ChannelRefundRow| Cursor(args![f.asked_at, f.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| ChannelRefundLine {
        id: row.id,
        amount: row.amount_fen,
        reason: row.reason,
        channel_refund_state: row.state,
        asked_name: row.asked_name,
        asked_at: row.asked_at,
        community: row.org_id,
    }))
}

/// One refund.
pub async fn view(cx: &mut Context, which: WhichChannelRefund) -> Result<ChannelRefundRecord> {
    let refund = rows::one(cx, which.id).await?;
    Ok(ChannelRefundRecord { bills: rows::bills(cx, &[refund.id]).await?, refund })
}

/// The form of asking for one: the bills the money paid to tick, each with what is left of it.
pub(crate) async fn form(cx: &mut Context, which: WhichArrival) -> Result<Shape> {
    let of = arrival::store::one(cx, which.id).await?;
    let before = rows::of_arrival(cx, &of).await?;
    let asked = asked(cx, &before).await?;
    let choices = match of.payment_id {
        Some(payment) => payment::bills_to_choose(cx, payment, &asked).await?,
        None => Vec::new(),
    };
    let Form { mut fields } = form_of::<CreateChannelRefund>();
    match fields.iter_mut().find(|field| field.name == "bill_ids") {
        Some(field) if !choices.is_empty() => field.kind = Kind::Choice { choices },
        // What has paid nothing yet has no bills to choose.
        _ => fields.retain(|field| field.name != "bill_ids"),
    }
    Ok(Shape { title: None, form: Form { fields }, values: json!({ "id": of.id }), known: BTreeMap::new() })
}

/// What refunds that are neither given back nor over have asked of which bill.
pub(crate) async fn asked(cx: &mut Context, before: &[ChannelRefundRow]) -> Result<Vec<(BillId, Money)>> {
    let open: Vec<_> = before.iter().filter(|one| rules::is_open(one)).map(|one| one.id).collect();
    Ok(rows::bills(cx, &open).await?.into_iter().map(|one| (one.bill_id, one.amount_fen)).collect())
}
