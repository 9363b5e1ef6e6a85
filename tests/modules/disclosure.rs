//! 公示: what the owners read is what the book says, and each finds his own payments in it.

use kernel::{ActorKind, Id, Scope};
use module::{Caller, Proof};
use serde_json::{Value, json};
use testkit::{Workshop, refused};
use uuid::Uuid;

/// A community in December with three payments of November, two lines of public revenue and one of costs.
struct Posted {
    shop: Workshop,
    accountant: Caller,
    lead: Caller,
    owner: Caller,
    accounts: Vec<Value>,
}

const REVENUE: usize = 1;
const COST: usize = 2;

impl Posted {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let accountant = shop.bearer(ActorKind::Staff, Uuid::from_u128(51), "邵芸", "accountant");
        let lead = shop.bearer(ActorKind::Staff, Uuid::from_u128(52), "许曼丽", "finance_lead");
        let cashier = shop.staff(53, "戴静", "cashier", &[kernel::COMPANY, shop.here]);
        shop.building(&cashier, shop.here).await;
        shop.done(&cashier, "payment.cash_shift.create", json!({"org_id": shop.here})).await;
        let mut owner = None;
        for (room, name, phone, payments) in
            [("3-1-101", "王强", "13800138001", vec![23_270, 5_000]), ("3-1-102", "李敏", "13800138002", vec![100])]
        {
            let place = shop.room(&cashier, room).await;
            let person =
                json!({"name": name, "phone": phone, "place_id": place, "role": "owner", "from_on": "2024-07-01"});
            let person = shop.done(&cashier, "party.person.create", person).await["id"].clone();
            let id: Id<party::Person> = person.as_str().unwrap().parse().expect("an id");
            owner.get_or_insert(shop.bearer(ActorKind::Resident, id.uuid(), name, "resident"));
            for fen in payments {
                let paid = json!({"place_ids": [place], "amount": fen, "prepaid_for": "general"});
                shop.done(&cashier, "payment.payment.create", paid).await;
            }
        }
        let mut accounts = Vec::new();
        for (code, name) in
            [("1002", "基本户"), ("2241.public_revenue.ads", "电梯广告收益"), ("6401.energy", "公区能耗")]
        {
            let account = json!({"org_id": shop.here, "code": code, "name": name});
            accounts.push(shop.done(&accountant, "ledger.book_account.create", account).await["id"].clone());
        }
        let posted = Self { owner: owner.expect("an owner"), shop, accountant, lead, accounts };
        posted.post("2026-10-20", 0, REVENUE, 500_000).await;
        posted.post("2026-11-10", 0, REVENUE, 300_000).await;
        posted.post("2026-11-12", REVENUE, 0, 120_000).await;
        posted.post("2026-11-20", COST, 0, 98_765).await;
        posted.shop.set_clock("2026-12-01T02:00:00Z");
        posted
    }

    async fn post(&self, on: &str, debit: usize, credit: usize, fen: i64) {
        let lines = json!([{"book_account_id": self.accounts[debit], "debit": fen},
                           {"book_account_id": self.accounts[credit], "credit": fen}]);
        let entry = json!({"org_id": self.shop.here, "entry_on": on, "memo": "手工", "postings": lines});
        self.shop.done(&self.accountant, "ledger.entry.create", entry).await;
    }

    async fn refuses(&self, who: &Caller, action: &str, input: Value) -> String {
        refused(self.shop.act(who, action, input).await)
    }

    async fn drawn(&self) -> Value {
        let period = json!({"from_on": "2026-11-01", "until_on": "2026-11-30"});
        self.shop.done(&self.accountant, "disclosure.disclosure_sheet.create", period).await["id"].clone()
    }

    async fn published(&self) -> Value {
        let id = self.drawn().await;
        self.shop.done(&self.lead, "disclosure.disclosure_sheet.publish", json!({"id": id})).await;
        id
    }

    async fn findings(&self) -> Vec<String> {
        let found = disclosure::findings(&self.shop.platform.db).await.expect("reads");
        found.into_iter().map(|finding| finding.what).collect()
    }

    /// Changes rows behind the program's back, past whatever the database refuses.
    async fn tampered(&self, sql: &'static str) -> kernel::Result<u64> {
        let db = self.shop.platform.db.as_owner();
        db.transact(&Scope::default(), move |tx| Box::pin(async move { tx.execute(sql, Vec::new()).await })).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sheet_is_the_books_published_by_another_and_read_by_everybody() {
    let posted = Posted::open().await;
    let (shop, accountant) = (&posted.shop, &posted.accountant);
    let early = json!({"from_on": "2026-12-01", "until_on": "2026-12-31"});
    let create = "disclosure.disclosure_sheet.create";
    assert_eq!(posted.refuses(accountant, create, early).await, "disclosure-not-over");
    let id = posted.drawn().await;
    let which = json!({"id": id});
    let himself = shop.staff(51, "邵芸", "finance_lead", &[shop.here]);
    let publish = "disclosure.disclosure_sheet.publish";
    assert_eq!(posted.refuses(&himself, publish, which.clone()).await, "disclosure-own-sheet");
    let nobody = shop.caller(Proof::None).await;
    let hidden = shop.ask(&nobody, "disclosure.disclosure_sheet.read", which.clone()).await;
    assert!(matches!(hidden, Err(kernel::Error::NotFound)), "a draft is nobody's business: {hidden:?}");
    shop.done(&posted.lead, publish, which.clone()).await;
    assert_eq!(posted.refuses(&posted.lead, publish, which.clone()).await, "disclosure-not-a-draft");

    let shown = shop.answer(&nobody, "disclosure.disclosure_sheet.read", which.clone()).await;
    let lines = shown["body"]["lines"].as_array().expect("lines");
    let amounts = |code: &str| {
        let line = lines.iter().find(|line| line["code"] == code).unwrap_or_else(|| panic!("no {code}"));
        ["opening", "came_in", "went_out", "closing"].map(|name| line[name].as_i64().expect("an amount"))
    };
    assert_eq!(amounts("2241.public_revenue.ads"), [500_000, 300_000, 120_000, 680_000]);
    assert_eq!(amounts("6401.energy"), [0, 0, 98_765, -98_765]);
    assert_eq!(lines.len(), 2, "nothing else of the book is told");
    assert_eq!((&shown["body"]["payments"], &shown["body"]["paid"]), (&json!(3), &json!(28_370)));
    let text = shown["canonical"].as_str().expect("a text");
    assert!(
        text.starts_with("disclosure\t1\ncommunity\t翠湖花园\nnumber\tGS-000001\t1\nperiod\t2026-11-01\t2026-11-30\n")
    );
    assert!(
        text.contains("public_revenue\t2241.public_revenue.ads\t电梯广告收益\t5000.00\t3000.00\t1200.00\t6800.00\n")
    );
    assert!(!text.contains("王强") && !text.contains("3-1-101"), "nobody is named");
    let page = shop.shown(&nobody, "disclosure.disclosure_sheet.public", which.clone()).await;
    assert!(page.contains(shown["line"]["digest"].as_str().unwrap()) && page.contains("怎样核验"), "{page}");
    let line = shop.platform.registry.pages().find(|page| page.name == "disclosure.disclosure_sheet.text").unwrap();
    let file = shop.platform.show(&nobody, line, which.clone()).await.expect("a file").download.expect("bytes");
    assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("GS-000001.txt", text.as_bytes()));
    let page = shop.shown(&posted.lead, "disclosure.disclosure_sheet.page", which).await;
    assert!(page.contains("class=\"qr\"") && page.contains("更正"), "{page}");
    assert_eq!(posted.findings().await, Vec::<String>::new());
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_finds_his_own_payments_and_nobody_elses() {
    let posted = Posted::open().await;
    let shop = &posted.shop;
    let id = posted.published().await;
    let sheets = shop.answer(&posted.owner, "disclosure.payment_leaf.sheets", json!({})).await;
    assert_eq!(sheets["rows"][0]["id"], id);
    let shown = shop.answer(&posted.owner, "disclosure.payment_leaf.view", json!({"id": id})).await;
    let leaves = shown["leaves"].as_array().expect("leaves");
    let told: Vec<&str> = leaves.iter().map(|leaf| leaf["told"].as_str().unwrap()).collect();
    assert_eq!(told, ["SJ202611-000001\t2026-11-21\t232.70", "SJ202611-000002\t2026-11-21\t50.00"]);
    for leaf in leaves {
        assert_eq!((&leaf["included"], &leaf["root"]), (&json!(true), &shown["root"]));
    }
    let page = shop.shown(&posted.owner, "disclosure.payment_leaf.page", json!({"id": id})).await;
    assert!(page.contains("已计入公示") && page.contains("232.70") && !page.contains("1.00<"), "{page}");
    let list = shop.shown(&posted.owner, "disclosure.payment_leaf.list_page", json!({})).await;
    assert!(list.contains(&format!("/home/disclosures/{}", id.as_str().unwrap())), "{list}");
    // Who has paid nothing sees none, and somebody who keeps the books is no owner.
    let stranger = shop.bearer(ActorKind::Resident, Uuid::from_u128(77), "赵六", "resident");
    let none = shop.answer(&stranger, "disclosure.payment_leaf.view", json!({"id": id})).await;
    assert_eq!(none["leaves"], json!([]));
    assert!(shop.ask(&posted.lead, "disclosure.payment_leaf.view", json!({"id": id})).await.is_err());
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_published_stays_and_is_corrected_by_another_sheet() {
    let posted = Posted::open().await;
    let shop = &posted.shop;
    let first = posted.published().await;
    let before = shop.answer(&posted.lead, "disclosure.disclosure_sheet.view", json!({"id": first})).await;
    let withdraw = json!({"id": first});
    let refused = posted.refuses(&posted.accountant, "disclosure.disclosure_sheet.withdraw", withdraw).await;
    assert_eq!(refused, "disclosure-not-a-draft");
    // What is posted late into the period does not change what was said.
    posted.post("2026-11-28", COST, 0, 1_235).await;
    assert_eq!(posted.findings().await, Vec::<String>::new());
    let correct = json!({"id": first, "reason": "漏记一笔电费"});
    let second = shop.done(&posted.accountant, "disclosure.disclosure_sheet.correct", correct).await["id"].clone();
    shop.done(&posted.lead, "disclosure.disclosure_sheet.publish", json!({"id": second})).await;
    let after = shop.answer(&posted.lead, "disclosure.disclosure_sheet.view", json!({"id": second})).await;
    let text = after["canonical"].as_str().expect("a text");
    let digest = before["line"]["digest"].as_str().expect("a digest");
    assert!(text.contains(&format!("previous\t{digest}\ncorrects\t{digest}\n")), "{text}");
    assert!(text.contains("6401.energy\t公区能耗\t0.00\t0.00\t1000.00\t-1000.00\n"), "{text}");
    let nobody = shop.caller(Proof::None).await;
    let old = shop.shown(&nobody, "disclosure.disclosure_sheet.public", json!({"id": first})).await;
    assert!(old.contains("GS-000002") && old.contains("请以更正后的为准"), "{old}");
    assert_eq!(posted.findings().await, Vec::<String>::new());

    for sql in [
        "UPDATE disclosure_sheets SET body = '{}'",
        "DELETE FROM disclosure_sheets",
        "UPDATE payment_leaves SET told = 'x'",
        "DELETE FROM payment_leaves",
    ] {
        assert!(posted.tampered(sql).await.is_err(), "the database takes {sql}");
    }
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_tells_when_a_sheet_is_not_what_the_papers_say() {
    let posted = Posted::open().await;
    let id = posted.published().await;
    // A payment that is voided after the sheet stays in it; one that was changed behind the program does not fit any more.
    let paid = posted.shop.rows(&posted.accountant, "payment.payment.list", json!({})).await;
    let void = json!({"id": paid[0]["id"], "reason": "收错"});
    posted.shop.done(&posted.accountant, "payment.payment.void", void).await;
    assert_eq!(posted.findings().await, Vec::<String>::new());
    let changed =
        posted.tampered("UPDATE payments SET prepaid_fen = prepaid_fen + 1 WHERE number = 'SJ202611-000003'").await;
    assert_eq!(changed.expect("a payment is kept by the program alone"), 1);
    let told = format!("{} does not stand for its payments", id.as_str().unwrap());
    assert_eq!(posted.findings().await, [told]);
}
