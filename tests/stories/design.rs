//! A quality manager changes a process without a programmer: in the designer, part by part, with the proof beside each change.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

use super::steps::{asked, register};

fn tap() -> Value {
    json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" })
}

/// Begins a draft of a process and answers its id.
async fn begun(quality: &mut Visitor, process: &str) -> String {
    let (status, begun) =
        quality.api(Method::POST, "/api/v1/desk/definitions", Some(json!({ "process": process }))).await;
    assert_eq!(status, StatusCode::OK, "{begun}");
    begun["id"].as_str().expect("an id").to_owned()
}

/// Opens the form of a change and sends it with these values typed over what stood in it.
async fn change(quality: &mut Visitor, action: &str, draft: &str, which: &str, filled: &[(&str, &str)]) {
    let back = format!("/catalogue/designs/{draft}");
    quality.open(&format!("/do/{action}?id={draft}&{which}&next={back}")).await;
    quality.press("保存", filled).await;
    assert_eq!(quality.page.status, StatusCode::OK, "{action}: {}", quality.page.words());
    assert!(quality.page.path.starts_with(&back), "{action}: {}", quality.page.words());
}

/// Sends a change over the API.
async fn send(who: &mut Visitor, draft: &str, path: &str, body: Value) -> (StatusCode, Value) {
    who.api(Method::POST, &format!("/api/v1/catalogue/designs/{draft}{path}"), Some(body)).await
}

async fn problems(quality: &mut Visitor, draft: &str) -> String {
    asked(quality, &format!("/catalogue/designs/{draft}")).await["problems"].to_string()
}

async fn text(quality: &mut Visitor, draft: &str) -> String {
    asked(quality, &format!("/desk/definitions/{draft}")).await["body"].as_str().expect("a text").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_is_changed_in_the_designer_and_in_force_after_review() {
    let app = TestApp::start().await;
    let (mut agent, mut quality, mut director) =
        (app.agent().await, app.staff("qiaoxin").await, app.staff("gumingyuan").await);
    let open = register(&mut agent, tap()).await;
    let draft = begun(&mut quality, "repair").await;
    let before = text(&mut quality, &draft).await;
    let page = format!("/catalogue/designs/{draft}");
    quality.open(&page).await.must_say("校验通过").must_say("待派单").must_say("回访").must_say("完工自检");
    // A limit is shortened: one line of the text is another, all comments stay.
    change(&mut quality, "catalogue.clock.edit", &draft, "clock=call_back", &[("budget", "4 工作小时")]).await;
    let after = text(&mut quality, &draft).await;
    assert_eq!(after, before.replace("budget = \"1 workday\"", "budget = \"4 work hours\""));
    // A stage more: kept, and what is missing is said at it.
    let stage =
        [("key", "reviewing"), ("label_zh", "待复核"), ("label_en", "To be reviewed"), ("owner_role", "quality")];
    change(&mut quality, "catalogue.stage.create", &draft, "stage=working", &stage).await;
    quality.open(&page).await.must_say("待复核").must_say("没有任何动作通到这里");
    let (status, _) =
        quality.api(Method::POST, &format!("/api/v1/desk/definitions/{draft}/submit"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::CONFLICT, "what is not fit is not sent for review");
    // It is mended: the work leads there, and somebody leads it on.
    change(&mut quality, "catalogue.action.edit", &draft, "action=complete", &[("to_stage", "reviewing")]).await;
    let action = [
        ("key", "pass_review"),
        ("label_zh", "复核通过"),
        ("label_en", "Passed"),
        ("from_stages", "reviewing"),
        ("to_stage", "finished"),
        ("roles", "quality"),
        ("tone", "primary"),
    ];
    change(&mut quality, "catalogue.action.create", &draft, "action=complete", &action).await;
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    // The last change is taken back, and made again.
    quality.open(&format!("/do/desk.definition.undo?id={draft}&next={page}")).await;
    quality.press("撤销上一步修改", &[]).await;
    assert!(!asked(&mut quality, &page).await["parts"].to_string().contains("pass_review"));
    change(&mut quality, "catalogue.action.create", &draft, "action=complete", &action).await;
    // What each post would see there.
    let at = |role: &str| format!("/catalogue/designs/{draft}/preview?stage=reviewing&role={role}");
    let seen = asked(&mut quality, &at("quality")).await;
    assert!(seen["actions"].to_string().contains("pass_review"), "{seen}");
    let seen = asked(&mut quality, &at("technician")).await;
    assert!(!seen["actions"].to_string().contains("pass_review"), "{seen}");
    quality.open(&at("quality")).await.must_say("复核通过").must_say("强制关闭");
    // What it does otherwise, part by part.
    let both = format!("/catalogue/designs/compare?process=repair&earlier=current&later={draft}");
    let told = asked(&mut quality, &both).await;
    let keys: Vec<&str> = told["parts"].as_array().expect("parts").iter().filter_map(|p| p["key"].as_str()).collect();
    assert_eq!(keys, ["reviewing", "complete", "pass_review", "call_back"]);
    assert_eq!(told["parts"][3]["changes"], json!([{ "name": "budget", "was": "1 workday", "is": "4 work hours" }]));
    quality.open(&both).await.must_say("待复核").must_say("4 work hours");
    // Somebody else approves; from its day on new cases use it, and the open one is moved.
    let control = format!("/api/v1/desk/definitions/{draft}");
    let (status, said) = quality.api(Method::POST, &format!("{control}/submit"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (status, _) = send(&mut quality, &draft, "/remove/stage/reviewing", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "what is reviewed is not changed");
    let tomorrow = (app.clock.now() + Span::hours(24)).date(module::HOME_ZONE);
    let (status, said) =
        director.api(Method::POST, &format!("{control}/publish"), Some(json!({ "effective_on": tomorrow }))).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    app.clock.set(app.clock.now() + Span::hours(24));
    app.settle().await;
    let fresh = register(&mut agent, tap()).await;
    let plan = asked(&mut quality, "/desk/definitions/move?process=repair").await;
    assert_eq!(plan["rows"].as_array().expect("rows").len(), 1, "{plan}");
    assert_eq!(plan["rows"][0]["id"], json!(open), "{fresh} began with the new version");
    let (status, said) = director
        .api(Method::POST, "/api/v1/desk/definitions/move", Some(json!({ "process": "repair", "clocks": "carry" })))
        .await;
    assert_eq!(status, StatusCode::OK, "{said}");
    app.settle().await;
    assert_eq!(asked(&mut quality, "/desk/definitions/move?process=repair").await["all"], 0);
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_changes_are_refused_at_their_field_and_leave_the_draft_as_it_is() {
    let app = TestApp::start().await;
    let (mut agent, mut quality) = (app.agent().await, app.staff("qiaoxin").await);
    let draft = begun(&mut quality, "repair").await;
    let before = text(&mut quality, &draft).await;
    let stage =
        |key: &str, category: &str| json!({ "key": key, "label_zh": "新", "label_en": "New", "category": category });
    let clock = |budget: &str, when: &str| {
        json!({ "key": "call_back", "label_zh": "回访", "label_en": "Call-back", "budget": budget, "when": when,
                "starts_on": ["confirm"], "runs_in": ["call_back"], "stops_on": ["call"] })
    };
    let rung = |tell: &str| {
        let mut body = clock("1 workday", "true");
        body["rungs"] = json!([{ "point": "50%", "tell": tell, "zh": "快", "en": "Hurry" }]);
        body
    };
    let cases = [
        ("/stages", stage("待办", "active"), "key"),
        ("/stages", stage("x\"\n[[action]]\nid = \"evil", "active"), "key"),
        ("/stages", stage("pool", "active"), "key"),
        ("/stages", stage("later", "someday"), "category"),
        ("/stages/paused", stage("working", "waiting"), "key"),
        ("/clocks/call_back", clock("很快", "true"), "budget"),
        ("/clocks/call_back", clock("1 workday", "urgency = "), "when"),
        ("/clocks/call_back", rung("大总管"), "rungs.0.tell"),
    ];
    for (path, body, field) in cases {
        let (status, said) = send(&mut quality, &draft, path, body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {field}: {said}");
        assert!(said.to_string().contains(&format!("\"{field}\"")), "{path} {field}: {said}");
    }
    for (path, body) in [
        ("/stages/nowhere", stage("nowhere", "active")),
        ("/remove/stage/nowhere", json!({})),
        ("/remove/moon/pool", json!({})),
        ("/fragments/nothing/unfold", json!({})),
    ] {
        let (status, said) = send(&mut quality, &draft, path, body).await;
        assert!(status == StatusCode::CONFLICT || status == StatusCode::NOT_FOUND, "{path}: {status} {said}");
    }
    let (status, _) = send(&mut agent, &draft, "/remove/stage/pool", json!({})).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "an agent designs nothing");
    assert_eq!(text(&mut quality, &draft).await, before, "nothing of it was kept");
    // A stale page.
    let mut late = stage("pool", "new");
    late["version"] = json!(1);
    let (status, said) = send(&mut quality, &draft, "/stages/pool", late.clone()).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (status, _) = send(&mut quality, &draft, "/stages/pool", late).await;
    assert_eq!(status, StatusCode::CONFLICT, "somebody changed it meanwhile");
    // Hostile words stay words.
    let evil = "<script>alert(1)</script>\"]] [[action]] id = 'evil'";
    let mut hostile = stage("pool", "new");
    hostile["label_zh"] = json!(evil);
    let (status, said) = send(&mut quality, &draft, "/stages/pool", hostile).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let page = quality.open(&format!("/catalogue/designs/{draft}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("<script>alert(1)</script>"), "as words");
    assert!(!asked(&mut quality, &format!("/catalogue/designs/{draft}")).await["parts"].to_string().contains("evil"));
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_part_is_changed_in_its_own_lines() {
    let app = TestApp::start().await;
    let mut quality = app.staff("qiaoxin").await;
    let draft = begun(&mut quality, "repair").await;
    // Saying again what stands there changes nothing at all, whatever the part.
    let before = text(&mut quality, &draft).await;
    for (action, which) in [
        ("catalogue.stage.edit", "stage=on_site"),
        ("catalogue.stage.edit", "stage=merged"),
        ("catalogue.action.edit", "action=return"),
        ("catalogue.action.edit", "action=call"),
        ("catalogue.action.edit", "action=quote"),
        ("catalogue.action.edit", "action=reopen"),
        ("catalogue.clock.edit", "clock=completion"),
        ("catalogue.field.edit", "field=trade"),
        ("catalogue.field.edit", "field=appointment"),
        ("catalogue.table.edit", "table=limits"),
        ("catalogue.head.edit", "x=y"),
    ] {
        change(&mut quality, action, &draft, which, &[]).await;
        let told = asked(&mut quality, &format!("/catalogue/designs/compare?process=repair&later={draft}")).await;
        assert_eq!(told["lines_removed"], 0, "{action} {which}: {}", text(&mut quality, &draft).await);
    }
    assert_eq!(text(&mut quality, &draft).await, before);
    // A row of the table of limits.
    change(&mut quality, "catalogue.table.edit", &draft, "table=limits", &[("decisions.0.then.response", "10 分钟")])
        .await;
    assert!(
        text(&mut quality, &draft)
            .await
            .contains("then = { response = \"10 minutes\", arrival = \"30 minutes\", completion = \"4 hours\" }")
    );
    // Another name is used everywhere the text speaks of it.
    change(&mut quality, "catalogue.stage.edit", &draft, "stage=dispatching", &[("key", "sorting")]).await;
    assert!(!text(&mut quality, &draft).await.contains("\"dispatching\""));
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    // Who sees a field where, and what is taken away.
    change(&mut quality, "catalogue.field.edit", &draft, "field=labour_minutes", &[("edit_stages", "working")]).await;
    assert!(text(&mut quality, &draft).await.contains("edit = [\"materials\", \"labour_minutes\"]"));
    quality
        .open(&format!("/do/catalogue.part.remove?id={draft}&part=action&key=rate&next=/catalogue/designs/{draft}"))
        .await;
    quality.press("删除", &[]).await;
    let designed = asked(&mut quality, &format!("/catalogue/designs/{draft}")).await;
    assert!(!designed["parts"].to_string().contains("action rate"), "{designed}");
    // What is taken along is what is written; the chart is a picture of its own.
    let saved = quality.open(&format!("/catalogue/designs/{draft}/download?format=svg")).await;
    assert!(saved.html.starts_with("<svg xmlns=") && saved.html.contains("待抢单"), "{}", saved.html);
    let body = text(&mut quality, &draft).await;
    let saved = quality.open(&format!("/catalogue/designs/{draft}/download?format=toml")).await;
    assert_eq!(saved.html, body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_in_a_fragment_is_changed_by_its_values_or_written_out_first() {
    let app = TestApp::start().await;
    let mut quality = app.staff("qiaoxin").await;
    let draft = begun(&mut quality, "renovation").await;
    let page = format!("/catalogue/designs/{draft}");
    quality.open(&page).await.must_say("来自片段 consent");
    let stage = json!({ "key": "x", "label_zh": "新", "label_en": "New", "category": "active" });
    let designed = asked(&mut quality, &page).await;
    assert_eq!(designed["problems"], json!([]));
    let (status, said) = send(&mut quality, &draft, "/stages/rectifying", stage).await;
    assert_eq!(status, StatusCode::CONFLICT, "it stands in a fragment: {said}");
    // One of its values is another.
    quality.open(&format!("/do/catalogue.fragment.edit?id={draft}&fragment=consent&next={page}")).await;
    let form = quality.page.html.clone();
    let row =
        (0..20).find(|n| form.contains(&format!("name=\"settings.{n}.name\" value=\"budget\""))).expect("a budget");
    quality.press("保存", &[(&format!("settings.{row}.value"), "3 workdays")]).await;
    assert!(text(&mut quality, &draft).await.contains("budget = \"3 workdays\""));
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    // Written out, its parts are the draft's own.
    quality.open(&format!("/do/catalogue.fragment.unfold?id={draft}&fragment=rectify&next={page}")).await;
    quality.press("在本流程中展开", &[]).await;
    assert_eq!(problems(&mut quality, &draft).await, "[]", "it says the same as before");
    let told = asked(&mut quality, &format!("/catalogue/designs/compare?process=renovation&later={draft}")).await;
    assert!(!told["parts"].to_string().contains("rectif"), "{}", told["parts"]);
}
