//! Buildings with their units, rooms and parking spaces from workbooks.
//!
//! A row is known by its code, so the same sheet may come again. What lies above a row and is missing is made with it; what a
//! row does not say stays as it was.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Area, Date, Error, OrgId, Result};
use module::{Chunk, Context, Importable, Taken};
use serde::{Deserialize, de::DeserializeOwned};

use self::model::{room_register, space_register, unit_register};
use crate::{
    CREATE,
    actions::{self, Planned},
    model::{Facts, Place, PlaceKind, RoomState, Use},
    rules, store,
};

/// The registers of this module.
pub(crate) fn registers() -> Vec<Importable> {
    vec![
        Importable::new(unit_register(), CREATE, units, store::undo),
        Importable::new(room_register(), CREATE, rooms, store::undo).settling(actions::settle),
        Importable::new(space_register(), CREATE, spaces, store::undo),
    ]
}

/// The places a chunk speaks of: those that are there, and those it makes, by kind and code.
struct Ground {
    org: OrgId,
    known: BTreeMap<(PlaceKind, String), Place>,
    paths: BTreeSet<String>,
    fresh: Vec<Place>,
    changed: Vec<(Place, Place)>,
}

impl Ground {
    /// Looks up everything the chunk names in a few statements.
    async fn look(cx: &mut Context, org: OrgId, wanted: &[(PlaceKind, BTreeSet<String>)]) -> Result<Self> {
        cx.within(org)?;
        let mut known = BTreeMap::new();
        for (kind, codes) in wanted {
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            for place in store::with_codes(cx, org, *kind, &codes).await? {
                known.insert((*kind, place.code.clone()), place);
            }
        }
        let paths = known.values().map(|place| place.path.clone()).collect();
        Ok(Self { org, known, paths, fresh: Vec::new(), changed: Vec::new() })
    }

    fn get(&self, kind: PlaceKind, code: &str) -> Option<&Place> {
        self.known.get(&(kind, code.to_owned()))
    }

    /// The place with this own part below another, made when it is missing.
    fn ensure(&mut self, cx: &mut Context, above: Option<&Place>, kind: PlaceKind, segment: &str) -> Result<Place> {
        let code = rules::code(kind, above.map(Place::above), segment);
        if let Some(place) = self.get(kind, &code) {
            return Ok(place.clone());
        }
        self.make(cx, above, kind, segment, None, Facts::default())
    }

    fn make(
        &mut self,
        cx: &mut Context,
        above: Option<&Place>,
        kind: PlaceKind,
        segment: &str,
        name: Option<String>,
        facts: Facts,
    ) -> Result<Place> {
        let planned = Planned { org: self.org, above, kind, segment: segment.to_owned(), name, floor: None, facts };
        let place = actions::made(cx, planned)?;
        if !self.paths.insert(place.path.clone()) {
            return Err(Error::field("number", kernel::Message::of("property-code-taken").with("code", &place.code)));
        }
        self.known.insert((kind, place.code.clone()), place.clone());
        self.fresh.push(place.clone());
        Ok(place)
    }

    /// Notes that a place stands differently now.
    fn change(&mut self, was: Place, is: Place) -> Taken {
        if was == is {
            return Taken::Unchanged;
        }
        self.known.insert((is.kind, is.code.clone()), is.clone());
        let noted = self.fresh.iter_mut().chain(self.changed.iter_mut().map(|(_, is)| is));
        match noted.into_iter().find(|place| place.id == is.id) {
            Some(place) => *place = is,
            None => self.changed.push((was, is)),
        }
        Taken::Updated
    }

    /// Writes what came of the chunk.
    async fn keep(self, cx: &mut Context, dry: bool) -> Result<()> {
        if dry {
            return Ok(());
        }
        actions::keep(cx, &self.fresh).await?;
        if cx.importing().is_some() {
            return actions::succeed(cx, self.org, self.changed).await;
        }
        for (was, mut is) in self.changed {
            actions::replace(cx, &was, &mut is).await?;
        }
        Ok(())
    }
}

/// Reads every row, then lets each be taken by itself: a refused row leaves the others alone.
fn read<L: DeserializeOwned>(chunk: &mut Chunk) -> Result<Vec<L>> {
    let rows = std::mem::take(&mut chunk.rows);
    rows.into_iter().map(|row| Ok(serde_json::from_value(serde_json::Value::Object(row))?)).collect()
}

/// A row of the sheet of buildings and units.
#[derive(Deserialize)]
struct UnitLine {
    building: String,
    unit: Option<String>,
    name: Option<String>,
    zone: Option<String>,
    floors: Option<i64>,
}

/// Takes buildings with their units and storeys.
pub(crate) async fn units(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let lines: Vec<UnitLine> = read(&mut chunk)?;
    let (mut zones, mut houses, mut stairs, mut floors) =
        <(BTreeSet<_>, BTreeSet<_>, BTreeSet<_>, BTreeSet<_>)>::default();
    for line in &lines {
        let stem = rules::room_code(Some(&line.building), line.unit.as_deref(), "");
        zones.extend(line.zone.as_deref().map(rules::bare));
        houses.insert(rules::bare(&line.building));
        floors.extend((1..=line.floors.unwrap_or(0)).map(|f| format!("{stem}-{}", rules::storey_segment(f))));
        stairs.insert(stem);
    }
    let wanted = [
        (PlaceKind::Zone, zones),
        (PlaceKind::Building, houses),
        (PlaceKind::Unit, stairs),
        (PlaceKind::Floor, floors),
    ];
    let mut ground = Ground::look(cx, chunk.org, &wanted).await?;
    let mut taken = Vec::with_capacity(lines.len());
    for line in lines {
        taken.push(take_unit(cx, &mut ground, line).or_else(Taken::refused)?);
    }
    ground.keep(cx, chunk.dry).await?;
    Ok(taken)
}

fn take_unit(cx: &mut Context, ground: &mut Ground, line: UnitLine) -> Result<Taken> {
    let (before, segment) = (ground.fresh.len(), rules::bare(&line.building));
    rules::segment(&segment)?;
    let zone = match line.zone.as_deref().map(rules::bare).filter(|zone| !zone.is_empty()) {
        Some(zone) => Some(ground.ensure(cx, None, PlaceKind::Zone, &zone)?),
        None => None,
    };
    let mut renamed = Taken::Unchanged;
    let house = match ground.get(PlaceKind::Building, &segment).cloned() {
        Some(was) => {
            let is = Place { name: line.name.clone().unwrap_or_else(|| was.name.clone()), ..was.clone() };
            renamed = ground.change(was, is.clone());
            is
        }
        None => ground.make(cx, zone.as_ref(), PlaceKind::Building, &segment, line.name, Facts::default())?,
    };
    let stair = match line.unit.as_deref().map(rules::bare).filter(|unit| !unit.is_empty()) {
        Some(unit) => ground.ensure(cx, Some(&house), PlaceKind::Unit, &unit)?,
        None => house,
    };
    for floor in 1..=line.floors.unwrap_or(0) {
        ground.ensure(cx, Some(&stair), PlaceKind::Floor, &rules::storey_segment(floor))?;
    }
    Ok(if ground.fresh.len() > before { Taken::Created } else { renamed })
}

/// A row of the sheet of rooms.
#[derive(Deserialize)]
struct RoomLine {
    building: Option<String>,
    unit: Option<String>,
    number: String,
    floor: Option<String>,
    name: Option<String>,
    r#use: Option<Use>,
    state: Option<RoomState>,
    built_area: Option<Area>,
    inside_area: Option<Area>,
    shared_area: Option<Area>,
    takeover_on: Option<Date>,
    delivered_on: Option<Date>,
    warranty_until: Option<Date>,
}

impl RoomLine {
    /// What stands above the room: the parts of building and unit, and its own part. A whole code in the room's column
    /// says all three.
    fn parts(&self) -> (Option<String>, Option<String>, String) {
        let given = |part: &Option<String>| part.as_deref().map(rules::bare).filter(|p| !p.is_empty());
        let whole = rules::room_code(self.building.as_deref(), self.unit.as_deref(), &self.number);
        match (given(&self.building), whole.split('-').collect::<Vec<_>>().as_slice()) {
            (None, [house, unit, number]) => {
                (Some((*house).to_owned()), Some((*unit).to_owned()), (*number).to_owned())
            }
            (None, [house, number]) => (Some((*house).to_owned()), None, (*number).to_owned()),
            (house, _) => (house, given(&self.unit), rules::bare(&self.number)),
        }
    }

    fn floor(&self) -> Result<Option<i64>> {
        let Some(given) = self.floor.as_deref().map(str::trim).filter(|f| !f.is_empty()) else { return Ok(None) };
        let unreadable =
            || Error::field("floor", kernel::Message::of("property-floor-unreadable").with("given", given));
        rules::storey(given).map(Some).ok_or_else(unreadable)
    }

    fn facts(&self) -> Facts {
        Facts {
            r#use: self.r#use,
            state: self.state,
            built_area: self.built_area,
            inside_area: self.inside_area,
            shared_area: self.shared_area,
            takeover_on: self.takeover_on,
            delivered_on: self.delivered_on,
            warranty_until: self.warranty_until,
            tag: None,
        }
    }
}

/// Takes rooms with the buildings, units and storeys they lie in.
pub(crate) async fn rooms(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let lines: Vec<RoomLine> = read(&mut chunk)?;
    let (mut houses, mut stairs, mut floors, mut codes) =
        <(BTreeSet<_>, BTreeSet<_>, BTreeSet<_>, BTreeSet<_>)>::default();
    for line in &lines {
        let (house, unit, number) = line.parts();
        let stem = rules::room_code(house.as_deref(), unit.as_deref(), "");
        codes.insert(rules::room_code(house.as_deref(), unit.as_deref(), &number));
        floors.extend(line.floor().ok().flatten().map(|f| format!("{stem}-{}", rules::storey_segment(f))));
        houses.extend(house);
        stairs.insert(stem);
    }
    let wanted = [
        (PlaceKind::Building, houses),
        (PlaceKind::Unit, stairs),
        (PlaceKind::Floor, floors),
        (PlaceKind::Room, codes),
    ];
    let mut ground = Ground::look(cx, chunk.org, &wanted).await?;
    let mut taken = Vec::with_capacity(lines.len());
    for line in lines {
        taken.push(take_room(cx, &mut ground, &line).or_else(Taken::refused)?);
    }
    ground.keep(cx, chunk.dry).await?;
    Ok(taken)
}

fn take_room(cx: &mut Context, ground: &mut Ground, line: &RoomLine) -> Result<Taken> {
    let (house, unit, number) = line.parts();
    let floor = line.floor()?;
    let code = rules::room_code(house.as_deref(), unit.as_deref(), &number);
    if let Some(was) = ground.get(PlaceKind::Room, &code).cloned() {
        refuse_retired(&was)?;
        let is = brought_up(&was, line)?;
        return Ok(ground.change(was, is));
    }
    // Nothing above is made for a room that will be refused.
    rules::segment(&number)?;
    rules::facts(PlaceKind::Room, line.facts())?;
    let mut above = match house {
        Some(house) => Some(ground.ensure(cx, None, PlaceKind::Building, &house)?),
        None => None,
    };
    if let (Some(house), Some(unit)) = (above.clone(), unit) {
        above = Some(ground.ensure(cx, Some(&house), PlaceKind::Unit, &unit)?);
    }
    if let (Some(stair), Some(floor)) = (above.clone(), floor) {
        above = Some(ground.ensure(cx, Some(&stair), PlaceKind::Floor, &rules::storey_segment(floor))?);
    }
    ground.make(cx, above.as_ref(), PlaceKind::Room, &number, line.name.clone(), line.facts())?;
    Ok(Taken::Created)
}

fn refuse_retired(place: &Place) -> Result<()> {
    let message = || kernel::Message::of("property-retired-already").with("name", &place.name);
    place.retired_at.map_or(Ok(()), |_| Err(Error::field("number", message())))
}

/// A known room as the row says it stands; what the row does not say stays.
fn brought_up(was: &Place, line: &RoomLine) -> Result<Place> {
    let said = Facts {
        r#use: line.r#use.or(was.r#use),
        state: line.state.or(was.state),
        built_area: line.built_area.or(was.built_area),
        inside_area: line.inside_area.or(was.inside_area),
        // A new area makes the old difference wrong.
        shared_area: line.shared_area.or(if line.built_area.or(line.inside_area).is_none() {
            was.shared_area
        } else {
            None
        }),
        takeover_on: line.takeover_on.or(was.takeover_on),
        delivered_on: line.delivered_on.or(was.delivered_on),
        warranty_until: line.warranty_until.or(was.warranty_until),
        tag: was.tag.clone(),
    };
    let facts = rules::facts(PlaceKind::Room, said)?;
    Ok(Place {
        name: line.name.clone().unwrap_or_else(|| was.name.clone()),
        r#use: facts.r#use,
        state: facts.state,
        built_area: facts.built_area,
        inside_area: facts.inside_area,
        shared_area: facts.shared_area,
        takeover_on: facts.takeover_on,
        delivered_on: facts.delivered_on,
        warranty_until: facts.warranty_until,
        ..was.clone()
    })
}

/// A row of the sheet of parking spaces; vehicles are taken by whoever follows this register.
#[derive(Deserialize)]
struct SpaceLine {
    number: String,
    lot: Option<String>,
    built_area: Option<Area>,
}

/// Takes parking spaces with the car parks they lie in.
pub(crate) async fn spaces(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let lines: Vec<SpaceLine> = read(&mut chunk)?;
    let wanted = [
        (PlaceKind::PublicArea, lines.iter().filter_map(|l| l.lot.as_deref().map(lot_segment)).collect()),
        (PlaceKind::ParkingSpace, lines.iter().map(|l| l.number.trim().to_owned()).collect()),
    ];
    let mut ground = Ground::look(cx, chunk.org, &wanted).await?;
    let mut taken = Vec::with_capacity(lines.len());
    for line in lines {
        taken.push(take_space(cx, &mut ground, &line).or_else(Taken::refused)?);
    }
    ground.keep(cx, chunk.dry).await?;
    Ok(taken)
}

/// Car parks are numbered by themselves, so their numbers must not meet those of other areas.
fn lot_segment(lot: &str) -> String {
    let lot = lot.trim();
    if lot.chars().all(|c| c.is_ascii_digit()) { format!("P{lot}") } else { lot.to_owned() }
}

fn take_space(cx: &mut Context, ground: &mut Ground, line: &SpaceLine) -> Result<Taken> {
    let number = rules::segment(&line.number)?;
    if let Some(was) = ground.get(PlaceKind::ParkingSpace, &number).cloned() {
        refuse_retired(&was)?;
        let is = Place { built_area: line.built_area.or(was.built_area), ..was.clone() };
        return Ok(ground.change(was, is));
    }
    let lot = match line.lot.as_deref().map(lot_segment).filter(|lot| !lot.is_empty()) {
        Some(lot) => match ground.get(PlaceKind::PublicArea, &lot) {
            Some(place) => Some(place.clone()),
            None => {
                let name = cx.speech().say_with("property-name-lot", &[("segment", lot.as_str())]);
                let facts = Facts { tag: Some("garage".to_owned()), ..Facts::default() };
                Some(ground.make(cx, None, PlaceKind::PublicArea, &lot, Some(name), facts)?)
            }
        },
        None => None,
    };
    let facts = Facts { built_area: line.built_area, ..Facts::default() };
    ground.make(cx, lot.as_ref(), PlaceKind::ParkingSpace, &number, None, facts)?;
    Ok(Taken::Created)
}
