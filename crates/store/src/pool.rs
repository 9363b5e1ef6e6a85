//! Connections to PostgreSQL, shared. An action takes as few ways to the server as it can: a connection that ended its
//! transaction in order goes back without a question, and is asked whether it lives only after a rest.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use kernel::Result;
use sqlx::{AssertSqlSafe, Connection, PgConnection, postgres::PgConnectOptions};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{of_postgres, unavailable};

/// A connection that served so shortly ago is taken to be well.
const FRESH: Duration = Duration::from_secs(1);

/// The connections; cheap to clone.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Connections>);

struct Connections {
    connect: PgConnectOptions,
    idle: Mutex<Vec<(PgConnection, Instant)>>,
    places: Arc<Semaphore>,
    most: u32,
    patience: Duration,
}

/// A connection with an open transaction. Dropped before its end, the transaction is rolled back beside.
pub(crate) struct Lease {
    connection: Option<PgConnection>,
    pool: Pool,
    /// None once it was handed on to whoever rolls back.
    place: Option<OwnedSemaphorePermit>,
}

impl Pool {
    /// At most so many connections, made when they are needed; one waits for a free one no longer than `patience`.
    pub(crate) fn new(connect: PgConnectOptions, most: u32, patience: Duration) -> Self {
        let places = Arc::new(Semaphore::new(most as usize));
        Self(Arc::new(Connections { connect, idle: Mutex::default(), places, most, patience }))
    }

    /// Begins a transaction with these statements.
    ///
    /// # Errors
    /// [`kernel::Error::Unavailable`] when no connection gets free in time, the server cannot be reached or the pool is closed.
    pub(crate) async fn begin(&self, statements: String) -> Result<Lease> {
        let waited = tokio::time::timeout(self.0.patience, self.0.places.clone().acquire_owned()).await;
        let place = waited.map_err(|_| unavailable("no connection got free in time"))?;
        let place = place.map_err(|_| unavailable("the store is closed"))?;
        let connection = match self.rested() {
            Some((connection, since)) => living(connection, since).await,
            None => None,
        };
        let connection = match connection {
            Some(connection) => connection,
            None => PgConnection::connect_with(&self.0.connect).await.map_err(of_postgres)?,
        };
        let mut lease = Lease { connection: Some(connection), pool: self.clone(), place: Some(place) };
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *lease).await.map_err(of_postgres)?;
        Ok(lease)
    }

    /// Waits for what is under way and closes every connection.
    pub(crate) async fn close(&self) {
        let all = self.0.places.acquire_many(self.0.most).await;
        self.0.places.close();
        drop(all);
        while let Some((connection, _)) = self.rested() {
            let _ = connection.close().await;
        }
    }

    fn rested(&self) -> Option<(PgConnection, Instant)> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    #[allow(clippy::disallowed_methods, reason = "how long a connection rested")]
    fn take_back(&self, connection: PgConnection) {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).push((connection, Instant::now()));
    }
}

/// The connection, when it answers or served a moment ago.
async fn living(mut connection: PgConnection, since: Instant) -> Option<PgConnection> {
    let lives = since.elapsed() < FRESH || connection.ping().await.is_ok();
    lives.then_some(connection)
}

impl Lease {
    /// Makes the transaction durable and gives the connection back.
    ///
    /// # Errors
    /// Those of the server; the transaction is rolled back then.
    pub(crate) async fn commit(mut self) -> sqlx::Result<()> {
        sqlx::raw_sql("COMMIT").execute(&mut *self).await?;
        if let Some(connection) = self.connection.take() {
            self.pool.take_back(connection);
        }
        Ok(())
    }
}

impl Deref for Lease {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.connection.as_ref().expect("only the end of a lease takes its connection")
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.connection.as_mut().expect("only the end of a lease takes its connection")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let (Some(mut connection), Ok(runtime)) = (self.connection.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        let (pool, place) = (self.pool.clone(), self.place.take());
        runtime.spawn(async move {
            // One that does not answer is not used again.
            if sqlx::raw_sql("ROLLBACK").execute(&mut connection).await.is_ok() {
                pool.take_back(connection);
            }
            drop(place);
        });
    }
}
