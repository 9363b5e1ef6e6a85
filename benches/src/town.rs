//! A whole company to measure on: founded and lived in by the simulator, then grown to a size no simulator would wait for
//! – buildings by the product's own action, cases as copies of real ones.

use std::{
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, ensure};
use kernel::{Clock, Instant, OrgId, Scope, Span};
use module::{Caller, Ids};
use process::runtime::CaseId;
use serde_json::json;
use server::{Hashing, House, Order};
use sim::{Life, Login, Plan, Stage, Tally, World};
use store::{Db, Synchronous, args};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::herd::Herd;

/// One copy in so many is open, the others have ended: those of a company that keeps up, after some years.
const OPEN_SHARE: usize = 50;

const ENDED: &str = "SELECT org_id, id FROM cases WHERE ended_at IS NOT NULL ORDER BY org_id, id";
const OPEN: &str = "SELECT org_id, id FROM cases WHERE ended_at IS NULL ORDER BY org_id, id";

/// A company on a clock that stands still.
pub struct Town {
    /// The platform.
    pub house: House,
    /// Who may sign in.
    pub logins: Vec<Login>,
    /// What the simulator did.
    pub tally: Tally,
    /// How long it lived after its founding.
    pub lived: Duration,
    herds: Option<Herds>,
    copied: usize,
}

/// Cases to be copied, of each community.
struct Herds {
    ended: Vec<(OrgId, Herd)>,
    open: Vec<(OrgId, Herd)>,
}

/// When the histories of the benches end.
pub fn today() -> Result<Instant> {
    "2026-11-20T10:00:00Z".parse().context("an instant")
}

impl Town {
    /// Founds a company in this folder and lets it live for so many months.
    pub async fn found(folder: &Path, months: u32, size: f64) -> Result<Self> {
        Self::found_in(Order::new(folder), months, size, |life| life).await
    }

    /// The same in a house of this order, with more in its life.
    pub async fn found_in(order: Order, months: u32, size: f64, more: fn(Life) -> Life) -> Result<Self> {
        let plan = Plan { seed: 7, months, until: today()?, scale: size };
        let clock = Clock::manual(plan.start());
        let order = Order {
            clock: clock.clone(),
            ids: Ids::seeded(plan.seed),
            synchronous: Synchronous::Late,
            hashing: Hashing::least(),
            ..order
        };
        let house = House::build(&order).await?;
        let world = World::load()?;
        let stage = Stage::new(house.platform.clone(), house.gate.clone(), clock);
        let cast = sim::found(&stage, &world, &plan).await?;
        house.calendars().await?;
        let logins = cast.logins.clone();
        let mut life = more(Life::new(stage, world, plan, cast));
        let begun = Started::now();
        let tally = life.live_until(plan.until).await?;
        Ok(Self { house, logins, tally, lived: begun.elapsed(), herds: None, copied: 0 })
    }

    /// The rooms of all communities.
    pub async fn rooms(&self) -> Result<Vec<(OrgId, Uuid, String)>> {
        let mut tx = self.house.platform.db.as_owner().read(&Scope::default()).await?;
        let text = "SELECT org_id, id, code FROM places WHERE kind = 'room' ORDER BY org_id, path";
        Ok(tx.fetch_all(text, args![]).await?)
    }

    /// Lays out buildings until there are so many rooms.
    pub async fn build_until(&self, rooms: usize) -> Result<()> {
        let (caller, orgs) = (self.house.system("bench").await?, communities(&self.house.platform.db).await?);
        let mut left = rooms.saturating_sub(self.rooms().await?.len());
        let mut nth = 0;
        while left > 0 {
            let org = orgs[nth % orgs.len()];
            self.building(&caller, org, 500 + nth).await?;
            left = left.saturating_sub(2 * 25 * 8);
            nth += 1;
        }
        Ok(())
    }

    async fn building(&self, caller: &Caller, org: OrgId, segment: usize) -> Result<()> {
        let lines: Vec<_> = (1..=8).map(|line| json!({"line": format!("{line:02}"), "built_area": 8950})).collect();
        let input = json!({"org_id": org, "segment": segment.to_string(), "units": 2, "first_floor": 1, "last_floor": 25,
                           "lines": lines, "state": "vacant"});
        let clock = &self.house.platform.clock;
        clock.set(clock.now() + Span::millis(1));
        self.house.platform.act(caller, "property.building.create", input).await?;
        Ok(())
    }

    /// Copies cases until there are so many; one in [`OPEN_SHARE`] is open.
    pub async fn copy_until(&mut self, cases: usize, rooms: &[(OrgId, Uuid, String)]) -> Result<()> {
        if self.herds.is_none() {
            let (ended, open) = (self.herds(ENDED).await?, self.herds(OPEN).await?);
            ensure!(!ended.is_empty(), "the simulator left no case to copy");
            self.herds = Some(Herds { ended, open });
        }
        let Herds { ended, open } = self.herds.as_ref().context("herds")?;
        let (db, from) = (&self.house.platform.db, self.copied);
        let share = cases.saturating_sub(from) / ended.len().max(1);
        for (nth, (org, herd)) in ended.iter().enumerate() {
            let own: Vec<Uuid> = rooms.iter().filter(|r| r.0 == *org).map(|r| r.1).collect();
            let place = |at: usize| own.get(at.wrapping_mul(7_919) % own.len().max(1)).copied();
            let open_share = share / OPEN_SHARE;
            let first = from + nth * share;
            herd.multiply(db, first..first + share - open_share, |at, row| {
                row.place_id = place(at);
                let older = i64::try_from(at % 500_000).unwrap_or_default() * 60_000_000;
                row.opened_at -= older;
                row.moved_at -= older;
                row.changed_at -= older;
                row.ended_at = row.ended_at.map(|ended| ended - older);
            })
            .await?;
            if let Some((_, herd)) = open.iter().find(|(of, _)| of == org) {
                let rest = first + share - open_share..first + share;
                herd.multiply(db, rest, |at, row| row.place_id = place(at)).await?;
            }
        }
        self.copied = cases;
        Ok(())
    }

    async fn herds(&self, which: &'static str) -> Result<Vec<(OrgId, Herd)>> {
        let db = &self.house.platform.db;
        let mut tx = db.as_owner().read(&Scope::default()).await?;
        let found: Vec<(OrgId, CaseId)> = tx.fetch_all(which, args![]).await?;
        drop(tx);
        let mut herds = Vec::new();
        for org in communities(&self.house.platform.db).await? {
            let ids: Vec<CaseId> = found.iter().filter(|(of, _)| *of == org).map(|(_, id)| *id).take(200).collect();
            if !ids.is_empty() {
                herds.push((org, Herd::of(db, org, &ids).await?));
            }
        }
        Ok(herds)
    }
}

/// Somebody with a browser, on a door that was opened for him.
pub struct Visitor {
    client: reqwest::Client,
    address: String,
    _door: oneshot::Sender<()>,
}

impl Visitor {
    /// Opens a door to the house and signs in.
    pub async fn enter(house: &House, login: &Login) -> Result<Self> {
        let listening = web::Listening::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let address = format!("http://{}", listening.address);
        let settings = web::Settings { unlimited: true, ..web::Settings::default() };
        let served = web::Web::new(house.platform.clone(), house.gate.clone(), settings);
        let (door, closed) = oneshot::channel();
        tokio::spawn(web::serve(served, listening, None, closed));
        let client =
            reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build()?;
        let form = [("login", login.login.as_str()), ("password", &login.password), ("next", "/desk")];
        let answer = client.post(format!("{address}/sign_in")).form(&form).send().await?;
        ensure!(answer.status().is_redirection(), "{} cannot sign in: {}", login.login, answer.status());
        Ok(Self { client, address, _door: door })
    }

    /// Fetches a page; what travelled.
    pub async fn get(&self, path: &str) -> Result<Vec<u8>> {
        let request = self.client.get(format!("{}{path}", self.address)).header("accept-encoding", "br, gzip");
        let answer = request.send().await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(answer.bytes().await?.to_vec())
    }
}

/// The communities of a company.
pub async fn communities(db: &Db) -> Result<Vec<OrgId>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    Ok(tx.fetch_values("SELECT DISTINCT org_id FROM places ORDER BY org_id", args![]).await?)
}

/// The house in a folder, whose clock stands at an instant.
pub async fn open(data: &Path, at: Instant) -> Result<House> {
    House::build(&Order { clock: Clock::manual(at), hashing: Hashing::least(), ..Order::new(data) }).await
}
