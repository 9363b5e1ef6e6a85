//! Warning of certificates that come to their end.

use kernel::Result;
use module::Context;
use serde_json::Value;

use super::{
    actions::touch,
    model::{CertificateDue, CertificateRow},
    rules, store,
};
use crate::obligation;

/// What is told of a certificate thirty, seven and one day before its end, and once it has lapsed.
pub const DUE: &str = "asset.certificate.due";
/// Certificates looked at in one run.
const MOST: i64 = 200;

/// Tells of those that have come within a step of their end. What was told stands in the row, so that each step is told once,
/// however often this runs.
pub(crate) async fn warn(cx: &mut Context, _: Value) -> Result<()> {
    let today = cx.now().date(cx.zone());
    for was in store::unwarned(cx, today, MOST).await? {
        let Some(days) = rules::warning(was.due_on, today, was.warned_days) else { continue };
        let Some(shipped) = obligation::rules::shipped(&was.obligation) else { continue };
        let is = CertificateRow { warned_days: Some(days), version: was.version + 1, ..was };
        store::update(cx.tx(), &is).await?;
        let due = CertificateDue {
            id: is.id,
            org: is.org_id,
            number: is.number.clone(),
            zh: shipped.title.zh.clone(),
            en: shipped.title.en.clone(),
            bearer: is.bearer,
            bearer_id: is.bearer_id,
            bearer_name: is.bearer_name.clone(),
            due_on: is.due_on,
            days,
        };
        cx.emit(is.org_id, DUE, &due).await?;
        touch(cx, &is);
    }
    Ok(())
}
