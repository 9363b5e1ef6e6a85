//! The report of a day at the counter, ready to print.

use kernel::{
    Money, Result,
    form::{Field, Form, Kind},
};
use maud::{Markup, html};
use module::{Context, View};
use serde_json::json;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, chips, padded},
    form::{FormOptions, Method as Sent, form},
    page::heading,
    print::{paper, print_button},
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskDayReport, DayCashier, DayLine, DayReport, DayShift, DayWay},
    queries::{self, HEADS, subject},
};
use crate::shift::pages::word;

/// `/payment/day_report`: a page, or the file.
pub async fn page(cx: &mut Context, ask: AskDayReport) -> Result<View> {
    let found = queries::report(cx, ask.clone()).await?;
    if ask.format.is_some() {
        return Ok(View::file(queries::file(cx, &found)?));
    }
    let query = vec![("org_id".to_owned(), found.org_id.to_string()), ("day".to_owned(), found.day.to_string())];
    let here = Address::new("/payment/day_report", query);
    let communities = org::communities(cx, &here, found.org_id).await?;
    let speech = cx.speech();
    let title = speech.say("payment-day-report");
    let file = here.with("format", "xlsx").href();
    let offers = [Offer::open(speech.say("payment-as-workbook"), file).icon("download")];
    let number = found.day.to_string();
    let body = html! { div.stack {
        div.no-print { (heading(&title, &speech.say("payment-day-report-hint"), buttons(&speech, &offers))) }
        @if !communities.is_empty() { div.no-print { (chips(&speech.say("field-community"), &communities)) } }
        div.no-print { (asked(&speech, &found)) }
        (print_button(&speech))
        (paper(&format!("{} {title}", found.community), &number, told(&speech, &found), html! {}))
    } };
    Ok(View::new(title, body).live(format!("payments:{}", found.org_id)).live(format!("deposits:{}", found.org_id)))
}

/// The day, to be chosen anew.
fn asked(speech: &Speech, found: &DayReport) -> Markup {
    let fields = vec![Field::new("day", Kind::Date).required()];
    let options = FormOptions {
        action: "/payment/day_report".to_owned(),
        submit: speech.say("payment-look-up"),
        method: Sent::Get,
        hidden: vec![("org_id".to_owned(), found.org_id.to_string())],
        ..FormOptions::default()
    };
    let values = json!({ "day": found.day });
    padded(&speech.say("field-day"), html! {}, form(speech, &Form { fields }, &values, &[], &options))
}

fn told(speech: &Speech, found: &DayReport) -> Markup {
    html! {
        @if found.lines.is_empty() { p.sub { (speech.say("payment-day-report-empty")) } }
        @else { (lines(speech, &found.lines)) (cashiers(speech, &found.cashiers)) }
        @if !found.ways.is_empty() { (ways(speech, found)) }
        @if !found.shifts.is_empty() { (shifts(speech, &found.shifts)) }
    }
}

fn money(speech: &Speech, amount: Money) -> Markup {
    html! { @if amount == Money::ZERO { "—" } @else { (speech.money(amount)) } }
}

fn lines(speech: &Speech, list: &[DayLine]) -> Markup {
    let title = speech.say("payment-day-lines");
    let kind = |nth: usize| if nth < 3 { ColumnKind::Text } else { ColumnKind::Number };
    let columns: Vec<Column> =
        HEADS.iter().enumerate().map(|(nth, head)| Column::new(speech.say(head), kind(nth))).collect();
    let amounts = |line: &DayLine| [line.current, line.prior, line.prepaid, line.deposit, line.sum()];
    let row = |line: &DayLine| {
        let mut cells = vec![
            html! { (line.cashier_name) },
            html! { (word(speech, "method", line.method.word())) },
            html! { (subject(speech, &line.subject)) },
        ];
        cells.extend(amounts(line).map(|amount| money(speech, amount)));
        cells
    };
    let mut rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    let mut total = vec![html! { b { (speech.say("payment-total")) } }, html! {}, html! {}];
    for nth in 0..5 {
        let sum: Money = list.iter().map(|line| amounts(line)[nth]).sum();
        total.push(html! { b { (money(speech, sum)) } });
    }
    rows.push(total);
    card(&title, html! {}, simple(&title, &columns, &rows))
}

fn cashiers(speech: &Speech, list: &[DayCashier]) -> Markup {
    let title = speech.say("payment-day-receipts");
    let columns = [
        Column::new(speech.say("field-cashier-name"), ColumnKind::Text),
        Column::new(speech.say("payment-count"), ColumnKind::Number),
        Column::new(speech.say("payment-numbers"), ColumnKind::Code),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |one: &DayCashier| {
        vec![
            html! { (one.cashier_name) },
            html! { (one.receipts) },
            html! { @for (first, last) in &one.numbers { div { (first) @if first != last { " – " (last) } } } },
            money(speech, one.amount),
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}

/// What moved in each way, with what the book says of it.
fn ways(speech: &Speech, found: &DayReport) -> Markup {
    let title = speech.say("payment-day-ways");
    let heads = [
        "payment-day-paid",
        "payment-as-deposit",
        "payment-day-voids",
        "payment-day-voided",
        "payment-day-refunded",
        "payment-day-deposits-back",
        "payment-day-net",
        "payment-day-book",
    ];
    let mut columns = vec![Column::new(speech.say("field-method"), ColumnKind::Text)];
    columns.extend(heads.iter().map(|head| Column::new(speech.say(head), ColumnKind::Number)));
    let row = |one: &DayWay| {
        vec![
            html! { (word(speech, "method", one.method.word())) },
            money(speech, one.paid),
            money(speech, one.deposits),
            html! { (one.voids) },
            money(speech, one.voided),
            money(speech, one.refunded),
            money(speech, one.deposits_back),
            html! { b { (money(speech, one.net)) } },
            money(speech, one.book),
        ]
    };
    let rows: Vec<Vec<Markup>> = found.ways.iter().map(row).collect();
    let agreed = if found.agrees {
        badge(Tone::Done, &speech.say("payment-day-agrees"))
    } else {
        badge(Tone::Late, &speech.say("payment-day-differs"))
    };
    let brought =
        html! { div.pad { p.sub { (speech.say("payment-day-brought")) " " b { (speech.money(found.brought)) } } } };
    card(&title, agreed, html! { (simple(&title, &columns, &rows)) @if found.brought > Money::ZERO { (brought) } })
}

fn shifts(speech: &Speech, list: &[DayShift]) -> Markup {
    let title = speech.say("payment-cash-shift-list");
    let columns = [
        Column::new(speech.say("field-cashier-name"), ColumnKind::Text),
        Column::new(speech.say("field-shift-state"), ColumnKind::State),
        Column::new(speech.say("payment-taken"), ColumnKind::Number),
        Column::new(speech.say("field-cash-difference"), ColumnKind::Number),
    ];
    let row = |one: &DayShift| {
        vec![
            html! { a href={ "/payment/cash_shifts/" (one.id) } { (one.cashier_name) } },
            html! { (word(speech, "shift-state", one.shift_state.word())) },
            money(speech, one.taken),
            money(speech, one.difference.unwrap_or_default()),
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}
