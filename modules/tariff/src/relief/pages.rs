//! A relief, and who may decide about it.

use kernel::{Money, Result};
use maud::html;
use module::{Context, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    record,
};

use super::{
    model::{ReliefState, WhichRelief},
    queries,
};
use crate::{RELIEF_APPROVE, RELIEF_CREATE};

/// `/tariff/reliefs/{id}`
pub async fn page(cx: &mut Context, which: WhichRelief) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let (speech, zone) = (cx.speech(), cx.zone());
    let (line, relief) = (&shown.line, &shown.relief);
    let form = |action: &str| format!("/do/{action}?id={}&next=/tariff/reliefs/{}", relief.id, relief.id);
    let may = |permission| cx.actor().may_in(permission, relief.org_id);
    let mut offers = Vec::new();
    if relief.state == ReliefState::Waiting && may(RELIEF_APPROVE) {
        if relief.asked_by == cx.actor().id {
            offers.push(Offer::refused(speech.say("tariff-relief-approve"), speech.say("tariff-own-relief")));
        } else {
            offers.push(
                Offer::open(speech.say("tariff-relief-approve"), form("tariff.relief.approve")).icon("check").main(),
            );
            offers.push(Offer::open(speech.say("tariff-relief-refuse"), form("tariff.relief.refuse")).icon("x"));
        }
    }
    if matches!(relief.state, ReliefState::Waiting | ReliefState::Approved) && may(RELIEF_CREATE) {
        offers.push(Offer::open(speech.say("tariff-relief-cancel"), form("tariff.relief.cancel")));
    }
    let word = |field: &str, word: &str| speech.say(&format!("choice-{field}-{}", word.replace('_', "-")));
    let fee = relief.fee_class.map_or_else(|| speech.say("tariff-all-fees"), |kind| word("fee-class", kind.word()));
    let tone = match relief.state {
        ReliefState::Waiting => Tone::Waiting,
        ReliefState::Approved => Tone::Done,
        ReliefState::Refused | ReliefState::Withdrawn => Tone::Cancelled,
    };
    let mut facts = vec![
        (speech.say("field-place"), html! { a href={ "/property/places/" (relief.place_id) } { (line.place) } }),
        (speech.say("field-fee-class"), html! { (fee) }),
        (speech.say("field-from-on"), html! { (speech.date(relief.from_on)) }),
        (speech.say("field-to-on"), html! { (speech.date(relief.to_on)) }),
        (speech.say("field-still-pays"), html! { (line.still_pays) "%" }),
    ];
    if relief.off_fen > Money::ZERO {
        facts.push((speech.say("field-off"), html! { (speech.money(relief.off_fen)) }));
    }
    facts.push((speech.say("field-reason"), html! { (relief.reason) }));
    if let Some(rule) = relief.gift_rule_id {
        let words = speech.say("tariff-gift-rule-open");
        facts.push((speech.say("tariff-gift-rule"), html! { a href={ "/tariff/gift_rules/" (rule) } { (words) } }));
    }
    let asked = format!("{} · {}", relief.asked_name, speech.instant(relief.asked_at, zone));
    facts.push((speech.say("field-asked-name"), html! { (asked) }));
    if let (Some(name), Some(at)) = (&relief.decided_name, relief.decided_at) {
        let answer = relief.answer.as_deref().map(|answer| format!(" · {answer}")).unwrap_or_default();
        let decided = format!("{name} · {}{answer}", speech.instant(at, zone));
        facts.push((speech.say("tariff-relief-decided-by"), html! { (decided) }));
    }
    let head = record::Head {
        kind: speech.say("tariff-relief"),
        number: word("relieved", relief.relieved.word()),
        title: line.place.clone(),
        state: (tone, word("relief-state", relief.state.word())),
        rings: Vec::new(),
        facts,
    };
    let body = record::head(&head, buttons(&speech, &offers));
    Ok(View::new(format!("{} {}", speech.say("tariff-relief"), line.place), body).live(format!("relief:{}", relief.id)))
}
