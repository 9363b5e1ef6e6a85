//! 离线工单: a technician works on his case where there is no signal; what he told comes in later, each step once and at the time he did it.

use kernel::{COMPANY, Span};
use module::Caller;
use process::{KindSpec, definition::Does, runtime::Engine};
use serde_json::{Value, json};
use testkit::Workshop;
use uuid::Uuid;

const DEVICE: u128 = 0xd2;

/// A repair that was given to a technician.
struct Job {
    shop: Workshop,
    agent: Caller,
    technician: Caller,
    case: Value,
    made: std::cell::Cell<u128>,
}

impl Job {
    async fn given() -> Self {
        let shop = Workshop::open().await;
        let office = shop.holder(&[COMPANY, shop.here]);
        let agent = shop.staff(20, "林晓", "agent", &[COMPANY, shop.here]);
        let hired = json!({"unit_id": COMPANY, "number": "J-9", "name": "赵师傅", "phone": "13800000079"});
        let hired = shop.done(&office, "org.staff.create", hired).await["id"].clone();
        let number = hired.as_str().unwrap().parse::<org::StaffId>().unwrap().uuid().as_u128();
        let technician = shop.staff(number, "赵师傅", "technician", &[COMPANY, shop.here]);
        let said = json!({"summary": "水泵异响", "trade": "water", "urgency": "normal", "facility_class": "other"});
        let opening = json!({"process": "repair", "org_id": shop.here, "input": said});
        let case = shop.done(&agent, "desk.case.open", opening).await["id"].clone();
        let assign = json!({"id": case, "action": "assign", "input": {"assignee": hired}});
        shop.done(&agent, "desk.case.act", assign).await;
        Self { shop, agent, technician, case, made: std::cell::Cell::new(0) }
    }

    /// An entry as the phone makes it, the next of its chain.
    fn entry(&self, kind: &str, step: &str, input: Value) -> Value {
        let seq = self.made.get() + 1;
        self.made.set(seq);
        let previous = (seq > 1).then(|| Uuid::from_u128(0xe100 + seq - 1));
        json!({
            "id": Uuid::from_u128(0xe100 + seq), "case_id": self.case, "seq": seq, "previous": previous,
            "by": self.technician.actor.id, "kind": kind, "step": step, "said": {"input": input},
            "device_at": self.shop.clock().now().to_string(), "clock_error": 0,
        })
    }

    fn passes(&self, minutes: i64) {
        let later = self.shop.clock().now() + Span::minutes(minutes);
        self.shop.set_clock(&later.to_string());
    }

    async fn send(&self, entries: &[Value]) -> Vec<(String, String)> {
        let batch = json!({"device_id": Uuid::from_u128(DEVICE), "entries": entries});
        let answers = self.shop.done(&self.technician, "round.work.send", batch).await["answers"].clone();
        let word = |answer: &Value, name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        answers.as_array().unwrap().iter().map(|one| (word(one, "answer"), word(one, "reason"))).collect()
    }

    async fn record(&self) -> Value {
        self.shop.answer(&self.agent, "desk.case.view", json!({"id": self.case})).await
    }

    async fn carried(&self) -> Value {
        self.shop.answer(&self.technician, "round.work.carry", json!({})).await["cases"][0].clone()
    }
}

fn accepted(count: usize) -> Vec<(String, String)> {
    vec![("accepted".to_owned(), String::new()); count]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_done_without_signal_and_comes_in_later_as_it_happened() {
    let job = Job::given().await;
    let carried = job.carried().await;
    let stages = carried["stages"].as_array().unwrap();
    let named: Vec<&str> = stages.iter().map(|stage| stage["stage"].as_str().unwrap()).collect();
    assert!(
        named.starts_with(&["assigned"]) && ["accepted", "on_site", "working"].iter().all(|s| named.contains(s)),
        "{named:?}"
    );
    let working = stages.iter().find(|stage| stage["stage"] == "working").unwrap();
    let complete = working["steps"].as_array().unwrap().iter().find(|step| step["action"] == "complete").unwrap();
    let asks: Vec<&str> =
        complete["form"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
    assert_eq!((&complete["to"], &asks[..2]), (&json!("finished"), &["result", "photos_after"][..]));

    // In the pump room: four steps and a check, twenty minutes apart, and not a word of them reaches the house.
    let begun = job.shop.clock().now();
    let photo = job.shop.photo(&job.technician).await;
    let mut told = Vec::new();
    for (kind, step, input) in [
        ("act", "accept", json!({})),
        ("act", "arrive", json!({})),
        ("act", "start", json!({})),
        ("item", "closing_check", json!({"tested": true, "cleaned": true})),
        (
            "act",
            "complete",
            json!({"result": "更换轴承", "photos_after": [photo], "materials": [{"name": "轴承", "quantity": 1, "price": 8_000}]}),
        ),
    ] {
        job.passes(20);
        told.push(job.entry(kind, step, input));
    }
    job.passes(180);
    assert_eq!(job.send(&told[1..]).await[0], ("waiting".into(), "before".into()), "not before what he did first");
    assert_eq!(job.send(&told).await, accepted(5));
    let record = job.record().await;
    assert_eq!((&record["stage"], &record["fields"]["result"]), (&json!("finished"), &json!("更换轴承")), "{record}");
    let version = record["version"].clone();
    let course = job.shop.shown(&job.agent, "desk.case.record_page", json!({"id": job.case})).await;
    assert!(course.contains("更换轴承"), "{course}");
    let sql = "SELECT at FROM case_events WHERE action = 'arrive'";
    let mut tx = job.shop.app.house.platform.db.as_owner().read(&kernel::Scope::default()).await.unwrap();
    let at: kernel::Instant = tx.fetch_value(sql, Vec::new()).await.unwrap();
    drop(tx);
    assert_eq!(at, begun + Span::minutes(40), "he was there when he was there");

    // It comes again, and again out of order: nothing more happens.
    assert_eq!(job.send(&told).await, accepted(5));
    let mut turned = told.clone();
    turned.reverse();
    job.send(&turned).await;
    assert_eq!(job.record().await["version"], version);
    job.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_given_to_a_colleague_without_signal() {
    let job = Job::given().await;
    let office = job.shop.holder(&[COMPANY, job.shop.here]);
    let hired = json!({"unit_id": job.shop.here, "number": "J-10", "name": "孙师傅", "phone": "13800000078"});
    let colleague = job.shop.done(&office, "org.staff.create", hired).await["id"].clone();
    assert!(!job.carried().await.to_string().contains("transfer"), "nobody fills a post here");
    let post = json!({"org_id": job.shop.here, "role": "technician", "name": "维修工"});
    let post = job.shop.done(&office, "org.post.create", post).await["id"].clone();
    job.shop.done(&office, "org.assignment.create", json!({"staff_id": colleague, "post_id": post})).await;

    let carried = job.carried().await;
    let steps = carried["stages"][0]["steps"].as_array().unwrap();
    let transfer = steps.iter().find(|step| step["action"] == "transfer").unwrap();
    let asks = transfer["form"].as_array().unwrap().iter().find(|field| field["name"] == "assignee").unwrap();
    assert_eq!((&asks["kind"], &asks["choices"]), (&json!("choice"), &json!([[colleague, "孙师傅"]])));
    assert_eq!(transfer["to"], Value::Null, "from there on it is the other one's");

    let given = job.entry("act", "transfer", json!({"assignee": colleague, "reason": "load"}));
    assert_eq!(job.send(&[given]).await, accepted(1));
    assert_eq!(job.record().await["assignee"], "孙师傅");
    job.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_did_meanwhile_is_told_plainly_and_nothing_is_overwritten() {
    let job = Job::given().await;
    let accept = job.entry("act", "accept", json!({}));
    let arrive = job.entry("act", "arrive", json!({}));
    // Meanwhile the desk gives the job to nobody in particular.
    let pool = json!({"id": job.case, "action": "offer_to_pool", "input": {}});
    job.shop.done(&job.agent, "desk.case.act", pool).await;
    let fates = job.send(&[accept, arrive]).await;
    assert!(fates.iter().all(|(answer, _)| answer == "refused"), "{fates:?}");
    assert_eq!(job.record().await["stage"], "pool");

    // Somebody else's device, a file that has not come, an entry about nothing, a kind that is none of a case.
    let mut other = job.entry("act", "grab", json!({}));
    other["previous"] = Value::Null;
    other["by"] = json!(Uuid::from_u128(99));
    assert_eq!(job.send(&[other]).await, [("waiting".to_owned(), "person".to_owned())]);
    let mut blind = job.entry("act", "grab", json!({"photos_before": ["file_0192f0c0000070008000000000000001"]}));
    blind["previous"] = Value::Null;
    assert_eq!(job.send(&[blind]).await, [("waiting".to_owned(), "photos".to_owned())]);
    let mut strange = job.entry("finish", "grab", json!({}));
    strange["previous"] = Value::Null;
    assert_eq!(job.send(&[strange]).await[0].0, "refused");
    let mut nothing = job.entry("act", "grab", json!({}));
    nothing["case_id"] = Value::Null;
    let batch = json!({"device_id": Uuid::from_u128(DEVICE), "entries": [nothing]});
    let answer = job.shop.act(&job.technician, "round.work.send", batch).await;
    assert_eq!(testkit::refused(answer), "invalid-required");
    let gone = json!("case_0192f0c0000070008000000000000000");
    let mut lost = job.entry("act", "grab", json!({}));
    (lost["previous"], lost["case_id"]) = (Value::Null, gone);
    assert_eq!(job.send(&[lost]).await, [("refused".to_owned(), "gone".to_owned())]);
    assert_eq!(job.record().await["stage"], "pool");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_in_the_field_is_asked_for_what_cannot_be_told_without_signal() {
    /// Those who work where there may be none.
    const FIELD: [&str; 5] = ["assignee", "technician", "guard", "cleaner", "gardener"];
    let shop = Workshop::open().await;
    let engine = shop.platform.service::<Engine>().expect("the engine");
    let mut kept_from_them = Vec::new();
    for def in engine.all() {
        let is_record = |name: &str| {
            let kind = def.field(name).map(|field| (field.kind, field.to.as_deref()));
            matches!(kind, Some((KindSpec::Ref, to)) if to != Some("staff"))
        };
        let theirs = def.actions.iter().filter(|action| action.by.iter().any(|one| FIELD.contains(&one.as_str())));
        for action in theirs {
            let asked = action.asks.iter().any(|ask| !ask.optional && is_record(&ask.field));
            if asked || action.does == Some(Does::Merge) || !action.confirms.is_empty() {
                kept_from_them.push(format!("{}.{}", def.key, action.id));
            }
        }
    }
    assert_eq!(kept_from_them, ["improvement.submit_plan"], "the plan of an improvement is written at a desk");
}
