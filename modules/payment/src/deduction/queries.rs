//! Read models of deductions.

use kernel::Result;
use ledger::capital::capital;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{DeductionFilter, DeductionLine, DeductionRecord, DeductionRow, WhichDeduction},
    store as rows,
};
use crate::payment::queries::places_of;

/// The list of deductions.
pub async fn list(cx: &mut Context, ask: Ask<DeductionFilter>) -> Result<Listing<DeductionLine>> {
    let found = places_of(cx, ask.page.q.as_deref()).await?;
    let (found, count) = rows::list(cx, &ask.page, &ask.filter, found).await?;
    let cursor = |d: &DeductionRow| Cursor(args![d.deducted_at, d.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| DeductionLine {
        id: row.id,
        number: row.number,
        place: row.place,
        amount: row.amount_fen,
        deducted_at: row.deducted_at,
        community: row.org_id,
    }))
}

/// One deduction as its slip tells it.
pub async fn view(cx: &mut Context, which: WhichDeduction) -> Result<DeductionRecord> {
    let deduction = rows::one(cx, which.id).await?;
    let lines = rows::lines(cx, &deduction).await?;
    Ok(DeductionRecord { capital: capital(deduction.amount_fen), lines, deduction })
}
