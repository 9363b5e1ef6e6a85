//! 期初欠费: what was brought bears penalties from the opening on, ages by its old due day, and is gone after until it is paid.

use serde_json::{Value, json};
use testkit::refused;

use super::Newcomer;

impl Newcomer {
    /// Late payment costs 0.05 % a day after ten days, at most 2 %; another tariff of the same item, which no home stands under, costs
    /// nothing.
    async fn penalises(&self) -> Value {
        let (shop, cashier) = (&self.shop, &self.cashier);
        let item = json!({"code": "WYJ", "name": "违约金", "fee_class": "penalty"});
        let item = shop.done(cashier, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = shop.rows(&self.accountant, "tariff.tariff.list", json!({})).await[0]["id"].clone();
        let terms = json!({
            "name": "高层物业费", "price_from_on": "2025-01-01", "comes": "monthly", "basis": "built_area", "unit_price": "2.6",
            "paid_by": "owner", "starts_with": "take_over",
        });
        let mut late = terms.clone();
        let more = json!({"id": tariff, "penalty_item_id": item, "penalty_percent": "0.05", "penalty_delay": 10,
                          "penalty_from_due": true, "penalty_cap": "2"});
        late.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        shop.done(cashier, "tariff.tariff.edit", late).await;
        shop.done(&self.accountant, "tariff.tariff.enforce", json!({"id": tariff})).await;
        let mut other = terms;
        let more = json!({"org_id": shop.here, "item_id": self.item, "code": "WYF-DC", "name": "多层物业费"});
        other.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let other = shop.done(cashier, "tariff.tariff.create", other).await["id"].clone();
        shop.done(&self.accountant, "tariff.tariff.enforce", json!({"id": other})).await;
        item
    }

    /// A day at ten in the morning, after its night.
    async fn morning(&self, day: &str) {
        let before: kernel::Date = day.parse().expect("a day");
        self.shop.set_clock(&format!("{}T19:10:00Z", before.plus_days(-1)));
        self.shop.app.settle().await;
        self.shop.set_clock(&format!("{day}T02:00:00Z"));
        self.shop.app.settle().await;
    }

    /// A run that is published; the penalties among its bills, with the first day each counts.
    async fn charged(&self, today: &str, item: &Value) -> Vec<(i64, String)> {
        let run = json!({"org_id": self.shop.here, "since_on": "2026-11-01", "billed_until_on": today});
        let run = self.shop.done(&self.cashier, "billing.bill_run.create", run).await["id"].clone();
        self.shop.app.settle().await;
        self.shop.done(&self.lead, "billing.bill_run.approve", json!({"id": run})).await;
        self.shop.app.settle().await;
        let ask = json!({"run_id": run, "item_id": item, "place_id": self.room});
        let bills = self.shop.rows(&self.accountant, "billing.bill.list", ask).await;
        let told = |bill: &Value| (bill["amount"].as_i64().unwrap(), bill["from_on"].as_str().unwrap().to_owned());
        let mut found: Vec<_> = bills.iter().map(told).collect();
        found.sort();
        found
    }

    /// What is overdue of 物业费 on a day, by age; nothing when nothing is owed.
    async fn aged(&self, day: &str) -> Vec<i64> {
        let ask = json!({"org_id": self.shop.here, "day": day, "item_id": self.item});
        let found = self.shop.answer(&self.accountant, "billing.arrears.view", ask).await;
        let overdue = found["rows"][0]["overdue"].as_array().cloned().unwrap_or_default();
        overdue.iter().map(|amount| amount.as_i64().expect("an amount")).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_brought_is_late_ages_and_is_gone_after() {
    let new = Newcomer::comes().await;
    let (shop, cashier) = (&new.shop, &new.cashier);
    let item = new.penalises().await;
    new.morning("2026-11-21").await;
    let id = new.posted().await;

    // Twenty-one days since the opening, on what is left: 232.70 and 200 yuan × 0.05 % × 21.
    assert_eq!(new.charged("2026-11-21", &item).await, [(210, "2026-11-01".into()), (244, "2026-11-01".into())]);
    let void = json!({"id": id, "reason": "导错了套账"});
    assert_eq!(refused(shop.act(&new.lead, "opening.opening.void", void).await), "opening-has-moved");
    // At the cap, 2 % of what was owed when the books were opened: 4.65 and 4 yuan in all.
    new.morning("2027-02-01").await;
    assert_eq!(new.charged("2027-02-01", &item).await, [(190, "2026-11-22".into()), (221, "2026-11-22".into())]);
    new.is_sound().await;

    // Before the opening nothing was owed here; from then on by the old due days.
    assert_eq!(new.aged("2026-10-31").await, [0; 0]);
    assert_eq!(new.aged("2026-11-02").await, [20_000, 23_270, 0, 20_000, 0, 0, 0]);

    // The household is gone after for what was brought, and left alone once it has paid.
    let cases = shop.rows(&new.lead, "arrears.collection_case.list", json!({"place_id": new.room})).await;
    assert_eq!(cases.len(), 1, "{cases:?}");
    let dossier = shop.shown(&new.lead, "arrears.collection_case.dossier", json!({"id": cases[0]["id"]})).await;
    assert!(dossier.contains("2026-09-30") && dossier.contains("2026-10-15"), "by the old due days: {dossier}");
    shop.done(cashier, "payment.cash_shift.create", json!({"org_id": shop.here, "float": 0})).await;
    let open = shop.rows(&new.accountant, "billing.bill.list", json!({"place_id": new.room, "limit": 100})).await;
    let open: Vec<&Value> = open.iter().filter(|bill| bill["owed"] != json!(0)).map(|bill| &bill["id"]).collect();
    let pay = json!({"place_ids": [new.room], "bill_ids": open});
    shop.done(cashier, "payment.payment.create", pay).await;
    new.morning("2027-02-02").await;
    let case = json!({"id": cases[0]["id"]});
    let case = shop.answer(&new.lead, "arrears.collection_case.view", case).await;
    assert_eq!(case["overdue"], json!(0), "{case}");
    assert_eq!(case["case"]["state"], json!("closed"), "{case}");
    new.is_sound().await;
}
