//! Rows of openings in lists.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};
use tariff::FeeItemId;

use super::{
    model::{LineFilter, LineRow, OpeningLineLine},
    rules, store as rows,
};

/// The list of rows.
pub async fn list(cx: &mut Context, ask: Ask<LineFilter>) -> Result<Listing<OpeningLineLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let items: Vec<FeeItemId> = found.iter().filter_map(|row| row.item_id).collect();
    let items = tariff::item_names(cx, &items).await?;
    let cursor = |row: &LineRow| Cursor(args![row.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| OpeningLineLine {
        id: row.id,
        opening_kind: row.kind,
        fee_item: row.item_id.and_then(|id| items.get(&id)).cloned().unwrap_or_default(),
        from_on: row.from_on,
        amount: row.amount_fen,
        paid_before: row.paid_fen,
        opening_line_state: row.state,
        became: rules::became(&row).unwrap_or_default(),
        about: row.title,
        community: row.org_id,
    }))
}
