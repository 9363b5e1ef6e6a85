//! What happened, written in the same transaction as the change, to be told to others afterwards – at least once.

use kernel::{Instant, OrgId, Result};
use uuid::Uuid;

use crate::{args, args::Sql, tx::Tx};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, crate::Record)]
pub struct Event {
    /// Where.
    #[record(rename = "org_id")]
    pub org: OrgId,
    /// Its id; ids rise with time.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// What: `case.opened`.
    pub topic: String,
    /// The particulars, as JSON.
    pub payload: String,
}

/// Notes that something happened.
pub async fn add(tx: &mut Tx, event: &Event) -> Result<()> {
    tx.write(
        "INSERT INTO outbox (org_id, id, at, topic, payload) VALUES ($1, $2, $3, $4, $5)",
        args![event.org, event.id, event.at, &event.topic, &event.payload],
    )
    .await
}

/// What has not been told yet, oldest first, leaving out what somebody else is telling at this moment.
pub async fn untold(tx: &mut Tx, limit: i64) -> Result<Vec<Event>> {
    let sql = Sql::from("SELECT org_id, id, at, topic, payload FROM outbox WHERE told_at IS NULL ORDER BY id LIMIT $1");
    tx.fetch_all(sql.skip_locked(), args![limit]).await
}

/// Notes that they were told.
pub async fn told(tx: &mut Tx, events: &[Event], now: Instant) -> Result<()> {
    let keys: Vec<(OrgId, Uuid)> = events.iter().map(|e| (e.org, e.id)).collect();
    tx.execute_among("UPDATE outbox SET told_at = ? WHERE told_at IS NULL", args![now], &keys).await.map(|_| ())
}

/// Forgets what was told before an instant; how many events.
pub async fn forget(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.execute("DELETE FROM outbox WHERE told_at < $1", args![before]).await
}
