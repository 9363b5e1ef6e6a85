//! A backup while everything goes on is one moment, whole; a damaged one is refused.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kernel::{Actor, Error, Instant, Span};
use store::{
    Db, Dialect, args,
    audit::{self, Entry, Sealer},
    backup,
    files::Files,
};
use uuid::Uuid;

use crate::{
    contents::name,
    fresh::{self, ROOMS, add, org, quick, scope},
    on_both,
};

on_both!(a_backup_made_while_serving_is_restored_whole, a_damaged_archive_is_refused, a_place_in_use_is_refused,);

const NOON: Instant = Instant(1_763_700_000_000_000);

/// A new place to restore into: its address, and what to drop afterwards.
async fn new_place(db: &Db, folder: &Path) -> (String, Option<String>) {
    match db.dialect() {
        Dialect::Sqlite => (format!("sqlite:{}", folder.join("restored.db").display()), None),
        Dialect::Postgres => {
            let (url, name) = fresh::make_database(&fresh::server().unwrap()).await;
            (url, Some(name))
        }
    }
}

async fn clear(name: Option<String>) {
    if let Some(name) = name {
        fresh::drop_database(&fresh::server().unwrap(), &name).await;
    }
}

/// Opens room after room with a photo and an audit row until told to stop.
async fn serve(db: Db, kept: Files, stop: Arc<AtomicBool>) -> u128 {
    let mut n = 0_u128;
    while !stop.load(Ordering::SeqCst) {
        n += 1;
        let content = kept.put(format!("photo {n}").into_bytes()).await.unwrap();
        name(&db, org(1), n, &content).await.unwrap();
        db.transact(&scope(&[org(1)]), move |tx| {
            Box::pin(async move {
                let photo =
                    args![org(1), Uuid::from_u128(n), format!("{n}"), 1_i64, n.is_multiple_of(2), vec![0_u8, 255]];
                tx.execute(
                    "INSERT INTO rooms (org_id, id, number, area, empty, photo) VALUES ($1, $2, $3, $4, $5, $6)",
                    photo,
                )
                .await?;
                let (action, target) = ("room.add".to_owned(), format!("room_{n}"));
                let id = Uuid::from_u128(n);
                let entry = Entry { org: org(1), id, at: NOON, action, target, before: None, after: None };
                audit::write(tx, &Actor::system("sim", org(1), BTreeSet::new()), vec![entry]).await
            })
        })
        .await
        .unwrap();
        if n.is_multiple_of(10) {
            Sealer.run_once(&db, NOON).await.unwrap();
        }
    }
    n
}

async fn a_backup_made_while_serving_is_restored_whole(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let kept = Files::open(folder.path().join("files")).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let serving = tokio::spawn(serve(db.clone(), kept.clone(), stop.clone()));
    while fresh::numbers(&db, &[org(1)]).await.len() < 30 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let archive = folder.path().join("backup.tar");
    let manifest = backup::write(&db, &kept, &archive, NOON).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    let served = serving.await.unwrap();
    assert!(manifest.missing.is_empty());

    let (url, made) = new_place(&db, folder.path()).await;
    let place = folder.path().join("restored-files");
    assert_eq!(backup::restore(&archive, &url, &place, &[ROOMS]).await.unwrap(), manifest);
    let restored = Db::open(&url, quick()).await.unwrap();
    restored.migrate(&[ROOMS]).await.unwrap();
    let rooms = fresh::numbers(&restored, &[org(1)]).await.len() as u128;
    assert!((30..=served).contains(&rooms), "{rooms} of {served}");
    assert_eq!(Files::open(&place).unwrap().check(&restored).await.unwrap(), [], "each name has its content");
    assert_eq!(audit::verify(&restored, NOON, Span::minutes(1)).await.unwrap(), []);
    let mut tx = restored.read(&scope(&[org(1)])).await.unwrap();
    let row: (i64, bool, Option<String>, Vec<u8>) =
        tx.fetch_one("SELECT area, empty, note, photo FROM rooms WHERE number = $1", args!["2"]).await.unwrap();
    assert_eq!(row, (1, true, None, vec![0, 255]));
    let noted: i64 = tx.fetch_value("SELECT count(*) FROM audit", vec![]).await.unwrap();
    assert_eq!(noted as u128, rooms, "a room and its audit row are of one moment");
    drop(tx);
    add(&restored, org(1), 100_000, "new").await.unwrap();
    restored.close().await;
    clear(made).await;
}

async fn a_damaged_archive_is_refused(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let kept = Files::open(folder.path().join("files")).unwrap();
    name(&db, org(1), 1, &kept.put(b"needle in the photo".to_vec()).await.unwrap()).await.unwrap();
    let archive = folder.path().join("backup.tar");
    backup::write(&db, &kept, &archive, NOON).await.unwrap();
    let mut bytes = Vec::new();
    fs::File::open(&archive).unwrap().read_to_end(&mut bytes).unwrap();
    let at = bytes.windows(6).position(|window| window == b"needle").unwrap();

    let cut = bytes[..at].to_vec();
    bytes[at] = b'N';
    for (damaged, what) in [(bytes, "changed"), (cut, "cut off")] {
        fs::File::create(&archive).unwrap().write_all(&damaged).unwrap();
        let (url, made) = new_place(&db, folder.path()).await;
        let place = folder.path().join("restored-files");
        let answer = backup::restore(&archive, &url, &place, &[ROOMS]).await;
        assert!(matches!(answer, Err(Error::Internal(_))), "{what}");
        assert!(!place.exists() && !folder.path().join("restored.db").exists(), "{what}: nothing is in place");
        clear(made).await;
    }
}

async fn a_place_in_use_is_refused(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let kept = Files::open(folder.path().join("files")).unwrap();
    let archive = folder.path().join("backup.tar");
    add(&db, org(1), 1, "1-101").await.unwrap();
    kept.put(b"a photo".to_vec()).await.unwrap();
    backup::write(&db, &kept, &archive, NOON).await.unwrap();
    assert!(backup::write(&db, &kept, &archive, NOON).await.is_err(), "an older backup is not overwritten");

    let (url, made) = new_place(&db, folder.path()).await;
    assert!(backup::restore(&archive, &url, &folder.path().join("files"), &[ROOMS]).await.is_err());
    let place = folder.path().join("place");
    backup::restore(&archive, &url, &place, &[ROOMS]).await.unwrap();
    assert!(backup::restore(&archive, &url, &folder.path().join("other"), &[ROOMS]).await.is_err());
    let restored = Db::open(&url, quick()).await.unwrap();
    assert_eq!(fresh::numbers(&restored, &[org(1)]).await, ["1-101"]);
    restored.close().await;
    clear(made).await;
}
