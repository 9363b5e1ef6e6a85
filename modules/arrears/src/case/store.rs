//! Every statement over collection cases.

use kernel::{Date, Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use property::PlaceId;
use store::{Arg, Order, Select, args};

use super::model::{CaseFilter, CaseRow, CaseState, CollectionCaseId, Held};
use crate::ladder::model::Stage;

const COLUMNS: &str = "c.org_id, c.id, c.number, c.place_id, c.place, c.payer_id, c.stage, c.stage_on, c.overdue_fen, \
                       c.oldest_due_on, c.held, c.held_until_on, c.held_note, c.promised_on, c.next_on, c.state, c.opened_on, \
                       c.closed_on, c.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "number",
    "place_id",
    "place",
    "payer_id",
    "stage",
    "stage_on",
    "overdue_fen",
    "oldest_due_on",
    "next_on",
    "state",
    "opened_on",
    "version",
];

fn cases(cx: &Context) -> Select {
    Select::from("collection_cases c").columns(COLUMNS).scope("c.org_id", cx.scope())
}

/// A page of cases, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &CaseFilter) -> Result<(Vec<CaseRow>, i64)> {
    let select = cases(cx)
        .filter_if("c.id = ?", filter.id)
        .filter_if("c.org_id = ?", filter.org_id)
        .filter_if("c.place_id = ?", filter.place_id)
        .filter_if("c.stage = ?", filter.rung.map(Stage::word))
        .filter_if("c.state = ?", filter.case_state.map(CaseState::word))
        .filter_if("c.held = ?", filter.held_because.map(Held::word))
        .search(&["c.number", "c.place"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["c.opened_on", "c.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One case.
pub(crate) async fn one(cx: &mut Context, id: CollectionCaseId) -> Result<CaseRow> {
    let (sql, args) = cases(cx).filter("c.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: CollectionCaseId) -> Result<CaseRow> {
    let (sql, args) = cases(cx).filter("c.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The open cases of places, kept from others until the end of the transaction.
pub(crate) async fn open_of(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<CaseRow>> {
    let (sql, args) = cases(cx)
        .filter("c.org_id = ? AND c.state = 'open'", args![org])
        .among("c.place_id", places.iter().map(Arg::from).collect())
        .order_by("c.id")
        .build();
    cx.tx().fetch_all(sql.for_update(), args).await
}

/// The cases somebody rings about on a day, the largest first.
pub(crate) async fn called(cx: &mut Context, today: Date, most: i64) -> Result<Vec<CaseRow>> {
    let (sql, args) = cases(cx)
        .filter("c.state = 'open' AND c.stage <> 'notice' AND c.promised_on IS NULL AND c.next_on <= ?", args![today])
        .filter("(c.held IS NULL OR c.held_until_on < ?)", args![today])
        .order_by("c.overdue_fen DESC, c.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters a case.
pub(crate) async fn insert(cx: &mut Context, row: &CaseRow) -> Result<()> {
    let values = args![
        row.org_id,
        row.id,
        &row.number,
        row.place_id,
        &row.place,
        row.payer_id,
        row.stage.word(),
        row.stage_on,
        row.overdue_fen,
        row.oldest_due_on,
        row.next_on,
        row.state.word(),
        row.opened_on,
        row.version
    ];
    cx.tx().insert_many("collection_cases", NAMES, vec![values]).await
}

/// Keeps how a case stands, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, row: &CaseRow) -> Result<()> {
    let sql = "UPDATE collection_cases SET stage = $1, stage_on = $2, overdue_fen = $3, oldest_due_on = $4, held = $5, \
               held_until_on = $6, held_note = $7, promised_on = $8, next_on = $9, state = $10, closed_on = $11, version = $12 \
               WHERE org_id = $13 AND id = $14 AND version = $12 - 1";
    let args = args![
        row.stage.word(),
        row.stage_on,
        row.overdue_fen,
        row.oldest_due_on,
        row.held.map(Held::word),
        row.held_until_on,
        &row.held_note,
        row.promised_on,
        row.next_on,
        row.state.word(),
        row.closed_on,
        row.version,
        row.org_id,
        row.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
