//! SQLite: connections for reading, shared.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use kernel::{Result, cell::Record};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::{OwnedSemaphorePermit, Semaphore},
};

use crate::{
    args::Arg,
    db::{Options, Synchronous},
    error::unavailable,
    lite::{Failure, Lite, Use},
};

/// The connections; cheap to clone.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Connections>);

struct Connections {
    path: PathBuf,
    synchronous: Synchronous,
    idle: Mutex<Vec<Lite>>,
    /// How often the connections were renewed.
    renewed: AtomicU64,
    places: Arc<Semaphore>,
    most: u32,
    patience: Duration,
}

/// A connection with a snapshot open; dropped, it lets the snapshot go.
pub(crate) struct Reader {
    connection: Option<Lite>,
    readers: Readers,
    /// How often the connections had been renewed when this one began.
    renewed: u64,
    /// How long a statement may take.
    bound: Option<Duration>,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    /// At most as many connections as the options say, made when they are needed.
    pub(crate) fn new(path: PathBuf, options: &Options) -> Self {
        let (most, patience) = (options.readers.max(1), options.deadline);
        let places = Arc::new(Semaphore::new(most as usize));
        let synchronous = options.synchronous;
        Self(Arc::new(Connections {
            path,
            synchronous,
            idle: Mutex::default(),
            renewed: AtomicU64::new(0),
            places,
            most,
            patience,
        }))
    }

    /// Opens a snapshot; it stands from the first statement on. Each of its statements may take as long as one waits for a
    /// connection, or, when it is not bounded, as long as it needs.
    ///
    /// # Errors
    /// [`kernel::Error::Unavailable`] when no connection gets free in time or the store is closed.
    pub(crate) async fn begin(&self, bounded: bool) -> Result<Reader> {
        let waited = tokio::time::timeout(self.0.patience, self.0.places.clone().acquire_owned()).await;
        let place = waited.map_err(|_| unavailable("no connection got free in time"))?;
        let place = place.map_err(|_| unavailable("the store is closed"))?;
        let renewed = self.0.renewed.load(Ordering::Relaxed);
        let rested = self.idle().pop();
        let mut connection = match rested {
            Some(connection) => connection,
            None => Lite::open(&self.0.path, Use::Read, self.0.synchronous)?,
        };
        connection.execute("BEGIN", &[])?;
        let bound = bounded.then_some(self.0.patience);
        Ok(Reader { connection: Some(connection), readers: self.clone(), renewed, bound, _place: place })
    }

    /// Lets no connection serve again that was made before: each reads what SQLite counted once, when it is opened.
    pub(crate) fn renew(&self) {
        self.0.renewed.fetch_add(1, Ordering::Relaxed);
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Lite>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the snapshots under way and closes every connection.
    pub(crate) async fn close(&self) {
        let all = self.0.places.acquire_many(self.0.most).await;
        self.0.places.close();
        drop(all);
        self.idle().clear();
    }
}

impl Reader {
    fn connection(&mut self) -> &mut Lite {
        self.connection.as_mut().expect("only the end of a reader takes its connection")
    }

    /// The first `most` rows. What is answered within a moment is answered here; what takes longer leaves this thread's other
    /// tasks to another thread and begins anew, which a snapshot allows.
    pub(crate) fn fetch<R: Record>(&mut self, text: &str, args: &[Arg], most: usize) -> Result<Vec<R>, Failure> {
        if !Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread) {
            return self.patiently(text, args, most);
        }
        match self.connection().fetch_brief(text, args, most) {
            Some(answer) => answer,
            None => tokio::task::block_in_place(|| self.patiently(text, args, most)),
        }
    }

    fn patiently<R: Record>(&mut self, text: &str, args: &[Arg], most: usize) -> Result<Vec<R>, Failure> {
        let bound = self.bound;
        let connection = self.connection();
        connection.end_within(bound);
        let answer = connection.fetch(text, args, most);
        connection.end_within(None);
        answer
    }

    /// Runs a statement that changes nothing, or is refused.
    pub(crate) fn execute(&mut self, text: &str, args: &[Arg]) -> Result<u64> {
        self.connection().execute(text, args)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let connections = &self.readers.0;
        let is_wanted = !connections.places.is_closed() && connections.renewed.load(Ordering::Relaxed) == self.renewed;
        // One that does not let go of its snapshot is closed instead.
        if is_wanted && connection.execute("ROLLBACK", &[]).is_ok() {
            self.readers.idle().push(connection);
        }
    }
}
