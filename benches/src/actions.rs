//! Case actions on SQLite: how much of the speed without durability is left with it, and what group commit gives over
//! one COMMIT for each action.

use std::sync::Arc;

use anyhow::{Result, ensure};
use store::{Options, Synchronous};

use crate::{
    Setting,
    house::{House, community, real_time, steps},
    load::{Load, Watch, drive},
    report::{Figure, Report, Wanted},
};

const CLIENTS: usize = 64;
/// Each way of committing takes its turn more than once, so that a machine that slows down slows all of them.
const ROUNDS: usize = 3;

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let ways = [
        Options { synchronous: Synchronous::Full, ..real_time() },
        Options { synchronous: Synchronous::Off, ..real_time() },
        Options { synchronous: Synchronous::Full, batch: 1, ..real_time() },
    ];
    let mut loads: [Vec<Load>; 3] = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for (options, loads) in ways.iter().zip(&mut loads) {
            let folder = setting.folder()?;
            let url = format!("sqlite:{}", folder.path().join("steward.db").display());
            let house = House::build(&url, folder.path(), options.clone()).await?;
            loads.push(drive(CLIENTS, setting.seconds(6.0), |nth, watch| client(house.clone(), nth, watch)).await?);
            acknowledged(&house, loads.last().map_or(0, |load| load.calls)).await?;
            house.platform.db.close().await;
        }
    }
    let [full, off, single] = loads.map(Load::together);
    let rate =
        |what: &str, measured, yardstick, wanted| Figure { what: what.into(), measured, yardstick, unit: "/s", wanted };
    report.add(rate(
        "SQLite FULL, group commit, 64 clients",
        full.rate(),
        Some(("synchronous=OFF", off.rate())),
        Wanted::AtLeast(0.6),
    ));
    report.add(rate("the same", full.rate(), Some(("one COMMIT each", single.rate())), Wanted::AtLeast(3.0)));
    for (what, load) in [("group commit", &full), ("synchronous=OFF", &off), ("one COMMIT each", &single)] {
        report.note(format!(
            "{what}: p50 {:.1} ms, p99 {:.1} ms of {} actions",
            load.milliseconds(0.5),
            load.milliseconds(0.99),
            load.calls
        ));
    }
    Ok(())
}

/// A client that takes cases from the call to the confirmation, each in a community of his own.
pub async fn client(house: Arc<House>, nth: usize, mut watch: Watch) -> Result<Watch> {
    let (org, steps) = (community(nth), steps());
    while watch.goes_on() {
        let case = watch.time(house.open(org)).await?;
        for step in &steps {
            if !watch.goes_on() {
                break;
            }
            watch.time(house.act(org, case, step)).await?;
        }
    }
    Ok(watch)
}

/// Every acknowledged action is in the tables, and nothing else is.
pub async fn acknowledged(house: &House, calls: usize) -> Result<()> {
    let (_, done) = house.counted().await?;
    ensure!(usize::try_from(done) == Ok(calls), "{calls} actions were acknowledged, {done} are in the tables");
    Ok(())
}
