//! The registers taken from workbooks: owners, what they are to rooms, and vehicles.
//!
//! Each takes a chunk of checked rows, looks all of them up in a few statements, and writes what is new in bulk.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Date, Error, OrgId, Result,
    form::{Choice, Field, Kind},
};
use module::{Change, Chunk, Complaint, Context, Importable, Taken, search};
use property::{PlaceId, PlaceKind};
use serde::Deserialize;
use serde_json::{Map, Value};
use sheet::{Column, Register};

use crate::{
    OCCUPANCY_CREATE, PERSON_CREATE, VEHICLE_CREATE, events,
    occupancy::{
        self,
        model::{OccupancyRow, Role},
        rules::Wish,
    },
    person::{
        self,
        actions::Noted,
        model::{Gender, PersonCard, PersonId, PersonKind, PersonState, Personal},
        store::{NewPerson, Plain},
    },
    vehicle::{
        self,
        model::{VehicleEntry, VehicleKind},
    },
};

/// Other systems demand a number where none is known; these stand for "none".
const NO_PHONE: &[&str] = &["18999999999"];
const NO_IDENTITY: &[&str] = &["111111111111111111"];

/// The registers of this module.
pub(crate) fn registers() -> Vec<Importable> {
    vec![
        Importable::new(owner_register(), PERSON_CREATE, owners),
        Importable::new(occupancy_register(), OCCUPANCY_CREATE, occupancies).following("room"),
        Importable::new(vehicle_register(), VEHICLE_CREATE, vehicles).following("parking_space"),
    ]
}

fn text(name: &str, longest: i64) -> Field {
    Field { max: Some(longest), ..Field::new(name, Kind::Text) }
}

fn personal(field: Field) -> Field {
    Field { personal: true, ..field }
}

fn choice(words: impl Iterator<Item = &'static str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

fn owner_register() -> Register {
    let phone = |name: &str| personal(Field::new(name, Kind::Phone));
    let gender = choice(Gender::ALL.iter().map(|g| g.word()));
    let kind = choice(PersonKind::ALL.iter().map(|k| k.word()));
    Register::new("owner", "业主", "Owners")
        .also(&["业主信息", "业主资料", "住户", "住户信息", "人员"])
        .column(
            Column::new(text("external_no", 40).required(), "业主编号", "Owner number")
                .also(&["住户编号", "客户编号", "人员编号"])
                .key()
                .explained(None, "1001"),
        )
        .column(
            Column::new(personal(text("name", 50)).required(), "姓名", "Name")
                .also(&["业主名称", "业主姓名", "客户名称", "住户姓名"])
                .explained(None, "张小明"),
        )
        .column(
            Column::new(phone("phone"), "手机号", "Phone")
                .also(&["电话", "联系电话", "手机", "手机号码"])
                .absent(NO_PHONE)
                .explained(None, "13800130001"),
        )
        .column(Column::new(phone("second_phone"), "备用电话", "Second phone").also(&["电话2", "其他电话"]))
        .column(
            Column::new(personal(text("identity_number", 30)), "证件号", "Document number")
                .also(&["身份证号", "身份证", "身份证号码", "证件号码"])
                .absent(NO_IDENTITY),
        )
        .column(Column::new(Field::new("gender", gender), "性别", "Gender").codes(&[
            ("男", "male"),
            ("女", "female"),
            ("先生", "male"),
            ("女士", "female"),
            ("未知", ""),
        ]))
        .column(Column::new(Field::new("kind", kind), "类别", "Kind").also(&["客户类型", "业主类型"]).codes(&[
            ("个人", "person"),
            ("单位", "organisation"),
            ("企业", "organisation"),
            ("公司", "organisation"),
        ]))
        .column(Column::new(Field::new("born_on", Kind::Date), "生日", "Birthday").also(&["出生日期"]))
        .column(Column::new(personal(text("email", 100)), "电子邮箱", "E-mail").also(&["邮箱"]))
        .column(Column::new(text("note", 500), "备注", "Note"))
}

/// What an occupancy's row says about a room is what the sheet of rooms says: building, unit and number, or the whole code.
fn occupancy_register() -> Register {
    let role = choice(Role::ALL.iter().map(|r| r.word()));
    let roles = [
        ("业主", "owner"),
        ("产权人", "owner"),
        ("共有人", "co_owner"),
        ("租户", "tenant"),
        ("租客", "tenant"),
        ("家属", "family"),
        ("家庭成员", "family"),
        ("缴费人", "payer"),
        ("紧急联系人", "emergency_contact"),
    ];
    Register::new("occupancy", "业主与住户", "Owners and residents")
        .also(&["房屋关系", "居住关系", "房屋业主"])
        .column(
            Column::new(text("room", 60).required(), "房号", "Room")
                .also(&["房屋", "房间号"])
                .key()
                .explained(None, "3-1-502"),
        )
        .column(
            Column::new(text("owner", 40).required(), "业主编号", "Owner number")
                .also(&["住户编号", "人员编号"])
                .key()
                .explained(None, "1001"),
        )
        .column(Column::new(Field::new("role", role), "身份", "Role").also(&["关系", "住户类型"]).codes(&roles).key())
        .column(Column::new(Field::new("from_on", Kind::Date), "开始日期", "First day").also(&["入住日期", "起租日期"]))
        .column(Column::new(Field::new("to_on", Kind::Date), "结束日期", "Last day").also(&["到期日期", "租期至"]))
        .column(Column::new(Field::new("lives_here", Kind::Bool), "是否居住", "Lives here").also(&["住在此处"]))
        .refers(&["owner"], "owner", &["external_no"])
}

fn vehicle_register() -> Register {
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

/// A row of the register of owners.
#[derive(Deserialize)]
struct OwnerLine {
    external_no: String,
    name: String,
    phone: Option<String>,
    second_phone: Option<String>,
    identity_number: Option<String>,
    gender: Option<Gender>,
    kind: Option<PersonKind>,
    born_on: Option<Date>,
    email: Option<String>,
    note: Option<String>,
}

/// Takes owners: new ones, those known by their number in this community, and those known elsewhere by identity number.
pub(crate) async fn owners(cx: &mut Context, chunk: Chunk) -> Result<Vec<Taken>> {
    cx.within(chunk.org)?;
    let lines: Vec<Result<(String, Plain, Personal)>> = chunk.rows.into_iter().map(owner_line).collect();
    let good = || lines.iter().filter_map(|line| line.as_ref().ok());
    let numbers: Vec<String> = good().map(|(number, _, _)| number.clone()).collect();
    let identities: Vec<&String> = good().filter_map(|(_, _, personal)| personal.identity_number.as_ref()).collect();
    let there = person::store::by_external_no(cx, chunk.org, &numbers).await?;
    let known = person::store::by_identities(cx, &identities).await?;
    let ids: Vec<PersonId> = there.values().copied().collect();
    let rows = person::store::several(cx, &ids).await?;
    let rows: BTreeMap<PersonId, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut fresh: Vec<NewPerson> = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut taken = Vec::with_capacity(lines.len());
    for line in lines {
        let (number, plain, personal) = match line {
            Ok(line) => line,
            Err(error) => {
                taken.push(refused(error)?);
                continue;
            }
        };
        let elsewhere = personal.identity_number.as_ref().and_then(|identity| known.get(identity));
        let clash = elsewhere.is_some_and(|(id, name)| *name != plain.name && there.get(&number) != Some(id));
        let twice = personal.identity_number.as_ref().is_some_and(|i| seen.contains_key(i));
        if clash || twice {
            taken.push(complain("identity_number", "party-identity-taken"));
            continue;
        }
        if let Some(identity) = &personal.identity_number {
            seen.insert(identity.clone(), number.clone());
        }
        taken.push(match (there.get(&number).and_then(|id| rows.get(id)), elsewhere) {
            (Some(row), _) => renew(cx, row, plain, personal, chunk.dry).await?,
            (None, Some((id, name))) => {
                if !chunk.dry {
                    person::store::join(cx, chunk.org, &[(*id, name.clone())]).await?;
                    person::store::number(cx, chunk.org, *id, &number).await?;
                    events::index(cx, &[chunk.org], *id).await?;
                }
                Taken::Updated
            }
            (None, None) => {
                fresh.push(NewPerson { id: cx.new_id(), plain, personal, external_no: Some(number) });
                Taken::Created
            }
        });
    }
    if !chunk.dry {
        register(cx, chunk.org, &fresh).await?;
    }
    Ok(taken)
}

fn owner_line(row: Map<String, Value>) -> Result<(String, Plain, Personal)> {
    let line: OwnerLine = serde_json::from_value(Value::Object(row))?;
    let kind = line.kind.unwrap_or(PersonKind::Person);
    let typed = Personal {
        phone: line.phone,
        second_phone: line.second_phone,
        identity_number: line.identity_number,
        email: line.email,
    };
    let personal = person::rules::personal(kind, typed)?;
    let plain = Plain {
        kind,
        name: person::rules::name(&line.name)?,
        gender: line.gender,
        born_on: line.born_on.or_else(|| personal.identity_number.as_deref().and_then(person::rules::birthday)),
        note: person::rules::given(line.note.as_deref()).map(str::to_owned),
    };
    Ok((line.external_no.trim().to_owned(), plain, personal))
}

/// Brings a person up to what the row says; what it does not say stays.
async fn renew(
    cx: &mut Context,
    row: &person::model::PersonRow,
    said: Plain,
    new: Personal,
    dry: bool,
) -> Result<Taken> {
    if row.state == PersonState::Erased {
        return Ok(complain("external_no", "party-person-is-erased"));
    }
    let was = person::store::open(cx, row)?;
    let personal = Personal {
        phone: new.phone.or_else(|| was.phone.clone()),
        second_phone: new.second_phone.or_else(|| was.second_phone.clone()),
        identity_number: new.identity_number.or_else(|| was.identity_number.clone()),
        email: new.email.or_else(|| was.email.clone()),
    };
    let plain = Plain {
        gender: said.gender.or(row.gender),
        born_on: said.born_on.or(row.born_on),
        note: said.note.or_else(|| row.note.clone()),
        ..said
    };
    let same = (&plain.name, plain.kind, plain.gender, plain.born_on, &plain.note)
        == (&row.name, row.kind, row.gender, row.born_on, &row.note);
    if same && personal == was {
        return Ok(Taken::Unchanged);
    }
    if !dry {
        let before = Noted::new(cx, &row.name, person::queries::card(row, &was), &was);
        person::store::update(cx, row.id, &plain, &personal).await?;
        let after = Noted::new(cx, &plain.name, card(row.id, &plain, &personal, row.version + 1), &personal);
        cx.record(Change::to(kernel::COMPANY, row.id).before(&before).after(&after));
        events::changed(cx, row.id).await?;
    }
    Ok(Taken::Updated)
}

fn card(id: PersonId, plain: &Plain, personal: &Personal, version: i64) -> PersonCard {
    let masked = person::rules::masked(personal);
    PersonCard {
        id,
        kind: plain.kind,
        name: person::rules::mask_name(plain.kind, &plain.name),
        gender: plain.gender,
        born_on: plain.born_on,
        phone: masked.phone,
        second_phone: masked.second_phone,
        identity_number: masked.identity_number,
        email: masked.email,
        note: plain.note.clone(),
        state: PersonState::Active,
        version,
    }
}

/// Writes new persons of a community in bulk, findable from now on.
async fn register(cx: &mut Context, org: OrgId, fresh: &[NewPerson]) -> Result<()> {
    person::store::insert(cx, fresh).await?;
    person::store::join_new(cx, org, fresh).await?;
    let mut entries = Vec::with_capacity(fresh.len());
    for new in fresh {
        let card = card(new.id, &new.plain, &new.personal, 1);
        let title = card.name.clone();
        let noted = Noted::new(cx, &new.plain.name, card, &new.personal);
        cx.record(Change::to(org, new.id).after(&noted));
        entries.push(events::entry(cx, org, new.id, &new.plain.name, title, &new.personal));
    }
    search::add(cx.tx(), &entries).await
}

/// A row that says who is what to which room: of its own register, or of the sheet of rooms.
#[derive(Deserialize)]
struct OccupancyLine {
    room: Option<String>,
    code: Option<String>,
    building: Option<String>,
    unit: Option<String>,
    number: Option<String>,
    owner: Option<String>,
    role: Option<Role>,
    from_on: Option<Date>,
    delivered_on: Option<Date>,
    to_on: Option<Date>,
    lives_here: Option<bool>,
}

impl OccupancyLine {
    /// The room's code: given whole, or put together from building, unit and number.
    fn code(&self) -> String {
        let whole = self.room.as_deref().or(self.code.as_deref()).map(search::key);
        whole.unwrap_or_else(|| {
            let parts = [&self.building, &self.unit, &self.number];
            parts.into_iter().flatten().map(|part| part.trim()).filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-")
        })
    }
}

/// Takes occupancies; a room's row without an owner has none to take.
pub(crate) async fn occupancies(cx: &mut Context, chunk: Chunk) -> Result<Vec<Taken>> {
    cx.within(chunk.org)?;
    let (today, org) = (cx.now().date(cx.zone()), chunk.org);
    let lines: Vec<OccupancyLine> =
        chunk.rows.into_iter().map(|row| Ok(serde_json::from_value(Value::Object(row))?)).collect::<Result<_>>()?;
    let codes: Vec<String> = lines.iter().map(OccupancyLine::code).collect();
    let wanted: Vec<&str> = codes.iter().map(String::as_str).collect();
    let places = property::places_by_code(cx, org, PlaceKind::Room, &wanted).await?;
    let persons = owners_of(cx, org, lines.iter().map(|line| line.owner.as_ref())).await?;
    let ids: Vec<PlaceId> = places.values().map(|place| place.id).collect();
    let mut held: BTreeMap<PlaceId, Vec<OccupancyRow>> = BTreeMap::new();
    for row in occupancy::store::of_places(cx, org, &ids).await? {
        held.entry(row.place_id).or_default().push(row);
    }
    let (mut fresh, mut taken) = (Vec::new(), Vec::with_capacity(lines.len()));
    for (line, code) in lines.iter().zip(&codes) {
        let Some(number) = person::rules::given(line.owner.as_deref()) else {
            taken.push(Taken::Unchanged);
            continue;
        };
        let (place, person) = match (places.get(code), persons.get(number)) {
            (Some(place), Some(person)) => (place, *person),
            // While rows are only being checked, rooms and owners of the same workbook are not there yet.
            _ if chunk.dry => {
                taken.push(Taken::Created);
                continue;
            }
            (None, _) => {
                taken.push(complain("room", "party-import-no-room"));
                continue;
            }
            (_, None) => {
                taken.push(complain("owner", "party-import-no-owner"));
                continue;
            }
        };
        let role = line.role.unwrap_or(Role::Owner);
        let others = held.entry(place.id).or_default();
        if others.iter().any(|o| o.person_id == person && o.role == role && o.to_on == line.to_on.or(o.to_on)) {
            taken.push(Taken::Unchanged);
            continue;
        }
        let from_on = line.from_on.or(line.delivered_on).unwrap_or(today);
        let wish = Wish { person, role, share: None, from_on, to_on: line.to_on };
        if let Err(error) = occupancy::rules::admit(&wish, others) {
            taken.push(refused(error)?);
            continue;
        }
        let row = occupancy::actions::row(cx, org, place.id, &wish, line.lives_here);
        others.push(row.clone());
        fresh.push((row, place.code.clone()));
        taken.push(Taken::Created);
    }
    if !chunk.dry {
        occupy(cx, org, &fresh).await?;
    }
    Ok(taken)
}

/// The persons behind the numbers of a community's own register.
async fn owners_of(
    cx: &mut Context,
    org: OrgId,
    numbers: impl Iterator<Item = Option<&String>>,
) -> Result<BTreeMap<String, PersonId>> {
    let numbers: BTreeSet<String> = numbers.flatten().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
    person::store::by_external_no(cx, org, &numbers.into_iter().collect::<Vec<_>>()).await
}

/// Writes new occupancies in bulk; the search box names the rooms of their persons.
async fn occupy(cx: &mut Context, org: OrgId, fresh: &[(OccupancyRow, String)]) -> Result<()> {
    let rows: Vec<OccupancyRow> = fresh.iter().map(|(row, _)| row.clone()).collect();
    occupancy::store::insert(cx, &rows).await?;
    let speech = cx.speech();
    let mut rooms: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    for (row, code) in fresh {
        occupancy::actions::note(cx, row);
        let words = format!("{code} {}", occupancy::queries::role_words(&speech, row.role));
        rooms.entry(row.person_id).or_default().push(words);
    }
    let today = cx.now().date(cx.zone());
    let (here, ids) = (cx.scope().only(org), rooms.keys().copied().collect::<Vec<_>>());
    let mut held: BTreeMap<PersonId, usize> = BTreeMap::new();
    for row in occupancy::store::current_of(cx, &here, &ids, today).await? {
        *held.entry(row.person_id).or_default() += 1;
    }
    for (person, words) in rooms {
        if held.get(&person).is_some_and(|count| *count > words.len()) {
            events::index(cx, &[org], person).await?;
        } else {
            let subtitle = words.into_iter().take(3).collect::<Vec<_>>().join(" · ");
            search::describe(cx.tx(), org, person.uuid(), &subtitle).await?;
        }
    }
    Ok(())
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
    code: Option<String>,
    number: Option<String>,
}

/// Takes vehicles; a parking space's row without a plate has none to take.
pub(crate) async fn vehicles(cx: &mut Context, chunk: Chunk) -> Result<Vec<Taken>> {
    cx.within(chunk.org)?;
    let (today, org) = (cx.now().date(cx.zone()), chunk.org);
    let lines: Vec<VehicleLine> =
        chunk.rows.into_iter().map(|row| Ok(serde_json::from_value(Value::Object(row))?)).collect::<Result<_>>()?;
    let persons = owners_of(cx, org, lines.iter().map(|line| line.owner.as_ref())).await?;
    let space =
        |line: &VehicleLine| line.space.clone().or(line.code.clone()).or(line.number.clone()).unwrap_or_default();
    let codes: Vec<String> = lines.iter().map(space).collect();
    let wanted: Vec<&str> = codes.iter().map(String::as_str).filter(|code| !code.is_empty()).collect();
    let places = property::places_by_code(cx, org, PlaceKind::ParkingSpace, &wanted).await?;
    let plates = lines.iter().filter_map(|line| line.plate.as_deref());
    let plates: Vec<String> =
        plates.filter_map(|plate| vehicle::rules::plate(plate, None).ok()).map(|(plate, _)| plate).collect();
    let there = vehicle::store::with_plates(cx, org, &plates).await?;
    let mut there: BTreeMap<String, VehicleEntry> = there.into_iter().map(|v| (v.plate.clone(), v)).collect();
    let (mut fresh, mut taken) = (Vec::new(), Vec::with_capacity(lines.len()));
    for (line, code) in lines.iter().zip(&codes) {
        let Some(typed) = person::rules::given(line.plate.as_deref()) else {
            taken.push(Taken::Unchanged);
            continue;
        };
        let (plate, kind) = match vehicle::rules::plate(typed, line.kind) {
            Ok(plate) => plate,
            Err(error) => {
                taken.push(refused(error)?);
                continue;
            }
        };
        let Some(person) = persons.get(line.owner.as_deref().unwrap_or_default().trim()) else {
            taken.push(if chunk.dry { Taken::Created } else { complain("owner", "party-import-no-owner") });
            continue;
        };
        let row = VehicleEntry {
            org_id: org,
            id: cx.new_id(),
            plate: plate.clone(),
            person_id: *person,
            place_id: places.get(code).map(|place| place.id),
            kind,
            maker: person::rules::given(line.maker.as_deref()).map(str::to_owned),
            colour: person::rules::given(line.colour.as_deref()).map(str::to_owned),
            from_on: today,
            to_on: None,
            version: 1,
        };
        match there.get(&plate) {
            Some(was) if was.person_id != row.person_id => taken.push(complain("plate", "party-plate-taken")),
            Some(was) => taken.push(refresh(cx, was, row, chunk.dry).await?),
            None => {
                there.insert(plate, row.clone());
                fresh.push(row);
                taken.push(Taken::Created);
            }
        }
    }
    if !chunk.dry {
        drive_in(cx, &fresh).await?;
    }
    Ok(taken)
}

/// Brings a vehicle up to what the row says; what it does not say stays.
async fn refresh(cx: &mut Context, was: &VehicleEntry, said: VehicleEntry, dry: bool) -> Result<Taken> {
    let is = VehicleEntry {
        place_id: said.place_id.or(was.place_id),
        maker: said.maker.or_else(|| was.maker.clone()),
        colour: said.colour.or_else(|| was.colour.clone()),
        kind: said.kind,
        ..was.clone()
    };
    if is == *was {
        return Ok(Taken::Unchanged);
    }
    if !dry {
        vehicle::store::update(cx, &is).await?;
        cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    }
    Ok(Taken::Updated)
}

/// Writes new vehicles in bulk, findable from now on.
async fn drive_in(cx: &mut Context, fresh: &[VehicleEntry]) -> Result<()> {
    vehicle::store::insert(cx, fresh).await?;
    let persons: BTreeSet<PersonId> = fresh.iter().map(|v| v.person_id).collect();
    let names = person::queries::names(cx, &persons.into_iter().collect::<Vec<_>>()).await?;
    let mut entries = Vec::with_capacity(fresh.len());
    for row in fresh {
        cx.record(Change::to(row.org_id, row.id).after(row));
        entries.push(vehicle::actions::entry(row, names.get(&row.person_id).map_or("", String::as_str)));
    }
    search::add(cx.tx(), &entries).await
}

fn complain(field: &str, key: &str) -> Taken {
    Taken::Refused(vec![Complaint { field: field.to_owned(), key: key.to_owned(), params: Vec::new() }])
}

/// A refusal of a rule as a complaint about the row; anything else ends the chunk.
fn refused(error: Error) -> Result<Taken> {
    let complaint = |field: String, message: kernel::Message| Complaint {
        field,
        key: message.key.into_owned(),
        params: message.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    };
    match error {
        Error::Invalid(fields) => {
            Ok(Taken::Refused(fields.into_iter().map(|f| complaint(f.field, f.message)).collect()))
        }
        Error::Broken(message) => Ok(Taken::Refused(vec![complaint(String::new(), message)])),
        other => Err(other),
    }
}
