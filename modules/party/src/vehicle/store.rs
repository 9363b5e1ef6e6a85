//! Every statement over vehicles.

use kernel::{OrgId, Result, Scope};
use module::{Context, Undo, importing};
use property::PlaceId;
use store::{Arg, Args, Order, Seek, Select, args};
use uuid::Uuid;

use super::model::{VehicleEntry, VehicleId};
use crate::person::model::PersonId;

const COLUMNS: &str = "v.org_id, v.id, v.plate, v.person_id, v.place_id, v.kind, v.maker, v.colour, v.from_on, v.to_on, \
     v.version, v.edition, v.until_import";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "plate",
    "person_id",
    "place_id",
    "kind",
    "maker",
    "colour",
    "from_on",
    "to_on",
    "version",
    "edition",
    "import_id",
];

fn vehicles(cx: &Context) -> Select {
    cx.standing(Select::from("vehicles v").columns(COLUMNS), "v")
}

/// Writes new vehicles.
pub(crate) async fn insert(cx: &mut Context, rows: &[VehicleEntry]) -> Result<()> {
    let rows = values(cx, rows);
    cx.tx().insert_many("vehicles", NAMES, rows).await
}

/// Puts the next editions of vehicles beside those in use.
pub(crate) async fn replace(cx: &mut Context, next: &[VehicleEntry]) -> Result<()> {
    let rows = values(cx, next);
    cx.tx().replace_many("vehicles", NAMES, rows).await
}

fn values(cx: &Context, rows: &[VehicleEntry]) -> Vec<Args> {
    let import = cx.importing();
    let row = |v: &VehicleEntry| {
        args![
            v.org_id,
            v.id,
            &v.plate,
            v.person_id,
            v.place_id,
            v.kind.word(),
            &v.maker,
            &v.colour,
            v.from_on,
            v.to_on,
            v.version,
            v.edition.edition,
            import,
        ]
    };
    rows.iter().map(row).collect()
}

/// One vehicle of a community in the scope, held until the transaction ends.
pub(crate) async fn hold(cx: &mut Context, id: VehicleId) -> Result<VehicleEntry> {
    let scope = cx.scope().clone();
    let (sql, args) = vehicles(cx).scope("v.org_id", &scope).filter("v.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The vehicles of a community with these ids.
pub(crate) async fn by_ids(cx: &mut Context, org: OrgId, ids: &[Uuid]) -> Result<Vec<VehicleEntry>> {
    let wanted = ids.iter().map(Arg::from).collect();
    let (sql, args) = vehicles(cx).filter("v.org_id = ?", args![org]).among("v.id", wanted).build();
    cx.tx().fetch_all(sql, args).await
}

/// The registrations of a plate in a community that are not over.
pub(crate) async fn with_plate(cx: &mut Context, org: OrgId, plate: &str) -> Result<Vec<VehicleId>> {
    let sql = "SELECT id FROM vehicles WHERE org_id = $1 AND plate = $2 AND to_on IS NULL";
    cx.tx().fetch_values(sql, args![org, plate]).await
}

/// The plates of these that are registered in a community now.
pub(crate) async fn with_plates(cx: &mut Context, org: OrgId, plates: &[String]) -> Result<Vec<VehicleEntry>> {
    let mut rows = Vec::new();
    for some in plates.chunks(512) {
        let (sql, args) = vehicles(cx)
            .filter("v.org_id = ? AND v.to_on IS NULL", args![org])
            .among("v.plate", some.iter().map(Arg::from).collect())
            .build();
        rows.extend(cx.tx().fetch_all::<VehicleEntry>(sql, args).await?);
    }
    Ok(rows)
}

/// Takes back vehicles of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some = "SELECT id FROM vehicles WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND edition = 0 \
                ORDER BY id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<VehicleId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM vehicles WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4 AND edition = 0";
    cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await
}

/// Writes a vehicle anew.
pub(crate) async fn update(cx: &mut Context, v: &VehicleEntry) -> Result<()> {
    importing::refuse_replaced(v.edition)?;
    let sql = "UPDATE vehicles SET plate = $1, place_id = $2, kind = $3, maker = $4, colour = $5, to_on = $6, \
               version = version + 1 WHERE org_id = $7 AND id = $8 AND replaced = 0";
    let row = args![&v.plate, v.place_id, v.kind.word(), &v.maker, &v.colour, v.to_on, v.org_id, v.id];
    cx.tx().execute(sql, row).await.map(|_| ())
}

/// The vehicles of these persons in the communities of a scope, present ones first.
pub(crate) async fn of_persons(cx: &mut Context, scope: &Scope, persons: &[PersonId]) -> Result<Vec<VehicleEntry>> {
    let (sql, args) = vehicles(cx)
        .among("v.person_id", persons.iter().map(Arg::from).collect())
        .scope("v.org_id", scope)
        .order_by("CASE WHEN v.to_on IS NULL THEN 0 ELSE 1 END, v.plate, v.id")
        .limit(200)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The vehicles that stand at a place now.
pub(crate) async fn at_place(cx: &mut Context, org: OrgId, place: PlaceId) -> Result<Vec<VehicleEntry>> {
    let (sql, args) = vehicles(cx)
        .filter("v.org_id = ? AND v.place_id = ? AND v.to_on IS NULL", args![org, place])
        .order_by("v.plate, v.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What a list of vehicles is narrowed by.
pub(crate) struct Wanted<'a> {
    pub scope: &'a Scope,
    pub id: Option<VehicleId>,
    pub person: Option<PersonId>,
    pub kind: Option<&'static str>,
    pub found: Option<Vec<Uuid>>,
}

/// A page of vehicles by plate, and how many there are up to the limit.
pub(crate) async fn list(
    cx: &mut Context,
    wanted: Wanted<'_>,
    order: Order,
    seek: Seek,
    limit: i64,
) -> Result<(Vec<VehicleEntry>, i64)> {
    let mut select = vehicles(cx)
        .scope("v.org_id", wanted.scope)
        .filter_if("v.id = ?", wanted.id)
        .filter_if("v.person_id = ?", wanted.person)
        .filter_if("v.kind = ?", wanted.kind);
    if let Some(ids) = wanted.found {
        select = select.among("v.id", ids.iter().map(Arg::from).collect());
    }
    let (sql, args) = select.count_up_to(module::COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let (sql, args) = select.after(&["v.plate", "v.id"], order, seek).limit(limit + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}
