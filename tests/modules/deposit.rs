//! 押金: taken at the counter with a receipt, given back whole or in part, and always what the book holds for the room.

use kernel::{ActorKind, COMPANY};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};
use uuid::Uuid;

const TAKE: &str = "payment.deposit.create";
const ASK: &str = "payment.deposit_refund.create";
const APPROVE: &str = "payment.deposit_refund.approve";
const PAY: &str = "payment.deposit_refund.pay";

/// A home that owes 232.70 yuan of 物业费 for January 2026, and an open shift.
struct Home {
    shop: Workshop,
    cashier: Caller,
    manager: Caller,
    accountant: Caller,
    room: Value,
    shift: Value,
}

impl Home {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let units = [COMPANY, shop.here];
        let cashier = shop.staff(21, "戴静", "cashier", &units);
        let manager = shop.staff(22, "宋岚", "manager", &units);
        let accountant = shop.staff(23, "邵芸", "accountant", &units);
        let building = json!({
            "org_id": shop.here, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 1,
            "lines": [{"line": "01", "built_area": 8950}], "use": "home", "state": "vacant", "takeover_on": "2024-07-01",
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
        let run = json!({"org_id": shop.here, "since_on": "2026-01-01", "billed_until_on": "2026-02-01"});
        let run = shop.done(&cashier, "billing.bill_run.create", run).await["id"].clone();
        shop.app.settle().await;
        shop.done(&accountant, "billing.bill_run.approve", json!({"id": run})).await;
        shop.app.settle().await;
        let shift = json!({"org_id": shop.here, "float": 10_000});
        let shift = shop.done(&cashier, "payment.cash_shift.create", shift).await["id"].clone();
        Self { shop, cashier, manager, accountant, room, shift }
    }

    async fn takes(&self, kind: &str, amount: i64, method: &str) -> Value {
        let input = json!({"place_id": self.room, "deposit_kind": kind, "amount": amount, "method": method});
        self.shop.done(&self.cashier, TAKE, input).await["id"].clone()
    }

    async fn deposit(&self, id: &Value) -> Value {
        self.shop.answer(&self.accountant, "payment.deposit.view", json!({"id": id})).await
    }

    async fn refuses(&self, who: &Caller, action: &str, input: Value) -> String {
        refused(self.shop.act(who, action, input).await)
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

    async fn expected(&self) -> Value {
        let shift = json!({"id": self.shift});
        self.shop.answer(&self.accountant, "payment.cash_shift.view", shift).await["expected"].clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renovation_deposit_comes_back_less_what_was_damaged() {
    let home = Home::open().await;
    let (shop, cashier, manager) = (&home.shop, &home.cashier, &home.manager);
    let id = home.takes("renovation", 500_000, "cash").await;
    let shown = home.deposit(&id).await;
    assert_eq!(shown["deposit"]["number"], json!("YJ202611-000001"));
    assert_eq!((&shown["line"]["payer"], &shown["capital"]), (&json!("王*"), &json!("伍仟元整")));
    assert_eq!((home.book("1001").await, home.book("2241.deposit").await), (500_000, 500_000));
    assert_eq!(home.expected().await, json!(510_000), "the float and the deposit lie in the box");

    let ask = |amount: i64, kept: i64, why: Option<&str>| json!({"id": id, "amount": amount, "kept": kept, "kept_reason": why, "method": "cash", "reason": "装修完工"});
    assert_eq!(home.refuses(cashier, ASK, ask(500_001, 0, None)).await, "payment-refund-too-much");
    let why = json!({"id": id, "kept": 20_000, "method": "cash", "reason": "装修完工"});
    assert_eq!(home.refuses(cashier, ASK, why).await, "payment-kept-why");
    let refund = shop.done(cashier, ASK, ask(500_000, 20_000, Some("电梯轿厢划伤"))).await;
    let more = home.refuses(cashier, ASK, ask(1, 0, None)).await;
    assert_eq!(more, "payment-refund-too-much", "all of it is asked for already");
    assert_eq!(home.refuses(cashier, PAY, refund.clone()).await, "payment-deposit-refund-waits");
    assert_eq!(home.refuses(cashier, APPROVE, refund.clone()).await, "payment-own-refund");
    shop.done(manager, APPROVE, refund.clone()).await;
    assert_eq!(home.book("2241.deposit").await, 500_000, "nothing moves before it is paid out");
    assert_eq!(home.refuses(manager, PAY, refund.clone()).await, "payment-open-a-shift");
    shop.done(cashier, PAY, refund.clone()).await;
    assert_eq!(home.refuses(cashier, PAY, refund.clone()).await, "payment-refund-decided");
    assert_eq!((home.book("1001").await, home.book("2241.deposit").await), (20_000, 0));
    assert_eq!((home.book("6051.deposit_kept").await, home.expected().await), (20_000, json!(30_000)));
    assert_eq!(home.deposit(&id).await["line"]["deposit_state"], json!("settled"));
    let slip = shop.shown(cashier, "payment.deposit_refund.page", refund).await;
    assert!(
        slip.contains("YT202611-000001") && slip.contains("电梯轿厢划伤") && slip.contains("肆仟捌佰元整"),
        "{slip}"
    );
    let page = shop.shown(cashier, "payment.deposit.page", json!({"id": id})).await;
    assert!(page.contains("装修押金") && page.contains("¥4,800.00"), "{page}");

    // 收费日报: what the papers, the shift and the book say of the day is the same.
    let bills = shop.rows(manager, "billing.bill.list", json!({"place_id": home.room})).await;
    let pay = json!({
        "place_ids": [home.room], "bill_ids": [bills[0]["id"]], "amount": 40_000, "prepaid_for": "general",
        "methods": [{"method": "cash", "amount": 5_000}, {"method": "card"}],
    });
    let paid = shop.done(cashier, "payment.payment.create", pay.clone()).await;
    let void = json!({"id": paid["id"], "reason": "收错"});
    shop.done(manager, "payment.payment.void", void).await;
    shop.done(cashier, "payment.payment.create", pay).await;
    let day = json!({"org_id": shop.here});
    let report = shop.answer(manager, "payment.day_report.view", day.clone()).await;
    let sum = |list: &str, field: &str| -> i64 {
        report[list].as_array().unwrap().iter().map(|line| line[field].as_i64().unwrap()).sum()
    };
    assert_eq!((sum("lines", "current"), sum("lines", "prior")), (46_540, 0));
    assert_eq!((sum("lines", "prepaid"), sum("lines", "deposit")), (33_460, 500_000));
    assert_eq!((sum("ways", "voided"), sum("ways", "voids")), (40_000, 2), "a void in two ways counts in both");
    assert_eq!((&report["agrees"], sum("ways", "net")), (&json!(true), sum("ways", "book")));
    assert_eq!((sum("ways", "net"), sum("shifts", "taken")), (60_000, 60_000));
    let cashier_day = &report["cashiers"][0];
    assert_eq!((&cashier_day["receipts"], sum("cashiers", "amount")), (&json!(3), 580_000));
    assert_eq!(cashier_day["numbers"][0], json!(["SJ202611-000001", "SJ202611-000002"]));
    let page = shop.shown(manager, "payment.day_report.page", day).await;
    assert!(page.contains("与账簿一致") && page.contains("YJ202611-000001"), "{page}");
    let quiet = json!({"org_id": shop.here, "day": "2026-11-20"});
    assert!(shop.shown(manager, "payment.day_report.page", quiet).await.contains("当日没有收款"));
    let elsewhere = shop.staff(32, "贾宁", "manager", &[COMPANY, shop.there]);
    let unseen = shop.platform.ask(&elsewhere, "payment.day_report.view", json!({"org_id": shop.here})).await;
    assert!(matches!(unseen, Err(kernel::Error::NotFound)), "{unseen:?}");

    let shift = json!({"id": home.shift, "counted_cash": 35_000});
    shop.done(cashier, "payment.cash_shift.hand_in", shift).await;
    shop.done(&home.accountant, "payment.cash_shift.confirm", json!({"id": home.shift})).await;
    assert_eq!(home.book("1001").await, 25_000, "the box is in the safe");
    assert_eq!(payment::findings(&shop.platform.db).await.expect("verify runs"), []);
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_may_pay_a_bill_and_the_rest_stays_held() {
    let home = Home::open().await;
    let (shop, cashier, manager) = (&home.shop, &home.cashier, &home.manager);
    let id = home.takes("key", 50_000, "transfer").await;
    let other = home.takes("card", 10_000, "cash").await;
    let bills = shop.rows(manager, "billing.bill.list", json!({"place_id": home.room})).await;
    let (bill, owed) = (&bills[0]["id"], home.book("1122").await);
    let ask = |kept: i64, method: &str| {
        let input = json!({"id": id, "amount": 30_000, "kept": kept, "kept_reason": "抵物业费", "method": method});
        let mut input = input;
        input["bill_id"] = bill.clone();
        input["reason"] = json!("退钥匙");
        input
    };
    assert_eq!(home.refuses(cashier, ASK, ask(23_271, "transfer")).await, "payment-kept-for-bill");
    let refund = shop.done(cashier, ASK, ask(23_270, "transfer")).await;
    shop.done(manager, APPROVE, refund.clone()).await;
    shop.done(cashier, PAY, refund).await;
    let paid = shop.answer(manager, "billing.bill.view", json!({"id": bill})).await;
    assert_eq!(paid["line"]["owed"], json!(0));
    assert_eq!(home.book("1122").await, owed - 23_270);
    assert_eq!((home.book("1002.transfer").await, home.book("2241.deposit").await), (50_000 - 6_730, 30_000));
    let held = shop.rows(manager, "payment.deposit.list", json!({"deposit_state": "held"})).await;
    let mut left: Vec<_> = held.iter().map(|line| line["deposit_left"].as_i64().unwrap()).collect();
    left.sort_unstable();
    assert_eq!(left, [10_000, 20_000]);
    // On the phone: the owner sees his deposits and what he paid in advance, a neighbour none of it.
    let pay = json!({"place_ids": [home.room], "bill_ids": [], "amount": 8_000, "prepaid_for": "general", "methods": [{"method": "card"}]});
    shop.done(cashier, "payment.payment.create", pay).await;
    let payer: party::PersonId =
        serde_json::from_value(home.deposit(&id).await["deposit"]["payer_id"].clone()).unwrap();
    let resident = |id: Uuid, name: &str| shop.bearer(ActorKind::Resident, id, name, "resident");
    let (wang, neighbour) = (resident(payer.uuid(), "王强"), resident(Uuid::from_u128(99), "邻居"));
    let own = shop.answer(&wang, "portal.holding.rows", json!({})).await;
    let held: i64 = own["deposits"].as_array().unwrap().iter().map(|one| one["held"].as_i64().unwrap()).sum();
    assert_eq!((held, &own["prepayments"][0]["balance"]), (30_000, &json!(8_000)), "{own}");
    let page = shop.shown(&wang, "portal.holding.page", json!({})).await;
    assert!(page.contains("钥匙押金 ¥500.00") && page.contains("还押 ¥200.00"), "{page}");
    let none = shop.answer(&neighbour, "portal.holding.rows", json!({})).await;
    assert_eq!(none, json!({"prepayments": [], "deposits": []}));

    // The box holds 100 yuan of this shift; the float stays where it is.
    let cash = json!({"id": id, "method": "cash", "reason": "退钥匙"});
    let refund = shop.done(cashier, ASK, cash).await;
    shop.done(manager, APPROVE, refund.clone()).await;
    assert_eq!(home.refuses(cashier, PAY, refund).await, "payment-box-too-little");
    // A refused refund leaves the deposit as it was.
    let ask = json!({"id": other, "method": "cash", "reason": "退卡"});
    let refund = shop.done(cashier, ASK, ask.clone()).await;
    shop.done(manager, "payment.deposit_refund.refuse", refund.clone()).await;
    assert_eq!(home.refuses(cashier, PAY, refund).await, "payment-refund-decided");
    shop.done(cashier, ASK, ask).await;

    // Rooms and deposits of another community are nobody's here.
    let stranger = shop.staff(31, "贾宁", "cashier", &[COMPANY, shop.there]);
    shop.done(&stranger, "payment.cash_shift.create", json!({"org_id": shop.there})).await;
    for (action, input) in [
        (TAKE, json!({"place_id": home.room, "deposit_kind": "key", "amount": 100})),
        (ASK, json!({"id": other, "method": "cash", "reason": "?"})),
    ] {
        assert_eq!(home.refuses(&stranger, action, input).await, kernel::Error::NotFound.to_string());
    }
    let unknown = json!({"place_id": home.room, "deposit_kind": "renovation", "amount": 100, "case_number": "ZXGL-1"});
    assert_eq!(home.refuses(cashier, TAKE, unknown).await, "payment-case-unknown");

    let owner = shop.platform.db.as_owner();
    let tampers = "UPDATE deposits SET held_fen = held_fen - 1 WHERE kind = 'card'";
    let scope = kernel::Scope::default();
    let changed =
        owner.transact(&scope, move |tx| Box::pin(async move { tx.execute(tampers, Vec::new()).await })).await;
    assert_eq!(changed.expect("somebody tampers"), 1);
    let found = payment::findings(&shop.platform.db).await.expect("verify runs");
    assert_eq!(found.len(), 2, "the deposit and the book: {found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_that_was_entered_wrongly_is_voided_by_somebody_else() {
    const VOID: &str = "payment.deposit.void";
    let home = Home::open().await;
    let (shop, cashier, accountant) = (&home.shop, &home.cashier, &home.accountant);
    let (wrong, asked) = (home.takes("key", 5_000, "cash").await, home.takes("card", 3_000, "cash").await);
    let void = |id: &Value| json!({"id": id, "reason": "收错房号"});
    let own = shop.staff(21, "戴静", "accountant", &[COMPANY, shop.here]);
    assert_eq!(home.refuses(&own, VOID, void(&wrong)).await, "payment-own-deposit");
    let ask = json!({"id": asked, "amount": 1_000, "method": "cash", "reason": "退卡"});
    shop.done(cashier, ASK, ask).await;
    assert_eq!(home.refuses(accountant, VOID, void(&asked)).await, "payment-deposit-asked-back");
    shop.done(accountant, VOID, void(&wrong)).await;
    assert_eq!(home.refuses(accountant, VOID, void(&wrong)).await, "payment-deposit-voided-already");
    assert_eq!((home.book("1001").await, home.book("2241.deposit").await), (3_000, 3_000));
    assert_eq!(home.expected().await, json!(13_000), "the float and the other deposit lie in the box");
    let page = shop.shown(accountant, "payment.deposit.page", json!({"id": wrong})).await;
    assert!(page.contains("YJ202611-000001") && page.contains("收错房号"), "it keeps its number: {page}");
    let day = shop.answer(accountant, "payment.day_report.view", json!({"org_id": shop.here})).await;
    assert_eq!((&day["agrees"], &day["ways"][0]["voided"]), (&json!(true), &json!(5_000)));
    let late = home.takes("other", 700, "cash").await;
    shop.done(cashier, "payment.cash_shift.hand_in", json!({"id": home.shift, "counted_cash": 13_700})).await;
    assert_eq!(home.refuses(accountant, VOID, void(&late)).await, "payment-deposit-cash-handed-in");
    assert_eq!(payment::findings(&shop.platform.db).await.expect("verify runs"), []);
}
