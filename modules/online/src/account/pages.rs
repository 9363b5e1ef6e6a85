//! An account at a channel: what it is, and what is paid into it.

use kernel::Result;
use maud::html;
use module::{Context, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    card::{facts, padded},
    page::heading,
    record::badge,
};

use super::{
    model::{PayeeAccountState, WhichPayeeAccount},
    queries,
};
use crate::{PAYEE_ACCOUNT_EDIT, channel, word};

/// `/online/payee_accounts/{id}`
pub async fn page(cx: &mut Context, which: WhichPayeeAccount) -> Result<View> {
    let row = queries::view(cx, which).await?;
    let classes = row.classes()?;
    let notify = channel::queries::notify(cx, row.id)?;
    let speech = cx.speech();
    let here = format!("/online/payee_accounts/{}", row.id);
    let mut offers = Vec::new();
    if row.state == PayeeAccountState::Active && cx.actor().may_in(PAYEE_ACCOUNT_EDIT, row.org_id) {
        for (action, icon) in [("edit", "edit"), ("end", "x")] {
            let form = format!("/do/online.payee_account.{action}?id={}&next={here}", row.id);
            offers.push(Offer::open(speech.say(&format!("online-payee-account-{action}")), form).icon(icon));
        }
    }
    let (tone, state) = match row.state {
        PayeeAccountState::Active => (Tone::Active, "active"),
        PayeeAccountState::Ended => (Tone::Cancelled, "ended"),
    };
    let paid_into: Vec<String> = classes.iter().map(|class| word(&speech, "fee-class", class.word())).collect();
    let paid_into = if paid_into.is_empty() { speech.say("online-every-other-fee") } else { paid_into.join("、") };
    let list = [
        (speech.say("field-payee-account-state"), badge(tone, &word(&speech, "payee-account-state", state))),
        (speech.say("field-pay-channel"), html! { (word(&speech, "pay-channel", row.channel.word())) }),
        (speech.say("field-merchant"), html! { (row.merchant) }),
        (speech.say("field-application"), html! { (row.application) }),
        (speech.say("field-gateway"), html! { (row.gateway) }),
        (speech.say("field-fee-classes"), html! { (paid_into) }),
        (speech.say("online-notify"), html! { (notify) }),
    ];
    let body = html! { div.stack {
        (heading(&row.name, "", buttons(&speech, &offers)))
        (padded("", html! {}, facts(&list)))
    } };
    Ok(View::new(row.name, body))
}
