//! A house of its own for each test.

use kernel::{Clock, Instant, Span};
use module::{Caller, Ids};
use server::{House, Order};
use tempfile::TempDir;
use web::{Settings, Web};

use crate::{
    database,
    person::Visitor,
    template::{self, Content},
};

/// A running product with the seed world in it, at nine on a working morning.
pub struct TestApp {
    /// The services.
    pub house: House,
    /// The time, moved by hand.
    pub clock: Clock,
    router: axum::Router,
    data: TempDir,
    worker: jobs::Worker,
    password: String,
}

impl TestApp {
    /// A house with the seed world: company, one community of a few hundred rooms, all staff.
    pub async fn start() -> Self {
        Self::of(Content::World, template::beginning()).await
    }

    /// A house in which nothing has been set up yet.
    pub async fn empty() -> Self {
        Self::empty_at(template::beginning()).await
    }

    /// The same at another time.
    pub async fn empty_at(now: Instant) -> Self {
        Self::of(Content::Tables, now).await
    }

    async fn of(content: Content, now: Instant) -> Self {
        let seed = template::seed(content).await.expect("the template is made");
        let data = tempfile::tempdir().expect("a folder");
        template::copy(&seed.folder, data.path()).expect("the template is copied");
        let copy_of = seed.database.as_deref();
        let database = match database::server() {
            Some(server) => Some(database::make(&server, copy_of).await.expect("a database")),
            None => None,
        };
        let clock = Clock::manual(now);
        let order = Order { ids: Ids::seeded(2), ..template::order(data.path(), database, &clock, 2) };
        let house = House::build(&order).await.expect("the house stands");
        let web =
            Web::new(house.platform.clone(), house.gate.clone(), Settings { unlimited: true, ..Settings::default() });
        let world = sim::World::load().expect("the world reads");
        let worker = house.worker("test");
        Self { router: web::router(web), house, clock, data, worker, password: world.company.password }
    }

    /// Where database and files are.
    pub fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    /// Somebody who has not signed in.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// A member of staff, signed in by his log-in of world/staff.toml.
    pub async fn staff(&self, login: &str) -> Visitor {
        let mut visitor = self.visitor();
        visitor.sign_in(login, &self.password).await;
        assert!(
            visitor.page.status.is_success() && visitor.page.path != "/sign_in",
            "{login} cannot sign in: {}",
            visitor.page.words()
        );
        visitor
    }

    /// 林晓, who answers the telephone.
    pub async fn agent(&self) -> Visitor {
        self.staff("linxiao").await
    }

    /// 赵师傅, who mends water and drains.
    pub async fn technician(&self) -> Visitor {
        self.staff("zhaoshifu").await
    }

    /// 徐婷, who supervises the desk.
    pub async fn supervisor(&self) -> Visitor {
        self.staff("xuting").await
    }

    /// The system, to look at things behind the pages.
    pub async fn system(&self) -> Caller {
        self.house.system("test").await.expect("the system is known")
    }

    /// Lets time pass: clocks fire at their instants, jobs run, events are told.
    pub async fn pass(&self, span: Span) {
        let until = self.clock.now() + span;
        loop {
            self.settle().await;
            let now = self.clock.now();
            if now >= until {
                break;
            }
            self.clock.set((now + Span::minutes(5)).min(until));
        }
    }

    /// Does everything that is due now.
    pub async fn settle(&self) {
        process::runtime::wake_all_due(&self.house.platform).await.expect("clocks fire");
        self.worker.drain().await.expect("jobs run");
    }

    /// What must hold at the end of every story: nothing due, every write audited and sealed, every case sound.
    pub async fn check(&self) {
        self.settle().await;
        let findings = server::findings(&self.house).await.expect("verify runs");
        assert!(findings.is_empty(), "verify found: {findings:#?}");
    }
}
