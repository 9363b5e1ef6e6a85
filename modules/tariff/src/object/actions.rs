//! Bringing rooms and parking spaces under tariffs, and ending that.

use kernel::{Error, Message, Result};
use module::{Change, Context};
use property::PlaceKind;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::json;

use super::{
    model::{Applied, ApplyTariff, Charged, ChooseDeveloper, EndTariffPlace, TariffPlaceRow, ThisTariffPlace},
    store,
};
use crate::tariff::{
    self,
    model::{TariffRow, TariffState},
    rules::decimal,
};

/// The most places of a community that come under a tariff in one go.
const MOST: i64 = 100_000;

/// Brings everything of a sort under a tariff; what stands under it already stays as it is.
pub async fn apply(cx: &mut Context, input: ApplyTariff) -> Result<Applied> {
    let tariff = tariff::store::to_change(cx, input.id).await?;
    if input.to_on.is_some_and(|to| to < input.from_on) {
        return Err(Error::field("to_on", Message::of("tariff-ends-before-it-begins")));
    }
    let kind = match input.charged.unwrap_or(Charged::Room) {
        Charged::Room => PlaceKind::Room,
        Charged::ParkingSpace => PlaceKind::ParkingSpace,
    };
    let within = match input.within {
        Some(id) => Some(property::place(cx, id).await?).filter(|place| place.org_id == tariff.org_id),
        None => None,
    };
    if input.within.is_some() && within.is_none() {
        return Err(Error::field("within", Message::of("invalid-ref")));
    }
    let factor = match input.factor.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => (decimal(text, "factor")? * Decimal::from(10_000)).to_i64(),
        None => None,
    };
    let all = property::in_community(cx, tariff.org_id, &[kind], None, MOST).await?;
    let lies = |path: &str| within.as_ref().is_none_or(|place| path.starts_with(&place.path));
    let there = store::open_places(cx, tariff.org_id, tariff.id).await?;
    let wanted: Vec<_> = all
        .iter()
        .filter(|p| lies(&p.path) && input.r#use.is_none_or(|used| p.r#use == Some(used)) && !there.contains(&p.id))
        .map(|p| p.id)
        .collect();
    let now = cx.now();
    let mut rows = Vec::with_capacity(wanted.len());
    for place_id in wanted {
        rows.push(TariffPlaceRow {
            org_id: tariff.org_id,
            id: cx.new_id(),
            tariff_id: tariff.id,
            place_id,
            from_on: input.from_on,
            to_on: input.to_on,
            factor,
            created_at: now,
        });
    }
    put(cx, &tariff, &rows).await?;
    Ok(Applied { id: tariff.id, count: rows.len() })
}

/// Enters rows under a tariff.
pub(crate) async fn put(cx: &mut Context, tariff: &TariffRow, rows: &[TariffPlaceRow]) -> Result<()> {
    if tariff.state == TariffState::Ended {
        return cx.refuse(Message::of("tariff-ended").with("name", &tariff.name));
    }
    store::insert(cx, tariff.org_id, tariff.id, rows).await?;
    let first = rows.first().map(|row| (row.from_on, row.to_on, row.factor));
    let places: Vec<_> = rows.iter().take(200).map(|row| row.place_id).collect();
    cx.record(Change::to(tariff.org_id, tariff.id).after(&json!({
        "applied": rows.len(), "places": places, "from_on": first.map(|f| f.0), "to_on": first.and_then(|f| f.1),
    })));
    cx.touch(format!("tariff:{}", tariff.id));
    Ok(())
}

/// Ends a room under a tariff with a day.
pub async fn end(cx: &mut Context, input: EndTariffPlace) -> Result<ThisTariffPlace> {
    let was = store::to_change(cx, input.id).await?;
    let last = input.to_on.unwrap_or(cx.now().date(cx.zone()));
    if last < was.from_on.plus_days(-1) {
        return Err(Error::field("to_on", Message::of("tariff-ends-before-it-begins")));
    }
    let is = TariffPlaceRow { to_on: Some(last), ..was.clone() };
    store::end(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("tariff:{}", is.tariff_id));
    Ok(ThisTariffPlace { id: is.id, tariff_id: is.tariff_id })
}

/// Says who pays in a community for what is not sold yet.
pub async fn choose_developer(cx: &mut Context, input: ChooseDeveloper) -> Result<ChooseDeveloper> {
    let org = cx.community(input.org_id)?;
    if party::person_names(cx, &[input.person_id]).await?.is_empty() {
        return Err(Error::field("person_id", Message::of("invalid-ref")));
    }
    let was = store::developer(cx, org).await?;
    store::choose_developer(cx, org, input.person_id).await?;
    cx.record(Change::to(org, input.person_id).before(&was).after(&json!({ "developer": input.person_id })));
    Ok(ChooseDeveloper { org_id: Some(org), person_id: input.person_id })
}
