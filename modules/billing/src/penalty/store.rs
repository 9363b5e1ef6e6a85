//! Every statement over late bills, what was charged for them, and waivers.

use kernel::{Date, Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use property::PlaceId;
use store::{Arg, Order, Select, Tx, args};
use tariff::TariffId;
use uuid::Uuid;

use super::model::{Charged, LateBill, LateMove, PenaltyWaiverFilter, PenaltyWaiverId, PenaltyWaiverRow};
use crate::bill::model::{BillId, CreditState};

const LATE: &str =
    "b.id, b.number, b.tariff_id, b.place_id, b.building_id, b.payer_id, b.bill_on, b.due_on, b.amount_fen";
const WAIVER: &str = "w.org_id, w.id, w.bill_id, w.off_part, w.off_fen, w.reason, w.state, w.asked_by, w.asked_name, w.asked_at, \
                      w.decided_name, w.decided_at, w.version";
/// Keys of one question.
const SOME: usize = 500;

/// The published bills of these places under these tariffs that were to be paid before a day and were not, whatever is owed of them by
/// now; those for late payment are none of them. What was paid when it was due is left out here already, since most bills are.
pub(crate) async fn late(
    cx: &mut Context,
    org: OrgId,
    places: &[PlaceId],
    tariffs: &[TariffId],
    before: Date,
) -> Result<Vec<LateBill>> {
    let mut found = Vec::new();
    for some in places.chunks(SOME) {
        let (sql, args) = Select::from("bills b")
            .columns(LATE)
            .scope("b.org_id", cx.scope())
            .filter("b.org_id = ? AND b.state = 'published' AND b.late_bill_id IS NULL", args![org])
            .among("b.place_id", some.iter().map(Arg::from).collect())
            .among("b.tariff_id", tariffs.iter().map(Arg::from).collect())
            .filter("b.due_on < ?", args![before])
            .filter(
                "b.amount_fen > COALESCE((SELECT CAST(SUM(s.amount_fen) AS BIGINT) FROM bill_settlements s \
                 WHERE s.org_id = b.org_id AND s.bill_id = b.id AND s.counts_on <= b.due_on), 0)",
                args![],
            )
            .order_by("b.due_on, b.id")
            .build();
        found.extend(cx.tx().fetch_all::<LateBill>(sql, args).await?);
    }
    Ok(found)
}

/// What became of bills: what papers settled or took back, what was credited.
pub(crate) async fn moves(cx: &mut Context, bills: &[BillId]) -> Result<Vec<LateMove>> {
    let mut found = Vec::new();
    for some in bills.chunks(SOME) {
        let ids: Vec<Arg> = some.iter().map(Arg::from).collect();
        let (sql, args) = Select::from("bill_settlements s")
            .columns("s.bill_id, s.counts_on AS on_day, s.amount_fen")
            .scope("s.org_id", cx.scope())
            .among("s.bill_id", ids.clone())
            .build();
        found.extend(cx.tx().fetch_all::<LateMove>(sql, args).await?);
        let (sql, args) = Select::from("credit_notes c")
            .columns("c.bill_id, c.decided_on AS on_day, c.amount_fen")
            .scope("c.org_id", cx.scope())
            .filter("c.state = 'approved'", args![])
            .among("c.bill_id", ids)
            .build();
        found.extend(cx.tx().fetch_all::<LateMove>(sql, args).await?);
    }
    Ok(found)
}

/// What was charged for late payment of bills, drafts counted.
pub(crate) async fn charged(cx: &mut Context, bills: &[BillId]) -> Result<Vec<Charged>> {
    let mut found = Vec::new();
    for some in bills.chunks(SOME) {
        let (sql, args) = Select::from("bills b")
            .columns("b.late_bill_id, CAST(SUM(b.amount_fen) AS BIGINT) AS amount, MAX(b.to_on) AS until")
            .scope("b.org_id", cx.scope())
            .filter("b.state <> 'voided'", args![])
            .among("b.late_bill_id", some.iter().map(Arg::from).collect())
            .group_by("b.late_bill_id")
            .build();
        found.extend(cx.tx().fetch_all::<Charged>(sql, args).await?);
    }
    Ok(found)
}

fn waivers(cx: &Context) -> Select {
    Select::from("penalty_waivers w").columns(WAIVER).scope("w.org_id", cx.scope())
}

/// The waivers of bills, in the order they were asked for.
pub(crate) async fn waivers_of(cx: &mut Context, bills: &[BillId]) -> Result<Vec<PenaltyWaiverRow>> {
    let mut found = Vec::new();
    for some in bills.chunks(SOME) {
        let ids = some.iter().map(Arg::from).collect();
        let (sql, args) = waivers(cx).among("w.bill_id", ids).order_by("w.asked_at, w.id").build();
        found.extend(cx.tx().fetch_all::<PenaltyWaiverRow>(sql, args).await?);
    }
    Ok(found)
}

/// A page of waivers, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &PenaltyWaiverFilter,
) -> Result<(Vec<PenaltyWaiverRow>, i64)> {
    let select = waivers(cx)
        .filter_if("w.org_id = ?", filter.org_id)
        .filter_if("w.state = ?", filter.credit_state.map(CreditState::word))
        .search(&["w.reason", "w.asked_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["w.asked_at", "w.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One waiver, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: PenaltyWaiverId) -> Result<PenaltyWaiverRow> {
    let (sql, args) = waivers(cx).filter("w.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Enters a waiver.
pub(crate) async fn insert(cx: &mut Context, row: &PenaltyWaiverRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "bill_id",
        "off_part",
        "off_fen",
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
        row.off_part,
        row.off_fen,
        &row.reason,
        row.state.word(),
        row.asked_by,
        &row.asked_name,
        row.asked_at,
        row.version
    ];
    cx.tx().insert_many("penalty_waivers", NAMES, vec![values]).await
}

/// Keeps what was decided about a waiver.
pub(crate) async fn decide(cx: &mut Context, row: &PenaltyWaiverRow, by: Uuid) -> Result<()> {
    let sql = "UPDATE penalty_waivers SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, version = $5 \
               WHERE org_id = $6 AND id = $7 AND version = $5 - 1";
    let args = args![row.state.word(), by, &row.decided_name, row.decided_at, row.version, row.org_id, row.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Every bill for late payment that stands: its unit, id and amount, the bill it is for with that one's state, and its sheet; for the
/// owner of the database, who sees all units.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<(OrgId, BillId, kernel::Money, String, Option<BillId>, String)>> {
    let sql = "SELECT p.org_id, p.id, p.amount_fen, p.line, l.late_bill_id, l.state FROM bills p \
               JOIN bills l ON l.org_id = p.org_id AND l.id = p.late_bill_id WHERE p.state = 'published'";
    tx.fetch_all(sql, Vec::new()).await
}
