//! Every statement over bill runs.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use party::PersonId;
use store::{Order, Select, args};

use super::model::{Asked, BillRunFilter, BillRunId, BillRunRow, RunState};

const COLUMNS: &str = "r.org_id, r.id, r.since_on, r.until_on, r.state, r.reached, r.places, r.places_done, r.bills, r.total_fen, \
                       r.standing, r.fresh, r.changed, r.before_fen, r.reasons, r.published, r.asked_by, r.asked_name, r.asked_at, \
                       r.approved_by, r.approved_name, r.approved_at, r.done_at, r.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "since_on",
    "until_on",
    "state",
    "places",
    "places_done",
    "bills",
    "total_fen",
    "standing",
    "fresh",
    "changed",
    "before_fen",
    "reasons",
    "published",
    "asked_by",
    "asked_name",
    "asked_at",
    "version",
];

fn runs(cx: &Context) -> Select {
    Select::from("bill_runs r").columns(COLUMNS).scope("r.org_id", cx.scope())
}

/// A page of runs, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &BillRunFilter) -> Result<(Vec<BillRunRow>, i64)> {
    let select = runs(cx)
        .filter_if("r.id = ?", filter.id)
        .filter_if("r.org_id = ?", filter.org_id)
        .filter_if("r.state = ?", filter.run_state.map(RunState::word))
        .search(&["r.asked_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["r.asked_at", "r.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One run.
pub(crate) async fn one(cx: &mut Context, id: BillRunId) -> Result<BillRunRow> {
    let (sql, args) = runs(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: BillRunId) -> Result<BillRunRow> {
    let (sql, args) = runs(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The run that is under way in a community, kept from others until the end of the transaction.
pub(crate) async fn under_way(cx: &mut Context, org: OrgId) -> Result<Option<BillRunRow>> {
    let open = "r.state IN ('counting', 'ready', 'approved', 'cancelled')";
    let (sql, args) = runs(cx).filter("r.org_id = ?", args![org]).filter(open, args![]).build();
    cx.tx().fetch_optional(sql.for_update(), args).await
}

/// Enters a run.
pub(crate) async fn insert(cx: &mut Context, run: &BillRunRow) -> Result<()> {
    let values = args![
        run.org_id,
        run.id,
        run.since_on,
        run.until_on,
        run.state.word(),
        run.places,
        run.places_done,
        run.bills,
        run.total_fen,
        run.standing,
        run.fresh,
        run.changed,
        run.before_fen,
        &run.reasons,
        run.published,
        run.asked_by,
        &run.asked_name,
        run.asked_at,
        run.version
    ];
    cx.tx().insert_many("bill_runs", NAMES, vec![values]).await
}

/// Keeps how far a run has come, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, run: &BillRunRow) -> Result<()> {
    let sql = "UPDATE bill_runs SET state = $1, reached = $2, places_done = $3, bills = $4, total_fen = $5, standing = $6, \
               fresh = $7, changed = $8, before_fen = $9, reasons = $10, published = $11, approved_by = $12, \
               approved_name = $13, approved_at = $14, done_at = $15, version = $16 \
               WHERE org_id = $17 AND id = $18 AND version = $16 - 1";
    let args = args![
        run.state.word(),
        &run.reached,
        run.places_done,
        run.bills,
        run.total_fen,
        run.standing,
        run.fresh,
        run.changed,
        run.before_fen,
        &run.reasons,
        run.published,
        run.approved_by,
        &run.approved_name,
        run.approved_at,
        run.done_at,
        run.version,
        run.org_id,
        run.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// What people are asked to pay by a run, in the order of their ids.
pub(crate) async fn asked(
    cx: &mut Context,
    org: OrgId,
    run: BillRunId,
    after: Option<PersonId>,
    most: i64,
) -> Result<Vec<Asked>> {
    let (sql, args) = Select::from("bills b")
        .columns("b.payer_id AS payer, COUNT(*) AS bills, CAST(SUM(b.amount_fen) AS BIGINT) AS total, MIN(b.due_on) AS due_on")
        .filter("b.org_id = ? AND b.run_id = ? AND b.state = 'published'", args![org, run])
        .filter("b.payer_id IS NOT NULL AND b.amount_fen > 0", args![])
        .filter_if("b.payer_id > ?", after)
        .group_by("b.payer_id")
        .order_by("b.payer_id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}
