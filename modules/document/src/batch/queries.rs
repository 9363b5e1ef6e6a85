//! Read models of batches, and the records they are of.

use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};
use property::PlaceId;
use store::{Cursor, args};

use super::{
    model::{BatchFilter, BatchLine, CreateBatch, PrintBatchRow, WhichBatch},
    store as rows,
};
use crate::{
    sheet::{model::Subject, rules::letter_kind},
    template::model::DocumentKind,
};

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

/// Whether papers of a kind are printed in batches.
pub(crate) const fn is_batched(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::Receipt | DocumentKind::BillNotice | DocumentKind::DunningNotice)
        || letter_kind(kind).is_some()
}

/// The records a batch is of, in the order of their papers: receipts as they were taken, letters by
/// number, notices from room to room.
pub(crate) async fn subjects(cx: &mut Context, org: OrgId, asked: &CreateBatch) -> Result<Vec<Subject>> {
    let kind = asked.document_kind;
    let subject = |id: String| Subject { kind, id, days: None };
    let today = cx.now().date(cx.zone());
    let days = (asked.first_on.unwrap_or(today), asked.last_on.unwrap_or(today));
    if let Some(letter) = letter_kind(kind) {
        let days = (asked.first_on.is_some() || asked.last_on.is_some()).then_some(days);
        let letters = arrears::letters_to_print(cx, org, letter, days).await?;
        return Ok(letters.into_iter().map(|id| subject(id.to_string())).collect());
    }
    if kind == DocumentKind::Receipt {
        let days = asked.shift_id.is_none().then_some(days);
        let taken = payment::payments_taken(cx, org, asked.shift_id, days).await?;
        return Ok(taken.into_iter().map(|id| subject(id.to_string())).collect());
    }
    let ids: Vec<PlaceId> = match asked.run_id {
        Some(run) => billing::places_of_run(cx, org, run).await?,
        None => billing::places_overdue(cx, org, today).await?,
    };
    let known = property::place_lines(cx, &ids).await?;
    let mut places: Vec<_> = known.into_values().collect();
    places.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(places.into_iter().map(|place| subject(place.id.to_string())).collect())
}
