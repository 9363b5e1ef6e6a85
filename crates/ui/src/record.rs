//! A record: its header, its clocks, what happened to it.

use chrono_tz::Tz;
use kernel::Instant;
use maud::{Markup, html};

use crate::{icon::icon, texts::Speech, tone::Tone};

/// The state of a thing in a word.
pub fn badge(tone: Tone, words: &str) -> Markup {
    html! { span class={ "badge " (tone.class()) } { (words) } }
}

/// A clock as a ring that fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    /// How much of the budget is used, in thousandths; more than 1000 is drawn full.
    pub used: u32,
    /// Active, risk, late, waiting for a paused one, done for one that was kept.
    pub tone: Tone,
    /// What it measures: 到场.
    pub name: String,
    /// What is left of it in words: 余 38 分.
    pub text: String,
}

/// A ring with its words. The drawing is decoration: the words say the same.
pub fn ring(ring: &Ring) -> Markup {
    // The circumference of r = 15 is 94.25; the drawing works in hundredths of it.
    let drawn = 9_425 * u64::from(ring.used.min(1_000)) / 1_000;
    html! {
        span class={ "ring " (ring.tone.class()) } {
            svg viewBox="0 0 36 36" width="36" height="36" fill="none" stroke="currentColor" aria-hidden="true" focusable="false" {
                circle.ring-ground cx="18" cy="18" r="15" {}
                circle.ring-used cx="18" cy="18" r="15" transform="rotate(-90 18 18)"
                    stroke-dasharray={ (drawn / 100) "." (format!("{:02}", drawn % 100)) " 95" } {}
                @if ring.tone == Tone::Waiting { path.ring-mark d="M15 13.5v9M21 13.5v9" {} }
                @if ring.tone == Tone::Late { path.ring-mark d="M18 11.5v8M18 23.5v.2" {} }
                @if ring.tone == Tone::Done { path.ring-mark d="M13 18.5l3.5 3.5 6.5-7" {} }
            }
            span { b { (ring.name) } small { (ring.text) } }
        }
    }
}

/// The head of a record.
#[derive(Debug, Clone)]
pub struct Head {
    /// What kind of thing it is: 报修.
    pub kind: String,
    /// Its number: BX-26110412.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Its state.
    pub state: (Tone, String),
    /// Its clocks.
    pub rings: Vec<Ring>,
    /// Who is answerable, and other short facts.
    pub facts: Vec<(String, Markup)>,
}

/// The head of a record with its buttons.
pub fn head(head: &Head, buttons: Markup) -> Markup {
    html! {
        header.record.card {
            div.record-name {
                p.sub { (head.kind) " " span.number { (head.number) } }
                h1 { (head.title) " " (badge(head.state.0, &head.state.1)) }
                @if !head.facts.is_empty() { (crate::card::facts(&head.facts)) }
            }
            @if !head.rings.is_empty() { div.rings { @for one in &head.rings { (ring(one)) } } }
            (buttons)
        }
    }
}

/// A picture kept with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The whole picture.
    pub href: String,
    /// The small one.
    pub thumb: String,
    /// What it shows.
    pub words: String,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Happening {
    /// When.
    pub at: Instant,
    /// What, in a sentence.
    pub text: String,
    /// By whom and further words.
    pub detail: String,
    /// Its colour.
    pub tone: Tone,
    /// Pictures taken then.
    pub photos: Vec<Photo>,
}

/// What happened, latest first as given.
pub fn timeline(speech: &Speech, list: &[Happening], now: Instant, zone: Tz) -> Markup {
    html! {
        ol.timeline {
            @for one in list {
                li class=(one.tone.class()) {
                    time datetime=(one.at) title=(speech.instant(one.at, zone)) { (speech.moment(one.at, now, zone)) }
                    div {
                        p { (one.text) }
                        @if !one.detail.is_empty() { p.sub { (one.detail) } }
                        @if !one.photos.is_empty() { (photos(&one.photos)) }
                    }
                }
            }
        }
    }
}

/// Small pictures that open large.
pub fn photos(list: &[Photo]) -> Markup {
    html! {
        ul.photos {
            @for photo in list {
                li { a href=(photo.href) data-photo { img src=(photo.thumb) alt=(photo.words) loading="lazy" width="96" height="96"; } }
            }
        }
    }
}

/// A masked value with the link that shows it and logs who looked.
pub fn masked(speech: &Speech, masked: &str, reveal: Option<&str>) -> Markup {
    html! {
        span.masked { (masked) }
        @if let Some(href) = reveal { " " a.reveal href=(href) data-reveal { (icon("eye")) (speech.say("ui-reveal")) } }
    }
}

/// A task of a phone's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// An icon of the sprite.
    pub icon: &'static str,
    /// Its tone.
    pub tone: Tone,
    /// What to do.
    pub title: String,
    /// Number, place, time.
    pub detail: String,
    /// Its state in a word.
    pub state: String,
    /// Where it opens.
    pub href: String,
}

/// The list of a phone.
pub fn tasks(list: &[Task]) -> Markup {
    html! {
        ul.tasks {
            @for task in list {
                li { a href=(task.href) {
                    span class={ "task-icon " (task.tone.class()) } { (icon(task.icon)) }
                    span.task-words { b { (task.title) } span.sub { (task.detail) } }
                    (badge(task.tone, &task.state))
                } }
            }
        }
    }
}
