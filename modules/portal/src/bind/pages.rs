//! The page of the code.

use kernel::{ActorKind, form::form_of};
use maud::html;
use module::{Context, View};
use serde_json::json;
use ui::form::{FormOptions, form};

use super::model::Bind;
use crate::home::model::Nothing;

/// Asks for the code; of whoever has no account yet also how he will sign in.
pub async fn page(cx: &mut Context, _: Nothing) -> kernel::Result<View> {
    let speech = cx.speech();
    let signed_in = cx.actor().kind == ActorKind::Resident;
    let mut asked = form_of::<Bind>();
    asked.fields.retain(|field| !signed_in || !matches!(field.name.as_str(), "login" | "new_password"));
    asked.fields.iter_mut().for_each(|field| field.required = true);
    let options = FormOptions {
        action: "/bind".to_owned(),
        submit: speech.say("portal-account-bind"),
        idempotency_key: Some(cx.new_uuid().simple().to_string()),
        ..FormOptions::default()
    };
    let body = html! {
        p { (speech.say("portal-bind-hint")) }
        (form(&speech, &asked, &json!({}), &[], &options))
        @if !signed_in { p { a href="/sign_in?next=/home" { (speech.say("portal-bind-have-account")) } } }
    };
    Ok(View::new(speech.say("portal-account-bind"), body))
}
