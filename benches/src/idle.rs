//! The real program doing nothing: what it needs to lie there, and how soon it shows its first page.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{
    Setting,
    report::{Figure, Report, Wanted},
};

const MEGABYTE: f64 = 1_000_000.0;

/// Runs the bench; says so when the program was not built.
#[allow(clippy::cast_precision_loss, reason = "megabytes")]
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let Some(steward) = program()? else {
        report.note("left out: there is no steward beside this program; make bench builds it");
        return Ok(());
    };
    let folder = setting.folder()?;
    // The first start makes the database; what is measured is a start like every other.
    drop(start(&steward, folder.path()).await?);
    let mut starts = Vec::new();
    for _ in 0..5 {
        let (child, took) = start(&steward, folder.path()).await?;
        starts.push(took);
        drop(child);
    }
    starts.sort_unstable();
    report.add(Figure {
        what: "start to the first page".into(),
        measured: starts[starts.len() / 2].as_secs_f64() * 1_000.0,
        yardstick: Some(("to start and say its version", version(&steward).await?.as_secs_f64() * 1_000.0)),
        unit: "ms",
        wanted: Wanted::Within(500.0, "ms"),
    });
    let (child, _) = start(&steward, folder.path()).await?;
    tokio::time::sleep(setting.seconds(10.0)).await;
    let id = child.id().context("it ended by itself")?;
    report.add(Figure {
        what: "resident, idle".into(),
        measured: resident(id, "VmRSS")? / MEGABYTE,
        yardstick: None,
        unit: "MB",
        wanted: Wanted::Within(60.0, "MB"),
    });
    report.add(Figure {
        what: "one executable".into(),
        measured: std::fs::metadata(&steward)?.len() as f64 / MEGABYTE,
        yardstick: None,
        unit: "MB",
        wanted: Wanted::Within(60.0, "MB"),
    });
    Ok(())
}

fn program() -> Result<Option<PathBuf>> {
    let beside = std::env::current_exe()?.with_file_name("steward");
    Ok(beside.exists().then_some(beside))
}

/// Starts it and waits for a page.
async fn start(steward: &Path, data: &Path) -> Result<(Child, Duration)> {
    let begun = Started::now();
    let mut child = Command::new(steward)
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .env_remove("DATABASE_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut said = BufReader::new(child.stdout.take().context("its output")?).lines();
    let address = loop {
        let line = said.next_line().await?.context("it ended without saying where it serves")?;
        if let Some(at) = line.find("http://") {
            break line[at..].trim_end_matches('/').to_owned();
        }
    };
    for _ in 0..2_000 {
        if let Ok(answer) = reqwest::get(format!("{address}/sign_in")).await
            && answer.status().is_success()
        {
            answer.bytes().await?;
            return Ok((child, begun.elapsed()));
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    bail!("it never showed a page")
}

async fn version(steward: &Path) -> Result<Duration> {
    let begun = Started::now();
    Command::new(steward).arg("--version").stdout(Stdio::null()).status().await?;
    Ok(begun.elapsed())
}

/// A line of what the kernel says of a process, in bytes.
pub fn resident(id: u32, line: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let found = status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':'));
    let kilobytes: f64 = found.and_then(|l| l.split_whitespace().next()).context("no such line")?.parse()?;
    Ok(kilobytes * 1_024.0)
}

/// From now on this process's peak of memory counts anew.
pub fn forget_peak() -> Result<()> {
    std::fs::write("/proc/self/clear_refs", "5").context("the kernel forgets the peak of before")
}
