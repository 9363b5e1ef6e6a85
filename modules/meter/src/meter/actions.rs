//! Hanging a meter, replacing it, ending it.

use kernel::{Error, Message, OrgId, Result};
use module::{Change, Context};
use property::{PlaceKind, PlaceLine};

use super::{
    model::{CreateMeter, EndMeter, MeterRow, ReplaceMeter, ReplacementRow, WhichMeter},
    queries, rules, store,
};
use crate::reading::{
    model::{ReadingRow, ReadingSource},
    store as readings,
};

/// The digits of most meters.
pub(crate) const DIGITS: i64 = 5;
/// What a unit stands for where nothing is said, in thousandths.
pub(crate) const ONE: i64 = 1_000;

/// Enters a meter with its first reading.
pub async fn create(cx: &mut Context, input: CreateMeter) -> Result<WhichMeter> {
    let (org, place) = whereabouts(cx, &input).await?;
    if input.started_on > cx.now().date(cx.zone()) {
        return Err(Error::field("started_on", Message::of("meter-in-the-future")));
    }
    let parent = match input.parent_id {
        Some(id) => Some(store::one(cx, id).await?),
        None => None,
    };
    if parent.as_ref().is_some_and(|above| above.org_id != org || above.kind != input.meter_kind) {
        return Err(Error::field("parent_id", Message::of("meter-parent-unlike")));
    }
    let number = input.number.trim().to_owned();
    let meter = MeterRow {
        org_id: org,
        id: cx.new_id(),
        kind: input.meter_kind,
        place_id: place.as_ref().map(|place| place.id),
        asset_id: input.asset_id,
        parent_id: input.parent_id,
        sort_key: sort_key(place.as_ref(), &number),
        number,
        digits: input.digits.unwrap_or(DIGITS),
        multiplier: input.multiplier.map_or(Ok(ONE), |text| rules::typed(&text, "multiplier"))?,
        loss: input.loss.map_or(Ok(0), |text| rules::percent(&text, "loss"))?,
        ended_on: None,
        created_at: cx.now(),
        version: 1,
    };
    if meter.multiplier == 0 {
        return Err(Error::field("multiplier", Message::of("meter-not-a-figure")));
    }
    let figure = rules::typed(&input.start_figure, "start_figure")?;
    if !rules::fits(figure, meter.digits) {
        return Err(Error::field("start_figure", Message::of("charge-reading-impossible")));
    }
    store::refuse_taken(cx, org, &meter.number).await?;
    refuse_second(cx, &meter, place.as_ref()).await?;
    store::insert(cx, std::slice::from_ref(&meter)).await?;
    let first = first_reading(cx, &meter, input.started_on, figure);
    readings::insert(cx, &[first]).await?;
    cx.record(Change::to(org, meter.id).after(&meter));
    cx.touch(format!("meters:{org}"));
    Ok(WhichMeter { id: meter.id })
}

/// The community and the place of a new meter: named, or those of its equipment.
async fn whereabouts(cx: &mut Context, input: &CreateMeter) -> Result<(OrgId, Option<PlaceLine>)> {
    let asset = match input.asset_id {
        Some(id) => Some(asset::asset_line(cx, id).await?),
        None => None,
    };
    let place = match input.place_id.or(asset.as_ref().and_then(|asset| asset.place_id)) {
        Some(id) => Some(property::place_line(cx, id).await?),
        None => None,
    };
    match (&place, &asset) {
        (Some(place), Some(asset)) if place.org_id != asset.org_id => {
            Err(Error::field("asset_id", Message::of("meter-other-community")))
        }
        (Some(at), _) => Ok((at.org_id, place)),
        (None, Some(asset)) => Ok((asset.org_id, None)),
        (None, None) => Err(Error::field("place_id", Message::of("invalid-required"))),
    }
}

/// Where a meter comes in the order of walking.
pub(crate) fn sort_key(place: Option<&PlaceLine>, number: &str) -> String {
    let way = place.map(|place| place.path.as_str()).unwrap_or_default();
    format!("{way} {}", property::natural_key(number))
}

/// A room is charged by one meter of a kind: another in its place is a replacement.
async fn refuse_second(cx: &mut Context, meter: &MeterRow, place: Option<&PlaceLine>) -> Result<()> {
    let Some(place) = place.filter(|place| place.kind == PlaceKind::Room) else { return Ok(()) };
    let there = store::at_places(cx, meter.org_id, &[place.id]).await?;
    match there.iter().find(|other| other.kind == meter.kind && other.ended_on.is_none()) {
        Some(other) => Err(Error::field("place_id", Message::of("meter-there-already").with("number", &other.number))),
        None => Ok(()),
    }
}

/// The reading a meter begins with.
pub(crate) fn first_reading(cx: &mut Context, meter: &MeterRow, on: kernel::Date, figure: i64) -> ReadingRow {
    ReadingRow {
        org_id: meter.org_id,
        id: cx.new_id(),
        meter_id: meter.id,
        read_on: on,
        figure,
        source: ReadingSource::Start,
        rolled_over: false,
        estimated: false,
        reason: None,
        photo: None,
        by_name: cx.actor().name.clone(),
        taken_at: cx.now(),
        superseded_by: None,
    }
}

/// Another meter takes the place of one, under the same number.
pub async fn replace(cx: &mut Context, input: ReplaceMeter) -> Result<WhichMeter> {
    let was = store::to_change(cx, input.id).await?;
    let multiplier = input.multiplier.map_or(Ok(was.multiplier), |text| rules::typed(&text, "multiplier"))?;
    let is =
        MeterRow { digits: input.digits.unwrap_or(was.digits), multiplier, version: was.version + 1, ..was.clone() };
    let row = ReplacementRow {
        org_id: was.org_id,
        id: cx.new_id(),
        meter_id: was.id,
        replaced_on: input.replaced_on,
        old_end: rules::typed(&input.old_end, "old_end")?,
        old_digits: was.digits,
        old_multiplier: was.multiplier,
        new_start: rules::typed(&input.new_start, "new_start")?,
        reason: input.reason,
        by_name: cx.actor().name.clone(),
        done_at: cx.now(),
    };
    let read = queries::read(cx, is.clone()).await?;
    rules::replace(&read, &row, cx.now().date(cx.zone()))?;
    store::insert_replacement(cx, &row).await?;
    changed(cx, &was, &is).await
}

/// Ends a meter.
pub async fn end(cx: &mut Context, input: EndMeter) -> Result<WhichMeter> {
    let was = store::to_change(cx, input.id).await?;
    if was.ended_on.is_some() {
        return cx.refuse(Message::of("meter-ended"));
    }
    let today = cx.now().date(cx.zone());
    let on = input.ended_on.unwrap_or(today);
    let last = readings::latest(cx, &[was.id]).await?.first().map(|reading| reading.read_on);
    if on > today {
        return Err(Error::field("ended_on", Message::of("meter-in-the-future")));
    }
    if let Some(last) = last.filter(|last| *last > on) {
        return Err(Error::field("ended_on", Message::of("meter-read-later").with("day", last)));
    }
    let is = MeterRow { ended_on: Some(on), version: was.version + 1, ..was.clone() };
    changed(cx, &was, &is).await
}

async fn changed(cx: &mut Context, was: &MeterRow, is: &MeterRow) -> Result<WhichMeter> {
    store::update(cx, is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    cx.touch(format!("meter:{}", is.id));
    cx.touch(format!("meters:{}", is.org_id));
    Ok(WhichMeter { id: is.id })
}
