//! A file of requests: take it along, bring the answers.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech,
    buttons::{Offer, buttons},
    card::{card, facts, padded},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{model::WhichExchange, queries};
use crate::{
    EXCHANGE_CREATE,
    invoice::{model::InvoiceLine, pages::state},
};

/// `/invoice/exchanges/{id}`
pub async fn page(cx: &mut Context, which: WhichExchange) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let (exchange, title) = (&shown.exchange, speech.say("invoice-exchange"));
    let mut offers = Vec::new();
    if cx.actor().may_in(EXCHANGE_CREATE, exchange.org_id) {
        let file = format!("/invoice/exchanges/{}/download", exchange.id);
        offers.push(Offer::open(speech.say("invoice-exchange-file"), file).icon("download").main());
        let answers = format!("/do/invoice.answer.create?org_id={}", exchange.org_id);
        offers.push(Offer::open(speech.say("invoice-answer-create"), answers).icon("upload"));
    }
    let list = [
        (speech.say("field-invoice-requests"), html! { (exchange.requests) }),
        (speech.say("field-amount"), html! { (speech.money(exchange.amount_fen)) }),
        (
            speech.say("field-sent-name"),
            html! { (exchange.sent_name) " · " (speech.instant(exchange.sent_at, cx.zone())) },
        ),
    ];
    let body = html! { div.stack {
        (heading(&title, &speech.say("invoice-exchange-hint"), buttons(&speech, &offers)))
        (padded("", html! {}, facts(&list)))
        (invoices(&speech, &shown.invoices))
    } };
    Ok(View::new(title, body).live(format!("invoices:{}", exchange.org_id)))
}

fn invoices(speech: &Speech, list: &[InvoiceLine]) -> Markup {
    let title = speech.say("invoice-invoice-list");
    let columns = [
        Column::new(speech.say("field-number"), ColumnKind::Text),
        Column::new(speech.say("field-invoice-title"), ColumnKind::Text),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
        Column::new(speech.say("field-invoice-state"), ColumnKind::State),
        Column::new(speech.say("field-invoice-number"), ColumnKind::Text),
    ];
    let row = |one: &InvoiceLine| {
        vec![
            html! { a href={ "/invoice/invoices/" (one.id) } { (one.number) } },
            html! { (one.invoice_title) },
            html! { (speech.money(one.amount)) },
            state(speech, one.invoice_state),
            html! { (one.invoice_number.as_deref().unwrap_or_default()) },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}

/// `/invoice/exchanges/{id}/download`: the workbook that the tax software imports.
pub async fn download(cx: &mut Context, which: WhichExchange) -> Result<View> {
    Ok(View::file(queries::file(cx, which).await?))
}
