//! Files that are not what they say, or are made to do harm: a clear refusal each, the server unharmed.

mod fixture;

use std::io::{Cursor, Read, Write};

use fixture::{foreign_workbook, old_looks, old_workbook, open, read_all, registers, workbook};
use kernel::{Error, Result};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook as Writer};
use serde_json::json;
use sheet::{Keys, Limits, Mapping, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

/// The key of the sentence a file is refused with, whether at once or on the way.
fn refusal(bytes: Vec<u8>, name: &str, limits: Limits) -> String {
    let read =
        || -> Result<()> { Workbook::open(bytes, name, limits)?.plan(&registers(), &Mapping::default()).map(|_| ()) };
    match read() {
        Err(Error::Invalid(fields)) => fields.iter().map(|f| format!("{}={}", f.field, f.message.key)).collect(),
        other => panic!("{name} is not refused: {other:?}"),
    }
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("starts");
        zip.write_all(content).expect("writes");
    }
    zip.finish().expect("finishes").into_inner()
}

/// A workbook of one sheet with this XML between its `worksheet` tags and these shared texts.
fn by_hand(sheet: &str, shared: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let book = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="业主信息" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let links = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{main}">{sheet}</worksheet>"#);
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", format!(r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
    ])
}

fn inline(name: &str, text: &str) -> String {
    format!(r#"<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn what_is_no_workbook_is_refused_whatever_its_name() {
    let cases: [(&[u8], &str, &str); 9] = [
        (b"", "空.xlsx", "sheet-empty-file"),
        (b"MZ\x90\x00\x03\x00\x00\x00\xff\xff", "业主.xlsx", "sheet-not-a-workbook"),
        (b"\x7fELF\x02\x01\x01\x00", "业主.xlsx", "sheet-not-a-workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "业主.csv", "sheet-not-a-workbook"),
        (b"#!/bin/sh\nrm -rf /\n", "业主.csv", "sheet-not-a-workbook"),
        (b"<html><table><tr><td>1</td></tr></table>", "业主.xls", "sheet-web-page"),
        ("\u{feff}<?xml version='1.0'?><Workbook/>".as_bytes(), "业主.xls", "sheet-web-page"),
        (&[0xd2, 0xb5, 0xff, 0xff, 0x2c, 0x0a], "broken.csv", "sheet-csv-unreadable"),
        (&[0xff, 0xfe, 0x00, 0xd8, 0x31, 0x00], "utf16.csv", "sheet-not-a-workbook"),
    ];
    for (bytes, name, key) in cases {
        assert_eq!(refusal(bytes.to_vec(), name, Limits::default()), format!("file={key}"), "{name}");
    }
    let program = zipped(&[("evil.exe", b"MZ")]);
    assert_eq!(refusal(program, "业主.xlsx", Limits::default()), "file=sheet-not-a-workbook");
    assert_eq!(refusal(b"PK\x03\x04torn".to_vec(), "业主.xlsx", Limits::default()), "file=sheet-damaged");
}

#[test]
fn text_of_older_chinese_programs_is_read_as_it_is() {
    let text = "业主编号,姓名,手机号\r\n1,王㐀,13900000001\r\n";
    let (gb, _, lossy) = encoding_rs::GB18030.encode(text);
    assert!(!lossy);
    let utf16: Vec<u8> =
        "\u{feff}".chars().chain(text.chars()).collect::<String>().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, name) in
        [(text.as_bytes().to_vec(), "业主.csv"), (gb.into_owned(), "业主信息.csv"), (utf16, "业主.txt")]
    {
        let mut workbook = Workbook::open(bytes, name, Limits::default()).expect(name);
        let plan = workbook.plan(&registers(), &Mapping::default()).expect("plans");
        let read = read_all(&mut workbook, &plan);
        let rows: Vec<_> = read.values().flat_map(|sheet| &sheet.rows).collect();
        assert_eq!(rows[0].values["name"], json!("王㐀"), "{name}");
    }
}

#[test]
fn a_zip_bomb_is_refused_before_anything_is_unpacked_for_good() {
    let zeros = vec![b' '; 20 << 20];
    let bomb = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", &zeros),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bomb.len() < 100_000, "it is small when it arrives: {}", bomb.len());
    let limits = Limits { unpacked: 30 << 20, ..Limits::default() };
    assert_eq!(refusal(bomb.clone(), "业主.xlsx", limits.clone()), "file=sheet-unpacks-too-large");

    // The same with a directory that lies about the sizes: what really comes out is counted.
    let mut lying = bomb;
    let real = (20_u32 << 20).to_le_bytes();
    let places: Vec<_> = lying.windows(4).enumerate().filter(|(_, w)| *w == real).map(|(i, _)| i).collect();
    assert!(places.len() >= 2);
    places.iter().for_each(|at| lying[*at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes()));
    let key = refusal(lying, "业主.xlsx", limits);
    assert!(key == "file=sheet-unpacks-too-large" || key == "file=sheet-damaged", "{key}");

    let many: Vec<(String, &[u8])> = (0..1_100).map(|n| (format!("xl/{n}.xml"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, c)| (n.as_str(), *c)).collect();
    assert_eq!(refusal(zipped(&many), "业主.xlsx", Limits::default()), "file=sheet-unpacks-too-large");
}

#[test]
fn a_file_that_claims_more_texts_than_it_has_reserves_nothing() {
    let shared = r#"<sst uniqueCount="99999999999"><si><t>业主编号</t></si></sst>"#;
    assert_eq!(refusal(by_hand("<sheetData/>", shared), "业主.xlsx", Limits::default()), "file=sheet-damaged");
}

#[test]
fn sheets_beyond_the_limits_are_refused_with_the_place() {
    let rows: Vec<String> = (1..40).map(|n| n.to_string()).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let long = workbook(&[("业主信息", &rows)]);
    assert_eq!(refusal(long, "业主.xlsx", Limits { rows: 30, ..Limits::default() }), "file=sheet-too-many-rows");
    let wide = by_hand(&format!("<sheetData><row r=\"1\">{}</row></sheetData>", inline("XFD1", "x")), "<sst/>");
    assert_eq!(refusal(wide, "业主.xlsx", Limits::default()), "file=sheet-too-many-columns");
    let text = format!("业主编号,\"{}\"\n", "很".repeat(40_000));
    assert_eq!(refusal(text.into_bytes(), "业主.csv", Limits::default()), "file=sheet-text-too-long");
    let backwards = format!(
        "<sheetData><row r=\"5\">{}</row><row r=\"2\">{}</row></sheetData>",
        inline("A5", "x"),
        inline("A2", "y")
    );
    assert_eq!(refusal(by_hand(&backwards, "<sst/>"), "业主.xlsx", Limits::default()), "file=sheet-damaged");
    let torn = format!("<sheetData><row r=\"1\">{}", inline("A1", "x"));
    assert_eq!(refusal(by_hand(&torn, "<sst/>"), "业主.xlsx", Limits::default()), "file=sheet-damaged");
}

#[test]
fn a_million_empty_rows_are_no_rows() {
    let mut sheet = format!("<sheetData><row r=\"1\">{}{}</row>", inline("A1", "业主编号"), inline("B1", "业主名称"));
    for row in 2..1_000_000 {
        // A formatted cell without content now and then, as programs leave them behind.
        let cell = if row % 20 == 0 { format!("<c r=\"A{row}\" s=\"1\"/>") } else { String::new() };
        sheet += &format!("<row r=\"{row}\">{cell}</row>");
    }
    sheet += &format!("<row r=\"1000000\">{}{}</row></sheetData>", inline("A1000000", "1"), inline("B1000000", "周一"));
    let (mut workbook, plan) = open(by_hand(&sheet, "<sst/>"), "业主.xlsx");
    let read = &read_all(&mut workbook, &plan)["业主信息"];
    assert_eq!((read.report.rows, read.rows[0].number), (1, 1_000_000));
}

#[test]
fn formulas_give_their_stored_result_or_say_that_there_is_none() {
    let row = |n: u32, formula: &str| {
        format!(
            "<row r=\"{n}\">{}<c r=\"B{n}\" t=\"str\">{formula}</c></row>",
            inline(&format!("A{n}"), &n.to_string())
        )
    };
    let heads = format!("<row r=\"1\">{}{}</row>", inline("A1", "业主编号"), inline("B1", "业主名称"));
    let stored = row(2, "<f>CONCATENATE(\"吴\",\"一\")</f><v>吴一</v>");
    let none = row(3, "<f t=\"shared\" ref=\"B3:B9\" si=\"4000000000\">A3&amp;\"一\"</f>");
    let error = "<row r=\"4\"><c r=\"A4\"><v>4</v></c><c r=\"B4\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>";
    let (mut workbook, plan) =
        open(by_hand(&format!("<sheetData>{heads}{stored}{none}{error}</sheetData>"), "<sst/>"), "业主.xlsx");
    let read = &read_all(&mut workbook, &plan)["业主信息"];
    assert_eq!(read.rows[0].values.get("name"), Some(&json!("吴一")));
    assert_eq!(read.report.formulas, 2, "a stored error is a stored result too");
    let keys: Vec<_> =
        read.rows[1..].iter().map(|r| (r.problems[0].cell.as_str(), r.problems[0].message.key.as_ref())).collect();
    assert_eq!(keys, [("B3", "sheet-formula-not-computed"), ("B4", "sheet-cell-error")]);
}

#[test]
fn merged_cells_carry_their_value_to_every_row() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.set_name("楼栋单元").expect("a name");
    sheet.merge_range(0, 0, 0, 2, "阳光花园楼栋台账", &Format::new()).expect("merges");
    for (column, heading) in (0..).zip(["楼栋号", "单元编号", "总层数"]) {
        sheet.write_string(1, column, heading).expect("writes");
    }
    sheet.merge_range(2, 0, 4, 0, "8", &Format::new()).expect("merges");
    for row in 2..5 {
        sheet.write_number(row, 1, f64::from(row - 1)).expect("writes");
    }
    sheet.merge_range(2, 2, 3, 2, "33", &Format::new()).expect("merges");
    let (mut workbook, plan) = open(writer.save_to_buffer().expect("saves"), "楼栋.xlsx");
    let read = &read_all(&mut workbook, &plan)["楼栋单元"];
    let rows: Vec<_> = read.rows.iter().map(|r| json!(r.values)).collect();
    assert_eq!(
        rows,
        [
            json!({"building": "8", "number": "1", "floors": 33}),
            json!({"building": "8", "number": "2", "floors": 33}),
            json!({"building": "8", "number": "3"}),
        ]
    );
    assert_eq!(read.report.merged, 2 + 2 + 1, "two in the title, two buildings, one number of floors");
}

#[test]
fn numbers_days_and_texts_are_read_for_what_they_mean() {
    let mut writer = Writer::new();
    let owners = writer.add_worksheet();
    owners.set_name("业主信息").expect("a name");
    for (column, heading) in (0..).zip(["业主编号", "业主名称", "手机号", "身份证号"]) {
        owners.write_string(0, column, heading).expect("writes");
    }
    owners.write_string(1, 0, "１００１").expect("writes");
    owners.write_string(1, 1, "\u{a0}郑一（２期）\n ").expect("writes");
    owners.write_number(1, 2, 13_900_000_015.0).expect("writes");
    owners.write_number(1, 3, 110_101_199_003_070_046.0).expect("writes");
    owners.write_string(2, 0, "1002").expect("writes");
    owners.write_string(2, 1, "王一").expect("writes");
    owners.write_string(2, 2, "1.39E+10").expect("writes");
    owners.write_number(2, 3, 111_111_111_111_111_111.0).expect("writes");
    let day = ExcelDateTime::from_ymd(2026, 3, 1).expect("a day");
    owners.write_datetime_with_format(3, 0, day, &Format::new().set_num_format("m-d")).expect("writes");
    owners.write_string(3, 1, "冯一").expect("writes");
    let rooms = writer.add_worksheet();
    rooms.set_name("房屋信息").expect("a name");
    for (column, heading) in (0..).zip(["房屋编号", "楼栋编号", "单元编号", "建筑面积", "费用开始时间", "房屋户型"])
    {
        rooms.write_string(0, column, heading).expect("writes");
    }
    for (row, area, from) in
        [(1, "94.56㎡", "2020年6月10日"), (2, "1,094.50", "2020/6/10#２０２０．７．１"), (3, "九十", "6/10/2020")]
    {
        for (column, text) in (0..).zip([&row.to_string(), "1", "1", area, from]) {
            rooms.write_string(row, column, text).expect("writes");
        }
    }
    rooms.write_number(4, 0, 4.0).expect("writes");
    rooms.write_number(4, 3, 94.560_000_000_000_01).expect("writes");
    rooms.write_number(4, 4, 43_992.0).expect("writes");
    rooms.write_string(4, 5, "别墅").expect("writes");
    let (mut workbook, plan) = open(writer.save_to_buffer().expect("saves"), "迁移.xlsx");
    let read = read_all(&mut workbook, &plan);

    let owners = &read["业主信息"];
    assert_eq!(json!(owners.rows[0].values), json!({"number": "1001", "name": "郑一（2期）", "phone": "13900000015"}));
    let problems: Vec<_> =
        owners.rows.iter().flat_map(|r| &r.problems).map(|p| (p.cell.as_str(), p.message.key.as_ref())).collect();
    let want = [("D2", "sheet-digits-lost"), ("C3", "sheet-digits-lost"), ("A4", "sheet-became-a-date")];
    assert_eq!(problems, want);
    assert_eq!(owners.report.placeholders.len(), 1, "the placeholder is known even with its last digits lost");

    let rooms = &read["房屋信息"].rows;
    let values = |i: usize| (rooms[i].values.get("area").cloned(), rooms[i].values.get("fee_from").cloned());
    assert_eq!(values(0), (Some(json!(9456)), Some(json!(["2020-06-10"]))));
    assert_eq!(values(1), (Some(json!(109_450)), Some(json!(["2020-06-10", "2020-07-01"]))));
    assert_eq!(values(3), (Some(json!(9456)), Some(json!(["2020-06-10"]))));
    let keys = |i: usize| rooms[i].problems.iter().map(|p| format!("{}:{}", p.cell, p.message.key)).collect::<Vec<_>>();
    assert_eq!(keys(2)[..2], ["D4:invalid-area", "E4:sheet-not-a-date"]);
    assert!(keys(3).contains(&"F5:sheet-not-a-choice".to_owned()), "{:?}", keys(3));
    assert!(keys(3).contains(&"B5:invalid-required".to_owned()), "a required cell left empty is named: {:?}", keys(3));
}

#[test]
fn separated_text_is_a_workbook_of_one_sheet() {
    let text = "\u{feff}业主编号,业主名称,手机号\r\n1,\"褚一, 等\",13900000016\r\n,,\r\n1,卫一,不详\r\n";
    let (mut workbook, plan) = open(text.as_bytes().to_vec(), "C:\\下载\\业主信息.csv");
    let read = &read_all(&mut workbook, &plan)["业主信息"];
    assert_eq!(json!(read.rows[0].values), json!({"number": "1", "name": "褚一, 等", "phone": "13900000016"}));
    let keys: Vec<_> = read.rows[1].problems.iter().map(|p| (p.cell.as_str(), p.message.key.as_ref())).collect();
    assert_eq!(keys, [("C4", "invalid-phone"), ("A4", "sheet-duplicate-key")]);
}

#[test]
fn a_formula_written_by_a_spreadsheet_program_is_read() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.set_name("业主信息").expect("a name");
    sheet.write_string(0, 0, "业主编号").expect("writes");
    sheet.write_string(0, 1, "业主名称").expect("writes");
    sheet.write_formula(1, 0, Formula::new("=40+2").set_result("42")).expect("writes");
    sheet.write_string(1, 1, "蒋一").expect("writes");
    let (mut workbook, plan) = open(writer.save_to_buffer().expect("saves"), "业主.xlsx");
    assert_eq!(read_all(&mut workbook, &plan)["业主信息"].rows[0].values.get("number"), Some(&json!("42")));
}

/// An OpenDocument workbook of one sheet with these rows.
fn open_document(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c"><office:body><office:spreadsheet><table:table table:name="业主信息">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

fn row_of(cells: &[&str]) -> String {
    let text =
        |t: &&str| format!(r#"<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>"#);
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(text).collect::<String>())
}

#[test]
fn an_open_document_workbook_is_read_like_any_other() {
    let rows = row_of(&["业主编号", "业主名称", "手机号", "身份证号"])
        + r#"<table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell><table:table-cell table:number-rows-spanned="2" office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation><text:p>韩<text:s text:c="2"/>&amp; 杨</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16382"/></table:table-row>"#
        + r#"<table:table-row><table:table-cell office:value-type="date" office:date-value="2026-03-01"/><table:covered-table-cell/><table:table-cell table:formula="of:=1+1"/></table:table-row>"#
        + r#"<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let (mut workbook, plan) = open(open_document(&rows), "业主.ods");
    let read = &read_all(&mut workbook, &plan)["业主信息"];
    assert_eq!(json!(read.rows[0].values), json!({"number": "7", "name": "韩 & 杨"}));
    assert_eq!(read.rows[1].values.get("name"), Some(&json!("韩 & 杨")), "merged downwards");
    let keys: Vec<_> = read.rows[1].problems.iter().map(|p| (p.cell.as_str(), p.message.key.as_ref())).collect();
    assert_eq!(keys, [("A3", "sheet-became-a-date"), ("C3", "sheet-formula-not-computed")]);
    assert_eq!(read.report.rows, 2, "the empty rest of the sheet is nothing");
}

#[test]
fn what_is_repeated_without_end_is_refused() {
    let rows = row_of(&["业主编号", "业主名称"])
        + r#"<table:table-row table:number-rows-repeated="4000000000"><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    let limits = Limits { rows: 1_000, ..Limits::default() };
    assert_eq!(refusal(open_document(&rows), "业主.ods", limits), "file=sheet-too-many-rows");
    let columns = r#"<table:table-row><table:table-cell table:number-columns-repeated="4000000000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(refusal(open_document(columns), "业主.ods", Limits::default()), "file=sheet-too-many-columns");

    let long = "很".repeat(30_000);
    let cells = r#"<c t="s"><v>0</v></c>"#.repeat(100);
    let sheet = format!("<sheetData>{}</sheetData>", format!("<row>{cells}</row>").repeat(100));
    let one_text_everywhere = by_hand(&sheet, &format!("<sst><si><t>{long}</t></si></sst>"));
    let limits = Limits { unpacked: 40 << 20, ..Limits::default() };
    assert_eq!(refusal(one_text_everywhere, "业主.xlsx", limits), "file=sheet-unpacks-too-large");
}

#[test]
fn a_too_old_or_locked_workbook_is_named_as_such() {
    let container = |name: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let refused = |bytes: Vec<u8>| refusal(bytes, "业主.xls", Limits::default());
    assert_eq!(refused(container("Book")), "file=sheet-old-workbook");
    assert_eq!(refused(container("EncryptedPackage")), "file=sheet-password-protected");
    assert_eq!(refused(container("WordDocument")), "file=sheet-not-a-workbook");
    assert_eq!(refused(container("Workbook")), "file=sheet-damaged");
    // The records begin behind the head of the file: the version of Excel 95, and a password.
    let mut changed = old_workbook();
    let begin = changed.windows(6).position(|w| w == [0x09, 0x08, 0x10, 0x00, 0x00, 0x06]).expect("a beginning");
    changed[begin + 5] = 0x05;
    assert_eq!(refused(changed), "file=sheet-old-workbook");
    let mut locked = old_workbook();
    locked[begin + 20..begin + 22].copy_from_slice(&[0x2f, 0x00]);
    assert_eq!(refused(locked), "file=sheet-password-protected");
}

#[test]
fn an_old_workbook_whose_sectors_run_in_a_circle_is_damaged() {
    let mut circle = old_workbook();
    // Every sector of the table leads to the first.
    let table = 512
        * (1 + usize::try_from(u32::from_le_bytes([circle[76], circle[77], circle[78], circle[79]])).expect("small"));
    circle[table..table + 512].fill(0);
    assert_eq!(refusal(circle, "业主.xls", Limits::default()), "file=sheet-damaged");
    // The table of a larger file goes on in a sector that leads to itself, without end.
    let mut endless = old_looks();
    let sector = u32::try_from(endless.len() / 512 - 1).expect("small");
    endless.resize(512 * 300, 0xff);
    endless[68..72].copy_from_slice(&sector.to_le_bytes());
    let end = 512 * (usize::try_from(sector).expect("small") + 2);
    endless[end - 4..end].copy_from_slice(&sector.to_le_bytes());
    assert!(Workbook::open(endless, "业主.xls", Limits::default()).is_ok(), "it is not followed for ever");
    let few = Limits { rows: 100, ..Limits::default() };
    assert_eq!(refusal(old_looks(), "业主.xls", few), "file=sheet-too-many-rows");
}

/// The parts of a sound workbook by name.
fn parts() -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(foreign_workbook())).expect("opens");
    let count = archive.len();
    let part = |index| {
        let mut part = archive.by_index(index).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("reads");
        (part.name().expect("a name").into_owned(), content)
    };
    (0..count).map(part).collect()
}

/// Reads a file to its end, and looks whether both passes saw the same.
fn read_or_refused(bytes: Vec<u8>, name: &str) {
    let registers = registers();
    let Ok(mut workbook) = Workbook::open(bytes, name, Limits::default()) else { return };
    let Ok(plan) = workbook.plan(&registers, &Mapping::default()) else { return };
    let mut keys = Keys::default();
    for sheet in plan.order(&registers) {
        let mut fit = 0;
        let read = workbook.rows(&plan, &sheet.sheet, &registers, &mut keys, |row| {
            fit += u32::from(row.problems.is_empty());
            Ok(())
        });
        if let Ok(report) = read {
            assert_eq!(report.rows, sheet.rows(), "both passes see the same records");
            assert_eq!(report.rows - report.failed, fit);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_workbook_with_wrong_bytes_is_read_or_refused_and_nothing_else(
        wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..12)
    ) {
        let mut parts = parts();
        for (part, at, byte) in &wrong {
            let content = &mut part.get_mut(&mut parts).1;
            let at = at.index(content.len());
            content[at] = *byte;
        }
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        read_or_refused(zipped(&parts), "业主.xlsx");
    }

    #[test]
    fn an_old_workbook_with_wrong_bytes_is_read_or_refused_and_nothing_else(
        wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
        looks in any::<bool>(),
    ) {
        let mut bytes = if looks { old_looks() } else { old_workbook() };
        for (at, byte) in &wrong {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        let length = cut.map_or(bytes.len(), |cut| cut.index(bytes.len()));
        bytes.truncate(length);
        read_or_refused(bytes, "业主.xls");
    }
}
