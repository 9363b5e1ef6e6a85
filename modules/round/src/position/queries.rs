//! Read models of positions.

use std::collections::BTreeMap;

use kernel::{OrgId, Result};
use module::Context;
use round::procedure::Spot;
use uuid::Uuid;

use super::{model::PositionRow, rules, store};

/// Where these things are, by id; those nobody has placed are left out.
pub(crate) async fn of_things(cx: &mut Context, org: OrgId, things: &[Uuid]) -> Result<BTreeMap<Uuid, PositionRow>> {
    Ok(store::of_things(cx, org, things).await?.into_iter().map(|row| (row.thing_id, row)).collect())
}

/// The same as the engine takes it.
pub(crate) async fn spots(cx: &mut Context, org: OrgId, things: &[Uuid]) -> Result<BTreeMap<Uuid, Spot>> {
    Ok(of_things(cx, org, things).await?.into_iter().map(|(id, row)| (id, rules::spot(&row))).collect())
}
