//! Upload, mapping, dry run, apply, result.

use intake::{Policy, Report, State, run_file};
use kernel::{Error, Scope, Span};
use serde_json::{Value, json};
use store::args;
use testkit::{Workshop, refused};

use super::{
    community, count, foreign, here, import, left_staged, lines, look_after, old, options, press, read, seen, upload,
    workbook, zh,
};

async fn page(shop: &Workshop, id: &Value) -> String {
    shop.shown(&shop.holder(&[shop.here]), "intake.import.page", json!({"id": id})).await
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let (shop, _) = here().await;
    let report = import(&shop, foreign(false), Policy::All, true).await;
    assert!(report.is_good(), "{report:?}");
    assert_eq!(seen(&shop).await, [0, 0, 0]);
    let would: Vec<_> = report.sheets.iter().map(|s| (s.register.as_str(), s.rows, s.created, s.refused)).collect();
    assert_eq!(would, [("unit", 2, 2, 0), ("owner", 2, 2, 0), ("room", 2, 2, 0)]);
    let said = report.said(&zh(&shop));
    assert!(said.contains("工作表“费用设置”没有对应的登记，2 行不导入"), "fees are never dropped silently: {said}");
    assert!(said.contains("列“房屋费用”没有对应的栏目，2 行"), "{said}");
    assert!(said.contains("房屋信息 → 房屋：共 2 行，将新增 2"), "{said}");
    assert_eq!(report.sheets[1].placeholders, [("phone".to_owned(), "18999999999".to_owned(), 1)]);
}

#[tokio::test]
async fn a_workbook_of_the_old_excel_comes_in_like_a_new_one() {
    let (shop, who) = here().await;
    let (new, dry) =
        (import(&shop, foreign(false), Policy::All, true).await, import(&shop, old(), Policy::All, true).await);
    assert_eq!(dry.said(&zh(&shop)), new.said(&zh(&shop)), "it says the same of both");
    let id = upload(&shop, &who, "迁移.xls", old()).await;
    press(&shop, &who, "dry_run", json!({"id": id})).await;
    assert_eq!(look_after(&shop, &id, "checking").await["state"], "checked");
    press(&shop, &who, "apply", json!({"id": id, "policy": "all"})).await;
    assert_eq!(look_after(&shop, &id, "applying").await["state"], "done");
    assert_eq!(seen(&shop).await, [2, 2, 2]);
}

#[tokio::test]
async fn what_waits_for_its_import_is_sealed() {
    let (shop, _) = here().await;
    import(&shop, foreign(false), Policy::All, true).await;
    let mut tx = shop.platform.db.as_owner().read(&Scope::default()).await.expect("reads");
    let staged: Vec<Vec<u8>> = tx.fetch_values("SELECT content FROM import_chunks", args![]).await.expect("reads");
    assert!(!staged.is_empty());
    for personal in ["钱一", "13900000011", "external_no"] {
        let stands = |chunk: &Vec<u8>| chunk.windows(personal.len()).any(|some| some == personal.as_bytes());
        assert!(!staged.iter().any(stands), "{personal} stands there for everybody to read");
    }
}

#[tokio::test]
async fn one_row_of_an_unknown_owner_keeps_everything_out_or_only_itself() {
    let (shop, _) = here().await;
    let report = import(&shop, foreign(true), Policy::All, false).await;
    assert!(!report.is_good());
    assert_eq!(report.fault.as_ref().map(|f| f.key.as_str()), Some("intake-rows-refused"));
    assert_eq!(seen(&shop).await, [0, 0, 0], "all or nothing");

    let report = import(&shop, foreign(true), Policy::Good, false).await;
    assert_eq!((report.state, report.refused), (State::Done, 1));
    assert_eq!(seen(&shop).await, [2, 2, 2], "the sheet of rooms says who owns them");
    let bad = &report.problems[0];
    assert_eq!((bad.sheet.as_str(), bad.number, bad.problems[0].cell.as_str()), ("房屋信息", 4, "E4"));
    assert_eq!(left_staged(&shop).await, 0, "what was staged holds personal data and is gone");
}

#[tokio::test]
async fn the_same_workbook_again_changes_nothing_and_a_corrected_one_changes_one_row() {
    let (shop, _) = here().await;
    import(&shop, foreign(false), Policy::All, false).await;
    let again = import(&shop, foreign(false), Policy::All, false).await;
    let figures = |r: &Report| r.sheets.iter().map(|s| [s.created, s.updated, s.unchanged]).collect::<Vec<_>>();
    assert_eq!(figures(&again), [[0, 0, 2], [0, 0, 2], [0, 0, 2]]);
    let owners = lines(&["业主编号|业主名称", "1|钱一一"]);
    let corrected = import(&shop, workbook(&[("业主信息", owners)]), Policy::All, false).await;
    assert_eq!(figures(&corrected), [[0, 1, 0]]);
    assert_eq!(seen(&shop).await, [2, 2, 2]);
}

#[tokio::test]
async fn a_row_may_point_at_what_the_register_has_already() {
    let (shop, _) = here().await;
    import(&shop, foreign(false), Policy::All, false).await;
    let rooms = lines(&["房屋编号|楼栋编号|单元编号|业主编号", "2011|1|2|2", "2012|1|2|7", "2013|1|3|2"]);
    let units = lines(&["楼栋号|单元编号", "1|3"]);
    let both = workbook(&[("房屋信息", rooms), ("楼栋单元", units)]);
    let report = import(&shop, both, Policy::Good, false).await;
    let rooms = report.sheets.iter().find(|s| s.register == "room").expect("the sheet of rooms");
    assert_eq!((rooms.created, rooms.refused), (2, 1), "a new unit and an owner of before");
    assert_eq!(report.problems[0].problems[0].cell, "D3");
}

#[tokio::test]
async fn what_is_refused_only_when_written_takes_a_small_import_back() {
    let (shop, who) = here().await;
    import(&shop, foreign(false), Policy::All, false).await;
    let rooms = lines(&["房屋编号|楼栋编号|单元编号|建筑面积", "1011|1|1|80", "1019|1|1|80"]);
    let id = upload(&shop, &who, "房屋.xlsx", workbook(&[("房屋信息", rooms)])).await;
    press(&shop, &who, "dry_run", json!({"id": id})).await;
    assert_eq!(look_after(&shop, &id, "checking").await["state"], "checked");
    let room = shop.room(&who, "1-1-1011").await;
    shop.done(&who, "property.place.retire", json!({"id": room})).await;
    press(&shop, &who, "apply", json!({"id": id, "policy": "all"})).await;
    let ended = look_after(&shop, &id, "applying").await;
    assert_eq!((&ended["state"], &ended["fault"]["key"]), (&json!("failed"), &json!("intake-refused-untouched")));
    assert_eq!(seen(&shop).await, [1, 2, 2], "only the retired room is missing");
}

#[tokio::test]
async fn a_large_import_tells_how_far_it_is() {
    let (shop, _) = here().await;
    let steps = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen_steps = steps.clone();
    let watch = move |step: &intake::Step| seen_steps.lock().expect("no panic").push(step.clone());
    let system = shop.app.system().await;
    let options = options(&shop, Policy::All, false);
    let run = run_file(shop.platform.clone(), &system, community(1_200), "大.xlsx", options, watch);
    let report = run.await.expect("no trouble");
    assert_eq!(report.state, State::Done, "{:?}", report.fault);
    assert_eq!(seen(&shop).await, [1_200, 1_200, 1_200]);
    let steps = steps.lock().expect("no panic");
    for state in [State::Checking, State::Applying] {
        let done: Vec<u64> = steps.iter().filter(|s| s.state == state).map(|s| s.done).collect();
        assert!(done.len() >= 6 && done.is_sorted(), "{state:?}: {done:?}");
    }
}

#[tokio::test]
async fn a_person_uploads_corrects_the_mapping_tries_imports_and_sees_the_result() {
    let (shop, who) = here().await;
    let id = upload(&shop, &who, "迁移.xlsx", foreign(true)).await;
    let shown = page(&shop, &id).await;
    assert!(shown.contains("费用设置") && shown.contains("房屋费用"), "what is not taken stands on the page: {shown}");
    assert!(shown.contains("name=\"sheets.0.register\""), "{shown}");
    let early = shop.act(&who, "intake.import.apply", json!({"id": id, "policy": "all"})).await;
    assert_eq!(refused(early), "intake-not-checked");

    press(&shop, &who, "dry_run", json!({"id": id})).await;
    assert_eq!(look_after(&shop, &id, "checking").await["refused"], 1);
    let shown = page(&shop, &id).await;
    assert!(shown.contains("E4") && shown.contains("/files/file_"), "the bad cell and the error workbook: {shown}");

    // The owner column of the rooms is not to be taken: the unknown owner no longer matters.
    let columns: Vec<Value> = ["房屋编号:number", "楼栋编号:building", "单元编号:unit", "建筑面积:built_area"]
        .iter()
        .map(|c| c.split_once(':').map(|(h, f)| json!({"heading": h, "fills": f})).expect("a pair"))
        .chain([json!({"heading": "业主编号"}), json!({"heading": "房屋费用"})])
        .collect();
    let unit = json!({"sheet": "楼栋单元", "register": "unit", "columns": [
        {"heading": "楼栋号", "fills": "building"}, {"heading": "单元编号", "fills": "unit"}]});
    let sheets = json!([unit, {"sheet": "房屋信息", "register": "room", "columns": columns}]);
    press(&shop, &who, "map", json!({"id": id, "sheets": sheets})).await;
    press(&shop, &who, "dry_run", json!({"id": id})).await;
    let checked = look_after(&shop, &id, "checking").await;
    assert_eq!(checked["refused"], 0, "{checked}");
    press(&shop, &who, "apply", json!({"id": id, "policy": "all"})).await;
    assert_eq!(look_after(&shop, &id, "applying").await["state"], "done");
    assert_eq!(seen(&shop).await, [3, 0, 0], "owners were left out by decision");

    let next = upload(&shop, &who, "迁移.xlsx", foreign(true)).await;
    let left = read(&shop, &next).await["left_out"].to_string();
    assert!(left.contains("业主信息") && left.contains("业主编号"), "the decisions are remembered: {left}");
}

#[tokio::test]
async fn the_list_shows_the_latest_first_page_by_page() {
    let (shop, who) = here().await;
    for _ in 0..3 {
        upload(&shop, &who, "迁移.xlsx", foreign(false)).await;
        let now = shop.clock().now();
        shop.clock().set(now + Span::minutes(1));
    }
    let ask = |after: Value| json!({"limit": 2, "after": after, "import_state": "mapped"});
    let first = shop.answer(&who, "intake.import.list", ask(Value::Null)).await;
    assert_eq!((first["count"].as_i64(), first["rows"].as_array().map(Vec::len)), (Some(3), Some(2)));
    assert!(first["rows"][0]["uploaded_at"].as_str() > first["rows"][1]["uploaded_at"].as_str());
    let second = shop.answer(&who, "intake.import.list", ask(first["next"].clone())).await;
    assert_eq!((second["rows"].as_array().map(Vec::len), second["next"].is_null()), (Some(1), true));
    let shown = shop.shown(&who, "intake.template.page", json!({})).await;
    assert!(shown.contains("value=\"room\""), "a template for each register: {shown}");
}

#[tokio::test]
async fn old_workbooks_are_erased_and_their_figures_stay() {
    let (shop, who) = here().await;
    import(&shop, foreign(true), Policy::Good, false).await;
    let now = shop.clock().now();
    shop.clock().set(now + Span::days(31));
    let sweep = shop.platform.registry.job("intake.import.sweep").expect("a job");
    let system = shop.app.system().await;
    shop.platform.run_job(&system, sweep, Value::Null).await.expect("sweeps");
    let list = shop.rows(&who, "intake.import.list", json!({})).await;
    assert_eq!((list[0]["file_name"].as_str(), list[0]["refused"].as_i64()), (Some(""), Some(1)));
    assert_eq!(count(&shop, "SELECT count(*) FROM files WHERE state = 'kept'", args![]).await, 0);
}

#[tokio::test]
async fn whoever_may_not_fill_a_register_may_not_import_it_either() {
    let (shop, who) = here().await;
    let id = upload(&shop, &who, "迁移.xlsx", foreign(false)).await;
    let mut clerk = shop.holder(&[shop.here]);
    let own = ["intake.import.create", "intake.import.view", "intake.import.apply", "property.place.create"];
    let mut actor = (*clerk.actor).clone();
    actor.grants[0].permissions = std::sync::Arc::new(own.map(str::to_owned).into());
    clerk.actor = std::sync::Arc::new(actor);
    let begun = shop.act(&clerk, "intake.import.dry_run", json!({"id": id})).await;
    assert!(matches!(&begun, Err(Error::Forbidden(p)) if p.starts_with("party.")), "{begun:?}");
}

#[tokio::test]
async fn a_dry_run_can_be_stopped() {
    let (shop, who) = here().await;
    let id = upload(&shop, &who, "迁移.xlsx", community(1_200)).await;
    press(&shop, &who, "dry_run", json!({"id": id})).await;
    press(&shop, &who, "cancel", json!({"id": id})).await;
    assert_eq!(look_after(&shop, &id, "checking").await["state"], "cancelled");
    assert_eq!((seen(&shop).await, left_staged(&shop).await), ([0, 0, 0], 0));
}

#[tokio::test]
async fn a_file_that_is_no_workbook_is_refused_in_words() {
    let (shop, _) = here().await;
    for (bytes, words) in [
        (b"MZ\x90\x00 not a workbook".as_slice(), "不是工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1B\0o\0o\0k\0", "另存为 .xlsx"),
    ] {
        let report = import(&shop, bytes.to_vec(), Policy::All, false).await;
        assert_eq!(report.state, State::Refused);
        let said = report.said(&zh(&shop));
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test]
async fn text_of_an_older_chinese_program_is_taken() {
    let (shop, who) = here().await;
    // 业主编号,姓名 / 1,王伟 as GBK.
    let gbk = b"\xd2\xb5\xd6\xf7\xb1\xe0\xba\xc5,\xd0\xd5\xc3\xfb\r\n1,\xcd\xf5\xce\xb0\r\n";
    let report = import(&shop, gbk.to_vec(), Policy::All, false).await;
    assert_eq!(report.state, State::Done, "{:?}", report.fault);
    assert_eq!(shop.rows(&who, "party.person.list", json!({"q": "王伟"})).await.len(), 1);
}

#[tokio::test]
async fn templates_come_for_one_register_and_for_all() {
    let (shop, who) = here().await;
    let registers: Vec<sheet::Register> = shop.platform.registry.imports().map(|i| i.register.clone()).collect();
    for (input, sheets) in [(json!({"register": "room"}), 1), (json!({}), registers.len())] {
        let done = shop.done(&who, "intake.template.download", input).await;
        let id: kernel::Id<store::files::File> = done["file"].as_str().and_then(|t| t.parse().ok()).expect("an id");
        let scope = shop.app.system().await.actor.scope(kernel::PUBLIC);
        let mut tx = shop.platform.db.read(&scope).await.expect("reads");
        let file = store::files::load(&mut tx, &scope, id.uuid()).await.expect("is named");
        let bytes = shop.platform.files.get(&file.sha256).await.expect("is kept");
        let mut workbook = sheet::Workbook::open(bytes, &file.name, sheet::Limits::default()).expect("opens");
        let plan = workbook.plan(&registers, &sheet::Mapping::default()).expect("plans");
        assert_eq!(plan.sheets.iter().filter(|s| s.register.is_some()).count(), sheets);
    }
    let unknown = shop.act(&who, "intake.template.download", json!({"register": "x"})).await;
    assert!(matches!(unknown, Err(Error::Invalid(_))));
}
