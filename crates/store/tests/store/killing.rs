//! `kill -9` loses nothing that was answered, and leaves no action half done.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use store::{Db, Options};
use uuid::Uuid;

use crate::fresh::{ROOMS, add_room, org, scope};

/// Set for the process that is killed: the address of its database.
const VICTIM: &str = "STORE_TEST_VICTIM";

/// Not a test by itself: the process that is killed. It writes pairs of rooms from several callers and says which were
/// answered.
#[tokio::test(flavor = "multi_thread")]
async fn the_victim() {
    let Ok(url) = std::env::var(VICTIM) else { return };
    let db = Db::open(&url, Options::default()).await.unwrap();
    db.migrate(&[ROOMS]).await.unwrap();
    let callers = (0..16_u128).map(|caller| {
        let db = db.clone();
        tokio::spawn(async move {
            for n in (caller..).step_by(16) {
                db.transact(&scope(&[org(1)]), move |tx| {
                    Box::pin(async move {
                        add_room(tx, org(1), 2 * n, &format!("{n} left")).await?;
                        add_room(tx, org(1), 2 * n + 1, &format!("{n} right")).await
                    })
                })
                .await
                .unwrap();
                println!("answered {n}");
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
}

#[tokio::test]
async fn what_was_answered_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("steward.db").display());
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killing::the_victim", "--nocapture"])
        .env(VICTIM, &url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let mut answered = BTreeSet::new();
    let number = |line: std::io::Result<String>| line.ok()?.strip_prefix("answered ")?.parse::<u128>().ok();
    while answered.len() < 400 {
        answered.extend(number(lines.next().expect("the victim ended by itself")));
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    answered.extend(lines.filter_map(number));

    let db = Db::open(&url, Options::default()).await.unwrap();
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    let rooms: Vec<Uuid> = tx.fetch_values("SELECT id FROM rooms ORDER BY id", vec![]).await.unwrap();
    let rooms: BTreeSet<u128> = rooms.into_iter().map(|id| id.as_u128()).collect();
    let lost: Vec<_> = answered.iter().filter(|n| !rooms.contains(&(2 * *n))).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
    let half: Vec<_> = rooms.iter().filter(|id| !rooms.contains(&(**id ^ 1))).collect();
    assert!(half.is_empty(), "half done: {half:?}");
}
