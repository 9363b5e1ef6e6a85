//! A fresh database for one test, on either side.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use kernel::{Error, OrgId, Result, Scope};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{Db, Migration, Migrations, Options, Synchronous, Tx};
use uuid::Uuid;

/// What the tests keep: rooms of a community.
pub const ROOMS: Migrations = Migrations {
    owner: "rooms",
    files: &[Migration::portable(
        "0001_rooms",
        "CREATE TABLE rooms (org_id UUID NOT NULL, id UUID NOT NULL, number TEXT NOT NULL, area BIGINT NOT NULL, \
         empty BOOLEAN NOT NULL, note TEXT, photo BYTEA, PRIMARY KEY (org_id, id), UNIQUE (org_id, number))",
    )],
};

pub fn org(n: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(n))
}

pub fn scope(orgs: &[OrgId]) -> Scope {
    Scope(Arc::new(orgs.iter().copied().collect::<BTreeSet<_>>()))
}

/// Options for tests: no waiting for the disk.
pub fn quick() -> Options {
    Options { synchronous: Synchronous::Off, readers: 4, connections: 8, ..Options::default() }
}

pub async fn on_sqlite<F: AsyncFnOnce(Db)>(test: F) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite:{}", folder.path().join("steward.db").display()), quick()).await.unwrap();
    db.migrate(&[ROOMS]).await.unwrap();
    test(db.clone()).await;
    db.close().await;
}

pub async fn on_postgres<F: AsyncFnOnce(Db)>(test: F) {
    let Some(server) = server() else { return };
    let (url, name) = make_database(&server).await;
    let db = Db::open(&url, quick()).await.unwrap();
    db.migrate(&[ROOMS]).await.unwrap();
    test(db.clone()).await;
    db.close().await;
    drop_database(&server, &name).await;
}

pub fn server() -> Option<String> {
    let server = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"));
    if server.is_none() {
        eprintln!("left out: DATABASE_URL names no PostgreSQL");
    }
    server
}

pub async fn make_database(server: &str) -> (String, String) {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("store_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::SeqCst));
    let mut admin = PgConnection::connect(server).await.unwrap();
    let text = format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'");
    sqlx::query(AssertSqlSafe(text)).execute(&mut admin).await.unwrap();
    let (before, _) = server.rsplit_once('/').unwrap();
    (format!("{before}/{name}"), name)
}

pub async fn drop_database(server: &str, name: &str) {
    let mut admin = PgConnection::connect(server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).execute(&mut admin).await.unwrap();
}

/// Adds one room.
pub async fn add_room(tx: &mut Tx, org: OrgId, id: u128, number: &str) -> Result<u64> {
    tx.execute(
        "INSERT INTO rooms (org_id, id, number, area, empty) VALUES ($1, $2, $3, $4, $5)",
        store::args![org, Uuid::from_u128(id), number, 8_900_i64, false],
    )
    .await
}

/// Adds one room in a transaction of its own.
pub async fn add(db: &Db, org: OrgId, id: u128, number: &'static str) -> Result<u64> {
    db.write(&scope(&[org]), move |mut tx| async move {
        let done = add_room(&mut tx, org, id, number).await;
        (tx, done)
    })
    .await
}

/// The numbers of all rooms of these units.
pub async fn numbers(db: &Db, orgs: &[OrgId]) -> Vec<String> {
    let mut tx = db.read(&scope(orgs)).await.unwrap();
    let (sql, args) =
        store::Select::from("rooms").columns("number").scope("org_id", &scope(orgs)).order_by("number").build();
    tx.fetch_values(sql, args).await.unwrap()
}

pub fn broken<T>() -> Result<T> {
    Err(Error::broken("room-is-taken"))
}
