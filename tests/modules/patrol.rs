//! 巡逻实况: points on the site plan, and who was there last.

use kernel::Span;
use serde_json::{Value, json};
use testkit::{Workshop, refused};

use super::round::procedure;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn points_are_put_on_the_site_plan_and_show_who_was_there_last() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let mut halls = Vec::new();
    for n in 1..=2 {
        let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": format!("XL{n}"), "name": format!("{n} 号巡逻点")});
        halls.push(shop.done(&who, "property.place.create", hall).await["id"].clone());
    }
    let points: Vec<Value> = halls.iter().map(|id| json!({"place_id": id})).collect();
    let route = shop.done(&who, "round.route.create", json!({"name": "日巡", "points": points})).await["id"].clone();
    let of = procedure(&shop, &who, "patrol_residential").await["id"].clone();
    let plan = json!({"procedure_id": of, "route_id": route, "rule": "FREQ=DAILY", "role": "guard"});
    shop.done(&who, "round.plan.create", plan).await;

    let seen = shop.answer(&who, "round.patrol.view", json!({})).await;
    let ids: Vec<Value> = seen["points"].as_array().unwrap().iter().map(|point| point["id"].clone()).collect();
    assert_eq!(ids.len(), 2);
    let put = |point: &Value, x: i64| json!({"point_id": point, "position": {"x": x, "y": 100}});
    let edit = "round.site_point.edit";
    assert_eq!(refused(shop.act(&who, edit, put(&ids[0], 200)).await), "round-site-plan-missing");
    let picture = shop.photo(&who).await;
    shop.done(&who, "round.site_plan.create", json!({"picture": picture})).await;
    let strange = put(&json!("00000000-0000-0000-0000-000000000009"), 1);
    assert_eq!(refused(shop.act(&who, edit, strange).await), "invalid-ref");
    shop.done(&who, edit, put(&ids[0], 400)).await;
    shop.done(&who, edit, put(&ids[0], 200)).await;

    let guard = shop.staff(31, "韩磊", "guard", &[shop.here]);
    let id = shop.answer(&guard, "round.work.list", json!({})).await["rows"][0]["id"].clone();
    shop.clock().set(shop.clock().now() + Span::minutes(5));
    shop.done(&guard, "round.work.scan", json!({"id": id, "code": halls[0]})).await;
    let seen = shop.answer(&who, "round.patrol.view", json!({})).await;
    let (first, second) = (&seen["points"][0], &seen["points"][1]);
    assert_eq!(
        (&first["at"], &first["judgement"], &first["by_name"]),
        (&json!([2_500, 1_250]), &json!("on_time"), &json!("韩磊"))
    );
    assert_eq!(
        (&second["at"], &second["judgement"], &second["by_name"]),
        (&json!(null), &json!("pending"), &json!(null))
    );
    let page = shop.shown(&who, "round.patrol.page", json!({})).await;
    assert!(page.contains("cx=\"200\"") && page.contains("韩磊") && page.contains("未到"), "{page}");
    let page = shop.shown(&who, "round.patrol.page", json!({"placing": true})).await;
    assert!(page.contains("type=\"image\"") && page.contains("2 号巡逻点"), "{page}");
    let elsewhere = shop.holder(&[shop.there]);
    assert_eq!(shop.answer(&elsewhere, "round.patrol.view", json!({})).await["points"], json!([]));
    shop.app.check().await;
}
