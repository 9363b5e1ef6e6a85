//! A platform with the case engine, the shipped process definitions and two actions over them – what a request meets
//! below HTTP: permission, form, idempotency key, transaction, audit.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context as _, Result};
use kernel::{
    Actor, ActorKind, Calendar, Clock, Grant, Id, Instant, OrgId, Permission, Span,
    calendar::{Interval, Written},
};
use module::{Action, Caller, Context, Ids, Module, Parts, Permitted, Platform, Registry, Vault, Words};
use process::{
    Person,
    runtime::{self, Case, CaseId, Done, Engine, NewCase, Standing},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::{
    Db, Options,
    files::{Content, File, Files},
};
use uuid::Uuid;

const ACT: Permission = Permission("desk.case.act");
const REPAIR: &str = include_str!("../../modules/desk/processes/repair.toml");

#[derive(Deserialize, JsonSchema)]
struct Open {
    org: Id<kernel::actor::Org>,
    said: Value,
}

#[derive(Deserialize, JsonSchema)]
struct Act {
    id: Id<Case>,
    action: String,
    said: Value,
    requester: bool,
}

/// Somebody in these benches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Takes the call and dispatches.
    Agent,
    /// Does the work.
    Technician,
    /// Asked for it.
    Requester,
}

impl Role {
    const fn id(self) -> Uuid {
        Uuid::from_u128(match self {
            Self::Agent => 1,
            Self::Technician => 3,
            Self::Requester => 7,
        })
    }

    fn person(self) -> Person {
        let (kind, name) = match self {
            Self::Agent => (ActorKind::Staff, "林晓"),
            Self::Technician => (ActorKind::Staff, "赵师傅"),
            Self::Requester => (ActorKind::Resident, "王女士"),
        };
        Person { kind, id: self.id(), name: name.into() }
    }

    fn caller(self, org: OrgId) -> Caller {
        let role = match self {
            Self::Agent => "agent",
            Self::Technician => "technician",
            Self::Requester => "resident",
        };
        let permissions = Arc::new(BTreeSet::from([ACT.0.to_owned()]));
        let grant = Grant { role: role.into(), orgs: Arc::new(BTreeSet::from([org])), permissions };
        let Person { kind, id, name } = self.person();
        let from = "127.0.0.1".into();
        Caller::new(Actor { kind, id, name, from, home: company(), session: None, grants: vec![grant] })
    }
}

fn map(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

async fn open_case(cx: &mut Context, input: Open) -> kernel::Result<Done> {
    let new = NewCase {
        id: None,
        org: input.org,
        process: "repair".into(),
        channel: "desk".into(),
        requester: Some(Role::Requester.person()),
        place: Some(Uuid::from_u128(502)),
        area: Some(Uuid::from_u128(3)),
        input: map(input.said),
    };
    runtime::open(cx, new, Standing::Himself).await
}

async fn act_on_case(cx: &mut Context, input: Act) -> kernel::Result<Done> {
    let standing = if input.requester { Standing::Requester } else { Standing::Himself };
    let assignee = Some(Role::Technician.person());
    runtime::act(cx, input.id, &input.action, map(input.said), assignee, standing).await
}

/// The nth community.
pub const fn community(nth: usize) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(0xA0_0000 + nth as u128))
}

const fn company() -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(0xC))
}

/// The time a measured history stands at when its clock is moved by hand.
pub fn morning() -> Result<Instant> {
    "2026-11-23T01:00:00Z".parse().context("an instant")
}

/// What a client does to one case after it was opened: by whom, which action, what is said. The photo of the finished work
/// comes along with it.
pub fn steps() -> Vec<(Role, &'static str, Value)> {
    vec![
        (Role::Agent, "assign", json!({"assignee": format!("staff_{:032x}", 3)})),
        (Role::Technician, "accept", json!({})),
        (Role::Technician, "arrive", json!({"position": {"latitude": 31.2, "longitude": 121.5, "accuracy": 8.0}})),
        (Role::Technician, "start", json!({})),
        (Role::Technician, "complete", json!({"result": "更换阀芯，试水正常"})),
        (Role::Requester, "confirm", json!({"rating": 5})),
    ]
}

/// The platform under measurement.
pub struct House {
    /// The platform.
    pub platform: Arc<Platform>,
    keys: AtomicU64,
    /// What every photo shows.
    picture: Content,
}

impl House {
    /// Opens the database and starts the engine on it; its office hours are all day, so that a clock runs at any hour.
    pub async fn build(url: &str, files: &Path, options: Options) -> Result<Arc<Self>> {
        let clock = options.clock.clone();
        let desk = Module {
            permissions: vec![Permitted { permission: ACT, roles: &[] }],
            actions: vec![
                Action::new("desk.case.open", ACT, "/desk/cases", open_case),
                Action::new("desk.case.act", ACT, "/desk/cases/{id}", act_on_case),
            ],
            ..Module::new("desk", runtime::MIGRATIONS, Words { zh: "", en: "" })
        };
        let db = Db::open(url, options).await?;
        db.migrate(&[runtime::MIGRATIONS]).await?;
        let engine = Engine::start(&db, company(), chrono_tz::Asia::Shanghai, &[REPAIR], clock.now()).await?;
        engine.publish_calendar(None, office()?);
        let ids = Ids::random();
        let words = [("process", runtime::WORDS.0, runtime::WORDS.1)];
        let texts = ui::Texts::new(&words).map_err(|wrong| anyhow::anyhow!(wrong.join("; ")))?;
        let files = Files::open(files)?;
        let picture = files.put(b"a tap that no longer drips".to_vec()).await?;
        let parts = Parts {
            db,
            registry: Registry::new(vec![desk]),
            texts: Arc::new(texts),
            clock,
            vault: Vault::new([7; 32], ids.clone()),
            ids,
            files,
        };
        let platform = Arc::new(Platform::new(parts).with(engine));
        Ok(Arc::new(Self { platform, keys: AtomicU64::new(0), picture }))
    }

    /// Opens a case in the nth community.
    pub async fn open(&self, org: OrgId) -> Result<CaseId> {
        let said = json!({"summary": "厨房水龙头漏水，关不紧", "trade": "water", "urgency": "normal", "facility_class": "home"});
        self.call(Role::Agent, org, "desk.case.open", json!({"org": org, "said": said}), Vec::new()).await
    }

    /// Does one of the [`steps`].
    pub async fn act(&self, org: OrgId, id: CaseId, (role, action, said): &(Role, &str, Value)) -> Result<CaseId> {
        let mut said = said.clone();
        let photo = (*action == "complete").then(|| self.photo(*role, org));
        if let Some(photo) = &photo {
            said["photos_after"] = json!([Id::<File>::from_uuid(photo.id).to_string()]);
        }
        let input = json!({"id": id, "action": action, "said": said, "requester": *role == Role::Requester});
        self.call(*role, org, "desk.case.act", input, photo.into_iter().collect()).await
    }

    /// A photo that somebody takes.
    fn photo(&self, role: Role, org: OrgId) -> File {
        let at = self.platform.clock.now();
        let Content { sha256, size } = self.picture.clone();
        let (name, media_type) = ("after.jpg".to_owned(), "image/jpeg".to_owned());
        File { org, id: self.platform.ids.next(at, 0), name, media_type, size, sha256, at, by: role.id() }
    }

    async fn call(&self, role: Role, org: OrgId, action: &str, input: Value, files: Vec<File>) -> Result<CaseId> {
        let key = self.keys.fetch_add(1, Ordering::Relaxed);
        let caller = role.caller(org).keyed(format!("{}-{key}", std::process::id()));
        let answer = self.platform.act_with(&caller, action, input, files).await?;
        answer["id"].as_str().and_then(|id| id.parse().ok()).context("an answer without the case's id")
    }

    /// How many cases there are and how many things were done to them, straight from the tables.
    pub async fn counted(&self) -> Result<(i64, i64)> {
        let mut tx = self.platform.db.as_owner().read(&kernel::Scope::default()).await?;
        let cases = tx.fetch_value("SELECT count(*) FROM cases", Vec::new()).await?;
        let done = tx.fetch_value("SELECT CAST(COALESCE(sum(version), 0) AS BIGINT) FROM cases", Vec::new()).await?;
        Ok((cases, done))
    }
}

fn office() -> Result<Calendar> {
    let always = vec![Interval::ALL_DAY];
    Ok(Calendar::try_from(Written {
        key: "office".into(),
        version: 1,
        zone: chrono_tz::Asia::Shanghai,
        week: std::array::from_fn(|_| always.clone()),
        exceptions: std::collections::BTreeMap::new(),
        covers_from: "2026-01-01".parse()?,
        covers_until: "2030-12-31".parse()?,
        workday: Span::hours(24),
    })?)
}

/// Options of a store whose time is the machine's.
pub fn real_time() -> Options {
    Options { clock: Clock::System, ..Options::default() }
}
