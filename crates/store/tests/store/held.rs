//! Writes that are held back: seen by the next question, refused at the end at the latest, and never half kept.

use kernel::{Error, Result};
use store::{Db, Tx, args};
use uuid::Uuid;

use crate::{
    fresh::{add, numbers, org, scope},
    on_both,
};

on_both!(
    a_question_sees_what_was_written_before_it,
    writes_to_one_row_happen_in_their_order,
    a_change_that_found_another_row_keeps_nothing,
    a_refusal_at_the_end_keeps_nothing_and_tells_nobody,
    a_work_that_fails_writes_nothing,
);

const COLUMNS: &[&str] = &["org_id", "id", "number", "area", "empty"];

async fn put(tx: &mut Tx, ids: &[u128]) -> Result<()> {
    let row = |id: &u128| args![org(1), Uuid::from_u128(*id), format!("1-{id}"), 8_900_i64, true];
    tx.insert_many("rooms", COLUMNS, ids.iter().map(row).collect()).await
}

async fn rename(tx: &mut Tx, id: u128, number: &str) -> Result<()> {
    let change = "UPDATE rooms SET number = $1 WHERE org_id = $2 AND id = $3";
    tx.write_one(change, args![number, org(1), Uuid::from_u128(id)]).await
}

async fn remove(tx: &mut Tx, id: u128) -> Result<()> {
    tx.write("DELETE FROM rooms WHERE org_id = $1 AND id = $2", args![org(1), Uuid::from_u128(id)]).await
}

async fn a_question_sees_what_was_written_before_it(db: Db) {
    let seen = db
        .transact(&scope(&[org(1)]), |tx| {
            Box::pin(async move {
                put(tx, &[1]).await?;
                put(tx, &[2, 3]).await?;
                store::counters::next_number(tx, org(1), "rooms").await?;
                tx.fetch_values::<String>("SELECT number FROM rooms ORDER BY number", vec![]).await
            })
        })
        .await;
    assert_eq!(seen.unwrap(), ["1-1", "1-2", "1-3"]);
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-1", "1-2", "1-3"]);
}

async fn writes_to_one_row_happen_in_their_order(db: Db) {
    db.transact(&scope(&[org(1)]), |tx| {
        Box::pin(async move {
            put(tx, &[1]).await?;
            rename(tx, 1, "2-1").await?;
            rename(tx, 1, "3-1").await?;
            remove(tx, 1).await?;
            put(tx, &[1]).await?;
            rename(tx, 1, "4-1").await
        })
    })
    .await
    .unwrap();
    assert_eq!(numbers(&db, &[org(1)]).await, ["4-1"]);
}

async fn a_change_that_found_another_row_keeps_nothing(db: Db) {
    for beside in [false, true] {
        let answer = db
            .transact(&scope(&[org(1)]), move |tx| {
                Box::pin(async move {
                    if beside {
                        put(tx, &[1]).await?;
                        store::counters::next_number(tx, org(1), "rooms").await?;
                        tx.write(
                            "INSERT INTO outbox (org_id, id, at, topic, payload) VALUES ($1, $2, 0, 'a', '{}')",
                            args![org(1), Uuid::nil()],
                        )
                        .await?;
                    }
                    rename(tx, 7, "7-7").await
                })
            })
            .await;
        assert!(matches!(answer, Err(Error::Conflict)), "beside others: {beside}: {answer:?}");
        assert!(numbers(&db, &[org(1)]).await.is_empty());
    }
}

async fn a_refusal_at_the_end_keeps_nothing_and_tells_nobody(db: Db) {
    add(&db, org(1), 9, "1-2").await.unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    let answer = db
        .transact(&scope(&[org(1)]), move |tx| {
            let told = told.clone();
            Box::pin(async move {
                tx.after_commit(move || told.send(()).unwrap());
                put(tx, &[1]).await?;
                put(tx, &[2]).await
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Conflict)), "{answer:?}");
    assert!(heard.recv().is_err(), "somebody was told");
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-2"]);
}

async fn a_work_that_fails_writes_nothing(db: Db) {
    let answer: Result<()> = db
        .transact(&scope(&[org(1)]), |tx| {
            Box::pin(async move {
                put(tx, &[1]).await?;
                crate::fresh::broken()
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Broken(_))));
    assert!(numbers(&db, &[org(1)]).await.is_empty());
}
