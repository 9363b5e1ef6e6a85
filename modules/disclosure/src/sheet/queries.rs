//! Read models of sheets.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{SheetFilter, SheetListed, SheetRecord, SheetRow, WhichSheet},
    store as rows,
};

/// A sheet in brief.
pub(crate) fn listed(row: &SheetRow) -> SheetListed {
    SheetListed {
        id: row.id,
        number: row.number.clone(),
        from_on: row.from_on,
        until_on: row.until_on,
        sheet_state: row.state,
        digest: row.digest.clone(),
        drawn_name: row.drawn_name.clone(),
        drawn_at: row.drawn_at,
        published_name: row.published_name.clone(),
        community: row.org_id,
    }
}

/// The list of sheets.
pub async fn list(cx: &mut Context, ask: Ask<SheetFilter>) -> Result<Listing<SheetListed>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |s: &SheetRow| Cursor(args![s.drawn_at, s.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| listed(&row)))
}

/// One sheet, for those who keep them.
pub async fn view(cx: &mut Context, which: WhichSheet) -> Result<SheetRecord> {
    let row = rows::one(cx, which.id).await?;
    record(cx, row).await
}

/// One that is published, for everybody.
pub async fn read(cx: &mut Context, which: WhichSheet) -> Result<SheetRecord> {
    let row = rows::one_published(cx, which.id).await?;
    record(cx, row).await
}

async fn record(cx: &mut Context, row: SheetRow) -> Result<SheetRecord> {
    let corrects = match row.corrects_id {
        Some(id) => Some(listed(&rows::one_published(cx, id).await?)),
        None => None,
    };
    let corrected_by = rows::correcting(cx, row.id).await?.iter().map(listed).collect();
    Ok(SheetRecord {
        line: listed(&row),
        body: row.read()?,
        drawn_by_reader: row.drawn_by == cx.actor().id,
        canonical: row.canonical,
        corrects,
        reason: row.reason,
        corrected_by,
        published_at: row.published_at,
    })
}
