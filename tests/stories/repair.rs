//! 报修: from the telephone call to the call-back.

use kernel::Span;
use testkit::TestApp;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leak_is_registered_mended_and_followed_up() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    agent.open("/desk").await;
    agent.page.must_say("登记");
    app.pass(Span::minutes(1)).await;
    app.check().await;
}
