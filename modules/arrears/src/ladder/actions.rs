//! Saying how arrears are gone about.

use kernel::{COMPANY, Result};
use module::{Change, Context};

use super::{
    model::{CollectionLadderId, EditLadder, TheLadder},
    queries, rules, store,
};
use crate::WRITE_OFF_APPROVE_LARGE;

/// Goes about arrears in another way from now on.
pub async fn edit(cx: &mut Context, input: EditLadder) -> Result<TheLadder> {
    let was = queries::view(cx, TheLadder {}).await?;
    let decides_large = cx.actor().may_in(WRITE_OFF_APPROVE_LARGE, COMPANY);
    let is = rules::edit(&was, &input, decides_large)?;
    store::put(cx, &is).await?;
    cx.record(Change::to(COMPANY, CollectionLadderId::from_uuid(COMPANY.uuid())).before(&was).after(&is));
    Ok(TheLadder {})
}
