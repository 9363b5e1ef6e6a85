//! Numbers, events, requests sent twice, jobs.

use kernel::{Error, Instant, OrgId, Result, Span};
use store::{
    Db, counters,
    idempotency::{self, Known, Request},
    outbox::{self, Event},
    queue::{self, Job, NewJob},
};
use uuid::Uuid;

use crate::{
    fresh::{org, scope},
    on_both,
};

on_both!(
    numbers_of_a_series_rise_without_gaps,
    an_event_is_told_until_it_was_told,
    a_request_sent_twice_is_done_once,
    a_request_that_failed_may_be_sent_again,
    a_job_is_put_in_once_under_its_key,
    a_job_is_held_by_one_worker_until_its_lease_runs_out,
    a_failing_job_waits_longer_each_time_and_is_given_up,
    a_job_given_up_is_listed_and_revived,
    workers_side_by_side_never_take_the_same_job,
);

const NOON: Instant = Instant(1_763_700_000_000_000);
const LEASE: Span = Span::minutes(1);

fn job(id: u128, dedupe: Option<&str>, run_at: Instant) -> NewJob {
    NewJob {
        org: org(1),
        id: Uuid::from_u128(id),
        kind: "case.remind".into(),
        payload: "{}".into(),
        run_at,
        dedupe: dedupe.map(str::to_owned),
    }
}

async fn enqueue(db: &Db, job: NewJob) -> bool {
    db.transact(&scope(&[org(1)]), move |tx| {
        let job = job.clone();
        Box::pin(async move { queue::enqueue(tx, &job, NOON).await })
    })
    .await
    .unwrap()
}

async fn claim(db: &Db, worker: &'static str, most: i64, now: Instant) -> Vec<Job> {
    db.transact(&scope(&[org(1)]), move |tx| Box::pin(queue::claim(tx, worker, most, now, LEASE))).await.unwrap()
}

async fn finish(db: &Db, job: &Job, worker: &'static str) -> Result<()> {
    let job = job.clone();
    db.transact(&scope(&[org(1)]), move |tx| {
        let job = job.clone();
        Box::pin(async move { queue::finish(tx, &[&job], worker, NOON).await })
    })
    .await
    .and_then(|finished| if finished == 1 { Ok(()) } else { Err(Error::Conflict) })
}

async fn fail(db: &Db, job: &Job, now: Instant, most: i64) -> bool {
    let job = job.clone();
    db.transact(&scope(&[org(1)]), move |tx| {
        let job = job.clone();
        Box::pin(async move { queue::fail(tx, &job, "w1", "no signal", now, most).await })
    })
    .await
    .unwrap()
}

async fn numbers_of_a_series_rise_without_gaps(db: Db) {
    let next = async |org_n: u128, series: &'static str, keep: bool| {
        let next = db
            .transact(&scope(&[org(org_n)]), move |tx| {
                Box::pin(async move {
                    let number = counters::next_number(tx, org(org_n), series).await?;
                    if keep { Ok(number) } else { crate::fresh::broken() }
                })
            })
            .await;
        next.ok()
    };
    assert_eq!(next(1, "case-2026", true).await, Some(1));
    assert_eq!(next(1, "case-2026", false).await, None);
    assert_eq!(next(1, "case-2026", true).await, Some(2));
    assert_eq!(next(1, "receipt", true).await, Some(1));
    assert_eq!(next(2, "case-2026", true).await, Some(1));
}

async fn an_event_is_told_until_it_was_told(db: Db) {
    let event = |id| Event {
        org: org(1),
        id: Uuid::from_u128(id),
        at: NOON,
        topic: "case.opened".into(),
        payload: "{}".into(),
    };
    let (first, second) = (event(1), event(2));
    let left = db
        .transact(&scope(&[org(1)]), move |tx| {
            let (first, second) = (first.clone(), second.clone());
            Box::pin(async move {
                outbox::add(tx, &second).await?;
                outbox::add(tx, &first).await?;
                assert_eq!(outbox::untold(tx, 10).await?, [first.clone(), second.clone()]);
                outbox::told(tx, std::slice::from_ref(&first), NOON).await?;
                outbox::untold(tx, 10).await
            })
        })
        .await
        .unwrap();
    assert_eq!(left, [event(2)]);
}

/// What became of a button pressed under a key: the how manieth time the work was really done, or what is known of the key.
#[derive(Debug, PartialEq)]
enum Pressed {
    Done(i64),
    Known(Known),
}

async fn press(db: &Db, key: &'static str, body: &'static [u8], works: bool) -> Result<Pressed> {
    let request = Request { actor: Uuid::from_u128(99), key, action: "case.open", body };
    let done = db
        .transact(&scope(&[org(1)]), move |tx| {
            Box::pin(async move {
                let done = counters::next_number(tx, org(1), "done").await?;
                idempotency::keep(tx, &request, NOON, 303, "/cases/1").await?;
                if works { Ok(done) } else { crate::fresh::broken() }
            })
        })
        .await;
    let mut tx = db.read(&scope(&[org(1)])).await?;
    match (done, idempotency::known(&mut tx, &request).await?) {
        (Ok(done), Some(_)) => Ok(Pressed::Done(done)),
        (Err(Error::Conflict), Some(known)) => Ok(Pressed::Known(known)),
        (Err(error), None) => Err(error),
        (done, known) => panic!("done {done:?}, known {known:?}"),
    }
}

async fn a_request_sent_twice_is_done_once(db: Db) {
    let replay = || Pressed::Known(Known::Replay { status: 303, result: "/cases/1".into() });
    let (one, two) = tokio::join!(press(&db, "k1", b"title=a", true), press(&db, "k1", b"title=a", true));
    let mut pressed = [one.unwrap(), two.unwrap()];
    pressed.sort_by_key(|pressed| *pressed == replay());
    assert_eq!(pressed, [Pressed::Done(1), replay()]);
    assert_eq!(press(&db, "k1", b"title=b", true).await.unwrap(), Pressed::Known(Known::Clash));
    assert_eq!(press(&db, "k2", b"title=b", true).await.unwrap(), Pressed::Done(2));
    let forget = db.transact(&scope(&[]), |tx| Box::pin(idempotency::forget(tx, NOON + Span::seconds(1)))).await;
    assert_eq!(forget.unwrap(), 2);
}

async fn a_request_that_failed_may_be_sent_again(db: Db) {
    assert!(press(&db, "k1", b"title=a", false).await.is_err());
    assert_eq!(press(&db, "k1", b"title=a", true).await.unwrap(), Pressed::Done(1));
}

async fn a_job_is_put_in_once_under_its_key(db: Db) {
    assert!(enqueue(&db, job(1, Some("case 7, event 3"), NOON)).await);
    assert!(!enqueue(&db, job(2, Some("case 7, event 3"), NOON)).await);
    assert!(enqueue(&db, job(3, None, NOON + Span::hours(1))).await);
    assert!(enqueue(&db, job(4, None, NOON)).await);
    let taken: Vec<_> = claim(&db, "w1", 10, NOON).await.into_iter().map(|job| job.id.as_u128()).collect();
    assert_eq!(taken, [1, 4]);
    let due = db.transact(&scope(&[org(1)]), |tx| Box::pin(queue::next_due(tx))).await.unwrap();
    assert_eq!(due, Some(NOON + LEASE));
}

async fn a_job_is_held_by_one_worker_until_its_lease_runs_out(db: Db) {
    enqueue(&db, job(1, None, NOON)).await;
    let first = claim(&db, "w1", 10, NOON).await.remove(0);
    assert_eq!(claim(&db, "w2", 10, NOON + Span::seconds(59)).await, []);
    let second = claim(&db, "w2", 10, NOON + Span::seconds(61)).await.remove(0);
    assert_eq!((first.attempts, second.attempts), (1, 2));
    assert!(matches!(finish(&db, &first, "w1").await, Err(Error::Conflict)), "it is no longer his");
    finish(&db, &second, "w2").await.unwrap();
    assert_eq!(claim(&db, "w1", 10, NOON + Span::days(1)).await, []);
}

async fn a_failing_job_waits_longer_each_time_and_is_given_up(db: Db) {
    enqueue(&db, job(1, None, NOON)).await;
    let first = claim(&db, "w1", 1, NOON).await.remove(0);
    assert!(!fail(&db, &first, NOON, 2).await);
    assert_eq!(claim(&db, "w1", 1, NOON + Span::seconds(9)).await, []);
    let later = NOON + queue::backoff(1);
    let second = claim(&db, "w1", 1, later).await.remove(0);
    assert!(fail(&db, &second, later, 2).await);
    assert_eq!(claim(&db, "w1", 1, NOON + Span::days(1)).await, []);
    assert!(queue::backoff(2) > queue::backoff(1) && queue::backoff(99) == Span::hours(1));
}

async fn a_job_given_up_is_listed_and_revived(db: Db) {
    enqueue(&db, job(1, None, NOON)).await;
    enqueue(&db, job(2, None, NOON + Span::hours(1))).await;
    let taken = claim(&db, "w1", 1, NOON).await.remove(0);
    fail(&db, &taken, NOON, 1).await;
    let list = async |orgs: &[OrgId], state: Option<&str>| {
        let mut tx = db.read(&scope(orgs)).await.unwrap();
        queue::list(&mut tx, &scope(orgs), state, None, 10).await.unwrap()
    };
    let dead = list(&[org(1)], Some("dead")).await;
    assert_eq!((dead.len(), dead[0].last_error.as_deref()), (1, Some("no signal")));
    assert_eq!(list(&[org(1)], None).await.len(), 2);
    assert_eq!(list(&[org(2)], None).await, []);
    let revive = async |org_n: u128, id: u128| {
        db.transact(&scope(&[org(org_n)]), move |tx| {
            Box::pin(async move { queue::revive(tx, &scope(&[org(org_n)]), Uuid::from_u128(id), NOON).await })
        })
        .await
    };
    assert!(matches!(revive(2, 1).await, Err(Error::NotFound)), "it is somebody else's");
    assert!(matches!(revive(1, 2).await, Err(Error::NotFound)), "it was not given up");
    revive(1, 1).await.unwrap();
    assert_eq!(claim(&db, "w1", 10, NOON).await[0].attempts, 1);
}

async fn workers_side_by_side_never_take_the_same_job(db: Db) {
    for id in 0..20 {
        enqueue(&db, job(id, None, NOON)).await;
    }
    let mut taken = Vec::new();
    for _ in 0..5 {
        let (one, two) = tokio::join!(claim(&db, "w1", 2, NOON), claim(&db, "w2", 2, NOON));
        taken.extend(one.into_iter().chain(two).map(|job| (job.id, job.attempts)));
    }
    taken.sort_unstable();
    assert_eq!(taken, (0..20).map(|id| (Uuid::from_u128(id), 1)).collect::<Vec<_>>());
}
