//! The page of arrears.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use settle::aging::AGES;
use ui::{
    Address, Speech, Tone,
    card::{Figure, card, figures},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Arrears, ArrearsBy, ArrearsLine, AskArrears},
    queries,
};
use crate::bill::pages::word;

/// `/billing/arrears`
pub async fn page(cx: &mut Context, ask: AskArrears) -> Result<View> {
    let found = queries::arrears(cx, ask.clone()).await?;
    let speech = cx.speech();
    let title = speech.say("billing-arrears-page");
    let sum = |of: fn(&ArrearsLine) -> Money| speech.money(found.rows.iter().map(of).sum());
    let figure = |key: &str, value: String, tone| Figure { value, label: speech.say(key), tone, href: None };
    let list = [
        figure("billing-owed", sum(|line| line.total), Tone::Plain),
        figure("billing-not-due", sum(|line| line.not_due), Tone::Plain),
        figure("billing-overdue", sum(|line| line.arrears), Tone::Late),
        figure("billing-written-off", sum(|line| line.written_off), Tone::Plain),
    ];
    let body = html! { div.stack {
        (heading(&title, &speech.say_with("billing-arrears-as-of", &[("day", &speech.date(found.day))]), html! {}))
        (question(&speech, &ask, &found))
        (figures(&list))
        (table(&speech, &ask, &found))
    } };
    Ok(View::new(title, body))
}

fn question(speech: &Speech, ask: &AskArrears, found: &Arrears) -> Markup {
    let by = ask.arrears_by.unwrap_or(ArrearsBy::FeeItem);
    html! {
        form.form.card.pad method="get" action="/billing/arrears" {
            @if let Some(org) = ask.org_id { input type="hidden" name="org_id" value=(org); }
            @if let Some(building) = ask.building_id { input type="hidden" name="building_id" value=(building); }
            @if let Some(item) = ask.item_id { input type="hidden" name="item_id" value=(item); }
            label.field { (speech.say("billing-arrears-day")) " " input type="date" name="day" value=(found.day); }
            label.field { (speech.say("field-arrears-by")) " " select name="arrears_by" {
                @for one in ArrearsBy::ALL {
                    option value=(one.word()) selected[*one == by] { (word(speech, "arrears-by", one.word())) }
                }
            } }
            div.form-end { button.btn type="submit" { (speech.say("billing-arrears-show")) } }
        }
    }
}

/// Where a line leads: a community to its buildings, a building to its fee items, a fee item to its bills.
fn deeper(ask: &AskArrears, line: &ArrearsLine) -> String {
    let org = line.org_id.or(ask.org_id).map(|id| ("org_id", id.to_string()));
    let day = ask.day.map(|day| ("day", day.to_string()));
    let mut asked: Vec<(&str, String)> = org.into_iter().collect();
    let path = match ask.arrears_by.unwrap_or(ArrearsBy::FeeItem) {
        ArrearsBy::FeeItem => {
            asked.extend(line.item_id.map(|id| ("item_id", id.to_string())));
            "/billing/bills"
        }
        ArrearsBy::Building => {
            asked.extend(line.building_id.or(ask.building_id).map(|id| ("building_id", id.to_string())));
            asked.extend(day);
            asked.push(("arrears_by", ArrearsBy::FeeItem.word().to_owned()));
            "/billing/arrears"
        }
        ArrearsBy::Community => {
            asked.extend(day);
            asked.push(("arrears_by", ArrearsBy::Building.word().to_owned()));
            "/billing/arrears"
        }
    };
    Address::new(path, asked.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).href()
}

fn table(speech: &Speech, ask: &AskArrears, found: &Arrears) -> Markup {
    let title = speech.say("billing-arrears-by-age");
    let by = ask.arrears_by.unwrap_or(ArrearsBy::FeeItem);
    let mut columns = vec![
        Column::new(word(speech, "arrears-by", by.word()), ColumnKind::Text),
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
    columns.push(Column::new(speech.say("billing-written-off"), ColumnKind::Number).wide());
    let row = |line: &ArrearsLine| {
        let money = |amount: Money| html! { (speech.money(amount)) };
        let name = if line.name.is_empty() { speech.say("billing-no-building") } else { line.name.clone() };
        let mut cells = vec![html! { a href=(deeper(ask, line)) { (name) } }, money(line.total), money(line.not_due)];
        cells.extend(line.overdue.iter().map(|amount| money(*amount)));
        cells.extend([money(line.arrears), money(line.written_off)]);
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
