//! A bill run on SQLite beside the bare insertion of all rows it leaves, with people paying at the counter meanwhile; and one whose
//! process is killed while it counts and while it publishes.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, ensure};
use futures::future::BoxFuture;
use kernel::{OrgId, Span};
use serde_json::{Value, json};
use server::House;

use crate::{
    Setting,
    charging::{ITEMS, approve, ask, charge, whole},
    idle::{forget_peak, resident},
    people::{THINKS, person, work_until},
    report::{Figure, Report, Wanted, percentile},
    rows,
    second::Second,
    town::{Town, communities, open, today},
};

/// A job is taken over from a process that was killed after so long.
const TAKEN_OVER: Span = Span::minutes(6);
/// The first cashier; those before him run bills.
const CASHIER: usize = 10;

/// What a run leaves: its bills with their numbers, what they posted, and the accounts that were opened for it.
pub const LEFT: &[(&str, &str)] = &[
    ("bill_runs", "1 = 1"),
    ("bills", "1 = 1"),
    ("paper_numbers", "series = 'bill'"),
    ("book_accounts", "1 = 1"),
    ("entries", "source_kind = 'bill'"),
    ("postings", "entry_id IN (SELECT id FROM entries WHERE source_kind = 'bill')"),
    ("day_totals", "1 = 1"),
];

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let data = folder.path().join("town");
    let town = Town::found(&data, 0, 0.1).await?;
    charge(&town, setting.sized(1_000_000, 2_000)).await?;
    let rooms = town.rooms().await?;
    let orgs = communities(&town.house.platform.db).await?;
    town.house.platform.db.close().await;
    drop(town);

    let house = open(&data, today()?).await?;
    let till = Till::open(&house, &rooms.iter().map(|(org, id, _)| (*org, *id)).collect::<Vec<_>>()).await?;
    let idle = work_until(till.people(), tokio::time::sleep(setting.seconds(20.0))).await?.1;
    forget_peak()?;
    let (timed, busy) = work_until(till.people(), undisturbed(&house, &orgs)).await?;
    let (runs, counting, publishing) = timed?;
    let peak = resident(std::process::id(), "VmHWM")?;
    let bills = whole(&house, &runs).await?;
    house.platform.db.close().await;
    drop(house);
    let (raw, written) = rows::raw(&data.join("steward.db"), &folder.path().join("raw"), LEFT).await?;
    let rate = |took: Duration| written as f64 / took.as_secs_f64();
    report.add(Figure {
        what: format!("{bills} bills of {} rooms × {ITEMS} items, published: {written} rows", rooms.len()),
        measured: rate(counting + publishing),
        yardstick: Some(("raw insert of all its rows", rate(raw))),
        unit: "/s",
        wanted: Wanted::AtLeast(0.5),
    });
    report.add(Figure {
        what: "the most memory of the whole process".into(),
        measured: peak / 1e6,
        yardstick: None,
        unit: "MB",
        wanted: Wanted::Within(500.0, "MB"),
    });
    report.add(Figure {
        what: format!("payments at the counter meanwhile, p99 of {}", busy.len()),
        measured: percentile(&busy, 0.99),
        yardstick: Some(("without a run", percentile(&idle, 0.99))),
        unit: "ms",
        wanted: Wanted::AtMost(5.0),
    });
    report.note(format!("counted in {:.1} s, published in {:.1} s", counting.as_secs_f64(), publishing.as_secs_f64()));
    killed(&data, orgs[0], (counting / 6, publishing / 6), report).await
}

/// The bills of a month in all communities; the runs, how long they were counted and how long published.
pub async fn undisturbed(house: &House, orgs: &[OrgId]) -> Result<(Vec<Value>, Duration, Duration)> {
    let worker = house.worker("bench");
    let begun = Started::now();
    let runs = ask(house, orgs, ("2026-10-01", "2026-11-01")).await?;
    worker.drain().await?;
    let counting = begun.elapsed();
    let begun = Started::now();
    approve(house, orgs, &runs).await?;
    worker.drain().await?;
    Ok((runs, counting, begun.elapsed()))
}

/// A run of one community whose process is killed twice, while it counts and while it publishes; the next goes on each time.
async fn killed(data: &Path, org: OrgId, after: (Duration, Duration), report: &mut Report) -> Result<()> {
    let orgs = [org];
    let at = today()? + TAKEN_OVER;
    let house = open(data, at).await?;
    let runs = ask(&house, &orgs, ("2026-09-01", "2026-10-01")).await?;
    house.platform.db.close().await;
    drop(house);
    Second::begin(data, at).await?.kill_after(after.0).await?;
    let house = open(data, at + TAKEN_OVER).await?;
    let reached = shown(&house, org, &runs[0]).await?;
    house.worker("bench").drain().await?;
    approve(&house, &orgs, &runs).await?;
    house.platform.db.close().await;
    drop(house);
    Second::begin(data, at + TAKEN_OVER).await?.kill_after(after.1).await?;
    let house = open(data, at + TAKEN_OVER + TAKEN_OVER).await?;
    let published = shown(&house, org, &runs[0]).await?;
    house.worker("bench").drain().await?;
    let bills = whole(&house, &runs).await?;
    house.platform.db.close().await;
    report.note(format!(
        "killed when {} of {} places were counted and again when {} of {bills} bills were published, it ended whole: none lost, none twice",
        reached["places_done"], reached["places"], published["published"]
    ));
    Ok(())
}

async fn shown(house: &House, org: OrgId, run: &Value) -> Result<Value> {
    Ok(house.platform.ask(&person(2, org), "billing.bill_run.view", json!({"id": run})).await?)
}

/// A counter where people pay for rooms in advance.
struct Till {
    house: House,
    rooms: Arc<Vec<(OrgId, uuid::Uuid)>>,
}

impl Till {
    /// Opens the shift of each cashier.
    async fn open(house: &House, rooms: &[(OrgId, uuid::Uuid)]) -> Result<Self> {
        let (org, _) = *rooms.first().context("no rooms")?;
        for nth in 0..crate::people::PEOPLE {
            house
                .platform
                .act(&person(CASHIER + nth, org), "payment.cash_shift.create", json!({"org_id": org}))
                .await?;
        }
        let rooms = rooms.iter().copied().filter(|(of, _)| *of == org).collect();
        Ok(Self { house: house.clone(), rooms: Arc::new(rooms) })
    }

    fn people(&self) -> impl Fn(usize, Arc<AtomicBool>) -> BoxFuture<'static, Result<Vec<Duration>>> {
        let (house, rooms) = (self.house.clone(), self.rooms.clone());
        move |nth, end| Box::pin(pay(house.clone(), rooms.clone(), nth, end))
    }
}

async fn pay(
    house: House,
    rooms: Arc<Vec<(OrgId, uuid::Uuid)>>,
    nth: usize,
    end: Arc<AtomicBool>,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while !end.load(Ordering::SeqCst) {
        tokio::time::sleep(THINKS).await;
        let (org, room) = rooms[(times.len() * 7 + nth) % rooms.len()];
        let room = format!("place_{}", room.simple());
        let input = json!({"place_ids": [room], "amount": 12_345, "prepaid_for": "general"});
        let begun = Started::now();
        let paid = house.platform.act(&person(CASHIER + nth, org), "payment.payment.create", input).await?;
        times.push(begun.elapsed());
        ensure!(paid["id"].is_string(), "a payment without an id");
    }
    Ok(times)
}
