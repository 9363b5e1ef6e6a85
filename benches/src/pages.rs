//! Pages over very many cases and rooms, beside the same pages over few cases; and the box that finds anything.

use std::time::{Duration, Instant as Started};

use anyhow::{Context, Result};
use kernel::{OrgId, Scope};
use process::runtime::CaseId;
use store::args;
use uuid::Uuid;

use crate::{
    Setting,
    report::{Figure, Report, Wanted, percentile},
    town::{Town, Visitor},
};

/// Who looks: somebody who sees the whole company, so that nothing is made easier by a narrow scope.
const LOGIN: &str = "admin";

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let mut town = Town::found(folder.path(), 1, setting.scale.clamp(0.05, 0.3)).await?;
    town.build_until(setting.sized(200_000, 500)).await?;
    let rooms = town.rooms().await?;
    let login = town.logins.iter().find(|l| l.login == LOGIN).context("nobody to look")?.clone();
    let visitor = Visitor::enter(&town.house, &login).await?;

    let (few, many) = (setting.sized(10_000, 500), setting.sized(1_000_000, 5_000));
    let asks = setting.sized(1_000, 40);
    town.copy_until(few, &rooms).await?;
    let small = measure(&town, &visitor, &rooms, asks).await?;
    town.copy_until(many, &rooms).await?;
    let large = measure(&town, &visitor, &rooms, asks).await?;
    report.note(format!("{many} cases beside {few}, {} rooms, one page after the other over HTTP", rooms.len()));
    for ((name, large), (_, small)) in large.iter().zip(&small) {
        let (p99, yardstick) = (percentile(large, 0.99), percentile(small, 0.99));
        for wanted in [Wanted::AtMost(3.0), Wanted::Within(25.0, "ms")] {
            report.add(Figure {
                what: format!("{name}, p99 (p50 {:.1} ms)", percentile(large, 0.5)),
                measured: p99,
                yardstick: Some(("over few cases", yardstick)),
                unit: "ms",
                wanted,
            });
        }
    }
    town.house.platform.db.close().await;
    Ok(())
}

type Times = Vec<(&'static str, Vec<Duration>)>;

async fn measure(town: &Town, visitor: &Visitor, rooms: &[(OrgId, Uuid, String)], asks: usize) -> Result<Times> {
    let cases = cases(town, asks).await?;
    let list = |nth: usize| {
        let asked = ["", "?open=true", "?timing=late", "?category=done", "?process=repair&open=true", "?topic=water"];
        format!("/desk/cases{}", asked[nth % asked.len()])
    };
    let record = |nth: usize| format!("/desk/cases/{}", cases[nth % cases.len()]);
    let desk = |nth: usize| match nth % 2 {
        0 => "/desk".to_owned(),
        _ => format!("/desk?place=place_{}", rooms[(nth * 7_919) % rooms.len()].1.simple()),
    };
    Ok(vec![
        ("case list", times(visitor, asks, list).await?),
        ("case record", times(visitor, asks, record).await?),
        ("desk page", times(visitor, asks, desk).await?),
    ])
}

async fn cases(town: &Town, most: usize) -> Result<Vec<CaseId>> {
    let mut tx = town.house.platform.db.as_owner().read(&Scope::default()).await?;
    let text = "SELECT id FROM cases ORDER BY number LIMIT $1";
    Ok(tx.fetch_values(text, args![most]).await?)
}

/// How long each page took; a few are fetched beforehand, as after any start.
async fn times(visitor: &Visitor, asks: usize, path: impl Fn(usize) -> String) -> Result<Vec<Duration>> {
    for nth in 0..asks.min(20) {
        visitor.get(&path(nth)).await?;
    }
    let mut times = Vec::with_capacity(asks);
    for nth in 0..asks {
        let path = path(nth);
        let begun = Started::now();
        visitor.get(&path).await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

/// The box that finds anything, over very many rooms.
pub async fn search(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let town = Town::found(folder.path(), 0, setting.scale.clamp(0.05, 1.0)).await?;
    let login = town.logins.iter().find(|l| l.login == LOGIN).context("nobody to look")?.clone();
    let visitor = Visitor::enter(&town.house, &login).await?;
    let asks = setting.sized(2_000, 60);
    let small = times(&visitor, asks, asked).await?;
    let few = town.rooms().await?.len();
    town.build_until(setting.sized(200_000, 5_000)).await?;
    let large = times(&visitor, asks, asked).await?;
    report.add(Figure {
        what: format!("search box at {} rooms, p99 (p50 {:.1} ms)", town.rooms().await?.len(), percentile(&large, 0.5)),
        measured: percentile(&large, 0.99),
        yardstick: Some(("over the demo's rooms", percentile(&small, 0.99))),
        unit: "ms",
        wanted: Wanted::Within(50.0, "ms"),
    });
    report.note(format!(
        "the yardstick is over {few} rooms; room numbers in two notations, names, initials, phone tails"
    ));
    town.house.platform.db.close().await;
    Ok(())
}

/// What people type.
fn asked(nth: usize) -> String {
    let (building, unit, floor, line) = (500 + nth % 60, 1 + nth % 2, 1 + nth % 25, 1 + nth % 8);
    let typed = match nth % 6 {
        0 => format!("{building}-{unit}-{floor}{line:02}"),
        1 => format!("{building}栋{unit}单元{floor}{line:02}"),
        2 => ["王", "张伟", "李", "赵师傅"][nth % 4].to_owned(),
        3 => ["wl", "zw", "ly", "zsf"][nth % 4].to_owned(),
        4 => format!("{:04}", nth % 10_000),
        _ => format!("{floor}{line:02}"),
    };
    let escaped: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/find?q={escaped}")
}
