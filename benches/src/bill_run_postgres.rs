//! A bill run on PostgreSQL beside the quickest way its rows could come in: COPY into a staging table, then INSERT … SELECT into a
//! table with the same indexes.

use std::{
    path::Path,
    time::{Duration, Instant as Started},
};

use anyhow::{Result, ensure};
use futures::TryStreamExt;
use server::Order;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::io::AsyncWriteExt;

use crate::{
    Setting,
    actions_postgres::Scratch,
    bill_run::{LEFT, undisturbed},
    charging::{ITEMS, charge, whole},
    report::{Figure, Report, Wanted},
    town::{Town, communities},
};

/// Runs the bench; says so when there is no server.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let Some(database) = Scratch::open(report).await? else { return Ok(()) };
    let measured = measure(setting, &database.url, report).await;
    database.close().await?;
    measured
}

#[allow(clippy::cast_precision_loss, reason = "a rate")]
async fn measure(setting: &Setting, url: &str, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let order = Order { database: Some(url.to_owned()), ..Order::new(folder.path().join("town")) };
    let town = Town::found_in(order, 0, 0.1, |life| life).await?;
    charge(&town, setting.sized(1_000_000, 1_000)).await?;
    let mut server = PgConnection::connect(url).await?;
    // As the server does it by itself within a minute.
    sqlx::query("ANALYZE").execute(&mut server).await?;
    server.close().await?;
    let (rooms, orgs) = (town.rooms().await?.len(), communities(&town.house.platform.db).await?);
    let (runs, counting, publishing) = undisturbed(&town.house, &orgs).await?;
    let bills = whole(&town.house, &runs).await?;
    town.house.platform.db.close().await;
    drop(town);
    let (raw, written) = raw(url, folder.path()).await?;
    let rate = |took: Duration| written as f64 / took.as_secs_f64();
    report.add(Figure {
        what: format!("{bills} bills of {rooms} rooms × {ITEMS} items, published: {written} rows"),
        measured: rate(counting + publishing),
        yardstick: Some(("COPY to staging + INSERT … SELECT", rate(raw))),
        unit: "/s",
        wanted: Wanted::AtLeast(0.5),
    });
    report.note(format!("counted in {:.1} s, published in {:.1} s", counting.as_secs_f64(), publishing.as_secs_f64()));
    Ok(())
}

/// Brings the rows of the run in once more; how long that took, and how many there were. Reading them is not counted.
async fn raw(url: &str, folder: &Path) -> Result<(Duration, u64)> {
    let mut server = PgConnection::connect(url).await?;
    let (mut took, mut count) = (Duration::ZERO, 0);
    for (table, own) in LEFT {
        let path = folder.join(table);
        let mut file = tokio::fs::File::create(&path).await?;
        let mut rows = server.copy_out_raw(&format!("COPY (SELECT * FROM {table} WHERE {own}) TO STDOUT")).await?;
        while let Some(some) = rows.try_next().await? {
            file.write_all(&some).await?;
        }
        drop(rows);
        file.flush().await?;
        for make in [
            format!("CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)"),
            format!("CREATE TABLE staged_{table} AS SELECT * FROM {table} WITH NO DATA"),
        ] {
            sqlx::query(AssertSqlSafe(make)).execute(&mut server).await?;
        }
        let begun = Started::now();
        let mut copy = server.copy_in_raw(&format!("COPY staged_{table} FROM STDIN")).await?;
        copy.read_from(tokio::fs::File::open(&path).await?).await?;
        let staged = copy.finish().await?;
        let move_on = format!("INSERT INTO raw_{table} SELECT * FROM staged_{table}");
        let moved = sqlx::query(AssertSqlSafe(move_on)).execute(&mut server).await?.rows_affected();
        took += begun.elapsed();
        ensure!(moved == staged, "of {staged} rows of {table} {moved} were moved on");
        count += moved;
        tokio::fs::remove_file(&path).await?;
    }
    Ok((took, count))
}
