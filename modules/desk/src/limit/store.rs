//! Every statement over limits that ended: the engine alone writes them.

use kernel::{Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use process::{
    definition::Commitment,
    runtime::{CaseId, Sight},
};
use store::{Arg, Args, Order, Select, args};
use uuid::Uuid;

use super::model::{Cause, Due, Ended, Kept, LimitFilter, LimitRow, Missed, Promise, Reminder};
use crate::deputy::queries::sight;

const FROM: &str = "case_limits l JOIN cases c ON c.org_id = l.org_id AND c.id = l.case_id \
                    LEFT JOIN limit_causes k ON k.org_id = l.org_id AND k.case_id = l.case_id AND k.clock = l.clock \
                    AND k.activation = l.activation";
const COLUMNS: &str = "l.case_id, c.number, c.title, c.definition, l.clock, l.activation, l.commitment, l.outcome, l.at, \
                       l.org_id, l.person_id, l.person_name, c.place_id, k.cause, k.words, k.given_name";

/// A page of limits that ended, latest first, and how many there are; those of these people when some are named.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &LimitFilter,
    people: Option<&[Uuid]>,
) -> Result<(Vec<LimitRow>, i64)> {
    let sight = sight(cx).await?;
    let select = narrowed(cx, &sight, filter, people);
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let columns = &["l.at", "l.case_id", "l.clock", "l.activation"];
    let (sql, args) = select.after(columns, Order::Down, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// How many there are, counted no further than `most`.
pub(crate) async fn count(cx: &mut Context, filter: &LimitFilter, people: &[Uuid], most: i64) -> Result<i64> {
    let sight = sight(cx).await?;
    let (sql, args) = narrowed(cx, &sight, filter, Some(people)).count_up_to(most);
    cx.tx().fetch_value(sql, args).await
}

/// One that was missed.
pub(crate) async fn missed(cx: &mut Context, case: CaseId, clock: &str, activation: i64) -> Result<Missed> {
    let (sql, args) = Select::from("case_limits l")
        .columns("l.org_id, l.person_id")
        .scope("l.org_id", cx.scope())
        .filter("l.case_id = ? AND l.clock = ? AND l.activation = ?", args![case, clock, activation])
        .filter("l.outcome = 'missed'", Args::new())
        .build();
    cx.tx().fetch_one(sql, args).await
}

/// Keeps why it was missed.
pub(crate) async fn explain(cx: &mut Context, row: Args) -> Result<()> {
    let sql = "INSERT INTO limit_causes (org_id, case_id, clock, activation, cause, words, given_by, given_name, given_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (org_id, case_id, clock, activation) \
               DO UPDATE SET cause = excluded.cause, words = excluded.words, given_by = excluded.given_by, \
               given_name = excluded.given_name, given_at = excluded.given_at";
    cx.tx().execute(sql, row).await.map(|_| ())
}

/// Missed limits of a community since an instant whose cause is awaited and that this reminder was not given for, oldest first.
pub(crate) async fn unexplained(
    cx: &mut Context,
    org: OrgId,
    step: Reminder,
    since: Instant,
    most: i64,
) -> Result<Vec<Due>> {
    let (sql, args) = Select::from(FROM)
        .columns("l.case_id, l.process, c.number, c.title, l.clock, l.activation, l.at, l.person_id")
        .scope("l.org_id", cx.scope())
        .filter("l.org_id = ? AND l.at >= ?", args![org, since])
        .filter("l.outcome = 'missed' AND k.cause IS NULL", Args::new())
        .filter(
            "NOT EXISTS (SELECT 1 FROM limit_reminders r WHERE r.org_id = l.org_id AND r.case_id = l.case_id \
             AND r.clock = l.clock AND r.activation = l.activation AND r.step = ?)",
            args![step.word()],
        )
        .order_by("l.at, l.case_id, l.clock")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Notes that a reminder was given.
pub(crate) async fn reminded(cx: &mut Context, org: OrgId, step: Reminder, due: &Due) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "case_id", "clock", "activation", "step", "at"];
    let now = cx.now();
    let values = args![org, due.case_id, &due.clock, due.activation, step.word(), now];
    cx.tx().insert_many("limit_reminders", NAMES, vec![values]).await
}

/// How many missed limits of the scope have no cause yet, counted no further than `most`.
pub(crate) async fn count_open(cx: &mut Context, filter: &LimitFilter, most: i64) -> Result<i64> {
    let sight = sight(cx).await?;
    let (sql, args) = narrowed(cx, &sight, filter, None).count_up_to(most);
    cx.tx().fetch_value(sql, args).await
}

/// The list's filters.
fn narrowed(cx: &Context, sight: &Sight, filter: &LimitFilter, people: Option<&[Uuid]>) -> Select {
    let zone = cx.zone();
    let known = sight.keep(Select::from(FROM).columns(COLUMNS).scope("l.org_id", cx.scope()));
    let mut select = known
        .filter_if("k.cause = ?", filter.cause.map(Cause::word))
        .filter("l.outcome IN ('met', 'missed')", Args::new())
        .filter_if("l.promise = ?", filter.promise.map(Promise::word))
        .filter_if("l.commitment = ?", filter.commitment.map(Commitment::word))
        .filter_if("l.outcome = ?", filter.outcome.map(Kept::word))
        .filter_if("l.process = ?", filter.process.as_deref())
        .filter_if("l.clock = ?", filter.clock.as_deref())
        .filter_if("l.person_id = ?", filter.answerable_id)
        .filter_if("l.area_id = ?", filter.area_id)
        .filter_if("l.topic = ?", filter.topic.as_deref())
        .filter_if("l.at >= ?", filter.from.map(|d| d.start(zone)))
        .filter_if("l.at < ?", filter.until.map(|d| d.start(zone)));
    if filter.unassigned == Some(true) {
        select = select.filter("l.person_id IS NULL", Args::new());
    }
    match filter.explained {
        Some(true) => select = select.filter("k.cause IS NOT NULL", Args::new()),
        Some(false) => select = select.filter("l.outcome = 'missed' AND k.cause IS NULL", Args::new()),
        None => {}
    }
    match people {
        Some(people) => select.among("l.person_id", people.iter().map(Arg::from).collect()),
        None => select,
    }
}

/// By what limits that ended are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// Process and clock.
    Clock,
    /// Who answers for them.
    Person,
    /// The building.
    Area,
    /// The class of matter.
    Topic,
}

/// Limits that ended in a span of time, added up.
pub(crate) async fn ended(cx: &mut Context, by: By, from: Instant, until: Instant) -> Result<Vec<Ended>> {
    let (columns, groups) = match by {
        By::Clock => {
            ("NULL AS id, l.process, l.clock AS word, l.outcome, count(*) AS count", "l.process, l.clock, l.outcome")
        }
        By::Person => (
            "l.person_id AS id, '' AS process, l.promise AS word, l.outcome, count(*) AS count",
            "l.person_id, l.promise, l.outcome",
        ),
        By::Area => (
            "l.area_id AS id, '' AS process, l.promise AS word, l.outcome, count(*) AS count",
            "l.area_id, l.promise, l.outcome",
        ),
        By::Topic => return by_topic(cx, from, until).await,
    };
    let (sql, args) = span(cx, from, until).columns(columns).group_by(groups).build();
    cx.tx().fetch_all(sql, args).await
}

fn span(cx: &Context, from: Instant, until: Instant) -> Select {
    Select::from("case_limits l")
        .scope("l.org_id", cx.scope())
        .filter("l.at >= ? AND l.at < ?", args![from, until])
        .filter("l.outcome <> 'void'", Args::new())
}

/// The class stands behind its process: `repair/water`.
async fn by_topic(cx: &mut Context, from: Instant, until: Instant) -> Result<Vec<Ended>> {
    let select = span(cx, from, until)
        .columns("l.process, COALESCE(l.topic, '') AS topic, l.promise, l.outcome, count(*) AS count")
        .group_by("l.process, COALESCE(l.topic, ''), l.promise, l.outcome");
    let (sql, args) = select.build();
    let rows: Vec<(String, String, String, String, i64)> = cx.tx().fetch_all(sql, args).await?;
    let ended = |(process, topic, word, outcome, count)| Ended {
        id: None,
        process: format!("{process}/{topic}"),
        word,
        outcome,
        count,
    };
    Ok(rows.into_iter().map(ended).collect())
}
