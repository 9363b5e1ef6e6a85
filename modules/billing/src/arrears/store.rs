//! What has moved of what is owed between two days, and what is kept of the ends of months.

use std::collections::BTreeSet;

use kernel::{Date, Error, OrgId, Result};
use property::PlaceId;
use store::{Arg, Args, Select, Tx, args};
use uuid::Uuid;

use super::model::{OwedRow, SummaryRow};

const NAMES: &[&str] = &["org_id", "until_on", "item_id", "building_id", "due_on", "owed_fen", "written_off_fen"];

/// What has moved in communities from one day to the end of another, or since the beginning; sums over the indexes of the days.
pub(crate) async fn moved(tx: &mut Tx, orgs: &[OrgId], since: Option<Date>, until: Date) -> Result<Vec<OwedRow>> {
    let orgs = || -> Args { orgs.iter().map(Arg::from).collect() };
    let billed = Select::from("bills b")
        .columns(
            "b.org_id, b.item_id, b.building_id, b.due_on, CAST(SUM(b.amount_fen) AS BIGINT) AS owed_fen, \
             CAST(0 AS BIGINT) AS written_off_fen",
        )
        .among("b.org_id", orgs())
        .filter("b.state IN ('published', 'voided') AND b.bill_on <= ?", args![until])
        .filter_if("b.bill_on >= ?", since)
        .filter("(b.voided_on IS NULL OR b.voided_on > b.bill_on)", args![])
        .group_by("b.org_id, b.item_id, b.building_id, b.due_on");
    let voided = Select::from("bills b")
        .columns(
            "b.org_id, b.item_id, b.building_id, b.due_on, CAST(-SUM(b.amount_fen) AS BIGINT) AS owed_fen, \
             CAST(0 AS BIGINT) AS written_off_fen",
        )
        .among("b.org_id", orgs())
        .filter("b.voided_on > b.bill_on AND b.voided_on <= ?", args![until])
        .filter_if("b.voided_on >= ?", since)
        .group_by("b.org_id, b.item_id, b.building_id, b.due_on");
    let credited = Select::from("credit_notes c")
        .columns(
            "c.org_id, c.item_id, c.building_id, c.due_on, CAST(-SUM(c.amount_fen) AS BIGINT) AS owed_fen, \
             CAST(0 AS BIGINT) AS written_off_fen",
        )
        .among("c.org_id", orgs())
        .filter("c.state = 'approved' AND c.decided_on <= ?", args![until])
        .filter_if("c.decided_on >= ?", since)
        .group_by("c.org_id, c.item_id, c.building_id, c.due_on");
    let settled = Select::from("bill_settlements s")
        .columns(
            "s.org_id, s.item_id, s.building_id, s.due_on, CAST(-SUM(s.amount_fen) AS BIGINT) AS owed_fen, \
             CAST(SUM(CASE WHEN s.settled_as = 'written_off' THEN s.amount_fen ELSE 0 END) AS BIGINT) AS written_off_fen",
        )
        .among("s.org_id", orgs())
        .filter("s.counts_on <= ?", args![until])
        .filter_if("s.counts_on >= ?", since)
        .group_by("s.org_id, s.item_id, s.building_id, s.due_on");
    let mut found = Vec::new();
    for select in [billed, voided, credited, settled] {
        let (sql, args) = select.build();
        found.extend(tx.fetch_all::<OwedRow>(sql, args).await?);
    }
    Ok(found)
}

/// What was owed in communities at the end of a month; `until` is the first day after it.
pub(crate) async fn kept(tx: &mut Tx, orgs: &[OrgId], until: Date) -> Result<Vec<OwedRow>> {
    let (sql, args) = Select::from("arrears_months m")
        .columns("m.org_id, m.item_id, m.building_id, m.due_on, m.owed_fen, m.written_off_fen")
        .among("m.org_id", orgs.iter().map(Arg::from).collect())
        .filter("m.until_on = ?", args![until])
        .build();
    let mut found: Vec<OwedRow> = tx.fetch_all(sql, args).await?;
    for row in &mut found {
        row.building_id = row.building_id.filter(|building| *building != NO_BUILDING);
    }
    Ok(found)
}

/// The building of what lies in none.
const NO_BUILDING: PlaceId = PlaceId::from_uuid(Uuid::nil());

/// Keeps what was owed at the end of a month.
pub(crate) async fn keep(tx: &mut Tx, until: Date, rows: &[OwedRow]) -> Result<()> {
    tx.insert_many("arrears_months", NAMES, rows.iter().map(|row| values(until, row)).collect()).await
}

/// Adds to what was owed at the end of a month that is kept already.
pub(crate) async fn add(tx: &mut Tx, until: Date, row: &OwedRow) -> Result<()> {
    let sql = "INSERT INTO arrears_months (org_id, until_on, item_id, building_id, due_on, owed_fen, written_off_fen) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, until_on, item_id, building_id, due_on) \
               DO UPDATE SET owed_fen = arrears_months.owed_fen + excluded.owed_fen, \
               written_off_fen = arrears_months.written_off_fen + excluded.written_off_fen";
    tx.write(sql, values(until, row)).await
}

fn values(until: Date, row: &OwedRow) -> Args {
    let building = row.building_id.unwrap_or(NO_BUILDING);
    args![row.org_id, until, row.item_id, building, row.due_on, row.owed_fen, row.written_off_fen]
}

/// Forgets every month of a community.
pub(crate) async fn forget(tx: &mut Tx, org: OrgId) -> Result<()> {
    tx.execute("DELETE FROM arrears_months WHERE org_id = $1", args![org]).await.map(|_| ())
}

/// Makes sure that a community has the row that says how far it is summed up.
pub(crate) async fn begin(tx: &mut Tx, org: OrgId) -> Result<()> {
    tx.insert_missing("arrears_summaries", &["org_id"], vec![args![org]]).await
}

/// How far communities are summed up.
pub(crate) async fn summaries(tx: &mut Tx, orgs: &BTreeSet<OrgId>) -> Result<Vec<SummaryRow>> {
    let (sql, args) = Select::from("arrears_summaries a")
        .columns("a.org_id, a.since_on, a.until_on")
        .among("a.org_id", orgs.iter().map(Arg::from).collect())
        .build();
    tx.fetch_all(sql, args).await
}

/// How far all communities are summed up; for jobs and the proof, who see all.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<SummaryRow>> {
    tx.fetch_all("SELECT org_id, since_on, until_on FROM arrears_summaries", Vec::new()).await
}

/// How far one is, kept from others until the end of the transaction.
pub(crate) async fn to_change(tx: &mut Tx, org: OrgId) -> Result<Option<SummaryRow>> {
    let (sql, args) = Select::from("arrears_summaries a")
        .columns("a.org_id, a.since_on, a.until_on")
        .filter("a.org_id = ?", args![org])
        .build();
    tx.fetch_optional(sql.for_update(), args).await
}

/// Keeps how far a community is summed up.
pub(crate) async fn update(tx: &mut Tx, row: &SummaryRow) -> Result<()> {
    let sql = "UPDATE arrears_summaries SET since_on = $1, until_on = $2 WHERE org_id = $3";
    let changed = tx.execute(sql, args![row.since_on, row.until_on, row.org_id]).await?;
    if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// The day of the first bill of a community.
pub(crate) async fn first_bill(tx: &mut Tx, org: OrgId) -> Result<Option<Date>> {
    let sql = "SELECT MIN(bill_on) FROM bills WHERE org_id = $1 AND state IN ('published', 'voided')";
    tx.fetch_value(sql, args![org]).await
}
