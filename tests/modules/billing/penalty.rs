//! 违约金: by the day after a delay, on what is still owed, never above the cap, billed by a run and let off by somebody else.

use serde_json::{Value, json};
use testkit::refused;

use super::House;

impl House {
    /// Late payment costs 0.05 % a day from the eleventh day on, the ten before counted, at most 2 %.
    async fn penalise(&self) -> Value {
        let item = json!({"code": "WYJ", "name": "物业费违约金", "fee_class": "penalty"});
        let item = self.shop.done(&self.cashier, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = self.shop.rows(&self.manager, "tariff.tariff.list", json!({})).await[0]["id"].clone();
        let late = json!({
            "id": tariff, "name": "高层物业费", "price_from_on": "2025-01-01", "comes": "monthly", "basis": "built_area",
            "unit_price": "2.6", "paid_by": "owner", "starts_with": "take_over",
            "penalty_item_id": item, "penalty_percent": "0.05", "penalty_delay": 10, "penalty_from_due": true, "penalty_cap": "2",
        });
        let dear = json!({"penalty_percent": "5", "penalty_cap": "200"});
        let mut wrong = late.clone();
        wrong.as_object_mut().unwrap().extend(dear.as_object().cloned().unwrap());
        let wrong = self.shop.act(&self.cashier, "tariff.tariff.edit", wrong).await;
        let Err(kernel::Error::Invalid(fields)) = wrong else { panic!("five percent a day: {wrong:?}") };
        let at: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(at, ["penalty_percent", "penalty_cap"], "both are told at once");
        self.shop.done(&self.cashier, "tariff.tariff.edit", late).await;
        self.shop.done(&self.manager, "tariff.tariff.enforce", json!({"id": tariff})).await;
        let page = self.shop.shown(&self.manager, "tariff.tariff.page", json!({"id": tariff})).await;
        assert!(page.contains("逾期 10 天后，每天按欠费的 0.05% 计，最多为欠费的 2%"), "{page}");
        item
    }

    /// The penalties among the bills, oldest first.
    async fn penalties(&self, item: &Value) -> Vec<Value> {
        let mut list = self.shop.rows(&self.manager, "billing.bill.list", json!({"item_id": item})).await;
        list.sort_by_key(|bill| (bill["place"].to_string(), bill["from_on"].to_string()));
        list
    }

    /// The bill of 3-1-101 that is due first.
    async fn first_bill_of_101(&self) -> Value {
        let mut bills = self.bills().await;
        bills.retain(|bill| bill["place"].as_str().is_some_and(|place| place.ends_with("101")));
        bills.into_iter().min_by_key(|bill| bill["due_on"].to_string()).expect("a bill of 3-1-101")
    }

    /// A second run of the same day makes no bill.
    async fn adds_nothing(&self, since: &str, today: &str) {
        let run = self.run(since, today).await;
        assert_eq!(self.shown(&run).await["bills"], json!(0));
        self.shop.done(&self.manager, "billing.bill_run.cancel", json!({"id": run})).await;
        self.shop.app.settle().await;
    }

    /// The cashier asks for half of a bill's penalty to be let off, which he does not decide himself; the waiver that waits.
    async fn asked_to_let_half_off(&self, late: &Value) -> Value {
        let ask = json!({"id": late["id"], "off_percent": 50, "reason": "老人住院"});
        self.shop.done(&self.cashier, "billing.penalty_waiver.create", ask).await;
        let waiver = self.shop.rows(&self.manager, "billing.penalty_waiver.list", json!({})).await[0].clone();
        assert_eq!((&waiver["let_off"], &waiver["credit_state"]), (&json!("50%"), &json!("waiting")));
        let which = json!({"id": waiver["id"]});
        let own = self.shop.act(&self.cashier, "billing.penalty_waiver.approve", which.clone()).await;
        assert_eq!(refused(own), "billing-own-waiver");
        which
    }
}

#[tokio::test]
async fn late_payment_is_billed_by_the_day_told_in_words_capped_and_let_off_by_another() {
    let house = House::open().await;
    let shop = &house.shop;
    let item = house.penalise().await;
    // The bill of October, due thirty days after it was made.
    let since = "2026-10-01";
    house.published(since, "2026-11-01").await;
    let late = house.first_bill_of_101().await;
    let due: kernel::Date = late["due_on"].as_str().unwrap().parse().unwrap();
    let wait = |days: i64| {
        let day = due.plus_days(days).to_string();
        shop.set_clock(&format!("{day}T02:00:00Z"));
        day
    };

    let today = wait(10);
    let run = house.run(since, &today).await;
    shop.done(&house.manager, "billing.bill_run.cancel", json!({"id": run})).await;
    shop.app.settle().await;
    assert!(house.penalties(&item).await.is_empty(), "the delay is not over");

    // Fifteen days late: 232.70 × 0.05 % × 15 = 1.745.
    let today = wait(15);
    let page = shop.shown(&house.cashier, "payment.counter.page", json!({"place_ids": [house.rooms[0]]})).await;
    assert!(page.contains("违约金（截至今天，未出账）"), "the cashier sees it before money is taken: {page}");
    house.published(since, &today).await;
    let first =
        house.penalties(&item).await.into_iter().find(|bill| bill["place"] == late["place"]).expect("a penalty");
    assert_eq!(first["amount"], json!(175), "{first}");
    assert_eq!(first["from_on"], json!(due.plus_days(1)), "the days of the delay count once it is over");
    let page = shop.shown(&house.manager, "billing.bill.page", json!({"id": first["id"]})).await;
    for words in ["逾期未缴清", "最多为欠费的 2%", "欠 232.70 元，15 天，每天 0.05%", "应收 1.75 元"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    house.adds_nothing(since, &today).await;
    let which = house.asked_to_let_half_off(&late).await;

    // At the cap: 2 % of 232.70 is 4.65 rounded down, whatever the days; half of it is let off.
    let today = wait(80);
    shop.done(&house.manager, "billing.penalty_waiver.approve", which.clone()).await;
    assert_eq!(
        refused(shop.act(&house.manager, "billing.penalty_waiver.approve", which).await),
        "billing-waiver-decided"
    );
    house.published(since, &today).await;
    let of_late: Vec<Value> = house
        .penalties(&item)
        .await
        .into_iter()
        .filter(|bill| bill["from_on"] == json!(due.plus_days(16)) && bill["place"] == late["place"])
        .collect();
    assert_eq!(of_late.len(), 1, "for the days behind the first: {of_late:?}");
    assert_eq!(of_late[0]["amount"], json!(465 - 233 - 175), "the cap, half of it let off, less what was billed");
    let page = shop.shown(&house.manager, "billing.bill.page", json!({"id": of_late[0]["id"]})).await;
    assert!(page.contains("已达上限") && page.contains("以前已计 1.75 元，本次计 0.57 元"), "{page}");

    // A penalty bears none, the bill it is for is not voided under it, and the books agree.
    let voided = shop.act(&house.manager, "billing.bill.void", json!({"id": late["id"], "reason": "错账"})).await;
    assert_eq!(refused(voided), "billing-penalty-stands");
    let again = json!({"id": first["id"], "off_percent": 100, "reason": "不应计"});
    assert_eq!(
        refused(shop.act(&house.cashier, "billing.penalty_waiver.create", again).await),
        "billing-waiver-not-here"
    );
    let findings = billing::findings(&shop.platform.db).await.unwrap();
    assert!(findings.is_empty(), "{findings:?}");
}
