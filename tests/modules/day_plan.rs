//! 岗位一日流程: the day of a post on the phone, a community's own edition, and who has read it.

use kernel::{Error, OrgId};
use module::Caller;
use serde_json::json;
use testkit::{Workshop, refused};
use uuid::Uuid;

use super::round::procedure;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guard_has_his_day_on_the_phone_and_his_community_has_its_own() {
    let shop = Workshop::open_at("2026-11-23T01:10:00Z").await;
    let who = shop.holder(&[shop.here]);
    let hired = json!({"unit_id": shop.here, "number": "W-1", "name": "韩磊", "phone": "13800000063"});
    let hired = shop.done(&who, "org.staff.create", hired).await["id"].clone();
    let post = json!({"org_id": shop.here, "role": "guard", "name": "秩序维护员"});
    let post = shop.done(&who, "org.post.create", post).await["id"].clone();
    shop.done(&who, "org.assignment.create", json!({"staff_id": hired, "post_id": post})).await;
    let number: Uuid = hired.as_str().unwrap().trim_start_matches("staff_").parse().unwrap();
    let guard = shop.staff(number.as_u128(), "韩磊", "guard", &[shop.here]);
    let elsewhere = shop.staff(36, "马强", "guard", &[shop.there]);
    let gate = procedure(&shop, &who, "day_gate_guard").await["id"].clone();
    let day =
        async |who: &Caller, id: &serde_json::Value| shop.shown(who, "round.day_plan.page", json!({"id": id})).await;

    // Several days are written for guards: until somebody says which his post follows, they are there to be looked at.
    let open = day(&guard, &gate).await;
    assert!(open.contains("门岗一日流程") && open.contains("还没有指定一日流程"), "{open}");
    assert_eq!(refused(shop.act(&guard, "round.procedure.read", json!({"id": gate})).await), "round-day-not-yours");
    let posts = async || shop.answer(&who, "round.post_day.view", json!({"org_id": shop.here})).await["posts"].clone();
    assert_eq!((&posts().await[0]["name"], &posts().await[0]["settled"]), (&json!("秩序维护员"), &json!(false)));
    assert!(shop.shown(&who, "round.post_day.page", json!({"org_id": shop.here})).await.contains("未指定"));
    let choose = |days: &[&str]| json!({"post_id": post, "days": days});
    assert_eq!(refused(shop.act(&who, "round.post_day.edit", choose(&["day_canteen"])).await), "round-day-other-role");
    let outside = shop.act(&shop.holder(&[shop.there]), "round.post_day.edit", choose(&["day_gate_guard"])).await;
    assert!(matches!(outside, Err(Error::NotFound)));
    shop.done(&who, "round.post_day.edit", choose(&["day_gate_guard"])).await;
    assert_eq!((&posts().await[0]["days"][0]["procedure_id"], &posts().await[0]["settled"]), (&gate, &json!(true)));
    let page =
        async |who: &Caller, id: &serde_json::Value| shop.shown(who, "round.procedure.page", json!({"id": id})).await;
    let canteen = procedure(&shop, &who, "day_canteen").await["id"].clone();
    assert!(page(&who, &gate).await.contains("阅读回执 0 / 1") && !page(&who, &canteen).await.contains("阅读回执"));
    assert!(
        !shop.shown(&guard, "round.day_plan.page", json!({})).await.contains("巡逻岗一日流程"),
        "only that of his post"
    );

    // Hour by hour, what is now is marked, and each step says what is good.
    let shown = day(&guard, &gate).await;
    assert!(shown.contains("aria-current=\"time\"") && shown.contains("现在"), "{shown}");
    assert!(shown.contains("第 1 版，请阅读后确认") && shown.contains("认人、核车"), "{shown}");
    let cleaner = shop.staff(37, "余芬", "cleaner", &[shop.here]);
    assert!(!day(&cleaner, &gate).await.contains("门岗一日流程"), "it is not the day of her post");
    assert_eq!(refused(shop.act(&cleaner, "round.procedure.read", json!({"id": gate})).await), "round-day-not-yours");
    for _ in 0..2 {
        shop.done(&guard, "round.procedure.read", json!({"id": gate})).await;
    }
    assert!(day(&guard, &gate).await.contains("已于"), "read once, it stays read");

    // The community writes its own: it holds there, is to be read anew, and is nobody else's.
    let text =
        shop.form(&who, "round.procedure.edit", json!({"id": gate})).await.values["text"].as_str().unwrap().to_owned();
    let edition =
        |org: OrgId, text: &str| json!({"id": gate, "community": org, "text": text, "note": "本小区早班提前"});
    let changed = text.replacen("门岗一日流程", "门岗一日流程（翠湖）", 1);
    let manager = shop.staff(38, "宋岚", "manager", &[shop.here]);
    let ours = json!({"id": gate, "text": changed});
    assert_eq!(refused(shop.act(&manager, "round.procedure.edit", ours).await), "round-procedure-company-only");
    let theirs = shop.act(&manager, "round.procedure.edit", edition(shop.there, &changed)).await;
    assert!(matches!(theirs, Err(Error::NotFound)));
    let own = shop.done(&manager, "round.procedure.edit", edition(shop.here, &changed)).await["id"].clone();
    let first = shop.shown(&guard, "round.day_plan.page", json!({"id": own})).await;
    assert!(first.contains("第 2 版，请阅读后确认"), "{first}");
    assert!(!day(&elsewhere, &own).await.contains("第 2 版"));
    assert_eq!(refused(shop.act(&elsewhere, "round.procedure.read", json!({"id": own})).await), "round-day-not-yours");

    // Only plans there name it, and the leader sees who has read it.
    let place = json!({"org_id": shop.there, "kind": "public_area", "segment": "NM", "name": "南门"});
    let both = shop.holder(&[shop.here, shop.there]);
    let place = shop.done(&both, "property.place.create", place).await["id"].clone();
    let plan = json!({"procedure_id": own, "place_id": place, "rule": "FREQ=DAILY", "role": "guard"});
    assert_eq!(refused(shop.act(&both, "round.plan.create", plan).await), "round-procedure-of-another");
    let page = async || shop.shown(&manager, "round.procedure.page", json!({"id": own})).await;
    let before = page().await;
    shop.done(&guard, "round.procedure.read", json!({"id": own})).await;
    let after = page().await;
    assert!(before.contains("翠湖花园") && before.contains("阅读回执 0 / 1") && before.contains("未读"), "{before}");
    assert!(after.contains("阅读回执 1 / 1"), "{after}");
    shop.app.check().await;
}
