//! What recurs becomes rows: very many plans of the demo's mix, beside the bare insertion of the occurrences they bring forth.

use std::{path::Path, time::Instant as Started};

use anyhow::{Context, Result, ensure};
use kernel::Scope;
use server::{House, Order};
use store::args;

use crate::{
    Setting,
    report::{Figure, Report, Wanted},
    rows,
    second::Second,
    town::{Town, open, today},
};

/// What generation leaves.
const LEFT: &[(&str, &str)] = &[("occurrences", "plan_id IN (SELECT id FROM copied)")];

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let data = folder.path().join("town");
    let town = Town::found_in(Order::new(&data), 0, 0.1, sim::Life::making_rounds).await?;
    town.house.platform.db.close().await;
    drop(town);
    let file = data.join("steward.db");
    let (plans, mix) = copy(&file, setting.sized(200_000, 1_000))?;
    report.note(format!("{plans} plans: {mix}"));

    let before = count(&file)?;
    // Founding and copying took memory of their own in this one.
    let (took, peak) = Second::begin(&data, today()?).await?.end().await?;
    let house = open(&data, today()?).await?;
    let made = occurrences(&house).await? - before;
    ensure!(made > 0, "nothing was brought forth");
    let again = again(&house).await?;
    house.platform.db.close().await;
    drop(house);
    let (raw, written) = rows::raw(&file, &folder.path().join("raw"), LEFT).await?;
    ensure!(i64::try_from(written)? == made, "{made} rows came and {written} were inserted raw");
    let rate = |took: std::time::Duration| written as f64 / took.as_secs_f64();
    report.add(Figure {
        what: format!("{written} occurrences of the days to come"),
        measured: rate(took),
        yardstick: Some(("raw insert of equal rows", rate(raw))),
        unit: "/s",
        wanted: Wanted::AtLeast(0.5),
    });
    report.add(Figure {
        what: "the most memory of the whole process".into(),
        measured: peak / 1e6,
        yardstick: None,
        unit: "MB",
        wanted: Wanted::Within(300.0, "MB"),
    });
    report.note(format!("everything looked at once more in {again:.1} s: nothing was added"));
    Ok(())
}

/// Multiplies the plans of the demo, with the things they are carried out on, until there are so many; how many, and of which rhythm.
fn copy(file: &Path, plans: usize) -> Result<(i64, String)> {
    let mut database = rusqlite::Connection::open(file)?;
    let now = today()?.0;
    let tx = database.transaction()?;
    let made: i64 = tx.query_row("SELECT count(*) FROM plans", [], |row| row.get(0))?;
    ensure!(made > 0, "the demo has no plans");
    tx.execute_batch("CREATE TABLE copied (was BLOB NOT NULL, id BLOB PRIMARY KEY)")?;
    tx.execute(
        "WITH RECURSIVE turns (nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM turns WHERE nth * ?2 < ?1) \
         INSERT INTO copied SELECT p.id, randomblob(16) FROM turns, plans p",
        [i64::try_from(plans)?, made],
    )?;
    for (table, id, changed) in [("plans", "id", ""), ("plan_things", "plan_id", "wake_at")] {
        let mut asked = tx.prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?;
        let names: Vec<String> = asked.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let value = |name: &String| match name.as_str() {
            name if name == id => "c.id".to_owned(),
            name if name == changed => now.to_string(),
            "settled_before" => "NULL".to_owned(),
            name => format!("t.{name}"),
        };
        let values: Vec<String> = names.iter().map(value).collect();
        let (names, values) = (names.join(", "), values.join(", "));
        tx.execute_batch(&format!(
            "INSERT INTO {table} ({names}) SELECT {values} FROM copied c JOIN {table} t ON t.{id} = c.was"
        ))?;
    }
    let plans: i64 = tx.query_row("SELECT count(*) FROM copied", [], |row| row.get(0))?;
    let things: i64 =
        tx.query_row("SELECT count(*) FROM plan_things WHERE plan_id IN (SELECT id FROM copied)", [], |row| {
            row.get(0)
        })?;
    let rhythm = "SELECT coalesce(substr(json_extract(asked, '$.rule'), 6, instr(json_extract(asked, '$.rule') || ';', ';') - 6), 'other') \
                  AS rhythm, count(*) FROM plans WHERE id IN (SELECT id FROM copied) GROUP BY rhythm ORDER BY 2 DESC";
    let mut asked = tx.prepare(rhythm)?;
    let share = |row: &rusqlite::Row<'_>| -> rusqlite::Result<String> {
        Ok(format!("{} {} %", row.get::<_, String>(0)?, row.get::<_, i64>(1)? * 100 / plans))
    };
    let mix: Vec<String> = asked.query_map([], share)?.collect::<rusqlite::Result<_>>()?;
    drop(asked);
    tx.commit()?;
    Ok((plans, format!("{}; on {things} things", mix.join(", "))))
}

/// The occurrences in a file no house is open on.
fn count(file: &Path) -> Result<i64> {
    Ok(rusqlite::Connection::open(file)?.query_row("SELECT count(*) FROM occurrences", [], |row| row.get(0))?)
}

async fn occurrences(house: &House) -> Result<i64> {
    let mut tx = house.platform.db.as_owner().read(&Scope::default()).await?;
    tx.fetch_value("SELECT count(*) FROM occurrences", args![]).await.context("the occurrences")
}

/// Has every thing looked at once more; how long that took in seconds. Nothing may come of it.
async fn again(house: &House) -> Result<f64> {
    let (before, now) = (occurrences(house).await?, house.platform.clock.now());
    let owner = house.platform.db.as_owner();
    owner
        .transact(&Scope::default(), move |tx| {
            Box::pin(async move { tx.execute("UPDATE plan_things SET wake_at = $1", args![now]).await })
        })
        .await?;
    let worker = house.worker("again");
    let begun = Started::now();
    let job = house.platform.registry.job("round.occurrence.release_on").context("the job")?;
    house.platform.run_job(&house.system("bench").await?, job, serde_json::Value::Null).await?;
    worker.drain().await?;
    ensure!(occurrences(house).await? == before, "a second look added occurrences");
    Ok(begun.elapsed().as_secs_f64())
}
