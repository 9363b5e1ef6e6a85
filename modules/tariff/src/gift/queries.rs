//! Read models of rules of gift months.

use kernel::{Date, OrgId, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{Gift, GiftRuleFilter, GiftRuleLine, GiftRuleRow, WhichGiftRule},
    rules, store as rows,
};
use crate::item::model::FeeKind;

/// The list of rules.
pub async fn list(cx: &mut Context, ask: Ask<GiftRuleFilter>) -> Result<Listing<GiftRuleLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |row: &GiftRuleRow| Cursor(args![row.asked_at, row.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(GiftRuleLine::from))
}

/// One rule.
pub async fn view(cx: &mut Context, which: WhichGiftRule) -> Result<GiftRuleRow> {
    rows::one(cx, which.id).await
}

/// What somebody who pays so many months of a kind of fee on a day gets for them in a community.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn gift(cx: &mut Context, org: OrgId, kind: FeeKind, on: Date, (paid, owes): (u32, bool)) -> Result<Gift> {
    cx.within(org)?;
    Ok(rules::gift(&rows::approved(cx, org, kind).await?, on, paid, owes))
}
