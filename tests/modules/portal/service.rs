//! 办事: a resident starts by himself whatever process is open to him, and no other.

use kernel::{
    Error,
    form::{Field, Kind},
};
use serde_json::{Value, json};

use super::world;

#[tokio::test]
async fn a_resident_asks_for_a_pass_for_his_goods_and_follows_it() {
    let world = world().await;
    let wang = world.resident(0, "王敏", "13800132046", "wangmin").await;
    let services = world.page(&wang, "portal.service.page", json!({})).await;
    assert!(services.contains("process=goods_release") && !services.contains("process=repair&"), "{services}");
    let goods = json!([{"name": "双人沙发", "count": 1}]);
    let asked = |room: &Value| {
        json!({"process": "goods_release", "place_id": room,
        "input": {"summary": "搬走旧家具", "goods": goods}})
    };
    let not_his = world.act(&wang, "portal.service.create", asked(&world.rooms[1])).await;
    assert!(matches!(not_his, Err(Error::Invalid(fields)) if fields[0].field == "place_id"));
    let case = world.done(&wang, "portal.service.create", asked(&world.rooms[0])).await["id"].clone();
    let page = world.page(&wang, "portal.case.page", json!({"id": case})).await;
    assert!(page.contains("搬走旧家具") && page.contains("3栋1单元201"), "{page}");
    let seen = world.shop.answer(&world.agent(), "desk.case.view", json!({"id": case})).await;
    assert!(seen.to_string().contains("搬走旧家具"), "the desk has it: {seen}");
}

#[tokio::test]
async fn what_is_not_open_to_residents_is_not_there_for_them() {
    let world = world().await;
    let wang = world.resident(0, "王敏", "13800132046", "wangmin").await;
    for process in ["leave", "repair", "nothing"] {
        let asked = json!({"process": process, "place_id": world.rooms[0], "input": {"summary": "请假"}});
        let refused = world.act(&wang, "portal.service.create", asked).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{process}: {refused:?}");
    }
}

/// A believable answer to a field.
fn said(field: &Field, photo: &str) -> Value {
    let one = match &field.kind {
        Kind::Choice { choices } => choices[0].value.clone().into(),
        Kind::Integer | Kind::Money | Kind::Area => field.min.unwrap_or(1).into(),
        Kind::Bool => true.into(),
        Kind::Date => "2026-11-30".into(),
        Kind::Instant => "2026-11-30T02:00:00Z".into(),
        Kind::Phone => "13800132046".into(),
        Kind::File { .. } | Kind::Signature => photo.into(),
        Kind::Group { fields } => {
            let asked = fields.iter().filter(|f| f.required);
            Value::Object(asked.map(|f| (f.name.clone(), said(f, photo))).collect())
        }
        _ => "请尽快办理".into(),
    };
    if field.many { json!([one]) } else { one }
}

/// Every service opens with nothing but what its form asks of a resident.
#[tokio::test]
async fn every_service_can_be_asked_for_from_the_phone() {
    let world = world().await;
    let wang = world.resident(0, "王敏", "13800132046", "wangmin").await;
    let services = world.shop.answer(&wang, "portal.service.rows", json!({})).await;
    let areas = services["areas"].as_array().expect("areas");
    let all: Vec<&Value> = areas.iter().flat_map(|a| a["services"].as_array().expect("services")).collect();
    assert!(all.len() >= 20, "{services}");
    let line = world.shop.platform.action("portal.service.create").expect("an action");
    for service in all {
        let process = json!({"process": service["process"]});
        let shape = world.shop.platform.shape(&wang, line, process).await.expect("has a form").expect("of its own");
        let fields = shape.form.field("input").map(|input| match &input.kind {
            Kind::Group { fields } => fields.clone(),
            other => panic!("{other:?}"),
        });
        let photo = world.shop.photo(&wang).await;
        let input: serde_json::Map<String, Value> = fields
            .unwrap_or_default()
            .iter()
            .filter(|field| field.required)
            .map(|field| (field.name.clone(), said(field, &photo)))
            .collect();
        let asked = json!({"process": service["process"], "place_id": world.rooms[0], "input": input});
        let done = world.act(&wang, "portal.service.create", asked).await;
        assert!(done.is_ok(), "{service}: {done:?} with {input:?}");
    }
}
