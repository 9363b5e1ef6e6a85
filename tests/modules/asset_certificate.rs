//! 法定日历: what has to be there, how long it holds, who is warned, and whom nobody may give the work.

use axum::http::Method;
use kernel::{Error, Span};
use module::{Caller, HOME_ZONE};
use serde_json::{Value, json};
use testkit::{TestApp, Workshop, refused};

use crate::stories::steps::{act, asked, does, photo, register, room, staff_id};

async fn class(shop: &Workshop, who: &Caller, code: &str) -> Value {
    let rows = shop.rows(who, "asset.asset_class.list", json!({"q": code})).await;
    rows.into_iter().find(|row| row["code"] == code).expect("a class")["id"].clone()
}

async fn asset(shop: &Workshop, who: &Caller, kind: &str, code: &str) -> Value {
    let input = json!({"org_id": shop.here, "code": code, "name": code, "class_id": class(shop, who, kind).await,
        "installed_on": "2019-05-01"});
    shop.done(who, "asset.asset.create", input).await["id"].clone()
}

/// What the calendar says is missing, of what.
async fn missing(shop: &Workshop, who: &Caller) -> Vec<(String, String)> {
    let calendar = shop.answer(who, "asset.calendar.view", json!({"org_id": shop.here})).await;
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = calendar["missing"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| (text(row, "obligation"), text(row, "bearer_name"))).collect()
}

#[tokio::test]
async fn what_has_to_be_there_is_missing_until_its_paper_is_entered() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let lift = asset(&shop, &who, "passenger_lift", "DT-1").await;
    asset(&shop, &who, "bin", "LJ-1").await;
    let before = missing(&shop, &who).await;
    let lifts: Vec<&str> = before.iter().filter(|m| m.1.starts_with("DT-1")).map(|m| m.0.as_str()).collect();
    assert_eq!(lifts, ["lift_inspection", "lift_governor", "lift_brake_test"]);
    assert!(before.contains(&("fire_test".into(), "翠湖花园".into())), "{before:?}");
    assert!(!before.iter().any(|m| m.1.starts_with("LJ-1")), "nothing is demanded of a bin");

    let paper = json!({"obligation": "lift_inspection", "asset_id": lift, "number": "TJ-1", "issued_on": "2025-12-10"});
    let made = shop.done(&who, "asset.certificate.create", paper).await;
    assert_eq!(made["due_on"], "2026-12-10", "the rule says a year");
    assert!(!missing(&shop, &who).await.contains(&("lift_inspection".into(), "DT-1 DT-1".into())));
    let calendar = shop.answer(&who, "asset.calendar.view", json!({})).await;
    assert_eq!((&calendar["month"], &calendar["lapsed"]), (&json!(1), &json!(0)));
    assert_eq!(calendar["months"][1]["lines"][0]["count"], 1, "it ends in December: {calendar}");

    let of_a_tank = json!({"obligation": "tank_cleaning", "asset_id": lift, "issued_on": "2026-11-01"});
    assert_eq!(refused(shop.act(&who, "asset.certificate.create", of_a_tank).await), "asset-certificate-other-class");
    let ahead = json!({"obligation": "fire_test", "org_id": shop.here, "issued_on": "2026-11-22"});
    assert_eq!(refused(shop.act(&who, "asset.certificate.create", ahead).await), "asset-certificate-ahead");
    let elsewhere = json!({"obligation": "fire_test", "org_id": shop.there, "issued_on": "2026-11-01"});
    assert!(matches!(shop.act(&who, "asset.certificate.create", elsewhere).await, Err(Error::NotFound)));
    assert!(matches!(
        shop.ask(&shop.holder(&[shop.there]), "asset.certificate.view", json!({"id": made["id"]})).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn a_lapsed_paper_is_red_wherever_the_lift_shows_until_the_next_one_is_entered() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let lift = asset(&shop, &who, "passenger_lift", "DT-1").await;
    let paper = |on: &str| json!({"obligation": "lift_inspection", "asset_id": lift, "issued_on": on});
    let first = shop.done(&who, "asset.certificate.create", paper("2025-11-20")).await;
    assert_eq!(shop.rows(&who, "asset.certificate.list", json!({"validity": "lapsed"})).await.len(), 1);
    assert_eq!(shop.rows(&who, "asset.asset.list", json!({})).await[0]["lapsed"], true);
    let page = shop.shown(&who, "asset.asset.page", json!({"id": lift})).await;
    assert!(page.contains("证书已过期") && page.contains("电梯限速器校验"), "{page}");
    let next = shop.done(&who, "asset.certificate.create", paper("2026-11-20")).await;
    assert_eq!(shop.rows(&who, "asset.asset.list", json!({})).await[0]["lapsed"], false);
    let record = shop.answer(&who, "asset.certificate.view", json!({"id": first["id"]})).await;
    assert_eq!((&record["state"], &record["others"][0]["id"]), (&json!("renewed"), &next["id"]));
    let over = shop.act(&who, "asset.certificate.end", json!({"id": first["id"], "reason": "录错了"})).await;
    assert_eq!(refused(over), "asset-certificate-over");
    shop.done(&who, "asset.certificate.end", json!({"id": next["id"], "reason": "电梯停用"})).await;
    assert!(missing(&shop, &who).await.contains(&("lift_inspection".into(), "DT-1 DT-1".into())));
}

#[tokio::test]
async fn the_company_asks_for_more_and_leaves_out_what_it_has_not() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[kernel::COMPANY, shop.here]);
    let tank = asset(&shop, &who, "water_tank", "SX-1").await;
    shop.done(&who, "asset.obligation.edit", json!({"key": "tank_cleaning", "every_months": 3, "disabled": false}))
        .await;
    let paper = json!({"obligation": "tank_cleaning", "asset_id": tank, "issued_on": "2026-11-01"});
    assert_eq!(shop.done(&who, "asset.certificate.create", paper.clone()).await["due_on"], "2027-02-01");
    shop.done(&who, "asset.obligation.edit", json!({"key": "lightning_test", "disabled": true})).await;
    assert!(!missing(&shop, &who).await.iter().any(|m| m.0 == "lightning_test"));
    let none = json!({"obligation": "lightning_test", "org_id": shop.here, "issued_on": "2026-11-01"});
    assert_eq!(refused(shop.act(&who, "asset.certificate.create", none).await), "invalid-choice");
    let of_a_community = shop.holder(&[shop.here]);
    let edit = json!({"key": "tank_cleaning", "disabled": true});
    assert!(matches!(shop.act(&of_a_community, "asset.obligation.edit", edit).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn nobody_plans_a_round_for_an_electrician_whose_card_has_lapsed() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[kernel::COMPANY, shop.here]);
    shop.app.settle().await;
    let staff = json!({"unit_id": shop.here, "number": "A1", "name": "陈师傅"});
    let staff = shop.done(&who, "org.staff.create", staff).await["id"].clone();
    let room = json!({"org_id": shop.here, "kind": "equipment_room", "segment": "PD", "name": "配电房"});
    let room = shop.done(&who, "property.place.create", room).await["id"].clone();
    let rows = shop.rows(&who, "round.procedure.list", json!({"q": "power_room_round"})).await;
    let plan = json!({"org_id": shop.here, "procedure_id": rows[0]["id"], "place_id": room, "rule": "FREQ=DAILY",
        "staff_id": staff});
    let card = |on: &str| json!({"obligation": "low_voltage_electrician", "staff_id": staff, "issued_on": on});
    shop.done(&who, "asset.certificate.create", card("2023-11-20")).await;
    assert_eq!(refused(shop.act(&who, "round.plan.create", plan.clone()).await), "asset-paper-lapsed");
    shop.done(&who, "asset.certificate.create", card("2026-11-20")).await;
    shop.done(&who, "round.plan.create", plan).await;
}

#[tokio::test]
async fn what_a_plan_gives_to_one_person_ends_with_his_paper_and_then_falls_to_the_post() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[kernel::COMPANY, shop.here]);
    shop.app.settle().await;
    let staff = json!({"unit_id": shop.here, "number": "A1", "name": "邓师傅"});
    let staff = shop.done(&who, "org.staff.create", staff).await["id"].clone();
    let tank = json!({"org_id": shop.here, "kind": "equipment_room", "segment": "SX", "name": "水箱间"});
    let tank = shop.done(&who, "property.place.create", tank).await["id"].clone();
    let today = shop.clock().now().date(HOME_ZONE);
    let paper = |due: kernel::Date, number: &str| json!({"obligation": "water_health", "staff_id": staff, "number": number, "issued_on": today.plus_days(-300), "due_on": due});
    shop.done(&who, "asset.certificate.create", paper(today.plus_days(2), "JK-1")).await;
    let rows = shop.rows(&who, "round.procedure.list", json!({"q": "pump_room_daily"})).await;
    let plan = json!({"org_id": shop.here, "procedure_id": rows[0]["id"], "place_id": tank, "rule": "FREQ=DAILY",
        "role": "technician", "staff_id": staff});
    let plan = shop.done(&who, "round.plan.create", plan).await["id"].clone();
    shop.app.settle().await;
    let given = async || {
        let mut rows = shop.rows(&who, "round.occurrence.list", json!({"plan_id": plan})).await;
        rows.sort_by_key(|row| row["day"].to_string());
        rows.iter().map(|row| row["doer"] == "邓师傅").collect::<Vec<_>>()
    };
    let before = given().await;
    assert!(before.len() > 4, "{before:?}");
    let held: Vec<bool> = (0..before.len()).map(|day| day < 3).collect();
    assert_eq!(before, held, "his as long as the paper holds");
    let last = shop.rows(&who, "round.occurrence.list", json!({"plan_id": plan})).await;
    let last = last.iter().max_by_key(|row| row["day"].to_string()).expect("a week")["id"].clone();
    let give = json!({"id": last, "staff_id": staff});
    assert_eq!(refused(shop.act(&who, "round.occurrence.give", give.clone()).await), "asset-paper-lapsed");
    shop.done(&who, "asset.certificate.create", paper(today.plus_days(300), "JK-2")).await;
    shop.done(&who, "round.occurrence.give", give).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_warning_reaches_whoever_answers_for_it_once() {
    let app = TestApp::start().await;
    let system = app.system().await;
    let chen = staff_id(&app, "陈师傅").await;
    let today = app.clock.now().date(HOME_ZONE);
    let due = today.plus_days(31);
    let card = json!({"obligation": "low_voltage_electrician", "staff_id": chen, "issued_on": today.plus_days(-1000),
        "due_on": due});
    app.house.platform.act(&system, "asset.certificate.create", card).await.expect("entered");
    let mut told = Vec::new();
    for _ in 0..34 {
        app.clock.set(app.clock.now() + Span::days(1));
        app.settle().await;
        app.settle().await;
        let mut chen = app.staff("chenshifu").await;
        told.push(asked(&mut chen, "/desk/notifications?kind=certificate").await["count"].as_i64().expect("a count"));
    }
    assert_eq!((told[0], told[22], told[23], told[29], told[30], told[31]), (1, 1, 2, 3, 3, 4), "{told:?}");
    assert_eq!(told.last(), Some(&4));
    let mut chen = app.staff("chenshifu").await;
    let lines = asked(&mut chen, "/desk/notifications?kind=certificate").await;
    let path = lines["rows"][0]["path"].as_str().expect("a page").to_owned();
    assert!(path.starts_with("/asset/certificates/certificate_"), "{path}");
    let mut engineer = app.staff("wuzhigang").await;
    assert_eq!(asked(&mut engineer, "/desk/notifications?kind=certificate").await["count"], 4);
    engineer.open(&path).await.must_say("已过期").must_say("陈师傅");
    engineer.open("/asset/calendar").await.must_say("低压电工").must_say("应有而未登记");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_gives_no_electric_work_to_somebody_whose_card_has_lapsed() {
    let app = TestApp::start().await;
    let system = app.system().await;
    let (chen, deng) = (staff_id(&app, "陈师傅").await, staff_id(&app, "邓涛").await);
    let today = app.clock.now().date(HOME_ZONE);
    let card = json!({"obligation": "low_voltage_electrician", "staff_id": chen, "issued_on": today.plus_days(-1200)});
    app.house.platform.act(&system, "asset.certificate.create", card).await.expect("entered");
    let mut agent = app.agent().await;
    let socket = json!({"summary": "插座没电", "trade": "electric", "urgency": "normal", "facility_class": "home"});
    let case = register(&mut agent, socket).await;
    let (status, answer) = act(&mut agent, &case, "assign", json!({"assignee": chen})).await;
    assert_eq!(status.as_u16(), 409, "{answer}");
    assert!(answer.to_string().contains("陈师傅的低压电工作业证"), "{answer}");
    does(&mut agent, &case, "assign", json!({"assignee": deng})).await;
    let tap = json!({"summary": "水龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home"});
    let case = register(&mut agent, tap).await;
    does(&mut agent, &case, "assign", json!({"assignee": chen})).await;
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_its_case_has_checked_is_registered_and_bars_its_holder_once_it_has_lapsed() {
    let app = TestApp::start().await;
    let chen = staff_id(&app, "陈师傅").await;
    let (mut hr, mut agent) = (app.staff("hemei").await, app.agent().await);
    let place = room(&mut agent).await;
    let opening = json!({"place_id": place, "input": {"summary": "低压电工证登记", "kind": "low_voltage_electrician"}});
    let (status, opened) = agent.api(Method::POST, "/api/v1/desk/processes/certificate/cases", Some(opening)).await;
    assert!(status.is_success(), "{opened}");
    let case = opened["id"].as_str().expect("an id").to_owned();
    let today = app.clock.now().date(HOME_ZONE);
    let (copy, proof) = (photo(&mut hr).await, photo(&mut hr).await);
    let verify = |issued: i64| {
        json!({
            "kind": "low_voltage_electrician", "holder": chen, "post_text": "电工", "certificate_number": "T1",
            "issued_by": "应急管理局", "issued_on": today.plus_days(issued), "valid_until": today.plus_days(40),
            "certificate_copy": [copy], "checked_online": true, "check_proof": [proof],
        })
    };
    let (status, ahead) = act(&mut hr, &case, "verify", verify(1)).await;
    assert_eq!(status.as_u16(), 422, "{ahead}");
    assert!(ahead.to_string().contains("issued_on"), "told at the field of the case: {ahead}");
    assert_eq!(does(&mut hr, &case, "verify", verify(-100)).await, "valid");
    let registered = asked(&mut hr, &format!("/asset/certificates?staff_id={chen}")).await;
    assert_eq!(registered["rows"][0]["number"], "T1", "{registered}");
    let socket = json!({"summary": "插座没电", "trade": "electric", "urgency": "normal", "facility_class": "home"});
    let repair = register(&mut agent, socket).await;
    app.clock.set(app.clock.now() + Span::days(41));
    app.settle().await;
    let (mut hr, mut agent) = (app.staff("hemei").await, app.agent().await);
    let (status, barred) = act(&mut agent, &repair, "assign", json!({"assignee": chen})).await;
    assert_eq!(status.as_u16(), 409, "{barred}");
    assert_eq!(does(&mut hr, &case, "begin_renewal", json!({})).await, "renewing");
    let renewed = json!({
        "certificate_number": "T2", "issued_on": today.plus_days(30), "valid_until": today.plus_days(1100),
        "certificate_copy": [photo(&mut hr).await], "checked_online": true, "check_proof": [photo(&mut hr).await],
    });
    assert_eq!(does(&mut hr, &case, "renewed", renewed).await, "valid");
    does(&mut agent, &repair, "assign", json!({"assignee": chen})).await;
    app.check().await;
}
