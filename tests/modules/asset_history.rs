//! 设备档案: how equipment serves, what it costs, and whether another one would be cheaper.

use kernel::{Error, Span};
use serde_json::json;
use testkit::{Workshop, refused};

#[tokio::test]
async fn the_file_tells_how_a_lift_served_and_how_soon_it_was_mended() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let class = shop.rows(&who, "asset.asset_class.list", json!({"q": "passenger_lift"})).await[0]["id"].clone();
    let today = shop.app.clock.now().date(module::HOME_ZONE);
    let lift = json!({"org_id": shop.here, "code": "DT-1", "name": "1 号客梯", "class_id": class, "installed_on": today.plus_days(-10)});
    let lift = shop.done(&who, "asset.asset.create", lift).await["id"].clone();
    let new = shop.answer(&who, "asset.history.view", json!({"id": lift})).await;
    assert_eq!((&new["service"]["availability"], &new["service"]["between_failures"]), (&json!(1000), &json!(null)));

    for hours in [6, 18] {
        shop.done(&who, "asset.fault.create", json!({"asset_id": lift, "note": "困人"})).await;
        shop.app.pass(Span::hours(hours)).await;
        shop.done(&who, "asset.fault.end", json!({"asset_id": lift})).await;
        shop.app.pass(Span::hours(24)).await;
    }
    let file = shop.answer(&who, "asset.history.view", json!({"id": lift})).await;
    let service = &file["service"];
    assert_eq!((&service["failures"], &service["down_minutes"]), (&json!(2), &json!(24 * 60)), "{service}");
    assert_eq!(service["to_repair"], 12 * 60);
    let minutes = service["minutes"].as_i64().expect("minutes");
    assert_eq!(service["availability"], (minutes - 24 * 60) * 1000 / minutes);
    assert_eq!(service["between_failures"], (minutes - 24 * 60) / 2);
    let page = shop.shown(&who, "asset.asset.page", json!({"id": lift})).await;
    assert!(page.contains("平均修复时间") && page.contains("可用率"), "{page}");
}

#[tokio::test]
async fn what_was_spent_speaks_for_another_pump_and_what_was_voided_does_not() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let class = shop.rows(&who, "asset.asset_class.list", json!({"q": "sewage_pump"})).await[0]["id"].clone();
    let today = shop.app.clock.now().date(module::HOME_ZONE);
    let pump = json!({"org_id": shop.here, "code": "QW-1", "name": "1 号潜污泵", "class_id": class, "cost": 400_000,
        "installed_on": today.plus_days(-365 * 4), "life_years": 8});
    let pump = shop.done(&who, "asset.asset.create", pump).await["id"].clone();
    let bill = |kind: &str, spent: i64, ago: i64| json!({"asset_id": pump, "log_kind": kind, "note": "换机封", "spent": spent, "logged_on": today.plus_days(-ago)});
    shop.done(&who, "asset.log_entry.create", bill("repair", 40_000, 500)).await;
    shop.done(&who, "asset.log_entry.create", bill("repair", 30_000, 20)).await;
    let worth = |file: serde_json::Value| file["worth"].clone();
    let kept = worth(shop.answer(&who, "asset.history.view", json!({"id": pump})).await);
    assert_eq!(
        (&kept["spent"], &kept["spent_ever"], &kept["advice"]),
        (&json!(30_000), &json!(70_000), &json!("keep"))
    );

    let wrong = shop.done(&who, "asset.log_entry.create", bill("part", 150_000, 1)).await["id"].clone();
    let dear = worth(shop.answer(&who, "asset.history.view", json!({"id": pump})).await);
    assert_eq!((&dear["spent"], &dear["advice"]), (&json!(180_000), &json!("replace")));
    shop.done(&who, "asset.log_entry.void", json!({"id": wrong, "reason": "记到了别的泵"})).await;
    let again = shop.act(&who, "asset.log_entry.void", json!({"id": wrong, "reason": "再作废"})).await;
    assert_eq!(refused(again), "asset-log-entry-voided");
    assert_eq!(worth(shop.answer(&who, "asset.history.view", json!({"id": pump})).await), kept);
    let rows = shop.rows(&who, "asset.log_entry.list", json!({"asset_id": pump})).await;
    assert_eq!(rows.len(), 3, "what was voided stays to be read");
    assert_eq!(rows[0]["void_reason"], "记到了别的泵");

    for (input, why) in
        [(bill("repair", 1, -1), "asset-log-entry-ahead"), (bill("repair", -1, 0), "asset-log-entry-negative")]
    {
        assert_eq!(refused(shop.act(&who, "asset.log_entry.create", input).await), why);
    }
    let elsewhere = shop.holder(&[shop.there]);
    for (action, input) in [
        ("asset.log_entry.create", bill("repair", 1, 0)),
        ("asset.log_entry.void", json!({"id": wrong, "reason": "别处"})),
    ] {
        assert!(matches!(shop.act(&elsewhere, action, input).await, Err(Error::NotFound)), "{action}");
    }
    assert!(matches!(shop.ask(&elsewhere, "asset.history.view", json!({"id": pump})).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn what_cases_tell_of_parts_and_labour_is_in_the_file_with_where_it_comes_from() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let class = shop.rows(&who, "asset.asset_class.list", json!({"q": "sewage_pump"})).await[0]["id"].clone();
    let today = shop.app.clock.now().date(module::HOME_ZONE);
    let pump = json!({"org_id": shop.here, "code": "QW-1", "name": "1 号潜污泵", "class_id": class, "cost": 400_000,
        "installed_on": today.plus_days(-365 * 4), "life_years": 8});
    let pump = shop.done(&who, "asset.asset.create", pump).await["id"].clone();
    let (lead, smith) =
        (shop.staff(71, "赵鹏", "engineer", &[shop.here]), shop.staff(72, "赵师傅", "technician", &[shop.here]));
    let fault =
        json!({"process": "equipment_fault", "org_id": shop.here, "input": {"summary": "潜污泵漏水", "asset": pump}});
    let case = shop.done(&smith, "desk.case.open", fault).await["id"].clone();
    let act = async |who: &module::Caller, action: &str, input: serde_json::Value| {
        shop.done(who, "desk.case.act", json!({"id": case, "action": action, "input": input})).await
    };
    let photo = json!([shop.photo(&smith).await]);
    act(&smith, "isolate", json!({"weight": "normal", "isolation": "断电挂牌", "isolation_photos": photo})).await;
    let soon = shop.app.clock.now() + Span::hours(8);
    act(
        &lead,
        "diagnose",
        json!({"system": "water", "diagnosis": "机封磨损", "cause": "wear", "way": "own", "expected_at": soon}),
    )
    .await;
    let parts = json!([{"name": "机械密封", "quantity": 2, "price": 30_000}, {"name": "螺栓", "quantity": 4}]);
    let photo = json!([shop.photo(&smith).await]);
    act(&smith, "repaired", json!({"repair_note": "换机封", "parts": parts, "labour_minutes": 90, "proof": photo}))
        .await;
    shop.app.settle().await;

    let file = async |who: &module::Caller| shop.answer(who, "asset.history.view", json!({"id": pump})).await;
    let worth = &file(&who).await["worth"];
    assert_eq!((&worth["spent"], &worth["repairs"]["unrated_minutes"]), (&json!(60_000), &json!(90)), "{worth}");
    let wrong = shop.act(&lead, "asset.labour_rate.edit", json!({"org_id": shop.here, "labour_rate": 0})).await;
    assert_eq!(refused(wrong), "asset-labour-rate-positive");
    for rate in [4_000, 6_000] {
        let rate = json!({"org_id": shop.here, "labour_rate": rate, "from_on": today.plus_days(-30)});
        shop.done(&lead, "asset.labour_rate.edit", rate).await;
    }
    assert_eq!(shop.rows(&lead, "asset.labour_rate.list", json!({})).await.len(), 1, "said again, it is replaced");
    let known = file(&who).await;
    assert_eq!((&known["worth"]["spent"], &known["worth"]["repairs"]["labour"]), (&json!(69_000), &json!(9_000)));
    assert_eq!(known["repaired"]["list"][0]["parts"][0]["name"], "机械密封");
    let page = shop.shown(&who, "asset.asset.page", json!({"id": pump})).await;
    assert!(page.contains("配件用量") && page.contains("维修支出 ¥600.00"), "{page}");
}
