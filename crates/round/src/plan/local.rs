//! Wall-clock time at a place, and the instants it stands for.

use chrono::{NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use kernel::{Date, Instant, Span};

/// The instant of a local time. Where it comes twice, the first; where summer time skips it, "interpreted using the UTC offset
/// before the gap" (RFC 5545 §3.3.5).
pub fn instant(local: NaiveDateTime, zone: Tz) -> Instant {
    let utc = zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc)).unwrap_or_else(|| {
        let before = local.checked_sub_signed(TimeDelta::hours(24)).unwrap_or(local);
        let offset = zone.offset_from_utc_datetime(&before).fix();
        local.checked_sub_offset(offset).unwrap_or(local).and_utc()
    });
    Instant::from_utc(utc)
}

/// The wall-clock time of an instant.
pub(super) fn local(at: Instant, zone: Tz) -> NaiveDateTime {
    at.at(zone).naive_local()
}

/// A local time moved by a length; days are days of the wall clock.
pub(super) fn moved(local: NaiveDateTime, by: Span) -> NaiveDateTime {
    let end = if by < Span::ZERO { NaiveDateTime::MIN } else { NaiveDateTime::MAX };
    local.checked_add_signed(TimeDelta::microseconds(by.0)).unwrap_or(end)
}

/// So many minutes after the midnight a day begins with.
pub(super) fn minutes_into(day: Date, minutes: u16) -> NaiveDateTime {
    day.0.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minutes.into())
}
