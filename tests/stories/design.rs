//! A quality manager changes a process without a programmer: in the designer, part by part, with the proof beside each change.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

use super::steps::{act, asked, does, photo, register, staff_id};

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
        ("catalogue.work_item.edit", "work_item=closing_check"),
        ("catalogue.step.edit", "inside=work_item.closing_check.step&step=pressure"),
        ("catalogue.step.edit", "inside=field.materials.field&step=name"),
        ("catalogue.effect.edit", "follows=action.complete.effects&does=call&nth=1"),
        ("catalogue.effect.edit", "follows=action.classify.effects&does=set&nth=0"),
        ("catalogue.effect.edit", "follows=clock.completion.0&does=notify&nth=0"),
        ("catalogue.effect.edit", "follows=pause.effects&does=notify&nth=0"),
        ("catalogue.pause.edit", "x=y"),
        ("catalogue.follow_up.edit", "x=y"),
        ("catalogue.sample.edit", "x=y"),
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
async fn what_a_post_sees_and_has_to_confirm_is_changed_row_by_row() {
    let app = TestApp::start().await;
    let mut quality = app.staff("qiaoxin").await;
    let draft = begun(&mut quality, "performance_review").await;
    let before = text(&mut quality, &draft).await;
    for (action, which) in [("catalogue.stage.edit", "stage=telling"), ("catalogue.action.edit", "action=settle")] {
        change(&mut quality, action, &draft, which, &[]).await;
    }
    assert_eq!(text(&mut quality, &draft).await, before, "what is said again changes nothing");
    let row = [("views.0.role", "guard"), ("views.0.field", "year"), ("views.0.mode", "hidden")];
    change(&mut quality, "catalogue.stage.edit", &draft, "stage=running", &row).await;
    change(&mut quality, "catalogue.action.edit", &draft, "action=settle", &[("confirms", "amount")]).await;
    let written = text(&mut quality, &draft).await;
    assert!(written.contains("views = [{ by = [\"guard\"], hidden = [\"year\"] }]"), "{written}");
    assert!(written.contains("confirms = [\"amount\"]"), "{written}");
    // Another name of a field is used in views and confirmations too.
    change(&mut quality, "catalogue.field.edit", &draft, "field=final_score", &[("key", "total_score")]).await;
    assert!(!text(&mut quality, &draft).await.contains("final_score"));
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    let preview = format!("/catalogue/designs/{draft}/preview?stage=telling&role=assignee&has_case=true");
    quality.open(&preview).await.must_say("不向该岗位显示的内容");
    quality.open("/catalogue/handbook?area=people").await.must_say("各岗位看到和可改的内容");
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

/// Sends a draft for review; somebody else puts it into force.
async fn in_force(quality: &mut Visitor, director: &mut Visitor, draft: &str) {
    let control = format!("/api/v1/desk/definitions/{draft}");
    let (status, said) = quality.api(Method::POST, &format!("{control}/submit"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (status, said) = director.api(Method::POST, &format!("{control}/publish"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{said}");
}

/// Takes a new repair to where it is worked on.
async fn at_work(app: &TestApp, agent: &mut Visitor, technician: &mut Visitor) -> String {
    let case = register(agent, tap()).await;
    let zhao = staff_id(app, "赵师傅").await;
    does(agent, &case, "assign", json!({ "assignee": zhao })).await;
    for step in ["accept", "arrive", "start"] {
        does(technician, &case, step, json!({})).await;
    }
    case
}

/// Moves a part by the button on the page of the design.
async fn moved(quality: &mut Visitor, draft: &str, part: &str, key: &str, toward: &str) -> StatusCode {
    send(quality, draft, &format!("/move/{part}/{key}"), json!({ "toward": toward })).await.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_adds_a_check_and_the_next_repair_is_checked() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let (mut quality, mut director) = (app.staff("qiaoxin").await, app.staff("gumingyuan").await);
    let draft = begun(&mut quality, "repair").await;
    let page = format!("/catalogue/designs/{draft}");
    let before = text(&mut quality, &draft).await;
    // A work item begins without steps, and the proof says so at once.
    let item = [
        ("key", "pressure_test"),
        ("label_zh", "试压"),
        ("label_en", "Pressure test"),
        ("roles", "assignee"),
        ("from_stages", "working"),
        ("is_required", "true"),
    ];
    change(&mut quality, "catalogue.work_item.create", &draft, "", &item).await;
    quality.open(&page).await.must_say("试压").must_say("工作项没有步骤，请至少加一个");
    let inside = "inside=work_item.pressure_test.step";
    let step = [
        ("key", "reading"),
        ("label_zh", "压力读数"),
        ("label_en", "Reading"),
        ("holds", "meter"),
        ("is_required", "true"),
        ("low", "150"),
        ("high", "400"),
    ];
    change(&mut quality, "catalogue.step.create", &draft, inside, &step).await;
    let photo_step =
        [("key", "gauge"), ("label_zh", "表盘照片"), ("label_en", "Gauge"), ("holds", "photo"), ("is_required", "")];
    change(&mut quality, "catalogue.step.create", &draft, inside, &photo_step).await;
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    assert_eq!(moved(&mut quality, &draft, "work_item.pressure_test.step", "gauge", "up").await, StatusCode::OK);
    assert_eq!(moved(&mut quality, &draft, "work_item.pressure_test.step", "gauge", "up").await, StatusCode::CONFLICT);
    // What follows a failure: somebody is told, and another case is opened.
    let told = [("tell", "工程主管"), ("zh", "试压不合格"), ("en", "The pressure test failed")];
    let failed = "follows=work_item.pressure_test.on_fail";
    change(&mut quality, "catalogue.effect.create", &draft, &format!("{failed}&does=notify"), &told).await;
    let opened = [("process", "suggestion"), ("link", "pressure"), ("copy", "place")];
    change(&mut quality, "catalogue.effect.create", &draft, &format!("{failed}&does=spawn"), &opened).await;
    quality.open(&page).await.must_say("试压不合格").must_say("suggestion");
    let designed = asked(&mut quality, &page).await;
    assert!(
        designed["problems"].to_string().contains("发起“suggestion”时必须填"),
        "what is missing is told: {designed}"
    );
    quality
        .open(&format!("/do/catalogue.part.remove?id={draft}&part=work_item.pressure_test.on_fail&key=1&next={page}"))
        .await;
    quality.press("删除", &[]).await;
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    // Everything else of the text is as it was.
    let both = asked(&mut quality, &format!("/catalogue/designs/compare?process=repair&later={draft}")).await;
    assert_eq!(both["lines_removed"], 0, "{both}");
    let after = text(&mut quality, &draft).await;
    assert!(before.lines().all(|line| after.contains(line)), "comments and order stay");
    // Reviewed and in force, the next repair is not complete before it is recorded.
    in_force(&mut quality, &mut director, &draft).await;
    let case = at_work(&app, &mut agent, &mut technician).await;
    let shot = photo(&mut technician).await;
    let done = json!({ "result": "已修好", "photos_after": [shot] });
    let (status, refused) = act(&mut technician, &case, "complete", done.clone()).await;
    assert!(status.is_client_error() && refused.to_string().contains("试压"), "{refused}");
    let record = |reading: i64| Some(json!({ "input": { "reading": reading } }));
    let at = format!("/api/v1/desk/cases/{case}/record/pressure_test");
    let (status, said) = technician.api(Method::POST, &at, record(90)).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (status, _) = act(&mut technician, &case, "complete", done.clone()).await;
    assert!(status.is_client_error(), "what failed is not done");
    let (status, said) = technician.api(Method::POST, &at, record(300)).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    assert_eq!(does(&mut technician, &case, "complete", done).await, "finished");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_area_list_and_what_rework_leaves_are_changed_by_form() {
    let app = TestApp::start().await;
    let mut quality = app.staff("qiaoxin").await;
    let draft = begun(&mut quality, "repair").await;
    let head = [("letters", "WX"), ("business_area", "engineering"), ("list_place", "")];
    change(&mut quality, "catalogue.head.edit", &draft, "", &head).await;
    let reopened = [("on_reopen", "grace"), ("grace", "4 工作小时")];
    change(&mut quality, "catalogue.clock.edit", &draft, "clock=call_back", &reopened).await;
    let after = text(&mut quality, &draft).await;
    for line in [
        "number = \"WX\"",
        "area = \"engineering\"",
        "list = { title = \"summary\", topic = \"trade\", urgency = \"urgency\" }",
        "on_reopen = { grace = \"4 work hours\" }",
    ] {
        assert!(after.contains(line), "{line}");
    }
    assert_eq!(problems(&mut quality, &draft).await, "[]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_focus_goes_with_an_effect_that_is_moved() {
    let app = TestApp::start().await;
    let mut quality = app.staff("qiaoxin").await;
    let draft = begun(&mut quality, "repair").await;
    let page = quality.open(&format!("/catalogue/designs/{draft}")).await.html.clone();
    let (_, second) = page.split_once("/move/open.effects/1\"").expect("the second effect has buttons");
    let (_, next) = second.split_once("name=\"next\" value=\"").expect("says where it leads");
    let place = next.split('"').next().and_then(|url| url.split_once('#')).expect("a place on the page").1.to_owned();
    let (_, first) = page.split_once("/move/open.effects/0\"").expect("the first effect has buttons");
    let button = first.split_once("<button").expect("a button").1.split('>').next().unwrap_or_default();
    assert!(button.contains(&format!("id=\"{place}\"")), "{place} is the button of the first: {button}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_tables_fragments_and_joins_are_added_changed_and_taken_away() {
    let app = TestApp::start().await;
    let mut quality = app.staff("qiaoxin").await;
    let draft = begun(&mut quality, "repair").await;
    let before = text(&mut quality, &draft).await;
    // How long a case may wait, who is called, what is looked at again.
    change(&mut quality, "catalogue.pause.edit", &draft, "", &[("cap", "10 天")]).await;
    change(&mut quality, "catalogue.follow_up.edit", &draft, "", &[("percent", "50"), ("delay", "1 小时")]).await;
    change(&mut quality, "catalogue.sample.edit", &draft, "", &[("at_most", "5")]).await;
    let after = text(&mut quality, &draft).await;
    for line in ["cap = \"10 days\"", "rate = 50", "delay = \"1 hour\"", "at_most = 5"] {
        assert!(after.contains(line), "{line}");
    }
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    // A table of its own, with an output more; a limit takes what it says.
    let table = [
        ("key", "call_limits"),
        ("label_zh", "回访时限"),
        ("label_en", "Time to call"),
        ("outputs.0.name", "call"),
        ("outputs.0.value", "1 个工作日"),
    ];
    change(&mut quality, "catalogue.table.create", &draft, "", &table).await;
    let more = [("outputs.0.name", "late"), ("outputs.0.value", "2 个工作日")];
    change(&mut quality, "catalogue.table.edit", &draft, "table=call_limits", &more).await;
    assert!(text(&mut quality, &draft).await.contains("then = { call = \"1 workday\", late = \"2 workdays\" }"));
    change(&mut quality, "catalogue.clock.edit", &draft, "clock=call_back", &[("budget", "call_limits.call")]).await;
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    // A fragment with the values it wants; without one of them it is refused at its field.
    let include = json!({ "fragment": "deduction", "settings": [{ "name": "by", "value": "" }] });
    let (status, said) = send(&mut quality, &draft, "/fragments/deduction/include", include).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    change(
        &mut quality,
        "catalogue.fragment.create",
        &draft,
        "fragment=deduction",
        &[("settings.0.value", "engineer, manager")],
    )
    .await;
    let with = text(&mut quality, &draft).await;
    assert!(with.contains("fragment = \"deduction\"\nwith = { by = [\"engineer\", \"manager\"] }"), "{with}");
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    // A case is opened, waited for, and then the case goes on by itself.
    let opened = [("process", "repair"), ("link", "second"), ("copy", "summary"), ("when", "urgency = 'emergency'")];
    change(&mut quality, "catalogue.effect.create", &draft, "follows=action.start.effects&does=spawn", &opened).await;
    let join = [("link", "second"), ("wait", "全部"), ("onward", "confirm")];
    change(&mut quality, "catalogue.join.create", &draft, "", &join).await;
    let told = problems(&mut quality, &draft).await;
    assert!(told.contains("由系统自动办理"), "who does it is nobody: {told}");
    for (part, key) in
        [("join", "second"), ("include", "deduction"), ("rule", "sample"), ("rule", "pause"), ("table", "priority")]
    {
        let (status, said) = send(&mut quality, &draft, &format!("/remove/{part}/{key}"), json!({})).await;
        assert_eq!(status, StatusCode::OK, "{part} {key}: {said}");
    }
    let after = text(&mut quality, &draft).await;
    assert!(!after.contains("[sample]") && !after.contains("[pause]") && !after.contains("[[join]]"));
    assert!(problems(&mut quality, &draft).await.contains("没有决策表“priority”"));
    let comments = |text: &str| text.lines().filter(|l| l.starts_with("# ----")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(comments(&after).len(), comments(&before).len() - 1, "only the heading of the second look went with it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_are_put_in_order_and_changes_made_again() {
    let app = TestApp::start().await;
    let mut quality = app.staff("qiaoxin").await;
    let draft = begun(&mut quality, "repair").await;
    let page = format!("/catalogue/designs/{draft}");
    let before = text(&mut quality, &draft).await;
    assert_eq!(moved(&mut quality, &draft, "stage", "pool", "up").await, StatusCode::OK);
    assert_eq!(moved(&mut quality, &draft, "stage", "registered", "up").await, StatusCode::CONFLICT, "it is the first");
    assert_eq!(moved(&mut quality, &draft, "action", "complete", "up").await, StatusCode::OK);
    assert_eq!(moved(&mut quality, &draft, "moon", "complete", "up").await, StatusCode::NOT_FOUND);
    let after = text(&mut quality, &draft).await;
    assert!(after.find("id = \"pool\"") < after.find("id = \"dispatching\""));
    assert_eq!(problems(&mut quality, &draft).await, "[]");
    // Both are taken back, one after the other, and made again.
    quality.open(&page).await;
    quality.press("撤销", &[]).await;
    quality.press("撤销", &[]).await;
    assert_eq!(text(&mut quality, &draft).await, before);
    quality.press("重做", &[]).await;
    assert!(text(&mut quality, &draft).await.contains("id = \"pool\""));
    quality.press("重做", &[]).await;
    assert_eq!(text(&mut quality, &draft).await, after);
    assert!(!asked(&mut quality, &page).await["can_redo"].as_bool().expect("yes or no"));
    // Whoever goes another way cannot make again what he took back.
    quality.press("撤销", &[]).await;
    assert_eq!(moved(&mut quality, &draft, "field", "details", "down").await, StatusCode::OK);
    let designed = asked(&mut quality, &page).await;
    assert_eq!((&designed["can_undo"], &designed["can_redo"]), (&json!(true), &json!(false)));
    let (status, _) =
        quality.api(Method::POST, &format!("/api/v1/desk/definitions/{draft}/redo"), Some(json!({}))).await;
    assert_eq!(status, StatusCode::CONFLICT);
    app.check().await;
}
