//! Read models of occupancies.

use kernel::{Date, OrgId, Result};
use module::{Ask, Context, Listing, search};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Cursor, Order, args};
use ui::texts::Speech;

use super::{
    model::{OccupancyId, OccupancyRow, Role, Standing},
    rules, store as table,
};
use crate::person::{self, model::PersonId};

/// An occupancy as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OccupancyLine {
    /// The occupancy.
    pub id: OccupancyId,
    /// The code of the place.
    pub place: String,
    /// What the person is there.
    pub role: Role,
    /// The masked name.
    pub name: String,
    /// His part of the title in ten-thousandths.
    pub share: Option<i64>,
    /// The first day.
    pub from_on: Date,
    /// The last day, if known.
    pub to_on: Option<Date>,
    /// How it stands today.
    pub standing: Standing,
    /// Whether he lives there.
    pub lives_here: bool,
    /// The person.
    pub person_id: PersonId,
    /// The place.
    pub place_id: PlaceId,
    /// The community.
    pub community: OrgId,
}

/// What a list of occupancies may be narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct OccupancyFilter {
    /// How it stands today.
    pub standing: Option<Standing>,
    /// What the person is there.
    pub role: Option<Role>,
    /// The community.
    pub community: Option<OrgId>,
    /// The place.
    pub place_id: Option<PlaceId>,
    /// The person.
    pub person_id: Option<PersonId>,
    /// This one alone.
    pub id: Option<OccupancyId>,
}

/// The list of occupancies; sorted by the last day it is the register of leases that run out.
pub async fn list(cx: &mut Context, ask: Ask<OccupancyFilter>) -> Result<Listing<OccupancyLine>> {
    let scope = match ask.filter.community {
        Some(org) => cx.scope().only(org),
        None => cx.scope().clone(),
    };
    let (today, limit) = (cx.now().date(cx.zone()), ask.page.limit());
    let found = match ask.page.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(word) => {
            let places = search::find(cx, word, None).await?;
            let places = places.iter().filter(|hit| hit.path.starts_with("/property/places")).map(|hit| hit.id);
            Some((person::store::by_word(cx, &scope, word).await?, places.collect()))
        }
        None => None,
    };
    let (column, down) = ask.page.order().unwrap_or(("from_on", true));
    let by_end = column == "to_on";
    let wanted = table::Wanted {
        scope: &scope,
        id: ask.filter.id,
        place: ask.filter.place_id,
        person: ask.filter.person_id,
        role: ask.filter.role,
        standing: ask.filter.standing.map(|standing| (standing, today, rules::expiring_until(today))),
        found,
    };
    let seek = ask.page.seek()?;
    let order = if down { Order::Down } else { Order::Up };
    let (rows, count) = table::list(cx, wanted, by_end, order, seek, limit).await?;
    let shown = lines(cx, rows).await?;
    Ok(Listing::cut(shown, &ask.page, count, |line| {
        let day = if by_end { line.to_on.unwrap_or(line.from_on) } else { line.from_on };
        Cursor(args![day, line.id]).to_string()
    }))
}

/// Rows with the names of their persons and the codes of their places.
pub(crate) async fn lines(cx: &mut Context, rows: Vec<OccupancyRow>) -> Result<Vec<OccupancyLine>> {
    let today = cx.now().date(cx.zone());
    let mut persons: Vec<PersonId> = rows.iter().map(|o| o.person_id).collect();
    persons.sort_unstable();
    persons.dedup();
    let names = person::queries::names(cx, &persons).await?;
    let mut places: Vec<PlaceId> = rows.iter().map(|o| o.place_id).collect();
    places.sort_unstable();
    places.dedup();
    let places = property::place_lines(cx, &places).await?;
    let line = |row: OccupancyRow| OccupancyLine {
        id: row.id,
        place: places.get(&row.place_id).map(|place| place.code.clone()).unwrap_or_default(),
        role: row.role,
        name: names.get(&row.person_id).cloned().unwrap_or_default(),
        share: row.share,
        from_on: row.from_on,
        to_on: row.to_on,
        standing: rules::standing(row.from_on, row.to_on, today),
        lives_here: row.lives_here,
        person_id: row.person_id,
        place_id: row.place_id,
        community: row.org_id,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The codes of the places a person belongs to in a community today, each with his role there.
pub(crate) async fn places_of(cx: &mut Context, org: OrgId, person: PersonId) -> Result<Vec<(String, Role)>> {
    let today = cx.now().date(cx.zone());
    let here = cx.scope().only(org);
    let rows = table::current_of(cx, &here, &[person], today).await?;
    let ids: Vec<PlaceId> = rows.iter().map(|o| o.place_id).collect();
    let places = property::place_lines(cx, &ids).await?;
    Ok(rows.iter().filter_map(|o| Some((places.get(&o.place_id)?.code.clone(), o.role))).collect())
}

/// 业主, 租户 … in the reader's language.
pub(crate) fn role_words(speech: &Speech, role: Role) -> String {
    speech.say(&format!("choice-role-{}", role.word().replace('_', "-")))
}
