//! Everything a community holds, beside the book.

use std::collections::BTreeSet;

use kernel::{Money, Result};
use module::Context;
use party::PersonId;

use super::{
    model::{AskHoldings, HeldFor, Holding, Holdings, OwnDeposit, OwnHoldings, OwnPrepayment},
    store,
};
use crate::{
    deposit::{
        self,
        model::{DepositKind, DepositRow},
    },
    payment::rules::account_of,
    prepayment::{self, model::Purpose},
};

/// Deposits of somebody shown at most.
const MOST: i64 = 60;

/// What is held, by what it is for; what nobody has and the book does not know is left out.
pub async fn holdings(cx: &mut Context, ask: AskHoldings) -> Result<Holdings> {
    let org_id = org::chosen_community(cx, ask.org_id).await?;
    let (prepaid, deposits) = (store::prepayments(cx, org_id).await?, store::deposits(cx, org_id).await?);
    let mut lines = Vec::new();
    for purpose in Purpose::ALL.iter().copied() {
        let (papers, amount) =
            prepaid.iter().find(|one| one.0 == purpose).map_or((0, Money::ZERO), |one| (one.1, one.2));
        let book = -ledgers::standing(cx, org_id, &account_of(purpose)).await?;
        lines.push(Holding { held_for: HeldFor::Prepayment(purpose), papers, amount, book });
    }
    for kind in DepositKind::ALL.iter().copied() {
        let (papers, amount) = deposits.iter().find(|one| one.0 == kind).map_or((0, Money::ZERO), |one| (one.1, one.2));
        let book = -ledgers::standing(cx, org_id, &deposit::rules::account_of(kind)).await?;
        lines.push(Holding { held_for: HeldFor::Deposit(kind), papers, amount, book });
    }
    lines.retain(|line| line.papers > 0 || line.book != Money::ZERO);
    Ok(Holdings { org_id, community: org::unit(cx, org_id).await?.name, lines })
}

/// What is held of somebody's money: his deposits, and the prepayments of the rooms he pays for now.
pub async fn own(cx: &mut Context, person: PersonId) -> Result<OwnHoldings> {
    let shown = |row: DepositRow| OwnDeposit {
        number: row.number,
        place: row.place,
        deposit_kind: row.kind,
        taken_on: row.taken_on,
        amount: row.amount_fen,
        held: row.held_fen,
        deposit_state: row.state,
    };
    let deposits = deposit::store::of_payer(cx, person, MOST).await?.into_iter().map(shown).collect();
    let (mut seen, mut prepayments) = (BTreeSet::new(), Vec::new());
    for stay in party::stays(cx, person).await? {
        if !seen.insert(stay.place_id) || party::payer_of(cx, stay.org_id, stay.place_id).await? != Some(person) {
            continue;
        }
        for row in prepayment::store::of_room(cx, stay.org_id, stay.place_id).await? {
            let place = property::place_line(cx, row.place_id).await?.name;
            prepayments.push(OwnPrepayment { place, prepaid_for: row.purpose, balance: row.balance_fen });
        }
    }
    Ok(OwnHoldings { prepayments, deposits })
}
