//! Pieces other modules put on their pages.

use maud::{Markup, html};
use ui::{buttons, buttons::Offer, buttons::Weight, card, record, texts::Speech, tone::Tone};

use crate::{
    hint::model::HintLine,
    occupancy::{queries::role_words, rules::percent},
    queries::{Household, Member},
};

/// Who belongs to a place, their vehicles and what to know when one of them calls.
pub fn household_card(speech: &Speech, household: &Household) -> Markup {
    let place = household.place.id;
    let next = format!("/property/places/{place}");
    let add = Offer::open(speech.say("party-person-create"), format!("/do/party.person.create?place_id={place}"));
    let body = html! {
        @if household.people.is_empty() { p.sub { (speech.say("party-household-empty")) } }
        @for member in &household.people { (person(speech, household, member)) }
        @if !household.vehicles.is_empty() {
            (card::facts(&[(speech.say("party-vehicle-list"), html! {
                @for v in &household.vehicles { span.number { (v.plate) } " " span.sub { (v.colour.as_deref().unwrap_or_default()) } " " }
            })]))
        }
        @if !household.hints.is_empty() { (hints(speech, &household.hints, Some(&next))) }
    };
    let title = format!("{} · {}", household.place.code, speech.say("party-household"));
    card::padded(&title, buttons::button(&add.icon("user-plus").weight(Weight::Quiet)), body)
}

fn person(speech: &Speech, household: &Household, member: &Member) -> Markup {
    let role = match member.share {
        Some(share) => format!("{} {}%", role_words(speech, member.role), percent(share)),
        None => role_words(speech, member.role),
    };
    let pays = household.payer == Some(member.person_id);
    card::person(
        &member.name,
        html! {
            a href={ "/party/persons/" (member.person_id) } { (role) }
            @if let Some(phone) = &member.phone { " · " span.masked { (phone) } }
            @if !member.lives_here && member.role.is_title() { " · " (speech.say("party-lives-elsewhere")) }
            @if pays { " " (record::badge(Tone::Plain, &speech.say("party-pays"))) }
            @if let Some(day) = member.to_on { " · " (speech.say_with("party-until", &[("day", &day.to_string())])) }
        },
    )
}

/// Hints as a short list; with `back`, each with the link that ends it and returns there.
pub(crate) fn hints(speech: &Speech, list: &[HintLine], back: Option<&str>) -> Markup {
    html! {
        ul.hints aria-label=(speech.say("party-hints")) {
            @for hint in list {
                li {
                    (hint.text)
                    @if let Some(back) = back {
                        " " a.sub href={ "/do/party.hint.end?id=" (hint.id) "&next=" (back) } { (speech.say("party-hint-end")) }
                    }
                }
            }
        }
    }
}
