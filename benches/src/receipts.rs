//! Receipts of a shift as one PDF, asked for at the counter's page and made in the background; beside as many pages with a line each.

use std::time::{Duration, Instant as Started};

use anyhow::{Result, ensure};
use futures::future::try_join_all;
use kernel::Lang;
use module::Caller;
use print::{Document, Pile, Template};
use serde_json::{Value, json};

use crate::{
    Setting,
    idle::{forget_peak, resident},
    report::{Figure, Report, Wanted},
    town::Town,
};

/// Receipts at full size.
const RECEIPTS: usize = 10_000;
/// Pages of a part, as the product sets them.
const AT_ONCE: usize = 250;
/// Payments that share a commit.
const CASHIERS: usize = 50;
const MEGABYTE: f64 = 1e6;

/// Runs the bench.
#[allow(clippy::cast_precision_loss, reason = "megabytes")]
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let count = setting.sized(RECEIPTS, CASHIERS) / CASHIERS * CASHIERS;
    let folder = setting.folder()?;
    let town = Town::found(folder.path(), 1, 0.01).await?;
    let caller = town.house.system("bench").await?;
    let shift = taken(&town, &caller, count).await?;
    forget_peak()?;
    let before = resident(std::process::id(), "VmRSS")?;
    let begun = Started::now();
    let batch = printed(&town, &caller, &shift).await?;
    let (took, peak) = (begun.elapsed(), resident(std::process::id(), "VmHWM")? - before);
    ensure!(
        batch["papers"] == json!(count) && batch["pages"] == json!(count),
        "not every receipt has its page: {batch}"
    );
    let now = town.house.platform.clock.now();
    town.house.platform.db.close().await;
    let begun = Started::now();
    let mut pile = Pile::new();
    let template = Template::new("#for line in json(\"/data.json\").lines [#page(width: 210mm, height: 148mm)[#line]]");
    for first in (0..count).step_by(AT_ONCE) {
        let lines: Vec<String> = (first..count.min(first + AT_ONCE)).map(|nth| format!("收据 {nth}")).collect();
        let zone = chrono_tz::Asia::Shanghai;
        let document =
            Document { data: json!({ "lines": lines }), pictures: Vec::new(), at: now, zone, lang: Lang::Zh };
        pile.add(&template, document)?;
    }
    ensure!(pile.finish()?.pages == count, "the yardstick lost pages");
    let plain = begun.elapsed();
    report.add(Figure {
        what: format!("{count} receipts as one PDF, each noted"),
        measured: took.as_secs_f64(),
        yardstick: Some(("as many pages with one line", plain.as_secs_f64())),
        unit: "s",
        wanted: Wanted::Within(60.0, "s"),
    });
    report.add(Figure {
        what: "the most memory beyond what the house takes anyway".to_owned(),
        measured: peak / MEGABYTE,
        yardstick: None,
        unit: "MB",
        wanted: Wanted::Nothing,
    });
    Ok(())
}

/// Payments of one shift; the shift.
async fn taken(town: &Town, caller: &Caller, count: usize) -> Result<Value> {
    let platform = &town.house.platform;
    let rooms = platform.ask(caller, "property.place.list", json!({"kind": "room", "limit": 1})).await?;
    let room = rooms["rows"][0].clone();
    let shift = json!({"org_id": room["org_id"]});
    let shift = platform.act(caller, "payment.cash_shift.create", shift).await?["id"].clone();
    for _ in (0..count).step_by(CASHIERS) {
        let one = || {
            let input =
                json!({"place_ids": [room["id"]], "amount": 12_345, "prepaid_for": "general", "note": "提前缴"});
            platform.act(caller, "payment.payment.create", input)
        };
        try_join_all((0..CASHIERS).map(|_| one())).await?;
    }
    Ok(json!({"org_id": room["org_id"], "document_kind": "receipt", "shift_id": shift}))
}

/// Has the receipts printed; the batch.
async fn printed(town: &Town, caller: &Caller, asked: &Value) -> Result<Value> {
    let platform = &town.house.platform;
    let batch = platform.act(caller, "document.print_batch.create", asked.clone()).await?;
    let worker = town.house.worker("bench");
    loop {
        worker.drain().await?;
        let shown = platform.ask(caller, "document.print_batch.view", batch.clone()).await?;
        if shown["state"] != "working" {
            return Ok(shown);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
