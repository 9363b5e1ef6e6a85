//! Every statement over drawn cases.

use std::collections::BTreeSet;

use kernel::{Date, Instant, OrgId, Result};
use module::Context;
use store::{Args, Select, Sql, args};
use uuid::Uuid;

use super::model::{Candidate, SampleFigures, SampleId, SampleRow};

const COLUMNS: &str = "s.org_id, s.id, s.case_id, s.day, s.checked_at, s.checker_name, s.passed, s.reason";
/// The most cases of a unit that are looked at for the draws of a day.
const CANDIDATES: i64 = 20_000;

/// For which units and processes a day's cases are drawn already.
pub(crate) async fn drawn(cx: &mut Context, day: Date) -> Result<BTreeSet<(OrgId, String)>> {
    let sql = "SELECT org_id, process FROM sample_draws WHERE day = $1";
    Ok(cx.tx().fetch_all(sql, args![day]).await?.into_iter().collect())
}

/// Notes that a day's cases are drawn – unit, process and seed –, and the cases. Whoever was faster has it refused.
pub(crate) async fn keep(
    cx: &mut Context,
    day: Date,
    draws: &[(OrgId, String, String)],
    cases: &[(OrgId, String, Uuid)],
) -> Result<()> {
    let now = cx.now();
    let rows = draws.iter().map(|(org, process, seed)| args![*org, process, day, now, seed]).collect();
    cx.tx().insert_many("sample_draws", &["org_id", "process", "day", "at", "seed"], rows).await?;
    let rows = cases.iter().map(|(org, process, case)| args![*org, cx.new_uuid(), process, *case, day]).collect();
    cx.tx().insert_many("samples", &["org_id", "id", "process", "case_id", "day"], rows).await
}

/// The cases of a unit that came to their end in a span of time, and are still done.
pub(crate) async fn candidates(
    cx: &mut Context,
    org: OrgId,
    (from, until): (Instant, Instant),
) -> Result<Vec<Candidate>> {
    let sql = "SELECT id, process, definition, state FROM cases WHERE org_id = $1 AND category = 'done' \
               AND ended_at >= $2 AND ended_at < $3 ORDER BY id LIMIT $4";
    cx.tx().fetch_all(sql, args![org, from, until, CANDIDATES]).await
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
