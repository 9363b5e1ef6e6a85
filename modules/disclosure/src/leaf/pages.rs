//! What an owner sees on his phone: the sheets, and that his own payments are in them.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::padded,
    feedback::{banner, empty},
    record::badge,
};

use super::{
    model::{Nothing, OwnLeaf, Side},
    queries,
};
use crate::sheet::{model::WhichSheet, pages::days};

/// `/home/disclosures`
pub async fn sheets(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = queries::sheets(cx, nothing).await?;
    let speech = cx.speech();
    let title = speech.say("disclosure-own-sheets");
    let body = html! {
        @if shown.rows.is_empty() {
            (empty("book", &speech.say("disclosure-none"), &speech.say("disclosure-none-hint"), None))
        } @else {
            @for sheet in &shown.rows {
                (padded(&days(sheet.from_on, sheet.until_on), html! {}, html! {
                    p.sub.number { (sheet.number.as_deref().unwrap_or_default()) }
                    (buttons(&speech, &[
                        Offer::open(speech.say("disclosure-my-payments"), format!("/home/disclosures/{}", sheet.id)).icon("check").main(),
                        Offer::open(speech.say("disclosure-read"), format!("/disclosed/{}", sheet.id)).icon("book"),
                    ]))
                }))
            }
        }
    };
    Ok(View::new(title, body))
}

/// `/home/disclosures/{id}`
pub async fn page(cx: &mut Context, which: WhichSheet) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let sheet = &shown.sheet;
    let title = speech.say("disclosure-my-payments");
    let body = html! {
        (padded(&days(sheet.from_on, sheet.until_on), html! {}, html! {
            p { (speech.say("disclosure-my-payments-hint")) }
            p.sub { (speech.say("disclosure-root")) }
            pre.number { (shown.root) }
            a href={ "/disclosed/" (sheet.id) } { (speech.say("disclosure-read")) }
        }))
        @if shown.leaves.is_empty() { (banner(Tone::Plain, &speech.say("disclosure-no-payment"), None)) }
        @for leaf in &shown.leaves { (one(&speech, leaf)) }
    };
    Ok(View::new(title, body))
}

fn one(speech: &Speech, leaf: &OwnLeaf) -> Markup {
    let state = if leaf.included {
        badge(Tone::Done, &speech.say("disclosure-included"))
    } else {
        badge(Tone::Late, &speech.say("disclosure-not-included"))
    };
    padded(
        &leaf.told.replace('\t', " · "),
        state,
        html! {
            details {
                summary { (speech.say("disclosure-how")) }
                p.sub { (speech.say("disclosure-how-leaf")) }
                p.sub { (speech.say("disclosure-salt")) } pre.number { (leaf.salt) }
                p.sub { (speech.say("disclosure-leaf")) } pre.number { (leaf.digest) }
                p.sub { (speech.say("disclosure-how-steps")) }
                ol { @for step in &leaf.steps {
                    li {
                        (speech.say(match step.side { Side::Left => "disclosure-left", Side::Right => "disclosure-right" })) " "
                        pre.number { (step.other) } "→ " pre.number { (step.both) }
                    }
                } }
                p.sub { (speech.say("disclosure-root")) } pre.number { (leaf.root) }
            }
        },
    )
}
