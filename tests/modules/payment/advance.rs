//! 预缴与赠月: months paid ahead cost what a run will bill; a rule gives more of them, and takes them back with the money.

use kernel::Error;
use module::Caller;
use serde_json::{Value, json};

use super::Counter;

/// 缴 12 送 1 until the end of the year, asked for by the cashier.
async fn rule(counter: &Counter) -> Value {
    let rule = json!({
        "org_id": counter.shop.here, "name": "年缴优惠", "fee_class": "management", "paid_months": 12, "given_months": 1,
        "without_arrears": true, "from_on": "2026-11-01", "to_on": "2026-12-31",
    });
    counter.shop.done(&counter.cashier, "tariff.gift_rule.create", rule).await["id"].clone()
}

fn months(counter: &Counter, room: usize, months: u32) -> Value {
    json!({"place_id": counter.rooms[room], "fee_class": "management", "advance_months": months})
}

async fn quoted(counter: &Counter, room: usize, ahead: u32) -> Value {
    counter.shop.answer(&counter.cashier, "payment.advance.view", months(counter, room, ahead)).await
}

async fn told(counter: &Counter, room: usize, ahead: u32) -> String {
    quoted(counter, room, ahead).await["gift_told"].as_str().expect("a sentence").to_owned()
}

async fn takes(counter: &Counter, room: usize, ahead: u32) -> Value {
    let input = months(counter, room, ahead);
    counter.shop.done(&counter.cashier, "payment.advance.create", input).await["id"].clone()
}

/// How the reliefs of a room stand, those that count first.
async fn reliefs(counter: &Counter, room: usize) -> Vec<String> {
    let ask = json!({"place_id": counter.rooms[room]});
    let rows = counter.shop.rows(&counter.accountant, "tariff.relief.list", ask).await;
    let mut states: Vec<String> =
        rows.iter().map(|row| row["relief_state"].as_str().unwrap_or_default().to_owned()).collect();
    states.sort();
    states
}

/// Bills November 2027 of all rooms; what a room is billed for it.
async fn billed(counter: &Counter, room: usize) -> (i64, String) {
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let run = json!({"org_id": shop.here, "since_on": "2027-11-01", "billed_until_on": "2027-12-01"});
    let run = shop.done(&counter.cashier, "billing.bill_run.create", run).await["id"].clone();
    shop.app.settle().await;
    shop.done(accountant, "billing.bill_run.approve", json!({"id": run})).await;
    shop.app.settle().await;
    let bills = shop.rows(accountant, "billing.bill.list", json!({"place_id": counter.rooms[room]})).await;
    let bill = bills.iter().find(|bill| bill["from_on"] == "2027-11-01").expect("a bill of the month");
    let page = shop.shown(accountant, "billing.bill.page", json!({"id": bill["id"]})).await;
    (bill["amount"].as_i64().expect("an amount"), page)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_counts_once_another_approves_it_and_only_in_its_community() {
    let counter = Counter::open().await;
    let (shop, cashier, accountant) = (&counter.shop, &counter.cashier, &counter.accountant);
    counter.begins(cashier, 0).await;
    counter.pays(cashier, json!({})).await;
    let rule = rule(&counter).await;
    assert!(told(&counter, 0, 12).await.contains("没有已批准的赠月规则"), "nobody has approved it");
    let own = counter.refuses(cashier, "tariff.gift_rule.approve", json!({"id": rule})).await;
    assert_eq!(own, "tariff-own-gift-rule");
    let theirs: Caller = shop.staff(24, "吴越", "accountant", &[shop.there]);
    let approve = json!({"id": rule, "remark": "同意"});
    let foreign = shop.act(&theirs, "tariff.gift_rule.approve", approve.clone()).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let foreign = shop.ask(&theirs, "payment.advance.view", months(&counter, 0, 12)).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    shop.done(accountant, "tariff.gift_rule.approve", approve).await;
    let page = shop.shown(accountant, "tariff.gift_rule.page", json!({"id": rule})).await;
    assert!(page.contains("年缴优惠") && page.contains("已批准") && page.contains("只限无欠费"), "{page}");
    assert!(told(&counter, 0, 12).await.contains("2027-11 免收"));
    assert!(told(&counter, 0, 3).await.contains("一次缴满 12 个月"));
    shop.done(cashier, "tariff.gift_rule.end", json!({"id": rule})).await;
    assert!(told(&counter, 0, 12).await.contains("没有已批准"), "it was ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_pays_a_year_ahead_and_owes_nothing_is_given_a_month_and_its_bill_says_so() {
    let counter = Counter::open().await;
    let (shop, cashier, accountant) = (&counter.shop, &counter.cashier, &counter.accountant);
    let rule = rule(&counter).await;
    shop.done(accountant, "tariff.gift_rule.approve", json!({"id": rule})).await;
    assert_eq!(
        counter.refuses(cashier, "payment.advance.create", months(&counter, 0, 12)).await,
        "payment-open-a-shift"
    );
    counter.begins(cashier, 0).await;

    // 李敏 owes January and February: she may pay ahead, and nothing is given.
    assert!(told(&counter, 1, 12).await.contains("有欠费"));
    takes(&counter, 1, 12).await;
    assert_eq!(reliefs(&counter, 1).await, Vec::<String>::new());

    // 王强 pays what he owes first.
    counter.pays(cashier, json!({})).await;
    let quote = quoted(&counter, 0, 12).await;
    assert_eq!((&quote["from_on"], &quote["to_on"]), (&json!("2026-11-01"), &json!("2027-10-31")));
    assert_eq!((&quote["amount"], quote["lines"].as_array().map(Vec::len)), (&json!(12 * 23_270), Some(12)));
    let page = shop.shown(cashier, "payment.advance.page", months(&counter, 0, 12)).await;
    assert!(page.contains("年缴优惠：缴 12 个月送 1 个月，2027-11 免收"), "{page}");
    let mut stale = months(&counter, 0, 12);
    stale["amount"] = json!(100);
    assert_eq!(counter.refuses(cashier, "payment.advance.create", stale).await, "payment-advance-changed");
    let payment = takes(&counter, 0, 12).await;
    let receipt = shop.shown(cashier, "payment.payment.page", json!({"id": payment})).await;
    assert!(receipt.contains("2026-11 – 2027-10") && receipt.contains("2027-11 免收"), "{receipt}");
    assert_eq!(counter.book("2203.management").await, 12 * (23_270 + 26_598));
    assert_eq!(reliefs(&counter, 0).await, ["approved"]);
    assert_eq!(quoted(&counter, 0, 1).await["from_on"], "2027-12-01", "behind what is paid and given");

    let (amount, bill) = billed(&counter, 0).await;
    assert_eq!(amount, 0);
    assert!(bill.contains("赠月") && bill.contains("年缴优惠"), "the bill says by which rule: {bill}");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gift_ends_with_the_money_that_paid_for_it() {
    let counter = Counter::open().await;
    let (shop, cashier, accountant) = (&counter.shop, &counter.cashier, &counter.accountant);
    let rule = rule(&counter).await;
    shop.done(accountant, "tariff.gift_rule.approve", json!({"id": rule})).await;
    counter.begins(cashier, 0).await;
    counter.pays(cashier, json!({})).await;
    let wrong = takes(&counter, 0, 12).await;
    shop.done(accountant, "payment.payment.void", json!({"id": wrong, "reason": "收错房号"})).await;
    assert_eq!(reliefs(&counter, 0).await, ["withdrawn"]);
    assert_eq!(quoted(&counter, 0, 12).await["from_on"], "2026-11-01", "the months are not paid any more");

    takes(&counter, 0, 12).await;
    assert_eq!(reliefs(&counter, 0).await, ["approved", "withdrawn"]);
    let list = shop.rows(accountant, "payment.prepayment.list", json!({"prepaid_for": "management"})).await;
    let ask =
        |amount: i64| json!({"id": list[0]["id"], "amount": amount, "method": "transfer", "reason": "房屋已出售"});
    let little = shop.done(cashier, "payment.refund.create", ask(23_270)).await;
    let page = shop.shown(accountant, "payment.refund.page", little.clone()).await;
    assert!(!page.contains("赠月作废"), "what is left still pays the months to come: {page}");
    shop.done(accountant, "payment.refund.approve", little).await;
    assert_eq!(reliefs(&counter, 0).await, ["approved", "withdrawn"]);
    let ask = ask(11 * 23_270);
    let refund = shop.done(cashier, "payment.refund.create", ask).await;
    assert_eq!(reliefs(&counter, 0).await, ["approved", "withdrawn"], "nothing ends before it is approved");
    let page = shop.shown(accountant, "payment.refund.page", refund.clone()).await;
    assert!(page.contains("赠月作废") && page.contains("2027-11 免收"), "whoever approves is told: {page}");
    shop.done(accountant, "payment.refund.approve", refund).await;
    assert_eq!(reliefs(&counter, 0).await, ["withdrawn", "withdrawn"]);
    let (amount, _) = billed(&counter, 0).await;
    assert_eq!(amount, 23_270, "the month is billed");
    shop.app.check().await;
}
