//! Every statement over deductions.

use kernel::{OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use property::PlaceId;
use store::{Arg, Order, Select, args};

use super::model::{DeductionFilter, DeductionId, DeductionLineRow, DeductionRow};

const COLUMNS: &str =
    "d.org_id, d.id, d.number, d.deducted_on, d.deducted_at, d.place_id, d.place, d.amount_fen, d.entry_id";
const NAMES: &[&str] =
    &["org_id", "id", "number", "deducted_on", "deducted_at", "place_id", "place", "amount_fen", "entry_id"];
const LINE: &[&str] =
    &["org_id", "deduction_id", "line", "purpose", "bill_id", "fee_item", "from_on", "to_on", "amount_fen"];

fn deductions(cx: &Context) -> Select {
    Select::from("deductions d").columns(COLUMNS).scope("d.org_id", cx.scope())
}

/// A page of deductions, latest first, and how many there are; `found` are the rooms that were looked for.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &DeductionFilter,
    found: Option<Vec<PlaceId>>,
) -> Result<(Vec<DeductionRow>, i64)> {
    let mut select = deductions(cx)
        .filter_if("d.id = ?", filter.id)
        .filter_if("d.org_id = ?", filter.org_id)
        .filter_if("d.place_id = ?", filter.place_id);
    match found {
        Some(places) if !places.is_empty() => {
            select = select.among("d.place_id", places.iter().map(Arg::from).collect());
        }
        _ => select = select.search(&["d.number"], page.q.as_deref().unwrap_or_default()),
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["d.deducted_at", "d.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One deduction.
pub(crate) async fn one(cx: &mut Context, id: DeductionId) -> Result<DeductionRow> {
    let (sql, args) = deductions(cx).filter("d.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// What it paid of which bill.
pub(crate) async fn lines(cx: &mut Context, deduction: &DeductionRow) -> Result<Vec<DeductionLineRow>> {
    let sql = "SELECT purpose, bill_id, fee_item, from_on, to_on, amount_fen FROM deduction_lines \
               WHERE org_id = $1 AND deduction_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![deduction.org_id, deduction.id]).await
}

/// The communities with something paid in advance.
pub(crate) async fn communities(cx: &mut Context) -> Result<Vec<OrgId>> {
    let (sql, args) = Select::from("prepayments p")
        .columns("DISTINCT p.org_id")
        .scope("p.org_id", cx.scope())
        .filter("p.balance_fen > 0", args![])
        .order_by("p.org_id")
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// The next rooms of a community with something paid in advance.
pub(crate) async fn places(cx: &mut Context, org: OrgId, after: Option<PlaceId>, most: i64) -> Result<Vec<PlaceId>> {
    let (sql, args) = Select::from("prepayments p")
        .columns("DISTINCT p.place_id")
        .scope("p.org_id", cx.scope())
        .filter("p.org_id = ? AND p.balance_fen > 0", args![org])
        .filter_if("p.place_id > ?", after)
        .order_by("p.place_id")
        .limit(most)
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// Enters a deduction with its lines.
pub(crate) async fn insert(cx: &mut Context, d: &DeductionRow, lines: &[DeductionLineRow]) -> Result<()> {
    let values =
        args![d.org_id, d.id, &d.number, d.deducted_on, d.deducted_at, d.place_id, &d.place, d.amount_fen, d.entry_id];
    cx.tx().insert_many("deductions", NAMES, vec![values]).await?;
    let line = |(nth, l): (i64, &DeductionLineRow)| {
        args![d.org_id, d.id, nth, l.purpose.word(), l.bill_id, &l.fee_item, l.from_on, l.to_on, l.amount_fen]
    };
    cx.tx().insert_many("deduction_lines", LINE, (1..).zip(lines).map(line).collect()).await
}
