//! The appointments of whoever an address belongs to.

use kernel::{Instant, Lang, Result};
use module::{Context, PublicAddress};
use process::State;
use ui::Speech;

use super::{
    model::{Appointment, AskCalendar},
    store,
};
use crate::case::{
    queries::{engine, place_words, said},
    store as cases,
};

/// The fields in which a process keeps when somebody is expected.
const APPOINTMENT: [&str; 2] = ["appointment", "appointment_at"];
/// Open cases looked at.
const MOST: i64 = 300;

/// The digest of a key; the key itself is kept nowhere.
pub(crate) fn digest(cx: &Context, secret: &str) -> Vec<u8> {
    cx.platform().vault.digest("calendar", secret)
}

/// The name of the calendar and its appointments, next first.
pub(crate) async fn of(cx: &mut Context, ask: &AskCalendar) -> Result<(String, Vec<Appointment>)> {
    let secret = ask.token.strip_suffix(".ics").unwrap_or(&ask.token);
    let digest = digest(cx, secret);
    let feed = store::of_digest(cx, digest).await?;
    let lang = if feed.lang == Lang::En.tag() { Lang::En } else { Lang::Zh };
    let speech = Speech::new(cx.platform().texts.clone(), lang);
    let mut found = Vec::new();
    for row in cases::pressing_of(cx, &[feed.staff_id], MOST).await? {
        let state: State = serde_json::from_str(&row.state)?;
        let at = APPOINTMENT.iter().find_map(|name| state.fields.get(*name)).and_then(|v| v.as_str());
        let Some(at) = at.and_then(|text| text.parse::<Instant>().ok()) else { continue };
        let def = engine(cx)?.pinned(&row.definition).await?;
        let location = match row.place_id {
            Some(id) => property::place_line(cx, id).await.ok().map(|p| place_words(&p)),
            None => None,
        };
        let stage = def.stage(&row.stage).map(|s| said(&speech, &s.label)).unwrap_or_default();
        found.push(Appointment {
            uid: format!("{}@steward", row.id),
            at,
            summary: format!("{} {}", said(&speech, &def.title), row.title),
            location,
            description: format!("{} · {stage}", row.number),
            url: Some(PublicAddress::of(cx, &format!("/desk/cases/{}", row.id))),
            sequence: i64::from(state.events),
            changed_at: row.changed_at,
        });
    }
    found.sort_by_key(|a| a.at);
    Ok((speech.say("desk-calendar-name"), found))
}
