//! SQLite: one writer on a thread of its own, with group commit. A work waits for nothing but its statements, and those run where
//! it runs.

use std::{
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use futures::{FutureExt, future::BoxFuture};
use kernel::{Error, Result};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
};

use crate::{
    checkpoint::{self, Log},
    db::{Options, Synchronous, Work},
    error::{again, unavailable},
    lite::{Lite, Use},
    tx::{Home, Hook, Tx},
};

/// What the writer is asked to do.
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
    /// The connection is closed first, and the writer ends.
    pub close: bool,
}

/// How long a late COMMIT waits for one more work.
const REST: Duration = Duration::from_millis(20);

/// The thread that owns the write connection.
pub(crate) struct Writer {
    path: PathBuf,
    synchronous: Synchronous,
    batch: usize,
    log: Log,
    home: Home,
    orders: mpsc::Receiver<Order>,
}

/// A work that ran and waits for COMMIT.
struct Ran {
    hooks: Vec<Hook>,
    answer: Box<dyn FnOnce(Result<()>) + Send>,
}

impl Writer {
    /// Opens the write connection and starts the thread that runs works one after the other.
    pub(crate) fn start(path: &Path, options: &Options) -> Result<mpsc::Sender<Order>> {
        let synchronous = options.synchronous;
        let log = Log::carried(path.to_owned(), synchronous)?;
        let (sender, orders) = mpsc::channel(options.queue);
        let (path, home) = (path.to_owned(), Arc::new(Mutex::new(None)));
        let writer = Self { path, synchronous, batch: options.batch.max(1), log, home, orders };
        writer.put(writer.connection()?);
        let runtime = Handle::current();
        thread("writer", move || runtime.block_on(writer.run()))?;
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
                    drop(self.take());
                    let _ = done.send(());
                    return;
                }
                None => return drop(self.take()),
            }
        }
    }

    fn take(&self) -> Option<Lite> {
        self.home.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, connection: Lite) {
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
    }

    /// The connection, opened anew when the last one was lost.
    fn connection(&self) -> Result<Lite> {
        if let Some(connection) = self.take() {
            return Ok(connection);
        }
        let mut connection = Lite::open(&self.path, Use::Write, self.synchronous)?;
        connection.script("PRAGMA wal_autocheckpoint = 0")?;
        Ok(connection)
    }

    /// Runs a work whose COMMIT need not reach the disk by itself.
    async fn run_step(&mut self, work: Work) -> Option<Order> {
        if self.synchronous != Synchronous::Full {
            return self.run_batch(work, 1).await;
        }
        // What cannot be set is only slower; a connection that was lost comes back forcing.
        let _ = self.statement("PRAGMA synchronous = NORMAL");
        let next = self.run_batch(work, 1).await;
        if self.statement("PRAGMA synchronous = FULL").is_err() {
            self.reset();
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
        let mut outcome = self.statement("BEGIN IMMEDIATE").and_then(|()| self.statement("SAVEPOINT action"));
        while let Some(work) = next.take() {
            if let Err(error) = &outcome {
                refuse(work, error).await;
                continue;
            }
            count += 1;
            let (more, kept) = self.run_one(work, count < most, &mut ran).await;
            outcome = match kept {
                // COMMIT releases the savepoint of the last one.
                Ok(true) if more => self.statement("RELEASE action").and_then(|()| self.statement("SAVEPOINT action")),
                Ok(true) => Ok(()),
                Ok(false) => self.statement("ROLLBACK TO action"),
                Err(error) => Err(error),
            };
            if self.is_late() && outcome.is_ok() {
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
            outcome = self.statement("COMMIT");
        }
        if let Err(error) = &outcome {
            tracing::error!(%error, count, "a batch of actions was lost");
            // Nothing of the batch is known to stand: start from a connection without any doubt about its state.
            self.reset();
        }
        answer(&mut ran, &outcome);
        self.log.wrote(begun.elapsed());
        if self.log.is_long() {
            self.carry();
        }
        after
    }

    /// Carries the rest of a log that has grown long; nearly all of it was carried beside.
    fn carry(&self) {
        let carried = self.connection().and_then(|mut connection| {
            let carried = checkpoint::carry(&mut connection);
            self.put(connection);
            carried
        });
        if let Err(error) = carried {
            tracing::warn!(%error, "the rest of the log was not carried into the file");
        }
    }

    /// What is asked next, if it comes before the batch is to end.
    async fn order(&mut self) -> Option<Order> {
        if self.is_late() {
            tokio::time::timeout(REST, self.orders.recv()).await.ok().flatten()
        } else {
            self.orders.try_recv().ok()
        }
    }

    /// Runs one work in its savepoint and writes what it left to the end; whether another may follow in this batch, and whether
    /// its changes are wanted. An error here means that the whole batch is lost.
    async fn run_one(&mut self, work: Work, room: bool, ran: &mut Vec<Ran>) -> (bool, Result<bool>) {
        let Some(connection) = self.take() else {
            refuse(work, &unavailable("the write connection is gone")).await;
            return (false, Err(unavailable("the write connection is gone")));
        };
        let finished = work(Ok(Tx::writer(connection, self.home.clone()))).await;
        // Asked only now: whoever came while it ran shares the COMMIT.
        let more = room && (self.is_late() || !self.orders.is_empty());
        let kept = finished.tx.filter(|tx| finished.keep && !tx.has_failed()).map(|mut tx| tx.take_hooks());
        let keep = kept.is_some();
        ran.push(Ran { hooks: kept.unwrap_or_default(), answer: finished.answer });
        (more, Ok(keep))
    }

    /// One of the writer's own statements. When SQLite has ended the transaction by itself the savepoint is unknown and this fails.
    fn statement(&self, text: &'static str) -> Result<()> {
        let mut connection = self.connection()?;
        let answer = connection.execute(text, &[]);
        self.put(connection);
        answer.map(|_| ())
    }

    fn reset(&self) {
        // Closing rolls back.
        drop(self.take());
    }

    fn is_late(&self) -> bool {
        self.synchronous == Synchronous::Late
    }
}

/// Starts a thread of the store.
pub(crate) fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> Result<()> {
    let started = std::thread::Builder::new().name(name.to_owned()).spawn(run);
    started.map(|_| ()).map_err(|error| unavailable(&error.to_string()))
}

/// Answers works that ran, and does what was to be done when they stand.
fn answer(ran: &mut Vec<Ran>, outcome: &Result<()>) {
    for Ran { hooks, answer } in ran.drain(..) {
        if outcome.is_ok() {
            run_hooks(hooks);
        }
        answer(outcome.as_ref().copied().map_err(again));
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
