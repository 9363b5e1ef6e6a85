//! 收缴率: a random month of money, after which every figure is the sum of its bills, and all of them are what the book says.

use kernel::COMPANY;
use module::Caller;
use serde_json::{Value, json};
use testkit::Workshop;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one_of<'a>(&mut self, list: &'a [Value]) -> &'a Value {
        &list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

/// Two buildings of two homes each under 物业费 and 停车费, billed from November 2025 to March 2026.
struct Town {
    shop: Workshop,
    cashier: Caller,
    manager: Caller,
    rooms: Vec<Value>,
}

impl Town {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let units = [COMPANY, shop.here];
        let cashier = shop.staff(21, "戴静", "cashier", &units);
        let manager = shop.staff(22, "宋岚", "manager", &units);
        let mut town = Self { shop, cashier, manager, rooms: Vec::new() };
        let phones = ["13800138001", "13800138002", "13800138003", "13800138004"];
        for (nth, code) in ["3-1-101", "3-1-102", "5-1-101", "5-1-102"].into_iter().enumerate() {
            town.home(nth % 2 == 0, code, phones[nth]).await;
        }
        town.fee("WYF", "物业费", "management", "2.6").await;
        town.fee("BJF", "保洁费", "service", "0.35").await;
        let run = json!({"org_id": town.shop.here, "since_on": "2025-11-01", "billed_until_on": "2026-04-01"});
        let run = town.shop.done(&town.cashier, "billing.bill_run.create", run).await["id"].clone();
        town.shop.app.settle().await;
        town.shop.done(&town.manager, "billing.bill_run.approve", json!({"id": run})).await;
        town.shop.app.settle().await;
        town
    }

    async fn home(&mut self, first: bool, code: &str, phone: &str) {
        let (shop, cashier) = (&self.shop, &self.cashier);
        if first {
            let building = json!({
                "org_id": shop.here, "segment": &code[..1], "units": 1, "first_floor": 1, "last_floor": 1,
                "lines": [{"line": "01", "built_area": 8950}, {"line": "02", "built_area": 10230}],
                "use": "home", "state": "vacant", "takeover_on": "2024-07-01",
            });
            shop.done(cashier, "property.building.create", building).await;
        }
        let room = shop.room(cashier, code).await;
        let owner = json!({"name": "王强", "phone": phone, "place_id": room, "role": "owner", "from_on": "2024-07-01"});
        shop.done(cashier, "party.person.create", owner).await;
        self.rooms.push(room);
    }

    async fn fee(&self, code: &str, name: &str, class: &str, price: &str) {
        let (shop, cashier) = (&self.shop, &self.cashier);
        let item = json!({"code": code, "name": name, "fee_class": class});
        let item = shop.done(cashier, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = json!({
            "org_id": shop.here, "item_id": item, "code": code, "name": name, "price_from_on": "2025-01-01",
            "comes": "monthly", "basis": "built_area", "unit_price": price, "paid_by": "owner", "starts_with": "take_over",
        });
        let tariff = shop.done(cashier, "tariff.tariff.create", tariff).await["id"].clone();
        shop.done(&self.manager, "tariff.tariff.enforce", json!({"id": tariff})).await;
        shop.done(cashier, "tariff.tariff.apply", json!({"id": tariff, "from_on": "2025-01-01"})).await;
    }

    /// A month at the counter: parts and wholes are paid, some payments voided, some bills credited.
    async fn a_month(&self, seed: u64) {
        let (shop, cashier, manager) = (&self.shop, &self.cashier, &self.manager);
        let mut dice = Dice(seed);
        shop.done(cashier, "payment.cash_shift.create", json!({"org_id": shop.here})).await;
        for day in 1..=14 {
            shop.set_clock(&format!("2026-12-{day:02}T02:00:00Z"));
            let room = dice.one_of(&self.rooms).clone();
            let bills = shop.rows(manager, "billing.bill.list", json!({"place_id": room, "limit": 100})).await;
            let open: Vec<Value> = bills.into_iter().filter(|bill| bill["owed"].as_i64() > Some(0)).collect();
            if open.is_empty() {
                continue;
            }
            let bill = dice.one_of(&open);
            let owed = bill["owed"].as_i64().unwrap();
            if dice.below(5) == 0 {
                let ask = json!({"id": bill["id"], "amount": owed / 3 + 1, "reason": "服务缺失"});
                shop.done(cashier, "billing.credit_note.create", ask).await;
                let view = shop.answer(manager, "billing.bill.view", json!({"id": bill["id"]})).await;
                let notes = view["credits"].as_array().unwrap().iter();
                let waiting = notes.filter(|note| note["state"] == "waiting");
                for note in waiting {
                    shop.done(manager, "billing.credit_note.approve", json!({"id": note["id"]})).await;
                }
                continue;
            }
            let ids: Vec<&Value> = open.iter().map(|bill| &bill["id"]).collect();
            let amount = 1 + i64::try_from(dice.below(60_000)).unwrap();
            let pay = json!({"place_ids": [room], "bill_ids": ids, "amount": amount, "prepaid_for": "general"});
            let paid = shop.done(cashier, "payment.payment.create", pay).await;
            if dice.below(4) == 0 {
                shop.done(manager, "payment.payment.void", json!({"id": paid["id"], "reason": "收错"})).await;
            }
        }
    }

    async fn report(&self, more: Value) -> Value {
        let mut ask = json!({"org_id": self.shop.here, "first_on": "2026-01-01", "last_on": "2026-02-28"});
        ask.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        self.shop.answer(&self.manager, "billing.collection_rate.view", ask).await
    }

    /// The bills behind a figure: how many, what was billed, what is owed.
    async fn listed(&self, more: Value, arrears: bool) -> (i64, i64) {
        let mut ask = json!({"org_id": self.shop.here, "bill_state": "published", "limit": 200});
        ask.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        if arrears {
            ask["begins_until"] = json!("2025-12-31");
        } else {
            (ask["begins_since"], ask["begins_until"]) = (json!("2026-01-01"), json!("2026-02-28"));
        }
        let bills = self.shop.rows(&self.manager, "billing.bill.list", ask).await;
        let owed = bills.iter().map(|bill| bill["owed"].as_i64().unwrap()).sum();
        (i64::try_from(bills.len()).unwrap(), owed)
    }
}

fn figure(part: &Value, name: &str) -> i64 {
    part[name].as_i64().unwrap_or_else(|| panic!("{name} of {part}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_random_month_every_figure_is_its_bills_and_all_are_the_book() {
    let town = Town::open().await;
    let fresh = town.report(json!({})).await;
    assert_eq!((&fresh["current"]["bills"], &fresh["current"]["received"]), (&json!(16), &json!(0)));
    assert_eq!((&fresh["current"]["rate"], &fresh["prior"]["bills"]), (&json!(0), &json!(16)));
    town.a_month(20_261_122).await;

    let whole = town.report(json!({})).await;
    let (current, prior) = (&whole["current"], &whole["prior"]);
    let owed = figure(current, "outstanding") + figure(prior, "outstanding") + figure(&whole, "later");
    assert_eq!(owed, figure(&whole, "book"), "the bills and 1122");
    assert!(figure(current, "received") > 0 && figure(prior, "received") > 0, "something was paid: {whole}");
    let rate = |part: &Value| figure(part, "received") * 10_000 / figure(part, "receivable");
    assert_eq!((figure(current, "rate"), figure(prior, "rate")), (rate(current), rate(prior)));
    for (by, filter, lines) in [("item", "item_id", 2), ("building", "building_id", 2), ("month", "begins_in", 4)] {
        let report = town.report(json!({"lines_by": by})).await;
        assert_eq!((&report["current"], &report["prior"]), (current, prior), "by {by} comes to the same");
        let found = report["lines"].as_array().unwrap();
        assert_eq!(found.len(), lines, "by {by}");
        for line in found {
            for (part, arrears) in [("current", false), ("prior", true)] {
                let listed = town.listed(json!({filter: line["key"]}), arrears).await;
                let told = (figure(&line[part], "bills"), figure(&line[part], "outstanding"));
                assert_eq!(told, listed, "{part} of {line}");
            }
        }
    }
    // As of any day: before anything was paid, at the end of it all, and in between what the arrears of that day say.
    let then = |report: &Value| {
        let owed = |part: &str| figure(&report[part], "outstanding");
        owed("current") + owed("prior") + figure(report, "later")
    };
    let before = town.report(json!({"day": "2026-11-30"})).await;
    assert_eq!((&before["current"], &before["book"]), (&fresh["current"], &Value::Null));
    let last = town.report(json!({"day": "2026-12-14"})).await;
    assert_eq!((&last["current"], &last["prior"]), (current, prior));
    for day in ["2026-12-03", "2026-12-07", "2026-12-11"] {
        let ask = json!({"org_id": town.shop.here, "day": day});
        let arrears = town.shop.answer(&town.manager, "billing.arrears.view", ask).await;
        let owed: i64 = arrears["rows"].as_array().unwrap().iter().map(|row| figure(row, "total")).sum();
        assert_eq!(then(&town.report(json!({"day": day})).await), owed, "on {day}");
    }
    // One building, by item: what is left out is left out of everything.
    let buildings = town.report(json!({"lines_by": "building"})).await;
    let first = &buildings["lines"][0];
    let narrowed = town.report(json!({"building_id": first["key"]})).await;
    assert_eq!((&narrowed["current"], &narrowed["prior"]), (&first["current"], &first["prior"]));
    assert_eq!(narrowed["book"], Value::Null);
    // An item in a building by months: each figure is that of its bills there.
    let item = &narrowed["lines"][0]["key"];
    let crossed = json!({"building_id": first["key"], "item_id": item, "lines_by": "month"});
    let crossed = town.report(crossed).await;
    assert_eq!(crossed["current"], narrowed["lines"][0]["current"]);
    for line in crossed["lines"].as_array().unwrap().iter().filter(|line| figure(&line["current"], "bills") > 0) {
        let behind = json!({"item_id": item, "building_id": first["key"], "begins_in": line["key"]});
        let told = (figure(&line["current"], "bills"), figure(&line["current"], "outstanding"));
        assert_eq!(told, town.listed(behind, false).await, "{line}");
    }

    let ask = json!({"org_id": town.shop.here, "first_on": "2026-01-01", "last_on": "2026-02-28"});
    let page = town.shop.shown(&town.manager, "billing.collection_rate.page", ask.clone()).await;
    assert!(page.contains("与账簿应收一致") && page.contains("begins_until=2025-12-31"), "{page}");
    assert!(page.contains("lines_by=building"), "an item leads to its buildings: {page}");
    assert!(page.contains("口径"), "the page says how the rate is reckoned: {page}");
    let elsewhere = town.shop.staff(32, "贾宁", "manager", &[COMPANY, town.shop.there]);
    let unseen = town.shop.platform.ask(&elsewhere, "billing.collection_rate.view", ask).await;
    assert!(matches!(unseen, Err(kernel::Error::NotFound)), "{unseen:?}");
    town.shop.app.check().await;
}
