//! The page of the morning's stock-take.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    card::{Figure, card, figures, two_columns},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Age, Joint, MonthSummary, StockTake},
    queries::view,
};
use crate::{
    board::model::Everything,
    case::{
        model::CaseLine,
        pages::{href, list as cases},
        queries::engine,
    },
};

/// What several households complain of is taken up in one case of this process, where it is in force.
const GROUP_COMPLAINT: &str = "group_complaint";

/// `/desk/stock_take`
pub(crate) async fn page(cx: &mut Context, nothing: Everything) -> Result<View> {
    let shown = view(cx, nothing).await?;
    let may_join = engine(cx)?.current(GROUP_COMPLAINT).is_ok();
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
                (months(&speech, &shown))
            } },
            html! { div.stack { (joint(&speech, &shown, may_join)) (repeated(&speech, &shown)) } },
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

/// Several households of a building that complain of one thing, with the way to take them up together.
fn joint(speech: &Speech, of: &StockTake, may_join: bool) -> Markup {
    let columns = [
        ("desk-column-place", ColumnKind::Code),
        ("field-topic", ColumnKind::Text),
        ("desk-stock-take-homes", ColumnKind::Number),
        ("ui-actions", ColumnKind::Text),
    ]
    .map(|(key, kind)| Column::new(speech.say(key), kind));
    let row = |j: &Joint| {
        let href = format!("/desk/cases?process=complaint&area_id={}&topic={}", j.area_id, j.topic);
        let join =
            format!("/do/desk.case.open?process={GROUP_COMPLAINT}&caused_by={}&next=/desk/stock_take", j.case_id);
        vec![
            html! { a href=(href) { (j.area) } },
            html! { (j.label) },
            html! { (j.count) },
            html! { @if may_join { a href=(join) { (speech.say("desk-stock-take-join")) } } },
        ]
    };
    let rows: Vec<Vec<Markup>> = of.joint.iter().map(row).collect();
    shown_in(speech, &speech.say("desk-stock-take-joint"), "desk-stock-take-joint-empty", &columns, &rows)
}

/// The last months: what came, ended and was late, then how many of each topic.
fn months(speech: &Speech, of: &StockTake) -> Markup {
    let mut columns = vec![Column::new(speech.say("field-topic"), ColumnKind::Text)];
    columns.extend(of.months.iter().map(|m| Column::new(m.month.to_string()[..7].to_owned(), ColumnKind::Number)));
    let row = |label: String, counts: Vec<i64>| -> Vec<Markup> {
        std::iter::once(html! { (label) }).chain(counts.into_iter().map(|n| html! { (n) })).collect()
    };
    let of_all =
        |key: &str, count: &dyn Fn(&MonthSummary) -> i64| row(speech.say(key), of.months.iter().map(count).collect());
    let mut rows = vec![
        of_all("desk-stock-take-all", &|m| m.came),
        of_all("desk-stock-take-ended", &|m| m.ended),
        of_all("desk-stock-take-late", &|m| m.late),
    ];
    rows.extend(of.topics.iter().map(|t| row(t.label.clone(), t.counts.clone())));
    shown_in(speech, &speech.say("desk-stock-take-months"), "desk-stock-take-causes-empty", &columns, &rows)
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
        .map(|c| {
            let name =
                html! { (c.label) @if c.is_rising { " " (badge(Tone::Risk, &speech.say("desk-stock-take-rising"))) } };
            std::iter::once(name).chain(c.counts.iter().map(|n| html! { (n) })).collect()
        })
        .collect();
    shown_in(speech, &speech.say("desk-stock-take-causes"), "desk-stock-take-causes-empty", &columns, &rows)
}
