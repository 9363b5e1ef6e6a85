//! Every statement over tasks that go from hand to hand.

use kernel::{Error, Result};
use module::Context;
use store::{Select, args};

use super::model::HandoffRow;
use crate::occurrence::model::OccurrenceRow;

fn handoffs() -> Select {
    Select::from("handoffs h").columns(
        "h.org_id, h.id, h.occurrence_id, h.from_id, h.from_name, h.to_id, h.to_name, h.note, h.given_at, h.taken_by_name, h.taken_at",
    )
}

/// Those of a task, in their order.
pub(super) async fn of_occurrence(cx: &mut Context, of: &OccurrenceRow) -> Result<Vec<HandoffRow>> {
    let (sql, args) = handoffs()
        .filter("h.org_id = ? AND h.occurrence_id = ?", args![of.org_id, of.id])
        .order_by("h.given_at, h.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters one.
pub(super) async fn insert(cx: &mut Context, row: &HandoffRow) -> Result<()> {
    const NAMES: &[&str] =
        &["org_id", "id", "occurrence_id", "from_id", "from_name", "to_id", "to_name", "note", "given_at"];
    let values = args![
        row.org_id,
        row.id,
        row.occurrence_id,
        row.from_id,
        &row.from_name,
        row.to_id,
        &row.to_name,
        &row.note,
        row.given_at
    ];
    cx.tx().insert_many("handoffs", NAMES, vec![values]).await
}

/// Notes who has taken it; once.
pub(super) async fn take(cx: &mut Context, row: &HandoffRow) -> Result<()> {
    let sql =
        "UPDATE handoffs SET taken_by_name = $3, taken_at = $4 WHERE org_id = $1 AND id = $2 AND taken_at IS NULL";
    let values = args![row.org_id, row.id, &row.taken_by_name, row.taken_at];
    if cx.tx().execute(sql, values).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
