//! The read model of who answers for what.

use std::collections::BTreeMap;

use kernel::Result;
use module::Context;
use org::{StaffId, StaffName};
use property::{PlaceId, PlaceKind, PlaceLine};
use uuid::Uuid;

use super::{
    model::{Answer, Charge, Covered, Responsibilities, Responsibility, Spot, WhichResponsibility},
    rules, store,
};
use crate::{
    plan::queries::doer,
    route::{self, model::KeptPoint},
};

/// Places and facilities looked at; of more only the first in order.
const MOST: i64 = 2_000;
/// What somebody has to answer for: all that is neither somebody's own nor a mere part of something greater.
const KINDS: [PlaceKind; 5] =
    [PlaceKind::Building, PlaceKind::PublicArea, PlaceKind::EquipmentRoom, PlaceKind::GarbagePoint, PlaceKind::Gate];

/// Who answers for every place and facility of a community, for programs and the page.
pub async fn view(cx: &mut Context, which: WhichResponsibility) -> Result<Responsibilities> {
    let org_id = org::chosen_community(cx, which.org_id).await?;
    let charges = store::charges(cx, org_id, which.system).await?;
    let staff: Vec<StaffId> = charges.iter().filter_map(|charge| charge.staff_id).collect();
    let staff = org::staff_names(cx, &staff).await?;
    let places = property::in_community(cx, org_id, &KINDS, None, MOST).await?;
    let places: Vec<PlaceLine> = places.into_iter().map(PlaceLine::from).collect();
    let on: Vec<PlaceId> = charges.iter().filter_map(|charge| charge.place_id).collect();
    let on = property::place_lines(cx, &on).await?;
    let paths = on.iter().map(|(id, place)| (*id, place.path.clone())).collect();
    let routes: Vec<_> = charges.iter().filter_map(|charge| charge.route_id).collect();
    let mut points = BTreeMap::new();
    for route in route::store::by_ids(cx, &routes).await? {
        let kept: Vec<KeptPoint> = serde_json::from_str(&route.points)?;
        points.insert(route.id, kept.into_iter().map(|point| point.id).collect::<Vec<Uuid>>());
    }
    let assets = asset::assets_in_use(cx, org_id, MOST).await?;
    let stand_at: Vec<PlaceId> = assets.iter().filter_map(|asset| asset.place_id).collect();
    let stand_at = property::place_lines(cx, &stand_at).await?;
    let buildings: Vec<PlaceId> =
        places.iter().chain(stand_at.values()).filter_map(|place| place.building_id).collect();
    let buildings = property::place_lines(cx, &buildings).await?;
    let building = |place: Option<&PlaceLine>| {
        let id = place.and_then(|place| place.building_id)?;
        buildings.get(&id).map(|building| building.name.clone())
    };
    let speech = cx.speech();
    let answers = |spot: &Spot| -> Vec<Answer> {
        let found = rules::charges(&charges, spot, &paths, &points);
        found.into_iter().map(|charge| answer(&speech, charge, &staff)).collect()
    };
    let mut list: Vec<Responsibility> = places
        .iter()
        .map(|place| Responsibility {
            id: place.id.to_string(),
            name: place.name.clone(),
            building: building(Some(place)),
            facility: false,
            href: format!("/property/places/{}", place.id),
            answers: answers(&Spot { id: place.id.uuid(), path: Some(place.path.clone()) }),
        })
        .collect();
    list.extend(assets.iter().map(|asset| Responsibility {
        id: asset.id.to_string(),
        name: format!("{} {}", asset.code, asset.name),
        building: building(asset.place_id.and_then(|place| stand_at.get(&place))),
        facility: true,
        href: format!("/asset/assets/{}", asset.id),
        answers: answers(&Spot { id: asset.id.uuid(), path: None }),
    }));
    list.sort_by_key(|one| (one.building.is_some(), one.building.as_deref().map(property::natural_key), one.facility));
    let covered = list.iter().filter(|one| !one.answers.is_empty()).count();
    let uncovered = list.len() - covered;
    if let Some(wanted) = which.covered {
        list.retain(|one| (wanted == Covered::Yes) != one.answers.is_empty());
    }
    Ok(Responsibilities { org_id, covered, uncovered, list })
}

fn answer(speech: &ui::Speech, charge: &Charge, staff: &BTreeMap<StaffId, StaffName>) -> Answer {
    let name = charge.staff_id.and_then(|id| staff.get(&id)).map(|staff| staff.name.as_str());
    Answer {
        plan_id: charge.plan_id,
        plan: charge.name.clone(),
        who: doer(speech, name, charge.vendor.as_deref(), charge.role),
    }
}
