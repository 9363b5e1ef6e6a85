//! Entering accounts at channels, and changing them.

use kernel::Result;
use module::{Change, Context};
use tariff::Fee;

use super::{
    model::{CreatePayeeAccount, EditPayeeAccount, Keys, PayeeAccountRow, PayeeAccountState, WhichPayeeAccount},
    rules, store,
};
use crate::channel;

/// Enters an account; its keys must be what they say, and are sealed.
pub async fn create(cx: &mut Context, input: CreatePayeeAccount) -> Result<WhichPayeeAccount> {
    let org = cx.community(input.org_id)?;
    let usual = channel::rules::usual(input.pay_channel);
    let gateway =
        input.gateway.map(|text| text.trim().trim_end_matches('/').to_owned()).filter(|text| !text.is_empty());
    let gateway = gateway.unwrap_or_else(|| usual.to_owned());
    rules::sound(&gateway)?;
    let keys = Keys {
        private_key: input.private_key,
        serial: input.serial,
        api_key: input.api_key,
        channel_key_id: input.channel_key_id,
        channel_key: input.channel_key,
        application_certificate: input.application_certificate,
        channel_certificate: input.channel_certificate,
        root_certificates: input.root_certificates,
    };
    let row = PayeeAccountRow {
        org_id: org,
        id: cx.new_id(),
        channel: input.pay_channel,
        name: input.name,
        merchant: input.merchant.trim().to_owned(),
        application: input.application.trim().to_owned(),
        gateway,
        sealed: cx.platform().vault.seal_under_master(channel::model::SEALED, &serde_json::to_vec(&keys)?)?,
        fee_classes: classes(&input.fee_classes)?,
        state: PayeeAccountState::Active,
        opened_at: cx.now(),
        version: 1,
    };
    channel::rules::whole(&row, &keys, String::new(), cx.now())?;
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    Ok(WhichPayeeAccount { id: row.id })
}

/// Changes what an account is called and what is paid into it.
pub async fn edit(cx: &mut Context, input: EditPayeeAccount) -> Result<WhichPayeeAccount> {
    let was = store::to_change(cx, input.id).await?;
    let fee_classes = classes(&input.fee_classes)?;
    let is = PayeeAccountRow { name: input.name, fee_classes, ..was.clone() };
    changed(cx, &was, is).await
}

/// Takes no new orders into an account; what is on its way is still looked after.
pub async fn end(cx: &mut Context, which: WhichPayeeAccount) -> Result<WhichPayeeAccount> {
    let was = store::to_change(cx, which.id).await?;
    let is = PayeeAccountRow { state: PayeeAccountState::Ended, ..was.clone() };
    changed(cx, &was, is).await
}

async fn changed(cx: &mut Context, was: &PayeeAccountRow, is: PayeeAccountRow) -> Result<WhichPayeeAccount> {
    let is = PayeeAccountRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    Ok(WhichPayeeAccount { id: is.id })
}

fn classes(list: &[Fee]) -> Result<String> {
    Ok(serde_json::to_string(list)?)
}
