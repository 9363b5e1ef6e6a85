//! The page of what will be billed: a line for each month, a column for each fee item.

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
    card::{Figure, card, chips, figures, padded},
    form::{FormOptions, Method, form},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskForecast, Forecast},
    queries,
};

const PATH: &str = "/billing/forecast";

/// `/billing/forecast`: a page, or the file.
pub async fn page(cx: &mut Context, ask: AskForecast) -> Result<View> {
    let found = queries::forecast(cx, ask.clone()).await?;
    if ask.format.is_some() {
        return Ok(View::file(queries::file(cx, &found)?));
    }
    let here = Address::new(
        PATH,
        vec![
            ("org_id".to_owned(), found.org_id.to_string()),
            ("months_ahead".to_owned(), found.months.len().to_string()),
        ],
    );
    let communities = org::communities(cx, &here, found.org_id).await?;
    let speech = cx.speech();
    let title = speech.say("billing-forecast");
    let file = Offer::open(speech.say("billing-as-workbook"), here.with("format", "xlsx").href()).icon("download");
    let figure = |key: &str, value: String, tone| Figure { value, label: speech.say(key), tone, href: None };
    let late = if found.hindered > 0 { Tone::Late } else { Tone::Plain };
    let list = [
        figure("billing-forecast-total", speech.money(found.total()), Tone::Plain),
        figure("billing-forecast-places", found.places.to_string(), Tone::Plain),
        figure("billing-forecast-hindered", found.hindered.to_string(), late),
    ];
    let body = html! { div.stack {
        (heading(&title, &speech.say("billing-forecast-hint"), buttons(&speech, &[file])))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        (asked(&speech, &found))
        (figures(&list))
        (card(&found.community, html! {}, table(&speech, &found)))
        p.sub { (speech.say("billing-forecast-told")) }
        @if !found.metered.is_empty() { p.sub {
            (speech.say_with("billing-forecast-metered", &[("tariffs", &found.metered.join("、"))]))
        } }
    } };
    Ok(View::new(title, body).live(format!("bills:{}", found.org_id)))
}

fn asked(speech: &Speech, found: &Forecast) -> Markup {
    let months = Field { min: Some(1), max: Some(24), ..Field::new("months_ahead", Kind::Integer).required() };
    let options = FormOptions {
        action: PATH.to_owned(),
        submit: speech.say("billing-arrears-show"),
        method: Method::Get,
        hidden: vec![("org_id".to_owned(), found.org_id.to_string())],
        ..FormOptions::default()
    };
    let values = json!({ "months_ahead": found.months.len() });
    padded(
        &speech.say("billing-forecast-ahead"),
        html! {},
        form(speech, &Form { fields: vec![months] }, &values, &[], &options),
    )
}

fn table(speech: &Speech, found: &Forecast) -> Markup {
    if found.items.is_empty() {
        return html! { div.pad { p.sub { (speech.say("billing-forecast-none")) } } };
    }
    let money = |amount: Money| html! { (speech.money(amount)) };
    let mut columns = vec![Column::new(speech.say("choice-lines-by-month"), ColumnKind::Time)];
    columns.extend(found.items.iter().map(|item| Column::new(item.fee_item.clone(), ColumnKind::Number)));
    columns.push(Column::new(speech.say("billing-sum"), ColumnKind::Number));
    let row = |(nth, month): (usize, &String)| {
        let mut cells = vec![html! { (month) }];
        cells.extend(found.items.iter().map(|item| money(item.amounts.get(nth).copied().unwrap_or_default())));
        cells.push(html! { b { (money(found.of_month(nth))) } });
        cells
    };
    let mut rows: Vec<Vec<Markup>> = found.months.iter().enumerate().map(row).collect();
    let mut total = vec![html! { b { (speech.say("billing-sum")) } }];
    total.extend(found.items.iter().map(|item| html! { b { (money(item.total)) } }));
    total.push(html! { b { (money(found.total())) } });
    rows.push(total);
    simple(&speech.say("billing-forecast"), &columns, &rows)
}
