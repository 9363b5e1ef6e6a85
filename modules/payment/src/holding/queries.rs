//! Everything a community holds, beside the book.

use kernel::{Money, Result};
use module::Context;

use super::{
    model::{AskHoldings, HeldFor, Holding, Holdings},
    store,
};
use crate::{
    deposit::{self, model::DepositKind},
    payment::rules::account_of,
    prepayment::model::Purpose,
};

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
