//! Making, changing and retiring places, one by one and a building at a time.

use ::store::Edition;
use kernel::{Error, Id, Message, OrgId, Result};
use module::{Change, Context, Settle, importing, search};

use crate::{
    model::{
        CreateBuilding, CreatePlace, DeliverPlace, Done, EditPlace, Facts, Place, PlaceId, PlaceKind, RetirePlace,
        RoomState,
    },
    rules, store,
};

/// A place to be: what it is and where it lies.
pub(crate) struct Planned<'a> {
    pub org: OrgId,
    pub above: Option<&'a Place>,
    pub kind: PlaceKind,
    pub segment: String,
    pub name: Option<String>,
    pub floor: Option<i64>,
    pub facts: Facts,
}

impl<'a> Planned<'a> {
    /// A place named the usual way.
    fn plain(org: OrgId, above: Option<&'a Place>, kind: PlaceKind, segment: String, facts: &Facts) -> Self {
        Self { org, above, kind, segment, name: None, floor: None, facts: facts.clone() }
    }
}

/// Adds one place.
pub async fn create(cx: &mut Context, input: CreatePlace) -> Result<Done> {
    let (org, above) = lying_in(cx, input.org_id, input.parent_id).await?;
    let planned = Planned {
        org,
        above: above.as_ref(),
        kind: input.kind,
        segment: input.segment,
        name: input.name,
        floor: input.floor,
        facts: input.facts,
    };
    let place = made(cx, planned)?;
    keep_one(cx, &place).await?;
    Ok(Done { id: place.id, count: 1 })
}

/// Adds a building with its units, storeys and rooms.
pub async fn create_building(cx: &mut Context, input: CreateBuilding) -> Result<Done> {
    let storeys = rules::layout(&input)?;
    let (org, above) = lying_in(cx, input.org_id, input.parent_id).await?;
    let days = Facts {
        takeover_on: input.facts.takeover_on,
        delivered_on: input.facts.delivered_on,
        warranty_until: input.facts.warranty_until,
        ..Facts::default()
    };
    let mut building = Planned::plain(org, above.as_ref(), PlaceKind::Building, input.segment.clone(), &days);
    building.name.clone_from(&input.name);
    let building = made(cx, building)?;
    keep_one(cx, &building).await?;
    let mut places = Vec::new();
    let mut stairs = Vec::new();
    for unit in 1..=input.units {
        stairs.push(made(cx, Planned::plain(org, Some(&building), PlaceKind::Unit, unit.to_string(), &days))?);
    }
    places.extend(stairs.iter().cloned());
    if stairs.is_empty() {
        stairs.push(building.clone());
    }
    for stair in &stairs {
        for storey in &storeys {
            let segment = rules::storey_segment(storey.floor);
            let floor = made(cx, Planned::plain(org, Some(stair), PlaceKind::Floor, segment, &days))?;
            for (number, line) in &storey.rooms {
                let mut room = Planned::plain(org, Some(&floor), PlaceKind::Room, number.clone(), &days);
                room.facts = Facts {
                    built_area: line.built_area.or(input.facts.built_area),
                    inside_area: line.inside_area.or(input.facts.inside_area),
                    ..input.facts.clone()
                };
                places.push(made(cx, room)?);
            }
            places.push(floor);
        }
    }
    refuse_taken_rooms(cx, org, &places).await?;
    keep(cx, &places).await?;
    Ok(Done { id: building.id, count: places.len() + 1 })
}

/// Room codes are the community's: a second building must not bring them again.
async fn refuse_taken_rooms(cx: &mut Context, org: OrgId, places: &[Place]) -> Result<()> {
    let codes: Vec<&str> = places.iter().filter(|p| p.kind == PlaceKind::Room).map(|p| p.code.as_str()).collect();
    match store::taken_codes(cx, org, PlaceKind::Room, &codes).await?.first() {
        Some(taken) => cx.refuse(Message::of("property-code-taken").with("code", &taken.code)),
        None => Ok(()),
    }
}

/// The community and the place above that an input names: one of the two must be given, and they must agree.
async fn lying_in(cx: &mut Context, org: Option<OrgId>, parent: Option<PlaceId>) -> Result<(OrgId, Option<Place>)> {
    let above = match parent {
        Some(id) => Some(store::by_id(cx, id).await?),
        None => None,
    };
    let org = match (org, &above) {
        (Some(org), Some(place)) if org != place.org_id => {
            return Err(Error::field("parent_id", Message::of("property-other-community")));
        }
        (_, Some(place)) => place.org_id,
        (Some(org), None) => org,
        (None, None) => return Err(Error::field("org_id", Message::of("invalid-required"))),
    };
    cx.within(org)?;
    Ok((org, above))
}

/// A new place from its plan, with code, path and name.
pub(crate) fn made(cx: &mut Context, planned: Planned<'_>) -> Result<Place> {
    let Planned { org, above, kind, name, .. } = planned;
    if !rules::may_lie_in(kind, above.map(|p| p.kind)) {
        return Err(Error::field("parent_id", Message::of("property-lies-wrong")));
    }
    if above.is_some_and(|p| p.retired_at.is_some()) {
        return Err(Error::field("parent_id", Message::of("property-above-retired")));
    }
    let segment = rules::segment(&planned.segment)?;
    let floor = planned.floor.or(above.and_then(|p| p.floor));
    let floor = if kind == PlaceKind::Floor { floor.or(rules::storey(&segment)) } else { floor };
    if kind == PlaceKind::Floor && floor.is_none() {
        return Err(Error::field("floor", Message::of("invalid-required")));
    }
    let facts = rules::facts(kind, planned.facts)?;
    let id: PlaceId = cx.new_id();
    let own = |wanted: PlaceKind, above: Option<PlaceId>| if kind == wanted { Some(id) } else { above };
    let mut place = Place {
        org_id: org,
        id,
        kind,
        parent_id: above.map(|p| p.id),
        building_id: own(PlaceKind::Building, above.and_then(|p| p.building_id)),
        unit_id: own(PlaceKind::Unit, above.and_then(|p| p.unit_id)),
        code: rules::code(kind, above.map(Place::above), &segment),
        path: rules::path(kind, above.map(Place::above), &segment, floor),
        segment,
        name: String::new(),
        tag: facts.tag,
        floor,
        r#use: facts.r#use,
        built_area: facts.built_area,
        inside_area: facts.inside_area,
        shared_area: facts.shared_area,
        state: facts.state,
        takeover_on: facts.takeover_on,
        delivered_on: facts.delivered_on,
        warranty_until: facts.warranty_until,
        retired_at: None,
        version: 1,
        edition: Edition::default(),
    };
    let given = name.map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
    place.name = given.unwrap_or_else(|| usual_name(cx, above, &place));
    Ok(place)
}

/// The name people give a place of this kind: `3栋`, `3栋1单元502`.
fn usual_name(cx: &Context, above: Option<&Place>, place: &Place) -> String {
    let speech = cx.speech();
    let front = match above {
        Some(p) if matches!(p.kind, PlaceKind::Building | PlaceKind::Unit) => p.name.as_str(),
        Some(p) if p.kind == PlaceKind::Floor => p.name.strip_suffix(&storey_name(&speech, p)).unwrap_or(&p.name),
        _ => "",
    };
    let segment = place.segment.as_str();
    match place.kind {
        PlaceKind::Building => speech.say_with("property-name-building", &[("segment", segment)]),
        PlaceKind::Unit => format!("{front}{}", speech.say_with("property-name-unit", &[("segment", segment)])),
        PlaceKind::Floor => format!("{front}{}", storey_name(&speech, place)),
        // In Latin letters `unit 1` and `502` need a space between them.
        _ if front.ends_with(|c: char| c.is_ascii_alphanumeric()) => format!("{front} {segment}"),
        _ => format!("{front}{segment}"),
    }
}

fn storey_name(speech: &ui::Speech, floor: &Place) -> String {
    speech.say_with("property-name-floor", &[("segment", floor.segment.trim_end_matches('F'))])
}

async fn keep_one(cx: &mut Context, place: &Place) -> Result<()> {
    if store::is_taken(cx, place).await? {
        let message = Message::of("property-code-taken").with("code", &place.code);
        return Err(Error::field("segment", message));
    }
    keep(cx, std::slice::from_ref(place)).await
}

/// Keeps new places, makes them findable and notes them for the audit.
pub(crate) async fn keep(cx: &mut Context, new: &[Place]) -> Result<()> {
    store::insert(cx, new).await?;
    let entries: Vec<search::Entry> = new.iter().filter_map(entry).collect();
    search::bring(cx, &entries).await?;
    for place in new {
        cx.record(Change::to(place.org_id, place.id).after(place));
    }
    if let Some(place) = new.first() {
        cx.touch(format!("places:{}", place.org_id));
    }
    Ok(())
}

/// How a place is found; storeys are not looked for by themselves.
pub(crate) fn entry(place: &Place) -> Option<search::Entry> {
    if place.kind == PlaceKind::Floor || place.retired_at.is_some() {
        return None;
    }
    let mut terms = search::room_terms(&place.code);
    if search::key(&place.name) != search::key(&place.code) {
        terms.extend(search::name_terms(&place.name));
    }
    Some(search::Entry {
        org: place.org_id,
        id: place.id.uuid(),
        kind: place.kind.word(),
        title: place.code.clone(),
        subtitle: place.name.clone(),
        path: format!("/property/places/{}", place.id),
        terms,
    })
}

/// Changes a place; another code renames everything below it.
pub async fn edit(cx: &mut Context, input: EditPlace) -> Result<Done> {
    let was = store::to_change(cx, input.id).await?;
    if input.version.is_some_and(|version| version != was.version) {
        return Err(Error::Conflict);
    }
    let segment = rules::segment(&input.segment)?;
    let facts = rules::facts(was.kind, input.facts)?;
    let above = match was.parent_id {
        Some(id) => Some(store::by_id(cx, id).await?),
        None => None,
    };
    let mut is = Place {
        code: rules::code(was.kind, above.as_ref().map(Place::above), &segment),
        path: rules::path(was.kind, above.as_ref().map(Place::above), &segment, was.floor),
        segment,
        name: input.name.trim().to_owned(),
        tag: facts.tag,
        r#use: facts.r#use,
        built_area: facts.built_area,
        inside_area: facts.inside_area,
        shared_area: facts.shared_area,
        state: facts.state,
        takeover_on: facts.takeover_on,
        delivered_on: facts.delivered_on,
        warranty_until: facts.warranty_until,
        ..was.clone()
    };
    let renamed = is.code != was.code || is.path != was.path;
    if renamed && store::is_taken(cx, &is).await? {
        return Err(Error::field("segment", Message::of("property-code-taken").with("code", &is.code)));
    }
    let below = if renamed { store::whole(cx, &was).await? } else { Vec::new() };
    replace(cx, &was, &mut is).await?;
    let mut count = 1;
    for mut place in below.into_iter().filter(|p| p.id != was.id) {
        let before = place.clone();
        place.path = format!("{}{}", is.path, &before.path[was.path.len()..]);
        if let Some(rest) = before.code.strip_prefix(&format!("{}-", was.code)) {
            place.code = format!("{}-{rest}", is.code);
        }
        if let Some(rest) = before.name.strip_prefix(&was.name) {
            place.name = format!("{}{rest}", is.name);
        }
        replace(cx, &before, &mut place).await?;
        count += 1;
    }
    Ok(Done { id: is.id, count })
}

/// Keeps a place that has changed, with its search terms and its audit.
pub(crate) async fn replace(cx: &mut Context, was: &Place, is: &mut Place) -> Result<()> {
    importing::refuse_replaced(was.edition)?;
    is.version = was.version + 1;
    store::update(cx.tx(), is).await?;
    if (&was.code, &was.name, was.retired_at) != (&is.code, &is.name, is.retired_at) {
        match entry(is) {
            Some(entry) => search::put(cx.tx(), entry).await?,
            None => search::remove(cx.tx(), is.org_id, is.id.uuid()).await?,
        }
    }
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    cx.touch(format!("place:{}", is.id));
    if let Some(building) = is.building_id.filter(|b| *b != is.id) {
        cx.touch(format!("place:{building}"));
    }
    Ok(())
}

/// The next editions of places, for an import; they are seen when all of it is seen.
pub(crate) async fn succeed(cx: &mut Context, org: OrgId, changed: Vec<(Place, Place)>) -> Result<()> {
    let mut next = Vec::with_capacity(changed.len());
    for (was, is) in changed {
        importing::refuse_replaced(was.edition)?;
        let is = Place { version: was.version + 1, edition: was.edition.next(), ..is };
        cx.record(Change::to(org, is.id).before(&was).after(&is));
        next.push(is);
    }
    cx.changes(org, "room", next.iter().map(|place| place.id.uuid()).collect()).await?;
    store::replace(cx, &next).await
}

/// Settles places an import has changed: those that are called otherwise now are found so.
pub(crate) async fn settle(cx: &mut Context, settle: Settle) -> Result<()> {
    let ids: Vec<PlaceId> = settle.ids.iter().map(|id| PlaceId::from_uuid(*id)).collect();
    let were = if settle.kept { store::replaced(cx, &settle, &ids).await? } else { Vec::new() };
    cx.tx().settle_replaced("places", (settle.org, settle.import), &settle.ids, settle.kept).await?;
    let are = if were.is_empty() { Vec::new() } else { store::by_ids(cx, &ids).await? };
    for is in are {
        let renamed = were.iter().any(|was| was.id == is.id && (&was.code, &was.name) != (&is.code, &is.name));
        if let Some(entry) = entry(&is).filter(|_| renamed) {
            search::put(cx.tx(), entry).await?;
        }
    }
    Ok(())
}

/// Hands a place to its owner: from that day on it counts as delivered. What was delivered already keeps its day.
pub async fn deliver(cx: &mut Context, input: DeliverPlace) -> Result<Done> {
    let was = store::to_change(cx, input.id).await?;
    if was.retired_at.is_some() {
        return cx.refuse(Message::of("property-retired-already").with("name", &was.name));
    }
    if was.kind != PlaceKind::Room {
        return cx.refuse(Message::of("property-not-delivered").with("name", &was.name));
    }
    if was.delivered_on.is_some() {
        return Ok(Done { id: was.id, count: 0 });
    }
    let on = input.delivered_on.unwrap_or_else(|| cx.now().date(cx.zone()));
    let state = was.state.map(rules::delivered);
    let mut is = Place { delivered_on: Some(on), state, ..was.clone() };
    replace(cx, &was, &mut is).await?;
    Ok(Done { id: is.id, count: 1 })
}

/// Takes a place out of use; what lies in it must be out of use before.
pub async fn retire(cx: &mut Context, input: RetirePlace) -> Result<Done> {
    let was = store::to_change(cx, input.id).await?;
    if was.retired_at.is_some() {
        return cx.refuse(Message::of("property-retired-already").with("name", &was.name));
    }
    let children = store::count_children(cx, &was).await?;
    if children > 0 {
        return cx.refuse(Message::of("property-not-empty").with("count", children));
    }
    let mut is = Place { retired_at: Some(cx.now()), ..was.clone() };
    replace(cx, &was, &mut is).await?;
    Ok(Done { id: is.id, count: 1 })
}

/// Sets how a room stands; what moves people in and out calls it. A room that stands so already is left alone.
pub async fn set_state(cx: &mut Context, id: Id<Place>, state: RoomState) -> Result<()> {
    let was = store::to_change(cx, id).await?;
    if was.kind != PlaceKind::Room || was.state == Some(state) {
        return Ok(());
    }
    let mut is = Place { state: Some(state), ..was.clone() };
    replace(cx, &was, &mut is).await
}
