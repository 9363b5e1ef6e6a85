//! Which alarms are one – pure.

use kernel::{Error, Instant, Message, Result, Span};

use super::model::AlarmRow;

/// An alarm that comes again so soon after the last is the same.
const SAME: Span = Span::minutes(30);
/// How far a device's clock may be ahead.
const AHEAD: Span = Span::minutes(5);

/// The word of a fault of equipment, among the codes of alarms.
pub(crate) const FAULT: &str = "fault";

/// A code as it is kept: people and devices write it in either case.
///
/// # Errors
/// At the field: nothing but blanks.
pub(crate) fn code(text: &str) -> Result<String> {
    let code = text.trim().to_lowercase();
    if code.is_empty() { Err(Error::field("alarm_code", Message::of("invalid-required"))) } else { Ok(code) }
}

/// When an alarm came: what its device says, but not in the future.
///
/// # Errors
/// At the field: further ahead than a clock may be wrong.
pub(crate) fn raised(said: Option<Instant>, now: Instant) -> Result<Instant> {
    match said {
        Some(at) if at > now + AHEAD => Err(Error::field("raised_at", Message::of("round-alarm-in-the-future"))),
        Some(at) => Ok(at.min(now)),
        None => Ok(now),
    }
}

/// Whether an alarm is one that has come already: it came within half an hour of it. `last` is the latest that does not begin
/// later than that.
pub(crate) fn same(last: &AlarmRow, at: Instant) -> bool {
    at >= last.raised_at - SAME && at <= last.last_at + SAME
}

/// Until when one may have begun that this is counted with.
pub(crate) fn begun_by(at: Instant) -> Instant {
    at + SAME
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_comes_again_within_half_an_hour_is_one_alarm() {
        let (first, last) = (Instant(0) + Span::hours(10), Instant(0) + Span::hours(11));
        let known = AlarmRow {
            org_id: Id::from_uuid(Uuid::nil()),
            id: Id::from_uuid(Uuid::nil()),
            asset_id: Id::from_uuid(Uuid::nil()),
            asset_name: String::new(),
            code: FAULT.into(),
            nth: 1,
            note: None,
            raised_at: first,
            last_at: last,
            count: 2,
            by_name: String::new(),
        };
        for (minutes, wanted) in [(-31, false), (-30, true), (0, true), (45, true), (90, true), (91, false)] {
            assert_eq!(same(&known, first + Span::minutes(minutes)), wanted, "{minutes}");
        }
        assert_eq!(raised(Some(last + Span::minutes(4)), last).expect("a clock that is fast"), last);
        assert!(raised(Some(last + Span::minutes(6)), last).is_err());
        assert_eq!(code(" Overheat ").expect("a code"), "overheat");
        assert!(code("  ").is_err());
    }
}
