//! Entering lines of the running log and voiding them.

use kernel::{Error, Message, Result};
use module::{Change, Context};

use super::{
    model::{CreateLogEntry, LogEntryDone, LogEntryRow, VoidLogEntry},
    store,
};
use crate::certificate::actions::take_files;

/// Enters a line of the log of a piece of equipment, retired or not: the last bill may come after it.
pub async fn create(cx: &mut Context, input: CreateLogEntry) -> Result<LogEntryDone> {
    let asset = crate::store::by_id(cx, input.asset_id).await?;
    let today = cx.now().date(cx.zone());
    let logged_on = input.logged_on.unwrap_or(today);
    if logged_on > today {
        return Err(Error::field("logged_on", Message::of("asset-log-entry-ahead")));
    }
    if input.spent.is_some_and(|spent| spent.0 < 0) {
        return Err(Error::field("spent", Message::of("asset-log-entry-negative")));
    }
    let note = input.note.trim().to_owned();
    if note.is_empty() {
        return Err(Error::field("note", Message::of("invalid-required")));
    }
    let files = input.files.unwrap_or_default();
    take_files(cx, asset.org_id, &files).await?;
    let row = LogEntryRow {
        org_id: asset.org_id,
        id: cx.new_id(),
        asset_id: asset.id,
        kind: input.log_kind,
        logged_on,
        note,
        cost_fen: input.spent,
        files: serde_json::to_string(&files)?,
        by_name: cx.actor().name.clone(),
        created_at: cx.now(),
        voided_name: None,
        void_reason: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch(format!("asset:{}", asset.id));
    Ok(LogEntryDone { id: row.id, asset_id: asset.id })
}

/// Voids a line that was wrong; it stays to be read, and counts no more.
pub async fn void(cx: &mut Context, input: VoidLogEntry) -> Result<LogEntryDone> {
    let was = store::to_change(cx, input.id).await?;
    if was.voided_name.is_some() {
        return cx.refuse(Message::of("asset-log-entry-voided"));
    }
    let is = LogEntryRow {
        voided_name: Some(cx.actor().name.clone()),
        void_reason: Some(input.reason.trim().to_owned()),
        version: was.version + 1,
        ..was.clone()
    };
    store::void(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("asset:{}", is.asset_id));
    Ok(LogEntryDone { id: is.id, asset_id: is.asset_id })
}
