//! 部分原路退款: parts of what came in at a channel go back, each once, until nothing is left.

use gateway::simulator::{Fault, On, What, Which};
use serde_json::{Value, json};

use super::Online;

impl Online {
    /// Asks for a part of what came in, has it approved, and the channel give it back.
    async fn gives_back(&self, arrival: &Value, amount: i64) -> Value {
        let (shop, cashier) = (&self.counter.shop, &self.counter.cashier);
        let ask = json!({"id": arrival, "amount": amount, "reason": "多缴"});
        let refund = shop.done(cashier, "online.channel_refund.create", ask).await["id"].clone();
        self.given_back(&refund).await
    }

    /// Has a refund approved, and the channel give it back.
    async fn given_back(&self, refund: &Value) -> Value {
        let (shop, refund) = (&self.counter.shop, json!({"id": refund}));
        shop.done(&self.finance, "online.channel_refund.approve", refund.clone()).await;
        shop.app.settle().await;
        let asked = shop.answer(&self.finance, "online.channel_refund.view", refund.clone()).await;
        self.simulator.end_refund(asked["number"].as_str().expect("a number"), "SUCCESS");
        self.after(10).await;
        let done = shop.answer(&self.finance, "online.channel_refund.view", refund.clone()).await;
        assert_eq!(done["state"], json!("done"), "{done}");
        refund
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_go_back_through_the_channel_until_nothing_is_left() {
    let online = Online::open().await;
    let counter = &online.counter;
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    let bills = counter.bills(0).await;
    counter.begins(cashier, 0).await;
    for (nth, (channel, which)) in [("wechat", Which::WeChat), ("alipay", Which::Alipay)].into_iter().enumerate() {
        let (order, number) = online.ordered(cashier, channel, &bills[nth..=nth]).await;
        assert!(online.simulator.pay(&number));
        online.after(15).await;
        let payment = online.order(&order).await["payment_id"].clone();
        let arrival = online.arrivals().await[0]["id"].clone();
        let ask = |amount: i64| json!({"id": arrival, "amount": amount, "reason": "多缴"});
        for wrong in [23_271, 0, -1] {
            let refused = counter.refuses(cashier, "online.channel_refund.create", ask(wrong)).await;
            assert_eq!(refused, "payment-refund-too-much");
        }
        // The channel's answer is lost the first time: it is asked about, and gives back once.
        online.simulator.fault(Fault::once(On::Refund, What::Gone));
        online.gives_back(&arrival, 10_000).await;
        assert_eq!((counter.owed(&bills[nth]).await, counter.book("1012").await), (10_000, 13_270), "{channel}");
        let too_much = counter.refuses(cashier, "online.channel_refund.create", ask(13_271)).await;
        assert_eq!(too_much, "payment-refund-too-much");
        assert!(!online.simulator.refund_in_console(which, &number, "MORE", 13_271), "nor does the channel give more");
        online.gives_back(&arrival, 3_270).await;
        let shown = counter.payment(&payment).await;
        assert_eq!((&shown["line"]["refunded"], &shown["payment"]["state"]), (&json!(13_270), &json!("received")));
        let receipt = shop.shown(cashier, "payment.payment.page", json!({"id": payment})).await;
        assert!(receipt.contains("¥100.00") && receipt.contains("¥32.70"), "{receipt}");
        assert!(receipt.contains("online.channel_refund.create"), "the way it goes back from here: {receipt}");
        let beside = json!({"id": payment, "amount": 1, "reason": "多缴"});
        assert_eq!(counter.refuses(cashier, "payment.payment.refund", beside).await, "payment-brought");
        shop.app.check().await;
        let day = shop.answer(cashier, "payment.day_report.view", json!({"org_id": shop.here})).await;
        assert_eq!(day["agrees"], json!(true), "what a channel brought is none of the counter's: {day}");
        assert!(day["brought"].as_i64() >= Some(23_270), "{day}");
        online.gives_back(&arrival, 10_000).await;
        let arrived = shop.answer(cashier, "online.arrival.view", json!({"id": arrival})).await;
        assert_eq!((&arrived["arrival"]["state"], &arrived["left"]), (&json!("refunded"), &json!(0)));
        assert_eq!((counter.owed(&bills[nth]).await, counter.book("1012").await), (23_270, 0));
        assert_eq!(counter.refuses(cashier, "online.channel_refund.create", ask(1)).await, "online-refund-already");
    }
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_waits_a_part_goes_back_and_the_rest_pays() {
    let online = Online::open().await;
    let counter = &online.counter;
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let bills = counter.bills(0).await;
    for who in [&counter.cashier, &counter.other] {
        counter.begins(who, 0).await;
    }
    let (_, one) = online.ordered(&counter.cashier, "wechat", &bills[..1]).await;
    let (_, other) = online.ordered(&counter.other, "alipay", &bills[..1]).await;
    assert!(online.simulator.pay(&one) && online.simulator.pay(&other));
    online.after(15).await;
    let waiting = shop.rows(accountant, "online.arrival.list", json!({"arrival_state": "waiting"})).await;
    let arrival = waiting[0]["id"].clone();
    online.gives_back(&arrival, 3_270).await;
    assert_eq!((counter.book("2241.suspense").await, counter.book("1012").await), (20_000, 43_270));
    shop.app.check().await;
    // The rest pays a part of the other bill, and of that a part goes back too.
    shop.done(accountant, "online.arrival.assign", json!({"id": arrival, "bill_ids": [bills[1]]})).await;
    assert_eq!((counter.book("2241.suspense").await, counter.owed(&bills[1]).await), (0, 3_270));
    online.gives_back(&arrival, 5_000).await;
    assert_eq!((counter.book("2241.suspense").await, counter.owed(&bills[1]).await), (0, 8_270));
    assert_eq!(counter.book("1012").await, 38_270);
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_for_a_part_chooses_the_bills_that_are_owed_again() {
    let online = Online::open().await;
    let counter = &online.counter;
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    let bills = counter.bills(0).await;
    counter.begins(cashier, 0).await;
    let (_, number) = online.ordered(cashier, "wechat", &bills[..2]).await;
    assert!(online.simulator.pay(&number));
    online.after(15).await;
    let arrival = online.arrivals().await[0]["id"].clone();
    let create = "online.channel_refund.create";
    let ask = |bill: usize, amount: Value| json!({"id": arrival, "bill_ids": [bills[bill]], "amount": amount, "reason": "多缴"});
    let form = shop.form(cashier, create, json!({"id": arrival})).await;
    let chosen = form.form.fields.iter().find(|field| field.name == "bill_ids").expect("bills to tick");
    assert!(format!("{:?}", chosen.kind).contains("可退 ¥232.70"), "each with what is left of it: {chosen:?}");

    // The first of the two bills, although the last one would go first; never more than was paid of it.
    assert_eq!(counter.refuses(cashier, create, ask(0, json!(23_271))).await, "payment-refund-too-much");
    let first = shop.done(cashier, create, ask(0, json!(20_000))).await["id"].clone();
    let page = shop.shown(&online.finance, "online.channel_refund.page", json!({"id": first})).await;
    assert!(
        page.contains("恢复欠费") && page.contains(bills[0].as_str().expect("an id")),
        "who decides sees it: {page}"
    );
    // What is asked for counts as gone, of that bill.
    assert_eq!(counter.refuses(cashier, create, ask(0, json!(3_271))).await, "payment-refund-too-much");
    let rest = json!({"id": shop.done(cashier, create, ask(0, Value::Null)).await["id"]});
    assert_eq!(shop.answer(cashier, "online.channel_refund.view", rest.clone()).await["amount_fen"], 3_270);
    shop.done(&online.finance, "online.channel_refund.refuse", rest).await;

    online.given_back(&first).await;
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (20_000, 0));
    // Nobody chooses: the last bill first.
    online.gives_back(&arrival, 5_000).await;
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (20_000, 5_000));
    let strange = json!({"id": arrival, "bill_ids": counter.bills(1).await[..1], "amount": 1, "reason": "多缴"});
    assert_eq!(counter.refuses(cashier, create, strange).await, "payment-refund-too-much");
    shop.app.check().await;
}
