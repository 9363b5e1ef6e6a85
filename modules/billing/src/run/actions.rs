//! Asking for a run, approving it, cancelling it. What it makes, its job makes.

use kernel::{Error, Message, Money, OrgId, Result};
use module::{Change, Context};
use property::PlaceKind;
use serde_json::json;

use super::{
    jobs::GO_ON,
    model::{BillRunRow, CreateBillRun, RunState, WhichBillRun},
    rules, store,
};

/// How far back a run looks when nobody says: what was forgotten there is made up for.
const BACK: u32 = 3;
/// What is charged for.
pub(crate) const CHARGED: &[PlaceKind] = &[PlaceKind::Room, PlaceKind::ParkingSpace];

/// Begins a run: its bills are counted as drafts that nobody sees.
pub async fn create(cx: &mut Context, input: CreateBillRun) -> Result<WhichBillRun> {
    let org = input.org_id;
    cx.within(org)?;
    make_way(cx, org).await?;
    let until = input.billed_until_on.unwrap_or(cx.now().date(cx.zone()));
    let since = input.since_on.unwrap_or(rules::months_before(until, BACK));
    if since > until {
        return Err(Error::field("since_on", Message::of("billing-since-after-until")));
    }
    if until.days_since(since) > 366 * 10 {
        return Err(Error::field("since_on", Message::of("billing-since-too-early")));
    }
    let places = property::count_in_community(cx, org, CHARGED).await?;
    let row = BillRunRow {
        org_id: org,
        id: cx.new_id(),
        since_on: since,
        until_on: until,
        state: RunState::Counting,
        reached: None,
        places,
        places_done: 0,
        bills: 0,
        total_fen: Money::ZERO,
        standing: 0,
        fresh: 0,
        changed: 0,
        before_fen: Money::ZERO,
        reasons: "[]".to_owned(),
        published: 0,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        approved_by: None,
        approved_name: None,
        approved_at: None,
        done_at: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org, row.id).after(&row));
    go_on(cx, &row).await?;
    Ok(WhichBillRun { id: row.id })
}

/// One run of a community at a time; one that found nothing to bill waits for nobody and ends here.
async fn make_way(cx: &mut Context, org: OrgId) -> Result<()> {
    let Some(was) = store::under_way(cx, org).await? else { return Ok(()) };
    if was.state != RunState::Ready || was.bills > 0 {
        return cx.refuse(Message::of("billing-run-open"));
    }
    let is = BillRunRow { state: RunState::Cleared, version: was.version + 1, ..was.clone() };
    store::update(cx, &is).await?;
    cx.record(Change::to(org, is.id).before(&was).after(&is));
    cx.touch(format!("bill_run:{}", is.id));
    Ok(())
}

/// Approves what a run counted; its bills are published, all of them.
pub async fn approve(cx: &mut Context, input: WhichBillRun) -> Result<WhichBillRun> {
    let was = store::to_change(cx, input.id).await?;
    let by = cx.actor().id;
    rules::approve(&was, by)?;
    let is = BillRunRow {
        state: RunState::Approved,
        approved_by: Some(by),
        approved_name: Some(cx.actor().name.clone()),
        approved_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    decided(cx, &was, &is).await
}

/// Cancels a run; none of its bills was ever seen.
pub async fn cancel(cx: &mut Context, input: WhichBillRun) -> Result<WhichBillRun> {
    let was = store::to_change(cx, input.id).await?;
    rules::cancel(&was)?;
    let is = BillRunRow { state: RunState::Cancelled, version: was.version + 1, ..was.clone() };
    decided(cx, &was, &is).await
}

async fn decided(cx: &mut Context, was: &BillRunRow, is: &BillRunRow) -> Result<WhichBillRun> {
    store::update(cx, is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    go_on(cx, is).await?;
    Ok(WhichBillRun { id: is.id })
}

/// Queues the next part of a run.
pub(crate) async fn go_on(cx: &mut Context, run: &BillRunRow) -> Result<()> {
    let now = cx.now();
    cx.later(run.org_id, GO_ON, json!({ "id": run.id }), now, None).await?;
    cx.touch(format!("bill_run:{}", run.id));
    cx.touch(format!("bill_runs:{}", run.org_id));
    Ok(())
}
