//! A workbook of answers: what came of it, or what is wrong with it.

use kernel::{Lang, Result};
use maud::html;
use module::{Context, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    feedback::banner,
    record,
};

use super::{
    model::{AnswerState, WhichAnswer},
    queries,
};
use crate::invoice::pages::word;

/// `/invoice/answers/{id}`
pub async fn page(cx: &mut Context, which: WhichAnswer) -> Result<View> {
    let answer = queries::view(cx, which).await?;
    let speech = cx.speech();
    let tone = match answer.state {
        AnswerState::Reading => Tone::Active,
        AnswerState::Taken => Tone::Done,
        AnswerState::Refused => Tone::Late,
    };
    let brought = html! { (answer.brought_name) " · " (speech.instant(answer.brought_at, cx.zone())) };
    let mut facts = vec![(speech.say("invoice-answer-brought"), brought)];
    if answer.state == AnswerState::Taken {
        let count = |key: &str, count: i64| (word(&speech, "invoice-state", key), html! { (count) });
        facts.push(count("issued", answer.issued));
        facts.push(count("rejected", answer.rejected));
        facts.push((speech.say("invoice-answer-unchanged"), html! { (answer.unchanged) }));
    }
    let title = speech.say("invoice-answer");
    let head = record::Head {
        kind: title.clone(),
        number: String::new(),
        title: title.clone(),
        state: (tone, word(&speech, "answer-state", answer.state.word())),
        rings: Vec::new(),
        facts,
    };
    let list = [Offer::open(speech.say("invoice-invoice-list"), "/invoice/invoices").icon("file-text")];
    let fault = if speech.lang == Lang::En { &answer.fault_en } else { &answer.fault_zh };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &list)))
        @if let Some(fault) = fault { (banner(Tone::Late, fault, None)) }
    } };
    Ok(View::new(title, body).live(format!("invoice_answer:{}", answer.id)))
}
