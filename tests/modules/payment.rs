//! 收银台: a cashier's day, from the float to the hand-in; bills, book, box and receipt agree to the fen.

mod advance;
mod refund;

use kernel::COMPANY;
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};

use crate::stories::steps::asked;

/// Four homes, two of them owned, with published bills of January and February 2026: 232.70 yuan a month for 3-1-101, 265.98 for 3-1-102.
pub(super) struct Counter {
    pub(super) shop: Workshop,
    pub(super) cashier: Caller,
    pub(super) other: Caller,
    pub(super) accountant: Caller,
    pub(super) rooms: Vec<Value>,
}

impl Counter {
    pub(super) async fn open() -> Self {
        let shop = Workshop::open().await;
        let units = [COMPANY, shop.here];
        let cashier = shop.staff(21, "戴静", "cashier", &units);
        let other = shop.staff(22, "何芳", "cashier", &units);
        let accountant = shop.staff(23, "邵芸", "accountant", &units);
        let building = json!({
            "org_id": shop.here, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 2,
            "lines": [{"line": "01", "built_area": 8950}, {"line": "02", "built_area": 10230}],
            "use": "home", "state": "vacant", "takeover_on": "2024-07-01",
        });
        shop.done(&cashier, "property.building.create", building).await;
        let mut rooms = Vec::new();
        for (code, name, phone) in [("3-1-101", "王强", "13800138001"), ("3-1-102", "李敏", "13800138002")] {
            let room = shop.room(&cashier, code).await;
            let owner =
                json!({"name": name, "phone": phone, "place_id": room, "role": "owner", "from_on": "2024-07-01"});
            shop.done(&cashier, "party.person.create", owner).await;
            rooms.push(room);
        }
        let counter = Self { shop, cashier, other, accountant, rooms };
        counter.bill().await;
        counter
    }

    /// A monthly 物业费 of 2.6 yuan a m², billed for two months.
    async fn bill(&self) {
        let (shop, cashier) = (&self.shop, &self.cashier);
        let item = json!({"code": "WYF", "name": "物业费", "fee_class": "management"});
        let item = shop.done(cashier, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = json!({
            "org_id": shop.here, "item_id": item, "code": "WYF-GC", "name": "高层物业费", "price_from_on": "2025-01-01",
            "comes": "monthly", "basis": "built_area", "unit_price": "2.6", "paid_by": "owner", "starts_with": "take_over",
        });
        let tariff = shop.done(cashier, "tariff.tariff.create", tariff).await["id"].clone();
        shop.done(&self.accountant, "tariff.tariff.enforce", json!({"id": tariff})).await;
        shop.done(cashier, "tariff.tariff.apply", json!({"id": tariff, "from_on": "2025-01-01"})).await;
        let run = json!({"org_id": shop.here, "since_on": "2026-01-01", "billed_until_on": "2026-03-01"});
        let run = shop.done(cashier, "billing.bill_run.create", run).await["id"].clone();
        shop.app.settle().await;
        shop.done(&self.accountant, "billing.bill_run.approve", json!({"id": run})).await;
        shop.app.settle().await;
    }

    pub(super) async fn begins(&self, who: &Caller, float: i64) -> Value {
        let shift = json!({"org_id": self.shop.here, "float": float});
        self.shop.done(who, "payment.cash_shift.create", shift).await["id"].clone()
    }

    /// The bills of a room, the oldest first.
    pub(super) async fn bills(&self, room: usize) -> Vec<Value> {
        let ask = json!({"place_id": self.rooms[room]});
        let mut bills = self.shop.rows(&self.accountant, "billing.bill.list", ask).await;
        bills.sort_by_key(|bill| bill["due_on"].as_str().unwrap_or_default().to_owned());
        bills.into_iter().map(|bill| bill["id"].clone()).collect()
    }

    /// What is owed of a bill.
    pub(super) async fn owed(&self, bill: &Value) -> i64 {
        let shown = self.shop.answer(&self.accountant, "billing.bill.view", json!({"id": bill})).await;
        shown["line"]["owed"].as_i64().expect("an amount")
    }

    /// A payment for the first room: everything it owes, in cash, unless more is said.
    async fn input(&self, more: Value) -> Value {
        let mut input = json!({"place_ids": [self.rooms[0]], "bill_ids": self.bills(0).await});
        input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        input
    }

    pub(super) async fn pays(&self, who: &Caller, more: Value) -> Value {
        let input = self.input(more).await;
        self.shop.done(who, "payment.payment.create", input).await["id"].clone()
    }

    pub(super) async fn refuses(&self, who: &Caller, action: &str, input: Value) -> String {
        refused(self.shop.act(who, action, input).await)
    }

    pub(super) async fn payment(&self, id: &Value) -> Value {
        self.shop.answer(&self.accountant, "payment.payment.view", json!({"id": id})).await
    }

    async fn shift(&self, id: &Value) -> Value {
        self.shop.answer(&self.accountant, "payment.cash_shift.view", json!({"id": id})).await
    }

    /// What stands in the book on accounts of these codes, on the side on which they grow.
    pub(super) async fn book(&self, code: &str) -> i64 {
        let accounts = self.shop.rows(&self.accountant, "ledger.book_account.list", json!({"limit": 500})).await;
        let of = accounts.iter().filter(|account| account["code"] == code);
        of.map(|account| account["balance"].as_i64().unwrap_or_default()).sum()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_day_of_a_cashier_agrees_to_the_fen() {
    let counter = Counter::open().await;
    let (cashier, accountant) = (&counter.cashier, &counter.accountant);
    let billed = counter.book("1122").await;
    let early = counter.input(json!({})).await;
    assert_eq!(counter.refuses(cashier, "payment.payment.create", early).await, "payment-open-a-shift");
    let shift = counter.begins(cashier, 50_000).await;
    let second = json!({"org_id": counter.shop.here});
    assert_eq!(counter.refuses(cashier, "payment.cash_shift.create", second).await, "payment-shift-open-already");

    // 王强 pays both months in cash: 465.40, hands over 500.
    let first = counter.pays(cashier, json!({"tendered": 50_000})).await;
    let paid = counter.payment(&first).await;
    assert_eq!((&paid["payment"]["change_fen"], &paid["line"]["amount"]), (&json!(3_460), &json!(46_540)));
    assert_eq!(paid["capital"], json!("肆佰陆拾伍元肆角整"));
    assert_eq!(paid["payment"]["number"], json!("SJ202611-000001"));
    // 李敏 pays by card and code, for his own room.
    let bills = counter.bills(1).await;
    let ways = json!([{"method": "card", "amount": 30_000, "reference": "8812"}, {"method": "wechat"}]);
    let input = json!({"place_ids": [counter.rooms[1]], "bill_ids": bills, "methods": ways});
    let second = counter.shop.done(cashier, "payment.payment.create", input).await["id"].clone();
    assert_eq!(counter.payment(&second).await["payment"]["number"], json!("SJ202611-000002"));
    for room in 0..2 {
        for bill in counter.bills(room).await {
            assert_eq!(counter.owed(&bill).await, 0);
        }
    }
    assert_eq!(counter.book("1122").await, billed - 46_540 - 53_196, "off what the rooms owe");
    let (cash, card, code) =
        (counter.book("1001").await, counter.book("1002.card").await, counter.book("1002.wechat").await);
    assert_eq!((cash, card, code), (46_540, 30_000, 23_196));

    let shown = counter.shift(&shift).await;
    assert_eq!(shown["expected"], json!(96_540), "the float and what came in cash");
    let taken: i64 = shown["taken"].as_array().unwrap().iter().map(|one| one["amount"].as_i64().unwrap()).sum();
    assert_eq!(taken, 46_540 + 53_196);
    let hand_in = |counted: i64| json!({"id": shift, "counted_cash": counted});
    let short = counter.refuses(cashier, "payment.cash_shift.hand_in", hand_in(96_040)).await;
    assert_eq!(short, "payment-difference-why");
    let why = json!({"id": shift, "counted_cash": 96_040, "difference_reason": "找零多给五元"});
    counter.shop.done(cashier, "payment.cash_shift.hand_in", why).await;
    let which = json!({"id": shift});
    assert_eq!(counter.refuses(cashier, "payment.cash_shift.confirm", which.clone()).await, "payment-own-hand-in");
    let late = counter.input(json!({"bill_ids": [], "amount": 100, "prepaid_for": "general"})).await;
    assert_eq!(counter.refuses(cashier, "payment.payment.create", late).await, "payment-open-a-shift");
    counter.shop.done(accountant, "payment.cash_shift.confirm", which.clone()).await;
    assert_eq!(counter.refuses(accountant, "payment.cash_shift.confirm", which).await, "payment-shift-confirmed");
    assert_eq!(counter.refuses(cashier, "payment.cash_shift.hand_in", hand_in(1)).await, "payment-shift-confirmed");
    assert_eq!((counter.book("1001").await, counter.book("6602.cash_over_short").await), (46_040, 500));
    let page = counter.shop.shown(accountant, "payment.cash_shift.page", json!({"id": shift})).await;
    assert!(page.contains("找零多给五元") && page.contains("已确认"), "{page}");
    counter.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_counter_finds_rooms_by_owner_and_offers_what_they_owe() {
    let counter = Counter::open().await;
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    let closed = shop.shown(cashier, "payment.counter.page", json!({})).await;
    assert!(closed.contains("开班"), "{closed}");
    counter.begins(cashier, 0).await;
    for words in ["3-1-101", "王强", "13800138001"] {
        let found = shop.shown(cashier, "payment.counter.page", json!({"q": words})).await;
        assert!(found.contains(&format!("place_ids={}", counter.rooms[0].as_str().unwrap())), "{words}: {found}");
    }
    let chosen = json!({"place_ids": counter.rooms});
    let page = shop.shown(cashier, "payment.counter.page", chosen).await;
    assert!(page.contains("¥997.36") && page.contains("收款并打印"), "{page}");
    assert_eq!(page.matches("name=\"bill_ids\"").count(), 4, "bills of both rooms, ticked");
    assert!(page.contains("action=\"/payment/payments\"") && page.contains("idempotency_key"), "{page}");
}

/// HC and its like keep one pointer for a periodic fee, so a part cannot be paid.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_pays_the_oldest_bill_first_and_the_rest_stays_owed() {
    let counter = Counter::open().await;
    counter.begins(&counter.cashier, 0).await;
    counter.pays(&counter.cashier, json!({"amount": 30_000})).await;
    let bills = counter.bills(0).await;
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (0, 16_540));
    // PFEE allows one payment for a bill only; here the next one pays what is left of it.
    counter.pays(&counter.cashier, json!({"bill_ids": [bills[1]]})).await;
    assert_eq!(counter.owed(&bills[1]).await, 0);
    let again = counter.input(json!({"bill_ids": [bills[1]]})).await;
    let refusal = counter.refuses(&counter.cashier, "payment.payment.create", again).await;
    assert_eq!(refusal, "payment-bill-not-open");
    counter.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_community_says_in_which_order_money_pays_its_bills() {
    let counter = Counter::open().await;
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    counter.begins(cashier, 0).await;
    let edit = "payment.allocation_order.edit";
    let proportional = json!({"org_id": shop.here, "allocation_rule": "oldest", "allocation_spread": "proportional"});
    shop.done(&counter.accountant, edit, proportional).await;
    counter.pays(cashier, json!({"amount": 30_000})).await;
    let bills = counter.bills(0).await;
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (8_270, 8_270), "half of it each");
    let whole = json!({"org_id": shop.here, "allocation_rule": "smallest", "whole_bills": true});
    shop.done(&counter.accountant, edit, whole).await;
    let part = counter.input(json!({"amount": 10_000})).await;
    assert_eq!(counter.refuses(cashier, "payment.payment.create", part).await, "payment-not-whole-bills");
    counter.pays(cashier, json!({"amount": 10_000, "prepaid_for": "general"})).await;
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (0, 8_270));
    assert_eq!(counter.book("2203").await, 1_730, "the rest is kept for the room");
    let list = shop.rows(&counter.accountant, "payment.allocation_order.list", json!({})).await;
    assert_eq!((list.len(), &list[0]["allocation_rule"]), (1, &json!("smallest")));
    let elsewhere = shop.staff(33, "贾宁", "manager", &[COMPANY, shop.there]);
    let unseen = shop.act(&elsewhere, edit, json!({"org_id": shop.here, "allocation_rule": "oldest"})).await;
    assert_eq!(refused(unseen), kernel::Error::NotFound.to_string());
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_is_owed_is_refused_unless_it_is_paid_in_advance() {
    let counter = Counter::open().await;
    counter.begins(&counter.cashier, 0).await;
    let more = counter.input(json!({"amount": 100_000})).await;
    let refusal = counter.refuses(&counter.cashier, "payment.payment.create", more).await;
    assert_eq!(refusal, "payment-more-than-owed");
    let id = counter.pays(&counter.cashier, json!({"amount": 100_000, "prepaid_for": "management"})).await;
    let paid = counter.payment(&id).await;
    assert_eq!(paid["line"]["prepaid"], json!(53_460));
    let list = counter.shop.rows(&counter.accountant, "payment.prepayment.list", json!({})).await;
    assert_eq!((list.len(), &list[0]["prepayment_balance"]), (1, &json!(53_460)));
    assert_eq!(counter.book("2203.management").await, 53_460);
    let receipt = counter.shop.shown(&counter.cashier, "payment.payment.page", json!({"id": id})).await;
    assert!(receipt.contains("物业费预存") && receipt.contains("壹仟元整"), "{receipt}");
    counter.shop.app.check().await;
}

/// KOPRO and PFEE found four ways to charge twice, one of them in production.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_click_twice_pays_once() {
    let counter = Counter::open().await;
    counter.begins(&counter.cashier, 0).await;
    let pressed = counter.cashier.clone().keyed("one-press");
    let input = counter.input(json!({})).await;
    let first = counter.shop.done(&pressed, "payment.payment.create", input.clone()).await;
    let second = counter.shop.done(&pressed, "payment.payment.create", input).await;
    assert_eq!(first["id"], second["id"]);
    let list = counter.shop.rows(&counter.accountant, "payment.payment.list", json!({})).await;
    assert_eq!(list.len(), 1);
    counter.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_cashiers_at_the_same_bill_settle_it_once() {
    let counter = Counter::open().await;
    counter.begins(&counter.cashier, 0).await;
    counter.begins(&counter.other, 0).await;
    let input = counter.input(json!({})).await;
    let (one, other) = tokio::join!(
        counter.shop.act(&counter.cashier, "payment.payment.create", input.clone()),
        counter.shop.act(&counter.other, "payment.payment.create", input),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let list = counter.shop.rows(&counter.accountant, "payment.payment.list", json!({})).await;
    assert_eq!((list.len(), &list[0]["amount"]), (1, &json!(46_540)));
    assert_eq!(counter.book("1001").await, 46_540, "one box has it, once");
    counter.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_payment_is_voided_by_somebody_else_and_its_receipt_keeps_the_number() {
    let counter = Counter::open().await;
    let (cashier, accountant) = (&counter.cashier, &counter.accountant);
    let shift = counter.begins(cashier, 0).await;
    let billed = counter.book("1122").await;
    let id = counter.pays(cashier, json!({"amount": 50_000, "prepaid_for": "general"})).await;
    let void = json!({"id": id, "reason": "收错房号"});
    assert_eq!(counter.refuses(cashier, "payment.payment.void", void.clone()).await, "payment-own-payment");
    counter.shop.done(accountant, "payment.payment.void", void.clone()).await;
    assert_eq!(counter.refuses(accountant, "payment.payment.void", void).await, "payment-voided-already");
    for bill in counter.bills(0).await {
        assert_eq!(counter.owed(&bill).await, 23_270, "owed again");
    }
    assert_eq!(counter.book("1122").await, billed);
    assert_eq!((counter.book("1001").await, counter.book("2203").await), (0, 0));
    assert_eq!(counter.shift(&shift).await["expected"], json!(0));
    let receipt = counter.shop.shown(cashier, "payment.payment.page", json!({"id": id})).await;
    assert!(
        receipt.contains("SJ202611-000001") && receipt.contains("作废") && receipt.contains("收错房号"),
        "{receipt}"
    );
    let next = counter.pays(cashier, json!({})).await;
    assert_eq!(counter.payment(&next).await["payment"]["number"], json!("SJ202611-000002"), "no number is given twice");

    let hand_in = json!({"id": shift, "counted_cash": 46_540});
    counter.shop.done(cashier, "payment.cash_shift.hand_in", hand_in).await;
    let late = json!({"id": next, "reason": "业主反悔"});
    assert_eq!(counter.refuses(accountant, "payment.payment.void", late).await, "payment-cash-handed-in");
    counter.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_shift_and_other_communities_are_out_of_reach() {
    let counter = Counter::open().await;
    let (shop, cashier) = (&counter.shop, &counter.cashier);
    let shift = counter.begins(cashier, 0).await;
    let hand_in = json!({"id": shift, "counted_cash": 0});
    assert_eq!(counter.refuses(&counter.other, "payment.cash_shift.hand_in", hand_in).await, "payment-not-own-shift");
    let stranger = shop.staff(31, "贾宁", "accountant", &[COMPANY, shop.there]);
    let unseen = shop.act(&stranger, "payment.cash_shift.confirm", json!({"id": shift})).await;
    assert_eq!(refused(unseen), kernel::Error::NotFound.to_string());
    let id = counter.pays(cashier, json!({})).await;
    let unseen = shop.act(&stranger, "payment.payment.void", json!({"id": id, "reason": "?"})).await;
    assert_eq!(refused(unseen), kernel::Error::NotFound.to_string());
    let theirs = shop.staff(32, "秦岚", "cashier", &[COMPANY, shop.here, shop.there]);
    let there = json!({"org_id": shop.there});
    shop.done(&theirs, "payment.cash_shift.create", there).await;
    let here = counter.input(json!({})).await;
    assert_eq!(counter.refuses(&theirs, "payment.payment.create", here).await, "payment-other-community");
}

/// HC deducts by night from three sub-accounts and cannot say afterwards which paper paid what.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prepayments_pay_what_is_billed_by_night_and_leave_a_slip() {
    let counter = Counter::open().await;
    let (shop, cashier, accountant) = (&counter.shop, &counter.cashier, &counter.accountant);
    counter.begins(cashier, 0).await;
    let advance = async |amount: i64, purpose: &str| {
        counter.pays(cashier, json!({"bill_ids": [], "amount": amount, "prepaid_for": purpose})).await
    };
    advance(30_000, "management").await;
    advance(10_000, "utilities").await;
    let general = advance(5_000, "general").await;
    shop.app.settle().await;
    let bills = counter.bills(0).await;
    assert_eq!(counter.owed(&bills[0]).await, 23_270, "by day nothing is deducted");

    shop.set_clock("2026-11-21T18:10:00Z");
    shop.app.settle().await;
    assert_eq!((counter.owed(&bills[0]).await, counter.owed(&bills[1]).await), (0, 11_540));
    let left: i64 = counter.book("2203.utilities").await;
    assert_eq!((counter.book("2203.management").await, counter.book("2203").await, left), (0, 0, 10_000));
    let slips = shop.rows(accountant, "payment.deduction.list", json!({})).await;
    assert_eq!((slips.len(), &slips[0]["amount"]), (1, &json!(35_000)));
    let slip = shop.shown(accountant, "payment.deduction.page", json!({"id": slips[0]["id"]})).await;
    assert!(slip.contains("KK202611-000001") && slip.contains("叁佰伍拾元整") && slip.contains("通用预存"), "{slip}");
    let list = shop.rows(accountant, "payment.prepayment.list", json!({"prepaid_for": "management"})).await;
    let page = shop.shown(accountant, "payment.prepayment.page", json!({"id": list[0]["id"]})).await;
    assert!(page.contains("预存抵扣单") && page.contains("收据"), "every paper that moved it: {page}");

    shop.set_clock("2026-11-21T18:50:00Z");
    shop.app.settle().await;
    let slips = shop.rows(accountant, "payment.deduction.list", json!({})).await;
    assert_eq!(slips.len(), 1, "the same night again deducts nothing");
    let void = json!({"id": general, "reason": "收错"});
    assert_eq!(counter.refuses(accountant, "payment.payment.void", void).await, "payment-prepayment-spent");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prepayment_is_given_back_once_somebody_else_approves() {
    let counter = Counter::open().await;
    let (shop, cashier, accountant) = (&counter.shop, &counter.cashier, &counter.accountant);
    counter.begins(cashier, 0).await;
    let advance =
        json!({"bill_ids": [], "amount": 50_000, "prepaid_for": "general", "methods": [{"method": "transfer"}]});
    counter.pays(cashier, advance).await;
    let list = shop.rows(accountant, "payment.prepayment.list", json!({})).await;
    let ask =
        |amount: i64| json!({"id": list[0]["id"], "amount": amount, "method": "transfer", "reason": "房屋已出售"});
    assert_eq!(counter.refuses(cashier, "payment.refund.create", ask(50_001)).await, "payment-refund-too-much");
    let first = shop.done(cashier, "payment.refund.create", ask(30_000)).await;
    let second = shop.done(cashier, "payment.refund.create", ask(30_000)).await;
    assert_eq!(counter.book("2203").await, 50_000, "nothing moves before it is approved");
    assert_eq!(counter.refuses(cashier, "payment.refund.approve", first.clone()).await, "payment-own-refund");
    shop.done(accountant, "payment.refund.approve", first.clone()).await;
    assert_eq!((counter.book("2203").await, counter.book("1002.transfer").await), (20_000, 20_000));
    assert_eq!(counter.refuses(accountant, "payment.refund.approve", first.clone()).await, "payment-refund-decided");
    let spent = counter.refuses(accountant, "payment.refund.approve", second.clone()).await;
    assert_eq!(spent, "payment-prepayment-spent", "together they are more than was left");
    shop.done(accountant, "payment.refund.refuse", second).await;
    let slip = shop.shown(cashier, "payment.refund.page", first).await;
    assert!(slip.contains("TK202611-000001") && slip.contains("叁佰元整") && slip.contains("邵芸"), "{slip}");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_desk_nothing_typed_is_lost_and_the_receipt_follows_the_press() {
    let app = testkit::TestApp::start().await;
    let mut cashier = app.staff("daijing").await;
    cashier.open("/payment/counter").await.must_say("您还没有开班");
    cashier.open("/do/payment.cash_shift.create").await.must_say("备用金");
    cashier.press("保存", &[("float", "500")]).await.must_say("收银台");
    let rooms = asked(&mut cashier, "/property/places?kind=room&limit=1").await;
    let (room, name) = (rooms["rows"][0]["id"].as_str().unwrap(), rooms["rows"][0]["name"].as_str().unwrap());
    cashier.open(&format!("/payment/counter?place_ids={room}")).await.must_say(name);
    let typed = [("amount", "123.45"), ("prepaid_for", "general"), ("tendered", "100"), ("note", "提前缴")];
    let again = cashier.press("收款并打印", &typed).await;
    assert_eq!(again.status.as_u16(), 422);
    again.must_say("现金实收不足：应收现金 123.45 元");
    // The rest is what the refused form gives back.
    let receipt = cashier.press("收款并打印", &[("tendered", "200")]).await;
    receipt.must_say("壹佰贰拾叁元肆角伍分").must_say("¥76.55").must_say("提前缴").must_say("打印");
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_tells_a_payment_a_box_and_a_prepayment_that_differ() {
    let counter = Counter::open().await;
    counter.begins(&counter.cashier, 0).await;
    counter.pays(&counter.cashier, json!({"amount": 50_000, "prepaid_for": "general"})).await;
    let db = &counter.shop.platform.db;
    assert_eq!(payment::findings(db).await.expect("verify runs"), []);
    // A prepayment differs from its moves and from the book; a way from its payment, and with it the box from the book.
    for (sql, told) in [
        ("UPDATE prepayments SET balance_fen = balance_fen + 1", 2),
        ("UPDATE payment_methods SET amount_fen = amount_fen + 1", 4),
    ] {
        let owner = db.as_owner();
        let changed = owner
            .transact(&kernel::Scope::default(), move |tx| Box::pin(async move { tx.execute(sql, Vec::new()).await }))
            .await;
        assert_eq!(changed.expect("somebody tampers"), 1);
        let found = payment::findings(db).await.expect("verify runs");
        assert_eq!(found.len(), told, "{sql}: {found:?}");
    }
}

#[tokio::test]
async fn a_room_leads_to_its_bills_meters_and_deposits() {
    let counter = Counter::open().await;
    let (shop, room) = (&counter.shop, counter.rooms[0].as_str().unwrap());
    let page = shop.shown(&counter.cashier, "property.place.page", json!({"id": room})).await;
    for list in ["/billing/bills", "/meter/meters", "/payment/deposits", "/payment/payments", "/arrears/cases"] {
        assert!(page.contains(&format!("{list}?place_id={room}")), "{list} in {page}");
    }
    let technician = shop.bearer(kernel::ActorKind::Staff, uuid::Uuid::from_u128(51), "赵师傅", "technician");
    let page = shop.shown(&technician, "property.place.page", json!({"id": room})).await;
    assert!(!page.contains("/billing/bills?place_id"), "only what he may see: {page}");
}
