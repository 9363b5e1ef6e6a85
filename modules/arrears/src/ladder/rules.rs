//! When which rung comes, and when nobody is disturbed – pure.

use kernel::{Calendar, Error, Instant, Message, Money, OrgId, Result};

use super::model::{EditLadder, LadderRow, Stage};

/// How arrears are gone about before a company says otherwise.
pub(crate) fn usual(org_id: OrgId) -> LadderRow {
    LadderRow {
        org_id,
        remind_before: 3,
        notice_after: 7,
        call_after: 15,
        visit_after: 30,
        letter_after: 60,
        lawyer_after: 90,
        least_fen: Money(5_000),
        quiet_from: 20,
        quiet_until: 9,
        weekly_contacts: 3,
        large_from_fen: Money(500_000),
        version: 0,
    }
}

/// A ladder whose rungs come one after the other. What is a large write-off is said by whoever decides about large ones.
pub(crate) fn edit(was: &LadderRow, input: &EditLadder, decides_large: bool) -> Result<LadderRow> {
    let is = LadderRow {
        org_id: was.org_id,
        remind_before: input.remind_before,
        notice_after: input.notice_after,
        call_after: input.call_after,
        visit_after: input.visit_after,
        letter_after: input.letter_after,
        lawyer_after: input.lawyer_after,
        least_fen: input.least_overdue,
        quiet_from: input.quiet_from,
        quiet_until: input.quiet_until,
        weekly_contacts: input.weekly_contacts,
        large_from_fen: input.large_from.unwrap_or(was.large_from_fen),
        version: was.version + 1,
    };
    let rungs = [
        ("call_after", is.notice_after, is.call_after),
        ("visit_after", is.call_after, is.visit_after),
        ("letter_after", is.visit_after, is.letter_after),
        ("lawyer_after", is.letter_after, is.lawyer_after),
    ];
    if let Some((field, before, _)) = rungs.into_iter().find(|(_, before, after)| before > after) {
        return Err(Error::field(field, Message::of("arrears-rungs-in-order").with("days", before)));
    }
    if is.least_fen <= Money::ZERO {
        return Err(Error::field("least_overdue", Message::of("arrears-least-something")));
    }
    if is.large_from_fen <= Money::ZERO {
        return Err(Error::field("large_from", Message::of("arrears-large-something")));
    }
    if is.large_from_fen != was.large_from_fen && !decides_large {
        return Err(Error::field("large_from", Message::of("arrears-large-by-director")));
    }
    Ok(is)
}

/// After how many days past due a rung comes.
pub(crate) fn after(ladder: &LadderRow, stage: Stage) -> i64 {
    match stage {
        Stage::Notice => ladder.notice_after,
        Stage::Call => ladder.call_after,
        Stage::Visit => ladder.visit_after,
        Stage::Letter => ladder.letter_after,
        Stage::Lawyer => ladder.lawyer_after,
    }
}

/// The rung after one, when it is due: so many days past due, and as long after the rung before as the ladder gives. An old debt climbs rung
/// by rung like any other.
pub(crate) fn climb(ladder: &LadderRow, stage: Stage, days_on_it: i64, days_past_due: i64) -> Option<Stage> {
    let place = Stage::ALL.iter().position(|one| *one == stage)?;
    let next = *Stage::ALL.get(place + 1)?;
    let apart = after(ladder, next) - after(ladder, stage);
    (days_past_due >= after(ladder, next) && days_on_it >= apart).then_some(next)
}

/// Whether households are left in peace at an instant: in the quiet hours, and on holidays.
pub(crate) fn is_quiet(ladder: &LadderRow, calendar: &Calendar, at: Instant) -> bool {
    let zone = calendar.written().zone;
    let hour: i64 = at.at(zone).format("%H").to_string().parse().unwrap_or(0);
    let holiday = calendar.written().exceptions.get(&at.date(zone)).is_some_and(|open| open.is_empty());
    holiday || hour >= ladder.quiet_from || hour < ladder.quiet_until
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_rung_comes_in_its_turn_even_for_an_old_debt() {
        let ladder = usual(Id::from_uuid(Uuid::from_u128(1)));
        for (stage, on_it, past_due, next) in [
            (Stage::Notice, 7, 14, None),
            (Stage::Notice, 8, 15, Some(Stage::Call)),
            (Stage::Notice, 0, 400, None),
            (Stage::Notice, 8, 400, Some(Stage::Call)),
            (Stage::Letter, 29, 89, None),
            (Stage::Letter, 30, 90, Some(Stage::Lawyer)),
            (Stage::Lawyer, 900, 900, None),
        ] {
            assert_eq!(climb(&ladder, stage, on_it, past_due), next, "{stage:?} {on_it} {past_due}");
        }
    }

    #[test]
    fn nobody_is_disturbed_by_night() {
        let ladder = usual(Id::from_uuid(Uuid::from_u128(1)));
        let calendar = Calendar::always(module::HOME_ZONE);
        for (at, quiet) in [
            ("2026-11-21T00:59:00Z", true),
            ("2026-11-21T01:00:00Z", false),
            ("2026-11-21T11:59:00Z", false),
            ("2026-11-21T12:00:00Z", true),
        ] {
            assert_eq!(is_quiet(&ladder, &calendar, at.parse().expect("an instant")), quiet, "{at}");
        }
    }
}
