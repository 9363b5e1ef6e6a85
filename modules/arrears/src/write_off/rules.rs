//! What may be given up, who decides, and what becomes owed again – pure.

use billing::Settled;
use kernel::{Error, Message, Money, Result};
use uuid::Uuid;

use super::model::{WriteOffLineRow, WriteOffRow, WriteOffState};

/// Somebody else decides than who asked, once; and a director about what is large.
pub(crate) fn decide(write_off: &WriteOffRow, by: Uuid, (large_from, decides_large): (Money, bool)) -> Result<()> {
    match write_off.state {
        WriteOffState::Waiting if write_off.asked_by == by => Err(Error::broken("arrears-own-write-off")),
        WriteOffState::Waiting if write_off.amount_fen >= large_from && !decides_large => {
            Err(Error::Broken(Message::of("arrears-write-off-large").with("amount", large_from)))
        }
        WriteOffState::Waiting => Ok(()),
        WriteOffState::Approved | WriteOffState::Refused => Err(Error::broken("arrears-write-off-decided")),
    }
}

/// What of which bill is owed again, the oldest first, after so much has been before.
pub(crate) fn restore(
    write_off: &WriteOffRow,
    lines: &[WriteOffLineRow],
    said: Option<Money>,
) -> Result<(Money, Vec<Settled>)> {
    if write_off.state != WriteOffState::Approved {
        return Err(Error::broken("arrears-write-off-not-approved"));
    }
    let left = write_off.amount_fen - write_off.restored_fen;
    let amount = said.unwrap_or(left);
    if amount <= Money::ZERO || amount > left {
        return Err(Error::field("amount", Message::of("arrears-restore-too-much").with("left", left)));
    }
    let (mut skip, mut rest, mut parts) = (write_off.restored_fen, amount, Vec::new());
    for line in lines {
        let before = skip.min(line.amount_fen);
        skip = skip - before;
        let part = rest.min(line.amount_fen - before);
        rest = rest - part;
        if part > Money::ZERO {
            parts.push(Settled { bill_id: line.bill_id, amount: -part });
        }
    }
    Ok((amount, parts))
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;
    use crate::{
        case::rules::tests::{case, day},
        write_off::model::Grounds,
    };

    fn write_off(amount: i64, restored: i64) -> WriteOffRow {
        WriteOffRow {
            org_id: case().org_id,
            id: Id::from_uuid(Uuid::from_u128(5)),
            case_id: case().id,
            place_id: case().place_id,
            place: String::new(),
            payer_id: case().payer_id,
            amount_fen: Money(amount),
            restored_fen: Money(restored),
            grounds: Grounds::Limitation,
            reason: String::new(),
            files: "[]".to_owned(),
            state: WriteOffState::Approved,
            asked_by: Uuid::from_u128(6),
            asked_name: String::new(),
            asked_at: "2026-11-21T02:00:00Z".parse().expect("an instant"),
            number: None,
            entry_id: None,
            decided_by: None,
            decided_name: None,
            decided_at: None,
            version: 1,
        }
    }

    fn line(nth: u128, amount: i64) -> WriteOffLineRow {
        WriteOffLineRow {
            bill_id: Id::from_uuid(Uuid::from_u128(nth)),
            number: String::new(),
            fee_item: String::new(),
            due_on: day("2026-01-01"),
            amount_fen: Money(amount),
        }
    }

    #[test]
    fn what_is_owed_again_goes_bill_by_bill_and_never_beyond_what_was_given_up() {
        let lines = [line(1, 1_000), line(2, 2_000)];
        for (restored, said, parts) in [
            (0, None, Some(vec![-1_000, -2_000])),
            (0, Some(500), Some(vec![-500])),
            (500, Some(1_000), Some(vec![-500, -500])),
            (1_500, None, Some(vec![-1_500])),
            (1_500, Some(1_501), None),
            (3_000, None, None),
        ] {
            let found = restore(&write_off(3_000, restored), &lines, said.map(Money)).ok();
            let found = found.map(|(_, parts)| parts.iter().map(|part| part.amount.0).collect::<Vec<_>>());
            assert_eq!(found, parts, "{restored} restored, {said:?} more");
        }
    }

    #[test]
    fn somebody_else_decides_and_a_director_about_much() {
        let waits = |amount| WriteOffRow { state: WriteOffState::Waiting, ..write_off(amount, 0) };
        for (amount, by, large, refused) in [
            (499_999, 7, false, None),
            (499_999, 6, true, Some("arrears-own-write-off")),
            (500_000, 7, false, Some("arrears-write-off-large")),
            (500_000, 7, true, None),
        ] {
            let found = decide(&waits(amount), Uuid::from_u128(by), (Money(500_000), large)).err();
            assert_eq!(found.map(|error| error.message().key.into_owned()).as_deref(), refused, "{amount} by {by}");
        }
    }
}
