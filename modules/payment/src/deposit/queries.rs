//! Read models of deposits.

use kernel::{Error, Result};
use ledger::capital::capital;
use module::{Ask, Context, Listing};
use party::PersonId;
use store::{Cursor, args};

use super::{
    model::{DepositFilter, DepositLine, DepositRecord, DepositRow, WhichDeposit},
    store as rows,
};
use crate::{deposit_refund, payment::queries::places_of};

/// The list of deposits: what is held for which room, what for, since when.
pub async fn list(cx: &mut Context, ask: Ask<DepositFilter>) -> Result<Listing<DepositLine>> {
    let found = places_of(cx, ask.page.q.as_deref()).await?;
    let (found, count) = rows::list(cx, &ask.page, &ask.filter, found).await?;
    let cursor = |d: &DepositRow| Cursor(args![d.taken_at, d.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

async fn lines(cx: &mut Context, list: &[DepositRow]) -> Result<Vec<DepositLine>> {
    let payers: Vec<PersonId> = list.iter().filter_map(|d| d.payer_id).collect();
    let payers = party::person_names(cx, &payers).await?;
    let line = |d: &DepositRow| DepositLine {
        id: d.id,
        number: d.number.clone(),
        place: d.place.clone(),
        deposit_kind: d.kind,
        payer: d.payer_id.and_then(|id| payers.get(&id)).cloned(),
        amount: d.amount_fen,
        deposit_left: d.held_fen,
        taken_at: d.taken_at,
        deposit_state: d.state,
        cashier_name: d.cashier_name.clone(),
        community: d.org_id,
    };
    Ok(list.iter().map(line).collect())
}

/// One deposit as its receipt tells it.
pub async fn view(cx: &mut Context, which: WhichDeposit) -> Result<DepositRecord> {
    let deposit = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&deposit)).await?.pop().ok_or(Error::NotFound)?;
    let refunds = deposit_refund::store::of_deposit(cx, &deposit).await?;
    let refunds = refunds.into_iter().map(deposit_refund::queries::line).collect();
    Ok(DepositRecord { line, capital: capital(deposit.amount_fen), refunds, deposit })
}
