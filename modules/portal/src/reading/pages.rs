//! The page of a resident's meters.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{Speech, card::padded, feedback, icon::icon};

use super::{model::OwnMeter, queries::list};
use crate::home::model::Nothing;

/// `/home/readings`
pub async fn page(cx: &mut Context, nothing: Nothing) -> Result<View> {
    let shown = list(cx, nothing).await?;
    let speech = cx.speech();
    let body = html! {
        @if shown.rows.is_empty() {
            (feedback::empty("bolt", &speech.say("portal-reading-none"), &speech.say("portal-reading-none-hint"), None))
        } @else {
            p.sub { (speech.say("portal-reading-about")) }
            @for meter in &shown.rows { (one(&speech, meter)) }
        }
    };
    Ok(View::new(speech.say("portal-reading-page"), body))
}

fn one(speech: &Speech, meter: &OwnMeter) -> Markup {
    let kind = speech.say(&format!("choice-meter-kind-{}", meter.meter_kind.word()));
    let form = format!("/do/portal.reading.create?meter_id={}&next=/home/readings", meter.meter_id);
    padded(
        &format!("{kind} {}", meter.number),
        html! {},
        html! {
            p { (meter.place) }
            @if let Some(figure) = &meter.figure {
                p.sub { (speech.say_with("portal-reading-last", &[("figure", figure), ("unit", &meter.unit)])) }
            }
            a.big href=(form) { (icon("pencil")) (speech.say("portal-reading-create")) }
        },
    )
}
