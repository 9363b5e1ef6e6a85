//! 空间: buildings laid out, renamed, listed, labelled and taken from workbooks.

use std::collections::BTreeSet;

use kernel::{Error, OrgId};
use module::Caller;
use serde_json::{Value, json};
use testkit::Workshop;

fn building(org_id: OrgId) -> Value {
    json!({
        "org_id": org_id, "segment": "3", "units": 2, "first_floor": -1, "last_floor": 5, "without_floors": "4",
        "lines": [{"line": "01", "built_area": 9860, "inside_area": 7592}, {"line": "02"}],
        "takeover_on": "2020-06-01",
    })
}

async fn list(shop: &Workshop, who: &Caller, ask: Value) -> Vec<Value> {
    shop.rows(who, "property.place.list", ask).await
}

fn codes(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_building_is_laid_out_listed_and_found() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let made = shop.done(&who, "property.building.create", building(shop.here)).await;
    assert_eq!(made["count"], 1 + 2 + 2 * 5 + 2 * 5 * 2);
    let first = shop.answer(&who, "property.place.list", json!({"kind": "room", "limit": 6})).await;
    let rows = first["rows"].as_array().unwrap();
    assert_eq!(codes(rows), ["3-1-B101", "3-1-B102", "3-1-101", "3-1-102", "3-1-201", "3-1-202"]);
    assert_eq!(rows[0]["name"], "3栋1单元B101");
    assert_eq!(rows[0]["shared_area"], 2268);
    assert_eq!(first["count"], 20);
    let next = json!({"kind": "room", "limit": 6, "after": first["next"]});
    assert_eq!(codes(&list(&shop, &who, next).await)[0], "3-1-301");
    assert_eq!(codes(&list(&shop, &who, json!({"kind": "room", "q": "3栋1单元502室"})).await), ["3-1-502"]);
    let units = list(&shop, &who, json!({"kind": "unit", "within": made["id"]})).await;
    assert_eq!(codes(&units), ["3-1", "3-2"]);
    let down = list(&shop, &who, json!({"kind": "room", "within": units[1]["id"], "sort": "-code", "limit": 1})).await;
    assert_eq!(codes(&down), ["3-2-502"]);
}

#[tokio::test]
async fn a_page_draws_the_building_and_the_labels_lead_to_the_report_page() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let made = shop.done(&who, "property.building.create", building(shop.here)).await;
    let (topics, body) = shop.page(&who, "property.place.page", json!({"id": made["id"]})).await.unwrap();
    assert!(body.contains("楼栋剖面") && body.contains("<b>502</b>") && body.contains("未交"), "{body}");
    assert_eq!(topics, [format!("place:{}", made["id"].as_str().unwrap())]);
    let sheet = shop.shown(&who, "property.place.labels", json!({"within": made["id"], "kind": "room"})).await;
    assert_eq!(sheet.matches("<svg class=\"qr\"").count(), 20);
}

#[tokio::test]
async fn a_new_number_renames_what_lies_below() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let made = shop.done(&who, "property.building.create", building(shop.here)).await;
    let edit = json!({"id": made["id"], "segment": "8", "name": "8栋", "version": 1});
    shop.done(&who, "property.place.edit", edit.clone()).await;
    let rooms = list(&shop, &who, json!({"kind": "room", "q": "8-1-50"})).await;
    assert_eq!(codes(&rooms), ["8-1-501", "8-1-502"]);
    assert_eq!(rooms[0]["name"], "8栋1单元501");
    assert!(list(&shop, &who, json!({"kind": "room", "q": "3-1-501"})).await.is_empty());
    assert!(matches!(shop.act(&who, "property.place.edit", edit).await, Err(Error::Conflict)));
}

#[tokio::test]
async fn a_code_is_given_once_and_a_place_that_holds_others_stays() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here, shop.there]);
    let made = shop.done(&who, "property.building.create", building(shop.here)).await;
    let twice = shop.act(&who, "property.building.create", building(shop.here)).await;
    assert!(matches!(twice, Err(Error::Invalid(errors)) if errors[0].field == "segment"));
    shop.done(&who, "property.building.create", building(shop.there)).await;
    let refused = shop.act(&who, "property.place.retire", json!({"id": made["id"]})).await;
    assert!(matches!(refused, Err(Error::Broken(message)) if message.key == "property-not-empty"));
    let gate = json!({"org_id": shop.here, "kind": "gate", "segment": "DM", "name": "东门"});
    let gate = shop.done(&who, "property.place.create", gate).await;
    shop.done(&who, "property.place.retire", json!({"id": gate["id"]})).await;
    assert!(list(&shop, &who, json!({"kind": "gate"})).await.is_empty());
    assert_eq!(list(&shop, &who, json!({"kind": "gate", "retired": true})).await.len(), 1);
}

#[tokio::test]
async fn a_room_is_handed_to_its_owner_once() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    shop.building(&who, shop.here).await;
    let room = shop.room(&who, "3-1-101").await;
    let deliver = |on: &str| json!({"id": room, "delivered_on": on});
    assert_eq!(shop.done(&who, "property.place.deliver", deliver("2026-11-20")).await["count"], 1);
    let view = shop.answer(&who, "property.place.view", json!({"id": room})).await;
    assert_eq!((&view["delivered_on"], &view["state"]), (&json!("2026-11-20"), &json!("vacant")));
    assert_eq!(shop.done(&who, "property.place.deliver", deliver("2026-11-25")).await["count"], 0);
    let view = shop.answer(&who, "property.place.view", json!({"id": room})).await;
    assert_eq!(view["delivered_on"], "2026-11-20", "the first day stays");
    let unit = shop.act(&who, "property.place.deliver", json!({"id": view["unit_id"]})).await;
    assert!(matches!(unit, Err(kernel::Error::Broken(_))), "only rooms are handed over");
}

#[tokio::test]
async fn another_community_does_not_exist_for_those_who_do_not_serve_it() {
    let shop = Workshop::open().await;
    let made = shop.done(&shop.holder(&[shop.here]), "property.building.create", building(shop.here)).await;
    let stranger = shop.holder(&[shop.there]);
    let unknown = |answer| matches!(answer, Err(Error::NotFound));
    assert!(unknown(shop.ask(&stranger, "property.place.view", json!({"id": made["id"]})).await));
    assert!(unknown(shop.act(&stranger, "property.place.retire", json!({"id": made["id"]})).await));
    assert!(unknown(shop.act(&stranger, "property.building.create", building(shop.here)).await));
    assert!(list(&shop, &stranger, json!({})).await.is_empty());
}

#[tokio::test]
async fn a_list_over_two_communities_is_paged_without_gap_or_double() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here, shop.there]);
    for community in [shop.here, shop.there] {
        shop.done(&who, "property.building.create", building(community)).await;
    }
    let mut orders = Vec::new();
    for sort in ["code", "-code"] {
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let ask = json!({"kind": "room", "limit": 7, "sort": sort, "after": after});
            let ask =
                Value::Object(ask.as_object().unwrap().clone().into_iter().filter(|(_, v)| !v.is_null()).collect());
            let page = shop.answer(&who, "property.place.list", ask).await;
            seen.extend(page["rows"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 40);
        orders.push(seen);
    }
    orders[1].reverse();
    assert_eq!(orders[0], orders[1]);
}

#[tokio::test]
async fn rooms_of_a_workbook_are_taken_with_what_stands_above_them_and_only_once() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let rows = json!([
        {"building": "3栋", "unit": "1", "number": "502", "floor": "5", "built_area": 9860, "inside_area": 7592},
        {"building": "3", "unit": "1单元", "number": "602室", "floor": "6层"},
        {"building": "3", "unit": "1", "number": "7/2"},
        {"building": "3", "unit": "1", "number": "802", "floor": "顶", "state": "let"},
        {"number": "A-1203", "use": "office", "owner": "17"},
    ]);
    assert_eq!(shop.take(&who, "room", rows.clone(), true).await[0], "created");
    assert!(list(&shop, &who, json!({})).await.is_empty());
    let taken = shop.take(&who, "room", rows.clone(), false).await;
    assert_eq!((&taken[0], &taken[1], &taken[4]), (&json!("created"), &json!("created"), &json!("created")));
    assert_eq!(taken[2]["refused"][0]["field"], "segment");
    assert_eq!(taken[3]["refused"][0]["key"], "property-floor-unreadable");
    assert_eq!(codes(&list(&shop, &who, json!({"kind": "room"})).await), ["3-1-502", "3-1-602", "A-1203"]);
    assert_eq!(list(&shop, &who, json!({"kind": "floor"})).await.len(), 2);
    assert_eq!(shop.take(&who, "room", rows, false).await[..2], [json!("unchanged"), json!("unchanged")]);
    let renovated = json!([{"building": "3", "unit": "1", "number": "502", "state": "renovating"}]);
    assert_eq!(shop.take(&who, "room", renovated, false).await, ["updated"]);
    let room = &list(&shop, &who, json!({"q": "3-1-502"})).await[0];
    assert_eq!((&room["state"], &room["shared_area"]), (&json!("renovating"), &json!(2268)));
}

#[tokio::test]
async fn units_bring_their_storeys_and_parking_spaces_their_car_park() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let rows = json!([{"building": "1", "unit": "1", "floors": 33}, {"building": "1", "unit": "2", "floors": 33}]);
    assert_eq!(shop.take(&who, "unit", rows.clone(), false).await, ["created", "created"]);
    assert_eq!(shop.take(&who, "unit", rows, false).await, ["unchanged", "unchanged"]);
    let count = shop.answer(&who, "property.place.list", json!({"kind": "floor"})).await;
    assert_eq!(count["count"], 66);
    let rows = json!([{"lot": "1", "number": "C0001", "plate": "临A8K3D5"}, {"lot": "1", "number": "C0002"}]);
    assert_eq!(shop.take(&who, "parking_space", rows.clone(), false).await, ["created", "created"]);
    assert_eq!(shop.take(&who, "parking_space", rows, false).await, ["unchanged", "unchanged"]);
    assert_eq!(list(&shop, &who, json!({"kind": "public_area"})).await[0]["name"], "停车场 P1");
    assert_eq!(codes(&list(&shop, &who, json!({"kind": "parking_space"})).await), ["C0001", "C0002"]);
}
