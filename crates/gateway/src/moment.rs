//! When a call is made, the chance it may use, and how each channel writes a time.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{FixedOffset, NaiveDateTime, TimeZone};
use kernel::{Date, Instant};
use ring::digest;

/// What a call needs from the world: the time, and sixteen random bytes from which its nonces are made. Each call takes a fresh one.
#[derive(Debug)]
pub struct Moment {
    /// The time of the call.
    pub now: Instant,
    chance: [u8; 16],
    used: AtomicU32,
}

impl Moment {
    /// A moment of whoever calls: time and chance come from outside, so that a test and a replay see the same world.
    pub fn new(now: Instant, chance: [u8; 16]) -> Self {
        Self { now, chance, used: AtomicU32::new(0) }
    }

    /// A nonce of 32 characters; each is another one.
    pub fn nonce(&self) -> String {
        let number = self.used.fetch_add(1, Ordering::Relaxed);
        let mut text = self.chance.to_vec();
        text.extend(number.to_be_bytes());
        data_encoding::HEXUPPER.encode(&digest::digest(&digest::SHA256, &text).as_ref()[..16])
    }

    /// Whole seconds since 1970.
    pub fn seconds(&self) -> i64 {
        seconds(self.now)
    }
}

/// Whole seconds since 1970 of an instant.
pub fn seconds(at: Instant) -> i64 {
    at.0.div_euclid(1_000_000)
}

/// The zone of both channels: +08:00 the year round.
fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours are within a day")
}

/// `2026-11-21T14:00:00+08:00`, as WeChat Pay writes.
pub fn with_offset(at: Instant) -> String {
    at.utc().with_timezone(&shanghai()).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `2026-11-21 14:00:00` in Shanghai, as Alipay and the bills of both write.
pub fn local(at: Instant) -> String {
    at.utc().with_timezone(&shanghai()).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Reads `2026-11-21 14:00:00` in Shanghai, thousandths allowed.
pub fn from_local(text: &str) -> Option<Instant> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?;
    shanghai().from_local_datetime(&at).single().map(|at| Instant::from_utc(at.to_utc()))
}

/// The day of a bill: the calendar day in Shanghai.
pub fn bill_day(at: Instant) -> Date {
    Date(at.utc().with_timezone(&shanghai()).date_naive())
}
