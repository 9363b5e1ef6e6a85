//! Keeping fee sets, and bringing a room under one.

use kernel::{Error, Message, OrgId, Result};
use module::{Change, Context};
use property::PlaceKind;

use super::{
    model::{ApplyFeeSet, CreateFeeSet, EditFeeSet, FeeSetRow, WhichFeeSet},
    store,
};
use crate::{
    object::{self, model::TariffPlaceRow},
    tariff::{self, model::TariffId},
};

/// Enters a set.
pub async fn create(cx: &mut Context, input: CreateFeeSet) -> Result<WhichFeeSet> {
    let org = cx.community(input.org_id)?;
    let tariffs = listed(cx, org, &input.tariffs).await?;
    let now = cx.now();
    let row = FeeSetRow {
        org_id: org,
        id: cx.new_id(),
        name: input.name.trim().to_owned(),
        tariffs,
        created_at: now,
        changed_at: now,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org, row.id).after(&row));
    Ok(WhichFeeSet { id: row.id })
}

/// Changes a set; rooms that came under its tariffs stay there.
pub async fn edit(cx: &mut Context, input: EditFeeSet) -> Result<WhichFeeSet> {
    let was = store::one(cx, input.id).await?;
    let tariffs = listed(cx, was.org_id, &input.tariffs).await?;
    let is = FeeSetRow {
        name: input.name.trim().to_owned(),
        tariffs,
        changed_at: cx.now(),
        version: was.version + 1,
        ..was.clone()
    };
    store::update(cx.tx(), &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    Ok(WhichFeeSet { id: is.id })
}

/// The tariffs as a set keeps them; all of one community.
async fn listed(cx: &mut Context, org: OrgId, ids: &[TariffId]) -> Result<String> {
    let known = tariff::store::by_ids(cx, ids).await?;
    if ids.is_empty() || !ids.iter().all(|id| known.iter().any(|t| t.id == *id && t.org_id == org)) {
        return Err(Error::field("tariffs", Message::of("invalid-ref")));
    }
    Ok(serde_json::to_string(ids)?)
}

/// Brings a room under every tariff of a set; those it stands under already stay as they are.
pub async fn apply(cx: &mut Context, input: ApplyFeeSet) -> Result<WhichFeeSet> {
    let set = store::one(cx, input.id).await?;
    let place = property::place_line(cx, input.place_id).await?;
    if place.org_id != set.org_id {
        return Err(Error::field("place_id", Message::of("invalid-ref")));
    }
    property::expect_kind(&place, &[PlaceKind::Room, PlaceKind::ParkingSpace], "place_id")?;
    let (now, from_on) = (cx.now(), input.from_on.unwrap_or(cx.now().date(cx.zone())));
    let under = object::store::of_places(cx, set.org_id, &[place.id]).await?;
    for tariff in tariff::store::by_ids(cx, &set.read()?).await? {
        if under.iter().any(|row| row.tariff_id == tariff.id && row.to_on.is_none()) {
            continue;
        }
        let row = TariffPlaceRow {
            org_id: set.org_id,
            id: cx.new_id(),
            tariff_id: tariff.id,
            place_id: place.id,
            from_on,
            to_on: None,
            factor: None,
            created_at: now,
        };
        object::actions::put(cx, &tariff, &[row]).await?;
    }
    Ok(WhichFeeSet { id: set.id })
}
