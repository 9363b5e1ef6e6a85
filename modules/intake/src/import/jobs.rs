//! What takes an import up: the job its action queued, the look for imports whose process is gone, the sweep of old ones.

use ::store::files;
use kernel::{OrgId, PUBLIC, Result, Span};
use module::Context;
use serde::Deserialize;
use serde_json::Value;

use super::{model::ImportId, store};
use crate::run;

/// The job that an action queues.
pub const BEGIN: &str = "intake.import.begin";
/// How long the workbook of an import is kept: it holds personal data.
const KEPT: Span = Span::days(30);

/// Which import is to be taken up.
#[derive(Debug, Deserialize)]
pub struct Which {
    org: OrgId,
    id: ImportId,
}

/// Takes an import up.
pub async fn begin(cx: &mut Context, which: Which) -> Result<()> {
    take_up(cx, (which.org, which.id)).await
}

/// Takes up what another process left lying.
pub async fn resume(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    for which in store::abandoned(cx.tx(), now).await? {
        take_up(cx, which).await?;
    }
    Ok(())
}

/// The work begins when the lease is durable and goes on outside of this transaction.
async fn take_up(cx: &mut Context, which: (OrgId, ImportId)) -> Result<()> {
    let (now, runner) = (cx.now(), cx.new_uuid());
    if store::claim(cx.tx(), which.0, which.1, runner, now).await? {
        let (platform, system) = (cx.platform().clone(), cx.actor().clone());
        cx.tx().after_commit(move || run::start(platform, system, which, runner));
    }
    Ok(())
}

/// Erases the workbooks and staged rows of imports that are over for a month.
pub async fn sweep(cx: &mut Context, _: Value) -> Result<()> {
    let scope = cx.actor().scope(PUBLIC);
    let now = cx.now();
    for record in store::stale(cx.tx(), &scope, now - KEPT).await? {
        store::unstage(cx.tx(), record.org, record.id, record.chunks).await?;
        store::forget_bad(cx.tx(), record.org, record.id).await?;
        for file in [Some(record.file_id), record.error_file_id].into_iter().flatten() {
            match files::erase(cx.tx(), &scope, file).await {
                Ok(()) | Err(kernel::Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        store::emptied(cx.tx(), &record, now).await?;
    }
    Ok(())
}
