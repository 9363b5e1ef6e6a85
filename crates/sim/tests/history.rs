//! A small history, lived twice: the same each time, without a refusal, and sound at its end.

use std::{path::Path, sync::Arc};

use kernel::{COMPANY, Clock, Instant, Span};
use module::{Caller, Gate, HOME_ZONE, Ids, Parts, Platform, Registry, Vault};
use process::runtime::{self, Engine};
use serde_json::{Value, json};
use sim::{Life, Plan, Stage, Tally, World};
use store::{Db, Options, Synchronous, files::Files};
use ui::Texts;

/// A Monday evening without a holiday near.
const UNTIL: &str = "2026-03-30T10:00:00Z";

/// A house with every module, as the server puts it together.
async fn stage(folder: &Path) -> Stage {
    let until: Instant = UNTIL.parse().expect("an instant");
    let clock = Clock::manual(until);
    let options = Options { synchronous: Synchronous::Off, clock: clock.clone(), ..Options::default() };
    let address = format!("sqlite:{}", folder.join("steward.db").display());
    let db = Db::open(&address, options).await.expect("opens");
    let modules = vec![
        org::module(),
        identity::module(),
        property::module(),
        party::module(),
        asset::module(),
        tariff::module(),
        meter::module(),
        catalogue::module(),
        knowledge::module(),
        desk::module(),
        portal::module(),
        rounds::module(),
    ];
    let mut tables = vec![module::search::MIGRATIONS, runtime::MIGRATIONS];
    tables.extend(modules.iter().map(|m| m.migrations));
    db.migrate(&tables).await.expect("migrates");
    let (zh, en) = runtime::WORDS;
    // Names of places and notices are said in words; the rest of the catalogue is for pages.
    let spoken = modules.iter().filter(|m| matches!(m.name, "property" | "desk"));
    let mut words: Vec<_> = spoken.map(|m| (m.name, m.words.zh, m.words.en)).collect();
    words.push(("process", zh, en));
    let texts = Arc::new(Texts::new(&words).expect("no contradiction"));
    let processes: Vec<&str> = modules.iter().flat_map(|m| m.processes.iter().copied()).collect();
    let engine = Engine::start(&db, COMPANY, HOME_ZONE, &processes, until).await.expect("starts");
    let ids = Ids::seeded(7);
    let vault = Vault::new([9; 32], ids.clone());
    let files = Files::open(folder.join("files")).expect("opens");
    let registry = Registry::new(modules);
    let parts = Parts { db, registry, texts, clock: clock.clone(), ids, vault, files };
    let platform = Arc::new(Platform::new(parts).with(engine).with(identity::Hashing::least()));
    Stage::new(platform, Arc::new(identity::gate()), clock)
}

async fn calendars(stage: &Stage) {
    let system = system(&stage.platform, &*stage.gate).await;
    let mut cx = stage.platform.reading(&system).await.expect("reads");
    let engine = stage.platform.service::<Engine>().expect("runs");
    for (community, calendar) in org::calendars(&mut cx).await.expect("ships") {
        engine.publish_calendar(Some(community), calendar);
    }
}

async fn system(platform: &Arc<Platform>, gate: &dyn Gate) -> Caller {
    Caller::new(gate.system(platform, "test").await.expect("is known"))
}

/// What a history leaves behind.
struct Lived {
    tally: Tally,
    cases: Vec<Value>,
    rounds: Vec<Value>,
    /// In which states there are rounds.
    states: Vec<&'static str>,
    /// The seals over everything that was done, by everybody, with before and after.
    seals: Vec<String>,
    /// The log of every case.
    log: Vec<String>,
    platform: Arc<Platform>,
    _folder: tempfile::TempDir,
}

async fn live(days: i64, scale: f64) -> Lived {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = stage(folder.path()).await;
    let world = World::load().expect("reads");
    let plan = Plan { seed: 42, months: 1, until: UNTIL.parse().expect("an instant"), scale };
    let cast = sim::found(&stage, &world, &plan).await.unwrap_or_else(|e| panic!("the founding: {e:?}"));
    calendars(&stage).await;
    let (platform, gate) = (stage.platform.clone(), stage.gate.clone());
    let mut life = Life::new(stage, world, plan, cast).telling(&catalogue::stories()).expect("reads").making_rounds();
    let tally = life.live_until(plan.start() + Span::days(days)).await.unwrap_or_else(|e| panic!("the life: {e:?}"));
    let caller = system(&platform, &*gate).await;
    let found = platform.ask(&caller, "desk.case.list", json!({"limit": 500})).await.expect("lists");
    let cases = found["rows"].as_array().cloned().unwrap_or_default();
    let found = platform.ask(&caller, "round.occurrence.list", json!({"limit": 500})).await.expect("lists");
    let rounds = found["rows"].as_array().cloned().unwrap_or_default();
    let mut states = Vec::new();
    for state in ["done", "missed", "skipped"] {
        let ask = json!({"state": state, "limit": 1});
        let found = platform.ask(&caller, "round.occurrence.list", ask).await.expect("lists");
        states.extend((found["rows"][0]["state"] == state).then_some(state));
    }
    let mut tx = platform.db.as_owner().read(&kernel::Scope::default()).await.expect("reads");
    let seals = tx.fetch_values("SELECT digest FROM seals ORDER BY org_id, seq", Vec::new()).await.expect("reads");
    let log = "SELECT events FROM case_events ORDER BY org_id, case_id, version";
    let log = tx.fetch_values(log, Vec::new()).await.expect("reads");
    Lived { tally, cases, rounds, states, seals, log, platform, _folder: folder }
}

#[tokio::test]
async fn a_small_history_is_the_same_each_time_and_sound() {
    let (first, second) = (live(10, 0.01).await, live(10, 0.01).await);
    assert_eq!(first.tally.refusals, std::collections::BTreeMap::new());
    assert!(first.tally.cases.values().sum::<u64>() >= 5, "{}", first.tally);
    assert_eq!(first.tally, second.tally);
    assert_eq!(first.cases, second.cases);
    assert_eq!(first.log, second.log);
    assert_eq!(first.rounds, second.rounds);
    assert_eq!(first.states, ["done", "missed", "skipped"]);
    assert!(!first.seals.is_empty());
    assert_eq!(first.seals, second.seals);
    for case in &first.cases {
        let worked_on = matches!(
            case["stage"].as_str(),
            Some("assigned" | "accepted" | "on_site" | "quoted" | "working" | "paused" | "verifying" | "carrying_out")
        );
        assert!(!worked_on || case["assignee_id"].is_string(), "nobody answers for {case}");
    }
    let engine = first.platform.service::<Engine>().expect("runs");
    let findings = runtime::verify(&first.platform.db, &engine).await.expect("verifies");
    assert!(findings.is_empty(), "{findings:?}");
    let now = first.platform.clock.now();
    let findings = store::audit::verify(&first.platform.db, now, Span::ZERO).await.expect("verifies");
    assert!(findings.is_empty(), "{findings:?}");
}
