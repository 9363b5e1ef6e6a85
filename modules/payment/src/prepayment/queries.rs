//! Read models of prepayments.

use kernel::Result;
use module::{Ask, Context, Listing};
use property::PlaceId;
use store::{Cursor, args};

use super::{
    model::{PrepaymentFilter, PrepaymentLine, PrepaymentRow},
    store as rows,
};

/// The list of prepayments.
pub async fn list(cx: &mut Context, ask: Ask<PrepaymentFilter>) -> Result<Listing<PrepaymentLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let places: Vec<PlaceId> = found.iter().map(|row| row.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let cursor = |row: &PrepaymentRow| Cursor(args![row.changed_at, row.id]).to_string();
    let listing = Listing::cut(found, &ask.page, count, cursor);
    Ok(listing.map(|row| PrepaymentLine {
        id: row.id,
        place: places.get(&row.place_id).map(|place| place.name.clone()).unwrap_or_default(),
        prepaid_for: row.purpose,
        prepayment_balance: row.balance_fen,
        changed_at: row.changed_at,
        community: row.org_id,
    }))
}
