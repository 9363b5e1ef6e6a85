//! People at work while something else is measured, and what they feel of it.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use kernel::{Actor, ActorKind, Grant, OrgId};
use module::Caller;
use uuid::Uuid;

/// How many they are.
pub const PEOPLE: usize = 4;
/// How long each thinks between two actions.
pub const THINKS: Duration = Duration::from_millis(50);

/// The nth of those who may do everything in a community.
pub fn person(nth: usize, org: OrgId) -> Caller {
    holder(nth, "agent", org)
}

/// The same in a post.
pub fn holder(nth: usize, role: &str, org: OrgId) -> Caller {
    let permissions = Arc::new(BTreeSet::from(["*".to_owned()]));
    let held = Grant { role: role.into(), orgs: Arc::new(BTreeSet::from([org])), permissions };
    let member =
        Grant { role: "member".into(), orgs: Arc::new(BTreeSet::from([kernel::COMPANY])), permissions: Arc::default() };
    Caller::new(Actor {
        kind: ActorKind::Staff,
        id: Uuid::from_u128(nth as u128),
        name: "林晓".into(),
        from: "127.0.0.1".into(),
        home: kernel::COMPANY,
        session: None,
        grants: vec![held, member],
    })
}

/// Lets people work until something else is over; how long each of their actions took, the shortest first. Each is given his place
/// among them, and learns when to stop.
pub async fn work_until<T, W>(
    work: impl Fn(usize, Arc<AtomicBool>) -> W,
    over: impl Future<Output = T>,
) -> Result<(T, Vec<Duration>)>
where
    W: Future<Output = Result<Vec<Duration>>> + Send + 'static,
{
    let end = Arc::new(AtomicBool::new(false));
    let people: Vec<_> = (0..PEOPLE).map(|nth| tokio::spawn(work(nth, end.clone()))).collect();
    let done = over.await;
    end.store(true, Ordering::SeqCst);
    let mut times = Vec::new();
    for person in people {
        times.extend(person.await??);
    }
    times.sort_unstable();
    Ok((done, times))
}
