//! What others ask about the tree.

use kernel::{Error, OrgId, Result, SIGNED_IN};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{OrgFilter, OrgKind, OrgRow, ThisOrg},
    store as rows,
};

/// The units the actor reaches with any of his roles, from the top down.
pub async fn tree(cx: &mut Context) -> Result<Vec<OrgRow>> {
    let scope = cx.actor().scope(SIGNED_IN);
    rows::within(cx.tx(), &scope).await
}

/// The unit with this id, if the actor reaches it with any of his roles.
pub async fn unit(cx: &mut Context, id: OrgId) -> Result<OrgRow> {
    tree(cx).await?.into_iter().find(|o| o.id == id).ok_or(Error::NotFound)
}

/// The community somebody means: the one he names, else the first he reaches with any of his roles.
///
/// # Errors
/// [`Error::NotFound`] for a unit outside the scope, and for whoever has none.
pub async fn chosen_community(cx: &mut Context, said: Option<OrgId>) -> Result<OrgId> {
    let org = match said {
        Some(org) => org,
        None => {
            let tree = tree(cx).await?;
            let reached = |unit: &&OrgRow| unit.kind == OrgKind::Community && cx.within(unit.id).is_ok();
            tree.iter().find(reached).map(|unit| unit.id).ok_or(Error::NotFound)?
        }
    };
    cx.within(org)?;
    Ok(org)
}

/// One unit, for the API.
pub async fn one(cx: &mut Context, input: ThisOrg) -> Result<OrgRow> {
    let scope = cx.scope().clone();
    rows::within(cx.tx(), &scope).await?.into_iter().find(|o| o.id == input.id).ok_or(Error::NotFound)
}

/// The list of units.
pub async fn list(cx: &mut Context, ask: Ask<OrgFilter>) -> Result<Listing<OrgRow>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let by = ask.page.order().map(|(name, _)| name.to_owned());
    Ok(Listing::cut(found, &ask.page, count, |o| {
        let values = match by.as_deref() {
            Some("name") => args![&o.name, o.id],
            Some("code") => args![&o.code, o.id],
            _ => args![&o.path],
        };
        Cursor(values).to_string()
    }))
}
