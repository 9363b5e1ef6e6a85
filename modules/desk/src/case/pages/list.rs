//! How the list of cases looks; the platform makes its page.

use kernel::{
    Instant,
    form::{Choice, Kind},
};
use maud::{Markup, html};
use module::{Bulk, Column, Context, List, Look, Platform, View};
use process::{Category, runtime::Engine};
use serde_json::Value;
use ui::{Address, Speech, Tone, card::Chip, table::two_lines};

use super::{limit, state, timing_tone};
use crate::case::{
    model::{CaseLine, Timing},
    queries::said,
};

/// The list of cases: what a supervisor looks for at a glance, and what can be done to many at once.
pub(crate) fn list() -> List {
    List {
        columns: columns(),
        link: Some("/desk/cases/{id}"),
        noun: Some("case"),
        start: Some(("desk-case-open", "/desk")),
        bulk: vec![
            Bulk::with("desk.case.act", "desk-bulk-assign", &[("action", "assign")]),
            Bulk::with("desk.case.act", "desk-bulk-transfer", &[("action", "transfer")]),
            Bulk::of("desk.case.hand_over"),
            Bulk::with("desk.case.act", "desk-bulk-urge", &[("action", "urge")]),
            Bulk::with("desk.case.act", "desk-bulk-force-close", &[("action", "force_close")]),
        ],
        look: Look {
            cell: Some(cell),
            tone: Some(tone),
            chips: Some(chips),
            filters: Some(&["category", "org_id", "place_id", "area_id", "assignee_id", "requester_id"]),
            topic: Some("cases"),
            ..Look::default()
        },
        page: true,
        ..List::default()
    }
}

fn columns() -> Vec<Column> {
    let choice = |words: Vec<&str>| Kind::Choice { choices: words.into_iter().map(Choice::of).collect() };
    vec![
        Column::text("number"),
        Column::text("title"),
        Column::text("process_label").optional(),
        Column::text("topic"),
        Column::text("urgency"),
        Column::text("place"),
        Column::new("stage_label", choice(Vec::new())),
        Column::text("assignee"),
        Column::new("due_at", Kind::Instant).sortable(),
        Column::new("timing", choice(Timing::ALL.iter().map(|t| t.word()).collect())).optional(),
        Column::new("opened_at", Kind::Instant).sortable(),
        Column::new("changed_at", Kind::Instant),
        Column::new("urges", Kind::Integer).optional(),
        Column::new("reworks", Kind::Integer).optional(),
    ]
}

/// A page that looks again whenever a case of the scope changes.
pub(crate) fn live(cx: &Context, view: View) -> View {
    cx.scope().0.iter().fold(view, |view, org| view.live(format!("cases:{org}")))
}

/// State and limit as colour and ring, times as people say them; all else as the platform shows it.
fn cell(speech: &Speech, column: &str, row: &Value, now: Instant) -> Option<Markup> {
    match column {
        "stage_label" | "due_at" => {
            let case: CaseLine = serde_json::from_value(row.clone()).ok()?;
            Some(if column == "due_at" { limit(speech, &case, now) } else { state(speech, &case) })
        }
        "opened_at" | "changed_at" => {
            let at: Instant = row.get(column)?.as_str()?.parse().ok()?;
            Some(html! { (speech.moment(at, now, module::HOME_ZONE)) })
        }
        "number" => row.get(column)?.as_str().map(|number| html! { span.number { (number) } }),
        "assignee" if row.get(column).is_none_or(Value::is_null) => {
            Some(html! { span.sub { (speech.say("desk-nobody-yet")) } })
        }
        _ => None,
    }
}

fn tone(row: &Value) -> Tone {
    timing_tone(row.get("timing").and_then(|t| serde_json::from_value(t.clone()).ok()))
}

/// The cells every small table of cases has: number and matter, place, who works on it, state, limit.
pub(crate) fn cells(speech: &Speech, case: &CaseLine, now: Instant) -> Vec<Markup> {
    let nobody = || speech.say("desk-nobody-yet");
    vec![
        two_lines(&case.number, &case.title),
        html! { (case.place.as_deref().unwrap_or("—")) },
        html! { (case.assignee.clone().unwrap_or_else(nobody)) },
        state(speech, case),
        limit(speech, case, now),
    ]
}

/// The filters people use every day; each keeps the others.
fn chips(platform: &Platform, speech: &Speech, here: &Address) -> Vec<Chip> {
    let chip = |label: String, name: &str, value: &str| {
        let on = here.get(name) == Some(value);
        let to = if on { here.with(name, "") } else { here.with(name, value) };
        Chip { label, href: Some(to.href()), on, count: None }
    };
    let mut chips = vec![chip(speech.say("desk-filter-open"), "open", "true")];
    chips.extend(
        Timing::ALL.iter().map(|t| chip(speech.say(&format!("choice-timing-{}", t.word())), "timing", t.word())),
    );
    chips.push(chip(speech.say("desk-filter-unassigned"), "unassigned", "true"));
    chips.push(chip(speech.say("desk-filter-outlived"), "outlived", "true"));
    let engine = platform.service::<Engine>();
    let outlines = engine.as_ref().map(|engine| engine.outlines()).unwrap_or_default();
    // With a hundred processes, only those everybody asks for every day stand here, and the one that is chosen.
    let daily = |key: &str| matches!(key, "repair" | "complaint") || here.get("process") == Some(key);
    chips.extend(outlines.iter().filter(|o| daily(&o.key)).map(|o| chip(said(speech, &o.title), "process", &o.key)));
    // Once a process is chosen, its stages can be.
    let chosen = here.get("process").and_then(|key| engine?.current(key).ok());
    if let Some(def) = chosen {
        let stages = def.stages.iter().filter(|s| !matches!(s.category, Category::Cancelled));
        chips.extend(stages.map(|s| chip(said(speech, &s.label), "stage", &s.id)));
    }
    // Filters that came by a link from a board stay visible, so that they can be taken away.
    for name in ["topic", "urgency"] {
        if here.get(name).is_some() {
            let label = format!("{} ✕", speech.say(&format!("field-{name}")));
            chips.push(Chip { label, href: Some(here.with(name, "").href()), on: true, count: None });
        }
    }
    chips
}
