//! Each test runs on SQLite, and on PostgreSQL as well when `DATABASE_URL=postgres://…` names a server.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "the environment says where the server is")]

mod auditing;
mod backing_up;
mod contents;
mod fresh;
mod held;
mod keeping;
mod killing;
mod reading;
mod row_security;
mod writing;

/// Runs `async fn name(db: Db)` as a test on both databases.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                $crate::fresh::on_sqlite(super::$name).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                $crate::fresh::on_postgres(super::$name).await;
            }
        }
    )* };
}
