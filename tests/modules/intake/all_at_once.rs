//! All or nothing: nobody sees any row before everybody sees all of them, whatever happens on the way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use intake::{Policy, State, run_file};
use kernel::Span;
use serde_json::{Value, json};
use store::args;
use testkit::{Workshop, refused};

use super::{
    brought, community, count, here, left_staged, lines, look_after, options, press, read, seen, upload, workbook,
};

/// Uploads a workbook and lets it be checked.
async fn checked(shop: &Workshop, who: &module::Caller, bytes: Vec<u8>) -> Value {
    let id = upload(shop, who, "迁移.xlsx", bytes).await;
    press(shop, who, "dry_run", json!({"id": id})).await;
    let record = look_after(shop, &id, "checking").await;
    assert_eq!((&record["state"], &record["refused"]), (&json!("checked"), &json!(0)), "{record}");
    id
}

/// Begins to bring a community in and dies on the way, as a process that is killed does: what it was doing is never noted.
async fn killed_half_way(shop: &Workshop, rooms: usize, after: u64) -> Value {
    let system = shop.app.system().await;
    let reached = Arc::new(tokio::sync::Notify::new());
    let told = reached.clone();
    let progress = move |step: &intake::Step| {
        if step.state == State::Applying && step.done >= after {
            told.notify_one();
        }
    };
    let run = run_file(
        shop.platform.clone(),
        &system,
        community(rooms),
        "大.xlsx",
        options(shop, Policy::All, false),
        progress,
    );
    tokio::select! {
        report = run => panic!("it was not killed: {report:?}"),
        () = reached.notified() => {}
    }
    // A slice that was on its way still arrives.
    let mut before = -1;
    loop {
        let now = brought(shop).await;
        if now == before {
            break;
        }
        before = now;
        tokio::time::sleep(Duration::from_millis(800)).await;
    }
    let imports =
        shop.rows(&shop.holder(&[shop.here]), "intake.import.list", json!({"import_state": "applying"})).await;
    imports[0]["id"].clone()
}

/// Lets the next process find what another left lying.
async fn resume(shop: &Workshop, id: &Value) -> Value {
    let now = shop.clock().now();
    shop.clock().set(now + Span::minutes(2));
    let system = shop.app.system().await;
    let job = shop.platform.registry.job("intake.import.resume").expect("a job");
    shop.platform.run_job(&system, job, Value::Null).await.expect("looks");
    for _ in 0..6_000 {
        let detail = read(shop, id).await;
        if detail["state"] != "applying" {
            return detail;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("still applying");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_a_row_of_five_thousand_before_everybody_sees_all() {
    let (shop, _) = here().await;
    let shop = Arc::new(shop);
    let (over, looks) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let watching = tokio::spawn({
        let (shop, over, looks) = (shop.clone(), over.clone(), looks.clone());
        async move {
            let who = shop.holder(&[shop.here]);
            while !over.load(Ordering::SeqCst) {
                let counts = seen(&shop).await;
                assert!(counts.iter().all(|n| [0, 2_500].contains(n)) && counts.is_sorted(), "half of it: {counts:?}");
                let found = shop.rows(&who, "party.person.list", json!({"q": "13900000017"})).await;
                let hits =
                    module::search::find(&mut shop.platform.reading(&who).await.expect("reads"), "600-1-101", None)
                        .await;
                let after = seen(&shop).await;
                if after[0] == 0 {
                    assert!(found.is_empty() && hits.expect("looks").is_empty(), "found before it is seen");
                }
                looks.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    });
    let report = super::import(&shop, community(2_500), Policy::All, false).await;
    assert_eq!(report.state, State::Done, "{:?}", report.fault);
    over.store(true, Ordering::SeqCst);
    watching.await.expect("nobody saw a part");
    assert!(looks.load(Ordering::SeqCst) > 5, "somebody looked");
    assert_eq!(seen(&shop).await, [2_500, 2_500, 2_500]);
    let created: Vec<u64> = report.sheets.iter().map(|s| s.created).collect();
    assert_eq!((created, left_staged(&shop).await), (vec![2_500, 2_500], 0));
    let who = shop.holder(&[shop.here]);
    let found = shop.rows(&who, "party.person.list", json!({"q": "13900000017"})).await;
    assert_eq!(found[0]["places"], "600-1-502 业主");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_import_shows_nothing_and_another_process_brings_it_to_its_end() {
    let (shop, _) = here().await;
    let id = killed_half_way(&shop, 800, 1_000).await;
    assert_eq!(seen(&shop).await, [0, 0, 0]);
    assert!(brought(&shop).await > 0, "it had begun");
    let done = resume(&shop, &id).await;
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(seen(&shop).await, [800, 800, 800]);
    let created: Vec<i64> =
        done["sheets"].as_array().into_iter().flatten().filter_map(|s| s["created"].as_i64()).collect();
    assert_eq!(created, [800, 800], "what was taken twice is counted once");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_import_leaves_nothing_behind() {
    let (shop, who) = here().await;
    let id = killed_half_way(&shop, 800, 1_000).await;
    press(&shop, &who, "cancel", json!({"id": id})).await;
    let ended = resume(&shop, &id).await;
    assert_eq!(ended["state"], "cancelled", "{ended}");
    assert_eq!((seen(&shop).await, brought(&shop).await, left_staged(&shop).await), ([0, 0, 0], 0, 0));
    for rows in [
        "SELECT count(*) FROM persons",
        "SELECT count(*) FROM person_keys",
        "SELECT count(*) FROM phones",
        "SELECT count(*) FROM search_terms t WHERE t.term LIKE '600-%'",
        "SELECT count(*) FROM unfinished_imports",
    ] {
        assert_eq!(count(&shop, rows, args![]).await, 0, "{rows}");
    }
    let again = super::import(&shop, community(800), Policy::All, false).await;
    assert_eq!((again.state, seen(&shop).await), (State::Done, [800, 800, 800]), "the same workbook may come again");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_one_is_under_way_its_keys_are_taken_and_a_second_import_is_told_to_wait() {
    let (shop, who) = here().await;
    let id = killed_half_way(&shop, 800, 1_200).await;
    let building =
        shop.act(&who, "property.place.create", json!({"org_id": shop.here, "kind": "building", "segment": "600"}));
    assert_eq!(refused(building.await), "property-code-taken");
    for policy in [Policy::All, Policy::Good] {
        let second = super::import(&shop, community(3), policy, false).await;
        assert_eq!(second.fault.expect("a reason").key, "intake-other-import");
    }
    let done = resume(&shop, &id).await;
    assert_eq!((&done["state"], seen(&shop).await), (&json!("done"), [800, 800, 800]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_beneath_keeps_everything_out_and_says_why() {
    let (shop, who) = here().await;
    let room = super::import(
        &shop,
        workbook(&[("房屋信息", lines(&["房屋编号|楼栋编号|单元编号", "101|600|1"]))]),
        Policy::All,
        false,
    );
    assert_eq!(room.await.state, State::Done);
    let id = checked(&shop, &who, community(800)).await;
    // Room 600-1-101 goes out of use after the dry run.
    let room = shop.room(&who, "600-1-101").await;
    shop.done(&who, "property.place.retire", json!({"id": room})).await;
    press(&shop, &who, "apply", json!({"id": id, "policy": "all"})).await;
    let ended = look_after(&shop, &id, "applying").await;
    assert_eq!(ended["state"], "failed", "{ended}");
    assert_eq!(ended["fault"]["key"], "intake-refused-untouched", "{ended}");
    let rows = shop.answer(&who, "intake.import_row.list", json!({"id": id})).await.to_string();
    assert!(rows.contains("property-retired-already"), "{rows}");
    assert_eq!((seen(&shop).await, left_staged(&shop).await), ([0, 0, 0], 0));
    assert_eq!(count(&shop, "SELECT count(*) FROM persons", args![]).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_in_use_change_at_the_same_instant_and_not_before() {
    let (shop, who) = here().await;
    let known = workbook(&[
        ("业主信息", lines(&["业主编号|业主名称", "Y00000|旧名"])),
        ("房屋信息", lines(&["房屋编号|楼栋编号|单元编号", "101|600|1", "102|600|1"])),
    ]);
    assert_eq!(super::import(&shop, known, Policy::All, false).await.state, State::Done);
    let id = killed_half_way(&shop, 800, 1_200).await;
    let person = shop.rows(&who, "party.person.list", json!({"q": "旧名"})).await;
    assert_eq!((person.len(), &person[0]["places"]), (1, &json!("")), "neither his name nor his room has changed");
    assert_eq!(seen(&shop).await, [2, 1, 0]);
    let done = resume(&shop, &id).await;
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(seen(&shop).await, [800, 800, 800]);
    let person = shop.rows(&who, "party.person.list", json!({"q": "王伟0"})).await;
    assert_eq!(person[0]["places"], "600-1-101 业主");
    shop.app.check().await;
}
