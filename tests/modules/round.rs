//! 计划任务: the library, plans over equipment, what they bring forth, doing it on the phone, and the board.

use kernel::{COMPANY, Error, Span};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};

/// The library as the worker enters it, and the version of a procedure in force.
pub(super) async fn procedure(shop: &Workshop, who: &Caller, key: &str) -> Value {
    shop.app.settle().await;
    let rows = shop.rows(who, "round.procedure.list", json!({"q": key})).await;
    rows.into_iter().find(|row| row["code"] == key).unwrap_or_else(|| panic!("no procedure {key}"))
}

/// So many lifts of 翠湖花园.
pub(super) async fn lifts(shop: &Workshop, who: &Caller, count: usize) -> Vec<Value> {
    let class = shop.answer(who, "asset.asset_class.list", json!({"q": "客梯"})).await["rows"][0]["id"].clone();
    let mut made = Vec::new();
    for n in 1..=count {
        let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": format!("DTT{n}"), "name": format!("{n} 号电梯厅")});
        let hall = shop.done(who, "property.place.create", hall).await;
        let lift = json!({"code": format!("DT-{n}"), "name": "客梯", "class_id": class, "place_id": hall["id"]});
        made.push(shop.done(who, "asset.asset.create", lift).await["id"].clone());
    }
    made
}

/// A plan of the daily round over all lifts.
pub(super) async fn daily(shop: &Workshop, who: &Caller, more: Value) -> Value {
    let of = procedure(shop, who, "lift_daily").await;
    let class = shop.answer(who, "asset.asset_class.list", json!({"q": "客梯"})).await["rows"][0]["id"].clone();
    let mut plan = json!({
        "org_id": shop.here, "procedure_id": of["id"], "class_id": class, "rule": "FREQ=DAILY", "role": "technician",
    });
    plan.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    shop.done(who, "round.plan.create", plan).await["id"].clone()
}

/// Which times a community's plans have, with what has become of them.
async fn rows(shop: &Workshop, who: &Caller) -> Vec<(String, String, String)> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = shop.rows(who, "round.occurrence.list", json!({"limit": 500})).await;
    let mut rows: Vec<_> = rows.iter().map(|r| (text(r, "day"), text(r, "thing"), text(r, "state"))).collect();
    rows.sort();
    rows
}

/// Hours go by, and the house looks at its plans in each.
pub(super) async fn hours(shop: &Workshop, count: i64) {
    for _ in 0..count {
        shop.clock().set(shop.clock().now() + Span::hours(1));
        shop.app.settle().await;
    }
}

/// A whole result of the daily round in which everything is in order.
pub(super) fn in_order(lift: &Value) -> Value {
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
    let mut steps: serde_json::Map<String, Value> =
        good.iter().map(|step| ((*step).to_owned(), json!({"answer": "good"}))).collect();
    steps.insert("scan_lifts_code".into(), json!({"answer": lift}));
    steps.insert("levelling_error_worst".into(), json!({"answer": "6.5"}));
    steps.insert("temperature_machine_room".into(), json!({"answer": "28"}));
    Value::Object(steps)
}

#[tokio::test]
async fn the_library_is_entered_once_and_a_company_writes_a_version_of_its_own() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[COMPANY, shop.here]);
    let shipped = procedure(&shop, &who, "lift_daily").await;
    let count = shop.answer(&who, "round.procedure.list", json!({})).await["count"].clone();
    hours(&shop, 2).await;
    assert_eq!(shop.answer(&who, "round.procedure.list", json!({})).await["count"], count);
    let lifts = shop.rows(&who, "round.procedure.list", json!({"system": "lift"})).await;
    assert!(lifts.len() >= 6 && lifts.iter().all(|row| row["system"] == "lift"), "{lifts:?}");
    let page = shop.shown(&who, "round.procedure.page", json!({"id": shipped["id"]})).await;
    assert!(page.contains("5–40 ℃") && page.contains("报突发事件") && page.contains("为所有客梯建计划"), "{page}");

    let text = shop.answer(&who, "round.procedure.view", json!({"id": shipped["id"]})).await["written"].clone();
    let text = text.as_str().unwrap().to_owned();
    let edit =
        async |text: String| shop.act(&who, "round.procedure.edit", json!({"id": shipped["id"], "text": text})).await;
    assert_eq!(refused(edit(text.clone()).await), "round-procedure-same");
    assert_eq!(refused(edit(text.replace("unit = \"mm\", ", "")).await), "round-procedure-found");
    let own = edit(text.replace("greatest = 20", "greatest = 15")).await.unwrap();
    let own = shop.answer(&who, "round.procedure.view", json!({"id": own["id"]})).await;
    assert_eq!((&own["own"], &own["version"], own["versions"].as_array().unwrap().len()), (&json!(true), &json!(2), 2));
    hours(&shop, 2).await;
    assert_eq!(procedure(&shop, &who, "lift_daily").await["id"], own["id"]);
    let old = shop.shown(&who, "round.procedure.page", json!({"id": shipped["id"]})).await;
    assert!(old.contains("这是旧版本"), "{old}");
    let of_a_community = shop.holder(&[shop.here]);
    let elsewhere = shop.act(&of_a_community, "round.procedure.edit", json!({"id": own["id"], "text": text}));
    assert_eq!(refused(elsewhere.await), "round-procedure-company-only");
}

#[tokio::test]
async fn a_plan_for_a_whole_class_is_told_in_words_and_looks_two_years_ahead() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    lifts(&shop, &who, 3).await;
    let plan = daily(
        &shop,
        &who,
        json!({"rule": null, "frequency": "monthly", "week_days": ["we"], "nth": 2, "times": "09:00"}),
    )
    .await;
    let line = &shop.rows(&who, "round.plan.list", json!({})).await[0];
    assert_eq!((&line["rule"], &line["target"]), (&json!("每月第二个星期三 09:00"), &json!("所有客梯")));
    let record = shop.answer(&who, "round.plan.view", json!({"id": plan})).await;
    assert_eq!(record["things"].as_array().unwrap().len(), 3);
    let days: Vec<&str> = record["preview"].as_array().unwrap().iter().map(|p| p["day"].as_str().unwrap()).collect();
    assert_eq!((days.len(), days[0], days[23]), (24, "2026-12-09", "2028-11-08"));
    let page = shop.shown(&who, "round.plan.page", json!({"id": plan})).await;
    assert!(page.contains("每月第二个星期三 09:00") && page.contains("2028-11"), "{page}");
    assert!(rows(&shop, &who).await.is_empty(), "what lies beyond the horizon is no row");
    let nobody =
        json!({"org_id": shop.here, "procedure_id": record["procedure_id"], "rule": "FREQ=DAILY", "place_id": null});
    assert_eq!(refused(shop.act(&who, "round.plan.create", nobody).await), "round-target-missing");
}

#[tokio::test]
async fn what_a_plan_brings_forth_is_the_same_however_often_and_late_it_is_looked_at() {
    let (punctual, late) = (Workshop::open().await, Workshop::open().await);
    let mut seen = Vec::new();
    for (shop, often) in [(&punctual, true), (&late, false)] {
        let who = shop.holder(&[shop.here]);
        lifts(shop, &who, 2).await;
        daily(shop, &who, json!({"catch_up": "skip_with_record"})).await;
        let at_first = rows(shop, &who).await;
        assert_eq!(at_first.len(), 16, "eight days of two lifts: {at_first:?}");
        // An edition that says the same has everything looked at again.
        let plan = &shop.rows(&who, "round.plan.list", json!({})).await[0]["id"];
        let record = shop.answer(&who, "round.plan.view", json!({"id": plan})).await;
        let same = json!({
            "id": plan, "procedure_id": record["procedure_id"], "class_id": record["class_id"], "rule": "FREQ=DAILY",
            "role": "technician", "catch_up": "skip_with_record",
        });
        shop.done(&who, "round.plan.edit", same).await;
        assert_eq!(rows(shop, &who).await, at_first, "a re-run adds nothing");
        if often {
            hours(shop, 72).await;
        } else {
            // The house stood still for three days.
            shop.set_clock("2026-11-24T06:00:00Z");
        }
        shop.app.pass(Span::minutes(10)).await;
        seen.push(rows(shop, &who).await);
    }
    assert_eq!(seen[0], seen[1]);
    let missed = seen[0].iter().filter(|(_, _, state)| state == "missed").count();
    assert_eq!((seen[0].len(), missed), (22, 6), "{:?}", seen[0]);
}

#[tokio::test]
async fn editing_and_ending_a_plan_leave_alone_what_somebody_has_in_hand() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    lifts(&shop, &who, 1).await;
    let plan = daily(&shop, &who, json!({})).await;
    let given = shop.rows(&who, "round.occurrence.list", json!({"sort": "closes_at"})).await;
    let staff = json!({"unit_id": COMPANY, "number": "G-9", "name": "赵师傅", "phone": "13800000009"});
    let staff = shop.done(&shop.holder(&[COMPANY, shop.here]), "org.staff.create", staff).await["id"].clone();
    shop.done(&who, "round.occurrence.give", json!({"id": given[5]["id"], "staff_id": staff})).await;
    let record = shop.answer(&who, "round.plan.view", json!({"id": plan})).await;
    let end = json!({"id": plan, "last_on": "2026-11-22"});
    shop.done(&who, "round.plan.end", end.clone()).await;
    let days: Vec<String> = rows(&shop, &who).await.into_iter().map(|(day, ..)| day).collect();
    assert_eq!(days, ["2026-11-21", "2026-11-22", "2026-11-26"]);
    assert_eq!(refused(shop.act(&who, "round.plan.end", end).await), "round-plan-ended");
    assert_eq!(record["version"], 1);
}

#[tokio::test]
async fn a_technician_does_a_round_on_the_phone_and_what_failed_becomes_a_case() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let lift = lifts(&shop, &who, 1).await.remove(0);
    daily(&shop, &who, json!({})).await;
    let technician = shop.staff(21, "赵师傅", "technician", &[shop.here]);
    let tasks = shop.answer(&technician, "round.work.list", json!({})).await;
    let id = tasks["rows"][0]["id"].clone();
    assert_eq!(tasks["rows"].as_array().unwrap().len(), 1, "only today's: {tasks}");
    let page = shop.shown(&technician, "round.work.view", json!({"id": id})).await;
    assert!(page.contains("平层误差") && page.contains("≤ 20 mm") && page.contains("候梯厅"), "{page}");

    let some = json!({"id": id, "input": {"light_fan": {"answer": "good"}}});
    assert_eq!(shop.done(&technician, "round.work.record", some.clone()).await["state"], "in_progress");
    let missing = shop.act(&technician, "round.work.finish", some).await;
    assert!(matches!(missing, Err(Error::Invalid(fields)) if fields.len() == 16));
    let mut result = in_order(&lift);
    result["starts_stops_smoothly"] = json!({"answer": "bad", "note": "三楼抖动"});
    let unproven = shop.act(&technician, "round.work.finish", json!({"id": id, "input": result})).await;
    assert_eq!(refused(unproven), "round-photo-wanted");
    let foreign = shop.photo(&who).await;
    result["starts_stops_smoothly"]["photos"] = json!([foreign]);
    let borrowed = shop.act(&technician, "round.work.finish", json!({"id": id, "input": result})).await;
    let named =
        |error: &Error| matches!(error, Error::Invalid(at) if at[0].field == "input.starts_stops_smoothly.photos");
    assert!(borrowed.is_err_and(|error| named(&error)), "a photo that somebody else took proves nothing");
    let photo = shop.photo(&technician).await;
    result["starts_stops_smoothly"]["photos"] = json!([photo]);
    shop.done(&technician, "round.work.finish", json!({"id": id, "input": result})).await;

    let record = shop.answer(&who, "round.occurrence.view", json!({"id": id})).await;
    assert_eq!((&record["state"], &record["passed"], &record["failed"]), (&json!("done"), &json!(false), &json!(1)));
    assert_eq!(record["staff_name"], "赵师傅");
    let opened = &record["cases"][0];
    assert_eq!((&opened["step"], &opened["process"]), (&json!("starts_stops_smoothly"), &json!("equipment_fault")));
    let case = shop.answer(&who, "desk.case.view", json!({"id": opened["case_id"]})).await.to_string();
    assert!(case.contains(photo.as_str()) && case.contains("三楼抖动"), "{case}");
    let case = shop.shown(&who, "desk.case.record_page", json!({"id": opened["case_id"]})).await;
    assert!(case.contains(&format!("/round/occurrences/{}", id.as_str().unwrap())), "{case}");
    let page = shop.shown(&who, "round.occurrence.page", json!({"id": id})).await;
    assert!(
        page.contains("三楼抖动") && page.contains(&format!("/desk/cases/{}", opened["case_id"].as_str().unwrap()))
    );
    let again = shop.act(&technician, "round.work.finish", json!({"id": id, "input": {}})).await;
    assert_eq!(refused(again), "occurrence-over");
    shop.app.check().await;
}

#[tokio::test]
async fn work_of_the_night_shows_before_midnight_may_begin_behind_it_and_is_late_when_its_night_is_over() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[COMPANY, shop.here]);
    let made = lifts(&shop, &who, 2).await;
    daily(&shop, &who, json!({"hours": "00:00-05:00", "name": "夜间保养"})).await;
    daily(&shop, &who, json!({"hours": "22:00-06:00", "name": "夜查"})).await;
    let doer = shop.staff(51, "夜班", "technician", &[shop.here]);
    let at = async |time: &str| {
        shop.clock().set(format!("{time}:00+08:00").parse().unwrap());
        shop.app.settle().await;
    };
    let of = |rows: Vec<Value>, title: &str| rows.into_iter().filter(|row| row["title"] == title).collect::<Vec<_>>();
    let listed = async |title: &str, opens: &str| {
        let opens: kernel::Instant = format!("{opens}:00+08:00").parse().unwrap();
        let all = shop.answer(&doer, "round.work.list", json!({})).await["rows"].as_array().unwrap().clone();
        of(all, title).into_iter().filter(|row| row["opens_at"] == json!(opens)).collect::<Vec<_>>()
    };
    let late =
        async |title: &str| of(shop.rows(&who, "round.occurrence.list", json!({"due": "late"})).await, title).len();

    at("2026-11-21T21:30").await;
    let tonight = listed("夜间保养", "2026-11-22T00:00").await;
    assert_eq!((tonight.len(), listed("夜查", "2026-11-21T22:00").await.len()), (2, 2));
    assert!(listed("夜查", "2026-11-22T22:00").await.is_empty(), "the next night is not tonight's");
    let record = json!({"id": tonight[0]["id"], "input": in_order(&made[0])});
    let early = shop.act(&doer, "round.work.record", record.clone()).await;
    assert_eq!(refused(early), "occurrence-not-released");
    at("2026-11-22T00:30").await;
    assert_eq!(listed("夜查", "2026-11-21T22:00").await.len(), 2, "what began before midnight goes on");
    shop.done(&doer, "round.work.record", record).await;
    at("2026-11-22T04:59").await;
    assert_eq!((late("夜间保养").await, late("夜查").await), (0, 0));
    at("2026-11-22T05:01").await;
    assert_eq!((late("夜间保养").await, late("夜查").await), (2, 0), "begun is not done");
    at("2026-11-22T06:01").await;
    assert_eq!((late("夜间保养").await, late("夜查").await), (2, 2));
    assert_eq!(listed("夜间保养", "2026-11-22T00:00").await.len(), 2, "what is late stays on the phone");
    shop.app.check().await;
}

#[tokio::test]
async fn the_board_counts_what_is_late_and_missed_and_nobody_elses() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    lifts(&shop, &who, 2).await;
    daily(&shop, &who, json!({})).await;
    hours(&shop, 48).await;
    let board = shop.answer(&who, "round.occurrence.board", json!({})).await;
    // Two lifts: today's are due, the day before's late is given up for them, and so was the one before.
    assert_eq!((&board["all"]["due"], &board["all"]["missed"]), (&json!(2), &json!(4)), "{board}");
    assert_eq!(board["orgs"][0]["name"], "翠湖花园");
    let missed = shop.rows(&who, "round.occurrence.list", json!({"due": "missed"})).await;
    assert_eq!(missed.len(), 4);
    let due = shop.rows(&who, "round.occurrence.list", json!({"due": "due"})).await;
    let skip = json!({"id": due[0]["id"], "reason": "电梯停用检修"});
    shop.done(&who, "round.occurrence.skip", skip.clone()).await;
    assert_eq!(refused(shop.act(&who, "round.occurrence.skip", skip.clone()).await), "occurrence-over");
    let page = shop.shown(&who, "round.board.page", json!({})).await;
    assert!(page.contains("翠湖花园") && page.contains("电梯") && page.contains("维修工"), "{page}");
    let elsewhere = shop.holder(&[shop.there]);
    assert!(shop.rows(&elsewhere, "round.occurrence.list", json!({})).await.is_empty());
    assert!(matches!(shop.act(&elsewhere, "round.occurrence.skip", skip).await, Err(Error::NotFound)));
    let technician = shop.staff(22, "钱师傅", "guard", &[shop.here]);
    assert_eq!(shop.answer(&technician, "round.work.list", json!({})).await["rows"], json!([]));
}

#[tokio::test]
async fn what_was_missed_is_offered_on_the_phone_and_made_up_for_and_a_round_is_left_out_there_with_a_reason() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let lift = lifts(&shop, &who, 1).await.remove(0);
    daily(&shop, &who, json!({"catch_up": "skip_with_record"})).await;
    hours(&shop, 26).await;
    let technician = shop.staff(21, "赵师傅", "technician", &[shop.here]);
    let missed = shop.rows(&who, "round.occurrence.list", json!({"due": "missed"})).await;
    let id = missed[0]["id"].clone();
    let phone = shop.shown(&technician, "round.work.page", json!({})).await;
    assert!(phone.contains("漏做，可补做") && phone.contains(id.as_str().unwrap()), "{phone}");
    let page = shop.shown(&technician, "round.work.view", json!({"id": id})).await;
    assert!(page.contains("现在完成会记为补做"), "{page}");
    shop.done(&technician, "round.work.finish", json!({"id": id, "input": in_order(&lift)})).await;
    let board = shop.answer(&who, "round.occurrence.board", json!({})).await;
    assert_eq!((&board["all"]["missed"], &board["all"]["made_up"]), (&json!(missed.len() - 1), &json!(1)), "{board}");
    let made_up = shop.rows(&who, "round.occurrence.list", json!({"due": "made_up"})).await;
    assert_eq!(made_up[0]["id"], id);

    let due = shop.rows(&who, "round.occurrence.list", json!({"due": "due"})).await;
    let skip = |reason: &str, note: Value| json!({"id": due[0]["id"], "reason": reason, "note": note});
    let act = async |input: Value| shop.act(&technician, "round.work.skip", input).await;
    assert_eq!(refused(act(skip("weather_on_mars", json!(null))).await), "invalid-choice");
    assert_eq!(refused(act(skip("other", json!(null))).await), "procedure-explain");
    act(skip("other", json!("轿厢装修"))).await.unwrap();
    let record = shop.answer(&who, "round.occurrence.view", json!({"id": due[0]["id"]})).await;
    assert_eq!((&record["state"], &record["reason"]), (&json!("skipped"), &json!("其他：轿厢装修")));
    assert_eq!(record["by_name"], "赵师傅");
    let elsewhere = shop.staff(22, "钱师傅", "technician", &[shop.there]);
    let foreign = shop.act(&elsewhere, "round.work.skip", skip("other", json!("不去"))).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_month_shows_what_was_what_is_and_what_is_to_come_and_buildings_show_how_well_it_was_kept_to() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let lift = lifts(&shop, &who, 2).await.remove(0);
    daily(&shop, &who, json!({"catch_up": "skip_with_record"})).await;
    let technician = shop.staff(21, "赵师傅", "technician", &[shop.here]);
    let today = shop.rows(&who, "round.occurrence.list", json!({"due": "due"})).await;
    let own = today.iter().find(|row| row["thing"].as_str().is_some_and(|t| t.contains("DT-1"))).unwrap();
    shop.done(&technician, "round.work.finish", json!({"id": own["id"], "input": in_order(&lift)})).await;
    hours(&shop, 26).await;

    let month = shop.answer(&who, "round.calendar.view", json!({"month": "2026-11"})).await;
    let on = |month: &Value, day: &str| -> Vec<(String, i64)> {
        let counts = month["counts"].as_array().unwrap().iter().filter(|count| count["day"] == day);
        counts.map(|c| (c["state"].as_str().unwrap().to_owned(), c["count"].as_i64().unwrap())).collect()
    };
    assert_eq!(on(&month, "2026-11-21"), [("missed".into(), 1), ("done".into(), 1)], "{month}");
    assert_eq!(on(&month, "2026-11-22"), [("open".into(), 2)]);
    assert_eq!(on(&month, "2026-11-25"), [("coming".into(), 2)]);
    let later = shop.answer(&who, "round.calendar.view", json!({"month": "2027-02"})).await;
    assert_eq!(on(&later, "2027-02-14"), [("coming".into(), 2)], "computed, not stored");
    let other = shop.answer(&who, "round.calendar.view", json!({"month": "2026-11", "system": "water"})).await;
    assert_eq!(other["counts"], json!([]));
    let page = shop.shown(&who, "round.calendar.page", json!({"month": "2026-11"})).await;
    assert!(page.contains("aria-current=\"date\"") && page.contains("电梯每日巡视 ×2"), "{page}");

    let kept = shop.answer(&who, "round.compliance.view", json!({})).await;
    let last = kept["buildings"][0]["weeks"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last, json!({"due": 2, "in_time": 1}), "{kept}");
    let page = shop.shown(&who, "round.compliance.page", json!({})).await;
    assert!(page.contains("50%") && page.contains("1/2") && page.contains("翠湖花园"), "{page}");
    let elsewhere = shop.holder(&[shop.there]);
    assert_eq!(shop.answer(&elsewhere, "round.compliance.view", json!({})).await["buildings"], json!([]));
}

#[tokio::test]
async fn a_route_is_walked_point_by_point_and_what_nobody_reached_stays_on_record() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let mut halls = Vec::new();
    for n in 1..=3 {
        let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": format!("XL{n}"), "name": format!("{n} 号巡逻点")});
        halls.push(shop.done(&who, "property.place.create", hall).await["id"].clone());
    }
    let points = |ids: &[&Value]| -> Value { ids.iter().map(|id| json!({"place_id": id})).collect::<Vec<_>>().into() };
    let twice = json!({"name": "夜巡", "points": points(&[&halls[0], &halls[0]])});
    assert_eq!(refused(shop.act(&who, "round.route.create", twice).await), "route-twice");
    let route = json!({"name": "夜巡", "points": points(&[&halls[0], &halls[1], &halls[2]])});
    let route = shop.done(&who, "round.route.create", route).await["id"].clone();
    let of = procedure(&shop, &who, "patrol_residential").await;
    let plan = json!({"procedure_id": of["id"], "route_id": route, "rule": "FREQ=DAILY", "role": "guard"});
    let mut both = plan.clone();
    both["place_id"] = halls[0].clone();
    let both = shop.act(&who, "round.plan.create", both).await;
    assert_eq!(refused(both), "round-target-route");
    shop.done(&who, "round.plan.create", plan).await;
    assert_eq!(shop.rows(&who, "round.plan.list", json!({"route_id": route})).await[0]["target"], "夜巡");
    assert_eq!(refused(shop.act(&who, "round.route.end", json!({"id": route})).await), "round-route-in-use");

    let (first, second) =
        (shop.staff(31, "韩磊", "guard", &[shop.here]), shop.staff(32, "冯刚", "guard", &[shop.here]));
    let tasks = shop.answer(&first, "round.work.list", json!({})).await;
    let id = tasks["rows"][0]["id"].clone();
    let scan = |code: &Value| json!({"id": id, "code": code});
    assert_eq!(refused(shop.act(&first, "round.work.scan", scan(&json!("不认识"))).await), "round-scan-stranger");
    shop.done(&first, "round.work.scan", scan(&halls[1])).await;
    shop.clock().set(shop.clock().now() + Span::minutes(5));
    // Another guard goes on with the round.
    shop.done(&second, "round.work.scan", scan(&halls[0])).await;
    let page = shop.shown(&first, "round.work.view", json!({"id": id})).await;
    assert!(page.contains("已到 2 / 3") && page.contains("顺序不对") && page.contains("未到"), "{page}");

    let record = shop.answer(&who, "round.occurrence.view", json!({"id": id})).await;
    let steps = record["results"].as_array().unwrap();
    let input: serde_json::Map<String, Value> = steps
        .iter()
        .map(|step| step["step"].as_str().unwrap().to_owned())
        .map(|step| {
            let given = match step.as_str() {
                // The first point somebody was at has answered it.
                "scan_code_patrol" => json!({}),
                "position_point" => json!({"answer": {"latitude": 31.2, "longitude": 121.4, "accuracy": 9.0}}),
                "area_problem_action" => json!({}),
                _ => json!({"answer": "good"}),
            };
            (step, given)
        })
        .collect();
    shop.done(&first, "round.work.finish", json!({"id": id, "input": input})).await;
    let record = shop.answer(&who, "round.occurrence.view", json!({"id": id})).await;
    let worth: Vec<&str> =
        record["points"].as_array().unwrap().iter().map(|p| p["judgement"].as_str().unwrap()).collect();
    assert_eq!(worth, ["on_time", "on_time", "missed"], "{record}");
    assert_eq!((&record["points"][0]["by_name"], &record["points"][1]["by_name"]), (&json!("冯刚"), &json!("韩磊")));
    assert_eq!((&record["passed"], &record["failed"]), (&json!(false), &json!(1)));
    let shorter = json!({"id": route, "name": "夜巡", "points": points(&[&halls[0]])});
    shop.done(&who, "round.route.edit", shorter).await;
    let kept = shop.answer(&who, "round.occurrence.view", json!({"id": id})).await;
    assert_eq!(kept["points"], record["points"], "what a round was worth is not rewritten");
    let page = shop.shown(&who, "round.occurrence.page", json!({"id": id})).await;
    assert!(page.contains("漏点") && page.contains("3 号巡逻点") && page.contains("韩磊"), "{page}");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_over_a_class_is_narrowed_to_a_maker_and_to_what_is_old() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[COMPANY, shop.here]);
    shop.app.settle().await;
    let class = shop.answer(&who, "asset.asset_class.list", json!({"q": "客梯"})).await["rows"][0]["id"].clone();
    let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": "DTT1", "name": "1 号电梯厅"});
    let hall = shop.done(&who, "property.place.create", hall).await["id"].clone();
    for (code, maker, since) in
        [("DT-1", "华升电梯", "2008-05-01"), ("DT-2", "华升电梯", "2020-05-01"), ("DT-3", "东岳", "2008-05-01")]
    {
        let lift = json!({"code": code, "name": "客梯", "class_id": class, "place_id": hall, "maker": maker, "installed_on": since});
        shop.done(&who, "asset.asset.create", lift).await;
    }
    let on = async |more: Value| {
        let plan = daily(&shop, &who, more).await;
        let shown = shop.answer(&who, "round.plan.view", json!({"id": plan})).await;
        let things = shown["things"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()[..4].to_owned());
        (things.collect::<Vec<_>>(), shown["line"]["target"].as_str().unwrap().to_owned())
    };
    let (things, words) = on(json!({"maker": " 华升电梯"})).await;
    assert_eq!(things, ["DT-1", "DT-2"]);
    assert!(words.contains("华升电梯"), "{words}");
    let (things, words) = on(json!({"maker": "华升电梯", "used_before": "2011-01-01"})).await;
    assert_eq!(things, ["DT-1"]);
    assert!(words.contains("前投用"), "{words}");
    assert_eq!(on(json!({"used_before": "2011-01-01"})).await.0, ["DT-1", "DT-3"]);
    let of = procedure(&shop, &who, "lift_daily").await["id"].clone();
    let alone =
        json!({"procedure_id": of, "place_id": hall, "maker": "东岳", "rule": "FREQ=DAILY", "role": "technician"});
    assert_eq!(refused(shop.act(&who, "round.plan.create", alone).await), "round-filter-class");
    shop.app.check().await;
}
