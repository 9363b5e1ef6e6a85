//! What is known already, at the head of a page on which it could be reported.

use desk::KnownIncident;
use kernel::Instant;
use maud::{Markup, html};
use module::HOME_ZONE;
use ui::{Speech, Tone, buttons::Offer, feedback::banner};

/// How an incident is told: what it is, what is said of it, and when it should be over – or that it is.
fn words(speech: &Speech, of: &KnownIncident, now: Instant) -> String {
    let title = [("title", of.title.as_str()), ("script", of.script.as_str())];
    match (of.ended_at, of.expected_at) {
        (Some(_), _) => speech.say_with("portal-known-over", &title),
        (None, Some(at)) => {
            let time = speech.moment(at, now, HOME_ZONE);
            speech.say_with("portal-known-until", &[title[0], title[1], ("time", &time)])
        }
        (None, None) => speech.say_with("portal-known", &title),
    }
}

/// The incidents of a resident's rooms, each with one press to say that it reaches him.
pub(crate) fn at_home(speech: &Speech, known: &[KnownIncident], key: &str, next: &str, now: Instant) -> Markup {
    let offer = |of: &KnownIncident| {
        let path = format!("/home/mass_incidents/{}/watch", of.id);
        let offer = Offer::post(speech.say("portal-mass-incident-watch"), path, format!("{key}-{}", of.id));
        offer.hidden("place_id", of.place_id.to_string()).hidden("next", next).icon("users")
    };
    shown(speech, known, &offer, now)
}

/// The same before a printed code.
pub(crate) fn at_code(speech: &Speech, known: &[KnownIncident], key: &str, code: &str, now: Instant) -> Markup {
    let offer = |of: &KnownIncident| {
        let path = format!("/q/{code}/mass_incidents/{}/watch", of.id);
        Offer::post(speech.say("portal-mass-incident-watch-here"), path, format!("{key}-{}", of.id)).icon("users")
    };
    shown(speech, known, &offer, now)
}

fn shown(speech: &Speech, known: &[KnownIncident], offer: &dyn Fn(&KnownIncident) -> Offer, now: Instant) -> Markup {
    html! {
        @for one in known {
            @let words = words(speech, one, now);
            @if one.ended_at.is_some() { (banner(Tone::Done, &words, None)) }
            @else if one.watched {
                (banner(Tone::Active, &format!("{words} {}", speech.say("portal-known-watched")), None))
            } @else { (banner(Tone::Risk, &words, Some(&offer(one)))) }
        }
    }
}

/// That something else can be reported all the same.
pub(crate) fn otherwise(speech: &Speech, known: &[KnownIncident]) -> Markup {
    html! { @if known.iter().any(|k| k.ended_at.is_none()) { p.sub { (speech.say("portal-known-otherwise")) } } }
}
