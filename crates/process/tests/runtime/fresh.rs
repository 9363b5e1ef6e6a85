//! A fresh house for one test, on either database.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{house::House, support::at};

pub async fn on_sqlite<F: AsyncFnOnce(House)>(test: F) {
    let folder = tempfile::tempdir().unwrap();
    let house =
        House::build(&format!("sqlite:{}", folder.path().join("steward.db").display()), folder.path(), at(23, 9, 0))
            .await;
    let db = house.platform.db.clone();
    test(house).await;
    db.close().await;
}

pub async fn on_postgres<F: AsyncFnOnce(House)>(test: F) {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let Some(server) = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres")) else {
        eprintln!("left out: DATABASE_URL names no PostgreSQL");
        return;
    };
    let name = format!("process_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::SeqCst));
    let mut admin = PgConnection::connect(&server).await.unwrap();
    let text = format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'");
    sqlx::query(AssertSqlSafe(text)).execute(&mut admin).await.unwrap();
    let (before, _) = server.rsplit_once('/').unwrap();
    let folder = tempfile::tempdir().unwrap();
    let house = House::build(&format!("{before}/{name}"), folder.path(), at(23, 9, 0)).await;
    let db = house.platform.db.clone();
    test(house).await;
    db.close().await;
    let text = format!("DROP DATABASE {name} WITH (FORCE)");
    sqlx::query(AssertSqlSafe(text)).execute(&mut admin).await.unwrap();
}

/// Runs `async fn name(house: House)` as a test on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                crate::fresh::on_sqlite(super::$name).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                crate::fresh::on_postgres(super::$name).await;
            }
        }
    )* };
}
pub(crate) use on_both;
