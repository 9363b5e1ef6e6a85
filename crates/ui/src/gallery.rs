//! The living page of all components, in both themes.

use maud::Markup;

use crate::{
    page::{Shell, Surface, page},
    texts::Speech,
};

/// The page `/_ui`.
pub fn gallery(speech: &Speech) -> Markup {
    page(&Shell::new(speech, Surface::Desk, "UI"), Markup::default())
}
