//! The statement of a place, ready to print.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech,
    card::{card, facts},
    print::{paper, print_button},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskStatement, Statement, StatementLine},
    queries,
};
use crate::bill::pages::word;

/// `/billing/statements/{id}`
pub async fn page(cx: &mut Context, ask: AskStatement) -> Result<View> {
    let id = ask.id;
    let shown = queries::statement(cx, ask).await?;
    let speech = cx.speech();
    let title = speech.say("billing-statement");
    let body = html! { div.stack {
        form.form.card.pad.no-print method="get" action={ "/billing/statements/" (id) } {
            label.field { (speech.say("field-since-on")) " " input type="date" name="since_on" value=(shown.since_on); }
            label.field { (speech.say("field-ends-on")) " " input type="date" name="ends_on" value=(shown.ends_on); }
            div.form-end { button.btn type="submit" { (speech.say("billing-arrears-show")) } }
        }
        (print_button(&speech))
        (paper(&title, "", told(&speech, &shown), html! {}))
    } };
    Ok(View::new(format!("{title} {}", shown.place), body))
}

/// The statement itself, as a paper shows it.
pub fn told(speech: &Speech, shown: &Statement) -> Markup {
    let list = [
        (speech.say("field-place"), html! { (shown.place) }),
        (
            speech.say("billing-statement-days"),
            html! { (speech.date(shown.since_on)) " – " (speech.date(shown.ends_on)) },
        ),
        (speech.say("billing-opening"), html! { (speech.money(shown.opening)) }),
        (speech.say("billing-closing"), html! { b { (speech.money(shown.closing)) } }),
    ];
    html! { (facts(&list)) (lines(speech, &shown.lines)) }
}

fn lines(speech: &Speech, list: &[StatementLine]) -> Markup {
    let title = speech.say("billing-statement-lines");
    let columns = [
        Column::new(speech.say("billing-move-on"), ColumnKind::Time),
        Column::new(speech.say("billing-move-kind"), ColumnKind::Text),
        Column::new(speech.say("billing-bill"), ColumnKind::Text),
        Column::new(speech.say("billing-period"), ColumnKind::Time),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
        Column::new(speech.say("billing-owed"), ColumnKind::Number),
    ];
    let row = |line: &StatementLine| {
        vec![
            html! { (speech.date(line.on)) },
            html! { (word(speech, "move-kind", line.kind.word())) },
            html! { a href={ "/billing/bills/" (line.bill_id) } { (line.fee_item) } " " span.sub { (line.number) } },
            html! { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) },
            html! { (speech.money(line.amount)) },
            html! { (speech.money(line.balance)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(
        "",
        html! {},
        html! { @if rows.is_empty() { div.pad { p.sub { (speech.say("billing-statement-none")) } } } @else { (simple(&title, &columns, &rows)) } },
    )
}
