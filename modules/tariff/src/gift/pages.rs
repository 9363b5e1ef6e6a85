//! A rule of gift months, and who may decide about it.

use kernel::Result;
use maud::html;
use module::{Context, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    record,
};

use super::{
    model::{GiftRuleRow, GiftRuleState, WhichGiftRule},
    queries,
};
use crate::{GIFT_RULE_APPROVE, GIFT_RULE_CREATE};

/// `/tariff/gift_rules/{id}`
pub async fn page(cx: &mut Context, which: WhichGiftRule) -> Result<View> {
    let rule = queries::view(cx, which).await?;
    let (speech, zone) = (cx.speech(), cx.zone());
    let word = |field: &str, word: &str| speech.say(&format!("choice-{field}-{}", word.replace('_', "-")));
    let tone = match rule.state {
        GiftRuleState::Waiting => Tone::Waiting,
        GiftRuleState::Approved => Tone::Done,
        GiftRuleState::Refused | GiftRuleState::Ended => Tone::Cancelled,
    };
    let who = if rule.without_arrears { "tariff-gift-without-arrears" } else { "tariff-gift-for-all" };
    let asked = format!("{} · {}", rule.asked_name, speech.instant(rule.asked_at, zone));
    let mut facts = vec![
        (speech.say("field-fee-class"), html! { (word("fee-class", rule.fee_class.word())) }),
        (speech.say("field-paid-months"), html! { (rule.paid_months) }),
        (speech.say("field-given-months"), html! { (rule.given_months) }),
        (speech.say("tariff-gift-for"), html! { (speech.say(who)) }),
        (speech.say("field-from-on"), html! { (speech.date(rule.from_on)) }),
        (speech.say("field-to-on"), html! { (speech.date(rule.to_on)) }),
        (speech.say("field-asked-name"), html! { (asked) }),
    ];
    if let (Some(name), Some(at)) = (&rule.decided_name, rule.decided_at) {
        let answer = rule.answer.as_deref().map(|answer| format!(" · {answer}")).unwrap_or_default();
        let decided = format!("{name} · {}{answer}", speech.instant(at, zone));
        facts.push((speech.say("tariff-relief-decided-by"), html! { (decided) }));
    }
    let head = record::Head {
        kind: speech.say("tariff-gift-rule"),
        number: word("fee-class", rule.fee_class.word()),
        title: rule.name.clone(),
        state: (tone, word("gift-rule-state", rule.state.word())),
        rings: Vec::new(),
        facts,
    };
    let body = record::head(&head, buttons(&speech, &offers(cx, &rule)));
    let title = format!("{} {}", speech.say("tariff-gift-rule"), rule.name);
    Ok(View::new(title, body).live(format!("gift_rule:{}", rule.id)))
}

fn offers(cx: &Context, rule: &GiftRuleRow) -> Vec<Offer> {
    let speech = cx.speech();
    let form = |action: &str| format!("/do/{action}?id={}&next=/tariff/gift_rules/{}", rule.id, rule.id);
    let may = |permission| cx.actor().may_in(permission, rule.org_id);
    let mut offers = Vec::new();
    if rule.state == GiftRuleState::Waiting && may(GIFT_RULE_APPROVE) {
        let words = speech.say("tariff-gift-rule-approve");
        if rule.asked_by == cx.actor().id {
            offers.push(Offer::refused(words, speech.say("tariff-own-gift-rule")));
        } else {
            offers.push(Offer::open(words, form("tariff.gift_rule.approve")).icon("check").main());
            offers.push(Offer::open(speech.say("tariff-gift-rule-refuse"), form("tariff.gift_rule.refuse")).icon("x"));
        }
    }
    if matches!(rule.state, GiftRuleState::Waiting | GiftRuleState::Approved) && may(GIFT_RULE_CREATE) {
        offers.push(Offer::open(speech.say("tariff-gift-rule-end"), form("tariff.gift_rule.end")));
    }
    offers
}
