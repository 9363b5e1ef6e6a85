//! A resident's papers on his phone.

use kernel::{Error, Message, Result};
use maud::{Markup, html};
use module::{Context, Download, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::padded,
    feedback::empty,
    record::badge,
};

use super::{
    model::{Nothing, OwnReceipt, WhichReceipt, WhichStatement},
    queries,
};
use crate::{
    PDF, TEMPLATE,
    paper_copy::model::PrintPaper,
    sheet::{
        model::Standing,
        queries::{apart, setting, told},
        rules,
    },
    template::{model::DocumentKind, queries::in_use},
};

/// `/home/papers`
pub async fn page(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = queries::list(cx, nothing).await?;
    let speech = cx.speech();
    let body = html! {
        @for place in &shown.places {
            (padded(&place.place, html! {}, buttons(&speech, &[
                Offer::open(speech.say("document-own-statement"), format!("/home/papers/statements/{}", place.id)).icon("download"),
            ])))
        }
        @if shown.receipts.is_empty() {
            (empty("receipt", &speech.say("document-own-none"), &speech.say("document-own-hint"), None))
        }
        @for receipt in &shown.receipts { (one(cx, &speech, receipt)) }
    };
    Ok(View::new(speech.say("document-own-papers"), body))
}

fn one(cx: &Context, speech: &Speech, receipt: &OwnReceipt) -> Markup {
    let file = format!("/home/papers/receipts/{}", receipt.id);
    padded(
        &format!("{} {}", receipt.number, speech.money(receipt.amount)),
        html! { @if receipt.voided { (badge(Tone::Late, &speech.say("document-voided"))) } },
        html! {
            p { (receipt.paid_places) }
            p.sub { (speech.instant(receipt.received_at, cx.zone())) }
            (buttons(speech, &[Offer::open(speech.say("document-own-receipt"), file).icon("download")]))
        },
    )
}

/// `/home/papers/receipts/{id}`: his own receipt as a PDF.
pub async fn receipt(cx: &mut Context, which: WhichReceipt) -> Result<View> {
    queries::his_receipt(cx, which.id).await?;
    file(cx, &paper(DocumentKind::Receipt, which.id.to_string())).await
}

/// `/home/papers/statements/{id}`: the statement of his own place as a PDF.
pub async fn statement(cx: &mut Context, which: WhichStatement) -> Result<View> {
    queries::his_place(cx, which.id).await?;
    let paper = paper(DocumentKind::Statement, which.id.to_string());
    file(cx, &PrintPaper { first_on: which.first_on, last_on: which.last_on, ..paper }).await
}

fn paper(document_kind: DocumentKind, subject: String) -> PrintPaper {
    PrintPaper { document_kind, subject, first_on: None, last_on: None }
}

/// What a resident takes on his phone is no numbered copy: it says that it is an electronic one.
async fn file(cx: &mut Context, paper: &PrintPaper) -> Result<View> {
    let (kind, subject) = (paper.document_kind, paper.subject(cx.now().date(cx.zone()))?);
    let told = told(cx, kind, &[subject]).await?.pop();
    let told = told.ok_or_else(|| Error::Broken(Message::of("document-nothing-owed")))?;
    let layout = in_use(cx, told.org, kind).await?.layout;
    let (speech, setting) = (cx.speech(), setting(cx));
    let sheet = rules::sheet(&speech, kind, &layout, &told.facts, Standing::Electronic);
    let number = &told.facts.number;
    let name = format!("{}.pdf", if number.is_empty() { kind.word() } else { number });
    let pdf = apart(move || Ok(TEMPLATE.print(rules::document(&speech, &layout, &[sheet], &setting))?.pdf)).await?;
    Ok(View::file(Download { name, kind: PDF, bytes: pdf }))
}
