//! The page from which everything is started.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech,
    card::{Tile, card, tiles},
    icon::icon,
    page::heading,
};

use super::{
    model::{AskStart, StartArea, StartLine},
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
        form.narrow method="get" action="/desk/start" role="search" aria-label=(words) {
            label.search {
                (icon("search"))
                input type="search" name="q" value=[ask.q.as_deref()] autocomplete="off" maxlength="60" aria-label=(words) placeholder=(words);
            }
        }
    }
}

fn area(of: &StartArea) -> Markup {
    let tile = |one: &StartLine| Tile {
        title: one.title.clone(),
        words: one.purpose.clone(),
        href: format!("/do/desk.case.open?process={}&next=/desk/matters", one.process),
        count: None,
    };
    card(&of.label, html! {}, tiles(&of.processes.iter().map(tile).collect::<Vec<_>>()))
}
