//! 设备: the ledger, its classes, its labels and its workbook.

use kernel::{COMPANY, Error};
use module::Caller;
use serde_json::{Value, json};
use testkit::Workshop;

async fn lift_class(shop: &Workshop, who: &Caller) -> Value {
    let found = shop.answer(who, "asset.asset_class.list", json!({"q": "客梯"})).await;
    assert_eq!(found["rows"][0]["system"], "lift");
    found["rows"][0]["id"].clone()
}

async fn lift(shop: &Workshop, who: &Caller, code: &str) -> Value {
    let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": format!("DTT{code}"), "name": "电梯厅"});
    let hall = shop.done(who, "property.place.create", hall).await;
    json!({
        "code": code, "name": "1 号客梯", "class_id": lift_class(shop, who).await, "place_id": hall["id"],
        "maker": "华升电梯", "installed_on": "2019-05-01", "cost": 26_800_000,
    })
}

#[tokio::test]
async fn equipment_is_kept_with_its_place_and_its_class() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    for code in ["DT-10", "DT-2"] {
        let input = lift(&shop, &who, code).await;
        shop.done(&who, "asset.asset.create", input).await;
    }
    let found = shop.answer(&who, "asset.asset.list", json!({})).await;
    let codes: Vec<&str> = found["rows"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["DT-2", "DT-10"]);
    let row = &found["rows"][0];
    assert_eq!((&row["class"], &row["place"], &row["life_years"]), (&json!("客梯"), &json!("电梯厅"), &json!(15)));
    let searched = shop.answer(&who, "asset.asset.list", json!({"q": "dt-10"})).await;
    assert_eq!(searched["count"], 1);
    assert!(shop.answer(&shop.holder(&[shop.there]), "asset.asset.list", json!({})).await["rows"] == json!([]));
    let twice = lift(&shop, &who, "DT-3").await;
    let twice = json!({"code": "DT-2", "name": "客梯", "class_id": twice["class_id"], "place_id": twice["place_id"]});
    let refused = shop.act(&who, "asset.asset.create", twice).await;
    assert!(matches!(refused, Err(Error::Invalid(errors)) if errors[0].field == "code"));
}

#[tokio::test]
async fn a_label_leads_to_the_report_page_and_a_record_shows_its_end_of_life() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let input = lift(&shop, &who, "DT-1").await;
    let made = shop.done(&who, "asset.asset.create", input).await;
    let record = shop.shown(&who, "asset.asset.page", json!({"id": made["id"]})).await;
    assert!(record.contains("2034-05-01") && record.contains("¥268,000.00") && record.contains("电梯厅"), "{record}");
    let sheet = shop.shown(&who, "asset.asset.labels", json!({"q": "DT-1"})).await;
    assert!(sheet.contains("DT-1") && sheet.matches("<svg class=\"qr\"").count() == 1, "{sheet}");
}

#[tokio::test]
async fn retired_equipment_is_not_changed_any_more() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let mut input = lift(&shop, &who, "DT-1").await;
    let made = shop.done(&who, "asset.asset.create", input.clone()).await;
    input["id"] = made["id"].clone();
    input["version"] = json!(1);
    input["state"] = json!("faulty");
    shop.done(&who, "asset.asset.edit", input.clone()).await;
    assert!(matches!(shop.act(&who, "asset.asset.edit", input.clone()).await, Err(Error::Conflict)));
    shop.done(&who, "asset.asset.retire", json!({"id": made["id"]})).await;
    let view = shop.answer(&who, "asset.asset.view", json!({"id": made["id"]})).await;
    assert_eq!((&view["state"], &view["retired_on"]), (&json!("retired"), &json!("2026-11-21")));
    input["version"] = json!(3);
    let refused = shop.act(&who, "asset.asset.edit", input).await;
    assert!(matches!(refused, Err(Error::Broken(message)) if message.key == "asset-retired-already"));
}

#[tokio::test]
async fn the_company_renames_a_shipped_class_and_adds_its_own() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[COMPANY, shop.here]);
    let shipped = lift_class(&shop, &who).await;
    let rename = json!({"id": shipped, "name": "乘客电梯", "life_years": 20, "disabled": false});
    shop.done(&who, "asset.asset_class.edit", rename.clone()).await;
    let own = json!({"code": "robot", "system": "other", "name": "配送机器人", "life_years": 5});
    shop.done(&who, "asset.asset_class.create", own).await;
    let all = shop.answer(&who, "asset.asset_class.list", json!({})).await;
    let names: Vec<&str> = all["rows"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"乘客电梯") && names.contains(&"配送机器人") && !names.contains(&"客梯"));
    let of_a_community = shop.act(&shop.holder(&[shop.here]), "asset.asset_class.edit", rename).await;
    assert!(matches!(of_a_community, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_workbook_of_equipment_is_taken_once_and_brings_the_ledger_up() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": "DTT"});
    shop.done(&who, "property.place.create", hall).await;
    let take = async |rows: Value| Value::Array(shop.take(&who, "asset", rows, false).await);
    let rows = json!([
        {"code": "DT-1", "name": "1 号客梯", "class": "客梯", "place": "DTT", "cost": 100},
        {"code": "XF-1", "name": "烟感", "class": "smoke_detector"},
        {"code": "XF-2", "name": "烟感", "class": "没有的"},
        {"code": "XF-3", "name": "烟感", "class": "烟感探测器", "place": "9-9"},
    ]);
    let taken = take(rows.clone()).await;
    assert_eq!((&taken[0], &taken[1]), (&json!("created"), &json!("created")));
    assert_eq!(taken[2]["refused"][0]["field"], "class");
    assert_eq!(taken[3]["refused"][0]["key"], "asset-place-unknown");
    assert_eq!(take(rows).await[0], "unchanged");
    assert_eq!(
        take(json!([{"code": "DT-1", "name": "1 号客梯", "class": "客梯", "state": "faulty"}])).await,
        json!(["updated"])
    );
    let row = &shop.answer(&who, "asset.asset.list", json!({"state": "faulty"})).await["rows"][0];
    assert_eq!((&row["place"], &row["cost"], &row["life_years"]), (&json!("DTT"), &json!(100), &json!(15)));
}
