//! What others ask about the tree.

use kernel::{Error, OrgId, Result, SIGNED_IN};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{OrgFilter, OrgRow, ThisOrg},
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
