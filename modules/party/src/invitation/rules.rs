//! What a code looks like, how long it lives and how many there may be.

use kernel::{Error, Instant, Result, Span};

use super::model::{InvitationRow, InvitationState};

/// How long a code can be used.
pub const LIFE: Span = Span::days(7);
/// Codes written for one person within [`WINDOW`].
pub const MOST: usize = 5;
/// The time over which codes are counted.
pub const WINDOW: Span = Span::days(1);
/// Signs that are not taken for one another when read aloud or copied from paper.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 8;

/// A code of eight signs from random bytes: forty bits.
pub fn code(random: [u8; LENGTH]) -> String {
    random.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect()
}

/// As it is printed: `K7QM-3XRT`.
pub fn grouped(code: &str) -> String {
    format!("{}-{}", &code[..code.len() / 2], &code[code.len() / 2..])
}

/// What was typed, as codes are kept; `None` when it cannot be one.
pub fn typed(text: &str) -> Option<String> {
    let code: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    (code.len() == LENGTH && code.bytes().all(|b| SIGNS.contains(&b))).then_some(code)
}

/// Whether one more may be written, after those of the last day.
pub fn one_more(within_window: usize) -> Result<()> {
    if within_window >= MOST { Err(Error::broken("party-invitations-too-many")) } else { Ok(()) }
}

/// How an invitation stands.
pub(crate) fn state(row: &InvitationRow, now: Instant) -> InvitationState {
    if row.used_at.is_some() {
        InvitationState::Used
    } else if row.cancelled_at.is_some() {
        InvitationState::Cancelled
    } else if row.expires_at <= now {
        InvitationState::Expired
    } else {
        InvitationState::Open
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, OrgId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_copied() {
        let code = code([0, 31, 32, 7, 200, 3, 90, 255]);
        assert_eq!(code.len(), 8);
        assert_eq!(typed(&grouped(&code)), Some(code.clone()));
        assert_eq!(typed(&format!(" {} ", code.to_lowercase())), Some(code));
        for wrong in ["", "K7QM-3XR", "K7QM-3XRO", "K7QM-3XR1", "房东"] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_is_good_once_and_for_a_week() {
        let row = |used: Option<i64>, cancelled: Option<i64>| InvitationRow {
            org_id: OrgId::from_uuid(Uuid::nil()),
            id: Id::from_uuid(Uuid::nil()),
            person_id: Id::from_uuid(Uuid::nil()),
            place_id: None,
            sealed: Vec::new(),
            created_at: Instant(0),
            expires_at: Instant(0) + LIFE,
            used_at: used.map(Instant),
            cancelled_at: cancelled.map(Instant),
        };
        let week = Instant(0) + LIFE;
        assert_eq!(state(&row(None, None), Instant(week.0 - 1)), InvitationState::Open);
        assert_eq!(state(&row(None, None), week), InvitationState::Expired);
        assert_eq!(state(&row(Some(5), None), Instant(6)), InvitationState::Used);
        assert_eq!(state(&row(None, Some(5)), Instant(6)), InvitationState::Cancelled);
        assert!(one_more(4).is_ok() && one_more(5).is_err());
    }
}
