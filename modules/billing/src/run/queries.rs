//! Read models of bill runs.

use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};
use party::PersonId;
use store::{Cursor, args};

use super::{
    model::{Asked, BillRunFilter, BillRunId, BillRunLine, BillRunRow, WhichBillRun},
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

/// What people are asked to pay by a published run, in the order of their ids, behind one of them, so many at most.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn asked(
    cx: &mut Context,
    org: OrgId,
    run: BillRunId,
    after: Option<PersonId>,
    most: i64,
) -> Result<Vec<Asked>> {
    cx.within(org)?;
    rows::asked(cx, org, run, after, most).await
}
