//! Before a version is put in force, the past is asked what it would have changed; and all versions in force make the handbook.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use kernel::Span;
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

use super::steps::{asked, does, register, staff_id};

async fn post(who: &mut Visitor, path: &str, body: Value) -> (StatusCode, Value) {
    who.api(Method::POST, &format!("/api/v1{path}"), Some(body)).await
}

fn tap() -> Value {
    json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" })
}

/// A repair that is taken up so many minutes after the call; its number.
async fn taken_up_after(app: &TestApp, agent: &mut Visitor, technician: &mut Visitor, minutes: i64) -> String {
    let case = register(agent, tap()).await;
    let zhao = staff_id(app, "赵师傅").await;
    does(agent, &case, "assign", json!({ "assignee": zhao })).await;
    app.pass(Span::minutes(minutes)).await;
    does(technician, &case, "accept", json!({})).await;
    asked(agent, &format!("/desk/cases/{case}")).await["number"].as_str().expect("a number").to_owned()
}

/// A draft of the repair whose text was changed.
async fn drafted(quality: &mut Visitor, change: impl Fn(&str) -> String) -> String {
    let (status, begun) = post(quality, "/desk/definitions", json!({ "process": "repair" })).await;
    assert_eq!(status, StatusCode::OK, "{begun}");
    let id = begun["id"].as_str().expect("an id").to_owned();
    let draft = asked(quality, &format!("/desk/definitions/{id}")).await;
    let body = change(draft["body"].as_str().expect("a text"));
    let (status, said) = post(quality, &format!("/desk/definitions/{id}/edit"), json!({ "body": body })).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    id
}

async fn begin(quality: &mut Visitor, draft: &str) -> String {
    let (status, begun) = post(quality, "/catalogue/what_ifs", json!({ "draft_id": draft, "months": 1 })).await;
    assert_eq!(status, StatusCode::OK, "{begun}");
    begun["id"].as_str().expect("an id").to_owned()
}

/// Asks what a draft would have changed and waits for the answer.
async fn answer(app: &TestApp, quality: &mut Visitor, draft: &str) -> (String, Value) {
    let id = begin(quality, draft).await;
    for _ in 0..6_000 {
        app.settle().await;
        let shown = asked(quality, &format!("/catalogue/what_ifs/{id}")).await;
        match shown["state"].as_str() {
            Some("waiting" | "running") => tokio::time::sleep(Duration::from_millis(10)).await,
            Some("done") => return (id, shown["answer"]["findings"].clone()),
            other => panic!("it ended {other:?}"),
        }
    }
    panic!("no answer in a minute");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shorter_limit_would_have_been_missed_by_exactly_those_who_needed_longer() {
    let app = TestApp::start().await;
    let (mut agent, mut technician, mut quality) =
        (app.agent().await, app.technician().await, app.staff("qiaoxin").await);
    taken_up_after(&app, &mut agent, &mut technician, 20).await;
    let slow = taken_up_after(&app, &mut agent, &mut technician, 75).await;
    app.settle().await;
    let unchanged = drafted(&mut quality, str::to_owned).await;
    quality.open(&format!("/desk/definitions/{unchanged}")).await.must_say("推演结果");
    let (_, found) = answer(&app, &mut quality, &unchanged).await;
    assert_eq!((&found["cases"], &found["same"]), (&json!(2), &json!(2)), "{found}");

    let shorter =
        drafted(&mut quality, |text| text.replace("response = \"2 work hours\"", "response = \"1 work hour\"")).await;
    let (id, found) = answer(&app, &mut quality, &shorter).await;
    assert_eq!((&found["same"], &found["later"]["numbers"]), (&json!(1), &json!([slow])), "{found}");
    let response = &found["limits"]["response"];
    assert_eq!((&response["was"]["missed"], &response["would"]["missed"]), (&json!(0), &json!(1)), "{response}");

    let page = quality.open(&format!("/catalogue/what_ifs/{id}")).await;
    page.must_say("推演：报修").must_say(&slow).must_say("会多超时").must_say("维修工");
    quality.open(&format!("/catalogue/what_ifs?draft_id={shorter}")).await.must_say("已完成");
    assert_eq!(agent.open(&format!("/catalogue/what_ifs/{id}")).await.status, StatusCode::FORBIDDEN);
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_post_would_have_had_to_do_is_said_with_the_reason() {
    let app = TestApp::start().await;
    let (mut agent, mut technician, mut quality) =
        (app.agent().await, app.technician().await, app.staff("qiaoxin").await);
    let number = taken_up_after(&app, &mut agent, &mut technician, 20).await;
    let by = "by = [\"agent\", \"steward\", \"engineer\", \"supervisor\"]";
    let narrower = |text: &str| {
        let (before, after) = text.split_once("id = \"assign\"").expect("it is there");
        format!("{before}id = \"assign\"{}", after.replacen(by, "by = [\"manager\"]", 1))
    };
    let draft = drafted(&mut quality, narrower).await;
    let (id, found) = answer(&app, &mut quality, &draft).await;
    assert_eq!(found["refused"][0]["step"], "assign", "{found}");
    assert_eq!(found["refused"][0]["cases"]["numbers"], json!([number]));
    let steps = &found["posts"]["technician"];
    assert_eq!((&steps["was"], &steps["would"]), (&json!(1), &json!(0)), "nobody could take up what was not given");
    quality.open(&format!("/catalogue/what_ifs/{id}")).await.must_say("只有这些岗位可以：项目经理");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_can_be_stopped_and_an_unfit_version_is_not_asked_about() {
    let app = TestApp::start().await;
    let mut quality = app.staff("qiaoxin").await;
    let draft = drafted(&mut quality, str::to_owned).await;
    let id = begin(&mut quality, &draft).await;
    let (status, said) = post(&mut quality, &format!("/catalogue/what_ifs/{id}/cancel"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    app.settle().await;
    let shown = asked(&mut quality, &format!("/catalogue/what_ifs/{id}")).await;
    assert_eq!((&shown["state"], &shown["answer"]), (&json!("stopped"), &Value::Null), "{shown}");
    quality.open(&format!("/catalogue/what_ifs/{id}")).await.must_say("推演已被停止");
    let (status, said) = post(&mut quality, &format!("/catalogue/what_ifs/{id}/cancel"), json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "{said}");
    let unfit = drafted(&mut quality, |text| text.replace("to = \"call_back\"", "to = \"call_bakc\"")).await;
    let (status, said) = post(&mut quality, "/catalogue/what_ifs", json!({ "draft_id": unfit })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(said.to_string().contains("call_bakc"), "{said}");
    let (status, _) = post(&mut quality, "/catalogue/what_ifs", json!({ "hash": "0000" })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_handbook_holds_every_process_in_force_with_its_version_and_who_stands_behind_it() {
    let app = TestApp::start().await;
    let (mut agent, mut quality, mut director) =
        (app.agent().await, app.staff("qiaoxin").await, app.staff("gumingyuan").await);
    let processes = asked(&mut agent, "/desk/processes").await["rows"].as_array().map_or(0, Vec::len);
    let contents = asked(&mut agent, "/catalogue/handbook").await;
    assert_eq!(contents["rows"].as_array().map_or(0, Vec::len), processes);
    let of_area = asked(&mut agent, "/catalogue/handbook?area=finance").await;
    let areas: Vec<&str> =
        of_area["rows"].as_array().expect("rows").iter().filter_map(|r| r["area"].as_str()).collect();
    assert!(!areas.is_empty() && areas.iter().all(|area| *area == "finance"), "{areas:?}");

    let page = agent.open("/catalogue/handbook?process=repair").await;
    for words in [
        "报修",
        "目的与适用范围",
        "岗位职责",
        "流程图",
        "派单（客服、管家、工程主管、客服主管） → 待接单",
        "时限",
        "照片",
        "系统标准版",
    ] {
        page.must_say(words);
    }
    assert_eq!(page.all("article.book svg").len(), 1, "one chapter, one chart");

    let draft = drafted(&mut quality, |text| text.replace("budget = \"1 workday\"", "budget = \"2 workdays\"")).await;
    let (status, said) = post(&mut quality, &format!("/desk/definitions/{draft}/submit"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (status, said) = post(&mut director, &format!("/desk/definitions/{draft}/publish"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let chapter = asked(&mut agent, "/catalogue/handbook?process=repair").await["rows"][0].clone();
    assert_eq!(chapter["version"], 2, "{chapter}");
    assert_eq!((&chapter["author"], &chapter["reviewer"]), (&json!("乔欣"), &json!("顾明远")), "{chapter}");
    agent.open("/catalogue/handbook?process=repair").await.must_say("本公司版").must_say("顾明远");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_handbook_is_taken_along_as_a_pdf_of_what_is_shown() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let file = agent.open("/catalogue/handbook?process=budget").await.link("下载 PDF").expect("a link to the file");
    assert_eq!(file, "/catalogue/handbook/download?process=budget");
    let chapter = agent.open(&file).await.html.clone();
    assert!(chapter.starts_with("%PDF-"), "{}", chapter.chars().take(200).collect::<String>());
    let contents = agent.open("/catalogue/handbook/download").await.html.clone();
    assert!(contents.starts_with("%PDF-") && contents != chapter, "cover and contents only");
    for unknown in ["area=customer,garden", "process=nothing"] {
        let (status, told) = agent.api(Method::GET, &format!("/api/v1/catalogue/handbook?{unknown}"), None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{unknown}: {told}");
        agent.open(&format!("/catalogue/handbook/download?{unknown}")).await.must_say("请从列表中选择");
    }
}
