//! The bills of whoever is signed in.

use std::collections::BTreeMap;

use billing::{BillId, OpenBill};
use kernel::{OrgId, Result};
use module::Context;
use online::PayChannel;
use party::PersonId;

use super::model::{BillShown, BillsShown};
use crate::home::model::Nothing;

/// Bills shown at most.
const MOST: i64 = 60;

/// His bills of which something is owed, by community, and the channels by which those of all of them can be paid.
pub(crate) async fn payable(cx: &mut Context) -> Result<(BTreeMap<OrgId, Vec<OpenBill>>, Vec<PayChannel>)> {
    let person = PersonId::from_uuid(cx.actor().id);
    let mut ids: BTreeMap<OrgId, Vec<BillId>> = BTreeMap::new();
    for bill in billing::of_payer(cx, person, MOST).await? {
        ids.entry(bill.line.community).or_default().push(bill.line.id);
    }
    let mut open = BTreeMap::new();
    let mut channels = PayChannel::ALL.to_vec();
    for (org, ids) in ids {
        let bills = billing::open_among(cx, org, &ids).await?;
        if !bills.is_empty() {
            let there = online::channels(cx, org).await?;
            channels.retain(|channel| there.contains(channel));
            open.insert(org, bills);
        }
    }
    if open.is_empty() {
        channels.clear();
    }
    Ok((open, channels))
}

/// What he is asked to pay, latest first.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<BillsShown> {
    let person = PersonId::from_uuid(cx.actor().id);
    let own = billing::of_payer(cx, person, MOST).await?;
    let total = own.iter().map(|bill| bill.line.owed).sum();
    let shown = |bill: billing::OwnBill| BillShown {
        number: bill.line.number,
        fee_item: bill.line.fee_item,
        place: bill.line.place,
        from_on: bill.line.from_on,
        to_on: bill.line.to_on,
        amount: bill.line.amount,
        owed: bill.line.owed,
        paid_state: bill.line.paid_state,
        due_on: bill.line.due_on,
        told: bill.told,
    };
    let (_, channels) = payable(cx).await?;
    let paid_before = opening::paid_before(cx).await?;
    Ok(BillsShown { rows: own.into_iter().map(shown).collect(), total, channels, paid_before })
}
