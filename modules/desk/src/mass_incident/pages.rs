//! One mass incident, and what the desk is told of it while somebody calls.

use kernel::{Instant, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, button, buttons},
    card::card,
    feedback::banner,
    record::{Head, head},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{MassIncidentRecord, MassIncidentRow, ThisMassIncident},
    queries::view,
};
use crate::case::{
    model::CaseLine,
    pages::{href, list as cases},
};

/// `/desk/mass_incidents/{id}`
pub(crate) async fn page(cx: &mut Context, which: ThisMassIncident) -> Result<View> {
    let shown = view(cx, which).await?;
    let key = cx.new_uuid().simple().to_string();
    let (speech, now, zone) = (cx.speech(), cx.now(), cx.zone());
    let row = &shown.row;
    let here = format!("/desk/mass_incidents/{}", row.id);
    let may = cx.actor().may_in(crate::MASS_INCIDENT, row.org_id) && row.ended_at.is_none();
    let top = top(&speech, &shown, now, zone);
    let mut offers = Vec::new();
    if may {
        let mut query = vec![("id", row.id.to_string()), ("script", row.script.clone()), ("next", here.clone())];
        query.extend(row.expected_at.map(|at| ("expected_at", at.to_string())));
        let query = query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let edit = ui::Address::new("/do/desk.mass_incident.edit", query).href();
        offers.push(Offer::open(speech.say("desk-mass-incident-edit"), edit).main().icon("edit").hotkey('e'));
        if !shown.alike.is_empty() {
            let all = speech.say_with("desk-mass-incident-absorb-count", &[("count", &shown.alike.len().to_string())]);
            offers.push(Offer::post(all, format!("{here}/absorb_all"), format!("{key}-all")).hidden("next", &here));
        }
        offers.push(Offer::open(
            speech.say("desk-mass-incident-end"),
            format!("/do/desk.mass_incident.end?id={}&next={here}", row.id),
        ));
    }
    let columns = ["desk-column-case", "desk-column-place", "field-assignee", "field-state", "desk-column-limit"]
        .map(|k| Column::new(speech.say(k), ColumnKind::Text));
    let with_action = columns.iter().cloned().chain([Column::new(speech.say("ui-actions"), ColumnKind::Text)]);
    let with_action: Vec<Column> = with_action.collect();
    let link = |c: &CaseLine| {
        let mut cells = cases::cells(&speech, c, now);
        cells[0] = html! { a href=(href(c)) { (c.number) } p.sub { (c.title) } };
        cells
    };
    let alike = |c: &CaseLine| {
        let mut cells = link(c);
        cells.push(html! { @if may { (button(&absorbing(&speech, row, c.id, &key, &here))) } });
        cells
    };
    let part = |title: &str, empty: &str, columns: &[Column], rows: Vec<Vec<Markup>>| {
        let caption = format!("{} {}", speech.say(title), rows.len());
        card(
            &caption,
            html! {},
            html! {
                @if rows.is_empty() { div.pad { p.sub { (speech.say(empty)) } } } @else { (simple(&caption, columns, &rows)) }
            },
        )
    };
    let body = html! { div.stack {
        (head(&top, buttons(&speech, &offers)))
        (part("desk-mass-incident-merged", "desk-mass-incident-merged-empty", &columns, shown.merged.iter().map(link).collect()))
        (part("desk-mass-incident-alike", "desk-mass-incident-alike-empty", &with_action, shown.alike.iter().map(alike).collect()))
    } };
    let view = View::new(row.title.clone(), body).live(format!("mass_incidents:{}", row.org_id));
    Ok(cases::live(cx, view))
}

/// What it is, where, and what is said of it.
fn top(speech: &Speech, shown: &MassIncidentRecord, now: Instant, zone: chrono_tz::Tz) -> Head {
    let row = &shown.row;
    let (tone, state) = match row.ended_at {
        None => (Tone::Active, speech.say("desk-mass-incident-open")),
        Some(_) => (Tone::Done, speech.say("desk-mass-incident-over-state")),
    };
    let area = shown.area.clone().unwrap_or_else(|| speech.say("desk-mass-incident-everywhere"));
    Head {
        kind: speech.say("desk-mass-incident"),
        number: row.number.clone(),
        title: row.title.clone(),
        state: (tone, state),
        rings: Vec::new(),
        facts: vec![
            (speech.say("desk-mass-incident-case"), html! { a href={ "/desk/cases/" (row.case_id) } { (row.number) } }),
            (speech.say("field-area-id"), html! { (area) }),
            (speech.say("field-topic"), html! { (topic_words(speech, row)) }),
            (speech.say("field-script"), html! { (row.script) }),
            (speech.say("field-expected-at"), html! { (expected(speech, row, now, zone)) }),
            (speech.say("field-opened-at"), html! { (speech.moment(row.opened_at, now, zone)) }),
            (speech.say("desk-mass-incident-watchers"), html! { (shown.watchers) }),
        ],
    }
}

/// The button that makes a case part of the incident.
pub(crate) fn absorbing(
    speech: &Speech,
    row: &MassIncidentRow,
    case: process::runtime::CaseId,
    key: &str,
    next: &str,
) -> Offer {
    let path = format!("/desk/mass_incidents/{}/absorb", row.id);
    Offer::post(speech.say("desk-mass-incident-absorb"), path, format!("{key}-{}-{case}", row.id))
        .hidden("case_id", case.to_string())
        .hidden("next", next)
        .hotkey('m')
}

/// By when it is expected to be over, in words.
fn expected(speech: &Speech, row: &MassIncidentRow, now: Instant, zone: chrono_tz::Tz) -> String {
    match row.expected_at {
        Some(at) => speech.moment(at, now, zone),
        None => speech.say("desk-mass-incident-unknown"),
    }
}

fn topic_words(speech: &Speech, row: &MassIncidentRow) -> String {
    match &row.topic {
        Some(topic) => {
            speech.known(&format!("choice-trades-{}", topic.replace('_', "-"))).unwrap_or_else(|| topic.clone())
        }
        None => speech.say("desk-mass-incident-any-topic"),
    }
}

/// What whoever is on the telephone says, at the head of his form.
pub(crate) fn script(
    speech: &Speech,
    row: &MassIncidentRow,
    now: Instant,
    zone: chrono_tz::Tz,
    offer: Option<Offer>,
) -> Markup {
    let words =
        [("title", row.title.clone()), ("expected", expected(speech, row, now, zone)), ("script", row.script.clone())];
    let words: Vec<(&str, &str)> = words.iter().map(|(n, v)| (*n, v.as_str())).collect();
    banner(Tone::Risk, &speech.say_with("desk-mass-incident-script", &words), offer.as_ref())
}
