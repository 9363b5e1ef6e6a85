//! What the module `opening` asks before it takes back what it brought.

use std::collections::BTreeSet;

use kernel::{Money, Result};
use module::Context;

use super::model::OpeningPrepayment;
use crate::{
    deposit::{
        self,
        model::{DepositId, DepositState},
    },
    deposit_refund, prepayment,
};

/// Those of these prepayments, by their papers, of which less is left than was brought.
///
/// # Errors
/// Those of the database.
pub async fn spent_prepayments(
    cx: &mut Context,
    org: kernel::OrgId,
    list: &[OpeningPrepayment],
) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for one in list {
        let rows = prepayment::store::of_room(cx, org, one.place_id).await?;
        let left = rows.iter().find(|row| row.purpose == one.purpose).map_or(Money::ZERO, |row| row.balance_fen);
        if left < one.amount {
            found.insert(one.paper.clone());
        }
    }
    Ok(found)
}

/// Those of these deposits of which something was given back or is asked for.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for one that is not there.
pub async fn moved_deposits(cx: &mut Context, ids: &[DepositId]) -> Result<BTreeSet<DepositId>> {
    let mut found = BTreeSet::new();
    for id in ids {
        let row = deposit::store::to_change(cx, *id).await?;
        let is_whole = row.state == DepositState::Held && row.held_fen == row.amount_fen;
        if !is_whole || deposit_refund::store::pending(cx, &row).await? > Money::ZERO {
            found.insert(*id);
        }
    }
    Ok(found)
}
