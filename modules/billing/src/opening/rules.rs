//! How an opening bill tells where it came from, and whether anything has moved on one since – pure.

use kernel::{Message, Money};

use super::model::OpeningSheet;
use crate::{
    bill::model::{BillRow, BillState},
    settlement::model::Moves,
};

impl OpeningSheet {
    /// Where a bill came from, and what was paid of it there.
    pub(crate) fn told(&self, bill: &BillRow) -> Vec<Message> {
        let brought = Message::of("billing-told-brought").with("source", &self.source).with("day", self.opened_on);
        let amounts = Message::of("billing-told-brought-paid").with("amount", bill.amount_fen).with("paid", self.paid);
        vec![brought, amounts]
    }
}

/// Whether papers have moved on a bill since it was brought; one that was voided is gone already.
pub(super) fn has_moved(state: BillState, paid: Money, moves: &Moves, is_charged: bool) -> bool {
    let only_brought = moves.settled == paid && moves.credited + moves.asked == Money::ZERO && !is_charged;
    state == BillState::Published && !only_brought
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_brought_has_not_moved() {
        let moves = |settled, credited, asked| Moves {
            settled: Money(settled),
            credited: Money(credited),
            asked: Money(asked),
            ..Moves::default()
        };
        for (state, moves, is_charged, moved) in [
            (BillState::Published, moves(300, 0, 0), false, false),
            (BillState::Published, moves(301, 0, 0), false, true),
            (BillState::Published, moves(300, 1, 0), false, true),
            (BillState::Published, moves(300, 0, 1), false, true),
            (BillState::Published, moves(300, 0, 0), true, true),
            (BillState::Voided, moves(0, 0, 0), false, false),
        ] {
            assert_eq!(has_moved(state, Money(300), &moves, is_charged), moved, "{state:?} {moves:?} {is_charged}");
        }
    }
}
