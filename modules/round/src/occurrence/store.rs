//! Every statement over occurrences, their results and the cases they have opened.

use kernel::{Date, Error, Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use process::runtime::CaseId;
use round::plan;
use store::{Args, Order, Select, Sql, args};
use uuid::Uuid;

use super::{
    model::{
        CameOf, EngineRow, OccurrenceFilter, OccurrenceId, OccurrenceRow, OpenedCase, QualityDeduction, ResultRow,
        Standing, Tally, Timing,
    },
    rules::{Kept, local},
};
use crate::plan::model::{Doer, PlanDoer, PlanId, PlanRow, ThingRow};

const ENGINE: &str = "o.id, o.key, o.nominal, o.day, o.release_at, o.opens_at, o.closes_at, o.state, o.ended_at, o.reason, \
                      o.by_name, o.superseded_by, o.touched";
pub(crate) const COLUMNS: &str = "o.org_id, o.id, o.plan_id, o.thing_id, o.key, o.title, o.thing_name, o.system, o.procedure_id, \
                       o.place_id, o.asset_id, o.nominal, o.day, o.release_at, o.opens_at, o.closes_at, o.state, o.ended_at, \
                       o.reason, o.by_name, o.superseded_by, o.touched, o.role, o.staff_id, o.staff_name, o.vendor, \
                       o.begun_at, o.score, o.passed, o.failed, o.version, o.checks_id, o.checked_staff_id, o.agrees";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "plan_id",
    "thing_id",
    "key",
    "title",
    "thing_name",
    "system",
    "procedure_id",
    "place_id",
    "asset_id",
    "nominal",
    "day",
    "release_at",
    "opens_at",
    "closes_at",
    "state",
    "ended_at",
    "reason",
    "by_name",
    "superseded_by",
    "touched",
    "role",
    "staff_id",
    "staff_name",
    "vendor",
    "failed",
    "version",
];
/// The most one looks at on a phone.
const TODAY: i64 = 200;
/// How long a phone offers to make up for what was missed, and how many.
const MADE_UP_WITHIN: kernel::Span = kernel::Span::days(3);
const MISSED: i64 = 20;
/// The most urgent first. The sign keeps SQLite from walking through a whole community in this order for the few rows of one person,
/// or of one post.
pub(crate) const BY_PERSON: &str = "+o.closes_at, o.id";
/// Rows counted beside a tab.
const WAITING: i64 = 100;

fn occurrences(cx: &Context) -> Select {
    Select::from("occurrences o").columns(COLUMNS).scope("o.org_id", cx.scope())
}

/// What has become of a plan on one thing so far: all that may still change, and the last one before.
pub(crate) async fn history(
    cx: &mut Context,
    org: OrgId,
    (plan, thing): (PlanId, Uuid),
    settled_before: Option<Date>,
) -> Result<Vec<EngineRow>> {
    let of = || {
        Select::from("occurrences o").columns(ENGINE).filter(
            "o.org_id = ? AND o.plan_id = ? AND o.thing_id = ? AND o.checks_id IS NULL",
            args![org, plan, thing],
        )
    };
    let mut rows: Vec<EngineRow> = Vec::new();
    if let Some(day) = settled_before {
        let before = of().filter("o.nominal < ?", args![day.to_string()]);
        let (sql, args) = before.order_by("o.nominal DESC, o.key DESC").limit(1).build();
        rows = cx.tx().fetch_all(sql, args).await?;
    }
    let (sql, args) =
        of().filter_if("o.nominal >= ?", settled_before.map(|d| d.to_string())).order_by("o.nominal, o.key").build();
    rows.extend(cx.tx().fetch_all::<EngineRow>(sql, args).await?);
    Ok(rows)
}

/// A new row of a plan on one thing.
pub(crate) fn fresh(
    cx: &mut Context,
    plan: &PlanRow,
    thing: &ThingRow,
    doer: Option<&PlanDoer>,
    row: &plan::Occurrence,
) -> Args {
    let kept = Kept::of(&row.state);
    let doer = doer.filter(|doer| doer.may(row.day));
    args![
        plan.org_id,
        cx.new_uuid(),
        plan.id,
        thing.thing_id,
        &row.key,
        &plan.name,
        &thing.name,
        plan.system.word(),
        plan.procedure_id,
        thing.place_id,
        thing.asset_id,
        local(row.nominal),
        row.day,
        row.release,
        row.opens,
        row.closes,
        kept.state.word(),
        kept.ended_at,
        kept.reason,
        kept.by_name,
        kept.superseded_by,
        row.touched,
        plan.role.map(Doer::word),
        doer.map(|doer| doer.id),
        doer.map(|doer| doer.name.as_str()),
        &plan.vendor,
        0_i64,
        1_i64,
    ]
}

/// Enters such rows.
pub(crate) async fn insert(cx: &mut Context, rows: Vec<Args>) -> Result<()> {
    cx.tx().insert_many("occurrences", NAMES, rows).await
}

/// Writes what the engine says of a row.
pub(crate) async fn put(cx: &mut Context, org: OrgId, id: OccurrenceId, row: &plan::Occurrence) -> Result<()> {
    let kept = Kept::of(&row.state);
    let sql = "UPDATE occurrences SET nominal = $3, day = $4, release_at = $5, opens_at = $6, closes_at = $7, state = $8, \
               ended_at = $9, reason = $10, by_name = $11, superseded_by = $12, touched = $13, version = version + 1 \
               WHERE org_id = $1 AND id = $2";
    let values = args![
        org,
        id,
        local(row.nominal),
        row.day,
        row.release,
        row.opens,
        row.closes,
        kept.state.word(),
        kept.ended_at,
        kept.reason,
        kept.by_name,
        kept.superseded_by,
        row.touched,
    ];
    cx.tx().execute(sql, values).await.map(drop)
}

/// Takes back a row nobody has touched.
pub(crate) async fn withdraw(cx: &mut Context, org: OrgId, id: OccurrenceId) -> Result<()> {
    let sql = "DELETE FROM occurrences WHERE org_id = $1 AND id = $2 AND touched = $3";
    cx.tx().execute(sql, args![org, id, false]).await.map(drop)
}

/// After every day.
const ANY_DAY: &str = "9999-12-31";

/// What nobody has touched follows its plan in name, procedure and doer; on days on which the doer's paper does not hold nobody has it.
pub(crate) async fn follow(cx: &mut Context, plan: &PlanRow, doer: Option<&PlanDoer>) -> Result<()> {
    let sql = "UPDATE occurrences SET title = $3, procedure_id = $4, system = $5, role = $6, vendor = $7, \
               staff_id = CASE WHEN day <= $8 THEN $9 END, staff_name = CASE WHEN day <= $8 THEN $10 END, version = version + 1 \
               WHERE org_id = $1 AND plan_id = $2 AND touched = $11 AND state IN ('planned', 'released')";
    let values = args![
        plan.org_id,
        plan.id,
        &plan.name,
        plan.procedure_id,
        plan.system.word(),
        plan.role.map(Doer::word),
        &plan.vendor,
        doer.and_then(|doer| doer.until).map_or(ANY_DAY.to_owned(), |until| until.to_string()),
        doer.map(|doer| doer.id),
        doer.map(|doer| doer.name.as_str()),
        false,
    ];
    cx.tx().execute(sql, values).await.map(drop)
}

/// A page of the list in the order it is due, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &OccurrenceFilter,
) -> Result<(Vec<OccurrenceRow>, i64)> {
    let mut select = occurrences(cx)
        .filter_if("o.id = ?", filter.id)
        .filter_if("o.org_id = ?", filter.org_id)
        .filter_if("o.plan_id = ?", filter.plan_id)
        .filter_if("o.asset_id = ?", filter.asset_id)
        .filter_if("o.place_id = ?", filter.place_id)
        .filter_if("o.system = ?", filter.system.map(|s| s.word()))
        .filter_if("o.state = ?", filter.state.map(Standing::word))
        .filter_if("o.role = ?", filter.role.map(Doer::word))
        .filter_if("o.staff_id = ?", filter.staff_id)
        .filter_if("o.passed = ?", filter.passed)
        .filter_if("o.day = ?", filter.day.map(|day| day.to_string()))
        .search(&["o.title", "o.thing_name"], page.q.as_deref().unwrap_or_default());
    if let Some(due) = filter.due {
        select = standing(select, due, cx.now());
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    // Of what is to be done the next comes first; of all there is, not what was done weeks ago.
    let down = page.order().map_or(filter.due.is_none(), |(_, down)| down);
    let order = if down { Order::Down } else { Order::Up };
    let seek = page.seek()?;
    let (sql, args) = select.after(&["o.closes_at", "o.id"], order, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// How far back something missed is looked at.
const LOOKED_BACK: kernel::Span = kernel::Span::days(30);

fn standing(select: Select, due: Timing, now: Instant) -> Select {
    match due {
        Timing::Due => select.among("o.state", args!["released", "in_progress"]).filter("o.closes_at > ?", args![now]),
        Timing::Late => {
            select.among("o.state", args!["released", "in_progress"]).filter("o.closes_at <= ?", args![now])
        }
        Timing::Missed => select
            .among("o.state", args!["missed"])
            .filter("o.ended_at IS NULL AND o.closes_at > ?", args![now - LOOKED_BACK]),
        Timing::MadeUp => select
            .among("o.state", args!["missed"])
            .filter("o.ended_at IS NOT NULL AND o.closes_at > ?", args![now - LOOKED_BACK]),
    }
}

/// How many there are of a kind, by community, system and doer.
pub(crate) async fn tally(cx: &mut Context, due: Timing) -> Result<Vec<Tally>> {
    let select = Select::from("occurrences o")
        .columns("o.org_id, o.system, o.role, o.staff_name, count(*) AS count")
        .scope("o.org_id", cx.scope());
    let (sql, args) = standing(select, due, cx.now()).group_by("o.org_id, o.system, o.role, o.staff_name").build();
    cx.tx().fetch_all(sql, args).await
}

/// How many are too late, counted no further than is worth showing.
pub(crate) async fn count_late(cx: &mut Context) -> Result<i64> {
    let (sql, args) = standing(occurrences(cx), Timing::Late, cx.now()).count_up_to(WAITING);
    cx.tx().fetch_value(sql, args).await
}

/// What is in nobody's hands yet and may be taken by whoever acts.
pub(crate) enum Free {
    /// The tasks of his posts, by their roles.
    Posts(Vec<String>),
    /// Those of the firm he works for, as plans write it.
    Vendor(Vec<String>),
}

/// Narrowed to what is free for somebody.
pub(crate) fn free(select: Select, of: &Free) -> Select {
    let select = select.filter("o.staff_id IS NULL", Args::new());
    match of {
        Free::Posts(roles) => {
            let roles: Args = roles.iter().map(store::Arg::from).collect();
            select.filter("o.vendor IS NULL", Args::new()).among("o.role", roles)
        }
        Free::Vendor(written) => select.among("o.vendor", written.iter().map(store::Arg::from).collect()),
    }
}

/// What waits for a doer in a community, the most urgent first: what opens by midnight, and what is to be done in the night behind it,
/// which is over at `dawn`.
pub(crate) async fn today(
    cx: &mut Context,
    org: OrgId,
    of: &Free,
    (midnight, dawn): (Instant, Instant),
) -> Result<Vec<OccurrenceRow>> {
    let mine = occurrences(cx).filter("o.staff_id = ?", args![cx.actor().id]);
    let (sql, args) = waiting(mine, org, (midnight, dawn));
    let mut rows: Vec<OccurrenceRow> = cx.tx().fetch_all(sql, args).await?;
    let (sql, args) = waiting(free(occurrences(cx), of), org, (midnight, dawn));
    rows.extend(cx.tx().fetch_all::<OccurrenceRow>(sql, args).await?);
    Ok(rows)
}

fn waiting(select: Select, org: OrgId, (midnight, dawn): (Instant, Instant)) -> (Sql, Args) {
    select
        .filter("o.org_id = ? AND o.opens_at < ?", args![org, dawn])
        .filter("(o.opens_at < ? OR o.closes_at <= ?)", args![midnight, dawn])
        .among("o.state", args!["planned", "released", "in_progress"])
        .order_by(BY_PERSON)
        .limit(TODAY)
        .build()
}

/// What a doer or his post missed lately and nobody has made up for, the latest first.
pub(crate) async fn missed(cx: &mut Context, org: OrgId, of: &Free) -> Result<Vec<OccurrenceRow>> {
    let me = args![cx.actor().id];
    let since = args![org, cx.now() - MADE_UP_WITHIN];
    let lately = |select: Select| {
        select
            .filter("o.org_id = ? AND o.closes_at > ? AND o.ended_at IS NULL", since.clone())
            .among("o.state", args!["missed"])
    };
    let mine = lately(occurrences(cx)).filter("o.staff_id = ?", me);
    let (sql, args) = mine.order_by("+o.closes_at DESC, o.id").limit(MISSED).build();
    let mut rows: Vec<OccurrenceRow> = cx.tx().fetch_all(sql, args).await?;
    let (sql, args) = free(lately(occurrences(cx)), of).order_by("o.closes_at DESC, o.id").limit(MISSED).build();
    rows.extend(cx.tx().fetch_all::<OccurrenceRow>(sql, args).await?);
    Ok(rows)
}

/// One of them.
pub(crate) async fn one(cx: &mut Context, id: OccurrenceId) -> Result<OccurrenceRow> {
    let (sql, args) = occurrences(cx).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: OccurrenceId) -> Result<OccurrenceRow> {
    let (sql, args) = occurrences(cx).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Keeps a changed row, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, row: &OccurrenceRow) -> Result<()> {
    let sql = "UPDATE occurrences SET state = $3, ended_at = $4, reason = $5, by_name = $6, touched = $7, staff_id = $8, \
               staff_name = $9, begun_at = $10, score = $11, passed = $12, failed = $13, version = $14, agrees = $15 \
               WHERE org_id = $1 AND id = $2 AND version = $14 - 1";
    let values = args![
        row.org_id,
        row.id,
        row.state.word(),
        row.ended_at,
        &row.reason,
        &row.by_name,
        row.touched,
        row.staff_id,
        &row.staff_name,
        row.begun_at,
        row.score,
        row.passed,
        row.failed,
        row.version,
        row.agrees,
    ];
    if cx.tx().execute(sql, values).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// What was recorded so far.
pub(crate) async fn results(cx: &mut Context, of: &OccurrenceRow) -> Result<Vec<ResultRow>> {
    let sql = "SELECT step, given, verdict, by_id, by_name, at FROM results WHERE org_id = $1 AND occurrence_id = $2";
    cx.tx().fetch_all(sql, args![of.org_id, of.id]).await
}

/// What was recorded when the same of a plan was done the last time before.
pub(crate) async fn results_before(cx: &mut Context, of: &OccurrenceRow) -> Result<Vec<ResultRow>> {
    let sql = "SELECT step, given, verdict, by_id, by_name, at FROM results WHERE org_id = $1 AND occurrence_id = (SELECT o.id FROM \
               occurrences o WHERE o.org_id = $1 AND o.plan_id = $2 AND o.thing_id = $3 AND o.closes_at < $4 AND o.passed IS NOT NULL \
               ORDER BY o.closes_at DESC, o.id DESC LIMIT 1)";
    cx.tx().fetch_all(sql, args![of.org_id, of.plan_id, of.thing_id, of.closes_at]).await
}

/// Keeps what was recorded at a step; what stood there before is replaced.
pub(crate) async fn put_result(cx: &mut Context, of: &OccurrenceRow, row: &ResultRow) -> Result<()> {
    let sql = "INSERT INTO results (org_id, occurrence_id, step, given, verdict, by_id, by_name, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, occurrence_id, step) DO UPDATE SET \
               given = excluded.given, verdict = excluded.verdict, by_id = excluded.by_id, by_name = excluded.by_name, \
               at = excluded.at";
    let values = args![of.org_id, of.id, &row.step, &row.given, &row.verdict, row.by_id, &row.by_name, row.at];
    cx.tx().execute(sql, values).await.map(drop)
}

/// What was recorded last at a step of the same thing, before this time.
pub(crate) async fn last_given(cx: &mut Context, of: &OccurrenceRow, step: &str) -> Result<Option<String>> {
    let sql = "SELECT r.given FROM results r JOIN occurrences o ON o.org_id = r.org_id AND o.id = r.occurrence_id \
               WHERE o.org_id = $1 AND o.plan_id = $2 AND o.thing_id = $3 AND r.step = $4 AND o.id <> $5 \
               AND o.state IN ('done', 'missed') AND o.nominal < $6 ORDER BY o.nominal DESC LIMIT 1";
    let values = args![of.org_id, of.plan_id, of.thing_id, step, of.id, &of.nominal];
    cx.tx().fetch_value_optional(sql, values).await
}

/// The cases that failed steps have opened.
pub(crate) async fn cases(cx: &mut Context, of: &OccurrenceRow) -> Result<Vec<OpenedCase>> {
    let sql = "SELECT step, case_id, process, ended_at, number, reworks, points, deducted_fen, responsible FROM occurrence_cases \
               WHERE org_id = $1 AND occurrence_id = $2 ORDER BY at, step";
    cx.tx().fetch_all(sql, args![of.org_id, of.id]).await
}

/// The occurrences a case came from, where the actor may see any.
pub(crate) async fn of_case(cx: &mut Context, case: CaseId) -> Result<Vec<OccurrenceRow>> {
    let scope = cx.actor().scope(crate::OCCURRENCE_VIEW);
    let (sql, args) = Select::from("occurrences o")
        .columns(COLUMNS)
        .join("JOIN occurrence_cases c ON c.org_id = o.org_id AND c.occurrence_id = o.id")
        .scope("o.org_id", &scope)
        .filter("c.case_id = ?", args![case])
        .order_by("o.closes_at, o.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Notes a case.
pub(crate) async fn add_case(cx: &mut Context, of: &OccurrenceRow, case: &OpenedCase) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "occurrence_id", "step", "case_id", "process", "at"];
    let now = cx.now();
    let values = args![of.org_id, of.id, &case.step, case.case_id, &case.process, now];
    cx.tx().insert_many("occurrence_cases", NAMES, vec![values]).await
}

/// Keeps what came of a case that a result has opened; nothing when none has.
pub(crate) async fn close_case(cx: &mut Context, org: OrgId, case: CaseId, came: &CameOf) -> Result<u64> {
    let sql = "UPDATE occurrence_cases SET ended_at = $3, ended_on = $4, number = $5, reworks = $6, points = $7, deducted_fen = $8, \
               responsible = $9 WHERE org_id = $1 AND case_id = $2";
    let now = cx.now();
    let values = args![
        org,
        case,
        now,
        now.date(cx.zone()),
        &came.number,
        came.reworks,
        came.points,
        came.deducted_fen,
        &came.responsible,
    ];
    cx.tx().execute(sql, values).await
}

/// What was taken off a vendor in a community from a day up to another, by what its inspections found. Whoever a case names answers for
/// it; where it names nobody, the vendor whose work was looked at.
pub(crate) async fn deductions(
    cx: &mut Context,
    org: OrgId,
    vendor: &str,
    (from, to): (Date, Date),
) -> Result<Vec<QualityDeduction>> {
    let (sql, args) = Select::from("occurrence_cases k")
        .columns("k.case_id, k.number, o.title, o.thing_name, k.ended_on, k.deducted_fen AS amount_fen")
        .join("JOIN occurrences o ON o.org_id = k.org_id AND o.id = k.occurrence_id")
        .join("LEFT JOIN occurrences f ON f.org_id = o.org_id AND f.id = o.checks_id")
        .filter("k.org_id = ? AND k.ended_on >= ? AND k.ended_on <= ?", args![org, from, to])
        .filter("k.deducted_fen > 0 AND COALESCE(k.responsible, o.vendor, f.vendor) = ?", args![vendor])
        .order_by("k.ended_on, k.number")
        .build();
    cx.tx().fetch_all(sql, args).await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::{COMPANY, Scope, Span};
    use store::{Db, Options, Synchronous};

    use super::*;
    use crate::MIGRATIONS;

    /// Two hundred tasks of a post and nobody's own, beside fifteen thousand of another and what the first did on days that are over.
    const CROWD: &str = "WITH RECURSIVE n (nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM n WHERE nth < 30000) \
         INSERT INTO occurrences (org_id, id, plan_id, thing_id, key, title, thing_name, system, procedure_id, nominal, day, \
         release_at, opens_at, closes_at, state, touched, role, failed, version) \
         SELECT $1, randomblob(16), $1, $1, nth, '', '', 'patrol', $1, '', '', $2, \
         CASE WHEN nth % 2 = 0 THEN $2 ELSE $2 - nth * 1000000 END, CASE WHEN nth % 2 = 0 THEN $3 ELSE $2 - nth * 1000000 END, \
         CASE WHEN nth % 2 = 0 OR nth < 400 THEN 'released' ELSE 'done' END, 0, \
         CASE WHEN nth % 2 = 0 THEN 'guard' ELSE 'steward' END, 0, 1 FROM n";

    #[tokio::test]
    async fn what_waits_for_somebody_is_found_without_the_work_of_others_or_of_days_that_are_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("steward.db").display());
        let quick = Options { synchronous: Synchronous::Off, ..Options::default() };
        let db = Db::open(&url, quick).await.expect("a database");
        db.migrate(&[MIGRATIONS]).await.expect("tables");
        let scope = Scope(Arc::new([COMPANY].into()));
        let now: Instant = "2026-11-24T01:00:00Z".parse().expect("an instant");
        let night = (now + Span::hours(14), now + Span::hours(20));
        db.transact(&scope, move |tx| {
            Box::pin(async move { tx.execute(CROWD, args![COMPANY, now, now + Span::hours(8)]).await })
        })
        .await
        .expect("much work");
        let every = || Select::from("occurrences o").columns(COLUMNS);
        let of_post = || free(every(), &Free::Posts(vec!["steward".into()]));
        let of_person = || every().filter("o.staff_id = ?", args![COMPANY]);
        let way = async |select: Select| {
            let (sql, args) = waiting(select, COMPANY, night);
            let mut tx = db.read(&scope).await.expect("a look");
            let steps: Vec<(i64, i64, i64, String)> = tx.fetch_all(sql.explained(), args).await.expect("a way");
            steps.into_iter().map(|step| step.3).collect::<Vec<_>>().join("; ")
        };
        let straight = [
            "occurrences_role (org_id=? AND role=? AND state=? AND opens_at<?)",
            "occurrences_staff (org_id=? AND staff_id=? AND state=?)",
        ];
        for _ in 0..2 {
            let ways = [way(of_post()).await, way(of_person()).await];
            assert!(ways.iter().zip(straight).all(|(way, straight)| way.contains(straight)), "{ways:#?}");
            db.take_stock().await.expect("stock");
        }
        db.close().await;
    }
}
