//! Every statement over months paid ahead.

use kernel::{Date, OrgId, Result};
use module::Context;
use property::PlaceId;
use store::{Arg, Select, args};

use super::model::AdvanceRow;
use crate::payment::model::PaymentId;

const COLUMNS: &str = "a.org_id, a.id, a.payment_id, a.place_id, a.fee_class, a.purpose, a.months, a.from_on, a.to_on, a.amount_fen, \
                       a.gift_rule_id, a.given_from_on, a.given_to_on, a.ended_at, a.version";

fn advances(cx: &Context) -> Select {
    Select::from("advances a").columns(COLUMNS).scope("a.org_id", cx.scope())
}

/// What stands of a room whose months are not over by a day, also those that were given.
pub(crate) async fn standing(cx: &mut Context, org: OrgId, place: PlaceId, on: Date) -> Result<Vec<AdvanceRow>> {
    let (sql, args) = advances(cx)
        .filter("a.org_id = ? AND a.place_id = ? AND a.ended_at IS NULL", args![org, place])
        .filter("(a.to_on >= ? OR a.given_to_on >= ?)", args![on, on])
        .order_by("a.from_on, a.id")
        .build();
    cx.tx().fetch_all(sql.for_update(), args).await
}

/// What was paid ahead with these payments.
pub(crate) async fn of_payments(cx: &mut Context, ids: &[PaymentId]) -> Result<Vec<AdvanceRow>> {
    let (sql, args) = advances(cx).among("a.payment_id", ids.iter().map(Arg::from).collect()).build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters months paid ahead.
pub(crate) async fn insert(cx: &mut Context, row: &AdvanceRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "payment_id",
        "place_id",
        "fee_class",
        "purpose",
        "months",
        "from_on",
        "to_on",
        "amount_fen",
        "gift_rule_id",
        "given_from_on",
        "given_to_on",
        "version",
    ];
    let values = args![
        row.org_id,
        row.id,
        row.payment_id,
        row.place_id,
        row.fee_class.word(),
        row.purpose.word(),
        row.months,
        row.from_on,
        row.to_on,
        row.amount_fen,
        row.gift_rule_id,
        row.given_from_on,
        row.given_to_on,
        row.version
    ];
    cx.tx().insert_many("advances", NAMES, vec![values]).await
}

/// Ends them, which must still stand at the version before.
pub(crate) async fn end(cx: &mut Context, row: &AdvanceRow) -> Result<()> {
    let sql = "UPDATE advances SET ended_at = $1, version = $2 WHERE org_id = $3 AND id = $4 AND version = $2 - 1";
    cx.tx().write_one(sql, args![row.ended_at, row.version, row.org_id, row.id]).await
}
