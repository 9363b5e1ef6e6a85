//! The database behind everything: opened from an address, asked through transactions.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use futures::future::BoxFuture;
use kernel::{Clock, Error, Result, Scope};
use tokio::sync::{mpsc, oneshot};

use crate::{
    dialect::Dialect,
    error::unavailable,
    migrate::{self, Migrations},
    pool::Pool,
    postgres,
    readers::Readers,
    sqlite::{Ending, Order, Writer, guarded},
    tx::Tx,
};

/// How durable a COMMIT of SQLite is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Synchronous {
    /// It survives the loss of power.
    Full,
    /// It survives the end of the process only; for tests and the simulator.
    Off,
    /// An action is answered before its COMMIT, which comes with the next reader, a full batch or a moment of rest: nobody reads
    /// less than was answered, but the end of the process may cost that moment. For a history that is being made.
    Late,
}

/// How to open a database. The default is right for production.
#[derive(Debug, Clone)]
pub struct Options {
    /// SQLite: how durable a COMMIT is.
    pub synchronous: Synchronous,
    /// SQLite: the most actions of one COMMIT.
    pub batch: usize,
    /// SQLite: how many actions may wait for the writer before callers wait themselves.
    pub queue: usize,
    /// SQLite: connections for reading.
    pub readers: u32,
    /// PostgreSQL: connections for everything.
    pub connections: u32,
    /// PostgreSQL: how often a work is tried that other transactions get in the way of.
    pub attempts: u32,
    /// How long a work may take before it is rolled back, and how long one waits for a connection.
    pub deadline: Duration,
    /// Where the store takes the time from that it notes itself (migrations).
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            synchronous: Synchronous::Full,
            batch: 256,
            queue: 4_096,
            readers: 8,
            connections: 16,
            attempts: 8,
            deadline: Duration::from_secs(10),
            clock: Clock::System,
        }
    }
}

/// A work on its way to the writer: given a transaction, or the reason why there is none.
pub(crate) type Work = Box<dyn FnOnce(Result<Tx>) -> BoxFuture<'static, Finished> + Send>;

/// A work that has run but is not durable yet.
pub(crate) struct Finished {
    /// The transaction, unless it was lost.
    pub tx: Option<Tx>,
    /// Whether its changes are wanted.
    pub keep: bool,
    /// Tells the caller, once it is known whether the batch stands.
    pub answer: Box<dyn FnOnce(Result<()>) + Send>,
}

/// A database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    behind: Behind,
    options: Arc<Options>,
    as_owner: bool,
    unforced: bool,
}

#[derive(Clone)]
enum Behind {
    Sqlite { path: Arc<PathBuf>, writer: mpsc::Sender<Order>, readers: Readers },
    Postgres(Pool),
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({:?})", self.dialect())
    }
}

impl Db {
    /// Opens `sqlite:/path/steward.db` (made when missing) or `postgres://user@host/name`.
    pub async fn open(url: &str, options: Options) -> Result<Self> {
        let behind = if let Some(path) = Self::path_of(url) {
            if path.as_os_str().is_empty() || path.to_string_lossy().contains(":memory:") {
                return Err(Error::Internal("a database in memory has no readers: name a file".into()));
            }
            let writer = Writer::start(&path, &options)?;
            let readers = Readers::new(path.clone(), &options);
            Behind::Sqlite { path: Arc::new(path), writer, readers }
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Behind::Postgres(postgres::open(url, &options).await?)
        } else {
            return Err(Error::Internal("the database address starts with sqlite: or postgres://".into()));
        };
        Ok(Self { behind, options: Arc::new(options), as_owner: false, unforced: false })
    }

    /// The file an address names; `None` when it names a server.
    pub(crate) fn path_of(url: &str) -> Option<PathBuf> {
        let path = url.strip_prefix("sqlite:")?;
        Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
    }

    /// The file behind; `None` on PostgreSQL.
    pub(crate) fn sqlite_path(&self) -> Option<&Path> {
        match &self.behind {
            Behind::Sqlite { path, .. } => Some(path),
            Behind::Postgres(_) => None,
        }
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// The owner's view with an hour's deadline: migrations, restoring.
    pub(crate) fn patient(&self) -> Self {
        let options = Options { deadline: Duration::from_secs(3_600), ..(*self.options).clone() };
        Self { options: Arc::new(options), ..self.as_owner() }
    }

    /// Which database is behind.
    pub fn dialect(&self) -> Dialect {
        match self.behind {
            Behind::Sqlite { .. } => Dialect::Sqlite,
            Behind::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The same database for migrations, jobs over all units and verify: on PostgreSQL row-level security lets the
    /// owner see every row. The scope in the SQL still holds.
    #[must_use]
    pub fn as_owner(&self) -> Self {
        Self { as_owner: true, ..self.clone() }
    }

    /// The same database for steps of a long work that would be done again from the last one that is durable: SQLite does not
    /// force their COMMIT to the disk. Everything before a COMMIT that is forced is durable with it, in its order.
    #[must_use]
    pub fn unforced(&self) -> Self {
        Self { unforced: true, ..self.clone() }
    }

    /// Applies what is missing of these migrations, the store's own first. An applied file that has changed is an error.
    pub async fn migrate(&self, sets: &[Migrations]) -> Result<()> {
        let own = [migrate::OWN];
        let all: Vec<Migrations> = own.iter().chain(sets).copied().collect();
        let now = self.options.clock.now();
        let all: Arc<[Migrations]> = all.into();
        self.patient()
            .transact(&Scope::default(), move |tx| {
                let all = all.clone();
                Box::pin(async move { migrate::apply(tx, &all, now).await })
            })
            .await
    }

    /// Runs a work in a transaction and answers once it is durable, or rolled back. The work is handed the transaction
    /// and hands it back. A caller that goes away cancels nothing. PostgreSQL may run it more than once. A work must not
    /// wait for another write: on SQLite that one waits for this.
    ///
    /// # Errors
    /// What the work answers; [`Error::Unavailable`] when it takes longer than the deadline or the store is unwell;
    /// [`Error::Internal`] when it panics.
    pub async fn write<T, F, Fut>(&self, scope: &Scope, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(Tx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = (Tx, Result<T>)> + Send + 'static,
    {
        let deadline = self.options.deadline;
        match &self.behind {
            Behind::Sqlite { writer, .. } => {
                let (sender, receiver) = oneshot::channel();
                let work = carry(work, deadline, sender);
                let order = if self.unforced { Order::Step(work) } else { Order::Work(work) };
                let queued = writer.send(order).await;
                queued.map_err(|_| unavailable("the store is closed"))?;
                receiver.await.map_err(|_| unavailable("the store closed before it answered"))?
            }
            Behind::Postgres(pool) => {
                let session = postgres::Session::of(scope, self.as_owner);
                let (pool, attempts) = (pool.clone(), self.options.attempts);
                let running = tokio::spawn(postgres::write(pool, session, attempts, deadline, work));
                running.await.map_err(|e| Error::Internal(format!("an action was lost: {e}")))?
            }
        }
    }

    /// [`Db::write`] for a work that borrows the transaction: `|tx| Box::pin(async move { … })`.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn transact<T, F>(&self, scope: &Scope, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> Fn(&'a mut Tx) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static,
    {
        let work = Arc::new(work);
        let run = move |mut tx: Tx| {
            let work = work.clone();
            async move {
                let done = work(&mut tx).await;
                (tx, done)
            }
        };
        self.write(scope, run).await
    }

    /// Lets SQLite count, where much has changed since it last did, how many rows stand where: by that it finds the short way to an
    /// answer. PostgreSQL counts by itself.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn take_stock(&self) -> Result<()> {
        let Behind::Sqlite { readers, .. } = &self.behind else { return Ok(()) };
        let counted = |mut tx: Tx| async move {
            let done = count(&mut tx).await;
            (tx, done)
        };
        self.patient().write(&Scope::default(), counted).await?;
        readers.renew();
        Ok(())
    }

    /// A snapshot to read from, on its own connection; it cannot write. Dropping it lets it go.
    pub async fn read(&self, scope: &Scope) -> Result<Tx> {
        match &self.behind {
            Behind::Sqlite { readers, writer, .. } => {
                if self.options.synchronous == Synchronous::Late {
                    end_batch(writer, false).await?;
                }
                readers.begin(!self.as_owner).await.map(Tx::reader)
            }
            Behind::Postgres(pool) => postgres::read(pool, &postgres::Session::of(scope, self.as_owner)).await,
        }
    }

    /// Finishes what is under way and closes every connection; later calls are answered with `Unavailable`.
    pub async fn close(&self) {
        match &self.behind {
            Behind::Sqlite { writer, readers, .. } => {
                readers.close().await;
                // One that is closed already has nothing to finish.
                let _ = end_batch(writer, true).await;
            }
            Behind::Postgres(pool) => pool.close().await,
        }
    }
}

/// Has the writer finish its batch, and then close if asked to.
async fn end_batch(writer: &mpsc::Sender<Order>, close: bool) -> Result<()> {
    let (done, finished) = oneshot::channel();
    let asked = writer.send(Order::End(Ending { done, close })).await;
    asked.map_err(|_| unavailable("the store is closed"))?;
    finished.await.map_err(|_| unavailable("the store closed before it answered"))
}

/// Packs a work with the way its answer goes, so that the writer need not know its type.
fn carry<T, F, Fut>(work: F, deadline: Duration, sender: oneshot::Sender<Result<T>>) -> Work
where
    T: Send + 'static,
    F: Fn(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = (Tx, Result<T>)> + Send + 'static,
{
    Box::new(move |tx| {
        Box::pin(async move {
            let (tx, result) = match tx {
                Ok(mut tx) => {
                    tx.end_within(deadline);
                    match guarded(deadline, Box::pin(async move { work(tx).await })).await {
                        Ok((tx, result)) => (Some(tx), result),
                        Err(error) => (None, Err(error)),
                    }
                }
                Err(error) => (None, Err(error)),
            };
            let result = match (&tx, result) {
                (Some(tx), Ok(_)) if tx.has_failed() => Err(ignored()),
                (_, result) => result,
            };
            let keep = result.is_ok();
            let answer = Box::new(move |batch: Result<()>| {
                let _ = sender.send(result.and_then(|value| batch.map(|()| value)));
            });
            Finished { tx, keep, answer }
        })
    })
}

/// The work said all is well although a statement had failed.
pub(crate) fn ignored() -> Error {
    Error::Internal("a statement failed and the action went on; nothing was kept".into())
}

/// Counts the rows of SQLite's tables.
async fn count(tx: &mut Tx) -> Result<()> {
    tx.execute(Dialect::TAKE_STOCK, Vec::new()).await?;
    if tx.fetch_value::<i64>(Dialect::HAS_STOCK, Vec::new()).await? == 1 {
        tx.execute(Dialect::FORGET_SMALL, Vec::new()).await?;
        tx.execute(Dialect::READ_STOCK, Vec::new()).await?;
    }
    Ok(())
}
