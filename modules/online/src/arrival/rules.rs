//! Whether money pays the bills of its order, and what it pays when somebody assigns it – pure.

use billing::{BillId, OpenBill};
use charge::FeeClass;
use kernel::{Error, Message, Money, Result};
use settle::{ClaimKind, Open, Order, allocate};

use super::model::{ArrivalRow, ArrivalState, Doubt, Told};
use crate::order::model::{OrderLineRow, OrderRow, OrderState};

/// Why this money may not pay the bills of its order; nothing when it pays them. `open` are those of them that owe something.
pub(crate) fn doubt(order: Option<(&OrderRow, &[OrderLineRow])>, open: &[OpenBill], told: &Told) -> Option<Doubt> {
    let Some((order, lines)) = order else { return Some(Doubt::NoOrder) };
    let owes = |line: &OrderLineRow| open.iter().any(|bill| bill.id == line.bill_id && bill.owed >= line.amount_fen);
    match order.state {
        OrderState::Paid | OrderState::Suspense => Some(Doubt::Doubled),
        _ if told.amount != order.amount_fen => Some(Doubt::Amount),
        OrderState::Closed | OrderState::Expired => Some(Doubt::Closed),
        OrderState::Created | OrderState::Submitted | OrderState::Unknown => {
            (!lines.iter().all(owes)).then_some(Doubt::Settled)
        }
    }
}

/// What money in suspense pays of the bills somebody chose: the oldest first, all that is left of it.
pub(crate) fn assign(arrival: &ArrivalRow, left: Money, open: &[OpenBill]) -> Result<Vec<(BillId, Money)>> {
    match arrival.state {
        ArrivalState::Waiting => spread(left, open),
        ArrivalState::Settled | ArrivalState::Refunded => Err(Error::broken("online-arrival-decided")),
    }
}

/// Money over bills somebody chose for it: the oldest first, all of it.
pub(crate) fn spread(money: Money, open: &[OpenBill]) -> Result<Vec<(BillId, Money)>> {
    let claim = |bill: &OpenBill| Open {
        bill: bill.id.to_string(),
        kind: ClaimKind::Principal,
        class: FeeClass::Other,
        subject: bill.place_id.to_string(),
        billed_on: bill.from_on,
        due_on: bill.due_on,
        owed: bill.owed,
    };
    let claims: Vec<Open> = open.iter().map(claim).collect();
    let spread = allocate(money, &claims, &Order::default(), &[]);
    let spread = spread.map_err(|refusal| Error::Broken(refusal.message()))?;
    if spread.rest > Money::ZERO {
        let message = Message::of("online-bills-owe-less").with("amount", money).with("rest", spread.rest);
        return Err(Error::field("bill_ids", message));
    }
    let id_of = |key: &str| open.iter().find(|bill| bill.id.to_string() == key).map(|bill| bill.id);
    Ok(spread.applied.iter().filter_map(|one| Some((id_of(&one.bill)?, one.amount))).collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::{Id, Instant};
    use uuid::Uuid;

    use super::*;
    use crate::{arrival::model::ToldBy, order::rules::tests::order};

    pub(crate) fn arrival(amount_fen: Money) -> ArrivalRow {
        ArrivalRow {
            org_id: Id::from_uuid(Uuid::from_u128(1)),
            id: Id::from_uuid(Uuid::from_u128(3)),
            payee_account_id: Id::from_uuid(Uuid::from_u128(4)),
            transaction_id: "T".to_owned(),
            number: "2".to_owned(),
            order_id: None,
            amount_fen,
            paid_at: Instant(0),
            told_by: ToldBy::Query,
            arrived_at: Instant(0),
            doubt: None,
            state: ArrivalState::Settled,
            payment_id: None,
            entry_id: None,
            version: 1,
        }
    }

    #[test]
    fn only_money_that_agrees_with_an_open_order_pays_its_bills() {
        let day = "2026-01-01".parse().expect("a day");
        let bill_id = Id::from_uuid(Uuid::from_u128(7));
        let line = OrderLineRow {
            bill_id,
            place: String::new(),
            fee_item: String::new(),
            from_on: day,
            to_on: day,
            amount_fen: Money(100),
        };
        let bill = |owed| OpenBill {
            id: bill_id,
            number: String::new(),
            payer_id: None,
            place_id: Id::from_uuid(Uuid::from_u128(8)),
            place: String::new(),
            item_id: Id::from_uuid(Uuid::from_u128(9)),
            fee_item: String::new(),
            from_on: day,
            to_on: day,
            due_on: day,
            amount: Money(100),
            owed: Money(owed),
        };
        let told = |amount| Told {
            number: "2".to_owned(),
            transaction: "T".to_owned(),
            amount: Money(amount),
            paid_at: None,
            ours: true,
        };
        for (state, amount, owed, wanted) in [
            (OrderState::Submitted, 100, 100, None),
            (OrderState::Unknown, 100, 100, None),
            (OrderState::Created, 100, 100, None),
            (OrderState::Submitted, 101, 100, Some(Doubt::Amount)),
            (OrderState::Submitted, 10_000, 100, Some(Doubt::Amount)),
            (OrderState::Submitted, 100, 99, Some(Doubt::Settled)),
            (OrderState::Closed, 100, 100, Some(Doubt::Closed)),
            (OrderState::Expired, 100, 100, Some(Doubt::Closed)),
            (OrderState::Paid, 100, 100, Some(Doubt::Doubled)),
            (OrderState::Suspense, 100, 100, Some(Doubt::Doubled)),
        ] {
            let (order, lines) = (order(state), [line.clone()]);
            let found = doubt(Some((&order, &lines[..])), &[bill(owed)], &told(amount));
            assert_eq!(found, wanted, "{state:?} {amount} {owed}");
        }
        assert_eq!(doubt(None, &[], &told(100)), Some(Doubt::NoOrder));
    }
}
