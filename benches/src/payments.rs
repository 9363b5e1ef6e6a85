//! Payments at the counter on SQLite: bills settled, book posted, receipt numbered. How much of the speed without durability is left
//! with it, and what group commit gives over one COMMIT for each payment.

use std::{path::Path, sync::Arc};

use anyhow::{Context, Result, ensure};
use kernel::{Clock, OrgId, Scope};
use serde_json::json;
use server::{Hashing, House, Order};
use store::{Options, Synchronous, args};
use uuid::Uuid;

use crate::{
    Setting,
    charging::{approve, ask, charge, whole},
    load::{Load, Watch, drive},
    people::person,
    report::{Figure, Report, Wanted},
    town::{Town, communities, today},
};

const CASHIERS: usize = 32;
/// Each way of committing takes its turn more than once, so that a machine that slows down slows all of them.
const ROUNDS: usize = 3;
/// Rooms of each cashier, with three bills each.
const ROOMS: usize = 20;
/// The first cashier; those before him run bills.
const CASHIER: usize = 10;

type Bill = (OrgId, Uuid, Uuid);

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let data = folder.path().join("town");
    let town = Town::found(&data, 0, 0.1).await?;
    charge(&town, 2 * ROOMS * CASHIERS).await?;
    let orgs = communities(&town.house.platform.db).await?;
    let runs = ask(&town.house, &orgs, ("2026-10-01", "2026-11-01")).await?;
    let worker = town.house.worker("bench");
    worker.drain().await?;
    approve(&town.house, &orgs, &runs).await?;
    worker.drain().await?;
    whole(&town.house, &runs).await?;
    town.house.platform.db.close().await;
    drop((worker, town));

    let most = Options::default().batch;
    let ways = [(Synchronous::Full, most), (Synchronous::Off, most), (Synchronous::Full, 1)];
    let mut loads: [Vec<Load>; 3] = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for (way, loads) in ways.iter().zip(&mut loads) {
            loads.push(measured(setting, &data, *way).await?);
        }
    }
    let [full, off, single] = loads.map(Load::together);
    let rate =
        |what: &str, measured, yardstick, wanted| Figure { what: what.into(), measured, yardstick, unit: "/s", wanted };
    let what = "payments with receipt, SQLite FULL, 32 cashiers";
    report.add(rate(what, full.rate(), Some(("synchronous=OFF", off.rate())), Wanted::AtLeast(0.6)));
    report.add(rate("the same", full.rate(), Some(("one COMMIT each", single.rate())), Wanted::AtLeast(3.0)));
    for (what, load) in [("group commit", &full), ("synchronous=OFF", &off), ("one COMMIT each", &single)] {
        report.note(format!(
            "{what}: p50 {:.1} ms, p99 {:.1} ms of {} payments",
            load.milliseconds(0.5),
            load.milliseconds(0.99),
            load.calls
        ));
    }
    Ok(())
}

/// The cashiers at work on a copy of the town, committing in one way.
async fn measured(setting: &Setting, data: &Path, (synchronous, batch): (Synchronous, usize)) -> Result<Load> {
    let folder = setting.folder()?;
    for file in std::fs::read_dir(data)? {
        let file = file?;
        if file.file_type()?.is_file() {
            std::fs::copy(file.path(), folder.path().join(file.file_name()))?;
        }
    }
    let (clock, hashing) = (Clock::manual(today()?), Hashing::least());
    let order = Order { clock, hashing, synchronous, batch, ..Order::new(folder.path()) };
    let house = House::build(&order).await?;
    let bills = bills(&house).await?;
    let mut own: Vec<Arc<Vec<Bill>>> = Vec::new();
    for (nth, some) in bills.chunks_exact(ROOMS * 3).take(CASHIERS).enumerate() {
        let org = some[0].0;
        let some: Vec<Bill> = some.iter().copied().filter(|bill| bill.0 == org).collect();
        house.platform.act(&person(CASHIER + nth, org), "payment.cash_shift.create", json!({"org_id": org})).await?;
        own.push(Arc::new(some));
    }
    ensure!(own.len() == CASHIERS, "only {} cashiers have bills", own.len());
    let load = drive(CASHIERS, setting.seconds(6.0), |nth, watch| cashier(house.clone(), nth, own[nth].clone(), watch))
        .await?;
    let mut tx = house.platform.db.as_owner().read(&Scope::default()).await?;
    let kept = "SELECT count(*) FROM payments p JOIN paper_numbers n ON n.org_id = p.org_id AND n.series = 'receipt' \
                JOIN entries e ON e.org_id = p.org_id AND e.id = p.entry_id \
                WHERE n.paper = e.source_id AND e.source_kind = 'payment'";
    let kept: i64 = tx.fetch_value(kept, args![]).await.context("the payments")?;
    ensure!(usize::try_from(kept)? == load.calls, "{} payments were acknowledged, {kept} are kept", load.calls);
    drop(tx);
    house.platform.db.close().await;
    Ok(load)
}

async fn bills(house: &House) -> Result<Vec<Bill>> {
    let mut tx = house.platform.db.as_owner().read(&Scope::default()).await?;
    let text = "SELECT org_id, place_id, id FROM bills WHERE state = 'published' AND amount_fen >= 800 ORDER BY org_id, place_id, id";
    Ok(tx.fetch_all(text, args![]).await?)
}

/// A cashier who takes a tenth of a yuan for one bill after the other.
async fn cashier(house: House, nth: usize, bills: Arc<Vec<Bill>>, mut watch: Watch) -> Result<Watch> {
    let mut turn = 0;
    while watch.goes_on() {
        let (org, place, bill) = bills[turn % bills.len()];
        turn += 1;
        let input = json!({
            "place_ids": [format!("place_{}", place.simple())], "bill_ids": [format!("bill_{}", bill.simple())],
            "amount": 10, "methods": [{"method": "wechat"}],
        });
        watch.time(house.platform.act(&person(CASHIER + nth, org), "payment.payment.create", input)).await?;
    }
    Ok(watch)
}
