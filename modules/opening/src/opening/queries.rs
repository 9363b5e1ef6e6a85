//! Read models of openings.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};
use tariff::FeeItemId;

use super::{
    model::{Compared, OpeningFilter, OpeningLineOf, OpeningRecord, OpeningRow, WhichOpening},
    rules, store as rows,
};
use crate::line::{self, model::LineState};

/// The list of openings.
pub async fn list(cx: &mut Context, ask: Ask<OpeningFilter>) -> Result<Listing<OpeningLineOf>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |o: &OpeningRow| Cursor(args![o.began_at, o.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| OpeningLineOf {
        id: row.id,
        opened_on: row.opened_on,
        came_from: row.source,
        opening_state: row.state,
        began_name: row.began_name,
        began_at: row.began_at,
        approved_name: row.approved_name,
        community: row.org_id,
    }))
}

/// One opening with its rows beside the control totals.
pub async fn view(cx: &mut Context, which: WhichOpening) -> Result<OpeningRecord> {
    let opening = rows::one(cx, which.id).await?;
    let compared = compared(cx, &opening).await?;
    let states = line::store::states(cx, &opening).await?;
    let count = |state| states.get(&state).copied().unwrap_or_default();
    let (posted, waiting, kept) = (count(LineState::Posted), count(LineState::Waiting), count(LineState::Kept));
    Ok(OpeningRecord { opening, compared, posted, waiting, kept })
}

/// The rows of an opening beside its control totals, by kind and fee item.
pub(crate) async fn compared(cx: &mut Context, opening: &OpeningRow) -> Result<Vec<Compared>> {
    let sums = line::store::sums(cx, opening).await?;
    let mut found = rules::compare(sums, &rows::totals(cx, opening).await?);
    let items: Vec<FeeItemId> = found.iter().filter_map(|group| group.item_id).collect();
    let names = tariff::item_names(cx, &items).await?;
    for group in &mut found {
        group.fee_item = group.item_id.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    }
    Ok(found)
}
