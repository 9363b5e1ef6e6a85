//! Mass incidents, and those a call belongs to.

use ::store::{Cursor, args};
use kernel::{OrgId, Result, Span};
use module::{Ask, Context, Listing};
use property::{PlaceId, PlaceLine};

use super::{
    model::{KnownIncident, MassIncidentFilter, MassIncidentRecord, MassIncidentRow, ThisMassIncident},
    rules::{About, takes_in},
    store,
};
use crate::case::{
    model::{CaseFilter, CaseRow, Category},
    queries::{lines, place_words},
    store as cases,
};

/// Open cases looked at to find those about the same.
const LOOKED_AT: i64 = 200;

/// Mass incidents, latest first.
pub async fn list(cx: &mut Context, ask: Ask<MassIncidentFilter>) -> Result<Listing<MassIncidentRow>> {
    let (rows, count) = store::list(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(rows, &ask.page, count, |m| Cursor(args![m.opened_at, m.id]).to_string()))
}

/// Those that a case there and about that belongs to.
pub(crate) async fn taking_in(cx: &mut Context, org: OrgId, case: About<'_>) -> Result<Vec<MassIncidentRow>> {
    let open = store::open_in(cx, org).await?;
    Ok(open.into_iter().filter(|incident| takes_in(incident, case)).collect())
}

/// One with the cases that became part of it, and those that could.
pub async fn view(cx: &mut Context, which: ThisMassIncident) -> Result<MassIncidentRecord> {
    let row = store::one(cx, which.id).await?;
    let area = match row.area_id {
        Some(id) => Some(place_words(&property::place_line(cx, id).await?)),
        None => None,
    };
    let merged = cases::merged_into(cx, row.org_id, row.case_id).await?;
    let merged = cases::by_ids(cx, &merged).await?;
    let case = cases::by_ids(cx, &[row.case_id.uuid()]).await?;
    let alike = if row.ended_at.is_none() { alike(cx, &row).await? } else { Vec::new() };
    let watchers = store::count_watchers(cx, &row).await?;
    Ok(MassIncidentRecord {
        area,
        watchers,
        case: lines(cx, case).await?.pop(),
        merged: lines(cx, merged).await?,
        alike: lines(cx, alike).await?,
        row,
    })
}

/// Open cases about the same that stand alone.
pub(crate) async fn alike(cx: &mut Context, row: &MassIncidentRow) -> Result<Vec<CaseRow>> {
    let filter = CaseFilter {
        org_id: Some(row.org_id),
        area_id: row.area_id,
        topic: row.topic.clone(),
        open: Some(true),
        ..CaseFilter::default()
    };
    let mut rows = cases::pressing(cx, &filter, LOOKED_AT).await?;
    // A waiting case waits for something of its own, or is part of another already.
    rows.retain(|r| {
        let about = About {
            place: r.place_id.map(PlaceId::uuid),
            area: row.area_id.map(PlaceId::uuid),
            topic: r.topic.as_deref(),
        };
        r.id != row.case_id && r.category != Category::Waiting && r.opened_at >= row.opened_at && takes_in(row, about)
    });
    Ok(rows)
}

/// How long somebody is told that it is over.
const TOLD_AFTER: Span = Span::hours(24);

/// The mass incidents that reach one of these places: those that are not over, and those just over that the reader watches.
pub async fn known(cx: &mut Context, places: &[PlaceLine]) -> Result<Vec<KnownIncident>> {
    let me = Some(cx.actor().id).filter(|id| !id.is_nil());
    let since = cx.now() - TOLD_AFTER;
    let mut found: Vec<KnownIncident> = Vec::new();
    for place in places {
        let about = About { place: Some(place.id.uuid()), area: place.building_id.map(PlaceId::uuid), topic: None };
        for row in store::known_in(cx, place.org_id, since).await? {
            let standing = MassIncidentRow { ended_at: None, ..row.clone() };
            if !takes_in(&standing, about) || found.iter().any(|known| known.id == row.id) {
                continue;
            }
            let watched = match me {
                Some(person) => store::watches(cx, &row, person).await?,
                None => false,
            };
            if row.ended_at.is_none() || watched {
                found.push(KnownIncident {
                    id: row.id,
                    place_id: place.id,
                    title: row.title,
                    script: row.script,
                    expected_at: row.expected_at,
                    ended_at: row.ended_at,
                    watched,
                });
            }
        }
    }
    Ok(found)
}
