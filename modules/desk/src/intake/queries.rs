//! What the desk knows about one call.

use kernel::{Error, Id, Result};
use module::{Context, search};
use property::{PlaceId, PlaceLine};

use super::model::{AskDesk, Desk, Found};
use crate::{
    board,
    case::{
        model::CaseFilter,
        pages::answers::answers_by_articles,
        queries::{cases_of_place, engine, lines, place_words},
        store,
    },
    mass_incident,
};

/// Cases of the place shown beside the household.
const OF_PLACE: i64 = 8;
/// Standard answers beside a question.
const ANSWERS: usize = 6;
/// Cases in the table.
const PRESSING: i64 = 40;

/// Everything one screen shows: what the words mean, the household, its cases, and what presses.
pub async fn desk(cx: &mut Context, ask: AskDesk) -> Result<Desk> {
    let mut found = match ask.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(q) if ask.place.is_none() => meant(cx, q).await?,
        _ => Vec::new(),
    };
    let mut place = match ask.place {
        Some(id) => Some(property::place_line(cx, id).await?),
        None => None,
    };
    if let (None, Some(person)) = (&place, ask.person) {
        found = places_of(cx, person).await?;
    }
    // Words that mean one place need no second click.
    if let (None, [only]) = (&place, found.as_slice())
        && let Some(id) = only.path.strip_prefix("/desk?place=").and_then(|rest| rest.split('&').next())
    {
        let id: PlaceId = id.parse().map_err(|_| Error::NotFound)?;
        place = Some(property::place_line(cx, id).await?);
        found.clear();
    }
    let (household, cases) = match &place {
        Some(place) => (people(cx, place).await?, cases_of_place(cx, place.org_id, place.id, OF_PLACE).await?),
        None => (None, Vec::new()),
    };
    let incidents = match &place {
        Some(place) => {
            let about = mass_incident::rules::About {
                place: Some(place.id.uuid()),
                area: place.building_id.map(PlaceId::uuid),
                topic: None,
            };
            mass_incident::queries::taking_in(cx, place.org_id, about).await?
        }
        None => Vec::new(),
    };
    let answers = match (&place, engine(cx)?.current(ask.process.as_deref().unwrap_or_default())) {
        (Some(place), Ok(def)) if answers_by_articles(&def) => {
            let asked = ask.about.as_deref().unwrap_or_default();
            Some(knowledge::answers_to(cx, place.org_id, asked, ANSWERS).await?)
        }
        _ => None,
    };
    let filter = CaseFilter { process: ask.show.clone(), timing: ask.timing, ..CaseFilter::default() };
    let rows = store::pressing(cx, &filter, PRESSING).await?;
    Ok(Desk {
        figures: board::queries::figures(cx).await?,
        found,
        household,
        cases,
        incidents,
        answers,
        pressing: lines(cx, rows).await?,
        place,
    })
}

/// The household of a place, for those who may see persons there.
async fn people(cx: &mut Context, place: &PlaceLine) -> Result<Option<party::Household>> {
    if cx.actor().may_in(party::PERSON_VIEW, place.org_id) {
        party::household(cx, place.id).await.map(Some)
    } else {
        Ok(None)
    }
}

/// What the words may mean, each with where it leads on the desk. A person of one place leads straight to it.
async fn meant(cx: &mut Context, q: &str) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for hit in search::find(cx, q, None).await? {
        match hit.kind.as_str() {
            "person" => {
                let places = places_of(cx, Id::from_uuid(hit.id)).await?;
                let path = match places.as_slice() {
                    [only] => only.path.clone(),
                    _ => format!("/desk?person={}", party::PersonId::from_uuid(hit.id)),
                };
                found.push(Found { title: hit.title, subtitle: hit.subtitle, path });
            }
            "place" | "room" => {
                let path = format!("/desk?place={}", PlaceId::from_uuid(hit.id));
                found.push(Found { title: hit.title, subtitle: hit.subtitle, path });
            }
            _ => found.push(Found { title: hit.title, subtitle: hit.subtitle, path: hit.path }),
        }
    }
    Ok(found)
}

/// The places somebody belongs to today.
async fn places_of(cx: &mut Context, person: party::PersonId) -> Result<Vec<Found>> {
    let today = cx.now().date(cx.zone());
    let stays = party::stays(cx, person).await?;
    let ids: Vec<PlaceId> = stays
        .iter()
        .filter(|s| s.from_on <= today && s.to_on.is_none_or(|last| last >= today))
        .map(|s| s.place_id)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places = property::place_lines(cx, &ids).await?;
    Ok(places
        .into_values()
        .map(|p| Found {
            title: place_words(&p),
            subtitle: p.name.clone(),
            path: format!("/desk?place={}&person={person}", p.id),
        })
        .collect())
}
