//! Keeping the spending items of the company.

use kernel::{COMPANY, Result};
use module::{Change, Context};

use super::{
    model::{AddUsualItems, CreateSpendingItem, SpendingItemRow, UsualItems, WhichSpendingItem},
    rules, store,
};

/// Enters an item.
pub async fn create(cx: &mut Context, input: CreateSpendingItem) -> Result<WhichSpendingItem> {
    cx.within(COMPANY)?;
    let book_code = rules::book_code(&input.book_code)?;
    entered(cx, input.code.trim().to_owned(), input.name.trim().to_owned(), book_code).await
}

/// Enters those of the usual items whose line of the chart no item has yet.
pub async fn add_usual(cx: &mut Context, _: AddUsualItems) -> Result<UsualItems> {
    cx.within(COMPANY)?;
    let there = store::all(cx).await?;
    let mut count = 0;
    for (code, book_code) in rules::USUAL {
        if there.iter().any(|item| item.code == code || item.book_code == book_code) {
            continue;
        }
        let name = cx.speech().say(&format!("budget-item-{code}"));
        entered(cx, code.to_owned(), name, book_code.to_owned()).await?;
        count += 1;
    }
    Ok(UsualItems { count })
}

async fn entered(cx: &mut Context, code: String, name: String, book_code: String) -> Result<WhichSpendingItem> {
    let row = SpendingItemRow { id: cx.new_id(), code, name, book_code, disabled_at: None, version: 1 };
    store::insert(cx, &row).await?;
    cx.record(Change::to(COMPANY, row.id).after(&row));
    Ok(WhichSpendingItem { id: row.id })
}

/// Offers an item no longer; what was planned and spent stays.
pub async fn disable(cx: &mut Context, input: WhichSpendingItem) -> Result<WhichSpendingItem> {
    cx.within(COMPANY)?;
    let was = store::one(cx, input.id).await?;
    if was.disabled_at.is_none() {
        let is = SpendingItemRow { disabled_at: Some(cx.now()), version: was.version + 1, ..was.clone() };
        store::disable(cx, &is).await?;
        cx.record(Change::to(COMPANY, is.id).before(&was).after(&is));
    }
    Ok(input)
}
