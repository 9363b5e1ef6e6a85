//! The page from which everything is started.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{Speech, card::card, page::heading};

use super::{
    model::{AskStart, StartArea},
    queries::list,
};

/// `/desk/start`
pub(crate) async fn page(cx: &mut Context, ask: AskStart) -> Result<View> {
    let found = list(cx, ask.clone()).await?;
    let speech = cx.speech();
    let title = speech.say("desk-start");
    let body = html! { div.stack {
        (heading(&title, &speech.say("desk-start-hint"), html! {}))
        (find(&speech, &ask))
        @if found.areas.is_empty() { p.sub { (speech.say("desk-start-empty")) } }
        @for one in &found.areas { (area(one)) }
    } };
    Ok(View::new(title, body))
}

fn find(speech: &Speech, ask: &AskStart) -> Markup {
    let words = speech.say("desk-start-find");
    html! {
        form.form method="get" action="/desk/start" role="search" aria-label=(words) {
            div.field {
                label for="start-q" { (words) }
                input #start-q type="text" inputmode="search" name="q" value=[ask.q.as_deref()] autocomplete="off" maxlength="60";
            }
            div.form-end { button.btn type="submit" { (speech.say("desk-find-go")) } }
        }
    }
}

fn area(of: &StartArea) -> Markup {
    card(
        &of.label,
        html! {},
        html! {
            dl.facts {
                @for one in &of.processes {
                    div {
                        dt { a href={ "/do/desk.case.open?process=" (one.process) "&next=/desk/matters" } { (one.title) } }
                        dd { (one.purpose) }
                    }
                }
            }
        },
    )
}
