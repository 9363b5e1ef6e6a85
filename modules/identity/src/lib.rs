//! Who somebody is and what he may do where: accounts, roles, grants, sessions, tokens, and the [`gate`].

mod account;
mod gate;
mod home;
mod model;
mod password;
mod role;
mod session;
mod token;

use kernel::{PUBLIC, Permission, SIGNED_IN, Span, form::Kind};
use module::{Action, Column, Job, List, Listener, Module, Nav, Page, Permitted, Query, Surface, Words};
use store::{Migration, Migrations};

pub use account::{
    actions::{admit, dismiss, open_resident},
    model::{AddAccount, NewResident},
    rules::code_at,
};
pub use gate::{actor_of, gate};
pub use model::{ACCESS, Account, AccountId, GrantId, SessionId, TokenId};
pub use password::{Hashing, hash as hash_password, hashed as hashing_password, rules::check as check_password};
pub use session::actions::{begin_session, forget_try, note_try};

const MIGRATIONS: Migrations = Migrations {
    owner: "identity",
    files: &[Migration::portable("0001_identity", include_str!("../migrations/0001_identity.sql"))],
};
const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const ACCOUNT_VIEW: Permission = Permission("identity.account.view");
const ACCOUNT_CREATE: Permission = Permission("identity.account.create");
const ACCOUNT_EDIT: Permission = Permission("identity.account.edit");
const ACCOUNT_DISABLE: Permission = Permission("identity.account.disable");
const ROLE_VIEW: Permission = Permission("identity.role.view");
const ROLE_EDIT: Permission = Permission("identity.role.edit");
const GRANT_CREATE: Permission = Permission("identity.grant.create");
const GRANT_END: Permission = Permission("identity.grant.end");

/// What this module adds to the product.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: nav(),
        actions: [sign_in_actions(), own_actions(), actions()].into_iter().flatten().collect(),
        queries: queries(),
        pages: pages(),
        jobs: vec![Job::every("identity.session.sweep", Span::days(1), session::actions::sweep)],
        listeners: vec![Listener::new(org::STAFF_LEFT, "identity.account.close", account::actions::close_of_staff)],
        ..Module::new("identity", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    Permitted::lines([
        (ACCOUNT_VIEW, &["hr", "director"]),
        (ACCOUNT_CREATE, &["hr"]),
        (ACCOUNT_EDIT, &["hr"]),
        (ACCOUNT_DISABLE, &["hr"]),
        (ROLE_VIEW, &["hr", "director"]),
        (ROLE_EDIT, &[]),
        (GRANT_CREATE, &["hr"]),
        (GRANT_END, &["hr"]),
    ])
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(880, "identity-account-list", "user-check", "/identity/accounts", ACCOUNT_VIEW).under("nav-section-org"),
        Nav::desk(890, "identity-role-list", "shield-lock", "/identity/roles", ROLE_VIEW).under("nav-section-org"),
    ]
}

/// The way in and out.
fn sign_in_actions() -> Vec<Action> {
    use session::{actions, model::SignIn};
    vec![
        Action::new("identity.session.open", PUBLIC, "/sign_in", actions::open)
            .prepared::<SignIn>(actions::prove)
            .then("{next}")
            .on(Surface::Plain)
            .secret(),
        Action::new("identity.session.end", SIGNED_IN, "/sign_out", actions::end).then("/sign_in").on(Surface::Plain),
        Action::new("identity.setup.create", PUBLIC, "/setup", actions::set_up)
            .prepared::<session::model::SetUp>(password::hashed)
            .then("{next}")
            .on(Surface::Plain)
            .secret(),
    ]
}

/// What everybody does with his own account.
fn own_actions() -> Vec<Action> {
    use account::{actions as own, model::ChangePassword};
    vec![
        Action::new("identity.password.change", SIGNED_IN, "/account/password", own::change_password)
            .prepared::<ChangePassword>(own::prove_own_password)
            .then("/account")
            .secret(),
        Action::new("identity.totp.create", SIGNED_IN, "/account/totp", own::create_totp).then("/account/totp"),
        Action::new("identity.totp.confirm", SIGNED_IN, "/account/totp/confirm", own::confirm_totp).then("/account"),
        Action::new("identity.totp.remove", SIGNED_IN, "/account/totp/remove", own::remove_totp).then("/account"),
        Action::new("identity.session.remove", SIGNED_IN, "/account/sessions/{id}/remove", session::actions::remove)
            .then("/account"),
        Action::new("identity.token.create", SIGNED_IN, "/account/tokens", token::actions::create).secret(),
        Action::new("identity.token.remove", SIGNED_IN, "/account/tokens/{id}/remove", token::actions::remove)
            .then("/account"),
    ]
}

/// What those who look after accounts do.
fn actions() -> Vec<Action> {
    use account::{actions as done, model::ResetPassword};
    const RECORD: &str = "/identity/accounts/{id}";
    vec![
        Action::new("identity.account.create", ACCOUNT_CREATE, "/identity/accounts", done::create)
            .prepared::<AddAccount>(password::hashed)
            .then(RECORD),
        Action::new("identity.account.edit", ACCOUNT_EDIT, "/identity/accounts/{id}/edit", done::edit).then(RECORD),
        Action::new("identity.account.disable", ACCOUNT_DISABLE, "/identity/accounts/{id}/disable", done::disable)
            .then(RECORD),
        Action::new("identity.account.enable", ACCOUNT_DISABLE, "/identity/accounts/{id}/enable", done::enable)
            .then(RECORD),
        Action::new("identity.account.unlock", ACCOUNT_EDIT, "/identity/accounts/{id}/unlock", done::unlock)
            .then(RECORD),
        Action::new("identity.account.sign_out", ACCOUNT_EDIT, "/identity/accounts/{id}/sign_out", done::sign_out)
            .then(RECORD),
        Action::new("identity.password.reset", ACCOUNT_EDIT, "/identity/accounts/{id}/password", done::reset_password)
            .prepared::<ResetPassword>(password::hashed)
            .then(RECORD),
        Action::new("identity.totp.reset", ACCOUNT_EDIT, "/identity/accounts/{id}/totp/remove", done::reset_totp)
            .then(RECORD),
        Action::new("identity.grant.create", GRANT_CREATE, "/identity/grants", done::create_grant)
            .then("/identity/accounts/{account_id}"),
        Action::new("identity.grant.end", GRANT_END, "/identity/grants/{id}/end", done::end_grant)
            .then("/identity/accounts/{account_id}"),
        Action::new("identity.role.edit", ROLE_EDIT, "/identity/roles/{key}/edit", role::actions::edit)
            .then("/identity/roles/{key}"),
        Action::new("identity.role.remove", ROLE_EDIT, "/identity/roles/{key}/remove", role::actions::remove)
            .then("/identity/roles"),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("identity.account.list", ACCOUNT_VIEW, "/identity/accounts", account::queries::list).with(List {
            columns: vec![
                Column::text("name").sortable(),
                Column::text("login").sortable(),
                Column::new("totp", Kind::Bool),
                Column::new("resident", Kind::Bool),
                Column::new("state", Kind::Choice { choices: Vec::new() }),
                Column::new("created_at", Kind::Instant).optional(),
            ],
            link: Some("/identity/accounts/{id}"),
            noun: Some("account"),
            offers: &["identity.account.create"],
            page: true,
            ..List::default()
        }),
        Query::one("identity.account.read", ACCOUNT_VIEW, "/identity/accounts/{id}", account::queries::one),
        Query::one("identity.role.list", ROLE_VIEW, "/identity/roles", role::queries::list),
        Query::one("identity.role.read", ROLE_VIEW, "/identity/roles/{key}", role::queries::one),
        Query::one("identity.session.list", SIGNED_IN, "/account/sessions", session::queries::own),
        Query::one("identity.token.list", SIGNED_IN, "/account/tokens", token::queries::own),
    ]
}

fn pages() -> Vec<Page> {
    vec![
        Page::new("identity.home.page", SIGNED_IN, "/", home::pages::page),
        Page::new("identity.session.page", PUBLIC, "/sign_in", session::pages::sign_in).on(Surface::Plain),
        Page::new("identity.setup.page", PUBLIC, "/setup", session::pages::set_up).on(Surface::Plain),
        Page::new("identity.account.own", SIGNED_IN, "/account", account::pages::own),
        Page::new("identity.totp.page", SIGNED_IN, "/account/totp", account::pages::totp),
        Page::new("identity.account.page", ACCOUNT_VIEW, "/identity/accounts/{id}", account::pages::page),
        Page::new("identity.role.list_page", ROLE_VIEW, "/identity/roles", role::pages::list),
        Page::new("identity.role.page", ROLE_VIEW, "/identity/roles/{key}", role::pages::page),
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::store::{Db, Options, files::Files};
    use kernel::{Clock, Error, OrgId, Result};
    use module::{Caller, Gate, Ids, Parts, Platform, Proof, Registry, Vault};
    use serde_json::{Value, json};
    use ui::texts::Texts;

    use super::*;

    const HIRE: &str = "org.staff.create";
    const SEE: &str = "org.staff.view";
    const PASSWORD: &str = "anhe-demo-2026";

    /// A company on a database of its own, on a Saturday in November.
    struct World {
        platform: Arc<Platform>,
        gate: Box<dyn Gate>,
        _folder: tempfile::TempDir,
    }

    async fn empty() -> World {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-21T06:00:00Z".parse().unwrap());
        let address = format!("sqlite:{}", folder.path().join("identity.db").display());
        let db = Db::open(&address, Options { clock: clock.clone(), ..Options::default() }).await.unwrap();
        let modules = vec![org::module(), module()];
        let mut tables = vec![::module::search::MIGRATIONS];
        tables.extend(modules.iter().map(|m| m.migrations));
        db.migrate(&tables).await.unwrap();
        let words: Vec<_> = modules.iter().map(|m| (m.name, m.words.zh, m.words.en)).collect();
        let texts = Arc::new(Texts::new(&words).unwrap());
        assert_eq!(texts.check(), Vec::<String>::new());
        let ids = Ids::seeded(7);
        let parts = Parts {
            db,
            registry: Registry::new(modules),
            texts,
            clock,
            vault: Vault::new([9; 32], ids.clone()),
            ids,
            files: Files::open(folder.path().join("files")).unwrap(),
        };
        let platform = Arc::new(Platform::new(parts).with(Hashing::least()));
        World { platform, gate: Box::new(gate()), _folder: folder }
    }

    /// The same with a company, its first community and an administrator; his session comes along.
    async fn founded() -> (World, String) {
        let world = empty().await;
        let input = json!({"company": "安禾物业", "community": "翠湖花园", "name": "管理员", "login": "Admin", "password": PASSWORD});
        let opened = world.act(&Proof::None, "identity.setup.create", input).await.unwrap();
        let session = opened["_session"].as_str().unwrap().to_owned();
        (world, session)
    }

    impl World {
        async fn caller(&self, proof: &Proof) -> Caller {
            Caller::new(self.gate.actor(&self.platform, proof.clone(), "192.0.2.7").await.unwrap())
        }
        async fn act(&self, proof: &Proof, action: &str, input: Value) -> Result<Value> {
            self.platform.act(&self.caller(proof).await, action, input).await
        }
        async fn done(&self, proof: &Proof, action: &str, input: Value) -> Value {
            self.act(proof, action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"))
        }
        async fn ask(&self, proof: &Proof, query: &str, input: Value) -> Result<Value> {
            self.platform.ask(&self.caller(proof).await, query, input).await
        }
        async fn sign_in(&self, login: &str, password: &str, code: Option<&str>) -> Result<Proof> {
            let input = json!({"login": login, "password": password, "totp_code": code, "next": "/desk"});
            let opened = self.act(&Proof::None, "identity.session.open", without_nulls(input)).await?;
            assert_eq!(opened["next"], "/desk");
            Ok(Proof::Session(opened["_session"].as_str().unwrap().to_owned()))
        }
        fn pass(&self, span: Span) {
            self.platform.clock.set(self.platform.clock.now() + span);
        }
        /// The units by their names.
        async fn unit(&self, proof: &Proof, name: &str) -> OrgId {
            let found = self.ask(proof, "org.org.list", json!({"q": name})).await.unwrap();
            serde_json::from_value(found["rows"][0]["id"].clone()).unwrap()
        }
        async fn account(&self, proof: &Proof, login: &str, role: &str, org: OrgId) -> Value {
            let input = json!({"login": login, "name": login, "password": PASSWORD, "role": role, "org_id": org});
            self.done(proof, "identity.account.create", input).await["id"].clone()
        }
        async fn page(&self, proof: &Proof, path: &str, input: Value) -> Result<String> {
            let page = self.platform.registry.pages().find(|p| p.path == path).unwrap();
            let view = self.platform.show(&self.caller(proof).await, page, input).await?;
            Ok(view.body.into_string())
        }
    }

    fn without_nulls(mut value: Value) -> Value {
        value.as_object_mut().unwrap().retain(|_, v| !v.is_null());
        value
    }

    fn refused(result: Result<impl Sized>) -> String {
        result.err().expect("refused").to_string()
    }

    #[tokio::test]
    async fn a_company_is_set_up_once_and_its_administrator_is_signed_in() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        let actor = world.caller(&admin).await.actor;
        assert_eq!((actor.name.as_str(), actor.home, actor.from.as_str()), ("管理员", kernel::COMPANY, "192.0.2.7"));
        assert!(actor.may(ROLE_EDIT), "an administrator may everything");
        let lake = world.unit(&admin, "翠湖").await;
        assert!(actor.may_in(ROLE_EDIT, lake), "and everywhere below the company");
        let again = json!({"company": "x", "name": "x", "login": "mallory", "password": PASSWORD});
        assert!(refused(world.act(&Proof::None, "identity.setup.create", again).await).contains("org-company-exists"));
        let stored: Vec<u8> = password::digest(match &admin {
            Proof::Session(s) => s,
            _ => unreachable!(),
        });
        assert_eq!(stored.len(), 32);
    }

    #[tokio::test]
    async fn before_there_is_a_company_nobody_is_at_home() {
        let world = empty().await;
        let nobody = world.caller(&Proof::None).await.actor;
        assert!(nobody.home.uuid().is_nil() && !nobody.is_known());
        assert!(world.page(&Proof::None, "/setup", json!({})).await.unwrap().contains("name=\"company\""));
        assert!(world.page(&Proof::None, "/sign_in", json!({})).await.unwrap().contains("/setup"));
        let weak = json!({"company": "x", "name": "x", "login": "admin", "password": "admin123456"});
        let said = refused(world.act(&Proof::None, "identity.setup.create", weak).await);
        assert!(said.contains("password="), "{said}");
    }

    #[tokio::test]
    async fn signing_in_and_out() {
        let (world, session) = founded().await;
        let wrong = refused(world.sign_in("admin", "not the password", None).await);
        let unknown = refused(world.sign_in("nobody", "not the password", None).await);
        assert_eq!(wrong, unknown, "the answer does not say what was wrong");
        let proof = world.sign_in(" ADMIN ", PASSWORD, None).await.unwrap();
        assert!(world.caller(&proof).await.actor.is_known());
        let ended = world.done(&proof, "identity.session.end", json!({})).await;
        assert_eq!(ended["_session"], Value::Null);
        assert!(!world.caller(&proof).await.actor.is_known(), "signed out at once");
        assert!(world.caller(&Proof::Session(session)).await.actor.is_known(), "the other device stays");
    }

    #[tokio::test]
    async fn a_session_ends_when_it_is_not_used() {
        let (world, session) = founded().await;
        let proof = Proof::Session(session);
        for _ in 0..2 {
            world.pass(Span::days(13));
            assert!(world.caller(&proof).await.actor.is_known(), "used every thirteen days");
        }
        world.pass(Span::days(5));
        assert!(!world.caller(&proof).await.actor.is_known(), "thirty days are over");
        let proof = world.sign_in("admin", PASSWORD, None).await.unwrap();
        world.pass(Span::days(15));
        assert!(!world.caller(&proof).await.actor.is_known(), "not used for fifteen days");
    }

    #[tokio::test]
    async fn guessing_is_stopped_for_a_while_and_can_be_lifted() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        let id = world.account(&admin, "linxiao", "agent", kernel::COMPANY).await;
        for _ in 0..5 {
            assert!(refused(world.sign_in("linxiao", "wrong password", None).await).contains("identity-sign-in-wrong"));
        }
        assert!(
            refused(world.sign_in("linxiao", PASSWORD, None).await).contains("identity-locked"),
            "even the right one"
        );
        assert!(world.sign_in("admin", PASSWORD, None).await.is_ok(), "others go on");
        assert!(world.page(&admin, "/identity/accounts/{id}", json!({"id": id})).await.unwrap().contains("已锁定"));
        world.done(&admin, "identity.account.unlock", json!({"id": id})).await;
        assert!(world.sign_in("linxiao", PASSWORD, None).await.is_ok());
        for _ in 0..5 {
            let _ = world.sign_in("linxiao", "wrong password", None).await;
        }
        world.pass(Span::minutes(15));
        assert!(world.sign_in("linxiao", PASSWORD, None).await.is_ok(), "a quarter of an hour later");
    }

    #[tokio::test]
    async fn many_guesses_at_once_are_counted_too() {
        let (world, _) = founded().await;
        let tries = (0..12).map(|_| world.sign_in("admin", "wrong password", None));
        let mut looked_at = 0;
        for result in futures::future::join_all(tries).await {
            looked_at += usize::from(refused(result).contains("identity-sign-in-wrong"));
        }
        assert_eq!(looked_at, 5, "no more passwords are looked at than five");
    }

    #[tokio::test]
    async fn a_second_factor_is_asked_once_it_is_confirmed() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        world.done(&admin, "identity.totp.create", json!({})).await;
        assert!(world.sign_in("admin", PASSWORD, None).await.is_ok(), "it does not count before a first code");
        let page = world.page(&admin, "/account/totp", json!({})).await.unwrap();
        let typed = page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap();
        let secret = data_encoding::BASE32_NOPAD.decode(typed.as_bytes()).unwrap();
        let code = |world: &World| code_at(&secret, world.platform.clock.now()).unwrap();
        world.done(&admin, "identity.totp.confirm", json!({"totp_code": code(&world)})).await;
        assert!(refused(world.sign_in("admin", PASSWORD, None).await).contains("identity-totp-needed"));
        assert!(
            refused(world.sign_in("admin", PASSWORD, Some(&code(&world))).await).contains("identity-totp-wrong"),
            "used"
        );
        world.pass(Span::minutes(1));
        assert!(world.sign_in("admin", PASSWORD, Some(&code(&world))).await.is_ok());
        world.pass(Span::minutes(1));
        world.done(&admin, "identity.totp.remove", json!({"totp_code": code(&world)})).await;
        assert!(world.sign_in("admin", PASSWORD, None).await.is_ok());
    }

    #[tokio::test]
    async fn a_role_reaches_what_lies_below_and_nothing_else() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        let lake = world.unit(&admin, "翠湖").await;
        let river = json!({"parent_id": kernel::COMPANY, "kind": "community", "code": "JX", "name": "锦绣江南"});
        let river: OrgId =
            serde_json::from_value(world.done(&admin, "org.org.create", river).await["id"].clone()).unwrap();
        let id = world.account(&admin, "songlan", "manager", lake).await;
        let manager = world.sign_in("songlan", PASSWORD, None).await.unwrap();
        let actor = world.caller(&manager).await.actor;
        let create = kernel::Permission(HIRE);
        assert!(actor.may_in(create, lake) && !actor.may_in(create, river) && !actor.may_in(create, kernel::COMPANY));
        let hired = |org: OrgId| json!({"unit_id": org, "number": "AH0009", "name": "林晓", "phone": "13800100009"});
        assert!(matches!(world.act(&manager, "org.staff.create", hired(river)).await, Err(Error::NotFound)));
        world.done(&manager, "org.staff.create", hired(lake)).await;
        assert!(matches!(world.ask(&manager, "identity.account.list", json!({})).await, Err(Error::Forbidden(_))));
        // A new department below is reached as soon as it is there.
        let repairs = json!({"parent_id": lake, "kind": "department", "code": "CH-GC", "name": "工程部"});
        let repairs: OrgId =
            serde_json::from_value(world.done(&admin, "org.org.create", repairs).await["id"].clone()).unwrap();
        assert!(world.caller(&manager).await.actor.may_in(create, repairs));
        let grant = json!({"account_id": id, "role": "manager", "org_id": river});
        let grant = world.done(&admin, "identity.grant.create", grant).await["id"].clone();
        assert!(world.caller(&manager).await.actor.may_in(create, river));
        world.done(&admin, "identity.grant.end", json!({"id": grant})).await;
        assert!(!world.caller(&manager).await.actor.may_in(create, river), "ended at once");
    }

    #[tokio::test]
    async fn nobody_hands_out_more_than_he_holds() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        let id = world.account(&admin, "hemei", "hr", kernel::COMPANY).await;
        let hr = world.sign_in("hemei", PASSWORD, None).await.unwrap();
        let grant = |role: &str| json!({"account_id": id, "role": role, "org_id": kernel::COMPANY});
        assert!(
            refused(world.act(&hr, "identity.grant.create", grant("admin")).await).contains("identity-grant-too-much")
        );
        assert!(
            refused(world.act(&hr, "identity.grant.create", grant("king")).await).contains("identity-role-unknown")
        );
        assert!(world.act(&hr, "identity.grant.create", grant("gardener")).await.is_ok());
        assert!(matches!(
            world.act(&hr, "identity.role.edit", json!({"key": "hr", "name": "x"})).await,
            Err(Error::Forbidden(_))
        ));
        let own = world.ask(&admin, "identity.account.list", json!({"q": "admin"})).await.unwrap();
        let barred = world.act(&hr, "identity.account.disable", json!({"id": own["rows"][0]["id"]})).await;
        assert!(refused(barred).contains("identity-last-admin"));
    }

    #[tokio::test]
    async fn the_company_changes_a_role_and_takes_it_back() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        world.account(&admin, "tian", "gardener", kernel::COMPANY).await;
        let gardener = world.sign_in("tian", PASSWORD, None).await.unwrap();
        let view = kernel::Permission(SEE);
        assert!(!world.caller(&gardener).await.actor.may(view));
        let more = json!({"key": "gardener", "name": "绿化工", "permissions": ["org.staff.view"]});
        world.done(&admin, "identity.role.edit", more).await;
        assert!(world.caller(&gardener).await.actor.may(view));
        let strange = json!({"key": "gardener", "name": "绿化工", "permissions": ["org.staff.fly"]});
        assert!(
            refused(world.act(&admin, "identity.role.edit", strange).await).contains("identity-permission-unknown")
        );
        world.done(&admin, "identity.role.remove", json!({"key": "gardener"})).await;
        assert!(!world.caller(&gardener).await.actor.may(view));
        for (path, input) in [("/identity/roles", json!({})), ("/identity/roles/{key}", json!({"key": "gardener"}))] {
            let shown = world.page(&admin, path, input).await;
            assert!(shown.unwrap().contains("gardener"), "{path}");
        }
    }

    #[tokio::test]
    async fn a_token_does_what_it_is_for_and_nothing_to_the_account() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        let made =
            world.done(&admin, "identity.token.create", json!({"name": "报表", "scopes": ["org.org.view"]})).await;
        let token = Proof::Token(made["token"].as_str().unwrap().to_owned());
        assert!(world.ask(&token, "org.org.list", json!({})).await.is_ok());
        assert!(matches!(world.ask(&token, "org.staff.list", json!({})).await, Err(Error::Forbidden(_))));
        assert!(matches!(
            world.act(&token, "identity.token.create", json!({"name": "x"})).await,
            Err(Error::Forbidden(_))
        ));
        let new = json!({"password": PASSWORD, "new_password": "another-one-2026"});
        assert!(matches!(world.act(&token, "identity.password.change", new).await, Err(Error::Forbidden(_))));
        world.done(&admin, "identity.token.remove", json!({"id": made["id"]})).await;
        assert!(matches!(world.ask(&token, "org.org.list", json!({})).await, Err(Error::Unauthenticated)));
    }

    #[tokio::test]
    async fn a_secret_is_never_kept_to_answer_a_repeat() {
        let (world, _) = founded().await;
        let caller = world.caller(&Proof::None).await.keyed("the-same-key");
        let input = json!({"login": "admin", "password": PASSWORD});
        let first = world.platform.act(&caller, "identity.session.open", input.clone()).await.unwrap();
        let second = world.platform.act(&caller, "identity.session.open", input).await.unwrap();
        assert_ne!(first["_session"], second["_session"]);
    }

    #[tokio::test]
    async fn a_new_password_signs_the_other_devices_out() {
        let (world, session) = founded().await;
        let (here, there) = (Proof::Session(session), world.sign_in("admin", PASSWORD, None).await.unwrap());
        let wrong = json!({"password": "not this one", "new_password": "another-one-2026"});
        assert!(refused(world.act(&here, "identity.password.change", wrong).await).contains("identity-password-wrong"));
        let new = json!({"password": PASSWORD, "new_password": "another-one-2026"});
        world.done(&here, "identity.password.change", new).await;
        assert!(world.caller(&here).await.actor.is_known() && !world.caller(&there).await.actor.is_known());
        assert!(world.sign_in("admin", "another-one-2026", None).await.is_ok());
        assert!(world.page(&here, "/account", json!({})).await.unwrap().contains("本机"));
        assert!(world.page(&here, "/", json!({})).await.unwrap().contains("/org/staff"));
    }

    #[tokio::test]
    async fn who_leaves_the_company_signs_in_no_more() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        let lake = world.unit(&admin, "翠湖").await;
        let zhao =
            json!({"unit_id": lake, "number": "AH0015", "name": "赵师傅", "phone": "13800100015", "trades": ["water"]});
        let zhao = world.done(&admin, "org.staff.create", zhao).await["id"].clone();
        let account = json!({"login": "zhao", "name": "赵师傅", "password": PASSWORD, "staff_id": zhao});
        world.done(&admin, "identity.account.create", account).await;
        let signed_in = world.sign_in("zhao", PASSWORD, None).await.unwrap();
        let actor = world.caller(&signed_in).await.actor;
        assert_eq!(json!(org::StaffId::from_uuid(actor.id)), zhao, "he acts as the member of staff");
        world.done(&admin, "org.staff.end", json!({"id": zhao})).await;
        let system = Caller::new(world.gate.system(&world.platform, "test").await.unwrap());
        let listener = world.platform.registry.listeners(org::STAFF_LEFT).next().unwrap();
        world.platform.hear(&system, listener, json!({"id": zhao})).await.unwrap();
        assert!(!world.caller(&signed_in).await.actor.is_known());
        assert!(world.sign_in("zhao", PASSWORD, None).await.is_err());
    }

    #[tokio::test]
    async fn every_page_of_the_office_shows_itself_to_an_administrator() {
        let (world, session) = founded().await;
        let admin = Proof::Session(session);
        let lake = world.unit(&admin, "翠湖").await;
        let post = json!({"org_id": lake, "name": "维修工", "role": "technician"});
        let post = world.done(&admin, "org.post.create", post).await["id"].clone();
        let zhao =
            json!({"unit_id": lake, "number": "AH0015", "name": "赵师傅", "phone": "13800100015", "post_id": post});
        let zhao = world.done(&admin, "org.staff.create", zhao).await["id"].clone();
        for (path, input, words) in [
            ("/org/orgs", json!({}), "翠湖花园"),
            ("/org/orgs/{id}", json!({"id": lake}), "翠湖花园"),
            ("/org/staff/{id}", json!({"id": zhao}), "138****0015"),
            ("/org/posts/{id}", json!({"id": post}), "赵师傅"),
            ("/org/calendars", json!({"org": lake}), "08:30-12:00"),
            ("/org/holidays", json!({}), "国庆节"),
        ] {
            let shown = world.page(&admin, path, input).await.unwrap();
            assert!(shown.contains(words) && !shown.contains("13800100015"), "{path}");
        }
        let revealed = world.done(&admin, "org.staff.reveal", json!({"id": zhao})).await;
        assert_eq!(revealed["phone"], "13800100015");
    }
}
