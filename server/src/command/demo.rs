//! `steward demo`

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use kernel::{Clock, Instant, Span};
use module::Ids;
use sim::{Life, Plan, Stage, World};
use store::Synchronous;
use web::Listening;

use super::{
    Reach,
    serve::{Street, open},
};
use crate::{House, Order, Settings};

/// Lies in the data folder while the history is being made; a start that finds it begins anew.
const UNFINISHED: &str = "demo.unfinished";
/// Lies there once it is whole.
const FINISHED: &str = "demo.finished";
/// Says there which owners sign in: they are made with the history, unlike the staff of the world.
const OWNERS: &str = "demo.owners";
/// The part of the history that stands before the first page is served.
const FIRST: Span = Span::days(30);

/// Make a living demo company (when it is not there yet) and serve it
#[derive(Args)]
pub(super) struct Demo {
    #[command(flatten)]
    reach: Reach,
    /// How many months of history
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=36))]
    months: u32,
    /// The same seed, months and end give the same history
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The instant at which the history ends (RFC 3339); now when left out
    #[arg(long, value_name = "INSTANT")]
    until: Option<Instant>,
    /// The share of the world to build
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// End when the history stands, without serving
    #[arg(long)]
    make_only: bool,
}

impl Demo {
    pub(super) async fn run(self, mut settings: Settings) -> Result<ExitCode> {
        self.reach.lay_over(&mut settings);
        fs::create_dir_all(&settings.data)?;
        let world = World::load().context("the embedded world")?;
        // A demo may lose its last second with the power; it makes its year in a tenth of the time.
        let order =
            Order { synchronous: Synchronous::Late, hashing: identity::Hashing::least(), ..super::order(&settings) };
        if settings.data.join(FINISHED).exists() {
            let house = House::build(&order).await?;
            return if self.make_only {
                Ok(ExitCode::SUCCESS)
            } else {
                self.serve(house, &settings, &world, None).await
            };
        }
        clear(&settings.data)?;
        fs::write(settings.data.join(UNFINISHED), b"")?;
        let (house, life, until) = self.begin(&order, &world, &settings.data).await?;
        let making = Making { life, until, data: settings.data.clone() };
        if self.make_only {
            tokio::spawn(making.finish()).await??;
            house.platform.db.close().await;
            return Ok(ExitCode::SUCCESS);
        }
        let db = house.platform.db.clone();
        let served = House::over(db, &order).await?;
        self.serve(served, &settings, &world, Some(making)).await
    }

    /// Founds the company and lives its first month.
    async fn begin(&self, order: &Order, world: &World, data: &Path) -> Result<(House, Life, Instant)> {
        let until = self.until.unwrap_or_else(|| Clock::System.now());
        let plan = Plan { seed: self.seed, months: self.months, until, scale: self.scale };
        let start = plan.start();
        let clock = Clock::manual(start);
        let order = Order { clock: clock.clone(), ids: Ids::seeded(self.seed), ..order.clone() };
        let house = House::build(&order).await?;
        let stage = Stage::new(house.platform.clone(), house.gate.clone(), clock);
        eprintln!("Founding {} …", world.company.name);
        let cast = sim::found(&stage, world, &plan).await?;
        let owners = cast.logins.iter().filter(|login| login.role == "resident");
        let line = |owner: &sim::Login| {
            let owes = if owner.owes { "，有待缴账单" } else { "" };
            format!("  {:<12} {} · 业主{owes}\n", owner.login, owner.name)
        };
        let lines: String = owners.map(line).collect();
        fs::write(data.join(OWNERS), lines)?;
        house.calendars().await?;
        let life = Life::new(stage, World::load()?, plan, cast).telling(&catalogue::stories())?;
        let mut life = life.making_rounds().keeping_books();
        eprintln!("Living the first month of {} …", self.months);
        life.live_until((start + FIRST).min(until)).await?;
        Ok((house, life, until))
    }

    async fn serve(
        &self,
        house: House,
        settings: &Settings,
        world: &World,
        making: Option<Making>,
    ) -> Result<ExitCode> {
        let listening = Listening::bind(settings.listen)?;
        let street = Street::of(&self.reach, settings, &listening)?;
        println!("The demo company stands: {}", street.address);
        street.warn();
        println!("Password of everybody: {}", world.company.password);
        for login in &world.staff.shown.logins {
            let known = world.staff.staff.iter().find(|s| &s.login == login).ok_or_else(|| anyhow!("no {login}"))?;
            println!("  {:<12} {} · {}", known.login, known.name, known.post);
        }
        // A folder made by an earlier release has no such file.
        print!("{}", fs::read_to_string(settings.data.join(OWNERS)).unwrap_or_default());
        super::simulated::channels(&house, listening.address).await?;
        // Among the runtime's workers: the main thread would be one more to be woken at each step.
        let before = making.map(|making| async move { tokio::spawn(making.finish()).await? });
        open(house, listening, street, self.reach.unlimited, before).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The rest of the history.
struct Making {
    life: Life,
    until: Instant,
    data: std::path::PathBuf,
}

impl Making {
    async fn finish(mut self) -> Result<()> {
        let tally = self.life.live_until(self.until).await?;
        eprintln!("The history is whole: {tally}");
        fs::rename(self.data.join(UNFINISHED), self.data.join(FINISHED))?;
        Ok(())
    }
}

/// Takes away what an interrupted start has left, and refuses a folder that holds a real company.
fn clear(data: &Path) -> Result<()> {
    if !data.join("steward.db").exists() {
        return Ok(());
    }
    if !data.join(UNFINISHED).exists() {
        return Err(anyhow!("{} holds a company that is no demo: name another folder with --data", data.display()));
    }
    for name in ["steward.db", "steward.db-wal", "steward.db-shm", "master.key"] {
        let path = data.join(name);
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    let files = data.join("files");
    if files.exists() {
        fs::remove_dir_all(files)?;
    }
    Ok(())
}
