//! What the engine is told of the rooms of a community, and the list of what stands under tariffs.

use std::collections::BTreeMap;

use charge::{Relief, Subject};
use kernel::{Date, OrgId, Result};
use module::{Ask, Context, Listing};
use party::{Holder, PersonId};
use property::{Place, PlaceId};
use rust_decimal::Decimal;
use store::{Cursor, args};

use super::{
    model::{TariffPlaceFilter, TariffPlaceLine, TariffPlaceRow},
    rules::{self, Around},
    store as rows,
};
use crate::{
    relief,
    tariff::{self, model::TariffId},
};

/// What is known of some places of a community, read set-wise: from it follows the subject of each.
pub struct Known {
    around: Option<Around>,
    developer: Option<PersonId>,
    holders: BTreeMap<PlaceId, Vec<Holder>>,
    reliefs: BTreeMap<PlaceId, Vec<Relief>>,
}

impl Known {
    /// What the engine charges for, for a place under a tariff that ends with a day.
    pub fn subject(&self, place: &Place, under: &TariffPlaceRow, ends_on: Option<Date>) -> Subject {
        let holders = self.holders.get(&place.id).map(Vec::as_slice).unwrap_or_default();
        let reliefs = self.reliefs.get(&place.id).cloned().unwrap_or_default();
        rules::subject(place, under, self.around.as_ref(), holders, reliefs, self.developer, ends_on)
    }
}

/// Reads what the engine must know of some places of a community to reckon by these tariffs.
///
/// # Errors
/// Those of the database.
pub async fn known(cx: &mut Context, org: OrgId, places: &[PlaceId], tariffs: &[&charge::Tariff]) -> Result<Known> {
    let around = match tariffs.iter().any(|tariff| rules::asks_around(tariff)) {
        true => Some(Around::of(&property::built_areas(cx, org).await?)),
        false => None,
    };
    let developer = rows::developer(cx, org).await?;
    let mut holders: BTreeMap<PlaceId, Vec<Holder>> = BTreeMap::new();
    for holder in party::holders(cx, org, places).await? {
        holders.entry(holder.place_id).or_default().push(holder);
    }
    let reliefs = relief::queries::of_places(cx, org, places).await?;
    Ok(Known { around, developer, holders, reliefs })
}

/// Everything these places of a community ever stood under, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn applied(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<TariffPlaceRow>> {
    rows::of_places(cx, org, places).await
}

/// The list of what stands under tariffs.
pub async fn list(cx: &mut Context, ask: Ask<TariffPlaceFilter>) -> Result<Listing<TariffPlaceLine>> {
    let found = match ask.page.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(q) => Some(by_words(cx, q).await?),
        None => None,
    };
    let (list, count) = rows::list(cx, &ask.page, &ask.filter, found).await?;
    let places: Vec<PlaceId> = list.iter().map(|row| row.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let ids: Vec<TariffId> = list.iter().map(|row| row.tariff_id).collect();
    let names: BTreeMap<TariffId, String> =
        tariff::store::by_ids(cx, &ids).await?.into_iter().map(|t| (t.id, t.name)).collect();
    let listing = Listing::cut(list, &ask.page, count, |row: &TariffPlaceRow| Cursor(args![row.id]).to_string());
    Ok(listing.map(|row| TariffPlaceLine {
        id: row.id,
        tariff_id: row.tariff_id,
        tariff: names.get(&row.tariff_id).cloned().unwrap_or_default(),
        place: places.get(&row.place_id).map(|p| p.name.clone()).unwrap_or_default(),
        from_on: row.from_on,
        to_on: row.to_on,
        factor: row.factor.map(|factor| Decimal::new(factor, 4).normalize().to_string()),
        community: row.org_id,
    }))
}

/// The places that words mean.
async fn by_words(cx: &mut Context, words: &str) -> Result<Vec<PlaceId>> {
    let hits = module::search::find(cx, words, None).await?;
    let places = hits.iter().filter(|hit| hit.path.starts_with("/property/places/"));
    Ok(places.map(|hit| PlaceId::from_uuid(hit.id)).collect())
}
