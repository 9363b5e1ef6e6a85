//! How long a session lives, when guessing is stopped, and where one may be led afterwards.

use kernel::{Instant, Span};

use super::model::SessionRow;

/// A session ends after so long, however much it is used.
pub const LONGEST: Span = Span::days(30);
/// A session ends when it was not used for so long.
pub const IDLE: Span = Span::days(14);
/// Wrong tries are counted over so long, and lock for as long.
pub const WINDOW: Span = Span::minutes(15);
/// Wrong tries with one log-in name that lock it.
pub const TRIES_OF_LOGIN: usize = 5;
/// Wrong tries from one address that lock it: a whole office may stand behind one address.
pub const TRIES_OF_ADDRESS: usize = 20;

/// Whether a session may still be used.
pub fn is_alive(session: &SessionRow, now: Instant) -> bool {
    now < session.expires_at && now < session.seen_at + IDLE
}

/// Until when somebody is locked out, from the times of his wrong tries, latest first.
pub fn locked_until(wrong: &[Instant], tries: usize, now: Instant) -> Option<Instant> {
    let (newest, oldest) = (*wrong.first()?, *wrong.get(tries.checked_sub(1)?)?);
    let until = newest + WINDOW;
    (newest - oldest <= WINDOW && now < until).then_some(until)
}

/// The place to go after signing in: a path of this site, else its first page.
pub fn next(wanted: Option<&str>) -> String {
    let safe = |path: &&str| {
        let second = path.as_bytes().get(1);
        path.starts_with('/')
            && second != Some(&b'/')
            && second != Some(&b'\\')
            && !path.chars().any(char::is_control)
            && !path.starts_with("/sign_in")
            && !path.starts_with("/sign_out")
    };
    wanted.filter(safe).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{AccountId, SessionId};

    const NOW: Instant = Instant(1_795_242_120_000_000);

    #[test]
    fn five_wrong_tries_within_a_quarter_of_an_hour_lock_for_another() {
        let ago = |minutes: &[i64]| minutes.iter().map(|m| NOW - Span::minutes(*m)).collect::<Vec<_>>();
        assert_eq!(locked_until(&ago(&[0, 1, 2, 3]), 5, NOW), None, "four are not enough");
        assert_eq!(locked_until(&ago(&[0, 1, 2, 3, 4]), 5, NOW), Some(NOW + WINDOW));
        assert_eq!(locked_until(&ago(&[14, 20, 25, 27, 29]), 5, NOW), Some(NOW + Span::minutes(1)));
        assert_eq!(locked_until(&ago(&[15, 20, 25, 27, 29]), 5, NOW), None, "it is over");
        assert_eq!(locked_until(&ago(&[0, 5, 10, 14, 16]), 5, NOW), None, "too far apart");
        assert_eq!(locked_until(&[], 5, NOW), None);
    }

    #[test]
    fn a_session_ends_when_unused_and_in_any_case() {
        let session = |created: Span, seen: Span| SessionRow {
            id: SessionId::from_uuid(Uuid::nil()),
            account_id: AccountId::from_uuid(Uuid::nil()),
            device: String::new(),
            address: String::new(),
            created_at: NOW - created,
            seen_at: NOW - seen,
            expires_at: NOW - created + LONGEST,
        };
        assert!(is_alive(&session(Span::days(20), Span::days(1)), NOW));
        assert!(!is_alive(&session(Span::days(20), Span::days(14)), NOW), "unused");
        assert!(!is_alive(&session(Span::days(30), Span::hours(1)), NOW), "too old");
    }

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for (wanted, led) in [
            (Some("/desk/cases?state=open"), "/desk/cases?state=open"),
            (Some("//evil.example"), "/"),
            (Some("/\\evil.example"), "/"),
            (Some("https://evil.example"), "/"),
            (Some("/sign_in?next=/"), "/"),
            (None, "/"),
        ] {
            assert_eq!(next(wanted), led);
        }
    }
}
