//! The page of the morning's stock-take.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    card::{Figure, card, figures, two_columns},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Age, StockTake},
    queries::view,
};
use crate::{
    board::model::Everything,
    case::{
        model::CaseLine,
        pages::{href, list as cases},
    },
};

/// `/desk/stock_take`
pub(crate) async fn page(cx: &mut Context, nothing: Everything) -> Result<View> {
    let shown = view(cx, nothing).await?;
    let (speech, now, zone) = (cx.speech(), cx.now(), cx.zone());
    let title = speech.say("desk-stock-take");
    let day = speech.say_with("desk-stock-take-day", &[("day", &speech.date(shown.yesterday))]);
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("field-assignee", ColumnKind::Text),
        head("field-state", ColumnKind::State),
        head("desk-column-limit", ColumnKind::State),
        head("field-opened-at", ColumnKind::Time),
    ];
    let row = |c: &CaseLine| -> Vec<Markup> {
        let mut cells = cases::cells(&speech, c, now);
        cells[0] = html! { a href=(href(c)) { (c.number) } p.sub { (c.title) } };
        cells.push(html! { (speech.moment(c.opened_at, now, zone)) });
        cells
    };
    let part = |key: &str, empty: &str, list: &[CaseLine]| {
        let caption = format!("{} {}", speech.say(key), list.len());
        let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
        shown_in(&speech, &caption, empty, &columns, &rows)
    };
    let body = html! { div.stack {
        (heading(&title, &day, html! {}))
        (figures(&counts(&speech, &shown)))
        (two_columns(
            html! { div.stack {
                (part("desk-stock-take-open", "desk-stock-take-open-empty", &shown.open))
                (part("desk-stock-take-came", "desk-stock-take-came-empty", &shown.came))
                (causes(&speech, &shown))
            } },
            repeated(&speech, &shown),
        ))
    } };
    Ok(cases::live(cx, View::new(title, body)))
}

fn shown_in(speech: &Speech, caption: &str, empty: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    let nothing = html! { div.pad { p.sub { (speech.say(empty)) } } };
    card(caption, html! {}, html! { @if rows.is_empty() { (nothing) } @else { (simple(caption, columns, rows)) } })
}

/// Yesterday's, the open ones by age, and those nobody answers for.
fn counts(speech: &Speech, of: &StockTake) -> Vec<Figure> {
    let figure = |label: String, n: i64, tone: Tone, href: &str| Figure {
        value: speech.count(n.unsigned_abs()),
        label,
        tone: if n > 0 { tone } else { Tone::Plain },
        href: Some(href.to_owned()),
    };
    let came = i64::try_from(of.came.len()).unwrap_or(i64::MAX);
    let open = "/desk/cases?process=complaint&open=true&sort=opened_at";
    let mut list = vec![figure(speech.say("desk-stock-take-came"), came, Tone::Plain, "/desk/cases?process=complaint")];
    for one in &of.ages {
        let tone = match one.age {
            Age::Day | Age::Days => Tone::Plain,
            Age::Week => Tone::Risk,
            Age::Longer => Tone::Late,
        };
        list.push(figure(speech.say(&format!("choice-age-{}", one.age.word())), one.count, tone, open));
    }
    let nobody = "/desk/cases?process=complaint&unassigned=true";
    list.push(figure(speech.say("desk-stock-take-nobody"), of.unassigned, Tone::Late, nobody));
    list
}

fn repeated(speech: &Speech, of: &StockTake) -> Markup {
    let columns = [("desk-column-place", ColumnKind::Code), ("desk-stock-take-times", ColumnKind::Number)]
        .map(|(key, kind)| Column::new(speech.say(key), kind));
    let rows: Vec<Vec<Markup>> = of
        .repeated
        .iter()
        .map(|r| {
            let href = format!("/desk/cases?process=complaint&place_id={}", r.place_id);
            vec![html! { a href=(href) { (r.place) } }, html! { (r.count) }]
        })
        .collect();
    shown_in(speech, &speech.say("desk-stock-take-repeated"), "desk-stock-take-repeated-empty", &columns, &rows)
}

fn causes(speech: &Speech, of: &StockTake) -> Markup {
    let mut columns = vec![Column::new(speech.say("field-cause"), ColumnKind::Text)];
    columns.extend(of.weeks.iter().map(|first| {
        let day = first.to_string();
        Column::new(day.get(5..).unwrap_or(&day), ColumnKind::Number)
    }));
    let rows: Vec<Vec<Markup>> = of
        .causes
        .iter()
        .map(|c| std::iter::once(html! { (c.label) }).chain(c.counts.iter().map(|n| html! { (n) })).collect())
        .collect();
    shown_in(speech, &speech.say("desk-stock-take-causes"), "desk-stock-take-causes-empty", &columns, &rows)
}
