//! Every statement over positions of places and equipment.

use kernel::{OrgId, Result};
use module::Context;
use store::{Select, args};
use uuid::Uuid;

use super::model::PositionRow;

fn positions(cx: &Context) -> Select {
    Select::from("positions p")
        .columns("p.org_id, p.id, p.thing_id, p.latitude, p.longitude, p.accuracy, p.radius, p.made_name, p.made_at")
        .scope("p.org_id", cx.scope())
}

/// Those of these things.
pub(super) async fn of_things(cx: &mut Context, org: OrgId, things: &[Uuid]) -> Result<Vec<PositionRow>> {
    let (sql, args) = positions(cx)
        .filter("p.org_id = ?", args![org])
        .among("p.thing_id", things.iter().map(|id| (*id).into()).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// That of a thing, kept from others until the end of the transaction.
pub(super) async fn to_change(cx: &mut Context, org: OrgId, thing: Uuid) -> Result<Option<PositionRow>> {
    let (sql, args) = positions(cx).filter("p.org_id = ? AND p.thing_id = ?", args![org, thing]).build();
    cx.tx().fetch_optional(sql.for_update(), args).await
}

/// Keeps where a thing is; what stood there before is replaced.
pub(super) async fn put(cx: &mut Context, is: &PositionRow) -> Result<()> {
    let sql = "INSERT INTO positions (org_id, id, thing_id, latitude, longitude, accuracy, radius, made_name, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (org_id, thing_id) DO UPDATE SET \
               latitude = excluded.latitude, longitude = excluded.longitude, accuracy = excluded.accuracy, \
               radius = excluded.radius, made_name = excluded.made_name, made_at = excluded.made_at";
    let values = args![
        is.org_id,
        is.id,
        is.thing_id,
        is.latitude,
        is.longitude,
        is.accuracy,
        is.radius,
        &is.made_name,
        is.made_at
    ];
    cx.tx().execute(sql, values).await.map(drop)
}
