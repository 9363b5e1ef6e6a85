//! Read models of batches, and the records they are of.

use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};
use property::PlaceId;
use store::{Cursor, args};

use super::{
    model::{BatchFilter, BatchLine, CreateBatch, PrintBatchRow, WhichBatch},
    store as rows,
};
use crate::{sheet::model::Subject, template::model::DocumentKind};

/// The list of batches.
pub async fn list(cx: &mut Context, ask: Ask<BatchFilter>) -> Result<Listing<BatchLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |b: &PrintBatchRow| Cursor(args![b.asked_at, b.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| BatchLine {
        id: row.id,
        document_kind: row.kind,
        batch_state: row.state,
        papers: row.papers,
        pages: row.pages,
        asked_name: row.asked_name,
        asked_at: row.asked_at,
        community: row.org_id,
    }))
}

/// One batch.
pub async fn view(cx: &mut Context, which: WhichBatch) -> Result<PrintBatchRow> {
    rows::one(cx, which.id).await
}

/// The records a batch is of, in the order of their papers: receipts as they were taken, notices from room to room.
pub(crate) async fn subjects(cx: &mut Context, org: OrgId, asked: &CreateBatch) -> Result<Vec<Subject>> {
    let kind = asked.document_kind;
    let subject = |id: String| Subject { kind, id, days: None };
    if kind == DocumentKind::Receipt {
        let today = cx.now().date(cx.zone());
        let days = match asked.shift_id {
            Some(_) => None,
            None => Some((asked.first_on.unwrap_or(today), asked.last_on.unwrap_or(today))),
        };
        let taken = payment::payments_taken(cx, org, asked.shift_id, days).await?;
        return Ok(taken.into_iter().map(|id| subject(id.to_string())).collect());
    }
    let ids: Vec<PlaceId> = match asked.run_id {
        Some(run) => billing::places_of_run(cx, org, run).await?,
        None => {
            let today = cx.now().date(cx.zone());
            billing::places_overdue(cx, org, today).await?
        }
    };
    let known = property::place_lines(cx, &ids).await?;
    let mut places: Vec<_> = known.into_values().collect();
    places.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(places.into_iter().map(|place| subject(place.id.to_string())).collect())
}
