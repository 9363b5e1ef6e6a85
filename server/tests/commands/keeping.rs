//! Export, backup, restore and verify: what was kept is there again, and what was touched is named.

use std::{fs, path::PathBuf};

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection};

use super::{Client, Place, text};

/// A photo that no one has seen before.
fn photo(nth: usize) -> Vec<u8> {
    let mut picture = image::RgbImage::new(40, 30);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        *pixel = image::Rgb([(x * 5) as u8, (y * 7) as u8, nth as u8]);
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Founds the nth branch and stores a photo.
async fn work(client: &Client, nth: usize) {
    let branch = json!({"parent_id": "org_00000000000000000000000000000001", "kind": "branch", "code": format!("B{nth}"), "name": format!("分公司{nth}")});
    let (status, told) = client.post("/api/v1/org/orgs", branch).await;
    assert_eq!(status, 200, "{told}");
    let part = reqwest::multipart::Part::bytes(photo(nth)).file_name("photo.png").mime_str("image/png").unwrap();
    let form = reqwest::multipart::Form::new().part("file", part);
    let sent = client.http.post(format!("{}/api/v1/files", client.url)).multipart(form).send().await.unwrap();
    assert_eq!(sent.status(), 201);
}

fn canonical(place: &Place) -> String {
    place.run(&["export", "--canonical"]).well().out
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_everybody_works_is_whole_and_comes_back_elsewhere() {
    let place = Place::new().await;
    let mut serving = place.serve(&["--unlimited"]);
    let client = Client::of(&serving.url);
    client.set_up().await;
    let busy = place.folder.path().join("busy.tar");
    let working = tokio::spawn(async move {
        for nth in 0..60 {
            work(&client, nth).await;
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    let said = tokio::task::block_in_place(|| place.run(&["backup", "--to", text(&busy)])).well();
    assert!(said.out.contains("master.key"), "it says what to keep apart: {}", said.out);
    working.await.unwrap();
    // Jobs of its own go on in a server that nobody asks anything; only one that has ended writes nothing more. What it left
    // unsealed is sealed by the next that looks: here, before it is kept, or each would seal it for himself.
    serving.terminate();
    assert_eq!(serving.ended(), Some(0));
    place.run(&["verify"]).well();
    let quiet = place.folder.path().join("quiet.tar");
    place.run(&["backup", "--to", text(&quiet)]).well();

    let again = place.run(&["backup", "--to", text(&quiet)]);
    assert_eq!(again.code, Some(1), "a backup is never written over: {again:?}");
    let restored = |archive: PathBuf| async move {
        let new = Place::new().await;
        new.run(&["restore", "--from", text(&archive)]).well();
        new
    };
    let (middle, end) = (restored(busy).await, restored(quiet).await);
    for new in [&middle, &end] {
        fs::copy(place.data().join("master.key"), new.data().join("master.key")).unwrap();
        let sound = new.run(&["verify"]);
        assert_eq!(sound.code, Some(0), "{}", sound.out);
    }
    let (kept, come_back) = (canonical(&place), canonical(&end));
    let differs = kept.lines().zip(come_back.lines()).find(|(was, is)| was != is);
    assert!(kept == come_back, "the same rows come back: {differs:?}");
    let (some, all) = (canonical(&middle).lines().count(), canonical(&place).lines().count());
    assert!(some <= all, "the first one holds what was there at its moment: {some} of {all} lines");
    let serving = end.serve(&[]);
    Client::of(&serving.url).sign_in("admin").await;

    let over = end.run(&["restore", "--from", text(&place.folder.path().join("quiet.tar"))]);
    assert_eq!(over.code, Some(1), "never over a place in use");
    assert!(over.err.contains("already") || over.err.contains("not empty"), "{}", over.err);
    end.run(&["verify"]).well();
    let nothing = Place::new().await.run(&["restore", "--from", "/no/such/archive.tar"]);
    assert_eq!(nothing.code, Some(1));
}

#[tokio::test]
async fn exports_name_the_lists_and_say_the_same_twice() {
    let place = Place::with_a_history().await;
    let lists = place.run(&["export"]).well().out;
    assert!(lists.lines().any(|l| l == "desk.case.list"), "{lists}");
    let to = place.folder.path().join("cases.xlsx");
    place.run(&["export", "desk.case.list", "--to", text(&to)]).well();
    assert!(fs::read(&to).unwrap().starts_with(b"PK"), "a workbook");
    let unknown = place.run(&["export", "no.such.list", "--to", text(&to)]);
    assert_eq!(unknown.code, Some(1));
    let first = canonical(&place);
    assert!(first.contains("# cases") && first == canonical(&place));
    for secret in ["$argon2", "13800100009"] {
        assert!(!first.contains(secret), "{secret} is in the canonical text");
    }
}

/// Does a statement behind everybody's back.
async fn tamper(place: &Place, sql: &str) {
    let done = match &place.database {
        Some(url) => {
            let mut database = sqlx::PgConnection::connect(url).await.unwrap();
            sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut database).await.unwrap().rows_affected()
        }
        None => {
            let database = rusqlite::Connection::open(place.data().join("steward.db")).unwrap();
            database.execute(sql, []).unwrap() as u64
        }
    };
    assert!(done > 0, "nothing was tampered with");
}

/// A stored file.
fn stored(place: &Place) -> PathBuf {
    let places = fs::read_dir(place.data().join("files")).unwrap().map(|e| e.unwrap().path());
    let place = places.filter(|p| p.is_dir() && !p.ends_with("coming")).min().unwrap();
    fs::read_dir(place).unwrap().map(|e| e.unwrap().path()).min().unwrap()
}

#[tokio::test]
async fn verify_names_the_row_and_the_file_that_were_touched() {
    let place = Place::with_a_history().await;
    let sound = place.run(&["verify"]).well();
    assert!(sound.out.contains("All is sound") && sound.out.contains("seal"), "{}", sound.out);
    let found = |part: &str, words: &str| {
        let ran = place.run(&["verify"]);
        assert_eq!(ran.code, Some(1), "{part}: {}", ran.out);
        assert!(ran.out.lines().any(|l| l.starts_with(part) && l.contains(words)), "{part} {words}: {}", ran.out);
    };
    let content = stored(&place);
    let name = content.file_name().unwrap().to_str().unwrap().to_owned();
    let kept = fs::read(&content).unwrap();
    fs::remove_file(&content).unwrap();
    found("files: Missing", &name);
    fs::write(&content, b"scribble").unwrap();
    found("files: Damaged", &name);
    fs::write(&content, &kept).unwrap();
    let orphan = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    fs::create_dir_all(place.data().join("files/e3")).unwrap();
    fs::write(place.data().join("files/e3").join(orphan), b"").unwrap();
    found("files: Orphan", orphan);
    fs::remove_file(place.data().join("files/e3").join(orphan)).unwrap();
    place.run(&["verify"]).well();

    tamper(&place, "UPDATE cases SET urgency = 'low', stage = 'closed', category = 'done' WHERE id IN (SELECT id FROM cases WHERE category <> 'done' ORDER BY id LIMIT 1)").await;
    found("cases:", "not what its state says");
    tamper(&place, "UPDATE audit SET actor_name = '别人' WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT 1)").await;
    found("audit:", "");
}
