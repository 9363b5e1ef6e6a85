//! The first page: what one may open, the most used first.

use kernel::Result;
use maud::html;
use module::{Context, Nav, Surface, View};
use ui::{Tone, card, page, record};

use crate::session::model::Nothing;

/// The surfaces in the order in which somebody needs them.
fn surfaces(cx: &Context) -> [Surface; 3] {
    let holds = |roles: &[&str]| cx.actor().grants.iter().any(|g| roles.contains(&g.role.as_str()));
    if cx.actor().kind == kernel::ActorKind::Resident {
        [Surface::Resident, Surface::Field, Surface::Desk]
    } else if holds(&["technician", "guard", "cleaner", "gardener", "vendor"]) {
        [Surface::Field, Surface::Desk, Surface::Resident]
    } else {
        [Surface::Desk, Surface::Field, Surface::Resident]
    }
}

/// What the actor may open, each page once.
fn tiles(cx: &Context) -> Vec<Nav> {
    let mut found: Vec<Nav> = Vec::new();
    for surface in surfaces(cx) {
        for nav in cx.platform().registry.nav(surface) {
            let open = cx.actor().may(nav.permission) && nav.path != "/";
            if open && !found.iter().any(|known| known.path == nav.path) {
                found.push(*nav);
            }
        }
    }
    found
}

/// The section it stands in, or the surface when it has none.
fn section(speech: &ui::Speech, nav: &Nav) -> String {
    if nav.section.is_empty() { speech.say("identity-open") } else { speech.say(nav.section) }
}

/// The first page after signing in.
pub async fn page(cx: &mut Context, _: Nothing) -> Result<View> {
    let speech = cx.speech();
    let title = speech.say_with("identity-welcome", &[("name", &cx.actor().name)]);
    let tiles: Vec<record::Task> = tiles(cx)
        .into_iter()
        .map(|nav| record::Task {
            icon: nav.icon,
            tone: Tone::Active,
            title: speech.say(nav.label),
            detail: String::new(),
            state: section(&speech, &nav),
            href: nav.path.to_owned(),
        })
        .collect();
    let sub = speech.date(cx.now().date(cx.zone()));
    let body = html! {
        (page::heading(&title, &sub, html! {}))
        @if tiles.is_empty() {
            (card::padded("", html! {}, html! { p { (speech.say("identity-nothing-granted")) } }))
        } @else { (record::tasks(&tiles)) }
    };
    Ok(View::new(speech.say("identity-home"), body))
}
