//! 抽查、整改复查、得分与扣款: what was done is looked at again by somebody else, and what both say is what it is worth.

use kernel::{COMPANY, Error};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};

use super::round::{daily, hours, in_order, lifts, procedure};

/// The only second look there is, as its record.
async fn check(shop: &Workshop, who: &Caller) -> Value {
    let rows = shop.rows(who, "round.occurrence.list", json!({"role": "supervisor"})).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    shop.answer(who, "round.occurrence.view", json!({"id": rows[0]["id"]})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_is_drawn_for_somebody_else_and_a_difference_becomes_a_case() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let lift = lifts(&shop, &who, 1).await.remove(0);
    daily(&shop, &who, json!({})).await;
    let rule = json!({"role": "supervisor", "system": "lift", "spot_share": 100});
    let rule = shop.done(&who, "round.spot_check_rule.create", rule).await["id"].clone();
    let twice = json!({"role": "engineer", "system": "lift", "spot_share": 5});
    assert_eq!(refused(shop.act(&who, "round.spot_check_rule.create", twice).await), "round-spot-check-rule-twice");

    let technician = shop.staff(21, "赵师傅", "technician", &[shop.here]);
    let first = shop.answer(&technician, "round.work.list", json!({})).await["rows"][0]["id"].clone();
    shop.done(&technician, "round.work.finish", json!({"id": first, "input": in_order(&lift)})).await;
    let drawn = check(&shop, &who).await;
    let id = drawn["id"].clone();
    assert_eq!((&drawn["checks_id"], &drawn["title"]), (&first, &json!("抽查：电梯每日巡视")));
    assert_eq!(
        (&drawn["procedure_id"], &drawn["day"]),
        (&first_of(&shop, &who, &first).await["procedure_id"], &json!("2026-11-22"))
    );
    let by_hand = json!({"id": first, "role": "engineer"});
    assert_eq!(refused(shop.act(&who, "round.spot_check.create", by_hand).await), "round-spot-check-twice");

    // The plan goes on as if there were no second look, and whoever did the first does not take it.
    hours(&shop, 12).await;
    assert_eq!(
        shop.rows(&who, "round.occurrence.list", json!({"day": "2026-11-22", "role": "technician"})).await.len(),
        1
    );
    let mut found = in_order(&lift);
    let photo = shop.photo(&shop.staff(31, "徐婷", "supervisor", &[shop.here])).await;
    found["light_fan"] = json!({"answer": "bad", "photos": [photo]});
    let finish = json!({"id": id, "input": found});
    assert!(matches!(shop.act(&technician, "round.work.finish", finish.clone()).await, Err(Error::NotFound)));
    let supervisor = shop.staff(31, "徐婷", "supervisor", &[shop.here]);
    shop.done(&supervisor, "round.work.finish", finish).await;
    let checked = check(&shop, &who).await;
    assert_eq!(checked["agrees"], json!(false), "{checked}");
    let processes: Vec<&str> =
        checked["cases"].as_array().unwrap().iter().map(|case| case["process"].as_str().unwrap()).collect();
    assert!(processes.contains(&"service_nonconformity"), "{processes:?}");
    let page = shop.shown(&who, "round.occurrence.page", json!({"id": first})).await;
    assert!(page.contains("与首次结果不一致") && page.contains(id.as_str().unwrap()), "{page}");

    what_it_is_worth(&shop, &who, &checked).await;
    shop.done(&who, "round.spot_check_rule.end", json!({"id": rule})).await;
    assert_eq!(
        refused(shop.act(&who, "round.spot_check_rule.end", json!({"id": rule})).await),
        "round-spot-check-rule-ended"
    );
    let next = shop.answer(&technician, "round.work.list", json!({})).await["rows"][0]["id"].clone();
    shop.done(&technician, "round.work.finish", json!({"id": next, "input": in_order(&lift)})).await;
    check(&shop, &who).await;
    nobody_looked(&shop, &who, &next).await;
    shop.app.check().await;
}

/// A second look nobody took is missed when its window ends, and can still be made up for.
async fn nobody_looked(shop: &Workshop, who: &Caller, first: &Value) {
    let by_hand = json!({"id": first, "role": "engineer"});
    let id = shop.done(who, "round.spot_check.create", by_hand).await["id"].clone();
    let state = async || first_of(shop, who, &id).await["state"].clone();
    hours(shop, 3 * 24).await;
    assert_eq!(state().await, "released", "its window has not ended");
    hours(shop, 24).await;
    assert_eq!(state().await, "missed");
    let missed = shop.rows(who, "round.occurrence.list", json!({"due": "missed", "role": "engineer"})).await;
    assert_eq!(missed.len(), 1, "it is counted on the board: {missed:?}");
    let page = shop.shown(who, "round.occurrence.page", json!({"id": first})).await;
    assert!(page.contains("漏做"), "{page}");
}

async fn what_it_is_worth(shop: &Workshop, who: &Caller, checked: &Value) {
    // The first result is worth what the second look says; a second look is no work of his to be scored.
    let scores = shop.answer(who, "round.score.view", json!({"month": "2026-11"})).await;
    let line = &scores["lines"][0];
    assert_eq!(
        (&line["name"], &line["tasks"], &line["checks"], &line["differing"]),
        (&json!("赵师傅"), &json!(1), &json!(1), &json!(1))
    );
    assert_eq!(scores["lines"].as_array().map(Vec::len), Some(1), "{scores}");
    assert_eq!(line["score"], checked["score"]);
    let his = json!({"month": "2026-11", "of": line["key"]});
    let page = shop.shown(who, "round.score.page", his).await;
    assert!(page.contains("赵师傅") && page.contains("抽查 ") && page.contains("与首次结果不一致"), "{page}");
    let mechanic = shop.bearer(kernel::ActorKind::Staff, uuid::Uuid::from_u128(22), "钱师傅", "technician");
    assert_eq!(shop.answer(&mechanic, "round.score.view", json!({})).await["lines"], json!([]), "nobody else's");
    let himself = shop.bearer(kernel::ActorKind::Staff, uuid::Uuid::from_u128(21), "赵师傅", "technician");
    assert_eq!(shop.answer(&himself, "round.score.view", json!({})).await["lines"][0]["tasks"], json!(1));
    let strange = shop.ask(&mechanic, "round.score.view", json!({"org_id": shop.there})).await;
    assert!(matches!(strange, Err(Error::NotFound)));
}

async fn first_of(shop: &Workshop, who: &Caller, id: &Value) -> Value {
    shop.answer(who, "round.occurrence.view", json!({"id": id})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_vendor_did_badly_is_put_right_looked_at_again_and_taken_off_its_settlement() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    let company = shop.staff(47, "总部会计", "accountant", &[COMPANY]);
    shop.done(&company, "budget.spending_item.add_usual", json!({})).await;
    let items = shop.rows(&who, "budget.spending_item.list", json!({"limit": 50})).await;
    let item = items.iter().find(|row| row["code"] == "cleaning").unwrap_or(&items[0])["id"].clone();
    let hall = json!({"org_id": shop.here, "kind": "public_area", "segment": "DT", "name": "大堂"});
    let hall = shop.done(&who, "property.place.create", hall).await["id"].clone();
    let of = procedure(&shop, &who, "cleaning_lobby").await["id"].clone();
    let plan = json!({"procedure_id": of, "place_id": hall, "rule": "FREQ=DAILY", "vendor": "洁万家保洁"});
    shop.done(&who, "round.plan.create", plan).await;
    let due = shop.rows(&who, "round.occurrence.list", json!({"day": "2026-11-21"})).await;
    let id = due[0]["id"].clone();
    let steps = shop.answer(&who, "round.occurrence.view", json!({"id": id})).await["results"].clone();
    let photo = shop.photo(&who).await;
    let given = |step: &str| match step {
        "scan_code_lobby" => json!({"answer": hall}),
        "floor_cleared_corners" => json!({"answer": "bad", "photos": [photo]}),
        _ => json!({"answer": "good"}),
    };
    let input: serde_json::Map<String, Value> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["step"].as_str().unwrap())
        .map(|step| (step.to_owned(), given(step)))
        .collect();
    shop.done(&who, "round.work.finish", json!({"id": id, "input": input})).await;
    let case = shop.answer(&who, "round.occurrence.view", json!({"id": id})).await["cases"][0]["case_id"].clone();

    // Put right, not passed, put right again, passed, counted.
    let lead = shop.staff(61, "方萍", "env_lead", &[shop.here]);
    let hired = json!({"unit_id": COMPANY, "number": "Q-1", "name": "刘姐", "phone": "13800000062"});
    let hired = shop.done(&shop.holder(&[COMPANY, shop.here]), "org.staff.create", hired).await["id"].clone();
    let number = hired.as_str().unwrap().parse::<org::StaffId>().unwrap().uuid().as_u128();
    let cleaner = shop.staff(number, "刘姐", "cleaner", &[shop.here]);
    let quality = shop.staff(63, "许诺", "quality", &[shop.here]);
    let act = async |who: &Caller, action: &str, input: Value| {
        shop.done(who, "desk.case.act", json!({"id": case, "action": action, "input": input})).await
    };
    let proof = async |who: &Caller| json!([shop.photo(who).await]);
    let ordered = json!({
        "area_kind": "lobby", "fault": "litter", "grade": "plain", "responsible": "洁万家保洁", "who_kind": "vendor",
        "photos": proof(&lead).await, "assignee": hired,
    });
    act(&lead, "order", ordered).await;
    act(&cleaner, "rectified", json!({"measure": "重新清扫", "measure_photos": proof(&cleaner).await})).await;
    act(&quality, "recheck_failed", json!({"recheck_note": "角落仍有纸屑"})).await;
    let page = shop.shown(&who, "round.occurrence.page", json!({"id": id})).await;
    assert!(page.contains("整改与复查") && page.contains("复查不合格 1 次"), "{page}");
    act(&cleaner, "rectified", json!({"measure": "逐角清扫", "measure_photos": proof(&cleaner).await})).await;
    act(&quality, "recheck_passed", json!({})).await;
    let counted = json!({"cause": "careless", "points": 4, "deduction": 20_000, "result": "已整改"});
    act(&quality, "count_it", counted).await;
    shop.app.settle().await;
    let page = shop.shown(&who, "round.occurrence.page", json!({"id": id})).await;
    assert!(page.contains("扣 4 分") && page.contains("200.00") && page.contains("洁万家保洁"), "{page}");
    let scores = shop.answer(&who, "round.score.view", json!({"by": "vendor", "of": "洁万家保洁"})).await;
    let (line, task) = (&scores["lines"][0], &scores["tasks"][0]);
    assert_eq!((&line["reworks"], &line["points"]), (&json!(1), &json!(4)), "{scores}");
    assert_eq!(task["worth"].as_i64(), task["result"].as_i64().map(|score| score - 900));
    let areas = shop.answer(&who, "round.score.view", json!({"by": "area"})).await;
    assert_eq!(areas["lines"][0]["name"], "公共区域");

    settled(&shop, &who, (&case, &item)).await;
    shop.app.check().await;
}

async fn settled(shop: &Workshop, who: &Caller, (case, item): (&Value, &Value)) {
    // The settlement of the period proposes it, once; struck it stays to be seen.
    let settlement = |from: &str, amount: i64| json!({"vendor": "洁万家保洁", "from_on": from, "to_on": "2026-11-30", "contract_amount": amount, "spending_item_id": item});
    let create = "budget.settlement.create";
    assert_eq!(
        refused(shop.act(who, create, settlement("2026-11-01", 20_000)).await),
        "budget-deducted-all-inspections"
    );
    let other = shop.done(who, create, settlement("2026-11-22", 900_000)).await["id"].clone();
    let expense = async |id: &Value| shop.answer(who, "budget.expense.view", json!({"id": id})).await;
    assert_eq!(expense(&other).await["expense"]["deducted_fen"], json!(0), "of another period");
    let own = shop.done(who, create, settlement("2026-11-01", 900_000)).await["id"].clone();
    let shown = expense(&own).await;
    assert_eq!((&shown["expense"]["deducted_fen"], &shown["lines"][1]["case_id"]), (&json!(20_000), case), "{shown}");
    let again = shop.done(who, create, settlement("2026-11-01", 900_000)).await["id"].clone();
    assert_eq!(expense(&again).await["expense"]["deducted_fen"], json!(0), "once");
    let page = shop.shown(who, "budget.expense.page", json!({"id": own})).await;
    assert!(
        page.contains("划去这笔扣款") && page.contains(&format!("/desk/cases/{}", case.as_str().unwrap())),
        "{page}"
    );
    let strike =
        |line: i64| json!({"id": own, "deduction_line": line.to_string(), "struck_reason": "雨天大堂踩脏，不怪保洁"});
    let act = "budget.settlement.strike";
    assert_eq!(refused(shop.act(who, act, strike(1)).await), "budget-no-such-deduction");
    shop.done(who, act, strike(2)).await;
    assert_eq!(refused(shop.act(who, act, strike(2)).await), "budget-struck-already");
    assert_eq!(expense(&own).await["expense"]["deducted_fen"], json!(0));
    let page = shop.shown(who, "budget.expense.page", json!({"id": own})).await;
    assert!(page.contains("周敏已划去：雨天大堂踩脏"), "{page}");
    let last = shop.done(who, create, settlement("2026-11-01", 900_000)).await["id"].clone();
    assert_eq!(expense(&last).await["expense"]["deducted_fen"], json!(0), "struck is not proposed again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_goes_to_another_day_within_what_its_plan_allows_and_the_work_is_held_against_the_hours_of_posts() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    lifts(&shop, &who, 1).await;
    daily(&shop, &who, json!({"rule": null, "frequency": "weekly", "week_days": ["mo", "fr"]})).await;
    let rows = shop.rows(&who, "round.occurrence.list", json!({"sort": "closes_at"})).await;
    let days: Vec<&str> = rows.iter().map(|row| row["day"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-11-23", "2026-11-27"]);
    let moved =
        async |day: &str| shop.act(&who, "round.occurrence.reschedule", json!({"id": rows[1]["id"], "day": day})).await;
    for (day, why) in [
        ("2026-11-20", "occurrence-move-past"),
        ("2026-11-23", "occurrence-move-rhythm"),
        ("2026-11-22", "occurrence-move-rhythm"),
        ("2026-11-30", "occurrence-move-rhythm"),
    ] {
        assert_eq!(refused(moved(day).await), why, "{day}");
    }
    moved("2026-11-25").await.unwrap();
    hours(&shop, 2).await;
    let is = first_of(&shop, &who, &rows[1]["id"]).await;
    assert_eq!((&is["day"], &is["key"], &is["touched"]), (&json!("2026-11-25"), &json!("2026-11-27"), &json!(true)));
    assert_eq!(is["opens_at"], json!("2026-11-24T16:00:00Z"), "at the same times of that day: {is}");
    let week = shop.answer(&who, "round.calendar.view", json!({"width": "week", "on": "2026-11-26"})).await;
    assert_eq!(week["first"], "2026-11-23");
    let movable: Vec<&Value> = week["movable"].as_array().unwrap().iter().map(|one| &one["day"]).collect();
    assert_eq!(movable, [&json!("2026-11-23"), &json!("2026-11-25")]);
    let page = shop.shown(&who, "round.calendar.page", json!({"width": "week", "on": "2026-11-26"})).await;
    assert!(page.contains("data-take=\"2026-11-26\"") && page.contains("draggable=\"true\""), "{page}");
    let technician = shop.bearer(kernel::ActorKind::Staff, uuid::Uuid::from_u128(21), "赵师傅", "technician");
    let page = shop.shown(&technician, "round.calendar.page", json!({"width": "week"})).await;
    assert!(!page.contains("data-take"), "who may not move is not invited to");
    // A post's hours, and what is due for it: a minute count of the procedure against the weekday.
    let week = json!({"role": "technician", "hours_mo": 8, "hours_tu": 8, "hours_we": 1, "hours_th": 8, "hours_fr": 8,
                      "hours_sa": 0, "hours_su": 0});
    shop.done(&who, "round.post_capacity.edit", week.clone()).await;
    shop.done(&who, "round.post_capacity.edit", week).await;
    let load = shop.answer(&who, "round.workload.view", json!({})).await;
    let post = load["posts"].as_array().unwrap().iter().find(|post| post["role"] == "technician").unwrap();
    let on = |day: &str| {
        let at = load["days"].as_array().unwrap().iter().position(|one| one == day).unwrap();
        post["days"][at].clone()
    };
    assert_eq!((&on("2026-11-25")["tasks"], &on("2026-11-25")["capacity"]), (&json!(1), &json!(60)));
    assert_eq!(
        (&on("2026-11-27")["tasks"], &on("2026-11-30")["tasks"]),
        (&json!(0), &json!(1)),
        "computed beyond the rows"
    );
    assert!(on("2026-11-25")["minutes"].as_i64().unwrap() > 0);
    let page = shop.shown(&who, "round.workload.page", json!({})).await;
    assert!(page.contains("岗位工时") && page.contains("hours_we=1"), "{page}");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_year_ahead_shows_what_is_rare_and_the_map_shows_for_what_nobody_answers() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    lifts(&shop, &who, 2).await;
    daily(&shop, &who, json!({"rule": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5", "name": "电梯年度保养"})).await;
    daily(&shop, &who, json!({"rule": "FREQ=MONTHLY;BYMONTHDAY=5", "name": "电梯月度保养"})).await;
    let year = shop.answer(&who, "round.year.view", json!({})).await;
    let works: Vec<(&Value, &Value, &Value)> = year["works"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|work| work["statutory"] == false)
        .map(|work| (&work["month"], &work["title"], &work["count"]))
        .collect();
    assert_eq!(works, [(&json!("2027-03-01"), &json!("电梯年度保养"), &json!(2))], "{year}");
    let page = shop.shown(&who, "round.year.page", json!({})).await;
    assert!(page.contains("class=\"wheel\"") && page.contains("month=2027-03"), "{page}");

    let map = shop.answer(&who, "round.responsibility.view", json!({"covered": "yes"})).await;
    let named: Vec<&str> = map["list"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(named, ["DT-1 客梯", "DT-2 客梯"], "who looks after a lift does not look after its hall: {map}");
    assert_eq!(map["list"][0]["answers"][0]["who"], "维修工");
    assert_eq!((&map["list"][0]["answers"][0]["people"], &map["vacant"]), (&json!([]), &json!(["technician"])));
    let hired = json!({"unit_id": shop.here, "number": "W-1", "name": "赵师傅", "phone": "13800000063"});
    let hired = shop.done(&who, "org.staff.create", hired).await["id"].clone();
    let post = json!({"org_id": shop.here, "role": "technician", "name": "维修工"});
    let post = shop.done(&who, "org.post.create", post).await["id"].clone();
    shop.done(&who, "org.assignment.create", json!({"staff_id": hired, "post_id": post})).await;
    let lift = map["list"][0]["id"].clone();
    shop.done(&who, "asset.fault.create", json!({"asset_id": lift, "note": "困人"})).await;
    let map = shop.answer(&who, "round.responsibility.view", json!({"covered": "yes"})).await;
    let first = &map["list"][0];
    assert_eq!((&first["answers"][0]["people"], &first["open"]), (&json!(["赵师傅"]), &json!(1)), "{map}");
    assert_eq!(map["vacant"], json!([]));
    let uncovered = shop.answer(&who, "round.responsibility.view", json!({"covered": "no"})).await;
    let hall = uncovered["list"].as_array().unwrap().iter().find(|one| one["name"] == "1 号电梯厅").unwrap();
    assert_eq!(&uncovered["uncovered"], &json!(uncovered["list"].as_array().unwrap().len()));
    let leak =
        json!({"process": "repair", "org_id": shop.here, "place_id": hall["id"], "input": {"summary": "吊顶漏水"}});
    shop.done(&who, "desk.case.open", leak).await;
    let page = shop.shown(&who, "round.responsibility.page", json!({"covered": "no"})).await;
    assert!(page.contains("1 处无人负责的位置或设备还有未结事项"), "{page}");
    let of = procedure(&shop, &who, "cleaning_lobby").await["id"].clone();
    let plan = json!({"procedure_id": of, "place_id": hall["id"], "rule": "FREQ=DAILY", "vendor": "洁万家保洁"});
    shop.done(&who, "round.plan.create", plan).await;
    let map = shop.answer(&who, "round.responsibility.view", json!({"system": "cleaning", "covered": "yes"})).await;
    assert_eq!(map["list"].as_array().map(Vec::len), Some(1));
    assert_eq!(map["list"][0]["answers"][0]["who"], "洁万家保洁");
    let page = shop.shown(&who, "round.responsibility.page", json!({})).await;
    assert!(page.contains("洁万家保洁") && page.contains("无人负责") && page.contains("2 号电梯厅"), "{page}");
    let elsewhere = shop.holder(&[shop.there]);
    let strange = shop.ask(&elsewhere, "round.responsibility.view", json!({"org_id": shop.here})).await;
    assert!(matches!(strange, Err(Error::NotFound)));
    shop.app.check().await;
}
