//! Armed clocks: how late they fire among a million others, how fast very many of one instant are worked off, and that
//! each fires exactly once – also when the process is killed in the middle.

use std::{
    collections::HashMap,
    path::Path,
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, ensure};
use kernel::{Clock, Instant, OrgId, Scope, Span};
use process::runtime::{CaseId, keep_awake, wake_all_due};
use store::{Options, Synchronous, args};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    sync::watch,
};

use crate::{
    Setting,
    herd::Herd,
    house::{House, community, morning},
    report::{Figure, Report, Wanted, percentile},
};

/// The name under which this program calls itself to be killed.
pub const SECOND_PROCESS: &str = "clocks-second-process";

/// Cases that fall due together and are worked off undisturbed; those during which the process is killed; those that
/// fall due one after the other; and those that only wait.
const GROUPS: [usize; 4] = [0, 1, 2, 3];
/// How many fall due a second in the steady state: a million clocks, each with some five rungs a day.
const PER_SECOND: usize = 60;
/// The first rung of `response` is at half of its two hours.
const FIRST_RUNG: Span = Span::hours(1);
/// How many cases are opened for real; the others are copies.
const REAL: usize = 50;

struct Sizes {
    together: usize,
    one_by_one: usize,
    waiting: usize,
}

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let url = format!("sqlite:{}", folder.path().join("steward.db").display());
    let sizes = Sizes {
        together: setting.sized(100_000, 1_000),
        one_by_one: PER_SECOND * setting.sized(30, 2),
        waiting: setting.sized(300_000, 1_000),
    };
    let [undisturbed, killed, steady, _] = GROUPS.map(community);
    let due = fill(&url, folder.path(), &sizes).await?;

    let house = open(&url, folder.path(), morning()?, Synchronous::Full).await?;
    let (cases, _) = house.counted().await?;
    report.note(format!("{cases} cases, each with two armed clocks"));
    house.platform.clock.set(due[0]);
    let begun = Started::now();
    wake_all_due(&house.platform).await?;
    let took = begun.elapsed();
    fired_once(&house, undisturbed, sizes.together).await?;
    report.add(Figure {
        what: format!("{} clocks of one instant drained", sizes.together),
        measured: took.as_secs_f64(),
        yardstick: Some(("the log rows alone", log_rows_alone(&house, sizes.together).await?.as_secs_f64())),
        unit: "s",
        wanted: Wanted::Within(30.0, "s"),
    });
    house.platform.db.close().await;

    let left = kill_in_the_middle(&url, folder.path(), due[1], took / 2).await?;
    let house = open(&url, folder.path(), due[1], Synchronous::Full).await?;
    let begun = Started::now();
    wake_all_due(&house.platform).await?;
    report.note(format!(
        "killed in the middle, the next process drained the {left} that were left of {} in {:.1} s; each fired once",
        sizes.together,
        begun.elapsed().as_secs_f64()
    ));
    fired_once(&house, killed, sizes.together).await?;

    let mut lags = steady_state(&house, due[2], sizes.one_by_one).await?;
    fired_once(&house, steady, sizes.one_by_one).await?;
    lags.sort_unstable();
    report.add(Figure {
        what: format!("lag p99 of clocks falling due at {PER_SECOND}/s"),
        measured: percentile(&lags, 0.99),
        yardstick: Some(("half of them", percentile(&lags, 0.5))),
        unit: "ms",
        wanted: Wanted::Within(1_000.0, "ms"),
    });
    house.platform.db.close().await;
    Ok(())
}

async fn open(url: &str, files: &Path, at: Instant, synchronous: Synchronous) -> Result<Arc<House>> {
    let deadline = Duration::from_secs(60);
    House::build(url, files, Options { synchronous, deadline, clock: Clock::manual(at), ..Options::default() }).await
}

/// Fills the database; when the first of each of the first three groups falls due.
async fn fill(url: &str, files: &Path, sizes: &Sizes) -> Result<[Instant; 3]> {
    let start = morning()?;
    let house = open(url, files, start, Synchronous::Off).await?;
    let db = &house.platform.db;
    let opened = [start, start + Span::minutes(5), start + Span::minutes(10), start + Span::hours(3)];
    for (group, size) in [(0, sizes.together), (1, sizes.together), (3, sizes.waiting)] {
        let (org, mut ids) = (community(group), Vec::new());
        house.platform.clock.set(opened[group]);
        for _ in 0..REAL {
            ids.push(house.open(org).await?);
        }
        Herd::of(db, org, &ids).await?.multiply(db, 0..size - REAL, |_, _| {}).await?;
    }
    let step = 1_000_000 / i64::try_from(PER_SECOND)?;
    for nth in 0..i64::try_from(sizes.one_by_one)? {
        house.platform.clock.set(opened[2] + Span(nth * step));
        house.open(community(2)).await?;
    }
    db.close().await;
    Ok([opened[0] + FIRST_RUNG, opened[1] + FIRST_RUNG, opened[2] + FIRST_RUNG])
}

/// Each case of the group has one more thing in its log, said once to the outbox and once to the audit.
async fn fired_once(house: &House, org: OrgId, cases: usize) -> Result<()> {
    let mut tx = house.platform.db.as_owner().read(&Scope::default()).await?;
    let count = [
        "SELECT count(*) FROM cases WHERE org_id = $1 AND version = 2",
        "SELECT count(*) FROM case_events WHERE org_id = $1 AND action IS NULL",
        "SELECT count(*) FROM (SELECT DISTINCT case_id FROM case_events WHERE org_id = $1 AND action IS NULL) fired",
        "SELECT count(*) FROM audit WHERE org_id = $1 AND action = 'case.wake'",
        "SELECT count(DISTINCT target) FROM audit WHERE org_id = $1 AND action = 'case.wake'",
    ];
    for text in count {
        let found: i64 = tx.fetch_value(text, args![org]).await?;
        ensure!(usize::try_from(found) == Ok(cases), "of {cases} clocks {found} fired once: {text}");
    }
    Ok(())
}

/// The time it takes to append as many log rows and nothing else, in chunks of the same size.
async fn log_rows_alone(house: &House, rows: usize) -> Result<Duration> {
    let db = house.platform.db.as_owner();
    db.transact(&Scope::default(), |tx| {
        Box::pin(async move {
            tx.execute("CREATE TABLE bare_log (id BIGINT PRIMARY KEY, events TEXT NOT NULL)", args![]).await
        })
    })
    .await?;
    let begun = Started::now();
    for chunk in (0..rows).collect::<Vec<_>>().chunks(250) {
        let chunk: Arc<Vec<_>> =
            Arc::new(chunk.iter().map(|nth| args![*nth, "厨房水龙头漏水，关不紧".repeat(12)]).collect());
        db.transact(&Scope::default(), move |tx| {
            let chunk = chunk.clone();
            Box::pin(async move { tx.insert_many("bare_log", &["id", "events"], chunk.to_vec()).await })
        })
        .await?;
    }
    Ok(begun.elapsed())
}

/// Lets a second process work and kills it after a while; how many it has left over.
async fn kill_in_the_middle(url: &str, files: &Path, due: Instant, after: Duration) -> Result<i64> {
    let mut child = tokio::process::Command::new(std::env::current_exe()?)
        .args([SECOND_PROCESS, url, &files.display().to_string(), &due.0.to_string()])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let said = child.stdout.take().context("its output")?;
    BufReader::new(said).lines().next_line().await?.context("the second process ended before it began")?;
    tokio::time::sleep(after).await;
    child.kill().await?;
    let house = open(url, files, due, Synchronous::Full).await?;
    let mut tx = house.platform.db.as_owner().read(&Scope::default()).await?;
    let left = tx.fetch_value("SELECT count(*) FROM cases WHERE wake_at <= $1", args![due]).await?;
    drop(tx);
    house.platform.db.close().await;
    Ok(left)
}

/// The second process: works off what is due at an instant, until it is killed.
pub async fn drain_in_this_process(rest: &[String]) -> Result<()> {
    let [url, files, due] = rest else {
        anyhow::bail!("the second process is given a database, a folder and an instant")
    };
    let house = open(url, Path::new(files), Instant(due.parse()?), Synchronous::Full).await?;
    println!("begun");
    wake_all_due(&house.platform).await?;
    house.platform.db.close().await;
    Ok(())
}

/// Lets time run from just before the first of the group falls due; how late the open pages heard of each.
async fn steady_state(house: &House, first: Instant, cases: usize) -> Result<Vec<Duration>> {
    let (clock, begun) = (house.platform.clock.clone(), Started::now());
    let base = first - Span::seconds(1);
    let ticking = tokio::spawn(async move {
        loop {
            clock.set(base + Span(i64::try_from(begun.elapsed().as_micros()).unwrap_or(i64::MAX)));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    let due = due_instants(house, community(2)).await?;
    let mut heard = house.platform.live.listen();
    let (end, ended) = watch::channel(false);
    let awake = tokio::spawn(keep_awake(house.platform.clone(), ended));
    let mut lags = Vec::with_capacity(cases);
    let patience = Duration::from_secs(60) + Duration::from_secs((cases / PER_SECOND) as u64);
    let listening = async {
        while lags.len() < cases {
            let topic = heard.recv().await?;
            let id = topic.strip_prefix("case:").and_then(|id| id.parse::<CaseId>().ok());
            if let Some(at) = id.and_then(|id| due.get(&id)) {
                let lag = (house.platform.clock.now() - *at).0;
                lags.push(Duration::from_micros(u64::try_from(lag).context("a clock fired before it was due")?));
            }
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(patience, listening).await.context("not every clock was heard of")??;
    end.send(true)?;
    awake.await?;
    ticking.abort();
    Ok(lags)
}

async fn due_instants(house: &House, org: OrgId) -> Result<HashMap<CaseId, Instant>> {
    let mut tx = house.platform.db.as_owner().read(&Scope::default()).await?;
    let rows: Vec<(CaseId, Instant)> =
        tx.fetch_all("SELECT id, wake_at FROM cases WHERE org_id = $1", args![org]).await?;
    Ok(rows.into_iter().collect())
}
