//! `steward import`: somebody else's workbook, first only looked at, then taken.

use std::path::PathBuf;

use rust_xlsxwriter::Workbook;

use super::{Client, Place, text};

/// Four sheets as another system exports them: notes beside the data, made-up phones, several values in one cell, references between
/// sheets, fees nobody takes. `bad` adds a room of an owner who is nowhere.
fn foreign(place: &Place, bad: bool) -> PathBuf {
    let mut rooms = vec![
        "房屋编号|楼栋编号|单元编号|建筑面积|业主编号|房屋费用|费用开始时间",
        "1011|1|1|94.56|1|1#2|2020-06-10#2020-07-10||说明",
        "1012|1|1|94.56|2|1|2020-6-10||房屋费用|费用间用#号分隔",
    ];
    if bad {
        rooms.push("1013|1|2|94.56|9|2|2020-06-10");
    }
    let sheets = [
        ("楼栋单元", vec!["楼栋号|单元编号|总层数", "1|1|33||说明", "1|2|33||单元编号|一单元填写 1"]),
        ("业主信息", vec!["业主编号|业主名称|手机号", "1|钱一|13900000011", "2|孙二|18999999999"]),
        ("费用设置", vec!["费用编号|收费项目|计费单价", "1|住宅物业费|1.3", "2|商铺物业费|2.5"]),
        ("房屋信息", rooms),
    ];
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, line) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(line.split('|')).filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) if cell.len() < 10 => drop(sheet.write_number(row, column, number).unwrap()),
                    _ => drop(sheet.write_string(row, column, cell).unwrap()),
                }
            }
        }
    }
    let path = place.folder.path().join(if bad { "bad.xlsx" } else { "good.xlsx" });
    book.save(&path).unwrap();
    path
}

#[tokio::test]
async fn a_foreign_workbook_is_looked_at_first_and_then_taken() {
    let place = Place::new().await;
    let early = place.run(&["import", "--dry-run", text(&foreign(&place, false))]);
    assert_eq!(early.code, Some(1));
    assert!(early.err.contains("no community yet"), "{}", early.err);
    {
        let serving = place.serve(&[]);
        Client::of(&serving.url).set_up().await;
    }
    let spaces = || {
        let all = place.run(&["export", "--canonical"]).well().out;
        all.lines().skip_while(|l| *l != "# places").skip(1).take_while(|l| !l.starts_with("# ")).count()
    };
    let before = spaces();
    let good = foreign(&place, false);
    let dry = place.run(&["import", "--dry-run", text(&good)]).well();
    assert!(
        dry.out.contains("费用设置") && dry.out.contains("房屋"),
        "fees are not taken, and it says so: {}",
        dry.out
    );
    assert!(!dry.err.contains('\r') && !dry.err.contains('\u{1b}'), "no bar where nobody looks: {:?}", dry.err);
    assert_eq!(spaces(), before, "a dry run writes no room");
    let bad = place.run(&["import", text(&foreign(&place, true))]);
    assert_eq!(bad.code, Some(1), "all or nothing: {}", bad.out);
    assert_eq!(spaces(), before);
    let some = place.run(&["import", "--policy", "good", text(&foreign(&place, true))]);
    assert!(some.out.contains("E4") || some.out.contains("第 4 行"), "the bad row is named: {}", some.out);
    assert!(spaces() > before);
    place.run(&["import", text(&good)]).well();
    let english = place.run(&["import", "--dry-run", "--lang", "en", text(&good)]).well();
    assert!(
        english.out.is_ascii() || english.out.contains("unchanged") || english.out.contains("rows"),
        "{}",
        english.out
    );
    let missing = place.run(&["import", "/no/such/file.xlsx"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.err.contains("/no/such/file.xlsx"));
    place.run(&["verify"]).well();
}
