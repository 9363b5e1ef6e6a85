//! Every statement over deposits.

use kernel::{Error, Result};
use module::{COUNT_LIMIT, Context, Paging};
use party::PersonId;
use property::PlaceId;
use store::{Arg, Order, Select, args};

use super::model::{DepositFilter, DepositId, DepositKind, DepositRow, DepositState};

const COLUMNS: &str = "d.org_id, d.id, d.shift_id, d.number, d.taken_on, d.taken_at, d.place_id, d.place, d.kind, d.payer_id, \
                       d.case_id, d.amount_fen, d.held_fen, d.method, d.reference, d.note, d.entry_id, d.cashier_id, \
                       d.cashier_name, d.state, d.opening_id, d.voided_by, d.voided_name, d.voided_at, d.void_reason, d.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "shift_id",
    "number",
    "taken_on",
    "taken_at",
    "place_id",
    "place",
    "kind",
    "payer_id",
    "case_id",
    "amount_fen",
    "held_fen",
    "method",
    "reference",
    "note",
    "entry_id",
    "cashier_id",
    "cashier_name",
    "state",
    "opening_id",
    "version",
];

fn deposits(cx: &Context) -> Select {
    Select::from("deposits d").columns(COLUMNS).scope("d.org_id", cx.scope())
}

/// A page of deposits, latest first, and how many there are; `found` are the rooms that were looked for.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &DepositFilter,
    found: Option<Vec<PlaceId>>,
) -> Result<(Vec<DepositRow>, i64)> {
    let mut select = deposits(cx)
        .filter_if("d.id = ?", filter.id)
        .filter_if("d.org_id = ?", filter.org_id)
        .filter_if("d.place_id = ?", filter.place_id)
        .filter_if("d.kind = ?", filter.deposit_kind.map(DepositKind::word))
        .filter_if("d.state = ?", filter.deposit_state.map(DepositState::word));
    match found {
        Some(places) if !places.is_empty() => {
            select = select.among("d.place_id", places.iter().map(Arg::from).collect());
        }
        _ => select = select.search(&["d.number"], page.q.as_deref().unwrap_or_default()),
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["d.taken_at", "d.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// The deposits somebody has left in the communities of the scope, latest first.
pub(crate) async fn of_payer(cx: &mut Context, person: PersonId, most: i64) -> Result<Vec<DepositRow>> {
    let (sql, args) = deposits(cx)
        .filter("d.payer_id = ? AND d.state <> 'voided'", args![person])
        .order_by("d.taken_at DESC, d.id DESC")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// One deposit.
pub(crate) async fn one(cx: &mut Context, id: DepositId) -> Result<DepositRow> {
    let (sql, args) = deposits(cx).filter("d.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: DepositId) -> Result<DepositRow> {
    let (sql, args) = deposits(cx).filter("d.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Enters a deposit.
pub(crate) async fn insert(cx: &mut Context, d: &DepositRow) -> Result<()> {
    let values = args![
        d.org_id,
        d.id,
        d.shift_id,
        &d.number,
        d.taken_on,
        d.taken_at,
        d.place_id,
        &d.place,
        d.kind.word(),
        d.payer_id,
        d.case_id,
        d.amount_fen,
        d.held_fen,
        d.method.word(),
        &d.reference,
        &d.note,
        d.entry_id,
        d.cashier_id,
        &d.cashier_name,
        d.state.word(),
        d.opening_id,
        d.version
    ];
    cx.tx().insert_many("deposits", NAMES, vec![values]).await
}

/// Keeps what is left of a deposit, or that it is voided; it must still stand at the version before.
pub(crate) async fn keep(cx: &mut Context, d: &DepositRow) -> Result<()> {
    let sql = "UPDATE deposits SET held_fen = $1, state = $2, voided_by = $3, voided_name = $4, voided_at = $5, \
               void_reason = $6, version = $7 WHERE org_id = $8 AND id = $9 AND version = $7 - 1";
    let args = args![
        d.held_fen,
        d.state.word(),
        d.voided_by,
        &d.voided_name,
        d.voided_at,
        &d.void_reason,
        d.version,
        d.org_id,
        d.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
