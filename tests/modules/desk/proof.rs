//! A photo is proof only when it is there, is a picture, and whoever shows it took it.

use axum::http::StatusCode;
use kernel::{ActorKind, Error};
use serde_json::{Value, json};
use store::args;
use testkit::{TestApp, Workshop};

use crate::stories::steps::{act, does, photo, register, staff_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_that_was_never_taken_or_is_somebody_elses_proves_nothing() {
    let app = TestApp::start().await;
    let (mut agent, mut technician) = (app.agent().await, app.technician().await);
    let tap = json!({ "summary": "阀门滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let case = register(&mut agent, tap).await;
    let zhao = staff_id(&app, "赵师傅").await;
    does(&mut agent, &case, "assign", json!({ "assignee": zhao })).await;
    for step in ["accept", "arrive", "start"] {
        does(&mut technician, &case, step, json!({})).await;
    }
    let done = |after: &str| json!({ "result": "已换阀芯", "photos_after": [after] });
    for invented in [format!("file_{:032x}", 9), photo(&mut agent).await] {
        let (status, refused) = act(&mut technician, &case, "complete", done(&invented)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        assert!(refused.to_string().contains("input.photos_after.0"), "{refused}");
    }
    let after = photo(&mut technician).await;
    assert_eq!(does(&mut technician, &case, "complete", done(&after)).await, "finished");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_taken_in_is_a_picture_and_belongs_where_the_case_is() {
    let shop = Workshop::open().await;
    let agent = shop.bearer(ActorKind::Staff, uuid::Uuid::from_u128(3), "林晓", "agent");
    let (page, picture) = (shop.brought(&agent, "合同.pdf", "application/pdf").await, shop.photo(&agent).await);
    let page = kernel::Id::<store::files::File>::from_uuid(page).to_string();
    let holder = shop.holder(&[shop.here]);
    shop.building(&holder, shop.here).await;
    let room = shop.room(&holder, "3-1-201").await;
    let open = |photos: Value| {
        json!({"process": "repair", "place_id": room, "contact_name": "张女士",
        "input": {"summary": "渗水", "trade": "water", "urgency": "normal", "facility_class": "home", "photos": photos}})
    };
    let refused = shop.act(&agent, "desk.case.open", open(json!([picture, page]))).await;
    match refused {
        Err(Error::Invalid(fields)) => {
            assert_eq!(fields[0].field, "input.photos.1");
            assert_eq!(fields[0].message.key, "invalid-not-a-picture");
        }
        other => panic!("{other:?}"),
    }
    shop.done(&agent, "desk.case.open", open(json!([picture]))).await;
    let mut tx = shop.platform.db.as_owner().read(&kernel::Scope::default()).await.expect("reads");
    let held: i64 = tx
        .fetch_value("SELECT count(*) FROM files WHERE org_id = $1 AND by = $2", args![shop.here, agent.actor.id])
        .await
        .expect("counts");
    assert_eq!(held, 1, "who may see the case may see its photo");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_finds_a_proof_that_is_no_longer_known() {
    let app = TestApp::start().await;
    let mut agent = app.agent().await;
    let picture = photo(&mut agent).await;
    let tap = json!({ "summary": "阀门滴水", "trade": "water", "urgency": "normal", "facility_class": "home", "photos": [picture] });
    register(&mut agent, tap).await;
    let engine = app.house.platform.service::<process::runtime::Engine>().expect("the engine");
    let sound = process::runtime::verify(&app.house.platform.db, &engine).await.expect("verifies");
    assert!(sound.is_empty(), "{sound:?}");
    app.house
        .platform
        .db
        .as_owner()
        .transact(&kernel::Scope::default(), |tx| {
            Box::pin(async move { tx.execute("DELETE FROM files", args![]).await.map(|_| ()) })
        })
        .await
        .expect("somebody tampers");
    let found = process::runtime::verify(&app.house.platform.db, &engine).await.expect("verifies");
    assert_eq!(found.iter().map(|f| f.what).collect::<Vec<_>>(), ["a file it names as proof does not exist"]);
}
