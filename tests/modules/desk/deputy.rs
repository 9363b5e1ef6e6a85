//! 代班: what would be given and told to somebody who is away goes to whoever stands in, and says for whom.

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

use crate::stories::steps::{act, asked, closed, does, register, shown, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputy_gets_the_work_of_the_absent_and_says_for_whom() {
    let app = TestApp::start().await;
    let (mut agent, mut zhao, mut deng) = (app.agent().await, app.technician().await, app.staff("dengtao").await);
    let (zhao_id, deng_id) = (staff_id(&app, "赵师傅").await, staff_id(&app, "邓涛").await);
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let before = register(&mut agent, tap.clone()).await;
    does(&mut agent, &before, "assign", json!({ "assignee": zhao_id })).await;
    let now = app.clock.now();
    let away = json!({ "deputy_id": deng_id, "from_at": now, "to_at": now + Span::hours(8), "reason": "请假" });
    let (status, refused) = deng
        .api(
            Method::POST,
            "/api/v1/org/deputies",
            Some(json!({ "staff_id": zhao_id, "deputy_id": deng_id, "from_at": now, "to_at": now + Span::hours(8) })),
        )
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "nobody but he or a superior says that he is away: {refused}");
    let (status, named) = zhao.api(Method::POST, "/api/v1/org/deputies", Some(away.clone())).await;
    assert_eq!(status, StatusCode::OK, "{named}");
    let (status, twice) = zhao.api(Method::POST, "/api/v1/org/deputies", Some(away)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "one deputy at a time: {twice}");

    let given = register(&mut agent, tap).await;
    does(&mut agent, &given, "assign", json!({ "assignee": zhao_id })).await;
    assert_eq!(shown(&mut agent, &given).await["assignee"], "邓涛（代赵师傅）");
    app.settle().await;
    let told = asked(&mut deng, "/desk/notifications").await;
    assert!(told["rows"][0]["text"].as_str().is_some_and(|t| t.starts_with("代赵师傅：")), "{told}");

    let mine = asked(&mut deng, "/desk/matters").await;
    assert_eq!(mine["rows"].as_array().map(Vec::len), Some(2), "what he had before waits for the deputy too");
    let offers = shown(&mut deng, &before).await["offers"].to_string();
    assert!(offers.contains("接单（代赵师傅）"), "{offers}");
    does(&mut deng, &before, "accept", json!({})).await;
    let step = shown(&mut agent, &before).await["timeline"][0].to_string();
    assert!(step.contains("邓涛") && step.contains("代赵师傅"), "{step}");

    app.clock.set(now + Span::hours(9));
    let (status, late) = act(&mut deng, &before, "arrive", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "once he is back it is his own again: {late}");
    does(&mut zhao, &before, "arrive", json!({})).await;
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_of_the_post_of_the_absent_is_asked_of_the_deputy() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let (mut supervisor, mut tang) = (app.supervisor().await, app.staff("tangying").await);
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    closed(&app, &mut agent, &mut technician, tap).await;
    app.clock.set(app.clock.now() + Span::hours(24));
    app.settle().await;
    let (status, _) = tang.api(Method::GET, "/api/v1/desk/samples", None).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "the second look is the supervisor's");
    let now = app.clock.now();
    let (away, stands_in) = (staff_id(&app, "徐婷").await, staff_id(&app, "唐颖").await);
    let absence = json!({ "staff_id": away, "deputy_id": stands_in, "from_at": now, "to_at": now + Span::hours(8) });
    let (status, named) = supervisor.api(Method::POST, "/api/v1/org/deputies", Some(absence)).await;
    assert_eq!(status, StatusCode::OK, "{named}");

    let drawn = asked(&mut tang, "/desk/samples").await;
    assert_eq!(drawn["rows"][0]["mine"], true, "{drawn}");
    tang.open("/desk/stock_take").await.must_say("盘点");
    let id = drawn["rows"][0]["id"].as_str().expect("a drawn case").to_owned();
    let path = format!("/api/v1/desk/samples/{id}/check");
    let (status, done) = tang.api(Method::POST, &path, Some(json!({ "passed": true }))).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let checked = asked(&mut supervisor, "/desk/samples?checked=true").await;
    assert_eq!(checked["rows"][0]["checker"], "唐颖（代徐婷）", "{checked}");
    let (status, _) = tang.api(Method::GET, "/api/v1/org/staff?limit=1", None).await;
    assert_eq!(status, asked_status(&mut agent, "/api/v1/org/staff?limit=1").await, "nothing else passes on");

    app.clock.set(now + Span::hours(9));
    let (status, _) = tang.api(Method::GET, "/api/v1/desk/samples", None).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "once she is back it is her own again");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputy_approves_a_draft_and_nobody_approves_in_the_name_of_its_author() {
    let app = TestApp::start().await;
    let (mut quality, mut director) = (app.staff("qiaoxin").await, app.staff("gumingyuan").await);
    let mut supervisor = app.supervisor().await;
    let mut drafts = Vec::new();
    for author in [&mut quality, &mut director] {
        let begun = posted(author, "/desk/definitions", json!({ "process": "praise" })).await;
        let path = format!("/desk/definitions/{}", begun["id"].as_str().expect("a draft"));
        let body = asked(author, &path).await["body"].as_str().expect("a text").to_owned();
        let renamed = body.replacen("zh = \"表扬\"", "zh = \"表扬信\"", 1);
        posted(author, &format!("{path}/edit"), json!({ "body": renamed, "note": "改名" })).await;
        posted(author, &format!("{path}/submit"), json!({})).await;
        drafts.push(path);
    }
    let publish = |path: &String| format!("/api/v1{path}/publish");
    let (status, _) = supervisor.api(Method::POST, &publish(&drafts[0]), Some(json!({}))).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "it is the director's");
    let now = app.clock.now();
    let (away, stands_in) = (staff_id(&app, "顾明远").await, staff_id(&app, "徐婷").await);
    let absence = json!({ "staff_id": away, "deputy_id": stands_in, "from_at": now, "to_at": now + Span::hours(8) });
    posted(&mut director, "/org/deputies", absence).await;

    supervisor.open(&drafts[0]).await.must_say("表扬").must_say("改名");
    let (status, own) = supervisor.api(Method::POST, &publish(&drafts[1]), Some(json!({}))).await;
    assert_eq!(status, StatusCode::CONFLICT, "the director wrote it, so nobody approves it in his name: {own}");
    let (status, done) = supervisor.api(Method::POST, &publish(&drafts[0]), Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let published = asked(&mut quality, &drafts[0]).await;
    assert_eq!(published["reviewer_name"], "徐婷（代顾明远）", "{published}");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_changed_a_draft_does_not_approve_it_neither_for_himself_nor_for_another() {
    let app = TestApp::start().await;
    let (mut quality, mut director) = (app.staff("qiaoxin").await, app.staff("gumingyuan").await);
    let mut supervisor = app.supervisor().await;
    let begun = posted(&mut quality, "/desk/definitions", json!({ "process": "praise" })).await;
    let path = format!("/desk/definitions/{}", begun["id"].as_str().expect("a draft"));
    let body = asked(&mut quality, &path).await["body"].as_str().expect("a text").to_owned();
    let named = |title: &str| body.replacen("zh = \"表扬\"", &format!("zh = \"{title}\""), 1);
    posted(&mut quality, &format!("{path}/edit"), json!({ "body": named("表扬信"), "note": "改名" })).await;
    let publish = format!("/api/v1{path}/publish");

    // The director writes in it before it is sent to him: it is his text as well by then.
    let changed = json!({ "body": named("客户表扬") });
    let (status, _) = director.api(Method::POST, &format!("/api/v1{path}/edit"), Some(changed)).await;
    assert_eq!(status, StatusCode::OK, "who may approve may also write");
    posted(&mut quality, &format!("{path}/submit"), json!({})).await;
    director.open(&path).await.must_say("起草或修改过这一版的人不能批准它");
    let (status, own) = director.api(Method::POST, &publish, Some(json!({}))).await;
    assert_eq!((status, &own["code"]), (StatusCode::CONFLICT, &json!("desk-draft-own")), "{own}");

    // Nor does his deputy in his name; sent back and changed by the author alone it stays the director's text as well.
    let now = app.clock.now();
    let (away, stands_in) = (staff_id(&app, "顾明远").await, staff_id(&app, "徐婷").await);
    let absence = json!({ "staff_id": away, "deputy_id": stands_in, "from_at": now, "to_at": now + Span::hours(8) });
    posted(&mut director, "/org/deputies", absence).await;
    let (status, own) = supervisor.api(Method::POST, &publish, Some(json!({}))).await;
    assert_eq!((status, &own["code"]), (StatusCode::CONFLICT, &json!("desk-draft-own")), "{own}");
    posted(&mut director, &format!("{path}/return"), json!({ "note": "再看看措辞" })).await;
    posted(&mut quality, &format!("{path}/edit"), json!({ "body": named("表扬") + "\n" })).await;
    posted(&mut quality, &format!("{path}/submit"), json!({})).await;
    let (status, own) = director.api(Method::POST, &publish, Some(json!({}))).await;
    assert_eq!(status, StatusCode::CONFLICT, "{own}");

    // Another with the right to approve does.
    let mut administrator = app.staff("admin").await;
    let (status, done) = administrator.api(Method::POST, &publish, Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_deputy_hands_over_and_explains_says_for_whom() {
    let app = TestApp::start().await;
    let (mut agent, mut zhao, mut deng) = (app.agent().await, app.technician().await, app.staff("dengtao").await);
    let (mut supervisor, mut tang) = (app.supervisor().await, app.staff("tangying").await);
    let (zhao_id, chen_id) = (staff_id(&app, "赵师傅").await, staff_id(&app, "陈师傅").await);
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "urgent", "facility_class": "home" });
    let late = register(&mut agent, tap).await;
    does(&mut agent, &late, "assign", json!({ "assignee": zhao_id })).await;
    app.pass(Span::hours(2)).await;
    let now = app.clock.now();
    let until = now + Span::hours(8);
    let of_zhao = json!({ "deputy_id": staff_id(&app, "邓涛").await, "from_at": now, "to_at": until });
    posted(&mut zhao, "/org/deputies", of_zhao).await;
    let of_supervisor = json!({ "deputy_id": staff_id(&app, "唐颖").await, "from_at": now, "to_at": until });
    posted(&mut supervisor, "/org/deputies", of_supervisor).await;

    let mine = asked(&mut deng, "/desk/limits/mine").await;
    let limit = mine["rows"][0]["id"].clone();
    posted(&mut deng, "/desk/limits/explain", json!({ "id": limit, "cause": "parts", "words": "阀芯缺货" })).await;
    let said = asked(&mut zhao, "/desk/limits/mine?explained=true").await;
    assert_eq!(said["rows"][0]["given_name"], "邓涛（代赵师傅）", "{said}");

    let body = json!({ "staff_id": zhao_id, "takers": [chen_id], "reason": "赵师傅请假" });
    let handed = posted(&mut tang, "/desk/hand_overs", body).await;
    let path = format!("/desk/hand_overs/{}", handed["id"].as_str().expect("a hand-over"));
    assert_eq!(asked(&mut supervisor, &path).await["by"], "唐颖（代徐婷）");
    let step = shown(&mut agent, &late).await["timeline"][0].to_string();
    assert!(step.contains("唐颖") && step.contains("代徐婷") && step.contains("工作交接"), "{step}");
    app.check().await;
}

async fn posted(who: &mut Visitor, path: &str, body: Value) -> Value {
    let (status, done) = who.api(Method::POST, &format!("/api/v1{path}"), Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{path}: {done}");
    done
}

async fn asked_status(who: &mut Visitor, path: &str) -> StatusCode {
    who.api(Method::GET, path, None).await.0
}
