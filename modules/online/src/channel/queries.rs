//! Reaching the channel of an account.

use std::sync::Arc;

use gateway::{Channel, Moment};
use kernel::{Error, Result};
use module::Context;

use super::{
    model::{Channels, SEALED},
    rules,
};
use crate::account::{
    model::{Keys, PayeeAccountId, PayeeAccountRow},
    store,
};

/// An account with its channel, and the moment of a call.
pub(crate) struct Reached {
    pub account: PayeeAccountRow,
    pub channel: Arc<dyn Channel>,
    pub moment: Moment,
}

/// The channels of this process.
fn channels(cx: &Context) -> Result<Arc<Channels>> {
    let channels = cx.platform().service::<Channels>();
    channels.ok_or_else(|| Error::Internal("no payment channels in this process".to_owned()))
}

/// Where the channel of an account calls back.
pub(crate) fn notify(cx: &Context, id: PayeeAccountId) -> Result<String> {
    Ok(format!("{}/online/notices/{id}", channels(cx)?.front))
}

/// The channel of an account, for calls outside any transaction.
pub(crate) async fn reach(cx: &mut Context, id: PayeeAccountId) -> Result<Reached> {
    let account = store::one(cx, id).await?;
    let channels = channels(cx)?;
    let moment = Moment::new(cx.now(), cx.random());
    if let Some(channel) = channels.known(id, account.version) {
        return Ok(Reached { account, channel, moment });
    }
    let keys: Keys = serde_json::from_slice(&cx.platform().vault.open_under_master(SEALED, &account.sealed)?)?;
    let channel = rules::whole(&account, &keys, notify(cx, id)?, cx.now())?.over(channels.wire.clone());
    channels.keep(id, account.version, channel.clone());
    Ok(Reached { account, channel, moment })
}
