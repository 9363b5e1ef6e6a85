//! Parts of a payment go back the way it came, until nothing is left of it.

use serde_json::{Value, json};

use super::Counter;

/// What stands of a payment: of it, given back, and how it stands.
async fn standing(counter: &Counter, payment: &Value) -> (i64, String) {
    let shown = counter.payment(payment).await;
    let refunded = shown["line"]["refunded"].as_i64().expect("an amount");
    (refunded, shown["payment"]["state"].as_str().expect("a state").to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_of_a_payment_go_back_the_way_it_came() {
    let counter = Counter::open().await;
    let (shop, cashier, accountant) = (&counter.shop, &counter.cashier, &counter.accountant);
    let shift = counter.begins(cashier, 0).await;
    let bills = counter.bills(0).await;
    let ways = json!([{"method": "wechat", "amount": 26_540}, {"method": "cash"}]);
    let payment = counter.pays(cashier, json!({"methods": ways})).await;
    let owed = counter.book("1122").await;
    let ask = |amount: i64, more: Value| {
        let mut input = json!({"id": payment, "amount": amount, "method": "wechat", "reason": "多收"});
        input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        input
    };
    for (input, wanted) in [
        (ask(26_541, json!({})), "payment-refund-too-much"),
        (ask(0, json!({})), "payment-refund-too-much"),
        (ask(23_271, json!({"bill_ids": [bills[0]]})), "payment-refund-too-much"),
        (ask(100, json!({"method": "card"})), "payment-refund-as-it-came"),
        (ask(100, json!({"method": null})), "payment-refund-as-it-came"),
    ] {
        assert_eq!(counter.refuses(cashier, "payment.payment.refund", input).await, wanted);
    }
    // Two are asked for: together they are held against what is left.
    let first = shop.done(cashier, "payment.payment.refund", ask(10_000, json!({"bill_ids": [bills[0]]}))).await;
    let second = shop.done(accountant, "payment.payment.refund", ask(16_540, json!({}))).await;
    assert_eq!(counter.refuses(cashier, "payment.payment.refund", ask(1, json!({}))).await, "payment-refund-too-much");
    let void = json!({"id": payment, "reason": "错收"});
    assert_eq!(counter.refuses(accountant, "payment.payment.void", void).await, "payment-refunded-in-part");
    assert_eq!((counter.book("1122").await, standing(&counter, &payment).await.0), (owed, 0), "nothing moved yet");
    assert_eq!(counter.refuses(cashier, "payment.refund.approve", first.clone()).await, "payment-own-refund");
    assert_eq!(counter.refuses(cashier, "payment.refund.approve", second.clone()).await, "payment-own-payment");
    shop.done(accountant, "payment.refund.approve", first.clone()).await;
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (10_000, 0));
    assert_eq!((counter.book("1002.wechat").await, counter.book("1122").await), (16_540, owed + 10_000));
    // Cash goes out of the safe, which the shift's is in once it is handed in. The last bill first; what is refused is left to be asked for again, in cash now.
    shop.done(&counter.other, "payment.refund.approve", second).await;
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (10_000, 16_540));
    let (hand_in, confirm) = (json!({"id": shift, "counted_cash": 20_000}), json!({"id": shift}));
    shop.done(cashier, "payment.cash_shift.hand_in", hand_in).await;
    shop.done(accountant, "payment.cash_shift.confirm", confirm).await;
    let third = shop.done(accountant, "payment.payment.refund", ask(5_000, json!({"method": "cash"}))).await;
    shop.done(&counter.other, "payment.refund.refuse", third).await;
    let rest = ask(20_000, json!({"method": "cash"}));
    let rest = shop.done(accountant, "payment.payment.refund", rest).await;
    shop.done(&counter.other, "payment.refund.approve", rest).await;
    assert_eq!(standing(&counter, &payment).await, (46_540, "received".to_owned()));
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (23_270, 23_270));
    assert_eq!(counter.refuses(cashier, "payment.payment.refund", ask(1, json!({}))).await, "payment-refund-too-much");
    told(&counter, &payment, first).await;
    shop.app.check().await;
}

/// Receipt, slip, statement, report of the day and disclosure tell of it; the bills can be paid anew.
async fn told(counter: &Counter, payment: &Value, first: Value) {
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let receipt = shop.shown(accountant, "payment.payment.page", json!({"id": payment})).await;
    assert!(receipt.contains("TK202611-000001") && receipt.contains("¥100.00"), "{receipt}");
    assert!(!receipt.contains("payment.payment.refund"), "nothing is left to be asked back: {receipt}");
    let slip = shop.shown(accountant, "payment.refund.page", first.clone()).await;
    assert!(slip.contains("壹佰元整") && slip.contains("SJ202611-000001") && slip.contains("物业费"), "{slip}");
    let print = json!({"document_kind": "refund_slip", "subject": first["id"]});
    shop.done(accountant, "document.paper_copy.create", print).await;
    let statement = json!({"id": counter.rooms[0]});
    let statement = shop.answer(accountant, "billing.statement.view", statement).await;
    let back: i64 = statement["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter(|line| line["kind"] == "paid")
        .map(|line| line["amount"].as_i64().expect("an amount"))
        .sum();
    assert_eq!((back, &statement["closing"]), (0, &json!(46_540)), "{statement}");
    let day = shop.answer(accountant, "payment.day_report.view", json!({"org_id": shop.here})).await;
    assert_eq!(day["agrees"], json!(true), "{day}");
    counter.begins(&counter.cashier, 0).await;
    counter.pays(&counter.cashier, json!({})).await;
    shop.set_clock("2026-12-01T02:00:00Z");
    let period = json!({"org_id": shop.here, "from_on": "2026-11-01", "until_on": "2026-11-30"});
    let sheet = shop.done(accountant, "disclosure.disclosure_sheet.create", period).await;
    let lead = shop.staff(25, "许曼丽", "finance_lead", &[kernel::COMPANY, shop.here]);
    shop.done(&lead, "disclosure.disclosure_sheet.publish", sheet.clone()).await;
    let page = shop.shown(accountant, "disclosure.disclosure_sheet.page", sheet).await;
    assert!(page.contains("本期退回") && page.contains("¥465.40"), "{page}");
}
