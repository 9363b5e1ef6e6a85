//! Working a difference.

use kernel::Result;
use module::{Change, Context};

use super::{
    model::{DifferenceRow, DifferenceState, ResolveDifference, ResolvedDifference},
    rules, store,
};

/// Says what was found out and done about a difference.
pub async fn resolve(cx: &mut Context, input: ResolveDifference) -> Result<ResolvedDifference> {
    let was = store::difference_to_change(cx, input.id).await?;
    rules::resolve(&was)?;
    let is = DifferenceRow {
        state: DifferenceState::Resolved,
        note: Some(input.note),
        resolved_by: Some(cx.actor().id),
        resolved_name: Some(cx.actor().name.clone()),
        resolved_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    store::resolve(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("channel_statements:{}", is.org_id));
    Ok(ResolvedDifference { statement_id: is.statement_id })
}
