//! When an opening may be begun, approved and voided, and whether its rows are what the old program says – pure.

use kernel::{Date, Error, Message, Money, Result};
use tariff::FeeItemId;
use uuid::Uuid;

use super::model::{Compared, ControlTotalRow, EnterTotal, OpeningRow, OpeningState};
use crate::line::model::OpeningKind;

/// The books are opened for a day that has come.
pub(crate) fn begin(opened_on: Date, today: Date) -> Result<()> {
    if opened_on > today { Err(Error::field("opened_on", Message::of("opening-not-yet"))) } else { Ok(()) }
}

/// Only a draft is added to, compared or cancelled.
pub(crate) fn draft(opening: &OpeningRow) -> Result<()> {
    if opening.state == OpeningState::Draft { Ok(()) } else { Err(Error::broken("opening-decided")) }
}

/// A control total of bills or payments names its fee item, any other none.
pub(crate) fn total(input: &EnterTotal) -> Result<FeeItemId> {
    if input.total_there < Money::ZERO {
        return Err(Error::field("total_there", Message::of("opening-total-below-nothing")));
    }
    match (input.opening_kind.by_item(), input.item_id) {
        (true, Some(item)) => Ok(item),
        (true, None) => Err(Error::field("item_id", Message::of("opening-total-which-item"))),
        (false, None) => Ok(FeeItemId::from_uuid(Uuid::nil())),
        (false, Some(_)) => Err(Error::field("item_id", Message::of("opening-total-no-item"))),
    }
}

/// Rows beside control totals, by kind and fee item; what only one of both knows stands there too.
pub(crate) fn compare(
    sums: Vec<(OpeningKind, Option<FeeItemId>, i64, Money)>,
    totals: &[ControlTotalRow],
) -> Vec<Compared> {
    let mut found: Vec<Compared> = sums
        .into_iter()
        .map(|(opening_kind, item_id, rows, amount)| Compared {
            opening_kind,
            item_id,
            fee_item: String::new(),
            rows,
            amount,
            rows_there: None,
            total_there: None,
        })
        .collect();
    for one in totals {
        let item_id = one.kind.by_item().then_some(one.item_id);
        let there = found.iter_mut().find(|group| group.opening_kind == one.kind && group.item_id == item_id);
        let (rows_there, total_there) = (Some(one.rows_there), Some(one.total_fen));
        match there {
            Some(group) => (group.rows_there, group.total_there) = (rows_there, total_there),
            None => found.push(Compared {
                opening_kind: one.kind,
                item_id,
                fee_item: String::new(),
                rows: 0,
                amount: Money::ZERO,
                rows_there,
                total_there,
            }),
        }
    }
    found.sort_by_key(|group| (group.opening_kind, group.item_id));
    found
}

/// Somebody else approves than who began; there is something to post, and its day is not closed. Whether the totals agree is told apart.
pub(crate) fn approve(opening: &OpeningRow, compared: &[Compared], by: Uuid, closed_until: Option<Date>) -> Result<()> {
    draft(opening)?;
    if opening.began_by == by {
        return Err(Error::broken("opening-own"));
    }
    if compared.iter().all(|group| group.rows == 0) {
        return Err(Error::broken("opening-empty"));
    }
    if let Some(until) = closed_until.filter(|until| *until >= opening.opened_on) {
        return Err(Error::Broken(Message::of("opening-day-closed").with("until", until)));
    }
    Ok(())
}

/// Somebody else voids what is posted than who began it.
pub(crate) fn void(opening: &OpeningRow, by: Uuid) -> Result<()> {
    match opening.state {
        OpeningState::Posted if opening.began_by == by => Err(Error::broken("opening-own-void")),
        OpeningState::Posted => Ok(()),
        _ => Err(Error::broken("opening-not-posted")),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant};

    use super::*;

    fn total_of(kind: OpeningKind, item: u128, rows_there: i64, total: i64) -> ControlTotalRow {
        ControlTotalRow {
            org_id: Id::from_uuid(Uuid::from_u128(1)),
            id: Id::from_uuid(Uuid::from_u128(2)),
            opening_id: Id::from_uuid(Uuid::from_u128(3)),
            kind,
            item_id: Id::from_uuid(Uuid::from_u128(item)),
            rows_there,
            total_fen: Money(total),
            entered_name: String::new(),
            entered_at: Instant(0),
            version: 1,
        }
    }

    #[test]
    fn what_only_one_side_knows_does_not_agree() {
        use OpeningKind::{Bill, Deposit, Prepayment};
        let item = |n: u128| Some(Id::from_uuid(Uuid::from_u128(n)));
        let sums =
            vec![(Bill, item(7), 2, Money(500)), (Bill, item(8), 1, Money(100)), (Prepayment, None, 3, Money(900))];
        let totals =
            [total_of(Bill, 7, 2, 500), total_of(Bill, 8, 1, 101), total_of(Bill, 9, 1, 5), total_of(Deposit, 0, 0, 0)];
        let found: Vec<(OpeningKind, bool)> =
            compare(sums, &totals).iter().map(|group| (group.opening_kind, group.agrees())).collect();
        let expected = [(Bill, true), (Bill, false), (Bill, false), (Prepayment, false), (Deposit, true)];
        assert_eq!(found, expected);
    }
}
