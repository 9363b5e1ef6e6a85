//! Keeping the fee items of the company.

use kernel::{COMPANY, Result};
use module::{Change, Context};

use super::{
    model::{CreateFeeItem, EditFeeItem, FeeItemRow, WhichFeeItem},
    store,
};

/// Enters an item.
pub async fn create(cx: &mut Context, input: CreateFeeItem) -> Result<WhichFeeItem> {
    cx.within(COMPANY)?;
    let row = FeeItemRow {
        id: cx.new_id(),
        code: input.code.trim().to_owned(),
        name: input.name.trim().to_owned(),
        fee_class: input.fee_class,
        note: input.note,
        disabled_at: None,
        created_at: cx.now(),
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(COMPANY, row.id).after(&row));
    Ok(WhichFeeItem { id: row.id })
}

/// Changes what an item is called.
pub async fn edit(cx: &mut Context, input: EditFeeItem) -> Result<WhichFeeItem> {
    cx.within(COMPANY)?;
    let was = store::one(cx, input.id).await?;
    let is = FeeItemRow { name: input.name.trim().to_owned(), note: input.note, ..was.clone() };
    store::update(cx.tx(), &is).await?;
    cx.record(Change::to(COMPANY, is.id).before(&was).after(&is));
    Ok(WhichFeeItem { id: is.id })
}

/// Offers an item no longer; tariffs that stand go on.
pub async fn disable(cx: &mut Context, input: WhichFeeItem) -> Result<WhichFeeItem> {
    set_disabled(cx, input, true).await
}

/// Offers an item again.
pub async fn enable(cx: &mut Context, input: WhichFeeItem) -> Result<WhichFeeItem> {
    set_disabled(cx, input, false).await
}

async fn set_disabled(cx: &mut Context, input: WhichFeeItem, disabled: bool) -> Result<WhichFeeItem> {
    cx.within(COMPANY)?;
    let was = store::one(cx, input.id).await?;
    if was.disabled_at.is_some() != disabled {
        let now = cx.now();
        let is = FeeItemRow { disabled_at: disabled.then_some(now), ..was.clone() };
        store::update(cx.tx(), &is).await?;
        cx.record(Change::to(COMPANY, is.id).before(&was).after(&is));
    }
    Ok(WhichFeeItem { id: input.id })
}
