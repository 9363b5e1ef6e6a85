//! Where ids come from: time-ordered UUIDv7, random in production and seeded under the simulator and in tests.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::Instant;
use rand::{Rng, SeedableRng, rngs::StdRng};
use uuid::{Builder, Uuid};

/// A source of ids, shared by all contexts of a process.
#[derive(Clone)]
pub struct Ids(Arc<Mutex<StdRng>>);

impl Ids {
    /// Unpredictable ids.
    pub fn random() -> Self {
        Self(Arc::new(Mutex::new(rand::make_rng())))
    }

    /// The same ids for the same seed and the same order of calls.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// The `nth` id of a context that stands at `now`: ordered by time, then by `nth`.
    pub fn next(&self, now: Instant, nth: u16) -> Uuid {
        let mut bytes = [0_u8; 10];
        self.fill(&mut bytes);
        bytes[..2].copy_from_slice(&nth.to_be_bytes());
        let millis = u64::try_from(now.0 / 1_000).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// Random bytes from the same source, for tokens and keys.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}
