//! 已知的事: whoever is about to report what everybody reports is told so, and need not.

use serde_json::{Value, json};

use super::world;

#[tokio::test]
async fn what_is_known_is_told_before_it_is_reported_once_more() {
    let world = world().await;
    let agent = world.agent();
    let wang = world.resident(0, "王敏", "13800132046", "wangmin").await;
    let said = json!({"summary": "三栋停水", "trade": "water", "urgency": "urgent", "facility_class": "other"});
    let open = json!({"process": "repair", "place_id": world.rooms[1], "input": said});
    let case = world.done(&agent, "desk.case.open", open).await["id"].clone();
    assert!(!world.page(&wang, "portal.report.page", json!({})).await.contains("已知"), "nothing is known yet");
    let expected = world.shop.clock().now() + kernel::Span::hours(4);
    let cut = json!({"case_id": case, "topic": "water", "script": "主管爆裂，正在抢修", "expected_at": expected});
    let incident = world.done(&agent, "desk.mass_incident.create", cut).await["id"].clone();

    for page in ["portal.report.page", "portal.home.page"] {
        let told = world.page(&wang, page, json!({})).await;
        assert!(told.contains("已知：三栋停水") && told.contains("恢复") && told.contains("我家也受影响"), "{told}");
    }
    let other_room = json!({"id": incident, "place_id": world.rooms[1]});
    assert!(world.act(&wang, "portal.mass_incident.watch", other_room).await.is_err(), "not his room");
    let own = json!({"id": incident, "place_id": world.rooms[0]});
    for _ in 0..2 {
        world.done(&wang, "portal.mass_incident.watch", own.clone()).await;
    }
    assert!(world.page(&wang, "portal.home.page", json!({})).await.contains("已记下您家受影响"));
    let watchers = async || {
        let seen = world.shop.ask(&agent, "desk.mass_incident.view", json!({"id": incident})).await.expect("reads");
        seen["watchers"].clone()
    };
    assert_eq!(watchers().await, json!(1), "once for each person");

    // Whoever scans the code of a place there is told as well, and may still report something else.
    let nobody = world.caller(module::Proof::None).await;
    let code = world.rooms[0].clone();
    let told = world.page(&nobody, "portal.q.page", json!({"code": code})).await;
    assert!(told.contains("已知：三栋停水") && told.contains("我也遇到了"), "{told}");
    world.done(&nobody, "portal.mass_incident.watch_here", json!({"code": code, "id": incident})).await;
    assert_eq!(watchers().await, json!(2));
    let lamp: Value = json!({"matter": "repair", "place_id": world.rooms[0], "summary": "客厅灯不亮"});
    world.done(&wang, "portal.report.create", lamp).await;

    // What he is told from now on stands in his list, although the case it goes with is not his.
    let known = world.page(&wang, "portal.notification.page", json!({})).await;
    assert!(known.contains("已知：三栋停水") && !known.contains("还没有通知"), "{known}");
    let change = json!({"id": incident, "script": "水泵已换，正在试压"});
    world.done(&agent, "desk.mass_incident.edit", change).await;
    let told = world.page(&wang, "portal.notification.page", json!({})).await;
    assert!(told.contains("水泵已换，正在试压") && told.contains("三栋停水") && told.contains("未读"), "{told}");
    assert!(!told.contains("/home/cases/") && told.contains("href=\"/home\""), "the case of all is not his: {told}");
    world.done(&wang, "desk.notification.read_all", json!({})).await;
    let seen = world.shop.ask(&wang, "portal.notification.rows", json!({})).await.expect("reads");
    assert_eq!((&seen["rows"][0]["is_read"], &seen["rows"][0]["case_id"]), (&json!(true), &Value::Null));

    world.done(&agent, "desk.mass_incident.end", json!({"id": incident})).await;
    assert!(world.page(&wang, "portal.notification.page", json!({})).await.contains("已恢复，感谢您的谅解"));
    assert!(world.page(&wang, "portal.home.page", json!({})).await.contains("已恢复：三栋停水"));
    assert!(world.act(&wang, "portal.mass_incident.watch", own).await.is_err(), "it is over");
}
