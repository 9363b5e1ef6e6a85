//! What changes a vehicle.

use ::store::Edition;
use kernel::{Error, Message, Noun, OrgId, Result};
use module::{Change, Context, Settle, importing, search};

use super::{
    model::{AddVehicle, EditVehicle, EndVehicle, ThisVehicle, Vehicle, VehicleEntry},
    rules, store,
};
use crate::{
    membership,
    person::{self, model::PersonId},
};

/// Registers a vehicle of a person.
pub async fn create(cx: &mut Context, input: AddVehicle) -> Result<ThisVehicle> {
    let who = person::actions::living(cx, input.person_id).await?;
    let org = community(cx, &input).await?;
    let (plate, kind) = rules::plate(&input.plate, input.kind)?;
    free(cx, org, &plate, None).await?;
    let text = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let row = VehicleEntry {
        org_id: org,
        id: cx.new_id(),
        plate,
        person_id: input.person_id,
        place_id: input.place_id,
        kind,
        maker: text(&input.maker),
        colour: text(&input.colour),
        from_on: input.from_on.unwrap_or_else(|| cx.now().date(cx.zone())),
        to_on: None,
        version: 1,
        edition: Edition::default(),
    };
    store::insert(cx, std::slice::from_ref(&row)).await?;
    membership::store::join(cx, org, &[(who.id, who.name)]).await?;
    cx.record(Change::to(org, row.id).after(&row));
    settle(cx, &row).await?;
    Ok(ThisVehicle { id: row.id, person_id: row.person_id })
}

/// The community of the place, the one named, or the only one that knows the person.
async fn community(cx: &mut Context, input: &AddVehicle) -> Result<OrgId> {
    if let Some(place) = input.place_id {
        return property::place(cx, place).await.map(|place| place.org_id);
    }
    if let Some(org) = input.community {
        return cx.within(org).map(|()| org);
    }
    let scope = cx.scope().clone();
    match membership::store::communities(cx, &scope, input.person_id).await?.as_slice() {
        [org] => Ok(*org),
        _ => Err(Error::field("community", Message::of("invalid-required"))),
    }
}

/// Refuses a plate that is registered in the community already.
async fn free(cx: &mut Context, org: OrgId, plate: &str, but: Option<super::model::VehicleId>) -> Result<()> {
    let there = store::with_plate(cx, org, plate).await?;
    if there.iter().any(|id| Some(*id) != but) {
        return Err(Error::field("plate", Message::of("party-plate-taken")));
    }
    Ok(())
}

/// Changes what is said of a vehicle.
pub async fn edit(cx: &mut Context, input: EditVehicle) -> Result<ThisVehicle> {
    let was = store::hold(cx, input.id).await?;
    if input.version.is_some_and(|known| known != was.version) {
        return Err(Error::Conflict);
    }
    let mut is = was.clone();
    if let Some(text) = &input.plate {
        (is.plate, is.kind) = rules::plate(text, input.kind)?;
        free(cx, was.org_id, &is.plate, Some(was.id)).await?;
    } else if let Some(kind) = input.kind {
        is.kind = kind;
    }
    if let Some(id) = input.place_id {
        let place = property::place(cx, id).await?;
        if place.org_id != was.org_id {
            return Err(Error::field("place_id", Message::of("invalid-ref")));
        }
        is.place_id = Some(id);
    }
    is.maker = input.maker.or(is.maker);
    is.colour = input.colour.or(is.colour);
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    settle(cx, &is).await?;
    Ok(ThisVehicle { id: is.id, person_id: is.person_id })
}

/// Gives a vehicle its last day; the row stays as history.
pub async fn end(cx: &mut Context, input: EndVehicle) -> Result<ThisVehicle> {
    let was = store::hold(cx, input.id).await?;
    let last = input.to_on.unwrap_or_else(|| cx.now().date(cx.zone()));
    if was.to_on.is_some() {
        return Err(Error::broken("party-vehicle-ended"));
    }
    if last < was.from_on {
        return Err(Error::field("to_on", Message::of("party-ends-before-it-begins")));
    }
    let is = VehicleEntry { to_on: Some(last), ..was.clone() };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    settle(cx, &is).await?;
    Ok(ThisVehicle { id: is.id, person_id: is.person_id })
}

/// The next editions of vehicles, for an import; they are seen when all of it is seen.
pub(crate) async fn succeed(cx: &mut Context, org: OrgId, changed: Vec<(VehicleEntry, VehicleEntry)>) -> Result<()> {
    let mut next = Vec::with_capacity(changed.len());
    for (was, is) in changed {
        importing::refuse_replaced(was.edition)?;
        let is = VehicleEntry { version: was.version + 1, edition: was.edition.next(), ..is };
        cx.record(Change::to(org, is.id).before(&was).after(&is));
        next.push(is);
    }
    cx.changes(org, "vehicle", next.iter().map(|v| v.id.uuid()).collect()).await?;
    store::replace(cx, &next).await
}

/// Settles vehicles an import has changed; the search box follows.
pub(crate) async fn settle_imported(cx: &mut Context, imported: Settle) -> Result<()> {
    let import = (imported.org, imported.import);
    cx.tx().settle_replaced("vehicles", import, &imported.ids, imported.kept).await?;
    let rows = if imported.kept { store::by_ids(cx, imported.org, &imported.ids).await? } else { Vec::new() };
    for row in rows {
        settle(cx, &row).await?;
    }
    Ok(())
}

/// After any change: the search box and open pages follow.
async fn settle(cx: &mut Context, row: &VehicleEntry) -> Result<()> {
    if row.to_on.is_some() {
        search::remove(cx.tx(), row.org_id, row.id.uuid()).await?;
    } else {
        let names = person::queries::names(cx, &[row.person_id]).await?;
        let entry = entry(row, names.get(&row.person_id).map_or("", String::as_str));
        search::put(cx.tx(), entry).await?;
    }
    cx.touch(format!("person:{}", row.person_id));
    if let Some(place) = row.place_id {
        cx.touch(format!("place:{place}"));
    }
    Ok(())
}

/// How a vehicle is found; it leads to the person whose it is.
pub(crate) fn entry(row: &VehicleEntry, masked_name: &str) -> search::Entry {
    let details = [Some(masked_name.to_owned()), row.colour.clone(), row.maker.clone()];
    search::Entry {
        org: row.org_id,
        id: row.id.uuid(),
        kind: Vehicle::PREFIX,
        title: row.plate.clone(),
        subtitle: details.into_iter().flatten().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
        path: format!("/party/persons/{}", PersonId::from_uuid(row.person_id.uuid())),
        terms: rules::plate_terms(&row.plate),
    }
}
