//! 期初建账: what another program knew is posted once its totals agree, lives as everything else does, and is taken back whole.

mod late;

use kernel::COMPANY;
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, outcomes, refused};

const APPROVE: &str = "opening.opening.approve";
const TOTAL: &str = "opening.control_total.enter";

/// A community with two homes and a tariff of 物业费 that has billed nothing here yet.
struct Newcomer {
    shop: Workshop,
    accountant: Caller,
    lead: Caller,
    cashier: Caller,
    item: Value,
    room: Value,
}

impl Newcomer {
    async fn comes() -> Self {
        let shop = Workshop::open().await;
        let units = [COMPANY, shop.here];
        let accountant = shop.staff(23, "邵芸", "accountant", &units);
        let lead = shop.staff(24, "顾海", "finance_lead", &units);
        let cashier = shop.staff(21, "戴静", "cashier", &units);
        let building = json!({
            "org_id": shop.here, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 1,
            "lines": [{"line": "01", "built_area": 8950}, {"line": "02", "built_area": 10230}],
            "use": "home", "state": "vacant", "takeover_on": "2024-07-01",
        });
        shop.done(&cashier, "property.building.create", building).await;
        let room = shop.room(&cashier, "3-1-101").await;
        let owner =
            json!({"name": "王强", "phone": "13800138001", "place_id": room, "role": "owner", "from_on": "2024-07-01"});
        shop.done(&cashier, "party.person.create", owner).await;
        let item = json!({"code": "WYF", "name": "物业费", "fee_class": "management"});
        let item = shop.done(&cashier, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = json!({
            "org_id": shop.here, "item_id": item, "code": "WYF-GC", "name": "高层物业费", "price_from_on": "2025-01-01",
            "comes": "monthly", "basis": "built_area", "unit_price": "2.6", "paid_by": "owner", "starts_with": "take_over",
        });
        let tariff = shop.done(&cashier, "tariff.tariff.create", tariff).await["id"].clone();
        shop.done(&accountant, "tariff.tariff.enforce", json!({"id": tariff})).await;
        shop.done(&cashier, "tariff.tariff.apply", json!({"id": tariff, "from_on": "2025-01-01"})).await;
        Self { shop, accountant, lead, cashier, item, room }
    }

    async fn begins(&self) -> Value {
        let opening = json!({"org_id": self.shop.here, "opened_on": "2026-11-01", "came_from": "老收费系统"});
        self.shop.done(&self.accountant, "opening.opening.create", opening).await["id"].clone()
    }

    /// What the old program hands out, and what became of each row.
    async fn takes(&self, register: &str, rows: Value) -> Vec<String> {
        outcomes(&self.shop.take(&self.accountant, register, rows, false).await)
    }

    async fn brings_everything(&self) {
        assert_eq!(self.takes("opening_bill", bills()).await, ["created", "created", "created"]);
        assert_eq!(self.takes("opening_prepayment", prepayments()).await, ["created"]);
        assert_eq!(self.takes("opening_deposit", deposits()).await, ["created"]);
        assert_eq!(self.takes("opening_balance", balances()).await, ["created", "created"]);
        assert_eq!(self.takes("opening_payment", past_payments()).await, ["created", "created"]);
    }

    async fn totals(&self, id: &Value, owed: i64) {
        let total = |kind: &str, item: &Value, rows: i64, total: i64| json!({"id": id, "opening_kind": kind, "item_id": item, "rows_there": rows, "total_there": total});
        let none = Value::Null;
        for input in [
            total("bill", &self.item, 3, owed),
            total("prepayment", &none, 1, 30_000),
            total("deposit", &none, 1, 200_000),
            total("payment", &self.item, 2, 49_868),
            total("debit", &none, 1, 5_800_000),
            total("credit", &none, 1, 1_000_000),
        ] {
            self.shop.done(&self.accountant, TOTAL, input).await;
        }
    }

    async fn posted(&self) -> Value {
        let id = self.begins().await;
        self.brings_everything().await;
        self.totals(&id, 63_270).await;
        self.shop.done(&self.lead, APPROVE, json!({"id": id})).await;
        self.shop.app.settle().await;
        id
    }

    async fn bills(&self) -> Vec<Value> {
        let mut bills = self.shop.rows(&self.accountant, "billing.bill.list", json!({})).await;
        bills.sort_by_key(|bill| (bill["due_on"].to_string(), bill["place"].to_string()));
        bills
    }

    /// What stands in the book on accounts of this code and below, on the side on which they grow.
    async fn book(&self, code: &str) -> i64 {
        let accounts = self.shop.rows(&self.accountant, "ledger.book_account.list", json!({"limit": 500})).await;
        let below = |account: &&Value| {
            account["code"].as_str().is_some_and(|c| c == code || c.starts_with(&format!("{code}.")))
        };
        let of = accounts.iter().filter(below);
        of.map(|account| account["balance"].as_i64().unwrap_or_default()).sum()
    }

    async fn is_sound(&self) {
        let db = &self.shop.platform.db;
        assert_eq!(opening::findings(db).await.expect("verify runs"), []);
        assert_eq!(billing::findings(db).await.expect("verify runs"), []);
        assert_eq!(payment::findings(db).await.expect("verify runs"), []);
        assert_eq!(ledgers::findings(db).await.expect("verify runs"), []);
    }
}

/// Three bills: a whole one, one partly paid, one of a home without an owner; 632.70 yuan are open.
fn bills() -> Value {
    json!([
        {"room": "3-1-101", "fee_item": "物业费", "from_on": "2026-09-01", "to_on": "2026-09-30", "amount": 23_270},
        {"room": "3栋1单元101", "fee_item": "WYF", "from_on": "2026-10-01", "to_on": "2026-10-31", "due_on": "2026-10-15", "amount": 23_270, "paid": 3_270},
        {"room": "3-1-102", "fee_item": "物业费", "from_on": "2025-12-01", "to_on": "2025-12-31", "amount": 26_598, "paid": 6_598},
    ])
}

fn prepayments() -> Value {
    json!([{"room": "3-1-101", "purpose": "utilities", "amount": 30_000}])
}

fn deposits() -> Value {
    json!([{"room": "3-1-101", "deposit_kind": "renovation", "receipt": "0008123", "amount": 200_000, "taken_on": "2025-06-18"}])
}

fn past_payments() -> Value {
    json!([
        {"room": "3-1-101", "fee_item": "物业费", "receipt": "0021877", "paid_on": "2026-08-06", "from_on": "2026-08-01", "to_on": "2026-08-31", "amount": 23_270, "method": "wechat"},
        {"room": "3-1-102", "fee_item": "WYF", "receipt": "0021878", "paid_on": "2025-11-30", "amount": 26_598},
    ])
}

fn balances() -> Value {
    json!([{"code": "1002.transfer", "title": "基本户", "debit": 5_800_000}, {"code": "2202", "credit": 1_000_000}])
}

/// The totals come by workbook as the rows do: what is wrong is said at its row, the same again changes nothing, and what was typed is not
/// brought over.
async fn by_workbook(new: &Newcomer, id: &Value) {
    let (shop, accountant) = (&new.shop, &new.accountant);
    let row = |kind: &str, item: &str, rows: i64, total: i64| json!({"opening_kind": kind, "fee_item": item, "rows_there": rows, "total_there": total});
    let sheet = json!([
        row("bill", "物业费", 3, 63_271),
        row("prepayment", "", 1, 30_000),
        row("bill", "卫星费", 1, 1),
        row("bill", "", 1, 1),
        row("deposit", "物业费", 1, 1)
    ]);
    let said = ["created", "created", "opening-item-unknown", "opening-total-which-item", "opening-total-no-item"];
    assert_eq!(outcomes(&shop.take(accountant, "opening_total", sheet.clone(), true).await), said, "a dry run");
    assert_eq!(new.takes("opening_total", sheet.clone()).await, said);
    let again = ["unchanged", "unchanged", "opening-item-unknown", "opening-total-which-item", "opening-total-no-item"];
    assert_eq!(new.takes("opening_total", sheet).await, again);
    let other = json!([row("bill", "WYF", 3, 63_270)]);
    assert_eq!(new.takes("opening_total", other).await, ["opening-row-differs"]);
    let shown = shop.answer(accountant, "opening.opening.view", json!({"id": id})).await;
    assert!(shown.to_string().contains("63271"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_posted_before_every_total_agrees() {
    let new = Newcomer::comes().await;
    let (shop, accountant, lead) = (&new.shop, &new.accountant, &new.lead);
    assert_eq!(new.takes("opening_bill", bills()).await, ["opening-none-begun"; 3]);
    let id = new.begins().await;
    let again = json!({"org_id": shop.here, "opened_on": "2026-11-01", "came_from": "另一个"});
    assert_eq!(refused(shop.act(accountant, "opening.opening.create", again).await), "opening-under-way");

    let wrong = json!([
        {"room": "9-9-999", "fee_item": "物业费", "from_on": "2026-09-01", "to_on": "2026-09-30", "amount": 1},
        {"room": "3-1-101", "fee_item": "卫星费", "from_on": "2026-09-01", "to_on": "2026-09-30", "amount": 1},
        {"room": "3-1-101", "fee_item": "物业费", "from_on": "2026-09-30", "to_on": "2026-09-01", "amount": 1},
        {"room": "3-1-101", "fee_item": "物业费", "from_on": "2026-09-01", "to_on": "2026-09-30", "amount": 100, "paid": 101},
    ]);
    let said = ["opening-room-unknown", "opening-item-unknown", "opening-period-backwards", "opening-paid-too-much"];
    assert_eq!(new.takes("opening_bill", wrong).await, said);
    assert_eq!(outcomes(&shop.take(accountant, "opening_bill", bills(), true).await), ["created"; 3], "a dry run");
    new.brings_everything().await;
    assert_eq!(new.takes("opening_payment", past_payments()).await, ["unchanged"; 2]);
    let here = json!([{"room": "3-1-101", "fee_item": "物业费", "receipt": "1", "paid_on": "2026-11-01", "amount": 1}]);
    assert_eq!(new.takes("opening_payment", here).await, ["opening-paid-here"], "since then the counter takes money");
    assert_eq!(new.takes("opening_bill", bills()).await, ["unchanged"; 3], "the same workbook again");
    let other =
        json!([{"room": "3-1-101", "fee_item": "物业费", "from_on": "2026-09-01", "to_on": "2026-09-30", "amount": 1}]);
    assert_eq!(new.takes("opening_bill", other).await, ["opening-row-differs"]);

    let which = json!({"id": id});
    assert_eq!(refused(shop.act(lead, APPROVE, which.clone()).await), "opening-totals-differ", "nobody typed any");
    by_workbook(&new, &id).await;
    let itemless = json!({"id": id, "opening_kind": "bill", "rows_there": 1, "total_there": 1});
    assert_eq!(refused(shop.act(accountant, TOTAL, itemless).await), "opening-total-which-item");
    new.totals(&id, 63_271).await;
    let page = shop.shown(lead, "opening.opening.page", which.clone()).await;
    for words in ["未清账单 物业费", "632.70", "632.71", "-¥0.01", "不一致", "一致"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let told = format!("{:?}", shop.act(lead, APPROVE, which.clone()).await.expect_err("a fen differs").message());
    assert!(told.contains("物业费") && told.contains("0.01") && !told.contains("押金"), "{told}");
    new.totals(&id, 63_270).await;
    let missing = json!({"id": id, "opening_kind": "deposit", "rows_there": 2, "total_there": 200_000});
    shop.done(accountant, TOTAL, missing).await;
    assert_eq!(refused(shop.act(lead, APPROVE, which.clone()).await), "opening-totals-differ", "a deposit is missing");
    new.totals(&id, 63_270).await;
    assert!(new.bills().await.is_empty(), "a draft is seen by nobody");
    let own = shop.staff(23, "邵芸", "manager", &[COMPANY, shop.here]);
    assert_eq!(refused(shop.act(&own, APPROVE, which.clone()).await), "opening-own");
    shop.done(lead, APPROVE, which.clone()).await;
    shop.app.settle().await;
    assert_eq!(refused(shop.act(accountant, "opening.opening.cancel", which.clone()).await), "opening-decided");
    let shown = shop.answer(lead, "opening.opening.view", which).await;
    assert_eq!(
        (&shown["opening"]["state"], &shown["posted"], &shown["waiting"]),
        (&json!("posted"), &json!(9), &json!(0))
    );
    assert_eq!(new.takes("opening_bill", bills()).await, ["unchanged"; 3], "and again, once it is posted");
    new.is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_brought_lives_as_everything_else_does() {
    let new = Newcomer::comes().await;
    let (shop, accountant, cashier) = (&new.shop, &new.accountant, &new.cashier);
    new.posted().await;
    let standing =
        [("1122", 63_270), ("2203", 30_000), ("2241.deposit", 200_000), ("1002", 5_800_000), ("2202", 1_000_000)];
    for (code, balance) in standing {
        assert_eq!(new.book(code).await, balance, "{code}");
    }
    assert_eq!(new.book("4104").await, 5_800_000 + 63_270 - 30_000 - 200_000 - 1_000_000, "the other side of all");
    let bills = new.bills().await;
    let told: Vec<(i64, &str)> =
        bills.iter().map(|b| (b["owed"].as_i64().unwrap(), b["paid_state"].as_str().unwrap())).collect();
    assert_eq!(told, [(20_000, "partly"), (23_270, "unpaid"), (20_000, "partly")]);
    let page = shop.shown(accountant, "billing.bill.page", json!({"id": bills[1]["id"]})).await;
    assert!(page.contains("老收费系统") && page.contains("/opening/openings/opening_"), "{page}");

    // Ageing as of any day since: by the old due days.
    let arrears =
        shop.answer(accountant, "billing.arrears.view", json!({"org_id": shop.here, "day": "2026-11-01"})).await;
    assert!(arrears.to_string().contains("63270"), "{arrears}");

    // The next run bills November and nothing that was brought.
    let run = json!({"org_id": shop.here, "since_on": "2026-09-01", "billed_until_on": "2026-11-20"});
    let run = shop.done(cashier, "billing.bill_run.create", run).await["id"].clone();
    shop.app.settle().await;
    let drafts = shop.rows(accountant, "billing.bill.list", json!({"run_id": run})).await;
    let of_101: Vec<&Value> = drafts.iter().filter(|bill| bill["place"] == bills[1]["place"]).collect();
    assert!(of_101.iter().all(|bill| bill["from_on"] == "2026-11-01"), "{of_101:?}");

    let held = shop.answer(accountant, "payment.holding.view", json!({"org_id": shop.here})).await;
    let held: Vec<(i64, i64)> = held["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["amount"].as_i64().unwrap(), l["book"].as_i64().unwrap()))
        .collect();
    assert_eq!(held, [(30_000, 30_000), (200_000, 200_000)], "what is held, beside the book");
    let page = shop.shown(accountant, "payment.holding.page", json!({"org_id": shop.here})).await;
    assert!(page.contains("水电预存") && page.contains("装修押金") && !page.contains("与账簿不一致"), "{page}");

    // What was paid in the old program is looked up here and on the phone of whoever paid, and is in no book.
    let past = shop.rows(cashier, "opening.past_payment.list", json!({})).await;
    let told: Vec<_> =
        past.iter().map(|one| (one["receipt"].as_str().unwrap(), one["amount"].as_i64().unwrap())).collect();
    assert_eq!(told, [("0021877", 23_270), ("0021878", 26_598)], "latest first");
    let record = shop.answer(accountant, "billing.bill.view", json!({"id": bills[1]["id"]})).await;
    let payer: party::PersonId = serde_json::from_value(record["bill"]["payer_id"].clone()).unwrap();
    let wang = shop.bearer(kernel::ActorKind::Resident, payer.uuid(), "王强", "resident");
    let page = shop.shown(&wang, "opening.past_payment.own_page", json!({})).await;
    assert!(page.contains("0021877") && page.contains("微信") && !page.contains("0021878"), "{page}");
    assert!(shop.shown(&wang, "portal.bill.page", json!({})).await.contains("/home/past_payments"));

    // The counter takes money for it, and gives the deposit back.
    let shift = json!({"org_id": shop.here, "float": 0});
    shop.done(cashier, "payment.cash_shift.create", shift).await;
    let pay = json!({"place_ids": [new.room], "bill_ids": [bills[1]["id"], bills[2]["id"]], "methods": [{"method": "card", "amount": 43_270}]});
    let pay = shop.act(cashier, "payment.payment.create", pay).await;
    assert!(pay.is_ok(), "{pay:?}");
    let deposit = &shop.rows(accountant, "payment.deposit.list", json!({})).await[0];
    let receipt = shop.shown(cashier, "payment.deposit.page", json!({"id": deposit["id"]})).await;
    assert!(receipt.contains("期初转入") && receipt.contains("0008123"), "{receipt}");
    let back = json!({"id": deposit["id"], "method": "transfer", "reason": "装修完工"});
    let back = shop.done(cashier, "payment.deposit_refund.create", back).await;
    shop.done(&new.lead, "payment.deposit_refund.approve", back.clone()).await;
    shop.done(cashier, "payment.deposit_refund.pay", back).await;
    assert_eq!((new.book("1122").await, new.book("2241.deposit").await), (20_000, 0));
    new.is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_opening_is_taken_back_until_something_moves_on_it() {
    let new = Newcomer::comes().await;
    let (shop, accountant, lead) = (&new.shop, &new.accountant, &new.lead);
    let id = new.posted().await;
    let void = json!({"id": id, "reason": "导错了套账"});
    let own = shop.staff(23, "邵芸", "manager", &[COMPANY, shop.here]);
    assert_eq!(refused(shop.act(&own, "opening.opening.void", void.clone()).await), "opening-own-void");
    let bill = new.bills().await[1].clone();
    let credit = json!({"id": bill["id"], "amount": 100, "reason": "协商"});
    let credit = shop.done(accountant, "billing.credit_note.create", credit).await;
    assert_eq!(refused(shop.act(lead, "opening.opening.void", void.clone()).await), "opening-has-moved");
    shop.done(lead, "billing.credit_note.refuse", json!({"id": credit["id"]})).await;
    shop.done(lead, "opening.opening.void", void).await;
    shop.app.settle().await;
    for code in ["1122", "2203", "2241.deposit", "1002", "2202", "4104"] {
        assert_eq!(new.book(code).await, 0, "{code}");
    }
    assert!(new.bills().await.iter().all(|bill| bill["bill_state"] == "voided"));
    let deposits = shop.rows(accountant, "payment.deposit.list", json!({})).await;
    assert_eq!(deposits[0]["deposit_state"], json!("voided"));
    let shown = shop.answer(lead, "opening.opening.view", json!({"id": id})).await;
    assert_eq!((&shown["opening"]["state"], &shown["kept"]), (&json!("voided"), &json!(0)));
    new.is_sound().await;
    let again = new.posted().await;
    assert_ne!(again, id, "it is brought anew");
    assert_eq!(new.book("1122").await, 63_270);
    new.is_sound().await;
}

#[tokio::test]
async fn verify_tells_a_row_that_is_not_what_the_book_says() {
    let new = Newcomer::comes().await;
    new.posted().await;
    let db = &new.shop.platform.db;
    let sql = "UPDATE opening_lines SET amount_fen = amount_fen + 1 WHERE kind = 'debit'";
    let changed = db
        .as_owner()
        .transact(&kernel::Scope::default(), move |tx| Box::pin(async move { tx.execute(sql, Vec::new()).await }))
        .await;
    assert_eq!(changed.expect("somebody tampers"), 1);
    let found = opening::findings(db).await.expect("verify runs");
    assert_eq!(found.len(), 1, "{found:?}");
}
