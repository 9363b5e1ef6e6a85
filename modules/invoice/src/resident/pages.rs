//! A resident's invoices on his phone.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{Speech, card::padded, feedback::empty, icon::icon};

use super::{
    model::{Nothing, OwnInvoice},
    queries,
};
use crate::invoice::pages::{state, word};

/// `/home/invoices`
pub async fn page(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = queries::list(cx, nothing).await?;
    let speech = cx.speech();
    let body = html! {
        @if shown.left > Money::ZERO {
            p { (speech.say_with("invoice-own-left", &[("amount", &speech.money(shown.left))])) }
            a.big href="/do/invoice.own_invoice.create" { (icon("file-text")) (speech.say("invoice-own-invoice-create")) }
        }
        @if shown.rows.is_empty() {
            (empty("file-text", &speech.say("invoice-own-none"), &speech.say("invoice-own-hint"), None))
        }
        @for invoice in &shown.rows { (one(&speech, invoice)) }
    };
    Ok(View::new(speech.say("invoice-own-invoices"), body))
}

fn one(speech: &Speech, invoice: &OwnInvoice) -> Markup {
    padded(
        &format!("{} {}", word(speech, "invoice-kind", invoice.kind.word()), speech.money(invoice.amount)),
        state(speech, invoice.state),
        html! {
            p { (invoice.title) }
            p.sub { (invoice.places) }
            p.sub.number { (invoice.invoice_number.as_deref().unwrap_or(&invoice.number)) }
            @if let Some(why) = &invoice.rejected_because { p { (speech.say_with("invoice-rejected", &[("reason", why)])) } }
            @if let Some(link) = &invoice.link { p { a href=(link) rel="noreferrer" { (speech.say("invoice-take")) } } }
        },
    )
}
