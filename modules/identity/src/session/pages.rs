//! The way in: signing in, and the first start.

use kernel::{Result, SIGNED_IN, form::Form};
use maud::{Markup, html};
use module::{Action, Context, View};
use serde_json::json;
use ui::form::{FormOptions, form};

use super::{
    model::{Nothing, SignInPage},
    rules,
};

/// A form of an action without the fields that are sent unseen.
fn asked(action: &Action, unseen: &[&str]) -> Form {
    let fields = action.form.fields.iter().filter(|f| !unseen.contains(&f.name.as_str()));
    Form { fields: fields.cloned().collect() }
}

/// The sign-in page; it keeps where somebody wanted to go.
pub async fn sign_in(cx: &mut Context, input: SignInPage) -> Result<View> {
    let speech = cx.speech();
    let next = rules::next(input.next.as_deref());
    let title = speech.say("ui-sign-in");
    let body = if cx.actor().home.uuid().is_nil() {
        html! { p { (speech.say("identity-not-set-up")) } p { a.btn.btn-main href="/setup" { (speech.say("identity-setup")) } } }
    } else if cx.actor().is_known() && cx.actor().may(SIGNED_IN) {
        html! { p { (speech.say_with("identity-signed-in-as", &[("name", &cx.actor().name)])) } p { a.btn.btn-main href=(next) { (speech.say("identity-go-on")) } } }
    } else {
        let action = cx.platform().action("identity.session.open")?;
        let options = FormOptions {
            action: "/sign_in".into(),
            submit: title.clone(),
            hidden: vec![("next".into(), next)],
            ..FormOptions::default()
        };
        form(&speech, &asked(action, &["next", "device"]), &json!({"login": input.login}), &[], &options)
    };
    Ok(View::new(title, body))
}

/// The set-up page; it says so when the company is there already.
pub async fn set_up(cx: &mut Context, _: Nothing) -> Result<View> {
    let speech = cx.speech();
    let title = speech.say("identity-setup");
    let body: Markup = if cx.actor().home.uuid().is_nil() {
        let action = cx.platform().action("identity.setup.create")?;
        let options = FormOptions {
            action: "/setup".into(),
            submit: speech.say("identity-setup-create-submit"),
            ..FormOptions::default()
        };
        html! {
            p.sub { (speech.say("identity-setup-note")) }
            (form(&speech, &asked(action, &[]), &json!({"login": "admin"}), &[], &options))
        }
    } else {
        html! { p { (speech.say("org-company-exists")) } p { a.btn.btn-main href="/sign_in" { (speech.say("ui-sign-in")) } } }
    };
    Ok(View::new(title, body))
}
