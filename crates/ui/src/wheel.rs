//! A year as a wheel: months around, what belongs together as rings. It is for the eye and the mouse; the table beside it says the same
//! to everybody else.

use std::f64::consts::TAU;

use maud::{Markup, html};

use crate::tone::Tone;

/// What a month has on a ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How much, as it is written on the part.
    pub label: String,
    /// What, for whoever points at it.
    pub words: String,
    /// Its colour.
    pub tone: Tone,
    /// Where it is seen.
    pub href: String,
}

/// The radius of the hole, and of the whole without the names of the months.
const HOLE: f64 = 70.0;
const RIM: f64 = 290.0;

/// The wheel: the names of its sectors, from the top clockwise, and its rings from outside in, each with a part for each sector.
pub fn wheel(sectors: &[String], rings: &[Vec<Option<Part>>]) -> Markup {
    let width = (RIM - HOLE) / f64::from(u32::try_from(rings.len().max(1)).unwrap_or(1));
    let angle = TAU / f64::from(u32::try_from(sectors.len().max(1)).unwrap_or(1));
    let at = |nth: usize| f64::from(u32::try_from(nth).unwrap_or(0));
    let ring = |nth: usize| RIM - width * at(nth);
    html! {
        svg.wheel viewBox="-360 -360 720 720" aria-hidden="true" {
            @for (nth, name) in sectors.iter().enumerate() {
                @let (x, y) = point(RIM + 36.0, angle * (at(nth) + 0.5));
                text.name x=(x) y=(y) { (name) }
            }
            @for (r, parts) in rings.iter().enumerate() {
                @for (nth, part) in parts.iter().enumerate() {
                    @let path = sector((ring(r + 1), ring(r)), (angle * at(nth), angle * (at(nth) + 1.0)));
                    @match part {
                        Some(part) => {
                            @let (x, y) = point(ring(r) - width / 2.0, angle * (at(nth) + 0.5));
                            a href=(part.href) tabindex="-1" {
                                path class=(part.tone.class()) d=(path) { title { (part.words) } }
                                text x=(x) y=(y) { (part.label) }
                            }
                        },
                        None => path.void d=(path) {},
                    }
                }
            }
        }
    }
}

/// A point at a distance from the middle, at an angle from the top clockwise, to a tenth.
fn point(radius: f64, angle: f64) -> (String, String) {
    // Adding nought leaves no sign before one.
    let tenth = |value: f64| format!("{:.1}", (value * 10.0).round() / 10.0 + 0.0);
    (tenth(radius * angle.sin()), tenth(-radius * angle.cos()))
}

fn sector((inner, outer): (f64, f64), (from, to): (f64, f64)) -> String {
    let ((ax, ay), (bx, by)) = (point(outer, from), point(outer, to));
    let ((cx, cy), (dx, dy)) = (point(inner, to), point(inner, from));
    format!("M{ax} {ay}A{outer:.1} {outer:.1} 0 0 1 {bx} {by}L{cx} {cy}A{inner:.1} {inner:.1} 0 0 0 {dx} {dy}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lie_at_their_months_and_the_rest_is_empty() {
        let part = Part { label: "2".into(), words: "年检 ×2".into(), tone: Tone::Risk, href: "/x".into() };
        let sectors: Vec<String> = (1..=4).map(|n| format!("{n}月")).collect();
        let shown = wheel(&sectors, &[vec![None, Some(part), None, None]]).into_string();
        assert_eq!((shown.matches("class=\"void\"").count(), shown.matches("<a ").count()), (3, 1));
        assert!(shown.contains("年检 ×2") && shown.contains("M290.0 0.0A290.0"), "{shown}");
    }
}
