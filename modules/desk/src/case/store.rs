//! Every statement over cases, for reading: the engine alone writes them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kernel::{Instant, OrgId, Result, Scope};
use module::{COUNT_LIMIT, Context, Paging};
use org::StaffId;
use process::runtime::{CaseId, Sight};
use store::{Arg, Args, Cursor, Order, Select, args};
use uuid::Uuid;

use super::model::{CaseFilter, CaseRow, Category, Timing};
use crate::{case::queries::engine, deputy::queries::sight};

const COLUMNS: &str = "c.org_id, c.id, c.number, c.process, c.definition, c.title, c.topic, c.urgency, c.place_id, c.area_id, \
                       c.assignee_id, c.assignee_name, c.stage, c.category, c.opened_at, c.changed_at, c.due_at, c.paused, c.breached, \
                       c.urges, c.reworks, c.state";
/// What is late comes first, then what is due next, then the latest.
const PRESSING: &str =
    "CASE WHEN c.breached AND NOT c.paused THEN 0 WHEN c.due_at IS NULL THEN 2 ELSE 1 END, c.due_at, c.opened_at DESC";
/// What a row is found again by. Lists are put together from these first – the indexes hold them – and then look at the rows
/// that are shown: a row carries its whole state.
const KEY: &str = "c.org_id, c.id";
const KEY_BY_AGE: &str = "c.org_id, c.id, c.opened_at AS place";
const KEY_BY_LIMIT: &str = "c.org_id, c.id, c.due_at AS place";

/// The cases of a scope that the reader may know of.
fn cases(scope: &Scope, sight: &Sight) -> Select {
    sight.keep(every(scope))
}

/// All cases of a scope, for what is the reader's own in any case, and for what is only counted.
fn every(scope: &Scope) -> Select {
    Select::from("cases c").columns(COLUMNS).scope("c.org_id", scope)
}

/// Keeps those that have not ended.
fn open(select: Select) -> Select {
    select.filter("c.ended_at IS NULL", Args::new())
}

/// Keeps those that stand so with their limits at an instant.
fn at_timing(select: Select, timing: Timing, now: Instant) -> Select {
    match timing {
        Timing::Late => open(select).filter("(c.breached OR c.due_at <= ?)", args![now]),
        Timing::Risk => open(select).filter("NOT c.breached AND c.risk_at <= ? AND c.due_at > ?", args![now, now]),
        Timing::Paused => open(select).filter("c.paused", Args::new()),
    }
}

/// What the words typed into a list mean: cases by number, or places.
#[derive(Debug, Default)]
pub(crate) struct Meant {
    pub cases: Vec<Uuid>,
    pub places: Vec<Uuid>,
}

/// The list's filters.
fn narrowed(scope: &Scope, sight: &Sight, now: Instant, filter: &CaseFilter, meant: Option<&Meant>) -> Select {
    let mut select = cases(scope, sight)
        .filter_if("c.id = ?", filter.id)
        .filter_if("c.org_id = ?", filter.org_id)
        .filter_if("c.process = ?", filter.process.as_deref())
        .filter_if("c.stage = ?", filter.stage.as_deref())
        .filter_if("c.category = ?", filter.category.map(super::model::Category::word))
        .filter_if("c.place_id = ?", filter.place_id)
        .filter_if("c.area_id = ?", filter.area_id)
        .filter_if("c.assignee_id = ?", filter.assignee_id)
        .filter_if("c.requester_id = ?", filter.requester_id)
        .filter_if("c.topic = ?", filter.topic.as_deref())
        .filter_if("c.urgency = ?", filter.urgency.as_deref());
    select = match filter.open {
        Some(true) => open(select),
        Some(false) => select.filter("c.category IN ('done', 'cancelled')", Args::new()),
        None => select,
    };
    if filter.unassigned == Some(true) {
        select = open(select).filter("c.assignee_id IS NULL", Args::new());
    }
    if let Some(timing) = filter.timing {
        select = at_timing(select, timing, now);
    }
    match meant {
        None => select,
        Some(Meant { cases, places }) if cases.is_empty() => {
            select.among("c.place_id", places.iter().map(Arg::from).collect())
        }
        Some(Meant { cases, .. }) => select.among("c.id", cases.iter().map(Arg::from).collect()),
    }
}

/// A case's key with its place in the order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, store::Record)]
struct Placed {
    org_id: OrgId,
    id: CaseId,
    place: Instant,
}

/// One page of the list – latest first, or by the next limit – and how many there are, up to the limit of counting.
///
/// Each community is one walk along its index; the walks are merged here. One statement over all of them would sort everything
/// they have before it shows the first row.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &CaseFilter,
    meant: Option<&Meant>,
) -> Result<(Vec<CaseRow>, i64)> {
    let sight = sight(cx).await?;
    let (scope, now, left) = (cx.scope().clone(), cx.now(), page.limit() + 1);
    let seek = page.seek()?;
    let (by, down) = page.order().unwrap_or(("opened_at", true));
    let by_limit = by == "due_at";
    // Of all there ever were few are open: they are found by the index of the open ones and put in order, not met on a walk along
    // everybody's age, which is what SQLite chooses unless the sign hides the column from it.
    let of_open = filter.open == Some(true) || filter.unassigned == Some(true) || filter.timing.is_some();
    let (key, columns): (&'static str, &[&'static str]) = match (by_limit, of_open) {
        (true, _) => (KEY_BY_LIMIT, &["c.due_at", "c.id"]),
        (false, true) => (KEY_BY_AGE, &["+c.opened_at", "c.id"]),
        (false, false) => (KEY_BY_AGE, &["c.opened_at", "c.id"]),
    };
    let outlived = if filter.outlived == Some(true) { Some(outlived(cx)?) } else { None };
    let chosen = |scope: &Scope| {
        let select = narrowed(scope, &sight, now, filter, meant);
        let select = match &outlived {
            Some(terms) => select.either("c.process", "c.ended_at < ?", terms.clone()),
            None => select,
        };
        if by_limit { open(select).filter("c.due_at IS NOT NULL", Args::new()) } else { select }
    };
    let (sql, args) = chosen(&scope).count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if down { Order::Down } else { Order::Up };
    let mut keys: Vec<Placed> = Vec::new();
    for org in scope.0.iter() {
        let select = chosen(&scope.only(*org)).columns(key).after(columns, order, seek.clone()).limit(left);
        let (sql, args) = select.build();
        keys.extend(cx.tx().fetch_all::<Placed>(sql, args).await?);
    }
    keys.sort_by_key(|k| (k.place, k.id));
    if seek.turn(order) == Order::Down {
        keys.reverse();
    }
    keys.truncate(usize::try_from(left).unwrap_or(usize::MAX));
    let rows = rows_of(cx, keys.iter().map(|k| (k.org_id, k.id))).await?;
    Ok((rows, count))
}

/// The processes of each term of keeping, with the instant before which a case must have ended to be past it.
fn outlived(cx: &Context) -> Result<Vec<(Args, Args)>> {
    let today = cx.now().date(cx.zone());
    let mut terms: BTreeMap<Instant, Args> = BTreeMap::new();
    for outline in engine(cx)?.outlines() {
        if let Some(before) = outline.retention.as_ref().and_then(|r| r.over_before(today, cx.zone())) {
            terms.entry(before).or_default().push(outline.key.as_str().into());
        }
    }
    Ok(terms.into_iter().map(|(before, processes)| (processes, args![before])).collect())
}

/// The rows of these keys, in their order; whether the reader may know of them is settled before.
async fn rows_of(cx: &mut Context, keys: impl Iterator<Item = (OrgId, CaseId)>) -> Result<Vec<CaseRow>> {
    let keys: Vec<(OrgId, CaseId)> = keys.collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let scope = Scope(Arc::new(keys.iter().map(|k| k.0).filter(|org| cx.scope().contains(*org)).collect()));
    let (sql, args) = every(&scope).among("c.id", keys.iter().map(|k| Arg::from(k.1)).collect()).build();
    let rows: Vec<CaseRow> = cx.tx().fetch_all(sql, args).await?;
    let mut found: BTreeMap<CaseId, CaseRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(keys.iter().filter_map(|(_, id)| found.remove(id)).collect())
}

/// The rows a statement over keys leads to, in its order.
async fn rows_by(cx: &mut Context, keys: Select) -> Result<Vec<CaseRow>> {
    let (sql, args) = keys.columns(KEY).build();
    let keys: Vec<(OrgId, CaseId)> = cx.tx().fetch_all(sql, args).await?;
    rows_of(cx, keys.into_iter()).await
}

/// Where a list goes on behind this row.
pub(crate) fn cursor(page: &Paging, opened_at: Instant, due_at: Option<Instant>, id: CaseId) -> String {
    let by_due = page.order().is_some_and(|(by, _)| by == "due_at");
    Cursor(if by_due { args![due_at, id] } else { args![opened_at, id] }).to_string()
}

/// How many cases a narrowed list has, counted no further than `most`.
pub(crate) async fn count(cx: &mut Context, filter: &CaseFilter, most: i64) -> Result<i64> {
    let sight = sight(cx).await?;
    let (sql, args) = narrowed(&cx.scope().clone(), &sight, cx.now(), filter, None).count_up_to(most);
    cx.tx().fetch_value(sql, args).await
}

/// How many open cases somebody has in hand, also those the reader may not look at; counted no further than `most`.
pub(crate) async fn count_in_hands(cx: &mut Context, of: StaffId, most: i64) -> Result<i64> {
    let (sql, args) = open(every(cx.scope())).filter("c.assignee_id = ?", args![of]).count_up_to(most);
    cx.tx().fetch_value(sql, args).await
}

/// Cases that have not ended and whose next limit is reached before an instant, but not yet.
pub(crate) async fn count_due_before(cx: &mut Context, until: Instant) -> Result<i64> {
    let (sight, now) = (sight(cx).await?, cx.now());
    let (sql, args) = open(cases(cx.scope(), &sight))
        .filter("c.due_at > ? AND c.due_at <= ?", args![now, until])
        .count_up_to(COUNT_LIMIT);
    cx.tx().fetch_value(sql, args).await
}

/// The cases with these ids.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[Uuid]) -> Result<Vec<CaseRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sight = sight(cx).await?;
    let select = cases(cx.scope(), &sight).among("c.id", ids.iter().map(Arg::from).collect());
    let (sql, args) = select.order_by("c.opened_at DESC").build();
    cx.tx().fetch_all(sql, args).await
}

/// The open cases of some processes behind one of them, in the order they came.
pub(crate) async fn open_of(
    cx: &mut Context,
    processes: &[String],
    behind: Option<CaseId>,
    most: i64,
) -> Result<Vec<CaseRow>> {
    let sight = sight(cx).await?;
    let select = open(cases(cx.scope(), &sight)).among("c.process", processes.iter().map(Arg::from).collect());
    let (sql, args) = select.filter_if("c.id > ?", behind).order_by("c.id").limit(most).build();
    cx.tx().fetch_all(sql, args).await
}

/// Those of these cases that the reader may know of.
pub(crate) async fn known(cx: &mut Context, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
    let sight = sight(cx).await?;
    let select = cases(cx.scope(), &sight).columns("c.id").among("c.id", ids.into_iter().map(Arg::from).collect());
    let (sql, args) = select.build();
    cx.tx().fetch_values(sql, args).await
}

/// The row of a case that was loaded before.
pub(crate) async fn one(cx: &mut Context, id: CaseId) -> Result<CaseRow> {
    let (sql, args) = every(cx.scope()).filter("c.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// Cases merged into this one.
pub(crate) async fn merged_into(cx: &mut Context, org: OrgId, master: CaseId) -> Result<Vec<Uuid>> {
    let sql = "SELECT id FROM cases WHERE org_id = $1 AND master_id = $2 ORDER BY id LIMIT 50";
    cx.tx().fetch_values(sql, args![org, master]).await
}

/// The latest cases at a place: those that have not ended first.
pub(crate) async fn of_place(cx: &mut Context, org: OrgId, place: Uuid, most: i64) -> Result<Vec<CaseRow>> {
    let sight = sight(cx).await?;
    let (sql, args) = cases(cx.scope(), &sight)
        .filter("c.org_id = ? AND c.place_id = ?", args![org, place])
        .order_by("CASE WHEN c.ended_at IS NULL THEN 0 ELSE 1 END, c.opened_at DESC")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Cases that have not ended, the most pressing first: what is late, then by the next limit, then the latest.
pub(crate) async fn pressing(cx: &mut Context, filter: &CaseFilter, most: i64) -> Result<Vec<CaseRow>> {
    let sight = sight(cx).await?;
    let keys = open(narrowed(&cx.scope().clone(), &sight, cx.now(), filter, None)).order_by(PRESSING).limit(most);
    rows_by(cx, keys).await
}

/// The cases that nobody has and that wait at one of these stages, each named with its process.
fn at_stages(scope: &Scope, sight: &Sight, stages: &[(String, String)]) -> Select {
    let words = |of: fn(&(String, String)) -> &String| {
        let words: BTreeSet<&String> = stages.iter().map(of).collect();
        words.into_iter().map(|word| Arg::from(word.as_str())).collect::<Args>()
    };
    let both = stages.iter().map(|(process, stage)| Arg::from(format!("{process}/{stage}"))).collect();
    // The first two are what the index answers; many stages of other processes are called alike.
    let select = open(cases(scope, sight)).among("c.process", words(|s| &s.0)).among("c.stage", words(|s| &s.1));
    select.among("(c.process || '/' || c.stage)", both).filter("c.assignee_id IS NULL", Args::new())
}

/// The most pressing of them.
pub(crate) async fn unassigned_at(cx: &mut Context, stages: &[(String, String)], most: i64) -> Result<Vec<CaseRow>> {
    let sight = sight(cx).await?;
    let select = at_stages(&cx.scope().clone(), &sight, stages);
    rows_by(cx, select.order_by(PRESSING).limit(most)).await
}

/// How many they are, counted no further than `most`.
pub(crate) async fn count_unassigned_at(cx: &mut Context, stages: &[(String, String)], most: i64) -> Result<i64> {
    let sight = sight(cx).await?;
    let (sql, args) = at_stages(&cx.scope().clone(), &sight, stages).count_up_to(most);
    cx.tx().fetch_value(sql, args).await
}

/// The open cases of these people, the most pressing first.
pub(crate) async fn pressing_of(cx: &mut Context, people: &[Uuid], most: i64) -> Result<Vec<CaseRow>> {
    let sight = sight(cx).await?;
    let select = open(cases(cx.scope(), &sight)).among("c.assignee_id", people.iter().map(Arg::from).collect());
    rows_by(cx, select.order_by(PRESSING).limit(most)).await
}

/// The cases somebody has promised to call about, whoever asks in his name.
pub(crate) async fn promised(cx: &mut Context, ids: Vec<Uuid>) -> Result<Vec<CaseRow>> {
    let (sql, args) = every(cx.scope()).among("c.id", ids.into_iter().map(Arg::from).collect()).build();
    cx.tx().fetch_all(sql, args).await
}

/// The open cases of somebody for himself, whoever asks in his name.
pub(crate) async fn in_hands(cx: &mut Context, of: Uuid, most: i64) -> Result<Vec<CaseRow>> {
    let select = open(every(cx.scope())).filter("c.assignee_id = ?", args![of]);
    rows_by(cx, select.order_by(PRESSING).limit(most)).await
}

/// Open cases of the same process in the same place, or in the same building when the case has no place of its own.
pub(crate) async fn alike(
    cx: &mut Context,
    org: OrgId,
    process: &str,
    at: (Option<Uuid>, Option<Uuid>),
    but: CaseId,
) -> Result<Vec<CaseRow>> {
    let (sight, (place, area)) = (sight(cx).await?, at);
    let select = open(cases(cx.scope(), &sight))
        .filter("c.org_id = ? AND c.process = ? AND c.id <> ?", args![org, process, but]);
    let select = match (area, place) {
        (Some(area), _) => select.filter("c.area_id = ?", args![area]),
        (None, Some(place)) => select.filter("c.place_id = ?", args![place]),
        (None, None) => select,
    };
    let (sql, args) = select.filter("c.stage <> 'merged'", Args::new()).order_by("c.opened_at DESC").limit(30).build();
    cx.tx().fetch_all(sql, args).await
}

/// The open cases of these processes in these stages, the most pressing first.
pub(crate) async fn pressing_in(
    cx: &mut Context,
    processes: &BTreeSet<String>,
    stages: &BTreeSet<String>,
    most: i64,
) -> Result<Vec<CaseRow>> {
    let among = |words: &BTreeSet<String>| words.iter().map(|w| Arg::from(w.as_str())).collect();
    let sight = sight(cx).await?;
    let select = open(cases(cx.scope(), &sight)).among("c.process", among(processes)).among("c.stage", among(stages));
    rows_by(cx, select.order_by(PRESSING).limit(most)).await
}

/// The open cases somebody took in, latest first.
pub(crate) async fn opened_by(cx: &mut Context, who: Uuid, most: i64) -> Result<Vec<CaseRow>> {
    did(cx, "e.actor_id = ? AND e.version = 1", who, most).await
}

/// The open cases somebody has watched at some time, latest first.
pub(crate) async fn watched_by(cx: &mut Context, who: Uuid, most: i64) -> Result<Vec<CaseRow>> {
    did(cx, "e.actor_id = ? AND e.action = 'watch'", who, most).await
}

async fn did(cx: &mut Context, what: &'static str, who: Uuid, most: i64) -> Result<Vec<CaseRow>> {
    let (sql, args) = Select::from("case_events e")
        .columns("e.org_id, e.case_id")
        .scope("e.org_id", cx.scope())
        .filter(what, args![who])
        .order_by("e.at DESC")
        .limit(most)
        .build();
    let mut keys: Vec<(OrgId, CaseId)> = cx.tx().fetch_all(sql, args).await?;
    let mut seen = BTreeSet::new();
    keys.retain(|(_, id)| seen.insert(*id));
    let known = known(cx, keys.iter().map(|(_, id)| id.uuid()).collect()).await?;
    keys.retain(|(_, id)| known.contains(&id.uuid()));
    let rows = rows_of(cx, keys.into_iter()).await?;
    Ok(rows.into_iter().filter(|r| !matches!(r.category, Category::Done | Category::Cancelled)).collect())
}

/// The cases of a process that came in within a span of time, latest first.
pub(crate) async fn came_between(
    cx: &mut Context,
    process: &str,
    (from, until): (Instant, Instant),
    most: i64,
) -> Result<Vec<CaseRow>> {
    let sight = sight(cx).await?;
    let (sql, args) = cases(cx.scope(), &sight)
        .filter("c.process = ? AND c.opened_at >= ? AND c.opened_at < ?", args![process, from, until])
        .order_by("c.opened_at DESC, c.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// What came in of one topic within a span of time.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Summed {
    pub topic: Option<String>,
    pub came: i64,
    pub ended: i64,
    pub late: i64,
}

/// How many cases of a process came in within a span of time, by topic, and how many of them have ended or missed a limit.
pub(crate) async fn summed_between(
    cx: &mut Context,
    process: &str,
    (from, until): (Instant, Instant),
) -> Result<Vec<Summed>> {
    let sight = sight(cx).await?;
    let (sql, args) = sight
        .keep(Select::from("cases c").scope("c.org_id", cx.scope()))
        .columns(
            "c.topic, count(*) AS came, count(c.ended_at) AS ended, \
             CAST(SUM(CASE WHEN c.breached THEN 1 ELSE 0 END) AS BIGINT) AS late",
        )
        .filter("c.process = ? AND c.opened_at >= ? AND c.opened_at < ?", args![process, from, until])
        .group_by("c.topic")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// How many open cases of a process stand in one stage.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct InStage {
    pub process: String,
    pub stage: String,
    pub count: i64,
}

/// How many open cases stand in each stage of a process, or of all.
pub(crate) async fn by_stage(cx: &mut Context, process: Option<&str>) -> Result<Vec<InStage>> {
    let (sql, args) = open(Select::from("cases c").scope("c.org_id", cx.scope()))
        .columns("c.process, c.stage, count(*) AS count")
        .filter_if("c.process = ?", process)
        .group_by("c.process, c.stage")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// How many open cases one person or one building has.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Share {
    pub id: Option<Uuid>,
    pub count: i64,
}

/// Open cases that stand so with their limits – or all of them – counted by whoever works on them.
pub(crate) async fn by_assignee(cx: &mut Context, timing: Option<Timing>) -> Result<Vec<Share>> {
    let select = Select::from("cases c").columns("c.assignee_id AS id, count(*) AS count").group_by("c.assignee_id");
    counted(cx, select, timing).await
}

/// The same by the building they are in.
pub(crate) async fn by_area(cx: &mut Context, timing: Option<Timing>) -> Result<Vec<Share>> {
    let select = Select::from("cases c").columns("c.area_id AS id, count(*) AS count").group_by("c.area_id");
    counted(cx, select, timing).await
}

/// Open cases of each member of staff in each building.
pub(crate) async fn by_assignee_and_area(cx: &mut Context) -> Result<Vec<(Uuid, Uuid, i64)>> {
    let (sql, args) = open(Select::from("cases c").scope("c.org_id", cx.scope()))
        .columns("c.assignee_id, c.area_id, count(*) AS count")
        .filter("c.assignee_id IS NOT NULL AND c.area_id IS NOT NULL", Args::new())
        .group_by("c.assignee_id, c.area_id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The same by place, within one building.
pub(crate) async fn by_place_in(cx: &mut Context, area: Uuid) -> Result<Vec<Share>> {
    let sight = sight(cx).await?;
    let within = sight
        .keep(Select::from("cases c"))
        .columns("c.place_id AS id, count(*) AS count")
        .filter("c.area_id = ?", args![area]);
    counted(cx, within.group_by("c.place_id"), None).await
}

/// Open cases of a community by place.
pub(crate) async fn open_by_place(cx: &mut Context, org: OrgId) -> Result<Vec<Share>> {
    let sight = sight(cx).await?;
    let select = sight.keep(Select::from("cases c")).columns("c.place_id AS id, count(*) AS count");
    let here = select.filter("c.org_id = ? AND c.place_id IS NOT NULL", args![org]);
    counted(cx, here.group_by("c.place_id"), None).await
}

async fn counted(cx: &mut Context, select: Select, timing: Option<Timing>) -> Result<Vec<Share>> {
    let select = open(select.scope("c.org_id", cx.scope()));
    let select = match timing {
        Some(timing) => at_timing(select, timing, cx.now()),
        None => select,
    };
    let (sql, args) = select.build();
    cx.tx().fetch_all(sql, args).await
}

/// Of the cases that came in since an instant: how many, and how many of them missed a limit.
pub(crate) async fn kept_since(cx: &mut Context, since: Instant) -> Result<(i64, i64)> {
    let came = Select::from("cases c").scope("c.org_id", cx.scope()).filter("c.opened_at >= ?", args![since]);
    let (sql, args) = came.count();
    let all = cx.tx().fetch_value(sql, args).await?;
    let (sql, args) = came.filter("c.breached", Args::new()).count();
    Ok((all, cx.tx().fetch_value(sql, args).await?))
}
