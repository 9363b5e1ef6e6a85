//! Voiding bills, and taking some of them back with approval.

use kernel::{Message, Money, Result};
use module::{Change, Context};
use process::runtime;

use super::{
    model::{AskCredit, BillRow, BillState, CreditNoteRow, CreditState, Credited, VoidBill, WhichBill, WhichCredit},
    rules, store,
};
use crate::{penalty, posting::actions as book, settlement::store::moves_of};

/// Voids a bill; the next run makes another in its place.
pub async fn void(cx: &mut Context, input: VoidBill) -> Result<WhichBill> {
    let was = store::to_change(cx, input.id).await?;
    rules::void(&was, &moves_of(cx, was.id).await?)?;
    if !penalty::store::charged(cx, &[was.id]).await?.is_empty() {
        return cx.refuse(Message::of("billing-penalty-stands"));
    }
    let is = BillRow {
        state: BillState::Voided,
        voided_on: Some(cx.now().date(cx.zone())),
        voided_name: Some(cx.actor().name.clone()),
        void_reason: Some(input.reason),
        version: was.version + 1,
        ..was.clone()
    };
    store::void(cx, &is).await?;
    book::void(cx, &was, is.void_reason.as_deref().unwrap_or_default()).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &is);
    Ok(WhichBill { id: is.id })
}

/// Asks for a credit.
pub async fn ask_credit(cx: &mut Context, input: AskCredit) -> Result<Credited> {
    let bill = store::to_change(cx, input.id).await?;
    rules::credit(&bill, &moves_of(cx, bill.id).await?, input.amount)?;
    let row = CreditNoteRow {
        org_id: bill.org_id,
        id: cx.new_id(),
        bill_id: bill.id,
        item_id: bill.item_id,
        building_id: bill.building_id,
        due_on: bill.due_on,
        amount_fen: Money(input.amount.0),
        reason: input.reason,
        state: CreditState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        decided_name: None,
        decided_on: None,
        version: 1,
    };
    store::insert_credit(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &bill);
    Ok(Credited { id: row.id, bill_id: bill.id })
}

/// Approves a credit: so much less is owed from today on.
pub async fn approve_credit(cx: &mut Context, input: WhichCredit) -> Result<Credited> {
    decide(cx, input, CreditState::Approved).await
}

/// Refuses a credit.
pub async fn refuse_credit(cx: &mut Context, input: WhichCredit) -> Result<Credited> {
    decide(cx, input, CreditState::Refused).await
}

async fn decide(cx: &mut Context, input: WhichCredit, state: CreditState) -> Result<Credited> {
    let was = store::credit_to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    let by = cx.actor().id;
    rules::decide(&was, by)?;
    let bill = store::to_change(cx, was.bill_id).await?;
    if state == CreditState::Approved {
        rules::approve_credit(&bill, &moves_of(cx, bill.id).await?, was.amount_fen)?;
    }
    let is = CreditNoteRow {
        state,
        decided_name: Some(cx.actor().name.clone()),
        decided_on: Some(cx.now().date(cx.zone()).max(bill.bill_on)),
        version: was.version + 1,
        ..was.clone()
    };
    store::decide_credit(cx, &is, by).await?;
    if state == CreditState::Approved {
        book::credit(cx, &bill, &is).await?;
    }
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &bill);
    Ok(Credited { id: is.id, bill_id: is.bill_id })
}

fn touched(cx: &mut Context, bill: &BillRow) {
    cx.touch(format!("bill:{}", bill.id));
    cx.touch(format!("bills:{}", bill.org_id));
}
