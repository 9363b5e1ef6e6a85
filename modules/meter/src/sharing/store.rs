//! Every statement over sharings and their parts.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use property::PlaceId;
use store::{Arg, Order, Select, args};
use tariff::TariffId;
use uuid::Uuid;

use super::model::{ApprovedPortion, PortionRow, SharingFilter, SharingId, SharingRow, SharingState};

const COLUMNS: &str = "s.org_id, s.id, s.name, s.tariff_id, s.tariff_name, s.within_id, s.within_path, s.from_on, s.to_on, \
                       s.meter_id, s.quantity, s.goes_by, s.total_fen, s.members, s.left_out, s.state, s.asked_by, \
                       s.asked_name, s.asked_at, s.decided_name, s.decided_at, s.remark, s.version";

fn sharings(cx: &Context) -> Select {
    Select::from("sharings s").columns(COLUMNS).scope("s.org_id", cx.scope())
}

/// A page of sharings, the latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &SharingFilter) -> Result<(Vec<SharingRow>, i64)> {
    let select = sharings(cx)
        .filter_if("s.id = ?", filter.id)
        .filter_if("s.org_id = ?", filter.org_id)
        .filter_if("s.state = ?", filter.sharing_state.map(SharingState::word))
        .search(&["s.name", "s.tariff_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["s.asked_at", "s.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One sharing.
pub(crate) async fn one(cx: &mut Context, id: SharingId) -> Result<SharingRow> {
    let (sql, args) = sharings(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: SharingId) -> Result<SharingRow> {
    let (sql, args) = sharings(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// All sharings under a tariff.
pub(crate) async fn of_tariff(cx: &mut Context, tariff: TariffId) -> Result<Vec<SharingRow>> {
    let (sql, args) = sharings(cx).filter("s.tariff_id = ?", args![tariff]).order_by("s.from_on, s.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters a sharing with its parts.
pub(crate) async fn insert(cx: &mut Context, row: &SharingRow, portions: &[PortionRow]) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "name",
        "tariff_id",
        "tariff_name",
        "within_id",
        "within_path",
        "from_on",
        "to_on",
        "meter_id",
        "quantity",
        "goes_by",
        "total_fen",
        "members",
        "left_out",
        "state",
        "asked_by",
        "asked_name",
        "asked_at",
        "version",
    ];
    let values = args![
        row.org_id,
        row.id,
        &row.name,
        row.tariff_id,
        &row.tariff_name,
        row.within_id,
        &row.within_path,
        row.from_on,
        row.to_on,
        row.meter_id,
        row.quantity,
        row.goes_by.word(),
        row.total_fen,
        row.members,
        &row.left_out,
        row.state.word(),
        row.asked_by,
        &row.asked_name,
        row.asked_at,
        row.version
    ];
    cx.tx().insert_many("sharings", NAMES, vec![values]).await?;
    const PARTS: &[&str] = &["org_id", "sharing_id", "place_id", "amount_fen", "came_from"];
    let part = |p: &PortionRow| args![p.org_id, p.sharing_id, p.place_id, p.amount_fen, &p.came_from];
    cx.tx().insert_many("sharing_portions", PARTS, portions.iter().map(part).collect()).await
}

/// Keeps what was decided.
pub(crate) async fn decide(cx: &mut Context, row: &SharingRow, by: Uuid) -> Result<()> {
    let sql = "UPDATE sharings SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, remark = $5, version = $6 \
               WHERE org_id = $7 AND id = $8 AND version = $6 - 1";
    let args =
        args![row.state.word(), by, &row.decided_name, row.decided_at, &row.remark, row.version, row.org_id, row.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The parts of a sharing.
pub(crate) async fn portions(cx: &mut Context, sharing: &SharingRow) -> Result<Vec<PortionRow>> {
    let (sql, args) = Select::from("sharing_portions p")
        .columns("p.org_id, p.sharing_id, p.place_id, p.amount_fen, p.came_from")
        .filter("p.org_id = ? AND p.sharing_id = ?", args![sharing.org_id, sharing.id])
        .order_by("p.place_id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What these places of a community bear of approved sharings, oldest first.
pub(crate) async fn approved(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<ApprovedPortion>> {
    let mut found = Vec::new();
    for some in places.chunks(500) {
        let (sql, args) =
            Select::from("sharing_portions p JOIN sharings s ON s.org_id = p.org_id AND s.id = p.sharing_id")
                .columns("s.tariff_id, p.place_id, s.from_on, s.to_on, p.came_from")
                .filter("p.org_id = ? AND s.state = 'approved'", args![org])
                .among("p.place_id", some.iter().map(Arg::from).collect())
                .order_by("s.from_on, s.id")
                .build();
        found.extend(cx.tx().fetch_all::<ApprovedPortion>(sql, args).await?);
    }
    Ok(found)
}
