//! Every statement over the space tree.

use std::{collections::BTreeSet, sync::Arc};

use kernel::{Error, OrgId, Result, Scope};
use module::{COUNT_LIMIT, Context, Listing, Paging, Settle, Undo, search};
use store::{Arg, Args, Cursor, Order, Seek, Select, Sql, Tx, args};

use crate::model::{BuiltArea, Place, PlaceFilter, PlaceId, PlaceKind, RoomState};

const COLUMNS: &str = "p.org_id, p.id, p.kind, p.parent_id, p.building_id, p.unit_id, p.segment, p.code, p.path, p.name, \
                       p.tag, p.floor, p.use, p.built_area, p.inside_area, p.shared_area, p.state, p.takeover_on, \
                       p.delivered_on, p.warranty_until, p.retired_at, p.version, p.edition, p.until_import";
/// Closes the range of everything below a path.
const LAST: char = '\u{10FFFF}';
/// The most places a search inside the list looks at.
const CANDIDATES: i64 = 1_000;

fn places(cx: &Context) -> Select {
    cx.standing(all_places(cx), "p")
}

/// Also what an unfinished import has brought.
fn all_places(cx: &Context) -> Select {
    Select::from("places p").columns(COLUMNS).scope("p.org_id", cx.scope())
}

/// What an import has made ready and no snapshot may show yet.
struct Ahead(Vec<Place>);

/// The place with this id.
pub(crate) async fn by_id(cx: &mut Context, id: PlaceId) -> Result<Place> {
    let (sql, args) = places(cx).filter("p.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: PlaceId) -> Result<Place> {
    let (sql, args) = places(cx).filter("p.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The places with these ids.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[PlaceId]) -> Result<Vec<Place>> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let (sql, args) = places(cx).among("p.id", some.iter().map(Into::into).collect()).order_by("p.path").build();
        found.extend(cx.tx().fetch_all::<Place>(sql, args).await?);
    }
    Ok(found)
}

/// The places in use with this code in a community, rooms first.
pub(crate) async fn at_code(cx: &mut Context, org: OrgId, code: &str) -> Result<Vec<Place>> {
    let kinds = PlaceKind::ALL.iter().map(|k| k.word().into()).collect();
    let (sql, args) = places(cx)
        .filter("p.org_id = ?", args![org])
        .among("p.kind", kinds)
        .filter("p.code = ? AND p.retired_at IS NULL", args![code])
        .order_by("CASE p.kind WHEN 'room' THEN 0 ELSE 1 END, p.path")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The places of a kind in a community that have one of these codes, also those no longer in use.
pub(crate) async fn with_codes(cx: &mut Context, org: OrgId, kind: PlaceKind, codes: &[&str]) -> Result<Vec<Place>> {
    let seen = places(cx);
    let mut found = coded(cx, seen, org, kind, codes).await?;
    let (wanted, known) =
        (codes.iter().copied().collect::<BTreeSet<_>>(), found.iter().map(|place| place.id).collect::<BTreeSet<_>>());
    let fits =
        |p: &&Place| p.org_id == org && p.kind == kind && wanted.contains(p.code.as_str()) && !known.contains(&p.id);
    cx.look_ahead(|Ahead(ready)| found.extend(ready.iter().filter(fits).cloned()));
    Ok(found)
}

/// The same with what an unfinished import has brought: its codes are taken.
pub(crate) async fn taken_codes(cx: &mut Context, org: OrgId, kind: PlaceKind, codes: &[&str]) -> Result<Vec<Place>> {
    let all = all_places(cx);
    coded(cx, all, org, kind, codes).await
}

async fn coded(cx: &mut Context, of: Select, org: OrgId, kind: PlaceKind, codes: &[&str]) -> Result<Vec<Place>> {
    let mut found = Vec::new();
    for some in codes.chunks(1_000) {
        let (sql, args) = of
            .clone()
            .filter("p.org_id = ? AND p.kind = ?", args![org, kind.word()])
            .among("p.code", some.iter().map(|code| (*code).into()).collect())
            .build();
        found.extend(cx.tx().fetch_all::<Place>(sql, args).await?);
    }
    Ok(found)
}

/// What of some kinds is in use in a community, behind a path, in order.
pub(crate) async fn in_community(
    cx: &mut Context,
    org: OrgId,
    kinds: &[PlaceKind],
    after: Option<&str>,
    most: i64,
) -> Result<Vec<Place>> {
    let (sql, args) = places(cx)
        .filter("p.org_id = ? AND p.retired_at IS NULL", args![org])
        .among("p.kind", kinds.iter().map(|k| k.word().into()).collect())
        .filter_if("p.path > ?", after)
        .order_by("p.path")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// How many of some kinds there are.
pub(crate) async fn count_in_community(cx: &mut Context, org: OrgId, kinds: &[PlaceKind]) -> Result<i64> {
    let (sql, args) = places(cx)
        .filter("p.org_id = ? AND p.retired_at IS NULL", args![org])
        .among("p.kind", kinds.iter().map(|k| k.word().into()).collect())
        .count();
    cx.tx().fetch_value(sql, args).await
}

/// The built areas of the rooms of a community, by building and unit.
pub(crate) async fn built_areas(cx: &mut Context, org: OrgId) -> Result<Vec<BuiltArea>> {
    let (sql, args) = places(cx)
        .columns("p.building_id, p.unit_id, CAST(COALESCE(SUM(p.built_area), 0) AS BIGINT) AS area, count(*) AS rooms")
        .filter("p.org_id = ? AND p.kind = ? AND p.retired_at IS NULL", args![org, PlaceKind::Room.word()])
        .group_by("p.building_id, p.unit_id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Whether a code or a path is taken by another place of the community.
pub(crate) async fn is_taken(cx: &mut Context, place: &Place) -> Result<bool> {
    let found: Option<i64> = cx
        .tx()
        .fetch_value_optional(
            "SELECT CAST(1 AS BIGINT) FROM places WHERE org_id = $1 AND id <> $2 AND ((kind = $3 AND code = $4) OR path = $5)",
            args![place.org_id, place.id, place.kind.word(), &place.code, &place.path],
        )
        .await?;
    Ok(found.is_some())
}

/// What lies directly in a place, in order; without one, what lies directly in the communities.
pub(crate) async fn children(cx: &mut Context, of: &Place, limit: i64) -> Result<Vec<Place>> {
    let (sql, args) = places(cx)
        .filter("p.org_id = ? AND p.parent_id = ? AND p.retired_at IS NULL", args![of.org_id, of.id])
        .order_by("p.path")
        .limit(limit)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Everything below a place and itself, in order, also what is no longer in use or brought by an unfinished import.
pub(crate) async fn whole(cx: &mut Context, of: &Place) -> Result<Vec<Place>> {
    let unseen = "NOT (p.edition > 0 AND p.import_id IN (SELECT u.id FROM unfinished_imports u)) AND (p.replaced = 0 OR \
                  p.until_import IN (SELECT u.id FROM unfinished_imports u))";
    let (sql, args) = below(all_places(cx), of).filter(unseen, Args::new()).order_by("p.path").build();
    cx.tx().fetch_all(sql, args).await
}

/// What of some kinds is in use below a place, in order.
pub(crate) async fn within(cx: &mut Context, of: &Place, kinds: &[PlaceKind]) -> Result<Vec<Place>> {
    let (sql, args) = below(places(cx), of)
        .filter("p.retired_at IS NULL", Args::new())
        .among("p.kind", kinds.iter().map(|k| k.word().into()).collect())
        .order_by("p.path")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Everything that lies in a building.
pub(crate) async fn in_building(cx: &mut Context, building: PlaceId) -> Result<Vec<PlaceId>> {
    let of = by_id(cx, building).await?;
    let select = Select::from("places p").columns("p.id").scope("p.org_id", cx.scope());
    let (sql, args) = cx
        .standing(select, "p")
        .filter("p.org_id = ? AND p.building_id = ?", args![of.org_id, building])
        .order_by("p.path")
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// Places of a community with their buildings.
pub(crate) async fn buildings_of(cx: &mut Context, org: OrgId) -> Result<Vec<(PlaceId, PlaceId)>> {
    let select = Select::from("places p").columns("p.id, p.building_id").scope("p.org_id", cx.scope());
    let (sql, args) = cx.standing(select, "p").filter("p.org_id = ? AND p.building_id IS NOT NULL", args![org]).build();
    cx.tx().fetch_all(sql, args).await
}

fn below(select: Select, of: &Place) -> Select {
    let last = format!("{}{LAST}", of.path);
    select.filter("p.org_id = ? AND p.path >= ? AND p.path < ?", args![of.org_id, &of.path, last])
}

/// The places on the way from the community down to this one, itself left out.
pub(crate) async fn way(cx: &mut Context, to: &Place) -> Result<Vec<Place>> {
    let ends = to.path.match_indices('/').map(|(at, _)| &to.path[..=at]).filter(|path| *path != to.path);
    let (sql, args) = places(cx)
        .filter("p.org_id = ?", args![to.org_id])
        .among("p.path", ends.map(Into::into).collect())
        .order_by("p.path")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// How many places in use lie in a place, also those an unfinished import has brought.
pub(crate) async fn count_children(cx: &mut Context, of: &Place) -> Result<i64> {
    cx.tx()
        .fetch_value(
            "SELECT count(*) FROM places WHERE org_id = $1 AND parent_id = $2 AND retired_at IS NULL",
            args![of.org_id, of.id],
        )
        .await
}

/// One page of the list, community by community in the order of their ids.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &PlaceFilter) -> Result<Listing<Place>> {
    let within = match filter.within {
        Some(id) => Some(by_id(cx, id).await?),
        None => None,
    };
    let found = match page.q.as_deref().map(search::key).filter(|q| !q.is_empty()) {
        Some(q) => Some(known_as(cx, &q).await?),
        None => None,
    };
    let chosen = |scope: &Scope| narrowed(scope, filter, within.as_ref(), found.as_ref());
    let (sql, args) = chosen(cx.scope()).count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let order = seek.turn(if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up });
    let left = page.limit() + 1;
    let mut rows: Vec<Place> = Vec::new();
    let mut scope = cx.scope().clone();
    if let Seek::After(cursor) | Seek::Before(cursor) = seek {
        let (org, path) = last_seen(&cursor)?;
        // The rest of the community where the page begins, and then those behind it: each is one walk along the
        // index, where a comparison of pairs would read everything before the cursor again.
        let here = chosen(&scope.only(org)).after(&["p.path"], order, Some(Cursor(args![path])));
        let (sql, args) = here.limit(left).build();
        rows = cx.tx().fetch_all(sql, args).await?;
        let behind =
            scope.0.iter().copied().filter(|other| if order == Order::Down { *other < org } else { *other > org });
        scope = Scope(Arc::new(behind.collect()));
    }
    let missing = left - i64::try_from(rows.len()).unwrap_or(left);
    if missing > 0 {
        let (sql, args) = chosen(&scope).after(&["p.org_id", "p.path"], order, None).limit(missing).build();
        rows.extend(cx.tx().fetch_all::<Place>(sql, args).await?);
    }
    Ok(Listing::cut(rows, page, count, |p| Cursor(args![p.org_id, &p.path]).to_string()))
}

/// The community and the path of the row a page begins behind.
fn last_seen(cursor: &Cursor) -> Result<(OrgId, String)> {
    match cursor.0.as_slice() {
        [Arg::Uuid(Some(org)), Arg::Text(Some(path))] => Ok((OrgId::from_uuid(*org), path.clone())),
        _ => Err(Error::NotFound),
    }
}

/// The places of these communities that fit the filter.
fn narrowed(scope: &Scope, filter: &PlaceFilter, within: Option<&Place>, found: Option<&BTreeSet<PlaceId>>) -> Select {
    let mut select = Select::from("places p")
        .columns(COLUMNS)
        .scope("p.org_id", scope)
        .standing("p", None)
        .filter_if("p.id = ?", filter.id)
        .filter_if("p.org_id = ?", filter.org_id)
        .filter_if("p.kind = ?", filter.kind.map(PlaceKind::word))
        .filter_if("p.state = ?", filter.state.map(RoomState::word))
        .filter_if("p.use = ?", filter.r#use.map(crate::model::Use::word));
    select = match filter.retired {
        Some(true) => select.filter("p.retired_at IS NOT NULL", Args::new()),
        _ if filter.id.is_some() => select,
        _ => select.filter("p.retired_at IS NULL", Args::new()),
    };
    if let Some(place) = within {
        select = below(select, place);
    }
    match found {
        Some(ids) => select.among("p.id", ids.iter().map(Into::into).collect()),
        None => select,
    }
}

/// The ids of what is found under a term that begins so.
async fn known_as(cx: &mut Context, term: &str) -> Result<BTreeSet<PlaceId>> {
    let (sql, args) = Select::from("search_terms t")
        .columns("t.entry_id")
        .scope("t.org_id", cx.scope())
        .filter("t.term >= ? AND t.term <= ?", args![term, format!("{term}{LAST}")])
        .order_by("t.org_id, t.term")
        .limit(CANDIDATES)
        .build();
    Ok(cx.tx().fetch_values::<PlaceId>(sql, args).await?.into_iter().collect())
}

/// Keeps new places.
pub(crate) async fn insert(cx: &mut Context, new: &[Place]) -> Result<()> {
    let import = cx.importing();
    let row = |place: &Place| place.row().into_iter().chain(args![import]).collect();
    cx.tx().insert_many("places", Place::COLUMNS, new.iter().map(row).collect()).await?;
    if import.is_some() {
        cx.keep_ahead(Ahead(new.to_vec()));
    }
    Ok(())
}

/// Puts the next editions of places beside those in use.
pub(crate) async fn replace(cx: &mut Context, next: &[Place]) -> Result<()> {
    let import = cx.importing();
    let row = |place: &Place| place.row().into_iter().chain(args![import]).collect();
    cx.tx().replace_many("places", Place::COLUMNS, next.iter().map(row).collect()).await
}

/// The editions of these places that an import has replaced.
pub(crate) async fn replaced(cx: &mut Context, settle: &Settle, ids: &[PlaceId]) -> Result<Vec<Place>> {
    let (sql, args) = all_places(cx)
        .filter("p.org_id = ? AND p.until_import = ?", args![settle.org, settle.import])
        .among("p.id", ids.iter().map(Into::into).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Takes back places of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some =
        "SELECT id FROM places WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND edition = 0 ORDER BY id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<PlaceId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM places WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4 AND edition = 0";
    cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await
}

/// Keeps a changed place, which must still stand at the version before.
pub(crate) async fn update(tx: &mut Tx, place: &Place) -> Result<()> {
    let sql = Sql::from(
        "UPDATE places SET segment = $3, code = $4, path = $5, name = $6, tag = $7, floor = $8, use = $9, \
         built_area = $10, inside_area = $11, shared_area = $12, state = $13, takeover_on = $14, delivered_on = $15, \
         warranty_until = $16, retired_at = $17, version = $18 WHERE org_id = $1 AND id = $2 AND version = $18 - 1 AND replaced = 0",
    );
    let args = args![
        place.org_id,
        place.id,
        &place.segment,
        &place.code,
        &place.path,
        &place.name,
        &place.tag,
        place.floor,
        place.r#use.map(crate::model::Use::word),
        place.built_area,
        place.inside_area,
        place.shared_area,
        place.state.map(RoomState::word),
        place.takeover_on,
        place.delivered_on,
        place.warranty_until,
        place.retired_at,
        place.version,
    ];
    if tx.execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
