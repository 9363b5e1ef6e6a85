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

/// What a key says about a request that is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
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

fn hash(request: &Request<'_>) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(request.body))
}

/// Keeps the answer of a request under its key, at the end of the transaction that does it.
///
/// # Errors
/// [`kernel::Error::Conflict`], now or when the transaction ends, when the key was used before: nothing of this transaction is
/// kept, and [`known`] has the answer. On PostgreSQL a second sender waits until the first one's transaction has ended.
pub async fn keep(tx: &mut Tx, request: &Request<'_>, now: Instant, status: i64, result: &str) -> Result<()> {
    tx.write(
        "INSERT INTO idempotency (actor, key, action, body_hash, status, result, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![request.actor, request.key, request.action, hash(request), status, result, now],
    )
    .await
}

/// What is kept under the key of a request; none when it was never done.
pub async fn known(tx: &mut Tx, request: &Request<'_>) -> Result<Option<Known>> {
    let kept: Option<(String, String, Option<i64>, Option<String>)> = tx
        .fetch_optional(
            "SELECT action, body_hash, status, result FROM idempotency WHERE actor = $1 AND key = $2",
            args![request.actor, request.key],
        )
        .await?;
    Ok(kept.map(|(action, body, status, result)| match (status, result) {
        (Some(status), Some(result)) if action == request.action && body == hash(request) => {
            Known::Replay { status, result }
        }
        _ => Known::Clash,
    }))
}

/// Forgets the keys from before an instant; how many there were.
pub async fn forget(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.execute("DELETE FROM idempotency WHERE at < $1", args![before]).await
}
