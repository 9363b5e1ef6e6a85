//! What every test begins with, made once per build of the tests and copied for each of them.

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

use crate::database;

/// When every test begins: a working day at nine in the morning in Shanghai.
pub const BEGINNING: &str = "2026-03-16T01:00:00Z";

/// The part of the world that tests live in.
const SCALE: f64 = 0.05;

/// What a house of a test begins with.
#[derive(Clone, Copy)]
pub enum Content {
    /// The seed world: company, one community of a few hundred rooms, all staff.
    World,
    /// The tables, and nothing in them.
    Tables,
}

/// A template: a folder, and on PostgreSQL the database that belongs to it.
pub struct Seed {
    /// Files and master key; on SQLite the database as well.
    pub folder: PathBuf,
    /// The database to copy, on PostgreSQL.
    pub database: Option<String>,
}

static WORLD: OnceCell<Seed> = OnceCell::const_new();
static TABLES: OnceCell<Seed> = OnceCell::const_new();

/// How the houses of tests are put together.
pub fn order(data: &Path, database: Option<String>, clock: &Clock, seed: u64) -> Order {
    Order {
        database,
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

/// The template, made by the first test that asks.
pub async fn seed(content: Content) -> Result<&'static Seed> {
    match content {
        Content::World => WORLD.get_or_try_init(|| make(content)).await,
        Content::Tables => TABLES.get_or_try_init(|| make(content)).await,
    }
}

/// The build of the tests: another one makes another template.
fn build(content: Content) -> Result<String> {
    let exe = std::env::current_exe()?;
    let facts = fs::metadata(&exe)?;
    let age = facts.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    let what = match content {
        Content::World => "world",
        Content::Tables => "tables",
    };
    Ok(format!("{age:x}-{:x}-{what}", facts.len()))
}

async fn make(content: Content) -> Result<Seed> {
    if let Some(server) = database::server() {
        let folder = tempfile::tempdir()?.keep();
        let url = database::make(&server, None).await?;
        fill(content, &folder, Some(url.clone())).await?;
        return Ok(Seed { folder, database: Some(url) });
    }
    let parent = std::env::temp_dir().join("steward-template");
    let folder = parent.join(build(content)?);
    if !folder.join("steward.db").exists() {
        fs::create_dir_all(&parent)?;
        let draft = tempfile::tempdir_in(&parent)?;
        fill(content, draft.path(), None).await?;
        // Two test runs at once: whoever comes second finds it there.
        if fs::rename(draft.path(), &folder).is_ok() {
            let _ = draft.keep();
        }
    }
    Ok(Seed { folder, database: None })
}

/// Makes the tables, and founds the company of the seed world where that is wanted.
async fn fill(content: Content, folder: &Path, database: Option<String>) -> Result<()> {
    let clock = Clock::manual(beginning());
    let house = House::build(&order(folder, database, &clock, 1)).await?;
    if let Content::World = content {
        let plan = Plan { seed: 1, months: 0, until: beginning(), scale: SCALE };
        let stage = Stage::new(house.platform.clone(), house.gate.clone(), clock);
        sim::found(&stage, &World::load()?, &plan).await.context("the seed world")?;
        house.worker("template").drain().await?;
    }
    house.platform.db.close().await;
    Ok(())
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
