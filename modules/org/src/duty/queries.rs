//! Who is on call.

use kernel::{Instant, OrgId, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{DutyFilter, DutyRow},
    store as rows,
};
use crate::{
    model::{StaffId, Trade},
    staff::model::StaffName,
    tree,
};

/// The list of duties, latest first.
pub async fn list(cx: &mut Context, ask: Ask<DutyFilter>) -> Result<Listing<DutyRow>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(found, &ask.page, count, |d| Cursor(args![d.from_at, d.id]).to_string()))
}

/// The duties of one member of staff that lie in a span of time, next first.
pub async fn duties_of(cx: &mut Context, staff: StaffId, from: Instant, until: Instant) -> Result<Vec<DutyRow>> {
    rows::of_staff(cx, staff, from, until).await
}

/// Who is on call for a trade in a unit at an instant, there or above it; those for the trade itself come first.
pub async fn on_duty(cx: &mut Context, org: OrgId, trade: Option<Trade>, at: Instant) -> Result<Vec<StaffName>> {
    let units = tree::rules::above(&tree::queries::tree(cx).await?, org);
    rows::on_duty(cx, &units, trade, at).await
}
