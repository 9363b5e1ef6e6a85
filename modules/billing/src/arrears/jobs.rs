//! Summing up months that are over: one month of one community is a transaction, which leaves how far it came.

use kernel::Result;
use module::Context;
use serde_json::{Value, json};

use super::{
    model::{SummaryRow, WhichSummary},
    rules, store,
};

/// The kind of job that sums up the next month of a community.
pub(crate) const SUM_UP: &str = "billing.arrears.sum_up";

/// Begins with every community of which a month is over and not summed up.
pub(crate) async fn begin(cx: &mut Context, _: Value) -> Result<()> {
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    for kept in store::all(cx.tx()).await? {
        if kept.until_on.is_none() || rules::next_month(&kept, None, today).is_some() {
            cx.later(kept.org_id, SUM_UP, json!({ "org_id": kept.org_id }), now, None).await?;
        }
    }
    Ok(())
}

/// Sums up the next month of a community, and goes on until the last that is over.
pub(crate) async fn sum_up(cx: &mut Context, WhichSummary { org_id: org }: WhichSummary) -> Result<()> {
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    let Some(kept) = store::to_change(cx.tx(), org).await? else { return Ok(()) };
    let first = store::first_bill(cx.tx(), org).await?;
    let Some(end) = rules::next_month(&kept, first, today) else { return Ok(()) };
    let mut rows = match kept.until_on {
        Some(until) => store::kept(cx.tx(), &[org], until).await?,
        None => Vec::new(),
    };
    rows.extend(store::moved(cx.tx(), &[org], kept.until_on, end.plus_days(-1)).await?);
    store::keep(cx.tx(), end, &rules::summed(rows)).await?;
    let is = SummaryRow { since_on: kept.since_on.or(Some(end)), until_on: Some(end), ..kept };
    store::update(cx.tx(), &is).await?;
    cx.later(org, SUM_UP, json!({ "org_id": org }), now, None).await
}
