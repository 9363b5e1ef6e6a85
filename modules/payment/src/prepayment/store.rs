//! Every statement over prepayments.

use kernel::{Error, Money, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use property::PlaceId;
use store::{Arg, Order, Select, args};

use super::model::{PrepaymentFilter, PrepaymentId, PrepaymentMoveRow, PrepaymentRow, Purpose};

const COLUMNS: &str = "p.org_id, p.id, p.place_id, p.purpose, p.balance_fen, p.changed_at, p.version";

fn prepayments(cx: &Context) -> Select {
    Select::from("prepayments p").columns(COLUMNS).scope("p.org_id", cx.scope())
}

/// A page of prepayments, those moved last first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &PrepaymentFilter,
    found: Option<Vec<PlaceId>>,
) -> Result<(Vec<PrepaymentRow>, i64)> {
    let mut select = prepayments(cx)
        .filter_if("p.id = ?", filter.id)
        .filter_if("p.org_id = ?", filter.org_id)
        .filter_if("p.place_id = ?", filter.place_id)
        .filter_if("p.purpose = ?", filter.prepaid_for.map(Purpose::word));
    if let Some(places) = found {
        select = select.among("p.place_id", places.iter().map(Arg::from).collect());
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["p.changed_at", "p.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One prepayment.
pub(crate) async fn one(cx: &mut Context, id: PrepaymentId) -> Result<PrepaymentRow> {
    let (sql, args) = prepayments(cx).filter("p.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The last moves of a prepayment, so many at most.
pub(crate) async fn moves(cx: &mut Context, of: &PrepaymentRow, most: i64) -> Result<Vec<PrepaymentMoveRow>> {
    let sql = "SELECT paper, amount_fen, balance_fen, moved_at FROM prepayment_moves \
               WHERE org_id = $1 AND prepayment_id = $2 ORDER BY moved_at DESC, id DESC LIMIT $3";
    cx.tx().fetch_all(sql, args![of.org_id, of.id, most]).await
}

/// What is left of the prepayments of a room, kept from others until the end of the transaction.
pub(crate) async fn of_room(cx: &mut Context, org: OrgId, place: PlaceId) -> Result<Vec<PrepaymentRow>> {
    let (sql, args) = prepayments(cx)
        .filter("p.org_id = ? AND p.place_id = ? AND p.balance_fen > 0", args![org, place])
        .order_by("p.purpose")
        .build();
    cx.tx().fetch_all(sql.for_update(), args).await
}

/// The prepayment of a room for a purpose, kept from others until the end of the transaction; opened when it is not there yet.
async fn of_place(cx: &mut Context, org: OrgId, place: PlaceId, purpose: Purpose) -> Result<PrepaymentRow> {
    const NAMES: &[&str] = &["org_id", "id", "place_id", "purpose", "balance_fen", "changed_at", "version"];
    let (id, now): (PrepaymentId, _) = (cx.new_id(), cx.now());
    let fresh = args![org, id, place, purpose.word(), Money::ZERO, now, 0_i64];
    cx.tx().insert_missing("prepayments", NAMES, vec![fresh]).await?;
    let (sql, args) = Select::from("prepayments p")
        .columns(COLUMNS)
        .filter("p.org_id = ? AND p.place_id = ? AND p.purpose = ?", args![org, place, purpose.word()])
        .build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Moves what was paid in advance for a room, in a unit the caller has come to through rows of his scope; what is left.
///
/// # Errors
/// [`Error::Broken`] when less is left than is taken.
pub(crate) async fn move_by(
    cx: &mut Context,
    (org, place, purpose): (OrgId, PlaceId, Purpose),
    paper: &str,
    amount: Money,
) -> Result<Money> {
    const NAMES: &[&str] = &["org_id", "id", "prepayment_id", "paper", "amount_fen", "balance_fen", "moved_at"];
    let row = of_place(cx, org, place, purpose).await?;
    let left = row.balance_fen + amount;
    if left < Money::ZERO {
        return Err(Error::Broken(kernel::Message::of("payment-prepayment-spent").with("left", row.balance_fen)));
    }
    let now = cx.now();
    let sql = "UPDATE prepayments SET balance_fen = $1, changed_at = $2, version = version + 1 \
               WHERE org_id = $3 AND id = $4 AND version = $5";
    cx.tx().write_one(sql, args![left, now, org, row.id, row.version]).await?;
    let id = cx.new_uuid();
    let values = args![org, id, row.id, paper, amount, left, now];
    cx.tx().insert_many("prepayment_moves", NAMES, vec![values]).await?;
    Ok(left)
}
