//! SQLite: what was committed to the write-ahead log is carried into the file beside the writer. Left to itself SQLite does it
//! within some COMMIT, and whoever that belongs to waits for it, with everybody behind him.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{ConnectOptions, Connection, Sqlite, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::mpsc;

/// After so much writing the log is carried.
const WRITING: Duration = Duration::from_millis(100);
/// Pages of a log so long that the writer carries the rest itself before it goes on, so that the log begins anew.
const LONG: i64 = 16_000;

/// The writer's side: says when there is something to carry.
pub(crate) struct Log {
    written: Duration,
    ask: mpsc::Sender<()>,
    long: Arc<AtomicBool>,
}

impl Log {
    /// Starts the task that carries, on a connection of its own; it ends with this.
    pub(crate) fn carried(options: SqliteConnectOptions) -> Self {
        let (ask, mut asked) = mpsc::channel(1);
        let long = Arc::new(AtomicBool::new(false));
        let found = long.clone();
        tokio::spawn(async move {
            let mut connection = None;
            while asked.recv().await == Some(()) {
                match carried(&options, connection.take()).await {
                    Ok((same, pages)) => {
                        connection = Some(same);
                        found.store(pages > LONG, Ordering::Relaxed);
                    }
                    Err(error) => tracing::warn!(%error, "the log was not carried into the file"),
                }
            }
            if let Some(connection) = connection {
                let _ = connection.close().await;
            }
        });
        Self { written: Duration::ZERO, ask, long }
    }

    /// So long the writer wrote.
    pub(crate) fn wrote(&mut self, took: Duration) {
        self.written += took;
        if self.written >= WRITING {
            self.written = Duration::ZERO;
            // One that carries already looks at the whole log.
            let _ = self.ask.try_send(());
        }
    }

    /// Whether the writer is to carry the rest itself before it goes on; asked once for each time it was found so.
    pub(crate) fn is_long(&self) -> bool {
        self.long.swap(false, Ordering::Relaxed)
    }
}

/// Carries on this connection, or a new one.
async fn carried(
    options: &SqliteConnectOptions,
    connection: Option<SqliteConnection>,
) -> sqlx::Result<(SqliteConnection, i64)> {
    let mut connection = match connection {
        Some(connection) => connection,
        None => options.connect().await?,
    };
    let pages = carry(&mut connection).await?;
    Ok((connection, pages))
}

/// Carries what no reader needs in the log any more; how many pages the log has.
///
/// # Errors
/// Those of the database.
pub(crate) async fn carry(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
    let (_, pages, _): (i64, i64, i64) =
        sqlx::query_as::<Sqlite, _>("PRAGMA wal_checkpoint(PASSIVE)").fetch_one(connection).await?;
    Ok(pages)
}
