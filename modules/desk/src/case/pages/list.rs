//! The list of cases.

use kernel::{Result, form::Kind};
use maud::{Markup, html};
use module::{Ask, Column, Context, View};
use process::Category;
use ui::{
    Address, Speech,
    buttons::{Offer, buttons},
    card::Chip,
    page::heading,
    table::{Column as Head, ColumnKind, Empty, Row, Table, Total, table, two_lines},
};

use super::{href, limit, row_tone, state};
use crate::case::{
    model::{CaseFilter, CaseLine, Timing},
    queries::{engine, list, said},
};

/// The columns of export and API; the page joins some of them.
pub(crate) fn columns() -> Vec<Column> {
    let choice = |words: Vec<&str>| Kind::Choice { choices: words.into_iter().map(kernel::form::Choice::of).collect() };
    vec![
        Column::text("number"),
        Column::text("title"),
        Column::text("process_label"),
        Column::text("place"),
        Column::text("assignee"),
        Column::text("stage_label"),
        Column::new("timing", choice(Timing::ALL.iter().map(|t| t.word()).collect())),
        Column::new("due_at", Kind::Instant).sortable(),
        Column::new("opened_at", Kind::Instant).sortable(),
        Column::text("topic").optional(),
        Column::text("urgency").optional(),
        Column::new("urges", Kind::Integer).optional(),
        Column::new("reworks", Kind::Integer).optional(),
    ]
}

/// `/desk/cases`: what is asked of the list stands in the address.
pub(crate) async fn page(cx: &mut Context, ask: Ask<CaseFilter>) -> Result<View> {
    let here = address(&ask);
    let listing = list(cx, ask).await?;
    let (speech, now) = (cx.speech(), cx.now());
    let title = speech.say("desk-case-list");
    let mut shown = Table::new(&speech, title.clone(), here.clone());
    shown.columns = heads(&speech);
    shown.rows = listing.rows.iter().map(|case| row(&speech, case, now, cx.zone())).collect();
    shown.chips = chips(cx, &here)?;
    shown.searchable = true;
    shown.total = match u64::try_from(listing.count) {
        Ok(count) if listing.count < module::COUNT_LIMIT => Total::Exactly(count),
        Ok(count) => Total::Over(count),
        Err(_) => Total::Unknown,
    };
    (shown.before, shown.after) = (listing.prev, listing.next);
    shown.export = Some(Address::new("/export/desk.case.list", here.query.clone()).href());
    shown.empty = Empty {
        icon: "clipboard-list",
        title: speech.say("desk-case-list-empty"),
        hint: speech.say("desk-case-list-empty-hint"),
        action: Some(Offer::open(speech.say("desk-case-open"), "/desk")),
    };
    let offers = [Offer::open(speech.say("desk-case-open"), "/desk").main().icon("plus").hotkey('n')];
    let body = html! { div.stack { (heading(&title, "", buttons(&speech, &offers))) (table(&shown)) } };
    let view = View::new(title, body);
    Ok(live(cx, view))
}

/// A page that looks again whenever a case of the scope changes.
pub(crate) fn live(cx: &Context, view: View) -> View {
    cx.scope().0.iter().fold(view, |view, org| view.live(format!("cases:{org}")))
}

fn heads(speech: &Speech) -> Vec<Head> {
    let head = |key: &str, kind| Head::new(speech.say(key), kind);
    vec![
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("field-assignee", ColumnKind::Text),
        head("field-state", ColumnKind::State),
        head("desk-column-limit", ColumnKind::State).sorted_by("due_at"),
        head("field-opened-at", ColumnKind::Time).sorted_by("opened_at").wide(),
    ]
}

fn row(speech: &Speech, case: &CaseLine, now: kernel::Instant, zone: chrono_tz::Tz) -> Row {
    let mut cells = cells(speech, case, now);
    cells.push(html! { (speech.moment(case.opened_at, now, zone)) });
    Row { id: case.id.to_string(), href: Some(href(case)), cells, tone: row_tone(case) }
}

/// The cells every table of cases has: number and matter, place, who works on it, state, limit.
pub(crate) fn cells(speech: &Speech, case: &CaseLine, now: kernel::Instant) -> Vec<Markup> {
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
fn chips(cx: &Context, here: &Address) -> Result<Vec<Chip>> {
    let speech = cx.speech();
    let chip = |label: String, name: &str, value: &str| {
        let on = here.get(name) == Some(value);
        let to = if on { here.without(name) } else { here.with(name, value) };
        Chip { label, href: Some(to.href()), on, count: None }
    };
    let mut chips = vec![chip(speech.say("desk-filter-open"), "open", "true")];
    chips.extend(
        Timing::ALL.iter().map(|t| chip(speech.say(&format!("choice-timing-{}", t.word())), "timing", t.word())),
    );
    chips.push(chip(speech.say("desk-filter-unassigned"), "unassigned", "true"));
    let definitions = engine(cx)?.all();
    chips.extend(definitions.iter().map(|def| chip(said(&speech, &def.title), "process", &def.key)));
    // Once a process is chosen, its stages can be.
    let chosen = here.get("process").and_then(|key| definitions.iter().find(|d| d.key == key));
    if let Some(def) = chosen {
        let stages = def.stages.iter().filter(|s| !matches!(s.category, Category::Cancelled));
        chips.extend(stages.map(|s| chip(said(&speech, &s.label), "stage", &s.id)));
    }
    // Filters that came by a link from a board stay visible, so that they can be taken away.
    for name in ["assignee_id", "area_id", "place_id", "requester_id", "topic", "urgency", "category"] {
        if here.get(name).is_some() {
            let label = speech.say(&format!("field-{}", name.replace('_', "-")));
            chips.push(Chip {
                label: format!("{label} ✕"),
                href: Some(here.without(name).href()),
                on: true,
                count: None,
            });
        }
    }
    Ok(chips)
}

/// The address of what was asked.
fn address(ask: &Ask<CaseFilter>) -> Address {
    let pairs = match serde_json::to_value(ask) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let text = |value: serde_json::Value| match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    let query = pairs.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect();
    Address::new("/desk/cases", query)
}
