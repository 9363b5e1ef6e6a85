//! Who stands in for whom.

use std::collections::BTreeSet;

use kernel::{Instant, OrgId, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, Tx, args};

use super::{
    model::{DeputyFilter, DeputyRow},
    rules::Absences,
    store as rows,
};
use crate::{
    model::{Role, StaffId},
    staff::{self, model::StaffName},
    tree,
};

/// The list of deputies, latest first.
pub async fn list(cx: &mut Context, ask: Ask<DeputyFilter>) -> Result<Listing<DeputyRow>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(found, &ask.page, count, |d| Cursor(args![d.from_at, d.id]).to_string()))
}

/// Who of the company is away at an instant, and who stands in for each.
pub async fn absences(cx: &mut Context, at: Instant) -> Result<Absences> {
    let home = cx.actor().home;
    Ok(Absences::of(rows::in_force(cx.tx(), home, at).await?))
}

/// The colleagues somebody stands in for at an instant, before it is known what he may do.
pub async fn represented(tx: &mut Tx, home: OrgId, deputy: StaffId, at: Instant) -> Result<Vec<StaffName>> {
    Ok(Absences::of(rows::in_force(tx, home, at).await?).represented_by(deputy))
}

/// The roles that somebody holds today, anywhere in the scope, and those that need no post.
pub async fn held_roles(cx: &mut Context) -> Result<BTreeSet<String>> {
    let day = cx.now().date(cx.zone());
    let outside = Role::ALL.iter().filter(|role| role.is_outside()).map(|role| role.word().to_owned());
    Ok(staff::store::held_roles(cx, day).await?.into_iter().chain(outside).collect())
}

/// The roles of the posts somebody fills in a unit today, there or above it.
pub async fn roles_of(cx: &mut Context, who: StaffId, org: OrgId) -> Result<Vec<String>> {
    let units = tree::rules::above(&tree::queries::tree(cx).await?, org);
    let day = cx.now().date(cx.zone());
    staff::store::roles_of(cx, who, &units, day).await
}
