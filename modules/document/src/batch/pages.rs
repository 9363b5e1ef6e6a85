//! A batch: how far it is, and its file.

use kernel::{Id, Result};
use maud::html;
use module::{Context, View};
use store::files::File;
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    feedback::{Progress, banner, progress},
    record,
};

use super::{
    model::{BatchState, PrintBatchRow, WhichBatch},
    queries,
};
use crate::{PAPER_COPY_CREATE, template::rules::key};

/// `/document/print_batches/{id}`
pub async fn page(cx: &mut Context, which: WhichBatch) -> Result<View> {
    let batch = queries::view(cx, which).await?;
    let speech = cx.speech();
    let word = |field: &str, word: &str| speech.say(&format!("choice-{field}-{}", key(word)));
    let tone = match batch.state {
        BatchState::Working => Tone::Active,
        BatchState::Done => Tone::Done,
        BatchState::Cancelled => Tone::Cancelled,
        BatchState::Failed => Tone::Late,
    };
    let kind = word("document-kind", batch.kind.word());
    let asked = html! { (batch.asked_name) " · " (speech.instant(batch.asked_at, cx.zone())) };
    let mut facts = vec![(speech.say("field-asked-name"), asked)];
    if batch.state == BatchState::Done {
        facts.push((speech.say("field-papers"), html! { (batch.papers) }));
        facts.push((speech.say("field-pages"), html! { (batch.pages) }));
    }
    let head = record::Head {
        kind: speech.say("document-print-batch"),
        number: String::new(),
        title: kind.clone(),
        state: (tone, word("batch-state", batch.state.word())),
        rings: Vec::new(),
        facts,
    };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &batch))))
        @if batch.state == BatchState::Working { (progress(&speech, &work(&speech, &batch), &[])) }
        @if let Some(fault) = &batch.fault { (banner(Tone::Late, &speech.say(fault), None)) }
        @if !batch.missing.is_empty() {
            (banner(Tone::Risk, &speech.say_with("document-missing", &[("characters", &batch.missing)]), None))
        }
    } };
    Ok(View::new(kind, body).live(format!("print_batch:{}", batch.id)))
}

fn offers(cx: &Context, speech: &Speech, batch: &PrintBatchRow) -> Vec<Offer> {
    let mut offers = Vec::new();
    if let Some(file) = batch.file_id {
        let file = format!("/files/{}", Id::<File>::from_uuid(file));
        offers.push(Offer::open(speech.say("document-batch-file"), file).icon("download").main());
    }
    if batch.state == BatchState::Working && cx.actor().may_in(PAPER_COPY_CREATE, batch.org_id) {
        let form = format!("/do/document.print_batch.cancel?id={}&next=/document/print_batches/{}", batch.id, batch.id);
        offers.push(Offer::open(speech.say("document-print-batch-cancel"), form).icon("x"));
    }
    offers
}

fn work(speech: &Speech, batch: &PrintBatchRow) -> Progress {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Progress {
        title: speech.say("choice-batch-state-working"),
        done: number(batch.done),
        total: Some(number(batch.total)),
        rate: None,
        left: None,
        note: String::new(),
        tone: Tone::Active,
    }
}
