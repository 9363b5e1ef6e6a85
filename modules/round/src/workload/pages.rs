//! The work of posts as a map of days, and the hours it is held against.

use kernel::{Date, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    card::{card, chips},
    feedback::empty,
    month::{Share, heat},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{DayLoad, PostLoad, WhichWorkload, Workload},
    queries, rules,
};
use crate::{PLAN_EDIT, communities, plan::model::Doer};

/// The days of the week, as the form of a post's hours calls them.
const WEEK: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/// `/round/workload`
pub async fn page(cx: &mut Context, which: WhichWorkload) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let here = Address::new("/round/workload", vec![("org_id".to_owned(), shown.org_id.to_string())]);
    let communities = communities(cx, &here, shown.org_id).await?;
    let speech = cx.speech();
    let title = speech.say("round-workload");
    let columns: Vec<String> =
        shown.days.iter().map(|day| day.to_string().get(5..).unwrap_or_default().to_owned()).collect();
    let row = |post: &PostLoad| {
        let cells =
            shown.days.iter().zip(&post.days).map(|(day, load)| cell(&speech, &shown, (post.role, *day), *load));
        (post_name(&speech, post.role), cells.collect())
    };
    let rows: Vec<_> = shown.posts.iter().map(row).collect();
    let body = html! { div.stack {
        (heading(&title, &speech.say("round-workload-hint"), html! {}))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        @if rows.is_empty() {
            (empty("chart-bar", &speech.say("round-workload-empty"), &speech.say("round-workload-empty-hint"), None))
        } @else {
            (card(&title, html! {}, html! { div.pad { (heat(&title, &columns, &rows)) } }))
        }
        (hours(cx, &speech, &shown))
    } };
    Ok(View::new(title, body).live(format!("occurrences:{}", shown.org_id)))
}

fn post_name(speech: &Speech, role: Doer) -> String {
    speech.say(&format!("choice-role-{}", role.word().replace('_', "-")))
}

/// Minutes as hours to a tenth.
fn told(minutes: i64) -> String {
    format!("{}.{}", minutes / 60, minutes % 60 / 6)
}

fn cell(speech: &Speech, shown: &Workload, (role, day): (Doer, Date), load: DayLoad) -> Option<Share> {
    if load.tasks == 0 && load.capacity.is_none() {
        return None;
    }
    let query = vec![
        ("org_id".to_owned(), shown.org_id.to_string()),
        ("day".to_owned(), day.to_string()),
        ("role".to_owned(), role.word().to_owned()),
    ];
    let hours = |text: &str| speech.say_with("round-hours", &[("count", text)]);
    let filled = rules::filled(load);
    Some(Share {
        words: filled.map_or_else(|| hours(&told(load.minutes)), |filled| format!("{filled}%")),
        detail: match load.capacity {
            Some(capacity) => format!("{}/{}", told(load.minutes), told(capacity)),
            None => speech.say_with("round-tasks-count", &[("count", &load.tasks.to_string())]),
        },
        tone: filled.map_or(Tone::Plain, rules::tone),
        href: (load.tasks > 0).then(|| Address::new("/round/occurrences", query).href()),
    })
}

/// The hours of each post through the week, and the way to change them.
fn hours(cx: &Context, speech: &Speech, shown: &Workload) -> Markup {
    let title = speech.say("round-post-capacity");
    let days = WEEK.iter().map(|day| Column::new(speech.say(&format!("choice-week-days-{day}")), ColumnKind::Number));
    let columns: Vec<Column> =
        std::iter::once(Column::new(speech.say("field-role"), ColumnKind::Text)).chain(days).collect();
    let may = cx.actor().may_in(PLAN_EDIT, shown.org_id);
    let known = |role: Doer| shown.posts.iter().find(|post| post.role == role).and_then(|post| post.hours);
    let row = |role: &Doer| {
        let week = known(*role);
        let name = post_name(speech, *role);
        let mut cells = vec![html! { @if may { a href=(form(shown, *role, week)) { (name) } } @else { (name) } }];
        cells.extend((0..7).map(|day| html! { (week.map_or("—".to_owned(), |week| week[day].to_string())) }));
        cells
    };
    let rows: Vec<Vec<Markup>> = Doer::ALL.iter().map(row).collect();
    card(
        &title,
        html! {},
        html! {
            div.pad { p.sub { (speech.say("round-post-capacity-hint")) } }
            (simple(&title, &columns, &rows))
        },
    )
}

/// The form of a post's hours, with what was said before.
fn form(shown: &Workload, role: Doer, week: Option<[i64; 7]>) -> String {
    let next = format!("/round/workload?org_id={}", shown.org_id);
    let mut query = vec![
        ("org_id".to_owned(), shown.org_id.to_string()),
        ("role".to_owned(), role.word().to_owned()),
        ("next".to_owned(), next),
    ];
    for (day, hours) in WEEK.iter().zip(week.into_iter().flatten()) {
        query.push((format!("hours_{day}"), hours.to_string()));
    }
    Address::new("/do/round.post_capacity.edit", query).href()
}
