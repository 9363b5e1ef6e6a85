//! Read models of rules.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{SpotCheckRuleFilter, SpotCheckRuleLine, SpotCheckRuleRow},
    store as rows,
};

/// The rules, latest first.
pub async fn list(cx: &mut Context, ask: Ask<SpotCheckRuleFilter>) -> Result<Listing<SpotCheckRuleLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |rule: &SpotCheckRuleRow| Cursor(args![rule.made_at, rule.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|rule| SpotCheckRuleLine {
        id: rule.id,
        community: rule.org_id,
        role: rule.role,
        system: rule.system,
        spot_share: rule.share,
        made_name: rule.made_name,
        made_at: rule.made_at,
        ended_at: rule.ended_at,
    }))
}
