//! Every statement over drawn cases.

use kernel::{Date, Instant, OrgId, Result};
use module::Context;
use store::{Args, Select, Sql, args};
use uuid::Uuid;

use super::model::{Candidate, SampleFigures, SampleId, SampleRow};

const COLUMNS: &str = "s.org_id, s.id, s.case_id, s.day, s.checked_at, s.checker_name, s.passed, s.reason";
/// The most cases that are looked at for one draw.
const CANDIDATES: i64 = 5_000;

/// Notes that a day's cases are drawn; false when that was done before.
pub(crate) async fn begin(cx: &mut Context, org: OrgId, process: &str, day: Date, seed: &str) -> Result<bool> {
    let now = cx.now();
    let sql = "INSERT INTO sample_draws (org_id, process, day, at, seed) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org_id, process, day) DO NOTHING";
    Ok(cx.tx().execute(sql, args![org, process, day, now, seed]).await? == 1)
}

/// The cases of a process that came to their end in a span of time.
pub(crate) async fn candidates(
    cx: &mut Context,
    org: OrgId,
    process: &str,
    (from, until): (Instant, Instant),
) -> Result<Vec<Candidate>> {
    let sql = "SELECT id, definition, state FROM cases WHERE org_id = $1 AND process = $2 AND category = 'done' \
               AND ended_at >= $3 AND ended_at < $4 ORDER BY id LIMIT $5";
    cx.tx().fetch_all(sql, args![org, process, from, until, CANDIDATES]).await
}

/// Enters the drawn cases.
pub(crate) async fn insert(cx: &mut Context, org: OrgId, process: &str, day: Date, drawn: &[Uuid]) -> Result<()> {
    let rows = drawn.iter().map(|case| args![org, cx.new_uuid(), process, *case, day]).collect();
    cx.tx().insert_many("samples", &["org_id", "id", "process", "case_id", "day"], rows).await
}

fn samples(cx: &Context) -> Select {
    Select::from("samples s").columns(COLUMNS).scope("s.org_id", cx.scope())
}

/// Those that wait, oldest day first, or those that were checked, latest first.
pub(crate) async fn list(cx: &mut Context, checked: bool, since: Date, most: i64) -> Result<Vec<SampleRow>> {
    let select = samples(cx).filter("s.day >= ?", args![since]);
    let select = if checked {
        select.filter("s.checked_at IS NOT NULL", Args::new()).order_by("s.checked_at DESC, s.id")
    } else {
        select.filter("s.checked_at IS NULL", Args::new()).order_by("s.day, s.id")
    };
    let (sql, args) = select.limit(most).build();
    cx.tx().fetch_all(sql, args).await
}

/// Those that wait since a day: where, which day, which process.
pub(crate) async fn waiting(cx: &mut Context, since: Date) -> Result<Vec<(OrgId, Date, String)>> {
    let (sql, args) = samples(cx)
        .columns("s.org_id, s.day, s.process")
        .filter("s.day >= ? AND s.checked_at IS NULL", args![since])
        .order_by("s.day, s.id")
        .limit(500)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// One of them, kept from others until it is checked.
pub(crate) async fn to_check(cx: &mut Context, id: SampleId) -> Result<SampleRow> {
    let (sql, args): (Sql, Args) = samples(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Keeps what the second look found.
pub(crate) async fn settle(
    cx: &mut Context,
    of: &SampleRow,
    name: String,
    passed: bool,
    reason: Option<&str>,
) -> Result<()> {
    let (now, id) = (cx.now(), cx.actor().id);
    let sql = "UPDATE samples SET checked_at = $1, checker_id = $2, checker_name = $3, passed = $4, reason = $5 \
               WHERE org_id = $6 AND id = $7 AND checked_at IS NULL";
    cx.tx().execute(sql, args![now, id, name, passed, reason, of.org_id, of.id]).await.map(|_| ())
}

/// How many were drawn since a day, and what became of them.
pub(crate) async fn figures(cx: &mut Context, since: Date, until: Date) -> Result<SampleFigures> {
    let (sql, args) = Select::from("samples s")
        .columns(
            "count(*) AS drawn, count(s.checked_at) AS checked, \
             CAST(COALESCE(SUM(CASE WHEN s.passed THEN 1 ELSE 0 END), 0) AS BIGINT) AS passed",
        )
        .scope("s.org_id", cx.scope())
        .filter("s.day >= ? AND s.day < ?", args![since, until])
        .build();
    cx.tx().fetch_one(sql, args).await
}
