//! That positions were taken on a task, and the way to read them for whoever leads its post.

use maud::{Markup, html};
use module::Context;
use ui::{
    Speech,
    buttons::{Offer, Weight, button},
    card::padded,
};

use super::rules;
use crate::{POSITION_REVEAL, occurrence::model::OccurrenceRow};

/// What positions are worth, and the button that tells them once.
pub(crate) fn taken(cx: &Context, speech: &Speech, row: &OccurrenceRow, key: &str) -> Markup {
    let actor = cx.actor();
    let may = actor.may_in(POSITION_REVEAL, row.org_id) && rules::leads(actor.roles_in(row.org_id), row.role);
    let read = Offer::post(
        speech.say("round-position-reveal"),
        format!("/round/occurrences/{}/positions", row.id),
        format!("{key}-positions"),
    );
    padded(
        &speech.say("round-positions"),
        html! {},
        html! {
            p.sub { (speech.say("round-position-worth")) }
            @if may { (button(&read.icon("map-pin").weight(Weight::Quiet))) p.sub { (speech.say("round-position-logged")) } }
        },
    )
}
