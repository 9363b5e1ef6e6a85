//! 按用量和告警触发: plans that wait for a meter or an alarm, alone or beside the calendar, whichever comes first.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use kernel::{COMPANY, Span};
use module::Caller;
use serde_json::{Value, json};
use testkit::{TestApp, Workshop, refused};

/// A generator with a meter of its running hours, and whoever looks after it.
struct Plant {
    shop: Workshop,
    engineer: Caller,
    generator: Value,
    meter: Value,
    procedure: Value,
}

impl Plant {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let engineer = shop.staff(31, "韩工", "engineer", &[COMPANY, shop.here]);
        let rows = shop.answer(&engineer, "asset.asset_class.list", json!({"q": "发电机"})).await;
        let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": "FDJ", "name": "发电机房"});
        let who = shop.holder(&[COMPANY, shop.here]);
        let hall = shop.done(&who, "property.place.create", hall).await["id"].clone();
        let asset = json!({"code": "FDJ-1", "name": "柴油发电机", "class_id": rows["rows"][0]["id"], "place_id": hall});
        let generator = shop.done(&engineer, "asset.asset.create", asset).await["id"].clone();
        let meter = json!({
            "number": "FDJ-1-H", "meter_kind": "hours", "asset_id": generator, "digits": 5,
            "started_on": "2026-09-01", "start_figure": "1000",
        });
        let meter = shop.done(&engineer, "meter.meter.create", meter).await["id"].clone();
        shop.app.settle().await;
        let rows = shop.rows(&engineer, "round.procedure.list", json!({"q": "generator"})).await;
        let procedure = rows[0]["id"].clone();
        Self { shop, engineer, generator, meter, procedure }
    }

    async fn read(&self, on: &str, figure: &str) {
        let reading = json!({"meter_id": self.meter, "read_on": on, "figure": figure, "said_of_reading": "checked"});
        self.shop.done(&self.engineer, "meter.reading.create", reading).await;
    }

    fn asked(&self, more: Value) -> Value {
        let mut plan = json!({"procedure_id": self.procedure, "asset_id": self.generator, "role": "technician"});
        plan.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        plan
    }

    async fn plan(&self, more: Value) -> Value {
        self.shop.done(&self.engineer, "round.plan.create", self.asked(more)).await["id"].clone()
    }

    /// Each time of a plan: why and where it stands.
    async fn times(&self, plan: &Value) -> Vec<String> {
        let rows =
            self.shop.rows(&self.engineer, "round.occurrence.list", json!({"plan_id": plan, "limit": 500})).await;
        let mut told = Vec::new();
        for row in rows {
            let one = self.shop.answer(&self.engineer, "round.occurrence.view", json!({"id": row["id"]})).await;
            let key: String = one["key"].as_str().unwrap().split(':').take(2).collect::<Vec<_>>().join(":");
            let key = if key.starts_with("alarm") { "alarm".to_owned() } else { key };
            told.push(format!("{key} {}", one["state"].as_str().unwrap()));
        }
        told
    }

    async fn pass(&self, span: Span) {
        self.shop.clock().set(self.shop.clock().now() + span);
        self.shop.app.settle().await;
    }
}

#[tokio::test]
async fn half_a_year_or_so_many_hours_whichever_comes_first_and_the_page_says_when() {
    let plant = Plant::open().await;
    let (shop, who) = (&plant.shop, &plant.engineer);
    plant.read("2026-11-01", "1120").await;
    plant.read("2026-11-21", "1180").await;
    let first_of = json!({
        "rule": "FREQ=MONTHLY;INTERVAL=6", "first_on": "2027-05-21", "every_use": "250", "meter_kind": "hours",
        "used_from": "1000", "anchor": "completion",
    });
    let plan = plant.plan(first_of).await;
    let record = shop.answer(who, "round.plan.view", json!({"id": plan})).await;
    let next = &record["due_next"][0];
    // 180 hours in 81 days since September: 70 more take 32.
    let file = shop.shown(who, "asset.asset.page", json!({"id": plant.generator})).await;
    assert!(file.contains("FDJ-1-H") && file.contains("1180 h"), "its meters stand in its file: {file}");
    let told = [&next["day"], &next["mark"], &next["total"], &next["about"]];
    assert_eq!(told, [&json!("2027-05-21"), &json!("1250"), &json!("1180"), &json!("2026-12-23")], "{record}");
    assert!(record["line"]["rule"].as_str().unwrap().contains("运行小时每 250 h"), "{}", record["line"]["rule"]);
    let page = shop.shown(who, "round.plan.page", json!({"id": plan})).await;
    assert!(page.contains("先到为准") && page.contains("1250 h") && page.contains("1180 h"), "{page}");
    assert!(plant.times(&plan).await.is_empty());

    plant.pass(Span::days(3)).await;
    plant.read("2026-11-24", "1251").await;
    plant.pass(Span::hours(2)).await;
    assert_eq!(plant.times(&plan).await, ["meter:hours released"], "the hours came first");
    plant.pass(Span::hours(2)).await;
    assert_eq!(plant.times(&plan).await.len(), 1, "looking again adds nothing");
    let due = shop.rows(who, "round.occurrence.list", json!({"plan_id": plan})).await[0]["id"].clone();
    let page = shop.shown(who, "round.occurrence.page", json!({"id": due})).await;
    assert!(page.contains("运行小时到 1250 h"), "{page}");
    shop.done(who, "round.occurrence.skip", json!({"id": due, "reason": "已由厂家做过"})).await;
    plant.pass(Span::hours(2)).await;
    let record = shop.answer(who, "round.plan.view", json!({"id": plan})).await;
    let next = &record["due_next"][0];
    assert_eq!((&next["mark"], &next["day"]), (&json!("1501"), &json!("2027-05-24")), "both count anew from there");
    shop.app.check().await;
}

#[tokio::test]
async fn use_is_counted_from_the_first_day_and_what_is_asked_of_no_meter_is_said_at_its_field() {
    let plant = Plant::open().await;
    let (shop, who) = (&plant.shop, &plant.engineer);
    plant.read("2026-11-20", "1180").await;
    let plan = plant.plan(json!({"every_use": "100", "meter_kind": "hours"})).await;
    plant.pass(Span::days(2)).await;
    assert!(plant.times(&plan).await.is_empty(), "1,180 hours are where it begins, not eleven times too late");
    plant.read("2026-11-23", "1285").await;
    plant.pass(Span::hours(2)).await;
    assert_eq!(plant.times(&plan).await, ["meter:hours released"]);
    let table = [
        (json!({"every_use": "100"}), "meter_kind"),
        (json!({"meter_kind": "hours"}), "every_use"),
        (json!({"every_use": "0", "meter_kind": "hours"}), "every_use"),
        (json!({"every_use": "许多", "meter_kind": "hours"}), "every_use"),
        (json!({"every_use": "100", "meter_kind": "water"}), "meter_kind"),
        (json!({}), "frequency"),
    ];
    for (asked, field) in table {
        match shop.act(who, "round.plan.create", plant.asked(asked)).await {
            Err(kernel::Error::Invalid(fields)) => assert_eq!(fields[0].field, field),
            other => panic!("{field}: {other:?}"),
        }
    }
    let hall = shop.answer(who, "asset.asset.view", json!({"id": plant.generator})).await["place_id"].clone();
    let place = json!({
        "procedure_id": plant.procedure, "place_id": hall, "role": "technician", "alarm_code": "smoke",
    });
    assert_eq!(refused(shop.act(who, "round.plan.create", place).await), "round-trigger-equipment");
}

#[tokio::test]
async fn an_alarm_or_a_fault_gives_out_a_task_once() {
    let plant = Plant::open().await;
    let (shop, who) = (&plant.shop, &plant.engineer);
    let hot = plant.plan(json!({"alarm_code": "overheat"})).await;
    let broken = plant.plan(json!({"alarm_code": "fault"})).await;
    let alarm = |more: Value| {
        let mut alarm = json!({"asset_code": "FDJ-1", "alarm_code": "Overheat", "note": "水温 98 ℃"});
        alarm.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        alarm
    };
    let first = shop.done(who, "round.alarm.create", alarm(json!({}))).await;
    plant.pass(Span::minutes(20)).await;
    let again = shop.done(who, "round.alarm.create", alarm(json!({}))).await;
    assert_eq!((&again["id"], &again["count"]), (&first["id"], &json!(2)), "within half an hour it is one");
    assert_eq!(plant.times(&hot).await, ["alarm released"]);
    assert!(plant.times(&broken).await.is_empty(), "another alarm is not meant");
    plant.pass(Span::hours(1)).await;
    shop.done(who, "round.alarm.create", alarm(json!({}))).await;
    plant.pass(Span::hours(1)).await;
    assert_eq!(plant.times(&hot).await, ["alarm released", "alarm released"], "each waits for itself");

    let fault = json!({"asset_id": plant.generator, "source": "", "note": "启动不了"});
    shop.done(who, "asset.fault.create", fault).await;
    plant.pass(Span::minutes(5)).await;
    assert_eq!(plant.times(&broken).await, ["alarm released"]);
    let list = shop.rows(who, "round.alarm.list", json!({})).await;
    assert_eq!(list.len(), 3);
    let ahead = json!({"raised_at": "2030-01-01T00:00:00Z"});
    assert_eq!(refused(shop.act(who, "round.alarm.create", alarm(ahead)).await), "round-alarm-in-the-future");
    assert_eq!(
        refused(shop.act(who, "round.alarm.create", alarm(json!({"asset_code": "无此编号"}))).await),
        "invalid-ref"
    );
    let elsewhere = shop.staff(32, "外项目", "engineer", &[shop.there]);
    assert_eq!(refused(shop.act(&elsewhere, "round.alarm.create", alarm(json!({}))).await), "invalid-ref");
    assert!(shop.rows(&elsewhere, "round.alarm.list", json!({})).await.is_empty());
    shop.app.check().await;
}

#[tokio::test]
async fn a_device_tells_alarms_with_a_token_that_opens_nothing_else() {
    let app = TestApp::start().await;
    let mut supervisor = app.supervisor().await;
    let (_, assets) = supervisor.api(Method::GET, "/api/v1/asset/assets?limit=1", None).await;
    let asset = assets["rows"][0]["code"].clone();
    let asked = json!({"name": "设备平台", "scopes": ["round.alarm.create"]});
    let (_, made) = supervisor.api(Method::POST, "/api/v1/account/tokens", Some(asked)).await;
    let bearer = format!("Bearer {}", made["token"].as_str().expect("a token"));
    let mut device = app.visitor();
    let mut call = async |method: Method, path: &str, body: Value| {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", &bearer).header("content-type", "application/json");
        device.send(request.body(Body::from(body.to_string())).expect("a request")).await.status()
    };
    let alarm = json!({"asset_code": asset, "alarm_code": "trapped"});
    assert_eq!(call(Method::POST, "/api/v1/round/alarms", alarm).await, StatusCode::OK);
    assert_eq!(call(Method::GET, "/api/v1/round/alarms", json!(null)).await, StatusCode::FORBIDDEN);
    let (_, list) = supervisor.api(Method::GET, "/api/v1/round/alarms", None).await;
    assert_eq!((&list["count"], &list["rows"][0]["alarm_code"]), (&json!(1), &json!("trapped")));
}

/// Two homes whose water meters show ten more each month, and the round that reads them.
struct Homes {
    shop: Workshop,
    who: Caller,
    engineer: Caller,
    technician: Caller,
    building: Value,
    meters: Vec<Value>,
    procedure: Value,
}

impl Homes {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let who = shop.holder(&[COMPANY, shop.here]);
        let engineer = shop.staff(31, "韩工", "engineer", &[shop.here]);
        let technician = shop.staff(21, "赵师傅", "technician", &[shop.here]);
        let building = shop.building(&who, shop.here).await;
        let mut meters = Vec::new();
        for (number, room) in [("S101", "3-1-101"), ("S102", "3-1-102")] {
            let room = shop.room(&who, room).await;
            let meter = json!({
                "number": number, "meter_kind": "water", "place_id": room, "digits": 5, "started_on": "2026-08-20",
                "start_figure": "100",
            });
            let meter = shop.done(&engineer, "meter.meter.create", meter).await["id"].clone();
            for (on, figure) in [("2026-09-20", "110"), ("2026-10-20", "120")] {
                let reading = json!({"meter_id": meter, "read_on": on, "figure": figure});
                shop.done(&engineer, "meter.reading.create", reading).await;
            }
            meters.push(meter);
        }
        shop.app.settle().await;
        let rows = shop.rows(&who, "round.procedure.list", json!({"q": "meter_round_month"})).await;
        let procedure = rows.into_iter().find(|row| row["code"] == "meter_round_month").unwrap()["id"].clone();
        Self { shop, who, engineer, technician, building, meters, procedure }
    }

    fn plan(&self, place: Value) -> Value {
        json!({
            "procedure_id": self.procedure, "reads": "water", "rule": "FREQ=MONTHLY", "role": "technician",
            "place_id": place,
        })
    }

    /// What a phone records at a meter, in order, the dial with a photo of its own; the photo's id.
    async fn entries(&self, task: &Value, number: &str, figure: &str, entries: &mut Vec<Value>) -> String {
        let (photo, dial) = (self.shop.photo(&self.technician).await, self.shop.photo(&self.technician).await);
        let steps = [
            (Some("scan_meters_code"), json!({"answer": number})),
            (Some("reading_dial"), json!({"answer": figure, "photos": [dial]})),
            (Some("photo_dial_figures"), json!({"answer": [photo]})),
            (Some("state_meter"), json!({"answer": "good"})),
            (None, json!({})),
        ];
        let mut previous = Value::Null;
        for (step, said) in steps {
            let seq = entries.len() as u64 + 1;
            let id = json!(uuid::Uuid::from_u128(0xf000 + u128::from(seq)));
            entries.push(json!({
                "id": id, "occurrence_id": task["id"], "seq": seq, "previous": previous, "by": self.technician.actor.id,
                "kind": if step.is_some() { "record" } else { "finish" }, "step": step, "said": said,
                "device_at": self.shop.clock().now().to_string(), "clock_error": 0,
            }));
            previous = id;
        }
        dial
    }

    async fn latest(&self, meter: usize) -> Value {
        let meter = json!({"id": self.meters[meter]});
        self.shop.answer(&self.engineer, "meter.meter.view", meter).await["readings"][0].clone()
    }
}

#[tokio::test]
async fn what_a_reading_round_finds_offline_becomes_readings_and_what_is_doubtful_a_case() {
    let homes = Homes::open().await;
    let shop = &homes.shop;
    let nowhere = shop.act(&homes.engineer, "round.plan.create", homes.plan(Value::Null)).await;
    assert_eq!(refused(nowhere), "round-reads-where");
    let made = shop.done(&homes.engineer, "round.plan.create", homes.plan(homes.building.clone())).await;
    let record = shop.answer(&homes.engineer, "round.plan.view", json!({"id": made["id"]})).await;
    assert_eq!(record["things"], json!(["3-1-101 S101", "3-1-102 S102"]), "in the order of walking");

    let carried = shop.answer(&homes.technician, "round.work.carry", json!({})).await;
    let tasks = carried["tasks"].as_array().unwrap();
    assert_eq!((tasks.len(), &tasks[0]["readings"]["reading_dial"]), (2, &json!("120")), "{carried}");
    // Twenty in 61 days: 32 days later about ten and a half more.
    let usual: f64 = tasks[0]["usual"]["reading_dial"].as_str().unwrap().parse().unwrap();
    assert!((10.0..11.0).contains(&usual), "{usual}");
    let task = |number: &str| tasks.iter().find(|task| task["thing"].as_str().unwrap().ends_with(number)).unwrap();
    assert_eq!(task("S101")["asset_codes"], json!(["S101"]), "its number is its code");
    let mut entries = Vec::new();
    homes.entries(task("S101"), "S101", "131", &mut entries).await;
    let dial = homes.entries(task("S102"), "S102", "190", &mut entries).await;
    for _ in 0..2 {
        let batch = json!({"device_id": uuid::Uuid::from_u128(0xd0), "entries": entries});
        let answers = shop.done(&homes.technician, "round.work.send", batch).await;
        let accepted = answers["answers"].as_array().unwrap().iter().all(|one| one["answer"] == "accepted");
        assert!(accepted, "{answers}");
    }

    let latest = homes.latest(0).await;
    let told = [&latest["figure"], &latest["read_on"], &latest["reading_source"], &latest["by_name"]];
    assert_eq!(told, [&json!("131"), &json!("2026-11-21"), &json!("round"), &json!("赵师傅")]);
    let done = shop.answer(&homes.engineer, "round.occurrence.view", json!({"id": task("S101")["id"]})).await;
    let step = done["results"].as_array().unwrap().iter().find(|row| row["step"] == "reading_dial").unwrap().clone();
    assert_eq!(step["verdict"], "good", "judged by what was known then: {step}");
    assert_eq!(homes.latest(1).await["figure"], "120", "seventy when ten are usual is not believed");
    let cases = shop.rows(&homes.who, "desk.case.list", json!({"process": "meter_exception"})).await;
    assert_eq!(cases.len(), 1, "sent twice, looked into once");
    let case = shop.answer(&homes.who, "desk.case.view", json!({"id": cases[0]["id"]})).await.to_string();
    assert!(case.contains("S102") && case.contains("190") && case.contains(dial.as_str()), "{case}");
    shop.app.check().await;
}
