//! Every statement over the questions what would have been different.

use ::store::{Cursor, Json, Order, Select, Tx, args};
use kernel::{COMPANY, Error, Instant, Result, Span};
use module::{COUNT_LIMIT, Context, Listing, Paging};
use process::Definition;
use uuid::Uuid;

use super::model::{Answer, NewWhatIf, WhatIfFilter, WhatIfId, WhatIfRow, WhatIfState};

const COLUMNS: &str = "id, process, draft_id, definition, hash, since, until, state, done, total, answer, asked_at, \
                       asked_by_name, ended_at";
/// How long a process may be silent before another takes its work over.
pub(crate) const LEASE: Span = Span::minutes(1);
/// How often the work is taken up before it is given up.
const ATTEMPTS: i64 = 5;

/// One question of the scope.
pub(crate) async fn one(cx: &mut Context, id: WhatIfId) -> Result<WhatIfRow> {
    let (sql, args) =
        Select::from("what_ifs").columns(COLUMNS).scope("org_id", cx.scope()).filter("id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: WhatIfId) -> Result<WhatIfRow> {
    let (sql, args) =
        Select::from("what_ifs").columns(COLUMNS).scope("org_id", cx.scope()).filter("id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// One question of the company, for the process that works on it.
pub(crate) async fn of_company(tx: &mut Tx, id: WhatIfId) -> Result<WhatIfRow> {
    let (sql, args) =
        Select::from("what_ifs").columns(COLUMNS).filter("org_id = ? AND id = ?", args![COMPANY, id]).build();
    tx.fetch_one(sql, args).await
}

/// A page of questions, latest first.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &WhatIfFilter) -> Result<Listing<WhatIfRow>> {
    let select = Select::from("what_ifs")
        .columns(COLUMNS)
        .scope("org_id", cx.scope())
        .filter_if("draft_id = ?", filter.draft_id)
        .filter_if("process = ?", filter.process.as_deref());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let (sql, args) = select.after(&["asked_at", "id"], Order::Down, seek).limit(page.limit() + 1).build();
    let rows: Vec<WhatIfRow> = cx.tx().fetch_all(sql, args).await?;
    Ok(Listing::cut(rows, page, count, |row| Cursor(args![row.asked_at, row.id]).to_string()))
}

/// A new question.
pub(crate) async fn insert(cx: &mut Context, new: &NewWhatIf, def: &Definition) -> Result<()> {
    let sql = "INSERT INTO what_ifs (org_id, id, process, draft_id, definition, hash, since, until, state, done, total, \
               asked_at, asked_by, asked_by_name, stopping, locked_until, attempts) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, 0, $8, $9, $10, FALSE, 0, 0)";
    let args = args![
        COMPANY,
        new.id,
        &def.key,
        new.draft_id,
        serde_json::to_string(def)?,
        def.hash(),
        new.since,
        new.now,
        new.by.0,
        &new.by.1,
    ];
    cx.tx().execute(sql, args).await.map(|_| ())
}

/// Asks whoever works on it to stop; what nobody works on has stopped with that.
pub(crate) async fn stop(cx: &mut Context, id: WhatIfId) -> Result<()> {
    let now = cx.now();
    let sql = "UPDATE what_ifs SET stopping = TRUE, ended_at = CASE WHEN state = 'waiting' THEN $3 ELSE ended_at END, \
               state = CASE WHEN state = 'waiting' THEN 'stopped' ELSE state END WHERE org_id = $1 AND id = $2";
    cx.tx().execute(sql, args![COMPANY, id, now]).await.map(|_| ())
}

/// Takes a question up until the lease ends; false when somebody else has it or it is over.
pub(crate) async fn claim(tx: &mut Tx, id: WhatIfId, runner: Uuid, now: Instant) -> Result<bool> {
    let sql = "UPDATE what_ifs SET runner = $1, locked_until = $2, attempts = attempts + 1, \
               state = CASE WHEN attempts < $6 THEN 'running' ELSE 'failed' END \
               WHERE org_id = $3 AND id = $4 AND state IN ('waiting', 'running') AND locked_until < $5";
    let taken = tx.execute(sql, args![runner, now + LEASE, COMPANY, id, now, ATTEMPTS]).await?;
    Ok(taken == 1)
}

/// Questions that nobody works on although somebody should.
pub(crate) async fn abandoned(tx: &mut Tx, now: Instant) -> Result<Vec<WhatIfId>> {
    let sql =
        "SELECT id FROM what_ifs WHERE org_id = $1 AND state IN ('waiting', 'running') AND locked_until < $2 LIMIT 20";
    tx.fetch_values(sql, args![COMPANY, now]).await
}

/// How far the work is.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub id: WhatIfId,
    pub runner: Uuid,
    pub state: WhatIfState,
    pub done: i64,
    pub total: i64,
    pub answer: Option<Answer>,
    pub now: Instant,
}

/// Writes down how far the work is and keeps its lease; whether it was asked to stop.
///
/// # Errors
/// [`Error::Conflict`] when the lease was lost: stop at once.
pub(crate) async fn keep(tx: &mut Tx, at: &Progress) -> Result<bool> {
    let over = at.state != WhatIfState::Running;
    let answer = at.answer.as_ref().map(serde_json::to_string).transpose()?;
    let sql = "UPDATE what_ifs SET state = $1, done = $2, total = $3, answer = COALESCE($4, answer), ended_at = $5, \
               locked_until = $6 WHERE org_id = $7 AND id = $8 AND runner = $9 AND state = 'running' RETURNING stopping";
    let args = args![
        at.state.word(),
        at.done,
        at.total,
        answer,
        over.then_some(at.now),
        if over { Instant(0) } else { at.now + LEASE },
        COMPANY,
        at.id,
        at.runner,
    ];
    tx.fetch_value_optional(sql, args).await?.ok_or(Error::Conflict)
}

/// The version as it was asked about.
pub(crate) fn definition(row: &WhatIfRow) -> &Definition {
    let Json(def) = &row.definition;
    def
}
