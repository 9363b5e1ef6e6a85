//! 电子发票: what was paid is invoiced once, to whom it is told, by way of a file; and taken back by a red one.

use kernel::{ActorKind, Id};
use module::Caller;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use sheet::Limits;
use store::files::File;
use testkit::{Workshop, refused};

use super::payment::Counter;

const CREATE: &str = "invoice.invoice.create";

async fn invoices(counter: &Counter) -> Vec<Value> {
    let mut rows = counter.shop.rows(&counter.accountant, "invoice.invoice.list", json!({})).await;
    rows.sort_by_key(|row| row["number"].as_str().unwrap_or_default().to_owned());
    rows
}

/// Brings a workbook with these rows of answers; what came of it.
async fn answers(shop: &Workshop, who: &Caller, rows: &[[&str; 5]]) -> Value {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["申请单号", "发票号码", "开票日期", "下载地址", "退回原因"]).unwrap();
    for (nth, row) in (1..).zip(rows) {
        for (column, words) in (0..).zip(row).filter(|(_, words)| !words.is_empty()) {
            sheet.write_string(nth, column, *words).unwrap();
        }
    }
    let content = shop.platform.files.put(book.save_to_buffer().unwrap()).await.expect("kept");
    let (at, id) = (shop.clock().now(), shop.platform.ids.next(shop.clock().now(), 0));
    let name = "开票结果.xlsx".to_owned();
    let (size, sha256) = (content.size, content.sha256);
    let file = File {
        org: kernel::COMPANY,
        id,
        name,
        media_type: sheet::MEDIA_TYPE.into(),
        size,
        sha256,
        at,
        by: who.actor.id,
    };
    let input = json!({"org_id": shop.here, "file": Id::<File>::from_uuid(id)});
    let made = shop.platform.act_with(who, "invoice.answer.create", input, vec![file]).await.expect("brought");
    shop.app.settle().await;
    shop.answer(who, "invoice.answer.view", made).await
}

/// A request for these receipts.
fn ask(receipts: &[&Value], more: Value) -> Value {
    let mut input = json!({"payment_ids": receipts, "buyer_kind": "person", "invoice_title": "王强"});
    input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    input
}

fn company(number: &str) -> Value {
    json!({"buyer_kind": "company", "invoice_title": "翠湖商贸有限公司", "tax_number": number})
}

/// Whoever paid this.
async fn resident(counter: &Counter, payment: &Value) -> Caller {
    let payer = counter.payment(payment).await["payment"]["payer_id"].clone();
    let payer: party::PersonId = serde_json::from_value(payer).unwrap();
    counter.shop.bearer(ActorKind::Resident, payer.uuid(), "王强", "resident")
}

#[tokio::test]
async fn what_was_paid_is_invoiced_once_by_way_of_a_file_and_taken_back_by_a_red_one() {
    let counter = Counter::open().await;
    counter.begins(&counter.cashier, 0).await;
    let bills = counter.bills(0).await;
    let first = counter.pays(&counter.cashier, json!({"bill_ids": [bills[0]], "amount": 20_000})).await;
    let second = counter.pays(&counter.cashier, json!({})).await;
    asked_for(&counter, &first, &second).await;
    sent_once(&counter).await;
    answered(&counter, &first).await;
    taken_back(&counter, &first, &second).await;
    counter.shop.app.check().await;
}

/// The resident asks for what he paid himself, the cashier for the rest, and nobody for anything twice.
async fn asked_for(counter: &Counter, first: &Value, second: &Value) {
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    let wrong = shop.act(cashier, CREATE, ask(&[first], company("91350100M000100Y44"))).await;
    assert_eq!(refused(wrong), "invoice-tax-number-wrong");
    assert_eq!(refused(shop.act(cashier, CREATE, ask(&[], json!({}))).await), "invoice-receipt-wanted");
    let elsewhere = shop.staff(41, "林岚", "cashier", &[shop.there]);
    let own = shop.act(&elsewhere, CREATE, ask(&[first], json!({}))).await;
    assert!(matches!(own, Err(kernel::Error::NotFound)), "{own:?}");
    let stranger = shop.bearer(ActorKind::Resident, uuid::Uuid::from_u128(99), "李敏", "resident");
    let theirs = shop.act(&stranger, "invoice.own_invoice.create", ask(&[first], json!({}))).await;
    assert!(matches!(theirs, Err(kernel::Error::NotFound)), "{theirs:?}");
    let resident = resident(counter, first).await;
    let page = shop.shown(&resident, "invoice.own_invoice.page", json!({})).await;
    assert!(page.contains("可开票 ¥465.40"), "{page}");
    let more = json!({"email": "wang@example.cn"});
    shop.done(&resident, "invoice.own_invoice.create", ask(&[first], more)).await;
    let again = shop.act(cashier, CREATE, ask(&[first], json!({}))).await;
    assert_eq!(refused(again), "invoice-nothing-left", "nothing is invoiced twice");
    shop.done(cashier, CREATE, ask(&[first, second], company("91350100m000100y43"))).await;
    let rows = invoices(counter).await;
    let amounts: Vec<i64> = rows.iter().map(|row| row["amount"].as_i64().unwrap()).collect();
    assert_eq!(amounts, [20_000, 26_540], "no more than was paid and is on no invoice");
    assert!(shop.shown(&stranger, "invoice.own_invoice.page", json!({})).await.contains("还没有发票"));
}

/// All that waits goes into one file, once.
async fn sent_once(counter: &Counter) {
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let early = answers(shop, accountant, &[["FP2026-000001", "26442000001", "2026-11-23", "", ""]]).await;
    assert_eq!(early["state"], "refused", "nothing is answered that was not sent");
    let file = shop.done(accountant, "invoice.exchange.create", json!({"org_id": shop.here})).await;
    let none = shop.act(accountant, "invoice.exchange.create", json!({"org_id": shop.here})).await;
    assert_eq!(refused(none), "invoice-exchange-empty");
    let asked = invoices(counter).await[0]["id"].clone();
    let sent = shop.act(&counter.cashier, "invoice.invoice.cancel", json!({"id": asked})).await;
    assert_eq!(refused(sent), "invoice-sent-already");
    let mut pages = shop.platform.registry.pages();
    let page = pages.find(|page| page.name == "invoice.exchange.download").expect("a page");
    let view = shop.platform.show(accountant, page, file).await.expect("a file");
    let bytes = view.download.expect("a workbook").bytes;
    let book = sheet::Workbook::open(bytes, "开票.xlsx", Limits::default()).expect("it opens");
    assert_eq!(book.sheets(), ["开票申请"]);
}

/// Answers are taken whole or not at all, and once.
async fn answered(counter: &Counter, first: &Value) {
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let broken = [["FP2026-000001", "26442000001", "2026-11-23", "", ""], ["FP2026-000002", "", "", "", ""]];
    let taken = answers(shop, accountant, &broken).await;
    assert_eq!((&taken["state"], &taken["issued"]), (&json!("refused"), &json!(0)));
    let page = shop.shown(accountant, "invoice.answer.page", json!({"id": taken["id"]})).await;
    assert!(page.contains("第 3 行没有发票号码，也没有退回原因"), "{page}");
    assert!(invoices(counter).await.iter().all(|row| row["invoice_state"] == "sent"));
    let right = [
        ["FP2026-000001", "26442000001", "2026-11-23", "https://tax.example.com/1.pdf", ""],
        ["FP2026-000002", "", "", "", "税号与名称不符"],
    ];
    let taken = answers(shop, accountant, &right).await;
    assert_eq!((&taken["issued"], &taken["rejected"]), (&json!(1), &json!(1)), "{taken}");
    let taken = answers(shop, accountant, &right).await;
    assert_eq!((&taken["state"], &taken["unchanged"]), (&json!("taken"), &json!(2)), "the same again changes nothing");
    let other = answers(shop, accountant, &[["FP2026-000001", "26442000009", "2026-11-23", "", ""]]).await;
    assert_eq!(other["state"], "refused", "what is issued is not answered otherwise");
    let resident = resident(counter, first).await;
    let page = shop.shown(&resident, "invoice.own_invoice.page", json!({})).await;
    assert!(page.contains("https://tax.example.com/1.pdf") && page.contains("税号与名称不符"), "{page}");
    assert!(page.contains("可开票 ¥265.40"), "what was rejected can be asked for anew: {page}");
}

/// An issued invoice is taken back by a red one; what was on it can be invoiced anew only then. A voided receipt never is.
async fn taken_back(counter: &Counter, first: &Value, second: &Value) {
    let (shop, cashier, accountant) = (&counter.shop, &counter.cashier, &counter.accountant);
    let issued = json!({"id": invoices(counter).await[0]["id"], "reason": "抬头有误"});
    shop.done(accountant, "invoice.invoice.reverse", issued.clone()).await;
    assert_eq!(refused(shop.act(accountant, "invoice.invoice.reverse", issued).await), "invoice-red-waits");
    let held = shop.act(cashier, CREATE, ask(&[first], json!({}))).await;
    assert_eq!(refused(held), "invoice-nothing-left");
    shop.done(accountant, "invoice.exchange.create", json!({"org_id": shop.here})).await;
    answers(shop, accountant, &[["FP2026-000003", "26442000003", "2026-11-24", "", ""]]).await;
    let rows = invoices(counter).await;
    assert_eq!((&rows[0]["invoice_state"], &rows[2]["amount"]), (&json!("reversed"), &json!(-20_000)));
    shop.done(cashier, CREATE, ask(&[first], json!({}))).await;
    shop.done(accountant, "payment.payment.void", json!({"id": second, "reason": "收错"})).await;
    assert_eq!(refused(shop.act(cashier, CREATE, ask(&[second], json!({}))).await), "invoice-nothing-left");
}
