//! The time-limit board: figures, who and which building has what, and what presses most.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech,
    card::{card, figures},
    page::heading,
    table::{Column, ColumnKind, Row, Table, simple, table},
};

use super::{
    model::{AskBoard, LimitBoard, Tally},
    queries::board,
};
use crate::{
    case::pages::{href, list, row_tone},
    intake::pages::figure_list,
    limit::{self, model::Period},
};

/// `/desk/board`
pub(crate) async fn page(cx: &mut Context, ask: AskBoard) -> Result<View> {
    let shown = board(cx, ask).await?;
    let (speech, now) = (cx.speech(), cx.now());
    let title = speech.say("desk-board");
    let person = |t: &Tally| t.id.map(|id| format!("assignee_id={}", org::StaffId::from_uuid(id)));
    let building = |t: &Tally| t.id.map(|id| format!("area_id={}", property::PlaceId::from_uuid(id)));
    let body = html! { div.stack {
        (heading(&title, "", html! {}))
        (figures(&top(&speech, &shown)))
        (tallies(&speech, "desk-board-people", "field-assignee", &shown.by_person, &|t| {
            person(t).or_else(|| Some("unassigned=true".to_owned()))
        }))
        (tallies(&speech, "desk-board-buildings", "field-area-id", &shown.by_building, &building))
        (limit::pages::kept(&speech, ask.period.unwrap_or(Period::Month), &shown))
        h2 { (speech.say("desk-board-pressing")) }
        (pressing(&speech, &shown, now))
    } };
    Ok(list::live(cx, View::new(title, body)))
}

/// The most pressing cases.
fn pressing(speech: &Speech, shown: &LimitBoard, now: kernel::Instant) -> Markup {
    let mut pressing = Table::new(speech, speech.say("desk-board-pressing"), Address::new("/desk/board", Vec::new()));
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    pressing.columns = vec![
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("field-assignee", ColumnKind::Text),
        head("field-state", ColumnKind::State),
        head("desk-column-limit", ColumnKind::State),
    ];
    let row = |c: &crate::case::model::CaseLine| Row {
        id: c.id.to_string(),
        href: Some(href(c)),
        cells: list::cells(speech, c, now),
        tone: row_tone(c),
    };
    pressing.rows = shown.pressing.iter().map(row).collect();
    pressing.empty.title = speech.say("desk-today-empty");
    pressing.empty.hint = speech.say("desk-today-empty-hint");
    table(&pressing)
}

/// The figures above, with the lists behind them.
fn top(speech: &Speech, shown: &LimitBoard) -> Vec<ui::card::Figure> {
    let mut top = figure_list(speech, &shown.figures);
    for (key, count, timing) in
        [("desk-figure-risk", shown.figures.risk, "risk"), ("desk-figure-paused", shown.figures.paused, "paused")]
    {
        top.insert(
            top.len().min(3),
            ui::card::Figure {
                value: speech.count(u64::try_from(count).unwrap_or(0)),
                label: speech.say(key),
                tone: if count > 0 { ui::Tone::of(timing) } else { ui::Tone::Plain },
                href: Some(format!("/desk/cases?timing={timing}")),
            },
        );
    }
    top
}

/// Counts side by side, each leading to the cases behind it.
fn tallies(
    speech: &Speech,
    title: &str,
    who: &str,
    list: &[Tally],
    query: &dyn Fn(&Tally) -> Option<String>,
) -> Markup {
    let columns: Vec<Column> = std::iter::once(Column::new(speech.say(who), ColumnKind::Text))
        .chain(
            ["desk-figure-open", "desk-figure-risk", "desk-figure-late", "desk-figure-paused"]
                .map(|key| Column::new(speech.say(key), ColumnKind::Number)),
        )
        .collect();
    let cell = |tally: &Tally, count: i64, filter: &str| {
        let words = speech.count(u64::try_from(count).unwrap_or(0));
        match query(tally).filter(|_| count > 0) {
            Some(query) => html! { a href={ "/desk/cases?" (query) "&" (filter) } { (words) } },
            None => html! { (words) },
        }
    };
    let rows: Vec<Vec<Markup>> = list
        .iter()
        .map(|t| {
            vec![
                html! { (t.name) },
                cell(t, t.open, "open=true"),
                cell(t, t.risk, "timing=risk"),
                cell(t, t.late, "timing=late"),
                cell(t, t.paused, "timing=paused"),
            ]
        })
        .collect();
    let caption = speech.say(title);
    card(
        &caption,
        html! {},
        html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("desk-today-empty")) } } } @else { (simple(&caption, &columns, &rows)) }
        },
    )
}
