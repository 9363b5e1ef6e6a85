//! Keeping the months that are summed up true: bills of earlier days, papers that came late; and summing up anew.

use std::collections::BTreeMap;

use kernel::{Date, Money, OrgId, Result};
use module::{Change, Context};

use super::{
    model::{ArrearsSummaryId, OwedRow, SummaryRow, WhichSummary},
    rules, store,
};
use crate::{
    bill::model::BillRow,
    settlement::model::{SettledAs, SettlementRow},
};

/// Bills are published: those of months that are summed up already count there.
pub(crate) async fn published(cx: &mut Context, org: OrgId, bills: &[BillRow]) -> Result<()> {
    store::begin(cx.tx(), org).await?;
    let owed = |bill: &BillRow| OwedRow {
        org_id: org,
        item_id: bill.item_id,
        building_id: bill.building_id,
        due_on: bill.due_on,
        owed_fen: bill.amount_fen,
        written_off_fen: Money::ZERO,
    };
    late(cx, org, bills.iter().map(|bill| (bill.bill_on, owed(bill))).collect()).await
}

/// Papers have settled bills: what counts for months that are summed up already counts there.
pub(crate) async fn settled(cx: &mut Context, org: OrgId, rows: &[SettlementRow]) -> Result<()> {
    let owed = |row: &SettlementRow| OwedRow {
        org_id: org,
        item_id: row.item_id,
        building_id: row.building_id,
        due_on: row.due_on,
        owed_fen: -row.amount_fen,
        written_off_fen: if row.settled_as == SettledAs::WrittenOff { row.amount_fen } else { Money::ZERO },
    };
    late(cx, org, rows.iter().map(|row| (row.counts_on, owed(row))).collect()).await
}

/// Adds to months that are summed up what counts for days in them.
async fn late(cx: &mut Context, org: OrgId, moves: Vec<(Date, OwedRow)>) -> Result<()> {
    let month = rules::month_of(cx.now().date(cx.zone()));
    let mut days: BTreeMap<Date, Vec<OwedRow>> = BTreeMap::new();
    for (counts_on, row) in moves.into_iter().filter(|(counts_on, _)| *counts_on < month) {
        days.entry(rules::month_of(counts_on)).or_default().push(row);
    }
    if days.is_empty() {
        return Ok(());
    }
    let Some(kept) = store::to_change(cx.tx(), org).await? else { return Ok(()) };
    for (counts_on, rows) in days {
        let rows = rules::summed(rows);
        for end in rules::changed_by(&kept, counts_on) {
            for row in &rows {
                store::add(cx.tx(), end, row).await?;
            }
        }
    }
    Ok(())
}

/// Forgets what is kept of a community; the next job sums it up anew from the bills.
pub async fn rebuild(cx: &mut Context, which: WhichSummary) -> Result<WhichSummary> {
    let org = which.org_id;
    cx.within(org)?;
    store::begin(cx.tx(), org).await?;
    let was = store::to_change(cx.tx(), org).await?;
    let is = SummaryRow { org_id: org, since_on: None, until_on: None };
    store::forget(cx.tx(), org).await?;
    store::update(cx.tx(), &is).await?;
    cx.record(Change::to(org, ArrearsSummaryId::from_uuid(org.uuid())).before(&was).after(&is));
    Ok(which)
}
