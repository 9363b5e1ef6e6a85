//! Everything that moved on the bills of a place.

use kernel::{Date, Money, OrgId, Result};
use module::Context;
use property::PlaceId;
use store::{Arg, Select, args};

use super::model::Part;
use crate::bill::{
    model::{BillId, BillRow},
    store::COLUMNS,
};

/// Keys of one question.
const SOME: usize = 500;

/// Its bills, with those that were voided.
pub(crate) async fn bills(cx: &mut Context, org: OrgId, place: PlaceId) -> Result<Vec<BillRow>> {
    let (sql, args) = Select::from("bills b")
        .columns(COLUMNS)
        .scope("b.org_id", cx.scope())
        .filter("b.org_id = ? AND b.place_id = ? AND b.state <> 'draft'", args![org, place])
        .order_by("b.from_on, b.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What was taken back of them.
pub(crate) async fn credits(cx: &mut Context, org: OrgId, bills: &[BillRow]) -> Result<Vec<(BillId, Date, Money)>> {
    let mut found = Vec::new();
    for some in bills.chunks(SOME) {
        let (sql, args) = Select::from("credit_notes c")
            .columns("c.bill_id, c.decided_on, c.amount_fen")
            .scope("c.org_id", cx.scope())
            .filter("c.org_id = ? AND c.state = 'approved'", args![org])
            .among("c.bill_id", some.iter().map(|bill| Arg::from(bill.id)).collect())
            .build();
        found.extend(cx.tx().fetch_all::<(BillId, Date, Money)>(sql, args).await?);
    }
    Ok(found)
}

/// What papers settled of them, in the order it was entered.
pub(crate) async fn parts(cx: &mut Context, org: OrgId, bills: &[BillRow]) -> Result<Vec<Part>> {
    let mut found = Vec::new();
    for some in bills.chunks(SOME) {
        let (sql, args) = Select::from("bill_settlements s")
            .columns("s.bill_id, s.settled_as, s.counts_on, s.amount_fen")
            .scope("s.org_id", cx.scope())
            .filter("s.org_id = ?", args![org])
            .among("s.bill_id", some.iter().map(|bill| Arg::from(bill.id)).collect())
            .order_by("s.made_at, s.id")
            .build();
        found.extend(cx.tx().fetch_all::<Part>(sql, args).await?);
    }
    Ok(found)
}
