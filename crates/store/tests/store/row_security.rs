//! PostgreSQL keeps units apart even when the SQL forgets to.

use kernel::Error;
use store::{Db, args};
use uuid::Uuid;

use crate::fresh::{add, add_room, on_postgres, org, scope};

#[tokio::test(flavor = "multi_thread")]
async fn without_a_scope_in_the_sql_nothing_of_another_unit_shows() {
    on_postgres(async |db: Db| {
        add(&db, org(1), 1, "1-101").await.unwrap();
        add(&db, org(2), 2, "2-201").await.unwrap();
        let everything = "SELECT number FROM rooms ORDER BY number";
        let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
        assert_eq!(tx.fetch_values::<String>(everything, vec![]).await.unwrap(), ["1-101"]);
        let mut tx = db.read(&scope(&[])).await.unwrap();
        assert!(tx.fetch_values::<String>(everything, vec![]).await.unwrap().is_empty());
        let mut tx = db.as_owner().read(&scope(&[])).await.unwrap();
        assert_eq!(tx.fetch_values::<String>(everything, vec![]).await.unwrap(), ["1-101", "2-201"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_changed_in_or_moved_to_another_unit() {
    on_postgres(async |db: Db| {
        add(&db, org(2), 2, "2-201").await.unwrap();
        let changed = db
            .write(&scope(&[org(1)]), |mut tx| async move {
                let done = tx.execute("UPDATE rooms SET number = $1", args!["stolen"]).await;
                (tx, done)
            })
            .await;
        assert_eq!(changed.unwrap(), 0);
        let planted = db
            .write(&scope(&[org(1)]), |mut tx| async move {
                let done = add_room(&mut tx, org(2), 3, "2-202").await;
                (tx, done)
            })
            .await;
        assert!(matches!(planted, Err(Error::Internal(_))));
        let mut tx = db.as_owner().read(&scope(&[])).await.unwrap();
        let rooms: Vec<(Uuid, String)> = tx.fetch_all("SELECT id, number FROM rooms", vec![]).await.unwrap();
        assert_eq!(rooms, [(Uuid::from_u128(2), "2-201".into())]);
    })
    .await;
}
