//! Read models of the space tree.

use std::collections::BTreeMap;

use kernel::{Error, OrgId, Result};
use module::{Ask, Context, Listing, search};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    model::{BuiltArea, Place, PlaceFilter, PlaceId, PlaceKind, PlaceLine, PlaceRow},
    store,
};

/// The list of places.
pub async fn list(cx: &mut Context, ask: Ask<PlaceFilter>) -> Result<Listing<PlaceRow>> {
    Ok(store::list(cx, &ask.page, &ask.filter).await?.map(PlaceRow::from))
}

/// Which place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Which {
    /// The place.
    pub id: PlaceId,
}

/// A place with where it lies and what lies in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlaceRecord {
    /// Itself.
    #[serde(flatten)]
    pub place: Place,
    /// The places on the way to it, the greatest first.
    pub way: Vec<PlaceLine>,
    /// What lies directly in it, at most 500.
    pub children: Vec<PlaceLine>,
}

/// One place.
pub async fn view(cx: &mut Context, which: Which) -> Result<PlaceRecord> {
    let place = store::by_id(cx, which.id).await?;
    let way = store::way(cx, &place).await?.into_iter().map(PlaceLine::from).collect();
    let children = store::children(cx, &place, 500).await?.into_iter().map(PlaceLine::from).collect();
    Ok(PlaceRecord { place, way, children })
}

/// The place with this id within the scope of the context; [`Error::NotFound`] else.
pub async fn place(cx: &mut Context, id: PlaceId) -> Result<Place> {
    store::by_id(cx, id).await
}

/// A place's names and where it lies.
pub async fn place_line(cx: &mut Context, id: PlaceId) -> Result<PlaceLine> {
    store::by_id(cx, id).await.map(PlaceLine::from)
}

/// The same for many, by id; those out of scope are left out.
pub async fn place_lines(cx: &mut Context, ids: &[PlaceId]) -> Result<BTreeMap<PlaceId, PlaceLine>> {
    Ok(store::by_ids(cx, ids).await?.into_iter().map(|place| (place.id, PlaceLine::from(place))).collect())
}

/// The place people call so, in any notation (`3-1-502`, `3栋1单元502室`); a room before anything else of the same code.
pub async fn find_by_code(cx: &mut Context, org: OrgId, text: &str) -> Result<Option<PlaceLine>> {
    let mut found = store::at_code(cx, org, text.trim()).await?;
    if found.is_empty() {
        found = store::at_code(cx, org, &search::key(text)).await?;
    }
    Ok(found.into_iter().next().map(PlaceLine::from))
}

/// The places of a kind with these codes in a community, by code.
pub async fn places_by_code(
    cx: &mut Context,
    org: OrgId,
    kind: PlaceKind,
    codes: &[&str],
) -> Result<BTreeMap<String, PlaceLine>> {
    let found = store::with_codes(cx, org, kind, codes).await?;
    let in_use = found.into_iter().filter(|p| p.retired_at.is_none());
    Ok(in_use.map(|place| (place.code.clone(), PlaceLine::from(place))).collect())
}

/// What lies directly in a place, in order.
pub async fn children(cx: &mut Context, of: PlaceId) -> Result<Vec<PlaceLine>> {
    let place = store::by_id(cx, of).await?;
    Ok(store::children(cx, &place, i64::MAX).await?.into_iter().map(PlaceLine::from).collect())
}

/// The rooms of a building, a unit or any other place, in order.
pub async fn rooms_of(cx: &mut Context, of: PlaceId) -> Result<Vec<PlaceLine>> {
    let place = store::by_id(cx, of).await?;
    Ok(store::within(cx, &place, &[PlaceKind::Room]).await?.into_iter().map(PlaceLine::from).collect())
}

/// The places of some kinds in use in a community, by their paths and behind one of them, so many at most: how a whole community is gone
/// through.
pub async fn in_community(
    cx: &mut Context,
    org: OrgId,
    kinds: &[PlaceKind],
    after: Option<&str>,
    most: i64,
) -> Result<Vec<Place>> {
    store::in_community(cx, org, kinds, after, most).await
}

/// How many places of some kinds are in use in a community.
pub async fn count_in_community(cx: &mut Context, org: OrgId, kinds: &[PlaceKind]) -> Result<i64> {
    store::count_in_community(cx, org, kinds).await
}

/// The places with these ids that are in use, in order; those out of scope are left out.
pub async fn places_by_ids(cx: &mut Context, ids: &[PlaceId]) -> Result<Vec<Place>> {
    Ok(store::by_ids(cx, ids).await?.into_iter().filter(|place| place.retired_at.is_none()).collect())
}

/// Everything that lies in a building, also what is not in use any more.
pub async fn in_building(cx: &mut Context, building: PlaceId) -> Result<Vec<PlaceId>> {
    store::in_building(cx, building).await
}

/// In which building each place of a community lies, also those not in use any more; places in none are left out.
///
/// # Errors
/// [`Error::NotFound`] for a unit outside the scope.
pub async fn buildings_of(cx: &mut Context, org: OrgId) -> Result<BTreeMap<PlaceId, PlaceId>> {
    cx.within(org)?;
    Ok(store::buildings_of(cx, org).await?.into_iter().collect())
}

/// The built areas of the rooms of a community with how many rooms there are, by building and unit.
pub async fn built_areas(cx: &mut Context, org: OrgId) -> Result<Vec<BuiltArea>> {
    store::built_areas(cx, org).await
}

/// The places on the way from the community down to this one, itself last.
pub async fn way_to(cx: &mut Context, to: PlaceId) -> Result<Vec<PlaceLine>> {
    let place = store::by_id(cx, to).await?;
    let mut way = store::way(cx, &place).await?;
    way.push(place);
    Ok(way.into_iter().map(PlaceLine::from).collect())
}

/// Refuses a place that is not of one of these kinds, at the field that names it.
pub fn expect_kind(line: &PlaceLine, kinds: &[PlaceKind], field: &str) -> Result<()> {
    if kinds.contains(&line.kind) {
        return Ok(());
    }
    Err(Error::field(field, kernel::Message::of("property-kind-wrong")))
}
