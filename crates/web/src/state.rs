//! What all requests share.

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use kernel::{Lang, OrgId};
use module::{Gate, Platform};
use serde_json::Value;
use tokio::sync::{Notify, Semaphore};
use ui::texts::Speech;

use crate::guard::Limiter;

/// How the server is reached.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Whether it speaks https itself: cookies are then `Secure` and bound to the host.
    pub secure: bool,
    /// The proxies in front. They, and nobody else, are believed where a request came from (`X-Forwarded-For`) and whether it
    /// came by https (`X-Forwarded-Proto`; yes when they do not say).
    pub proxies: Vec<IpAddr>,
    /// Whether the tries of one address are limited; a load test on the own machine turns it off.
    pub unlimited: bool,
}

/// The shared part; cheap to clone.
#[derive(Clone)]
pub struct Web(pub(crate) Arc<Behind>);

/// What is behind [`Web`].
pub struct Behind {
    pub(crate) platform: Arc<Platform>,
    pub(crate) gate: Arc<dyn Gate>,
    pub(crate) settings: Settings,
    pub(crate) limiter: Limiter,
    /// Pictures decoded at one time: each may need hundreds of megabytes.
    pub(crate) decoding: Semaphore,
    /// Ends the open event streams when the server drains.
    pub(crate) ending: Notify,
    /// The API document in Chinese and in English, put together when somebody asks for it.
    documents: [OnceLock<Value>; 2],
    pub(crate) waits: crate::waits::Kept,
}

impl std::ops::Deref for Web {
    type Target = Behind;
    fn deref(&self) -> &Behind {
        &self.0
    }
}

impl Web {
    /// The web over a platform.
    pub fn new(platform: Arc<Platform>, gate: Arc<dyn Gate>, settings: Settings) -> Self {
        Self(Arc::new(Behind {
            platform,
            gate,
            settings,
            limiter: Limiter::default(),
            decoding: Semaphore::new(2),
            ending: Notify::new(),
            documents: [const { OnceLock::new() }; 2],
            waits: crate::waits::Kept::default(),
        }))
    }

    /// The API document in the language of the speech.
    pub(crate) fn document(&self, speech: &Speech) -> &Value {
        let nth = usize::from(speech.lang == Lang::En);
        self.documents[nth].get_or_init(|| crate::openapi::document(&self.platform.registry, speech))
    }

    /// A fresh key that makes a second press of a form harmless.
    pub(crate) fn key(&self) -> String {
        self.platform.ids.next(self.platform.clock.now(), 0).simple().to_string()
    }

    /// Ends the open event streams.
    pub fn end_streams(&self) {
        self.ending.notify_waiters();
    }
}

/// Whether the company has been set up.
pub(crate) fn is_set_up(home: OrgId) -> bool {
    !home.uuid().is_nil()
}
