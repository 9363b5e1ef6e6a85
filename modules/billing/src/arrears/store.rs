//! What is owed by fee item and due day: sums over an index, whatever the day.

use kernel::{Date, Money, OrgId, Result};
use module::Context;
use store::{Select, args};
use tariff::FeeItemId;

/// What is billed by a day and not voided by then, by item and due day.
pub(crate) async fn billed(cx: &mut Context, org: Option<OrgId>, day: Date) -> Result<Vec<(FeeItemId, Date, Money)>> {
    let (sql, args) = Select::from("bills b")
        .columns("b.item_id, b.due_on, CAST(SUM(b.amount_fen) AS BIGINT)")
        .scope("b.org_id", cx.scope())
        .filter_if("b.org_id = ?", org)
        .filter("b.state <> 'draft' AND b.bill_on <= ? AND (b.voided_on IS NULL OR b.voided_on > ?)", args![day, day])
        .group_by("b.item_id, b.due_on")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What was taken back by a day, in the same way.
pub(crate) async fn credited(cx: &mut Context, org: Option<OrgId>, day: Date) -> Result<Vec<(FeeItemId, Date, Money)>> {
    let (sql, args) = Select::from("credit_notes c")
        .columns("c.item_id, c.due_on, CAST(SUM(c.amount_fen) AS BIGINT)")
        .scope("c.org_id", cx.scope())
        .filter_if("c.org_id = ?", org)
        .filter("c.state = 'approved' AND c.decided_on <= ?", args![day])
        .group_by("c.item_id, c.due_on")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What papers had settled by a day, in the same way.
pub(crate) async fn settled(cx: &mut Context, org: Option<OrgId>, day: Date) -> Result<Vec<(FeeItemId, Date, Money)>> {
    let (sql, args) = Select::from("bill_settlements s")
        .columns("s.item_id, s.due_on, CAST(SUM(s.amount_fen) AS BIGINT)")
        .scope("s.org_id", cx.scope())
        .filter_if("s.org_id = ?", org)
        .filter("s.counts_on <= ?", args![day])
        .group_by("s.item_id, s.due_on")
        .build();
    cx.tx().fetch_all(sql, args).await
}
