//! Whoever touches the audit afterwards is found out.

use std::collections::BTreeSet;

use kernel::{Actor, ActorKind, Instant, OrgId, Span};
use store::{
    Args, Db, args,
    audit::{self, Entry, Finding, Sealer},
};
use uuid::Uuid;

use crate::{
    fresh::{org, scope},
    on_both,
};

on_both!(
    what_was_written_and_sealed_is_sound,
    a_row_left_unsealed_is_found_after_a_while,
    an_edited_row_is_found,
    a_row_edited_with_its_digest_is_found,
    a_removed_row_is_found,
    a_row_slipped_in_is_found,
    a_row_moved_to_another_seal_is_found,
    a_removed_seal_is_found,
    a_seal_edited_with_its_digest_is_found,
    two_sealers_side_by_side_make_one_chain,
);

const NOON: Instant = Instant(1_763_700_000_000_000);

fn row(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

async fn note(db: &Db, org: OrgId, ids: std::ops::Range<u128>) {
    db.write(&scope(&[org]), move |mut tx| {
        let ids = ids.clone();
        async move {
            let mut actor = Actor::anonymous("10.0.0.7", org, BTreeSet::new());
            (actor.kind, actor.id, actor.name) = (ActorKind::Staff, Uuid::from_u128(99), "赵师傅".into());
            let entries = ids.map(|n| Entry {
                org,
                id: row(n),
                at: NOON,
                action: "case.assign".into(),
                target: format!("case_{n}"),
                before: None,
                after: Some("{}".into()),
            });
            let done = audit::write(&mut tx, &actor, entries.collect()).await;
            (tx, done)
        }
    })
    .await
    .unwrap();
}

/// Two seals in the first unit (rows 1–3, 4–5), one in the second (row 6).
async fn sealed(db: &Db) {
    note(db, org(1), 1..4).await;
    assert_eq!(Sealer.run_once(db, NOON).await.unwrap(), 3);
    note(db, org(1), 4..6).await;
    note(db, org(2), 6..7).await;
    assert_eq!(Sealer.run_once(db, NOON + Span::seconds(1)).await.unwrap(), 3);
    assert_eq!(found(db).await, []);
}

async fn found(db: &Db) -> Vec<Finding> {
    audit::verify(db, NOON + Span::minutes(5), Span::minutes(1)).await.unwrap()
}

/// Does as one with the key to the database could do.
async fn tamper(db: &Db, sql: &'static str, args: Args) {
    let touched = db
        .as_owner()
        .transact(&scope(&[]), move |tx| {
            let args = args.clone();
            Box::pin(tx.execute(sql, args))
        })
        .await;
    assert_eq!(touched.unwrap(), 1);
}

async fn what_was_written_and_sealed_is_sound(db: Db) {
    sealed(&db).await;
    assert_eq!(Sealer.run_once(&db, NOON).await.unwrap(), 0, "nothing is left to seal");
    let heads = audit::heads(&db).await.unwrap();
    assert_eq!(heads.iter().map(|h| (h.0, h.1)).collect::<Vec<_>>(), [(org(1), 2), (org(2), 1)]);
}

async fn a_row_left_unsealed_is_found_after_a_while(db: Db) {
    note(&db, org(1), 1..2).await;
    assert_eq!(audit::verify(&db, NOON + Span::seconds(30), Span::minutes(1)).await.unwrap(), []);
    assert_eq!(found(&db).await, [Finding::Unsealed(org(1), row(1))]);
}

async fn an_edited_row_is_found(db: Db) {
    sealed(&db).await;
    tamper(&db, "UPDATE audit SET actor_name = '钱师傅' WHERE id = $1", args![row(2)]).await;
    assert_eq!(found(&db).await, [Finding::RowEdited(org(1), row(2))]);
}

async fn a_row_edited_with_its_digest_is_found(db: Db) {
    sealed(&db).await;
    tamper(&db, "UPDATE audit SET digest = 'made to fit' WHERE id = $1", args![row(2)]).await;
    let expected = Finding::RowsDiffer { org: org(1), seq: 1, sealed: 3, found: 3 };
    assert_eq!(found(&db).await, [Finding::RowEdited(org(1), row(2)), expected]);
}

async fn a_removed_row_is_found(db: Db) {
    sealed(&db).await;
    tamper(&db, "DELETE FROM audit WHERE id = $1", args![row(5)]).await;
    assert_eq!(found(&db).await, [Finding::RowsDiffer { org: org(1), seq: 2, sealed: 2, found: 1 }]);
}

async fn a_row_slipped_in_is_found(db: Db) {
    sealed(&db).await;
    note(&db, org(2), 7..8).await;
    tamper(&db, "UPDATE audit SET seal = 1 WHERE id = $1", args![row(7)]).await;
    assert_eq!(found(&db).await, [Finding::RowsDiffer { org: org(2), seq: 1, sealed: 1, found: 2 }]);
}

async fn a_row_moved_to_another_seal_is_found(db: Db) {
    sealed(&db).await;
    tamper(&db, "UPDATE audit SET seal = 2 WHERE id = $1", args![row(1)]).await;
    assert_eq!(
        found(&db).await,
        [
            Finding::RowsDiffer { org: org(1), seq: 1, sealed: 3, found: 2 },
            Finding::RowsDiffer { org: org(1), seq: 2, sealed: 2, found: 3 },
        ]
    );
}

async fn a_removed_seal_is_found(db: Db) {
    sealed(&db).await;
    tamper(&db, "DELETE FROM seals WHERE org_id = $1 AND seq = 1", args![org(1)]).await;
    assert_eq!(found(&db).await, [Finding::SealMissing(org(1), 1)]);
    tamper(&db, "DELETE FROM seals WHERE org_id = $1 AND seq = 1", args![org(2)]).await;
    assert!(found(&db).await.contains(&Finding::SealMissing(org(2), 1)));
}

async fn a_seal_edited_with_its_digest_is_found(db: Db) {
    sealed(&db).await;
    tamper(&db, "UPDATE seals SET at = at + 1 WHERE org_id = $1", args![org(2)]).await;
    assert_eq!(found(&db).await, [Finding::SealBroken(org(2), 1)]);
    tamper(&db, "UPDATE seals SET digest = 'made to fit' WHERE org_id = $1 AND seq = 1", args![org(1)]).await;
    assert!(found(&db).await.contains(&Finding::SealBroken(org(1), 2)), "the next one no longer follows");
}

async fn two_sealers_side_by_side_make_one_chain(db: Db) {
    for n in 0..10_u128 {
        note(&db, org(1), n * 10..(n + 1) * 10).await;
        let (one, two) = tokio::join!(Sealer.run_once(&db, NOON), Sealer.run_once(&db, NOON));
        one.unwrap();
        two.unwrap();
    }
    Sealer.run_once(&db, NOON).await.unwrap();
    assert_eq!(found(&db).await, []);
}
