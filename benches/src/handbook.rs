//! The process handbook as a PDF: what the whole takes beside what one chapter takes, in memory and time.

use std::time::{Duration, Instant as Started};

use anyhow::{Context, Result, ensure};
use catalogue::HandbookChoice;
use kernel::Lang;
use server::House;

use crate::{
    Setting,
    idle::resident,
    report::{Figure, Report, Wanted},
};

const MEGABYTE: f64 = 1e6;

/// What a handbook took.
struct Made {
    file: usize,
    /// Bytes: the most memory of this process while it was made.
    peak: f64,
    took: Duration,
}

/// Runs the bench; below its full size the handbook is that of one area.
#[allow(clippy::cast_precision_loss, reason = "megabytes")]
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let house = House::build(&server::Order::new(folder.path())).await?;
    // The first one reads fonts and template, which every later one shares; what was printed is kept, so it is another chapter.
    printed(&house, chapter("complaint")).await?;
    let one = printed(&house, chapter("repair")).await?;
    let (choice, what) = if setting.scale < 1.0 {
        (HandbookChoice::areas(&["finance".to_owned()]), "the handbook of an area")
    } else {
        (HandbookChoice::everything(), "the whole handbook")
    };
    let whole = printed(&house, choice).await?;
    house.platform.db.close().await;
    ensure!(whole.file > one.file, "{} bytes are no handbook", whole.file);
    report.add(Figure {
        what: format!("the most memory while {what} is printed"),
        measured: whole.peak / MEGABYTE,
        yardstick: Some(("while one chapter is", one.peak / MEGABYTE)),
        unit: "MB",
        wanted: Wanted::Within(300.0, "MB"),
    });
    report.add(Figure {
        what: format!("printing {what}"),
        measured: whole.took.as_secs_f64(),
        yardstick: Some(("one chapter", one.took.as_secs_f64())),
        unit: "s",
        wanted: Wanted::Nothing,
    });
    report.add(Figure {
        what: format!("the file of {what}"),
        measured: whole.file as f64 / MEGABYTE,
        yardstick: Some(("of one chapter", one.file as f64 / MEGABYTE)),
        unit: "MB",
        wanted: Wanted::Nothing,
    });
    Ok(())
}

fn chapter(process: &str) -> HandbookChoice {
    HandbookChoice { process: Some(process.to_owned()), ..HandbookChoice::default() }
}

async fn printed(house: &House, choice: HandbookChoice) -> Result<Made> {
    std::fs::write("/proc/self/clear_refs", "5").context("the kernel forgets the peak of before")?;
    let caller = house.system("bench").await?;
    let mut cx = house.platform.reading(&caller).await?;
    let begun = Started::now();
    let file = catalogue::handbook_pdf(&mut cx, choice, Lang::Zh).await.context("printing")?;
    Ok(Made { file: file.len(), took: begun.elapsed(), peak: resident(std::process::id(), "VmHWM")? })
}
