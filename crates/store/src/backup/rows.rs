//! PostgreSQL as lines of JSON: one part per table, read in one snapshot, loaded in one transaction.

use std::{
    fs,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use kernel::{Error, Result, Scope};

use crate::{args, args::Sql, db::Db, dialect::Dialect, files::disk, migrate::Migrations, tx::Tx};

/// Lines loaded at a time.
const CHUNK: usize = 5_000;
const MIGRATIONS: &str = "migrations";

fn part(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("{table}.jsonl"))
}

/// Writes every table below `folder`.
pub(crate) async fn dump(tx: &mut Tx, folder: &Path) -> Result<()> {
    let tables: Vec<String> = tx.fetch_values(tx.dialect().tables(), Vec::new()).await?;
    for table in tables {
        let path = part(folder, &table);
        let mut file = BufWriter::new(fs::File::create(&path).map_err(|e| disk(&path, &e))?);
        tx.execute(Sql::built(Dialect::open_rows(&table)), Vec::new()).await?;
        loop {
            let lines: Vec<String> = tx.fetch_values(Dialect::NEXT_ROWS, Vec::new()).await?;
            if lines.is_empty() {
                break;
            }
            lines.iter().try_for_each(|line| writeln!(file, "{line}")).map_err(|e| disk(&path, &e))?;
        }
        tx.execute(Dialect::CLOSE_ROWS, Vec::new()).await?;
        file.flush().map_err(|e| disk(&path, &e))?;
    }
    Ok(())
}

/// Makes the tables of this program in an empty database and fills them.
pub(crate) async fn load(db: &Db, folder: &Path, sets: &[Migrations]) -> Result<()> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let there: Vec<String> = tx.fetch_values(tx.dialect().tables(), Vec::new()).await?;
    drop(tx);
    if !there.is_empty() {
        return Err(Error::Internal(format!("the database is not empty: it has {}", there.join(", "))));
    }
    db.migrate(sets).await?;
    let folder: Arc<Path> = folder.into();
    db.patient()
        .transact(&Scope::default(), move |tx| {
            let folder = folder.clone();
            Box::pin(async move { fill(tx, &folder).await })
        })
        .await
}

async fn fill(tx: &mut Tx, folder: &Path) -> Result<()> {
    let tables = in_order_of_need(tx).await?;
    for table in tables.iter().rev().filter(|table| *table != MIGRATIONS) {
        // A migration may have put rows in; the archive has them too.
        tx.execute(Sql::built(format!("DELETE FROM {table}")), Vec::new()).await?;
    }
    tx.execute(Dialect::MAKE_LINES, Vec::new()).await?;
    for table in &tables {
        let path = part(folder, table);
        let file = fs::File::open(&path).map_err(|e| disk(&path, &e))?;
        let mut lines = BufReader::new(file).lines();
        loop {
            let chunk: Vec<String> =
                lines.by_ref().take(CHUNK).collect::<std::io::Result<_>>().map_err(|e| disk(&path, &e))?;
            if chunk.is_empty() {
                break;
            }
            tx.insert_many("lines", &["line"], chunk.into_iter().map(|line| args![line]).collect()).await?;
        }
        if table == MIGRATIONS {
            check_migrations(tx).await?;
        } else {
            // All rows of a table in one statement, so that rows may refer to one another in any order.
            tx.execute(Sql::built(Dialect::fill_from_lines(table)), Vec::new()).await?;
        }
        tx.execute("DELETE FROM lines", Vec::new()).await?;
    }
    Ok(())
}

/// The archive must come from a program with the same migrations: rows of another shape are not loaded.
async fn check_migrations(tx: &mut Tx) -> Result<()> {
    let differ: i64 = tx.fetch_value(Dialect::MIGRATIONS_THAT_DIFFER, Vec::new()).await?;
    if differ == 0 {
        return Ok(());
    }
    Err(Error::Internal("the backup was made by another version: restore it with that one, then migrate".into()))
}

/// Tables, each after those it refers to.
async fn in_order_of_need(tx: &mut Tx) -> Result<Vec<String>> {
    let mut waiting: Vec<String> = tx.fetch_values(tx.dialect().tables(), Vec::new()).await?;
    let needs: Vec<(String, String)> = tx.fetch_all(Dialect::REFERENCES, Vec::new()).await?;
    let mut order: Vec<String> = Vec::new();
    while !waiting.is_empty() {
        let ready = |table: &String| needs.iter().all(|(from, to)| from != table || to == table || order.contains(to));
        let (next, rest): (Vec<_>, Vec<_>) = waiting.iter().cloned().partition(ready);
        if next.is_empty() {
            return Err(Error::Internal(format!("tables refer to one another in a circle: {}", rest.join(", "))));
        }
        order.extend(next);
        waiting = rest;
    }
    Ok(order)
}
