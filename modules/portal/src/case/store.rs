//! A resident's cases and those of a place; the table is the engine's, here it is only read.

use kernel::{Instant, OrgId, Result};
use module::Context;
use store::{Select, args};
use uuid::Uuid;

use super::model::CaseRow;

const COLUMNS: &str = "c.org_id, c.id, c.number, c.process, c.title, c.place_id, c.requester_id, c.stage, c.category, \
                       c.opened_at";
/// The most cases of one kind on a list.
const MOST: i64 = 50;

/// What somebody asked for, latest first.
pub(crate) async fn of_requester(cx: &mut Context, person: Uuid) -> Result<Vec<CaseRow>> {
    let (sql, args) = Select::from("cases c")
        .columns(COLUMNS)
        .scope("c.org_id", cx.scope())
        .filter("c.requester_id = ?", args![person])
        .order_by("c.opened_at DESC")
        .limit(MOST)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What came in about a place since an instant, latest first; of confidential processes only what he asked for himself.
pub(crate) async fn of_place(cx: &mut Context, org: OrgId, place: Uuid, since: Instant) -> Result<Vec<CaseRow>> {
    let sight = desk::sight(cx).await?;
    let (sql, args) = sight
        .keep(Select::from("cases c").columns(COLUMNS).scope("c.org_id", &cx.scope().only(org)))
        .filter("c.place_id = ? AND c.opened_at >= ?", args![place, since])
        .order_by("c.opened_at DESC")
        .limit(MOST)
        .build();
    cx.tx().fetch_all(sql, args).await
}
