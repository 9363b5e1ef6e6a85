//! What was owed before a period, in it and after it – pure.

use kernel::{Date, Money};

use super::model::{MoveKind, Moved, Part};
use crate::{
    bill::model::{BillId, BillRow},
    settlement::model::SettledAs,
};

/// Everything that moved on bills to the end of a day, in the order of days; a bill before what was done about it.
pub(crate) fn moves(bills: &[BillRow], credits: &[(BillId, Date, Money)], parts: &[Part], until: Date) -> Vec<Moved> {
    let mut list = Vec::new();
    for bill in bills {
        list.push(Moved { on: bill.bill_on, kind: MoveKind::Billed, bill_id: bill.id, amount: bill.amount_fen });
        if let Some(on) = bill.voided_on {
            let on = on.max(bill.bill_on);
            list.push(Moved { on, kind: MoveKind::Voided, bill_id: bill.id, amount: -bill.amount_fen });
        }
    }
    for (bill_id, on, amount) in credits {
        list.push(Moved { on: *on, kind: MoveKind::Credited, bill_id: *bill_id, amount: -*amount });
    }
    for part in parts {
        let kind = match part.settled_as {
            SettledAs::Paid => MoveKind::Paid,
            SettledAs::WrittenOff => MoveKind::WrittenOff,
        };
        list.push(Moved { on: part.counts_on, kind, bill_id: part.bill_id, amount: -part.amount_fen });
    }
    list.retain(|one| one.on <= until);
    list.sort_by_key(|one| (one.on, one.kind != MoveKind::Billed));
    list
}

/// What was owed before a day, and what moved from it on, each with what was owed then.
pub(crate) fn since(moves: &[Moved], from: Date) -> (Money, Vec<(Moved, Money)>) {
    let opening: Money = moves.iter().filter(|one| one.on < from).map(|one| one.amount).sum();
    let mut balance = opening;
    let told = moves.iter().filter(|one| one.on >= from).map(|one| {
        balance = balance + one.amount;
        (*one, balance)
    });
    (opening, told.collect())
}
