//! What is owed of a bill, and what papers may settle of it – pure.

use kernel::{Error, Message, Money, Result};

use super::model::{Claim, Moves, PaidState, SettledAs};
use crate::bill::model::BillState;

/// What is still owed of a bill.
pub(crate) fn owed(state: BillState, amount: Money, moves: &Moves) -> Money {
    match state {
        BillState::Published => amount - moves.credited - moves.settled,
        BillState::Draft | BillState::Voided => Money::ZERO,
    }
}

/// How far a bill is paid; one that asks for nothing any more is.
pub(crate) fn paid(state: BillState, amount: Money, moves: &Moves) -> PaidState {
    if state == BillState::Published && owed(state, amount, moves) == Money::ZERO {
        if moves.written_off > Money::ZERO { PaidState::WrittenOff } else { PaidState::Paid }
    } else if moves.settled > Money::ZERO {
        PaidState::Partly
    } else {
        PaidState::Unpaid
    }
}

/// Settles a part of a bill, or takes back what was settled in the same way; what has moved on the bill then.
pub(crate) fn settle(bill: &Claim, moves: Moves, settled_as: SettledAs, amount: Money) -> Result<Moves> {
    let number = bill.number.as_deref().unwrap_or_default();
    if bill.state != BillState::Published {
        return Err(Error::Broken(Message::of("billing-settle-not-published").with("number", number)));
    }
    if amount == Money::ZERO {
        return Err(Error::broken("billing-settle-nothing"));
    }
    let owed = owed(bill.state, bill.amount_fen, &moves);
    if amount > owed {
        return Err(Error::Broken(Message::of("billing-settle-too-much").with("number", number).with("owed", owed)));
    }
    let alike = match settled_as {
        SettledAs::Paid => moves.settled - moves.written_off,
        SettledAs::WrittenOff => moves.written_off,
    };
    if alike + amount < Money::ZERO {
        let message = Message::of("billing-settle-back-too-much").with("number", number);
        return Err(Error::Broken(message.with("settled", alike)));
    }
    let written_off = if settled_as == SettledAs::WrittenOff { alike + amount } else { moves.written_off };
    Ok(Moves { settled: moves.settled + amount, written_off, ..moves })
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    fn bill(state: BillState) -> Claim {
        let (id, item) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let day = "2026-03-01".parse().unwrap();
        Claim {
            id: Id::from_uuid(id),
            number: Some("ZD202603-000001".to_owned()),
            item_id: Id::from_uuid(item),
            building_id: None,
            bill_on: day,
            due_on: day,
            amount_fen: Money(10_000),
            state,
        }
    }

    fn moved(credited: i64, settled: i64) -> Moves {
        Moves { credited: Money(credited), settled: Money(settled), ..Moves::default() }
    }

    #[test]
    fn no_more_is_settled_than_is_owed_and_no_more_taken_back_than_was_settled() {
        use BillState::{Draft, Published, Voided};
        for (state, credited, settled, amount, refused) in [
            (Published, 0, 0, 10_000, None),
            (Published, 0, 0, 10_001, Some("billing-settle-too-much")),
            (Published, 3_000, 0, 7_000, None),
            (Published, 3_000, 0, 7_001, Some("billing-settle-too-much")),
            (Published, 0, 6_000, 4_001, Some("billing-settle-too-much")),
            (Published, 0, 6_000, -6_000, None),
            (Published, 0, 6_000, -6_001, Some("billing-settle-back-too-much")),
            (Published, 0, 0, 0, Some("billing-settle-nothing")),
            (Voided, 0, 0, 1, Some("billing-settle-not-published")),
            (Draft, 0, 0, 1, Some("billing-settle-not-published")),
        ] {
            let found = settle(&bill(state), moved(credited, settled), SettledAs::Paid, Money(amount));
            let key = found.as_ref().err().map(|error| error.message().key.into_owned());
            assert_eq!(key.as_deref(), refused, "{credited} credited, {settled} settled, {amount} more");
        }
    }

    #[test]
    fn what_was_given_up_is_taken_back_as_that_and_never_as_a_payment() {
        let (open, lost) = (bill(BillState::Published), SettledAs::WrittenOff);
        let given_up = settle(&open, moved(0, 4_000), lost, Money(6_000)).unwrap();
        assert_eq!((given_up.settled, given_up.written_off), (Money(10_000), Money(6_000)));
        assert_eq!(paid(BillState::Published, Money(10_000), &given_up), PaidState::WrittenOff);
        assert!(settle(&open, given_up, SettledAs::Paid, Money(-4_001)).is_err());
        assert!(settle(&open, given_up, lost, Money(-6_001)).is_err());
        let back = settle(&open, given_up, lost, Money(-6_000)).unwrap();
        assert_eq!((back.settled, back.written_off), (Money(4_000), Money::ZERO));
    }

    #[test]
    fn a_bill_says_how_far_it_is_paid() {
        for (credited, settled, expected) in [
            (0, 0, PaidState::Unpaid),
            (4_000, 0, PaidState::Unpaid),
            (0, 1, PaidState::Partly),
            (4_000, 6_000, PaidState::Paid),
            (10_000, 0, PaidState::Paid),
        ] {
            assert_eq!(paid(BillState::Published, Money(10_000), &moved(credited, settled)), expected);
        }
        assert_eq!(paid(BillState::Voided, Money(10_000), &Moves::default()), PaidState::Unpaid);
    }
}
