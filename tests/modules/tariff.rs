//! 收费标准: drafted by one and put in force by another, tried on real rooms first, never repricing what was.

use kernel::{COMPANY, OrgId};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};

/// The people who keep tariffs: who drafts, and who looks a second time.
struct Desk {
    shop: Workshop,
    drafter: Caller,
    second: Caller,
}

impl Desk {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let units = [COMPANY, shop.here, shop.there];
        let drafter = shop.staff(11, "邵芸", "accountant", &units);
        let second = shop.staff(12, "宋岚", "manager", &units);
        Self { shop, drafter, second }
    }

    /// A building of four homes of 89.50 and 102.30 m², taken over on a day.
    async fn homes(&self, org: OrgId) {
        let building = json!({
            "org_id": org, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 2,
            "lines": [{"line": "01", "built_area": 8950}, {"line": "02", "built_area": 10230}],
            "use": "home", "state": "vacant", "takeover_on": "2024-07-01",
        });
        self.shop.done(&self.drafter, "property.building.create", building).await;
    }

    async fn item(&self, code: &str, name: &str, class: &str) -> Value {
        let item = json!({"code": code, "name": name, "fee_class": class});
        self.shop.done(&self.drafter, "tariff.fee_item.create", item).await["id"].clone()
    }

    /// A draft of 物业费 by built area.
    async fn draft(&self, more: Value) -> Value {
        let item = self.item("WYF", "物业费", "management").await;
        let mut input = json!({
            "org_id": self.shop.here, "item_id": item, "code": "WYF-GC", "name": "高层物业费", "price_from_on": "2025-01-01",
            "comes": "monthly", "basis": "built_area", "unit_price": "2.6", "paid_by": "owner", "starts_with": "take_over",
        });
        input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.shop.done(&self.drafter, "tariff.tariff.create", input).await["id"].clone()
    }

    async fn owner(&self, room: &Value) -> Value {
        let person =
            json!({"name": "王强", "phone": "13800138000", "place_id": room, "role": "owner", "from_on": "2024-07-01"});
        self.shop.done(&self.drafter, "party.person.create", person).await["id"].clone()
    }

    async fn tried(&self, tariff: &Value, day: &str) -> Value {
        self.shop.answer(&self.drafter, "tariff.preview.view", json!({"id": tariff, "day": day})).await
    }
}

#[tokio::test]
async fn a_tariff_is_tried_on_real_rooms_and_put_in_force_by_somebody_else() {
    let desk = Desk::open().await;
    desk.homes(desk.shop.here).await;
    let room = desk.shop.room(&desk.drafter, "3-1-101").await;
    desk.owner(&room).await;
    let tariff = desk.draft(json!({})).await;

    let tried = desk.tried(&tariff, "2026-02-10").await;
    assert_eq!((&tried["tried"], &tried["charged"], &tried["draft"]), (&json!(4), &json!(1), &json!(true)));
    assert_eq!(tried["total"], json!(23270), "89.50 m² × 2.6 yuan");
    assert!(tried["reasons"][0]["reason"].as_str().unwrap().contains("没有缴费人"), "{tried}");
    let page = desk.shop.shown(&desk.drafter, "tariff.preview.page", json!({"id": tariff, "day": "2026-02-10"})).await;
    assert!(page.contains("建筑面积 89.50 m² × 2.6 元") && page.contains("¥232.70"), "{page}");

    let enforce = json!({"id": tariff});
    let own = desk.shop.act(&desk.drafter, "tariff.tariff.enforce", enforce.clone()).await;
    assert_eq!(refused(own), "tariff-own-draft");
    desk.shop.done(&desk.second, "tariff.tariff.enforce", enforce.clone()).await;
    assert_eq!(refused(desk.shop.act(&desk.second, "tariff.tariff.enforce", enforce).await), "tariff-no-draft");
    let shown = desk.shop.answer(&desk.second, "tariff.tariff.view", json!({"id": tariff})).await;
    assert_eq!((&shown["tariff_state"], &shown["editions"][0]["enforced_name"]), (&json!("in_force"), &json!("宋岚")));
    let page = desk.shop.shown(&desk.second, "tariff.tariff.page", json!({"id": tariff})).await;
    assert!(page.contains("建筑面积 × 2.6 元/m²·月") && page.contains("邵芸"), "{page}");
}

#[tokio::test]
async fn a_new_price_is_a_new_edition_and_leaves_the_old_days_alone() {
    let desk = Desk::open().await;
    desk.homes(desk.shop.here).await;
    let room = desk.shop.room(&desk.drafter, "3-1-101").await;
    desk.owner(&room).await;
    let tariff = desk.draft(json!({})).await;
    desk.shop.done(&desk.second, "tariff.tariff.enforce", json!({"id": tariff})).await;
    let dearer = json!({
        "id": tariff, "name": "高层物业费", "price_from_on": "2026-02-16", "comes": "monthly", "basis": "built_area",
        "unit_price": "2.85", "paid_by": "owner", "starts_with": "take_over",
    });
    let mut early = dearer.clone();
    early["price_from_on"] = json!("2024-12-01");
    assert_eq!(refused(desk.shop.act(&desk.drafter, "tariff.tariff.edit", early).await), "tariff-price-too-early");
    desk.shop.done(&desk.drafter, "tariff.tariff.edit", dearer).await;

    let tried = desk.tried(&tariff, "2026-02-01").await;
    assert_eq!((&tried["was_total"], &tried["edition"]), (&json!(23270), &json!(2)));
    // 15 of 28 days at 2.60, 13 at 2.85: 124.6607 + 118.4277 yuan.
    assert_eq!(tried["total"], json!(24309));
    desk.shop.done(&desk.second, "tariff.tariff.enforce", json!({"id": tariff})).await;
    let january = desk.tried(&tariff, "2026-01-01").await;
    assert_eq!(january["total"], json!(23270), "what was before is not repriced");
    let shown = desk.shop.answer(&desk.second, "tariff.tariff.view", json!({"id": tariff})).await;
    assert_eq!(shown["prices"].as_array().unwrap().len(), 2);
    let states: Vec<&str> =
        shown["editions"].as_array().unwrap().iter().map(|e| e["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["in_force", "replaced"]);
}

#[tokio::test]
async fn a_formula_that_is_wrong_is_refused_with_its_place() {
    let desk = Desk::open().await;
    let item = desk.item("GTF", "公摊费", "shared").await;
    let formula = |text: &str| {
        json!({
            "org_id": desk.shop.here, "item_id": item, "code": "GT-1", "name": "公摊电费", "price_from_on": "2026-01-01",
            "comes": "monthly", "basis": "formula", "formula": text, "paid_by": "owner", "starts_with": "take_over",
        })
    };
    let wrong = desk.shop.act(&desk.drafter, "tariff.tariff.create", formula("建筑面积 * * 2")).await;
    let Err(kernel::Error::Invalid(fields)) = wrong else { panic!("it was allowed") };
    assert_eq!((fields[0].field.as_str(), fields[0].message.key.as_ref()), ("formula", "charge-formula-wrong"));
    assert!(fields[0].message.params.iter().any(|(name, value)| *name == "at" && value == "8"), "{fields:?}");
    let bare = desk.shop.act(&desk.drafter, "tariff.tariff.create", formula("建筑面积 * 2")).await;
    assert_eq!(refused(bare), "charge-formula-unit");
    desk.shop.done(&desk.drafter, "tariff.tariff.create", formula("建筑面积 * 0.35[元/m²] * 收费系数")).await;
}

#[tokio::test]
async fn rooms_come_under_a_tariff_once_and_a_standard_is_cloned() {
    let desk = Desk::open().await;
    desk.homes(desk.shop.here).await;
    let tariff = desk.draft(json!({})).await;
    let apply = json!({"id": tariff, "use": "home", "from_on": "2026-01-01"});
    let first = desk.shop.done(&desk.drafter, "tariff.tariff.apply", apply.clone()).await;
    let again = desk.shop.done(&desk.drafter, "tariff.tariff.apply", apply).await;
    assert_eq!((&first["count"], &again["count"]), (&json!(4), &json!(0)));
    let rows = desk.shop.rows(&desk.drafter, "tariff.tariff_place.list", json!({"tariff_id": tariff})).await;
    desk.shop.done(&desk.drafter, "tariff.tariff_place.end", json!({"id": rows[0]["id"], "to_on": "2026-01-31"})).await;
    let line = &desk.shop.rows(&desk.drafter, "tariff.tariff.list", json!({})).await[0];
    assert_eq!((&line["objects"], &line["fee_item"]), (&json!(3), &json!("物业费")));

    let clone = json!({"id": tariff, "to_org_id": desk.shop.there});
    let copy = desk.shop.done(&desk.drafter, "tariff.tariff.clone", clone.clone()).await;
    let copied = desk.shop.answer(&desk.drafter, "tariff.tariff.view", json!({"id": copy["id"]})).await;
    assert_eq!((&copied["code"], &copied["tariff_state"]), (&json!("WYF-GC"), &json!("draft")));
    assert_eq!(refused(desk.shop.act(&desk.drafter, "tariff.tariff.clone", clone).await), "tariff-code-taken");
    let elsewhere = desk.shop.staff(13, "陆晨", "manager", &[desk.shop.there]);
    assert!(desk.shop.ask(&elsewhere, "tariff.tariff.view", json!({"id": tariff})).await.is_err());
}

#[tokio::test]
async fn a_relief_counts_only_when_somebody_else_has_approved_it() {
    let desk = Desk::open().await;
    desk.homes(desk.shop.here).await;
    let room = desk.shop.room(&desk.drafter, "3-1-101").await;
    desk.owner(&room).await;
    let tariff = desk.draft(json!({})).await;
    let relief = json!({
        "place_id": room, "relieved": "vacant", "fee_class": "management", "from_on": "2026-01-01", "to_on": "2026-12-31",
        "still_pays": 70, "reason": "长期空置，已验房",
    });
    let relief = desk.shop.done(&desk.drafter, "tariff.relief.create", relief).await["id"].clone();
    assert_eq!(desk.tried(&tariff, "2026-02-10").await["total"], json!(23270), "nobody has approved it");
    let own = desk.shop.act(&desk.drafter, "tariff.relief.approve", json!({"id": relief})).await;
    assert_eq!(refused(own), "tariff-own-relief");
    desk.shop.done(&desk.second, "tariff.relief.approve", json!({"id": relief, "remark": "同意"})).await;
    let tried = desk.tried(&tariff, "2026-02-10").await;
    assert_eq!(tried["total"], json!(16289), "seventy percent");
    assert!(tried.to_string().contains("宋岚"), "the line says who approved: {tried}");
    let page = desk.shop.shown(&desk.second, "tariff.relief.page", json!({"id": relief})).await;
    assert!(page.contains("已批准") && page.contains("长期空置"), "{page}");
    let again = desk.shop.act(&desk.second, "tariff.relief.refuse", json!({"id": relief})).await;
    assert_eq!(refused(again), "tariff-relief-decided");
}

#[tokio::test]
async fn whoever_moves_in_comes_under_the_whole_set_and_the_developer_pays_before() {
    let desk = Desk::open().await;
    desk.homes(desk.shop.here).await;
    let tariff = desk.draft(json!({})).await;
    let garbage = desk.item("LJF", "垃圾清运费", "garbage").await;
    let fixed = json!({
        "org_id": desk.shop.here, "item_id": garbage, "code": "LJ-1", "name": "垃圾清运费", "price_from_on": "2025-01-01",
        "comes": "yearly", "basis": "fixed", "fixed_amount": 600, "paid_by": "tenant", "starts_with": "take_over",
    });
    let garbage = desk.shop.done(&desk.drafter, "tariff.tariff.create", fixed).await["id"].clone();
    let set = json!({"org_id": desk.shop.here, "name": "高层住宅入住", "tariffs": [tariff, garbage]});
    let set = desk.shop.done(&desk.drafter, "tariff.fee_set.create", set).await["id"].clone();
    let room = desk.shop.room(&desk.drafter, "3-1-202").await;
    let apply = json!({"id": set, "place_id": room, "from_on": "2026-01-01"});
    desk.shop.done(&desk.drafter, "tariff.fee_set.apply", apply.clone()).await;
    desk.shop.done(&desk.drafter, "tariff.fee_set.apply", apply).await;
    let rows = desk.shop.rows(&desk.drafter, "tariff.tariff_place.list", json!({"place_id": room})).await;
    assert_eq!(rows.len(), 2, "each once: {rows:?}");

    assert_eq!(desk.tried(&tariff, "2026-02-10").await["charged"], json!(0), "nobody pays for it yet");
    let firm = json!({"name": "临江置业有限公司", "kind": "organisation", "phone": "0555-8130099", "community": desk.shop.here});
    let firm = desk.shop.done(&desk.drafter, "party.person.create", firm).await["id"].clone();
    desk.shop
        .done(&desk.drafter, "tariff.developer.choose", json!({"org_id": desk.shop.here, "person_id": firm}))
        .await;
    assert_eq!(
        desk.tried(&tariff, "2026-02-10").await["total"],
        json!(26598),
        "102.30 m² × 2.6 yuan, paid by the developer"
    );
}

#[tokio::test]
async fn what_will_be_billed_is_told_by_month_with_vacancy_and_without_what_is_billed() {
    let desk = Desk::open().await;
    desk.homes(desk.shop.here).await;
    let (shop, drafter, second) = (&desk.shop, &desk.drafter, &desk.second);
    let room = shop.room(drafter, "3-1-101").await;
    desk.owner(&room).await;
    let tariff = desk.draft(json!({})).await;
    let ask = json!({"org_id": shop.here, "months_ahead": 3});
    let told = |found: &Value| -> Vec<i64> {
        let amounts = found["items"][0]["amounts"].as_array().cloned().unwrap_or_default();
        amounts.iter().map(|amount| amount.as_i64().unwrap()).collect()
    };
    let none = shop.answer(second, "billing.forecast.view", ask.clone()).await;
    assert!(told(&none).is_empty(), "a draft bills nothing: {none}");
    shop.done(second, "tariff.tariff.enforce", json!({"id": tariff})).await;
    shop.done(drafter, "tariff.tariff.apply", json!({"id": tariff, "from_on": "2025-01-01"})).await;
    let whole = shop.answer(second, "billing.forecast.view", ask.clone()).await;
    assert_eq!(whole["months"], json!(["2026-12", "2027-01", "2027-02"]));
    assert_eq!(told(&whole), [23_270; 3], "each month after it has ended");
    assert_eq!((&whole["places"], &whole["hindered"]), (&json!(1), &json!(3)), "three homes have nobody to pay");
    let relief = json!({
        "place_id": room, "relieved": "vacant", "fee_class": "management", "from_on": "2027-01-01", "to_on": "2027-12-31",
        "still_pays": 70, "reason": "长期空置，已验房",
    });
    let relief = shop.done(drafter, "tariff.relief.create", relief).await["id"].clone();
    assert_eq!(
        told(&shop.answer(second, "billing.forecast.view", ask.clone()).await),
        [23_270; 3],
        "nobody approved it"
    );
    shop.done(second, "tariff.relief.approve", json!({"id": relief, "remark": "同意"})).await;
    let vacant = told(&shop.answer(second, "billing.forecast.view", ask.clone()).await);
    assert_eq!(vacant, [23_270, 23_270, 16_289], "seventy percent of January");
    let page = shop.shown(second, "billing.forecast.page", ask.clone()).await;
    assert!(page.contains("2027-01") && page.contains("口径"), "{page}");

    let run = json!({"org_id": shop.here, "since_on": "2026-11-01", "billed_until_on": "2026-12-01"});
    shop.done(drafter, "billing.bill_run.create", run).await;
    shop.app.settle().await;
    let rest = told(&shop.answer(second, "billing.forecast.view", ask).await);
    assert_eq!(rest, [0, 23_270, 16_289], "what a run has made is not foretold");
}
