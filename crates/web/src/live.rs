//! Live pages: an event stream that says which topics have changed. It carries no content; the page fetches its part again.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{Query, State},
    response::sse::{Event, KeepAlive, Sse},
};
use futures::Stream;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;

use crate::{caller::Visit, state::Web};

/// The most topics one page may watch.
const TOPICS: usize = 60;

#[derive(Deserialize)]
pub(crate) struct Watched {
    /// Topics, separated by commas.
    #[serde(default)]
    topics: String,
}

/// `GET /live?topics=a,b`. Who is not signed in may only watch topics he knows the unguessable id of.
pub(crate) async fn stream(
    State(web): State<Web>,
    _visit: Visit,
    Query(watched): Query<Watched>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let topics: Vec<String> = watched.topics.split(',').take(TOPICS).map(str::to_owned).collect();
    let mut signals = web.platform.live.listen();
    let stream = async_stream::stream! {
        let ending = web.ending.notified();
        tokio::pin!(ending);
        loop {
            let signal = tokio::select! {
                signal = signals.recv() => signal,
                () = &mut ending => break,
            };
            match signal {
                Ok(topic) if topics.contains(&topic) => yield Ok(Event::default().data(topic)),
                Ok(_) => {}
                // Too slow to hear them all: look at everything again.
                Err(RecvError::Lagged(_)) => {
                    for topic in &topics {
                        yield Ok(Event::default().data(topic));
                    }
                }
                Err(RecvError::Closed) => break,
            }
        }
    };
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
