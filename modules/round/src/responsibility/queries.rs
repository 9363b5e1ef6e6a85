//! The read model of who answers for what.

use std::collections::{BTreeMap, btree_map::Entry};

use kernel::{OrgId, Result};
use module::Context;
use org::{StaffId, StaffName};
use property::{PlaceId, PlaceKind, PlaceLine};
use uuid::Uuid;

use super::{
    model::{Answer, Charge, Covered, Responsibilities, Responsibility, Spot, WhichResponsibility},
    rules, store,
};
use crate::{
    plan::{model::Doer, queries::doer},
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
    let posts = filled(cx, org_id, &charges).await?;
    let busy = desk::open_by_place(cx, org_id).await?;
    let at: Vec<PlaceId> = busy.keys().copied().collect();
    let at = property::place_lines(cx, &at).await?;
    let busy: Vec<(String, u64)> =
        busy.iter().filter_map(|(id, count)| Some((at.get(id)?.path.clone(), *count))).collect();
    let faults = asset::open_faults(cx, org_id).await?;
    let speech = cx.speech();
    let answers = |spot: &Spot| -> Vec<Answer> {
        let found = rules::charges(&charges, spot, &paths, &points);
        found.into_iter().map(|charge| answer(&speech, charge, &staff, &posts)).collect()
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
            open: rules::open_in(&place.path, &busy),
        })
        .collect();
    list.extend(assets.iter().map(|asset| Responsibility {
        id: asset.id.to_string(),
        name: format!("{} {}", asset.code, asset.name),
        building: building(asset.place_id.and_then(|place| stand_at.get(&place))),
        facility: true,
        href: format!("/asset/assets/{}", asset.id),
        answers: answers(&Spot { id: asset.id.uuid(), path: None }),
        open: faults.get(&asset.id).copied().unwrap_or(0),
    }));
    list.sort_by_key(|one| (one.building.is_some(), one.building.as_deref().map(property::natural_key), one.facility));
    let covered = list.iter().filter(|one| !one.answers.is_empty()).count();
    let uncovered = list.len() - covered;
    let uncovered_open = list.iter().filter(|one| one.answers.is_empty() && one.open > 0).count();
    let vacant = posts.iter().filter(|(_, people)| people.is_empty()).map(|(role, _)| *role).collect();
    if let Some(wanted) = which.covered {
        list.retain(|one| (wanted == Covered::Yes) != one.answers.is_empty());
    }
    Ok(Responsibilities { org_id, covered, uncovered, uncovered_open, vacant, list })
}

/// The posts that answer for something, with who fills each today.
async fn filled(cx: &mut Context, org: OrgId, charges: &[Charge]) -> Result<BTreeMap<Doer, Vec<String>>> {
    let mut posts = BTreeMap::new();
    for role in charges.iter().filter_map(|charge| charge.role) {
        if let Entry::Vacant(post) = posts.entry(role) {
            let people = org::staff_of(cx, org, Some(role.word()), None).await?;
            post.insert(people.into_iter().map(|one| one.name).collect());
        }
    }
    Ok(posts)
}

fn answer(
    speech: &ui::Speech,
    charge: &Charge,
    staff: &BTreeMap<StaffId, StaffName>,
    posts: &BTreeMap<Doer, Vec<String>>,
) -> Answer {
    let post = charge.role.filter(|_| charge.staff_id.is_none() && charge.vendor.is_none());
    let name = charge.staff_id.and_then(|id| staff.get(&id)).map(|staff| staff.name.as_str());
    Answer {
        plan_id: charge.plan_id,
        plan: charge.name.clone(),
        who: doer(speech, name, charge.vendor.as_deref(), charge.role),
        people: post.map(|role| posts.get(&role).cloned().unwrap_or_default()),
    }
}
