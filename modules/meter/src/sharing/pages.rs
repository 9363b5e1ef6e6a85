//! A sharing: what it comes to and how, what each room bears, who was left out, and who decides.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded},
    record,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{PortionLine, SharingRecord, SharingState, WhichSharing},
    queries,
};
use crate::{
    SHARING_APPROVE, SHARING_CREATE,
    meter::{pages::word, rules::shown as figure, store as meters},
};

/// `/meter/sharings/{id}`
pub async fn page(cx: &mut Context, which: WhichSharing) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let meter = match shown.sharing.meter_id {
        Some(id) => Some(meters::one(cx, id).await?),
        None => None,
    };
    let within = match shown.sharing.within_id {
        Some(id) => Some(property::place_line(cx, id).await?.name),
        None => None,
    };
    let speech = cx.speech();
    let (line, sharing) = (&shown.line, &shown.sharing);
    let tone = match sharing.state {
        SharingState::Waiting => Tone::Waiting,
        SharingState::Approved => Tone::Done,
        SharingState::Refused | SharingState::Withdrawn => Tone::Cancelled,
    };
    let mut facts = vec![
        (speech.say("field-tariff"), html! { a href={ "/tariff/tariffs/" (sharing.tariff_id) } { (line.tariff) } }),
        (speech.say("meter-sharing-days"), html! { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) }),
        (speech.say("field-within"), html! { (within.unwrap_or_else(|| speech.say("meter-sharing-everywhere"))) }),
        (speech.say("field-goes-by"), html! { (word(&speech, "goes-by", sharing.goes_by.word())) }),
    ];
    if let (Some(meter), Some(quantity)) = (&meter, sharing.quantity) {
        let used = format!("{} {}", figure(quantity), meter.kind.unit());
        facts.push((
            speech.say("meter-sharing-in-common"),
            html! { (used) " · " a href={ "/meter/meters/" (meter.id) } { (meter.number) } },
        ));
    }
    facts.push((speech.say("field-whole-cost"), html! { b { (speech.money(line.whole_cost)) } }));
    facts.push((speech.say("field-asked-name"), html! { (line.asked_name) }));
    if let Some(name) = &sharing.decided_name {
        let remark = sharing.remark.as_deref().map(|remark| format!(" · {remark}")).unwrap_or_default();
        facts.push((speech.say("meter-sharing-decided-by"), html! { (name) (remark) }));
    }
    let head = record::Head {
        kind: speech.say("meter-sharing"),
        number: String::new(),
        title: line.name.clone(),
        state: (tone, word(&speech, "sharing-state", sharing.state.word())),
        rings: Vec::new(),
        facts,
    };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        @if !shown.left_out.is_empty() {
            (padded(&speech.say("meter-sharing-left-out"), html! {}, html! { p { (shown.left_out.join("、")) } }))
        }
        (portions(&speech, &shown))
    } };
    Ok(View::new(line.name.clone(), body).live(format!("sharing:{}", line.id)))
}

fn offers(cx: &Context, speech: &Speech, shown: &SharingRecord) -> Vec<Offer> {
    let sharing = &shown.sharing;
    let form = |action: &str| format!("/do/{action}?id={}&next=/meter/sharings/{}", sharing.id, sharing.id);
    let may = |permission| cx.actor().may_in(permission, sharing.org_id);
    let mut offers = Vec::new();
    if sharing.state != SharingState::Waiting {
        return offers;
    }
    if may(SHARING_APPROVE) {
        let words = speech.say("meter-sharing-approve");
        if sharing.asked_by == cx.actor().id {
            offers.push(Offer::refused(words, speech.say("meter-own-sharing")));
        } else {
            offers.push(Offer::open(words, form("meter.sharing.approve")).icon("check").main());
            offers.push(Offer::open(speech.say("meter-sharing-refuse"), form("meter.sharing.refuse")).icon("x"));
        }
    }
    if may(SHARING_CREATE) {
        offers.push(Offer::open(speech.say("meter-sharing-cancel"), form("meter.sharing.cancel")));
    }
    offers
}

fn portions(speech: &Speech, shown: &SharingRecord) -> Markup {
    let title = speech.say_with("meter-sharing-portions", &[("count", &shown.portions.len().to_string())]);
    let columns = [
        Column::new(speech.say("field-place"), ColumnKind::Text),
        Column::new(speech.say("meter-sharing-weight"), ColumnKind::Number),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |portion: &PortionLine| {
        vec![
            html! { a href={ "/property/places/" (portion.place_id) } { (portion.place) } },
            html! { (portion.weight) },
            html! { (speech.money(portion.amount)) },
        ]
    };
    let mut rows: Vec<Vec<Markup>> = shown.portions.iter().map(row).collect();
    rows.push(vec![
        html! { b { (speech.say("field-whole-cost")) } },
        html! {},
        html! { b { (speech.money(shown.line.whole_cost)) } },
    ]);
    card(&title, html! {}, simple(&title, &columns, &rows))
}
