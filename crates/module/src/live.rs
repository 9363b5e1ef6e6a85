//! What has changed, told to the pages that look at it. A signal carries a topic and no content.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::broadcast;

/// Counters of touches; topics share them by hash, so that their number does not grow with the topics.
const SLOTS: usize = 4_096;

/// The hub between committed transactions and open pages.
#[derive(Clone)]
pub struct Live {
    signals: broadcast::Sender<String>,
    touches: Arc<Vec<AtomicU64>>,
}

impl Default for Live {
    fn default() -> Self {
        let touches = (0..SLOTS).map(|_| AtomicU64::new(0)).collect();
        Self { signals: broadcast::channel(1_024).0, touches: Arc::new(touches) }
    }
}

impl Live {
    /// Tells everybody who listens that this topic has changed.
    pub fn tell(&self, topic: &str) {
        self.touches[slot(topic)].fetch_add(1, Ordering::Release);
        // Nobody listening is the ordinary case, not an error.
        let _ = self.signals.send(topic.to_owned());
    }

    /// Listens to all topics from now on.
    pub fn listen(&self) -> broadcast::Receiver<String> {
        self.signals.subscribe()
    }

    /// A figure that rises whenever one of these topics is touched in this process, and now and then when another one is.
    pub fn touched(&self, topics: &[String]) -> u64 {
        topics.iter().map(|topic| self.touches[slot(topic)].load(Ordering::Acquire)).sum()
    }
}

fn slot(topic: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    topic.hash(&mut hasher);
    usize::try_from(hasher.finish() % SLOTS as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_touch_is_seen_by_whoever_watches_its_topic() {
        let live = Live::default();
        let topics = ["cases:a".to_owned(), "notifications:b".to_owned()];
        let before = live.touched(&topics);
        live.tell("notifications:b");
        assert_eq!(live.touched(&topics), before + 1);
        assert_eq!(live.touched(&topics[..1]), 0);
    }
}
