//! Every statement over reliefs.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use property::PlaceId;
use store::{Arg, Order, Select, args};
use uuid::Uuid;

use super::model::{ReliefFilter, ReliefId, ReliefRow, ReliefState, Relieved};

const COLUMNS: &str = "r.org_id, r.id, r.place_id, r.relieved, r.fee_class, r.from_on, r.to_on, r.pays, r.off_fen, r.reason, r.state, \
                       r.asked_by, r.asked_name, r.asked_at, r.decided_name, r.decided_at, r.answer, r.version, r.gift_rule_id, \
                       r.paper";

fn reliefs(cx: &Context) -> Select {
    Select::from("reliefs r").columns(COLUMNS).scope("r.org_id", cx.scope())
}

/// A page of reliefs, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &ReliefFilter) -> Result<(Vec<ReliefRow>, i64)> {
    let select = reliefs(cx)
        .filter_if("r.id = ?", filter.id)
        .filter_if("r.org_id = ?", filter.org_id)
        .filter_if("r.state = ?", filter.relief_state.map(ReliefState::word))
        .filter_if("r.relieved = ?", filter.relieved.map(Relieved::word))
        .filter_if("r.place_id = ?", filter.place_id)
        .search(&["r.reason", "r.asked_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["r.asked_at", "r.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One relief.
pub(crate) async fn one(cx: &mut Context, id: ReliefId) -> Result<ReliefRow> {
    let (sql, args) = reliefs(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: ReliefId) -> Result<ReliefRow> {
    let (sql, args) = reliefs(cx).filter("r.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// What waits or was approved for these places of a community.
pub(crate) async fn of_places(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<ReliefRow>> {
    let mut rows = Vec::new();
    for some in places.chunks(512) {
        let (sql, args) = reliefs(cx)
            .filter("r.org_id = ?", args![org])
            .among("r.place_id", some.iter().map(Arg::from).collect())
            .among("r.state", vec![ReliefState::Waiting.word().into(), ReliefState::Approved.word().into()])
            .order_by("r.from_on, r.id")
            .build();
        rows.extend(cx.tx().fetch_all::<ReliefRow>(sql, args).await?);
    }
    Ok(rows)
}

/// What a paper has paid for and stands, kept from others until the end of the transaction.
pub(crate) async fn of_paper(cx: &mut Context, org: OrgId, paper: &str) -> Result<Vec<ReliefRow>> {
    let (sql, args) = reliefs(cx)
        .filter("r.org_id = ? AND r.paper = ?", args![org, paper])
        .filter("r.state = ?", args![ReliefState::Approved.word()])
        .order_by("r.id")
        .build();
    cx.tx().fetch_all(sql.for_update(), args).await
}

/// Enters one.
pub(crate) async fn insert(cx: &mut Context, row: &ReliefRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "place_id",
        "relieved",
        "fee_class",
        "from_on",
        "to_on",
        "pays",
        "off_fen",
        "reason",
        "state",
        "asked_by",
        "asked_name",
        "asked_at",
        "version",
        "gift_rule_id",
        "paper",
    ];
    let values = args![
        row.org_id,
        row.id,
        row.place_id,
        row.relieved.word(),
        row.fee_class.map(|kind| kind.word()),
        row.from_on,
        row.to_on,
        row.pays,
        row.off_fen,
        &row.reason,
        row.state.word(),
        row.asked_by,
        &row.asked_name,
        row.asked_at,
        row.version,
        row.gift_rule_id,
        &row.paper
    ];
    cx.tx().insert_many("reliefs", NAMES, vec![values]).await
}

/// Keeps what was decided.
pub(crate) async fn decide(cx: &mut Context, row: &ReliefRow, by: Uuid) -> Result<()> {
    let sql = "UPDATE reliefs SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, answer = $5, version = $6 \
               WHERE org_id = $7 AND id = $8 AND version = $6 - 1";
    let args =
        args![row.state.word(), by, &row.decided_name, row.decided_at, &row.answer, row.version, row.org_id, row.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
