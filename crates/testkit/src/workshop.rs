//! A founded company without people in it: every action, query, page and register by its name. Each module tells here what it promises.

use std::{collections::BTreeSet, sync::Arc};

use kernel::{Actor, ActorKind, COMPANY, Clock, Error, Grant, Id, Instant, OrgId, Result};
use module::{Caller, Platform, Proof};
use serde_json::{Value, json};
use store::files::File;
use uuid::Uuid;

use crate::TestApp;

/// When the tests of the modules begin: a Saturday in November, two in the afternoon in Shanghai.
pub const SATURDAY: &str = "2026-11-21T06:00:00Z";

/// A company with two communities on a database of its own.
pub struct Workshop {
    /// The services.
    pub platform: Arc<Platform>,
    /// The house around them.
    pub app: TestApp,
    /// 翠湖花园 (CH).
    pub here: OrgId,
    /// 锦绣江南 (JX).
    pub there: OrgId,
}

impl Workshop {
    /// Opened on [`SATURDAY`].
    pub async fn open() -> Self {
        Self::open_at(SATURDAY).await
    }

    /// Opened at an instant.
    pub async fn open_at(now: &str) -> Self {
        let app = TestApp::empty_at(instant(now)).await;
        let platform = app.house.platform.clone();
        let mut shop = Self { platform, app, here: COMPANY, there: COMPANY };
        let company = json!({"company": "和悦物业", "name": "管理员", "login": "admin", "password": "cuihu-3-1-201"});
        shop.done(&shop.caller(Proof::None).await, "identity.setup.create", company).await;
        shop.here = shop.community("CH", "翠湖花园").await;
        shop.there = shop.community("JX", "锦绣江南").await;
        shop.app.house.calendars().await.expect("calendars");
        shop
    }

    /// Another community.
    pub async fn community(&self, code: &str, name: &str) -> OrgId {
        let unit = json!({"parent_id": COMPANY, "kind": "community", "code": code, "name": name});
        let made = self.done(&self.app.system().await, "org.org.create", unit).await;
        serde_json::from_value(made["id"].clone()).expect("an id")
    }

    /// Somebody on the staff with every permission over these units, and of the company like everybody else.
    pub fn holder(&self, units: &[OrgId]) -> Caller {
        self.staff(7, "周敏", "manager", units)
    }

    /// A member of staff of this number and name: every permission over these units, as the bearer of a role.
    pub fn staff(&self, number: u128, name: &str, role: &str, units: &[OrgId]) -> Caller {
        let everything = Arc::new(BTreeSet::from(["*".to_owned()]));
        let orgs = Arc::new(units.iter().copied().collect());
        let grant = Grant { role: role.into(), orgs, permissions: everything };
        somebody(ActorKind::Staff, Uuid::from_u128(number), name, grant)
    }

    /// Somebody in a role of [`Workshop::here`], with the permissions that ship with it and no others.
    pub fn bearer(&self, kind: ActorKind, id: Uuid, name: &str, role: &str) -> Caller {
        let lines = self.platform.registry.permissions().filter(|line| line.roles.contains(&role));
        let permissions = Arc::new(lines.map(|line| line.permission.0.to_owned()).collect());
        somebody(kind, id, name, Grant { role: role.into(), orgs: Arc::new(BTreeSet::from([self.here])), permissions })
    }

    /// Who shows this, the way the web asks.
    pub async fn caller(&self, proof: Proof) -> Caller {
        Caller::new(self.app.house.gate.actor(&self.platform, proof, "203.0.113.9").await.expect("knows"))
    }

    /// Presses an action.
    pub async fn act(&self, who: &Caller, action: &str, input: Value) -> Result<Value> {
        self.platform.act(who, action, input).await
    }

    /// Presses an action that must be possible.
    pub async fn done(&self, who: &Caller, action: &str, input: Value) -> Value {
        self.act(who, action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"))
    }

    /// The form of an action, as it is asked of somebody.
    pub async fn form(&self, who: &Caller, action: &str, input: Value) -> module::Shape {
        let line =
            self.platform.registry.actions().find(|a| a.name == action).unwrap_or_else(|| panic!("no action {action}"));
        let shape = self.platform.shape(who, line, input).await.unwrap_or_else(|e| panic!("{action}: {e}"));
        shape.unwrap_or_else(|| panic!("{action} asks the same of everybody"))
    }

    /// Asks a query.
    pub async fn ask(&self, who: &Caller, query: &str, input: Value) -> Result<Value> {
        self.platform.ask(who, query, input).await
    }

    /// Asks a query that must be answered.
    pub async fn answer(&self, who: &Caller, query: &str, input: Value) -> Value {
        self.ask(who, query, input).await.unwrap_or_else(|e| panic!("{query}: {e}"))
    }

    /// The rows a list shows.
    pub async fn rows(&self, who: &Caller, list: &str, ask: Value) -> Vec<Value> {
        self.answer(who, list, ask).await["rows"].as_array().cloned().expect("rows")
    }

    /// Opens a page by its registered name; its topics and its body.
    pub async fn page(&self, who: &Caller, page: &str, input: Value) -> Result<(Vec<String>, String)> {
        let line = self.platform.registry.pages().find(|p| p.name == page).unwrap_or_else(|| panic!("no page {page}"));
        self.platform.show(who, line, input).await.map(|view| (view.topics, view.body.into_string()))
    }

    /// What a page shows.
    pub async fn shown(&self, who: &Caller, page: &str, input: Value) -> String {
        self.page(who, page, input).await.unwrap_or_else(|e| panic!("{page}: {e}")).1
    }

    /// Gives rows to a register the way an import does; what became of each.
    pub async fn take(&self, who: &Caller, register: &str, rows: Value, dry: bool) -> Vec<Value> {
        let line = self.platform.registry.imports().find(|i| i.register.key == register);
        let line = line.unwrap_or_else(|| panic!("no register {register}"));
        let chunk = json!({"org": self.here, "rows": rows, "dry": dry});
        let chunk = serde_json::from_value(chunk).expect("a chunk");
        let taken = self.platform.take(who, line, chunk).await.expect("takes");
        taken.iter().map(|row| serde_json::to_value(row).expect("JSON")).collect()
    }

    /// A picture that somebody has brought, by its id.
    pub async fn photo(&self, who: &Caller) -> String {
        let id = self.brought(who, "现场.png", "image/png").await;
        Id::<File>::from_uuid(id).to_string()
    }

    /// A file that somebody has brought, not used in anything yet.
    pub async fn brought(&self, who: &Caller, name: &str, media_type: &str) -> Uuid {
        let (platform, at) = (&self.platform, self.clock().now());
        let content = platform.files.put(format!("{name} of {}", who.actor.name).into_bytes()).await.expect("keeps");
        let file = File {
            org: COMPANY,
            id: platform.ids.next(at, 0),
            name: name.into(),
            media_type: media_type.into(),
            size: content.size,
            sha256: content.sha256,
            at,
            by: who.actor.id,
        };
        let id = file.id;
        platform.keep_files(who, vec![file]).await.expect("names");
        id
    }

    /// A building 3 with one unit of two floors and two rooms a floor.
    pub async fn building(&self, who: &Caller, org: OrgId) -> Value {
        let building = json!({"org_id": org, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 2,
                              "lines": [{"line": "01"}, {"line": "02"}], "state": "vacant"});
        self.done(who, "property.building.create", building).await["id"].clone()
    }

    /// The id of the room of this number.
    pub async fn room(&self, who: &Caller, code: &str) -> Value {
        self.rows(who, "property.place.list", json!({"q": code, "kind": "room"})).await[0]["id"].clone()
    }

    /// Sets the clock, without anything happening meanwhile.
    pub fn set_clock(&self, to: &str) {
        self.clock().set(instant(to));
    }

    /// The time, moved by hand.
    pub fn clock(&self) -> &Clock {
        &self.app.clock
    }
}

/// Somebody of the company with a grant.
fn somebody(kind: ActorKind, id: Uuid, name: &str, grant: Grant) -> Caller {
    let member =
        Grant { role: "member".into(), orgs: Arc::new(BTreeSet::from([COMPANY])), permissions: Arc::default() };
    let (name, from) = (name.to_owned(), "test".to_owned());
    Caller::new(Actor { kind, id, name, from, home: COMPANY, grants: vec![grant, member], session: None })
}

/// An instant written as RFC 3339.
pub fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The key of what refused: of the rule, or of the first field that is wrong.
pub fn refused(result: Result<Value>) -> String {
    match result {
        Err(Error::Broken(message)) => message.key.into_owned(),
        Err(Error::Invalid(fields)) => fields[0].message.key.clone().into_owned(),
        Err(other) => other.to_string(),
        Ok(value) => panic!("it was allowed: {value}"),
    }
}

/// What became of each taken row in a word: `created`, `updated`, `unchanged`, or the key of what refused it.
pub fn outcomes(taken: &[Value]) -> Vec<String> {
    let word = |row: &Value| match row {
        Value::String(word) => word.clone(),
        other => other["refused"][0]["key"].as_str().unwrap_or_default().to_owned(),
    };
    taken.iter().map(word).collect()
}
