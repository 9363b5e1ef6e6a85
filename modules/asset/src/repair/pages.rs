//! What repairs cost, in the file of a piece of equipment.

use kernel::{Money, Span};
use maud::{Markup, html};
use ui::{
    Speech, card,
    table::{self, ColumnKind},
};

use super::{
    model::{PartSum, RepairCost, RepairSum, Repaired},
    rules,
};

/// The most repairs and parts shown; the sums hold all.
const LATEST: usize = 20;

/// The repairs with what they came to, and the parts that went into the equipment.
pub(crate) fn repaired(speech: &Speech, found: &Repaired) -> Markup {
    let columns = [
        table::Column::new(speech.say("field-day"), ColumnKind::Time),
        table::Column::new(speech.say("asset-repair"), ColumnKind::Text),
        table::Column::new(speech.say("asset-parts"), ColumnKind::Text),
        table::Column::new(speech.say("asset-outlay"), ColumnKind::Number),
        table::Column::new(speech.say("asset-labour"), ColumnKind::Number),
    ];
    let rows: Vec<Vec<Markup>> = found.list.iter().take(LATEST).map(|repair| cells(speech, repair)).collect();
    let (title, parts_title) = (speech.say("asset-repairs"), speech.say("asset-parts-used"));
    let hidden =
        (found.hidden > 0).then(|| speech.say_with("asset-repairs-hidden", &[("count", &found.hidden.to_string())]));
    let more = rows.len() < found.list.len();
    let parts = parts(speech, &found.list);
    html! {
        @if !found.list.is_empty() || hidden.is_some() {
            (card::card(&title, html! {}, html! {
                @if !rows.is_empty() { (table::simple(&title, &columns, &rows)) }
                @if more { div.pad { p.sub { (speech.say_with("asset-repairs-more", &[("count", &LATEST.to_string())])) } } }
                @if let Some(hidden) = hidden { div.pad { p.sub { (hidden) } } }
            }))
        }
        @if !parts.is_empty() {
            (card::card(&parts_title, html! {}, table::simple(&parts_title, &part_columns(speech), &parts)))
        }
    }
}

fn cells(speech: &Speech, repair: &RepairCost) -> Vec<Markup> {
    vec![
        html! { (repair.day) },
        html! { a href={ "/desk/cases/" (repair.case) } { (repair.number) } " " (repair.title) },
        html! { @for part in &repair.parts {
            div { (part.name) " × " (part.quantity)
                @match part.price { Some(price) => { " × " (speech.money(price)) }, None => { " " span.sub { (speech.say("asset-part-unpriced")) } } }
            }
        } },
        html! { (speech.money(repair.outlay)) },
        html! {
            @if repair.labour_minutes > 0 {
                (minutes(speech, repair.labour_minutes))
                div { @match repair.labour { Some(labour) => (speech.money(labour)), None => span.sub { (speech.say("asset-labour-unrated")) } } }
            }
        },
    ]
}

fn minutes(speech: &Speech, minutes: i64) -> String {
    speech.span(Span::minutes(minutes))
}

fn part_columns(speech: &Speech) -> [table::Column; 4] {
    [
        table::Column::new(speech.say("field-name"), ColumnKind::Text),
        table::Column::new(speech.say("field-quantity"), ColumnKind::Number),
        table::Column::new(speech.say("field-amount"), ColumnKind::Number),
        table::Column::new(speech.say("asset-part-last-on"), ColumnKind::Time),
    ]
}

fn parts(speech: &Speech, repairs: &[RepairCost]) -> Vec<Vec<Markup>> {
    let cells = |part: PartSum| {
        vec![
            html! { (part.name) },
            html! { (part.quantity) },
            html! { (speech.money(part.spent)) },
            html! { (part.last_on) },
        ]
    };
    rules::parts(repairs).into_iter().take(LATEST).map(cells).collect()
}

/// Where a sum comes from, in words: the log, what was paid for repairs, and own people's work with its minutes.
pub(crate) fn reckoned(speech: &Speech, key: &str, log: Money, sum: &RepairSum) -> String {
    let told = [
        ("log", speech.money(log)),
        ("outlay", speech.money(sum.outlay)),
        ("labour", speech.money(sum.labour)),
        ("time", minutes(speech, sum.labour_minutes - sum.unrated_minutes)),
    ];
    speech.say_with(key, &told.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// That some work is in no sum because no labour rate held; nothing when all is.
pub(crate) fn unrated(speech: &Speech, sum: &RepairSum) -> Option<String> {
    (sum.unrated_minutes > 0)
        .then(|| speech.say_with("asset-minutes-unrated", &[("time", &minutes(speech, sum.unrated_minutes))]))
}
