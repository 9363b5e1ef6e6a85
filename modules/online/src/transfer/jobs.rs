//! Matching lines of statements once their import is seen: what fits one thing exactly and alone pays it, the rest waits as suspense.

use kernel::{Result, Span};
use module::Context;
use serde_json::{Value, json};

use super::{actions, model::MatchTransfers, queries, rules, store};

/// The kind of job that matches lines of a community.
pub(crate) const MATCH: &str = "online.bank_transfer.match";
/// Lines matched in one transaction: each pays at most one room.
const SOME: i64 = 40;

/// Every minute: has lines matched where there are new ones.
pub(crate) async fn begin(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    for org in store::communities(cx).await? {
        let dedupe = Some(format!("{org}/transfers/{}", now.0.div_euclid(Span::minutes(1).0)));
        cx.later(org, MATCH, json!({ "org": org }), now, dedupe).await?;
    }
    Ok(())
}

/// Matches some lines of a community, and has the rest matched.
pub(crate) async fn match_some(cx: &mut Context, MatchTransfers { org }: MatchTransfers) -> Result<()> {
    let rows = store::fresh(cx, org, SOME).await?;
    let found = queries::looked_at(cx, org, &rows).await?;
    for row in &rows {
        let fits = found.proposals.exact.iter().find(|(line, _)| *line == row.id.to_string());
        let bills = fits.map(|(_, key)| rules::bills_of(key, &found.open)).unwrap_or_default();
        match bills.is_empty() {
            false => actions::matched(cx, row, rules::whole(&bills)).await?,
            true => actions::waits(cx, row).await?,
        }
    }
    if rows.len() == usize::try_from(SOME).unwrap_or(usize::MAX) {
        let now = cx.now();
        cx.later(org, MATCH, json!({ "org": org }), now, None).await?;
    }
    Ok(())
}
