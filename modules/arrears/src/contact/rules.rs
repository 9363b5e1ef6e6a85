//! Who may be spoken to when and how often, and which promises are kept – pure.

use kernel::{Date, Error, Instant, Message, Money, Result, Span};

use super::model::{ContactRow, CreateContact, Outcome, PromiseRow, PromiseState};
use crate::ladder::model::LadderRow;

/// The latest day anybody may promise, in days from today.
const LONGEST: i64 = 60;

/// A household is not disturbed in its quiet hours, nor too often in a week.
pub(crate) fn may_contact(ladder: &LadderRow, is_quiet: bool, made: &[ContactRow], now: Instant) -> Result<()> {
    if is_quiet {
        let message =
            Message::of("arrears-quiet-now").with("from", ladder.quiet_from).with("until", ladder.quiet_until);
        return Err(Error::Broken(message));
    }
    let week = now - Span::days(7);
    let count = made.iter().filter(|one| one.made_at > week).count();
    if i64::try_from(count).unwrap_or(i64::MAX) >= ladder.weekly_contacts {
        return Err(Error::Broken(Message::of("arrears-too-often").with("most", ladder.weekly_contacts)));
    }
    Ok(())
}

/// What was promised: by when and how much; nothing for any other outcome.
pub(crate) fn promised(input: &CreateContact, overdue: Money, today: Date) -> Result<Option<(Date, Money)>> {
    if input.outcome != Outcome::Promised {
        return Ok(None);
    }
    let on = input.promised_on.ok_or_else(|| Error::field("promised_on", Message::of("arrears-promise-when")))?;
    if on < today || on.days_since(today) > LONGEST {
        return Err(Error::field("promised_on", Message::of("arrears-promise-day").with("days", LONGEST)));
    }
    let amount = input.promised.unwrap_or(overdue);
    if amount <= Money::ZERO || amount > overdue {
        return Err(Error::field("promised", Message::of("arrears-promise-amount").with("overdue", overdue)));
    }
    Ok(Some((on, amount)))
}

/// What has become of a promise by a day, of which so much was paid since the day it was made.
pub(crate) fn judge(promise: &PromiseRow, paid: Money, overdue: Money, today: Date) -> PromiseState {
    if overdue == Money::ZERO || paid - promise.paid_before_fen >= promise.amount_fen {
        PromiseState::Kept
    } else if today > promise.promised_on {
        PromiseState::Broken
    } else {
        PromiseState::Running
    }
}

/// When somebody rings again.
pub(crate) fn next(outcome: Outcome, today: Date) -> Date {
    today.plus_days(match outcome {
        Outcome::NoAnswer => 1,
        Outcome::Told | Outcome::Promised | Outcome::Disputed => 7,
        Outcome::Refused | Outcome::WrongNumber => 3,
    })
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;
    use crate::case::rules::tests::{case, day};

    #[test]
    fn a_promise_is_kept_by_what_is_paid_and_broken_by_its_day() {
        let promise = PromiseRow {
            org_id: case().org_id,
            id: Id::from_uuid(Uuid::from_u128(9)),
            case_id: case().id,
            since_on: day("2026-03-01"),
            promised_on: day("2026-03-10"),
            amount_fen: Money(10_000),
            paid_before_fen: Money(500),
            state: PromiseState::Running,
            made_name: String::new(),
        };
        for (paid, overdue, today, state) in [
            (500, 20_000, "2026-03-05", PromiseState::Running),
            (10_499, 10_000, "2026-03-10", PromiseState::Running),
            (10_499, 10_000, "2026-03-11", PromiseState::Broken),
            (10_500, 10_000, "2026-03-11", PromiseState::Kept),
            (500, 0, "2026-03-11", PromiseState::Kept),
        ] {
            assert_eq!(judge(&promise, Money(paid), Money(overdue), day(today)), state, "{paid} by {today}");
        }
    }
}
