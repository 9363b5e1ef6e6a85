//! Settling bills, in the transaction of the paper that does it.

use std::collections::BTreeMap;

use kernel::{Date, Error, OrgId, Result};
use module::{Change, Context};

use super::{
    model::{Claim, Settled, SettledAs, SettlementRow},
    rules, store,
};
use crate::{arrears::actions as arrears, bill::model::BillId};

/// Settles parts of bills by a paper, in the caller's transaction; the parts of one bill count one after the other. The book is the
/// paper's to post; it is posted after this, so that whoever waits for a bill holds no book.
///
/// # Errors
/// [`Error::Broken`] in plain words for more than is owed, for a bill that is voided or not published, and for more taken back than was
/// settled; [`Error::NotFound`] for a bill of another community, and for a community outside the scope.
pub async fn settle(cx: &mut Context, org: OrgId, paper: &str, on: Date, parts: &[Settled]) -> Result<()> {
    settle_as(cx, org, (paper, SettledAs::Paid), on, parts).await
}

/// Gives up parts of bills as lost by a paper, or takes that back, in the same way; the book is the paper's to post.
///
/// # Errors
/// Those of [`settle`].
pub async fn write_off(cx: &mut Context, org: OrgId, paper: &str, on: Date, parts: &[Settled]) -> Result<()> {
    settle_as(cx, org, (paper, SettledAs::WrittenOff), on, parts).await
}

async fn settle_as(
    cx: &mut Context,
    org: OrgId,
    (paper, settled_as): (&str, SettledAs),
    on: Date,
    parts: &[Settled],
) -> Result<()> {
    cx.within(org)?;
    let mut ids: Vec<BillId> = parts.iter().map(|part| part.bill_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let bills: BTreeMap<BillId, Claim> =
        store::claims(cx, org, &ids).await?.into_iter().map(|claim| (claim.id, claim)).collect();
    let mut moves = store::moves(cx, &ids).await?;
    let mut rows = Vec::with_capacity(parts.len());
    for part in parts {
        let bill = bills.get(&part.bill_id).ok_or(Error::NotFound)?;
        let moved = moves.entry(bill.id).or_default();
        *moved = rules::settle(bill, *moved, settled_as, part.amount)?;
        let row = SettlementRow {
            org_id: org,
            id: cx.new_id(),
            bill_id: bill.id,
            item_id: bill.item_id,
            building_id: bill.building_id,
            due_on: bill.due_on,
            settled_as,
            amount_fen: part.amount,
            counts_on: on.max(bill.bill_on),
            paper: paper.to_owned(),
            made_at: cx.now(),
        };
        cx.record(Change::to(org, row.id).after(&row));
        rows.push(row);
    }
    store::insert(cx, &rows).await?;
    arrears::settled(cx, org, &rows).await?;
    for id in ids {
        cx.touch(format!("bill:{id}"));
    }
    cx.touch(format!("bills:{org}"));
    Ok(())
}
