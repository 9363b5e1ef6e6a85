//! A request that is sent twice is done once: the answer is kept under its key, in the same transaction.

use kernel::{Instant, Result};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{args, tx::Tx};

/// A request under its key.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Who asks; the keys of one actor are his own.
    pub actor: Uuid,
    /// The key the client made.
    pub key: &'a str,
    /// The action asked for.
    pub action: &'a str,
    /// The body as it came.
    pub body: &'a [u8],
}

/// What a key says about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Never seen: go on, and [`settle`] at the end.
    Fresh,
    /// Done before: answer this again.
    Replay {
        /// The status answered then.
        status: i64,
        /// The body answered then.
        result: String,
    },
    /// The key was used for another action or another body.
    Clash,
}

/// Claims the key for this request. On PostgreSQL a second sender waits until the first one's transaction has ended.
pub async fn claim(tx: &mut Tx, request: &Request<'_>, now: Instant) -> Result<Claim> {
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(request.body));
    let fresh = tx
        .execute(
            "INSERT INTO idempotency (actor, key, action, body_hash, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (actor, key) DO NOTHING",
            args![request.actor, request.key, request.action, &hash, now],
        )
        .await?;
    if fresh == 1 {
        return Ok(Claim::Fresh);
    }
    let (action, known, status, result): (String, String, Option<i64>, Option<String>) = tx
        .fetch_one(
            "SELECT action, body_hash, status, result FROM idempotency WHERE actor = $1 AND key = $2",
            args![request.actor, request.key],
        )
        .await?;
    Ok(match (status, result) {
        (Some(status), Some(result)) if action == request.action && known == hash => Claim::Replay { status, result },
        _ => Claim::Clash,
    })
}

/// Keeps the answer of a fresh request.
pub async fn settle(tx: &mut Tx, request: &Request<'_>, status: i64, result: &str) -> Result<()> {
    tx.execute(
        "UPDATE idempotency SET status = $1, result = $2 WHERE actor = $3 AND key = $4",
        args![status, result, request.actor, request.key],
    )
    .await
    .map(|_| ())
}

/// Forgets the keys from before an instant; how many there were.
pub async fn forget(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.execute("DELETE FROM idempotency WHERE at < $1", args![before]).await
}
