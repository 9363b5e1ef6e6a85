//! The seed world made once per build of the tests and copied for each of them.

use std::{
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use anyhow::{Context, Result};
use kernel::{Clock, Instant};
use module::Ids;
use server::{House, Order};
use sim::{Plan, Stage, World};
use store::Synchronous;
use tokio::sync::OnceCell;

/// When every test begins: a working day at nine in the morning in Shanghai.
pub const BEGINNING: &str = "2026-03-16T01:00:00Z";

/// The part of the world that tests live in.
const SCALE: f64 = 0.05;

static READY: OnceCell<PathBuf> = OnceCell::const_new();

/// How the houses of tests are put together.
pub fn order(data: &Path, clock: &Clock, seed: u64) -> Order {
    Order {
        database: None,
        clock: clock.clone(),
        ids: Ids::seeded(seed),
        synchronous: Synchronous::Off,
        hashing: identity_for_tests(),
        ..Order::new(data)
    }
}

fn identity_for_tests() -> server::Hashing {
    server::Hashing::least()
}

/// The instant every test begins at.
pub fn beginning() -> Instant {
    BEGINNING.parse().expect("the beginning is an instant")
}

/// The folder with the seed world, made by the first test that asks.
pub async fn folder() -> Result<&'static Path> {
    READY.get_or_try_init(make).await.map(PathBuf::as_path)
}

/// The build of the tests: another one makes another template.
fn build() -> Result<String> {
    let exe = std::env::current_exe()?;
    let facts = fs::metadata(&exe)?;
    let age = facts.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    Ok(format!("{age:x}-{:x}", facts.len()))
}

async fn make() -> Result<PathBuf> {
    let parent = std::env::temp_dir().join("steward-template");
    let place = parent.join(build()?);
    if place.join("steward.db").exists() {
        return Ok(place);
    }
    fs::create_dir_all(&parent)?;
    let draft = tempfile::tempdir_in(&parent)?;
    let clock = Clock::manual(beginning());
    let house = House::build(&order(draft.path(), &clock, 1)).await?;
    let world = World::load()?;
    let plan = Plan { seed: 1, months: 0, until: beginning(), scale: SCALE };
    let stage = Stage::new(house.platform.clone(), house.gate.clone(), clock);
    sim::found(&stage, &world, &plan).await.context("the seed world")?;
    house.worker("template").drain().await?;
    house.platform.db.close().await;
    // Two test runs at once: whoever comes second finds it there.
    if fs::rename(draft.path(), &place).is_ok() {
        let _ = draft.keep();
    }
    Ok(place)
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
