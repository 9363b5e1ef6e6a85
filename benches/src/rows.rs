//! The yardstick of whatever writes very many rows: the same rows once more, with nothing thought about them.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result};
use kernel::Scope;
use store::{Arg, Args, Db};
use uuid::Uuid;

/// Rows of one transaction.
const TOGETHER: usize = 10_000;

/// Inserts the rows of some tables for which a condition holds into a database that has the same tables and indexes and nothing in
/// them: in bulk, durably, already encrypted, nothing looked up. How long that took, and how many rows there were. Reading them is
/// not counted.
pub async fn raw(from: &Path, folder: &Path, left: &[(&str, &str)]) -> Result<(Duration, usize)> {
    let order = server::Order { hashing: server::Hashing::least(), ..server::Order::new(folder.to_owned()) };
    let db = server::House::build(&order).await?.platform.db.as_owner();
    let columns = store::schema::columns(&db).await?;
    let (mut took, mut count) = (Duration::ZERO, 0);
    for (table, own) in left {
        let columns: Vec<store::schema::Column> = columns.iter().filter(|c| c.table_name == *table).cloned().collect();
        let ask = format!("SELECT * FROM {table} WHERE {own}");
        let (sender, mut chunks) = tokio::sync::mpsc::channel(1);
        let path = from.to_owned();
        let names: Vec<&'static str> = columns.iter().map(|c| &*c.name.clone().leak()).collect();
        let names: &'static [&'static str] = names.leak();
        let reading = tokio::task::spawn_blocking(move || read(&path, &ask, &columns, &sender));
        let table: &'static str = (*table).to_owned().leak();
        while let Some(chunk) = chunks.recv().await {
            count += chunk.len();
            let begun = Started::now();
            insert(&db, table, names, chunk).await?;
            took += begun.elapsed();
        }
        reading.await??;
    }
    db.close().await;
    Ok((took, count))
}

/// Inserts rows in one transaction.
pub async fn insert(db: &Db, table: &'static str, names: &'static [&'static str], rows: Vec<Args>) -> Result<()> {
    let (owner, rows) = (db.as_owner(), Arc::new(rows));
    owner
        .transact(&Scope::default(), move |tx| {
            let rows = rows.clone();
            Box::pin(async move { tx.insert_many(table, names, rows.to_vec()).await })
        })
        .await
        .with_context(|| format!("rows of {table}"))
}

/// Reads rows and hands them on in the parts in which they are inserted.
fn read(
    from: &Path,
    ask: &str,
    columns: &[store::schema::Column],
    to: &tokio::sync::mpsc::Sender<Vec<Args>>,
) -> Result<()> {
    let database = rusqlite::Connection::open_with_flags(from, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut asked = database.prepare(ask)?;
    let mut rows = asked.query_map([], |row| values(row, columns))?;
    loop {
        let chunk: Vec<Args> = rows.by_ref().take(TOGETHER).collect::<rusqlite::Result<_>>()?;
        if chunk.is_empty() {
            return Ok(());
        }
        to.blocking_send(chunk)?;
    }
}

/// A row as it stands.
fn values(row: &rusqlite::Row<'_>, columns: &[store::schema::Column]) -> rusqlite::Result<Args> {
    let value = |column: &store::schema::Column| {
        let name = column.name.as_str();
        Ok(match column.kind.as_str() {
            "uuid" => Arg::Uuid(row.get::<_, Option<[u8; 16]>>(name)?.map(Uuid::from_bytes)),
            "bigint" => Arg::I64(row.get(name)?),
            "boolean" => Arg::Bool(row.get(name)?),
            "bytea" => Arg::Bytes(row.get(name)?),
            _ => Arg::Text(row.get(name)?),
        })
    };
    columns.iter().map(value).collect()
}
