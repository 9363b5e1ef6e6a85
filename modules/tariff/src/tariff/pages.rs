//! A tariff: what it says, since when, for how many, and who put it in force.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded, two_columns},
    feedback::banner,
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{EditionRow, EditionState, PriceLine, TariffFacts, TariffRecord, TariffState, WhichTariff},
    queries,
};
use crate::{TARIFF_CREATE, TARIFF_EDIT, TARIFF_END, TARIFF_ENFORCE};

/// `/tariff/tariffs/{id}`
pub async fn page(cx: &mut Context, which: WhichTariff) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let line = &shown.line;
    let tone = match line.tariff_state {
        TariffState::Draft => Tone::New,
        TariffState::InForce => Tone::Active,
        TariffState::Ended => Tone::Cancelled,
    };
    let head = record::Head {
        kind: speech.say("tariff-tariff"),
        number: line.code.clone(),
        title: line.name.clone(),
        state: (tone, word(&speech, "tariff-state", line.tariff_state.word())),
        rings: Vec::new(),
        facts: facts(&speech, &shown),
    };
    let wide = html! {
        @if line.drafting && line.tariff_state == TariffState::InForce { (banner(Tone::Waiting, &speech.say("tariff-draft-waits"), None)) }
        (prices(&speech, "tariff-prices", &shown.prices))
        @if !shown.draft_prices.is_empty() { (prices(&speech, "tariff-draft-prices", &shown.draft_prices)) }
        (editions(cx, &speech, &shown.editions))
    };
    let list = Address::new("/tariff/tariff_places", vec![("tariff_id".into(), line.id.to_string())]).href();
    let narrow = html! {
        (padded(&speech.say("tariff-objects"), html! {}, html! {
            p { (speech.say_with("tariff-objects-count", &[("count", &line.objects.to_string())])) }
            p { a href=(list) { (speech.say("tariff-objects-all")) } }
        }))
        (padded(&speech.say("tariff-preview"), html! {}, html! {
            p.sub { (speech.say("tariff-preview-hint")) }
            p { a href={ "/tariff/tariffs/" (line.id) "/preview" } { (speech.say("tariff-preview-open")) } }
        }))
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        (two_columns(wide, narrow))
    };
    Ok(View::new(line.name.clone(), body).live(format!("tariff:{}", line.id)))
}

fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}

fn offers(cx: &Context, speech: &Speech, shown: &TariffRecord) -> Vec<Offer> {
    let line = &shown.line;
    let form = |action: &str| format!("/do/{action}?id={}&next=/tariff/tariffs/{}", line.id, line.id);
    let may = |permission| cx.actor().may_in(permission, line.community);
    let mut offers = Vec::new();
    if line.tariff_state == TariffState::Ended {
        return offers;
    }
    let draft = shown.editions.iter().find(|e| e.state == EditionState::Draft);
    if let Some(draft) = draft.filter(|_| may(TARIFF_ENFORCE)) {
        offers.push(if draft.drafted_by == cx.actor().id {
            Offer::refused(speech.say("tariff-tariff-enforce"), speech.say("tariff-own-draft"))
        } else {
            Offer::open(speech.say("tariff-tariff-enforce"), form("tariff.tariff.enforce")).icon("check").main()
        });
    }
    if may(TARIFF_EDIT) {
        offers.push(Offer::open(speech.say("tariff-tariff-edit"), form("tariff.tariff.edit")).icon("edit").hotkey('e'));
        offers.push(Offer::open(speech.say("tariff-tariff-apply"), form("tariff.tariff.apply")).icon("building"));
    }
    if may(TARIFF_CREATE) {
        offers.push(Offer::open(speech.say("tariff-tariff-clone"), form("tariff.tariff.clone")));
    }
    if may(TARIFF_END) {
        offers.push(Offer::open(speech.say("tariff-tariff-end"), form("tariff.tariff.end")));
    }
    offers
}

/// What was said of it, in the order it was asked.
fn facts(speech: &Speech, shown: &TariffRecord) -> Vec<(String, Markup)> {
    let line = &shown.line;
    let mut list = vec![
        (speech.say("field-item-id"), html! { (line.fee_item) }),
        (speech.say("field-price-words"), html! { (line.price_words) }),
        (speech.say("field-comes"), html! { (word(speech, "comes", line.comes.word())) }),
    ];
    let asked = shown.editions.iter().find(|e| e.state != EditionState::Replaced);
    let Some(said) = asked.and_then(|e| serde_json::from_str::<TariffFacts>(&e.asked).ok()) else { return list };
    let mut put = |key: &str, words: String| list.push((speech.say(key), html! { (words) }));
    put("field-paid-by", word(speech, "paid-by", said.paid_by.word()));
    let day = said.begins_on.map(|day| speech.date(day));
    put("field-starts-with", day.unwrap_or_else(|| word(speech, "starts-with", said.starts_with.word())));
    if let Some(from) = said.counts_from {
        put("field-counts-from", word(speech, "counts-from", from.word()));
    }
    put(
        "tariff-bill-comes",
        match said.days_ahead {
            Some(days) => speech.say_with("tariff-bill-ahead", &[("days", &days.to_string())]),
            None => speech.say("tariff-bill-behind"),
        },
    );
    put("field-due-after", speech.say_with("tariff-days", &[("days", &said.due_after.unwrap_or(30).to_string())]));
    if let Some(to) = said.rounded_to {
        put("field-rounded-to", word(speech, "rounded-to", to.word()));
    }
    if let Some(percent) = &said.penalty_percent {
        let days = said.penalty_delay.unwrap_or_default().to_string();
        let mut words = speech.say_with("tariff-late-told", &[("percent", percent), ("days", &days)]);
        if let Some(cap) = &said.penalty_cap {
            words.push_str(&speech.say_with("tariff-late-cap", &[("percent", cap)]));
        }
        put("tariff-late", words);
    }
    if let Some(on) = shown.ends_on {
        put("field-last-on", speech.date(on));
    }
    list
}

fn prices(speech: &Speech, key: &str, list: &[PriceLine]) -> Markup {
    let title = speech.say(key);
    let columns = [
        Column::new(speech.say("field-price-from-on"), ColumnKind::Time),
        Column::new(speech.say("field-price-words"), ColumnKind::Text),
        Column::new(speech.say("tariff-edition"), ColumnKind::Number),
    ];
    let row = |price: &PriceLine| {
        vec![html! { (speech.date(price.from_on)) }, html! { (price.price_words) }, html! { (price.version) }]
    };
    let rows: Vec<Vec<Markup>> = list.iter().rev().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}

fn editions(cx: &Context, speech: &Speech, list: &[EditionRow]) -> Markup {
    let title = speech.say("tariff-editions");
    let columns = [
        Column::new(speech.say("tariff-edition"), ColumnKind::Number),
        Column::new(speech.say("field-state"), ColumnKind::State),
        Column::new(speech.say("tariff-drafted"), ColumnKind::Text),
        Column::new(speech.say("tariff-enforced"), ColumnKind::Text),
    ];
    let row = |edition: &EditionRow| {
        let tone = match edition.state {
            EditionState::Draft => Tone::New,
            EditionState::InForce => Tone::Active,
            EditionState::Replaced => Tone::Plain,
        };
        let enforced = edition.enforced_name.as_ref().zip(edition.enforced_at);
        vec![
            html! { (edition.edition) },
            badge(tone, &word(speech, "edition-state", edition.state.word())),
            html! { (edition.drafted_name) p.sub { (speech.instant(edition.drafted_at, cx.zone())) } },
            html! { @if let Some((name, at)) = enforced { (name) p.sub { (speech.instant(at, cx.zone())) } } },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}
