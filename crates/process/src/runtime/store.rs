//! Every SQL statement of the engine. What is read for acting is locked; what is written is guarded by the version.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use ::store::{Arg, Args, Select, Sql, Tx, args};
use kernel::{Instant, OrgId, Result, Scope};
use uuid::Uuid;

use super::{CaseId, Loaded, readers::Which};
use crate::{
    calendars::Calendars,
    clocks::reaches,
    definition::Definition,
    event::{Event, Person},
    state::State,
};

/// A case as it stands in its table, as far as the engine needs it.
#[derive(store::Record)]
pub(super) struct Row {
    pub org_id: OrgId,
    pub id: CaseId,
    pub number: String,
    pub definition: String,
    pub place_id: Option<Uuid>,
    pub area_id: Option<Uuid>,
    pub version: i64,
    pub state: String,
}

impl Row {
    /// The case with the definition it pins.
    pub(super) fn loaded(self, def: Arc<Definition>) -> Result<Loaded> {
        Ok(Loaded {
            org: self.org_id,
            id: self.id,
            number: self.number,
            version: self.version,
            place: self.place_id,
            area: self.area_id,
            def,
            state: serde_json::from_str(&self.state)?,
        })
    }
}

/// What lists show of a case, as its state alone gives it; deadlines depend on the calendars as well.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(super) struct Shown {
    title: String,
    topic: Option<String>,
    urgency: Option<String>,
    assignee_id: Option<Uuid>,
    assignee_name: Option<String>,
    master_id: Option<Uuid>,
    stage: String,
    category: String,
    moved_at: Instant,
    changed_at: Instant,
    ended_at: Option<Instant>,
    paused: bool,
    breached: bool,
    urges: i64,
    reworks: i64,
}

impl Shown {
    /// What the row of a case in this state says.
    pub(super) fn of(def: &Definition, state: &State) -> Self {
        let text = |field: Option<&String>| {
            field.and_then(|f| state.fields.get(f)).and_then(serde_json::Value::as_str).map(str::to_owned)
        };
        let category = state.category(def);
        let opened = state.opened_at.unwrap_or(Instant(0));
        Self {
            title: text(Some(&def.list.title)).unwrap_or_default(),
            topic: text(def.list.topic.as_ref()),
            urgency: text(def.list.urgency.as_ref()),
            assignee_id: state.assignee.as_ref().map(|p| p.id),
            assignee_name: state.assignee.as_ref().map(|p| p.name.clone()),
            master_id: state.master,
            stage: state.stage.clone(),
            category: category.word().to_owned(),
            moved_at: state.moved_at.unwrap_or(opened),
            changed_at: state.last_at.unwrap_or(opened),
            ended_at: category.is_end().then_some(state.moved_at).flatten(),
            paused: state.pause.as_ref().is_some_and(|p| !p.capped),
            breached: state.is_breached(),
            urges: state.urges.into(),
            reworks: state.reworks.into(),
        }
    }
}

/// The columns derived from a case's state.
#[derive(Clone)]
pub(super) struct Derived {
    values: Args,
    /// When it must be looked at again.
    pub wake_at: Option<Instant>,
}

pub(super) async fn publish(tx: &mut Tx, company: OrgId, def: &Definition, now: Instant) -> Result<()> {
    tx.execute(
        "INSERT INTO definitions (org_id, hash, key, version, published_at, body) \
         SELECT $1, $2, $3, COALESCE(MAX(version), 0) + 1, $4, $5 FROM definitions WHERE org_id = $1 AND key = $3",
        args![company, def.hash(), &def.key, now, serde_json::to_string(def)?],
    )
    .await
    .map(|_| ())
}

/// The hashes of what is published.
pub(super) async fn published(tx: &mut Tx, company: OrgId) -> Result<HashSet<String>> {
    let hashes: Vec<String> = tx.fetch_values("SELECT hash FROM definitions WHERE org_id = $1", args![company]).await?;
    Ok(hashes.into_iter().collect())
}

/// The digest of the texts that shipped last, and their outlines.
pub(super) async fn shipped(tx: &mut Tx, company: OrgId) -> Result<Option<(String, String)>> {
    tx.fetch_optional("SELECT texts, outlines FROM shipped_processes WHERE org_id = $1", args![company]).await
}

/// Remembers the texts that ship, in place of those before.
pub(super) async fn remember_shipped(tx: &mut Tx, company: OrgId, texts: &str, outlines: &str) -> Result<()> {
    let sql = "INSERT INTO shipped_processes (org_id, texts, outlines) VALUES ($1, $2, $3) \
               ON CONFLICT (org_id) DO UPDATE SET texts = excluded.texts, outlines = excluded.outlines";
    tx.execute(sql, args![company, texts, outlines]).await.map(|_| ())
}

/// The versions a company published itself and that are in force: key and hash, a later one after an earlier.
pub(super) async fn released(tx: &mut Tx, company: OrgId, now: Instant) -> Result<Vec<(String, String)>> {
    let sql =
        "SELECT key, hash FROM definition_releases WHERE org_id = $1 AND effective_at <= $2 ORDER BY effective_at";
    tx.fetch_all(sql, args![company, now]).await
}

/// Those that will be in force one day.
pub(super) async fn upcoming(tx: &mut Tx, company: OrgId, now: Instant) -> Result<Vec<(String, String)>> {
    let sql = "SELECT key, hash FROM definition_releases WHERE org_id = $1 AND effective_at > $2 ORDER BY effective_at";
    tx.fetch_all(sql, args![company, now]).await
}

/// Lets a version be in force from an instant on.
pub(super) async fn release(tx: &mut Tx, company: OrgId, def: &Definition, effective_at: Instant) -> Result<()> {
    let sql = "INSERT INTO definition_releases (org_id, key, effective_at, hash) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org_id, key, effective_at, hash) DO NOTHING";
    tx.execute(sql, args![company, &def.key, effective_at, def.hash()]).await.map(|_| ())
}

pub(super) async fn versions(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    tx.fetch_all("SELECT hash, version FROM definitions", Vec::new()).await
}

/// When each version was published.
pub(super) async fn published_at(tx: &mut Tx) -> Result<Vec<(String, Instant)>> {
    tx.fetch_all("SELECT hash, published_at FROM definitions", Vec::new()).await
}

pub(super) async fn definition(tx: &mut Tx, hash: &str) -> Result<Option<Arc<Definition>>> {
    let body: Option<String> =
        tx.fetch_value_optional("SELECT body FROM definitions WHERE hash = $1 LIMIT 1", args![hash]).await?;
    let read = |body: String| {
        let def: Definition = serde_json::from_str(&body)?;
        // Under this hash it was published, and cases pin it.
        let _ = def.hashed.0.set(hash.to_owned());
        Ok(Arc::new(def))
    };
    body.map(read).transpose()
}

fn one(scope: &Scope, id: CaseId) -> (Sql, Args) {
    Select::from("cases")
        .columns("org_id, id, number, definition, place_id, area_id, version, state")
        .scope("org_id", scope)
        .filter("id = ?", args![id])
        .build()
}

/// A case, to look at.
pub(super) async fn look(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<Option<Row>> {
    let (sql, args) = one(scope, id);
    tx.fetch_optional(sql, args).await
}

/// A case, to act on: locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<Option<Row>> {
    let (sql, args) = one(scope, id);
    tx.fetch_optional(sql.for_update(), args).await
}

/// Cases whose time has come, longest due first.
pub(super) async fn due(tx: &mut Tx, now: Instant, most: i64) -> Result<Vec<Row>> {
    tx.fetch_all(
        "SELECT org_id, id, number, definition, place_id, area_id, version, state FROM cases \
         WHERE wake_at <= $1 ORDER BY wake_at LIMIT $2",
        args![now, most],
    )
    .await
}

/// The earliest time at which a case falls due.
pub(super) async fn next_due(tx: &mut Tx) -> Result<Option<Instant>> {
    let sql = "SELECT wake_at FROM cases WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1";
    Ok(tx.fetch_value_optional::<i64>(sql, Vec::new()).await?.map(Instant))
}

/// Who reads a confidential case whatever his roles are.
pub(super) async fn readers(tx: &mut Tx, org: OrgId, id: CaseId) -> Result<BTreeSet<Uuid>> {
    let sql = "SELECT person_id FROM case_readers WHERE org_id = $1 AND case_id = $2";
    Ok(tx.fetch_values::<Uuid>(sql, args![org, id]).await?.into_iter().collect())
}

/// Cases of these processes behind this one, in the order of their keys.
pub(super) async fn of_processes(
    tx: &mut Tx,
    (processes, which): (&[String], Which),
    behind: Option<(OrgId, CaseId)>,
    most: i64,
) -> Result<Vec<Row>> {
    let (org, id) = behind.unwrap_or((OrgId::from_uuid(Uuid::nil()), CaseId::from_uuid(Uuid::nil())));
    let mut select = Select::from("cases c")
        .columns("c.org_id, c.id, c.number, c.definition, c.place_id, c.area_id, c.version, c.state")
        .among("c.process", processes.iter().map(|p| Arg::from(p.as_str())).collect())
        .filter("(c.org_id > ? OR (c.org_id = ? AND c.id > ?))", args![org, org, id]);
    if which == Which::WithoutReaders {
        let nobody = "NOT EXISTS (SELECT 1 FROM case_readers r WHERE r.org_id = c.org_id AND r.case_id = c.id)";
        select = select.filter(nobody, Args::new());
    }
    let (sql, args) = select.order_by("c.org_id, c.id").limit(most).build();
    tx.fetch_all(sql, args).await
}

/// Cases merged into this one that have not ended.
pub(super) async fn merged_into(tx: &mut Tx, org: OrgId, master: CaseId) -> Result<Vec<CaseId>> {
    tx.fetch_values(
        "SELECT id FROM cases WHERE org_id = $1 AND master_id = $2 AND ended_at IS NULL ORDER BY id",
        args![org, master],
    )
    .await
}

/// Whether this case can take others in: it is there, of that process, has not ended and is not merged itself.
pub(super) async fn can_be_master(tx: &mut Tx, org: OrgId, id: CaseId, process: &str) -> Result<bool> {
    let found: i64 = tx
        .fetch_value(
            "SELECT count(*) FROM cases WHERE org_id = $1 AND id = $2 AND process = $3 \
             AND ended_at IS NULL AND (master_id IS NULL OR stage <> 'merged')",
            args![org, id, process],
        )
        .await?;
    Ok(found == 1)
}

/// The case with this number.
pub(super) async fn by_number(tx: &mut Tx, scope: &Scope, number: &str) -> Result<Option<CaseId>> {
    let (sql, args) = Select::from("cases")
        .columns("id")
        .scope("org_id", scope)
        .filter("number = ?", args![number])
        .order_by("org_id")
        .limit(1)
        .build();
    tx.fetch_value_optional(sql, args).await
}

impl Derived {
    /// What lists and boards need to know of a case.
    pub(super) fn of(def: &Definition, state: &State, cals: &Calendars) -> Result<Self> {
        let shown = Shown::of(def, state);
        let running = def.clocks.iter().filter_map(|c| state.clocks.get_key_value(&c.id));
        let deadlines = running.filter(|(_, c)| c.outcome.is_none()).filter_map(|(name, clock)| {
            let due = reaches(cals, clock, clock.policy.budget)?;
            Some((due, reaches(cals, clock, kernel::Span(clock.policy.budget.0 / 5 * 4)), name))
        });
        let next = deadlines.min();
        let wake_at = crate::decide::due(def, state, cals);
        let values = args![
            shown.title,
            shown.topic,
            shown.urgency,
            shown.assignee_id,
            shown.assignee_name,
            shown.master_id,
            shown.stage,
            shown.category,
            shown.moved_at,
            shown.changed_at,
            shown.ended_at,
            next.as_ref().map(|n| n.2.clone()),
            next.as_ref().map(|n| n.0),
            next.as_ref().and_then(|n| n.1),
            wake_at,
            shown.paused,
            shown.breached,
            shown.urges,
            shown.reworks,
            &state.definition,
            serde_json::to_string(state)?,
        ];
        Ok(Self { values, wake_at })
    }
}

/// What of a new case is not derived from its state.
pub(super) struct Fixed<'a> {
    pub org: OrgId,
    pub id: CaseId,
    pub number: &'a str,
    pub process: &'a str,
    pub place: Option<Uuid>,
    pub area: Option<Uuid>,
}

/// A new case.
pub(super) async fn insert(tx: &mut Tx, fixed: &Fixed<'_>, state: &State, derived: Derived) -> Result<()> {
    let mut values = derived.values;
    values.extend(args![
        fixed.org,
        fixed.id,
        fixed.number,
        fixed.process,
        fixed.place,
        fixed.area,
        state.requester.as_ref().map(|p| p.id).filter(|id| !id.is_nil()),
        &state.channel,
        state.opened_at,
    ]);
    tx.write(
        "INSERT INTO cases (title, topic, urgency, assignee_id, assignee_name, master_id, stage, category, moved_at, \
         changed_at, ended_at, due_clock, due_at, risk_at, wake_at, paused, breached, urges, reworks, definition, state, \
         org_id, id, number, process, place_id, area_id, requester_id, channel, opened_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
         $22, $23, $24, $25, $26, $27, $28, $29, $30, 1)",
        values,
    )
    .await
}

const UPDATE: &str = "UPDATE cases SET title = $1, topic = $2, urgency = $3, assignee_id = $4, assignee_name = $5, \
    master_id = $6, stage = $7, category = $8, moved_at = $9, changed_at = $10, ended_at = $11, due_clock = $12, due_at = $13, \
    risk_at = $14, wake_at = $15, paused = $16, breached = $17, urges = $18, reworks = $19, definition = $20, state = $21, \
    version = $22 WHERE org_id = $23 AND id = $24 AND version = $25";

/// Which version of a case is changed.
type At = (OrgId, CaseId, i64);

fn guarded((org, id, was): At, version: i64, derived: Derived) -> Args {
    let mut values = derived.values;
    values.extend(args![version, org, id, was]);
    values
}

/// A locked case after something was done to it.
///
/// # Errors
/// [`kernel::Error::Conflict`], now or at the end, when it no longer has the version that was acted on.
pub(super) async fn update(tx: &mut Tx, at: At, version: i64, derived: Derived) -> Result<()> {
    tx.write_one(UPDATE, guarded(at, version, derived)).await
}

/// A case after something fell due; whether it still had the version that was looked at.
pub(super) async fn update_if_unchanged(tx: &mut Tx, row: &Row, version: i64, derived: Derived) -> Result<bool> {
    let at = (row.org_id, row.id, row.version);
    Ok(tx.execute(UPDATE, guarded(at, version, derived)).await? == 1)
}

/// Puts a case off that cannot be woken now, so that it does not stand in the way of the others.
pub(super) async fn put_off(tx: &mut Tx, row: &Row, until: Instant) -> Result<()> {
    tx.write("UPDATE cases SET wake_at = $1 WHERE org_id = $2 AND id = $3", args![until, row.org_id, row.id]).await
}

/// One row of the log: what was done at once.
pub(super) fn entry(
    org: OrgId,
    id: CaseId,
    version: i64,
    by: &Person,
    action: Option<&str>,
    events: &[Event],
) -> Result<Args> {
    let at = events.last().map_or(Instant(0), |e| e.at);
    Ok(args![org, id, version, at, by.id, action, serde_json::to_string(events)?])
}

/// Appends to the log.
pub(super) async fn append(tx: &mut Tx, entries: Vec<Args>) -> Result<()> {
    const COLUMNS: &[&str] = &["org_id", "case_id", "version", "at", "actor_id", "action", "events"];
    tx.insert_many("case_events", COLUMNS, entries).await
}

/// One row of a log: its version, when, by which action, and what happened.
pub(super) type Logged = (i64, Instant, Option<String>, Vec<Event>);

/// The log of a case, oldest first.
pub(super) async fn log(tx: &mut Tx, org: OrgId, id: CaseId) -> Result<Vec<Logged>> {
    let rows: Vec<(i64, Instant, Option<String>, String)> = tx
        .fetch_all(
            "SELECT version, at, action, events FROM case_events WHERE org_id = $1 AND case_id = $2 ORDER BY version",
            args![org, id],
        )
        .await?;
    rows.into_iter()
        .map(|(version, at, action, text)| Ok((version, at, action, serde_json::from_str(&text)?)))
        .collect()
}

/// Cases after this one in the order of their keys.
pub(super) async fn after(tx: &mut Tx, last: Option<(OrgId, CaseId)>, most: i64) -> Result<Vec<WithCount>> {
    let (org, id) = last.unwrap_or((OrgId::from_uuid(Uuid::nil()), CaseId::from_uuid(Uuid::nil())));
    tx.fetch_all(
            "SELECT c.org_id, c.id, c.number, c.definition, c.place_id, c.area_id, c.version, c.state, c.wake_at, \
             c.title, c.topic, c.urgency, c.assignee_id, c.assignee_name, c.master_id, c.stage, c.category, c.moved_at, \
             c.changed_at, c.ended_at, c.paused, c.breached, c.urges, c.reworks, \
             (SELECT count(*) FROM case_events e WHERE e.org_id = c.org_id AND e.case_id = c.id) AS entries \
             FROM cases c WHERE c.org_id > $1 OR (c.org_id = $1 AND c.id > $2) ORDER BY c.org_id, c.id LIMIT $3",
            args![org, id, most],
        )
        .await
}

/// A case as it stands in its table, with what is checked of it.
#[derive(store::Record)]
pub(super) struct WithCount {
    #[record(flatten)]
    pub row: Row,
    #[record(flatten)]
    pub shown: Shown,
    pub wake_at: Option<Instant>,
    /// The entries of its log.
    pub entries: i64,
}

/// The mark of a unit in the numbers of its cases, counted from 1 over the company. Only the first case of a unit waits for others.
pub async fn mark(tx: &mut Tx, unit: OrgId) -> Result<i64> {
    let known = tx.fetch_value_optional("SELECT mark FROM case_marks WHERE unit_id = $1", args![unit]).await?;
    if let Some(mark) = known {
        return Ok(mark);
    }
    let next: i64 = tx
        .fetch_value(
            "INSERT INTO case_marks (unit_id, mark) VALUES ($1, 1) \
             ON CONFLICT (unit_id) DO UPDATE SET mark = case_marks.mark + 1 RETURNING mark",
            args![Uuid::nil()],
        )
        .await?;
    tx.fetch_value(
        "INSERT INTO case_marks (unit_id, mark) VALUES ($1, $2) \
         ON CONFLICT (unit_id) DO UPDATE SET mark = case_marks.mark RETURNING mark",
        args![unit, next],
    )
    .await
}

/// A case that was opened in a span of time.
#[derive(Debug, store::Record)]
pub(super) struct Opened {
    pub id: CaseId,
    pub number: String,
    pub definition: String,
    pub opened_at: Instant,
}

/// How many cases of a process were opened in a unit since then.
pub(super) async fn count_since(tx: &mut Tx, org: OrgId, process: &str, since: Instant) -> Result<i64> {
    let sql = "SELECT count(*) FROM cases WHERE org_id = $1 AND process = $2 AND opened_at >= $3";
    tx.fetch_value(sql, args![org, process, since]).await
}

/// Cases of a process that were opened in a unit behind this instant and id, oldest first.
pub(super) async fn opened_since(
    tx: &mut Tx,
    org: OrgId,
    process: &str,
    behind: (Instant, CaseId),
    most: i64,
) -> Result<Vec<Opened>> {
    let sql = "SELECT id, number, definition, opened_at FROM cases WHERE org_id = $1 AND process = $2 \
               AND opened_at >= $3 AND (opened_at > $3 OR id > $4) ORDER BY opened_at, id LIMIT $5";
    tx.fetch_all(sql, args![org, process, behind.0, behind.1, most]).await
}

/// The logs of these cases as they are kept, each oldest first.
pub(super) async fn logs(tx: &mut Tx, org: OrgId, cases: Args) -> Result<Vec<(CaseId, String)>> {
    let (sql, args) = Select::from("case_events")
        .columns("case_id, events")
        .filter("org_id = ?", args![org])
        .among("case_id", cases)
        .order_by("case_id, version")
        .build();
    tx.fetch_all(sql, args).await
}

/// When somebody first moved each of these cases on after it was opened; what the engine did by itself, remarks and corrections left
/// out.
pub(super) async fn taken_up(tx: &mut Tx, org: OrgId, cases: Args) -> Result<Vec<(CaseId, Instant)>> {
    let (sql, args) = Select::from("case_events")
        .columns("case_id, min(at) AS at")
        .filter("org_id = ? AND version > 1 AND actor_id <> ?", args![org, Uuid::nil()])
        .filter("action NOT IN ('edit', 'comment')", args![])
        .among("case_id", cases)
        .group_by("case_id")
        .build();
    tx.fetch_all(sql, args).await
}
