//! Keeping a notice, and working it afterwards.

use kernel::Result;
use module::Context;

use super::{
    model::{KeepNotice, WorkNotice},
    store,
};
use crate::{
    account,
    arrival::{actions::arrived, model::ToldBy},
};

/// The kind of job that keeps a notice; the door runs it before it answers.
pub(crate) const KEEP: &str = "online.channel_notice.keep";
/// The kind of job that works one.
pub(crate) const WORK: &str = "online.channel_notice.work";

/// Keeps a notice once and has it worked once.
pub(crate) async fn keep(cx: &mut Context, input: KeepNotice) -> Result<()> {
    let account = account::store::one(cx, input.account).await?;
    store::keep(cx, account.org_id, &input).await?;
    let dedupe = Some(format!("{}/{}", input.account, input.notice));
    let work = WorkNotice { account: input.account, notice: input.notice, told: input.told };
    let now = cx.now();
    cx.later(account.org_id, WORK, serde_json::to_value(work)?, now, dedupe).await
}

/// Works a notice.
pub(crate) async fn work(cx: &mut Context, WorkNotice { account, notice, told }: WorkNotice) -> Result<()> {
    let account = account::store::one(cx, account).await?;
    if let Some(told) = told {
        arrived(cx, &account, &told, ToldBy::Notice).await?;
    }
    store::worked(cx, (account.org_id, account.id), &notice).await
}
