//! 分步支付: bills that are paid into several accounts are steps of one wish; each is paid, or fails, by itself.

use gateway::simulator::{APPID, MCHID};
use serde_json::{Value, json};

use super::Online;

impl Online {
    /// A second account at WeChat Pay that takes garbage fees alone, with a bill of them for each room.
    async fn garbage_apart(&self) {
        let (counter, shop) = (&self.counter, &self.counter.shop);
        let keys = self.simulator.handed_out();
        // The account entered first is paid first.
        self.after(60).await;
        let account = json!({
            "org_id": shop.here, "pay_channel": "wechat", "name": "清运专户", "merchant": MCHID, "application": APPID,
            "private_key": keys.merchant_key, "serial": keys.serial, "api_key": keys.api_key,
            "gateway": self.simulator.address(), "fee_classes": ["garbage"],
        });
        shop.done(&self.finance, "online.payee_account.create", account).await;
        let (cashier, accountant) = (&counter.cashier, &counter.accountant);
        let item = json!({"code": "LJF", "name": "垃圾清运费", "fee_class": "garbage"});
        let item = shop.done(cashier, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = json!({
            "org_id": shop.here, "item_id": item, "code": "LJF", "name": "垃圾清运费", "price_from_on": "2025-01-01",
            "comes": "monthly", "basis": "built_area", "unit_price": "0.1", "paid_by": "owner", "starts_with": "take_over",
        });
        let tariff = shop.done(cashier, "tariff.tariff.create", tariff).await["id"].clone();
        shop.done(accountant, "tariff.tariff.enforce", json!({"id": tariff})).await;
        shop.done(cashier, "tariff.tariff.apply", json!({"id": tariff, "from_on": "2026-02-01"})).await;
        let run = json!({"org_id": shop.here, "since_on": "2026-02-01", "billed_until_on": "2026-03-01"});
        let run = shop.done(cashier, "billing.bill_run.create", run).await["id"].clone();
        shop.app.settle().await;
        shop.done(accountant, "billing.bill_run.approve", json!({"id": run})).await;
        shop.app.settle().await;
    }

    /// What an order's page knows of the steps of its wish: their ids and how they stand.
    async fn steps(&self, order: &Value) -> Vec<(Value, String)> {
        let ask = json!({"id": order});
        let shown = self.counter.shop.answer(&self.counter.accountant, "online.payment_order.view", ask).await;
        let told = |step: &Value| (step["id"].clone(), step["state"].as_str().expect("a state").to_owned());
        shown["steps"].as_array().expect("steps").iter().map(told).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_step_of_a_wish_is_paid_or_fails_by_itself() {
    let online = Online::open().await;
    online.garbage_apart().await;
    let counter = &online.counter;
    let shop = &counter.shop;
    let bills = counter.bills(0).await;
    assert_eq!(bills.len(), 3);
    let owner = online.resident(&bills[0]).await;
    let wish = json!({"bill_ids": bills, "pay_channel": "wechat"});
    let first = shop.done(&owner, "portal.bill.pay", wish.clone()).await["id"].clone();
    shop.app.settle().await;
    let steps = online.steps(&first).await;
    assert_eq!((steps.len(), &steps[0].0), (2, &first));
    let page = shop.shown(&owner, "portal.order.page", json!({"id": first})).await;
    assert!(page.contains("第 1 步，共 2 步") && page.contains("清运专户") && page.contains("已付 ¥0.00"), "{page}");
    assert!(!page.contains("付第 2 步"), "one after the other: {page}");
    // Pressed again it is the same wish.
    assert_eq!(shop.done(&owner, "portal.bill.pay", wish).await["id"], first);
    assert_eq!(online.steps(&first).await.len(), 2);

    // The first is paid, told twice and asked about; the second runs out: its bill stays open, and nothing else does.
    assert!(online.simulator.pay(&number(&online.order(&first).await)));
    let last = online.simulator.calls().len() - 1;
    for _ in 0..2 {
        assert!(online.called_back(last, None).await.0 < 300);
    }
    online.after(15).await;
    let page = shop.shown(&owner, "portal.order.page", json!({"id": first})).await;
    assert!(page.contains("付第 2 步，共 2 步") && page.contains("已付 ¥465.40"), "{page}");
    online.after(31 * 60 + 1).await;
    let states: Vec<_> = online.steps(&first).await.into_iter().map(|(_, state)| state).collect();
    assert_eq!(states, ["paid", "expired"]);
    let mut owed = Vec::new();
    for bill in &bills {
        owed.push(counter.owed(bill).await);
    }
    assert_eq!((owed.iter().filter(|owed| **owed > 0).count(), owed.iter().sum::<i64>()), (1, 895));
    assert_eq!((online.arrivals().await.len(), counter.book("1012").await), (1, 46_540));
    let page = shop.shown(&owner, "portal.order.page", json!({"id": first})).await;
    assert!(page.contains("没有付成的一步"), "{page}");

    // What is still owed is wished anew, and paid.
    let left = owed.iter().position(|owed| *owed > 0).map(|nth| bills[nth].clone()).expect("a bill");
    let again = json!({"bill_ids": [left], "pay_channel": "wechat"});
    let again = shop.done(&owner, "portal.bill.pay", again).await["id"].clone();
    shop.app.settle().await;
    assert_eq!(online.steps(&again).await.len(), 1, "what is over is no step of it");
    assert!(online.simulator.pay(&number(&online.order(&again).await)));
    online.after(15).await;
    assert_eq!((counter.owed(&left).await, online.arrivals().await.len(), counter.book("1012").await), (0, 2, 47_435));

    // At the counter: what is asked for beside a step that can still be paid joins it.
    counter.begins(&counter.cashier, 0).await;
    let others = counter.bills(1).await;
    let mut garbage = Vec::new();
    for bill in &others {
        if counter.owed(bill).await == 1_023 {
            garbage.push(bill.clone());
        }
    }
    let code = |bills: &[Value]| json!({"place_ids": [counter.rooms[1]], "bill_ids": bills, "pay_channel": "wechat"});
    let made = shop.done(&counter.cashier, "online.payment_order.create", code(&garbage)).await["id"].clone();
    online.after(1).await;
    shop.done(&counter.cashier, "online.payment_order.create", code(&others)).await;
    let steps = online.steps(&made).await;
    assert_eq!((steps.len(), &steps[0].0), (2, &made));
    shop.app.check().await;
}

fn number(order: &Value) -> String {
    order["number"].as_str().expect("a number").to_owned()
}
