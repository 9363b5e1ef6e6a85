//! What has changed, told to the pages that look at it. A signal carries a topic and no content.

use tokio::sync::broadcast;

/// The hub between committed transactions and open pages.
#[derive(Clone)]
pub struct Live(broadcast::Sender<String>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::channel(1_024).0)
    }
}

impl Live {
    /// Tells everybody who listens that this topic has changed.
    pub fn tell(&self, topic: &str) {
        // Nobody listening is the ordinary case, not an error.
        let _ = self.0.send(topic.to_owned());
    }

    /// Listens to all topics from now on.
    pub fn listen(&self) -> broadcast::Receiver<String> {
        self.0.subscribe()
    }
}
