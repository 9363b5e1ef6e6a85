//! 集中报事: one thing that many call about, said with one wording, worked on once, ended for everybody.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

use crate::stories::steps::{asked, does, register, room, shown};

fn dry(summary: &str) -> Value {
    json!({ "summary": summary, "trade": "water", "urgency": "normal", "facility_class": "home" })
}

async fn building(agent: &mut Visitor) -> Value {
    let room = room(agent).await;
    asked(agent, &format!("/property/places/{room}")).await["building_id"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_about_a_water_cut_join_its_case_and_end_with_it() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let master = register(&mut agent, dry("三栋水管爆裂停水")).await;
    let early = register(&mut agent, dry("家里没水")).await;
    let area = building(&mut agent).await;
    let expected = app.clock.now() + kernel::Span::hours(4);
    let body = json!({ "case_id": master, "area_id": area, "topic": "water", "script": "水管爆裂，正在抢修，已安排送水", "expected_at": expected });
    let (status, incident) = agent.api(Method::POST, "/api/v1/desk/mass_incidents", Some(body.clone())).await;
    assert_eq!(status, StatusCode::OK, "{incident}");
    let (status, _) = agent.api(Method::POST, "/api/v1/desk/mass_incidents", Some(body)).await;
    assert_eq!(status, StatusCode::CONFLICT, "once is enough");
    let id = incident["id"].as_str().expect("an id").to_owned();

    let place = room(&mut agent).await;
    agent.open(&format!("/desk?place={place}")).await.must_say("水管爆裂，正在抢修，已安排送水").must_say("登记并并入");
    let call = json!({ "place_id": place, "channel": "phone", "contact_name": "李女士", "contact_phone": "13800138888", "mass_incident_id": id, "input": dry("停水了吗") });
    let (status, joined) = agent.api(Method::POST, "/api/v1/desk/processes/repair/cases", Some(call)).await;
    assert_eq!((status, &joined["stage"]), (StatusCode::OK, &json!("merged")), "{joined}");
    let joined = joined["id"].as_str().expect("an id").to_owned();

    agent.open(&format!("/desk/cases/{early}")).await.must_say("集中报事").must_say("并入此事件");
    let path = format!("/api/v1/desk/mass_incidents/{id}/absorb");
    let (status, done) = agent.api(Method::POST, &path, Some(json!({ "case_id": early }))).await;
    assert_eq!((status, &done["stage"]), (StatusCode::OK, &json!("merged")), "{done}");
    let (status, told) = agent
        .api(
            Method::POST,
            &format!("/api/v1/desk/mass_incidents/{id}/edit"),
            Some(json!({ "script": "预计晚上八点恢复" })),
        )
        .await;
    assert_eq!(status, StatusCode::OK, "{told}");
    agent
        .open(&format!("/desk/mass_incidents/{id}"))
        .await
        .must_say("预计晚上八点恢复")
        .must_say("停水了吗")
        .must_say("家里没水");

    does(&mut agent, &early, "unmerge", json!({})).await;
    does(&mut agent, &master, "withdraw", json!({ "reason": "solved" })).await;
    // It can be taken back for so long, and nothing follows before.
    app.pass(kernel::Span::minutes(5)).await;
    assert_eq!(shown(&mut agent, &joined).await["stage"], "merged_closed");
    assert_eq!(shown(&mut agent, &early).await["stage"], "dispatching", "what was taken apart goes on by itself");
    let record = asked(&mut agent, &format!("/desk/mass_incidents/{id}")).await;
    assert!(record["ended_at"].is_string(), "it is over with its case: {record}");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_are_tied_and_untied_at_both_ends() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let (leak, damp) = (register(&mut agent, dry("楼上漏水")).await, register(&mut agent, dry("天花板受潮")).await);
    let tie = json!({ "tie": "caused_by", "other_id": leak });
    let (status, tied) = agent.api(Method::POST, &format!("/api/v1/desk/cases/{damp}/link"), Some(tie.clone())).await;
    assert_eq!(status, StatusCode::OK, "{tied}");
    let (status, _) = agent.api(Method::POST, &format!("/api/v1/desk/cases/{damp}/link"), Some(tie.clone())).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "once is enough");
    let ends = |record: &Value| (record["related"][0]["tie"].clone(), record["related"][0]["case"]["id"].clone());
    assert_eq!(ends(&shown(&mut agent, &damp).await), (json!("caused_by"), json!(leak)));
    assert_eq!(ends(&shown(&mut agent, &leak).await), (json!("causes"), json!(damp)));
    agent.open(&format!("/desk/cases/{leak}")).await.must_say("引起").must_say("天花板受潮").must_say("解除关联");
    let (status, _) = agent.api(Method::POST, &format!("/api/v1/desk/cases/{damp}/unlink"), Some(tie)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(shown(&mut agent, &leak).await["related"], json!([]));
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_from_a_complaint_is_started_there_and_tied_to_it() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let noise = register(&mut agent, dry("夜间水泵噪声")).await;
    agent.open(&format!("/desk/start?caused_by={noise}")).await.must_say("引出").must_say("群诉");
    let form = format!("/do/desk.case.open?process=group_complaint&caused_by={noise}&next=/desk/matters");
    let page = agent.open(&form).await;
    assert!(page.html.contains("夜间水泵噪声"), "its words go along: {}", page.html);
    let place = room(&mut agent).await;
    let open =
        |cause: &str| json!({ "caused_by": cause, "place_id": place, "input": { "summary": "夜间水泵噪声群诉" } });
    let path = "/api/v1/desk/processes/group_complaint/cases";
    let (status, opened) = agent.api(Method::POST, path, Some(open(&noise))).await;
    assert_eq!(status, StatusCode::OK, "{opened}");
    let related = |record: Value| (record["related"][0]["tie"].clone(), record["related"][0]["case"]["id"].clone());
    assert_eq!(related(shown(&mut agent, &noise).await), (json!("causes"), opened["id"].clone()));
    let opened = opened["id"].as_str().expect("an id");
    assert_eq!(related(shown(&mut agent, opened).await), (json!("caused_by"), json!(noise)));
    let nobody = format!("case_{:032x}", 9);
    let (status, refused) = agent.api(Method::POST, path, Some(open(&nobody))).await;
    assert_eq!(
        (status, &refused["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("caused_by")),
        "{refused}"
    );
    app.check().await;
}
