//! Accounts as others see them.

use kernel::{Error, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, args};
use uuid::Uuid;

use super::{
    model::{AccountFilter, AccountRow, AccountShown, ThisAccount},
    store as rows,
};

/// The account of whoever acts. A caller with a token has none: his token shall not change how he signs in.
///
/// # Errors
/// [`Error::Forbidden`] without a session.
pub async fn own(cx: &mut Context) -> Result<AccountRow> {
    if cx.actor().session.is_none() {
        return Err(Error::Forbidden("session".into()));
    }
    let (home, id) = (cx.actor().home, cx.actor().id);
    rows::of_actor(cx.tx(), home, id).await
}

/// The list of accounts.
pub async fn list(cx: &mut Context, ask: Ask<AccountFilter>) -> Result<Listing<AccountShown>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let by_name = ask.page.order().is_some_and(|(name, _)| name == "name");
    let found: Vec<AccountShown> = found.iter().map(AccountRow::shown).collect();
    Ok(Listing::cut(found, &ask.page, count, |a| {
        Cursor(if by_name { args![&a.name, a.id] } else { args![&a.login, a.id] }).to_string()
    }))
}

/// One account.
pub async fn one(cx: &mut Context, input: ThisAccount) -> Result<AccountShown> {
    Ok(rows::one(cx, input.id).await?.shown())
}

/// Those of these persons who sign in here.
///
/// # Errors
/// Those of the database.
pub async fn with_account(cx: &mut Context, persons: &[Uuid]) -> Result<Vec<Uuid>> {
    let home = cx.actor().home;
    rows::with_account(cx.tx(), home, persons).await
}
