//! 催缴: households in arrears are gone after rung by rung, by day and not too often; who promises, disputes or pays is left alone.

use kernel::COMPANY;
use module::Caller;
use serde_json::{Value, json};
use store::files;
use testkit::{Workshop, paper, refused};

const CASES: &str = "arrears.collection_case.list";
const CONTACT: &str = "arrears.collection_contact.create";

/// Two owned homes with bills of January and February 2026, 232.70 and 265.98 yuan a month, due for months.
struct Street {
    shop: Workshop,
    cashier: Caller,
    steward: Caller,
    manager: Caller,
    rooms: Vec<Value>,
}

impl Street {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let units = [COMPANY, shop.here];
        let cashier = shop.staff(21, "戴静", "cashier", &units);
        let steward = shop.staff(22, "白雪", "steward", &units);
        let manager = shop.staff(23, "宋岚", "manager", &units);
        let building = json!({
            "org_id": shop.here, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 1,
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
        let item = json!({"code": "WYF", "name": "物业费", "fee_class": "management"});
        let item = shop.done(&cashier, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = json!({
            "org_id": shop.here, "item_id": item, "code": "WYF-GC", "name": "高层物业费", "price_from_on": "2025-01-01",
            "comes": "monthly", "basis": "built_area", "unit_price": "2.6", "paid_by": "owner", "starts_with": "take_over",
        });
        let tariff = shop.done(&cashier, "tariff.tariff.create", tariff).await["id"].clone();
        shop.done(&manager, "tariff.tariff.enforce", json!({"id": tariff})).await;
        shop.done(&cashier, "tariff.tariff.apply", json!({"id": tariff, "from_on": "2025-01-01"})).await;
        let run = json!({"org_id": shop.here, "since_on": "2026-01-01", "billed_until_on": "2026-03-01"});
        let run = shop.done(&cashier, "billing.bill_run.create", run).await["id"].clone();
        shop.app.settle().await;
        shop.done(&manager, "billing.bill_run.approve", json!({"id": run})).await;
        shop.app.settle().await;
        Self { shop, cashier, steward, manager, rooms }
    }

    /// The night before a day, and then ten o'clock in the morning of it.
    async fn morning(&self, day: &str) {
        let before: kernel::Date = day.parse().expect("a day");
        self.shop.set_clock(&format!("{}T19:10:00Z", before.plus_days(-1)));
        self.shop.app.settle().await;
        self.shop.set_clock(&format!("{day}T02:00:00Z"));
        self.shop.app.settle().await;
    }

    async fn cases(&self) -> Vec<Value> {
        self.shop.rows(&self.manager, CASES, json!({})).await
    }

    /// The case of a room.
    async fn case(&self, room: usize) -> Value {
        let rows = self.shop.rows(&self.manager, CASES, json!({"place_id": self.rooms[room]})).await;
        rows.first().cloned().expect("a case")
    }

    async fn says(&self, room: usize, outcome: &str, more: Value) -> kernel::Result<Value> {
        let mut input = json!({"id": self.case(room).await["id"], "contact_by": "call", "outcome": outcome});
        input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.shop.act(&self.steward, CONTACT, input).await
    }

    /// The households to be rung today.
    async fn rung(&self) -> Vec<String> {
        let calls = self.shop.answer(&self.steward, "arrears.call.view", json!({})).await;
        calls["rows"].as_array().unwrap().iter().map(|line| line["place"].as_str().unwrap().to_owned()).collect()
    }

    async fn pays(&self, room: usize, amount: i64) {
        let ask = json!({"place_id": self.rooms[room]});
        let bills = self.shop.rows(&self.manager, "billing.bill.list", ask).await;
        let open = bills.iter().filter(|bill| bill["owed"] != json!(0));
        let bills: Vec<Value> = open.map(|bill| bill["id"].clone()).collect();
        let input = json!({"place_ids": [self.rooms[room]], "bill_ids": bills, "amount": amount});
        self.shop.done(&self.cashier, "payment.payment.create", input).await;
    }
}

#[tokio::test]
async fn a_household_climbs_rung_by_rung_promises_and_leaves_when_it_has_paid() {
    let street = Street::open().await;
    let shop = &street.shop;
    assert!(street.cases().await.is_empty());
    street.morning("2026-11-23").await;
    let cases = street.cases().await;
    assert_eq!(cases.len(), 2, "{cases:?}");
    assert!(cases.iter().all(|case| case["rung"] == "notice"), "an old debt climbs like any other");
    assert!(cases.iter().any(|case| case["overdue"] == json!(46_540)));
    shop.app.settle().await;
    assert_eq!(street.cases().await.len(), 2, "the same night again begins nothing");
    assert!(street.rung().await.is_empty());

    street.morning("2026-12-01").await;
    assert_eq!(street.rung().await, ["3栋1单元102", "3栋1单元101"], "the largest arrears first");
    let page = shop.shown(&street.steward, "arrears.call.page", json!({})).await;
    assert!(page.contains("不停水、电、气") && page.contains("138****8002"), "{page}");
    let case = street.case(1).await["id"].clone();
    shop.done(&street.steward, "arrears.collection_contact.reveal", json!({"id": case})).await;
    let page = shop.shown(&street.steward, "arrears.call.page", json!({"case": case})).await;
    assert!(page.contains("tel:13800138002"), "{page}");

    // 李敏 promises half until the tenth, and pays a yuan less.
    let why = street.says(1, "promised", json!({})).await;
    assert_eq!(refused(why), "arrears-promise-when");
    let more = json!({"promised_on": "2026-12-10", "promised": 26_598});
    street.says(1, "promised", more.clone()).await.expect("a promise");
    assert_eq!(refused(street.says(1, "promised", more).await), "arrears-promise-running");
    assert_eq!(street.rung().await, ["3栋1单元101"], "who has promised is left in peace");
    shop.done(&street.cashier, "payment.cash_shift.create", json!({"org_id": shop.here})).await;
    street.pays(1, 26_498).await;
    street.morning("2026-12-10").await;
    assert_eq!(street.case(1).await["promised_on"], json!("2026-12-10"), "his day is not over");
    street.morning("2026-12-11").await;
    let view = shop.answer(&street.manager, "arrears.collection_case.view", json!({"id": case})).await;
    assert_eq!((&view["promises"][0]["state"], &view["case"]["promised_on"]), (&json!("broken"), &json!(null)));
    assert_eq!(view["overdue"], json!(26_698));

    let dossier = shop.shown(&street.manager, "arrears.collection_case.dossier", json!({"id": case})).await;
    for words in ["催缴卷宗", "未兑现", "对账单", "承诺缴费", "¥266.98"] {
        assert!(dossier.contains(words), "{words}: {dossier}");
    }

    // 王强 promises and pays everything.
    street.says(0, "promised", json!({"promised_on": "2026-12-12"})).await.expect("a promise");
    street.pays(0, 46_540).await;
    street.morning("2026-12-12").await;
    let case = street.case(0).await;
    assert_eq!(case["case_state"], "closed");
    let view = shop.answer(&street.manager, "arrears.collection_case.view", json!({"id": case["id"]})).await;
    assert_eq!(view["promises"][0]["state"], "kept");
    assert_eq!(refused(street.says(0, "told", json!({})).await), "arrears-case-closed");
    shop.app.check().await;
}

#[tokio::test]
async fn nobody_is_disturbed_by_night_too_often_or_while_he_disputes() {
    let street = Street::open().await;
    let shop = &street.shop;
    street.morning("2026-11-23").await;
    street.morning("2026-12-01").await;
    shop.set_clock("2026-12-01T12:00:00Z");
    assert_eq!(refused(street.says(0, "told", json!({})).await), "arrears-quiet-now");
    let case = json!({"id": street.case(0).await["id"]});
    let shown = shop.act(&street.steward, "arrears.collection_contact.reveal", case.clone()).await;
    assert_eq!(refused(shown), "arrears-quiet-now", "nor is a number shown");
    let page = shop.shown(&street.steward, "arrears.call.page", json!({})).await;
    assert!(page.contains("现在是安静时段"), "{page}");

    shop.set_clock("2026-12-02T02:00:00Z");
    for _ in 0..3 {
        street.says(0, "no_answer", json!({})).await.expect("rung");
    }
    assert_eq!(refused(street.says(0, "told", json!({})).await), "arrears-too-often");
    street.says(1, "disputed", json!({"note": "电梯停了一个月"})).await.expect("rung");
    street.morning("2027-02-01").await;
    let (first, second) = (street.case(0).await, street.case(1).await);
    assert_eq!((&first["rung"], &second["rung"]), (&json!("visit"), &json!("call")), "a dispute stops the ladder");
    assert_eq!(street.rung().await, ["3栋1单元101"]);
    let held = json!({"id": second["id"]});
    shop.done(&street.manager, "arrears.collection_case.release", held).await;
    assert_eq!(street.rung().await.len(), 2);

    let ladder = shop.answer(&street.manager, "arrears.collection_ladder.view", json!({})).await;
    let mut edit = ladder.clone();
    edit["least_overdue"] = ladder["least_fen"].clone();
    edit["call_after"] = json!(5);
    edit.as_object_mut()
        .unwrap()
        .retain(|name, _| !["org_id", "version", "least_fen", "large_from_fen"].contains(&name.as_str()));
    let lead = shop.staff(24, "苏敏", "finance_lead", &[COMPANY, shop.here]);
    let wrong = shop.act(&lead, "arrears.collection_ladder.edit", edit.clone()).await;
    assert_eq!(refused(wrong), "arrears-rungs-in-order");
    edit["call_after"] = json!(7);
    shop.done(&lead, "arrears.collection_ladder.edit", edit).await;
    let page = shop.shown(&lead, "arrears.collection_ladder.page", json!({})).await;
    assert!(page.contains("7 天") && page.contains("每天 20:00"), "{page}");
    shop.app.check().await;
}

#[tokio::test]
async fn a_write_off_is_approved_by_another_posted_and_owed_again_when_somebody_pays_after_all() {
    let street = Street::open().await;
    let shop = &street.shop;
    street.morning("2026-11-23").await;
    let case = street.case(0).await["id"].clone();
    let accountant = shop.staff(25, "邵芸", "accountant", &[COMPANY, shop.here]);
    let ask =
        |file: &str| json!({"id": case, "grounds": "limitation", "reason": "最后一次催告在三年前", "files": [file]});
    let without = json!({"id": case, "grounds": "limitation", "reason": "无"});
    assert_eq!(refused(shop.act(&accountant, "arrears.write_off.create", without).await), "invalid-required");
    let unknown = shop.act(&accountant, "arrears.write_off.create", ask("file_x")).await;
    assert_eq!(refused(unknown), "invalid-file");
    let file = shop.photo(&accountant).await;
    let asked = shop.done(&accountant, "arrears.write_off.create", ask(&file)).await;
    let twice = shop.act(&accountant, "arrears.write_off.create", ask(&file)).await;
    assert_eq!(refused(twice), "arrears-write-off-waits");
    let own = shop.act(&accountant, "arrears.write_off.approve", asked.clone()).await;
    assert_eq!(refused(own), "arrears-own-write-off");
    let owed = async || {
        let rows = shop.answer(&street.manager, "billing.arrears.view", json!({})).await["rows"].clone();
        (rows[0]["total"].as_i64().unwrap(), rows[0]["written_off"].as_i64().unwrap())
    };
    assert_eq!(owed().await, (99_736, 0), "nothing moves before it is approved");
    shop.done(&street.manager, "arrears.write_off.approve", asked.clone()).await;
    assert_eq!(owed().await, (53_196, 46_540), "and it stands in the arrears as written off");
    let book = async |code: &str| {
        let accounts = shop.rows(&street.manager, "ledger.book_account.list", json!({"limit": 500})).await;
        let of = accounts.iter().filter(|account| account["code"] == code);
        of.map(|account| account["balance"].as_i64().unwrap_or_default()).sum::<i64>()
    };
    assert_eq!((book("6701").await, book("1122").await), (46_540, 53_196));
    let page = shop.shown(&street.manager, "arrears.write_off.page", asked.clone()).await;
    assert!(page.contains("HX202611-000001") && page.contains("超过诉讼时效") && page.contains("邵芸"), "{page}");

    // 王强 comes after all, with two hundred yuan.
    shop.done(&street.cashier, "payment.cash_shift.create", json!({"org_id": shop.here})).await;
    let some = json!({"id": asked["id"], "amount": 20_000, "reason": "业主愿意补缴"});
    shop.done(&accountant, "arrears.write_off.restore", some).await;
    assert_eq!(owed().await, (73_196, 26_540));
    street.pays(0, 20_000).await;
    assert_eq!(owed().await, (53_196, 26_540));
    assert_eq!((book("6701").await, book("1001").await), (26_540, 20_000), "what came in is recovered");
    let more = json!({"id": asked["id"], "amount": 26_541, "reason": "业主愿意补缴"});
    assert_eq!(refused(shop.act(&accountant, "arrears.write_off.restore", more).await), "arrears-restore-too-much");
    street.morning("2026-11-24").await;
    assert_eq!(street.case(0).await["case_state"], "closed", "nothing is left to go after");
    assert_eq!(billing::findings(&shop.platform.db).await.expect("reads"), []);
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_is_numbered_printed_with_its_bills_delivered_with_proof_and_kept_in_the_dossier() {
    const CREATE: &str = "arrears.collection_letter.create";
    let street = Street::open().await;
    let (shop, manager) = (&street.shop, &street.manager);
    street.morning("2026-11-23").await;
    let cases = [street.case(0).await["id"].clone(), street.case(1).await["id"].clone()];
    let issue = async |case: &Value, more: Value| {
        let mut input = json!({"id": case});
        input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        shop.act(manager, CREATE, input).await
    };
    assert_eq!(refused(issue(&cases[0], json!({"pay_until_on": "2026-11-23"})).await), "arrears-letter-pay-until");
    let first = issue(&cases[0], json!({})).await.expect("a letter")["id"].clone();
    assert_eq!(refused(issue(&cases[0], json!({})).await), "arrears-letter-waits", "one of a kind at a time");
    let lawyer = issue(&cases[0], json!({"letter_kind": "lawyer"})).await.expect("a lawyer's letter")["id"].clone();
    let second = issue(&cases[1], json!({})).await.expect("a letter")["id"].clone();
    let elsewhere = shop.staff(40, "林岚", "manager", &[COMPANY, shop.there]);
    let own = shop.act(&elsewhere, CREATE, json!({"id": cases[0]})).await;
    assert!(matches!(own, Err(kernel::Error::NotFound)), "{own:?}");
    let listed = shop.rows(manager, "arrears.collection_letter.list", json!({})).await;
    let mut numbers: Vec<&str> = listed.iter().map(|letter| letter["number"].as_str().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, ["CH2026-000001", "CH2026-000002", "LS2026-000001"], "each kind has a series without gaps");

    printed(&street, &first).await;
    delivered(&street, &first, &lawyer).await;

    // A letter that was wrong is voided: its number stays, and the next one comes after it.
    let void = json!({"id": second, "reason": "金额有争议"});
    shop.done(manager, "arrears.collection_letter.void", void.clone()).await;
    assert_eq!(refused(shop.act(manager, "arrears.collection_letter.void", void).await), "arrears-letter-voided");
    let third = issue(&cases[1], json!({})).await.expect("another")["id"].clone();
    let page = shop.shown(manager, "arrears.collection_letter.page", json!({"id": third})).await;
    assert!(page.contains("CH2026-000003") && page.contains("待送达") && page.contains("登记送达"), "{page}");
    for page in ["arrears.collection_case.page", "arrears.collection_case.dossier"] {
        let page = shop.shown(manager, page, json!({"id": cases[0]})).await;
        for said in ["CH2026-000001", "LS2026-000001", "门口张贴", "EMS1099", "/files/"] {
            assert!(page.contains(said), "{said} in {page}");
        }
    }
    // Who disputes gets no letter.
    let hold = json!({"id": cases[1], "held_because": "dispute", "note": "电梯停了一个月"});
    shop.done(manager, "arrears.collection_case.hold", hold).await;
    assert_eq!(refused(issue(&cases[1], json!({"letter_kind": "lawyer"})).await), "arrears-held-now");
    shop.app.check().await;
}

/// Printed, a letter names the whole person and every bill; all that wait are printed together.
async fn printed(street: &Street, first: &Value) {
    let (shop, manager) = (&street.shop, &street.manager);
    let print = async |kind: &str, letter: &Value| {
        let input = json!({"document_kind": kind, "subject": letter});
        shop.act(manager, "document.paper_copy.create", input).await
    };
    let done = print("collection_letter", first).await.expect("printed");
    let file: kernel::Id<files::File> = serde_json::from_value(done["file"].clone()).unwrap();
    let mut cx = shop.platform.reading(manager).await.unwrap();
    let scope = cx.scope().clone();
    let file = files::load(cx.tx(), &scope, file.uuid()).await.unwrap();
    drop(cx);
    let words = paper::pages(&shop.platform.files.get(&file.sha256).await.unwrap()).concat();
    for said in [
        "催缴函",
        "CH2026-000001",
        "王强",
        "¥465.40",
        "肆佰陆拾伍元肆角整",
        "2026-12-08",
        "物业费",
        "2026-01-01–2026-01-31",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    let wrong = print("lawyer_letter", first).await;
    assert!(matches!(wrong, Err(kernel::Error::NotFound)), "a letter is printed as what it is: {wrong:?}");
    let batch = json!({"org_id": shop.here, "document_kind": "collection_letter"});
    let batch = shop.done(manager, "document.print_batch.create", batch).await;
    let shown = shop.answer(manager, "document.print_batch.view", batch).await;
    assert_eq!(shown["total"], json!(2), "those nobody has delivered yet");
    shop.app.settle().await;
}

/// Each way of delivery wants its own proof.
async fn delivered(street: &Street, first: &Value, lawyer: &Value) {
    let shop = &street.shop;
    let deliver = async |letter: &Value, more: Value| {
        let mut input = json!({"id": letter});
        input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        shop.act(&street.steward, "arrears.collection_letter.deliver", input).await
    };
    assert_eq!(refused(deliver(first, json!({"delivery": "door"})).await), "arrears-letter-door-photo");
    let early = json!({"delivery": "post", "post_number": "EMS1", "delivery_on": "2026-11-22"});
    assert_eq!(refused(deliver(first, early).await), "arrears-letter-delivered-on");
    let photo = shop.photo(&street.steward).await;
    deliver(first, json!({"delivery": "door", "files": [photo]})).await.expect("delivered");
    deliver(lawyer, json!({"delivery": "post", "post_number": "EMS1099"})).await.expect("delivered");
    assert_eq!(
        refused(deliver(first, json!({"delivery": "handed_over", "receiver": "王强"})).await),
        "arrears-letter-delivered"
    );
}

#[tokio::test]
async fn what_a_large_write_off_is_is_said_by_the_director_alone() {
    let street = Street::open().await;
    let (shop, units) = (&street.shop, [COMPANY, street.shop.here]);
    street.morning("2026-11-23").await;
    let lead = shop.bearer(kernel::ActorKind::Staff, uuid::Uuid::from_u128(24), "苏敏", "finance_lead");
    let director = shop.staff(26, "顾明远", "director", &units);
    let ladder = shop.answer(&director, "arrears.collection_ladder.view", json!({})).await;
    let mut edit = ladder.clone();
    edit["least_overdue"] = ladder["least_fen"].clone();
    edit.as_object_mut()
        .unwrap()
        .retain(|name, _| !["org_id", "version", "least_fen", "large_from_fen"].contains(&name.as_str()));
    edit["large_from"] = json!(40_000);
    let own = shop.act(&lead, "arrears.collection_ladder.edit", edit.clone()).await;
    assert_eq!(refused(own), "arrears-large-by-director", "nobody raises the limit of what he may approve himself");
    shop.done(&director, "arrears.collection_ladder.edit", edit).await;
    let accountant = shop.staff(25, "邵芸", "accountant", &units);
    let file = shop.photo(&accountant).await;
    let case = street.case(0).await["id"].clone();
    let ask = json!({"id": case, "grounds": "limitation", "reason": "最后一次催告在三年前", "files": [file]});
    let asked = shop.done(&accountant, "arrears.write_off.create", ask).await;
    let page = shop.shown(&lead, "arrears.write_off.page", asked.clone()).await;
    assert!(page.contains("400.00 元及以上的核销由总经理审批"), "{page}");
    assert_eq!(refused(shop.act(&lead, "arrears.write_off.approve", asked.clone()).await), "arrears-write-off-large");
    shop.done(&director, "arrears.write_off.approve", asked).await;
    shop.app.check().await;
}
