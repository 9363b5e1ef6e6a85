//! 外包人员: a link lets in one man of one firm, to the tasks of his firm and to nothing else, until it ends or is taken back.

use kernel::{ActorKind, COMPANY, Error, PUBLIC, SIGNED_IN, Span};
use module::{Caller, Proof};
use serde_json::{Value, json};
use testkit::{Workshop, refused};
use uuid::Uuid;

const FIRM: &str = "迅捷电梯维保";
/// The same firm, as somebody else types it.
const TYPED: &str = "迅捷电梯　维保 ";

/// A lift that a firm looks after and the community's own people go round.
struct Site {
    shop: Workshop,
    engineer: Caller,
}

impl Site {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let who = shop.holder(&[COMPANY, shop.here]);
        shop.app.settle().await;
        let class = shop.answer(&who, "asset.asset_class.list", json!({"q": "客梯"})).await["rows"][0]["id"].clone();
        let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": "DTT1", "name": "1 号电梯厅"});
        let hall = shop.done(&who, "property.place.create", hall).await["id"].clone();
        let lift = json!({"code": "DT-1", "name": "客梯", "class_id": class, "place_id": hall});
        let lift = shop.done(&who, "asset.asset.create", lift).await["id"].clone();
        let rows = shop.rows(&who, "round.procedure.list", json!({"q": "lift_daily"})).await;
        let procedure = rows.into_iter().find(|row| row["code"] == "lift_daily").unwrap()["id"].clone();
        for (name, doer) in [("维保", json!({"vendor": TYPED})), ("自查", json!({"role": "technician"}))] {
            let mut plan = json!({"procedure_id": procedure, "asset_id": lift, "rule": "FREQ=DAILY", "name": name});
            plan.as_object_mut().unwrap().extend(doer.as_object().cloned().unwrap());
            shop.done(&who, "round.plan.create", plan).await;
        }
        let engineer = shop.staff(31, "韩工", "engineer", &[COMPANY, shop.here]);
        Self { shop, engineer }
    }

    /// The link of a new worker, and his id.
    async fn link(&self, more: Value) -> (String, Value) {
        let mut worker = json!({"org_id": self.shop.here, "vendor": FIRM, "name": "马师傅", "phone": "138 0013 8001"});
        worker.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let made = self.shop.done(&self.engineer, "round.vendor_worker.create", worker).await;
        let address = made["link_address"].as_str().unwrap();
        (address.rsplit('/').next().unwrap().to_owned(), made["id"].clone())
    }

    async fn come_in(&self, link: &str) -> kernel::Result<String> {
        let nobody = self.shop.caller(Proof::None).await;
        let came = self.shop.act(&nobody, "round.vendor_worker.open", json!({"link": link})).await?;
        Ok(came["_session"].as_str().unwrap().to_owned())
    }
}

#[tokio::test]
async fn a_link_opens_the_tasks_of_the_firm_and_nothing_else() {
    let site = Site::open().await;
    let shop = &site.shop;
    let (link, id) = site.link(json!({})).await;
    let nobody = shop.caller(Proof::None).await;
    let page = shop.shown(&nobody, "round.vendor_worker.page", json!({"link": link})).await;
    assert!(page.contains("马师傅") && page.contains(FIRM) && page.contains("翠湖花园"), "{page}");
    let session = site.come_in(&link).await.unwrap();
    let worker = shop.caller(Proof::Session(session.clone())).await;

    let carried = shop.answer(&worker, "round.work.carry", json!({})).await;
    let titles: Vec<&str> = carried["tasks"].as_array().unwrap().iter().map(|t| t["title"].as_str().unwrap()).collect();
    assert!(!titles.is_empty() && titles.iter().all(|title| *title == "维保"), "{titles:?}");
    assert_eq!(carried["cases"], json!([]));
    let entry = |n: u128, task: &Value| {
        json!({
            "id": Uuid::from_u128(n), "occurrence_id": task, "seq": n as i64, "by": worker.actor.id, "kind": "record",
            "step": "light_fan", "said": {"answer": "good"}, "device_at": shop.clock().now().to_string(), "clock_error": 0,
        })
    };
    let task = carried["tasks"][0]["id"].clone();
    let own = shop.rows(&site.engineer, "round.occurrence.list", json!({"role": "technician"})).await[0]["id"].clone();
    let sent = json!({"device_id": Uuid::from_u128(7), "entries": [entry(1, &task), entry(2, &own)]});
    let answers = shop.done(&worker, "round.work.send", sent).await["answers"].clone();
    assert_eq!((&answers[0]["answer"], &answers[1]["answer"]), (&json!("accepted"), &json!("refused")), "{answers}");
    let record = shop.answer(&site.engineer, "round.occurrence.view", json!({"id": task})).await;
    assert_eq!(record["staff_name"], "马师傅", "what he did is his");
    assert!(matches!(shop.page(&worker, "round.work.view", json!({"id": own})).await, Err(Error::NotFound)));
    // A colleague of the same firm does not see what he has in hand.
    let (other, _) = site.link(json!({"name": "丁师傅", "phone": "13800138002"})).await;
    let other = shop.caller(Proof::Session(site.come_in(&other).await.unwrap())).await;
    let carried = shop.answer(&other, "round.work.carry", json!({})).await;
    assert!(carried["tasks"].as_array().unwrap().iter().all(|one| one["id"] != task), "{carried}");

    works_the_cases_of_his_firm(&site, &worker, &other).await;
    records_what_is_asked_of_him(&site, &worker, &other).await;
    let registry = &shop.app.house.platform.registry;
    let his = |name: &str| name == "round.work.view" || name == "round.work.edit";
    let barred = |permission: kernel::Permission| permission != PUBLIC && permission != SIGNED_IN && !his(permission.0);
    for query in registry.queries().filter(|query| barred(query.permission)) {
        assert!(shop.ask(&worker, query.name, json!({})).await.is_err(), "{} answers him", query.name);
        assert!(!worker.actor.may_in(query.permission, shop.here), "{}", query.name);
    }
    for action in registry.actions().filter(|action| barred(action.permission)) {
        assert!(shop.act(&worker, action.name, json!({})).await.is_err(), "{} obeys him", action.name);
        assert!(!worker.actor.may_in(action.permission, shop.here), "{}", action.name);
    }

    shop.done(&site.engineer, "round.vendor_worker.end", json!({"id": id})).await;
    let out = shop.caller(Proof::Session(session)).await;
    assert_eq!(out.actor.kind, ActorKind::Anonymous, "out at once");
    assert!(matches!(site.come_in(&link).await, Err(Error::NotFound)));
    assert!(matches!(site.come_in("nothing").await, Err(Error::NotFound)));
    let record = shop.answer(&site.engineer, "round.occurrence.view", json!({"id": task})).await;
    assert_eq!(record["staff_name"], "马师傅", "what he did stays");
    shop.app.check().await;
}

/// A fault the firm is to mend: its people see it, one takes it and does what is the firm's to do; of other cases they know nothing.
async fn works_the_cases_of_his_firm(site: &Site, worker: &Caller, colleague: &Caller) {
    let shop = &site.shop;
    let smith = shop.staff(41, "赵师傅", "technician", &[COMPANY, shop.here]);
    let mut cases = Vec::new();
    for (vendor, summary) in [(FIRM, "客梯异响"), ("别家维保", "水泵漏水")] {
        let fault = json!({"process": "equipment_fault", "org_id": shop.here, "input": {"summary": summary}});
        let case = shop.done(&smith, "desk.case.open", fault).await["id"].clone();
        let act = async |who: &Caller, action: &str, input: Value| {
            shop.done(who, "desk.case.act", json!({"id": case, "action": action, "input": input})).await
        };
        let photos = json!([shop.photo(&smith).await]);
        act(&smith, "isolate", json!({"weight": "normal", "isolation": "停梯挂牌", "isolation_photos": photos})).await;
        let soon = shop.clock().now() + Span::hours(8);
        let found = json!({"system": "other", "diagnosis": "轴承磨损", "cause": "wear", "way": "vendor", "vendor": vendor,
            "quote": 1_000, "expected_at": soon});
        act(&site.engineer, "diagnose", found).await;
        cases.push(case);
    }
    let carried = shop.answer(worker, "round.work.carry", json!({})).await["cases"].clone();
    assert_eq!(carried.as_array().map(Vec::len), Some(1), "{carried}");
    assert_eq!((&carried[0]["title"], &carried[0]["own"]), (&json!("客梯异响"), &json!(false)));
    let page = shop.shown(worker, "round.work.page", json!({})).await;
    assert!(page.contains("客梯异响") && !page.contains("水泵漏水"), "{page}");

    let act = async |who: &Caller, case: &Value, action: &str, input: Value| {
        shop.act(who, "round.vendor_case.act", json!({"id": case, "action": action, "input": input})).await
    };
    let proof = json!([shop.photo(worker).await]);
    let repaired = json!({"repair_note": "换轴承", "labour_minutes": 60, "proof": proof});
    for (case, step, input) in [
        (&cases[1], "vendor_take", json!({})),
        (&cases[0], "repaired", repaired.clone()),
        (&cases[0], "retire", json!({"note": "换新"})),
        (&cases[0], "nothing", json!({})),
    ] {
        assert!(matches!(act(worker, case, step, input).await, Err(Error::NotFound)), "{step} is not his yet");
    }
    assert!(act(&site.engineer, &cases[0], "vendor_take", json!({})).await.is_err(), "who has no link uses the desk");
    act(worker, &cases[0], "vendor_take", json!({})).await.unwrap();
    let page = shop.shown(worker, "round.vendor_case.record", json!({"id": cases[0]})).await;
    assert!(page.contains("轴承磨损") && page.contains("修复"), "{page}");
    assert!(matches!(act(colleague, &cases[0], "repaired", repaired.clone()).await, Err(Error::NotFound)));
    act(worker, &cases[0], "repaired", repaired).await.unwrap();
    let case = shop.answer(&site.engineer, "desk.case.view", json!({"id": cases[0]})).await;
    assert_eq!((&case["stage"], &case["assignee"]), (&json!("testing"), &json!("马师傅")), "{case}");
    let page = shop.page(worker, "round.vendor_case.record", json!({"id": cases[1]})).await;
    assert!(matches!(page, Err(Error::NotFound)));
    for query in ["desk.case.view", "desk.work.list"] {
        assert!(shop.ask(worker, query, json!({"id": cases[0]})).await.is_err(), "{query}");
    }
}

/// Upkeep the firm is to do: whoever has taken it records its steps with a photo, as a technician would, and nobody else of the firm.
async fn records_what_is_asked_of_him(site: &Site, worker: &Caller, colleague: &Caller) {
    let shop = &site.shop;
    let job = json!({"process": "planned_maintenance", "org_id": shop.here,
        "input": {"summary": "风机季度保养", "system": "hvac", "cycle": "quarter"}});
    let case = shop.done(&site.engineer, "desk.case.open", job).await["id"].clone();
    let hired = json!({"unit_id": COMPANY, "number": "Q-42", "name": "钱师傅", "phone": "13800000042"});
    let smith = shop.done(&shop.holder(&[COMPANY, shop.here]), "org.staff.create", hired).await["id"].clone();
    let plan = json!({"system": "hvac", "cycle": "quarter", "work_at": shop.clock().now() + Span::hours(2),
        "permit_needed": false, "vendor": TYPED, "assignee": smith});
    shop.done(&site.engineer, "desk.case.act", json!({"id": case, "action": "plan", "input": plan})).await;
    let steps = json!({"cleaned": true, "tightened": true, "safety_checked": true, "reading_one": "12 A",
        "photo": shop.photo(worker).await});
    let record = async |who: &Caller, item: &str, input: &Value| {
        shop.act(who, "round.vendor_work.record", json!({"id": case, "item": item, "input": input})).await
    };
    let seen =
        async |who: &Caller| shop.answer(who, "round.vendor_case.view", json!({"id": case})).await["work"].clone();
    assert_eq!(seen(worker).await, json!([]), "he has not taken it");
    assert!(matches!(record(worker, "steps", &steps).await, Err(Error::NotFound)));
    let take = json!({"id": case, "action": "vendor_take"});
    shop.done(worker, "round.vendor_case.act", take).await;
    assert_eq!(seen(worker).await, json!([{"item": "steps", "label": "保养步骤", "recorded": false}]));
    for (who, item) in [(colleague, "steps"), (worker, "test"), (worker, "nothing"), (&site.engineer, "steps")] {
        assert!(matches!(record(who, item, &steps).await, Err(Error::NotFound)), "{item}");
    }
    assert!(
        record(worker, "steps", &json!({"cleaned": true})).await.is_err(),
        "what is required is required of him too"
    );
    record(worker, "steps", &steps).await.unwrap();
    assert_eq!(seen(worker).await[0]["recorded"], json!(true));
    let page = shop.shown(worker, "round.vendor_case.record", json!({"id": case})).await;
    assert!(page.contains("保养步骤") && page.contains("已填"), "{page}");
}

/// A lift stands still: the firm's fitter takes the case, repairs it and records the test run; the engineer lets it run again.
#[tokio::test]
async fn a_fitter_repairs_a_lift_and_records_its_test_run() {
    let site = Site::open().await;
    let shop = &site.shop;
    let (link, _) = site.link(json!({})).await;
    let worker = shop.caller(Proof::Session(site.come_in(&link).await.unwrap())).await;
    let (link, _) = site.link(json!({"name": "孙师傅", "phone": "13800138002"})).await;
    let colleague = shop.caller(Proof::Session(site.come_in(&link).await.unwrap())).await;
    let fault = json!({"process": "lift_fault", "org_id": shop.here, "input": {"summary": "一号梯异响"}});
    let case = shop.done(&site.engineer, "desk.case.open", fault).await["id"].clone();
    let act = async |action: &str, input: Value| {
        let input = json!({"id": case, "action": action, "input": input});
        shop.done(&site.engineer, "desk.case.act", input).await
    };
    let now = shop.clock().now();
    act(
        "stop_lift",
        json!({"danger": "abnormal", "sign_photo": [shop.photo(&site.engineer).await], "standby": "走二号梯",
        "vendor": TYPED, "called_at": now}),
    )
    .await;
    act("firm_arrived", json!({"arrived_at": now, "fitter": "马 T123"})).await;
    shop.done(&worker, "round.vendor_case.act", json!({"id": case, "action": "vendor_take"})).await;
    act("found", json!({"fault_kind": "drive", "cause": "导靴磨损"})).await;
    let steps =
        json!({"trips": 10, "levelling": true, "door": true, "intercom": true, "photo": shop.photo(&worker).await});
    let record = async |who: &Caller| {
        shop.act(who, "round.vendor_work.record", json!({"id": case, "item": "test_run", "input": steps})).await
    };
    assert!(record(&worker).await.is_err(), "it is not repaired yet");
    let repaired = json!({"repair_note": "换导靴", "fitter_signature": shop.photo(&worker).await, "major": false});
    shop.done(&worker, "round.vendor_case.act", json!({"id": case, "action": "repaired", "input": repaired})).await;
    assert!(matches!(record(&colleague).await, Err(Error::NotFound)), "whoever has it in hand records it");
    record(&worker).await.unwrap();
    let page = shop.shown(&worker, "round.vendor_case.record", json!({"id": case})).await;
    assert!(page.contains("试运行") && page.contains("已填"), "{page}");
    act("return_to_service", json!({"downtime_minutes": 300, "result": "正常"})).await;
    let case = shop.answer(&site.engineer, "desk.case.view", json!({"id": case})).await;
    assert_eq!(case["stage"], "running");
}

#[tokio::test]
async fn a_link_ends_with_its_day_and_is_given_in_ones_own_community_only() {
    let site = Site::open().await;
    let shop = &site.shop;
    let (link, _) = site.link(json!({"until_on": "2026-11-21"})).await;
    let session = site.come_in(&link).await.unwrap();
    shop.clock().set(shop.clock().now() + Span::days(1));
    let late = shop.caller(Proof::Session(session)).await;
    assert!(matches!(shop.ask(&late, "round.work.carry", json!({})).await, Err(Error::Forbidden(_))));
    assert!(matches!(site.come_in(&link).await, Err(Error::NotFound)));
    let asked = |more: Value| {
        let mut worker = json!({"org_id": shop.here, "vendor": FIRM, "name": "马师傅", "phone": "13800138001"});
        worker.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        worker
    };
    let act = async |input: Value| shop.act(&site.engineer, "round.vendor_worker.create", input).await;
    assert_eq!(refused(act(asked(json!({"until_on": "2028-01-01"}))).await), "round-worker-until");
    assert_eq!(refused(act(asked(json!({"phone": "打我电话"}))).await), "invalid-too-short");
    assert_eq!(refused(act(asked(json!({"phone": "打我电话1234567"}))).await), "round-worker-phone");
    assert!(act(asked(json!({"org_id": shop.there}))).await.is_err());
    let rows = shop.rows(&site.engineer, "round.vendor_worker.list", json!({})).await;
    assert_eq!((rows.len(), &rows[0]["phone_masked"]), (1, &json!("***8001")));
    let elsewhere = shop.staff(32, "外项目", "engineer", &[shop.there]);
    assert!(shop.rows(&elsewhere, "round.vendor_worker.list", json!({})).await.is_empty());
}
