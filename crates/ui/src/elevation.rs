//! A building seen from the front: floors as rows, rooms as cells. It is a real table, so it needs no other one behind it.

use maud::{Markup, html};

use crate::{texts::Speech, tone::Tone};

/// One room in the drawing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Room {
    /// Its number as on the door: 502.
    pub label: String,
    /// What is said about it: 空置, 欠费 ¥320.00, 在办 2.
    pub words: String,
    /// Its colour.
    pub tone: Tone,
    /// Where it opens.
    pub href: Option<String>,
    /// How many columns it takes; 0 is read as 1.
    pub span: u8,
}

/// One floor, from the left unit to the right one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Floor {
    /// Its name: 5 层, B1.
    pub label: String,
    /// The rooms of each unit, in the order of the units.
    pub units: Vec<Vec<Room>>,
}

/// A building.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Elevation {
    /// Its name.
    pub title: String,
    /// The names of its units.
    pub units: Vec<String>,
    /// Its floors, the highest first.
    pub floors: Vec<Floor>,
    /// What the colours mean here and how many rooms have each.
    pub legend: Vec<(Tone, String, u64)>,
}

/// The drawing with its legend.
pub fn elevation(speech: &Speech, building: &Elevation) -> Markup {
    let widths: Vec<usize> = (0..building.units.len())
        .map(|unit| {
            building.floors.iter().filter_map(|f| f.units.get(unit)).map(|rooms| width(rooms)).max().unwrap_or(0).max(1)
        })
        .collect();
    html! {
        figure.elevation {
            ul.legend aria-label=(speech.say("ui-legend")) {
                @for (tone, words, count) in &building.legend { li class=(tone.class()) { (words) " " b { (speech.count(*count)) } } }
            }
            div.scroll tabindex="0" role="region" aria-label=(building.title) {
                table {
                    caption.visually-hidden { (building.title) }
                    thead { tr {
                        td {}
                        @for (name, width) in building.units.iter().zip(&widths) { th scope="colgroup" colspan=(width) { (name) } }
                    } }
                    tbody { @for floor in &building.floors { (row(floor, &widths)) } }
                }
            }
        }
    }
}

fn width(rooms: &[Room]) -> usize {
    rooms.iter().map(|r| usize::from(r.span.max(1))).sum()
}

fn row(floor: &Floor, widths: &[usize]) -> Markup {
    html! {
        tr {
            th scope="row" { (floor.label) }
            @for (index, width_of_unit) in widths.iter().enumerate() {
                @let rooms = floor.units.get(index).map_or(&[][..], Vec::as_slice);
                @for room in rooms { (cell(room)) }
                @if width(rooms) < *width_of_unit { td.void colspan=(width_of_unit - width(rooms)) {} }
            }
        }
    }
}

fn cell(room: &Room) -> Markup {
    let face = html! { b { (room.label) } @if !room.words.is_empty() { small { (room.words) } } };
    html! {
        td class=(room.tone.class()) colspan=[(room.span > 1).then_some(room.span)] {
            @if let Some(href) = &room.href { a href=(href) { (face) } } @else { span { (face) } }
        }
    }
}
