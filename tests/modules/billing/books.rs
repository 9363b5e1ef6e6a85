//! Bills in the book: what is published, voided and credited is posted in the same moment, and the book owes what the bills owe.

use serde_json::{Value, json};

use super::House;

impl House {
    async fn account(&self, code: &str, title: &str) -> Option<i64> {
        let ask = json!({"org_id": self.shop.here, "q": code});
        let rows = self.shop.rows(&self.manager, "ledger.book_account.list", ask).await;
        let found = rows.iter().find(|row| row["code"] == json!(code) && row["title"] == json!(title));
        found.map(|row| row["balance"].as_i64().expect("an amount"))
    }

    /// What the book and the bills disagree about, or the book with itself.
    pub(super) async fn findings(&self) -> Vec<ledgers::Finding> {
        let db = &self.shop.platform.db;
        let mut found = ledgers::findings(db).await.expect("reads");
        found.extend(billing::findings(db).await.expect("reads"));
        found
    }

    async fn entries(&self) -> Vec<Value> {
        self.shop.rows(&self.manager, "ledger.entry.list", json!({"org_id": self.shop.here})).await
    }
}

#[tokio::test]
async fn publishing_posts_what_each_room_owes_and_what_the_fee_brings() {
    let house = House::open().await;
    house.run("2026-01-01", "2026-03-01").await;
    assert!(house.entries().await.is_empty(), "a draft is no business of the book");
    let open = house.shop.rows(&house.manager, "billing.bill_run.list", json!({})).await;
    house.shop.done(&house.manager, "billing.bill_run.cancel", json!({"id": open[0]["id"]})).await;
    house.shop.app.settle().await;
    house.published("2026-01-01", "2026-03-01").await;
    assert_eq!(house.account("1122", "3栋1单元101").await, Some(23_270 * 2));
    assert_eq!(house.account("1122", "3栋1单元102").await, Some(26_598 * 2));
    assert_eq!(house.account("6001.management", "主营业务收入—物业费").await, Some((23_270 + 26_598) * 2));
    let entries = house.entries().await;
    assert_eq!(entries.len(), 4, "an entry for each bill");
    assert_eq!((&entries[0]["paper_kind"], &entries[0]["entry_on"]), (&json!("账单"), &json!("2026-11-21")));
    assert!(entries[0]["memo"].as_str().expect("a memo").contains("物业费 3栋1单元10"), "{entries:?}");
    assert_eq!(house.findings().await, []);
}

#[tokio::test]
async fn bills_are_numbered_without_a_gap_and_found_by_their_number() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-03-01").await;
    let mut numbers: Vec<String> =
        house.bills().await.iter().map(|bill| bill["number"].as_str().expect("a number").to_owned()).collect();
    numbers.sort();
    assert_eq!(numbers, ["ZD202611-000001", "ZD202611-000002", "ZD202611-000003", "ZD202611-000004"]);
    let by = async |q: &str| house.shop.rows(&house.manager, "billing.bill.list", json!({"q": q})).await.len();
    assert_eq!((by("zd202611-000003").await, by("ZD202611").await, by("ZD202612").await), (1, 4, 0));
    assert_eq!(by("3-1-101").await, 2, "and by the room as before");
    let page = house.shop.shown(&house.manager, "billing.bill.page", json!({"id": house.bills().await[0]["id"]})).await;
    assert!(page.contains("ZD202611-00000"), "{page}");
    assert_eq!(house.findings().await, [], "verify reads the series as well");
}

#[tokio::test]
async fn voiding_posts_back_and_a_credit_posts_once_it_is_approved() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-02-01").await;
    let (bill, other) = (house.bill_of(0).await, house.bill_of(1).await);
    house.shop.done(&house.manager, "billing.bill.void", json!({"id": bill["id"], "reason": "面积录错"})).await;
    assert_eq!(house.account("1122", "3栋1单元101").await, Some(0));
    let ask = json!({"id": other["id"], "amount": 598, "reason": "停梯两天"});
    house.shop.done(&house.cashier, "billing.credit_note.create", ask).await;
    assert_eq!(house.account("1122", "3栋1单元102").await, Some(26_598), "nobody has approved it");
    let view = house.shop.answer(&house.manager, "billing.bill.view", json!({"id": other["id"]})).await;
    let credit = json!({"id": view["credits"][0]["id"]});
    house.shop.done(&house.manager, "billing.credit_note.approve", credit).await;
    assert_eq!(house.account("1122", "3栋1单元102").await, Some(26_000));
    assert_eq!(
        house.account("6001.waived", "主营业务收入—减免").await,
        Some(-598),
        "what was given up stays to be seen"
    );
    assert_eq!(house.findings().await, []);
}

#[tokio::test]
async fn verify_tells_a_room_whose_bills_and_book_differ() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-02-01").await;
    let sql = "UPDATE bills SET amount_fen = amount_fen + 1 WHERE number = 'ZD202611-000001'";
    let db = house.shop.platform.db.as_owner();
    let changed = db
        .transact(&kernel::Scope::default(), move |tx| Box::pin(async move { tx.execute(sql, Vec::new()).await }))
        .await;
    assert_eq!(changed.expect("somebody tampers"), 1);
    let found = house.findings().await;
    assert_eq!(found.iter().map(|f| f.rule).collect::<Vec<_>>(), ["I6"], "{found:?}");
}

#[tokio::test]
async fn book_and_bills_agree_whatever_is_done_in_whatever_order() {
    for seed in 1..=3_u64 {
        let house = House::open().await;
        let mut dice = Dice(seed);
        for month in 1..=4_u32 {
            house.published("2026-01-01", &format!("2026-{:02}-01", month + 1)).await;
            for _ in 0..6 {
                let bills = house.bills().await;
                let nth = usize::try_from(dice.below(bills.len() as u64)).unwrap();
                house.somehow(&mut dice, &bills[nth]["id"]).await;
            }
            assert_eq!(house.findings().await, [], "seed {seed}, month {month}");
        }
    }
}

impl House {
    /// Something is done to a bill; what is refused changes nothing, which the findings show.
    async fn somehow(&self, dice: &mut Dice, id: &Value) {
        let view = self.shop.answer(&self.manager, "billing.bill.view", json!({"id": id})).await;
        let bill = &view["bill"];
        let fen = i64::try_from(dice.below(30_000)).unwrap() + 1;
        let which = json!({"id": id, "amount": fen, "reason": "随手"});
        let _refused_or_done = match dice.below(6) {
            0 => self.shop.act(&self.manager, "billing.bill.void", json!({"id": id, "reason": "随手"})).await,
            1 => self.shop.act(&self.cashier, "billing.credit_note.create", which).await,
            2 => {
                let waiting = view["credits"].as_array().expect("credits").iter().find(|c| c["state"] == "waiting");
                let Some(credit) = waiting else { return };
                self.shop.act(&self.manager, "billing.credit_note.approve", json!({"id": credit["id"]})).await
            }
            3 => self.settle("2026-11-21", &[(bill, -fen)]).await,
            _ => self.settle("2026-11-21", &[(bill, fen)]).await,
        };
    }
}

/// The same figures for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}
