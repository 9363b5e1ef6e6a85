//! Read models of accounts at channels.

use std::collections::BTreeMap;

use kernel::{OrgId, Result, form::form_of};
use module::{Ask, Context, Listing, Shape};
use serde_json::json;
use store::{Cursor, args};

use super::{
    model::{EditPayeeAccount, PayChannel, PayeeAccountFilter, PayeeAccountLine, PayeeAccountRow, WhichPayeeAccount},
    store as rows,
};

/// The list of accounts.
pub async fn list(cx: &mut Context, ask: Ask<PayeeAccountFilter>) -> Result<Listing<PayeeAccountLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |a: &PayeeAccountRow| Cursor(args![a.opened_at, a.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| PayeeAccountLine {
        id: row.id,
        name: row.name,
        pay_channel: row.channel,
        merchant: row.merchant,
        payee_account_state: row.state,
        community: row.org_id,
    }))
}

/// One account, without its keys.
pub async fn view(cx: &mut Context, which: WhichPayeeAccount) -> Result<PayeeAccountRow> {
    rows::one(cx, which.id).await
}

/// The form of changing one.
pub(crate) async fn form(cx: &mut Context, which: WhichPayeeAccount) -> Result<Shape> {
    let row = rows::one(cx, which.id).await?;
    let values = json!({ "id": row.id, "name": row.name, "fee_classes": row.classes()? });
    Ok(Shape { title: None, form: form_of::<EditPayeeAccount>(), values, known: BTreeMap::new() })
}

/// The channels by which something can be paid in a community.
///
/// # Errors
/// Those of the database.
pub async fn channels(cx: &mut Context, org: OrgId) -> Result<Vec<PayChannel>> {
    let open = rows::active(cx, org, None).await?;
    Ok(PayChannel::ALL.iter().copied().filter(|channel| open.iter().any(|row| row.channel == *channel)).collect())
}
