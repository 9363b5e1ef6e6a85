//! One main thing on the screen: reporting. Below it, what goes on.

use maud::html;
use module::{Context, View};
use property::PlaceLine;
use ui::{
    card::{self, Chip},
    feedback,
    icon::icon,
};

use super::model::Nothing;
use crate::{
    case::{
        pages::{is_open, tasks},
        queries,
    },
    mass_incident::pages::at_home,
};

/// The latest cases shown on the first page; the rest stand on their own.
const LATEST: usize = 5;

/// The first page.
pub async fn page(cx: &mut Context, _: Nothing) -> kernel::Result<View> {
    let rooms = queries::rooms(cx).await?;
    let cases = queries::mine(cx, &rooms).await?;
    let places: Vec<PlaceLine> = rooms.now.iter().map(|(place, _)| place.clone()).collect();
    let known = desk::known_incidents(cx, &places).await?;
    let key = cx.new_uuid().simple().to_string();
    let (speech, now) = (cx.speech(), cx.now());
    let role = |role: party::Role| speech.say(&format!("choice-role-{}", role.word().replace('_', "-")));
    let chips: Vec<Chip> = rooms
        .now
        .iter()
        .map(|(place, held)| Chip { label: format!("{} · {}", place.name, role(*held)), ..Chip::default() })
        .collect();
    let open: Vec<_> = cases.iter().filter(|c| is_open(c)).collect();
    let past: Vec<_> = cases.iter().filter(|c| !is_open(c)).take(LATEST).collect();
    let body = html! {
        @if rooms.now.is_empty() {
            (feedback::empty("home", &speech.say("portal-home-no-room"), &speech.say("portal-home-no-room-hint"), None))
        } @else { (card::chips(&speech.say("portal-home-rooms"), &chips)) }
        (at_home(&speech, &known, &key, "/home", now))
        @if !rooms.now.is_empty() { a.big href="/home/report" { (icon("tool")) (speech.say("portal-report-create")) } }
        @if !open.is_empty() { section { h2 { (speech.say("portal-home-open")) } (tasks(cx, &open)?) } }
        @if !past.is_empty() { section { h2 { (speech.say("portal-home-past")) } (tasks(cx, &past)?) } }
        p { a href="/bind" { (icon("key")) " " (speech.say("portal-home-bind")) } }
    };
    let mut view = View::new(speech.say("portal-home-page"), body);
    for place in &places {
        view = view.live(format!("mass_incidents:{}", place.org_id));
    }
    for case in open {
        view = view.live(format!("case:{}", case.id));
    }
    Ok(view)
}
