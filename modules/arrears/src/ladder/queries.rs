//! The company's ladder.

use kernel::{COMPANY, OrgId, Result};
use module::Context;

use super::{
    model::{LadderRow, TheLadder},
    rules, store,
};

/// How the company goes about arrears.
pub async fn view(cx: &mut Context, _: TheLadder) -> Result<LadderRow> {
    Ok(store::find(cx).await?.unwrap_or_else(|| rules::usual(COMPANY)))
}

/// The same, and whether the households of a community are left in peace now.
pub(crate) async fn now(cx: &mut Context, org: OrgId) -> Result<(LadderRow, bool)> {
    let ladder = view(cx, TheLadder {}).await?;
    let calendar = org::calendar_of(cx, org, "office").await?;
    let quiet = rules::is_quiet(&ladder, &calendar, cx.now());
    Ok((ladder, quiet))
}
