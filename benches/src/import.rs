//! A workbook of very many rooms and owners going in, beside reading it and inserting its rows raw; and what the people at
//! work feel meanwhile.

use std::{
    io::Cursor,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, ensure};
use calamine::Reader;
use futures::future::BoxFuture;
use kernel::OrgId;
use module::{Caller, Platform};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::{
    Setting,
    idle::{forget_peak, resident},
    people::{THINKS, person, work_until},
    report::{Figure, Report, Wanted, percentile},
    rows,
    town::{Town, communities},
};

const LINES: usize = 8;
const FLOORS: usize = 25;
const UNITS: usize = 2;

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let town = Town::found(&folder.path().join("town"), 0, 0.1).await?;
    town.house.platform.db.close().await;
    let order = server::Order { hashing: server::Hashing::least(), ..server::Order::new(folder.path().join("town")) };
    let house = server::House::build(&order).await?;
    let (platform, org) = (house.platform.clone(), communities(&house.platform.db).await?[0]);
    let file = folder.path().join("rooms.xlsx");
    let rooms = setting.sized(100_000, 400) / (LINES * FLOORS * UNITS) * (LINES * FLOORS * UNITS);
    workbook(&file, rooms, 60)?;

    let idle = work_until(at_work(&platform, org), tokio::time::sleep(setting.seconds(20.0))).await?.1;
    forget_peak()?;
    let options = intake::Options { org, policy: intake::Policy::All, dry_run: false, source: None };
    let (bytes, caller) = (std::fs::read(&file)?, house.system("bench").await?);
    let begun = Started::now();
    let import = intake::run_file(platform.clone(), &caller, bytes, "rooms.xlsx", options, |_| {});
    let (done, busy) = work_until(at_work(&platform, org), async { (import.await, begun.elapsed()) }).await?;
    let (answer, took) = done;
    let peak = resident(std::process::id(), "VmHWM")?;
    let answer = answer?;
    let created: u64 = answer.sheets.iter().map(|sheet| sheet.created).sum();
    let speech = ui::Speech::new(platform.texts.clone(), kernel::Lang::En);
    ensure!(answer.is_good(), "the import failed: {}", answer.said(&speech));
    ensure!(created >= 2 * rooms as u64, "of {rooms} rooms and owners {created} records came in");

    let (raw, rows) = raw(&folder.path().join("town/steward.db"), &folder.path().join("raw"), &file).await?;
    report.add(Figure {
        what: format!("import of {rooms} rooms with owners ({rows} rows), people at work meanwhile"),
        measured: took.as_secs_f64(),
        yardstick: Some(("reading the workbook + raw insert of all its rows", raw.as_secs_f64())),
        unit: "s",
        wanted: Wanted::AtMost(3.0),
    });
    report.add(Figure {
        what: "the most memory of the whole process".into(),
        measured: peak / 1e6,
        yardstick: None,
        unit: "MB",
        wanted: Wanted::Within(300.0, "MB"),
    });
    report.add(Figure {
        what: format!("case actions meanwhile, p99 of {}", busy.len()),
        measured: percentile(&busy, 0.99),
        yardstick: Some(("without an import", percentile(&idle, 0.99))),
        unit: "ms",
        wanted: Wanted::AtMost(5.0),
    });
    again(&house, org, &folder.path().join("again.xlsx"), rooms, percentile(&idle, 0.99), report).await?;
    platform.db.close().await;
    Ok(())
}

/// The same rooms once more with one changed column: every record in use changes, at one instant.
async fn again(
    house: &server::House,
    org: OrgId,
    file: &Path,
    rooms: usize,
    idle: f64,
    report: &mut Report,
) -> Result<()> {
    workbook(file, rooms, 61)?;
    let options = intake::Options { org, policy: intake::Policy::All, dry_run: false, source: None };
    let (bytes, caller, begun) = (std::fs::read(file)?, house.system("bench").await?, Started::now());
    let import = intake::run_file(house.platform.clone(), &caller, bytes, "again.xlsx", options, |_| {});
    let ((answer, took), busy) =
        work_until(at_work(&house.platform, org), async { (import.await, begun.elapsed()) }).await?;
    let answer = answer?;
    let changed: u64 = answer.sheets.iter().map(|sheet| sheet.updated).sum();
    let speech = ui::Speech::new(house.platform.texts.clone(), kernel::Lang::En);
    ensure!(answer.is_good() && changed == rooms as u64, "{changed} of {rooms} changed: {}", answer.said(&speech));
    report.add(Figure {
        what: format!("import that changes all {rooms} rooms at one instant, people at work meanwhile"),
        measured: took.as_secs_f64(),
        yardstick: None,
        unit: "s",
        wanted: Wanted::Nothing,
    });
    report.add(Figure {
        what: format!("case actions meanwhile, p99 of {}", busy.len()),
        measured: percentile(&busy, 0.99),
        yardstick: Some(("without an import", idle)),
        unit: "ms",
        wanted: Wanted::AtMost(5.0),
    });
    report.add(Figure {
        what: "the slowest of them: nobody holds the writer for longer".into(),
        measured: percentile(&busy, 1.0),
        yardstick: None,
        unit: "ms",
        wanted: Wanted::Within(200.0, "ms"),
    });
    Ok(())
}

/// Rooms with their owners, as a customer's old system writes them out; the smallest has so many m².
fn workbook(path: &Path, rooms: usize, least: usize) -> Result<()> {
    let mut book = Workbook::new();
    let (per_building, owner) = (LINES * FLOORS * UNITS, |nth: usize| format!("Y{nth:06}"));
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("楼栋单元")?.write_row(0, 0, ["楼栋", "单元"])?;
    for nth in 0..rooms / per_building * UNITS {
        let row = [(600 + nth / UNITS).to_string(), (1 + nth % UNITS).to_string()];
        sheet.write_row(u32::try_from(nth + 1)?, 0, row)?;
    }
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("业主")?.write_row(0, 0, ["业主编号", "姓名", "手机号"])?;
    let (family, given) =
        (["王", "李", "张", "刘", "陈", "杨", "赵", "黄"], ["伟", "芳", "娜", "敏", "静", "强", "磊", "洋"]);
    for nth in 0..rooms {
        let name = format!("{}{}{}", family[nth % 8], given[nth / 8 % 8], given[nth / 64 % 8]);
        sheet.write_row(u32::try_from(nth + 1)?, 0, [owner(nth), name, format!("139{:08}", nth)])?;
    }
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("房屋")?.write_row(0, 0, ["楼栋", "单元", "房号", "楼层", "建筑面积", "业主编号"])?;
    for nth in 0..rooms {
        let (building, unit) = (600 + nth / per_building, 1 + nth / (LINES * FLOORS) % UNITS);
        let (floor, line) = (1 + nth / LINES % FLOORS, 1 + nth % LINES);
        let row = [
            building.to_string(),
            unit.to_string(),
            format!("{floor}{line:02}"),
            floor.to_string(),
            format!("{}.5", least + nth % 80),
            owner(nth),
        ];
        sheet.write_row(u32::try_from(nth + 1)?, 0, row)?;
    }
    book.save(path)?;
    Ok(())
}

/// Where the rows of an import end up, and which of the rows there are its own.
const LEFT: &[(&str, &str)] = &[
    ("places", "import_id IS NOT NULL"),
    ("persons", "id IN (SELECT person_id FROM memberships WHERE import_id IS NOT NULL)"),
    ("person_keys", "person_id IN (SELECT person_id FROM memberships WHERE import_id IS NOT NULL)"),
    ("phones", "person_id IN (SELECT person_id FROM memberships WHERE import_id IS NOT NULL)"),
    ("memberships", "import_id IS NOT NULL"),
    ("occupancies", "import_id IS NOT NULL"),
    ("search_entries", "import_id IS NOT NULL"),
    ("search_terms", "entry_id IN (SELECT id FROM search_entries WHERE import_id IS NOT NULL)"),
    ("audit", "action = 'import.take'"),
];
/// Reads every cell of the workbook, and inserts every row the import has left. How long, and how many rows.
async fn raw(from: &Path, folder: &Path, file: &Path) -> Result<(Duration, usize)> {
    let begun = Started::now();
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(std::fs::read(file)?))?;
    let cells: usize = book.worksheets().iter().map(|(_, range)| range.cells().count()).sum();
    ensure!(cells > 0, "a workbook without cells");
    drop(book);
    let took = begun.elapsed();
    let (inserted, count) = rows::raw(from, folder, LEFT).await?;
    Ok((took + inserted, count))
}

/// People who work on cases of a community.
fn at_work(
    platform: &Arc<Platform>,
    org: OrgId,
) -> impl Fn(usize, Arc<AtomicBool>) -> BoxFuture<'static, Result<Vec<Duration>>> {
    let platform = platform.clone();
    move |_, end| Box::pin(work(platform.clone(), org, end))
}

async fn work(platform: Arc<Platform>, org: OrgId, end: Arc<AtomicBool>) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    let caller = person(1, org);
    while !end.load(Ordering::SeqCst) {
        let said =
            json!({"summary": "楼道灯不亮", "trade": "lighting", "urgency": "normal", "facility_class": "lighting"});
        let open = json!({"process": "repair", "org_id": org, "contact_name": "张三", "contact_phone": "13800132046", "input": said});
        let case = timed(&platform, &caller, "desk.case.open", open, &mut times).await?["id"].clone();
        for (action, input) in [("respond", json!({"plan": "今日下午上门"})), ("offer_to_pool", json!({}))] {
            let act = json!({"id": case, "action": action, "input": input});
            timed(&platform, &caller, "desk.case.act", act, &mut times).await?;
        }
    }
    Ok(times)
}

async fn timed(
    platform: &Arc<Platform>,
    caller: &Caller,
    action: &str,
    input: Value,
    times: &mut Vec<Duration>,
) -> Result<Value> {
    tokio::time::sleep(THINKS).await;
    let begun = Started::now();
    let answer = platform.act(caller, action, input).await.with_context(|| action.to_owned())?;
    times.push(begun.elapsed());
    Ok(answer)
}
