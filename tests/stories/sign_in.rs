//! Signing in, being refused, and finding one's way.

use kernel::Span;
use testkit::TestApp;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_signs_in_and_sees_what_she_may_open() {
    let app = TestApp::start().await;
    let agent = app.agent().await;
    agent.page.must_say("林晓");
    assert!(!agent.page.says("角色与权限"), "an agent does not manage roles: {}", agent.page.words());
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_says_nothing_of_what_was_wrong_and_locks_in_the_end() {
    let app = TestApp::start().await;
    let mut somebody = app.visitor();
    let unknown = somebody.sign_in("nobody-of-that-name", "wrong-password").await.words();
    let mut known = app.visitor();
    let wrong = known.sign_in("linxiao", "wrong-password").await.words();
    assert_eq!(unknown.replace("nobody-of-that-name", ""), wrong.replace("linxiao", ""));
    for _ in 0..5 {
        known.sign_in("linxiao", "wrong-password").await;
    }
    known.sign_in("linxiao", "anhe-demo-2026").await;
    assert_ne!(known.page.path, "/", "five wrong tries lock the log-in for a while");
    app.clock.set(app.clock.now() + Span::minutes(20));
    known.sign_in("linxiao", "anhe-demo-2026").await;
    known.page.must_say("林晓");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_led_to_the_sign_in_and_back() {
    let app = TestApp::start().await;
    let mut nobody = app.visitor();
    nobody.open("/desk").await;
    assert!(nobody.page.path.starts_with("/sign_in?next="), "{}", nobody.page.path);
    nobody.press("登录", &[("login", "linxiao"), ("password", "anhe-demo-2026")]).await;
    assert_eq!(nobody.page.path, "/desk");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_there_is_a_company_every_page_leads_to_its_setup() {
    let app = TestApp::empty().await;
    let mut first = app.visitor();
    first.open("/desk").await;
    assert_eq!(first.page.path, "/setup");
}
