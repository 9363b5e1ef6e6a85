//! What became of each case of a hand-over.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    card::card,
    record::{Head, badge, head},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{HandOverLine, ThisHandOver},
    queries::view,
};

/// `/desk/hand_overs/{id}`
pub(crate) async fn page(cx: &mut Context, which: ThisHandOver) -> Result<View> {
    let shown = view(cx, which).await?;
    let (speech, zone) = (cx.speech(), cx.zone());
    let row = &shown.row;
    let title = speech.say_with("desk-hand-over-title", &[("name", &row.staff)]);
    let (tone, state) = if row.stayed > 0 {
        (Tone::Late, speech.say_with("desk-hand-over-partly", &[("count", &row.stayed.to_string())]))
    } else {
        (Tone::Done, speech.say_with("desk-hand-over-whole", &[("count", &row.went.to_string())]))
    };
    let top = Head {
        kind: speech.say("desk-hand-over"),
        number: String::new(),
        title: title.clone(),
        state: (tone, state),
        rings: Vec::new(),
        facts: vec![
            (speech.say("field-staff"), html! { a href={ "/org/staff/" (row.staff_id) } { (row.staff) } }),
            (speech.say("field-by"), html! { (row.by) }),
            (speech.say("field-at"), html! { (speech.instant(row.at, zone)) }),
            (speech.say("field-reason"), html! { (row.reason.as_deref().unwrap_or("—")) }),
        ],
    };
    let columns = ["desk-column-case", "field-takers", "desk-hand-over-as", "desk-hand-over-result"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let line = |c: &HandOverLine| -> Vec<Markup> {
        let role = if c.answerable { "field-first-asked" } else { "field-assignee" };
        vec![
            html! { a href={ "/desk/cases/" (c.case_id) } { (c.number) } p.sub { (c.title) } },
            html! { (c.to) },
            html! { (speech.say(role)) },
            match &c.refusal {
                None => badge(Tone::Done, &speech.say("desk-hand-over-went")),
                Some(why) => html! { (badge(Tone::Late, &speech.say("desk-hand-over-stayed"))) p.sub { (why) } },
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.cases.iter().map(line).collect();
    let again = Offer::open(speech.say("desk-hand-over-back"), format!("/org/staff/{}", row.staff_id));
    let body = html! { div.stack {
        (head(&top, buttons(&speech, &[again])))
        (card(&speech.say("desk-hand-over-cases"), html! {}, html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("desk-hand-over-nothing")) } } } @else { (simple(&title, &columns, &rows)) }
        }))
    } };
    Ok(View::new(title, body))
}
