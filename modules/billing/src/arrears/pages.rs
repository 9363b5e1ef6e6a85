//! The page of arrears.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use settle::aging::AGES;
use ui::{
    Speech, Tone,
    card::{Figure, card, figures},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Arrears, ArrearsLine, AskArrears},
    queries,
};

/// `/billing/arrears`
pub async fn page(cx: &mut Context, ask: AskArrears) -> Result<View> {
    let found = queries::arrears(cx, ask).await?;
    let speech = cx.speech();
    let title = speech.say("billing-arrears-page");
    let sum = |of: fn(&ArrearsLine) -> Money| speech.money(found.rows.iter().map(of).sum());
    let figure = |key: &str, value: String, tone| Figure { value, label: speech.say(key), tone, href: None };
    let list = [
        figure("billing-owed", sum(|line| line.total), Tone::Plain),
        figure("billing-not-due", sum(|line| line.not_due), Tone::Plain),
        figure("billing-overdue", sum(|line| line.arrears), Tone::Late),
    ];
    let body = html! { div.stack {
        (heading(&title, &speech.say_with("billing-arrears-as-of", &[("day", &speech.date(found.day))]), html! {}))
        form.card.pad.narrow method="get" action="/billing/arrears" {
            label { (speech.say("billing-arrears-day")) " " input type="date" name="day" value=(found.day); }
            " " button.btn type="submit" { (speech.say("billing-arrears-show")) }
        }
        (figures(&list))
        (table(&speech, &found))
    } };
    Ok(View::new(title, body))
}

fn table(speech: &Speech, found: &Arrears) -> Markup {
    let title = speech.say("billing-arrears-by-age");
    let mut columns = vec![
        Column::new(speech.say("field-fee-item"), ColumnKind::Text),
        Column::new(speech.say("billing-owed"), ColumnKind::Number),
        Column::new(speech.say("billing-not-due"), ColumnKind::Number),
    ];
    let mut from = 1;
    for last in AGES {
        let words = speech.say_with("billing-age", &[("from", &from.to_string()), ("until", &last.to_string())]);
        columns.push(Column::new(words, ColumnKind::Number).wide());
        from = last + 1;
    }
    columns.push(
        Column::new(speech.say_with("billing-age-older", &[("days", &from.to_string())]), ColumnKind::Number).wide(),
    );
    columns.push(Column::new(speech.say("billing-overdue"), ColumnKind::Number));
    let row = |line: &ArrearsLine| {
        let money = |amount: Money| html! { (speech.money(amount)) };
        let mut cells = vec![html! { (line.fee_item) }, money(line.total), money(line.not_due)];
        cells.extend(line.overdue.iter().map(|amount| money(*amount)));
        cells.push(money(line.arrears));
        cells
    };
    let rows: Vec<Vec<Markup>> = found.rows.iter().map(row).collect();
    card(
        &title,
        html! {},
        html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("billing-arrears-none")) } } } @else { (simple(&title, &columns, &rows)) }
        },
    )
}
