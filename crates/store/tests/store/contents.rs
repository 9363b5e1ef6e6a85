//! Contents in the folder and their names in the table.

use kernel::{Error, Instant, OrgId, Result};
use store::{
    Db,
    files::{self, Content, Fault, File, Files},
};
use uuid::Uuid;

use crate::{
    fresh::{org, scope},
    on_both,
};

on_both!(
    a_content_comes_back_under_its_name,
    somebody_elses_file_is_not_found,
    an_erased_file_is_gone_for_readers_and_its_content_with_the_next_sweep,
    missing_damaged_and_orphaned_contents_are_told_apart,
);

const NOON: Instant = Instant(1_763_700_000_000_000);
const END: Instant = Instant(i64::MAX);

pub async fn name(db: &Db, org: OrgId, id: u128, content: &Content) -> Result<()> {
    let file = File {
        org,
        id: Uuid::from_u128(id),
        name: "漏水.jpg".into(),
        media_type: "image/jpeg".into(),
        size: content.size,
        sha256: content.sha256.clone(),
        at: NOON,
        by: Uuid::nil(),
    };
    db.transact(&scope(&[org]), move |tx| {
        let file = file.clone();
        Box::pin(async move { files::name(tx, &file).await })
    })
    .await
}

async fn load(db: &Db, org: OrgId, id: u128) -> Result<File> {
    files::load(&mut db.read(&scope(&[org])).await?, &scope(&[org]), Uuid::from_u128(id)).await
}

async fn a_content_comes_back_under_its_name(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let kept = Files::open(folder.path().join("files")).unwrap();
    let content = kept.put(b"a photo".to_vec()).await.unwrap();
    assert_eq!(kept.put(b"a photo".to_vec()).await.unwrap(), content, "kept once");
    name(&db, org(1), 1, &content).await.unwrap();
    let file = load(&db, org(1), 1).await.unwrap();
    assert_eq!((file.name.as_str(), file.size), ("漏水.jpg", 7));
    assert_eq!(kept.get(&file.sha256).await.unwrap(), b"a photo");
    assert!(matches!(kept.get("../../etc/passwd").await, Err(Error::NotFound)));
}

async fn somebody_elses_file_is_not_found(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let content = Files::open(folder.path()).unwrap().put(b"a photo".to_vec()).await.unwrap();
    name(&db, org(1), 1, &content).await.unwrap();
    assert!(matches!(load(&db, org(2), 1).await, Err(Error::NotFound)));
}

async fn an_erased_file_is_gone_for_readers_and_its_content_with_the_next_sweep(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let kept = Files::open(folder.path()).unwrap();
    let content = kept.put(b"a photo".to_vec()).await.unwrap();
    name(&db, org(1), 1, &content).await.unwrap();
    assert_eq!(kept.sweep(&db, END).await.unwrap(), 0, "it has a name");
    let everywhere = scope(&[org(1)]);
    db.transact(&scope(&[org(1)]), move |tx| {
        let everywhere = everywhere.clone();
        Box::pin(async move { files::erase(tx, &everywhere, Uuid::from_u128(1)).await })
    })
    .await
    .unwrap();
    assert!(matches!(load(&db, org(1), 1).await, Err(Error::NotFound)));
    assert_eq!(kept.sweep(&db, NOON).await.unwrap(), 0, "it came only now");
    assert_eq!(kept.sweep(&db, END).await.unwrap(), 1);
    assert!(matches!(kept.get(&content.sha256).await, Err(Error::NotFound)));
}

async fn missing_damaged_and_orphaned_contents_are_told_apart(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let kept = Files::open(folder.path()).unwrap();
    let mut contents = Vec::new();
    for n in 0..5_u8 {
        contents.push(kept.put(vec![n; 100]).await.unwrap());
    }
    for (id, content) in contents.iter().take(3).enumerate() {
        name(&db, org(1), id as u128, content).await.unwrap();
    }
    // The fourth was put there by nobody we know; the fifth came in with an action that was refused.
    std::fs::remove_file(folder.path().join("coming").join(&contents[3].sha256)).unwrap();
    std::fs::write(folder.path().join("notes.txt"), b"left here").unwrap();
    std::fs::remove_file(kept.path(&contents[0].sha256).unwrap()).unwrap();
    std::fs::write(kept.path(&contents[1].sha256).unwrap(), b"scribble").unwrap();
    let mut faults = kept.check(&db).await.unwrap();
    faults.sort_by_key(|fault| matches!(fault, Fault::Damaged(_)) as u8 + 2 * matches!(fault, Fault::Orphan(_)) as u8);
    let digest = |n: usize| contents[n].sha256.clone();
    let damaged = digest(1);
    assert_eq!(
        faults,
        [
            Fault::Missing(digest(0)),
            Fault::Damaged(damaged.clone()),
            Fault::Orphan(digest(3)),
            Fault::Orphan("notes.txt".into())
        ]
    );
    assert_eq!(kept.sweep(&db, END).await.unwrap(), 2, "a stranger's note is left to be looked at");
    assert!(!folder.path().join("coming").join(digest(1)).exists(), "what has a name needs no mark");
    assert!(matches!(kept.get(&damaged).await, Err(Error::Internal(_))));
}
