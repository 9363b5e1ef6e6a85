//! The closings there have been.

use kernel::Result;
use module::{Ask, Context, Listing};

use super::{
    model::{ClosingFilter, ClosingLine, ClosingRow},
    store,
};
use crate::account::queries::names;

/// The list, the latest first.
pub async fn list(cx: &mut Context, ask: Ask<ClosingFilter>) -> Result<Listing<ClosingLine>> {
    let found = store::list(cx, &ask.page, &ask.filter).await?;
    let names = names(cx).await?;
    let line = |row: ClosingRow| ClosingLine {
        id: format!("{}-{}", row.org_id, row.nth),
        org: names.get(&row.org_id).cloned().unwrap_or_default(),
        org_id: row.org_id,
        closed_until: row.until_on,
        reopened: row.reason.is_some(),
        reason: row.reason,
        entry_count: row.after_entries,
        made_by: row.made_by,
        made_at: row.made_at,
    };
    Ok(found.map(line))
}
