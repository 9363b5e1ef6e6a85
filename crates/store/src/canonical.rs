//! Everything that is kept, as text in a fixed order: two equal histories give equal text on either database.

use kernel::{Result, Scope};

use crate::{
    args::Sql,
    db::Db,
    dialect::Dialect,
    schema::{self, Column},
    tx::Tx,
};

/// Tables about the running of the house and not about the company: when a job ran, which session looked.
const LEFT_OUT: &[&str] = &["migrations", "jobs", "idempotency", "sessions", "attempts", "outbox"];
/// Columns that hold secrets or what only a key can read.
const SECRET: &[&str] = &["hash", "password", "secret", "token", "digest", "key", "wrapped"];

/// Writes a heading for each table and a line for each of its rows, ordered by the line itself.
pub async fn write(db: &Db, mut line: impl FnMut(&str) -> Result<()>) -> Result<()> {
    let columns = schema::columns(db).await?;
    let mut tables: Vec<&str> = columns.iter().map(|c| c.table_name.as_str()).collect();
    tables.sort_unstable();
    tables.dedup();
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    for table in tables.into_iter().filter(|t| !LEFT_OUT.contains(t)) {
        let shown: Vec<&Column> = columns.iter().filter(|c| c.table_name == table && is_shown(c)).collect();
        line(&format!("# {table}"))?;
        for row in rows(&mut tx, db.dialect(), table, &shown).await? {
            line(&row)?;
        }
    }
    Ok(())
}

fn is_shown(column: &Column) -> bool {
    !column.kind.eq_ignore_ascii_case("bytea") && !SECRET.iter().any(|word| column.name.contains(word))
}

async fn rows(tx: &mut Tx, dialect: Dialect, table: &str, columns: &[&Column]) -> Result<Vec<String>> {
    let cells: Vec<String> = columns.iter().map(|c| dialect.as_text(&c.name, &c.kind)).collect();
    let sql = format!("SELECT {} AS line FROM {table}", Dialect::joined(&cells));
    let mut rows: Vec<String> = tx.fetch_values(Sql::built(sql), Vec::new()).await?;
    rows.sort_unstable();
    Ok(rows)
}
