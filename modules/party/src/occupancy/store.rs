//! Every statement over occupancies.

use kernel::{Date, Error, OrgId, Result, Scope};
use module::{Context, Undo};
use property::PlaceId;
use store::{Arg, Order, Seek, Select, args};
use uuid::Uuid;

use super::model::{OccupancyId, OccupancyRow, Role, Standing};
use crate::person::model::PersonId;

const COLUMNS: &str = "o.org_id, o.id, o.person_id, o.place_id, o.role, o.share, o.lives_here, o.from_on, o.to_on, \
     o.end_reason, o.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "person_id",
    "place_id",
    "role",
    "share",
    "lives_here",
    "from_on",
    "to_on",
    "version",
    "import_id",
];

fn occupancies(cx: &Context) -> Select {
    cx.shown(Select::from("occupancies o").columns(COLUMNS), "o.import_id")
}

/// Writes new occupancies.
pub(crate) async fn insert(cx: &mut Context, rows: &[OccupancyRow]) -> Result<()> {
    let import = cx.importing();
    let rows = rows.iter().map(|o| {
        args![
            o.org_id,
            o.id,
            o.person_id,
            o.place_id,
            o.role.word(),
            o.share,
            o.lives_here,
            o.from_on,
            o.to_on,
            o.version,
            import
        ]
    });
    cx.tx().insert_many("occupancies", NAMES, rows.collect()).await
}

/// One occupancy of a community in the scope, held until the transaction ends.
pub(crate) async fn hold(cx: &mut Context, id: OccupancyId) -> Result<OccupancyRow> {
    let scope = cx.scope().clone();
    let (sql, args) = occupancies(cx).scope("o.org_id", &scope).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Every occupancy a place ever had, oldest first.
pub(crate) async fn of_place(cx: &mut Context, org: OrgId, place: PlaceId) -> Result<Vec<OccupancyRow>> {
    let (sql, args) = occupancies(cx)
        .filter("o.org_id = ? AND o.place_id = ?", args![org, place])
        .order_by("o.from_on, o.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Every occupancy these places ever had, oldest first; of one community.
pub(crate) async fn of_places(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<OccupancyRow>> {
    let mut rows = Vec::new();
    for some in places.chunks(512) {
        let (sql, args) = occupancies(cx)
            .filter("o.org_id = ?", args![org])
            .among("o.place_id", some.iter().map(Arg::from).collect())
            .order_by("o.from_on, o.id")
            .build();
        rows.extend(cx.tx().fetch_all::<OccupancyRow>(sql, args).await?);
    }
    Ok(rows)
}

/// Every occupancy of a person in the communities of a scope, latest first.
pub(crate) async fn of_person(cx: &mut Context, scope: &Scope, person: PersonId) -> Result<Vec<OccupancyRow>> {
    let (sql, args) = occupancies(cx)
        .filter("o.person_id = ?", args![person])
        .scope("o.org_id", scope)
        .order_by("o.from_on DESC, o.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What these persons are on a day, in the communities of a scope: person, place, role.
pub(crate) async fn current_of(
    cx: &mut Context,
    scope: &Scope,
    persons: &[PersonId],
    today: Date,
) -> Result<Vec<OccupancyRow>> {
    let (sql, args) = occupancies(cx)
        .among("o.person_id", persons.iter().map(Arg::from).collect())
        .scope("o.org_id", scope)
        .filter("o.from_on <= ? AND (o.to_on IS NULL OR o.to_on >= ?)", args![today, today])
        .order_by("o.from_on, o.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Refuses when an unfinished import brings somebody to this place: who belongs there is seen when it has ended.
pub(crate) async fn refuse_coming(cx: &mut Context, org: OrgId, place: PlaceId) -> Result<()> {
    let coming = "SELECT count(*) FROM occupancies o WHERE o.org_id = $1 AND o.place_id = $2 \
                  AND o.import_id IN (SELECT u.id FROM unfinished_imports u)";
    let count: i64 = cx.tx().fetch_value(coming, args![org, place]).await?;
    if count > 0 { Err(Error::broken("party-being-imported")) } else { Ok(()) }
}

/// The same for a person, wherever he is brought to.
pub(crate) async fn refuse_arriving(cx: &mut Context, person: PersonId) -> Result<()> {
    let coming = "SELECT count(*) FROM occupancies o WHERE o.person_id = $1 \
                  AND o.import_id IN (SELECT u.id FROM unfinished_imports u)";
    let count: i64 = cx.tx().fetch_value(coming, args![person]).await?;
    if count > 0 { Err(Error::broken("party-being-imported")) } else { Ok(()) }
}

/// Takes back occupancies of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some = "SELECT id FROM occupancies WHERE org_id = $1 AND import_id = $2 AND id >= $3 ORDER BY id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<OccupancyId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM occupancies WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4";
    cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await
}

/// Sets the last day of an occupancy and why.
pub(crate) async fn end(cx: &mut Context, row: &OccupancyRow, last: Date, reason: Option<&str>) -> Result<()> {
    let sql = "UPDATE occupancies SET to_on = $1, end_reason = $2, version = version + 1 WHERE org_id = $3 AND id = $4";
    cx.tx().execute(sql, args![last, reason, row.org_id, row.id]).await.map(|_| ())
}

/// Writes what may be changed of an occupancy.
pub(crate) async fn update(cx: &mut Context, row: &OccupancyRow) -> Result<()> {
    let sql = "UPDATE occupancies SET to_on = $1, share = $2, lives_here = $3, version = version + 1 \
               WHERE org_id = $4 AND id = $5";
    cx.tx().execute(sql, args![row.to_on, row.share, row.lives_here, row.org_id, row.id]).await.map(|_| ())
}

/// What a list of occupancies is narrowed by.
pub(crate) struct Wanted<'a> {
    pub scope: &'a Scope,
    pub id: Option<OccupancyId>,
    pub place: Option<PlaceId>,
    pub person: Option<PersonId>,
    pub role: Option<Role>,
    pub standing: Option<(Standing, Date, Date)>,
    /// Persons or places that the typed words may mean.
    pub found: Option<(Vec<Uuid>, Vec<Uuid>)>,
}

/// A page of occupancies by their first day or their last, and how many there are up to the limit.
pub(crate) async fn list(
    cx: &mut Context,
    wanted: Wanted<'_>,
    by_end: bool,
    order: Order,
    seek: Seek,
    limit: i64,
) -> Result<(Vec<OccupancyRow>, i64)> {
    let mut select = occupancies(cx)
        .scope("o.org_id", wanted.scope)
        .filter_if("o.id = ?", wanted.id)
        .filter_if("o.place_id = ?", wanted.place)
        .filter_if("o.person_id = ?", wanted.person)
        .filter_if("o.role = ?", wanted.role.map(Role::word));
    select = match wanted.standing {
        None => select,
        Some((Standing::Coming, today, _)) => select.filter("o.from_on > ?", args![today]),
        Some((Standing::Ended, today, _)) => select.filter("o.to_on < ?", args![today]),
        Some((Standing::Current, today, _)) => {
            select.filter("o.from_on <= ? AND (o.to_on IS NULL OR o.to_on >= ?)", args![today, today])
        }
        Some((Standing::Expiring, today, until)) => {
            select.filter("o.from_on <= ? AND o.to_on >= ? AND o.to_on <= ?", args![today, today, until])
        }
    };
    if let Some((persons, places)) = wanted.found {
        select = match (persons.is_empty(), places.is_empty()) {
            (_, true) => select.among("o.person_id", persons.iter().map(Arg::from).collect()),
            (true, false) => select.among("o.place_id", places.iter().map(Arg::from).collect()),
            // A word may be both a name and a room; rooms are asked for by their numbers, so they win.
            (false, false) => select.among("o.place_id", places.iter().map(Arg::from).collect()),
        };
    }
    if by_end {
        select = select.filter("o.to_on IS NOT NULL", args![]);
    }
    let (sql, args) = select.count_up_to(module::COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let keys: &[&'static str] = if by_end { &["o.to_on", "o.id"] } else { &["o.from_on", "o.id"] };
    let (sql, args) = select.after(keys, order, seek).limit(limit + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}
