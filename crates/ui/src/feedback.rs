//! What a page says back: toasts, empty places, progress of long work.

use maud::{Markup, html};

use crate::{
    buttons::{self, Offer},
    icon::icon,
    texts::Speech,
    tone::Tone,
};

/// A short word after an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Good, risky or bad.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

impl Toast {
    /// Something worked.
    pub fn done(text: impl Into<String>) -> Self {
        Self { tone: Tone::Done, text: text.into() }
    }
    /// Something failed; the sentence says what to do.
    pub fn failed(text: impl Into<String>) -> Self {
        Self { tone: Tone::Late, text: text.into() }
    }
}

/// One toast; it stays until it is closed or, if good, for some seconds.
pub fn toast(toast: &Toast) -> Markup {
    let bad = toast.tone == Tone::Late;
    html! {
        div class={ "toast " (toast.tone.class()) } role=(if bad { "alert" } else { "status" }) data-toast {
            (icon(if bad { "alert-triangle" } else { "circle-check" })) p { (toast.text) }
        }
    }
}

/// A banner across a page: offline, plain http, an announcement.
pub fn banner(tone: Tone, text: &str, action: Option<&Offer>) -> Markup {
    html! {
        div class={ "banner " (tone.class()) } role="status" {
            (icon(if tone == Tone::Late || tone == Tone::Risk { "alert-triangle" } else { "info-circle" }))
            p { (text) }
            @if let Some(offer) = action { (buttons::button(offer)) }
        }
    }
}

/// A place with nothing in it, saying what to do next.
pub fn empty(icon_name: &str, title: &str, hint: &str, action: Option<&Offer>) -> Markup {
    html! {
        div.empty {
            (icon(icon_name)) p.empty-title { (title) } p.sub { (hint) }
            @if let Some(offer) = action { (buttons::button(offer)) }
        }
    }
}

/// Long work under way or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub title: String,
    /// How many are done.
    pub done: u64,
    /// Of how many; `None` while unknown.
    pub total: Option<u64>,
    /// Per second, once known.
    pub rate: Option<u64>,
    /// Time left, once known.
    pub left: Option<kernel::Span>,
    /// What it is about now, or how it ended.
    pub note: String,
    /// Its state.
    pub tone: Tone,
}

/// Count, rate and time left of long work, with the button that cancels it or the link to its result.
pub fn progress(speech: &Speech, work: &Progress, offers: &[Offer]) -> Markup {
    let percent = work.total.filter(|t| *t > 0).map(|t| (work.done.saturating_mul(100) / t).min(100));
    html! {
        section class={ "progress " (work.tone.class()) } {
            header { h2 { (work.title) } @if let Some(percent) = percent { b { (percent) "%" } } }
            progress max=[work.total] value=[work.total.map(|_| work.done)] aria-label=(work.title) {}
            p.sub {
                (speech.count(work.done))
                @if let Some(total) = work.total { " / " (speech.count(total)) }
                @if let Some(rate) = work.rate { " · " (speech.say_with("ui-per-second", &[("count", &speech.count(rate))])) }
                @if let Some(left) = work.left { " · " (speech.say_with("time-left", &[("span", &speech.span(left))])) }
                @if !work.note.is_empty() { " · " (work.note) }
            }
            @if !offers.is_empty() { (buttons::buttons(speech, offers)) }
        }
    }
}
