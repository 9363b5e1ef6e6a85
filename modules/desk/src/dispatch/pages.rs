//! The dispatch board: what nobody has, what anybody may take, and who has how much.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded, person, two_columns},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{DispatchBoard, Hand},
    queries::{board, givers},
};
use crate::{
    board::model::Everything,
    case::{
        model::CaseLine,
        pages::{href, limit, list, state},
    },
};

/// `/desk/dispatch`
pub(crate) async fn page(cx: &mut Context, nothing: Everything) -> Result<View> {
    let shown = board(cx, nothing).await?;
    let key = cx.new_uuid().simple().to_string();
    let givers = givers(cx)?;
    let (speech, now) = (cx.speech(), cx.now());
    let title = speech.say("desk-dispatch");
    let row = |case: &CaseLine| {
        let offers: Vec<Offer> = givers
            .iter()
            .filter(|g| g.process == case.process && g.stages.contains(&case.stage))
            .map(|g| {
                if g.at_once {
                    Offer::post(
                        &g.label,
                        format!("/desk/cases/{}/act/{}", case.id, g.action),
                        format!("{key}-{}-{}", case.number, g.action),
                    )
                    .hidden("next", "/desk/dispatch")
                } else {
                    Offer::open(
                        &g.label,
                        format!("/do/desk.case.act?id={}&action={}&next=/desk/dispatch", case.id, g.action),
                    )
                    .main()
                }
            })
            .collect();
        vec![
            html! { a href=(href(case)) { (case.number) } p.sub { (case.title) } },
            html! { (case.place.as_deref().unwrap_or("—")) p.sub { (case.topic.as_deref().unwrap_or_default()) } },
            state(&speech, case),
            limit(&speech, case, now),
            buttons(&speech, &offers),
        ]
    };
    let body = html! { div.stack {
        (heading(&title, "", html! {}))
        (two_columns(waiting(&speech, &shown, &row), people(&speech, &shown.hands)))
    } };
    Ok(list::live(cx, View::new(title, body)))
}

fn waiting(speech: &Speech, shown: &DispatchBoard, row: &dyn Fn(&CaseLine) -> Vec<Markup>) -> Markup {
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("field-state", ColumnKind::State),
        head("desk-column-limit", ColumnKind::State),
        head("ui-actions", ColumnKind::Text),
    ];
    let part = |key: &str, empty: &str, cases: &[CaseLine]| {
        let rows: Vec<Vec<Markup>> = cases.iter().map(row).collect();
        let caption = speech.say(key);
        card(
            &format!("{caption} {}", cases.len()),
            html! {},
            html! {
                @if rows.is_empty() { div.pad { p.sub { (speech.say(empty)) } } } @else { (simple(&caption, &columns, &rows)) }
            },
        )
    };
    html! {
        (part("desk-dispatch-unassigned", "desk-dispatch-unassigned-empty", &shown.unassigned))
        (part("desk-dispatch-pool", "desk-dispatch-pool-empty", &shown.pool))
    }
}

/// The people with what they have to do; whoever has most stands first.
fn people(speech: &Speech, hands: &[Hand]) -> Markup {
    let count = |key: &str, n: i64| speech.say_with(key, &[("count", &n.to_string())]);
    let one = |hand: &Hand| {
        let below = html! {
            a href={ "/desk/cases?open=true&assignee_id=" (hand.id) } { (count("desk-load-open", hand.open)) }
            @if hand.late > 0 { " " (badge(Tone::Late, &count("desk-load-late", hand.late))) }
            @if hand.paused > 0 { " " (badge(Tone::Waiting, &count("desk-load-paused", hand.paused))) }
            @if hand.on_duty { " " (badge(Tone::Active, &speech.say("desk-on-duty"))) }
        };
        html! {
            (person(&hand.name, below))
            @for case in &hand.cases {
                p.sub { a href=(href(case)) { (case.number) } " " (case.title) " · " (case.place.as_deref().unwrap_or("—")) " · " (case.stage_label) }
            }
        }
    };
    let body = html! {
        @if hands.is_empty() { p.sub { (speech.say("desk-dispatch-nobody")) } }
        @for hand in hands { (one(hand)) }
    };
    padded(&speech.say("desk-dispatch-people"), html! {}, body)
}
