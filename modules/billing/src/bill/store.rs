//! Every statement over bills and credit notes.

use std::collections::BTreeMap;

use kernel::{Date, Error, Money, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use party::PersonId;
use property::PlaceId;
use store::{Arg, Order, Select, args};
use tariff::FeeItemId;
use uuid::Uuid;

use super::model::{BillFilter, BillId, BillRow, BillState, CreditNoteId, CreditNoteRow};
use crate::run::{
    model::{BillRunId, BillRunRow},
    rules::Standing,
};

pub(crate) const COLUMNS: &str = "b.org_id, b.id, b.number, b.run_id, b.item_id, b.tariff_id, b.edition, b.place_id, b.building_id, b.payer_id, b.from_on, b.to_on, \
                       b.bill_on, b.due_on, b.amount_fen, b.before_fen, b.line, b.late_bill_id, b.opening_id, b.state, b.published_at, b.voided_on, \
                       b.voided_name, b.void_reason, b.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "run_id",
    "item_id",
    "tariff_id",
    "edition",
    "place_id",
    "building_id",
    "payer_id",
    "from_on",
    "to_on",
    "bill_on",
    "due_on",
    "amount_fen",
    "before_fen",
    "line",
    "late_bill_id",
    "opening_id",
    "state",
    "version",
];
const CREDIT: &str = "c.org_id, c.id, c.bill_id, c.item_id, c.building_id, c.due_on, c.amount_fen, c.reason, c.state, c.asked_by, c.asked_name, \
                      c.asked_at, c.decided_name, c.decided_on, c.version";

/// What a search narrows the list to.
pub(crate) enum Found {
    /// Nothing was searched for.
    All,
    /// Bills whose number begins so.
    Number(String),
    /// Bills of these places.
    Places(Vec<PlaceId>),
}

fn bills(cx: &Context) -> Select {
    Select::from("bills b").columns(COLUMNS).scope("b.org_id", cx.scope())
}

/// Enters drafts; the table refuses a second bill for an item, an object and a period.
pub(crate) async fn insert(cx: &mut Context, rows: &[BillRow]) -> Result<()> {
    let values = |b: &BillRow| {
        args![
            b.org_id,
            b.id,
            b.run_id,
            b.item_id,
            b.tariff_id,
            b.edition,
            b.place_id,
            b.building_id,
            b.payer_id,
            b.from_on,
            b.to_on,
            b.bill_on,
            b.due_on,
            b.amount_fen,
            b.before_fen,
            &b.line,
            b.late_bill_id,
            b.opening_id,
            b.state.word(),
            b.version
        ]
    };
    cx.tx().insert_many("bills", NAMES, rows.iter().map(values).collect()).await
}

/// What is billed of these places and not voided.
pub(crate) async fn standing(
    cx: &mut Context,
    org: OrgId,
    places: &[PlaceId],
) -> Result<BTreeMap<PlaceId, Vec<Standing>>> {
    let mut found: BTreeMap<PlaceId, Vec<Standing>> = BTreeMap::new();
    for some in places.chunks(512) {
        let (sql, args) = Select::from("bills b")
            .columns("b.place_id, b.item_id, b.from_on, b.to_on, b.amount_fen")
            .filter("b.org_id = ?", args![org])
            .among("b.place_id", some.iter().map(Arg::from).collect())
            .filter("b.state <> 'voided' AND b.late_bill_id IS NULL", args![])
            .order_by("b.from_on")
            .build();
        let rows: Vec<(PlaceId, FeeItemId, Date, Date, Money)> = cx.tx().fetch_all(sql, args).await?;
        for (place, item, from_on, to_on, amount) in rows {
            found.entry(place).or_default().push(Standing { item: item.to_string(), from_on, to_on, amount });
        }
    }
    Ok(found)
}

/// The next drafts of a run, so many at most, to be published.
pub(crate) async fn to_publish(cx: &mut Context, run: &BillRunRow, most: i64) -> Result<Vec<BillRow>> {
    let reached: Option<BillId> = run.reached.as_deref().and_then(|id| id.parse().ok());
    let (sql, args) = bills(cx)
        .filter("b.org_id = ? AND b.run_id = ? AND b.state = 'draft'", args![run.org_id, run.id])
        .filter_if("b.id > ?", reached)
        .order_by("b.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Keeps that drafts are published, under their numbers.
pub(crate) async fn publish(cx: &mut Context, bills: &[BillRow]) -> Result<()> {
    const COLUMNS: &[&str] = &["state", "number", "published_at", "version"];
    let row =
        |bill: &BillRow| args![bill.state.word(), &bill.number, bill.published_at, bill.version, bill.org_id, bill.id];
    cx.tx().update_many("bills", COLUMNS, bills.iter().map(row).collect()).await
}

/// The ids of the first drafts of a run, so many at most.
async fn drafts(cx: &mut Context, run: &BillRunRow, most: i64) -> Result<Vec<BillId>> {
    let sql = "SELECT id FROM bills WHERE org_id = $1 AND run_id = $2 AND state = 'draft' ORDER BY id LIMIT $3";
    cx.tx().fetch_values(sql, args![run.org_id, run.id, most]).await
}

/// Takes some drafts of a run away; how many.
pub(crate) async fn clear(cx: &mut Context, run: &BillRunRow, most: i64) -> Result<i64> {
    let ids = drafts(cx, run, most).await?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(0) };
    let sql = "DELETE FROM bills WHERE org_id = $1 AND run_id = $2 AND state = 'draft' AND id >= $3 AND id <= $4";
    let done = cx.tx().execute(sql, args![run.org_id, run.id, first, last]).await?;
    Ok(i64::try_from(done).unwrap_or(i64::MAX))
}

/// A page of bills, latest first, and how many there are. Drafts are shown only to who asks for those of a run.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &BillFilter,
    found: Found,
    building: Option<Vec<PlaceId>>,
) -> Result<(Vec<BillRow>, i64)> {
    let mut select = bills(cx)
        .filter_if("b.id = ?", filter.id)
        .filter_if("b.org_id = ?", filter.org_id)
        .filter_if("b.state = ?", filter.bill_state.map(BillState::word))
        .filter_if("b.item_id = ?", filter.item_id)
        .filter_if("b.place_id = ?", filter.place_id)
        .filter_if("b.payer_id = ?", filter.payer_id)
        .filter_if("b.from_on >= ?", filter.begins_since)
        .filter_if("b.from_on <= ?", filter.begins_until)
        .filter_if("SUBSTR(b.from_on, 1, 7) = ?", filter.begins_in.clone())
        .filter_if("b.run_id = ?", filter.run_id);
    if let Some(places) = building {
        select = select.among("b.place_id", places.iter().map(Arg::from).collect());
    }
    select = match found {
        Found::All => select,
        Found::Number(number) => select.filter("b.number >= ? AND b.number < ?", args![&number, format!("{number}~")]),
        Found::Places(places) => select.among("b.place_id", places.iter().map(Arg::from).collect()),
    };
    if filter.run_id.is_none() {
        select = select.filter("b.state <> 'draft'", args![]);
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["b.bill_on", "b.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// Some drafts or bills of a run to look at: those furthest from the period before, and new ones.
pub(crate) async fn sample(cx: &mut Context, run: BillRunId, most: i64) -> Result<Vec<BillRow>> {
    let (sql, args) = bills(cx)
        .filter("b.run_id = ?", args![run])
        .order_by("abs(b.amount_fen - COALESCE(b.before_fen, 0)) DESC, b.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// One bill.
pub(crate) async fn one(cx: &mut Context, id: BillId) -> Result<BillRow> {
    let (sql, args) = bills(cx).filter("b.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// Those with these ids.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[BillId]) -> Result<Vec<BillRow>> {
    let (sql, args) = bills(cx).among("b.id", ids.iter().map(Arg::from).collect()).build();
    cx.tx().fetch_all(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: BillId) -> Result<BillRow> {
    let (sql, args) = bills(cx).filter("b.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// What somebody is asked to pay in the communities of the scope, latest first.
pub(crate) async fn of_payer(cx: &mut Context, person: PersonId, most: i64) -> Result<Vec<BillRow>> {
    let (sql, args) = bills(cx)
        .filter("b.payer_id = ? AND b.state = 'published'", args![person])
        .order_by("b.bill_on DESC, b.id DESC")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The places for which a run has published bills.
pub(crate) async fn places_of_run(cx: &mut Context, org: OrgId, run: BillRunId) -> Result<Vec<PlaceId>> {
    let sql = "SELECT DISTINCT place_id FROM bills WHERE org_id = $1 AND run_id = $2 AND state = 'published'";
    cx.tx().fetch_values(sql, args![org, run]).await
}

/// The places with published bills that were to be paid before a day.
pub(crate) async fn places_overdue(cx: &mut Context, org: OrgId, before: Date) -> Result<Vec<PlaceId>> {
    let sql = "SELECT DISTINCT place_id FROM bills WHERE org_id = $1 AND state = 'published' AND due_on < $2";
    cx.tx().fetch_values(sql, args![org, before]).await
}

/// Voids a bill.
pub(crate) async fn void(cx: &mut Context, bill: &BillRow) -> Result<()> {
    let sql = "UPDATE bills SET state = 'voided', voided_on = $1, voided_name = $2, void_reason = $3, version = $4 \
               WHERE org_id = $5 AND id = $6 AND version = $4 - 1";
    let args = args![bill.voided_on, &bill.voided_name, &bill.void_reason, bill.version, bill.org_id, bill.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

fn credits(cx: &Context) -> Select {
    Select::from("credit_notes c").columns(CREDIT).scope("c.org_id", cx.scope())
}

/// What was taken back of a bill, or asked to be.
pub(crate) async fn credits_of(cx: &mut Context, bill: BillId) -> Result<Vec<CreditNoteRow>> {
    let (sql, args) = credits(cx).filter("c.bill_id = ?", args![bill]).order_by("c.asked_at, c.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// One credit note, kept from others until the end of the transaction.
pub(crate) async fn credit_to_change(cx: &mut Context, id: CreditNoteId) -> Result<CreditNoteRow> {
    let (sql, args) = credits(cx).filter("c.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Enters a credit note.
pub(crate) async fn insert_credit(cx: &mut Context, row: &CreditNoteRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "bill_id",
        "item_id",
        "building_id",
        "due_on",
        "amount_fen",
        "reason",
        "state",
        "asked_by",
        "asked_name",
        "asked_at",
        "version",
    ];
    let values = args![
        row.org_id,
        row.id,
        row.bill_id,
        row.item_id,
        row.building_id,
        row.due_on,
        row.amount_fen,
        &row.reason,
        row.state.word(),
        row.asked_by,
        &row.asked_name,
        row.asked_at,
        row.version
    ];
    cx.tx().insert_many("credit_notes", NAMES, vec![values]).await
}

/// Keeps what was decided about a credit note.
pub(crate) async fn decide_credit(cx: &mut Context, row: &CreditNoteRow, by: Uuid) -> Result<()> {
    let sql = "UPDATE credit_notes SET state = $1, decided_by = $2, decided_name = $3, decided_on = $4, version = $5 \
               WHERE org_id = $6 AND id = $7 AND version = $5 - 1";
    let args = args![row.state.word(), by, &row.decided_name, row.decided_on, row.version, row.org_id, row.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
