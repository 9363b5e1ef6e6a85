//! Occupancies from workbooks: of their own sheet, or from the sheet of rooms that names each room's owner.

use std::collections::BTreeMap;

use kernel::{
    Date, OrgId, Result,
    form::{Field, Kind},
};
use module::{Chunk, Context, Taken, search};
use property::{PlaceId, PlaceKind};
use serde::Deserialize;
use serde_json::Value;
use sheet::{Column, Register};

use super::{
    actions,
    model::{OccupancyRow, Role},
    queries,
    rules::{self, Wish},
    store,
};
use crate::{
    events,
    import::{choice, complain, owners_of, text},
    person::{
        model::{Person, PersonId},
        rules::given,
    },
};

/// The sheet of occupancies.
pub(crate) fn register() -> Register {
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

/// A row that says who is what to which room: of its own register, or of the sheet of rooms.
#[derive(Deserialize)]
struct OccupancyLine {
    room: Option<String>,
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
        let whole = self.room.as_deref().map(search::key);
        whole.unwrap_or_else(|| {
            let number = self.number.as_deref().unwrap_or_default();
            property::room_code(self.building.as_deref(), self.unit.as_deref(), number)
        })
    }
}

/// Takes occupancies; a room's row without an owner has none to take.
pub(crate) async fn take(cx: &mut Context, chunk: Chunk) -> Result<Vec<Taken>> {
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
    for row in store::of_places(cx, org, &ids).await? {
        held.entry(row.place_id).or_default().push(row);
    }
    let (mut fresh, mut known, mut taken) = (Vec::new(), Vec::new(), Vec::with_capacity(lines.len()));
    for (line, code) in lines.iter().zip(&codes) {
        let Some(number) = given(line.owner.as_deref()) else {
            taken.push(Taken::Unchanged);
            continue;
        };
        let (place, person) = match (places.get(code), persons.get(number)) {
            (Some(place), Some(person)) => (place, person),
            // Said while rows are only being checked too: intake knows which owners the same workbook brings.
            (_, None) => {
                taken.push(complain("owner", "party-import-no-owner"));
                continue;
            }
            // The sheet of rooms brings the room itself; while rows are only being checked it is not there yet.
            (None, _) if chunk.dry => {
                taken.push(Taken::Created);
                continue;
            }
            (None, _) => {
                taken.push(complain("room", "party-import-no-room"));
                continue;
            }
        };
        let role = line.role.unwrap_or(Role::Owner);
        let others = held.entry(place.id).or_default();
        if others.iter().any(|o| o.person_id == person.id && o.role == role && o.to_on == line.to_on.or(o.to_on)) {
            taken.push(Taken::Unchanged);
            continue;
        }
        let from_on = line.from_on.or(line.delivered_on).unwrap_or(today);
        let wish = Wish { person: person.id, role, share: None, from_on, to_on: line.to_on };
        if let Err(error) = rules::admit(&wish, others) {
            taken.push(Taken::refused(error)?);
            continue;
        }
        let row = actions::row(cx, org, place.id, &wish, line.lives_here);
        others.push(row.clone());
        // Somebody who is seen already is found by his room when it is seen.
        if cx.importing().is_some_and(|import| person.import != Some(import)) {
            known.push(person.id);
        }
        fresh.push((row, place.code.clone()));
        taken.push(Taken::Created);
    }
    if !chunk.dry {
        cx.changes(org, "owner", known.iter().map(|id| id.uuid()).collect()).await?;
        occupy(cx, org, &fresh, &known).await?;
    }
    Ok(taken)
}

/// Writes new occupancies in bulk; the search box names the rooms of their persons.
async fn occupy(cx: &mut Context, org: OrgId, fresh: &[(OccupancyRow, String)], known: &[PersonId]) -> Result<()> {
    let rows: Vec<OccupancyRow> = fresh.iter().map(|(row, _)| row.clone()).collect();
    store::insert(cx, &rows).await?;
    let speech = cx.speech();
    let mut rooms: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    for (row, code) in fresh {
        actions::note(cx, row);
        let words = format!("{code} {}", queries::role_words(&speech, row.role));
        rooms.entry(row.person_id).or_default().push(words);
    }
    if cx.importing().is_some() {
        rooms.retain(|person, _| !known.contains(person));
        return describe(cx, org, rooms).await;
    }
    let today = cx.now().date(cx.zone());
    let (here, ids) = (cx.scope().only(org), rooms.keys().copied().collect::<Vec<_>>());
    let mut held: BTreeMap<PersonId, usize> = BTreeMap::new();
    for row in store::current_of(cx, &here, &ids, today).await? {
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

/// Names the rooms of persons an import has brought a moment ago, those of earlier rows first.
async fn describe(cx: &mut Context, org: OrgId, mut rooms: BTreeMap<PersonId, Vec<String>>) -> Result<()> {
    let (here, today) = (cx.scope().only(org), cx.now().date(cx.zone()));
    let ids: Vec<PersonId> = rooms.keys().copied().collect();
    let before = store::current_of(cx, &here, &ids, today).await?;
    let places: Vec<PlaceId> = before.iter().map(|row| row.place_id).collect();
    let (places, speech) = (property::place_lines(cx, &places).await?, cx.speech());
    for row in &before {
        if let (Some(words), Some(place)) = (rooms.get_mut(&row.person_id), places.get(&row.place_id)) {
            words.insert(0, format!("{} {}", place.code, queries::role_words(&speech, row.role)));
        }
    }
    let entry = |(person, words): (PersonId, Vec<String>)| search::Entry {
        org,
        id: person.uuid(),
        kind: <Person as kernel::Noun>::PREFIX,
        title: String::new(),
        subtitle: words.into_iter().take(3).collect::<Vec<_>>().join(" · "),
        path: format!("/party/persons/{person}"),
        terms: Vec::new(),
    };
    search::describe_many(cx, rooms.into_iter().map(entry).collect()).await
}
