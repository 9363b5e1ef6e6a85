//! Every statement over hints.

use kernel::{Instant, OrgId, Result, Scope};
use module::Context;
use property::PlaceId;
use store::{Arg, Select, args};

use super::model::{HintId, HintLine};
use crate::person::model::PersonId;

const COLUMNS: &str = "h.org_id, h.id, h.place_id, h.person_id, h.text, h.created_at";

/// Writes a new hint.
pub(crate) async fn insert(cx: &mut Context, h: &HintLine) -> Result<()> {
    let sql = "INSERT INTO hints (org_id, id, place_id, person_id, text, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let row = args![h.org_id, h.id, h.place_id, h.person_id, &h.text, h.created_at];
    cx.tx().execute(sql, row).await.map(|_| ())
}

/// A hint of a community in the scope that still holds, kept from others until the transaction ends.
pub(crate) async fn hold(cx: &mut Context, id: HintId) -> Result<HintLine> {
    let scope = cx.scope().clone();
    let (sql, args) = Select::from("hints h")
        .columns(COLUMNS)
        .scope("h.org_id", &scope)
        .filter("h.id = ? AND h.ended_at IS NULL", args![id])
        .build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Ends a hint.
pub(crate) async fn end(cx: &mut Context, h: &HintLine, at: Instant) -> Result<()> {
    let sql = "UPDATE hints SET ended_at = $1 WHERE org_id = $2 AND id = $3";
    cx.tx().execute(sql, args![at, h.org_id, h.id]).await.map(|_| ())
}

/// The hints about a place that hold, and about these persons in the same community.
pub(crate) async fn of_household(
    cx: &mut Context,
    org: OrgId,
    place: PlaceId,
    persons: &[PersonId],
) -> Result<Vec<HintLine>> {
    let sql = "SELECT h.org_id, h.id, h.place_id, h.person_id, h.text, h.created_at FROM hints h \
               WHERE h.org_id = $1 AND h.place_id = $2 AND h.ended_at IS NULL ORDER BY h.created_at DESC, h.id";
    let mut hints: Vec<HintLine> = cx.tx().fetch_all(sql, args![org, place]).await?;
    let (sql, args) = Select::from("hints h")
        .columns(COLUMNS)
        .filter("h.org_id = ? AND h.place_id IS NULL AND h.ended_at IS NULL", args![org])
        .among("h.person_id", persons.iter().map(Arg::from).collect())
        .order_by("h.created_at DESC, h.id")
        .build();
    hints.extend(cx.tx().fetch_all::<HintLine>(sql, args).await?);
    Ok(hints)
}

/// The hints about a person in the communities of a scope.
pub(crate) async fn of_person(cx: &mut Context, scope: &Scope, person: PersonId) -> Result<Vec<HintLine>> {
    let (sql, args) = Select::from("hints h")
        .columns(COLUMNS)
        .scope("h.org_id", scope)
        .filter("h.person_id = ? AND h.ended_at IS NULL", args![person])
        .order_by("h.created_at DESC, h.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}
