//! 抄表: a meter begins with its first reading, nothing that was read is changed, and bills say what readings say.

use kernel::COMPANY;
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, outcomes, refused};

struct House {
    shop: Workshop,
    clerk: Caller,
    manager: Caller,
    building: Value,
    rooms: Vec<Value>,
}

impl House {
    /// Four homes of a building, two of them owned, under a 水费 of 3.2 yuan a m³ from the spring on.
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let units = [COMPANY, shop.here];
        let clerk = shop.staff(21, "戴静", "cashier", &units);
        let manager = shop.staff(22, "宋岚", "manager", &units);
        let building = json!({
            "org_id": shop.here, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 2,
            "lines": [{"line": "01", "built_area": 8950}, {"line": "02", "built_area": 10230}],
            "use": "home", "state": "vacant", "takeover_on": "2024-07-01",
        });
        let building = shop.done(&clerk, "property.building.create", building).await["id"].clone();
        let mut rooms = Vec::new();
        for code in ["3-1-101", "3-1-102", "3-1-201", "3-1-202"] {
            rooms.push(shop.room(&clerk, code).await);
        }
        for (room, name, phone) in [(0, "王强", "13800138001"), (1, "李敏", "13800138002")] {
            let owner = json!({"name": name, "phone": phone, "place_id": rooms[room], "role": "owner", "from_on": "2024-07-01"});
            shop.done(&clerk, "party.person.create", owner).await;
            let child = json!({"name": format!("{name}的孩子"), "place_id": rooms[room], "role": "family", "from_on": "2024-07-01"});
            shop.done(&clerk, "party.person.create", child).await;
        }
        let house = Self { shop, clerk, manager, building, rooms };
        let price = json!({"basis": "usage", "measured_in": "m³", "unit_price": "3.2"});
        house.tariff("SF", "水费", "water", price).await;
        house
    }

    /// A metered tariff of an item of its own, in force and applied to all rooms.
    async fn tariff(&self, code: &str, name: &str, class: &str, price: Value) -> Value {
        let item = json!({"code": code, "name": name, "fee_class": class});
        let item = self.shop.done(&self.clerk, "tariff.fee_item.create", item).await["id"].clone();
        let mut tariff = json!({
            "org_id": self.shop.here, "item_id": item, "code": format!("{code}-1"), "name": name,
            "price_from_on": "2025-01-01", "comes": "metered", "paid_by": "owner", "starts_with": "take_over",
        });
        for (field, value) in price.as_object().expect("fields") {
            tariff[field] = value.clone();
        }
        let tariff = self.shop.done(&self.clerk, "tariff.tariff.create", tariff).await["id"].clone();
        self.shop.done(&self.manager, "tariff.tariff.enforce", json!({"id": tariff})).await;
        self.shop.done(&self.clerk, "tariff.tariff.apply", json!({"id": tariff, "from_on": "2025-01-01"})).await;
        tariff
    }

    /// A water meter in a room, with what it showed in August.
    async fn meter(&self, number: &str, room: usize, figure: &str) -> Value {
        let meter = json!({
            "number": number, "meter_kind": "water", "place_id": self.rooms[room], "digits": 4,
            "started_on": "2026-08-01", "start_figure": figure,
        });
        self.shop.done(&self.clerk, "meter.meter.create", meter).await["id"].clone()
    }

    async fn read(&self, meter: &Value, on: &str, figure: &str) -> kernel::Result<Value> {
        let reading = json!({"meter_id": meter, "read_on": on, "figure": figure});
        self.shop.act(&self.clerk, "meter.reading.create", reading).await
    }

    async fn view(&self, meter: &Value) -> Value {
        self.shop.answer(&self.clerk, "meter.meter.view", json!({"id": meter})).await
    }

    /// A run over the bills up to a day, counted to its end.
    async fn run(&self, until: &str) -> Value {
        let ask = json!({"org_id": self.shop.here, "since_on": "2026-08-01", "billed_until_on": until});
        let run = self.shop.done(&self.clerk, "billing.bill_run.create", ask).await["id"].clone();
        self.shop.app.settle().await;
        run
    }

    async fn published(&self, until: &str) {
        let run = self.run(until).await;
        self.shop.done(&self.manager, "billing.bill_run.approve", json!({"id": run})).await;
        self.shop.app.settle().await;
    }

    async fn shown(&self, run: &Value) -> String {
        self.shop.shown(&self.manager, "billing.bill_run.page", json!({"id": run})).await
    }

    async fn bills(&self, room: usize) -> Vec<Value> {
        self.shop
            .rows(&self.manager, "billing.bill.list", json!({"place_id": self.rooms[room], "sort": "bill_on"}))
            .await
    }
}

#[tokio::test]
async fn a_reading_is_asked_about_before_it_is_believed_and_superseded_when_it_was_wrong() {
    let house = House::open().await;
    let meter = house.meter("S-101", 0, "100").await;
    let second = json!({"number": "S-101B", "meter_kind": "water", "place_id": house.rooms[0],
                        "started_on": "2026-08-01", "start_figure": "0"});
    assert_eq!(refused(house.shop.act(&house.clerk, "meter.meter.create", second).await), "meter-there-already");
    for (on, figure) in [("2026-09-01", "110"), ("2026-10-01", "120.5")] {
        house.read(&meter, on, figure).await.expect("it is believed");
    }
    for (on, figure, why) in [
        ("2026-11-01", "119", "meter-below-last"),
        ("2026-11-01", "180", "meter-unusual"),
        ("2026-11-01", "10000", "charge-reading-impossible"),
        ("2026-11-01", "abc", "meter-not-a-figure"),
        ("2026-12-01", "130", "meter-in-the-future"),
        ("2026-10-01", "121", "meter-read-already"),
        ("2026-09-15", "125", "meter-above-later"),
    ] {
        assert_eq!(refused(house.read(&meter, on, figure).await), why, "{figure} on {on}");
    }
    let sure = json!({"meter_id": meter, "read_on": "2026-11-01", "figure": "180", "said_of_reading": "checked"});
    let wrong = house.shop.done(&house.clerk, "meter.reading.create", sure).await["id"].clone();
    let right = json!({"id": wrong, "figure": "130", "reason": "看错一位"});
    house.shop.done(&house.manager, "meter.reading.correct", right.clone()).await;
    assert_eq!(refused(house.shop.act(&house.manager, "meter.reading.correct", right).await), "meter-superseded");
    let view = house.view(&meter).await;
    assert_eq!((&view["figure"], &view["readings"][0]["used"]), (&json!("130"), &json!("9.5")));
    let all = json!({"meter_id": meter, "superseded": true});
    assert_eq!(
        house.shop.rows(&house.clerk, "meter.reading.list", all).await.len(),
        5,
        "what was wrong stays to be seen"
    );
    let page = house.shop.shown(&house.clerk, "meter.meter.page", json!({"id": meter})).await;
    assert!(page.contains("看错一位") && page.contains("各期用量"), "{page}");

    let estimate =
        |reason: Option<&str>| json!({"meter_id": meter, "read_on": "2026-11-20", "estimated": true, "reason": reason});
    let silent = house.shop.act(&house.clerk, "meter.reading.create", estimate(None)).await;
    assert_eq!(refused(silent), "meter-estimate-why");
    house.shop.done(&house.clerk, "meter.reading.create", estimate(Some("家中无人"))).await;
    assert_eq!(house.view(&meter).await["figure"], json!("136"), "a third of a m³ a day for nineteen days");
    let strangers = house.shop.staff(23, "外人", "manager", &[COMPANY, house.shop.there]);
    let seen = house.shop.ask(&strangers, "meter.meter.view", json!({"id": meter})).await;
    assert!(matches!(seen, Err(kernel::Error::NotFound)), "{seen:?}");
}

#[tokio::test]
async fn a_sheet_is_keyed_in_whole_or_comes_back_with_what_is_wrong_at_each_meter() {
    let house = House::open().await;
    let (first, second) = (house.meter("S-101", 0, "100").await, house.meter("S-102", 1, "9990").await);
    let sheet = json!({"place_id": house.building, "meter_kind": "water", "read_on": "2026-09-01"});
    let page = house.shop.shown(&house.clerk, "meter.sheet.page", sheet.clone()).await;
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} is not on {page}"));
    assert!(at("S-101") < at("S-102"), "in the order of walking");
    let key = |meter: &Value| meter.as_str().expect("an id").to_owned();
    let filled = |figures: Value| json!({"place_id": house.building, "meter_kind": "water", "read_on": "2026-09-01", "figures": figures});
    let act = async |figures: Value| house.shop.act(&house.clerk, "meter.reading.enter", filled(figures)).await;
    let low = act(json!({key(&first): "108", key(&second): "4"})).await;
    let Err(kernel::Error::Invalid(fields)) = low else { panic!("{low:?}") };
    assert_eq!((fields.len(), fields[0].field.clone()), (1, format!("figures.{}", key(&second))));
    assert_eq!(house.view(&first).await["figure"], json!("100"), "nothing of a sheet with a mistake is kept");
    assert_eq!(refused(act(json!({})).await), "meter-sheet-empty");
    let said = format!("said_{}", key(&second));
    let done =
        act(json!({key(&first): "108", key(&second): "4", said: "rolled_over"})).await.expect("both are entered");
    assert_eq!(done["entered"], json!(2));
    assert_eq!(house.view(&second).await["readings"][0]["used"], json!("14"), "past zero");
}

#[tokio::test]
async fn a_workbook_of_readings_says_which_rows_are_wrong_and_may_come_again() {
    let house = House::open().await;
    let meters = json!([
        {"number": "S-101", "meter_kind": "water", "place": "3-1-101", "started_on": "2026-08-01", "start_figure": "100"},
        {"number": "S-102", "meter_kind": "water", "place": "3-1-102", "started_on": "2026-08-01", "start_figure": "50", "multiplier": "10"},
        {"number": "S-999", "meter_kind": "water", "place": "9-9-999", "started_on": "2026-08-01", "start_figure": "0"},
    ]);
    let take = async |register: &str, rows: &Value| {
        outcomes(&house.shop.take(&house.clerk, register, rows.clone(), false).await)
    };
    assert_eq!(take("meter", &meters).await, ["created", "created", "meter-unknown"]);
    assert_eq!(take("meter", &meters).await, ["unchanged", "unchanged", "meter-unknown"]);
    let readings = json!([
        {"number": "S-101", "read_on": "2026-09-01", "figure": "110"},
        {"number": "S-101", "read_on": "2026-10-01", "figure": "105"},
        {"number": "S-102", "read_on": "2026-09-01", "figure": "51.5"},
        {"number": "S-103", "read_on": "2026-09-01", "figure": "1"},
    ]);
    assert_eq!(take("reading", &readings).await, ["created", "meter-below-last", "created", "meter-unknown"]);
    assert_eq!(take("reading", &readings).await, ["unchanged", "meter-below-last", "unchanged", "meter-unknown"]);
    let listed = house.shop.rows(&house.clerk, "meter.reading.list", json!({"q": "S-102"})).await;
    assert_eq!((listed.len(), &listed[0]["figure"]), (2, &json!("51.5")));
}

#[tokio::test]
async fn three_bad_rows_among_ten_thousand_are_told() {
    let house = House::open().await;
    let numbers: Vec<String> = (0..100).map(|nth| format!("D-{nth:03}")).collect();
    let meter = |number: &String| json!({"number": number, "meter_kind": "electricity", "place": "3", "started_on": "2026-08-01", "start_figure": "0"});
    let meters: Vec<Value> = numbers.iter().map(meter).collect();
    house.shop.take(&house.clerk, "meter", json!(meters), false).await;
    let first: kernel::Date = "2026-08-01".parse().expect("a day");
    let mut rows = Vec::new();
    for day in 1..=100 {
        let on = first.plus_days(day);
        rows.extend(
            numbers.iter().map(|number| json!({"number": number, "read_on": on, "figure": (day * 5).to_string()})),
        );
    }
    for (at, field, value) in [(2_222, "figure", "3"), (5_555, "number", "D-100"), (9_999, "figure", "5000")] {
        rows[at][field] = json!(value);
    }
    let taken = outcomes(&house.shop.take(&house.clerk, "reading", json!(rows), true).await);
    let bad: Vec<(usize, &str)> =
        taken.iter().enumerate().filter(|(_, word)| *word != "created").map(|(at, word)| (at, word.as_str())).collect();
    assert_eq!(bad, [(2_222, "meter-below-last"), (5_555, "meter-unknown"), (9_999, "meter-unusual")]);
}

#[tokio::test]
async fn what_was_used_is_billed_with_its_readings_and_a_first_reading_never() {
    let house = House::open().await;
    let (first, second) = (house.meter("S-101", 0, "100").await, house.meter("S-102", 1, "700").await);
    house.read(&first, "2026-09-01", "110").await.expect("read");
    house.published("2026-09-02").await;
    let bills = house.bills(0).await;
    assert_eq!((bills.len(), &bills[0]["amount"]), (1, &json!(3_200)), "ten m³, not a hundred and ten");
    assert!(house.bills(1).await.is_empty(), "seven hundred m³ are where it begins");
    let early = house.read(&first, "2026-08-20", "105").await;
    assert_eq!(refused(early), "meter-billed-already");
    let fix = json!({"id": house.view(&first).await["readings"][0]["id"], "figure": "109", "reason": "看错"});
    assert_eq!(refused(house.shop.act(&house.manager, "meter.reading.correct", fix).await), "meter-billed-already");

    let replaced =
        json!({"id": first, "replaced_on": "2026-09-20", "old_end": "116", "new_start": "3", "reason": "到期轮换"});
    house.shop.done(&house.manager, "meter.meter.replace", replaced).await;
    house.read(&first, "2026-10-01", "9").await.expect("lower, for it is another meter");
    let run = house.run("2026-10-20").await;
    let page = house.shown(&run).await;
    assert!(page.contains("期间换表") && page.contains("上期用量 10"), "{page}");
    assert!(page.contains("最近一次抄表是 2026-08-01") && page.contains("没有在用的表"), "{page}");
    house.shop.done(&house.manager, "billing.bill_run.approve", json!({"id": run})).await;
    house.shop.app.settle().await;
    let bills = house.bills(0).await;
    assert_eq!(bills.iter().map(|bill| bill["amount"].clone()).collect::<Vec<_>>(), [json!(3_200), json!(3_840)]);
    house.read(&second, "2026-10-01", "712").await.expect("read late");
    house.published("2026-10-20").await;
    assert_eq!(house.bills(1).await[0]["amount"], json!(3_840), "the gap is filled and nothing is billed twice");
    assert_eq!(house.bills(0).await.len(), 2);
    let findings = billing::usage_findings(&house.shop.platform.db).await.expect("verifies");
    assert!(findings.is_empty(), "{findings:?}");
}

#[tokio::test]
async fn what_was_estimated_is_said_on_the_bill_and_made_good_by_the_next_readings() {
    let house = House::open().await;
    let meter = house.meter("S-101", 0, "100").await;
    house.read(&meter, "2026-09-01", "110").await.expect("read");
    let estimate =
        json!({"meter_id": meter, "read_on": "2026-10-01", "figure": "125", "estimated": true, "reason": "家中无人"});
    house.shop.done(&house.clerk, "meter.reading.create", estimate).await;
    house.published("2026-10-02").await;
    let bill = json!({"id": house.bills(0).await.last().expect("a bill")["id"]});
    let page = house.shop.shown(&house.manager, "billing.bill.page", bill).await;
    assert!(page.contains("本期读数为估抄"), "{page}");
    house.read(&meter, "2026-11-01", "121").await.expect("below what was estimated");
    let run = house.run("2026-11-02").await;
    assert!(house.shown(&run).await.contains("比此前估抄的读数小"), "and why there is no bill");
    house.shop.done(&house.clerk, "billing.bill_run.cancel", json!({"id": run})).await;
    house.shop.app.settle().await;
    house.read(&meter, "2026-11-20", "131").await.expect("read");
    house.published("2026-11-21").await;
    let total: i64 = house.bills(0).await.iter().filter_map(|bill| bill["amount"].as_i64()).sum();
    assert_eq!(total, (131 - 100) * 320, "to the last m³ what the meter showed");
}

/// The parts of a sharing add up to the whole, whoever shares it.
fn adds_up(sharing: &Value) {
    let parts = sharing["portions"].as_array().expect("parts").iter();
    let sum: i64 = parts.map(|part| part["amount"].as_i64().expect("an amount")).sum();
    assert_eq!(sum, sharing["line"]["whole_cost"].as_i64().expect("a cost"), "{sharing}");
}

#[tokio::test]
async fn what_was_used_in_common_is_shared_to_the_fen_once_somebody_else_approves() {
    let house = House::open().await;
    let price = json!({"basis": "usage", "measured_in": "kWh", "unit_price": "0.6153"});
    let tariff = house.tariff("GT", "公摊电费", "shared", price).await;
    let meter = async |number: &str, parent: Option<&Value>, multiplier: &str| {
        let meter = json!({
            "number": number, "meter_kind": "electricity", "place_id": house.building, "multiplier": multiplier,
            "parent_id": parent, "started_on": "2026-10-01", "start_figure": "0",
        });
        house.shop.done(&house.clerk, "meter.meter.create", meter).await["id"].clone()
    };
    let above = meter("D-0", None, "10").await;
    let below = meter("D-1", Some(&above), "1").await;
    house.read(&above, "2026-11-01", "52.7").await.expect("read");
    let share = json!({
        "name": "10 月公摊电费", "tariff_id": tariff, "from_on": "2026-10-01", "to_on": "2026-10-31", "meter_id": above,
        "loss": "5", "goes_by": "area",
    });
    let create = "meter.sharing.create";
    let unread = house.shop.act(&house.clerk, create, share.clone()).await;
    assert_eq!(refused(unread), "meter-sharing-unread", "a meter below it was not read");
    house.read(&below, "2026-11-01", "127").await.expect("read");
    let sharing = house.shop.done(&house.clerk, create, share.clone()).await["id"].clone();
    assert_eq!(refused(house.shop.act(&house.clerk, create, share).await), "meter-shared-already");
    let view = house.shop.answer(&house.clerk, "meter.sharing.view", json!({"id": sharing})).await;
    // 527 − 127 = 400 kWh, with 5 % loss 420 kWh at 0.6153 yuan.
    assert_eq!((&view["sharing"]["quantity"], &view["line"]["whole_cost"]), (&json!(400_000), &json!(25_843)));
    assert_eq!(view["portions"].as_array().expect("parts").len(), 4);
    adds_up(&view);

    let run = house.run("2026-11-02").await;
    assert!(!house.shown(&run).await.contains("公摊电费</"), "nothing is billed before it is approved");
    house.shop.done(&house.clerk, "billing.bill_run.cancel", json!({"id": run})).await;
    house.shop.app.settle().await;
    let approve = json!({"id": sharing});
    let own = house.shop.act(&house.clerk, "meter.sharing.approve", approve.clone()).await;
    assert_eq!(refused(own), "meter-own-sharing");
    house.shop.done(&house.manager, "meter.sharing.approve", approve).await;
    house.published("2026-11-02").await;
    let bills = house.bills(0).await;
    assert_eq!((bills.len(), &bills[0]["amount"]), (1, &view["portions"][0]["amount"]));
    let page = house.shop.shown(&house.manager, "billing.bill.page", json!({"id": bills[0]["id"]})).await;
    assert!(page.contains("公共用量 400，损耗 5%，每单位 0.6153 元，共 258.43 元"), "{page}");
    assert!(page.contains("总额 258.43 元，按 89.5 / 383.6 分摊"), "{page}");
}

#[tokio::test]
async fn a_keyed_cost_adds_up_whatever_it_is_shared_by_and_names_whose_share_is_not_known() {
    let house = House::open().await;
    let price = json!({"basis": "usage", "measured_in": "kWh", "unit_price": "0.6"});
    let tariff = house.tariff("DT", "电梯电费", "shared", price).await;
    let ask = |month: u32, total: i64, goes_by: &str, when: &str| {
        json!({
            "name": format!("{month} 月电梯电费"), "tariff_id": tariff, "from_on": format!("2026-{month:02}-01"),
            "to_on": format!("2026-{month:02}-28"), "whole_cost": total, "goes_by": goes_by, "when_unknown": when,
        })
    };
    let create = "meter.sharing.create";
    let people = house.shop.act(&house.clerk, create, ask(1, 10_000, "people", "refuse")).await;
    assert_eq!(refused(people), "meter-sharing-weights", "nobody lives in two of the rooms");
    for (month, total) in (1..).zip([1, 2, 3, 7, 9_999, 10_001, 123_457]) {
        let by = if month % 2 == 0 { "household" } else { "area" };
        let sharing = house.shop.done(&house.clerk, create, ask(month, total, by, "refuse")).await["id"].clone();
        adds_up(&house.shop.answer(&house.clerk, "meter.sharing.view", json!({"id": sharing})).await);
    }
    let left_out = house.shop.done(&house.clerk, create, ask(8, 10_000, "people", "leave_out")).await["id"].clone();
    let view = house.shop.answer(&house.clerk, "meter.sharing.view", json!({"id": left_out})).await;
    adds_up(&view);
    assert_eq!(view["left_out"].as_array().expect("names").len(), 2, "{view}");
    let page = house.shop.shown(&house.clerk, "meter.sharing.page", json!({"id": left_out})).await;
    assert!(page.contains("未参加分摊"), "{page}");
    let neither =
        json!({"name": "公摊", "tariff_id": tariff, "from_on": "2026-09-01", "to_on": "2026-09-30", "goes_by": "area"});
    assert_eq!(refused(house.shop.act(&house.clerk, create, neither).await), "meter-sharing-of-what");
}

#[tokio::test]
async fn an_owner_tells_what_his_meter_shows_and_what_is_doubtful_is_looked_into() {
    let house = House::open().await;
    let shop = &house.shop;
    let (own, other) = (house.meter("S-3-1-201", 2, "100").await, house.meter("S-3-1-102", 1, "50").await);
    house.read(&own, "2026-09-01", "110").await.expect("read");
    house.read(&own, "2026-10-01", "120").await.expect("read");
    let owner = json!({"name": "周敏", "phone": "13800138003", "place_id": house.rooms[2], "role": "owner", "from_on": "2024-07-01"});
    let owner = shop.done(&house.clerk, "party.person.create", owner).await["id"].clone();
    let invite = json!({"person_id": owner, "place_id": house.rooms[2]});
    let code = shop.done(&house.clerk, "party.invitation.create", invite).await["code"].clone();
    let nobody = shop.caller(module::Proof::None).await;
    let bind =
        json!({"invitation_code": code, "phone_tail": "8003", "login": "zhoumin", "new_password": "cuihu-3-1-201"});
    let bound = shop.done(&nobody, "portal.account.bind", bind).await;
    let owner = shop.caller(module::Proof::Session(bound["_session"].as_str().expect("a session").to_owned())).await;
    let page = shop.shown(&owner, "portal.reading.page", json!({})).await;
    assert!(page.contains("S-3-1-201") && page.contains("120") && !page.contains("S-3-1-102"), "{page}");

    const TELL: &str = "portal.reading.create";
    let photo = shop.photo(&owner).await;
    let tell = |meter: &Value, figure: &str| json!({"meter_id": meter, "figure": figure, "photo": photo});
    assert_eq!(refused(shop.act(&owner, TELL, tell(&other, "60")).await), "portal-not-your-meter");
    // Far beyond the usual: not entered, a case asks somebody to look, with the photo.
    let doubtful = shop.done(&owner, TELL, tell(&own, "900")).await;
    assert_eq!(doubtful["entered"], json!(false));
    let case = doubtful["case_number"].as_str().expect("a case");
    assert_eq!(house.view(&own).await["readings"].as_array().map(Vec::len), Some(3), "nothing is entered");
    let cases = shop.answer(&owner, "portal.case.rows", json!({})).await.to_string();
    assert!(cases.contains(case), "{cases}");
    let fine =
        shop.done(&owner, TELL, json!({"meter_id": own, "figure": "137", "photo": shop.photo(&owner).await})).await;
    assert_eq!(fine["entered"], json!(true));
    let readings =
        shop.rows(&house.clerk, "meter.reading.list", json!({"meter_id": own, "reading_source": "resident"})).await;
    assert_eq!((readings.len(), &readings[0]["figure"]), (1, &json!("137")));
    assert_eq!(refused(shop.act(&owner, TELL, tell(&own, "138")).await), "meter-read-already");
}
