//! What users of comparable programs suffered with fees and payments, on the whole product, each named by the commit or issue it comes
//! from; what is arithmetic alone is held in `crates/settle/tests/peers.rs`.

use axum::http::Method;
use kernel::{ActorKind, COMPANY, Error};
use module::Caller;
use serde_json::{Value, json};

use super::{document::ended, payment::Counter};

/// The owner of a room, signed in.
async fn owner(counter: &Counter, room: usize) -> Caller {
    let bill = counter.bills(room).await[0].clone();
    let shown = counter.shop.answer(&counter.accountant, "billing.bill.view", json!({"id": bill})).await;
    let payer: party::PersonId = serde_json::from_value(shown["bill"]["payer_id"].clone()).unwrap();
    counter.shop.bearer(ActorKind::Resident, payer.uuid(), "业主", "resident")
}

async fn a_callback_to_a_wrong_address_is_no_success(counter: &Counter) {
    let nobody = &mut counter.shop.app.visitor();
    let unknown = "/online/notices/payee_account_00000000000000000000000000000000";
    for path in [unknown, "/online/notices/x", "/online/notice", "/online/notices"] {
        let (status, _) = nobody.api(Method::POST, path, Some(json!({"event": "paid"}))).await;
        assert!(!status.is_success(), "{path} answers {status}: the channel tries again");
    }
}

async fn a_bill_that_was_taken_back_is_billed_again(counter: &Counter) {
    let (shop, accountant) = (&counter.shop, &counter.accountant);
    let was = counter.bills(1).await;
    shop.done(accountant, "billing.bill.void", json!({"id": was[0], "reason": "面积有误"})).await;
    let run = json!({"org_id": shop.here, "since_on": "2026-01-01", "billed_until_on": "2026-03-01"});
    let run = shop.done(&counter.cashier, "billing.bill_run.create", run).await["id"].clone();
    shop.app.settle().await;
    shop.done(accountant, "billing.bill_run.approve", json!({"id": run})).await;
    shop.app.settle().await;
    let ask = json!({"place_id": counter.rooms[1], "run_id": run});
    assert_eq!(shop.rows(accountant, "billing.bill.list", ask).await.len(), 1, "the gap, and nothing else");
}

async fn owners_see_their_own_and_nobody_elses(counter: &Counter, payment: &Value) {
    let shop = &counter.shop;
    let (wang, li) = (owner(counter, 0).await, owner(counter, 1).await);
    let page = shop.platform.registry.pages().find(|page| page.name == "document.own_paper.receipt").expect("a page");
    let which = json!({"id": payment});
    assert!(shop.platform.show(&wang, page, which.clone()).await.is_ok(), "his own receipt");
    let others = shop.platform.show(&li, page, which).await;
    assert!(matches!(others, Err(Error::NotFound)), "her neighbour's receipt");
    let own = shop.answer(&li, "portal.bill.rows", json!({})).await;
    let rows = own["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|bill| bill["place"] == "3栋1单元102"), "{own}");
    let elsewhere = shop.staff(32, "贾宁", "manager", &[COMPANY, shop.there]);
    let bill = json!({"id": counter.bills(0).await[0]});
    let unseen = shop.platform.ask(&elsewhere, "billing.bill.view", bill).await;
    assert!(matches!(unseen, Err(Error::NotFound)), "{unseen:?}");
}

/// Half past midnight in Shanghai is still the day before in Greenwich.
async fn money_counts_for_the_day_it_is_here(counter: &Counter) -> Value {
    counter.shop.set_clock("2026-11-30T16:30:00Z");
    counter.begins(&counter.cashier, 0).await;
    let payment = counter.pays(&counter.cashier, json!({})).await;
    let shown = counter.payment(&payment).await;
    assert_eq!(
        (&shown["payment"]["paid_on"], &shown["payment"]["number"]),
        (&json!("2026-12-01"), &json!("SJ202612-000001"))
    );
    payment
}

async fn reminding_everybody_does_not_hang(counter: &Counter) {
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    let all = json!({"org_id": shop.here, "document_kind": "dunning_notice"});
    let batch = shop.done(cashier, "document.print_batch.create", all).await;
    let shown = shop.answer(cashier, "document.print_batch.view", batch.clone()).await;
    assert_eq!(shown["state"], json!("working"), "the button is free at once");
    assert_eq!(ended(counter, &batch["id"]).await["state"], json!("done"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_users_of_other_programs_suffered_does_not_happen_on_the_whole_product() {
    let counter = Counter::open().await;
    let mut held = 0;
    let mut holds = |bullet: &str| {
        println!("{bullet}");
        held += 1;
    };
    a_callback_to_a_wrong_address_is_no_success(&counter).await;
    holds("PFEE 510e58a: an unmatched callback address answered 200");
    a_bill_that_was_taken_back_is_billed_again(&counter).await;
    holds("PFEE eb0d1f0: after a refund never billed again");
    let payment = money_counts_for_the_day_it_is_here(&counter).await;
    holds("PFEE f7ee541, c7e0ee9: eight hours off");
    owners_see_their_own_and_nobody_elses(&counter, &payment).await;
    holds("HC 16d1b061d, KOPRO #302: what is others' could be read");
    reminding_everybody_does_not_hang(&counter).await;
    holds("PFEE 169de8e: reminders in bulk hung the button");
    println!("{held} bullets of the research on peers hold on the whole product");
    counter.shop.app.check().await;
}
