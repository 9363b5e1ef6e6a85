//! 单据: what is printed says what the records say, by the template in use; every copy is noted.

use std::time::Duration;

use kernel::ActorKind;
use module::Caller;
use serde_json::{Value, json};
use store::files;
use testkit::{paper, refused};

use super::payment::Counter;

/// The words of each page of a stored paper.
async fn words(counter: &Counter, who: &Caller, file: &Value) -> Vec<String> {
    let id: kernel::Id<files::File> = serde_json::from_value(file.clone()).unwrap();
    let mut cx = counter.shop.platform.reading(who).await.unwrap();
    let scope = cx.scope().clone();
    let file = files::load(cx.tx(), &scope, id.uuid()).await.unwrap();
    drop(cx);
    paper::pages(&counter.shop.platform.files.get(&file.sha256).await.unwrap())
}

/// Prints a paper; its words.
async fn printed(counter: &Counter, kind: &str, subject: &Value) -> Vec<String> {
    let input = json!({"document_kind": kind, "subject": subject});
    let done = counter.shop.done(&counter.cashier, "document.paper_copy.create", input).await;
    words(counter, &counter.cashier, &done["file"]).await
}

/// Waits until a batch has ended.
pub(super) async fn ended(counter: &Counter, batch: &Value) -> Value {
    counter.shop.app.settle().await;
    for _ in 0..1_000 {
        let shown = counter.shop.answer(&counter.cashier, "document.print_batch.view", json!({"id": batch})).await;
        if shown["state"] != "working" {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a batch goes on and on");
}

fn layout(more: Value) -> Value {
    let mut layout = json!({
        "document_kind": "receipt", "paper_title": "翠湖花园收款收据", "head": "和悦物业服务有限公司",
        "fields": [{"shown_part": "payer", "heading": "交款人"}, {"shown_part": "capital"}],
        "columns": [{"shown_part": "item"}, {"shown_part": "amount", "heading": "实收"}],
        "notes": "退费请凭本收据", "paper_size": "a5", "type_size": 10, "copy_names": "存根联、客户联",
    });
    layout.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    layout
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_printed_by_the_template_in_use_and_each_copy_is_noted() {
    let counter = Counter::open().await;
    let (shop, cashier, accountant) = (&counter.shop, &counter.cashier, &counter.accountant);
    counter.begins(cashier, 0).await;
    let payment = counter.pays(cashier, json!({"note": "提前缴"})).await;
    let [first] = <[String; 1]>::try_from(printed(&counter, "receipt", &payment).await).unwrap();
    for said in [
        "收款收据",
        "SJ202611-000001",
        "3栋1单元101",
        "物业费",
        "¥465.40",
        "肆佰陆拾伍元肆角整",
        "提前缴",
        "2026-01-01–2026-01-31",
    ] {
        assert!(first.contains(said), "{said} in {first}");
    }
    assert!(!first.contains("补打"), "{first}");
    let second = printed(&counter, "receipt", &payment).await;
    assert!(second[0].contains("补打第2次打印"), "{second:?}");

    // What is wrong is told at its field; what is right is looked at before it is published.
    let wrong = layout(json!({"columns": [{"shown_part": "item"}]}));
    assert_eq!(refused(shop.act(accountant, "document.print_template.draft", wrong).await), "document-column-wanted");
    let draft = json!({"org_id": shop.here});
    let draft = shop.done(accountant, "document.print_template.draft", layout(draft)).await["id"].clone();
    assert!(printed(&counter, "receipt", &payment).await[0].contains("收款人"), "a draft prints nothing");
    let page = shop.shown(accountant, "document.print_template.page", json!({"id": draft})).await;
    assert!(page.contains("翠湖花园收款收据") && page.contains("交款人"), "{page}");
    let which = json!({"id": draft});
    shop.done(accountant, "document.print_template.publish", which.clone()).await;
    let again = refused(shop.act(accountant, "document.print_template.publish", which).await);
    assert_eq!(again, "document-template-published");
    let [third] = <[String; 1]>::try_from(printed(&counter, "receipt", &payment).await).unwrap();
    for said in ["和悦物业服务有限公司", "翠湖花园收款收据", "交款人", "实收", "退费请凭本收据", "存根联", "客户联"]
    {
        assert!(third.contains(said), "{said} in {third}");
    }
    assert!(!third.contains("提前缴") && third.matches("SJ202611-000001").count() == 2, "{third}");

    // The next edition leaves what was printed by the one before as it was.
    let next = layout(json!({"org_id": shop.here, "paper_title": "新收据", "copy_names": null}));
    let next = shop.done(accountant, "document.print_template.draft", next).await;
    shop.done(accountant, "document.print_template.publish", next.clone()).await;
    assert!(printed(&counter, "receipt", &payment).await[0].contains("新收据"));
    let copies =
        shop.rows(cashier, "document.paper_copy.list", json!({"subject": payment, "sort": "printed_at"})).await;
    let mut noted: Vec<(i64, i64)> =
        copies.iter().map(|c| (c["copy_nth"].as_i64().unwrap(), c["edition"].as_i64().unwrap())).collect();
    noted.sort_unstable();
    assert_eq!(noted, [(1, 0), (2, 0), (3, 0), (4, 1), (5, 2)]);
    let fourth = copies.iter().find(|copy| copy["copy_nth"] == 4).unwrap();
    assert!(words(&counter, cashier, &fourth["file"]).await[0].contains("翠湖花园收款收据"), "kept as it was");
    shop.done(accountant, "document.print_template.end", next).await;
    assert!(printed(&counter, "receipt", &payment).await[0].contains("收款收据"), "what ships holds again");

    // A voided receipt says so; somebody of another community does not know of it.
    shop.done(accountant, "payment.payment.void", json!({"id": payment, "reason": "收错"})).await;
    assert!(printed(&counter, "receipt", &payment).await[0].contains("作废"));
    let elsewhere = shop.staff(31, "林岚", "cashier", &[kernel::COMPANY, shop.there]);
    let input = json!({"document_kind": "receipt", "subject": payment});
    assert!(matches!(shop.act(&elsewhere, "document.paper_copy.create", input).await, Err(kernel::Error::NotFound)));
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notices_and_statements_say_what_is_owed_to_the_fen() {
    let counter = Counter::open().await;
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    counter.begins(cashier, 0).await;
    counter.pays(cashier, json!({"amount": 30_000})).await;
    let notice = printed(&counter, "dunning_notice", &counter.rooms[0]).await.concat();
    assert!(notice.contains("催缴通知单") && notice.contains("¥165.40") && notice.contains("扫码查看账单"), "{notice}");
    assert!(notice.contains("壹佰陆拾伍元肆角整") && notice.contains("逾期天数"), "{notice}");
    let statement = printed(&counter, "statement", &counter.rooms[0]).await.concat();
    for said in ["对账单", "期初欠缴¥0.00", "期末欠缴¥165.40", "¥232.70", "¥300.00", "2026-01-01–2026-11-21"]
    {
        assert!(statement.contains(said), "{said} in {statement}");
    }
    let turned = json!({"document_kind": "statement", "subject": counter.rooms[0], "first_on": "2026-03-01", "last_on": "2026-02-01"});
    assert_eq!(refused(shop.act(cashier, "document.paper_copy.create", turned).await), "document-days-turned");
    let rest = json!({"bill_ids": [counter.bills(0).await[1]]});
    counter.pays(cashier, rest).await;
    let paid = json!({"document_kind": "dunning_notice", "subject": counter.rooms[0]});
    assert_eq!(refused(shop.act(cashier, "document.paper_copy.create", paid).await), "document-nothing-owed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_one_file_with_every_receipt_of_a_shift() {
    let counter = Counter::open().await;
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    let shift = counter.begins(cashier, 0).await;
    let empty = json!({"org_id": shop.here, "document_kind": "receipt", "shift_id": shift});
    let none = refused(shop.act(cashier, "document.print_batch.create", empty.clone()).await);
    assert_eq!(none, "document-batch-empty");
    let mut first = Value::Null;
    for nth in 0..300 {
        let note = if nth == 7 { "\u{2a6a5}" } else { "预存" };
        let advance = json!({"bill_ids": [], "amount": 100 + nth, "prepaid_for": "general", "note": note});
        let id = counter.pays(cashier, advance).await;
        if nth == 0 {
            first = id;
        }
    }
    printed(&counter, "receipt", &first).await;
    let batch = shop.done(cashier, "document.print_batch.create", empty.clone()).await["id"].clone();
    let done = ended(&counter, &batch).await;
    assert_eq!((&done["state"], &done["papers"], &done["pages"]), (&json!("done"), &json!(300), &json!(300)), "{done}");
    let file: kernel::Id<files::File> = kernel::Id::from_uuid(done["file_id"].as_str().unwrap().parse().unwrap());
    let pages = words(&counter, cashier, &json!(file)).await;
    assert!(pages[0].contains("SJ202611-000001") && pages[0].contains("补打第2次打印"), "{}", pages[0]);
    assert!(pages[299].contains("SJ202611-000300") && pages[299].contains("¥3.99"), "{}", pages[299]);
    let copies = shop.rows(cashier, "document.paper_copy.list", json!({"limit": 500})).await;
    assert_eq!(copies.len(), 301, "every paper is noted");
    let page = shop.shown(cashier, "document.print_batch.page", json!({"id": batch})).await;
    assert!(page.contains("下载") && page.contains("已完成"), "{page}");
    // Given up before it is taken up, nothing is printed.
    let second = shop.done(cashier, "document.print_batch.create", empty).await;
    shop.done(cashier, "document.print_batch.cancel", second.clone()).await;
    assert_eq!(ended(&counter, &second["id"]).await["state"], json!("cancelled"));
    assert_eq!(shop.rows(cashier, "document.paper_copy.list", json!({"limit": 500})).await.len(), 301);
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resident_takes_his_own_papers_and_nobody_elses() {
    let counter = Counter::open().await;
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    counter.begins(cashier, 0).await;
    let payment = counter.pays(cashier, json!({})).await;
    let payer: party::PersonId =
        serde_json::from_value(counter.payment(&payment).await["payment"]["payer_id"].clone()).unwrap();
    let wang = shop.bearer(ActorKind::Resident, payer.uuid(), "王强", "resident");
    let page = shop.shown(&wang, "document.own_paper.page", json!({})).await;
    assert!(
        page.contains("SJ202611-000001") && page.contains("3栋1单元101") && !page.contains("3栋1单元102"),
        "{page}"
    );
    let file = |page: &'static str, id: &Value| {
        let line = shop.platform.registry.pages().find(|line| line.name == page).unwrap();
        let (who, input) = (wang.clone(), json!({"id": id}));
        async move { shop.platform.show(&who, line, input).await.map(|view| view.download.unwrap().bytes) }
    };
    let receipt = paper::pages(&file("document.own_paper.receipt", &payment).await.unwrap()).concat();
    assert!(receipt.contains("电子副本") && receipt.contains("¥465.40"), "{receipt}");
    let statement = paper::pages(&file("document.own_paper.statement", &counter.rooms[0]).await.unwrap()).concat();
    assert!(statement.contains("期末欠缴¥0.00"), "{statement}");
    let other = file("document.own_paper.statement", &counter.rooms[1]).await;
    assert!(matches!(other, Err(kernel::Error::NotFound)), "{other:?}");
    let bills = shop.rows(&counter.accountant, "billing.bill.list", json!({"place_id": counter.rooms[1]})).await;
    let input = json!({"place_ids": [counter.rooms[1]], "bill_ids": [bills[0]["id"]]});
    let hers = shop.done(cashier, "payment.payment.create", input).await["id"].clone();
    let other = file("document.own_paper.receipt", &hers).await;
    assert!(matches!(other, Err(kernel::Error::NotFound)), "{other:?}");
    // What a resident takes is no copy of the counter's.
    assert!(shop.rows(cashier, "document.paper_copy.list", json!({})).await.is_empty());
}
