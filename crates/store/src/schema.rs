//! What the tables look like and whether the database itself is sound: for generated pages and for verify.

use kernel::{Result, Scope};

use crate::{db::Db, dialect::Dialect};

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, crate::Record)]
pub struct Column {
    /// The table.
    pub table_name: String,
    /// The column.
    pub name: String,
    /// What it was declared as: `uuid`, `bigint`, `text`, `boolean`, `bytea`.
    pub kind: String,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// Every column of every table, by table, in the order they were declared.
pub async fn columns(db: &Db) -> Result<Vec<Column>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let sql = tx.dialect().columns();
    tx.fetch_all(sql, Vec::new()).await
}

/// What is wrong with the database itself: damaged pages, references to rows that are not there. PostgreSQL answers
/// for both on its own, every moment; there the list is empty.
pub async fn check(db: &Db) -> Result<Vec<String>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    if tx.dialect() == Dialect::Postgres {
        return Ok(Vec::new());
    }
    let damage: Vec<String> = tx.fetch_values(Dialect::CHECK_FILE_WHOLLY, Vec::new()).await?;
    let dangling: Vec<String> = tx.fetch_values(Dialect::CHECK_REFERENCES, Vec::new()).await?;
    Ok(damage.into_iter().filter(|said| said != "ok").chain(dangling).collect())
}
