//! The templates to fill in.

use kernel::Result;
use maud::html;
use module::{Context, View};
use schemars::JsonSchema;
use serde::Deserialize;
use ui::{
    buttons::{Offer, buttons},
    card, page,
};

/// Nothing is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Templates {}

/// An empty workbook for each register, and one for all.
pub async fn page(cx: &mut Context, _: Templates) -> Result<View> {
    let speech = cx.speech();
    let registers: Vec<(String, String)> = cx
        .platform()
        .registry
        .imports()
        .map(|i| (i.register.key.clone(), i.register.title(speech.lang).to_owned()))
        .collect();
    let mut key = || cx.new_uuid().simple().to_string();
    let all = Offer::post(speech.say("intake-template-all"), "/intake/templates", key()).main().icon("download");
    let mut offers = vec![all];
    for (register, title) in registers {
        offers.push(Offer::post(title, "/intake/templates", key()).hidden("register", register).icon("download"));
    }
    let title = speech.say("intake-template");
    let body = html! {
        (page::heading(&title, &speech.say("intake-import-about"), html! {}))
        (card::padded(
            &speech.say("intake-template-download"),
            html! {},
            html! { p.sub { (speech.say("intake-template-about")) } (buttons(&speech, &offers)) },
        ))
    };
    Ok(View::new(title, body))
}
