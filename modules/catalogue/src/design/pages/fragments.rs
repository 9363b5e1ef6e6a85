//! The fragments a text includes, and those it could include.

use maud::{Markup, html};
use process::FragmentOutline;
use ui::{card::card, table::simple};

use super::{
    Desk, anchor,
    parts::{columns, join, section},
};
use crate::design::queries::said;

/// The fragments, found by where parts are written; and the others of the house.
pub(super) fn all(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let names: Vec<&str> = desk.sketch.included().collect();
    let columns = columns(desk, &["field-fragment", "catalogue-fragment-parts"]);
    let row = |name: &&str| {
        let inside = join(desk, desk.sketch.parts_of(name).map(|place| desk.place(place)));
        let place = format!("include {name}");
        let which = [("fragment", *name)];
        let change = html! { @if desk.is_own(&place) { div.buttons {
            a.btn.btn-quiet href=(desk.form("catalogue.fragment.edit", &which, &place)) { (speech.say("catalogue-fragment-edit")) }
            a.btn.btn-quiet href=(desk.form("catalogue.fragment.unfold", &which, "fragments")) { (speech.say("catalogue-fragment-unfold")) }
            a.btn.btn-quiet href=(desk.form("catalogue.part.remove", &[("part", "include"), ("key", name)], "fragments")) { (speech.say("ui-delete")) }
        } } };
        vec![html! { span id=(anchor(&place)) { b { (name) } } }, html! { span.part-of { (inside) } }, change]
    };
    let rows: Vec<Vec<Markup>> = names.iter().map(row).collect();
    let title = speech.say("catalogue-fragments");
    let body = html! {
        @if rows.is_empty() { div.pad { p.sub { (speech.say("catalogue-fragments-none")) } } } @else { (simple(&title, &columns, &rows)) }
        @if desk.open { (others(desk, &names)) }
    };
    section("fragments", card(&title, html! {}, body))
}

/// What else could be included, with what each would bring.
fn others(desk: &Desk<'_>, included: &[&str]) -> Markup {
    let speech = desk.speech;
    let free: Vec<&FragmentOutline> = desk.fragments.iter().filter(|f| !included.contains(&f.name.as_str())).collect();
    let brings = |f: &FragmentOutline| join(desk, f.labels.iter().take(8).map(|words| said(speech, words)));
    html! {
        @if !free.is_empty() { div.pad { details { summary { (speech.say("catalogue-fragment-create")) } ul.inside {
            @for fragment in free { li {
                a href=(desk.form("catalogue.fragment.create", &[("fragment", &fragment.name)], "fragments")) { (fragment.name) }
                span.part-of { (brings(fragment)) }
            } }
        } } } }
    }
}
