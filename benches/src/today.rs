//! Today's work of one person among very many occurrences, beside the same work where there is little else.

use std::{
    collections::BTreeSet,
    path::Path,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, ensure};
use kernel::{Clock, OrgId};
use rusqlite::Connection;
use serde_json::json;
use server::{Hashing, House, Order};

use crate::{
    Setting,
    people::holder,
    report::{Figure, Report, Wanted, percentile},
    sync::{ROLE, plans},
    town::{Town, today},
};

/// Tasks of the person.
const TASKS: usize = 200;

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let data = folder.path().join("town");
    let town = Town::found(&data, 0, 0.05).await?;
    let org = plans(&town, setting.sized(TASKS, 10)).await?;
    town.house.platform.db.close().await;
    drop(town);
    let asks = setting.sized(500, 20);
    let (few, little) = measure(&data, org, asks).await?;
    let all = crowd(&data.join("steward.db"), setting.sized(100_000, 2_000))?;
    let (same, much) = measure(&data, org, asks).await?;
    ensure!(!few.is_empty() && few == same, "{} tasks among few, {} among many", few.len(), same.len());
    report.note(format!("{} tasks of one person among {all} occurrences, one answer after the other", few.len()));
    report.add(Figure {
        what: format!("today's work, p99 (p50 {:.1} ms)", percentile(&much, 0.5)),
        measured: percentile(&much, 0.99),
        yardstick: Some(("with little else", percentile(&little, 0.99))),
        unit: "ms",
        wanted: Wanted::AtMost(3.0),
    });
    Ok(())
}

/// The tasks of the person, and how long each answer took, the shortest first.
async fn measure(data: &Path, org: OrgId, asks: usize) -> Result<(BTreeSet<String>, Vec<Duration>)> {
    let order = Order { clock: Clock::manual(today()?), hashing: Hashing::least(), ..Order::new(data) };
    let house = House::build(&order).await?;
    let person = holder(21, ROLE, org);
    let (mut tasks, mut times) = (BTreeSet::new(), Vec::with_capacity(asks));
    for _ in 0..asks {
        let begun = Started::now();
        let answer = house.platform.ask(&person, "round.work.list", json!({})).await?;
        times.push(begun.elapsed());
        let rows = answer["rows"].as_array().context("rows")?;
        tasks = rows.iter().filter_map(|row| row["id"].as_str().map(ToOwned::to_owned)).collect();
    }
    house.platform.db.close().await;
    times.sort_unstable();
    Ok((tasks, times))
}

/// Copies what there is until there is so much: work of other posts today, and what the same post did on days that are over.
fn crowd(file: &Path, wanted: usize) -> Result<i64> {
    let mut db = Connection::open(file)?;
    let tx = db.transaction()?;
    let count = |tx: &rusqlite::Transaction<'_>| tx.query_row("SELECT count(*) FROM occurrences", [], |row| row.get(0));
    let there: i64 = count(&tx)?;
    ensure!(there > 0, "nothing is to be done");
    let names: Vec<String> = {
        let mut asked = tx.prepare("SELECT name FROM pragma_table_info('occurrences')")?;
        asked.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
    };
    let value = |name: &String| match name.as_str() {
        "id" => "randomblob(16)".to_owned(),
        "key" => "o.key || ':' || nth".to_owned(),
        "role" => "CASE WHEN nth % 2 = 0 THEN 'guard' ELSE o.role END".to_owned(),
        "state" => "CASE WHEN nth % 2 = 0 THEN 'released' ELSE 'done' END".to_owned(),
        "opens_at" | "closes_at" => format!("o.{name} - (nth % 2) * nth * 86400000000"),
        name => format!("o.{name}"),
    };
    let values: Vec<String> = names.iter().map(value).collect();
    let (names, values) = (names.join(", "), values.join(", "));
    tx.execute(
        &format!(
            "WITH RECURSIVE turns (nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM turns WHERE nth * ?2 < ?1) \
             INSERT INTO occurrences ({names}) SELECT {values} FROM turns, occurrences o"
        ),
        [i64::try_from(wanted)?, there],
    )?;
    let all = count(&tx)?;
    tx.execute_batch("ANALYZE")?;
    tx.commit()?;
    Ok(all)
}
