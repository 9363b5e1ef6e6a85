//! Every statement over equipment and its classes.

use std::collections::BTreeSet;

use kernel::{COMPANY, Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Listing, Paging, Settle, Undo, search};
use store::{Cursor, Order, Select, Sql, Tx, args};

use crate::model::{Asset, AssetClass, AssetFilter, AssetId, AssetState, ClassId, Fault};

const COLUMNS: &str = "a.org_id, a.id, a.code, a.sort_key, a.name, a.class_id, a.place_id, a.maker, a.model, \
                       a.installed_on, a.warranty_until, a.life_years, a.cost_fen, a.state, a.retired_on, a.version, a.edition, \
                       a.until_import";
/// Closes the range of terms that begin alike.
const LAST: char = '\u{10FFFF}';
/// The most pieces a search inside the list looks at.
const CANDIDATES: i64 = 1_000;

/// Equipment that stands, within the scope.
pub(crate) fn assets(cx: &Context) -> Select {
    cx.standing(all_assets(cx), "a")
}

/// Also what an unfinished import has brought.
fn all_assets(cx: &Context) -> Select {
    Select::from("assets a").columns(COLUMNS).scope("a.org_id", cx.scope())
}

/// The piece of equipment with this id.
pub(crate) async fn by_id(cx: &mut Context, id: AssetId) -> Result<Asset> {
    let (sql, args) = assets(cx).filter("a.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: AssetId) -> Result<Asset> {
    let (sql, args) = assets(cx).filter("a.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Those with these ids.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[AssetId]) -> Result<Vec<Asset>> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let (sql, args) = assets(cx).among("a.id", some.iter().map(Into::into).collect()).build();
        found.extend(cx.tx().fetch_all::<Asset>(sql, args).await?);
    }
    Ok(found)
}

/// Those of a community in one class that are not retired.
pub(crate) async fn of_class(cx: &mut Context, org: OrgId, class: ClassId) -> Result<Vec<Asset>> {
    let (sql, args) = assets(cx)
        .filter("a.org_id = ? AND a.class_id = ? AND a.state <> ?", args![org, class, AssetState::Retired.word()])
        .order_by("a.sort_key, a.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Those of a community that are not retired, so many at most.
pub(crate) async fn in_use(cx: &mut Context, org: OrgId, most: i64) -> Result<Vec<Asset>> {
    let (sql, args) = assets(cx)
        .filter("a.org_id = ? AND a.state <> ?", args![org, AssetState::Retired.word()])
        .order_by("a.sort_key, a.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Those of a community with these codes, also those an unfinished import has brought: their codes are taken.
pub(crate) async fn with_codes(cx: &mut Context, org: OrgId, codes: &[&str]) -> Result<Vec<Asset>> {
    let mut found = Vec::new();
    for some in codes.chunks(1_000) {
        let (sql, args) = all_assets(cx)
            .filter("a.org_id = ? AND a.replaced = 0", args![org])
            .among("a.code", some.iter().map(|code| (*code).into()).collect())
            .build();
        found.extend(cx.tx().fetch_all::<Asset>(sql, args).await?);
    }
    Ok(found)
}

/// Those with this code, one in each community of the scope at most.
pub(crate) async fn with_code(cx: &mut Context, code: &str) -> Result<Vec<Asset>> {
    let (sql, args) = assets(cx).filter("a.code = ?", args![code]).order_by("a.org_id, a.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// One page of the list.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &AssetFilter) -> Result<Listing<Asset>> {
    let mut select = assets(cx)
        .filter_if("a.id = ?", filter.id)
        .filter_if("a.org_id = ?", filter.org_id)
        .filter_if("a.state = ?", filter.state.map(AssetState::word))
        .filter_if("a.class_id = ?", filter.class_id)
        .filter_if("a.place_id = ?", filter.place_id)
        .filter_if("a.warranty_until <= ?", filter.warranty_until);
    if let Some(q) = page.q.as_deref().map(search::key).filter(|q| !q.is_empty()) {
        let ids = known_as(cx, &q).await?;
        select = select.among("a.id", ids.into_iter().map(Into::into).collect());
    }
    let order = match page.order() {
        Some((_, true)) => Order::Down,
        _ => Order::Up,
    };
    let seek = page.seek()?;
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let (sql, args) = select.after(&["a.org_id", "a.sort_key", "a.id"], order, seek).limit(page.limit() + 1).build();
    let rows: Vec<Asset> = cx.tx().fetch_all(sql, args).await?;
    Ok(Listing::cut(rows, page, count, |a| Cursor(args![a.org_id, &a.sort_key, a.id]).to_string()))
}

/// The ids of what is found under a term that begins so.
async fn known_as(cx: &mut Context, term: &str) -> Result<BTreeSet<AssetId>> {
    let (sql, args) = Select::from("search_terms t JOIN search_entries e ON e.org_id = t.org_id AND e.id = t.entry_id")
        .columns("t.entry_id")
        .scope("t.org_id", cx.scope())
        .filter("t.term >= ? AND t.term <= ? AND e.kind = 'asset'", args![term, format!("{term}{LAST}")])
        .order_by("t.org_id, t.term")
        .limit(CANDIDATES)
        .build();
    Ok(cx.tx().fetch_values::<AssetId>(sql, args).await?.into_iter().collect())
}

/// Keeps new equipment.
pub(crate) async fn insert(cx: &mut Context, new: &[Asset]) -> Result<()> {
    let import = cx.importing();
    let row = |asset: &Asset| asset.row().into_iter().chain(args![import]).collect();
    cx.tx().insert_many("assets", Asset::COLUMNS, new.iter().map(row).collect()).await?;
    Ok(())
}

/// Puts the next editions of equipment beside those in use.
pub(crate) async fn replace(cx: &mut Context, next: &[Asset]) -> Result<()> {
    let import = cx.importing();
    let row = |asset: &Asset| asset.row().into_iter().chain(args![import]).collect();
    cx.tx().replace_many("assets", Asset::COLUMNS, next.iter().map(row).collect()).await
}

/// The editions of this equipment that an import has replaced.
pub(crate) async fn replaced(cx: &mut Context, settle: &Settle, ids: &[AssetId]) -> Result<Vec<Asset>> {
    let (sql, args) = all_assets(cx)
        .filter("a.org_id = ? AND a.until_import = ?", args![settle.org, settle.import])
        .among("a.id", ids.iter().map(Into::into).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Takes back equipment of an import that was never shown, some at a time; how many.
pub(crate) async fn undo(cx: &mut Context, undo: Undo) -> Result<u64> {
    let some =
        "SELECT id FROM assets WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND edition = 0 ORDER BY id LIMIT $4";
    let wanted = args![undo.org, undo.import, undo.least, undo.most];
    let ids: Vec<AssetId> = cx.tx().fetch_values(some, wanted).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM assets WHERE org_id = $1 AND import_id = $2 AND id >= $3 AND id <= $4 AND edition = 0";
    cx.tx().execute(sql, args![undo.org, undo.import, first, last]).await
}

/// Keeps changed equipment, which must still stand at the version before.
pub(crate) async fn update(tx: &mut Tx, asset: &Asset) -> Result<()> {
    let sql = Sql::from(
        "UPDATE assets SET code = $3, sort_key = $4, name = $5, class_id = $6, place_id = $7, maker = $8, model = $9, \
         installed_on = $10, warranty_until = $11, life_years = $12, cost_fen = $13, state = $14, retired_on = $15, \
         version = $16 WHERE org_id = $1 AND id = $2 AND version = $16 - 1 AND edition = $17 AND replaced = 0",
    );
    if tx.execute(sql, asset.row()).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The latest faults of a piece of equipment, newest first.
pub(crate) async fn faults(cx: &mut Context, asset: &Asset) -> Result<Vec<Fault>> {
    let sql = "SELECT source, note, from_at, until_at FROM faults WHERE org_id = $1 AND asset_id = $2 \
               ORDER BY from_at DESC, id DESC LIMIT 50";
    cx.tx().fetch_all(sql, args![asset.org_id, asset.id]).await
}

/// How many faults of each piece of equipment of a community are open.
pub(crate) async fn open_faults(cx: &mut Context, org: OrgId) -> Result<Vec<(AssetId, i64)>> {
    let sql = "SELECT asset_id, count(*) AS count FROM faults WHERE org_id = $1 AND until_at IS NULL GROUP BY asset_id";
    cx.tx().fetch_all(sql, args![org]).await
}

/// Opens a fault, unless its source has told one that is still open; whether it was new.
pub(crate) async fn open_fault(cx: &mut Context, asset: &Asset, source: &str, note: Option<&str>) -> Result<bool> {
    let sql = "SELECT count(*) FROM faults WHERE org_id = $1 AND asset_id = $2 AND source = $3 AND until_at IS NULL";
    let known: i64 = cx.tx().fetch_value(sql, args![asset.org_id, asset.id, source]).await?;
    if known > 0 {
        return Ok(false);
    }
    let (id, now) = (cx.new_uuid(), cx.now());
    let sql = "INSERT INTO faults (org_id, id, asset_id, source, note, from_at) VALUES ($1, $2, $3, $4, $5, $6)";
    cx.tx().execute(sql, args![asset.org_id, id, asset.id, source, note, now]).await?;
    Ok(true)
}

/// Ends the open faults of a source, or all; how many there were.
pub(crate) async fn end_faults(cx: &mut Context, asset: &Asset, source: Option<&str>) -> Result<u64> {
    let now = cx.now();
    match source {
        Some(source) => {
            let sql = "UPDATE faults SET until_at = $1 WHERE org_id = $2 AND asset_id = $3 AND until_at IS NULL \
                       AND source = $4";
            cx.tx().execute(sql, args![now, asset.org_id, asset.id, source]).await
        }
        None => {
            let sql = "UPDATE faults SET until_at = $1 WHERE org_id = $2 AND asset_id = $3 AND until_at IS NULL";
            cx.tx().execute(sql, args![now, asset.org_id, asset.id]).await
        }
    }
}

/// The classes the company added or changed.
pub(crate) async fn classes(cx: &mut Context) -> Result<Vec<AssetClass>> {
    let sql = "SELECT id, code, system, name, life_years, disabled, version FROM asset_classes WHERE org_id = $1 \
               ORDER BY code";
    cx.tx().fetch_all(sql, args![COMPANY]).await
}

/// Keeps a class of the company; one that is there already is overwritten.
pub(crate) async fn put_class(tx: &mut Tx, class: &AssetClass) -> Result<()> {
    let sql = "INSERT INTO asset_classes (org_id, id, code, system, name, life_years, disabled, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, id) DO UPDATE SET name = excluded.name, \
               life_years = excluded.life_years, disabled = excluded.disabled, version = excluded.version";
    let args = args![
        COMPANY,
        class.id,
        &class.code,
        class.system.word(),
        &class.name,
        class.life_years,
        class.disabled,
        class.version,
    ];
    tx.execute(sql, args).await.map(|_| ())
}
