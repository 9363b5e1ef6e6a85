//! Entering what the bank says.

use kernel::Result;
use module::{Change, Context};

use super::{
    model::{BalanceRow, EnterBalance, WhichBalances},
    rules, store,
};

/// Enters what the bank says stood in its account at the end of a day; another figure for it replaces the one before.
pub async fn enter(cx: &mut Context, input: EnterBalance) -> Result<WhichBalances> {
    let org_id = cx.community(input.org_id)?;
    rules::day(input.day, cx.now().date(cx.zone()))?;
    let was = store::of_day(cx, org_id, input.day).await?;
    let is = BalanceRow {
        org_id,
        id: was.as_ref().map_or_else(|| cx.new_id(), |was| was.id),
        day: input.day,
        balance_fen: input.bank_balance,
        told_by: cx.actor().id,
        told_name: cx.actor().name.clone(),
        told_at: cx.now(),
        version: was.as_ref().map_or(1, |was| was.version + 1),
    };
    match &was {
        None => {
            store::insert(cx, &is).await?;
            cx.record(Change::to(org_id, is.id).after(&is));
        }
        Some(was) => {
            store::update(cx, &is).await?;
            cx.record(Change::to(org_id, is.id).before(was).after(&is));
        }
    }
    cx.touch(format!("bank_balances:{org_id}"));
    Ok(WhichBalances { org_id })
}
