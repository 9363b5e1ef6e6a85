//! Accounts, roles, sessions, tokens: through the doors a browser and a program use, on whichever database.

mod grant;
mod sign_in;
mod token;

use kernel::{OrgId, Result, Span};
use module::{Caller, Proof};
use serde_json::{Value, json};
use testkit::TestApp;

const PASSWORD: &str = "anhe-demo-2026";

/// A house in which nobody lives yet, and who knocks at it.
struct World {
    app: TestApp,
}

async fn empty() -> World {
    World { app: TestApp::empty().await }
}

/// The same with a company, its first community and an administrator; his session comes along.
async fn founded() -> (World, String) {
    let world = empty().await;
    let input = json!({"company": "安禾物业", "community": "翠湖花园", "name": "管理员", "login": "Admin", "password": PASSWORD});
    let opened = world.act(&Proof::None, "identity.setup.create", input).await.expect("sets up");
    let session = opened["_session"].as_str().expect("a session").to_owned();
    (world, session)
}

impl World {
    async fn caller(&self, proof: &Proof) -> Caller {
        let house = &self.app.house;
        Caller::new(house.gate.actor(&house.platform, proof.clone(), "192.0.2.7").await.expect("knows"))
    }
    async fn act(&self, proof: &Proof, action: &str, input: Value) -> Result<Value> {
        self.app.house.platform.act(&self.caller(proof).await, action, input).await
    }
    async fn done(&self, proof: &Proof, action: &str, input: Value) -> Value {
        self.act(proof, action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"))
    }
    async fn ask(&self, proof: &Proof, query: &str, input: Value) -> Result<Value> {
        self.app.house.platform.ask(&self.caller(proof).await, query, input).await
    }
    async fn sign_in(&self, login: &str, password: &str, code: Option<&str>) -> Result<Proof> {
        let input = json!({"login": login, "password": password, "totp_code": code, "next": "/desk"});
        let opened = self.act(&Proof::None, "identity.session.open", without_nulls(input)).await?;
        assert_eq!(opened["next"], "/desk");
        Ok(Proof::Session(opened["_session"].as_str().expect("a session").to_owned()))
    }
    fn pass(&self, span: Span) {
        self.app.clock.set(self.app.clock.now() + span);
    }
    /// The units by their names.
    async fn unit(&self, proof: &Proof, name: &str) -> OrgId {
        let found = self.ask(proof, "org.org.list", json!({"q": name})).await.expect("lists");
        serde_json::from_value(found["rows"][0]["id"].clone()).expect("an id")
    }
    async fn account(&self, proof: &Proof, login: &str, role: &str, org: OrgId) -> Value {
        let input = json!({"login": login, "name": login, "password": PASSWORD, "role": role, "org_id": org});
        self.done(proof, "identity.account.create", input).await["id"].clone()
    }
    async fn page(&self, proof: &Proof, path: &str, input: Value) -> Result<String> {
        let platform = &self.app.house.platform;
        let page = platform.registry.pages().find(|p| p.path == path).expect("a page");
        let view = platform.show(&self.caller(proof).await, page, input).await?;
        Ok(view.body.into_string())
    }
}

fn without_nulls(mut value: Value) -> Value {
    value.as_object_mut().expect("an object").retain(|_, v| !v.is_null());
    value
}

fn refused(result: Result<impl Sized>) -> String {
    result.err().expect("refused").to_string()
}
