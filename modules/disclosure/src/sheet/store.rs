//! Every statement over sheets.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, Tx, args};

use super::model::{SheetFilter, SheetId, SheetRow, SheetState};

const COLUMNS: &str = "s.org_id, s.id, s.from_on, s.until_on, s.state, s.corrects_id, s.reason, s.entries, s.body, s.drawn_by, \
                       s.drawn_name, s.drawn_at, s.seq, s.number, s.canonical, s.digest, s.published_by, s.published_name, \
                       s.published_at, s.version";

fn sheets(cx: &Context) -> Select {
    Select::from("disclosure_sheets s").columns(COLUMNS).scope("s.org_id", cx.scope())
}

/// A page of sheets, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &SheetFilter) -> Result<(Vec<SheetRow>, i64)> {
    let select = sheets(cx)
        .filter_if("s.id = ?", filter.id)
        .filter_if("s.org_id = ?", filter.org_id)
        .filter_if("s.state = ?", filter.sheet_state.map(SheetState::word))
        .search(&["s.number", "s.digest"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["s.drawn_at", "s.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One sheet.
pub(crate) async fn one(cx: &mut Context, id: SheetId) -> Result<SheetRow> {
    let (sql, args) = sheets(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// One that everybody may read.
pub(crate) async fn one_published(cx: &mut Context, id: SheetId) -> Result<SheetRow> {
    let (sql, args) = sheets(cx).filter("s.id = ? AND s.state = 'published'", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: SheetId) -> Result<SheetRow> {
    let (sql, args) = sheets(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// What is published, the latest first, at most so many: of one community, or of the scope.
pub(crate) async fn published(cx: &mut Context, org: Option<OrgId>, most: i64) -> Result<Vec<SheetRow>> {
    let select = sheets(cx).filter("s.state = 'published'", args![]).filter_if("s.org_id = ?", org);
    let (sql, args) = select.order_by("s.published_at DESC, s.seq DESC").limit(most).build();
    cx.tx().fetch_all(sql, args).await
}

/// The sheets that correct one and are published.
pub(crate) async fn correcting(cx: &mut Context, id: SheetId) -> Result<Vec<SheetRow>> {
    let select = sheets(cx).filter("s.corrects_id = ? AND s.state = 'published'", args![id]).order_by("s.seq");
    let (sql, args) = select.build();
    cx.tx().fetch_all(sql, args).await
}

/// The last one published in a community.
pub(crate) async fn last(cx: &mut Context, org: OrgId) -> Result<Option<SheetRow>> {
    let select = sheets(cx).filter("s.org_id = ? AND s.state = 'published'", args![org]).order_by("s.seq DESC");
    let (sql, args) = select.limit(1).build();
    cx.tx().fetch_optional(sql, args).await
}

/// Everything that is published, by community and place; for the owner of the database.
pub(crate) async fn everything(tx: &mut Tx) -> Result<Vec<SheetRow>> {
    let (sql, args) = Select::from("disclosure_sheets s")
        .columns(COLUMNS)
        .filter("s.state = 'published'", args![])
        .order_by("s.org_id, s.seq")
        .build();
    tx.fetch_all(sql, args).await
}

/// Enters a draft.
pub(crate) async fn insert(cx: &mut Context, s: &SheetRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "from_on",
        "until_on",
        "state",
        "corrects_id",
        "reason",
        "entries",
        "body",
        "drawn_by",
        "drawn_name",
        "drawn_at",
        "version",
    ];
    let values = args![
        s.org_id,
        s.id,
        s.from_on,
        s.until_on,
        s.state.word(),
        s.corrects_id,
        &s.reason,
        s.entries,
        &s.body,
        s.drawn_by,
        &s.drawn_name,
        s.drawn_at,
        s.version
    ];
    cx.tx().insert_many("disclosure_sheets", NAMES, vec![values]).await
}

/// Keeps what became of a draft, which must still be at the version before.
pub(crate) async fn update(cx: &mut Context, s: &SheetRow) -> Result<()> {
    let sql = "UPDATE disclosure_sheets SET state = $1, seq = $2, number = $3, canonical = $4, digest = $5, published_by = $6, \
               published_name = $7, published_at = $8, version = $9 WHERE org_id = $10 AND id = $11 AND version = $9 - 1";
    let args = args![
        s.state.word(),
        s.seq,
        &s.number,
        &s.canonical,
        &s.digest,
        s.published_by,
        &s.published_name,
        s.published_at,
        s.version,
        s.org_id,
        s.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
