//! The address at which a channel tells something: proved, kept, answered; only then worked.

use std::sync::Arc;

use gateway::{Message, Notice};
use kernel::{Error, Result};
use module::{Boxed, Caller, Knock, Platform, Reply};

use super::{jobs::KEEP, model::KeepNotice};
use crate::{
    account::model::PayeeAccountId,
    arrival::model::Told,
    channel::queries::{Reached, reach},
};

/// What notices are sealed as.
const SEALED: &str = "channel_notice";

/// `POST /online/notices/{id}`
pub(crate) fn heard(platform: Arc<Platform>, caller: Caller, knock: Knock) -> Boxed<'static, Reply> {
    Box::pin(async move {
        let Ok(Reached { channel, moment, account }) = reached(&platform, &caller, &knock.id).await else {
            return Reply { status: 404, content_type: "text/plain", body: String::new() };
        };
        let message = Message { status: 0, headers: knock.headers, body: knock.body };
        let kept = match channel.read(&moment, &message).await {
            Ok(notice) => keep(&platform, &caller, account.id, (&notice, &message.body)).await,
            Err(unproved) => Err(Error::Internal(unproved.to_string())),
        };
        if let Err(error) = &kept {
            tracing::warn!(account = %account.id, %error, "a notice was not taken");
        }
        let reply = if kept.is_ok() { channel.taken() } else { channel.not_taken() };
        Reply { status: reply.status, content_type: reply.content_type, body: reply.body }
    })
}

async fn reached(platform: &Arc<Platform>, caller: &Caller, id: &str) -> Result<Reached> {
    let id: PayeeAccountId = id.parse().map_err(|_| Error::NotFound)?;
    reach(&mut platform.reading(caller).await?, id).await
}

async fn keep(
    platform: &Arc<Platform>,
    caller: &Caller,
    account: PayeeAccountId,
    (notice, body): (&Notice, &[u8]),
) -> Result<()> {
    let order = notice.order.as_ref();
    let refund = notice.refund.as_ref().map(|refund| refund.order.clone());
    let kept = KeepNotice {
        account,
        notice: notice.id.clone(),
        kind: notice.kind.clone(),
        ours: notice.ours,
        number: order.map(|order| order.number.clone()).or(refund),
        sealed: platform.vault.seal_under_master(SEALED, body)?,
        told: order.and_then(Told::of).map(|told| Told { ours: told.ours && notice.ours, ..told }),
    };
    let line = platform.registry.job(KEEP).ok_or(Error::NotFound)?;
    platform.run_job(caller, line, serde_json::to_value(kept)?).await.map(|_| ())
}
