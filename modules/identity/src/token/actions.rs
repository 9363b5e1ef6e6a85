//! Making and revoking tokens.

use std::collections::BTreeSet;

use kernel::{Error, Message, Result};
use module::{Change, Context};

use super::{
    model::{AddToken, Made, ThisToken, TokenDone, TokenRow},
    store,
};
use crate::{account, model::ACCESS, password};

const MARK: &str = "steward_";
/// How long a token works when nothing is said, and at most, in days.
const DAYS: (i64, i64) = (90, 366);

/// Makes a token; its secret is told this once.
pub async fn create(cx: &mut Context, input: AddToken) -> Result<Made> {
    let account = account::queries::own(cx).await?;
    let known: BTreeSet<&str> = cx.platform().registry.permissions().map(|p| p.permission.0).collect();
    let scopes: BTreeSet<String> = input.scopes.unwrap_or_else(|| vec!["*".into()]).into_iter().collect();
    if let Some(strange) = scopes.iter().find(|s| *s != "*" && !known.contains(s.as_str())) {
        let message = Message::of("identity-permission-unknown").with("permission", strange);
        return Err(Error::field("scopes", message));
    }
    let today = cx.now().date(cx.zone());
    let until = input.until_on.unwrap_or_else(|| today.plus_days(DAYS.0));
    if until < today || until > today.plus_days(DAYS.1) {
        return Err(Error::field("until_on", Message::of("identity-token-span").with("days", DAYS.1)));
    }
    let (token, digest) = password::secret(cx.random::<32>(), MARK);
    let row = TokenRow {
        id: cx.new_id(),
        account_id: account.id,
        name: input.name,
        scopes: serde_json::to_string(&scopes)?,
        created_at: cx.now(),
        expires_at: until.plus_days(1).start(cx.zone()),
    };
    store::insert(cx.tx(), &row, digest).await?;
    cx.record(Change::to(account.org_id, row.id).after(&row));
    cx.touch(format!("account:{}", account.id));
    Ok(Made { id: row.id, token })
}

/// Revokes one of one's own tokens; it is worth nothing at once.
pub async fn remove(cx: &mut Context, input: ThisToken) -> Result<TokenDone> {
    let account = account::queries::own(cx).await?;
    if !store::remove(cx.tx(), account.id, input.id).await? {
        return Err(Error::NotFound);
    }
    cx.record(Change::to(account.org_id, input.id).before(&input));
    cx.touch(ACCESS);
    cx.touch(format!("account:{}", account.id));
    Ok(TokenDone { id: input.id })
}
