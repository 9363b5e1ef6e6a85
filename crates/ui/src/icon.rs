//! Icons from the sprite that the asset build makes.

use maud::{Markup, html};

use crate::assets;

/// The names in the sprite, one a line: what the asset build reads too.
const NAMES: &str = include_str!("../../../assets/icons.txt");

/// A decorative icon by its name in the sprite; always beside words, so hidden from screen readers.
pub fn icon(name: &str) -> Markup {
    if !exists(name) {
        tracing::debug!(name, "no such icon in the sprite");
    }
    html! {
        svg.icon viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true" focusable="false" {
            use href={ (assets::url("icons.svg")) "#" (name) } {}
        }
    }
}

/// Whether the sprite has an icon; `mark` is the product's own sign.
pub fn exists(name: &str) -> bool {
    name == "mark" || NAMES.lines().any(|known| known == name)
}
