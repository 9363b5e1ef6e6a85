//! An open transaction and everything that can be asked of it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use futures::TryStreamExt;
use kernel::{Error, OrgId, Result};
use sqlx::{
    AssertSqlSafe, Decode, Either, Executor, FromRow, Postgres, Row, Sqlite, SqliteTransaction, Type,
    postgres::PgRow,
    sqlite::{SqliteConnection, SqliteRow},
};
use uuid::Uuid;

use crate::{
    args::{Arg, Args, Sql, for_postgres, for_sqlite},
    dialect::Dialect,
    error::translate,
    held::{Held, Together, Write},
    insert::Bulk,
    pool::Lease,
};

/// A row that reads itself from both databases: derive `sqlx::FromRow`, or use a tuple.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}

/// A single column that reads itself from both databases; `Option` for what may be NULL.
pub trait Value:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin + 'static
{
}
impl<T> Value for T where
    T: for<'r> Decode<'r, Sqlite>
        + Type<Sqlite>
        + for<'r> Decode<'r, Postgres>
        + Type<Postgres>
        + Send
        + Unpin
        + 'static
{
}

/// Something to do once the transaction is durable.
pub(crate) type Hook = Box<dyn FnOnce() + Send>;

/// Where the writer finds its connection again, even when the work panicked or was cut off.
pub(crate) type Home = Arc<Mutex<Option<SqliteConnection>>>;

/// A point to which a transaction can be taken back.
#[derive(Debug)]
pub struct Mark {
    hooks: usize,
}

enum Link {
    Writer(SqliteConnection, Home),
    Reader(SqliteTransaction<'static>),
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

/// Runs one query on whichever database is behind and notes its failure.
macro_rules! on {
    ($tx:expr, $sql:expr, $args:expr, |$text:ident, $bound:ident, $link:ident| $lite:expr, $postgres:expr) => {{
        let tx: &mut Tx = $tx;
        tx.send_held().await?;
        let dialect = tx.dialect();
        let sql: Sql = $sql.into();
        let $text = AssertSqlSafe(if tx.read_only { sql.unlocked() } else { sql }.text(dialect));
        let answer = match &mut tx.link {
            Link::Writer($link, _) => {
                let $bound = for_sqlite($args)?;
                $lite
            }
            Link::Reader(reader) => {
                let ($link, $bound) = (&mut **reader, for_sqlite($args)?);
                $lite
            }
            Link::Postgres(postgres) => {
                let ($link, $bound) = (&mut **postgres, for_postgres($args)?);
                $postgres
            }
            Link::Gone => Err(sqlx::Error::PoolClosed),
        };
        answer.map_err(|error| tx.note(error, dialect))
    }};
}

impl Tx {
    pub(crate) fn writer(connection: SqliteConnection, home: Home) -> Self {
        Self::over(Link::Writer(connection, home), false)
    }

    pub(crate) fn reader(transaction: SqliteTransaction<'static>) -> Self {
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
        on!(
            self,
            sql,
            args,
            |text, bound, link| sqlx::query_with(text, bound).execute(link).await.map(|done| done.rows_affected()),
            sqlx::query_with(text, bound).execute(link).await.map(|done| done.rows_affected())
        )
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
        let dialect = self.dialect();
        let answer = match &mut self.link {
            Link::Writer(connection, _) => sqlx::raw_sql(text).execute(connection).await.map(|_| ()),
            Link::Reader(reader) => sqlx::raw_sql(text).execute(&mut **reader).await.map(|_| ()),
            Link::Postgres(transaction) => sqlx::raw_sql(text).execute(&mut **transaction).await.map(|_| ()),
            Link::Gone => Err(sqlx::Error::PoolClosed),
        };
        answer.map_err(|error| self.note(error, dialect))
    }

    /// All rows.
    pub async fn fetch_all<R: Record>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Vec<R>> {
        on!(
            self,
            sql,
            args,
            |text, bound, link| sqlx::query_as_with::<Sqlite, R, _>(text, bound).fetch_all(link).await,
            sqlx::query_as_with::<Postgres, R, _>(text, bound).fetch_all(link).await
        )
    }

    /// The first row, if there is one.
    pub async fn fetch_optional<R: Record>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Option<R>> {
        on!(
            self,
            sql,
            args,
            |text, bound, link| sqlx::query_as_with::<Sqlite, R, _>(text, bound).fetch_optional(link).await,
            sqlx::query_as_with::<Postgres, R, _>(text, bound).fetch_optional(link).await
        )
    }

    /// The row; [`Error::NotFound`] when there is none.
    pub async fn fetch_one<R: Record>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<R> {
        self.fetch_optional(sql, args).await?.ok_or(Error::NotFound)
    }

    /// The first column of the first row; [`Error::NotFound`] when there is no row. `SUM` needs `CAST(… AS BIGINT)`.
    pub async fn fetch_value<T: Value>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<T> {
        self.fetch_value_optional(sql, args).await?.ok_or(Error::NotFound)
    }

    /// The first column of the first row, if there is a row.
    pub async fn fetch_value_optional<T: Value>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Option<T>> {
        on!(
            self,
            sql,
            args,
            |text, bound, link| sqlx::query_scalar_with::<Sqlite, T, _>(text, bound).fetch_optional(link).await,
            sqlx::query_scalar_with::<Postgres, T, _>(text, bound).fetch_optional(link).await
        )
    }

    /// The first column of every row.
    pub async fn fetch_values<T: Value>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Vec<T>> {
        on!(
            self,
            sql,
            args,
            |text, bound, link| sqlx::query_scalar_with::<Sqlite, T, _>(text, bound).fetch_all(link).await,
            sqlx::query_scalar_with::<Postgres, T, _>(text, bound).fetch_all(link).await
        )
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
        let dialect = self.dialect();
        self.hold(Write::row(sql.text(dialect), args, rows)).await
    }

    /// Keeps a write back, or sends it when it cannot wait.
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
        if self.held.is_empty() {
            return Ok(());
        }
        match self.dialect() {
            Dialect::Sqlite => self.send_in_a_row("").await,
            Dialect::Postgres => self.send_together().await,
        }
    }

    /// Sends what is held back, and a statement of the writer's own behind it (SQLite).
    ///
    /// # Errors
    /// As the writes themselves.
    pub(crate) async fn end(&mut self, behind: &'static str) -> Result<()> {
        if self.held.is_empty() && behind.is_empty() { Ok(()) } else { self.send_in_a_row(behind).await }
    }

    async fn send_in_a_row(&mut self, behind: &'static str) -> Result<()> {
        let (text, bound, expected) = self.held.take_in_a_row(behind)?;
        let query = sqlx::query_with(AssertSqlSafe(text), bound);
        let mut answers = match &mut self.link {
            Link::Writer(connection, _) => connection.fetch_many(query),
            Link::Reader(reader) => (&mut **reader).fetch_many(query),
            Link::Postgres(_) | Link::Gone => return Err(Error::Internal("SQLite alone takes them in a row".into())),
        };
        let mut touched = Vec::with_capacity(expected.len());
        let sent = loop {
            match answers.try_next().await {
                Ok(Some(Either::Left(done))) => touched.push(done.rows_affected()),
                Ok(Some(Either::Right(_))) => {}
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        drop(answers);
        sent.map_err(|error| self.note(error, Dialect::Sqlite))?;
        self.check(expected.into_iter().zip(touched).filter_map(|(rows, touched)| Some((rows?, touched))))
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
        let touched = answer.map_err(|error| self.note(error, Dialect::Postgres))?;
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
        let dialect = self.dialect();
        let answer = match std::mem::replace(&mut self.link, Link::Gone) {
            Link::Postgres(transaction) => transaction.commit().await,
            Link::Reader(transaction) => transaction.rollback().await,
            home @ (Link::Writer(..) | Link::Gone) => {
                self.link = home;
                Ok(())
            }
        };
        answer.map_err(|error| self.note(error, dialect))
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

    fn note(&mut self, error: sqlx::Error, dialect: Dialect) -> Error {
        // A value that does not fit the Rust type is no failure of the statement.
        let decoding =
            matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_));
        self.failed |= !decoding && !matches!(error, sqlx::Error::RowNotFound);
        if let sqlx::Error::Database(inner) = &error {
            self.retryable |= dialect.is_retryable(inner.code().as_deref());
        }
        translate(error, dialect)
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Link::Writer(connection, home) = std::mem::replace(&mut self.link, Link::Gone) {
            *home.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
        }
    }
}
