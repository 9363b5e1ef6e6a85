//! Letting off what late payment costs: asked for by one, approved by another.

use kernel::Result;
use module::{Change, Context};

use super::{
    model::{AskPenaltyWaiver, PenaltyWaiverRow, Waived, WhichPenaltyWaiver},
    rules, store,
};
use crate::bill::{
    self,
    model::{BillId, BillState, CreditState, WhichBill},
};

/// Asks for a waiver; of a bill that may be late, not of one for late payment: that is credited.
pub async fn ask(cx: &mut Context, input: AskPenaltyWaiver) -> Result<WhichBill> {
    let bill = bill::store::one(cx, input.id).await?;
    if bill.state != BillState::Published || bill.late_bill_id.is_some() {
        return cx.refuse(kernel::Message::of("billing-waiver-not-here"));
    }
    let (off_part, off_fen) = rules::asked(&input)?;
    let row = PenaltyWaiverRow {
        org_id: bill.org_id,
        id: cx.new_id(),
        bill_id: bill.id,
        off_part,
        off_fen,
        reason: input.reason,
        state: CreditState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        decided_name: None,
        decided_at: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichBill { id: bill.id })
}

/// Approves a waiver: so much less is charged by the next run.
pub async fn approve(cx: &mut Context, input: WhichPenaltyWaiver) -> Result<Waived> {
    decide(cx, input, CreditState::Approved).await
}

/// Refuses a waiver.
pub async fn refuse(cx: &mut Context, input: WhichPenaltyWaiver) -> Result<Waived> {
    decide(cx, input, CreditState::Refused).await
}

async fn decide(cx: &mut Context, input: WhichPenaltyWaiver, state: CreditState) -> Result<Waived> {
    let was = store::to_change(cx, input.id).await?;
    let by = cx.actor().id;
    rules::decide(&was, by)?;
    let is = PenaltyWaiverRow {
        state,
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    store::decide(cx, &is, by).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &is);
    let bill_id: BillId = is.bill_id;
    Ok(Waived { id: is.id, bill_id })
}

fn touched(cx: &mut Context, waiver: &PenaltyWaiverRow) {
    cx.touch(format!("bill:{}", waiver.bill_id));
    cx.touch(format!("penalty_waivers:{}", waiver.org_id));
}
