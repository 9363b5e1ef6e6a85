//! The record of a piece of equipment, and sheets of labels.

use kernel::{Date, Instant, Result};
use maud::{Markup, html};
use module::{Ask, Context, PublicAddress, View};
use serde_json::Value;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card, feedback, print, record,
};

use crate::{
    EDIT, PRINT, RETIRE,
    certificate::{self, model::Validity},
    history,
    model::{Asset, AssetFilter, AssetState},
    queries::{self, AssetRecord, Which},
    repair, rules,
};

/// The most labels of one sheet.
const LABELS: i64 = 500;

/// The page of one piece of equipment.
pub async fn page(cx: &mut Context, which: Which) -> Result<View> {
    let found = queries::view(cx, which).await?;
    let asset = &found.asset;
    let class = found.class.as_ref().map(|class| class.code.as_str());
    let (held, missing) = certificate::queries::of_asset(cx, asset, class).await?;
    let file = history::queries::of_asset(cx, asset).await?;
    let speech = cx.speech();
    let lapsed = held.iter().any(|one| one.validity == Validity::Lapsed);
    let head = record::Head {
        kind: found.class.as_ref().map(|class| class.name.clone()).unwrap_or_default(),
        number: asset.code.clone(),
        title: asset.name.clone(),
        state: (tone(asset.state), state_word(&speech, asset.state)),
        rings: Vec::new(),
        facts: Vec::new(),
    };
    let wide = html! {
        (history::pages::service(&speech, &file))
        (card::padded(&speech.say("asset-facts"), html! {}, card::facts(&facts(&speech, &found))))
        (certificate::pages::of_asset(cx, asset, &held, &missing))
        @if !found.way.is_empty() {
            (card::padded(&speech.say("asset-stands-in"), html! {}, html! {
                ul.chips { @for place in &found.way { li { a.chip href={ "/property/places/" (place.id) } { (place.name) } } } }
            }))
        }
        @if let Some(upkeep) = file.upkeep.as_ref().filter(|upkeep| !upkeep.lines.is_empty()) {
            (history::pages::upkeep(&speech, asset, upkeep))
        }
        @if !found.faults.is_empty() {
            (card::padded(&speech.say("asset-faults"), html! {}, faults(cx, &speech, &found)))
        }
        @if let Some(meters) = file.meters.as_ref().filter(|meters| !meters.is_empty()) {
            (history::pages::meters(&speech, meters))
        }
        (repair::pages::repaired(&speech, &file.repaired))
        (history::pages::log(cx, &speech, asset, &file.log))
    };
    let words = speech.say_with("ui-qr-of", &[("title", &asset.name)]);
    let code = print::qr(&PublicAddress::of(cx, &format!("/q/{}", asset.id)), &words);
    let narrow = html! {
        (history::pages::worth(&speech, &file.worth))
        (card::padded(&speech.say("asset-label"), html! {}, html! { (code) p.sub { (speech.say("asset-label-hint")) } }))
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, asset))))
        @if lapsed { (feedback::banner(Tone::Late, &speech.say("asset-certificate-lapsed-here"), None)) }
        (card::two_columns(wide, narrow))
    };
    Ok(View::new(format!("{} {}", asset.code, asset.name), body).live(format!("asset:{}", asset.id)))
}

/// How cells of the list look: what has lapsed stands out, the rest says nothing.
pub(crate) fn cell(speech: &Speech, column: &str, row: &Value, _: Instant) -> Option<Markup> {
    if column != "lapsed" {
        return None;
    }
    let lapsed = row.get(column).and_then(Value::as_bool).unwrap_or_default();
    Some(html! { @if lapsed { (record::badge(Tone::Late, &speech.say("choice-validity-lapsed"))) } })
}

/// When it did not work, with the case that mended it.
fn faults(cx: &Context, speech: &Speech, found: &AssetRecord) -> Markup {
    let moment = |at| speech.moment(at, cx.now(), cx.zone());
    html! {
        @for fault in &found.faults {
            p {
                (moment(fault.from_at)) " – "
                @match fault.until_at {
                    Some(until) => { (moment(until)) },
                    None => { (record::badge(Tone::Late, &speech.say("asset-fault-lasts"))) },
                }
                " " (fault.note.as_deref().unwrap_or_default())
                @if fault.source.starts_with("case_") { " " a href={ "/desk/cases/" (fault.source) } { (speech.say("asset-fault-case")) } }
            }
        }
    }
}

fn state_word(speech: &Speech, state: AssetState) -> String {
    speech.say(&format!("choice-state-{}", state.word().replace('_', "-")))
}

fn tone(state: AssetState) -> Tone {
    match state {
        AssetState::InUse => Tone::Done,
        AssetState::Stopped => Tone::Waiting,
        AssetState::Faulty => Tone::Late,
        AssetState::Retired => Tone::Cancelled,
    }
}

fn facts(speech: &Speech, found: &AssetRecord) -> Vec<(String, Markup)> {
    let asset = &found.asset;
    let day = |day: Option<Date>| day.map(|d| d.to_string());
    let system =
        found.class.as_ref().map(|c| speech.say(&format!("choice-system-{}", c.system.word().replace('_', "-"))));
    let rows = [
        ("field-system", system),
        ("field-maker", asset.maker.clone()),
        ("field-model", asset.model.clone()),
        ("field-installed-on", day(asset.installed_on)),
        ("field-warranty-until", day(asset.warranty_until)),
        ("field-life-years", asset.life_years.map(|years| years.to_string())),
        ("asset-life-ends", day(rules::life_ends(asset))),
        ("field-cost", asset.cost_fen.map(|cost| speech.money(cost))),
        ("field-retired-on", day(asset.retired_on)),
    ];
    rows.into_iter().filter_map(|(key, value)| Some((speech.say(key), html! { (value?) }))).collect()
}

/// The buttons of a piece of equipment, for those who may press them in its community.
fn offers(cx: &Context, speech: &Speech, asset: &Asset) -> Vec<Offer> {
    let may = |permission| cx.actor().may_in(permission, asset.org_id);
    let stands = asset.state != AssetState::Retired;
    let next = ("next".to_owned(), format!("/asset/assets/{}", asset.id));
    let mut offers = Vec::new();
    if stands && may(EDIT) {
        let mut query = typed(asset);
        query.push(next.clone());
        let form = Address::new("/do/asset.asset.edit", query);
        offers.push(Offer::open(speech.say("asset-asset-edit"), form.href()).icon("edit").hotkey('e'));
    }
    if may(PRINT) {
        let sheet = Address::new("/asset/labels", vec![("id".to_owned(), asset.id.to_string())]);
        offers.push(Offer::open(speech.say("asset-labels"), sheet.href()).icon("qrcode"));
    }
    if stands && may(RETIRE) {
        let form = Address::new("/do/asset.asset.retire", vec![("id".to_owned(), asset.id.to_string()), next]);
        offers.push(Offer::open(speech.say("asset-asset-retire"), form.href()).icon("trash"));
    }
    offers
}

/// The values of a piece of equipment as its form takes them.
fn typed(asset: &Asset) -> Vec<(String, String)> {
    let day = |day: Option<Date>| day.map(|d| d.to_string());
    let rows = [
        ("id", Some(asset.id.to_string())),
        ("version", Some(asset.version.to_string())),
        ("code", Some(asset.code.clone())),
        ("name", Some(asset.name.clone())),
        ("class_id", Some(asset.class_id.to_string())),
        ("place_id", asset.place_id.map(|id| id.to_string())),
        ("maker", asset.maker.clone()),
        ("model", asset.model.clone()),
        ("installed_on", day(asset.installed_on)),
        ("warranty_until", day(asset.warranty_until)),
        ("life_years", asset.life_years.map(|years| years.to_string())),
        ("cost", asset.cost_fen.map(|cost| cost.to_string())),
        ("state", Some(asset.state.word().to_owned())),
    ];
    rows.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// A sheet of labels for the equipment of a list.
pub async fn labels(cx: &mut Context, mut ask: Ask<AssetFilter>) -> Result<View> {
    ask.page.limit = Some(LABELS);
    let found = queries::list(cx, ask).await?;
    let speech = cx.speech();
    let labels: Vec<print::Label> = found
        .rows
        .into_iter()
        .map(|asset| print::Label {
            lines: [Some(asset.name), asset.place, Some(speech.say("asset-label-hint"))]
                .into_iter()
                .flatten()
                .collect(),
            code: PublicAddress::of(cx, &format!("/q/{}", asset.id)),
            title: asset.code,
        })
        .collect();
    let more = found.count - i64::try_from(labels.len()).unwrap_or(0);
    let body = html! {
        @if more > 0 { p.no-print.sub { (speech.say_with("asset-labels-more", &[("count", &more.to_string())])) } }
        @if labels.is_empty() { p { (speech.say("ui-empty")) } } @else { (print::label_sheet(&speech, &speech.say("product"), &labels)) }
    };
    Ok(View::new(speech.say("asset-labels"), body))
}
