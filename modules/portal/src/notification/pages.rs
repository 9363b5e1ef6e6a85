//! What a resident was told, latest first.

use kernel::{Instant, Result};
use maud::html;
use module::{Context, HOME_ZONE, View};
use property::PlaceLine;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    feedback,
    record::{self, Task},
};

use super::{
    model::{AskNotifications, NotificationLine},
    queries::list,
};
use crate::{case::queries::rooms, mass_incident::pages::at_home};

/// `/home/notifications`
pub async fn page(cx: &mut Context, ask: AskNotifications) -> Result<View> {
    let is_first = ask.after.is_none();
    let told = list(cx, ask).await?;
    // What reaches his house stands above what was said to him: nobody looks for a water cut in two places.
    let places: Vec<PlaceLine> = rooms(cx).await?.now.into_iter().map(|(place, _)| place).collect();
    let known = if is_first { desk::known_incidents(cx, &places).await? } else { Vec::new() };
    let key = cx.new_uuid().simple().to_string();
    let (speech, now) = (cx.speech(), cx.now());
    let here = "/home/notifications";
    let mut offers = Vec::new();
    if told.rows.iter().any(|line| !line.is_read) {
        let read = Offer::post(speech.say("portal-notification-read"), "/desk/notifications/read_all", key.clone());
        offers.push(read.hidden("next", here).icon("check"));
    }
    if let Some(next) = &told.next {
        let older = Address::new(here, vec![("after".to_owned(), next.clone())]).href();
        offers.push(Offer::open(speech.say("portal-notification-older"), older));
    }
    let tasks: Vec<Task> = told.rows.iter().map(|line| task(&speech, line, now)).collect();
    let body = html! {
        (at_home(&speech, &known, &key, here, now))
        @if tasks.is_empty() && known.is_empty() {
            (feedback::empty("bell", &speech.say("portal-notification-empty"), &speech.say("portal-notification-hint"), None))
        } @else { (record::tasks(&tasks)) }
        @if !offers.is_empty() { (buttons(&speech, &offers)) }
    };
    let mut view = View::new(speech.say("portal-notification-list"), body);
    for place in &places {
        view = view.live(format!("mass_incidents:{}", place.org_id));
    }
    Ok(view.live(format!("notifications:{}", cx.actor().id)))
}

/// A line leads to his case; what many have stands on his first page.
fn task(speech: &Speech, line: &NotificationLine, now: Instant) -> Task {
    let parts = [line.number.clone(), Some(line.title.clone()), Some(speech.moment(line.at, now, HOME_ZONE))];
    let (tone, state) =
        if line.is_read { (Tone::Done, "portal-notification-seen") } else { (Tone::New, "portal-notification-unread") };
    Task {
        icon: match line {
            NotificationLine { is_of_many: true, .. } => "users-group",
            NotificationLine { is_of_bills: true, .. } => "receipt",
            _ => "bell",
        },
        tone,
        title: line.text.clone(),
        detail: parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        state: speech.say(state),
        href: match line.case_id {
            Some(id) => format!("/home/cases/{id}"),
            None if line.is_of_bills => "/home/bills".to_owned(),
            None => "/home".to_owned(),
        },
    }
}
