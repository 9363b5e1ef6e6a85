//! Taking alarms: each wakes the plans that wait for it.

use asset::AssetLine;
use kernel::{Error, Instant, Message, Result};
use module::{Change, Context};

use super::{
    model::{AlarmDone, AlarmRow, CreateAlarm},
    rules, store,
};
use crate::plan;

/// Takes an alarm, from a person or from a device with a token; one that comes again soon is counted with the one before.
pub async fn create(cx: &mut Context, input: CreateAlarm) -> Result<AlarmDone> {
    let code = rules::code(&input.alarm_code)?;
    let at = rules::raised(input.raised_at, cx.now())?;
    let asset = meant(cx, &input).await?;
    let note = input.note.filter(|note| !note.trim().is_empty());
    raise(cx, &asset, &code, note, at).await
}

/// The equipment an alarm names.
async fn meant(cx: &mut Context, input: &CreateAlarm) -> Result<AssetLine> {
    if let Some(id) = input.asset_id {
        return asset::asset_line(cx, id).await;
    }
    let code = input.asset_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let code = code.ok_or_else(|| Error::field("asset_code", Message::of("invalid-required")))?;
    let mut found = asset::assets_with_code(cx, code).await?;
    found.retain(|asset| input.org_id.is_none_or(|org| org == asset.org_id));
    match (found.pop(), found.is_empty()) {
        (Some(asset), true) => Ok(asset),
        (Some(_), false) => Err(Error::field("org_id", Message::of("invalid-required"))),
        (None, _) => Err(Error::field("asset_code", Message::of("invalid-ref"))),
    }
}

/// Keeps an alarm and has the plans that wait for it looked at.
pub(crate) async fn raise(
    cx: &mut Context,
    asset: &AssetLine,
    code: &str,
    note: Option<String>,
    at: Instant,
) -> Result<AlarmDone> {
    let of = (asset.org_id, asset.id);
    let last = store::latest(cx, of, code, rules::begun_by(at)).await?;
    cx.touch(format!("alarms:{}", asset.org_id));
    if let Some(was) = last.filter(|last| rules::same(last, at)) {
        let is = AlarmRow { last_at: was.last_at.max(at), count: was.count + 1, ..was.clone() };
        store::update(cx, &is).await?;
        cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
        return Ok(AlarmDone { id: is.id, asset_id: is.asset_id, count: is.count });
    }
    let is = AlarmRow {
        org_id: asset.org_id,
        id: cx.new_id(),
        asset_id: asset.id,
        asset_name: format!("{} {}", asset.code, asset.name),
        code: code.to_owned(),
        nth: store::greatest(cx, of, code).await? + 1,
        note,
        raised_at: at,
        last_at: at,
        count: 1,
        by_name: cx.actor().name.clone(),
    };
    store::insert(cx, &is).await?;
    let now = cx.now();
    plan::store::wake_alarmed(cx, of, code, now).await?;
    cx.later(asset.org_id, plan::jobs::RELEASE_ON, serde_json::Value::Null, now, None).await?;
    cx.record(Change::to(is.org_id, is.id).after(&is));
    Ok(AlarmDone { id: is.id, asset_id: is.asset_id, count: is.count })
}
