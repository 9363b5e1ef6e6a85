//! An open transaction and everything that can be asked of it.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use kernel::{
    Error, OrgId, Result,
    cell::{Misfit, Record, Stored},
};
use sqlx::{AssertSqlSafe, Row, postgres::PgRow};
use uuid::Uuid;

use crate::{
    args::{Arg, Args, Sql, for_postgres},
    dialect::Dialect,
    error::{misfit, of_postgres, of_sqlite, unavailable},
    held::{Held, Together, Write},
    insert::Bulk,
    lite::{Failure, Lite},
    pool::Lease,
    readers::Reader,
    rows::Read,
};

/// Something to do once the transaction is durable.
pub(crate) type Hook = Box<dyn FnOnce() + Send>;

/// Where the writer finds its connection again, even when the work panicked or was cut off.
pub(crate) type Home = Arc<Mutex<Option<Lite>>>;

/// A point to which a transaction can be taken back.
#[derive(Debug)]
pub struct Mark {
    hooks: usize,
}

enum Link {
    Writer(Lite, Home),
    Reader(Reader),
    Postgres(Lease),
    Gone,
}

/// An open transaction. A work owns it and hands it back; one that is dropped is rolled back.
///
/// After a statement has failed no other is accepted and nothing is kept, on either database.
pub struct Tx {
    link: Link,
    /// A snapshot: what others lock for a change is only looked at here.
    read_only: bool,
    failed: bool,
    retryable: bool,
    hooks: Vec<Hook>,
    /// New rows that are only gathered here, to be written by somebody else.
    pub(crate) gathered: Option<Vec<Bulk>>,
    held: Held,
}

const FAILED: &str = "a statement of this transaction has failed already";

impl Tx {
    pub(crate) fn writer(connection: Lite, home: Home) -> Self {
        Self::over(Link::Writer(connection, home), false)
    }

    pub(crate) fn reader(transaction: Reader) -> Self {
        Self::over(Link::Reader(transaction), true)
    }

    pub(crate) fn postgres(transaction: Lease, read_only: bool) -> Self {
        Self::over(Link::Postgres(transaction), read_only)
    }

    fn over(link: Link, read_only: bool) -> Self {
        Self {
            link,
            read_only,
            failed: false,
            retryable: false,
            hooks: Vec::new(),
            gathered: None,
            held: Held::default(),
        }
    }

    /// The same snapshot, gathering new rows instead of writing them: what a work would insert is made ready while the
    /// writer does something else. Anything but bulk insertion is refused, as in every snapshot.
    #[must_use]
    pub fn gathering(mut self) -> Self {
        self.gathered = Some(Vec::new());
        self
    }

    /// What was gathered, in its order.
    pub fn take_gathered(&mut self) -> Vec<Bulk> {
        self.gathered.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Which database is behind.
    pub fn dialect(&self) -> Dialect {
        if matches!(self.link, Link::Postgres(_)) { Dialect::Postgres } else { Dialect::Sqlite }
    }

    /// Does `f` once the transaction is durable: wake-ups, events, SSE. Forgotten when it is rolled back.
    /// It must be quick and must not block; the writer runs it.
    pub fn after_commit(&mut self, f: impl FnOnce() + Send + 'static) {
        self.hooks.push(Box::new(f));
    }

    /// Runs a statement; the number of rows it touched.
    pub async fn execute(&mut self, sql: impl Into<Sql>, args: Args) -> Result<u64> {
        let text = self.ready(sql.into()).await?;
        let answer = match &mut self.link {
            Link::Writer(connection, _) => connection.execute(&text, &args).map_err(Trouble::Sqlite),
            Link::Reader(reader) => reader.execute(&text, &args).map_err(Trouble::Sqlite),
            Link::Postgres(postgres) => {
                let query = sqlx::query_with(AssertSqlSafe(text), for_postgres(args)?);
                query.execute(&mut **postgres).await.map(|done| done.rows_affected()).map_err(Trouble::Postgres)
            }
            Link::Gone => return Err(gone()),
        };
        answer.map_err(|trouble| self.note(trouble))
    }

    /// The first `most` rows.
    async fn fetch<R: Record>(&mut self, sql: Sql, args: Args, most: usize) -> Result<Vec<R>> {
        let text = self.ready(sql).await?;
        let answer = match &mut self.link {
            Link::Writer(connection, _) => connection.fetch(&text, &args, most).map_err(Trouble::of),
            Link::Reader(reader) => reader.fetch(&text, &args, most).map_err(Trouble::of),
            Link::Postgres(postgres) => {
                let query = sqlx::query_with(AssertSqlSafe(text), for_postgres(args)?);
                let rows = if most == 1 {
                    query.fetch_optional(&mut **postgres).await.map(|row| row.into_iter().collect())
                } else {
                    query.fetch_all(&mut **postgres).await
                };
                rows.map_err(Trouble::Postgres).and_then(|rows: Vec<PgRow>| {
                    rows.iter().map(|row| R::read(&Read(row))).collect::<Result<_, _>>().map_err(Trouble::Misfit)
                })
            }
            Link::Gone => return Err(gone()),
        };
        answer.map_err(|trouble| self.note(trouble))
    }

    /// Sends what is held back; the statement as this database reads it.
    async fn ready(&mut self, sql: Sql) -> Result<Cow<'static, str>> {
        self.send_held().await?;
        Ok(if self.read_only { sql.unlocked() } else { sql }.text(self.dialect()))
    }

    /// Runs a change – `UPDATE … SET … = ? WHERE …` – on those of its rows that have these keys; how many it touched.
    pub(crate) async fn execute_among(
        &mut self,
        change: &'static str,
        mut args: Args,
        keys: &[(OrgId, Uuid)],
    ) -> Result<u64> {
        let Some((_, last)) = keys.last() else { return Ok(0) };
        let orgs: BTreeSet<OrgId> = keys.iter().map(|(org, _)| *org).collect();
        // The last one again until a power of two is full: otherwise each number of keys would be a statement of its own.
        let places = keys.len().next_power_of_two();
        let ids = keys.iter().map(|(_, id)| id).chain(std::iter::repeat_n(last, places - keys.len()));
        let list = |count: usize| vec!["?"; count].join(", ");
        let text = format!("{change} AND org_id IN ({}) AND id IN ({})", list(orgs.len()), list(places));
        args.extend(orgs.into_iter().map(Arg::from).chain(ids.map(Arg::from)));
        self.execute(Sql::counted(text), args).await
    }

    /// Marks a point to which the transaction can be taken back. Marks do not nest.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn savepoint(&mut self) -> Result<Mark> {
        self.execute("SAVEPOINT mark", Args::new()).await?;
        Ok(Mark { hooks: self.hooks.len() })
    }

    /// Takes back everything since the mark, a statement that failed included.
    ///
    /// # Errors
    /// When the database has given up the whole transaction; then nothing of it is kept.
    pub async fn undo(&mut self, mark: Mark) -> Result<()> {
        if self.retryable {
            return Err(Error::Internal(FAILED.into()));
        }
        self.failed = false;
        self.held = Held::default();
        self.hooks.truncate(mark.hooks);
        self.execute("ROLLBACK TO SAVEPOINT mark", Args::new()).await?;
        self.release(mark).await
    }

    /// Keeps everything since the mark with the rest of the transaction.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn release(&mut self, _: Mark) -> Result<()> {
        self.execute("RELEASE SAVEPOINT mark", Args::new()).await.map(|_| ())
    }

    /// Runs several statements without arguments: migrations.
    pub(crate) async fn execute_script(&mut self, text: &'static str) -> Result<()> {
        self.send_held().await?;
        let answer = match &mut self.link {
            Link::Writer(connection, _) => connection.script(text).map_err(Trouble::Sqlite),
            Link::Postgres(transaction) => {
                sqlx::raw_sql(text).execute(&mut **transaction).await.map(|_| ()).map_err(Trouble::Postgres)
            }
            Link::Reader(_) | Link::Gone => return Err(gone()),
        };
        answer.map_err(|trouble| self.note(trouble))
    }

    /// All rows.
    pub async fn fetch_all<R: Record>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Vec<R>> {
        self.fetch(sql.into(), args, usize::MAX).await
    }

    /// The first row, if there is one.
    pub async fn fetch_optional<R: Record>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Option<R>> {
        self.fetch(sql.into(), args, 1).await.map(|mut rows| rows.pop())
    }

    /// The row; [`Error::NotFound`] when there is none.
    pub async fn fetch_one<R: Record>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<R> {
        self.fetch_optional(sql, args).await?.ok_or(Error::NotFound)
    }

    /// The first column of the first row; [`Error::NotFound`] when there is no row. `SUM` needs `CAST(… AS BIGINT)`.
    pub async fn fetch_value<T: Stored>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<T> {
        self.fetch_value_optional(sql, args).await?.ok_or(Error::NotFound)
    }

    /// The first column of the first row, if there is a row.
    pub async fn fetch_value_optional<T: Stored>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Option<T>> {
        Ok(self.fetch_optional(sql, args).await?.map(|(value,)| value))
    }

    /// The first column of every row.
    pub async fn fetch_values<T: Stored>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Vec<T>> {
        Ok(self.fetch_all(sql, args).await?.into_iter().map(|(value,)| value).collect())
    }

    /// Runs a statement when nobody asks how many rows it touches. It is held back and travels with others of its kind, before
    /// the next question or at the end; what it is refused for may come only then.
    pub async fn write(&mut self, sql: impl Into<Sql>, args: Args) -> Result<()> {
        self.change(sql.into(), args, None).await
    }

    /// [`Tx::write`] for a change of exactly one row.
    ///
    /// # Errors
    /// [`Error::Conflict`], now or at the end, when it touches another number of rows.
    pub async fn write_one(&mut self, sql: impl Into<Sql>, args: Args) -> Result<()> {
        self.change(sql.into(), args, Some(1)).await
    }

    async fn change(&mut self, sql: Sql, args: Args, rows: Option<u64>) -> Result<()> {
        if self.dialect() == Dialect::Postgres {
            let text = sql.text(Dialect::Postgres);
            return self.hold(Write::row(text, args, rows)).await;
        }
        let touched = self.execute(sql, args).await?;
        self.check(rows.into_iter().map(|rows| (rows, touched)))
    }

    /// Keeps a write back, or sends it when it cannot wait (PostgreSQL).
    pub(crate) async fn hold(&mut self, write: Write) -> Result<()> {
        let taken = self.held.takes(&write);
        if taken != Some(true) || self.read_only {
            self.send_held().await?;
        }
        self.held.hold(write);
        if taken.is_none() || self.read_only { self.send_held().await } else { Ok(()) }
    }

    /// Sends what is held back, so that what it is refused for is known.
    ///
    /// # Errors
    /// As the writes themselves.
    pub async fn send_held(&mut self) -> Result<()> {
        if self.failed {
            return Err(Error::Internal(FAILED.into()));
        }
        if self.held.is_empty() { Ok(()) } else { self.send_together().await }
    }

    async fn send_together(&mut self) -> Result<()> {
        let Some(Together { text, bound, single, expected }) = self.held.take()? else { return Ok(()) };
        let Link::Postgres(transaction) = &mut self.link else {
            return Err(Error::Internal("PostgreSQL alone takes them together".into()));
        };
        let query = sqlx::query_with(AssertSqlSafe(text), bound);
        let answer = if single {
            query.execute(&mut **transaction).await.map(|done| vec![done.rows_affected()])
        } else {
            query.fetch_one(&mut **transaction).await.and_then(|row| {
                let count = |nth| row.try_get::<i64, _>(nth).map(i64::unsigned_abs);
                (0..expected.len()).map(count).collect()
            })
        };
        let touched = answer.map_err(|error| self.note(Trouble::Postgres(error)))?;
        self.check(expected.into_iter().zip(touched))
    }

    /// Somebody else was faster when a write did not touch the rows it must.
    fn check(&mut self, mut expected_and_touched: impl Iterator<Item = (u64, u64)>) -> Result<()> {
        if expected_and_touched.all(|(expected, touched)| expected == touched) {
            return Ok(());
        }
        self.failed = true;
        Err(Error::Conflict)
    }

    /// Ends the transaction for good; a PostgreSQL one becomes durable here, a reader lets its snapshot go.
    pub(crate) async fn commit(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.link, Link::Gone) {
            Link::Postgres(transaction) => {
                let answer = transaction.commit().await;
                answer.map_err(|error| self.note(Trouble::Postgres(error)))
            }
            home @ Link::Writer(..) => {
                self.link = home;
                Ok(())
            }
            Link::Reader(_) | Link::Gone => Ok(()),
        }
    }

    /// A statement that still runs after so long, from now, is interrupted (the writer of SQLite; elsewhere there are other bounds).
    pub(crate) fn end_within(&mut self, bound: Duration) {
        if let Link::Writer(connection, _) = &mut self.link {
            connection.end_within(Some(bound));
        }
    }

    /// Whether a statement failed, so that nothing may be kept.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Whether it failed because another transaction got in the way.
    pub(crate) fn is_retryable(&self) -> bool {
        self.retryable
    }

    pub(crate) fn take_hooks(&mut self) -> Vec<Hook> {
        std::mem::take(&mut self.hooks)
    }

    fn note(&mut self, trouble: Trouble) -> Error {
        match trouble {
            // A value that does not fit the Rust type is no failure of the statement.
            Trouble::Misfit(found) => misfit(&found),
            Trouble::Sqlite(error) => {
                self.failed = true;
                error
            }
            Trouble::Postgres(error) => {
                self.failed = true;
                if let sqlx::Error::Database(inner) = &error {
                    self.retryable |= Dialect::is_retryable(inner.code().as_deref());
                }
                of_postgres(error)
            }
        }
    }
}

/// Why a statement was not answered.
enum Trouble {
    Sqlite(Error),
    Postgres(sqlx::Error),
    Misfit(Misfit),
}

impl Trouble {
    fn of(failure: Failure) -> Self {
        match failure {
            Failure::Statement(error) => Self::Sqlite(of_sqlite(error)),
            Failure::Misfit(misfit) => Self::Misfit(misfit),
        }
    }
}

fn gone() -> Error {
    unavailable("the transaction is over")
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Link::Writer(mut connection, home) = std::mem::replace(&mut self.link, Link::Gone) {
            connection.end_within(None);
            *home.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
        }
    }
}
