//! Workbooks nobody should send, made of good ones by a seeded hand: whatever comes, the import ends in words, nothing of it
//! stays half done, and the house still stands. A few seconds by default; as long as `STEWARD_FUZZ_SECONDS` says.

use std::{
    io::{Cursor, Read, Write},
    time::{Duration, Instant},
};

use intake::{Policy, State};
use kernel::Error;
use serde_json::json;
use testkit::Workshop;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{community, foreign, here, import, left_staged, look_after, old, read, seen, upload};

/// How long is tried.
#[allow(clippy::disallowed_methods, reason = "how long a test may run is said by its surroundings")]
fn patience() -> Duration {
    let seconds = std::env::var("STEWARD_FUZZ_SECONDS").ok().and_then(|given| given.parse().ok());
    // Half of it: the API is tried as well.
    Duration::from_secs(seconds.map_or(4, |given: u64| given / 2).max(2))
}

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

type Parts = Vec<(String, Vec<u8>)>;

fn unpacked(bytes: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a workbook of our own");
    (0..archive.len())
        .map(|n| {
            let mut part = archive.by_index(n).expect("a part");
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("reads");
            (part.name().expect("a name").into_owned(), content)
        })
        .collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("starts");
        zip.write_all(content).expect("writes");
    }
    zip.finish().expect("finishes").into_inner()
}

/// What stands in cells nobody should fill like this.
const CELLS: &[&str] = &[
    r#"<c r="A2"><f>1/0</f><v>#DIV/0!</v></c>"#,
    r#"<c r="A2" t="str"><f>HYPERLINK("http://example.com")</f><v>点我</v></c>"#,
    r#"<c r="B2" t="s"><v>99999999</v></c>"#,
    r#"<c r="B2" t="s"><v>-1</v></c>"#,
    r#"<c r="A2" t="inlineStr"><is><t>2026年13月45日</t></is></c>"#,
    r#"<c r="XFD1048576"><v>1</v></c>"#,
    r#"<c r="ZZZZZZ1"><v>1</v></c>"#,
    r#"<c r="A0"><v>1</v></c>"#,
    r#"<c><v>1e308</v></c>"#,
    r#"<c r="A2" t="e"><v>#REF!</v></c>"#,
    r#"<c r="A2" t="d"><v>0000-00-00</v></c>"#,
    r#"<c r="A2" t="b"><v>7</v></c>"#,
    r#"<c r="A2"><v>NaN</v></c>"#,
    r#"<c r="A2" s="4294967295"><v>44000.5</v></c>"#,
    r#"<c r="A2" t="inlineStr"><is><t>=cmd|' /C calc'!A0</t></is></c>"#,
    "<c r=\"A2\" t=\"inlineStr\"><is><t>\u{202e}&#0;&#x110000;</t></is></c>",
];

/// What stands between the rows of a sheet nobody should make like this.
const AROUND: &[&str] = &[
    r#"<dimension ref="A1:XFD1048576"/>"#,
    r#"<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>"#,
    r#"<mergeCells><mergeCell ref="B2:A1"/><mergeCell ref="A1:"/><mergeCell/></mergeCells>"#,
    r#"<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>"#,
    "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>",
    "<![CDATA[]]>",
    "<!--",
    "</sheetData></sheetData>",
];

/// Changes a sheet's text somewhere.
fn scribble(dice: &mut Dice, xml: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(xml).into_owned();
    let places: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
    let at = *dice.one(&places);
    let put = match dice.below(7) {
        0 => (*dice.one(CELLS)).to_owned(),
        1 => (*dice.one(AROUND)).to_owned(),
        2 => format!("{}{}", "<c>".repeat(20_000), "</c>".repeat(20_000)),
        3 => (1..20_000).map(|n| format!("<row r=\"{n}\"/>")).collect(),
        4 => format!("<c r=\"A3\" t=\"inlineStr\"><is><t>{}</t></is></c>", "名".repeat(40_000)),
        5 => {
            // Something is missing.
            let end = *dice.one(&places);
            let (from, to) = (at.min(end), at.max(end));
            *xml = format!("{}{}", &text[..from], &text[to..]).into_bytes();
            return;
        }
        _ => text[at..text.len().min(at + 400)].chars().collect(),
    };
    *xml = format!("{}{put}{}", &text[..at], &text[at..]).into_bytes();
}

/// A workbook made of a good one.
fn spoilt(dice: &mut Dice, good: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    match dice.below(8) {
        0 => {
            for _ in 0..=dice.below(20) {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
        }
        1 => bytes.truncate(dice.below(good.len())),
        2 => {
            let (from, to) = (dice.below(good.len()), dice.below(good.len()));
            bytes.extend_from_slice(&good[from.min(to)..from.max(to)]);
        }
        3 => {
            let mut parts = unpacked(good);
            let gone = dice.below(parts.len());
            parts.remove(gone);
            bytes = packed(&parts);
        }
        4 => {
            let mut parts = unpacked(good);
            let place = dice.below(parts.len());
            parts[place].1 = vec![b' '; 30 << 20];
            bytes = packed(&parts);
        }
        _ => {
            let mut parts = unpacked(good);
            let sheets: Vec<usize> =
                (0..parts.len()).filter(|n| parts[*n].0.contains("sheet") || parts[*n].0.contains("Strings")).collect();
            for _ in 0..=dice.below(3) {
                let place = *dice.one(&sheets);
                scribble(dice, &mut parts[place].1);
            }
            bytes = packed(&parts);
        }
    }
    bytes
}

/// A workbook of the old Excel made of a good one: its records and the tables of its sectors are just bytes.
fn spoilt_old(dice: &mut Dice) -> Vec<u8> {
    let mut bytes = old();
    for _ in 0..=dice.below(30) {
        // Every other mistake hits the head of the file or of its records, where the sizes stand.
        let within = if dice.below(2) == 0 { 1_024 } else { bytes.len() };
        let at = dice.below(within.min(bytes.len()));
        bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0);
    }
    if dice.below(4) == 0 {
        bytes.truncate(dice.below(old().len()));
    }
    bytes
}

/// Text made of good text.
fn spoilt_text(dice: &mut Dice) -> Vec<u8> {
    const PIECES: &[&str] = &[
        "\"",
        "\"\"",
        ",",
        ";",
        "\t",
        "\r",
        "\n",
        "\u{feff}",
        "\u{0}",
        "名",
        "=1+1",
        "2026-02-30",
        "13800138000",
        "1e99",
        "-",
        "'; DROP TABLE persons; --",
        "<script>",
        "业主编号,姓名,手机号\n",
        "1,王伟,13900000001\n",
    ];
    let mut text = "业主编号,姓名,手机号\n1,王伟,13900000001\n2,李芳,13900000002\n".as_bytes().to_vec();
    for _ in 0..=dice.below(12) {
        let at = dice.below(text.len());
        let piece = dice.one(PIECES).as_bytes();
        match dice.below(3) {
            0 => text[at] = u8::try_from(dice.below(256)).unwrap_or(0),
            1 => drop(text.splice(at..at, piece.iter().copied())),
            _ => text.truncate(at.max(1)),
        }
    }
    text
}

/// How an import ended, and the sentence with which it was refused or stopped.
type Ending = (String, String);

/// Imports it as the command line does.
async fn by_command(shop: &Workshop, bytes: Vec<u8>, policy: Policy) -> Ending {
    let report = import(shop, bytes, policy, false).await;
    (report.state.word().to_owned(), report.fault.map(|f| f.key).unwrap_or_default())
}

/// Imports it as a person does: uploads it, tries it, imports it.
async fn by_hand(shop: &Workshop, bytes: Vec<u8>, policy: Policy) -> Ending {
    let who = shop.holder(&[shop.here]);
    let id = upload(shop, &who, "来历不明.xlsx", bytes).await;
    for (verb, from, input) in
        [("dry_run", "checking", json!({"id": id})), ("apply", "applying", json!({"id": id, "policy": policy}))]
    {
        if !matches!(read(shop, &id).await["state"].as_str(), Some("mapped" | "checked")) {
            break;
        }
        match shop.act(&who, &format!("intake.import.{verb}"), input).await {
            Ok(_) => drop(look_after(shop, &id, from).await),
            Err(Error::Broken(message)) => return (format!("not {from}"), message.key.into_owned()),
            Err(other) => panic!("{verb}: {other}"),
        }
    }
    let record = read(shop, &id).await;
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    (word(&record["state"]), word(&record["fault"]["key"]))
}

/// Imports it for real and looks what is left.
async fn survives(shop: &Workshop, bytes: Vec<u8>, policy: Policy, by_person: bool, what: &str) {
    let before = seen(shop).await;
    let (state, said) =
        if by_person { by_hand(shop, bytes, policy).await } else { by_command(shop, bytes, policy).await };
    assert_ne!(said, "intake-broke-off", "{what}: a trouble of ours, not a word about the file");
    if state != "done" {
        assert!(!said.is_empty(), "{what}: {state} without a reason");
        assert_eq!(seen(shop).await, before, "{what}: something of it stayed");
    }
    assert_eq!(left_staged(shop).await, 0, "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(clippy::disallowed_methods, reason = "it is tried for so long, whatever time the house has")]
async fn spoilt_workbooks_and_texts_end_in_words() {
    let (shop, _) = here().await;
    let (good, small) = (foreign(false), community(5));
    let (mut dice, until) = (Dice(0x5eed_2026_1121), Instant::now() + patience());
    let mut tried = 0_u64;
    while Instant::now() < until || tried < 12 {
        let state = dice.0;
        let policy = if dice.below(2) == 0 { Policy::All } else { Policy::Good };
        let bytes = match dice.below(5) {
            0 => spoilt_text(&mut dice),
            1 => spoilt(&mut dice, &small),
            2 => spoilt_old(&mut dice),
            _ => spoilt(&mut dice, &good),
        };
        let by_person = dice.below(2) == 0;
        survives(&shop, bytes, policy, by_person, &format!("the file made at {state:#x}")).await;
        tried += 1;
    }
    let most = resident();
    // All tests of this program are in it, the one that binds the handbook too; a file that is not bounded takes more than all of them.
    assert!(most < 1_500_000_000, "{most} bytes after {tried} files");
    shop.app.check().await;
}

/// The most memory this process has used, all tests that run beside this one included.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) * 1_024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_million_empty_rows_and_a_bomb_are_over_in_a_moment() {
    let (shop, _) = here().await;
    let mut parts = unpacked(&foreign(false));
    let place = parts.iter().position(|(name, _)| name.ends_with("sheet1.xml")).expect("a sheet");
    let text = String::from_utf8(parts[place].1.clone()).expect("text");
    let empty: String = (40..1_048_576).map(|n| format!("<row r=\"{n}\"/>")).collect();
    parts[place].1 = text.replace("</sheetData>", &format!("{empty}</sheetData>")).into_bytes();
    let report = import(&shop, packed(&parts), Policy::All, false).await;
    assert_eq!((report.state, seen(&shop).await), (State::Done, [2, 2, 2]), "{:?}", report.fault);
    parts[place].1 = vec![b' '; 500 << 20];
    let report = import(&shop, packed(&parts), Policy::All, false).await;
    assert_eq!(report.state, State::Refused, "{:?}", report.fault);
}
