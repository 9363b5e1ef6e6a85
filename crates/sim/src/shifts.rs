//! When people are at work: a delay is counted in somebody's hours, not in minutes of the night.

use chrono::Timelike;
use kernel::{Instant, OrgId, Span};
use module::HOME_ZONE;
use process::runtime::Engine;

/// In whose hours a delay is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// At once, by night too: what is urgent, and what somebody is in the middle of.
    Now,
    /// The desk: 08:00 to 20:00, every day.
    Desk,
    /// The technicians: 08:00 to 18:00, every day.
    Day,
    /// The office calendar of the community, without holidays.
    Office,
}

/// The instant that lies `span` of these hours after `from`.
pub(crate) fn after(engine: Option<&Engine>, org: OrgId, rhythm: Rhythm, from: Instant, span: Span) -> Instant {
    match rhythm {
        Rhythm::Now => from + span,
        Rhythm::Desk => within(from, span, 8, 20),
        Rhythm::Day => within(from, span, 8, 18),
        Rhythm::Office => {
            let calendars = engine.map(|e| e.calendars(org));
            let office = calendars.as_ref().and_then(|c| c.current("office"));
            // Beyond the published holidays nobody knows better than this.
            let known = office.and_then(|calendar| calendar.add_business(from, span).ok());
            known.unwrap_or_else(|| within(from, span, 9, 17))
        }
    }
}

/// Whether only those on duty are there: from 20:00 to 08:00.
pub(crate) fn is_night(at: Instant) -> bool {
    !(8..20).contains(&at.at(HOME_ZONE).hour())
}

fn within(from: Instant, span: Span, opens: i64, closes: i64) -> Instant {
    let (mut at, mut left) = (from, span);
    loop {
        let midnight = at.date(HOME_ZONE).start(HOME_ZONE);
        let (open, close) = (midnight + Span::hours(opens), midnight + Span::hours(closes));
        at = at.max(open);
        if at < close && left <= close - at {
            return at + left;
        }
        if at < close {
            left = left - (close - at);
        }
        at = midnight + Span::hours(24 + opens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().expect("an instant")
    }

    #[test]
    fn what_does_not_fit_into_today_goes_on_tomorrow() {
        let cases = [
            ("2026-03-02T10:00:00+08:00", 30, "2026-03-02T10:30:00+08:00"),
            ("2026-03-02T17:30:00+08:00", 60, "2026-03-03T08:30:00+08:00"),
            ("2026-03-02T02:00:00+08:00", 15, "2026-03-02T08:15:00+08:00"),
            ("2026-03-02T23:00:00+08:00", 15, "2026-03-03T08:15:00+08:00"),
            ("2026-03-02T08:00:00+08:00", 25 * 60, "2026-03-04T13:00:00+08:00"),
        ];
        for (from, minutes, until) in cases {
            let found = after(None, kernel::COMPANY, Rhythm::Day, at(from), Span::minutes(minutes));
            assert_eq!(found, at(until), "{minutes} minutes after {from}");
        }
    }

    #[test]
    fn at_night_only_the_duty_is_there() {
        assert!(is_night(at("2026-03-02T20:00:00+08:00")));
        assert!(is_night(at("2026-03-02T07:59:00+08:00")));
        assert!(!is_night(at("2026-03-02T08:00:00+08:00")));
    }
}
