//! Read models of bill runs.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{BillRunFilter, BillRunLine, BillRunRow, WhichBillRun},
    store as rows,
};

/// The list of runs.
pub async fn list(cx: &mut Context, ask: Ask<BillRunFilter>) -> Result<Listing<BillRunLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let listing = Listing::cut(found, &ask.page, count, |r: &BillRunRow| Cursor(args![r.asked_at, r.id]).to_string());
    Ok(listing.map(|run| BillRunLine {
        id: run.id,
        community: run.org_id,
        billed_until_on: run.until_on,
        run_state: run.state,
        bills: run.bills,
        amount: run.total_fen,
        asked_name: run.asked_name,
        approved_name: run.approved_name,
        run_asked_at: run.asked_at,
    }))
}

/// One run.
pub async fn view(cx: &mut Context, which: WhichBillRun) -> Result<BillRunRow> {
    rows::one(cx, which.id).await
}
