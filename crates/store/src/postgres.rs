//! PostgreSQL: actions side by side, each in its own task and transaction, under row-level security.

use std::{str::FromStr, time::Duration};

use kernel::{Result, Scope};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};

use crate::{
    db::{Options, ignored},
    dialect::Dialect,
    error::of_postgres,
    pool::{Lease, Pool},
    sqlite::{guarded, run_hooks},
    tx::Tx,
};

/// Opens the pool.
pub(crate) async fn open(url: &str, options: &Options) -> Result<Pool> {
    let connect = PgConnectOptions::from_str(url).map_err(of_postgres)?.statement_cache_capacity(512);
    let bound = options.deadline.as_millis().to_string();
    let connect = connect.options([("client_min_messages", "warning"), (Dialect::BOUND, &bound)]);
    let mut first = PgConnection::connect_with(&connect).await.map_err(of_postgres)?;
    let collation: String = sqlx::query_scalar(Dialect::COLLATION).fetch_one(&mut first).await.map_err(of_postgres)?;
    if !matches!(collation.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
        tracing::warn!(collation, "this database does not order text by its bytes: create it with LC_COLLATE 'C'");
    }
    // Long texts are the larger part of most rows; this packs them in a fraction of the time where the server knows how.
    let packs: bool = sqlx::query_scalar(Dialect::PACKS_QUICKLY).fetch_one(&mut first).await.map_err(of_postgres)?;
    first.close().await.map_err(of_postgres)?;
    let connect = if packs { connect.options([Dialect::PACK_QUICKLY]) } else { connect };
    Ok(Pool::new(connect, options.connections, options.deadline))
}

/// For whom a transaction runs: the units in scope and the role.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    units: String,
    as_owner: bool,
}

impl Session {
    pub(crate) fn of(scope: &Scope, as_owner: bool) -> Self {
        let ids: Vec<String> = scope.0.iter().map(|org| org.uuid().to_string()).collect();
        Self { units: ids.join(","), as_owner }
    }

    async fn begin(&self, pool: &Pool, begin: &'static str) -> Result<Lease> {
        let text =
            if self.as_owner { Dialect::begin_unbounded(begin) } else { Dialect::begin_scoped(begin, &self.units) };
        pool.begin(text).await
    }
}

/// A snapshot for reading.
pub(crate) async fn read(pool: &Pool, session: &Session) -> Result<Tx> {
    session.begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await.map(|begun| Tx::postgres(begun, true))
}

/// Runs a work until it stands, fails for its own reasons, or was tried often enough.
pub(crate) async fn write<T, F, Fut>(
    pool: Pool,
    session: Session,
    attempts: u32,
    deadline: Duration,
    work: F,
) -> Result<T>
where
    T: Send + 'static,
    F: Fn(Tx) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = (Tx, Result<T>)> + Send + 'static,
{
    let mut attempt = 1;
    loop {
        let transaction = session.begin(&pool, "BEGIN").await?;
        let (mut tx, result) = guarded(deadline, Box::pin(whole(work(Tx::postgres(transaction, false))))).await?;
        let result = match result {
            Ok(value) => tx.commit().await.map(|()| value),
            Err(error) => Err(error),
        };
        match result {
            Ok(value) => {
                run_hooks(tx.take_hooks());
                return Ok(value);
            }
            Err(_) if tx.is_retryable() && attempt < attempts => {
                drop(tx);
                // Growing and uneven, so that two works that met do not meet again at once.
                let spread = u64::from(std::process::id().wrapping_mul(attempt) % 7);
                tokio::time::sleep(Duration::from_millis((2 << attempt.min(6)) + spread)).await;
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// A work with all that it held back.
async fn whole<T>(work: impl Future<Output = (Tx, Result<T>)>) -> (Tx, Result<T>) {
    let (mut tx, result) = work.await;
    let result = match result {
        Ok(_) if tx.has_failed() => Err(ignored()),
        Ok(value) => tx.send_held().await.map(|()| value),
        Err(error) => Err(error),
    };
    (tx, result)
}
