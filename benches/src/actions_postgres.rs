//! Case actions on PostgreSQL beside the least a durable change can cost there: two rows and a COMMIT.

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

use crate::{
    Setting,
    actions::{acknowledged, client},
    house::{House, community, real_time},
    load::{Load, Watch, drive},
    report::{Figure, Report, Wanted},
};

const CLIENTS: usize = 64;
/// Cases of each community before the measurement. A server that still takes the table for empty reads all rows of a community
/// to find one; in use it looks again within a minute.
const CASES_BEFORE: usize = 200;

/// Runs the bench; says so when there is no server.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let Some(database) = Scratch::open(report).await? else { return Ok(()) };
    let measured = measure(setting, &database.url, report).await;
    database.close().await?;
    measured
}

/// A database of one's own on the server that is measured.
pub struct Scratch {
    /// Its address.
    pub url: String,
    name: String,
    admin: PgConnection,
}

impl Scratch {
    /// Makes one; says so when DATABASE_URL names no PostgreSQL.
    pub async fn open(report: &mut Report) -> Result<Option<Self>> {
        let Some(server) = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres")) else {
            report.note("left out: DATABASE_URL names no PostgreSQL");
            return Ok(None);
        };
        let mut admin = PgConnection::connect(&server).await?;
        let name = format!("bench_{}", std::process::id());
        let make = format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'");
        sqlx::query(AssertSqlSafe(make)).execute(&mut admin).await?;
        let (before, _) = server.rsplit_once('/').context("a server's address ends with the name of a database")?;
        Ok(Some(Self { url: format!("{before}/{name}"), name, admin }))
    }

    /// Takes it away with all that is in it.
    pub async fn close(mut self) -> Result<()> {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        sqlx::query(AssertSqlSafe(drop)).execute(&mut self.admin).await?;
        Ok(())
    }
}

async fn measure(setting: &Setting, url: &str, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let house = House::build(url, folder.path(), real_time()).await?;
    // As the store does it: no question whether a connection is alive before each transaction.
    let bare = PgPoolOptions::new().max_connections(u32::try_from(CLIENTS)?).test_before_acquire(false);
    let pool = bare.connect(url).await?;
    sqlx::query("CREATE TABLE bare_rows (id UUID PRIMARY KEY, words TEXT NOT NULL)").execute(&pool).await?;
    let before = CLIENTS * setting.sized(CASES_BEFORE, 2);
    let opened = stream::iter(0..before).map(|nth| house.open(community(nth % CLIENTS)));
    opened.buffer_unordered(CLIENTS).try_collect::<Vec<_>>().await?;
    sqlx::query("ANALYZE").execute(&pool).await?;
    let (mut many, mut bare, mut one) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        let during = setting.seconds(5.0);
        many.push(drive(CLIENTS, during, |nth, watch| client(house.clone(), nth, watch)).await?);
        bare.push(drive(CLIENTS, during, |nth, watch| two_rows(pool.clone(), nth, watch)).await?);
        one.push(drive(CLIENTS, during, |_, watch| client(house.clone(), CLIENTS, watch)).await?);
    }
    let (many, bare, one) = (Load::together(many), Load::together(bare), Load::together(one));
    acknowledged(&house, before + many.calls + one.calls).await?;
    for (what, load, wanted) in [
        ("PostgreSQL, 64 clients in 64 communities", &many, Wanted::AtLeast(0.4)),
        ("PostgreSQL, 64 clients in one community", &one, Wanted::Nothing),
    ] {
        report.add(Figure {
            what: what.into(),
            measured: load.rate(),
            yardstick: Some(("bare two-row commits", bare.rate())),
            unit: "/s",
            wanted,
        });
        report.note(format!("{what}: p50 {:.1} ms, p99 {:.1} ms", load.milliseconds(0.5), load.milliseconds(0.99)));
    }
    let durable: (String, String) =
        sqlx::query_as("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
            .fetch_one(&pool)
            .await?;
    report.note(format!("the server runs with fsync={}, synchronous_commit={}", durable.0, durable.1));
    pool.close().await;
    house.platform.db.close().await;
    Ok(())
}

/// A client that inserts two rows and commits, over and over.
async fn two_rows(pool: PgPool, nth: usize, mut watch: Watch) -> Result<Watch> {
    let mut made = u64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_micros())?;
    while watch.goes_on() {
        made += 1;
        watch.time(pair(&pool, nth, made)).await?;
    }
    Ok(watch)
}

async fn pair(pool: &PgPool, nth: usize, made: u64) -> Result<()> {
    let mut tx = pool.begin().await?;
    for row in 0..2_u128 {
        let id = Uuid::from_u128((u128::from(made) << 64) | ((nth as u128) << 8) | row);
        sqlx::query("INSERT INTO bare_rows (id, words) VALUES ($1, $2)")
            .bind(id)
            .bind("厨房水龙头漏水，关不紧")
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}
