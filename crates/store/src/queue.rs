//! The table of jobs: put in with the change that needs them, taken by workers under a lease, at least once.

use std::collections::BTreeMap;

use kernel::{Error, Instant, OrgId, Result, Scope, Span};
use uuid::Uuid;

use crate::{
    args,
    args::Sql,
    select::{Cursor, Order, Select},
    tx::Tx,
};

/// The columns of a [`Job`].
const TAKE: &str = "SELECT org_id, id, kind, payload, attempts, run_at FROM jobs \
     WHERE (state = 'waiting' AND run_at <= $1) OR (state = 'running' AND locked_until < $1) \
     ORDER BY run_at, id LIMIT $2";

/// A job to be done later.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// For whom.
    pub org: OrgId,
    /// Its id.
    pub id: Uuid,
    /// Which handler does it.
    pub kind: String,
    /// What the handler is given, as JSON.
    pub payload: String,
    /// Not before.
    pub run_at: Instant,
    /// A second job of the same unit under the same key is left out, even when the first is done: name the occurrence.
    pub dedupe: Option<String>,
}

/// A job in the hands of a worker.
#[derive(Debug, Clone, PartialEq, Eq, crate::Record)]
pub struct Job {
    /// For whom.
    #[record(rename = "org_id")]
    pub org: OrgId,
    /// Its id.
    pub id: Uuid,
    /// Which handler does it.
    pub kind: String,
    /// What the handler is given, as JSON.
    pub payload: String,
    /// Which attempt this is, from 1.
    pub attempts: i64,
    /// When it was due.
    pub run_at: Instant,
}

/// Puts a job in; `false` when one with the same key is there already.
pub async fn enqueue(tx: &mut Tx, job: &NewJob, now: Instant) -> Result<bool> {
    let added = tx
        .execute(
            "INSERT INTO jobs (org_id, id, kind, payload, state, made_at, run_at, attempts, dedupe) \
             VALUES ($1, $2, $3, $4, 'waiting', $5, $6, 0, $7) ON CONFLICT (org_id, dedupe) DO NOTHING",
            args![job.org, job.id, &job.kind, &job.payload, now, job.run_at, &job.dedupe],
        )
        .await?;
    Ok(added == 1)
}

/// Puts jobs in together; those whose key is there already are left out.
pub async fn enqueue_many(tx: &mut Tx, jobs: &[NewJob], now: Instant) -> Result<()> {
    const COLUMNS: &[&str] = &["org_id", "id", "kind", "payload", "state", "made_at", "run_at", "attempts", "dedupe"];
    let row =
        |job: &NewJob| args![job.org, job.id, &job.kind, &job.payload, "waiting", now, job.run_at, 0_i64, &job.dedupe];
    tx.insert_missing("jobs", COLUMNS, jobs.iter().map(row).collect()).await
}

/// Takes up to `most` jobs that are due, or whose worker let its lease run out, until `now + lease`.
pub async fn claim(tx: &mut Tx, worker: &str, most: i64, now: Instant, lease: Span) -> Result<Vec<Job>> {
    let mut jobs: Vec<Job> = tx.fetch_all(Sql::from(TAKE).skip_locked(), args![now, most]).await?;
    jobs.iter_mut().for_each(|job| job.attempts += 1);
    let keys: Vec<(OrgId, Uuid)> = jobs.iter().map(|job| (job.org, job.id)).collect();
    let take = "UPDATE jobs SET state = 'running', attempts = attempts + 1, locked_until = ?, locked_by = ? \
                WHERE state IN ('waiting', 'running')";
    tx.execute_among(take, args![now + lease, worker], &keys).await?;
    Ok(jobs)
}

/// Says how far a long job is and keeps its lease until `now + lease`.
///
/// # Errors
/// [`Error::Conflict`] when the lease was lost: stop.
pub async fn extend(tx: &mut Tx, job: &Job, worker: &str, progress: &str, until: Instant) -> Result<()> {
    let kept = tx
        .execute(
            "UPDATE jobs SET progress = $1, locked_until = $2 \
             WHERE org_id = $3 AND id = $4 AND state = 'running' AND locked_by = $5 AND attempts = $6",
            args![progress, until, job.org, job.id, worker, job.attempts],
        )
        .await?;
    held(kept)
}

/// The jobs are done; how many. One whose lease was lost is left to whoever has it now. In the transaction of the work itself this
/// makes a change of our own happen exactly once.
pub async fn finish(tx: &mut Tx, jobs: &[&Job], worker: &str, now: Instant) -> Result<u64> {
    let done = "UPDATE jobs SET state = 'done', done_at = ?, locked_until = NULL, last_error = NULL \
                WHERE state = 'running' AND locked_by = ? AND attempts = ?";
    let mut by_attempt: BTreeMap<i64, Vec<(OrgId, Uuid)>> = BTreeMap::new();
    for job in jobs {
        by_attempt.entry(job.attempts).or_default().push((job.org, job.id));
    }
    let mut finished = 0;
    for (attempts, keys) in by_attempt {
        finished += tx.execute_among(done, args![now, worker, attempts], &keys).await?;
    }
    Ok(finished)
}

/// The job failed: it is tried again after a growing pause, or given up after `most` attempts; `true` when given up.
///
/// # Errors
/// [`Error::Conflict`] when the lease was lost and somebody else has the job.
pub async fn fail(tx: &mut Tx, job: &Job, worker: &str, error: &str, now: Instant, most: i64) -> Result<bool> {
    let dead = job.attempts >= most;
    let kept = tx
        .execute(
            "UPDATE jobs SET state = $1, run_at = $2, locked_until = NULL, last_error = $3 \
             WHERE org_id = $4 AND id = $5 AND state = 'running' AND locked_by = $6 AND attempts = $7",
            args![
                if dead { "dead" } else { "waiting" },
                now + backoff(job.attempts),
                error,
                job.org,
                job.id,
                worker,
                job.attempts
            ],
        )
        .await?;
    held(kept).map(|()| dead)
}

/// How long to wait after an attempt: 10 s, doubled each time, at most an hour.
pub fn backoff(attempts: i64) -> Span {
    let doublings = attempts.clamp(1, 10) - 1;
    Span::seconds((10_i64 << doublings).min(3_600))
}

/// A job as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, crate::Record)]
pub struct Status {
    /// For whom.
    #[record(rename = "org_id")]
    pub org: OrgId,
    /// Its id.
    pub id: Uuid,
    /// Which handler does it.
    pub kind: String,
    /// `waiting`, `running`, `done` or `dead`.
    pub state: String,
    /// When it was put in.
    pub made_at: Instant,
    /// When it is due, or was.
    pub run_at: Instant,
    /// How often it was begun.
    pub attempts: i64,
    /// How far it says it is.
    pub progress: Option<String>,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it was done.
    pub done_at: Option<Instant>,
}

/// Jobs of these units, newest first, in one state or in all, going on after a cursor of (`made_at`, `id`).
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    state: Option<&str>,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Status>> {
    let (sql, args) = Select::from("jobs")
        .columns("org_id, id, kind, state, made_at, run_at, attempts, progress, last_error, done_at")
        .scope("org_id", scope)
        .filter_if("state = ?", state)
        .after(&["made_at", "id"], Order::Down, cursor)
        .limit(limit)
        .build();
    tx.fetch_all(sql, args).await
}

/// Gives a job that was given up another chance, from its first attempt.
///
/// # Errors
/// [`Error::NotFound`] when no such job of these units was given up.
pub async fn revive(tx: &mut Tx, scope: &Scope, id: Uuid, now: Instant) -> Result<()> {
    let (sql, args) = Select::from("jobs")
        .columns("org_id")
        .scope("org_id", scope)
        .filter("id = ? AND state = 'dead'", args![id])
        .build();
    let org: OrgId = tx.fetch_value(sql.for_update(), args).await?;
    tx.execute(
        "UPDATE jobs SET state = 'waiting', attempts = 0, run_at = $1 WHERE org_id = $2 AND id = $3",
        args![now, org, id],
    )
    .await
    .map(|_| ())
}

/// Forgets the jobs done before an instant, and with them their keys; how many. Those given up stay.
pub async fn forget(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.execute("DELETE FROM jobs WHERE state = 'done' AND done_at < $1", args![before]).await
}

/// When the next job is due, so that a worker knows how long to sleep.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Instant>> {
    tx.fetch_value(
        "SELECT MIN(due) FROM (SELECT MIN(run_at) AS due FROM jobs WHERE state = 'waiting' \
         UNION ALL SELECT MIN(locked_until) AS due FROM jobs WHERE state = 'running') both_kinds",
        Vec::new(),
    )
    .await
}

fn held(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::Conflict) }
}
