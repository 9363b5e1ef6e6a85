//! Vehicles from workbooks: of their own sheet, or from the sheet of parking spaces that names each space's car.

use std::collections::{BTreeMap, BTreeSet};

use ::store::Edition;
use kernel::{OrgId, Result, form::Field};
use module::{Change, Chunk, Context, Taken, search};
use property::PlaceKind;
use serde::Deserialize;
use serde_json::Value;
use sheet::{Column, Register};

use super::{
    actions,
    model::{VehicleEntry, VehicleKind},
    rules, store,
};
use crate::{
    import::{choice, complain, owners_of, text},
    person::{self, model::PersonId, rules::given},
};

/// The sheet of vehicles.
pub(crate) fn register() -> Register {
    let kind = choice(VehicleKind::ALL.iter().map(|k| k.word()));
    Register::new("vehicle", "车辆", "Vehicles")
        .also(&["车辆信息"])
        .column(
            Column::new(text("plate", 12).required(), "车牌号", "Plate")
                .also(&["车牌", "车牌号码"])
                .key()
                .explained(None, "临A12345"),
        )
        .column(
            Column::new(text("owner", 40).required(), "业主编号", "Owner number")
                .also(&["车主编号", "住户编号"])
                .explained(None, "1001"),
        )
        .column(Column::new(text("maker", 40), "品牌", "Make").also(&["车品牌", "车辆品牌"]))
        .column(Column::new(text("colour", 20), "颜色", "Colour").also(&["车颜色", "车身颜色"]))
        .column(Column::new(Field::new("kind", kind), "车型", "Kind").also(&["车类型", "车辆类型"]).codes(&[
            ("9901", "car"),
            ("9902", "other"),
            ("9903", "truck"),
            ("家用小汽车", "car"),
            ("小型汽车", "car"),
            ("新能源", "new_energy"),
            ("客车", "other"),
            ("货车", "truck"),
            ("摩托车", "motorcycle"),
            ("电动自行车", "electric_bike"),
        ]))
        .column(Column::new(text("space", 40), "车位", "Parking space").also(&["车位编号", "车位编码"]))
        .refers(&["owner"], "owner", &["external_no"])
}

/// A row that says whose a vehicle is: of its own register, or of the sheet of parking spaces.
#[derive(Deserialize)]
struct VehicleLine {
    plate: Option<String>,
    owner: Option<String>,
    maker: Option<String>,
    colour: Option<String>,
    kind: Option<VehicleKind>,
    space: Option<String>,
    number: Option<String>,
}

/// Takes vehicles; a parking space's row without a plate has none to take.
pub(crate) async fn take(cx: &mut Context, chunk: Chunk) -> Result<Vec<Taken>> {
    cx.within(chunk.org)?;
    let (today, org) = (cx.now().date(cx.zone()), chunk.org);
    let lines: Vec<VehicleLine> =
        chunk.rows.into_iter().map(|row| Ok(serde_json::from_value(Value::Object(row))?)).collect::<Result<_>>()?;
    let persons = owners_of(cx, org, lines.iter().map(|line| line.owner.as_ref())).await?;
    let space = |line: &VehicleLine| line.space.clone().or(line.number.clone()).unwrap_or_default();
    let codes: Vec<String> = lines.iter().map(space).collect();
    let wanted: Vec<&str> = codes.iter().map(String::as_str).filter(|code| !code.is_empty()).collect();
    let places = property::places_by_code(cx, org, PlaceKind::ParkingSpace, &wanted).await?;
    let plates = lines.iter().filter_map(|line| line.plate.as_deref());
    let plates: Vec<String> =
        plates.filter_map(|plate| rules::plate(plate, None).ok()).map(|(plate, _)| plate).collect();
    let there = store::with_plates(cx, org, &plates).await?;
    let mut there: BTreeMap<String, VehicleEntry> = there.into_iter().map(|v| (v.plate.clone(), v)).collect();
    let (mut fresh, mut changed, mut taken) = (Vec::new(), Vec::new(), Vec::with_capacity(lines.len()));
    for (line, code) in lines.iter().zip(&codes) {
        let Some(typed) = given(line.plate.as_deref()) else {
            taken.push(Taken::Unchanged);
            continue;
        };
        let (plate, kind) = match rules::plate(typed, line.kind) {
            Ok(plate) => plate,
            Err(error) => {
                taken.push(Taken::refused(error)?);
                continue;
            }
        };
        let Some(person) = persons.get(line.owner.as_deref().unwrap_or_default().trim()) else {
            taken.push(complain("owner", "party-import-no-owner"));
            continue;
        };
        let row = VehicleEntry {
            org_id: org,
            id: cx.new_id(),
            plate: plate.clone(),
            person_id: person.id,
            place_id: places.get(code).map(|place| place.id),
            kind,
            maker: given(line.maker.as_deref()).map(str::to_owned),
            colour: given(line.colour.as_deref()).map(str::to_owned),
            from_on: today,
            to_on: None,
            version: 1,
            edition: Edition::default(),
        };
        match there.get(&plate) {
            Some(was) if was.person_id != row.person_id => taken.push(complain("plate", "party-plate-taken")),
            Some(was) => {
                let is = brought_up(was, row);
                taken.push(noted(was, &is, &mut fresh, &mut changed));
                there.insert(plate, is);
            }
            None => {
                there.insert(plate, row.clone());
                fresh.push(row);
                taken.push(Taken::Created);
            }
        }
    }
    if !chunk.dry {
        drive_in(cx, &fresh).await?;
        refresh(cx, org, changed).await?;
    }
    Ok(taken)
}

/// Notes that a vehicle is otherwise now; one that this chunk brings is brought so.
fn noted(
    was: &VehicleEntry,
    is: &VehicleEntry,
    fresh: &mut [VehicleEntry],
    changed: &mut Vec<(VehicleEntry, VehicleEntry)>,
) -> Taken {
    if is == was {
        return Taken::Unchanged;
    }
    let mut known = fresh.iter_mut().chain(changed.iter_mut().map(|(_, is)| is));
    match known.find(|vehicle| vehicle.id == is.id) {
        Some(vehicle) => vehicle.clone_from(is),
        None => changed.push((was.clone(), is.clone())),
    }
    Taken::Updated
}

/// What is there already is changed at once, or – by an import that nobody sees yet – when all of it is seen.
async fn refresh(cx: &mut Context, org: OrgId, changed: Vec<(VehicleEntry, VehicleEntry)>) -> Result<()> {
    if cx.importing().is_some() {
        return actions::succeed(cx, org, changed).await;
    }
    for (was, is) in changed {
        store::update(cx, &is).await?;
        cx.record(Change::to(org, is.id).before(&was).after(&is));
    }
    Ok(())
}

/// A known vehicle as the row says it is; what the row does not say stays.
fn brought_up(was: &VehicleEntry, said: VehicleEntry) -> VehicleEntry {
    VehicleEntry {
        place_id: said.place_id.or(was.place_id),
        maker: said.maker.or_else(|| was.maker.clone()),
        colour: said.colour.or_else(|| was.colour.clone()),
        kind: said.kind,
        ..was.clone()
    }
}

/// Writes new vehicles in bulk, findable from now on.
async fn drive_in(cx: &mut Context, fresh: &[VehicleEntry]) -> Result<()> {
    store::insert(cx, fresh).await?;
    let persons: BTreeSet<PersonId> = fresh.iter().map(|v| v.person_id).collect();
    let names = person::queries::names(cx, &persons.into_iter().collect::<Vec<_>>()).await?;
    let mut entries = Vec::with_capacity(fresh.len());
    for row in fresh {
        cx.record(Change::to(row.org_id, row.id).after(row));
        entries.push(actions::entry(row, names.get(&row.person_id).map_or("", String::as_str)));
    }
    search::bring(cx, &entries).await
}
