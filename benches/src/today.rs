//! Today's work of one person among very many occurrences, beside the same work where there is little else; and how soon the app on a
//! slow phone shows it, beside the same page with a script that is never called.

use std::{
    collections::BTreeSet,
    path::Path,
    process::Stdio,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, ensure};
use kernel::OrgId;
use rusqlite::Connection;
use serde_json::{Value, json};

use tokio::process::Command;

use crate::{
    Setting,
    people::holder,
    report::{Figure, Report, Wanted, percentile},
    sync::{ROLE, plans},
    town::{Town, open, today},
};

/// Tasks of the person.
const TASKS: usize = 200;
/// What drives the browser, with its libraries beside it.
const BROWSER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/e2e");

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let data = folder.path().join("town");
    let town = Town::found(&data, 0, 0.05).await?;
    let org = plans(&town, setting.sized(TASKS, 10)).await?;
    town.house.platform.db.close().await;
    drop(town);
    // Of fewer, the slowest of a hundred is whatever else the machine did.
    let asks = setting.sized(500, 200);
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
    phone(setting, report).await
}

/// How soon the app shows the list in a real browser that was just started; says so when there is none.
async fn phone(setting: &Setting, report: &mut Report) -> Result<()> {
    let steward = std::env::current_exe()?.with_file_name("steward");
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let libraries = Path::new(BROWSER).join("node_modules");
    if let Some(missing) = [steward.as_path(), Path::new(&chromium), &libraries].into_iter().find(|at| !at.exists()) {
        report.note(format!("left out in the browser: there is no {}", missing.display()));
        return Ok(());
    }
    let tasks = setting.sized(TASKS, 10);
    let ran = Command::new("node")
        .arg(Path::new(BROWSER).join("today.bench.mjs"))
        .env("STEWARD", &steward)
        .env("TASKS", tasks.to_string())
        .env("ROUNDS", setting.sized(7, 1).to_string())
        .env_remove("DATABASE_URL")
        .stderr(Stdio::inherit())
        .output()
        .await?;
    ensure!(ran.status.success(), "the browser ended with {}", ran.status);
    let told: Value = serde_json::from_slice(&ran.stdout)?;
    for line in ["online", "offline"] {
        let took = |page: &str| told[line][page].as_f64().context("a time");
        report.add(Figure {
            what: format!("{tasks} tasks in the app from cold, {line}, processor slowed four times"),
            measured: took("app")?,
            yardstick: Some(("a page of equal weight", took("blank")?)),
            unit: "ms",
            wanted: Wanted::AtMost(3.0),
        });
    }
    Ok(())
}

/// The tasks of the person, and how long each answer took, the shortest first.
async fn measure(data: &Path, org: OrgId, asks: usize) -> Result<(BTreeSet<String>, Vec<Duration>)> {
    let house = open(data, today()?).await?;
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
