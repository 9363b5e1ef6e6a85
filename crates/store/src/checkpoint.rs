//! SQLite: what was committed to the write-ahead log is carried into the file beside the writer. Left to itself SQLite does it
//! within some COMMIT, and whoever that belongs to waits for it, with everybody behind him.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kernel::Result;
use tokio::sync::mpsc;

use crate::{
    db::Synchronous,
    lite::{Lite, Use},
    sqlite::thread,
};

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
    /// Starts the thread that carries, on a connection of its own; it ends with this.
    ///
    /// # Errors
    /// When the machine gives no thread.
    pub(crate) fn carried(path: PathBuf, synchronous: Synchronous) -> Result<Self> {
        let (ask, mut asked) = mpsc::channel(1);
        let long = Arc::new(AtomicBool::new(false));
        let found = long.clone();
        let carry = move || {
            let mut connection = None;
            while asked.blocking_recv() == Some(()) {
                match carry_on(&mut connection, &path, synchronous) {
                    Ok(pages) => found.store(pages > LONG, Ordering::Relaxed),
                    Err(error) => tracing::warn!(%error, "the log was not carried into the file"),
                }
            }
        };
        thread("log", carry)?;
        Ok(Self { written: Duration::ZERO, ask, long })
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

/// Carries on the connection of last time, or a new one.
fn carry_on(connection: &mut Option<Lite>, path: &Path, synchronous: Synchronous) -> Result<i64> {
    let mut carrying = match connection.take() {
        Some(carrying) => carrying,
        None => Lite::open(path, Use::Write, synchronous)?,
    };
    let pages = carry(&mut carrying)?;
    *connection = Some(carrying);
    Ok(pages)
}

/// Carries what no reader needs in the log any more; how many pages the log has.
///
/// # Errors
/// Those of the database.
pub(crate) fn carry(connection: &mut Lite) -> Result<i64> {
    let found: Vec<(i64, i64, i64)> = connection.fetch("PRAGMA wal_checkpoint(PASSIVE)", &[], 1)?;
    Ok(found.first().map_or(0, |(_, pages, _)| *pages))
}
