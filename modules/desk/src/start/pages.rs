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

use process::runtime::CaseId;

use super::{
    model::{AskStart, StartArea, StartLine},
    queries::list,
};
use crate::case::queries::load;

/// `/desk/start`
pub(crate) async fn page(cx: &mut Context, ask: AskStart) -> Result<View> {
    let found = list(cx, ask.clone()).await?;
    let speech = cx.speech();
    let title = speech.say("desk-start");
    let hint = match ask.caused_by {
        Some(cause) => speech.say_with("desk-start-from", &[("number", &load(cx, cause).await?.number)]),
        None => speech.say("desk-start-hint"),
    };
    let body = html! { div.stack {
        (heading(&title, &hint, html! {}))
        (find(&speech, &ask))
        @if found.areas.is_empty() { p.sub { (speech.say("desk-start-empty")) } }
        @for one in &found.areas { (area(one, ask.caused_by)) }
    } };
    Ok(View::new(title, body))
}

fn find(speech: &Speech, ask: &AskStart) -> Markup {
    let words = speech.say("desk-start-find");
    html! {
        form.narrow method="get" action="/desk/start" role="search" aria-label=(words) {
            label.search {
                (icon("search"))
                @if let Some(cause) = ask.caused_by { input type="hidden" name="caused_by" value=(cause); }
                input type="search" name="q" value=[ask.q.as_deref()] autocomplete="off" maxlength="60" aria-label=(words) placeholder=(words);
            }
        }
    }
}

fn area(of: &StartArea, caused_by: Option<CaseId>) -> Markup {
    let open = |process: &str| match caused_by {
        Some(cause) => format!("/do/desk.case.open?process={process}&caused_by={cause}&next=/desk/cases/{cause}"),
        None => format!("/do/desk.case.open?process={process}&next=/desk/matters"),
    };
    let tile = |one: &StartLine| Tile {
        title: one.title.clone(),
        words: one.purpose.clone(),
        href: open(&one.process),
        count: None,
    };
    card(&of.label, html! {}, tiles(&of.processes.iter().map(tile).collect::<Vec<_>>()))
}
