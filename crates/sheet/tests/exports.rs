//! Lists as they leave: numbers as numbers, ids as text, nothing a spreadsheet would run.

mod fixture;

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kernel::form::Kind;
use serde_json::{Value, json};
use sheet::write::{Export, ExportColumn};

const SHANGHAI: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

fn columns() -> Vec<ExportColumn> {
    let words = [("true", "是"), ("false", "否")].map(|(code, word)| (code.to_owned(), word.to_owned()));
    vec![
        ExportColumn::new("姓名", Kind::Text),
        ExportColumn::new("手机号", Kind::Phone),
        ExportColumn::new("建筑面积", Kind::Area),
        ExportColumn::new("欠费", Kind::Money),
        ExportColumn::new("接管日期", Kind::Date),
        ExportColumn::new("报修时间", Kind::Instant),
        ExportColumn::new("车位", Kind::Integer),
        ExportColumn::new("自住", Kind::Bool).words(words),
    ]
}

fn rows() -> [Vec<Value>; 2] {
    [
        vec![
            json!("=HYPERLINK(\"http://example.com\")"),
            json!("013900000001"),
            json!(9456),
            json!(-123_450),
            json!("2020-06-10"),
            json!("2026-11-21T16:30:00Z"),
            json!(2),
            json!(true),
        ],
        vec![json!("沈一"), Value::Null, json!(9000), json!(5), json!("不详"), Value::Null, json!(0), json!(false)],
    ]
}

#[test]
fn a_workbook_holds_numbers_as_numbers_and_texts_as_texts() {
    let mut export = Export::workbook("业主/列表", columns(), SHANGHAI).expect("begins");
    rows().iter().for_each(|row| export.row(row).expect("writes"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(export.finish().expect("finishes"))).expect("opens");
    assert_eq!(book.sheet_names(), ["业主列表"]);
    let formulas = book.worksheet_formula("业主列表").expect("reads");
    assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "a text is never a formula");
    let range = book.worksheet_range("业主列表").expect("reads");
    let at = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(at(1, 0), Data::String("=HYPERLINK(\"http://example.com\")".to_owned()));
    assert_eq!(at(1, 1), Data::String("013900000001".to_owned()));
    assert_eq!((at(1, 2), at(1, 3)), (Data::Float(94.56), Data::Float(-1234.5)));
    let date = |cell: Data| match cell {
        Data::DateTime(at) => at.to_ymd_hms_milli(),
        other => panic!("no date: {other:?}"),
    };
    assert_eq!(date(at(1, 4)), (2020, 6, 10, 0, 0, 0, 0));
    assert_eq!(date(at(1, 5)), (2026, 11, 22, 0, 30, 0, 0), "shown in the time of the place");
    assert_eq!((at(1, 6), at(1, 7)), (Data::Float(2.0), Data::String("是".to_owned())));
    assert_eq!((at(2, 1), at(2, 4)), (Data::Empty, Data::String("不详".to_owned())));
}

#[test]
fn separated_text_says_the_same_and_disarms_formulas() {
    let mut export = Export::text(columns(), SHANGHAI);
    rows().iter().for_each(|row| export.row(row).expect("writes"));
    let text = String::from_utf8(export.finish().expect("finishes")).expect("UTF-8");
    assert_eq!(
        text,
        "\u{feff}姓名,手机号,建筑面积,欠费,接管日期,报修时间,车位,自住\r\n\
         \"'=HYPERLINK(\"\"http://example.com\"\")\",013900000001,94.56,-1234.50,2020-06-10,2026-11-22 00:30,2,是\r\n\
         沈一,,90.00,0.05,不详,,0,否\r\n"
    );
}

#[test]
fn every_sentence_is_said_in_both_languages() {
    let keys = |text: &str| -> Vec<String> {
        text.lines().filter_map(|l| l.split_once(" = ")).map(|(key, _)| key.to_owned()).collect()
    };
    assert_eq!(keys(include_str!("../texts/zh-CN.ftl")), keys(include_str!("../texts/en.ftl")));
}
