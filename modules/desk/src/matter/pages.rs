//! The page of one's matters.

use kernel::Result;
use maud::html;
use module::{Context, View};
use ui::{
    Address,
    buttons::{Offer, buttons},
    card::{Chip, chips},
    page::heading,
    table::{Column, ColumnKind, Row, Table, table},
};

use super::{
    model::{AskMatters, Side},
    queries::list,
};
use crate::{
    case::pages::{href, list as cases, row_tone},
    limit,
};

/// `/desk/matters`
pub(crate) async fn page(cx: &mut Context, ask: AskMatters) -> Result<View> {
    let shown = list(cx, ask).await?;
    let awaited = limit::queries::awaited(cx).await?;
    let (speech, now) = (cx.speech(), cx.now());
    let side = ask.side.unwrap_or(Side::Mine);
    let title = speech.say("desk-matters");
    let tab = |one: Side| Chip {
        label: speech.say(&format!("choice-side-{}", one.word())),
        href: Some(format!("/desk/matters?side={}", one.word())),
        on: one == side,
        count: None,
    };
    let tabs: Vec<Chip> = Side::ALL.iter().copied().map(tab).collect();
    let mut found = Table::new(&speech, title.clone(), Address::new("/desk/matters", Vec::new()));
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    found.columns = vec![
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("field-assignee", ColumnKind::Text),
        head("field-state", ColumnKind::State),
        head("desk-column-limit", ColumnKind::State),
        head("field-process", ColumnKind::Text),
    ];
    let row = |c: &crate::case::model::CaseLine| {
        let mut cells = cases::cells(&speech, c, now);
        cells.push(html! { (c.process_label) });
        Row { id: c.id.to_string(), href: Some(href(c)), cells, tone: row_tone(c) }
    };
    found.rows = shown.rows.iter().map(row).collect();
    found.empty.icon = "clipboard-list";
    found.empty.title = speech.say("desk-matters-empty");
    found.empty.hint = speech.say("desk-matters-empty-hint");
    let begin = Offer::open(speech.say("desk-start"), "/desk/start").main().icon("plus").hotkey('n');
    let calendar = Offer::open(speech.say("desk-calendar-create"), "/do/desk.calendar.create").icon("calendar");
    let body = html! { div.stack {
        (heading(&title, "", buttons(&speech, &[begin, calendar])))
        (limit::pages::awaited(&speech, awaited))
        (chips(&speech.say("ui-views"), &tabs))
        (table(&found))
    } };
    Ok(cases::live(cx, View::new(title, body)))
}
