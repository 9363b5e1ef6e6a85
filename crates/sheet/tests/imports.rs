//! Workbooks as they arrive: other people's tables with everything that is wrong with them.

mod fixture;

use fixture::{foreign_workbook, old_looks, old_workbook, open, read_all, registers, words};
use kernel::Lang;
use serde_json::json;
use sheet::{Keys, Mapping, write};

#[test]
fn each_sheet_of_a_foreign_workbook_finds_its_register_and_fees_are_said_not_to_be_taken() {
    let (_, plan) = open(foreign_workbook(), "迁移.xlsx");
    let taken: Vec<_> = plan.sheets.iter().map(|s| (s.sheet.as_str(), s.register.as_deref(), s.rows())).collect();
    assert_eq!(
        taken,
        [
            ("楼栋单元", Some("unit"), 3),
            ("业主信息", Some("owner"), 3),
            ("费用设置", None, 2),
            ("房屋信息", Some("room"), 5),
            ("车位信息", Some("space"), 2),
        ]
    );
    let fees = plan.sheet("费用设置").expect("is there");
    let columns: Vec<_> = fees.columns_not_taken().map(|c| (c.heading.as_str(), c.filled)).collect();
    assert_eq!(columns, [("费用编号", 2), ("费用类型", 2), ("收费项目", 2), ("计算公式", 2), ("计费单价", 2)]);
    let rooms = plan.sheet("房屋信息").expect("is there");
    let columns: Vec<_> = rooms.columns_not_taken().map(|c| (c.heading.as_str(), c.filled)).collect();
    assert_eq!(columns, [("房屋费用", 5)], "the fee of a room has no register, and says so");
    assert_eq!(
        plan.order(&registers()).iter().map(|s| s.sheet.as_str()).collect::<Vec<_>>(),
        ["楼栋单元", "业主信息", "房屋信息", "车位信息"]
    );
}

#[test]
fn a_workbook_of_the_old_excel_is_taken_as_a_new_one_is() {
    let (mut new, new_plan) = open(foreign_workbook(), "迁移.xlsx");
    let (mut old, old_plan) = open(old_workbook(), "迁移.xls");
    assert_eq!(old.format(), sheet::Format::Xls);
    let lines = |plan: &sheet::Plan| -> Vec<_> {
        plan.sheets.iter().map(|s| (s.sheet.clone(), s.register.clone(), s.rows())).collect()
    };
    assert_eq!(lines(&old_plan), lines(&new_plan));
    let (was, is) = (read_all(&mut new, &new_plan), read_all(&mut old, &old_plan));
    assert_eq!(is.len(), 4);
    for (name, was) in was {
        let rows =
            |read: &fixture::Read| read.rows.iter().map(|r| json!([r.values, r.problems.len()])).collect::<Vec<_>>();
        assert_eq!(rows(&is[&name]), rows(&was), "{name}");
    }
}

#[test]
fn looks_merged_areas_and_long_texts_of_the_old_excel_are_understood() {
    let (mut workbook, plan) = open(old_looks(), "业主.xls");
    let read = &read_all(&mut workbook, &plan)["业主信息"];
    let keys: Vec<_> = read.rows[0].problems.iter().map(|p| (p.cell.as_str(), p.message.key.as_ref())).collect();
    assert_eq!(keys[0], ("A2", "sheet-became-a-date"), "{keys:?}");
    assert_eq!(read.rows[1].values.get("name"), Some(&json!("韩 & 杨")), "merged downwards");
    assert_eq!(read.rows[1].values.get("identity"), Some(&json!("身份证号")), "rich text is text");
    assert_eq!(read.rows[1].values.get("number"), Some(&json!("1.5")), "a span is its number");
    assert_eq!(read.report.rows, 399);
    for row in &read.rows[2..] {
        let number = row.values["number"].as_str().and_then(|n| n.parse::<u32>().ok()).expect("a number");
        let name = if number % 2 == 1 {
            format!("第{number}位业主，住在很长很长的路")
        } else {
            format!("resident number {number} of the long road")
        };
        assert_eq!(row.values["name"], json!(name));
    }
}

#[test]
fn instructions_beside_the_records_are_left_aside_and_shown() {
    let (_, plan) = open(foreign_workbook(), "迁移.xlsx");
    let aside = &plan.sheet("业主信息").expect("is there").table.as_ref().expect("a table").aside;
    assert_eq!(aside.cells, 5);
    assert!(aside.samples.contains(&("K3".to_owned(), "没有时固定写18999999999".to_owned())), "{aside:?}");
}

#[test]
fn codes_placeholders_lists_and_references_are_understood() {
    let (mut workbook, plan) = open(foreign_workbook(), "迁移.xlsx");
    let read = read_all(&mut workbook, &plan);
    let owners = &read["业主信息"];
    assert_eq!(
        json!(owners.rows[0].values),
        json!({"number": "1", "name": "钱一", "gender": "male", "phone": "13900000011", "identity": "11010119900307002X"})
    );
    assert_eq!(json!(owners.rows[1].values), json!({"number": "2", "name": "孙二", "gender": "female"}));
    let placeholders: Vec<_> =
        owners.report.placeholders.iter().map(|p| (p.field.as_str(), p.given.as_str(), p.rows)).collect();
    assert_eq!(placeholders, [("identity", "111111111111111111", 2), ("phone", "18999999999", 1)]);

    let rooms = &read["房屋信息"];
    assert_eq!(
        json!(rooms.rows[0].values),
        json!({"number": "1011", "building": "1", "unit": "1", "floor": 1, "layout": "two_bedrooms", "area": 9456, "owner": "1", "fee_from": ["2020-06-10", "2020-07-10"]})
    );
    let problems: Vec<_> =
        rooms.rows.iter().flat_map(|r| &r.problems).map(|p| (p.cell.as_str(), p.message.key.as_ref())).collect();
    assert_eq!(
        problems,
        [("G4", "sheet-reference-missing"), ("B5", "sheet-reference-missing"), ("A6", "sheet-duplicate-key")]
    );
    assert_eq!((rooms.report.rows, rooms.report.failed), (5, 3));

    let spaces = &read["车位信息"];
    assert_eq!(
        json!(spaces.rows[1].values),
        json!({"lot": "1", "number": "C0002", "vehicle": "truck", "tenure": "rented", "owner": "2"})
    );
}

#[test]
fn who_is_known_already_may_be_pointed_to() {
    let (mut workbook, plan) = open(foreign_workbook(), "迁移.xlsx");
    let mut keys = Keys::knowing(|reference, values| reference.register == "owner" && values == ["9"]);
    let mut found = Vec::new();
    for sheet in plan.order(&registers()) {
        workbook
            .rows(&plan, &sheet.sheet, &registers(), &mut keys, |row| {
                found.extend(row.problems.iter().map(|p| (p.field.clone(), p.message.key.to_string())));
                Ok(())
            })
            .expect("reads");
    }
    let dangling: Vec<_> =
        found.iter().filter(|(_, key)| key == "sheet-reference-missing").map(|(f, _)| f.as_str()).collect();
    assert_eq!(dangling, ["building"]);
}

#[test]
fn what_people_decided_is_kept_and_used_for_the_next_file_of_the_source() {
    let (_, plan) = open(foreign_workbook(), "迁移.xlsx");
    let mut mapping = plan.mapping();
    let rooms = mapping.sheets.iter_mut().find(|s| s.sheet == "房屋信息").expect("is there");
    rooms.columns.iter_mut().find(|c| c.heading == "业主编号").expect("is there").field = None;
    rooms
        .columns
        .iter_mut()
        .find(|c| c.heading == "房屋户型")
        .expect("is there")
        .codes
        .insert("1010".into(), String::new());
    mapping.sheets.iter_mut().find(|s| s.sheet == "车位信息").expect("is there").register = None;
    let kept: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).expect("writes")).expect("reads");
    assert_eq!(kept, mapping);

    let mut workbook = sheet::Workbook::open(foreign_workbook(), "八月.xlsx", sheet::Limits::default()).expect("opens");
    let plan = workbook.plan(&registers(), &kept).expect("plans");
    assert_eq!(plan, plan.remapped(&registers(), &kept), "remapping needs no second reading");
    assert_eq!(plan.sheet("车位信息").expect("is there").register, None);
    let room = &read_all(&mut workbook, &plan)["房屋信息"].rows[2];
    assert_eq!(room.values.get("owner"), None);
    assert_eq!(room.values.get("layout"), None);
    assert_eq!(room.problems, vec![]);
}

#[test]
fn the_error_workbook_can_be_corrected_and_sent_again() {
    let (mut workbook, plan) = open(foreign_workbook(), "迁移.xlsx");
    let read = read_all(&mut workbook, &plan);
    let say = words(Lang::Zh);
    let mut book = write::ErrorBook::new(write::Words { lang: Lang::Zh, say: &say });
    let headings = plan.sheet("房屋信息").and_then(|s| s.table.as_ref()).expect("a table").headings.iter();
    book.sheet("房屋信息", headings.map(|h| h.text.as_str())).expect("begins");
    for row in read["房屋信息"].rows.iter().filter(|r| !r.problems.is_empty()) {
        book.row(row).expect("writes");
    }
    let (mut again, plan) = open(book.finish().expect("finishes"), "问题.xlsx");
    let sheet = plan.sheet("房屋信息").expect("is there");
    assert_eq!((sheet.register.as_deref(), sheet.rows()), (Some("room"), 3));
    assert!(sheet.columns.iter().all(|c| c.heading != "导入问题"), "our own column is not offered for mapping");
    let rows = &read_all(&mut again, &plan)["房屋信息"].rows;
    assert_eq!(rows[0].values.get("fee_from"), Some(&json!(["2020-06-10"])));
    assert!(rows[0].given.iter().any(|g| g.contains("业主编号") && g.contains("找不到")), "{:?}", rows[0].given);
}

#[test]
fn the_template_comes_back_empty_and_is_recognised() {
    let registers = registers();
    for lang in [Lang::Zh, Lang::En] {
        let say = words(lang);
        let all: Vec<_> = registers.iter().collect();
        let bytes = write::template(&all, write::Words { lang, say: &say }).expect("writes");
        let (_, plan) = open(bytes, "模板.xlsx");
        let taken: Vec<_> = plan.sheets.iter().map(|s| (s.register.as_deref(), s.rows(), s.missing.len())).collect();
        let want = [(Some("unit"), 0, 0), (Some("owner"), 0, 0), (Some("room"), 0, 0), (Some("space"), 0, 0)];
        assert_eq!(taken[..4], want);
        assert_eq!(taken[4].0, None, "the explanations are no register");
    }
}

#[test]
fn reading_may_happen_on_a_thread_of_its_own() {
    let (mut workbook, plan) = open(foreign_workbook(), "迁移.xlsx");
    let rows = std::thread::spawn(move || read_all(&mut workbook, &plan)["业主信息"].rows.len()).join().expect("ends");
    assert_eq!(rows, 3);
}
