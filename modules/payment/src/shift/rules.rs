//! When a shift may be handed in and confirmed, and what that moves – pure.

use kernel::{Error, Message, Money, Result};
use ledger::{AccountId, Posting};
use uuid::Uuid;

use super::model::{CashShiftRow, ShiftState, Taken};
use crate::payment::{model::Method, rules::sound};

/// What was taken in cash.
pub(crate) fn cash(taken: &[Taken]) -> Money {
    taken.iter().filter(|one| one.method == Method::Cash).map(|one| one.amount).sum()
}

/// What should lie in the box.
pub(crate) fn expected(float: Money, taken: &[Taken]) -> Money {
    float + cash(taken)
}

/// Hands a shift in: by whose it is, counted again until somebody has confirmed it. The difference to what should be there; one that
/// is not nothing says why.
pub(crate) fn hand_in(
    shift: &CashShiftRow,
    by: Uuid,
    taken: &[Taken],
    counted: Money,
    reason: Option<&str>,
) -> Result<Money> {
    if shift.cashier_id != by {
        return Err(Error::broken("payment-not-own-shift"));
    }
    if shift.state == ShiftState::Confirmed {
        return Err(Error::broken("payment-shift-confirmed"));
    }
    sound("counted_cash", counted)?;
    let should = expected(shift.float_fen, taken);
    let difference = counted - should;
    if difference != Money::ZERO && reason.is_none_or(|reason| reason.trim().is_empty()) {
        let message = Message::of("payment-difference-why").with("expected", should).with("difference", difference);
        return Err(Error::field("difference_reason", message));
    }
    Ok(difference)
}

/// Confirms what was handed in: somebody else does.
pub(crate) fn confirm(shift: &CashShiftRow, by: Uuid) -> Result<()> {
    match shift.state {
        ShiftState::Open => Err(Error::broken("payment-shift-not-handed-in")),
        ShiftState::HandedIn if shift.cashier_id == by => Err(Error::broken("payment-own-hand-in")),
        ShiftState::HandedIn => Ok(()),
        ShiftState::Confirmed => Err(Error::broken("payment-shift-confirmed")),
    }
}

/// What confirming moves: the cash out of the box into the safe, and what is missing or too much where it can be seen.
pub(crate) fn handed_over(
    cash_box: AccountId,
    safe: AccountId,
    over_and_short: AccountId,
    cash: Money,
    difference: Money,
) -> Vec<Posting> {
    let line = |account, amount: Money| match amount.0 {
        0 => None,
        1.. => Some(Posting::debit(account, amount)),
        _ => Some(Posting::credit(account, -amount)),
    };
    [line(safe, cash + difference), line(over_and_short, -difference), line(cash_box, -cash)]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, OrgId};

    use super::*;
    use crate::payment::model::Method;

    fn shift(state: ShiftState) -> CashShiftRow {
        CashShiftRow {
            org_id: OrgId::from_uuid(Uuid::from_u128(1)),
            id: kernel::Id::from_uuid(Uuid::from_u128(2)),
            cashier_id: Uuid::from_u128(3),
            cashier_name: "戴静".into(),
            float_fen: Money(50_000),
            state,
            opened_at: Instant(0),
            handed_in_at: None,
            taken: "[]".into(),
            counted_fen: None,
            difference_fen: None,
            reason: None,
            confirmed_by: None,
            confirmed_name: None,
            confirmed_at: None,
            version: 1,
        }
    }

    fn key(error: Error) -> String {
        match error {
            Error::Broken(message) => message.key.into_owned(),
            Error::Invalid(fields) => fields[0].message.key.clone().into_owned(),
            other => other.to_string(),
        }
    }

    #[test]
    fn what_is_counted_is_held_against_float_and_cash() {
        let (own, other) = (Uuid::from_u128(3), Uuid::from_u128(4));
        let taken = [
            Taken { method: Method::Cash, payments: 2, amount: Money(30_000) },
            Taken { method: Method::Card, payments: 1, amount: Money(99_000) },
        ];
        let open = shift(ShiftState::Open);
        let table = [
            (own, 80_000, None, Ok(0)),
            (own, 79_500, None, Err("payment-difference-why")),
            (own, 79_500, Some(" "), Err("payment-difference-why")),
            (own, 79_500, Some("找零错误"), Ok(-500)),
            (own, 80_100, Some("多收一元"), Ok(100)),
            (own, -1, Some("?"), Err("payment-amount-beyond")),
            (other, 80_000, None, Err("payment-not-own-shift")),
        ];
        for (by, counted, reason, wanted) in table {
            let found = hand_in(&open, by, &taken, Money(counted), reason).map(|d| d.0).map_err(key);
            assert_eq!(found, wanted.map_err(str::to_owned), "{counted} {reason:?}");
        }
        let done = shift(ShiftState::Confirmed);
        let again = hand_in(&done, own, &taken, Money(80_000), None).map_err(key);
        assert_eq!(again, Err("payment-shift-confirmed".to_owned()));
    }

    #[test]
    fn somebody_else_confirms_once() {
        let (own, other) = (Uuid::from_u128(3), Uuid::from_u128(4));
        assert!(confirm(&shift(ShiftState::HandedIn), other).is_ok());
        for (state, by, wanted) in [
            (ShiftState::Open, other, "payment-shift-not-handed-in"),
            (ShiftState::HandedIn, own, "payment-own-hand-in"),
            (ShiftState::Confirmed, other, "payment-shift-confirmed"),
        ] {
            assert_eq!(confirm(&shift(state), by).map_err(key), Err(wanted.to_owned()));
        }
    }

    #[test]
    fn a_hand_over_balances_whatever_was_counted() {
        let id = |n| AccountId::from_uuid(Uuid::from_u128(n));
        for (cash, difference) in [(30_000, 0), (30_000, -500), (30_000, 200), (0, 0), (0, 100), (500, -500)] {
            let lines = handed_over(id(1), id(2), id(3), Money(cash), Money(difference));
            let of = |side| lines.iter().filter(|p| p.side == side).map(|p| p.amount.0).sum::<i64>();
            assert_eq!(of(ledger::Side::Debit), of(ledger::Side::Credit), "{cash} {difference}");
            assert!(lines.iter().all(|line| line.amount.0 > 0));
        }
    }
}
