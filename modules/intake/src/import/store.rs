//! Every statement over imports, their staged chunks, their bad rows and the remembered mappings.

use kernel::{Error, Instant, OrgId, Result, Scope, Span};
use module::{COUNT_LIMIT, Context, Listing, Paging, Vault};
use sheet::{Mapping, Plan};
use store::{Cursor, Json, Order, Select, Tx, args};
use uuid::Uuid;

use super::model::{
    BadRow, GoodRow, ImportFilter, ImportId, Line, Policy, Problem, Record, SealedChunk, Sentence, Staged, State,
};

const COLUMNS: &str = "org_id, id, source, file_id, file_name, state, policy, lang, plan, sheets, total, done, refused, \
                       chunks, position, fault, error_file_id, uploaded_at, begun_at, ended_at, by_id, by_name, stopping, \
                       attempts";
/// How long a process may be silent before another takes its import over.
pub const LEASE: Span = Span::minutes(1);
/// Rows with problems shown on the page.
pub const SHOWN: i64 = 200;

/// The import, when it lies in the scope.
pub async fn by_id(cx: &mut Context, id: ImportId) -> Result<Record> {
    let sql = Select::from("imports").columns(COLUMNS).scope("org_id", cx.scope()).filter("id = ?", args![id]);
    let (sql, args) = sql.build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub async fn to_change(cx: &mut Context, id: ImportId) -> Result<Record> {
    let sql = Select::from("imports").columns(COLUMNS).scope("org_id", cx.scope()).filter("id = ?", args![id]);
    let (sql, args) = sql.build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The import of a unit, for the process that works on it.
pub async fn of_unit(tx: &mut Tx, org: OrgId, id: ImportId) -> Result<Record> {
    let sql = Select::from("imports").columns(COLUMNS).filter("org_id = ? AND id = ?", args![org, id]);
    let (sql, args) = sql.build();
    tx.fetch_one(sql, args).await
}

/// A page of the list.
pub async fn list(cx: &mut Context, paging: &Paging, filter: &ImportFilter) -> Result<Listing<Line>> {
    let select = Select::from("imports")
        .columns("id, file_name, state, total, refused, by_name, uploaded_at")
        .scope("org_id", cx.scope())
        .filter_if("id = ?", filter.id)
        .filter_if("state = ?", filter.import_state.map(State::word))
        .search(&["file_name", "by_name"], paging.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if paging.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let seek = paging.seek()?;
    let (sql, args) = select.after(&["uploaded_at", "id"], order, seek).limit(paging.limit() + 1).build();
    let rows: Vec<Line> = cx.tx().fetch_all(sql, args).await?;
    Ok(Listing::cut(rows, paging, count, |row| Cursor(args![row.uploaded_at, row.id]).to_string()))
}

/// Adds an import.
pub async fn add(tx: &mut Tx, record: &Record, runner: Option<(Uuid, Instant)>) -> Result<()> {
    tx.execute(
        "INSERT INTO imports (org_id, id, source, file_id, file_name, state, policy, lang, sheets, total, done, refused, \
         chunks, position, uploaded_at, begun_at, by_id, by_name, stopping, runner, locked_until, attempts) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '[]', 0, 0, 0, 0, 0, $9, $10, $11, $12, FALSE, $13, $14, 0)",
        args![
            record.org,
            record.id,
            &record.source,
            record.file_id,
            &record.file_name,
            record.state.word(),
            record.policy.word(),
            &record.lang,
            record.uploaded_at,
            record.begun_at,
            record.by_id,
            &record.by_name,
            runner.map(|r| r.0),
            runner.map_or(Instant(0), |r| r.1)
        ],
    )
    .await
    .map(|_| ())
}

/// What a step of an import begins with.
pub struct Beginning<'a> {
    /// The state it is in from now on.
    pub state: State,
    /// What happens to bad rows.
    pub policy: Policy,
    /// Rows to go through.
    pub total: i64,
    /// Who begins it.
    pub by: (Uuid, &'a str),
    /// The language of the answer.
    pub lang: &'a str,
}

/// Begins a step: the import waits for a process to take it up.
pub async fn begin(tx: &mut Tx, org: OrgId, id: ImportId, step: &Beginning<'_>, now: Instant) -> Result<()> {
    tx.execute(
        "UPDATE imports SET state = $1, policy = $2, total = $3, done = 0, position = 0, begun_at = $4, ended_at = NULL, \
         by_id = $5, by_name = $6, lang = $7, stopping = FALSE, runner = NULL, locked_until = 0, attempts = 0, \
         fault = NULL WHERE org_id = $8 AND id = $9",
        args![
            step.state.word(),
            step.policy.word(),
            step.total,
            now,
            step.by.0,
            step.by.1,
            step.lang,
            org,
            id
        ],
    )
    .await
    .map(|_| ())
}

/// Ends an import that nobody works on, or asks the process to stop.
pub async fn stop(tx: &mut Tx, record: &Record, now: Instant) -> Result<()> {
    let (state, ended) = if record.state.is_under_way() { (record.state, None) } else { (State::Cancelled, Some(now)) };
    tx.execute(
        "UPDATE imports SET stopping = TRUE, state = $1, ended_at = $2 WHERE org_id = $3 AND id = $4",
        args![state.word(), ended, record.org, record.id],
    )
    .await
    .map(|_| ())
}

/// Takes an import up until its lease ends; `false` when somebody else has it or nothing is to be done. Whoever let it go for a while
/// takes it up again whatever his clock says.
pub async fn claim(tx: &mut Tx, org: OrgId, id: ImportId, runner: Uuid, now: Instant) -> Result<bool> {
    let taken = tx
        .execute(
            "UPDATE imports SET runner = $1, locked_until = $2, attempts = attempts + 1 WHERE org_id = $3 AND id = $4 \
             AND state IN ('uploaded', 'checking', 'applying') AND (locked_until < $5 OR runner = $1)",
            args![runner, now + LEASE, org, id, now],
        )
        .await?;
    Ok(taken == 1)
}

/// Imports that nobody works on although somebody should.
pub async fn abandoned(tx: &mut Tx, now: Instant) -> Result<Vec<(OrgId, ImportId)>> {
    tx.fetch_all(
        "SELECT org_id, id FROM imports WHERE state IN ('uploaded', 'checking', 'applying') AND locked_until < $1 LIMIT 20",
        args![now],
    )
    .await
}

/// Writes down how far the process is and keeps its lease; whether it was asked to stop.
///
/// # Errors
/// [`Error::Conflict`] when the lease was lost: stop at once.
pub async fn keep(tx: &mut Tx, record: &Record, with_plan: bool, lease: (Uuid, Instant)) -> Result<bool> {
    let plan = record.plan.as_ref().filter(|_| with_plan).map(|p| serde_json::to_string(&p.0)).transpose()?;
    let fault = record.fault.as_ref().map(|f| serde_json::to_string(&f.0)).transpose()?;
    tx.fetch_value_optional(
        "UPDATE imports SET state = $1, plan = COALESCE($2, plan), source = $3, sheets = $4, total = $5, done = $6, \
         refused = $7, chunks = $8, position = $9, fault = $10, error_file_id = $11, ended_at = $12, locked_until = $13 \
         WHERE org_id = $14 AND id = $15 AND runner = $16 RETURNING stopping",
        args![
            record.state.word(),
            plan,
            &record.source,
            Json::arg(&record.sheets.0)?,
            record.total,
            record.done,
            record.refused,
            record.chunks,
            record.position,
            fault,
            record.error_file_id,
            record.ended_at,
            lease.1,
            record.org,
            record.id,
            lease.0
        ],
    )
    .await?
    .ok_or(Error::Conflict)
}

/// Writes down how the import is mapped from now on; what was checked before no longer counts.
pub async fn remap(tx: &mut Tx, record: &Record, plan: &Plan) -> Result<()> {
    tx.execute(
        "UPDATE imports SET plan = $1, state = 'mapped', stopping = FALSE, sheets = '[]', total = 0, done = 0, refused = 0, \
         fault = NULL, error_file_id = NULL WHERE org_id = $2 AND id = $3",
        args![Json::arg(plan)?, record.org, record.id],
    )
    .await
    .map(|_| ())
}

/// The kind of what is sealed.
const STAGED: &str = "staged rows";

/// A chunk ready to be staged: its rows hold personal data and are sealed.
pub fn sealed(vault: &Vault, chunk: Staged) -> Result<(SealedChunk, i64)> {
    let size = i64::try_from(chunk.rows.len()).unwrap_or(i64::MAX);
    let content = vault.seal_under_master(STAGED, &serde_json::to_vec(&chunk.rows)?)?;
    let Staged { nth, sheet, register, created, updated, .. } = chunk;
    Ok((SealedChunk { nth, sheet, register, content, created, updated }, size))
}

/// Stages chunks.
pub async fn stage(tx: &mut Tx, record: &Record, chunks: &[(SealedChunk, i64)]) -> Result<()> {
    const CHUNK: &[&str] =
        &["org_id", "import_id", "nth", "sheet", "register", "content", "size", "created", "updated"];
    let row = |(c, size): &(SealedChunk, i64)| {
        args![record.org, record.id, c.nth, &c.sheet, &c.register, &c.content, *size, c.created, c.updated]
    };
    tx.insert_many("import_chunks", CHUNK, chunks.iter().map(row).collect()).await
}

/// The chunks from a place on, at most so many.
pub async fn staged(
    tx: &mut Tx,
    vault: &Vault,
    (org, id): (OrgId, ImportId),
    from: i64,
    most: i64,
) -> Result<Vec<Staged>> {
    let rows: Vec<SealedChunk> = tx
        .fetch_all(
            "SELECT nth, sheet, register, content, created, updated FROM import_chunks \
             WHERE org_id = $1 AND import_id = $2 AND nth >= $3 ORDER BY nth LIMIT $4",
            args![org, id, from, most],
        )
        .await?;
    let opened = |c: SealedChunk| {
        let rows: Vec<GoodRow> = serde_json::from_slice(&vault.open_under_master(STAGED, &c.content)?)?;
        Ok(Staged { nth: c.nth, sheet: c.sheet, register: c.register, rows, created: c.created, updated: c.updated })
    };
    rows.into_iter().map(opened).collect()
}

/// Removes the chunks from a place on.
pub async fn unstage_from(tx: &mut Tx, org: OrgId, id: ImportId, from: i64) -> Result<()> {
    tx.execute("DELETE FROM import_chunks WHERE org_id = $1 AND import_id = $2 AND nth >= $3", args![org, id, from])
        .await
        .map(|_| ())
}

/// Removes staged chunks before a place; some at a time, since each is large.
pub async fn unstage(tx: &mut Tx, org: OrgId, id: ImportId, before: i64) -> Result<()> {
    tx.execute("DELETE FROM import_chunks WHERE org_id = $1 AND import_id = $2 AND nth < $3", args![org, id, before])
        .await
        .map(|_| ())
}

/// Notes rows with problems.
pub async fn add_bad(tx: &mut Tx, record: &Record, rows: &[BadRow]) -> Result<()> {
    let mut values = Vec::with_capacity(rows.len());
    for row in rows {
        values.push(args![record.org, record.id, &row.sheet, row.number, Json::arg(&row.problems)?]);
    }
    tx.insert_many("import_rows", &["org_id", "import_id", "sheet", "number", "problems"], values).await
}

/// Forgets the rows with problems.
pub async fn forget_bad(tx: &mut Tx, org: OrgId, id: ImportId) -> Result<()> {
    tx.execute("DELETE FROM import_rows WHERE org_id = $1 AND import_id = $2", args![org, id]).await.map(|_| ())
}

/// The rows with problems, by sheet and number.
pub async fn bad(tx: &mut Tx, org: OrgId, id: ImportId, most: i64) -> Result<Vec<BadRow>> {
    let rows: Vec<(String, i64, Json<Vec<Problem>>)> = tx
        .fetch_all(
            "SELECT sheet, number, problems FROM import_rows WHERE org_id = $1 AND import_id = $2 \
             ORDER BY sheet, number LIMIT $3",
            args![org, id, most],
        )
        .await?;
    let row = |(sheet, number, problems): (String, i64, Json<Vec<Problem>>)| BadRow {
        sheet,
        number: u32::try_from(number).unwrap_or_default(),
        problems: problems.0,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// What people decided about this source; nothing decided when it is new.
pub async fn mapping(tx: &mut Tx, org: OrgId, source: &str) -> Result<Mapping> {
    let kept: Option<Json<Mapping>> = tx
        .fetch_value_optional("SELECT mapping FROM mappings WHERE org_id = $1 AND source = $2", args![org, source])
        .await?;
    Ok(kept.map(|m| m.0).unwrap_or_default())
}

/// Remembers what people decided about this source.
pub async fn remember(tx: &mut Tx, org: OrgId, source: &str, mapping: &Mapping, now: Instant) -> Result<()> {
    tx.execute(
        "INSERT INTO mappings (org_id, source, mapping, decided_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (org_id, source) DO UPDATE SET mapping = excluded.mapping, decided_at = excluded.decided_at",
        args![org, source, Json::arg(mapping)?, now],
    )
    .await
    .map(|_| ())
}

/// Imports that ended or were left lying before an instant and still hold a file.
pub async fn stale(tx: &mut Tx, scope: &Scope, before: Instant) -> Result<Vec<Record>> {
    let (sql, args) = Select::from("imports")
        .columns(COLUMNS)
        .scope("org_id", scope)
        .filter("uploaded_at < ? AND file_name <> ''", args![before])
        .filter("state NOT IN ('uploaded', 'checking', 'applying')", args![])
        .order_by("uploaded_at")
        .limit(50)
        .build();
    tx.fetch_all(sql, args).await
}

/// Forgets the name of a file that is gone, so that it is not swept again, and ends what was left lying.
pub async fn emptied(tx: &mut Tx, record: &Record, now: Instant) -> Result<()> {
    let state = if record.state == State::Done { State::Done } else { State::Cancelled };
    tx.execute(
        "UPDATE imports SET file_name = '', error_file_id = NULL, state = $1, ended_at = COALESCE(ended_at, $2) \
         WHERE org_id = $3 AND id = $4",
        args![state.word(), now, record.org, record.id],
    )
    .await
    .map(|_| ())
}

/// The reason why an import as a whole cannot go on, ready to be kept.
pub fn fault(message: &kernel::Message) -> Option<Json<Sentence>> {
    Some(Json(Sentence::from(message)))
}
