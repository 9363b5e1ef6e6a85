//! Settling bills, in the transaction of the paper that does it.

use std::collections::BTreeMap;

use kernel::{Date, Error, OrgId, Result};
use module::{Change, Context};

use super::{
    model::{Claim, Settled, SettlementRow},
    rules, store,
};
use crate::bill::model::BillId;

/// Settles parts of bills by a paper, in the caller's transaction; the parts of one bill count one after the other. The book is the
/// paper's to post; it is posted after this, so that whoever waits for a bill holds no book.
///
/// # Errors
/// [`Error::Broken`] in plain words for more than is owed, for a bill that is voided or not published, and for more taken back than was
/// settled; [`Error::NotFound`] for a bill of another community, and for a community outside the scope.
pub async fn settle(cx: &mut Context, org: OrgId, paper: &str, on: Date, parts: &[Settled]) -> Result<()> {
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
        *moved = rules::settle(bill, *moved, part.amount)?;
        let row = SettlementRow {
            org_id: org,
            id: cx.new_id(),
            bill_id: bill.id,
            item_id: bill.item_id,
            due_on: bill.due_on,
            amount_fen: part.amount,
            counts_on: on.max(bill.bill_on),
            paper: paper.to_owned(),
            made_at: cx.now(),
        };
        cx.record(Change::to(org, row.id).after(&row));
        rows.push(row);
    }
    store::insert(cx, &rows).await?;
    for id in ids {
        cx.touch(format!("bill:{id}"));
    }
    cx.touch(format!("bills:{org}"));
    Ok(())
}
