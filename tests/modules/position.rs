//! 定位: points that know where they are, phones that say where they were, and who may read it.

use kernel::{ActorKind, Error, Span};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};
use uuid::Uuid;

use super::round::procedure;

const LATITUDE: f64 = 31.2;

/// Two points 111 m apart on a daily patrol; the first knows where it is.
async fn patrolled(shop: &Workshop, who: &Caller) -> (Vec<Value>, Value) {
    let mut places = Vec::new();
    for n in 1..=2 {
        let place = json!({"org_id": shop.here, "kind": "public_area", "segment": format!("XL{n}"), "name": format!("{n} 号巡逻点")});
        places.push(shop.done(who, "property.place.create", place).await["id"].clone());
    }
    let points: Vec<Value> = places.iter().map(|id| json!({"place_id": id})).collect();
    let route = shop.done(who, "round.route.create", json!({"name": "日巡", "points": points})).await["id"].clone();
    let of = procedure(shop, who, "patrol_residential").await["id"].clone();
    let plan = json!({"procedure_id": of, "route_id": route, "rule": "FREQ=DAILY", "role": "guard"});
    shop.done(who, "round.plan.create", plan).await;
    let spot = |latitude: f64| json!({"place_id": places[0], "location": at(latitude, 4.0), "radius": 30});
    for latitude in [30.0, LATITUDE] {
        shop.done(who, "round.position.edit", spot(latitude)).await;
    }
    let wrong = shop.act(who, "round.position.edit", spot(123.0)).await;
    assert_eq!(refused(wrong), "invalid-location");
    shop.clock().set(shop.clock().now() + Span::minutes(5));
    (places, route)
}

fn at(latitude: f64, accuracy: f64) -> Value {
    json!({"latitude": latitude, "longitude": 121.5, "accuracy": accuracy})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_bears_out_that_a_guard_was_there_and_only_his_leader_reads_where() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let (places, route) = patrolled(&shop, &who).await;
    let page = shop.shown(&who, "round.route.page", json!({"id": route})).await;
    assert!(page.contains("已设，30 米内") && page.contains("未设") && page.contains("可以伪造"), "{page}");
    let guard = shop.staff(31, "韩磊", "guard", &[shop.here]);
    let id = shop.answer(&guard, "round.work.list", json!({})).await["rows"][0]["id"].clone();

    // By position alone only where it is certain; a code counts anywhere, and the position beside it tells.
    for (location, why) in
        [(at(LATITUDE + 0.001, 8.0), "round-scan-nowhere"), (at(LATITUDE, 60.0), "round-scan-nowhere")]
    {
        let scan = json!({"id": id, "location": location});
        assert_eq!(refused(shop.act(&guard, "round.work.scan", scan).await), why);
    }
    assert_eq!(refused(shop.act(&guard, "round.work.scan", json!({"id": id})).await), "invalid-required");
    shop.done(&guard, "round.work.scan", json!({"id": id, "location": at(LATITUDE, 8.0)})).await;
    let lead = shop.staff(32, "周勇", "guard_lead", &[shop.here]);
    let shown = shop.answer(&lead, "round.occurrence.view", json!({"id": id})).await;
    assert_eq!((&shown["points"][0]["near"], &shown["located"]), (&json!("in"), &json!(true)));
    assert!(!shown.to_string().contains("121.5"), "where he was is told to nobody who only looks: {shown}");

    let read = json!({"id": id});
    let told = shop.done(&lead, "round.position.reveal", read.clone()).await;
    let told = told["positions"].as_str().unwrap();
    assert!(told.contains("1 号巡逻点 韩磊") && told.contains("31.20000, 121.50000 ±8 m"), "{told}");
    let other = shop.staff(33, "方萍", "env_lead", &[shop.here]);
    assert_eq!(refused(shop.act(&other, "round.position.reveal", read.clone()).await), "round-position-not-yours");
    let colleague = shop.bearer(ActorKind::Staff, Uuid::from_u128(35), "冯刚", "guard");
    assert!(matches!(shop.act(&colleague, "round.position.reveal", read.clone()).await, Err(Error::Forbidden(_))));
    let elsewhere = shop.holder(&[shop.there]);
    assert!(matches!(shop.act(&elsewhere, "round.position.reveal", read).await, Err(Error::NotFound)));
    let page = async |who: &Caller| shop.shown(who, "round.occurrence.page", json!({"id": id})).await;
    assert!(page(&lead).await.contains("查看会留下记录") && !page(&other).await.contains("查看定位"));
    assert!(matches!(
        shop.act(
            &elsewhere,
            "round.position.edit",
            json!({"place_id": places[0], "location": at(1.0, 1.0), "radius": 30})
        )
        .await,
        Err(Error::NotFound)
    ));
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patrol_without_signal_counts_each_point_once_at_its_own_time() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let (places, _) = patrolled(&shop, &who).await;
    let guard = shop.staff(31, "韩磊", "guard", &[shop.here]);
    let carried = shop.answer(&guard, "round.work.carry", json!({})).await;
    let task = &carried["tasks"][0];
    assert_eq!(task["points"][0]["spot"]["radius"], 30);
    assert_eq!((&task["points"][1]["spot"], &task["points"][1]["at"]), (&json!(null), &json!(null)));
    let begun = shop.clock().now();
    let entry = |nth: u128, kind: &str, step: Option<&str>, said: Value| {
        json!({
            "id": Uuid::from_u128(0xf00 + nth), "occurrence_id": task["id"], "seq": nth, "by": guard.actor.id, "kind": kind,
            "step": step, "said": said, "device_at": (begun + Span::minutes(nth as i64)).to_string(), "clock_error": 0,
            "previous": (nth > 1).then(|| Uuid::from_u128(0xf00 + nth - 1)),
        })
    };
    let scans = vec![
        entry(1, "scan", None, json!({"code": places[0], "location": at(LATITUDE + 0.01, 8.0)})),
        entry(2, "scan", None, json!({"code": "DT-99"})),
        entry(3, "scan", None, json!({"code": places[1]})),
    ];
    shop.clock().set(begun + Span::minutes(20));
    let send = async |entries: &[Value]| {
        let answers =
            shop.done(&guard, "round.work.send", json!({"device_id": Uuid::from_u128(9), "entries": entries})).await;
        answers["answers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["answer"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for _ in 0..2 {
        assert_eq!(send(&scans).await, ["accepted", "refused", "accepted"]);
    }
    let shown = async || shop.answer(&who, "round.occurrence.view", json!({"id": task["id"]})).await;
    let points = shown().await["points"].clone();
    assert_eq!((&points[0]["near"], &points[1]["near"]), (&json!("out"), &json!(null)), "{points}");
    assert_eq!(points[1]["at"], json!(begun + Span::minutes(3)));

    // Another guard goes on: he carries where his colleague was at points, and of positions only that they were taken.
    let second = shop.staff(34, "冯刚", "guard", &[shop.here]);
    let on = shop.answer(&second, "round.work.carry", json!({})).await["tasks"][0].clone();
    assert_eq!(
        (&on["points"][0]["by_name"], &on["given"]["position_point"]["answer"]),
        (&json!("韩磊"), &json!({"recorded": true}))
    );
    let rest = well(&shop, &guard, &carried["procedures"][0]["body"]).await;
    let mut entries: Vec<Value> = rest
        .iter()
        .zip(4_u128..)
        .map(|(step, nth)| entry(nth, "record", step["id"].as_str(), step["said"].clone()))
        .collect();
    let nth = 4 + entries.len() as u128;
    entries.push(entry(nth, "finish", None, json!({})));
    shop.clock().set(begun + Span::minutes(60));
    let answers = send(&entries).await;
    assert!(answers.iter().all(|answer| answer == "accepted"), "{answers:?}");
    let done = shown().await;
    assert_eq!(
        (&done["state"], &done["passed"], &done["failed"]),
        (&json!("done"), &json!(false), &json!(1)),
        "{done}"
    );
    shop.app.check().await;
}

/// What a patrol asks besides the code: all in order, and the position left out for want of leave.
async fn well(shop: &Workshop, guard: &Caller, procedure: &Value) -> Vec<Value> {
    let sections = procedure["sections"].as_array().unwrap();
    let mut said = Vec::new();
    for step in sections.iter().flat_map(|section| section["steps"].as_array().unwrap()) {
        let answer = match step["kind"].as_str().unwrap() {
            "check" => json!({"answer": "good"}),
            "location" => json!({"skipped": "no_position"}),
            "photo" => json!({"answer": [shop.photo(guard).await]}),
            "text" => json!({"answer": "无异常"}),
            "choice" => json!({"answer": step["choices"][0]["value"]}),
            _ => continue,
        };
        said.push(json!({"id": step["id"], "said": answer}));
    }
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_photos_were_taken_is_told_to_leaders_of_the_post_only_and_each_telling_is_kept() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    patrolled(&shop, &who).await;
    let bearer = |n: u128, name: &str, role: &str| shop.bearer(ActorKind::Staff, Uuid::from_u128(n), name, role);
    let (guard, colleague) = (bearer(31, "韩磊", "guard"), bearer(34, "冯刚", "guard"));
    let (lead, cleaning) = (bearer(32, "周勇", "guard_lead"), bearer(33, "方萍", "env_lead"));
    let id = shop.answer(&guard, "round.work.list", json!({})).await["rows"][0]["id"].clone();
    let photo = shop.photo(&guard).await;
    let there = json!({"latitude": LATITUDE, "longitude": 121.7, "accuracy": 5.0});
    let said = json!({"answer": "good", "photos": [photo], "located": {photo.as_str(): there}});
    let entry = json!({
        "id": Uuid::from_u128(0xf01), "occurrence_id": id, "seq": 1, "by": guard.actor.id, "kind": "record",
        "step": "signs_clear_place", "said": said, "device_at": shop.clock().now().to_string(), "clock_error": 0,
    });
    let sent = json!({"device_id": Uuid::from_u128(9), "entries": [entry]});
    let kept = shop.done(&guard, "round.work.send", sent).await;
    assert_eq!(kept["answers"][0]["answer"], "accepted", "{kept}");

    // Whoever looks reads that positions were taken, and neither page nor answer nor phone says where.
    let read = json!({"id": id});
    let told = [
        shop.answer(&lead, "round.occurrence.view", read.clone()).await.to_string(),
        shop.shown(&lead, "round.occurrence.page", read.clone()).await,
        shop.answer(&guard, "round.work.carry", json!({})).await.to_string(),
    ];
    assert!(told[0].contains("\"located\":true") && told[1].contains("查看定位"), "{told:?}");
    assert!(told.iter().all(|told| !told.contains("121.7")), "{told:?}");
    let kept = async || {
        let mut tx = shop.platform.db.as_owner().read(&kernel::Scope::default()).await.unwrap();
        let sql = "SELECT count(*) FROM audit WHERE action = $1";
        tx.fetch_value::<i64>(sql, store::args!["round.position.reveal"]).await.unwrap()
    };
    assert!(matches!(shop.act(&colleague, "round.position.reveal", read.clone()).await, Err(Error::Forbidden(_))));
    assert!(matches!(shop.act(&guard, "round.position.reveal", read.clone()).await, Err(Error::Forbidden(_))));
    assert_eq!(refused(shop.act(&cleaning, "round.position.reveal", read.clone()).await), "round-position-not-yours");
    assert_eq!(kept().await, 0, "nobody has read anything yet");
    for times in 1..=2 {
        let told = shop.done(&lead, "round.position.reveal", read.clone()).await;
        let told = told["positions"].as_str().unwrap().to_owned();
        assert!(told.contains("照片 韩磊") && told.contains("31.20000, 121.70000 ±5 m"), "{told}");
        assert_eq!(kept().await, times);
    }
    shop.app.check().await;
}
