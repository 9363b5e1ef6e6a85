//! Values, rows, lists.

use kernel::{Area, Error, OrgId};
use store::{Cursor, Db, Order, Select, args};
use uuid::Uuid;

use crate::{
    fresh::{add, add_room, numbers, org, scope},
    on_both,
};

on_both!(
    values_come_back_as_they_were_put,
    a_list_goes_on_where_the_page_ended,
    many_rows_arrive_in_one_call,
    a_reader_sees_one_moment_and_cannot_write,
    a_reader_may_ask_what_a_writer_would_lock,
    a_missing_row_is_not_found,
    text_is_ordered_by_its_bytes,
    a_changed_migration_is_refused,
    words_and_json_are_kept_as_text,
    a_sound_database_has_nothing_to_report,
    columns_are_found_by_name_wherever_they_stand,
    what_does_not_fit_is_told_and_the_rest_goes_on,
    places_have_numbers,
    a_long_answer_is_whole,
);

#[derive(store::Record, Debug, PartialEq)]
struct Room {
    org_id: OrgId,
    id: Uuid,
    number: String,
    area: Area,
    empty: bool,
    note: Option<String>,
    photo: Option<Vec<u8>>,
}

async fn values_come_back_as_they_were_put(db: Db) {
    let one = |id: u128, note: Option<&str>, photo: Option<Vec<u8>>| Room {
        org_id: org(1),
        id: Uuid::from_u128(id),
        number: format!("1-{id}"),
        area: Area(9_050),
        empty: id == 2,
        note: note.map(str::to_owned),
        photo,
    };
    let rooms = [one(1, None, Some(vec![0, 255, 7])), one(2, Some("朝南 '; DROP TABLE rooms"), None)];
    let rows: Vec<_> =
        rooms.iter().map(|r| args![r.org_id, r.id, &r.number, r.area, r.empty, &r.note, &r.photo]).collect();
    db.write(&scope(&[org(1)]), move |mut tx| {
        let rows = rows.clone();
        async move {
            for row in rows {
                tx.execute("INSERT INTO rooms VALUES ($1, $2, $3, $4, $5, $6, $7)", row).await.unwrap();
            }
            (tx, Ok(()))
        }
    })
    .await
    .unwrap();
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    assert_eq!(tx.fetch_all::<Room>("SELECT * FROM rooms ORDER BY id", vec![]).await.unwrap(), rooms);
    let sum: i64 = tx.fetch_value("SELECT CAST(SUM(area) AS BIGINT) FROM rooms", vec![]).await.unwrap();
    assert_eq!(sum, 18_100);
    let note: Option<String> =
        tx.fetch_value("SELECT note FROM rooms WHERE id = $1", args![Uuid::from_u128(1)]).await.unwrap();
    assert_eq!(note, None);
}

async fn a_list_goes_on_where_the_page_ended(db: Db) {
    for (id, number) in [(1, "甲-1"), (2, "甲-2"), (3, "乙-1"), (4, "甲-4"), (5, "甲%5")] {
        add(&db, org(1), id, number).await.unwrap();
    }
    let list = |cursor| {
        Select::from("rooms r")
            .columns("r.area, r.id, r.number")
            .scope("r.org_id", &scope(&[org(1), org(2), org(3)]))
            .search(&["r.number", "r.note"], "甲")
            .after(&["r.area", "r.id"], Order::Down, cursor)
            .limit(2)
    };
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let (sql, args) = list(cursor.clone()).build();
        let page: Vec<(i64, Uuid, String)> = tx.fetch_all(sql, args).await.unwrap();
        let Some((area, id, _)) = page.last() else { break };
        cursor = Some(Cursor(args![*area, *id]).to_string().parse().unwrap());
        seen.extend(page.into_iter().map(|row| row.2));
    }
    assert_eq!(seen, ["甲%5", "甲-4", "甲-2", "甲-1"]);
    let (sql, args) = list(None).count();
    assert_eq!(tx.fetch_value::<i64>(sql, args).await.unwrap(), 4);
    let (sql, args) = Select::from("rooms").columns("number").search(&["number"], "%").build();
    assert_eq!(tx.fetch_values::<String>(sql, args).await.unwrap(), ["甲%5"]);
}

async fn many_rows_arrive_in_one_call(db: Db) {
    db.write(&scope(&[org(1)]), |mut tx| async move {
        let rows = (0..1_333_u128)
            .map(|n| {
                let note = (n % 2 == 0).then(|| format!("note {n}"));
                args![org(1), Uuid::from_u128(n), format!("{n}"), 100_i64, true, note, None::<Vec<u8>>]
            })
            .collect();
        let done = tx.insert_many("rooms", &["org_id", "id", "number", "area", "empty", "note", "photo"], rows).await;
        (tx, done)
    })
    .await
    .unwrap();
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    assert_eq!(tx.fetch_value::<i64>("SELECT count(*) FROM rooms", vec![]).await.unwrap(), 1_333);
    let notes: i64 = tx.fetch_value("SELECT count(note) FROM rooms", vec![]).await.unwrap();
    assert_eq!(notes, 667);
}

async fn a_reader_sees_one_moment_and_cannot_write(db: Db) {
    add(&db, org(1), 1, "1-101").await.unwrap();
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    assert_eq!(tx.fetch_value::<i64>("SELECT count(*) FROM rooms", vec![]).await.unwrap(), 1);
    add(&db, org(1), 2, "1-102").await.unwrap();
    assert_eq!(tx.fetch_value::<i64>("SELECT count(*) FROM rooms", vec![]).await.unwrap(), 1, "the same snapshot");
    assert!(add_room(&mut tx, org(1), 3, "1-103").await.is_err());
    drop(tx);
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-101", "1-102"]);
}

async fn a_reader_may_ask_what_a_writer_would_lock(db: Db) {
    add(&db, org(1), 1, "1-101").await.unwrap();
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    let locking = store::Sql::from("SELECT number FROM rooms").for_update();
    assert_eq!(tx.fetch_value::<String>(locking, vec![]).await.unwrap(), "1-101");
}

async fn a_missing_row_is_not_found(db: Db) {
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    let answer = tx.fetch_one::<(String,)>("SELECT number FROM rooms WHERE id = $1", args![Uuid::nil()]).await;
    assert!(matches!(answer, Err(Error::NotFound)));
    assert_eq!(tx.fetch_value::<i64>("SELECT count(*) FROM rooms", vec![]).await.unwrap(), 0, "and nothing is broken");
}

async fn text_is_ordered_by_its_bytes(db: Db) {
    for (id, number) in [(1, "b"), (2, "A"), (3, "一"), (4, "a"), (5, "Z")] {
        add(&db, org(1), id, number).await.unwrap();
    }
    assert_eq!(numbers(&db, &[org(1)]).await, ["A", "Z", "a", "b", "一"]);
}

async fn a_changed_migration_is_refused(db: Db) {
    use store::{Migration, Migrations};
    const EDITED: Migrations =
        Migrations { owner: "rooms", files: &[Migration::portable("0001_rooms", "CREATE TABLE rooms (id BIGINT)")] };
    db.migrate(&[crate::fresh::ROOMS]).await.unwrap();
    let Err(Error::Internal(text)) = db.migrate(&[EDITED]).await else { panic!("it was applied") };
    assert!(text.contains("rooms/0001_rooms"), "{text}");
}

#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Use {
    Home,
    LetOut,
}
store::stored_as_text!(Use);

async fn words_and_json_are_kept_as_text(db: Db) {
    db.transact(&scope(&[org(1)]), |tx| {
        Box::pin(async move {
            for (id, number, note) in [(1, Use::LetOut, store::Json::arg(&["a", "b"])?), (2, Use::Home, "[".into())] {
                let row = args![org(1), Uuid::from_u128(id), number, 1_i64, false, note];
                let sql = "INSERT INTO rooms (org_id, id, number, area, empty, note) VALUES ($1, $2, $3, $4, $5, $6)";
                tx.execute(sql, row).await?;
            }
            Ok(())
        })
    })
    .await
    .unwrap();
    assert_eq!(numbers(&db, &[org(1)]).await, ["home", "let_out"]);
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    let list = "SELECT number, note FROM rooms WHERE number = $1";
    let row: (Use, store::Json<Vec<String>>) = tx.fetch_one(list, args![Use::LetOut]).await.unwrap();
    assert_eq!(row, (Use::LetOut, store::Json(vec!["a".into(), "b".into()])));
    assert!(matches!(tx.fetch_value::<Use>("SELECT note FROM rooms", vec![]).await, Err(Error::Internal(_))));
    assert_eq!(
        tx.fetch_value::<Use>(list, args![Some(Use::Home).as_ref().and_then(store::word_of)]).await.unwrap(),
        Use::Home,
        "reading goes on"
    );
}

async fn a_sound_database_has_nothing_to_report(db: Db) {
    add(&db, org(1), 1, "1-101").await.unwrap();
    assert_eq!(store::schema::check(&db).await.unwrap(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_columns() {
    let (sent, both) = std::sync::mpsc::channel();
    let columns = async |db: Db| sent.send(store::schema::columns(&db).await.unwrap()).unwrap();
    crate::fresh::on_sqlite(columns).await;
    crate::fresh::on_postgres(columns).await;
    drop(sent);
    let found: Vec<_> = both.iter().collect();
    assert!(found[0].iter().any(|c| (c.table_name.as_str(), c.name.as_str(), c.nullable) == ("rooms", "note", true)));
    assert!(found.iter().all(|columns| *columns == found[0]), "{found:#?}");
}

#[derive(store::Record, Debug, PartialEq)]
struct Door {
    #[record(rename = "number")]
    label: String,
    #[record(flatten)]
    kept: Kept,
    r#type: i64,
    #[record(default)]
    width: Option<i64>,
}

#[derive(store::Record, Debug, PartialEq)]
struct Kept {
    org_id: OrgId,
    number: String,
}

async fn columns_are_found_by_name_wherever_they_stand(db: Db) {
    add(&db, org(1), 1, "1-101").await.unwrap();
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    let text = "SELECT area AS type, id, org_id, number FROM rooms";
    let door: Door = tx.fetch_one(text, vec![]).await.unwrap();
    let kept = Kept { org_id: org(1), number: "1-101".into() };
    assert_eq!(door, Door { label: "1-101".into(), kept, r#type: 8_900, width: None });
    let missing = tx.fetch_one::<Door>("SELECT id, org_id, number FROM rooms", vec![]).await.unwrap_err();
    assert!(missing.to_string().contains("column type: it is not in the row"), "{missing}");
}

async fn what_does_not_fit_is_told_and_the_rest_goes_on(db: Db) {
    let done = db
        .transact(&scope(&[org(1)]), |tx| {
            Box::pin(async move {
                add_room(tx, org(1), 1, "1-101").await?;
                let text = "SELECT number FROM rooms WHERE org_id = $1";
                let said = tx.fetch_value::<i64>(text, args![org(1)]).await.unwrap_err().to_string();
                add_room(tx, org(1), 2, "1-102").await?;
                Ok(said)
            })
        })
        .await;
    assert!(done.unwrap().contains("column 0: a number was expected and a text was found"));
    assert_eq!(numbers(&db, &[org(1)]).await, ["1-101", "1-102"]);
}

async fn places_have_numbers(db: Db) {
    add(&db, org(1), 1, "1-101").await.unwrap();
    add(&db, org(1), 2, "$1").await.unwrap();
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    let text = "SELECT number FROM rooms WHERE id = $2 AND org_id = $1 AND org_id = $1 AND number <> '$ 2'";
    let found: Vec<String> = tx.fetch_values(text, args![org(1), Uuid::from_u128(2)]).await.unwrap();
    assert_eq!(found, ["$1"]);
}

/// A reader that needs longer than a moment begins anew beside; nothing is told twice.
async fn a_long_answer_is_whole(db: Db) {
    let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
    let text = "WITH RECURSIVE steps (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM steps WHERE n < 100000) \
                SELECT n FROM steps";
    let found: Vec<i64> = tx.fetch_values(text, vec![]).await.unwrap();
    assert!(found.iter().copied().eq(1..=100_000));
    let count: i64 = tx.fetch_value("SELECT count(*) FROM rooms", vec![]).await.unwrap();
    assert_eq!(count, 0);
}

/// Few rows among many, and an index of just those: without counting SQLite cannot know that it is the short way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn few_among_many_are_found_by_their_index_once_stock_was_taken() {
    crate::fresh::on_sqlite(|db: Db| async move {
        db.transact(&scope(&[org(1)]), |tx| {
            Box::pin(async move {
                tx.execute("CREATE INDEX rooms_by_number ON rooms (org_id, number)", vec![]).await?;
                tx.execute("CREATE INDEX rooms_empty ON rooms (org_id, area) WHERE empty", vec![]).await?;
                for id in 0..12_000 {
                    let row = args![org(1), Uuid::from_u128(id), format!("{id:05}"), 9_000_i64, id == 7];
                    let text = "INSERT INTO rooms (org_id, id, number, area, empty) VALUES ($1, $2, $3, $4, $5)";
                    tx.execute(text, row).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
        let way = async || {
            let text = "EXPLAIN QUERY PLAN SELECT id FROM rooms WHERE org_id = $1 AND empty ORDER BY number";
            let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
            let steps: Vec<(i64, i64, i64, String)> = tx.fetch_all(text, args![org(1)]).await.unwrap();
            steps.into_iter().map(|step| step.3).collect::<Vec<_>>().join("; ")
        };
        assert!(way().await.contains("rooms_by_number"));
        db.take_stock().await.unwrap();
        assert!(way().await.contains("rooms_empty"), "{}", way().await);
    })
    .await;
}

/// A table that was counted when it was small grows within the hour; its rows are still found by their keys.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_counted_when_it_was_small_is_searched_by_its_keys() {
    crate::fresh::on_sqlite(|db: Db| async move {
        db.transact(&scope(&[org(1)]), |tx| {
            Box::pin(async move {
                for id in 0..20 {
                    let row = args![org(1), Uuid::from_u128(id), format!("{id:05}"), 9_000_i64, false];
                    let text = "INSERT INTO rooms (org_id, id, number, area, empty) VALUES ($1, $2, $3, $4, $5)";
                    tx.execute(text, row).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
        db.take_stock().await.unwrap();
        let keys = (2..=101).map(|nth| format!("${nth}")).collect::<Vec<_>>().join(", ");
        let text = format!("EXPLAIN QUERY PLAN SELECT number FROM rooms WHERE org_id = $1 AND id IN ({keys})");
        let text: &'static str = text.leak();
        let asked = [args![org(1)], (0..100).map(|id| Uuid::from_u128(id).into()).collect()].concat();
        let mut tx = db.read(&scope(&[org(1)])).await.unwrap();
        let steps: Vec<(i64, i64, i64, String)> = tx.fetch_all(text, asked).await.unwrap();
        assert!(steps.iter().any(|step| step.3.contains(" AND id=?")), "{steps:?}");
    })
    .await;
}
