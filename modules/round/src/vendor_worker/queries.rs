//! Read models of workers of vendors, and whose tasks are theirs.

use identity::AccountId;
use kernel::{Error, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{WorkerFilter, WorkerLine, WorkerRow},
    rules, store as rows,
};

/// The list of workers, by firm and name.
pub async fn list(cx: &mut Context, ask: Ask<WorkerFilter>) -> Result<Listing<WorkerLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let listing =
        Listing::cut(found, &ask.page, count, |w: &WorkerRow| Cursor(args![&w.vendor, &w.name, w.id]).to_string());
    Ok(listing.map(|row| WorkerLine {
        id: row.id,
        community: row.org_id,
        vendor: row.vendor,
        name: row.name,
        phone_masked: row.phone_masked,
        until_on: row.until_on,
        worker_state: row.state,
        first_opened_at: row.opened_at,
        by_name: row.by_name,
    }))
}

/// What is kept of a link.
pub(crate) fn digest(cx: &Context, link: &str) -> Vec<u8> {
    cx.platform().vault.digest("vendor_worker", link)
}

/// The worker behind a link that still works.
pub(crate) async fn behind(cx: &mut Context, link: &str) -> Result<WorkerRow> {
    let digest = digest(cx, link);
    let worker = rows::by_digest(cx, digest).await?;
    if rules::works(&worker, cx.now().date(cx.zone())) { Ok(worker) } else { Err(Error::NotFound) }
}

/// The firm of whoever acts, when he takes part by a link.
pub(crate) async fn firm(cx: &mut Context) -> Result<Option<String>> {
    if cx.actor().grants.iter().all(|grant| grant.role != rules::ROLE) {
        return Ok(None);
    }
    match rows::one(cx, AccountId::from_uuid(cx.actor().id)).await {
        Ok(worker) if rules::works(&worker, cx.now().date(cx.zone())) => Ok(Some(worker.vendor)),
        Ok(_) | Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
