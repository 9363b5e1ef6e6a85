//! Giving links to workers of vendors, taking them back, and coming in by one.

use identity::NewGuest;
use kernel::{Error, Result};
use module::{Change, Context, PublicAddress};

use super::{
    model::{CameIn, CreateWorker, ThisLink, WhichWorker, WorkerLink, WorkerRow, WorkerState},
    queries, rules, store,
};

/// Gives a worker a link: his own account, without a password, with one role in one community up to a day.
pub async fn create(cx: &mut Context, input: CreateWorker) -> Result<WorkerLink> {
    cx.within(input.org_id)?;
    let until_on = rules::until(input.until_on, cx.now().date(cx.zone()))?;
    let phone_masked = rules::masked(&input.phone)?;
    let name = input.name.trim().to_owned();
    let guest = NewGuest { name: name.clone(), role: rules::ROLE, community: input.org_id, until_on };
    let row = WorkerRow {
        org_id: input.org_id,
        id: identity::open_guest(cx, guest).await?,
        name,
        phone_masked,
        vendor: input.vendor.trim().to_owned(),
        until_on,
        state: WorkerState::Active,
        by_name: cx.actor().name.clone(),
        created_at: cx.now(),
        opened_at: None,
        version: 1,
    };
    let bytes: [u8; 24] = cx.random();
    let link = data_encoding::BASE64URL_NOPAD.encode(&bytes);
    let digest = queries::digest(cx, &link);
    store::insert(cx, &row, digest).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch(format!("vendor_workers:{}", row.org_id));
    Ok(WorkerLink { id: row.id, link_address: PublicAddress::of(cx, &format!("/vendor/{link}")) })
}

/// Takes a link back: his account closes, and whoever is in by it is out at once. What he did stays.
pub async fn end(cx: &mut Context, input: WhichWorker) -> Result<WhichWorker> {
    let was = store::to_change(cx, input.id).await?;
    if was.state == WorkerState::Ended {
        return Ok(input);
    }
    let is = WorkerRow { state: WorkerState::Ended, version: was.version + 1, ..was.clone() };
    store::update(cx, &is).await?;
    identity::close_guest(cx, is.id).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("vendor_workers:{}", is.org_id));
    Ok(input)
}

/// Comes in by a link. One that was taken back, is too old or never was is answered alike.
pub async fn open(cx: &mut Context, input: ThisLink) -> Result<CameIn> {
    let was = queries::behind(cx, &input.link).await?;
    if was.opened_at.is_none() {
        let is = WorkerRow { opened_at: Some(cx.now()), version: was.version + 1, ..was.clone() };
        store::update(cx, &is).await?;
        cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    }
    // Closed in the meantime, it is no different from one that never was.
    let session = identity::begin_session(cx, was.id).await.map_err(|_| Error::NotFound)?;
    Ok(CameIn { session })
}
