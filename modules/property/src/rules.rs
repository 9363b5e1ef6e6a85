//! Where a place may lie, what it is called, and how a building is laid out. Pure.

use std::collections::BTreeSet;

use kernel::{Error, FieldError, Message, Result};

use crate::model::{CreateBuilding, Facts, Line, Place, PlaceKind, PlaceKind::*, RoomState};

/// The most rooms laid out in one go.
pub const ROOMS: usize = 5_000;
/// Added to a storey's number in its path, so that those below ground come first and all sort as text.
const GROUND: i64 = 1_000;

/// The place above a new one, as far as code and path depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Above<'a> {
    /// What it is.
    pub kind: PlaceKind,
    /// Its code.
    pub code: &'a str,
    /// Its own part of the code.
    pub segment: &'a str,
    /// Its path.
    pub path: &'a str,
}

impl Place {
    /// The place as what lies below sees it.
    pub fn above(&self) -> Above<'_> {
        Above { kind: self.kind, code: &self.code, segment: &self.segment, path: &self.path }
    }
}

/// Whether a place of this kind may lie there; `None` is directly in the community.
pub fn may_lie_in(kind: PlaceKind, above: Option<PlaceKind>) -> bool {
    match kind {
        Zone | Building => matches!(above, None | Some(Zone)),
        Unit => above == Some(Building),
        Floor => matches!(above, Some(Building | Unit)),
        Room => matches!(above, None | Some(Zone | Building | Unit | Floor)),
        ParkingSpace => matches!(above, None | Some(Zone | Building | Floor | PublicArea)),
        PublicArea | EquipmentRoom | GarbagePoint | Gate => {
            matches!(above, None | Some(Zone | Building | Unit | Floor | PublicArea))
        }
    }
}

/// A part of a code as it is kept: half width, without space around it.
/// Slashes would break paths, and space inside would never be typed the same way twice.
pub fn segment(text: &str) -> Result<String> {
    let half = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let segment = text.chars().map(half).collect::<String>().trim().to_owned();
    let wrong = |c: char| c == '/' || c.is_whitespace() || c.is_control();
    if segment.is_empty() || segment.starts_with('-') || segment.ends_with('-') || segment.contains(wrong) {
        return Err(Error::field("segment", Message::of("property-segment-wrong").with("given", text)));
    }
    Ok(segment)
}

/// A part of a code without the word people put behind it: `3栋`, `3号楼` and `3` are one building, `502室` is 502.
pub fn bare(text: &str) -> String {
    let given = text.trim();
    let segment = segment(given).unwrap_or_else(|_| given.to_owned());
    for mark in ["号楼", "栋", "幢", "座", "单元", "室", "号", "房"] {
        if let Some(rest) =
            segment.strip_suffix(mark).filter(|rest| rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
        {
            return rest.to_owned();
        }
    }
    segment
}

/// A room's code from the parts a sheet gives, in the usual notations; parts that are not given are left out.
pub fn room_code(building: Option<&str>, unit: Option<&str>, number: &str) -> String {
    let parts = [building, unit, Some(number)].into_iter().flatten().map(bare).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// The storey a floor's number speaks of: `5`, `5F`, `5层` are 5; `B1`, `-1`, `负1层` are -1.
pub fn storey(segment: &str) -> Option<i64> {
    let bare = segment.trim_end_matches(['层', '楼']).trim_end_matches(['F', 'f']);
    let below = bare.strip_prefix(['B', 'b', '-', '负']);
    let number = below.unwrap_or(bare).parse::<i64>().ok().filter(|n| *n > 0)?;
    Some(if below.is_some() { -number } else { number })
}

/// A storey's number as the door says it: `5F`, `B1`.
pub fn storey_segment(floor: i64) -> String {
    if floor < 0 { format!("B{}", -floor) } else { format!("{floor}F") }
}

/// How people name a place: the parts of building, unit and itself. Zones and storeys do not show, parking spaces are
/// numbered through the whole community.
pub fn code(kind: PlaceKind, above: Option<Above<'_>>, segment: &str) -> String {
    if kind == ParkingSpace {
        return segment.to_owned();
    }
    let stem = above.map_or("", |a| match a.kind {
        Zone => "",
        Building | Unit => a.code,
        _ => a.code.strip_suffix(a.segment).unwrap_or_default().trim_end_matches('-'),
    });
    if stem.is_empty() { segment.to_owned() } else { format!("{stem}-{segment}") }
}

/// The path: a letter for the kind and the padded part of each place from the community down.
pub fn path(kind: PlaceKind, above: Option<Above<'_>>, segment: &str, floor: Option<i64>) -> String {
    let letter = match kind {
        Zone => 'a',
        Building => 'b',
        Unit => 'c',
        Floor => 'd',
        Room => 'e',
        PublicArea => 'f',
        EquipmentRoom => 'g',
        ParkingSpace => 'h',
        GarbagePoint => 'i',
        Gate => 'j',
    };
    let part = match (kind, floor) {
        (Floor, Some(floor)) => format!("{:06}", floor + GROUND),
        _ => distinct_key(segment),
    };
    format!("{}{letter}{part}/", above.map_or("", |a| a.path))
}

/// The natural key of a part of a path. `0502` and `502` order alike but are two rooms, so the first also says how it is
/// written.
fn distinct_key(segment: &str) -> String {
    let key = natural_key(segment);
    let mut before = ' ';
    let filled = segment.chars().any(|c| {
        let leads = c == '0' && !before.is_ascii_digit();
        before = c;
        leads
    });
    if filled { format!("{key}~{segment}") } else { key }
}

/// A key for the natural order: numbers inside a text filled up to six digits, so that 2 comes before 10.
pub fn natural_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut digits = String::new();
    let flush = |digits: &mut String, out: &mut String| {
        if !digits.is_empty() {
            out.push_str(&format!("{digits:0>6}"));
            digits.clear();
        }
    };
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            flush(&mut digits, &mut out);
            out.push(c);
        }
    }
    flush(&mut digits, &mut out);
    out
}

/// How a room stands once its owner has the keys.
pub(crate) fn delivered(state: RoomState) -> RoomState {
    match state {
        RoomState::Unsold | RoomState::Undelivered => RoomState::Vacant,
        other => other,
    }
}

/// What is said of a place, made whole: a room has a use and a state, the shared area follows from the other two;
/// nothing else has a use, a state or a key day.
pub fn facts(kind: PlaceKind, mut facts: Facts) -> Result<Facts> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, key: &'static str| {
        wrong.push(FieldError { field: field.to_owned(), message: Message::of(key) });
    };
    if kind == Room {
        facts.r#use = facts.r#use.or(Some(crate::model::Use::Home));
        let unhandled = if facts.delivered_on.is_some() { RoomState::Vacant } else { RoomState::Undelivered };
        facts.state = facts.state.or(Some(unhandled));
    } else {
        if facts.r#use.is_some() {
            refuse("use", "property-only-for-rooms");
        }
        if facts.state.is_some() {
            refuse("state", "property-only-for-rooms");
        }
    }
    if let (Some(built), Some(inside)) = (facts.built_area, facts.inside_area) {
        if inside > built {
            refuse("inside_area", "property-inside-exceeds-built");
        } else {
            facts.shared_area = facts.shared_area.or(Some(kernel::Area(built.0 - inside.0)));
        }
    }
    if wrong.is_empty() { Ok(facts) } else { Err(Error::Invalid(wrong)) }
}

/// One floor of a building to be: its storey and the parts of its rooms' codes with their line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storey<'a> {
    /// 5, or -1 for the first below ground.
    pub floor: i64,
    /// The rooms from left to right.
    pub rooms: Vec<(String, &'a Line)>,
}

/// The storeys of every unit of a building, from the lowest up. Storey 0 does not exist; those left out are skipped.
pub fn layout(input: &CreateBuilding) -> Result<Vec<Storey<'_>>> {
    if input.first_floor > input.last_floor {
        return Err(Error::field("last_floor", Message::of("property-floors-upside-down")));
    }
    let without = skipped(input.without_floors.as_deref().unwrap_or_default())?;
    let mut names = BTreeSet::new();
    for line in &input.lines {
        segment(&line.line)?;
        if !names.insert(line.line.trim()) {
            return Err(Error::field("lines", Message::of("property-line-twice").with("line", &line.line)));
        }
    }
    let floors = (input.first_floor..=input.last_floor).filter(|f| *f != 0 && !without.contains(f));
    let storeys: Vec<Storey<'_>> = floors
        .map(|floor| {
            let number = if floor < 0 { format!("B{}", -floor) } else { floor.to_string() };
            Storey { floor, rooms: input.lines.iter().map(|l| (format!("{number}{}", l.line.trim()), l)).collect() }
        })
        .collect();
    let units = usize::try_from(input.units.max(1)).unwrap_or(1);
    let rooms = storeys.len() * input.lines.len() * units;
    if rooms > ROOMS {
        return Err(Error::field(
            "lines",
            Message::of("property-too-many-rooms").with("count", rooms).with("max", ROOMS),
        ));
    }
    Ok(storeys)
}

fn skipped(text: &str) -> Result<BTreeSet<i64>> {
    let parts = text.split([',', '，', '、', ' ']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            storey(part).ok_or_else(|| {
                Error::field("without_floors", Message::of("property-floor-unreadable").with("given", part))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use kernel::Area;

    use super::*;
    use crate::model::Use;

    fn above(kind: PlaceKind, code: &'static str, segment: &'static str, path: &'static str) -> Option<Above<'static>> {
        Some(Above { kind, code, segment, path })
    }

    #[test]
    fn a_room_is_named_by_building_and_unit_but_not_by_its_storey() {
        let floor = above(Floor, "3-1-5F", "5F", "b000003/c000001/d001005/");
        assert_eq!(code(Room, floor, "502"), "3-1-502");
        assert_eq!(path(Room, floor, "502", None), "b000003/c000001/d001005/e000502/");
        assert_eq!(code(Unit, above(Building, "3", "3", "b000003/"), "1"), "3-1");
        assert_eq!(code(Building, above(Zone, "A", "A", "aA/"), "3"), "3");
        assert_eq!(code(PublicArea, above(Unit, "3-1", "1", "x/"), "DT"), "3-1-DT");
        assert_eq!(code(Room, above(Floor, "5F", "5F", "x/"), "502"), "502");
        assert_eq!(code(ParkingSpace, above(PublicArea, "B1", "B1", "fB000001/"), "B1-023"), "B1-023");
    }

    #[test]
    fn paths_sort_as_people_count() {
        let mut paths: Vec<String> = ["10", "2", "1"].iter().map(|s| path(Building, None, s, None)).collect();
        paths.sort();
        assert_eq!(paths, ["b000001/", "b000002/", "b000010/"]);
        assert!(path(Floor, None, "B1", Some(-1)) < path(Floor, None, "1F", Some(1)));
        assert!(path(Floor, None, "9F", Some(9)) < path(Floor, None, "10F", Some(10)));
    }

    #[test]
    fn a_room_lies_in_a_house_and_a_house_in_no_room() {
        for (kind, above, may) in [
            (Room, Some(Floor), true),
            (Room, Some(Unit), true),
            (Room, None, true),
            (Building, Some(Room), false),
            (Unit, None, false),
            (Unit, Some(Building), true),
            (Floor, Some(Zone), false),
            (ParkingSpace, Some(PublicArea), true),
            (Gate, Some(Room), false),
        ] {
            assert_eq!(may_lie_in(kind, above), may, "{kind:?} in {above:?}");
        }
    }

    #[test]
    fn storeys_are_read_in_the_usual_notations() {
        for (text, floor) in [
            ("5", Some(5)),
            ("5F", Some(5)),
            ("12层", Some(12)),
            ("B1", Some(-1)),
            ("-2", Some(-2)),
            ("负1层", Some(-1)),
            ("夹层", None),
            ("0", None),
        ] {
            assert_eq!(storey(text), floor, "{text}");
        }
        assert_eq!(storey_segment(-1), "B1");
    }

    #[test]
    fn a_part_of_a_code_is_cleaned_or_refused() {
        assert_eq!(segment(" ５０２ ").ok().as_deref(), Some("502"));
        for wrong in ["", " ", "5/2", "5 2", "-5", "5-"] {
            assert!(segment(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_room_is_the_same_in_the_notations_of_a_sheet() {
        for (building, unit, number) in [("3", "1", "502"), ("3栋", "1单元", "502室"), (" ３号楼", "1 ", "502")]
        {
            assert_eq!(room_code(Some(building), Some(unit), number), "3-1-502");
        }
        assert_eq!(room_code(Some("A座"), None, "1203"), "A-1203");
        assert_eq!(room_code(None, None, "3-1-502"), "3-1-502");
        assert_eq!(bare("听澜苑"), "听澜苑");
        let paths: BTreeSet<String> = ["502", "0502", "00502"].iter().map(|s| path(Room, None, s, None)).collect();
        assert_eq!(paths.len(), 3);
    }

    #[test]
    fn a_room_gets_use_state_and_shared_area_and_a_gate_none() {
        let said = Facts { built_area: Some(Area(9_860)), inside_area: Some(Area(7_592)), ..Facts::default() };
        let room = facts(Room, said.clone()).expect("a room");
        assert_eq!((room.r#use, room.state), (Some(Use::Home), Some(RoomState::Undelivered)));
        assert_eq!(room.shared_area, Some(Area(2_268)));
        assert!(facts(Gate, Facts { state: Some(RoomState::Let), ..Facts::default() }).is_err());
        let inside_out = Facts { built_area: Some(Area(1)), inside_area: Some(Area(2)), ..Facts::default() };
        assert!(facts(Room, inside_out).is_err());
    }

    fn building(first: i64, last: i64, without: &str, lines: &[&str]) -> CreateBuilding {
        CreateBuilding {
            org_id: None,
            parent_id: None,
            segment: "3".into(),
            name: None,
            units: 2,
            first_floor: first,
            last_floor: last,
            without_floors: Some(without.into()),
            lines: lines.iter().map(|l| Line { line: (*l).into(), built_area: None, inside_area: None }).collect(),
            facts: Facts::default(),
        }
    }

    #[test]
    fn a_house_has_no_storey_nought_and_may_leave_out_the_fourth() {
        let input = building(-1, 5, "4", &["01", "02"]);
        let storeys = layout(&input).expect("a layout");
        assert_eq!(storeys.iter().map(|s| s.floor).collect::<Vec<_>>(), [-1, 1, 2, 3, 5]);
        let rooms: Vec<&str> = storeys.iter().flat_map(|s| s.rooms.iter().map(|(r, _)| r.as_str())).collect();
        assert_eq!(rooms, ["B101", "B102", "101", "102", "201", "202", "301", "302", "501", "502"]);
    }

    #[test]
    fn an_impossible_house_is_refused_at_its_field() {
        for (input, field) in [
            (building(5, 1, "", &["01"]), "last_floor"),
            (building(1, 5, "四", &["01"]), "without_floors"),
            (building(1, 5, "", &["01", "01"]), "lines"),
            (building(1, 200, "", &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"]), "lines"),
        ] {
            let Err(Error::Invalid(errors)) = layout(&input) else { panic!("{field} was accepted") };
            assert_eq!(errors[0].field, field);
        }
    }
}
