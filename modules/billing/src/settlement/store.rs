//! Every statement over settlements, and over what has moved on bills.

use std::collections::BTreeMap;

use kernel::{Date, Money, OrgId, Result};
use module::Context;
use property::PlaceId;
use store::{Arg, Select, args};

use super::model::{Claim, Moves, SettledAs, SettlementRow};
use crate::bill::model::{BillId, BillRow, CreditState};

const COLUMNS: &str = "s.org_id, s.id, s.bill_id, s.item_id, s.building_id, s.due_on, s.settled_as, s.amount_fen, s.counts_on, s.paper, s.made_at";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "bill_id",
    "item_id",
    "building_id",
    "due_on",
    "settled_as",
    "amount_fen",
    "counts_on",
    "paper",
    "made_at",
];
/// Keys of one question.
const SOME: usize = 500;

/// Bills that are to be settled, kept from others until the end of the transaction; in the order of their ids, so that two who want
/// the same ones never wait for each other.
pub(crate) async fn claims(cx: &mut Context, org: OrgId, ids: &[BillId]) -> Result<Vec<Claim>> {
    let (sql, args) = Select::from("bills b")
        .columns("b.id, b.number, b.item_id, b.building_id, b.bill_on, b.due_on, b.amount_fen, b.state")
        .scope("b.org_id", cx.scope())
        .filter("b.org_id = ?", args![org])
        .among("b.id", ids.iter().map(Arg::from).collect())
        .order_by("b.id")
        .build();
    cx.tx().fetch_all(sql.for_update(), args).await
}

/// What has moved on bills; a bill on which nothing has is left out.
pub(crate) async fn moves(cx: &mut Context, ids: &[BillId]) -> Result<BTreeMap<BillId, Moves>> {
    let mut found: BTreeMap<BillId, Moves> = BTreeMap::new();
    for some in ids.chunks(SOME) {
        let (sql, args) = Select::from("credit_notes c")
            .columns("c.bill_id, c.state, CAST(SUM(c.amount_fen) AS BIGINT)")
            .scope("c.org_id", cx.scope())
            .among("c.bill_id", some.iter().map(Arg::from).collect())
            .group_by("c.bill_id, c.state")
            .build();
        let rows: Vec<(BillId, CreditState, Money)> = cx.tx().fetch_all(sql, args).await?;
        for (bill, state, sum) in rows {
            let moves = found.entry(bill).or_default();
            match state {
                CreditState::Approved => moves.credited = sum,
                CreditState::Waiting => moves.asked = sum,
                CreditState::Refused => {}
            }
        }
        let (sql, args) = Select::from("bill_settlements s")
            .columns("s.bill_id, s.settled_as, CAST(SUM(s.amount_fen) AS BIGINT)")
            .scope("s.org_id", cx.scope())
            .among("s.bill_id", some.iter().map(Arg::from).collect())
            .group_by("s.bill_id, s.settled_as")
            .build();
        let rows: Vec<(BillId, SettledAs, Money)> = cx.tx().fetch_all(sql, args).await?;
        for (bill, settled_as, sum) in rows {
            let moves = found.entry(bill).or_default();
            moves.settled = moves.settled + sum;
            if settled_as == SettledAs::WrittenOff {
                moves.written_off = sum;
            }
        }
    }
    Ok(found)
}

/// The same of one bill.
pub(crate) async fn moves_of(cx: &mut Context, bill: BillId) -> Result<Moves> {
    Ok(moves(cx, &[bill]).await?.remove(&bill).unwrap_or_default())
}

/// Published bills with one of these values in a column, oldest due first, whatever is owed of them.
pub(crate) async fn published(
    cx: &mut Context,
    org: OrgId,
    column: &'static str,
    values: Vec<Arg>,
) -> Result<Vec<BillRow>> {
    let mut found: Vec<BillRow> = Vec::new();
    for some in values.chunks(SOME) {
        let (sql, args) = Select::from("bills b")
            .columns(crate::bill::store::COLUMNS)
            .scope("b.org_id", cx.scope())
            .filter("b.org_id = ? AND b.state = 'published'", args![org])
            .among(column, some.to_vec())
            .build();
        found.extend(cx.tx().fetch_all::<BillRow>(sql, args).await?);
    }
    found.sort_by_key(|bill| (bill.due_on, bill.from_on, bill.id));
    Ok(found)
}

/// Enters settlements.
pub(crate) async fn insert(cx: &mut Context, rows: &[SettlementRow]) -> Result<()> {
    let values = |row: &SettlementRow| {
        args![
            row.org_id,
            row.id,
            row.bill_id,
            row.item_id,
            row.building_id,
            row.due_on,
            row.settled_as.word(),
            row.amount_fen,
            row.counts_on,
            &row.paper,
            row.made_at
        ]
    };
    cx.tx().insert_many("bill_settlements", NAMES, rows.iter().map(values).collect()).await
}

/// What was settled of a bill and taken back, in the order it was entered.
pub(crate) async fn of_bill(cx: &mut Context, bill: BillId) -> Result<Vec<SettlementRow>> {
    let (sql, args) = Select::from("bill_settlements s")
        .columns(COLUMNS)
        .scope("s.org_id", cx.scope())
        .filter("s.bill_id = ?", args![bill])
        .order_by("s.made_at, s.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Places with published bills, in the order of their ids.
pub(crate) async fn places(cx: &mut Context, org: OrgId, after: Option<PlaceId>, most: i64) -> Result<Vec<PlaceId>> {
    let (sql, args) = Select::from("bills b")
        .columns("b.place_id")
        .scope("b.org_id", cx.scope())
        .filter("b.org_id = ? AND b.state = 'published'", args![org])
        .filter_if("b.place_id > ?", after)
        .group_by("b.place_id")
        .order_by("b.place_id")
        .limit(most)
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// What was paid of the bills of a place for some days.
pub(crate) async fn paid_between(
    cx: &mut Context,
    org: OrgId,
    place: PlaceId,
    (since, until): (Date, Date),
) -> Result<Money> {
    let sql = "SELECT CAST(COALESCE(SUM(s.amount_fen), 0) AS BIGINT) FROM bill_settlements s WHERE s.org_id = $1 \
               AND s.settled_as = 'paid' AND s.counts_on >= $2 AND s.counts_on <= $3 \
               AND s.bill_id IN (SELECT b.id FROM bills b WHERE b.org_id = $1 AND b.place_id = $4)";
    cx.tx().fetch_value(sql, args![org, since, until, place]).await
}
