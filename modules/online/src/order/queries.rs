//! Read models of orders.

use std::collections::BTreeMap;

use billing::OpenBill;
use kernel::{
    Error, Label, Result,
    form::{Choice, Field, Form, Kind, form_of},
};
use module::{Ask, Context, Listing, Shape};
use serde_json::json;
use store::{Cursor, args};
use ui::Speech;

use super::{
    model::{
        CollectBegun, CollectOrder, OrderFilter, OrderLine, OrderRecord, OrderRow, OrderStep, PaymentOrderId,
        WhichOrder,
    },
    rules, store as rows,
};
use crate::account::{self, model::PayChannel};

/// The list of orders.
pub async fn list(cx: &mut Context, ask: Ask<OrderFilter>) -> Result<Listing<OrderLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |o: &OrderRow| Cursor(args![o.created_at, o.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| OrderLine {
        id: row.id,
        subject: row.subject,
        pay_channel: row.channel,
        amount: row.amount_fen,
        payment_order_state: row.state,
        created_name: row.created_name,
        created_at: row.created_at,
        community: row.org_id,
    }))
}

/// One order.
pub async fn view(cx: &mut Context, which: WhichOrder) -> Result<OrderRecord> {
    let order = rows::one(cx, which.id).await?;
    let lines = rows::lines(cx, &order).await?;
    let batch = rows::of_batch(cx, order.batch_id).await?;
    let mut steps = Vec::with_capacity(batch.len());
    for step in batch {
        steps.push(OrderStep {
            id: step.id,
            payee: account::store::one(cx, step.payee_account_id).await?.name,
            open: rules::is_live(&step, cx.now()),
            subject: step.subject,
            amount: step.amount_fen,
            state: step.state,
        });
    }
    Ok(OrderRecord { order, lines, steps })
}

/// One order of whoever asks; somebody else's is not there.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's.
pub async fn own(cx: &mut Context, id: PaymentOrderId) -> Result<OrderRecord> {
    let shown = view(cx, WhichOrder { id }).await?;
    if shown.order.created_by == cx.actor().id { Ok(shown) } else { Err(Error::NotFound) }
}

/// The form at the counter: the bills of the chosen rooms, all ticked.
pub(crate) async fn form(cx: &mut Context, begun: CollectBegun) -> Result<Shape> {
    let known = property::place_lines(cx, &begun.place_ids).await?;
    let places: Vec<_> = begun.place_ids.iter().filter_map(|id| known.get(id)).collect();
    let Some(org) = places.first().map(|place| place.org_id) else { return Err(Error::NotFound) };
    cx.within(org)?;
    let ids: Vec<_> = places.iter().filter(|place| place.org_id == org).map(|place| place.id).collect();
    let open = billing::open_bills(cx, org, &ids).await?;
    let channels = account::queries::channels(cx, org).await?;
    let speech = cx.speech();
    let Form { mut fields } = form_of::<CollectOrder>();
    let named = places.iter().map(|place| ticked(place.id.to_string(), place.name.clone())).collect();
    offer(&mut fields, "place_ids", named);
    let shape = offered(&speech, fields, &open, &channels);
    let mut values = shape.values;
    values["place_ids"] = json!(ids);
    Ok(Shape { values, ..shape })
}

/// A form over open bills, all ticked, with the channels by which they can be paid.
pub fn offered(speech: &Speech, mut fields: Vec<Field>, open: &[OpenBill], channels: &[PayChannel]) -> Shape {
    offer(&mut fields, "bill_ids", open.iter().map(|bill| ticked(bill.id.to_string(), told(speech, bill))).collect());
    offer(&mut fields, "pay_channel", channels.iter().map(|channel| Choice::of(channel.word())).collect());
    let values = json!({
        "bill_ids": open.iter().map(|bill| bill.id).collect::<Vec<_>>(),
        "pay_channel": channels.first(),
    });
    Shape { title: None, form: Form { fields }, values, known: BTreeMap::new() }
}

fn offer(fields: &mut [Field], name: &str, choices: Vec<Choice>) {
    if let Some(field) = fields.iter_mut().find(|field| field.name == name && !choices.is_empty()) {
        field.kind = Kind::Choice { choices };
    }
}

fn ticked(value: String, words: String) -> Choice {
    Choice { value, label: Some(Label::Both { zh: words.clone(), en: words }) }
}

/// A bill in one line: room, item, period and what is owed.
fn told(speech: &Speech, bill: &OpenBill) -> String {
    let (from, to) = (speech.date(bill.from_on), speech.date(bill.to_on));
    format!("{} {} {from} – {to} {}", bill.place, bill.fee_item, speech.money(bill.owed))
}
