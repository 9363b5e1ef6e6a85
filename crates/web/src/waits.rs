//! What waits for the reader at entries of the navigation: counted at most once between two changes, told live.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use kernel::{ActorKind, Instant, Span};
use module::Waits;
use uuid::Uuid;

use crate::{answer, caller::Visit, state::Web};

/// How long figures stand when no topic says that they changed: what falls due changes by itself.
const STANDS: Span = Span::seconds(20);
/// Readers whose figures are kept; beyond it all are counted anew.
const READERS: usize = 5_000;

/// The figures of everybody who looked lately.
#[derive(Default)]
pub(crate) struct Kept(Mutex<HashMap<Uuid, Counted>>);

struct Counted {
    at: Instant,
    /// How often the topics had been touched by then.
    touched: u64,
    waits: Waits,
}

/// What waits for the reader; nothing for nobody, and nothing when it cannot be counted just now.
pub(crate) async fn of(web: &Web, visit: &Visit) -> Waits {
    let actor = &visit.caller.actor;
    if matches!(actor.kind, ActorKind::Anonymous) || actor.id.is_nil() {
        return Waits::default();
    }
    let (now, live) = (web.platform.clock.now(), &web.platform.live);
    let readers = || web.waits.0.lock().unwrap_or_else(PoisonError::into_inner);
    let stands = |c: &&Counted| now - c.at < STANDS && c.touched == live.touched(&c.waits.topics);
    if let Some(counted) = readers().get(&actor.id).filter(stands) {
        return counted.waits.clone();
    }
    // Touched while it is counted, the figures are counted again next time; so they are the first time, when it is not yet
    // known which topics are his.
    let topics = readers().get(&actor.id).map(|c| c.waits.topics.clone()).unwrap_or_default();
    let touched = live.touched(&topics);
    let waits = match web.platform.waits(&visit.caller).await {
        Ok(waits) => waits,
        Err(error) => {
            answer::log(&error);
            return Waits::default();
        }
    };
    let touched = if waits.topics == topics { touched } else { u64::MAX };
    let mut readers = readers();
    if readers.len() >= READERS {
        readers.clear();
    }
    readers.insert(actor.id, Counted { at: now, touched, waits: waits.clone() });
    drop(readers);
    waits
}

/// `GET /waiting`: the figures alone, for a page that is open.
pub(crate) async fn figures(State(web): State<Web>, visit: Visit) -> Response {
    Json(of(&web, &visit).await.entries).into_response()
}
