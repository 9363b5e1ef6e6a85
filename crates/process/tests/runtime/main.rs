//! The engine on a database: on SQLite, and on PostgreSQL as well when `DATABASE_URL=postgres://…` names a server.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "the environment says where the server is")]

mod fresh;
mod house;
#[path = "../support/mod.rs"]
mod support;

use fresh::on_both;
use house::{House, caller, elsewhere, garden};
use kernel::{Error, Span};
use process::{
    Command, What,
    runtime::{self, Standing},
};
use serde_json::json;
use support::{agent, at, file, owner, supervisor, zhao};

on_both!(
    a_case_is_kept_with_its_log_and_shown_again,
    somebody_elses_case_does_not_exist,
    clocks_wake_in_bulk_exactly_once,
    what_is_merged_ends_with_its_master,
    a_spawned_case_is_linked_and_opened_once,
    a_tampered_case_is_found,
    earlier_definitions_stay_for_their_cases,
    what_can_be_taken_back_has_not_left_the_case,
);

fn leak() -> serde_json::Value {
    json!({"summary": "厨房水龙头漏水", "trade": "water", "urgency": "normal", "facility_class": "home"})
}

fn to_zhao() -> serde_json::Value {
    json!({"assignee": format!("staff_{:032x}", 3)})
}

async fn a_case_is_kept_with_its_log_and_shown_again(house: House) {
    let case = house.open(leak()).await;
    assert_eq!((case.number.as_str(), case.stage.as_str()), ("BX261123-A001", "registered"));
    house.at(at(23, 9, 10));
    let case = house.act(&agent(), &case, "assign", to_zhao()).await.unwrap();
    let refused = house.act(&agent(), &case, "accept", json!({})).await;
    assert!(matches!(refused, Err(Error::Broken(m)) if m.key == "case-refused-role"));
    house.at(at(23, 9, 20));
    let case = house.act(&zhao(), &case, "accept", json!({})).await.unwrap();
    assert_eq!((case.stage.as_str(), case.version), ("accepted", 3));
    let mut cx = house.looking().await;
    let loaded = runtime::load(&mut cx, case.id).await.unwrap();
    assert_eq!(loaded.state.assignee.as_ref().map(|p| p.name.as_str()), Some("赵师傅"));
    let log = runtime::timeline(&mut cx, &loaded, &[process::Who::system()]).await.unwrap();
    let actions: Vec<_> = log.iter().filter_map(|e| e.action.as_deref()).collect();
    assert_eq!(actions, ["open", "assign", "accept"]);
    assert!(matches!(log[0].events[0].what, What::Opened { .. }));
    assert_eq!(runtime::find(&mut cx, "BX261123-A001").await.unwrap(), Some(case.id));
    let row: (String, String, Option<String>, Option<i64>, bool) = cx
        .tx()
        .fetch_one("SELECT category, title, topic, due_at, paused FROM cases WHERE org_id = $1", store::args![garden()])
        .await
        .unwrap();
    assert_eq!(
        (row.0.as_str(), row.1.as_str(), row.2.as_deref(), row.4),
        ("active", "厨房水龙头漏水", Some("water"), false)
    );
    assert_eq!(row.3, Some(at(23, 14, 50).0), "arrival within four hours of office time is the next deadline");
    let kept: Vec<String> =
        cx.tx().fetch_values("SELECT state FROM cases WHERE org_id = $1", store::args![garden()]).await.unwrap();
    assert!(!kept[0].contains(&owner().name), "a resident's name stays with the person");
    drop(cx);
    assert_eq!(house.tell().await, ["case.notices"; 3]);
    assert_eq!(runtime::verify(&house.platform.db, &house.engine).await.unwrap(), []);
}

async fn somebody_elses_case_does_not_exist(house: House) {
    let case = house.open(leak()).await;
    let foreign = caller(&agent(), elsewhere());
    let input = json!({"id": case.id, "action": "classify", "said": {}, "requester": false});
    assert!(matches!(house.platform.act(&foreign, "desk.case.act", input).await, Err(Error::NotFound)));
    let input = json!({"process": "repair", "said": leak(), "org": garden()});
    assert!(matches!(house.platform.act(&foreign, "desk.case.open", input).await, Err(Error::NotFound)));
    let mut cx = house.platform.reading(&foreign).await.unwrap();
    assert!(matches!(runtime::load(&mut cx, case.id).await, Err(Error::NotFound)));
    assert_eq!(runtime::find(&mut cx, &case.number).await.unwrap(), None);
}

async fn clocks_wake_in_bulk_exactly_once(house: House) {
    for _ in 0..320 {
        house.open(leak()).await;
    }
    assert_eq!(runtime::wake_all_due(&house.platform).await.unwrap(), 0);
    house.at(at(23, 11, 1));
    // Two workers at once: what one has woken the other leaves out.
    let (a, b) = tokio::join!(runtime::wake_all_due(&house.platform), runtime::wake_all_due(&house.platform));
    assert!(a.unwrap() + b.unwrap() >= 320);
    assert_eq!(runtime::wake_all_due(&house.platform).await.unwrap(), 0);
    let mut cx = house.looking().await;
    let count = "SELECT count(*) FROM case_events WHERE org_id = $1 AND version = 2 AND action IS NULL";
    assert_eq!(cx.tx().fetch_value::<i64>(count, store::args![garden()]).await.unwrap(), 320);
    let late = "SELECT count(*) FROM cases WHERE org_id = $1 AND breached AND version = 2";
    assert_eq!(cx.tx().fetch_value::<i64>(late, store::args![garden()]).await.unwrap(), 320);
    let told = "SELECT count(*) FROM outbox WHERE org_id = $1 AND topic = 'case.notices'";
    assert_eq!(cx.tx().fetch_value::<i64>(told, store::args![garden()]).await.unwrap(), 640);
    drop(cx);
    assert_eq!(runtime::verify(&house.platform.db, &house.engine).await.unwrap(), []);
}

async fn what_is_merged_ends_with_its_master(house: House) {
    let (master, twin) = (house.open(leak()).await, house.open(leak()).await);
    let own = house.act(&agent(), &twin, "merge", json!({"master": twin.id})).await;
    assert!(own.is_err(), "a case is not its own master");
    let twin = house.act(&agent(), &twin, "merge", json!({"master": master.id})).await.unwrap();
    let into_merged = house.act(&agent(), &master, "merge", json!({"master": twin.id})).await;
    assert!(matches!(into_merged, Err(Error::Invalid(fields)) if fields[0].field == "master"));
    house.act(&supervisor(), &master, "force_close", json!({"reason": "not_ours", "note": "供水公司"})).await.unwrap();
    assert!(house.tell().await.contains(&"case.ended".to_owned()));
    house.tell().await;
    let mut cx = house.looking().await;
    assert_eq!(runtime::load(&mut cx, twin.id).await.unwrap().state.stage, "merged_closed");
}

async fn what_can_be_taken_back_has_not_left_the_case(house: House) {
    let case = house.open(leak()).await;
    house.act(&agent(), &case, "assign", to_zhao()).await.unwrap();
    let told = house.tell().await;
    let withdrawn = || json!({"reason": "mistake"});
    let gone = house.act(&agent(), &case, "withdraw", withdrawn()).await.unwrap();
    assert_eq!(gone.stage, "withdrawn");
    assert_eq!(house.tell().await, told, "nobody is told yet");
    let refused = house.undo(&supervisor(), &case).await;
    assert!(matches!(refused, Err(Error::Broken(m)) if m.key == "case-refused-not-done-by"));
    house.at(at(23, 9, 4));
    let back = house.undo(&agent(), &case).await.unwrap();
    assert_eq!(back.stage, "assigned");
    assert!(matches!(house.undo(&agent(), &case).await, Err(Error::Broken(m)) if m.key == "case-refused-settled"));
    let mut cx = house.looking().await;
    let is = runtime::load(&mut cx, case.id).await.unwrap().state;
    assert_eq!(is.assignee.map(|p| p.name), Some("赵师傅".to_owned()));
    assert!(is.clocks.values().any(|c| c.running_since.is_some()), "the limits run on");
    let ended = "SELECT count(*) FROM case_limits WHERE org_id = $1";
    assert_eq!(cx.tx().fetch_value::<i64>(ended, store::args![garden()]).await.unwrap(), 0, "no limit has ended");
    drop(cx);

    house.act(&agent(), &case, "withdraw", withdrawn()).await.unwrap();
    house.at(at(23, 9, 8));
    assert_eq!(runtime::wake_all_due(&house.platform).await.unwrap(), 0);
    assert_eq!(house.tell().await, told);
    house.at(at(23, 9, 9));
    assert_eq!(runtime::wake_all_due(&house.platform).await.unwrap(), 1, "its time is over");
    assert!(house.undo(&agent(), &case).await.is_err());
    assert_eq!(house.tell().await, [told, vec!["case.ended".to_owned()]].concat());
    let mut cx = house.looking().await;
    assert!(cx.tx().fetch_value::<i64>(ended, store::args![garden()]).await.unwrap() > 0);
    drop(cx);
    assert_eq!(runtime::verify(&house.platform.db, &house.engine).await.unwrap(), []);
}

async fn a_spawned_case_is_linked_and_opened_once(house: House) {
    let said = json!({"summary": "路灯不亮，投诉多次", "topic": "facility"});
    let opened = json!({"process": "complaint", "said": said});
    let opened = house.platform.act(&caller(&agent(), garden()), "desk.case.open", opened).await.unwrap();
    let case = process::runtime::Done {
        id: opened["id"].as_str().unwrap().parse().unwrap(),
        number: String::new(),
        stage: String::new(),
        version: 1,
    };
    let steps = [
        ("accept", json!({"topic": "facility", "severity": "normal"})),
        ("contact", json!({"findings": "属实", "justified": true})),
        ("open_repair", json!({})),
    ];
    for (action, said) in steps {
        house.act(&agent(), &case, action, said).await.unwrap();
    }
    house.tell().await;
    // At least once: hearing of it again opens no second case.
    house.tell().await;
    let mut cx = house.looking().await;
    let parent = runtime::load(&mut cx, case.id).await.unwrap();
    assert_eq!(parent.state.links.len(), 1);
    let child = runtime::load(&mut cx, runtime::CaseId::from_uuid(parent.state.links[0].1)).await.unwrap();
    assert_eq!((child.def.key.as_str(), child.state.links[0].1), ("repair", case.id.uuid()));
    assert_eq!(child.state.fields["summary"], "路灯不亮，投诉多次");
    assert_eq!(child.place, parent.place);
}

async fn a_tampered_case_is_found(house: House) {
    let (case, other) = (house.open(leak()).await, house.open(leak()).await);
    house.act(&agent(), &case, "assign", to_zhao()).await.unwrap();
    let db = house.platform.db.as_owner();
    db.transact(&kernel::Scope::default(), move |tx| {
        Box::pin(async move {
            tx.execute(
                "DELETE FROM case_events WHERE org_id = $1 AND case_id = $2 AND version = 2",
                store::args![garden(), case.id],
            )
            .await?;
            let wake = "UPDATE cases SET wake_at = NULL WHERE org_id = $1 AND id = $2";
            tx.execute(wake, store::args![garden(), other.id]).await
        })
    })
    .await
    .unwrap();
    let mut found: Vec<_> = runtime::verify(&db, &house.engine).await.unwrap().into_iter().map(|f| f.what).collect();
    found.sort_unstable();
    assert_eq!(found, ["it would not be woken when it is due", "its log has gaps"]);
}

async fn earlier_definitions_stay_for_their_cases(house: House) {
    let case = house.open(leak()).await;
    let looser = support::REPAIR_TEXT.replace("\"2 work hours\"", "\"3 work hours\"");
    let now = at(23, 9, 5);
    let newer: [&'static str; 1] = [looser.leak()];
    let engine = runtime::Engine::start(&house.platform.db, house::company(), chrono_tz::Asia::Shanghai, &newer, now)
        .await
        .unwrap();
    assert_ne!(engine.current("repair").unwrap().hash(), house.engine.current("repair").unwrap().hash());
    let mut cx = house.looking().await;
    let pinned = runtime::load(&mut cx, case.id).await.unwrap().def.hash().to_owned();
    assert_eq!(engine.pinned(&pinned).await.unwrap().hash(), pinned);
    let versions = "SELECT count(*) FROM definitions WHERE org_id = $1 AND key = 'repair'";
    assert_eq!(cx.tx().fetch_value::<i64>(versions, store::args![house::company()]).await.unwrap(), 2);
}

#[tokio::test]
async fn everything_a_case_can_be_told_is_logged_under_its_word() {
    let folder = tempfile::tempdir().unwrap();
    let house =
        House::build(&format!("sqlite:{}", folder.path().join("steward.db").display()), folder.path(), at(23, 9, 0))
            .await;
    let case = house.open(leak()).await;
    house.act(&owner(), &case, "urge", json!({})).await.unwrap();
    house.at(at(23, 9, 0) + Span::minutes(5));
    house.bring(&agent(), 1).await;
    let listener = module::Listener::new("test", "test.case.apply", apply);
    for nth in 0..commands().len() {
        let payload = json!({"id": case.id, "nth": nth});
        house.platform.hear(&caller(&agent(), garden()), &listener, payload).await.unwrap();
    }
    let mut cx = house.looking().await;
    let loaded = runtime::load(&mut cx, case.id).await.unwrap();
    let log = runtime::timeline(&mut cx, &loaded, &[process::Who::system()]).await.unwrap();
    let words: Vec<_> = log.iter().map(|e| e.action.clone().unwrap_or_default()).collect();
    assert_eq!(words, ["open", "urge", "comment", "watch", "edit", "adopt"]);
    assert_eq!(loaded.state.fields["details"], "水槽下方");
    drop(cx);
    assert_eq!(runtime::verify(&house.platform.db, &house.engine).await.unwrap(), []);
}

#[derive(serde::Deserialize)]
struct Told {
    id: runtime::CaseId,
    nth: usize,
}

fn commands() -> Vec<Command> {
    vec![
        Command::Comment { text: "已联系".into(), open: true, files: vec![file(1)] },
        Command::Watch { on: true },
        Command::Edit { input: support::object(json!({"details": "水槽下方"})) },
        Command::Adopt,
        Command::Wake,
    ]
}

async fn apply(cx: &mut module::Context, told: Told) -> kernel::Result<()> {
    runtime::apply(cx, told.id, &commands()[told.nth], Standing::Himself).await.map(|_| ())
}
