//! Who decides about a refund, and when the channel is asked again – pure.

use gateway::{RefundStanding, RefundState, Trouble};
use kernel::{Error, Instant, Message, Money, Result, Span};
use uuid::Uuid;

use super::model::{Answered, ChannelRefundRow, ChannelRefundState};
use crate::arrival::model::{ArrivalRow, ArrivalState};

/// How long the channel is asked before a person has to look.
const PATIENCE: Span = Span::days(3);

/// How much goes back: what was said, or all that is left; never more than that. What is asked for and has not failed counts as gone.
pub(crate) fn ask(arrival: &ArrivalRow, before: &[ChannelRefundRow], said: Option<Money>) -> Result<Money> {
    let counts =
        |one: &&ChannelRefundRow| !matches!(one.state, ChannelRefundState::Failed | ChannelRefundState::Refused);
    let left = arrival.amount_fen - before.iter().filter(counts).map(|one| one.amount_fen).sum();
    if arrival.state == ArrivalState::Refunded || left <= Money::ZERO {
        return Err(Error::broken("online-refund-already"));
    }
    let amount = said.unwrap_or(left);
    if amount <= Money::ZERO || amount > left {
        return Err(Error::field("amount", Message::of("payment-refund-too-much").with("left", left)));
    }
    Ok(amount)
}

/// Whether a refund is on its way: asked for, and neither given back nor over.
pub(crate) fn is_open(refund: &ChannelRefundRow) -> bool {
    use ChannelRefundState::{Sending, Stuck, Waiting};
    matches!(refund.state, Waiting | Sending | Stuck)
}

/// What of money that came in has not gone back.
pub(crate) fn left(arrival: &ArrivalRow, refunds: &[ChannelRefundRow]) -> Money {
    let gone = refunds.iter().filter(|one| one.state == ChannelRefundState::Done);
    arrival.amount_fen - gone.map(|one| one.amount_fen).sum()
}

/// Somebody else decides than who asked or took the money, and once. `taker` took the payment it brought.
pub(crate) fn decide(refund: &ChannelRefundRow, taker: Option<Uuid>, by: Uuid) -> Result<()> {
    match refund.state {
        ChannelRefundState::Waiting if refund.asked_by == by || taker == Some(by) => {
            Err(Error::broken("payment-own-refund"))
        }
        ChannelRefundState::Waiting => Ok(()),
        _ => Err(Error::broken("payment-refund-decided")),
    }
}

/// What the channel's answer comes to. What is not known is neither done nor failed.
pub(crate) fn answered(answer: std::result::Result<RefundStanding, Trouble>) -> Answered {
    match answer {
        Ok(standing) => match standing.state {
            RefundState::Absent | RefundState::Running => Answered::Running(None),
            RefundState::Done => Answered::Done,
            RefundState::Failed => Answered::Failed(String::new()),
            RefundState::Stuck => Answered::Stuck,
        },
        Err(Trouble::Refused(refusal)) if !refusal.reason.passes() => {
            Answered::Failed(format!("{} {}", refusal.code, refusal.message))
        }
        Err(trouble) => Answered::Running(Some(trouble.to_string())),
    }
}

/// When the channel is asked again: soon at first, then less often; after days a person has to look.
pub(crate) fn next_ask(refund: &ChannelRefundRow, now: Instant) -> Option<Instant> {
    let since = now - refund.decided_at?;
    let pause = match since.0 / 1_000_000 {
        ..60 => Span::seconds(10),
        60..600 => Span::minutes(1),
        600..7_200 => Span::minutes(10),
        _ => Span::hours(1),
    };
    (since < PATIENCE).then(|| now + pause)
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn refund(state: ChannelRefundState) -> ChannelRefundRow {
        ChannelRefundRow {
            org_id: Id::from_uuid(Uuid::from_u128(1)),
            id: Id::from_uuid(Uuid::from_u128(2)),
            arrival_id: Id::from_uuid(Uuid::from_u128(3)),
            number: String::new(),
            amount_fen: Money(100),
            reason: String::new(),
            state,
            trouble: None,
            asked_by: Uuid::from_u128(4),
            asked_name: String::new(),
            asked_at: Instant(0),
            decided_by: None,
            decided_name: None,
            decided_at: Some(Instant(0)),
            done_at: None,
            version: 1,
        }
    }

    #[test]
    fn parts_go_back_until_nothing_is_left() {
        let arrival = crate::arrival::rules::tests::arrival(Money(250));
        let one = |state| refund(state);
        use ChannelRefundState::{Done, Failed, Refused, Sending, Stuck, Waiting};
        for (before, said, wanted) in [
            (vec![], None, Some(250)),
            (vec![], Some(100), Some(100)),
            (vec![Done], None, Some(150)),
            (vec![Waiting, Sending], None, Some(50)),
            (vec![Stuck, Failed, Refused], Some(150), Some(150)),
            (vec![Done], Some(151), None),
            (vec![], Some(0), None),
            (vec![Done, Done, Waiting], Some(1), None),
        ] {
            let before: Vec<_> = before.into_iter().map(one).collect();
            assert_eq!(ask(&arrival, &before, said.map(Money)).ok().map(|amount| amount.0), wanted, "{said:?}");
        }
        assert_eq!(left(&arrival, &[one(Done), one(Sending)]), Money(150));
    }

    #[test]
    fn somebody_else_decides_than_who_asked_or_took_the_money() {
        let (asker, taker, other) = (Uuid::from_u128(4), Uuid::from_u128(5), Uuid::from_u128(6));
        let waiting = refund(ChannelRefundState::Waiting);
        assert!(decide(&waiting, Some(taker), asker).is_err());
        assert!(decide(&waiting, Some(taker), taker).is_err());
        assert!(decide(&waiting, Some(taker), other).is_ok());
        assert!(decide(&refund(ChannelRefundState::Sending), None, other).is_err());
    }

    #[test]
    fn the_channel_is_asked_for_three_days() {
        let sending = refund(ChannelRefundState::Sending);
        for (seconds, wanted) in
            [(0, Some(10)), (60, Some(60)), (600, Some(600)), (7_200, Some(3_600)), (259_200, None)]
        {
            let now = Instant(0) + Span::seconds(seconds);
            assert_eq!(next_ask(&sending, now).map(|at| (at - now).0 / 1_000_000), wanted, "after {seconds} s");
        }
    }
}
