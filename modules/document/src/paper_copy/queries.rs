//! Read models of printed copies.

use kernel::{Id, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{PaperCopyFilter, PaperCopyLine, PaperCopyRow},
    store as rows,
};

/// The list of printed papers.
pub async fn list(cx: &mut Context, ask: Ask<PaperCopyFilter>) -> Result<Listing<PaperCopyLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |c: &PaperCopyRow| Cursor(args![c.printed_at, c.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| PaperCopyLine {
        id: row.id,
        document_kind: row.kind,
        number: row.number,
        copy_nth: row.copy,
        edition: row.edition,
        printed_name: row.printed_name,
        printed_at: row.printed_at,
        file: Id::from_uuid(row.file_id),
        community: row.org_id,
    }))
}
