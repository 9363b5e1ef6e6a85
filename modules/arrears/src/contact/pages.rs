//! The list of calls, made for the keyboard: whom to ring, what to say, what came of it, and the next one is there.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use party::Contact;
use ui::{
    Speech, Tone,
    buttons::{Offer, Weight, button},
    card::{card, padded, two_columns},
    feedback::{banner, empty},
    form::KEY_FIELD,
    icon::icon,
    page::heading,
    record::{badge, masked},
};

use super::{
    model::{AskCalls, Calls, ContactBy, Outcome},
    queries,
};
use crate::case::{
    model::{CaseRecord, WhichCase},
    pages::{bills, contacts, word},
    queries as cases,
};

/// `/arrears/calls`
pub async fn page(cx: &mut Context, ask: AskCalls) -> Result<View> {
    let found = queries::list(cx, ask.clone()).await?;
    let chosen = ask.case.or_else(|| found.rows.first().map(|line| line.id));
    let shown = match chosen {
        Some(id) => Some(cases::view(cx, WhichCase { id }).await?),
        None => None,
    };
    let contact = match &shown {
        Some(shown) => party::contact(cx, shown.case.payer_id).await?,
        None => None,
    };
    let key = cx.new_uuid().simple().to_string();
    let speech = cx.speech();
    let title = speech.say("arrears-calls");
    let body = html! { div.stack {
        (heading(&title, &speech.say("arrears-never-cut"), html! {}))
        @if found.is_quiet { (banner(Tone::Waiting, &speech.say("arrears-quiet-page"), None)) }
        (two_columns(
            html! { @match &shown {
                Some(shown) => (one(cx, &speech, &key, shown, contact.as_ref(), &found)),
                None => (card("", html! {}, empty("phone-call", &speech.say("arrears-calls-none"), &speech.say("arrears-calls-none-hint"), None))),
            } },
            waiting(&speech, &found, shown.as_ref()),
        ))
    } };
    Ok(View::new(title, body))
}

fn waiting(speech: &Speech, found: &Calls, shown: Option<&CaseRecord>) -> Markup {
    let caption = speech.say_with("arrears-calls-waiting", &[("count", &found.rows.len().to_string())]);
    card(
        &caption,
        html! {},
        html! { ul.queue { @for line in &found.rows {
            li { a href={ "/arrears/calls?case=" (line.id) } aria-current=[shown.is_some_and(|shown| shown.case.id == line.id).then_some("true")] {
                b { (line.place) } span.sub { (line.payer) " · " (speech.money(line.overdue)) }
                (badge(Tone::Active, &word(speech, "rung", line.rung.word())))
            } }
        } } },
    )
}

fn one(
    cx: &Context,
    speech: &Speech,
    key: &str,
    shown: &CaseRecord,
    contact: Option<&Contact>,
    found: &Calls,
) -> Markup {
    let next = found.rows.iter().find(|line| line.id != shown.case.id);
    let next = next.map(|line| {
        let href = format!("/arrears/calls?case={}", line.id);
        Offer::open(speech.say("arrears-call-next"), href).icon("chevron-right").weight(Weight::Quiet).hotkey('n')
    });
    let title = format!("{} {}", shown.case.place, speech.money(shown.overdue));
    let body = html! { div.stack {
        p { a href={ "/arrears/cases/" (shown.case.id) } { span.number { (shown.case.number) } } " "
            (badge(Tone::Active, &word(speech, "rung", shown.case.stage.word()))) }
        (whom(speech, key, shown, contact, found.is_quiet))
        div.say { p { (speech.say_with("arrears-script", &[
            ("place", &shown.case.place), ("amount", &speech.money(shown.overdue)), ("day", &speech.date(shown.case.oldest_due_on)),
        ])) } p { (speech.say("arrears-script-more")) } }
        @if !found.is_quiet { (answer(speech, key, shown)) }
    } };
    html! {
        (padded(&title, html! { @if let Some(next) = &next { (button(next)) } }, body))
        (bills(speech, "arrears-bills", &shown.bills))
        (contacts(cx, speech, &shown.contacts))
    }
}

/// Whom to ring: the number is shown on this page, to whoever asks for it, for some minutes.
fn whom(speech: &Speech, key: &str, shown: &CaseRecord, contact: Option<&Contact>, is_quiet: bool) -> Markup {
    let Some(contact) = contact else { return html! { p.sub { (speech.say("arrears-call-nobody")) } } };
    let show = || {
        let path = format!("/arrears/cases/{}/reveal", shown.case.id);
        Offer::post(speech.say("arrears-call-reveal"), path, format!("{key}-reveal")).icon("eye").hotkey('v')
    };
    html! { div.callee {
        b { (contact.name) } " "
        @match &contact.phone {
            None => span.sub { (speech.say("arrears-call-no-number")) },
            Some(number) if contact.is_shown => a.number href={ "tel:" (number) } { (icon("phone-call")) " " (number) },
            Some(number) => { (masked(speech, number, None)) " " @if !is_quiet { (button(&show())) } }
        }
    } }
}

/// What came of the call, each outcome under a key of its own.
fn answer(speech: &Speech, key: &str, shown: &CaseRecord) -> Markup {
    html! {
        form.form method="post" action={ "/arrears/cases/" (shown.case.id) "/contacts" } data-guard {
            input type="hidden" name=(KEY_FIELD) value={ (key) "-contact" };
            input type="hidden" name="contact_by" value=(ContactBy::Call.word());
            input type="hidden" name="next" value="/arrears/calls";
            fieldset.radios {
                legend { (speech.say("field-outcome")) }
                @for (one, hotkey) in Outcome::ALL.iter().zip(["1", "2", "3", "4", "5", "6"]) {
                    label {
                        input type="radio" name="outcome" value=(one.word()) required data-hotkey=(hotkey);
                        span { (word(speech, "outcome", one.word())) }
                        kbd aria-hidden="true" { (hotkey) }
                    }
                }
            }
            div.field { label for="promised-on" { (speech.say("field-promised-on")) } input #promised-on type="date" name="promised_on"; }
            div.field { label for="promised" { (speech.say("field-promised")) } input #promised type="text" inputmode="decimal" name="promised"; }
            div.field { label for="call-note" { (speech.say("field-note")) } textarea #call-note name="note" rows="2" maxlength="500" {} }
            div.form-end { button.btn.btn-main type="submit" { span { (speech.say("arrears-call-submit")) } kbd aria-hidden="true" { "Enter" } } }
        }
    }
}
