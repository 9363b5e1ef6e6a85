//! Read models of vehicles.

use kernel::{Date, OrgId, Result};
use module::{Ask, Context, Listing, search};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Cursor, Order, args};

use super::{
    model::{VehicleEntry, VehicleId, VehicleKind},
    store as table,
};
use crate::person::{self, model::PersonId};

/// A vehicle as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VehicleRow {
    /// The vehicle.
    pub id: VehicleId,
    /// Its registration.
    pub plate: String,
    /// What sort.
    pub kind: VehicleKind,
    /// Who made it.
    pub maker: Option<String>,
    /// Its colour.
    pub colour: Option<String>,
    /// The masked name of whose it is.
    pub name: String,
    /// The code of where it stands.
    pub place: String,
    /// From which day.
    pub from_on: Date,
    /// The last day, once it is over.
    pub to_on: Option<Date>,
    /// Whose it is.
    pub person_id: PersonId,
    /// Where it stands.
    pub place_id: Option<PlaceId>,
    /// The community.
    pub community: OrgId,
}

/// What a list of vehicles may be narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct VehicleFilter {
    /// What sort.
    pub kind: Option<VehicleKind>,
    /// The community.
    pub community: Option<OrgId>,
    /// Whose it is.
    pub person_id: Option<PersonId>,
    /// This one alone.
    pub id: Option<VehicleId>,
}

/// The list of vehicles.
pub async fn list(cx: &mut Context, ask: Ask<VehicleFilter>) -> Result<Listing<VehicleRow>> {
    let scope = match ask.filter.community {
        Some(org) => cx.scope().only(org),
        None => cx.scope().clone(),
    };
    let limit = ask.page.limit();
    let found = match ask.page.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(word) => Some(search::find(cx, word, Some("vehicle")).await?.iter().map(|hit| hit.id).collect()),
        None => None,
    };
    let wanted = table::Wanted {
        scope: &scope,
        id: ask.filter.id,
        person: ask.filter.person_id,
        kind: ask.filter.kind.map(VehicleKind::word),
        found,
    };
    let down = ask.page.order().is_some_and(|(_, down)| down);
    let seek = ask.page.seek()?;
    let order = if down { Order::Down } else { Order::Up };
    let (rows, count) = table::list(cx, wanted, order, seek, limit).await?;
    let rows = shown(cx, rows).await?;
    Ok(Listing::cut(rows, &ask.page, count, |row| Cursor(args![&row.plate, row.id]).to_string()))
}

/// The vehicles of a person.
pub(crate) async fn of_person(cx: &mut Context, id: PersonId) -> Result<Vec<VehicleRow>> {
    let scope = cx.scope().clone();
    let rows = table::of_persons(cx, &scope, &[id]).await?;
    shown(cx, rows).await
}

/// Rows with the names of their persons and the codes of their places.
pub(crate) async fn shown(cx: &mut Context, rows: Vec<VehicleEntry>) -> Result<Vec<VehicleRow>> {
    let persons: Vec<PersonId> = rows.iter().map(|v| v.person_id).collect();
    let names = person::queries::names(cx, &persons).await?;
    let places: Vec<PlaceId> = rows.iter().filter_map(|v| v.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let show = |v: VehicleEntry| VehicleRow {
        id: v.id,
        plate: v.plate,
        kind: v.kind,
        maker: v.maker,
        colour: v.colour,
        name: names.get(&v.person_id).cloned().unwrap_or_default(),
        place: v.place_id.and_then(|id| places.get(&id)).map(|p| p.code.clone()).unwrap_or_default(),
        from_on: v.from_on,
        to_on: v.to_on,
        person_id: v.person_id,
        place_id: v.place_id,
        community: v.org_id,
    };
    Ok(rows.into_iter().map(show).collect())
}
