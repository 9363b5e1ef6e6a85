//! Waking cases whose clocks fall due: in chunks, each decided outside the writer and kept in one short transaction.
//!
//! A chunk holds the writer only to write. What was read is guarded by the version: a case that somebody acted on meanwhile has
//! seen what fell due already, so its wake-up is left out. Rungs and the row that says they fired are one transaction, hence each
//! fires exactly once, across crashes too.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use ::store::{Args, Tx, args, audit};
use kernel::{Actor, Error, Instant, Result, Scope, Span};
use module::Platform;
use serde_json::json;
use tokio::sync::watch;

use super::{Engine, effects, limits, store};
use crate::{
    decide::{Command, decide},
    definition::Definition,
    event::{Event, Person, Who},
    state::{State, evolve},
};

/// The most cases of one transaction: well below the time a writer may be held.
const CHUNK: i64 = 250;
/// How long a case that cannot be woken stands aside.
const PUT_OFF: Span = Span::minutes(10);
/// The pause between looks.
const PAUSE: Duration = Duration::from_millis(250);

/// A case that was woken in thought, with what is to be written.
struct Woken {
    row: store::Row,
    def: Arc<Definition>,
    was: State,
    state: State,
    events: Vec<Event>,
    derived: store::Derived,
}

/// Wakes the next chunk of cases that are due; how many there were. None left when it answers 0.
///
/// # Errors
/// Those of the database; nothing of the chunk is kept then.
pub async fn wake_due(platform: &Arc<Platform>) -> Result<usize> {
    let engine = engine(platform)?;
    let (db, now) = (platform.db.as_owner(), platform.clock.now());
    let mut look = db.read(&Scope::default()).await?;
    let rows = store::due(&mut look, now, CHUNK).await?;
    drop(look);
    let found = rows.len();
    let (mut woken, mut stuck) = (Vec::with_capacity(found), Vec::new());
    for row in rows {
        match wake(&engine, &row, now).await {
            Ok((def, was, state, events, derived)) => woken.push(Woken { row, def, was, state, events, derived }),
            Err(error) => {
                tracing::error!(case = %row.id, %error, "a case cannot be woken");
                stuck.push(row);
            }
        }
    }
    if found > 0 {
        let (platform, engine, chunk) = (platform.clone(), engine.clone(), Arc::new((woken, stuck)));
        db.transact(&Scope::default(), move |tx| {
            let (platform, engine, chunk) = (platform.clone(), engine.clone(), chunk.clone());
            Box::pin(async move {
                let armed = chunk.0.iter().filter_map(|woken| woken.derived.wake_at).min();
                let put_off = (!chunk.1.is_empty()).then_some(now + PUT_OFF);
                engine.arm(tx, armed.into_iter().chain(put_off).min());
                keep(tx, &platform, &chunk.0, &chunk.1, now).await
            })
        })
        .await?;
    }
    Ok(found)
}

/// When the next case falls due, if that is not after `at`. For whoever is alone in moving the clock of this database by hand.
///
/// # Errors
/// Those of the database.
pub async fn next_wake(platform: &Arc<Platform>, at: Instant) -> Result<Option<Instant>> {
    engine(platform)?.next_due(at).await
}

fn engine(platform: &Platform) -> Result<Arc<Engine>> {
    platform.service::<Engine>().ok_or_else(|| Error::Internal("the case engine was not started".into()))
}

/// Wakes everything that is due, for tests and the simulator; how many cases that were.
///
/// # Errors
/// As [`wake_due`].
pub async fn wake_all_due(platform: &Arc<Platform>) -> Result<usize> {
    let mut all = 0;
    loop {
        let found = wake_due(platform).await?;
        all += found;
        if found < usize::try_from(CHUNK).unwrap_or(usize::MAX) {
            return Ok(all);
        }
    }
}

/// Wakes cases as they fall due until `end` turns true.
pub async fn keep_awake(platform: Arc<Platform>, mut end: watch::Receiver<bool>) {
    while !*end.borrow() {
        if let Err(error) = wake_all_due(&platform).await {
            tracing::error!(%error, "waking cases failed");
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = end.changed() => {}
        }
    }
}

async fn wake(
    engine: &Engine,
    row: &store::Row,
    now: Instant,
) -> Result<(Arc<Definition>, State, State, Vec<Event>, store::Derived)> {
    let (def, cals) = (engine.pinned(&row.definition).await?, engine.calendars(row.org_id));
    let was: State = serde_json::from_str(&row.state)?;
    let events = decide(&def, &cals, &was, &Command::Wake, &Who::system(), now)?;
    let state = events.iter().fold(was.clone(), evolve);
    let derived = store::Derived::of(&def, &state, &cals)?;
    if derived.wake_at.is_some_and(|at| at <= now) {
        return Err(Error::Internal("what fell due is still due after it happened".into()));
    }
    Ok((def, was, state, events, derived))
}

async fn keep(tx: &mut Tx, platform: &Platform, woken: &[Woken], stuck: &[store::Row], now: Instant) -> Result<()> {
    let (mut entries, mut outbox, mut audited): (Vec<Args>, Vec<Args>, Vec<audit::Entry>) = Default::default();
    let (mut touched, mut ended) = (BTreeSet::new(), Vec::new());
    let mut nth: u16 = 0;
    let mut new_id = || {
        nth = nth.wrapping_add(1);
        platform.ids.next(now, nth)
    };
    for Woken { row, def, was, state, events, derived } in woken {
        let version = row.version + i64::from(!events.is_empty());
        if !store::update_if_unchanged(tx, row, version, derived.clone()).await? || events.is_empty() {
            continue;
        }
        entries.push(store::entry(row.org_id, row.id, version, &Person::system(), None, events)?);
        let told = effects::Told {
            org: row.org_id,
            id: row.id,
            number: &row.number,
            version,
            place: row.place_id,
            area: row.area_id,
            def,
            state,
            before: &was.fields,
            today: now.date(module::HOME_ZONE),
        };
        let following = effects::following(&told, was, events)?;
        ended.extend(following.limits);
        for (topic, payload) in following.rows {
            outbox.push(args![row.org_id, new_id(), now, topic, payload]);
        }
        audited.push(audit::Entry {
            org: row.org_id,
            id: new_id(),
            at: now,
            action: "case.wake".into(),
            target: row.id.to_string(),
            before: None,
            after: Some(json!({ "version": version }).to_string()),
        });
        touched.insert(format!("case:{}", row.id));
        touched.insert(format!("cases:{}", row.org_id));
    }
    for row in stuck {
        store::put_off(tx, row, now + PUT_OFF).await?;
    }
    store::append(tx, entries).await?;
    limits::keep(tx, ended).await?;
    tx.insert_many("outbox", &["org_id", "id", "at", "topic", "payload"], outbox).await?;
    let engine = Actor::system("process", kernel::OrgId::from_uuid(uuid::Uuid::nil()), BTreeSet::new());
    audit::write(tx, &engine, audited).await?;
    let live = platform.live.clone();
    tx.after_commit(move || touched.iter().for_each(|topic| live.tell(topic)));
    Ok(())
}
