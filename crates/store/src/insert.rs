//! Many rows at once.

use kernel::{Error, Result};

use crate::{
    args::{Arg, Args, Sql},
    dialect::Dialect,
    held::{Values, Write},
    tx::Tx,
};

/// Rows of one statement on SQLite; larger ones were slower, and powers of two below it keep the statement cache small.
const CHUNK: usize = 512;
/// Rows of one statement on PostgreSQL, where a whole column travels as one array.
const ARRAY: usize = 10_000;

/// Rows for one table, ready to be written.
#[derive(Debug)]
pub struct Bulk {
    table: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Args>,
    clash: Clash,
}

/// What happens to a row whose key is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clash {
    /// The statement fails.
    Refuse,
    /// One column of the row that is there takes the new value; the key is `org_id, id`.
    Set(&'static str),
    /// The row that is there stays.
    Keep,
    /// The row that is there is marked, and its next edition stands beside it.
    Replace,
}

impl Clash {
    fn clause(self) -> String {
        match self {
            Self::Refuse | Self::Replace => String::new(),
            Self::Keep => " ON CONFLICT DO NOTHING".to_owned(),
            Self::Set(column) => format!(" ON CONFLICT (org_id, id) DO UPDATE SET {column} = excluded.{column}"),
        }
    }
}

impl Tx {
    /// Inserts rows into a table; each row has one value per column, of one type throughout the column. As with
    /// [`Tx::write`] a refusal may come later.
    pub async fn insert_many(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Args>,
    ) -> Result<()> {
        self.write_bulk(Bulk { table, columns, rows, clash: Clash::Refuse }).await
    }

    /// The same for rows that may be there: of one with the same `org_id` and `id` only `column` is changed.
    pub async fn insert_or_set(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        column: &'static str,
        rows: Vec<Args>,
    ) -> Result<()> {
        self.write_bulk(Bulk { table, columns, rows, clash: Clash::Set(column) }).await
    }

    /// The same for rows that may be there already; those stay as they are.
    pub async fn insert_missing(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Args>,
    ) -> Result<()> {
        self.write_bulk(Bulk { table, columns, rows, clash: Clash::Keep }).await
    }

    /// Inserts the next editions of rows that are there; see [`crate::Edition`].
    ///
    /// # Errors
    /// [`Error::Conflict`] when one of them has changed since it was read.
    pub async fn replace_many(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Args>,
    ) -> Result<()> {
        self.write_bulk(Bulk { table, columns, rows, clash: Clash::Replace }).await
    }

    /// Changes rows that are there, each exactly once: a row brings the new values of the columns, then its `org_id` and `id`.
    /// PostgreSQL is sent all of them at once.
    ///
    /// # Errors
    /// [`Error::Conflict`], now or at the end, when one of them is not there.
    pub async fn update_many(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Args>,
    ) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        if self.dialect() == Dialect::Postgres {
            let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            let turned = Column::turn(table, rows)?;
            let types: Vec<&str> = turned.iter().map(Column::array_type).collect();
            let text = Dialect::update_from_arrays(table, columns, &types).into();
            return self.hold(Write { text, values: Values::Columns(turned), rows: Some(count) }).await;
        }
        let set: Vec<String> = columns.iter().map(|column| format!("{column} = ?")).collect();
        let text = format!("UPDATE {table} SET {} WHERE org_id = ? AND id = ?", set.join(", "));
        for row in rows {
            self.write_one(Sql::counted(text.clone()), row).await?;
        }
        Ok(())
    }

    /// Writes what another transaction has gathered.
    pub async fn write_bulk(&mut self, bulk: Bulk) -> Result<()> {
        let Bulk { table, columns, rows, clash } = bulk;
        if let Some(row) = rows.iter().find(|row| row.len() != columns.len()) {
            return Err(Error::Internal(format!(
                "{table}: {} values for the columns {}",
                row.len(),
                columns.join(", ")
            )));
        }
        if let Some(gathered) = &mut self.gathered {
            gathered.push(Bulk { table, columns, rows, clash });
            return Ok(());
        }
        if clash == Clash::Replace {
            self.mark_replaced(table, columns, &rows).await?;
        }
        let dialect = self.dialect();
        let most = match dialect {
            Dialect::Sqlite => CHUNK.min(dialect.most_arguments() / columns.len().max(1)),
            Dialect::Postgres => ARRAY,
        };
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let left = rows.len().min(most);
            match dialect {
                Dialect::Sqlite => {
                    let take = if left == most { most } else { 1 << left.ilog2() };
                    let chunk: Vec<Args> = rows.by_ref().take(take).collect();
                    let (sql, args) = (values(table, columns, chunk.len(), clash), chunk.into_iter().flatten());
                    self.execute(sql, args.collect()).await?;
                }
                Dialect::Postgres => {
                    let write = for_postgres(table, columns, rows.by_ref().take(left).collect(), clash)?;
                    self.hold(write).await?;
                }
            }
        }
        Ok(())
    }
}

/// One row travels as itself, several as one array for each column.
fn for_postgres(table: &str, columns: &[&str], mut rows: Vec<Args>, clash: Clash) -> Result<Write> {
    if rows.len() == 1 {
        let row = rows.pop().unwrap_or_default();
        return Ok(Write::row(values(table, columns, 1, clash).text(Dialect::Postgres), row, None));
    }
    let turned = Column::turn(table, rows)?;
    let types: Vec<&str> = turned.iter().map(Column::array_type).collect();
    let text = format!("{}{}", Dialect::insert_from_arrays(table, columns, &types), clash.clause());
    Ok(Write { text: text.into(), values: Values::Columns(turned), rows: None })
}

/// `INSERT … VALUES (?, ?), (?, ?)`. SQLite takes `$1` for a name and looks every name up among all others, at parsing and at
/// binding: with ten thousand of them that is most of the time. Places without a name are only counted.
fn values(table: &str, columns: &[&str], rows: usize, clash: Clash) -> Sql {
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    let rows = vec![row.as_str(); rows].join(", ");
    Sql::built(format!("INSERT INTO {table} ({}) VALUES {rows}{}", columns.join(", "), clash.clause()))
}

/// A whole column of one type.
pub(crate) enum Column {
    I64(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
    Uuid(Vec<Option<uuid::Uuid>>),
    Bool(Vec<Option<bool>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn like(arg: &Arg) -> Self {
        match arg {
            Arg::I64(_) => Self::I64(Vec::new()),
            Arg::Text(_) => Self::Text(Vec::new()),
            Arg::Uuid(_) => Self::Uuid(Vec::new()),
            Arg::Bool(_) => Self::Bool(Vec::new()),
            Arg::Bytes(_) => Self::Bytes(Vec::new()),
        }
    }

    /// What PostgreSQL calls an array of it.
    fn array_type(&self) -> &'static str {
        match self {
            Self::I64(_) => "bigint[]",
            Self::Text(_) => "text[]",
            Self::Uuid(_) => "uuid[]",
            Self::Bool(_) => "boolean[]",
            Self::Bytes(_) => "bytea[]",
        }
    }

    /// How many values it holds.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::I64(column) => column.len(),
            Self::Text(column) => column.len(),
            Self::Uuid(column) => column.len(),
            Self::Bool(column) => column.len(),
            Self::Bytes(column) => column.len(),
        }
    }

    /// Adds a value; `false` when it is of another type.
    fn push(&mut self, arg: Arg) -> bool {
        match (self, arg) {
            (Self::I64(column), Arg::I64(v)) => column.push(v),
            (Self::Text(column), Arg::Text(v)) => column.push(v),
            (Self::Uuid(column), Arg::Uuid(v)) => column.push(v),
            (Self::Bool(column), Arg::Bool(v)) => column.push(v),
            (Self::Bytes(column), Arg::Bytes(v)) => column.push(v),
            _ => return false,
        }
        true
    }

    /// The rows turned into columns.
    pub(crate) fn turn(table: &str, rows: Vec<Args>) -> Result<Vec<Self>> {
        let mut columns: Vec<Self> = rows.first().map(|row| row.iter().map(Self::like).collect()).unwrap_or_default();
        for row in rows {
            if !columns.iter_mut().zip(row).all(|(column, arg)| column.push(arg)) {
                return Err(Error::Internal(format!("{table}: the values of a column differ in type")));
            }
        }
        Ok(columns)
    }
}
