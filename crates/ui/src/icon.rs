//! Icons from the sprite that the asset build makes.

use maud::{Markup, html};

use crate::assets;

/// A decorative icon by its name in the sprite; always beside words, so hidden from screen readers.
pub fn icon(name: &str) -> Markup {
    html! {
        svg.icon viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false" { use href={ (assets::url("icons.svg")) "#" (name) } {} }
    }
}
