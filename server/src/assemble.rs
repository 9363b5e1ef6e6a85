//! A house put together: the modules in their order, the database, the words, the engine, the gate.

use std::{fs, path::PathBuf, sync::Arc};

use anyhow::{Context, Result, anyhow};
use kernel::{COMPANY, Clock};
use module::{Gate, HOME_ZONE, Ids, Module, Parts, Platform, PublicAddress, Registry, Vault, search};
use process::runtime::{self, Engine};
use store::{Db, Options, Synchronous, files::Files};
use ui::Texts;

use crate::key;

/// The modules of the product, each after those it stands on.
pub fn modules() -> Vec<Module> {
    vec![
        org::module(),
        identity::module(),
        property::module(),
        party::module(),
        asset::module(),
        intake::module(),
        knowledge::module(),
        ledgers::module(),
        desk::module(),
        tariff::module(),
        meter::module(),
        rounds::module(),
        billing::module(),
        payment::module(),
        arrears::module(),
        budget::module(),
        disclosure::module(),
        document::module(),
        invoice::module(),
        online::module(),
        opening::module(),
        improvement::module(),
        portal::module(),
        catalogue::module(),
    ]
}

/// What a house is put together from.
#[derive(Clone)]
pub struct Order {
    /// The folder of database, files and master key.
    pub data: PathBuf,
    /// A PostgreSQL database instead of the embedded one.
    pub database: Option<String>,
    /// The time.
    pub clock: Clock,
    /// The ids.
    pub ids: Ids,
    /// How durable a commit is on the embedded database.
    pub synchronous: Synchronous,
    /// How dear the check of a password is.
    pub hashing: identity::Hashing,
    /// The address under which people reach the house; printed codes lead there.
    pub address: Option<String>,
    /// The most actions of one commit; 1 commits each alone, as the benches compare.
    pub batch: usize,
}

impl Order {
    /// A house for production in this folder.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database: None,
            clock: Clock::System,
            ids: Ids::random(),
            synchronous: Synchronous::Full,
            hashing: identity::Hashing::default(),
            address: None,
            batch: Options::default().batch,
        }
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("steward.db").display()))
    }
}

/// A running house without a door to the street yet.
#[derive(Clone)]
pub struct House {
    /// The services.
    pub platform: Arc<Platform>,
    /// Who knows the callers.
    pub gate: Arc<dyn Gate>,
}

/// All tables of the product.
pub fn migrations(modules: &[Module]) -> Vec<store::Migrations> {
    let mut sets = vec![search::MIGRATIONS, runtime::MIGRATIONS];
    sets.extend(modules.iter().map(|m| m.migrations));
    sets
}

/// All words of the product.
pub fn texts(modules: &[Module]) -> Result<Texts> {
    let (process_zh, process_en) = runtime::WORDS;
    let mut words = vec![
        ("web", web::WORDS.zh, web::WORDS.en),
        ("process", process_zh, process_en),
        ("sheet", sheet::WORDS.0, sheet::WORDS.1),
        ("round engine", round::WORDS.0, round::WORDS.1),
        ("ledger engine", ledger::WORDS.0, ledger::WORDS.1),
        ("charge", charge::WORDS.0, charge::WORDS.1),
        ("settle", settle::WORDS.0, settle::WORDS.1),
    ];
    words.extend(modules.iter().map(|m| (m.name, m.words.zh, m.words.en)));
    Texts::new(&words).map_err(|problems| anyhow!("the catalogue has problems:\n{}", problems.join("\n")))
}

impl House {
    /// Opens the database, brings it up to date and puts the modules together over it.
    pub async fn build(order: &Order) -> Result<Self> {
        fs::create_dir_all(&order.data).with_context(|| format!("cannot make {}", order.data.display()))?;
        let options = Options {
            synchronous: order.synchronous,
            batch: order.batch,
            clock: order.clock.clone(),
            ..Options::default()
        };
        let db = Db::open(&order.url(), options).await?;
        db.migrate(&migrations(&modules())).await?;
        Self::over(db, order).await
    }

    /// The modules over a database that is open and up to date; a second house may stand on the same one with another clock.
    pub async fn over(db: Db, order: &Order) -> Result<Self> {
        let modules = modules();
        let texts = texts(&modules)?;
        let processes: Vec<&str> = modules.iter().flat_map(|m| m.processes.iter().copied()).collect();
        let engine = Engine::start(&db, COMPANY, HOME_ZONE, &processes, order.clock.now()).await?;
        engine.take_released(COMPANY, order.clock.now()).await?;
        let registry = Registry::new(modules);
        for outline in engine.outlines().iter().filter(|outline| outline.calls) {
            let def = engine.current(&outline.key)?;
            let problems: Vec<String> = runtime::calls_fit(&def, &registry).iter().map(ToString::to_string).collect();
            if !problems.is_empty() {
                return Err(anyhow!("{} calls what is not there:\n{}", def.key, problems.join("\n")));
            }
        }
        let key = key::load(&order.data, &order.ids)?;
        let parts = Parts {
            db,
            registry,
            texts: Arc::new(texts),
            clock: order.clock.clone(),
            ids: order.ids.clone(),
            vault: Vault::new(key, order.ids.clone()),
            files: Files::open(order.data.join("files"))?,
        };
        let busy = property::Overlay(Box::new(desk::BusyRooms));
        let work = org::Workload(Box::new(desk::OpenWork));
        let origin = desk::Origin(Box::new(rounds::CaseOrigins));
        let (rounds, repairs) =
            (asset::Rounds(Box::new(rounds::AssetRounds)), asset::Repairs(Box::new(desk::FaultCases)));
        let platform = Platform::new(parts).with(engine).with(order.hashing).with(busy).with(work).with(origin);
        let platform = platform.with(rounds).with(repairs).with(meter::Bills(Box::new(billing::MeteredBills)));
        let platform = platform.with(asset::Meters(Box::new(meter::AssetMeters)));
        let platform = platform.with(online::Channels::new(order.address.clone()));
        let platform = Arc::new(match &order.address {
            Some(address) => platform.with(PublicAddress(address.clone())),
            None => platform,
        });
        let house = Self { platform, gate: Arc::new(identity::gate()) };
        house.calendars().await?;
        Ok(house)
    }

    /// Gives the engine the working calendars of the communities.
    pub async fn calendars(&self) -> Result<()> {
        let caller = module::Caller::new(self.gate.system(&self.platform, "start").await?);
        let mut cx = self.platform.reading(&caller).await?;
        let engine = self.platform.service::<Engine>().context("the engine")?;
        for (community, calendar) in org::calendars(&mut cx).await? {
            engine.publish_calendar(Some(community), calendar);
        }
        Ok(())
    }

    /// The system as a caller.
    pub async fn system(&self, name: &str) -> Result<module::Caller> {
        Ok(module::Caller::new(self.gate.system(&self.platform, name).await?))
    }

    /// A worker over this house.
    pub fn worker(&self, name: &str) -> jobs::Worker {
        jobs::Worker::new(self.platform.clone(), self.gate.clone(), name)
    }
}
