//! How fast the simulator lives, beside what as many clients as fit get done.

use std::time::Instant as Started;

use anyhow::{Result, ensure};

use crate::{
    Setting,
    actions::client,
    house::{House, real_time},
    load::drive,
    report::{Figure, Report, Wanted},
    town::Town,
};

/// Runs the bench.
#[allow(clippy::cast_precision_loss, reason = "a rate")]
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let (months, size) = (u32::try_from(setting.sized(3, 1))?, setting.scale.clamp(0.02, 1.0));
    let begun = Started::now();
    let town = Town::found(folder.path(), months, size).await?;
    let founding = begun.elapsed().saturating_sub(town.lived);
    ensure!(town.tally.refusals.is_empty(), "the simulator was refused: {:?}", town.tally.refusals);
    town.house.platform.db.close().await;

    let plain = setting.folder()?;
    let url = format!("sqlite:{}", plain.path().join("steward.db").display());
    let house = House::build(&url, plain.path(), real_time()).await?;
    let load = drive(64, setting.seconds(10.0), |nth, watch| client(house.clone(), nth, watch)).await?;
    house.platform.db.close().await;
    report.add(Figure {
        what: format!("simulated actions of {months} months"),
        measured: town.tally.actions as f64 / town.lived.as_secs_f64(),
        yardstick: Some(("group commit, 64 clients", load.rate())),
        unit: "/s",
        wanted: Wanted::AtLeast(0.5),
    });
    report.note(format!("{}; founding took {:.1} s", town.tally, founding.as_secs_f64()));
    Ok(())
}
