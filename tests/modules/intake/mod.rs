//! 表格导入: workbooks of other systems into the registers, from the upload to the result.

mod all_at_once;
mod hostile;
mod steps;

use intake::{Options, Policy, Report, run_file};
use kernel::{COMPANY, Id, Scope};
use module::Caller;
use rust_xlsxwriter::Workbook as Writer;
use serde_json::{Value, json};
use store::{Args, args, files::File};
use testkit::Workshop;
use ui::Speech;

/// The company with somebody who may do everything in 翠湖花园.
async fn here() -> (Workshop, Caller) {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    (shop, who)
}

fn options(shop: &Workshop, policy: Policy, dry_run: bool) -> Options {
    Options { org: shop.here, policy, dry_run, source: None }
}

/// Imports a file as the command line does.
async fn import(shop: &Workshop, bytes: Vec<u8>, policy: Policy, dry_run: bool) -> Report {
    let system = shop.app.system().await;
    let options = options(shop, policy, dry_run);
    run_file(shop.platform.clone(), &system, bytes, "迁移.xlsx", options, |_| {}).await.expect("no trouble")
}

/// Brings a file as a person does, through the upload action.
async fn upload(shop: &Workshop, who: &Caller, name: &str, bytes: Vec<u8>) -> Value {
    let content = shop.platform.files.put(bytes).await.expect("kept");
    let (now, id) = (shop.clock().now(), shop.platform.ids.next(shop.clock().now(), 0));
    let file = File {
        org: COMPANY,
        id,
        name: name.into(),
        media_type: "x".into(),
        size: content.size,
        sha256: content.sha256,
        at: now,
        by: who.actor.id,
    };
    let input = json!({"org_id": shop.here, "file": Id::<File>::from_uuid(id)});
    let done = shop.platform.act_with(who, "intake.import.upload", input, vec![file]).await;
    let id = done.expect("uploaded")["id"].clone();
    look_after(shop, &id, "uploaded").await;
    id
}

/// Does what the worker does when an action has queued work, and waits until the import stands otherwise.
async fn look_after(shop: &Workshop, id: &Value, from: &str) -> Value {
    let system = shop.app.system().await;
    let line = shop.platform.registry.job("intake.import.begin").expect("a job");
    shop.platform.run_job(&system, line, json!({"org": shop.here, "id": id})).await.expect("begins");
    for _ in 0..6_000 {
        let detail = read(shop, id).await;
        if detail["state"] != from {
            return detail;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("still {from}");
}

async fn read(shop: &Workshop, id: &Value) -> Value {
    shop.answer(&shop.holder(&[shop.here]), "intake.import.read", json!({"id": id})).await
}

/// Presses a button of an import.
async fn press(shop: &Workshop, who: &Caller, verb: &str, input: Value) {
    shop.done(who, &format!("intake.import.{verb}"), input).await;
}

/// Rooms, persons and occupancies that are seen.
async fn seen(shop: &Workshop) -> [i64; 3] {
    let who = shop.holder(&[shop.here]);
    let mut counts = [0; 3];
    let lists = [
        ("property.place.list", json!({"kind": "room"})),
        ("party.person.list", json!({})),
        ("party.occupancy.list", json!({})),
    ];
    for (count, (list, ask)) in counts.iter_mut().zip(lists) {
        *count = shop.answer(&who, list, ask).await["count"].as_i64().expect("a count");
    }
    counts
}

async fn count(shop: &Workshop, sql: &'static str, args: Args) -> i64 {
    let mut tx = shop.platform.db.as_owner().read(&Scope::default()).await.expect("reads");
    tx.fetch_value(sql, args).await.expect("counts")
}

/// Chunks of imports that are over.
async fn left_staged(shop: &Workshop) -> i64 {
    let ended = "SELECT count(*) FROM import_chunks c JOIN imports i ON i.org_id = c.org_id AND i.id = c.import_id \
                 WHERE i.ended_at IS NOT NULL AND i.state <> 'checked'";
    count(shop, ended, args![]).await
}

/// Rows that came by an import, whether anybody sees them or not.
async fn brought(shop: &Workshop) -> i64 {
    let sum = "SELECT (SELECT count(*) FROM places WHERE import_id IS NOT NULL) \
               + (SELECT count(*) FROM memberships WHERE import_id IS NOT NULL) \
               + (SELECT count(*) FROM occupancies WHERE import_id IS NOT NULL) \
               + (SELECT count(*) FROM search_entries WHERE import_id IS NOT NULL)";
    count(shop, sum, args![]).await
}

fn zh(shop: &Workshop) -> Speech {
    Speech::new(shop.platform.texts.clone(), kernel::Lang::Zh)
}

pub(super) fn lines(rows: &[&str]) -> Vec<String> {
    rows.iter().map(|r| (*r).to_owned()).collect()
}

/// Sheets with `|` between the cells; what reads like a short number is one.
pub(super) fn workbook(sheets: &[(&str, Vec<String>)]) -> Vec<u8> {
    let mut writer = Writer::new();
    for (name, rows) in sheets {
        let sheet = writer.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (number, row) in (0..).zip(rows) {
            for (column, given) in (0..).zip(row.split('|')) {
                match given.parse::<f64>() {
                    _ if given.is_empty() => {}
                    Ok(figure) if given.len() < 10 => drop(sheet.write_number(number, column, figure).expect("writes")),
                    _ => drop(sheet.write_string(number, column, given).expect("writes")),
                }
            }
        }
    }
    writer.save_to_buffer().expect("saves")
}

/// Somebody else's export: notes beside the data, made-up phones, several values in one cell, references between the
/// sheets and a sheet of fees that has no register. `bad` adds a room of an owner who is nowhere.
fn foreign(bad: bool) -> Vec<u8> {
    let mut rooms = lines(&[
        "房屋编号|楼栋编号|单元编号|建筑面积|业主编号|房屋费用|费用开始时间",
        "1011|1|1|94.56|1|1#2|2020-06-10#2020-07-10||说明",
        "1012|1|1|94.56|2|1|2020-6-10||房屋费用|费用间用#号分隔",
    ]);
    if bad {
        rooms.push("1013|1|2|94.56|9|2|2020-06-10".to_owned());
    }
    workbook(&[
        ("楼栋单元", lines(&["楼栋号|单元编号|总层数", "1|1|33||说明", "1|2|33||单元编号|一单元填写 1"])),
        ("业主信息", lines(&["业主编号|业主名称|手机号", "1|钱一|13900000011", "2|孙二|18999999999"])),
        ("费用设置", lines(&["费用编号|收费项目|计费单价", "1|住宅物业费|1.3", "2|商铺物业费|2.5"])),
        ("房屋信息", rooms),
    ])
}

/// The same as [`foreign`], saved by a program of the old Excel.
fn old() -> Vec<u8> {
    include_bytes!("old.xls").to_vec()
}

/// A community of so many rooms, each with an owner of his own.
fn community(rooms: usize) -> Vec<u8> {
    furnished(rooms, "", "王", "139")
}

/// The same with the area of every room, the family name of every owner and the first figures of his phone.
fn furnished(rooms: usize, area: &str, family: &str, phone: &str) -> Vec<u8> {
    let (owners, homes) = homes(rooms, area, family, phone);
    workbook(&[("业主信息", owners), ("房屋信息", homes)])
}

/// The rows of both sheets.
fn homes(rooms: usize, area: &str, family: &str, phone: &str) -> (Vec<String>, Vec<String>) {
    let mut owners = lines(&["业主编号|业主名称|手机号"]);
    let mut homes = lines(&["房屋编号|楼栋编号|单元编号|楼层|业主编号|建筑面积"]);
    for n in 0..rooms {
        owners.push(format!("Y{n:05}|{family}伟{n}|{phone}{n:08}"));
        let (floor, line) = (1 + n / 4 % 25, 1 + n % 4);
        homes.push(format!("{floor}{line:02}|{}|1|{floor}|Y{n:05}|{area}", 600 + n / 100));
    }
    (owners, homes)
}
