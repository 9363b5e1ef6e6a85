//! Signing in and out: first start, sessions, lock-out, second factor, devices.

use identity::code_at;
use kernel::{Permission, Span};
use module::{Caller, Proof};
use serde_json::{Value, json};
use testkit::TestApp;

use super::{PASSWORD, World, empty, founded, refused};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_company_is_set_up_once_and_its_administrator_is_signed_in() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    let actor = world.caller(&admin).await.actor;
    assert_eq!((actor.name.as_str(), actor.home, actor.from.as_str()), ("管理员", kernel::COMPANY, "192.0.2.7"));
    assert!(actor.may(Permission("identity.role.edit")), "an administrator may everything");
    let lake = world.unit(&admin, "翠湖").await;
    assert!(actor.may_in(Permission("identity.role.edit"), lake), "and everywhere below the company");
    let again = json!({"company": "x", "name": "x", "login": "mallory", "password": PASSWORD});
    assert!(refused(world.act(&Proof::None, "identity.setup.create", again).await).contains("org-company-exists"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_there_is_a_company_nobody_is_at_home() {
    let world = empty().await;
    let nobody = world.caller(&Proof::None).await.actor;
    assert!(nobody.home.uuid().is_nil() && !nobody.is_known());
    assert!(world.page(&Proof::None, "/setup", json!({})).await.expect("known").contains("name=\"company\""));
    assert!(world.page(&Proof::None, "/sign_in", json!({})).await.expect("known").contains("/setup"));
    let weak = json!({"company": "x", "name": "x", "login": "admin", "password": "admin123456"});
    let said = refused(world.act(&Proof::None, "identity.setup.create", weak).await);
    assert!(said.contains("password="), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_and_out() {
    let (world, session) = founded().await;
    let wrong = refused(world.sign_in("admin", "not the password", None).await);
    let unknown = refused(world.sign_in("nobody", "not the password", None).await);
    assert_eq!(wrong, unknown, "the answer does not say what was wrong");
    let proof = world.sign_in(" ADMIN ", PASSWORD, None).await.expect("known");
    assert!(world.caller(&proof).await.actor.is_known());
    let ended = world.done(&proof, "identity.session.end", json!({})).await;
    assert_eq!(ended["_session"], Value::Null);
    assert!(!world.caller(&proof).await.actor.is_known(), "signed out at once");
    assert!(world.caller(&Proof::Session(session)).await.actor.is_known(), "the other device stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_when_it_is_not_used() {
    let (world, session) = founded().await;
    let proof = Proof::Session(session);
    for _ in 0..2 {
        world.pass(Span::days(13));
        assert!(world.caller(&proof).await.actor.is_known(), "used every thirteen days");
    }
    world.pass(Span::days(5));
    assert!(!world.caller(&proof).await.actor.is_known(), "thirty days are over");
    let proof = world.sign_in("admin", PASSWORD, None).await.expect("known");
    world.pass(Span::days(15));
    assert!(!world.caller(&proof).await.actor.is_known(), "not used for fifteen days");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_is_stopped_for_a_while_and_can_be_lifted() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    let id = world.account(&admin, "linxiao", "agent", kernel::COMPANY).await;
    for _ in 0..5 {
        assert!(refused(world.sign_in("linxiao", "wrong password", None).await).contains("identity-sign-in-wrong"));
    }
    assert!(refused(world.sign_in("linxiao", PASSWORD, None).await).contains("identity-locked"), "even the right one");
    assert!(world.sign_in("admin", PASSWORD, None).await.is_ok(), "others go on");
    assert!(world.page(&admin, "/identity/accounts/{id}", json!({"id": id})).await.expect("known").contains("已锁定"));
    world.done(&admin, "identity.account.unlock", json!({"id": id})).await;
    assert!(world.sign_in("linxiao", PASSWORD, None).await.is_ok());
    for _ in 0..5 {
        let _ = world.sign_in("linxiao", "wrong password", None).await;
    }
    world.pass(Span::minutes(15));
    assert!(world.sign_in("linxiao", PASSWORD, None).await.is_ok(), "a quarter of an hour later");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_guesses_at_once_are_counted_too() {
    let (world, _) = founded().await;
    let tries = (0..12).map(|_| world.sign_in("admin", "wrong password", None));
    let mut looked_at = 0;
    for result in futures::future::join_all(tries).await {
        looked_at += usize::from(refused(result).contains("identity-sign-in-wrong"));
    }
    assert_eq!(looked_at, 5, "no more passwords are looked at than five");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_factor_is_asked_once_it_is_confirmed() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    world.done(&admin, "identity.totp.create", json!({})).await;
    assert!(world.sign_in("admin", PASSWORD, None).await.is_ok(), "it does not count before a first code");
    let page = world.page(&admin, "/account/totp", json!({})).await.expect("known");
    let typed = page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).expect("known");
    let secret = data_encoding::BASE32_NOPAD.decode(typed.as_bytes()).expect("known");
    let code = |world: &World| code_at(&secret, world.app.house.platform.clock.now()).expect("known");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_is_never_kept_to_answer_a_repeat() {
    let (world, _) = founded().await;
    let caller = world.caller(&Proof::None).await.keyed("the-same-key");
    let input = json!({"login": "admin", "password": PASSWORD});
    let first = world.app.house.platform.act(&caller, "identity.session.open", input.clone()).await.expect("known");
    let second = world.app.house.platform.act(&caller, "identity.session.open", input).await.expect("known");
    assert_ne!(first["_session"], second["_session"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_signs_the_other_devices_out() {
    let (world, session) = founded().await;
    let (here, there) = (Proof::Session(session), world.sign_in("admin", PASSWORD, None).await.expect("known"));
    let wrong = json!({"password": "not this one", "new_password": "another-one-2026"});
    assert!(refused(world.act(&here, "identity.password.change", wrong).await).contains("identity-password-wrong"));
    let new = json!({"password": PASSWORD, "new_password": "another-one-2026"});
    world.done(&here, "identity.password.change", new).await;
    assert!(world.caller(&here).await.actor.is_known() && !world.caller(&there).await.actor.is_known());
    assert!(world.sign_in("admin", "another-one-2026", None).await.is_ok());
    assert!(world.page(&here, "/account", json!({})).await.expect("known").contains("本机"));
    assert!(world.page(&here, "/", json!({})).await.expect("known").contains("/org/staff"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_the_company_signs_in_no_more() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    let lake = world.unit(&admin, "翠湖").await;
    let zhao =
        json!({"unit_id": lake, "number": "AH0015", "name": "赵师傅", "phone": "13800100015", "trades": ["water"]});
    let zhao = world.done(&admin, "org.staff.create", zhao).await["id"].clone();
    let account = json!({"login": "zhao", "name": "赵师傅", "password": PASSWORD, "staff_id": zhao});
    world.done(&admin, "identity.account.create", account).await;
    let signed_in = world.sign_in("zhao", PASSWORD, None).await.expect("known");
    let actor = world.caller(&signed_in).await.actor;
    assert_eq!(json!(org::StaffId::from_uuid(actor.id)), zhao, "he acts as the member of staff");
    world.done(&admin, "org.staff.end", json!({"id": zhao})).await;
    let system = Caller::new(world.app.house.gate.system(&world.app.house.platform, "test").await.expect("known"));
    let listener = world.app.house.platform.registry.listeners(org::STAFF_LEFT).next().expect("known");
    world.app.house.platform.hear(&system, listener, json!({"id": zhao})).await.expect("known");
    assert!(!world.caller(&signed_in).await.actor.is_known());
    assert!(world.sign_in("zhao", PASSWORD, None).await.is_err());
}

/// Signs in with a browser that says what it is.
async fn browser(app: &TestApp, user_agent: &str) -> testkit::Visitor {
    use axum::{body::Body, http::Request};
    let mut visitor = app.visitor();
    let request = Request::post("/api/v1/sign_in")
        .header("content-type", "application/json")
        .header("user-agent", user_agent)
        .body(Body::from(json!({"login": "linxiao", "password": PASSWORD}).to_string()));
    assert!(visitor.send(request.expect("a request")).await.status().is_success());
    visitor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_device_is_known_by_its_name_and_can_be_signed_out() {
    let app = TestApp::start().await;
    let mut office =
        browser(&app, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36")
            .await;
    let mut phone =
        browser(&app, "Mozilla/5.0 (Linux; Android 14) Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49")
            .await;
    let mut tablet = browser(&app, "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Safari/604.1").await;
    let page = office.open("/account").await;
    for words in ["Chrome · Windows", "微信 · Android", "Safari · iPad", "本机"] {
        page.must_say(words);
    }
    phone.open("/account").await;
    let rows = phone.page.all("tbody tr");
    let tablet_row = rows.iter().find(|row| row.contains("iPad")).expect("the tablet is listed");
    assert!(tablet_row.contains("让设备下线"), "{tablet_row}");
    phone.press("退出其他全部设备", &[]).await.must_say("微信 · Android");
    assert!(!phone.page.says("Chrome · Windows") && !phone.page.says("Safari · iPad"));
    for other in [&mut office, &mut tablet] {
        other.open("/account").await;
        assert!(other.page.path.starts_with("/sign_in"), "signed out at once");
    }
    app.check().await;
}
