//! A second process that does the work a house has waiting: to be killed in the midst of it, or to have its memory for itself.

use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result};
use kernel::Instant;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use crate::{idle::resident, town::open};

/// The name under which this program calls itself.
pub const SECOND_PROCESS: &str = "second-process";

/// A process that has opened a house and works.
pub struct Second {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Second {
    /// Lets it work in a folder, at an instant; returns when it has begun.
    pub async fn begin(data: &Path, at: Instant) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([SECOND_PROCESS, &data.display().to_string(), &at.0.to_string()])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut said = BufReader::new(child.stdout.take().context("its output")?).lines();
        said.next_line().await?.context("the second process ended before it began")?;
        Ok(Self { child, said })
    }

    /// Kills it after a while.
    pub async fn kill_after(mut self, after: Duration) -> Result<()> {
        tokio::time::sleep(after).await;
        Ok(self.child.kill().await?)
    }

    /// Waits until nothing is left to be done: how long that took, and the most memory it had, in bytes.
    pub async fn end(mut self) -> Result<(Duration, f64)> {
        let told = self.said.next_line().await?.context("the second process ended before its work")?;
        let (took, peak) = told.split_once(' ').context("two figures")?;
        Ok((Duration::from_secs_f64(took.parse()?), peak.parse()?))
    }
}

/// The second process itself.
pub async fn work_in_this_process(rest: &[String]) -> Result<()> {
    let [data, at] = rest else { anyhow::bail!("the second process is given a folder and an instant") };
    let house = open(Path::new(data), Instant(at.parse()?)).await?;
    println!("begun");
    let begun = Started::now();
    house.worker("second").drain().await?;
    println!("{} {}", begun.elapsed().as_secs_f64(), resident(std::process::id(), "VmHWM")?);
    house.platform.db.close().await;
    Ok(())
}
