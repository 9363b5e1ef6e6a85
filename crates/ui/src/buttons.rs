//! What the person may press, and what they may not yet, with the reason.

use maud::{Markup, html};

use crate::{icon::icon, texts::Speech};

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// One among several.
    #[default]
    Normal,
    /// The one expected next; at most one on a page.
    Main,
    /// Cannot be taken back.
    Danger,
    /// A link that only looks like a button a little.
    Quiet,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Normal => "btn",
            Self::Main => "btn btn-main",
            Self::Danger => "btn btn-danger",
            Self::Quiet => "btn btn-quiet",
        }
    }
}

/// What pressing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Opens a page, as one that asks for more.
    Open(String),
    /// Posts to an address at once, with an idempotency key and hidden values.
    Post {
        /// Where to.
        action: String,
        /// The key that makes a second press harmless.
        key: String,
        /// Values sent along.
        hidden: Vec<(String, String)>,
    },
    /// Cannot be pressed now; the sentence says what would make it possible.
    Refused(String),
}

/// One button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The words on it.
    pub label: String,
    /// What pressing does.
    pub press: Press,
    /// How much it stands out.
    pub weight: Weight,
    /// An icon of the sprite.
    pub icon: Option<&'static str>,
    /// The keyboard key that presses it.
    pub hotkey: Option<char>,
    /// Several keys together that press it, as in `mod+z`; `mod` is Ctrl, or ⌘ where that is used.
    pub chord: Option<&'static str>,
}

impl Offer {
    /// A button that opens a page.
    pub fn open(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, Press::Open(href.into()))
    }
    /// A button that posts at once.
    pub fn post(label: impl Into<String>, action: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(label, Press::Post { action: action.into(), key: key.into(), hidden: Vec::new() })
    }
    /// A greyed button with its reason.
    pub fn refused(label: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(label, Press::Refused(reason.into()))
    }
    fn new(label: impl Into<String>, press: Press) -> Self {
        Self { label: label.into(), press, weight: Weight::Normal, icon: None, hotkey: None, chord: None }
    }
    /// The same button with other words.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
    /// The same button with another weight.
    #[must_use]
    pub fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }
    /// The same button, as the main one.
    #[must_use]
    pub fn main(self) -> Self {
        self.weight(Weight::Main)
    }
    /// The same button with an icon.
    #[must_use]
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = Some(name);
        self
    }
    /// The same button, pressed by a key on the desk.
    #[must_use]
    pub fn hotkey(mut self, key: char) -> Self {
        self.hotkey = Some(key);
        self
    }
    /// The same button, pressed by several keys together.
    #[must_use]
    pub fn chord(mut self, keys: &'static str) -> Self {
        self.chord = Some(keys);
        self
    }
    /// The same button with a value sent along; only for one that posts.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Press::Post { hidden, .. } = &mut self.press {
            hidden.push((name.into(), value.into()));
        }
        self
    }
}

/// A row of buttons. Refused ones come last, greyed, with the reason in words and not only in a tip.
pub fn buttons(speech: &Speech, offers: &[Offer]) -> Markup {
    let (refused, open): (Vec<_>, Vec<_>) = offers.iter().partition(|o| matches!(o.press, Press::Refused(_)));
    html! {
        @if !offers.is_empty() { div.buttons role="group" aria-label=(speech.say("ui-actions")) {
            @for offer in open { (button(offer)) }
            @for offer in refused { (button(offer)) }
        } }
    }
}

/// One button alone.
pub fn button(offer: &Offer) -> Markup {
    let hotkey = offer.hotkey.map(|k| k.to_string());
    let pressed_by = offer.chord.map(str::to_owned).or_else(|| hotkey.clone());
    let keys = offer.chord.map(|chord| chord.replace("mod", "Control").replace("shift", "Shift"));
    let class = offer.weight.class();
    let face = html! {
        @if let Some(name) = offer.icon { (icon(name)) }
        span { (offer.label) }
        @if let Some(key) = &hotkey { kbd aria-hidden="true" { (key.to_uppercase()) } }
    };
    match &offer.press {
        Press::Open(href) => {
            html! { a class=(class) href=(href) data-hotkey=[&pressed_by] aria-keyshortcuts=[&keys] { (face) } }
        }
        Press::Post { action, key, hidden } => html! {
            form.inline method="post" action=(action) data-guard {
                input type="hidden" name=(crate::form::KEY_FIELD) value=(key);
                @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
                button class=(class) type="submit" data-hotkey=[&pressed_by] aria-keyshortcuts=[&keys] title=[&keys] { (face) }
            }
        },
        Press::Refused(reason) => html! {
            span.btn.btn-off role="link" aria-disabled="true" tabindex="0" {
                @if let Some(name) = offer.icon { (icon(name)) }
                span { (offer.label) }
                small { (reason) }
            }
        },
    }
}
