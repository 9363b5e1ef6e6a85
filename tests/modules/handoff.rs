//! 交接班: an unfinished patrol goes from one guard to the next, with what to mind.

use kernel::{ActorKind, Error};
use serde_json::{Value, json};
use testkit::{Workshop, refused};
use uuid::Uuid;

use super::round::procedure;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unfinished_patrol_goes_to_the_next_guard_with_what_to_mind() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let bearer = |n: u128, name: &str, role: &str| shop.bearer(ActorKind::Staff, Uuid::from_u128(n), name, role);
    let (first, second) = (bearer(31, "韩磊", "guard"), bearer(34, "冯刚", "guard"));
    let gate = json!({"org_id": shop.here, "kind": "public_area", "segment": "NM", "name": "南门"});
    let gate = shop.done(&who, "property.place.create", gate).await["id"].clone();
    let of = procedure(&shop, &who, "gate_peak").await["id"].clone();
    let plan = json!({"procedure_id": of, "place_id": gate, "rule": "FREQ=DAILY", "role": "guard"});
    shop.done(&who, "round.plan.create", plan).await;
    let id = shop.answer(&first, "round.work.list", json!({})).await["rows"][0]["id"].clone();
    let on = json!({"id": id, "note": "北侧岗亭灯不亮，已报修，请留意"});
    assert_eq!(refused(shop.act(&first, "round.work.hand_on", on.clone()).await), "round-handoff-not-in-hand");
    assert!(matches!(shop.act(&first, "round.work.take_over", json!({"id": id})).await, Err(Error::Broken(_))));

    // Begun by the first, it is in his hands; given on, the next finds it with what to mind and says that he has it.
    shop.done(&first, "round.work.record", json!({"id": id, "input": {}})).await;
    let page = async |who, page: &str| shop.shown(who, page, json!({"id": id})).await;
    assert!(page(&first, "round.work.view").await.contains("交给接班人"));
    let missing = shop.act(&first, "round.work.hand_on", json!({"id": id, "note": ""})).await;
    assert!(matches!(missing, Err(Error::Invalid(_))), "what to mind is always said");
    let stranger = json!({"id": id, "note": "请留意", "staff_id": format!("staff_{}", Uuid::from_u128(77).simple())});
    assert_eq!(refused(shop.act(&first, "round.work.hand_on", stranger).await), "invalid-ref", "only one of the post");
    shop.done(&first, "round.work.hand_on", on).await;
    let mine = page(&first, "round.work.view").await;
    assert!(mine.contains("等待确认") && !mine.contains("确认接班"), "{mine}");
    let next = page(&second, "round.work.view").await;
    assert!(next.contains("韩磊") && next.contains("北侧岗亭灯不亮") && next.contains("确认接班"), "{next}");
    let carried = shop.answer(&second, "round.work.carry", json!({})).await["tasks"][0].clone();
    assert_eq!(carried["handed"]["from_name"], "韩磊", "{carried}");
    assert_eq!(refused(shop.act(&first, "round.work.take_over", json!({"id": id})).await), "round-handoff-none");
    let other = bearer(35, "方萍", "cleaner");
    assert!(matches!(shop.act(&other, "round.work.take_over", json!({"id": id})).await, Err(Error::NotFound)));
    shop.done(&second, "round.work.take_over", json!({"id": id})).await;
    assert_eq!(refused(shop.act(&second, "round.work.take_over", json!({"id": id})).await), "round-handoff-none");
    assert!(matches!(
        shop.act(&first, "round.work.record", json!({"id": id, "input": {}})).await,
        Err(Error::NotFound)
    ));

    let shown = shop.answer(&who, "round.occurrence.view", json!({"id": id})).await;
    let said = &shown["handoffs"][0];
    assert_eq!((&said["from_name"], &said["taken_by_name"]), (&json!("韩磊"), &json!("冯刚")), "{said}");
    assert_eq!(shown["staff_name"], "冯刚");
    assert!(page(&who, "round.occurrence.page").await.contains("冯刚") && carried["id"] == id);
    let again = shop.answer(&second, "round.work.carry", json!({})).await["tasks"][0].clone();
    assert_eq!(again["handed"], Value::Null, "taken, it says so no more");
    shop.app.check().await;
}
