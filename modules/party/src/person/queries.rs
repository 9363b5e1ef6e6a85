//! Read models of persons, masked.

use kernel::{Date, Instant, OrgId, Result};
use module::{Ask, Context, Listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Cursor, Order, args};

use super::{
    actions,
    model::{PersonCard, PersonId, PersonKind, PersonRow, PersonState, Personal, PersonalField, Purpose, ThisPerson},
    rules, store as table,
};
use crate::{
    occupancy::{self, model::Role, queries::OccupancyLine},
    vehicle::{self, queries::VehicleRow},
};

/// What a list of persons may be narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PersonFilter {
    /// What he is to some place now.
    pub role: Option<Role>,
    /// A human being or a firm.
    pub kind: Option<PersonKind>,
    /// The community that knows him.
    pub community: Option<OrgId>,
    /// This one alone.
    pub id: Option<PersonId>,
}

/// A line of the list: a person as one community knows him.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PersonListed {
    /// The person.
    pub id: PersonId,
    /// The masked name.
    pub name: String,
    /// The masked number.
    pub phone: Option<String>,
    /// What he is to which places now.
    pub places: String,
    /// A human being or a firm.
    pub kind: PersonKind,
    /// The community that knows him.
    pub community: OrgId,
    /// In use or erased.
    pub state: PersonState,
    /// Since when he is known there.
    pub since_at: Instant,
    #[serde(skip)]
    sorted: String,
}

/// A person with everything that is known of him in the communities of the scope.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonRecord {
    /// Himself, masked.
    #[serde(flatten)]
    pub card: PersonCard,
    /// What he is and was to which place, latest first.
    pub occupancies: Vec<OccupancyLine>,
    /// His vehicles, present ones first.
    pub vehicles: Vec<VehicleRow>,
    /// What he allowed or refused.
    pub consents: Vec<ConsentLine>,
}

/// What a person said about one purpose, last.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConsentLine {
    /// For what.
    pub purpose: Purpose,
    /// Whether he allowed it.
    pub given: bool,
    /// When he said so.
    pub at: Instant,
}

/// A person as everybody may see him.
pub(crate) fn card(row: &PersonRow, personal: &Personal) -> PersonCard {
    let masked = rules::masked(personal);
    PersonCard {
        id: row.id,
        kind: row.kind,
        name: rules::mask_name(row.kind, &row.name),
        gender: row.gender,
        born_on: row.born_on,
        phone: masked.phone,
        second_phone: masked.second_phone,
        identity_number: masked.identity_number,
        email: masked.email,
        note: row.note.clone(),
        state: row.state,
        version: row.version,
    }
}

/// The list of persons.
pub async fn list(cx: &mut Context, ask: Ask<PersonFilter>) -> Result<Listing<PersonListed>> {
    let scope = match ask.filter.community {
        Some(org) => cx.scope().only(org),
        None => cx.scope().clone(),
    };
    let (today, limit) = (cx.now().date(cx.zone()), ask.page.limit());
    let found = match ask.page.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(word) => Some(table::by_word(cx, &scope, word).await?),
        None => None,
    };
    let (column, down) = ask.page.order().unwrap_or(("name", false));
    let by_age = column == "since_at";
    let wanted = table::Wanted {
        scope: &scope,
        person: ask.filter.id,
        found,
        kind: ask.filter.kind.map(PersonKind::word),
        role: ask.filter.role.map(|role| (role.word(), today)),
    };
    let seek = ask.page.seek()?;
    let order = if down { Order::Down } else { Order::Up };
    let (rows, count) = table::list(cx, wanted, by_age, order, seek, limit).await?;
    let lines = lines(cx, rows, &scope, today).await?;
    Ok(Listing::cut(lines, &ask.page, count, |line| {
        let at = if by_age { args![line.since_at] } else { args![&line.sorted] };
        Cursor([at, args![line.id, line.community]].concat()).to_string()
    }))
}

async fn lines(
    cx: &mut Context,
    rows: Vec<table::Listed>,
    scope: &kernel::Scope,
    today: Date,
) -> Result<Vec<PersonListed>> {
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person.id).collect();
    let held = occupancy::store::current_of(cx, scope, &ids, today).await?;
    let places: Vec<property::PlaceId> = held.iter().map(|o| o.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let speech = cx.speech();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let personal = table::open(cx, &row.person)?;
        let card = card(&row.person, &personal);
        let here = held.iter().filter(|o| o.person_id == card.id && o.org_id == row.community);
        let words = here.filter_map(|o| {
            let place = places.get(&o.place_id)?;
            Some(format!("{} {}", place.code, occupancy::queries::role_words(&speech, o.role)))
        });
        lines.push(PersonListed {
            id: card.id,
            name: card.name,
            phone: card.phone,
            places: words.collect::<Vec<_>>().join(" · "),
            kind: card.kind,
            community: row.community,
            state: card.state,
            since_at: row.since_at,
            sorted: row.name_key,
        });
    }
    Ok(lines)
}

/// One person.
pub async fn view(cx: &mut Context, which: ThisPerson) -> Result<PersonRecord> {
    let row = actions::load(cx, which.id).await?;
    let personal = table::open(cx, &row)?;
    let scope = cx.scope().clone();
    let held = occupancy::store::of_person(cx, &scope, which.id).await?;
    let occupancies = occupancy::queries::lines(cx, held).await?;
    let vehicles = vehicle::queries::of_person(cx, which.id).await?;
    let consents = table::consents(cx, which.id).await?;
    let consents = consents.into_iter().map(|(purpose, given, at)| ConsentLine { purpose, given, at }).collect();
    Ok(PersonRecord { card: card(&row, &personal), occupancies, vehicles, consents })
}

/// The fields the actor has asked to see a moment ago, in full.
pub(crate) async fn shown(cx: &mut Context, id: PersonId) -> Result<Vec<(PersonalField, String)>> {
    let fields = table::revealed(cx, id).await?;
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    let row = actions::load(cx, id).await?;
    let personal = table::open(cx, &row)?;
    let of = |field| match field {
        PersonalField::Name => Some(row.name.clone()),
        PersonalField::Phone => personal.phone.clone(),
        PersonalField::SecondPhone => personal.second_phone.clone(),
        PersonalField::IdentityNumber => personal.identity_number.clone(),
        PersonalField::Email => personal.email.clone(),
    };
    Ok(fields.into_iter().filter_map(|field| of(field).map(|value| (field, value))).collect())
}

/// The whole names of persons, by id, for papers that are handed to themselves or to a court; nothing shows them on a page.
///
/// # Errors
/// Those of the database.
pub async fn full_names(cx: &mut Context, ids: &[PersonId]) -> Result<std::collections::BTreeMap<PersonId, String>> {
    Ok(table::several(cx, ids).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The masked names of persons, by id; ids the caller has come to through rows of his scope.
pub async fn names(cx: &mut Context, ids: &[PersonId]) -> Result<std::collections::BTreeMap<PersonId, String>> {
    let rows = table::several(cx, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, rules::mask_name(row.kind, &row.name))).collect())
}
