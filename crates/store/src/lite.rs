//! One connection to the file. SQLite lives in this process: a statement runs on the thread that asks, because a way to
//! another thread and back costs more than most statements do.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use kernel::{
    Error,
    cell::{Cell, Misfit, Record, Row},
};
use rusqlite::{Connection, OpenFlags, Statement, types::ValueRef};

use crate::{
    args::Arg,
    db::Synchronous,
    dialect::number_for_sqlite,
    error::{misfit, of_sqlite},
};

/// Statements kept parsed on each connection.
const PARSED: usize = 512;
/// After so many steps of SQLite's machine a statement is asked whether it may go on.
const STEPS: i32 = 2_000;
/// Kilobytes of pages kept in memory at most. Whoever writes very many rows comes to all of their indexes again and again.
const KEPT_TO_WRITE: u32 = 64_000;
const KEPT_TO_READ: u32 = 16_000;
/// Bytes of the file mapped into memory to read: there the pages kept are few. Whoever writes keeps most of what it comes to.
const MAPPED_TO_READ: u32 = 64 << 20;
/// So often it is asked before it is no longer brief: about a millisecond.
const BRIEF: u32 = 10;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// It makes the file when there is none.
    Write,
    /// It cannot write.
    Read,
    /// The file stays as it is in every way.
    Look,
}

/// How long the statement that runs may go on.
#[derive(Default)]
struct Leave {
    until: Mutex<Option<Instant>>,
    /// How often a brief one may still be asked; 0 for one that is not brief.
    brief: AtomicU32,
}

impl Leave {
    /// Whether the statement has to end.
    #[allow(clippy::disallowed_methods, reason = "a deadline of the machine's own time")]
    fn is_over(&self) -> bool {
        match self.brief.load(Ordering::Relaxed) {
            0 => {}
            1 => return true,
            left => self.brief.store(left - 1, Ordering::Relaxed),
        }
        self.until.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|until| Instant::now() > until)
    }
}

/// A connection.
pub(crate) struct Lite {
    connection: Connection,
    leave: Arc<Leave>,
}

impl Lite {
    /// Opens the file.
    pub(crate) fn open(path: &Path, purpose: Use, synchronous: Synchronous) -> Result<Self, Error> {
        Self::opened(path, purpose, synchronous).map_err(of_sqlite)
    }

    fn opened(path: &Path, purpose: Use, synchronous: Synchronous) -> rusqlite::Result<Self> {
        let flags = match purpose {
            Use::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Use::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Use::Look => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(PARSED);
        if purpose != Use::Look {
            let forced = if synchronous == Synchronous::Full { "FULL" } else { "OFF" };
            let (kept, mapped) =
                if purpose == Use::Write { (KEPT_TO_WRITE, 0) } else { (KEPT_TO_READ, MAPPED_TO_READ) };
            connection.execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = {forced}; PRAGMA foreign_keys = ON; \
                 PRAGMA temp_store = memory; PRAGMA mmap_size = {mapped}; PRAGMA cache_size = -{kept}"
            ))?;
        }
        if purpose == Use::Read {
            connection.execute_batch("PRAGMA query_only = ON")?;
        }
        let leave = Arc::new(Leave::default());
        let asked = leave.clone();
        connection.progress_handler(STEPS, Some(move || asked.is_over()))?;
        Ok(Self { connection, leave })
    }

    /// A statement that still runs after so long, from now, is interrupted.
    #[allow(clippy::disallowed_methods, reason = "a deadline of the machine's own time")]
    pub(crate) fn end_within(&mut self, bound: Option<Duration>) {
        let until = bound.map(|bound| Instant::now() + bound);
        *self.leave.until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// Runs a statement; how many rows it touched.
    pub(crate) fn execute(&mut self, text: &str, args: &[Arg]) -> Result<u64, Error> {
        self.executed(text, args).map_err(of_sqlite)
    }

    fn executed(&mut self, text: &str, args: &[Arg]) -> rusqlite::Result<u64> {
        let mut statement = self.connection.prepare_cached(&number_for_sqlite(text))?;
        bind(&mut statement, args)?;
        if statement.column_count() == 0 {
            return statement.raw_execute().map(|rows| rows as u64);
        }
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        drop(rows);
        drop(statement);
        Ok(self.connection.changes())
    }

    /// Runs several statements without arguments.
    pub(crate) fn script(&mut self, text: &str) -> Result<(), Error> {
        self.connection.execute_batch(text).map_err(of_sqlite)
    }

    /// The first `most` rows of a question.
    pub(crate) fn fetch<R: Record>(&mut self, text: &str, args: &[Arg], most: usize) -> Result<Vec<R>, Failure> {
        let mut fetched = Vec::new();
        let mut left = most;
        self.each(text, args, &mut |row| {
            fetched.push(R::read(row)?);
            left -= 1;
            Ok(left > 0)
        })?;
        Ok(fetched)
    }

    /// The same for a question that answers within a moment; `None` when it would take longer.
    pub(crate) fn fetch_brief<R: Record>(
        &mut self,
        text: &str,
        args: &[Arg],
        most: usize,
    ) -> Option<Result<Vec<R>, Failure>> {
        self.leave.brief.store(BRIEF, Ordering::Relaxed);
        let answer = self.fetch(text, args, most);
        let left = self.leave.brief.swap(0, Ordering::Relaxed);
        let was_cut = left == 1 && matches!(answer, Err(Failure::Statement(ref error)) if is_interrupt(error));
        (!was_cut).then_some(answer)
    }

    /// Hands over each row until no more is wanted.
    fn each(
        &mut self,
        text: &str,
        args: &[Arg],
        one: &mut dyn FnMut(&dyn Row) -> Result<bool, Misfit>,
    ) -> Result<(), Failure> {
        let mut statement = self.connection.prepare_cached(&number_for_sqlite(text))?;
        bind(&mut statement, args)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if !one(&Read(row)).map_err(Failure::Misfit)? {
                break;
            }
        }
        Ok(())
    }
}

/// Why a question was not answered.
pub(crate) enum Failure {
    /// The statement failed.
    Statement(rusqlite::Error),
    /// It did not, but a value does not fit the Rust type.
    Misfit(Misfit),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Statement(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Statement(error) => of_sqlite(error),
            Failure::Misfit(found) => misfit(&found),
        }
    }
}

fn is_interrupt(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted)
}

fn bind(statement: &mut Statement<'_>, args: &[Arg]) -> rusqlite::Result<()> {
    for (nth, arg) in args.iter().enumerate() {
        let place = nth + 1;
        match arg {
            Arg::I64(value) => statement.raw_bind_parameter(place, value),
            Arg::Text(value) => statement.raw_bind_parameter(place, value),
            Arg::Uuid(value) => statement.raw_bind_parameter(place, value.as_ref().map(|id| id.as_bytes().as_slice())),
            Arg::Bool(value) => statement.raw_bind_parameter(place, value),
            Arg::Bytes(value) => statement.raw_bind_parameter(place, value),
        }?;
    }
    Ok(())
}

/// A row where SQLite stands.
struct Read<'a>(&'a rusqlite::Row<'a>);

impl Row for Read<'_> {
    fn len(&self) -> usize {
        self.0.as_ref().column_count()
    }

    fn position(&self, name: &str, near: usize) -> Option<usize> {
        let statement = self.0.as_ref();
        let is_at = |at: &usize| statement.column_name(*at).is_ok_and(|column| column == name);
        Some(near).filter(is_at).or_else(|| (0..statement.column_count()).find(is_at))
    }

    fn cell(&self, at: usize) -> Result<Cell<'_>, Misfit> {
        let said = |error: &dyn std::fmt::Display| Misfit::new(format!("column {at}: {error}"));
        Ok(match self.0.get_ref(at).map_err(|error| said(&error))? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::I64(number),
            ValueRef::Text(text) => Cell::Text(std::str::from_utf8(text).map_err(|error| said(&error))?),
            ValueRef::Blob(bytes) => Cell::Bytes(bytes),
            ValueRef::Real(_) => return Err(said(&"a floating number is never stored")),
        })
    }
}
