//! Workbooks through the real door: an import that is cut off by kill -9, and files nobody should send.

use std::{io::Write, time::Duration};

use reqwest::{
    RequestBuilder, Response,
    multipart::{Form, Part},
};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Client, Place};

/// Rooms with their owners; all areas and family names alike.
fn homes(rooms: usize, area: f64, family: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let owners = book.add_worksheet();
    owners.set_name("业主").unwrap().write_row(0, 0, ["业主编号", "姓名", "手机号"]).unwrap();
    for n in 0..rooms {
        let row = [format!("Y{n:05}"), format!("{family}伟{n}"), format!("139{n:08}")];
        owners.write_row(u32::try_from(n + 1).unwrap(), 0, row).unwrap();
    }
    let sheet = book.add_worksheet();
    sheet.set_name("房屋").unwrap().write_row(0, 0, ["楼栋", "单元", "房号", "业主编号", "建筑面积"]).unwrap();
    for n in 0..rooms {
        let (building, number) = (600 + n / 100, format!("{}{:02}", 1 + n % 100 / 4, 1 + n % 4));
        let row = u32::try_from(n + 1).unwrap();
        sheet.write_row(row, 0, [building.to_string(), "1".into(), number, format!("Y{n:05}")]).unwrap();
        sheet.write_number(row, 4, area).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn part(bytes: Vec<u8>, name: &str) -> Part {
    Part::bytes(bytes).file_name(name.to_owned())
}

impl Client {
    /// The one community.
    async fn community(&self) -> Value {
        let (_, orgs) = self.get("/api/v1/org/orgs").await;
        let rows = orgs["rows"].as_array().or(orgs.as_array()).cloned().unwrap_or_default();
        rows.iter().find(|org| org["kind"] == "community").unwrap_or_else(|| panic!("{orgs}"))["id"].clone()
    }

    /// Uploads a workbook through the API; the import, as soon as it is read.
    async fn brings(&self, community: &Value, bytes: Vec<u8>, name: &str) -> (u16, Value) {
        let form = Form::new().part("file", part(bytes, name));
        let sent = self.http.post(format!("{}/api/v1/files", self.url)).multipart(form).send().await.unwrap();
        let status = sent.status().as_u16();
        let kept: Value = sent.json().await.unwrap_or_default();
        if status != 201 {
            return (status, kept);
        }
        let input = json!({"org_id": community, "file": kept["files"][0]});
        let (status, done) = self.post("/api/v1/intake/imports", input).await;
        if status != 200 {
            return (status, done);
        }
        (200, self.import_after(&done["id"], &["uploaded"]).await)
    }

    /// The import, once it is in none of these states.
    async fn import_after(&self, id: &Value, states: &[&str]) -> Value {
        for _ in 0..3_000 {
            let (_, import) = self.get(&format!("/api/v1/intake/imports/{}", id.as_str().unwrap())).await;
            if !states.contains(&import["state"].as_str().unwrap_or("uploaded")) {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("still {states:?}");
    }

    /// Checks and imports all or nothing; the import while it is being applied.
    async fn begins(&self, import: &Value) {
        let path = |verb: &str| format!("/api/v1/intake/imports/{}/{verb}", import["id"].as_str().unwrap());
        assert_eq!(self.post(&path("dry_run"), json!({})).await.0, 200);
        let checked = self.import_after(&import["id"], &["checking"]).await;
        assert_eq!((&checked["state"], &checked["refused"]), (&json!("checked"), &json!(0)), "{checked}");
        let (status, told) = self.post(&path("apply"), json!({"policy": "all"})).await;
        assert_eq!(status, 200, "{told}");
    }

    /// How many rooms there are, and the area of the first.
    async fn rooms(&self) -> (i64, Value) {
        let (_, list) = self.get("/api/v1/property/places?kind=room&limit=1").await;
        let id = list["rows"][0]["id"].as_str().unwrap_or_default();
        let area = self.get(&format!("/api/v1/property/places/{id}")).await.1["built_area"].clone();
        (list["count"].as_i64().unwrap_or_default(), area)
    }

    async fn persons(&self) -> i64 {
        self.get("/api/v1/party/persons?limit=1").await.1["count"].as_i64().unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_cut_off_by_a_power_failure_shows_nothing_and_is_brought_to_its_end() {
    let place = Place::new().await;
    let mut serving = place.serve(&["--unlimited"]);
    let client = Client::of(&serving.url);
    client.set_up().await;
    let community = client.community().await;
    let (status, first) = client.brings(&community, homes(900, 80.0, "王"), "第一批.xlsx").await;
    assert_eq!((status, &first["state"]), (200, &json!("mapped")), "{first}");
    client.begins(&first).await;
    assert_eq!(client.import_after(&first["id"], &["applying"]).await["state"], "done");
    let before = client.rooms().await;
    assert_eq!((before.0, client.persons().await), (900, 900));

    // The same rooms with other areas, and many new ones: so many that the end is far off when it is seen to be under way.
    let (_, second) = client.brings(&community, homes(5_400, 90.0, "李"), "第二批.xlsx").await;
    client.begins(&second).await;
    let mut under_way = false;
    for _ in 0..3_000 {
        let (_, import) = client.get(&format!("/api/v1/intake/imports/{}", second["id"].as_str().unwrap())).await;
        assert_eq!(import["state"], "applying", "it was over before the power failed");
        under_way = import["done"].as_i64().is_some_and(|done| done > 800);
        if under_way {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(under_way, "it never got under way");
    serving.child.kill().unwrap();
    serving.child.wait().unwrap();
    tokio::task::block_in_place(|| place.run(&["verify"])).well();

    let serving = place.serve(&["--unlimited"]);
    let client = Client::of(&serving.url);
    client.sign_in("admin").await;
    assert_eq!((client.rooms().await, client.persons().await), (before.clone(), 900), "nobody sees a part of it");
    // The lease of the dead process runs out after a minute; then another goes on.
    let done = client.import_after(&second["id"], &["applying"]).await;
    assert_eq!(done["state"], "done", "{done}");
    let after = client.rooms().await;
    assert_eq!((after.0, client.persons().await), (5_400, 5_400));
    assert_ne!(after.1, before.1, "the rooms that were there have changed");
    drop(serving);
    tokio::task::block_in_place(|| place.run(&["verify"])).well();
}

/// A zip with one part of so many spaces.
fn zipped(name: &str, spaces: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(&vec![b' '; spaces]).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A workbook whose cells are what nobody asked for: formulas, merged cells, dates as text.
fn odd() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("房屋").unwrap().write_row(0, 0, ["楼栋", "单元", "房号", "建筑面积", "交付日期"]).unwrap();
    sheet.merge_range(1, 0, 3, 0, "700", &rust_xlsxwriter::Format::new()).unwrap();
    for row in 1..=3 {
        sheet.write_row(row, 1, ["1".to_owned(), format!("10{row}")]).unwrap();
        let formula = rust_xlsxwriter::Formula::new("=40+40.5").set_result("80.5");
        sheet.write_formula(row, 3, formula).unwrap();
        sheet.write(row, 4, ["2026年1月5日", "2026/1/5", "20260105"][row as usize - 1]).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// Uploads that are none, each with what is wrong with it: to the API, and to the page's form.
fn bodies(client: &Client, org: &str) -> Vec<(&'static str, RequestBuilder)> {
    let to_api = || client.http.post(format!("{}/api/v1/files", client.url));
    let to_page = || client.http.post(format!("{}/intake/imports", client.url)).header("origin", &client.url);
    let form = || Form::new().text("org_id", org.to_owned());
    let file = |bytes: &[u8]| part(bytes.to_vec(), "房屋.xlsx");
    let torn = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\nPK";
    let boundary = "multipart/form-data; boundary=x";
    vec![
        ("no file", to_api().multipart(Form::new().text("file", ""))),
        ("a wrong field", to_api().multipart(form())),
        ("a truncated body", to_api().header("content-type", boundary).body(torn)),
        ("no boundary", to_api().header("content-type", "multipart/form-data").body(torn)),
        ("a program", to_api().multipart(form().part("file", file(b"MZ\x90\0\x03\0\0\0")))),
        ("50 MB", to_api().multipart(form().part("file", file(&vec![0xff; 50 << 20])))),
        ("the page without a file", to_page().multipart(form())),
        ("the page with the file elsewhere", to_page().multipart(form().part("sheet", file(&odd())))),
        ("the page with two files", to_page().multipart(form().part("file", file(&odd())).part("file", file(&odd())))),
        ("the page with a program", to_page().multipart(form().part("file", file(b"\x7fELF\x02\x01")))),
        ("the page with a truncated body", to_page().header("content-type", boundary).body(torn)),
    ]
}

/// An answer says in words what is wrong: as a problem with its fields, or on the page.
async fn speaks(what: &str, answer: Response) {
    let (status, kind) = (answer.status().as_u16(), answer.headers().get("content-type").cloned());
    let kind = kind.and_then(|kind| kind.to_str().map(str::to_owned).ok()).unwrap_or_default();
    let body = answer.text().await.unwrap_or_default();
    assert!((400..500).contains(&status), "{what}: {status} {body}");
    if kind.starts_with("text/html") {
        assert!(!body.contains(">invalid-") && !body.contains(">error-"), "{what}: a key instead of words: {body}");
        return;
    }
    assert!(kind.starts_with("application/problem+json"), "{what}: {kind}");
    let problem: Value = serde_json::from_str(&body).unwrap();
    let fields = problem["errors"].as_array().cloned().unwrap_or_default();
    let said: Vec<&Value> = fields.iter().map(|field| &field["detail"]).chain([&problem["title"]]).collect();
    let words = |text: &&Value| text.as_str().is_some_and(|text| !text.is_empty() && !text.is_ascii());
    assert!(said.iter().all(words), "{what}: a key instead of words: {body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_nobody_should_send_end_in_words_and_harm_nobody() {
    let place = Place::new().await;
    let mut serving = place.serve(&["--unlimited"]);
    let client = Client::of(&serving.url);
    client.set_up().await;
    let community = client.community().await;
    for (what, request) in bodies(&client, community.as_str().unwrap()) {
        match request.send().await {
            Ok(answer) => speaks(what, answer).await,
            // The door may close before all of fifty megabytes has come.
            Err(error) => assert!(what == "50 MB" && !error.is_timeout(), "{what}: {error}"),
        }
    }
    let (_, imports) = client.get("/api/v1/intake/imports").await;
    assert_eq!(imports["count"], 0, "none of them became an import: {imports}");

    let empty = format!("楼栋,单元,房号\n{}", ",,\n".repeat(1_000_000));
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("a zip of something else", zipped("readme.txt", 5)),
        ("a bomb", zipped("xl/worksheets/sheet1.xml", 500 << 20)),
        ("nothing but empty rows", empty.into_bytes()),
        ("half a workbook", odd()[..odd().len() / 2].to_vec()),
    ];
    for (what, bytes) in files {
        let (status, import) = client.brings(&community, bytes, "来历不明.xlsx").await;
        let refused = status == 422 || import["state"] == "refused" && import["fault"]["key"].is_string();
        let nothing = import["state"] == "mapped" && import["total"] == 0;
        assert!(refused || nothing, "{what}: {status} {import}");
    }
    assert_eq!(client.rooms().await.0, 0);

    // What is only odd is taken as it is meant.
    let (_, odd) = client.brings(&community, odd(), "房屋.xlsx").await;
    client.begins(&odd).await;
    assert_eq!(client.import_after(&odd["id"], &["applying"]).await["state"], "done");
    assert_eq!(client.rooms().await.0, 3);
    assert!(serving.child.try_wait().unwrap().is_none(), "the server stands");
    drop(serving);
    tokio::task::block_in_place(|| place.run(&["verify"])).well();
}
