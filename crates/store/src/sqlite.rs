//! SQLite: one writer task with group commit, and readers on their own connections.

use std::{
    panic::AssertUnwindSafe,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use futures::{FutureExt, future::BoxFuture};
use kernel::{Error, Result};
use sqlx::{
    ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    checkpoint::{self, Log},
    db::{Options, Synchronous, Work},
    dialect::Dialect,
    error::{again, translate, unavailable},
    tx::{Home, Hook, Tx},
};

/// How a connection to the file is opened.
pub(crate) fn connect_options(path: &Path, options: &Options) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match options.synchronous {
            Synchronous::Full => SqliteSynchronous::Full,
            Synchronous::Off | Synchronous::Late => SqliteSynchronous::Off,
        })
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory")
        .pragma("mmap_size", "67108864")
        .pragma("cache_size", "-16000")
        .statement_cache_capacity(512)
}

/// Readers that cannot write.
pub(crate) async fn readers(path: &Path, options: &Options) -> Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(options.readers)
        .acquire_timeout(options.deadline)
        // A file does not go away as a server does; to ask before each snapshot would be one more way to the connection's thread.
        .test_before_acquire(false)
        .connect_with(connect_options(path, options).create_if_missing(false).pragma("query_only", "on"))
        .await
        .map_err(lite)
}

fn lite(error: sqlx::Error) -> Error {
    translate(error, Dialect::Sqlite)
}

/// What the writer's task is asked to do.
pub(crate) enum Order {
    /// Run this work and answer after COMMIT.
    Work(Work),
    /// Run this work by itself and answer after a COMMIT that is not forced to the disk.
    Step(Work),
    /// Finish the batch.
    End(Ending),
}

/// Whom to tell that the batch was finished.
pub(crate) struct Ending {
    pub done: oneshot::Sender<()>,
    /// The connection is closed first, and the task ends.
    pub close: bool,
}

/// How long a late COMMIT waits for one more work.
const REST: Duration = Duration::from_millis(20);

/// The task that owns the write connection.
pub(crate) struct Writer {
    options: SqliteConnectOptions,
    batch: usize,
    /// Works are answered before COMMIT.
    late: bool,
    /// A COMMIT waits for the disk.
    forces: bool,
    log: Log,
    home: Home,
    orders: mpsc::Receiver<Order>,
}

/// A work that ran and waits for COMMIT.
struct Ran {
    hooks: Vec<Hook>,
    /// What the writes were refused for that it had left to the end.
    refused: Option<Error>,
    answer: Box<dyn FnOnce(Result<()>) + Send>,
}

impl Writer {
    /// Opens the write connection and starts the task.
    pub(crate) async fn start(path: &Path, options: &Options) -> Result<mpsc::Sender<Order>> {
        let log = Log::carried(connect_options(path, options));
        let connect = connect_options(path, options).pragma("wal_autocheckpoint", "0");
        let connection = connect.connect().await.map_err(lite)?;
        let (sender, orders) = mpsc::channel(options.queue);
        let home = Arc::new(Mutex::new(Some(connection)));
        let (late, forces) = (options.synchronous == Synchronous::Late, options.synchronous == Synchronous::Full);
        let writer = Self { options: connect, batch: options.batch.max(1), late, forces, log, home, orders };
        tokio::spawn(writer.run());
        Ok(sender)
    }

    async fn run(mut self) {
        let mut next = None;
        loop {
            let order = match next.take() {
                Some(order) => Some(order),
                None => self.orders.recv().await,
            };
            match order {
                Some(Order::Work(work)) => next = self.run_batch(work, self.batch).await,
                Some(Order::Step(work)) => next = self.run_step(work).await,
                Some(Order::End(Ending { done, close: false })) => drop(done.send(())),
                Some(Order::End(Ending { done, close: true })) => {
                    self.close().await;
                    let _ = done.send(());
                    return;
                }
                None => return self.close().await,
            }
        }
    }

    async fn close(&mut self) {
        if let Some(connection) = self.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the write connection did not close cleanly");
        }
    }

    fn take(&self) -> Option<SqliteConnection> {
        self.home.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The connection, opened anew when the last one was lost.
    async fn connection(&self) -> Result<SqliteConnection> {
        match self.take() {
            Some(connection) => Ok(connection),
            None => self.options.connect().await.map_err(lite),
        }
    }

    /// Runs a work whose COMMIT need not reach the disk by itself.
    async fn run_step(&mut self, work: Work) -> Option<Order> {
        if !self.forces {
            return self.run_batch(work, 1).await;
        }
        // What cannot be set is only slower; a connection that was lost comes back forcing.
        let _ = self.statement("PRAGMA synchronous = NORMAL").await;
        let next = self.run_batch(work, 1).await;
        if self.statement("PRAGMA synchronous = FULL").await.is_err() {
            self.reset().await;
        }
        next
    }

    /// Runs works until nobody waits or there are so many, commits, and answers all of them.
    /// Returns the order that ended the batch and is still to be followed, if one did.
    #[allow(clippy::disallowed_methods, reason = "how long was written")]
    async fn run_batch(&mut self, first: Work, most: usize) -> Option<Order> {
        let begun = Instant::now();
        let (mut ran, mut count, mut after) = (Vec::new(), 0, None);
        let mut next = Some(first);
        let mut outcome = self.statement("BEGIN IMMEDIATE; SAVEPOINT action").await;
        while let Some(work) = next.take() {
            if let Err(error) = &outcome {
                refuse(work, error).await;
                continue;
            }
            count += 1;
            let more = count < most && (self.late || !self.orders.is_empty());
            // COMMIT releases the savepoint of the last one.
            let keep = self.run_one(work, if more { "RELEASE action; SAVEPOINT action" } else { "" }, &mut ran).await;
            outcome = match keep {
                Ok(true) => Ok(()),
                Ok(false) => self.statement("ROLLBACK TO action").await,
                Err(error) => Err(error),
            };
            if self.late && outcome.is_ok() {
                answer(&mut ran, &outcome);
            }
            if more && outcome.is_ok() {
                match self.order().await {
                    Some(Order::Work(work)) => next = Some(work),
                    other => after = other,
                }
            }
        }
        if outcome.is_ok() {
            outcome = self.statement("COMMIT").await;
        }
        if let Err(error) = &outcome {
            tracing::error!(%error, count, "a batch of actions was lost");
            // Nothing of the batch is known to stand: start from a connection without any doubt about its state.
            self.reset().await;
        }
        answer(&mut ran, &outcome);
        self.log.wrote(begun.elapsed());
        if self.log.is_long() {
            self.carry().await;
        }
        after
    }

    /// Carries the rest of a log that has grown long; nearly all of it was carried beside.
    async fn carry(&self) {
        let Ok(mut connection) = self.connection().await else { return };
        if let Err(error) = checkpoint::carry(&mut connection).await {
            tracing::warn!(%error, "the rest of the log was not carried into the file");
        }
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
    }

    /// What is asked next, if it comes before the batch is to end.
    async fn order(&mut self) -> Option<Order> {
        if self.late {
            tokio::time::timeout(REST, self.orders.recv()).await.ok().flatten()
        } else {
            self.orders.try_recv().ok()
        }
    }

    /// Runs one work in its savepoint, and this statement behind what it left to be written; whether its changes are wanted. An
    /// error here means that the whole batch is lost.
    async fn run_one(&mut self, work: Work, behind: &'static str, ran: &mut Vec<Ran>) -> Result<bool> {
        let Some(connection) = self.take() else {
            refuse(work, &unavailable("the write connection is gone")).await;
            return Err(unavailable("the write connection is gone"));
        };
        let finished = work(Ok(Tx::writer(connection, self.home.clone()))).await;
        let (mut keep, mut hooks, mut refused) = (false, Vec::new(), None);
        if let Some(mut tx) = finished.tx.filter(|tx| finished.keep && !tx.has_failed()) {
            match tx.end(behind).await {
                Ok(()) => (keep, hooks) = (true, tx.take_hooks()),
                Err(error) => refused = Some(error),
            }
        }
        ran.push(Ran { hooks, refused, answer: finished.answer });
        Ok(keep)
    }

    /// One of the writer's own statements. When SQLite has ended the transaction by itself the savepoint is unknown and this fails.
    async fn statement(&self, text: &'static str) -> Result<()> {
        let mut connection = self.connection().await?;
        let answer = sqlx::query::<Sqlite>(text).execute(&mut connection).await;
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
        answer.map(|_| ()).map_err(lite)
    }

    async fn reset(&mut self) {
        if let Some(mut connection) = self.take() {
            let _ = sqlx::query::<Sqlite>("ROLLBACK").execute(&mut connection).await;
            let _ = connection.close().await;
        }
    }
}

/// Answers works that ran, and does what was to be done when they stand.
fn answer(ran: &mut Vec<Ran>, outcome: &Result<()>) {
    for Ran { hooks, refused, answer } in ran.drain(..) {
        if outcome.is_ok() {
            run_hooks(hooks);
        }
        answer(refused.map_or_else(|| outcome.as_ref().copied().map_err(again), Err));
    }
}

/// Answers a work that could not be started.
async fn refuse(work: Work, error: &Error) {
    let finished = work(Err(again(error))).await;
    (finished.answer)(Err(again(error)));
}

/// Runs what was to be done after COMMIT; a panic there is that hook's own.
pub(crate) fn run_hooks(hooks: Vec<Hook>) {
    for hook in hooks {
        if std::panic::catch_unwind(AssertUnwindSafe(hook)).is_err() {
            tracing::error!("something to be done after commit panicked");
        }
    }
}

/// Runs a future for at most `deadline`; a panic is an error of its own.
pub(crate) async fn guarded<T>(deadline: Duration, work: BoxFuture<'static, T>) -> Result<T> {
    match tokio::time::timeout(deadline, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(panic)) => {
            let said = panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_default();
            Err(Error::Internal(format!("an action panicked: {said}")))
        }
        Err(_) => Err(unavailable("an action took longer than its deadline")),
    }
}
