//! 离线外勤: what a phone carries along, and what it brings back – each entry once, each with an answer of its own.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use kernel::{Clock, Id, Span};
use module::Caller;
use serde_json::{Value, json};
use store::{files::File, parts::Coming};
use testkit::{TestApp, Visitor, Workshop};
use uuid::Uuid;

const DEVICE: u128 = 0xd0;
const OTHER_DEVICE: u128 = 0xd1;

/// A community with one lift and its daily round, and the technician whose phone it is.
struct Shift {
    shop: Workshop,
    planner: Caller,
    technician: Caller,
    task: Value,
    lift: Value,
    made: std::cell::Cell<u128>,
}

impl Shift {
    async fn begin() -> Self {
        let shop = Workshop::open().await;
        let planner = shop.holder(&[shop.here]);
        shop.app.settle().await;
        let class =
            shop.answer(&planner, "asset.asset_class.list", json!({"q": "客梯"})).await["rows"][0]["id"].clone();
        let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": "DTT1", "name": "1 号电梯厅"});
        let hall = shop.done(&planner, "property.place.create", hall).await;
        let lift = json!({"code": "DT-1", "name": "客梯", "class_id": class, "place_id": hall["id"]});
        let lift = shop.done(&planner, "asset.asset.create", lift).await["id"].clone();
        let of = shop.rows(&planner, "round.procedure.list", json!({"q": "lift_daily"})).await;
        let of = of.into_iter().find(|row| row["code"] == "lift_daily").unwrap();
        let plan = json!({"org_id": shop.here, "procedure_id": of["id"], "class_id": class, "rule": "FREQ=DAILY", "role": "technician"});
        shop.done(&planner, "round.plan.create", plan).await;
        let technician = shop.staff(21, "赵师傅", "technician", &[shop.here]);
        let task = shop.answer(&technician, "round.work.list", json!({})).await["rows"][0]["id"].clone();
        Self { shop, planner, technician, task, lift, made: std::cell::Cell::new(0) }
    }

    /// An entry as a phone makes it, the next of its device.
    fn entry(&self, kind: &str, step: Option<&str>, said: Value) -> Value {
        let seq = self.made.get() + 1;
        self.made.set(seq);
        json!({
            "id": Uuid::from_u128(0xe000 + seq), "occurrence_id": self.task, "seq": seq, "by": self.technician.actor.id,
            "kind": kind, "step": step, "said": said, "device_at": self.shop.clock().now().to_string(), "clock_error": 0,
        })
    }

    fn good(&self, step: &str) -> Value {
        self.entry("record", Some(step), json!({"answer": "good"}))
    }

    /// Everything the daily round asks, in order, and that it is done.
    fn whole(&self) -> Vec<Value> {
        let good = [
            "certificate_valid_sight",
            "hall_buttons_respond",
            "landing_doors_run",
            "starts_stops_smoothly",
            "car_buttons_door",
            "floor_direction_shown",
            "moves_door_shut",
            "door_opens_again",
            "intercom_reaches_person",
            "light_fan",
            "car_clean_smell",
            "door_locked_warning",
            "strange_sound_smell",
            "hand_winding_brake",
        ];
        let mut all: Vec<Value> = good.iter().map(|step| self.good(step)).collect();
        all.push(self.entry("record", Some("scan_lifts_code"), json!({"answer": self.lift})));
        all.push(self.entry("record", Some("levelling_error_worst"), json!({"answer": "6.5"})));
        all.push(self.entry("record", Some("temperature_machine_room"), json!({"answer": "28"})));
        all.push(self.entry("finish", None, json!({})));
        for at in 1..all.len() {
            let before = all[at - 1]["id"].clone();
            all[at]["previous"] = before;
        }
        all
    }

    async fn send_as(&self, who: &Caller, device: u128, entries: &[Value]) -> Vec<Value> {
        let batch = json!({"device_id": Uuid::from_u128(device), "entries": entries});
        self.shop.done(who, "round.work.send", batch).await["answers"].as_array().cloned().unwrap()
    }

    async fn send(&self, entries: &[Value]) -> Vec<Value> {
        self.send_as(&self.technician, DEVICE, entries).await
    }

    async fn record(&self) -> Value {
        self.shop.answer(&self.planner, "round.occurrence.view", json!({"id": self.task})).await
    }

    async fn answer_at(&self, step: &str) -> Value {
        let record = self.record().await;
        let results = record["results"].as_array().cloned().unwrap();
        results.into_iter().find(|row| row["step"] == step).unwrap()["answer"].clone()
    }
}

/// What became of each, in a word or two.
fn words(answers: &[Value]) -> Vec<String> {
    let one = |answer: &Value| {
        let again = if answer["again"] == true { " again" } else { "" };
        let reason = answer["reason"].as_str().map(|reason| format!(" {reason}")).unwrap_or_default();
        format!("{}{reason}{again}", answer["answer"].as_str().unwrap())
    };
    answers.iter().map(one).collect()
}

fn all_are(answers: &[Value], word: &str) -> bool {
    !answers.is_empty() && words(answers).iter().all(|said| said == word)
}

#[tokio::test]
async fn a_shift_without_signal_comes_in_once_however_often_it_is_sent() {
    let shift = Shift::begin().await;
    let made = shift.shop.clock().now();
    let all = shift.whole();
    // Signal comes back two hours later; the line breaks after seven, and nobody knows what has come.
    shift.shop.clock().set(made + Span::hours(2));
    assert!(all_are(&shift.send(&all[..7]).await, "accepted"));
    let answers = shift.send(&all).await;
    assert!(all_are(&answers[..7], "accepted again") && all_are(&answers[7..], "accepted"), "{:?}", words(&answers));
    assert!(all_are(&shift.send(&all).await, "accepted again"));
    let record = shift.record().await;
    assert_eq!((&record["state"], &record["passed"]), (&json!("done"), &json!(true)));
    assert_eq!(record["ended_at"], json!(made.to_string()), "the time it was done counts, not the time it came");
    assert_eq!(record["results"][1]["at"], json!(made.to_string()));
    shift.shop.app.check().await;
}

#[tokio::test]
async fn entries_out_of_order_wait_for_those_before_them() {
    let shift = Shift::begin().await;
    let all = shift.whole();
    assert_eq!(words(&shift.send(&all[16..]).await), ["waiting before", "waiting before"]);
    let mut reversed = all.clone();
    reversed.reverse();
    let answers = shift.send(&reversed).await;
    assert_eq!(words(&answers[17..]), ["accepted"], "only the first has nothing before it");
    assert!(shift.send(&all).await.iter().all(|a| a["answer"] == "accepted"));
    assert_eq!(shift.record().await["state"], "done");
}

#[tokio::test]
async fn of_two_answers_at_a_step_the_one_made_last_stands() {
    let shift = Shift::begin().await;
    let at_step = |answer: &str| shift.entry("record", Some("temperature_machine_room"), json!({"answer": answer}));
    let (first, second) = (at_step("28"), at_step("31"));
    assert!(all_are(&shift.send(std::slice::from_ref(&second)).await, "accepted"));
    assert_eq!(words(&shift.send(&[first]).await), ["accepted older"]);
    assert!(shift.answer_at("temperature_machine_room").await.as_str().unwrap().starts_with("31"));
    // His other phone, ten minutes later by a clock that is an hour behind.
    let mut third = at_step("33");
    third["device_at"] = json!((shift.shop.clock().now() - Span::minutes(50)).to_string());
    third["clock_error"] = json!(60 * 60 * 1000);
    shift.shop.clock().set(shift.shop.clock().now() + Span::minutes(20));
    let sent = [third];
    assert!(all_are(&shift.send_as(&shift.technician, OTHER_DEVICE, &sent).await, "accepted"));
    assert!(shift.answer_at("temperature_machine_room").await.as_str().unwrap().starts_with("33"));
}

#[tokio::test]
async fn each_refusal_says_why_and_loses_nothing() {
    let shift = Shift::begin().await;
    let (shop, all) = (&shift.shop, shift.whole());
    let lacking = shift.entry("finish", None, json!({}));
    let unfit = shift.entry("record", Some("light_fan"), json!({"answer": "good", "skipped": "no_access"}));
    let nowhere = shift.entry("record", Some("no_such_step"), json!({"answer": "good"}));
    let early = {
        let mut entry = shift.good("light_fan");
        entry["device_at"] = json!("2026-11-01T00:00:00Z");
        entry
    };
    let answers = shift.send(&[lacking, unfit, nowhere, early]).await;
    assert_eq!(words(&answers), ["refused missing", "refused unfit", "refused unfit", "refused not_open"]);
    assert!(answers.iter().all(|answer| answer["words"].as_str().is_some_and(|words| !words.is_empty())));

    let colleague = shop.bearer(kernel::ActorKind::Staff, Uuid::from_u128(22), "钱师傅", "technician");
    let theirs = |entry: &Value| {
        let mut entry = entry.clone();
        entry["by"] = json!(colleague.actor.id);
        entry["id"] = json!(Uuid::from_u128(0xf000 + u128::from(entry["seq"].as_u64().unwrap())));
        entry.as_object_mut().unwrap().remove("previous");
        entry
    };
    assert!(all_are(&shift.send(&all[..3]).await, "accepted"));
    let refused = shift.send_as(&colleague, OTHER_DEVICE, &[theirs(&all[3])]).await;
    assert_eq!(words(&refused), ["refused not_yours"]);
    assert!(refused[0]["words"].as_str().unwrap().contains("赵师傅"), "{refused:?}");
    assert_eq!(words(&shift.send_as(&colleague, OTHER_DEVICE, &all[3..4]).await), ["waiting person"]);

    let skip = json!({"id": shift.task, "reason": "电梯停用检修"});
    shop.done(&shift.planner, "round.occurrence.skip", skip).await;
    let cancelled = shift.send(&all[3..]).await;
    assert!(all_are(&cancelled, "refused cancelled"), "{:?}", words(&cancelled));
    assert!(cancelled[0]["words"].as_str().unwrap().contains("电梯停用检修"));
    assert!(all_are(&shift.send(&all[3..]).await, "refused cancelled again"));
    let mut gone = shift.good("light_fan");
    gone["occurrence_id"] = json!("occurrence_0192f0c0000070008000000000000000");
    assert_eq!(words(&shift.send(&[gone.clone()]).await), ["refused gone"]);
    assert_eq!(words(&shift.send(&[gone]).await), ["refused gone again"]);
    shop.app.check().await;
}

#[tokio::test]
async fn nothing_is_begun_without_signal_once_the_paper_for_it_has_lapsed() {
    let mut shift = Shift::begin().await;
    let company = shift.shop.holder(&[kernel::COMPANY, shift.shop.here]);
    let hired = json!({"unit_id": shift.shop.here, "number": "A1", "name": "邓师傅"});
    let staff = shift.shop.done(&company, "org.staff.create", hired).await["id"].clone();
    let number = staff.as_str().unwrap().parse::<org::StaffId>().unwrap().uuid().as_u128();
    shift.technician = shift.shop.staff(number, "邓师傅", "technician", &[shift.shop.here]);
    let (shop, today) = (&shift.shop, shift.shop.clock().now().date(module::HOME_ZONE));
    let card = |issued: i64, due: i64| {
        let (issued, due) = (today.plus_days(issued), today.plus_days(due));
        json!({"obligation": "lift_safety_manager", "staff_id": staff, "issued_on": issued, "due_on": due})
    };
    shop.done(&company, "asset.certificate.create", card(-900, -1)).await;
    let carried = shop.answer(&shift.technician, "round.work.carry", json!({})).await;
    let paper = &carried["tasks"][0]["paper"];
    assert_eq!(
        (&paper["until"], paper["title"].as_str()),
        (&json!(today.plus_days(-1)), Some("电梯安全管理员证（A）"))
    );

    let all = shift.whole();
    let answers = shift.send(&all[..2]).await;
    assert!(all_are(&answers, "refused paper"), "{:?}", words(&answers));
    assert!(answers[0]["words"].as_str().unwrap().contains("到期"), "{answers:?}");
    assert_eq!(shift.record().await["state"], "released");

    shop.done(&company, "asset.certificate.create", card(-1, 900)).await;
    let fresh = shift.whole();
    assert!(all_are(&shift.send(&fresh).await, "accepted"));
}

#[tokio::test]
async fn somebody_else_was_faster_or_the_other_phone_was() {
    let shift = Shift::begin().await;
    let all = shift.whole();
    assert!(all_are(&shift.send(&all).await, "accepted"));
    let again: Vec<Value> = shift.whole();
    let refused = shift.send_as(&shift.technician, OTHER_DEVICE, &again).await;
    assert!(all_are(&refused, "refused finished"), "{:?}", words(&refused));
    assert!(refused[0]["words"].as_str().unwrap().contains("赵师傅"));
}

#[tokio::test]
async fn done_in_time_but_told_after_it_was_given_up_is_done_in_time() {
    let shift = Shift::begin().await;
    let all = shift.whole();
    for _ in 0..48 {
        shift.shop.clock().set(shift.shop.clock().now() + Span::hours(1));
        shift.shop.app.settle().await;
    }
    assert_eq!(shift.record().await["state"], "missed");
    assert!(all_are(&shift.send(&all).await, "accepted"));
    assert_eq!(shift.record().await["state"], "done");
}

#[tokio::test]
async fn a_whole_task_is_left_out_where_there_is_no_signal_and_the_time_it_was_said_counts() {
    let shift = Shift::begin().await;
    let made = shift.shop.clock().now();
    let leave = |said: Value| shift.entry("skip", None, said);
    let wrong = [leave(json!({})), leave(json!({"skipped": "tired"})), leave(json!({"skipped": "other", "note": " "}))];
    let seen = shift.good("light_fan");
    let left = leave(json!({"skipped": "other", "note": "轿厢积水停梯"}));
    let after = shift.good("car_clean_smell");
    shift.shop.clock().set(made + Span::hours(2));
    assert!(all_are(&shift.send(&wrong).await, "refused unfit"));
    let told = [seen, left, after];
    let answers = shift.send(&told).await;
    assert_eq!(words(&answers), ["accepted", "accepted", "refused cancelled"]);
    assert!(answers[2]["words"].as_str().unwrap().contains("轿厢积水停梯"), "{answers:?}");
    assert_eq!(words(&shift.send(&told).await), ["accepted again", "accepted again", "refused cancelled again"]);
    let record = shift.record().await;
    assert_eq!((&record["state"], &record["by_name"]), (&json!("skipped"), &json!("赵师傅")));
    assert_eq!(record["reason"], "其他：轿厢积水停梯");
    assert_eq!(record["ended_at"], json!(made.to_string()), "the time it was left out, not the time it was told");
    let other = shift.entry("skip", None, json!({"skipped": "other", "note": "停电"}));
    let refused = shift.send_as(&shift.technician, OTHER_DEVICE, &[other]).await;
    assert_eq!(words(&refused), ["refused cancelled"], "it is left out once");
    shift.shop.app.check().await;
}

#[tokio::test]
async fn what_was_left_out_in_time_was_not_missed_and_what_was_missed_stays_so() {
    let shift = Shift::begin().await;
    let left = shift.entry("skip", None, json!({"skipped": "other", "note": "停梯"}));
    for _ in 0..48 {
        shift.shop.clock().set(shift.shop.clock().now() + Span::hours(1));
        shift.shop.app.settle().await;
    }
    assert_eq!(shift.record().await["state"], "missed");
    let late = shift.entry("skip", None, json!({"skipped": "other", "note": "忘了"}));
    let refused = shift.send_as(&shift.technician, OTHER_DEVICE, &[late]).await;
    assert_eq!(words(&refused), ["refused unfit"]);
    assert!(refused[0]["words"].as_str().unwrap().contains("漏做"), "{refused:?}");
    assert!(all_are(&shift.send(&[left]).await, "accepted"));
    assert_eq!(shift.record().await["state"], "skipped");
    shift.shop.app.check().await;
}

#[tokio::test]
async fn what_failed_becomes_one_case_with_the_photo_however_often_it_is_sent() {
    let shift = Shift::begin().await;
    let mut all = shift.whole();
    let photo = Id::<File>::from_uuid(Uuid::from_u128(0xf1)).to_string();
    all[3]["said"] = json!({"answer": "bad", "note": "三楼抖动", "photos": [photo]});
    let answers = shift.send(&all).await;
    assert_eq!(words(&answers[3..5]), ["waiting photos", "waiting before"]);
    let brought = shift.shop.brought(&shift.technician, "现场.png", "image/png").await;
    let photo = json!(Id::<File>::from_uuid(brought).to_string());
    all[3]["said"]["photos"] = json!([photo]);
    let (once, twice) = tokio::join!(shift.send(&all), shift.send(&all));
    assert!(once.iter().chain(&twice).all(|answer| answer["answer"] == "accepted"), "{:?}", words(&once));
    let record = shift.record().await;
    assert_eq!((&record["failed"], record["cases"].as_array().unwrap().len()), (&json!(1), 1), "{record}");
    shift.shop.app.check().await;
}

#[tokio::test]
async fn a_phone_carries_what_has_changed_and_forgets_what_is_over() {
    let shift = Shift::begin().await;
    let carry =
        async |since: Value| shift.shop.answer(&shift.technician, "round.work.carry", json!({"since": since})).await;
    let first = carry(Value::Null).await;
    assert_eq!(
        (first["tasks"].as_array().unwrap().len(), first["procedures"].as_array().unwrap().len()),
        (2, 1),
        "today's and tomorrow's"
    );
    assert_eq!(first["name"], "赵师傅");
    assert!(first["tasks"][0]["asset_codes"].as_array().unwrap().contains(&shift.lift));
    let same = carry(first["cursor"].clone()).await;
    assert!(["tasks", "procedures", "cases"].iter().all(|part| same[part] == json!([])), "{same}");
    assert_eq!((&same["all"], &same["cursor"]), (&first["all"], &first["cursor"]));
    shift.send(&[shift.good("light_fan")]).await;
    let changed = carry(first["cursor"].clone()).await;
    assert_eq!(changed["tasks"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&changed["tasks"][0]["given"]["light_fan"]["answer"], &changed["procedures"]),
        (&json!("good"), &json!([]))
    );
    let skip = json!({"id": shift.task, "reason": "停用"});
    shift.shop.done(&shift.planner, "round.occurrence.skip", skip).await;
    let over = carry(changed["cursor"].clone()).await;
    assert!(!over["all"].as_array().unwrap().contains(&shift.task), "{over}");
    let elsewhere = shift.shop.staff(23, "孙师傅", "technician", &[shift.shop.there]);
    assert_eq!(shift.shop.answer(&elsewhere, "round.work.carry", json!({})).await["all"], json!([]));
}

#[tokio::test]
async fn a_phone_carries_the_figures_of_the_last_time_and_where_the_limits_are_written() {
    let shift = Shift::begin().await;
    shift.send(&shift.whole()).await;
    let carried = shift.shop.answer(&shift.technician, "round.work.carry", json!({})).await;
    let tomorrow = carried["tasks"].as_array().unwrap().iter().find(|task| task["id"] != shift.task).unwrap();
    assert_eq!(tomorrow["last"], json!({"levelling_error_worst": "6.5", "temperature_machine_room": "28"}));
    let cited = &carried["procedures"][0]["cited"];
    assert!(cited["levelling_error_worst"].as_str().is_some_and(|words| words.contains("GB/T 7588")), "{cited}");
}

/// Sends the bytes of a part.
async fn part(who: &mut Visitor, path: &str, bytes: &[u8]) -> (StatusCode, Value) {
    let request = Request::builder().method(Method::POST).uri(path).body(Body::from(bytes.to_vec())).unwrap();
    let answer = who.send(request).await;
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

#[tokio::test]
async fn what_has_just_come_in_stays_also_where_the_clock_of_the_house_is_ahead_of_the_disks() {
    let app = TestApp::start().await;
    let files = &app.house.platform.files;
    let sha256 = files.put(b"about to be named".to_vec()).await.unwrap().sha256;
    app.clock.set(Clock::System.now() + Span::days(800));
    app.settle().await;
    assert_eq!(files.get(&sha256).await.unwrap(), b"about to be named");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_in_parts_over_a_line_that_breaks() {
    let app = TestApp::start().await;
    let mut somebody = app.staff("admin").await;
    let paper = [b"%PDF-1.7 ".as_slice(), &[b'x'; 3_000]].concat();
    let files = &app.house.platform.files;
    let sha256 = files.put(paper.clone()).await.unwrap().sha256;
    let named = |id: u128| Id::<File>::from_uuid(Uuid::from_u128(id)).to_string();
    let path = format!("/api/v1/files/parts/{}", named(0x7001));
    let at =
        |path: &str, offset: usize| format!("{path}?offset={offset}&size={}&sha256={sha256}&name=a.pdf", paper.len());
    let has = |offset: usize| (StatusCode::OK, json!({"offset": offset, "kept": false}));
    assert_eq!(part(&mut somebody, &at(&path, 0), &paper[..1_000]).await, has(1_000));
    // The same part again, and one that comes too early: nothing is added.
    assert_eq!(part(&mut somebody, &at(&path, 0), &paper[..1_000]).await, has(1_000));
    assert_eq!(part(&mut somebody, &at(&path, 2_000), &paper[2_000..]).await, has(1_000));
    let mut stranger = app.staff("linxiao").await;
    assert_eq!(stranger.api(Method::GET, &path, None).await, has(0), "parts are his own");
    assert_eq!(app.visitor().api(Method::GET, &path, None).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(part(&mut somebody, &at(&path, 1_000), &paper[1_000..]).await.1["kept"], true);
    assert_eq!(part(&mut somebody, &at(&path, 1_000), &paper[1_000..]).await.1["kept"], true, "the answer was lost");
    assert_eq!(somebody.api(Method::GET, &path, None).await.1["kept"], true);
    assert_eq!(stranger.api(Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(somebody.api(Method::GET, &format!("/files/{}", named(0x7001)), None).await.0, StatusCode::OK);
    let unknown = app.visitor().api(Method::GET, &format!("/files/{}", named(0x7001)), None).await.0;
    assert_eq!(unknown, StatusCode::UNAUTHORIZED, "nobody reads a file without saying who he is");
    // Killed when all parts had come and the file was not named yet: asked again, it is ended.
    let by =
        somebody.api(Method::GET, "/api/v1/field/carried", None).await.1["person"].as_str().unwrap().parse().unwrap();
    files.append(Coming { by, id: Uuid::from_u128(0x7003) }, 0, paper.clone()).await.unwrap();
    let path = format!("/api/v1/files/parts/{}", named(0x7003));
    assert_eq!(somebody.api(Method::GET, &path, None).await, has(paper.len()));
    assert_eq!(part(&mut somebody, &at(&path, paper.len()), b"").await.1["kept"], true);
    // What does not have its digest begins anew.
    let wrong = format!("/api/v1/files/parts/{}?offset=0&size=9&sha256={}", named(0x7002), "0".repeat(64));
    assert_eq!(part(&mut somebody, &wrong, b"%PDF-1.7 ").await, has(0));
    app.check().await;
}
