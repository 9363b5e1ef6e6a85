//! What other modules ask: who belongs to a room.

use kernel::{COMPANY, Date, OrgId, Result};
use module::{Change, Context};
use property::{PlaceId, PlaceLine};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    hint::{self, model::HintLine},
    occupancy::{
        self,
        model::{OccupancyId, Role},
    },
    person::{
        self,
        model::{PersonId, PersonalField},
    },
    vehicle::{self, queries::VehicleRow},
};

/// Everything about the people of one place, masked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Household {
    /// The place.
    pub place: PlaceLine,
    /// Who belongs to it today: owners first, then tenants, family and the rest.
    pub people: Vec<Member>,
    /// Who pays its bills.
    pub payer: Option<PersonId>,
    /// The vehicles that stand there or belong to these people.
    pub vehicles: Vec<VehicleRow>,
    /// What to know when somebody calls.
    pub hints: Vec<HintLine>,
}

/// A person in his role at the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// The person.
    pub person_id: PersonId,
    /// The occupancy.
    pub occupancy_id: OccupancyId,
    /// The masked name.
    pub name: String,
    /// The masked number to call first.
    pub phone: Option<String>,
    /// What he is there.
    pub role: Role,
    /// His part of the title in ten-thousandths.
    pub share: Option<i64>,
    /// Whether he lives there.
    pub lives_here: bool,
    /// Since which day.
    pub from_on: Date,
    /// The last day, if known: the end of a lease.
    pub to_on: Option<Date>,
}

/// Which place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct WhichPlace {
    /// The place.
    pub id: PlaceId,
}

/// Who belongs to a place today, with vehicles and hints; [`kernel::Error::NotFound`] outside the scope.
pub async fn household(cx: &mut Context, place: PlaceId) -> Result<Household> {
    let place = property::place_line(cx, place).await?;
    let today = cx.now().date(cx.zone());
    let rows = occupancy::store::of_place(cx, place.org_id, place.id).await?;
    let payer = occupancy::rules::payer(&rows, today);
    let mut here: Vec<_> = rows.into_iter().filter(|o| occupancy::rules::lasts_on(o, today)).collect();
    here.sort_by_key(|o| (o.role, o.from_on, o.id));
    let mut ids: Vec<PersonId> = here.iter().map(|o| o.person_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut known = std::collections::BTreeMap::new();
    for row in person::store::several(cx, &ids).await? {
        let personal = person::store::open(cx, &row)?;
        known.insert(row.id, person::queries::card(&row, &personal));
    }
    let people = here.iter().filter_map(|o| {
        let card = known.get(&o.person_id)?;
        Some(Member {
            person_id: o.person_id,
            occupancy_id: o.id,
            name: card.name.clone(),
            phone: card.phone.clone().or_else(|| card.second_phone.clone()),
            role: o.role,
            share: o.share,
            lives_here: o.lives_here,
            from_on: o.from_on,
            to_on: o.to_on,
        })
    });
    let people = people.collect();
    let only = cx.scope().only(place.org_id);
    let mut vehicles = vehicle::store::at_place(cx, place.org_id, place.id).await?;
    let theirs = vehicle::store::of_persons(cx, &only, &ids).await?;
    vehicles.extend(theirs.into_iter().filter(|v| v.to_on.is_none()));
    vehicles.sort_by(|a, b| (&a.plate, a.id).cmp(&(&b.plate, b.id)));
    vehicles.dedup_by_key(|v| v.id);
    let vehicles = vehicle::queries::shown(cx, vehicles).await?;
    let hints = hint::store::of_household(cx, place.org_id, place.id, &ids).await?;
    Ok(Household { place, people, payer, vehicles, hints })
}

/// Who pays the bills of a place today.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a unit outside the scope.
pub async fn payer_of(cx: &mut Context, org: OrgId, place: PlaceId) -> Result<Option<PersonId>> {
    cx.within(org)?;
    let rows = occupancy::store::of_place(cx, org, place).await?;
    Ok(occupancy::rules::payer(&rows, cx.now().date(cx.zone())))
}

/// The household of a place, for the API.
pub async fn view_household(cx: &mut Context, which: WhichPlace) -> Result<Household> {
    household(cx, which.id).await
}

/// Whom to ring about something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The masked name.
    pub name: String,
    /// The number to call first; masked unless the actor asked for it a moment ago.
    pub phone: Option<String>,
    /// Whether the number stands there in full.
    pub is_shown: bool,
}

/// Whom to ring, when the person is known in the scope.
pub async fn contact(cx: &mut Context, person: PersonId) -> Result<Option<Contact>> {
    let scope = cx.scope().clone();
    let Some(row) = person::store::find(cx, &scope, person).await? else { return Ok(None) };
    let personal = person::store::open(cx, &row)?;
    let is_shown = person::store::revealed(cx, person).await?.contains(&PersonalField::Phone);
    let phone = personal.phone.or(personal.second_phone);
    let phone = phone.map(|number| if is_shown { number } else { person::rules::mask_phone(&number) });
    Ok(Some(Contact { name: person::rules::mask_name(row.kind, &row.name), phone, is_shown }))
}

/// Shows a person's number to the actor for a moment; written down each time. The caller has a reason to ring him.
pub async fn show_phone(cx: &mut Context, person: PersonId) -> Result<()> {
    person::actions::living(cx, person).await?;
    person::store::reveal(cx, person, PersonalField::Phone).await?;
    cx.record(Change::to(COMPANY, person).after(&Shown { revealed: PersonalField::Phone }));
    Ok(())
}

#[derive(Serialize)]
struct Shown {
    revealed: PersonalField,
}

/// Whether one of a person's numbers ends like this: what somebody knows of himself.
pub async fn ends_with(cx: &mut Context, person: PersonId, tail: &str) -> Result<bool> {
    let row = person::store::several(cx, &[person]).await?.into_iter().next();
    let Some(personal) = row.map(|row| person::store::open(cx, &row)).transpose()? else { return Ok(false) };
    let is_tail = tail.len() == 4 && tail.bytes().all(|b| b.is_ascii_digit());
    Ok(is_tail && [personal.phone, personal.second_phone].into_iter().flatten().any(|number| number.ends_with(tail)))
}

/// What a person is or was to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The community.
    pub org_id: OrgId,
    /// The place.
    pub place_id: PlaceId,
    /// What he is or was there.
    pub role: Role,
    /// The first day.
    pub from_on: Date,
    /// The last day, if known.
    pub to_on: Option<Date>,
}

/// Everything a person is or was in the communities of the scope, latest first.
pub async fn stays(cx: &mut Context, person: PersonId) -> Result<Vec<Stay>> {
    let scope = cx.scope().clone();
    let rows = occupancy::store::of_person(cx, &scope, person).await?;
    let stay = |o: occupancy::model::OccupancyRow| Stay {
        org_id: o.org_id,
        place_id: o.place_id,
        role: o.role,
        from_on: o.from_on,
        to_on: o.to_on,
    };
    Ok(rows.into_iter().map(stay).collect())
}

/// Who is or was what to a place: for whoever charges for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The place.
    pub place_id: PlaceId,
    /// The person.
    pub person_id: PersonId,
    /// What he is or was there.
    pub role: Role,
    /// Whether he lives or lived there.
    pub lives_here: bool,
    /// The first day.
    pub from_on: Date,
    /// The last day, if known.
    pub to_on: Option<Date>,
}

/// Everybody these places of a community ever belonged to in any role, oldest first: a whole community in few statements.
pub async fn holders(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<Holder>> {
    cx.within(org)?;
    let holder = |o: occupancy::model::OccupancyRow| Holder {
        place_id: o.place_id,
        person_id: o.person_id,
        role: o.role,
        lives_here: o.lives_here,
        from_on: o.from_on,
        to_on: o.to_on,
    };
    Ok(occupancy::store::of_places(cx, org, places).await?.into_iter().map(holder).collect())
}
