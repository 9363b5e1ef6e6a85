//! Databases of their own on the PostgreSQL server that `DATABASE_URL` names; the server is thrown away after the tests.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The server to test on, when one is named.
#[allow(clippy::disallowed_methods, reason = "which database a test runs on is said by its surroundings")]
pub fn server() -> Option<String> {
    std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"))
}

/// A new database, empty or a copy of another; its address.
pub async fn make(server: &str, copy_of: Option<&str>) -> Result<String> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("steward_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::SeqCst));
    let template = match copy_of {
        Some(url) => url.rsplit('/').next().context("an address with a database")?.to_owned(),
        None => "template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'".to_owned(),
    };
    let mut admin = PgConnection::connect(server).await?;
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}"))).execute(&mut admin).await?;
    let (before, _) = server.rsplit_once('/').context("an address with a database")?;
    Ok(format!("{before}/{name}"))
}
