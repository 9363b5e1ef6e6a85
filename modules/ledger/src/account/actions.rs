//! Opening accounts and ending them.

use kernel::{Error, Message, Result};
use module::{Change, Context};
use serde_json::json;

use super::{
    model::{AccountDone, EndAccount, OpenAccount},
    rules, store,
};
use crate::posting::{self, model::Wanted};

/// Opens an account that is moved by hand.
pub async fn create(cx: &mut Context, input: OpenAccount) -> Result<AccountDone> {
    cx.within(input.org_id)?;
    let code = rules::code(&input.code).map_err(|message| Error::field("code", message))?;
    if store::taken(cx, input.org_id, &code).await? {
        return Err(Error::field("code", Message::of("ledger-code-taken").with("code", &code)));
    }
    let wanted = Wanted { title: input.name.trim().to_owned(), ..Wanted::of(&code) };
    posting::store::open(cx, input.org_id, &[&wanted], input.opened_on).await?;
    let id = posting::actions::account(cx, input.org_id, wanted).await?;
    cx.record(Change::to(input.org_id, id).after(&json!({ "code": code, "title": input.name })));
    Ok(AccountDone { id })
}

/// An account takes nothing from a day on.
pub async fn end(cx: &mut Context, input: EndAccount) -> Result<AccountDone> {
    let found = store::one(cx, input.id).await?;
    // Whoever posts locks the book first; so does who ends an account of it.
    posting::store::lock(cx, found.org_id).await?;
    let was = store::one(cx, input.id).await?;
    let on = input.closed_on.unwrap_or_else(|| cx.now().date(cx.zone()).plus_days(1));
    rules::may_end(&was, on).map_err(Error::Broken)?;
    store::end(cx, &was, on).await?;
    let told = |closed_on| json!({ "code": was.code, "closed_on": closed_on });
    cx.record(Change::to(was.org_id, was.id).before(&told(was.closed_on)).after(&told(Some(on))));
    Ok(AccountDone { id: was.id })
}
