//! Paying bills by a channel, on the phone.

use kernel::{Error, Message, Result, form::form_of};
use module::{Context, Shape};
use online::{OrderWay, Wish};

use super::{
    model::{PayBills, WhichOrder},
    queries,
};
use crate::home::model::Nothing;

/// Makes the orders of the ticked bills; the first is shown, with the others as the steps after it.
pub async fn pay(cx: &mut Context, input: PayBills) -> Result<WhichOrder> {
    let (payable, _) = queries::payable(cx).await?;
    let (batch_id, way) = (cx.new_uuid(), way(cx.device()));
    let mut first = None;
    for (org_id, open) in payable {
        let bills: Vec<_> = open.into_iter().filter(|bill| input.bill_ids.contains(&bill.id)).collect();
        if bills.is_empty() {
            continue;
        }
        let wish = Wish { org_id, channel: input.pay_channel, bills, way, shift_id: None, batch_id };
        let made = online::order(cx, wish).await?;
        first = first.or(made.first().copied());
    }
    let Some(id) = first else { return Err(Error::field("bill_ids", Message::of("portal-bill-tick"))) };
    Ok(WhichOrder { id })
}

/// A phone goes to the channel by an address; everything else shows a code.
fn way(device: &str) -> OrderWay {
    let phone = ["Android", "iPhone", "HarmonyOS"].iter().any(|system| device.contains(system));
    if phone { OrderWay::Phone } else { OrderWay::Code }
}

/// The form: all that is owed, ticked, and the channels by which it can be paid.
pub(crate) async fn shape(cx: &mut Context, _: Nothing) -> Result<Shape> {
    let (payable, channels) = queries::payable(cx).await?;
    let open: Vec<_> = payable.into_values().flatten().collect();
    Ok(online::offered(&cx.speech(), form_of::<PayBills>().fields, &open, &channels))
}
