//! When an order is looked at, and how it may go on – pure.

use billing::OpenBill;
use kernel::{Instant, Span};

use super::model::{OrderRow, OrderState, OrderStep, PaymentOrderId};

/// How long an order may be paid.
pub(crate) const OPEN_FOR: Span = Span::minutes(30);
/// Pauses after which an order is looked at, in seconds since it was made; the last of them ends with its time.
const LOOKS: [i64; 7] = [15, 30, 60, 180, 300, 600, 1_800];
/// How long after its end an order is still looked at, every hour: money may come late.
const AFTERWARDS: i64 = 24;
/// The most characters a channel takes of a subject.
const SUBJECT: usize = 100;

/// When an order is looked at next; never again once a day has passed since its end.
pub(crate) fn next_look(order: &OrderRow, now: Instant) -> Option<Instant> {
    let early = LOOKS.iter().map(|seconds| order.created_at + Span::seconds(*seconds));
    let end = order.expires_at + Span::minutes(1);
    let late = (1..=AFTERWARDS).map(|hour| end + Span::hours(hour));
    early.filter(|at| *at < end).chain([end]).chain(late).find(|at| *at > now)
}

/// Whether it may still be paid, as far as we know.
pub(crate) fn is_live(order: &OrderRow, now: Instant) -> bool {
    matches!(order.state, OrderState::Created | OrderState::Submitted | OrderState::Unknown) && now < order.expires_at
}

/// Whether placing it makes sense: it is not known to be placed, and payable for a minute at least.
pub(crate) fn to_place(order: &OrderRow, now: Instant) -> bool {
    matches!(order.state, OrderState::Created | OrderState::Unknown) && now + Span::minutes(1) < order.expires_at
}

/// Whether it is asked to be closed before it is looked at once more: its time is over and nothing final is known.
pub(crate) fn to_close(order: &OrderRow, now: Instant) -> bool {
    matches!(order.state, OrderState::Created | OrderState::Submitted | OrderState::Unknown) && now >= order.expires_at
}

/// An order that can be paid no more: by its time, or because the channel ended it.
pub(crate) fn over(order: &OrderRow, now: Instant) -> OrderState {
    match order.state {
        OrderState::Created | OrderState::Submitted | OrderState::Unknown if now >= order.expires_at => {
            OrderState::Expired
        }
        OrderState::Created | OrderState::Submitted | OrderState::Unknown => OrderState::Closed,
        ended => ended,
    }
}

/// The step to be paid after an order, and which of all it is: the first of the others, in turn, that can still be paid.
pub(crate) fn next_step(steps: &[OrderStep], after: PaymentOrderId) -> Option<(usize, &OrderStep)> {
    (1..).zip(steps).find(|(_, step)| step.id != after && step.open)
}

/// What tells one wish from another: its bills with their amounts.
pub(crate) fn content(bills: &[OpenBill]) -> String {
    let mut parts: Vec<String> = bills.iter().map(|bill| format!("{}:{}", bill.id, bill.owed.0)).collect();
    parts.sort();
    parts.join(" ")
}

/// What the payer reads: the room, and what is charged.
pub(crate) fn subject(bills: &[OpenBill]) -> String {
    let once = |list: Vec<&String>| {
        let mut seen: Vec<&str> = Vec::new();
        for text in list {
            if !seen.contains(&text.as_str()) {
                seen.push(text);
            }
        }
        seen.join("、")
    };
    let places = once(bills.iter().map(|bill| &bill.place).collect());
    let items = once(bills.iter().map(|bill| &bill.fee_item).collect());
    format!("{places} {items}").chars().take(SUBJECT).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::{Id, Money};
    use uuid::Uuid;

    use super::*;
    use crate::{account::model::PayChannel, order::model::OrderWay};

    pub(crate) fn order(state: OrderState) -> OrderRow {
        OrderRow {
            org_id: Id::from_uuid(Uuid::from_u128(1)),
            id: Id::from_uuid(Uuid::from_u128(2)),
            payee_account_id: Id::from_uuid(Uuid::from_u128(3)),
            channel: PayChannel::Wechat,
            number: "2".to_owned(),
            subject: String::new(),
            amount_fen: Money(100),
            content: String::new(),
            batch_id: Uuid::nil(),
            way: OrderWay::Code,
            payer_address: String::new(),
            state,
            pay_at: None,
            trouble: None,
            created_by: Uuid::nil(),
            created_name: String::new(),
            created_at: Instant(0),
            expires_at: Instant(0) + OPEN_FOR,
            shift_id: None,
            payment_id: None,
            version: 1,
        }
    }

    #[test]
    fn an_order_is_looked_at_often_then_at_its_end_then_hourly_for_a_day() {
        let order = order(OrderState::Submitted);
        let mut seconds = Vec::new();
        let mut now = Instant(0);
        while let Some(at) = next_look(&order, now) {
            seconds.push((at - Instant(0)).0 / 1_000_000);
            now = at;
        }
        assert_eq!(seconds[..9], [15, 30, 60, 180, 300, 600, 1_800, 1_860, 1_860 + 3_600]);
        assert_eq!((seconds.len(), seconds[31]), (32, 1_860 + 24 * 3_600));
    }

    #[test]
    fn the_payer_goes_on_to_the_first_step_that_can_still_be_paid() {
        let step = |n: u128, state, open| OrderStep {
            id: Id::from_uuid(Uuid::from_u128(n)),
            payee: String::new(),
            subject: String::new(),
            amount: Money(100),
            state,
            open,
        };
        let (paid, live, over) = (OrderState::Paid, OrderState::Submitted, OrderState::Expired);
        for (steps, after, wanted) in [
            (vec![(paid, false), (live, true), (live, true)], 1, Some(2)),
            (vec![(live, true), (paid, false)], 2, Some(1)),
            (vec![(paid, false), (over, false), (live, true)], 1, Some(3)),
            (vec![(live, true), (paid, false)], 1, None),
            (vec![(live, true)], 1, None),
        ] {
            let steps: Vec<_> = (1..).zip(steps).map(|(n, (state, open))| step(n, state, open)).collect();
            let next = next_step(&steps, Id::from_uuid(Uuid::from_u128(after)));
            assert_eq!(next.map(|(nth, _)| nth), wanted, "{steps:?} after {after}");
        }
    }

    #[test]
    fn nothing_ended_begins_again() {
        let (early, late) = (Instant(0), Instant(0) + OPEN_FOR);
        for state in [OrderState::Paid, OrderState::Suspense, OrderState::Closed, OrderState::Expired] {
            let order = order(state);
            assert_eq!(over(&order, late), state);
            assert!(!to_place(&order, early) && !to_close(&order, late) && !is_live(&order, early));
        }
        for state in [OrderState::Created, OrderState::Submitted, OrderState::Unknown] {
            let order = order(state);
            assert_eq!((over(&order, early), over(&order, late)), (OrderState::Closed, OrderState::Expired));
            assert!(is_live(&order, early) && to_close(&order, late) && !to_close(&order, early));
        }
    }
}
