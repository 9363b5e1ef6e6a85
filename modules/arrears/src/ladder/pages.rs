//! The page of the ladder.

use kernel::{COMPANY, Money, Result};
use maud::html;
use module::{Context, View};
use ui::{
    Address,
    buttons::{Offer, buttons},
    card::{facts, padded},
    page::heading,
};

use super::{
    model::{LadderRow, TheLadder},
    queries,
};
use crate::LADDER_EDIT;

/// `/arrears/collection_ladder`
pub async fn page(cx: &mut Context, which: TheLadder) -> Result<View> {
    let ladder = queries::view(cx, which).await?;
    let speech = cx.speech();
    let title = speech.say("arrears-ladder");
    let days = |count: i64| html! { (speech.say_with("arrears-days", &[("count", &count.to_string())])) };
    let hours = [("from", ladder.quiet_from.to_string()), ("until", ladder.quiet_until.to_string())];
    let list = [
        (speech.say("field-remind-before"), days(ladder.remind_before)),
        (speech.say("field-notice-after"), days(ladder.notice_after)),
        (speech.say("field-call-after"), days(ladder.call_after)),
        (speech.say("field-visit-after"), days(ladder.visit_after)),
        (speech.say("field-letter-after"), days(ladder.letter_after)),
        (speech.say("field-lawyer-after"), days(ladder.lawyer_after)),
        (speech.say("field-least-overdue"), html! { (speech.money(ladder.least_fen)) }),
        (
            speech.say("arrears-quiet"),
            html! { (speech.say_with("arrears-quiet-hours", &[("from", &hours[0].1), ("until", &hours[1].1)])) },
        ),
        (speech.say("field-weekly-contacts"), html! { (ladder.weekly_contacts) }),
        (speech.say("field-large-from"), html! { (speech.money(ladder.large_from_fen)) }),
    ];
    let mut offers = Vec::new();
    if cx.actor().may_in(LADDER_EDIT, COMPANY) {
        offers.push(Offer::open(speech.say("arrears-collection-ladder-edit"), form(&ladder)).icon("pencil"));
    }
    let body = html! { div.stack {
        (heading(&title, &speech.say("arrears-never-cut"), buttons(&speech, &offers)))
        (padded("", html! {}, facts(&list)))
    } };
    Ok(View::new(title, body))
}

/// The form, with what holds today in it.
fn form(ladder: &LadderRow) -> String {
    let values = [
        ("remind_before", ladder.remind_before.to_string()),
        ("notice_after", ladder.notice_after.to_string()),
        ("call_after", ladder.call_after.to_string()),
        ("visit_after", ladder.visit_after.to_string()),
        ("letter_after", ladder.letter_after.to_string()),
        ("lawyer_after", ladder.lawyer_after.to_string()),
        ("least_overdue", yuan(ladder.least_fen)),
        ("quiet_from", ladder.quiet_from.to_string()),
        ("quiet_until", ladder.quiet_until.to_string()),
        ("weekly_contacts", ladder.weekly_contacts.to_string()),
        ("large_from", yuan(ladder.large_from_fen)),
        ("next", "/arrears/collection_ladder".to_owned()),
    ];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Address::new("/do/arrears.collection_ladder.edit", values).href()
}

fn yuan(amount: Money) -> String {
    format!("{}.{:02}", amount.0 / 100, amount.0 % 100)
}
