//! The record of a place, a building seen from the front, and sheets of labels.

use std::collections::BTreeMap;

use kernel::{Area, Date, Result};
use maud::{Markup, html};
use module::{Ask, Context, PublicAddress, Query, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card,
    elevation::{Elevation, Floor, Room, elevation},
    print, record,
    table::{Column, ColumnKind, simple},
};

use crate::{
    CREATE, EDIT, PRINT, RETIRE,
    model::{Place, PlaceFilter, PlaceId, PlaceKind, RoomState},
    queries::{self, Which},
    rules, store,
};

/// The most labels of one sheet.
const LABELS: i64 = 500;

/// The page of one place.
pub async fn page(cx: &mut Context, which: Which) -> Result<View> {
    let place = store::by_id(cx, which.id).await?;
    let way = store::way(cx, &place).await?;
    let inside = match place.kind {
        PlaceKind::Building => drawn(cx, &place).await?,
        _ => html! {},
    };
    let children = store::children(cx, &place, LABELS).await?;
    let speech = cx.speech();
    let head = record::Head {
        kind: kind_word(&speech, place.kind),
        number: place.code.clone(),
        title: place.name.clone(),
        state: state(&speech, &place),
        rings: Vec::new(),
        facts: Vec::new(),
    };
    let is_bare = inside.0.is_empty();
    let kept = if children.is_empty() { kept(cx, &speech, &place) } else { Vec::new() };
    let wide = html! {
        (inside)
        @if !children.is_empty() { (card::card(&speech.say("property-children"), html! {}, contents(&speech, &children))) }
        @if is_bare && children.is_empty() { (card::padded(&speech.say("property-children"), html! {}, html! { p.sub { (speech.say("property-children-none")) } })) }
    };
    let narrow = html! {
        (card::padded(&speech.say("property-facts"), html! {}, card::facts(&facts(&speech, &place))))
        @if !way.is_empty() { (card::padded(&speech.say("property-way"), html! {}, lies_in(&way))) }
        @if !kept.is_empty() { (card::padded(&speech.say("property-kept"), html! {}, html! { ul.chips { @for (words, list) in &kept { li { a.chip href=(list) { (words) } } } } })) }
        (card::padded(&speech.say("property-label"), html! {}, code(cx, &place)))
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &place))))
        (card::two_columns(wide, narrow))
    };
    Ok(View::new(format!("{} {}", place.code, place.name), body).live(format!("place:{}", place.id)))
}

fn kind_word(speech: &Speech, kind: PlaceKind) -> String {
    speech.say(&format!("choice-kind-{}", kind.word().replace('_', "-")))
}

fn state_word(speech: &Speech, state: RoomState) -> String {
    speech.say(&format!("choice-state-{}", state.word().replace('_', "-")))
}

fn state(speech: &Speech, place: &Place) -> (Tone, String) {
    match (place.retired_at, place.state) {
        (Some(_), _) => (Tone::Cancelled, speech.say("property-retired")),
        (None, Some(state)) => (tone(state), state_word(speech, state)),
        (None, None) => (Tone::Plain, speech.say("property-in-use")),
    }
}

/// The colour of a room's state, the same in the list of states and in the drawing.
fn tone(state: RoomState) -> Tone {
    match state {
        RoomState::Unsold => Tone::Cancelled,
        RoomState::Undelivered => Tone::New,
        RoomState::Vacant => Tone::Plain,
        RoomState::OwnerOccupied => Tone::Done,
        RoomState::Let => Tone::Active,
        RoomState::Renovating => Tone::Waiting,
    }
}

fn facts(speech: &Speech, place: &Place) -> Vec<(String, Markup)> {
    let area = |area: Option<Area>| area.map(|a| speech.area(a));
    let day = |day: Option<Date>| day.map(|d| d.to_string());
    let used = place.r#use.map(|u| speech.say(&format!("choice-use-{}", u.word())));
    let rows = [
        ("field-use", used),
        ("field-floor", place.floor.map(|f| f.to_string())),
        ("field-built-area", area(place.built_area)),
        ("field-inside-area", area(place.inside_area)),
        ("field-shared-area", area(place.shared_area)),
        ("field-takeover-on", day(place.takeover_on)),
        ("field-delivered-on", day(place.delivered_on)),
        ("field-warranty-until", day(place.warranty_until)),
        ("field-tag", place.tag.clone()),
    ];
    rows.into_iter().filter_map(|(key, value)| Some((speech.say(key), html! { (value?) }))).collect()
}

fn lies_in(way: &[Place]) -> Markup {
    html! { ul.chips { @for place in way { li { a.chip href=(href(place)) { (place.name) } } } } }
}

fn href(place: &Place) -> String {
    format!("/property/places/{}", place.id)
}

/// The lists of every module that can be narrowed to this place – bills, meters, deposits, cases … –, for whoever may see them here.
fn kept(cx: &Context, speech: &Speech, place: &Place) -> Vec<(String, String)> {
    let is_narrowed = |query: &&Query| {
        let has_page = query.list.as_ref().is_some_and(|list| list.page);
        has_page && query.form.fields.iter().any(|field| field.name == "place_id")
    };
    let seen = cx.platform().registry.queries().filter(is_narrowed);
    seen.filter(|query| cx.actor().may_in(query.permission, place.org_id))
        .map(|query| {
            let list = Address::new(query.path, vec![("place_id".to_owned(), place.id.to_string())]);
            (speech.say(&query.name.replace(['.', '_'], "-")), list.href())
        })
        .collect()
}

fn contents(speech: &Speech, children: &[Place]) -> Markup {
    let columns = ["field-code", "field-name", "field-kind", "field-state"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = children
        .iter()
        .map(|place| {
            vec![
                html! { a href=(href(place)) { (place.code) } },
                html! { (place.name) },
                html! { (kind_word(speech, place.kind)) },
                html! { @if let Some(state) = place.state { (record::badge(tone(state), &state_word(speech, state))) } },
            ]
        })
        .collect();
    simple(&speech.say("property-children"), &columns, &rows)
}

/// The buttons of a place, for those who may press them in its community.
fn offers(cx: &Context, speech: &Speech, place: &Place) -> Vec<Offer> {
    let may = |permission| cx.actor().may_in(permission, place.org_id);
    let next = ("next".to_owned(), href(place));
    let mut offers = Vec::new();
    if place.retired_at.is_none() && may(EDIT) {
        let mut query = typed(place);
        query.push(next.clone());
        let address = Address::new("/do/property.place.edit", query);
        offers.push(Offer::open(speech.say("property-place-edit"), address.href()).icon("edit").hotkey('e'));
    }
    let is_undelivered = place.kind == PlaceKind::Room && place.delivered_on.is_none();
    if place.retired_at.is_none() && is_undelivered && may(EDIT) {
        let query = vec![("id".to_owned(), place.id.to_string()), next.clone()];
        let address = Address::new("/do/property.place.deliver", query);
        offers.push(Offer::open(speech.say("property-place-deliver"), address.href()).icon("home"));
    }
    let holds = PlaceKind::ALL.iter().any(|kind| rules::may_lie_in(*kind, Some(place.kind)));
    if place.retired_at.is_none() && holds && may(CREATE) {
        let query =
            vec![("org_id".to_owned(), place.org_id.to_string()), ("parent_id".to_owned(), place.id.to_string())];
        let make = Address::new("/do/property.place.create", query);
        offers.push(Offer::open(speech.say("property-place-create-inside"), make.href()).icon("plus"));
    }
    if may(PRINT) {
        let below = Address::new("/property/labels", vec![("within".to_owned(), place.id.to_string())]);
        offers.push(Offer::open(speech.say("property-labels"), below.href()).icon("qrcode"));
    }
    if holds {
        let below = Address::new("/property/places", vec![("within".to_owned(), place.id.to_string())]);
        offers.push(Offer::open(speech.say("property-all-inside"), below.href()).icon("list-search"));
    }
    if place.retired_at.is_none() && may(RETIRE) {
        let query = vec![("id".to_owned(), place.id.to_string()), next];
        let address = Address::new("/do/property.place.retire", query);
        offers.push(Offer::open(speech.say("property-place-retire"), address.href()).icon("trash"));
    }
    offers
}

/// The values of a place as its form takes them.
fn typed(place: &Place) -> Vec<(String, String)> {
    let day = |day: Option<Date>| day.map(|d| d.to_string());
    let area = |area: Option<Area>| area.map(|a| a.to_string());
    let rows = [
        ("id", Some(place.id.to_string())),
        ("version", Some(place.version.to_string())),
        ("segment", Some(place.segment.clone())),
        ("name", Some(place.name.clone())),
        ("use", place.r#use.map(|u| u.word().to_owned())),
        ("state", place.state.map(|s| s.word().to_owned())),
        ("built_area", area(place.built_area)),
        ("inside_area", area(place.inside_area)),
        ("shared_area", area(place.shared_area)),
        ("takeover_on", day(place.takeover_on)),
        ("delivered_on", day(place.delivered_on)),
        ("warranty_until", day(place.warranty_until)),
        ("tag", place.tag.clone()),
    ];
    rows.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// A building from the front, coloured by the state of its rooms; rooms with open cases stand out.
async fn drawn(cx: &mut Context, building: &Place) -> Result<Markup> {
    let inside = store::within(cx, building, &[PlaceKind::Unit, PlaceKind::Room]).await?;
    let open = match cx.platform().service::<crate::Overlay>() {
        Some(overlay) => overlay.0.open_cases(cx, building).await?,
        None => BTreeMap::new(),
    };
    let speech = cx.speech();
    let picture = front(&speech, building, &inside, &open);
    if picture.floors.is_empty() {
        return Ok(html! {});
    }
    Ok(card::padded(&speech.say("property-elevation"), html! {}, elevation(&speech, &picture)))
}

/// The drawing: storeys from the top, in each the rooms of every unit from left to right.
fn front(speech: &Speech, building: &Place, inside: &[Place], open: &BTreeMap<PlaceId, u64>) -> Elevation {
    let units: Vec<&Place> = inside.iter().filter(|p| p.kind == PlaceKind::Unit).collect();
    let column = |room: &Place| units.iter().position(|u| Some(u.id) == room.unit_id).unwrap_or(0);
    let width = units.len().max(1);
    let mut floors: BTreeMap<Option<i64>, Vec<Vec<Room>>> = BTreeMap::new();
    let mut counts: BTreeMap<RoomState, u64> = BTreeMap::new();
    for room in inside.iter().filter(|p| p.kind == PlaceKind::Room) {
        let cases = open.get(&room.id).copied().unwrap_or(0);
        let word = room.state.map(|s| state_word(speech, s)).unwrap_or_default();
        if let Some(state) = room.state {
            *counts.entry(state).or_default() += 1;
        }
        let busy = speech.say_with("property-open-cases", &[("count", &cases.to_string())]);
        let drawn = Room {
            label: room.segment.clone(),
            words: if cases > 0 { busy } else { word },
            tone: if cases > 0 { Tone::Risk } else { room.state.map(tone).unwrap_or_default() },
            href: Some(href(room)),
            span: 1,
        };
        floors.entry(room.floor).or_insert_with(|| vec![Vec::new(); width])[column(room)].push(drawn);
    }
    let storey = |floor: Option<i64>| floor.map(rules::storey_segment).unwrap_or_else(|| "–".to_owned());
    Elevation {
        title: building.name.clone(),
        units: if units.is_empty() {
            vec![building.name.clone()]
        } else {
            units.iter().map(|u| u.name.clone()).collect()
        },
        floors: floors.into_iter().rev().map(|(floor, units)| Floor { label: storey(floor), units }).collect(),
        legend: counts.into_iter().map(|(s, count)| (tone(s), state_word(speech, s), count)).collect(),
    }
}

/// The code that is printed for a place; scanning it opens the report page.
fn code(cx: &Context, place: &Place) -> Markup {
    let words = cx.speech().say_with("ui-qr-of", &[("title", &place.name)]);
    html! { (print::qr(&PublicAddress::of(cx, &format!("/q/{}", place.id)), &words)) }
}

/// A sheet of labels for the places of a list.
pub async fn labels(cx: &mut Context, mut ask: Ask<PlaceFilter>) -> Result<View> {
    ask.page.limit = Some(LABELS);
    let found = queries::list(cx, ask).await?;
    let speech = cx.speech();
    let labels: Vec<print::Label> = found
        .rows
        .into_iter()
        .map(|place| print::Label {
            lines: vec![place.name, speech.say("property-label-hint")],
            code: PublicAddress::of(cx, &format!("/q/{}", place.id)),
            title: place.code,
        })
        .collect();
    let more = found.count - i64::try_from(labels.len()).unwrap_or(0);
    let body = html! {
        @if more > 0 { p.no-print.sub { (speech.say_with("property-labels-more", &[("count", &more.to_string())])) } }
        @if labels.is_empty() { p { (speech.say("ui-empty")) } } @else { (print::label_sheet(&speech, &speech.say("product"), &labels)) }
    };
    Ok(View::new(speech.say("property-labels"), body))
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Lang, OrgId};

    use super::*;

    fn place(n: u128, kind: PlaceKind, segment: &str, floor: Option<i64>, unit: Option<u128>) -> Place {
        let id = |n| Id::from_uuid(::uuid::Uuid::from_u128(n));
        Place {
            org_id: OrgId::from_uuid(::uuid::Uuid::from_u128(1)),
            id: id(n),
            kind,
            parent_id: None,
            building_id: Some(id(2)),
            unit_id: unit.map(id),
            segment: segment.into(),
            code: segment.into(),
            path: String::new(),
            name: segment.into(),
            tag: None,
            floor,
            r#use: None,
            built_area: None,
            inside_area: None,
            shared_area: None,
            state: (kind == PlaceKind::Room).then_some(RoomState::Vacant),
            takeover_on: None,
            delivered_on: None,
            warranty_until: None,
            retired_at: None,
            version: 1,
            edition: Default::default(),
        }
    }

    #[test]
    fn a_house_is_drawn_from_the_top_with_its_units_side_by_side() {
        let building = place(2, PlaceKind::Building, "3", None, None);
        let inside = [
            place(3, PlaceKind::Unit, "1", None, Some(3)),
            place(4, PlaceKind::Unit, "2", None, Some(4)),
            place(5, PlaceKind::Room, "101", Some(1), Some(3)),
            place(6, PlaceKind::Room, "201", Some(2), Some(3)),
            place(7, PlaceKind::Room, "B101", Some(-1), Some(4)),
            place(8, PlaceKind::Room, "202", Some(2), Some(4)),
        ];
        let open = BTreeMap::from([(inside[3].id, 2)]);
        let drawn = front(&Speech::shared(Lang::Zh), &building, &inside, &open);
        assert_eq!(drawn.floors.iter().map(|f| f.label.as_str()).collect::<Vec<_>>(), ["2F", "1F", "B1"]);
        assert_eq!(drawn.floors[0].units[1][0].label, "202");
        assert_eq!(drawn.floors[0].units[0][0].tone, Tone::Risk);
        assert!(drawn.floors[2].units[0].is_empty());
        assert_eq!(drawn.legend[0].2, 4);
    }
}
