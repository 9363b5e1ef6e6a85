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
    brought, community, count, furnished, here, left_staged, lines, look_after, options, press, read, seen, upload,
    workbook,
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
async fn killed_half_way(shop: &Workshop, bytes: Vec<u8>, after: u64) -> Value {
    let system = shop.app.system().await;
    let reached = Arc::new(tokio::sync::Notify::new());
    let told = reached.clone();
    let progress = move |step: &intake::Step| {
        if step.state == State::Applying && step.done >= after {
            told.notify_one();
        }
    };
    let run = run_file(shop.platform.clone(), &system, bytes, "大.xlsx", options(shop, Policy::All, false), progress);
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
    let id = killed_half_way(&shop, community(800), 1_000).await;
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
    let id = killed_half_way(&shop, community(800), 1_000).await;
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
    let id = killed_half_way(&shop, community(800), 1_200).await;
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
    let id = killed_half_way(&shop, community(800), 1_200).await;
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

/// Areas of the rooms and family names of the persons that are seen, each once.
async fn looks(shop: &Workshop) -> (Vec<i64>, Vec<String>) {
    let who = shop.holder(&[shop.here]);
    let mut cx = shop.platform.reading(&who).await.expect("reads");
    let (sql, args) = store::Select::from("places p")
        .columns("DISTINCT p.built_area")
        .filter("p.kind = 'room'", args![])
        .standing("p", None)
        .order_by("p.built_area")
        .build();
    let areas = cx.tx().fetch_values(sql, args).await.expect("areas");
    let (sql, args) = store::Select::from("persons p").columns("p.name").standing("p", None).build();
    let names: Vec<String> = cx.tx().fetch_values(sql, args).await.expect("names");
    let families: std::collections::BTreeSet<String> =
        names.iter().filter_map(|n| n.chars().next()).map(String::from).collect();
    (areas, families.into_iter().collect())
}

/// Everything of the import that is neither seen nor needed.
async fn leftovers(shop: &Workshop) -> i64 {
    let sum = "SELECT (SELECT count(*) FROM places WHERE replaced <> 0 OR until_import IS NOT NULL) \
               + (SELECT count(*) FROM persons WHERE replaced <> 0 OR until_import IS NOT NULL) \
               + (SELECT count(*) FROM phones f WHERE NOT EXISTS (SELECT 1 FROM persons p WHERE p.id = f.person_id \
               AND p.edition = f.edition)) + (SELECT count(*) FROM import_changes) \
               + (SELECT count(*) FROM unfinished_imports)";
    count(shop, sum, args![]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_thousand_records_in_use_change_at_one_instant() {
    let (shop, who) = here().await;
    let report = super::import(&shop, furnished(1_500, "80", "王", "139"), Policy::All, false).await;
    assert_eq!(report.state, State::Done, "{:?}", report.fault);
    let shop = Arc::new(shop);
    let over = Arc::new(AtomicBool::new(false));
    let watching = tokio::spawn({
        let (shop, over) = (shop.clone(), over.clone());
        async move {
            let (mut before, mut after) = (0, 0);
            while !over.load(Ordering::SeqCst) {
                match looks(&shop).await {
                    (areas, families) if areas == [8_000] && families == ["王"] => before += 1,
                    (areas, families) if areas == [9_000] && families == ["李"] => after += 1,
                    half => panic!("half of it: {half:?}"),
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            (before, after)
        }
    });
    let report = super::import(&shop, furnished(1_500, "90", "李", "138"), Policy::All, false).await;
    assert_eq!(report.state, State::Done, "{:?}", report.fault);
    over.store(true, Ordering::SeqCst);
    let (before, after) = watching.await.expect("nobody saw a part");
    assert!(before > 5 && after > 0, "somebody looked before and after: {before}, {after}");
    let changed: Vec<u64> = report.sheets.iter().map(|s| s.updated).collect();
    assert_eq!((changed, seen(&shop).await, leftovers(&shop).await), (vec![1_500, 1_500], [1_500, 1_500, 1_500], 0));
    for (q, found) in [("13900000017", 0), ("13800000017", 1), ("王伟1499", 0), ("李伟1499", 1)] {
        assert_eq!(shop.rows(&who, "party.person.list", json!({"q": q})).await.len(), found, "{q}");
    }
    let person = shop.rows(&who, "party.person.list", json!({"q": "13800000017"})).await[0]["id"].clone();
    shop.done(&who, "party.person.edit", json!({"id": person, "phone": "13700000001"})).await;
    let found = shop.rows(&who, "party.person.list", json!({"q": "13700000001"})).await;
    assert_eq!(found[0]["id"], person, "a person the import has changed is changed on");
    let again = super::import(&shop, furnished(1_500, "70", "王", "139"), Policy::All, false).await;
    assert_eq!((again.state, leftovers(&shop).await), (State::Done, 0), "{:?}", again.fault);
    assert_eq!(looks(&shop).await, (vec![7_000], vec!["王".to_owned()]));
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_import_is_changing_waits_and_a_stopped_import_changes_nothing() {
    let (shop, who) = here().await;
    let report = super::import(&shop, furnished(800, "80", "王", "139"), Policy::All, false).await;
    assert_eq!(report.state, State::Done, "{:?}", report.fault);
    let id = killed_half_way(&shop, furnished(800, "90", "李", "138"), 1_400).await;
    let room = shop.room(&who, "600-1-101").await;
    let edit = json!({"id": room, "segment": "101", "name": "600栋1单元101", "built_area": 8_100});
    assert_eq!(refused(shop.act(&who, "property.place.edit", edit.clone()).await), "error-being-imported");
    let person = shop.rows(&who, "party.person.list", json!({"q": "王伟0"})).await[0]["id"].clone();
    let call = json!({"id": person, "phone": "13700000001"});
    assert_eq!(refused(shop.act(&who, "party.person.edit", call.clone()).await), "error-being-imported");
    assert_eq!(looks(&shop).await, (vec![8_000], vec!["王".to_owned()]));
    press(&shop, &who, "cancel", json!({"id": id})).await;
    assert_eq!(resume(&shop, &id).await["state"], "cancelled");
    assert_eq!((looks(&shop).await, leftovers(&shop).await), ((vec![8_000], vec!["王".to_owned()]), 0));
    assert_eq!(count(&shop, "SELECT count(*) FROM persons WHERE edition > 0", args![]).await, 0);
    for (q, found) in [("13900000017", 1), ("13800000017", 0)] {
        assert_eq!(shop.rows(&who, "party.person.list", json!({"q": q})).await.len(), found, "{q}");
    }
    shop.done(&who, "property.place.edit", edit).await;
    shop.done(&who, "party.person.edit", call).await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_who_are_known_get_their_rooms_at_one_instant() {
    let (shop, who) = here().await;
    let (owners, homes) = super::homes(1_200, "80", "王", "139");
    let first = super::import(&shop, workbook(&[("业主信息", owners)]), Policy::All, false).await;
    assert_eq!((first.state, seen(&shop).await), (State::Done, [0, 1_200, 0]), "{:?}", first.fault);
    let second = super::import(&shop, workbook(&[("房屋信息", homes)]), Policy::All, false).await;
    assert_eq!((second.state, seen(&shop).await), (State::Done, [1_200, 1_200, 1_200]), "{:?}", second.fault);
    let hits = module::search::find(&mut shop.platform.reading(&who).await.expect("reads"), "王伟17", None).await;
    assert_eq!(hits.expect("looks")[0].subtitle, "600-1-502 业主");
    assert_eq!(leftovers(&shop).await, 0);
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_speaks_of_what_is_seen_and_of_what_was_taken_back() {
    let (shop, who) = here().await;
    let id = killed_half_way(&shop, community(800), 1_000).await;
    let written = "SELECT count(*) FROM audit WHERE action = 'import.take'";
    let read = "SELECT count(*) FROM audit WHERE action = 'import.take' \
                AND (import_id IS NULL OR import_id NOT IN (SELECT id FROM unfinished_imports))";
    assert!(count(&shop, written, args![]).await > 0, "it is written down when it happens");
    assert_eq!(count(&shop, read, args![]).await, 0, "and read when it is seen");
    press(&shop, &who, "cancel", json!({"id": id})).await;
    resume(&shop, &id).await;
    let back = "SELECT count(*) FROM audit WHERE action = 'import.take_back'";
    assert_eq!(count(&shop, back, args![]).await, 1, "that it was taken back is written down");
    assert_eq!(count(&shop, written, args![]).await, count(&shop, read, args![]).await, "with what it had brought");
    super::import(&shop, community(800), Policy::All, false).await;
    let shown = "SELECT count(*) FROM audit WHERE action = 'import.show'";
    assert_eq!(count(&shop, shown, args![]).await, 1);
    shop.app.check().await;
}
