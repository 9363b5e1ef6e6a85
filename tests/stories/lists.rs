//! Lists as those who work with them need them: arranged for oneself, and many rows done at once.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

/// Registers repairs in the first room and answers their ids and numbers.
async fn repairs(agent: &mut Visitor, count: usize) -> Vec<(String, String)> {
    let (_, rooms) = agent.api(Method::GET, "/api/v1/property/places?kind=room&limit=1", None).await;
    let mut made = Vec::new();
    for nth in 0..count {
        let input = json!({ "summary": format!("楼道灯不亮 {nth}"), "trade": "electric", "urgency": "normal", "facility_class": "lighting" });
        let body = json!({ "place_id": rooms["rows"][0]["id"], "channel": "phone", "input": input });
        let (status, opened) = agent.api(Method::POST, "/api/v1/desk/processes/repair/cases", Some(body)).await;
        assert_eq!(status, StatusCode::OK, "{opened}");
        let text = |name: &str| opened[name].as_str().expect("a text").to_owned();
        made.push((text("id"), text("number")));
    }
    made
}

async fn stage(who: &mut Visitor, case: &str) -> Value {
    who.api(Method::GET, &format!("/api/v1/desk/cases/{case}"), None).await.1["stage"].clone()
}

async fn staff_id(app: &TestApp, name: &str) -> String {
    let mut admin = app.staff("admin").await;
    let (_, found) = admin.api(Method::GET, &format!("/api/v1/org/staff?q={name}"), None).await;
    found["rows"][0]["id"].as_str().unwrap_or_else(|| panic!("no {name}")).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_cases_are_given_to_one_technician_and_each_says_what_became_of_it() {
    let app = TestApp::start().await;
    let mut supervisor = app.supervisor().await;
    let cases = repairs(&mut supervisor, 3).await;
    let (gone, _) = &cases[2];
    let reason = json!({ "input": { "reason": "other", "note": "登记错了" } });
    let (status, done) =
        supervisor.api(Method::POST, &format!("/api/v1/desk/cases/{gone}/act/force_close"), Some(reason)).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    supervisor.open("/desk/cases").await;
    let ticked: Vec<(&str, &str)> = cases.iter().map(|(id, _)| ("id", id.as_str())).collect();
    supervisor.press("派单", &ticked).await.must_say("已选 3 条");
    let zhao = staff_id(&app, "赵师傅").await;
    supervisor.press("派单", &[&ticked[..], &[("input.assignee", &zhao)]].concat()).await;
    supervisor.page.must_say("办成 2 条，未办成 1 条");
    for (_, number) in &cases {
        supervisor.page.must_say(number);
    }
    assert_eq!(stage(&mut supervisor, &cases[0].0).await, "assigned");
    assert_eq!(stage(&mut supervisor, &cases[1].0).await, "assigned");
    assert_eq!(stage(&mut supervisor, gone).await, "force_closed");
    // The refused one can be tried again, and is refused again.
    supervisor.press("重试未办成的", &[]).await.must_say("办成 0 条，未办成 1 条");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bulk_work_asks_again_when_something_is_missing_and_does_nothing_meanwhile() {
    let app = TestApp::start().await;
    let mut supervisor = app.supervisor().await;
    let cases = repairs(&mut supervisor, 2).await;
    let ticked: Vec<(&str, &str)> = cases.iter().map(|(id, _)| ("id", id.as_str())).collect();
    supervisor.open("/desk/cases").await;
    supervisor.press("强制关闭", &ticked).await;
    let filled = [&ticked[..], &[("input.reason", "other"), ("input.note", "")]].concat();
    supervisor.press("强制关闭", &filled).await.must_say("已选 2 条");
    assert_eq!(stage(&mut supervisor, &cases[0].0).await, "registered");
    let filled = [&ticked[..], &[("input.reason", "other"), ("input.note", "重复登记")]].concat();
    supervisor.press("强制关闭", &filled).await.must_say("办成 2 条，未办成 0 条");
    supervisor.open("/desk/cases").await;
    supervisor.press("派单", &[]).await.must_say("还没有勾选");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_are_chosen_moved_and_remembered_and_the_export_follows() {
    let app = TestApp::start().await;
    let mut supervisor = app.supervisor().await;
    supervisor.open("/property/places?kind=room").await;
    let usual = supervisor.page.all("th[scope=col]");
    assert_eq!(usual[0], "编码", "{usual:?}");
    let wanted = [("columns", "name"), ("columns", "code"), ("columns", "state")];
    supervisor.press("应用", &wanted).await;
    let named = |page: &testkit::Page| page.all("th[scope=col]");
    let chosen = named(&supervisor.page);
    assert_eq!((chosen.len(), chosen[0].as_str()), (3, "名称"), "{chosen:?}");
    assert!(supervisor.page.path.contains("kind=room"), "the filter stays: {}", supervisor.page.path);
    supervisor.open("/property/places").await;
    assert_eq!(named(&supervisor.page), chosen, "remembered");
    let href = supervisor.page.link("导出").expect("an export");
    let order: Vec<&str> = href.match_indices("columns=").map(|(at, _)| &href[at + 8..at + 12]).collect();
    assert_eq!(order, ["name", "code", "stat"], "{href}");
    assert_eq!(
        app.staff("linxiao").await.open("/property/places").await.all("th[scope=col]"),
        usual,
        "hers are her own"
    );
    supervisor.press("恢复默认列", &[]).await;
    assert_eq!(named(&supervisor.page), usual);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_is_saved_shared_begun_with_and_taken_away() {
    let app = TestApp::start().await;
    let (mut supervisor, mut agent) = (app.supervisor().await, app.agent().await);
    repairs(&mut supervisor, 1).await;
    supervisor.open("/desk/cases?open=true&sort=due_at&columns=number&columns=due_at").await;
    supervisor.press("保存", &[("name", "快到期"), ("shared", "true"), ("first", "true")]).await;
    supervisor.page.must_say("快到期");
    assert_eq!(supervisor.page.all("th[scope=col]:not(.pick)").len(), 2);
    // It is where her list begins now, in its order; the plain list is one press away.
    supervisor.open("/desk/cases").await;
    assert_eq!(supervisor.page.all("th[aria-sort]").len(), 1);
    supervisor.open("/desk/cases?view=all").await;
    assert_eq!(supervisor.page.all("th[aria-sort]").len(), 0);
    // A colleague sees it and begins where she always did; she may not share hers.
    agent.open("/desk/cases").await.must_say("快到期");
    assert_eq!(agent.page.all("th[aria-sort]").len(), 0);
    agent.follow("快到期").await;
    assert_eq!(agent.page.all("th[scope=col]:not(.pick)").len(), 2);
    let own = json!({ "list": "desk.case.list", "name": "我的", "query": "open=true", "shared": true });
    let (status, _) = agent.api(Method::POST, "/api/v1/account/list_views", Some(own)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    // Nobody takes away what is another's.
    let (_, layout) = agent.api(Method::GET, "/api/v1/account/list_layouts/desk.case.list", None).await;
    let id = layout["views"][0]["id"].as_str().expect("the shared one").to_owned();
    let (status, _) =
        agent.api(Method::POST, &format!("/api/v1/account/list_views/{id}/remove"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    supervisor.open("/desk/cases").await;
    supervisor.press("删除视图", &[]).await;
    assert!(!supervisor.page.says("快到期"));
    assert_eq!(supervisor.page.all("th[aria-sort]").len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_stands_beside_the_entry_that_leads_there() {
    let app = TestApp::start().await;
    let (mut supervisor, mut technician) = (app.supervisor().await, app.technician().await);
    let figure = |page: &testkit::Page, path: &str| -> i64 {
        page.all(&format!("b[data-waits-at='{path}']"))
            .first()
            .map_or(-1, |t| t.trim_end_matches('+').parse().unwrap_or(0))
    };
    technician.open("/field").await;
    let before = figure(&technician.page, "/field");
    let cases = repairs(&mut supervisor, 1).await;
    let zhao = staff_id(&app, "赵师傅").await;
    let (status, done) = supervisor
        .api(
            Method::POST,
            &format!("/api/v1/desk/cases/{}/act/assign", cases[0].0),
            Some(json!({ "input": { "assignee": zhao } })),
        )
        .await;
    assert_eq!(status, StatusCode::OK, "{done}");
    app.settle().await;
    technician.open("/field").await;
    assert_eq!(figure(&technician.page, "/field"), before + 1);
    let (status, figures) = technician.api(Method::GET, "/waiting", None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(figures.as_array().is_some_and(|f| f.iter().any(|f| f["path"] == "/desk/notifications")), "{figures}");
    technician.open("/desk/notifications").await;
    assert!(figure(&technician.page, "/desk/notifications") > 0);
    technician.press("全部标为已读", &[]).await;
    assert_eq!(figure(&technician.page, "/desk/notifications"), 0);
    let mut nobody = app.visitor();
    assert_eq!(nobody.api(Method::GET, "/waiting", None).await, (StatusCode::OK, json!([])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_column_that_points_to_a_unit_says_its_name() {
    let app = TestApp::start().await;
    let mut cashier = app.staff("daijing").await;
    let (_, units) = cashier.api(Method::GET, "/api/v1/org/orgs?limit=100", None).await;
    let unit = units["rows"].as_array().expect("rows").iter().find(|row| row["name"] == "翠湖花园").expect("a unit");
    let (status, shift) = cashier
        .api(Method::POST, "/api/v1/payment/cash_shifts", Some(json!({ "org_id": unit["id"], "float": 50_000 })))
        .await;
    assert_eq!(status, StatusCode::OK, "{shift}");
    cashier.open("/payment/cash_shifts").await.must_say("翠湖花园");
    assert!(!cashier.page.words().contains("org_"), "{}", cashier.page.words());
}
