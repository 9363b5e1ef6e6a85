//! Who may give an unfinished task on, and who takes it – pure.

use kernel::Message;
use org::StaffId;

use super::model::HandoffRow;
use crate::occurrence::model::OccurrenceRow;

/// Whether somebody has a task to give on: it is in his hands, or in those of his post and begun.
///
/// # Errors
/// Why he has not, in words.
pub(crate) fn has(row: &OccurrenceRow, me: StaffId, of_post: bool) -> Result<(), Message> {
    let mine = match row.staff_id {
        Some(id) => id == me,
        None => of_post && row.begun_at.is_some(),
    };
    if mine { Ok(()) } else { Err(Message::of("round-handoff-not-in-hand")) }
}

/// Whether somebody is the one who goes on: the one it was given to, or anybody of the post but whoever gave it on.
pub(crate) fn goes_on(handoff: &HandoffRow, me: StaffId) -> bool {
    handoff.to_id.map_or(handoff.from_id != me, |to| to == me)
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant};
    use uuid::Uuid;

    use super::*;

    fn person(n: u128) -> StaffId {
        StaffId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn the_one_it_was_given_to_goes_on_or_anybody_else_of_the_post() {
        let nil = Uuid::nil();
        let given = |to: Option<u128>| HandoffRow {
            org_id: Id::from_uuid(nil),
            id: Id::from_uuid(nil),
            occurrence_id: Id::from_uuid(nil),
            from_id: person(1),
            from_name: "韩磊".into(),
            to_id: to.map(person),
            to_name: None,
            note: String::new(),
            given_at: Instant(0),
            taken_by_name: None,
            taken_at: None,
        };
        let who = |to| [1, 2, 3].map(|n| goes_on(&given(to), person(n)));
        assert_eq!(who(Some(2)), [false, true, false]);
        assert_eq!(who(None), [false, true, true]);
    }
}
