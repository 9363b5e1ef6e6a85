//! SQLite: one writer task with group commit, and readers on their own connections.

use std::{
    panic::AssertUnwindSafe,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::{FutureExt, future::BoxFuture};
use kernel::{Error, Result};
use sqlx::{
    ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

use crate::{
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
            Synchronous::Off => SqliteSynchronous::Off,
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
    /// Finish the batch, close the connection and say so.
    Close(oneshot::Sender<()>),
}

/// The task that owns the write connection.
pub(crate) struct Writer {
    options: SqliteConnectOptions,
    batch: usize,
    home: Home,
    orders: mpsc::Receiver<Order>,
}

/// A work that ran and waits for COMMIT.
struct Ran {
    hooks: Vec<Hook>,
    answer: Box<dyn FnOnce(Result<()>) + Send>,
}

impl Writer {
    /// Opens the write connection and starts the task.
    pub(crate) async fn start(path: &Path, options: &Options) -> Result<mpsc::Sender<Order>> {
        let connect = connect_options(path, options);
        let connection = connect.connect().await.map_err(lite)?;
        let (sender, orders) = mpsc::channel(options.queue);
        let home = Arc::new(Mutex::new(Some(connection)));
        let writer = Self { options: connect, batch: options.batch.max(1), home, orders };
        tokio::spawn(writer.run());
        Ok(sender)
    }

    async fn run(mut self) {
        while let Some(order) = self.orders.recv().await {
            let work = match order {
                Order::Work(work) => work,
                Order::Close(done) => {
                    self.close().await;
                    let _ = done.send(());
                    return;
                }
            };
            if let Some(done) = self.run_batch(work).await {
                self.close().await;
                let _ = done.send(());
                return;
            }
        }
        self.close().await;
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

    /// Runs works until nobody waits or the batch is full, commits, and answers all of them.
    /// Returns whom to tell when the store is to close.
    async fn run_batch(&mut self, first: Work) -> Option<oneshot::Sender<()>> {
        let (mut ran, mut closing) = (Vec::new(), None);
        let mut next = Some(first);
        let mut outcome = self.statement("BEGIN IMMEDIATE; SAVEPOINT action").await;
        while let Some(work) = next.take() {
            let keep = match &outcome {
                Err(error) => {
                    refuse(work, error).await;
                    continue;
                }
                Ok(()) => self.run_one(work, &mut ran).await,
            };
            let more = ran.len() < self.batch && !self.orders.is_empty();
            outcome = match keep {
                Ok(true) if more => self.statement("RELEASE action; SAVEPOINT action").await,
                // COMMIT releases the savepoint of the last one.
                Ok(true) => Ok(()),
                Ok(false) => self.statement("ROLLBACK TO action").await,
                Err(error) => Err(error),
            };
            if more && outcome.is_ok() {
                match self.orders.try_recv() {
                    Ok(Order::Work(work)) => next = Some(work),
                    Ok(Order::Close(done)) => closing = Some(done),
                    Err(_) => {}
                }
            }
        }
        if outcome.is_ok() {
            outcome = self.statement("COMMIT").await;
        }
        if outcome.is_err() {
            // Nothing of the batch is known to stand: start from a connection without any doubt about its state.
            self.reset().await;
        }
        for Ran { hooks, answer } in ran {
            if outcome.is_ok() {
                run_hooks(hooks);
            }
            answer(outcome.as_ref().copied().map_err(again));
        }
        closing
    }

    /// Runs one work in its savepoint; whether its changes are wanted. An error here means that the whole batch is lost.
    async fn run_one(&mut self, work: Work, ran: &mut Vec<Ran>) -> Result<bool> {
        let Some(connection) = self.take() else {
            refuse(work, &unavailable("the write connection is gone")).await;
            return Err(unavailable("the write connection is gone"));
        };
        let finished = work(Ok(Tx::writer(connection, self.home.clone()))).await;
        let (keep, hooks) = match finished.tx {
            Some(mut tx) => (finished.keep && !tx.has_failed(), tx.take_hooks()),
            None => (false, Vec::new()),
        };
        ran.push(Ran { hooks: if keep { hooks } else { Vec::new() }, answer: finished.answer });
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
