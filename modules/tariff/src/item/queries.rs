//! Read models of fee items.

use std::collections::BTreeMap;

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{FeeItemFilter, FeeItemId, FeeItemRow, FeeKind, WhichFeeItem},
    store as rows,
};

/// The items of the company.
pub async fn list(cx: &mut Context, ask: Ask<FeeItemFilter>) -> Result<Listing<FeeItemRow>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(found, &ask.page, count, |i: &FeeItemRow| Cursor(args![&i.code, i.id]).to_string()))
}

/// One item.
pub async fn view(cx: &mut Context, which: WhichFeeItem) -> Result<FeeItemRow> {
    rows::one(cx, which.id).await
}

/// The names of these items.
///
/// # Errors
/// Those of the database.
pub async fn names(cx: &mut Context, ids: &[FeeItemId]) -> Result<BTreeMap<FeeItemId, String>> {
    Ok(rows::by_ids(cx, ids).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The items in use by what people call them: by code and by name.
///
/// # Errors
/// Those of the database.
pub async fn called(cx: &mut Context) -> Result<BTreeMap<String, FeeItemId>> {
    let rows = rows::in_use(cx).await?;
    let names = rows.iter().map(|row| (row.name.clone(), row.id));
    // A code is what tells items apart: it goes before a name.
    Ok(names.chain(rows.iter().map(|row| (row.code.clone(), row.id))).collect())
}

/// The kinds of these items.
///
/// # Errors
/// Those of the database.
pub async fn classes(cx: &mut Context, ids: &[FeeItemId]) -> Result<BTreeMap<FeeItemId, FeeKind>> {
    Ok(rows::by_ids(cx, ids).await?.into_iter().map(|row| (row.id, row.fee_class)).collect())
}
