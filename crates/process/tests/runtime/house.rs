//! A small house to try the engine in: a platform with one module that opens cases and acts on them.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use kernel::{Actor, ActorKind, Clock, Grant, Instant, OrgId, Permission, Result};
use module::{Action, Caller, Context, Ids, Listener, Module, Parts, Permitted, Platform, Registry, Vault, Words};
use process::{
    Person,
    runtime::{self, Case, Done, Engine, NewCase, Standing},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::{Db, Options, Synchronous, files::File};
use uuid::Uuid;

use crate::support::{self, office};

const DO: Permission = Permission("desk.case.act");

#[derive(Deserialize, JsonSchema)]
struct Open {
    process: String,
    said: Value,
    org: Option<kernel::Id<kernel::actor::Org>>,
}

#[derive(Deserialize, JsonSchema)]
struct Act {
    id: kernel::Id<Case>,
    action: String,
    said: Value,
    requester: bool,
}

fn map(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

async fn open_case(cx: &mut Context, input: Open) -> Result<Done> {
    let owner = support::owner();
    let new = NewCase {
        id: None,
        org: input.org.unwrap_or(garden()),
        process: input.process,
        channel: "desk".into(),
        requester: Some(Person { kind: ActorKind::Resident, id: owner.id, name: owner.name }),
        place: Some(Uuid::from_u128(502)),
        area: Some(Uuid::from_u128(3)),
        input: map(input.said),
    };
    runtime::open(cx, new, Standing::Himself).await
}

async fn act_on_case(cx: &mut Context, input: Act) -> Result<Done> {
    let zhao = support::zhao();
    let assignee = Some(Person { kind: ActorKind::Staff, id: zhao.id, name: zhao.name });
    let standing = if input.requester { Standing::Requester } else { Standing::Himself };
    runtime::act(cx, input.id, &input.action, map(input.said), assignee, standing).await
}

#[derive(Deserialize, JsonSchema)]
struct Undo {
    id: kernel::Id<Case>,
}

async fn undo_case(cx: &mut Context, input: Undo) -> Result<Done> {
    runtime::apply(cx, input.id, &process::Command::Undo, Standing::Himself).await
}

/// The community 翠湖花园.
pub fn garden() -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(0xA))
}
/// Another community.
pub fn elsewhere() -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(0xB))
}
pub fn company() -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(0xC))
}

pub struct House {
    pub platform: Arc<Platform>,
    pub engine: Arc<Engine>,
}

/// Somebody with his roles in one community.
pub fn caller(who: &process::Who, org: OrgId) -> Caller {
    let orgs: Arc<BTreeSet<OrgId>> = Arc::new(BTreeSet::from([org]));
    let permissions = Arc::new(BTreeSet::from([DO.0.to_owned()]));
    let roles = if who.roles.is_empty() { vec!["resident".to_owned()] } else { who.roles.clone() };
    let grants =
        roles.into_iter().map(|role| Grant { role, orgs: orgs.clone(), permissions: permissions.clone() }).collect();
    Caller::new(Actor {
        kind: who.kind,
        id: who.id,
        name: who.name.clone(),
        from: "test".into(),
        home: company(),
        grants,
        session: None,
    })
}

/// The engine's own caller, as background work has it.
pub fn system() -> Caller {
    Caller::new(Actor::system("process", company(), BTreeSet::from([garden(), elsewhere(), company()])))
}

impl House {
    pub async fn build(url: &str, files: &Path, now: Instant) -> Self {
        let files = store::files::Files::open(files).unwrap();
        let clock = Clock::manual(now);
        let options = Options { synchronous: Synchronous::Off, clock: clock.clone(), ..Options::default() };
        let db = Db::open(url, options).await.unwrap();
        let desk = Module {
            permissions: vec![Permitted { permission: DO, roles: &[] }],
            actions: vec![
                Action::new("desk.case.open", DO, "/desk/cases", open_case),
                Action::new("desk.case.act", DO, "/desk/cases/{id}", act_on_case),
                Action::new("desk.case.undo", DO, "/desk/cases/{id}/undo", undo_case),
            ],
            listeners: vec![
                Listener::new(runtime::SPAWN, "desk.case.spawn", runtime::spawned),
                Listener::new(runtime::ENDED, "desk.case.end", runtime::master_ended),
            ],
            ..Module::new("desk", runtime::MIGRATIONS, Words { zh: "", en: "" })
        };
        db.migrate(&[runtime::MIGRATIONS]).await.unwrap();
        let processes = [support::REPAIR_TEXT, support::COMPLAINT_TEXT];
        let engine = Engine::start(&db, company(), chrono_tz::Asia::Shanghai, &processes, now).await.unwrap();
        engine.publish_calendar(None, office(1, &["08:30-12:00", "13:30-17:30"]));
        let ids = Ids::seeded(7);
        let texts = Arc::new(ui::Texts::new(&[("process", runtime::WORDS.0, runtime::WORDS.1)]).unwrap());
        let vault = Vault::new([7; 32], ids.clone());
        let registry = Registry::new(vec![desk]);
        let parts = Parts { db, registry, texts, clock, ids, vault, files };
        let platform = Arc::new(Platform::new(parts).with(engine));
        let engine = platform.service::<Engine>().unwrap();
        Self { platform, engine }
    }

    pub async fn open(&self, said: Value) -> Done {
        let input = json!({"process": "repair", "said": said});
        read(self.platform.act(&caller(&support::agent(), garden()), "desk.case.open", input).await.unwrap())
    }

    pub async fn act(&self, who: &process::Who, case: &Done, action: &str, said: Value) -> Result<Done> {
        let input = json!({"id": case.id, "action": action, "said": said, "requester": who.is_requester});
        self.platform.act(&caller(who, garden()), "desk.case.act", input).await.map(read)
    }

    pub async fn undo(&self, who: &process::Who, case: &Done) -> Result<Done> {
        self.platform.act(&caller(who, garden()), "desk.case.undo", json!({"id": case.id})).await.map(read)
    }

    /// Somebody brings the picture of this number.
    pub async fn bring(&self, who: &process::Who, nth: u128) {
        let content = self.platform.files.put(b"a picture".to_vec()).await.unwrap();
        let file = File {
            org: garden(),
            id: Uuid::from_u128(nth),
            name: "现场.png".into(),
            media_type: "image/png".into(),
            size: content.size,
            sha256: content.sha256,
            at: self.platform.clock.now(),
            by: who.id,
        };
        self.platform.keep_files(&caller(who, garden()), vec![file]).await.unwrap();
    }

    pub fn at(&self, now: Instant) {
        self.platform.clock.set(now);
    }

    pub async fn looking(&self) -> Context {
        self.platform.reading(&system()).await.unwrap()
    }

    /// Lets the listeners hear everything that waits in the outbox; answers the topics.
    pub async fn tell(&self) -> Vec<String> {
        let mut tx = self.platform.db.as_owner().read(&kernel::Scope::default()).await.unwrap();
        let told = store::outbox::untold(&mut tx, 10_000).await.unwrap();
        drop(tx);
        for event in &told {
            for listener in self.platform.registry.listeners(&event.topic) {
                let payload = serde_json::from_str(&event.payload).unwrap();
                self.platform.hear(&system(), listener, payload).await.unwrap();
            }
        }
        told.into_iter().map(|e| e.topic).collect()
    }
}

fn read(value: Value) -> Done {
    let text = |name: &str| value[name].as_str().unwrap().to_owned();
    Done {
        id: text("id").parse().unwrap(),
        number: text("number"),
        stage: text("stage"),
        version: value["version"].as_i64().unwrap(),
    }
}
