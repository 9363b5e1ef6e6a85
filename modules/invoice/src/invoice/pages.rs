//! An invoice: to whom, about what, how far it is, where it can be taken from.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded, two_columns},
    feedback::banner,
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{InvoiceLineRow, InvoiceRecord, InvoiceState, WhichInvoice},
    queries, rules,
};
use crate::INVOICE_CREATE;

/// The words of a choice.
pub(crate) fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}

/// How an invoice stands, as people see it at a glance.
pub(crate) fn state(speech: &Speech, state: InvoiceState) -> Markup {
    badge(tone(state), &word(speech, "invoice-state", state.word()))
}

const fn tone(state: InvoiceState) -> Tone {
    match state {
        InvoiceState::Asked => Tone::Waiting,
        InvoiceState::Sent => Tone::Active,
        InvoiceState::Issued => Tone::Done,
        InvoiceState::Rejected => Tone::Late,
        InvoiceState::Cancelled | InvoiceState::Reversed => Tone::Cancelled,
    }
}

/// `/invoice/invoices/{id}`
pub async fn page(cx: &mut Context, which: WhichInvoice) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let invoice = &shown.invoice;
    let head = record::Head {
        kind: word(&speech, "invoice-kind", invoice.kind.word()),
        number: invoice.number.clone(),
        title: shown.buyer.title.clone(),
        state: (tone(invoice.state), word(&speech, "invoice-state", invoice.state.word())),
        rings: Vec::new(),
        facts: facts(cx, &speech, &shown),
    };
    let narrow = padded(
        &speech.say("invoice-leads"),
        html! {},
        html! {
            @if let Some(link) = &invoice.link { p { a href=(link) rel="noreferrer" { (speech.say("invoice-take")) } } }
            @if let Some(of) = invoice.red_of { p { a href={ "/invoice/invoices/" (of) } { (speech.say("invoice-red-of")) } } }
            @if let Some(file) = invoice.exchange_id { p { a href={ "/invoice/exchanges/" (file) } { (speech.say("invoice-exchange")) } } }
        },
    );
    let stale = shown.is_stale && invoice.state == InvoiceState::Issued;
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        @if let Some(why) = &invoice.rejected_because {
            (banner(Tone::Late, &speech.say_with("invoice-rejected", &[("reason", why)]), None))
        }
        @if stale { (banner(Tone::Risk, &speech.say("invoice-stale"), None)) }
        (two_columns(lines(&speech, &shown.lines), narrow))
    };
    Ok(View::new(format!("{} {}", head.kind, head.number), body).live(format!("invoice:{}", invoice.id)))
}

fn facts(cx: &Context, speech: &Speech, shown: &InvoiceRecord) -> Vec<(String, Markup)> {
    let (invoice, buyer) = (&shown.invoice, &shown.buyer);
    let asked = html! { (invoice.asked_name) " · " (speech.instant(invoice.asked_at, cx.zone())) };
    let mut facts = vec![
        (speech.say("field-amount"), html! { b { (speech.money(shown.line.amount)) } }),
        (speech.say("field-buyer-kind"), html! { (word(speech, "buyer-kind", invoice.buyer_kind.word())) }),
        (speech.say("field-paid-places"), html! { (invoice.places) }),
        (speech.say("field-asked-name"), asked),
    ];
    let mut said = |key: &str, text: Option<String>| {
        facts.extend(text.map(|text| (speech.say(key), html! { (text) })));
    };
    said("field-tax-number", buyer.tax_number.clone());
    said("field-email", buyer.email.clone());
    said("field-invoice-code", invoice.invoice_code.clone());
    said("field-invoice-number", invoice.invoice_number.clone());
    said("field-invoiced-on", invoice.invoiced_on.map(|on| speech.date(on)));
    said("field-reason", invoice.reason.clone());
    facts
}

fn offers(cx: &Context, speech: &Speech, shown: &InvoiceRecord) -> Vec<Offer> {
    let invoice = &shown.invoice;
    let mut offers = Vec::new();
    if cx.actor().may_in(INVOICE_CREATE, invoice.org_id) {
        if rules::cancel(invoice).is_ok() {
            let form = format!("/do/invoice.invoice.cancel?id={}&next=/invoice/invoices/{}", invoice.id, invoice.id);
            offers.push(Offer::open(speech.say("invoice-invoice-cancel"), form).icon("x"));
        }
        if rules::reverse(invoice).is_ok() {
            let form = format!("/do/invoice.invoice.reverse?id={}", invoice.id);
            offers.push(Offer::open(speech.say("invoice-invoice-reverse"), form).icon("arrow-back-up"));
        }
    }
    offers
}

fn lines(speech: &Speech, list: &[InvoiceLineRow]) -> Markup {
    let title = speech.say("invoice-lines");
    let columns = [
        Column::new(speech.say("invoice-receipt"), ColumnKind::Text),
        Column::new(speech.say("field-place"), ColumnKind::Text),
        Column::new(speech.say("field-fee-item"), ColumnKind::Text),
        Column::new(speech.say("billing-period"), ColumnKind::Time),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |line: &InvoiceLineRow| {
        vec![
            html! { a href={ "/payment/payments/" (line.payment_id) } { (line.receipt) } },
            html! { (line.place) },
            html! { a href={ "/billing/bills/" (line.bill_id) } { (line.fee_item) } },
            html! { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) },
            html! { (speech.money(line.amount_fen)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}
