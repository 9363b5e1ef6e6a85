//! 银行转账: a statement is taken once; what fits exactly and alone pays, the rest waits with what it may be and why.

use kernel::Span;
use serde_json::{Value, json};

use super::super::payment::Counter;

/// The lines as a bank hands them out: one for all that 3-1-101 owes, one that names no room, one from nobody, and one that went out.
fn statement() -> Value {
    json!([
        {"bank_key": "N1", "came_on": "2026-11-20", "amount": 46540, "sender_name": "王强", "sender_account": "6222 0001",
         "sender_note": "3-1-101王强物业费", "balance": 146540},
        {"bank_key": "N2", "came_on": "2026-11-20", "amount": 53196, "sender_name": "李敏", "sender_account": "6222 0002",
         "sender_note": "物业费"},
        {"bank_key": "N3", "came_on": "2026-11-21", "amount": 100, "sender_name": "某公司", "sender_account": "6222 0003",
         "sender_note": "货款"},
        {"bank_key": "N4", "came_on": "2026-11-21", "sender_name": "电力公司"},
        {"bank_key": "N5", "came_on": "2026-11-21", "amount": -5},
        {"bank_key": "N6", "came_on": "2026-12-24", "amount": 100},
    ])
}

/// What the bank says of a day is explained by lines that came into the book later; what is left is said.
async fn beside_the_book(counter: &Counter) {
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let enter = |day: &str, fen: i64| json!({"org_id": shop.here, "day": day, "bank_balance": fen});
    let later = counter.refuses(accountant, "online.bank_balance.enter", enter("2026-12-24", 1)).await;
    assert_eq!(later, "online-transfer-not-yet");
    shop.done(accountant, "online.bank_balance.enter", enter("2026-11-20", 99_736)).await;
    shop.done(accountant, "online.bank_balance.enter", enter("2026-11-21", 99_900)).await;
    let days = async || {
        let shown = shop.answer(accountant, "online.bank_balance.view", json!({"org_id": shop.here})).await;
        let told = |day: &Value| [&day["bank"], &day["book"], &day["not_booked"]].map(|fen| fen.as_i64().unwrap());
        shown["days"].as_array().expect("days").iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(days().await, [[99_900, 99_836, 0], [99_736, 0, 99_736]]);
    let page = shop.shown(accountant, "online.bank_balance.page", json!({"org_id": shop.here})).await;
    assert!(page.contains("¥0.64") && page.contains("与账簿不一致") && page.contains("¥532.96"), "{page}");
    shop.done(accountant, "online.bank_balance.enter", enter("2026-11-21", 99_836)).await;
    assert_eq!(days().await[0], [99_836, 99_836, 0]);
    let page = shop.shown(accountant, "online.bank_balance.page", json!({"org_id": shop.here})).await;
    assert!(!page.contains("与账簿不一致"), "{page}");
}

impl Counter {
    /// A minute goes by, in which what is new is matched.
    async fn matched(&self) {
        let clock = self.shop.clock();
        clock.set(clock.now() + Span::seconds(61));
        self.shop.app.settle().await;
    }

    async fn transfers(&self) -> Vec<Value> {
        let mut list = self.shop.rows(&self.accountant, "online.bank_transfer.list", json!({})).await;
        list.sort_by_key(|line| (line["came_on"].to_string(), line["id"].to_string()));
        list
    }
}

#[tokio::test]
async fn what_fits_exactly_pays_and_the_rest_waits_with_what_it_may_be() {
    let counter = Counter::open().await;
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let told = |taken: Vec<Value>| -> Vec<String> {
        let word = |one: &Value| match one {
            Value::Object(refused) => refused["refused"][0]["key"].as_str().unwrap_or_default().to_owned(),
            word => word.as_str().unwrap_or_default().to_owned(),
        };
        taken.iter().map(word).collect()
    };
    let wrong = ["online-transfer-below-nothing", "online-transfer-not-yet"];
    let first = ["created", "created", "created", "unchanged", wrong[0], wrong[1]];
    assert_eq!(told(shop.take(accountant, "bank_transfer", statement(), true).await), first, "looked at first");
    assert!(counter.transfers().await.is_empty(), "nothing is written");
    assert_eq!(told(shop.take(accountant, "bank_transfer", statement(), false).await), first);
    let again = ["unchanged", "unchanged", "unchanged", "unchanged", wrong[0], wrong[1]];
    assert_eq!(told(shop.take(accountant, "bank_transfer", statement(), false).await), again, "a line is taken once");
    counter.matched().await;

    let lines = counter.transfers().await;
    let states: Vec<&str> = lines.iter().map(|line| line["bank_transfer_state"].as_str().unwrap()).collect();
    assert_eq!(states, ["settled", "waiting", "waiting"]);
    assert_eq!(lines[0]["matched"], json!(true));
    for bill in counter.bills(0).await {
        assert_eq!(counter.owed(&bill).await, 0, "all that 3-1-101 owed");
    }
    assert_eq!((counter.book("1002.transfer").await, counter.book("2241.suspense").await), (99_836, 53_296));

    beside_the_book(&counter).await;

    // The second names no room, but amount and payer agree: one press, and the account is known from then on.
    let second = json!({"id": lines[1]["id"]});
    let page = shop.shown(accountant, "online.bank_transfer.page", second.clone()).await;
    for words in ["可能是", "金额相符", "付款人相符", "就是这笔", "李敏"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let shown = shop.answer(accountant, "online.bank_transfer.view", second.clone()).await;
    let bills = shown["proposals"][0]["bill_ids"].clone();
    assert_eq!((bills.as_array().unwrap().len(), &shown["proposals"][0]["owed"]), (2, &json!(53_196)));
    let assign = json!({"id": lines[1]["id"], "bill_ids": bills});
    shop.done(accountant, "online.bank_transfer.assign", assign.clone()).await;
    assert_eq!(counter.refuses(accountant, "online.bank_transfer.assign", assign).await, "online-transfer-decided");
    assert_eq!((counter.book("1002.transfer").await, counter.book("2241.suspense").await), (99_836, 100));

    // The third is nobody's: somebody else than who brought the statement gives it back.
    let third = json!({"id": lines[2]["id"], "reason": "汇错"});
    let page = shop.shown(accountant, "online.bank_transfer.page", json!({"id": lines[2]["id"]})).await;
    assert!(page.contains("没有找到可能的账单"), "{page}");
    assert_eq!(
        counter.refuses(accountant, "online.bank_transfer.give_back", third.clone()).await,
        "online-transfer-own"
    );
    shop.done(&counter.other, "online.bank_transfer.give_back", third).await;
    assert_eq!((counter.book("1002.transfer").await, counter.book("2241.suspense").await), (99_736, 0));

    in_part(&counter, &lines[1]).await;

    // What was paid by mistake is owed again and waits; the same account under another name is known.
    let release = |line: &Value| json!({"id": line["id"], "reason": "认错房号"});
    shop.done(&counter.other, "online.bank_transfer.release", release(&lines[0])).await;
    assert_eq!((counter.book("1002.transfer").await, counter.book("2241.suspense").await), (94_736, 46_540));
    let whole = counter.refuses(&counter.other, "online.bank_transfer.release", release(&lines[1])).await;
    assert_eq!(whole, "payment-refunded-in-part", "a part of it has left the bank");
    let known = json!([{"bank_key": "N7", "came_on": "2026-11-21", "amount": 100, "sender_name": "张三", "sender_account": "62220002"}]);
    shop.take(accountant, "bank_transfer", known, false).await;
    counter.matched().await;
    let seventh =
        counter.transfers().await.into_iter().find(|line| line["sender_name"] == "张三").expect("the seventh");
    let page = shop.shown(accountant, "online.bank_transfer.page", json!({"id": seventh["id"]})).await;
    assert!(page.contains("付款人相符"), "learnt when it was assigned: {page}");
    assert_eq!(online::findings(&shop.platform.db).await.expect("verify runs"), []);
    assert_eq!(payment::findings(&shop.platform.db).await.expect("verify runs"), []);
}

/// A part of what came in at the bank is paid back by a transfer, with a slip, once somebody else has approved it.
async fn in_part(counter: &Counter, line: &Value) {
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let shown = shop.answer(accountant, "online.bank_transfer.view", json!({"id": line["id"]})).await;
    let payment = shown["transfer"]["payment_id"].clone();
    let page = shop.shown(accountant, "payment.payment.page", json!({"id": payment})).await;
    assert!(page.contains("payment.payment.refund"), "{page}");
    let ask = |method: &str| json!({"id": payment, "amount": 5_000, "method": method, "reason": "多汇"});
    assert_eq!(counter.refuses(accountant, "payment.payment.refund", ask("cash")).await, "payment-refund-as-it-came");
    let asked = shop.done(&counter.cashier, "payment.payment.refund", ask("transfer")).await;
    assert_eq!(counter.refuses(accountant, "payment.refund.approve", asked.clone()).await, "payment-own-payment");
    shop.done(&counter.other, "payment.refund.approve", asked.clone()).await;
    assert_eq!(counter.book("1002.transfer").await, 94_736);
    let slip = shop.shown(accountant, "payment.refund.page", asked).await;
    assert!(slip.contains("TK202611-") && slip.contains("伍拾元整"), "{slip}");
    let day = shop.answer(accountant, "payment.day_report.view", json!({"org_id": shop.here})).await;
    assert_eq!(day["agrees"], json!(true), "{day}");
}
