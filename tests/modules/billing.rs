//! 账单: counted first, looked at, approved by another, published whole; one bill for an item, an object and a period.

mod aging;
mod books;
mod penalty;
mod resident;
mod settlement;

use kernel::COMPANY;
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};

struct House {
    shop: Workshop,
    cashier: Caller,
    manager: Caller,
    rooms: Vec<Value>,
    owners: Vec<Value>,
}

impl House {
    /// Four homes, two of them owned, under a monthly 物业费 of 2.6 yuan a m².
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let units = [COMPANY, shop.here];
        let cashier = shop.staff(21, "戴静", "cashier", &units);
        let manager = shop.staff(22, "宋岚", "manager", &units);
        let building = json!({
            "org_id": shop.here, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 2,
            "lines": [{"line": "01", "built_area": 8950}, {"line": "02", "built_area": 10230}],
            "use": "home", "state": "vacant", "takeover_on": "2024-07-01",
        });
        shop.done(&cashier, "property.building.create", building).await;
        let (mut rooms, mut owners) = (Vec::new(), Vec::new());
        for (code, name, phone) in [("3-1-101", "王强", "13800138001"), ("3-1-102", "李敏", "13800138002")] {
            let room = shop.room(&cashier, code).await;
            let owner =
                json!({"name": name, "phone": phone, "place_id": room, "role": "owner", "from_on": "2024-07-01"});
            owners.push(shop.done(&cashier, "party.person.create", owner).await["id"].clone());
            rooms.push(room);
        }
        let item = json!({"code": "WYF", "name": "物业费", "fee_class": "management"});
        let item = shop.done(&cashier, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = json!({
            "org_id": shop.here, "item_id": item, "code": "WYF-GC", "name": "高层物业费", "price_from_on": "2025-01-01",
            "comes": "monthly", "basis": "built_area", "unit_price": "2.6", "paid_by": "owner", "starts_with": "take_over",
        });
        let tariff = shop.done(&cashier, "tariff.tariff.create", tariff).await["id"].clone();
        shop.done(&manager, "tariff.tariff.enforce", json!({"id": tariff})).await;
        let apply = json!({"id": tariff, "from_on": "2025-01-01"});
        shop.done(&cashier, "tariff.tariff.apply", apply).await;
        Self { shop, cashier, manager, rooms, owners }
    }

    /// A run over the bills of these days, counted to its end.
    async fn run(&self, since: &str, until: &str) -> Value {
        let ask = json!({"org_id": self.shop.here, "since_on": since, "billed_until_on": until});
        let run = self.shop.done(&self.cashier, "billing.bill_run.create", ask).await["id"].clone();
        self.shop.app.settle().await;
        run
    }

    async fn shown(&self, run: &Value) -> Value {
        self.shop.answer(&self.manager, "billing.bill_run.view", json!({"id": run})).await
    }

    async fn published(&self, since: &str, until: &str) -> Value {
        let run = self.run(since, until).await;
        self.shop.done(&self.manager, "billing.bill_run.approve", json!({"id": run})).await;
        self.shop.app.settle().await;
        run
    }

    async fn bills(&self) -> Vec<Value> {
        self.shop.rows(&self.manager, "billing.bill.list", json!({})).await
    }
}

#[tokio::test]
async fn bills_are_counted_looked_at_approved_by_another_and_published() {
    let house = House::open().await;
    let run = house.run("2026-01-01", "2026-03-01").await;
    let shown = house.shown(&run).await;
    assert_eq!((&shown["state"], &shown["bills"], &shown["fresh"]), (&json!("ready"), &json!(4), &json!(2)));
    assert_eq!(shown["total_fen"], json!((23_270 + 26_598) * 2));
    assert!(shown["reasons"].as_str().unwrap().contains("charge-nobody-pays"), "{shown}");
    assert!(house.bills().await.is_empty(), "nobody sees a draft");
    let page = house.shop.shown(&house.manager, "billing.bill_run.page", json!({"id": run})).await;
    assert!(page.contains("没有缴费人") && page.contains("建筑面积 89.50 m² × 2.6 元"), "{page}");

    let approve = json!({"id": run});
    let own = house.shop.act(&house.cashier, "billing.bill_run.approve", approve.clone()).await;
    assert_eq!(refused(own), "billing-own-run");
    let another = json!({"org_id": house.shop.here});
    assert_eq!(refused(house.shop.act(&house.manager, "billing.bill_run.create", another).await), "billing-run-open");
    house.shop.done(&house.manager, "billing.bill_run.approve", approve).await;
    house.shop.app.settle().await;
    let shown = house.shown(&run).await;
    assert_eq!((&shown["state"], &shown["published"]), (&json!("published"), &json!(4)));
    let bills = house.bills().await;
    assert_eq!(bills.len(), 4);
    let bill = house.shop.shown(&house.manager, "billing.bill.page", json!({"id": bills[0]["id"]})).await;
    assert!(bill.contains("怎么算出来的") && bill.contains("应收"), "{bill}");
}

#[tokio::test]
async fn a_run_names_its_community_and_is_never_guessed() {
    let house = House::open().await;
    let create = "billing.bill_run.create";
    assert_eq!(refused(house.shop.act(&house.cashier, create, json!({})).await), "invalid-required");
    let elsewhere = house.shop.act(&house.cashier, create, json!({"org_id": house.shop.there})).await;
    assert!(matches!(elsewhere, Err(kernel::Error::NotFound)), "{elsewhere:?}");
}

#[tokio::test]
async fn a_second_run_adds_nothing_and_a_voided_bill_is_made_again() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-03-01").await;
    let second = house.run("2026-01-01", "2026-03-01").await;
    let shown = house.shown(&second).await;
    assert_eq!((&shown["bills"], &shown["standing"]), (&json!(0), &json!(4)));
    let nothing = house.shop.act(&house.manager, "billing.bill_run.approve", json!({"id": second})).await;
    assert_eq!(refused(nothing), "billing-run-empty");
    house.shop.done(&house.cashier, "billing.bill_run.cancel", json!({"id": second})).await;
    house.shop.app.settle().await;
    assert_eq!(house.shown(&second).await["state"], json!("cleared"));

    let void = json!({"id": house.bills().await[0]["id"], "reason": "面积录错"});
    house.shop.done(&house.manager, "billing.bill.void", void).await;
    let third = house.published("2026-01-01", "2026-03-01").await;
    assert_eq!(house.shown(&third).await["published"], json!(1), "the gap is filled and nothing else");
    assert_eq!(house.bills().await.len(), 5, "what was voided stays to be seen");

    let empty = house.run("2026-01-01", "2026-03-01").await;
    let next = house.run("2026-01-01", "2026-03-01").await;
    let states = (house.shown(&empty).await["state"].clone(), house.shown(&next).await["state"].clone());
    assert_eq!(states, (json!("cleared"), json!("ready")), "a run with nothing to bill keeps no other from beginning");
}

#[tokio::test]
async fn a_cancelled_run_leaves_no_bill_behind() {
    let house = House::open().await;
    let run = house.run("2026-01-01", "2026-03-01").await;
    house.shop.done(&house.cashier, "billing.bill_run.cancel", json!({"id": run})).await;
    house.shop.app.settle().await;
    let left = house.shop.rows(&house.manager, "billing.bill.list", json!({"run_id": run})).await;
    assert!(left.is_empty(), "{left:?}");
    let again = house.run("2026-01-01", "2026-03-01").await;
    assert_eq!(house.shown(&again).await["bills"], json!(4), "and the next one makes them all");
}

#[tokio::test]
async fn a_credit_counts_once_approved_and_arrears_are_told_as_of_any_day() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-02-01").await;
    let bill = house.shop.rows(&house.manager, "billing.bill.list", json!({"place_id": house.rooms[0]})).await;
    let bill = bill[0]["id"].clone();
    let ask = |amount: i64| json!({"id": bill, "amount": amount, "reason": "停梯两天"});
    let too_much = house.shop.act(&house.cashier, "billing.credit_note.create", ask(23_271)).await;
    assert_eq!(refused(too_much), "billing-credit-too-much");
    house.shop.done(&house.cashier, "billing.credit_note.create", ask(1_000)).await;
    let view = house.shop.answer(&house.manager, "billing.bill.view", json!({"id": bill})).await;
    assert_eq!(view["line"]["owed"], json!(23_270), "nobody has approved it");
    let credit = json!({"id": view["credits"][0]["id"]});
    let own = house.shop.act(&house.cashier, "billing.credit_note.approve", credit.clone()).await;
    assert_eq!(refused(own), "billing-own-credit");
    house.shop.done(&house.manager, "billing.credit_note.approve", credit).await;
    let view = house.shop.answer(&house.manager, "billing.bill.view", json!({"id": bill})).await;
    assert_eq!(view["line"]["owed"], json!(22_270));

    let on = async |day: &str| house.shop.answer(&house.manager, "billing.arrears.view", json!({"day": day})).await;
    assert_eq!(on("2026-01-31").await["rows"], json!([]), "before the day of the bill nothing is owed");
    let early = on("2026-02-02").await;
    assert_eq!((&early["rows"][0]["not_due"], &early["rows"][0]["arrears"]), (&json!(49_868), &json!(0)));
    let late = on("2027-04-01").await;
    assert_eq!((&late["rows"][0]["not_due"], &late["rows"][0]["arrears"]), (&json!(0), &json!(48_868)));
    assert_eq!(late["rows"][0]["overdue"][4], json!(48_868), "due 394 days ago");
}
