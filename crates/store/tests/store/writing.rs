//! Group commit and its promises; the same promises hold on PostgreSQL.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use kernel::{Error, Result};
use store::{Db, Options, Synchronous, args};
use uuid::Uuid;

use crate::{
    fresh::{add, add_room, broken, numbers, org, scope},
    on_both,
};

on_both!(
    one_failing_action_does_not_hurt_the_others,
    an_action_that_ignores_a_failed_statement_keeps_nothing,
    a_panic_fails_only_its_own_action,
    a_caller_who_goes_away_cancels_nothing,
    a_wake_up_comes_after_commit_and_only_then,
    a_number_taken_twice_is_a_conflict,
    many_rows_change_together_or_none,
    counting_side_by_side_loses_nothing,
    a_closed_store_says_so,
);

async fn one_failing_action_does_not_hurt_the_others(db: Db) {
    let works = (0..40_u128).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            db.write(&scope(&[org(1)]), move |mut tx| async move {
                let done = add_room(&mut tx, org(1), n, &format!("{n:02}")).await;
                let done = if n % 3 == 0 { broken() } else { done };
                (tx, done)
            })
            .await
        })
    });
    let mut kept = Vec::new();
    for (n, work) in works.collect::<Vec<_>>().into_iter().enumerate() {
        match work.await.unwrap() {
            Ok(_) => kept.push(format!("{n:02}")),
            Err(error) => assert!(matches!(error, Error::Broken(_)) && n % 3 == 0, "{n}: {error}"),
        }
    }
    assert_eq!(numbers(&db, &[org(1)]).await, kept);
    assert_eq!(kept.len(), 26);
}

async fn an_action_that_ignores_a_failed_statement_keeps_nothing(db: Db) {
    add(&db, org(1), 1, "1-101").await.unwrap();
    let answer: Result<()> = db
        .write(&scope(&[org(1)]), |mut tx| async move {
            add_room(&mut tx, org(1), 2, "1-102").await.unwrap();
            let _ = add_room(&mut tx, org(1), 3, "1-101").await;
            let _ = add_room(&mut tx, org(1), 4, "1-104").await;
            (tx, Ok(()))
        })
        .await;
    assert!(matches!(answer, Err(Error::Internal(_))));
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-101"]);
}

async fn a_panic_fails_only_its_own_action(db: Db) {
    let everybody = scope(&[org(1)]);
    let panics = db.write::<(), _, _>(&everybody, |mut tx| async move {
        add_room(&mut tx, org(1), 1, "1-101").await.unwrap();
        panic!("the lift fell");
    });
    let other = db.clone();
    let works = other.write(&everybody, |mut tx| async move {
        let done = add_room(&mut tx, org(1), 2, "1-102").await;
        (tx, done)
    });
    let (first, second) = tokio::join!(panics, works);
    assert!(matches!(first, Err(Error::Internal(_))));
    second.unwrap();
    add(&db, org(1), 3, "1-103").await.unwrap();
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-102", "1-103"]);
}

async fn a_caller_who_goes_away_cancels_nothing(db: Db) {
    let begun = Arc::new(AtomicBool::new(false));
    let (caller_db, seen) = (db.clone(), begun.clone());
    let caller = tokio::spawn(async move {
        caller_db
            .write(&scope(&[org(1)]), move |mut tx| {
                let seen = seen.clone();
                async move {
                    let first = add_room(&mut tx, org(1), 1, "1-101").await;
                    seen.store(true, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    let second = add_room(&mut tx, org(1), 2, "1-102").await;
                    (tx, first.and(second))
                }
            })
            .await
    });
    while !begun.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    for _ in 0..100 {
        if numbers(&db, &[org(1)]).await.len() == 2 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("half the action is missing: {:?}", numbers(&db, &[org(1)]).await);
}

async fn a_wake_up_comes_after_commit_and_only_then(db: Db) {
    let (told, seen) = std::sync::mpsc::channel();
    for (id, number, keep) in [(1_u128, "1-101", true), (2, "1-102", false)] {
        let told = told.clone();
        let answer = db
            .write(&scope(&[org(1)]), move |mut tx| {
                let told = told.clone();
                async move {
                    tx.after_commit(move || told.send(number).unwrap());
                    let done = add_room(&mut tx, org(1), id, number).await;
                    (tx, if keep { done } else { broken() })
                }
            })
            .await;
        assert_eq!(answer.is_ok(), keep);
    }
    drop(told);
    assert_eq!(seen.iter().collect::<Vec<_>>(), ["1-101"]);
}

async fn a_number_taken_twice_is_a_conflict(db: Db) {
    add(&db, org(1), 1, "1-101").await.unwrap();
    assert!(matches!(add(&db, org(1), 2, "1-101").await, Err(Error::Conflict)));
    add(&db, org(2), 2, "1-101").await.unwrap();
}

async fn many_rows_change_together_or_none(db: Db) {
    for id in 1..=3 {
        add(&db, org(1), id, ["", "1-101", "1-102", "1-103"][usize::try_from(id).unwrap()]).await.unwrap();
    }
    let change = async |ids: &'static [u128]| {
        db.write(&scope(&[org(1)]), move |mut tx| async move {
            let row = |id: &u128| args![format!("2-{id}"), Some(format!("moved {id}")), org(1), Uuid::from_u128(*id)];
            let done = tx.update_many("rooms", &["number", "note"], ids.iter().map(row).collect()).await;
            (tx, done)
        })
        .await
    };
    change(&[]).await.unwrap();
    change(&[1, 3]).await.unwrap();
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-102", "2-1", "2-3"]);
    assert!(matches!(change(&[2, 4]).await, Err(Error::Conflict)), "one of them is not there");
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-102", "2-1", "2-3"]);
}

async fn counting_side_by_side_loses_nothing(db: Db) {
    add(&db, org(1), 1, "1-101").await.unwrap();
    let tries = Arc::new(AtomicU32::new(0));
    let works: Vec<_> = (0..30)
        .map(|_| {
            let (db, tries) = (db.clone(), tries.clone());
            tokio::spawn(async move {
                db.write(&scope(&[org(1)]), move |mut tx| {
                    tries.fetch_add(1, Ordering::SeqCst);
                    async move {
                        let done = grow(&mut tx).await;
                        (tx, done)
                    }
                })
                .await
            })
        })
        .collect();
    for work in works {
        work.await.unwrap().unwrap();
    }
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    assert_eq!(tx.fetch_value::<i64>("SELECT area FROM rooms", vec![]).await.unwrap(), 8_930);
    assert_eq!(tries.load(Ordering::SeqCst), 30);
}

/// Reads the area under a lock and writes one more.
async fn grow(tx: &mut store::Tx) -> Result<u64> {
    let sql = store::Sql::from("SELECT area FROM rooms WHERE org_id = $1 AND id = $2").for_update();
    let area: i64 = tx.fetch_value(sql, args![org(1), Uuid::from_u128(1)]).await?;
    tx.execute("UPDATE rooms SET area = $1 WHERE org_id = $2", args![area + 1, org(1)]).await
}

async fn a_closed_store_says_so(db: Db) {
    db.close().await;
    assert!(matches!(add(&db, org(1), 1, "1-101").await, Err(Error::Unavailable(..))));
    assert!(matches!(db.read(&scope(&[org(1)])).await, Err(Error::Unavailable(..))));
}

#[tokio::test(flavor = "multi_thread")]
async fn works_that_block_each_other_are_tried_again() {
    crate::fresh::on_postgres(async |db: Db| {
        add(&db, org(1), 1, "1-101").await.unwrap();
        add(&db, org(1), 2, "1-102").await.unwrap();
        let (tries, met) = (Arc::new(AtomicU32::new(0)), Arc::new(tokio::sync::Barrier::new(2)));
        let both = [(1_u128, 2_u128), (2, 1)].map(|(first, second)| {
            let (db, tries, met) = (db.clone(), tries.clone(), met.clone());
            tokio::spawn(async move {
                db.transact(&scope(&[org(1)]), move |tx| {
                    let (nth, met) = (tries.fetch_add(1, Ordering::SeqCst), met.clone());
                    Box::pin(async move {
                        let grow = "UPDATE rooms SET area = area + 1 WHERE id = $1";
                        tx.execute(grow, args![Uuid::from_u128(first)]).await?;
                        // Each has one row before either asks for the other; whoever tries again meets nobody.
                        if nth < 2 {
                            met.wait().await;
                        }
                        tx.execute(grow, args![Uuid::from_u128(second)]).await
                    })
                })
                .await
            })
        });
        for work in both {
            work.await.unwrap().unwrap();
        }
        assert!(tries.load(Ordering::SeqCst) > 2, "they did not block each other");
        let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
        let areas: Vec<i64> = tx.fetch_values("SELECT area FROM rooms", vec![]).await.unwrap();
        assert_eq!(areas, [8_902, 8_902], "each did its work once");
    })
    .await;
}

async fn slow_database() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { deadline: Duration::from_millis(200), ..crate::fresh::quick() };
    let url = format!("sqlite:{}", folder.path().join("steward.db").display());
    let db = Db::open(&url, options).await.unwrap();
    db.migrate(&[crate::fresh::ROOMS]).await.unwrap();
    (folder, db)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_beyond_its_deadline_is_rolled_back_and_the_next_goes_on() {
    let (_folder, db) = slow_database().await;
    let answer: Result<()> = db
        .write(&scope(&[org(1)]), |mut tx| async move {
            add_room(&mut tx, org(1), 1, "1-101").await.unwrap();
            std::future::pending::<()>().await;
            (tx, Ok(()))
        })
        .await;
    assert!(matches!(answer, Err(Error::Unavailable(..))));
    add(&db, org(1), 2, "1-102").await.unwrap();
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-102"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_beyond_the_deadline_is_interrupted_and_the_next_action_goes_on() {
    let (_folder, db) = slow_database().await;
    let answer: Result<i64> = db
        .write(&scope(&[org(1)]), |mut tx| async move {
            add_room(&mut tx, org(1), 1, "1-101").await.unwrap();
            let endless =
                "WITH RECURSIVE steps (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM steps) SELECT count(*) FROM steps";
            let done = tx.fetch_value(endless, vec![]).await;
            (tx, done)
        })
        .await;
    assert!(matches!(answer, Err(Error::Unavailable(..))));
    add(&db, org(1), 2, "1-102").await.unwrap();
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-102"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_sqlite_ends_the_transaction_every_action_of_the_batch_fails() {
    let (_folder, db) = slow_database().await;
    let scope = scope(&[org(1)]);
    let good = db.write(&scope, |mut tx| async move {
        let done = add_room(&mut tx, org(1), 1, "1-101").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        (tx, done)
    });
    let ends_all = db.write(&scope, |mut tx| async move {
        let done = tx.execute("ROLLBACK", vec![]).await;
        (tx, done)
    });
    let (first, second) = tokio::join!(good, ends_all);
    assert!(first.is_err() && second.is_err(), "{first:?} {second:?}");
    add(&db, org(1), 2, "1-102").await.unwrap();
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-102"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_commit_fails_every_action_of_the_batch_fails() {
    let (_folder, db) = slow_database().await;
    let everybody = scope(&[org(1)]);
    db.transact(&everybody, |tx| {
        let keys = "CREATE TABLE keys (room UUID REFERENCES owners (id) DEFERRABLE INITIALLY DEFERRED)";
        Box::pin(async move {
            tx.execute("CREATE TABLE owners (id UUID PRIMARY KEY)", vec![]).await?;
            tx.execute(keys, vec![]).await
        })
    })
    .await
    .unwrap();
    let told = Arc::new(AtomicBool::new(false));
    let telling = told.clone();
    let good = db.transact(&everybody, move |tx| {
        let telling = telling.clone();
        Box::pin(async move {
            tx.after_commit(move || telling.store(true, Ordering::SeqCst));
            tokio::time::sleep(Duration::from_millis(50)).await;
            add_room(tx, org(1), 1, "1-101").await
        })
    });
    let spoils_commit = db.transact(&everybody, |tx| {
        Box::pin(async move { tx.execute("INSERT INTO keys VALUES ($1)", args![Uuid::from_u128(7)]).await })
    });
    let (first, second) = tokio::join!(good, spoils_commit);
    assert!(first.is_err() && second.is_err(), "{first:?} {second:?}");
    assert!(!told.load(Ordering::SeqCst), "nobody is told of what does not stand");
    add(&db, org(1), 2, "1-102").await.unwrap();
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-102"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_actions_than_fit_a_batch_are_all_answered() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { batch: 4, queue: 2, ..crate::fresh::quick() };
    let url = format!("sqlite:{}", folder.path().join("steward.db").display());
    let db = Db::open(&url, options).await.unwrap();
    db.migrate(&[crate::fresh::ROOMS]).await.unwrap();
    let works: Vec<_> = (0..50_u128)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                db.transact(&scope(&[org(1)]), move |tx| {
                    Box::pin(async move { add_room(tx, org(1), n, &n.to_string()).await })
                })
                .await
            })
        })
        .collect();
    for work in works {
        work.await.unwrap().unwrap();
    }
    assert_eq!(numbers(&db, &[org(1)]).await.len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_before_its_commit_is_read_by_all_and_stands_after_a_moment() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("steward.db").display());
    let late = Options { synchronous: Synchronous::Late, batch: 8, ..crate::fresh::quick() };
    let db = Db::open(&url, late).await.unwrap();
    db.migrate(&[crate::fresh::ROOMS]).await.unwrap();
    let others = Db::open(&url, crate::fresh::quick()).await.unwrap();
    for n in 0..20_u128 {
        let community = scope(&[org(1)]);
        let kept =
            db.transact(&community, move |tx| Box::pin(async move { add_room(tx, org(1), n, &n.to_string()).await }));
        kept.await.unwrap();
        let refused = db.transact(&community, move |tx| {
            Box::pin(async move {
                add_room(tx, org(1), 100 + n, &format!("refused {n}")).await?;
                broken::<()>()
            })
        });
        assert!(matches!(refused.await, Err(Error::Broken(_))));
    }
    assert_eq!(numbers(&db, &[org(1)]).await.len(), 20, "the next reader sees all that was answered");
    assert_eq!(numbers(&others, &[org(1)]).await.len(), 20, "for him it was committed");
    add(&db, org(1), 20, "20").await.unwrap();
    let rested = async {
        while numbers(&others, &[org(1)]).await.len() < 21 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), rested).await.expect("committed after a moment of rest");
    add(&db, org(1), 21, "21").await.unwrap();
    db.close().await;
    assert_eq!(numbers(&others, &[org(1)]).await.len(), 22, "closing commits what was answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_while_an_action_runs_shares_its_commit() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("steward.db").display());
    let db = Db::open(&url, crate::fresh::quick()).await.unwrap();
    db.migrate(&[crate::fresh::ROOMS]).await.unwrap();
    let others = Db::open(&url, crate::fresh::quick()).await.unwrap();
    let (seen, community) = (Arc::new(AtomicU32::new(u32::MAX)), scope(&[org(1)]));
    let (begun, go) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
    let (starts, waits) = (begun.clone(), go.clone());
    let first = db.transact(&community, move |tx| {
        let (starts, waits) = (starts.clone(), waits.clone());
        Box::pin(async move {
            starts.notify_one();
            waits.notified().await;
            add_room(tx, org(1), 1, "1").await
        })
    });
    let looks = (others.clone(), seen.clone());
    let second = async {
        begun.notified().await;
        let work = db.transact(&community, move |tx| {
            let (others, seen) = looks.clone();
            Box::pin(async move {
                let stands = u32::try_from(numbers(&others, &[org(1)]).await.len()).unwrap();
                seen.store(stands, Ordering::SeqCst);
                add_room(tx, org(1), 2, "2").await
            })
        });
        let sends = async {
            tokio::task::yield_now().await;
            go.notify_one();
        };
        tokio::join!(work, sends).0
    };
    let (first, second) = tokio::join!(first, second);
    first.and(second).unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 0, "the first was not committed yet when the second ran");
    assert_eq!(numbers(&others, &[org(1)]).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_carried_into_the_file_while_there_is_writing() {
    const ROW: usize = 1_000_000;
    /// As many are written at once; how fast the disk takes them in is not this test's.
    const ROWS: u128 = 240;
    const MOST: u128 = 1_200;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("steward.db");
    let db = Db::open(&format!("sqlite:{}", path.display()), crate::fresh::quick()).await.unwrap();
    db.migrate(&[crate::fresh::ROOMS]).await.unwrap();
    let community = scope(&[org(1)]);
    let mut rows = 0;
    let carried = |rows: u128| {
        let log = std::fs::metadata(path.with_extension("db-wal")).unwrap().len();
        u128::from(log) < rows * ROW as u128 * 3 / 4
    };
    while rows < ROWS || !carried(rows) {
        assert!(rows < MOST, "{rows} rows of {ROW} all lie in the log");
        if rows >= ROWS {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let n = rows;
        rows += 1;
        // A step is kept and seen like any other work; only its COMMIT does not wait for the disk.
        let writes = if n % 2 == 0 { db.unforced() } else { db.clone() };
        let added = writes.transact(&community, move |tx| {
            Box::pin(async move {
                let photo = vec![7_u8; ROW];
                let sql = "INSERT INTO rooms (org_id, id, number, area, empty, photo) VALUES ($1, $2, $3, $4, $5, $6)";
                tx.write(sql, args![org(1), Uuid::from_u128(n), n.to_string(), 1_i64, true, photo]).await
            })
        });
        added.await.unwrap();
    }
    assert_eq!(numbers(&db, &[org(1)]).await.len(), rows as usize);
}
