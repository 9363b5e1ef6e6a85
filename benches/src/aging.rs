//! Arrears of any day by building, item and age: from months that were summed up, beside a full recomputation over every bill and every
//! payment; and the statement of a household.

use std::time::Instant as Started;

use anyhow::{Context, Result, ensure};
use kernel::{Actor, COMPANY, Date, OrgId, Scope};
use module::Caller;
use serde_json::{Value, json};
use store::{Args, Db, args};
use uuid::Uuid;

use crate::{
    Setting,
    report::{Figure, Report, Wanted},
    town::{Town, communities},
};

const BILLS: &[&str] = &[
    "org_id",
    "id",
    "run_id",
    "item_id",
    "tariff_id",
    "edition",
    "place_id",
    "building_id",
    "from_on",
    "to_on",
    "bill_on",
    "due_on",
    "amount_fen",
    "line",
    "state",
    "version",
];
const SETTLED: &[&str] =
    &["org_id", "id", "bill_id", "item_id", "building_id", "due_on", "amount_fen", "counts_on", "paper", "made_at"];
/// Months that are billed, and fee items of each.
const MONTHS: usize = 48;
const ITEMS: u128 = 3;
/// Rows of one transaction.
const ROWS: usize = 20_000;
/// One bill in so many is never paid.
const UNPAID: u128 = 20;

type Room = (OrgId, Uuid, Option<Uuid>);

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let town = Town::found(folder.path(), 0, 0.1).await?;
    let bills = setting.sized(10_000_000, 20_000);
    town.build_until(bills / MONTHS / 3).await?;
    let db = &town.house.platform.db;
    let rooms = rooms(db).await?;
    let written = bill(db, &rooms, bills).await?;
    let caller = Caller::new(Actor::system("bench", COMPANY, communities(db).await?.into_iter().collect()));
    sum_up(&town, &caller).await?;

    let ask = json!({"day": "2026-11-15", "arrears_by": "building"});
    let (kept, fast) = asked(&town, &caller, "billing.arrears.view", &ask).await?;
    let statement = json!({"id": format!("place_{}", rooms[rooms.len() / 2].1.simple()), "since_on": "2026-01-01"});
    let (_, household) = asked(&town, &caller, "billing.statement.view", &statement).await?;
    forget(db).await?;
    let (whole, slow) = asked(&town, &caller, "billing.arrears.view", &ask).await?;
    ensure!(kept == whole, "the arrears from kept months are not those of all bills");
    ensure!(kept["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "nothing is owed");
    report.add(Figure {
        what: format!("arrears of a day over {written} bills"),
        measured: fast,
        yardstick: Some(("all bills and payments", slow)),
        unit: "ms",
        wanted: Wanted::AtMost(0.05),
    });
    report.add(Figure {
        what: "statement of a household".to_owned(),
        measured: household,
        yardstick: None,
        unit: "ms",
        wanted: Wanted::Within(20.0, "ms"),
    });
    db.close().await;
    Ok(())
}

async fn rooms(db: &Db) -> Result<Vec<Room>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    Ok(tx
        .fetch_all("SELECT org_id, id, building_id FROM places WHERE kind = 'room' ORDER BY path, id", args![])
        .await?)
}

/// Bills of all rooms, month by month, nearly all paid within two months; how many.
async fn bill(db: &Db, rooms: &[Room], most: usize) -> Result<usize> {
    let (mut nth, mut bills, mut parts) = (0_u128, Vec::new(), Vec::new());
    for month in 0..MONTHS {
        let on = month_of(month)?;
        for (org, place, building) in rooms.iter().take(most / MONTHS / 3) {
            for item in 1..=ITEMS {
                nth += 1;
                let (id, item, due) = (Uuid::from_u128(nth << 64), Uuid::from_u128(item), on.plus_days(20));
                bills.push(args![
                    *org,
                    id,
                    Uuid::nil(),
                    item,
                    Uuid::nil(),
                    1_i64,
                    *place,
                    *building,
                    on,
                    month_of(month + 1)?,
                    on,
                    due,
                    20_000_i64,
                    "{}",
                    "published",
                    1_i64
                ]);
                let paid = on.plus_days(i64::try_from(nth * 7 % 60)?);
                if nth % UNPAID != 0 {
                    parts.push(args![*org, id, id, item, *building, due, 20_000_i64, paid, "payment_1", 0_i64]);
                }
            }
            if bills.len() >= ROWS {
                write(db, std::mem::take(&mut bills), std::mem::take(&mut parts)).await?;
            }
        }
    }
    write(db, bills, parts).await?;
    let begin = "INSERT INTO arrears_summaries (org_id) SELECT DISTINCT org_id FROM bills WHERE org_id NOT IN (SELECT org_id FROM arrears_summaries)";
    execute(db, begin).await?;
    Ok(usize::try_from(nth)?)
}

fn month_of(nth: usize) -> Result<Date> {
    let months = 2022 * 12 + 11 + nth;
    Date::of(i32::try_from(months / 12)?, u32::try_from(months % 12 + 1)?, 1).context("a month")
}

async fn write(db: &Db, bills: Vec<Args>, parts: Vec<Args>) -> Result<()> {
    db.as_owner()
        .transact(&Scope::default(), move |tx| {
            let (bills, parts) = (bills.clone(), parts.clone());
            Box::pin(async move {
                tx.insert_many("bills", BILLS, bills).await?;
                tx.insert_many("bill_settlements", SETTLED, parts).await
            })
        })
        .await?;
    Ok(())
}

async fn execute(db: &Db, sql: &'static str) -> Result<()> {
    let owner = db.as_owner();
    owner.transact(&Scope::default(), move |tx| Box::pin(async move { tx.execute(sql, args![]).await })).await?;
    Ok(())
}

/// Sums up every month of every community.
async fn sum_up(town: &Town, caller: &Caller) -> Result<()> {
    let platform = &town.house.platform;
    let job = platform.registry.job("billing.arrears.sum_up").context("the job")?;
    for org in communities(&platform.db).await? {
        for _ in 0..=MONTHS {
            platform.run_job(caller, job, json!({"org_id": org})).await?;
        }
    }
    Ok(())
}

async fn forget(db: &Db) -> Result<()> {
    execute(db, "UPDATE arrears_summaries SET since_on = NULL, until_on = NULL").await
}

/// An answer, and the shortest of three times it took, in milliseconds.
async fn asked(town: &Town, caller: &Caller, query: &str, ask: &Value) -> Result<(Value, f64)> {
    let (mut answer, mut least) = (Value::Null, f64::MAX);
    for _ in 0..3 {
        let begun = Started::now();
        answer = town.house.platform.ask(caller, query, ask.clone()).await?;
        least = least.min(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok((answer, least))
}
