//! Closing and opening again.

use kernel::{Date, Error, OrgId, Result};
use module::{Change, Context};
use serde_json::json;

use super::{
    model::{ClosePeriod, ClosingRow, PeriodDone, ReopenPeriod},
    rules, store,
};
use crate::posting;

/// Closes everything up to and with a day.
pub async fn close(cx: &mut Context, input: ClosePeriod) -> Result<PeriodDone> {
    let today = cx.now().date(cx.zone());
    rules::over(input.closed_until, today).map_err(|message| Error::field("closed_until", message))?;
    turn(cx, input.org_id, input.closed_until, None).await
}

/// Opens the period that was closed last.
pub async fn reopen(cx: &mut Context, input: ReopenPeriod) -> Result<PeriodDone> {
    turn(cx, input.org_id, input.closed_until, Some(input.reason.trim().to_owned())).await
}

async fn turn(cx: &mut Context, org: OrgId, until: Date, reason: Option<String>) -> Result<PeriodDone> {
    cx.within(org)?;
    let head = posting::store::lock(cx, org).await?;
    let rows = store::of(cx, org).await?;
    let mut periods = rules::periods(&rows);
    let after = u64::try_from(head.entries).unwrap_or_default();
    let turned = match &reason {
        None => periods.close(until, after),
        Some(reason) => periods.reopen(until, reason, after),
    };
    turned.map_err(|refusal| posting::actions::refused(&refusal))?;
    let nth = rows.last().map_or(0, |row| row.nth) + 1;
    let (made_by, made_at) = (cx.actor().name.clone(), cx.now());
    let row = ClosingRow { org_id: org, nth, until_on: until, after_entries: head.entries, reason, made_by, made_at };
    store::insert(cx, &row).await?;
    let closed_until = periods.closed_until();
    posting::store::set_closed(cx.tx(), org, closed_until).await?;
    let told = |until: Option<Date>, reason: Option<&String>| json!({ "closed_until": until, "reason": reason });
    let change = Change::to(org, org).before(&told(head.closed_until, None));
    cx.record(change.after(&told(closed_until, row.reason.as_ref())));
    cx.touch(format!("ledger:{org}"));
    Ok(PeriodDone { org_id: org, closed_until })
}
