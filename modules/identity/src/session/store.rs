//! Statements over sessions and failed attempts: both are found before anybody is known.

use kernel::{Instant, Result};
use store::{Select, Tx, args};
use uuid::Uuid;

use super::{model::SessionRow, rules};
use crate::model::{AccountId, SessionId};

const SESSION: &str = "s.id, s.account_id, s.device, s.address, s.created_at, s.seen_at, s.expires_at";

/// The session whose secret has this digest.
pub async fn by_digest(tx: &mut Tx, digest: &[u8]) -> Result<Option<SessionRow>> {
    let (sql, args) = Select::from("sessions s").columns(SESSION).filter("s.digest = ?", args![digest]).build();
    tx.fetch_optional(sql, args).await
}

/// Opens a session.
pub async fn insert(tx: &mut Tx, row: &SessionRow, digest: Vec<u8>) -> Result<()> {
    let columns = &["digest", "id", "account_id", "device", "address", "created_at", "seen_at", "expires_at"];
    let values =
        args![digest, row.id, row.account_id, &row.device, &row.address, row.created_at, row.seen_at, row.expires_at];
    tx.insert_many("sessions", columns, vec![values]).await
}

/// Notes that a session is in use.
pub async fn seen(tx: &mut Tx, id: SessionId, now: Instant) -> Result<()> {
    tx.execute("UPDATE sessions SET seen_at = $1 WHERE id = $2", args![now, id]).await.map(|_| ())
}

/// The living sessions of an account, last used first.
pub async fn of(tx: &mut Tx, account: AccountId, now: Instant) -> Result<Vec<SessionRow>> {
    let (sql, args) = Select::from("sessions s")
        .columns(SESSION)
        .filter("s.account_id = ? AND s.expires_at > ? AND s.seen_at > ?", args![account, now, now - rules::IDLE])
        .order_by("s.seen_at DESC, s.id")
        .limit(100)
        .build();
    tx.fetch_all(sql, args).await
}

/// Ends one session of an account; whether there was one.
pub async fn end(tx: &mut Tx, account: AccountId, id: Uuid) -> Result<bool> {
    let sql = "DELETE FROM sessions WHERE account_id = $1 AND id = $2";
    Ok(tx.execute(sql, args![account, id]).await? > 0)
}

/// Ends all sessions of an account but one; how many.
pub async fn end_all(tx: &mut Tx, account: AccountId, but: Option<Uuid>) -> Result<u64> {
    let sql = "DELETE FROM sessions WHERE account_id = $1 AND id <> $2";
    tx.execute(sql, args![account, but.unwrap_or_default()]).await
}

/// Forgets sessions that are over.
pub async fn sweep(tx: &mut Tx, now: Instant) -> Result<u64> {
    let sql = "DELETE FROM sessions WHERE expires_at <= $1 OR seen_at <= $2";
    tx.execute(sql, args![now, now - rules::IDLE]).await
}

/// The wrong tries of a subject, latest first, for those who only look.
pub async fn attempts(tx: &mut Tx, subject: &str) -> Result<Vec<Instant>> {
    let sql = "SELECT times FROM attempts WHERE subject = $1";
    let times: Option<String> = tx.fetch_value_optional(sql, args![subject]).await?;
    times.map_or_else(|| Ok(Vec::new()), |json| read(&json))
}

/// The wrong tries of a subject, latest first. Whoever asks at the same time waits until this transaction is through.
pub async fn locked_attempts(tx: &mut Tx, subject: &str, now: Instant) -> Result<Vec<Instant>> {
    let sql = "INSERT INTO attempts (subject, times, at) VALUES ($1, '[]', $2) \
               ON CONFLICT (subject) DO UPDATE SET at = excluded.at RETURNING times";
    let times: String = tx.fetch_value(sql, args![subject, now]).await?;
    read(&times)
}

/// Writes the wrong tries of a subject down.
pub async fn write_attempts(tx: &mut Tx, subject: &str, times: &[Instant]) -> Result<()> {
    if times.is_empty() {
        return forget_attempts(tx, subject).await.map(|_| ());
    }
    let times = serde_json::to_string(&times.iter().map(|at| at.0).collect::<Vec<_>>())?;
    tx.execute("UPDATE attempts SET times = $1 WHERE subject = $2", args![times, subject]).await.map(|_| ())
}

fn read(json: &str) -> Result<Vec<Instant>> {
    let times: Vec<i64> = serde_json::from_str(json)?;
    Ok(times.into_iter().map(Instant).collect())
}

/// Forgets every try of a subject; whether there were any.
pub async fn forget_attempts(tx: &mut Tx, subject: &str) -> Result<bool> {
    Ok(tx.execute("DELETE FROM attempts WHERE subject = $1", args![subject]).await? > 0)
}

/// Forgets tries that count no more.
pub async fn sweep_attempts(tx: &mut Tx, now: Instant) -> Result<u64> {
    tx.execute("DELETE FROM attempts WHERE at < $1", args![now - rules::WINDOW - rules::WINDOW]).await
}
