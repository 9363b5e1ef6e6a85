//! Read models of spending items.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{SpendingItemFilter, SpendingItemRow, WhichSpendingItem},
    store as rows,
};

/// The items of the company.
pub async fn list(cx: &mut Context, ask: Ask<SpendingItemFilter>) -> Result<Listing<SpendingItemRow>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(found, &ask.page, count, |i: &SpendingItemRow| Cursor(args![&i.book_code, i.id]).to_string()))
}

/// One item.
pub async fn view(cx: &mut Context, which: WhichSpendingItem) -> Result<SpendingItemRow> {
    rows::one(cx, which.id).await
}
