//! Every statement over notices.

use kernel::{OrgId, Result};
use module::Context;
use store::args;

use super::model::KeepNotice;
use crate::account::model::PayeeAccountId;

const NAMES: &[&str] = &["org_id", "payee_account_id", "notice", "kind", "number", "ours", "sealed", "came_at"];

/// Keeps a notice, unless it is kept already.
pub(crate) async fn keep(cx: &mut Context, org: OrgId, n: &KeepNotice) -> Result<()> {
    let values = args![org, n.account, &n.notice, &n.kind, &n.number, n.ours, &n.sealed, cx.now()];
    cx.tx().insert_missing("channel_notices", NAMES, vec![values]).await
}

/// Notes that a notice was worked.
pub(crate) async fn worked(cx: &mut Context, account: (OrgId, PayeeAccountId), notice: &str) -> Result<()> {
    let sql = "UPDATE channel_notices SET worked_at = $1 \
               WHERE org_id = $2 AND payee_account_id = $3 AND notice = $4 AND worked_at IS NULL";
    let args = args![cx.now(), account.0, account.1, notice];
    cx.tx().execute(sql, args).await.map(|_| ())
}
