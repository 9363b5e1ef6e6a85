//! What people see: the message catalogue ([`texts`]), the components, and the embedded styles and scripts ([`assets`]).
//!
//! Components are plain functions from values to [`maud::Markup`]. They hold the strict content policy: no inline style, script or
//! handler; state is shown by classes, SVG attributes and `<progress>`. Everything works without JavaScript; scripts find their
//! places by `data-` attributes.
//!
//! Deliberately absent: HTTP, SQL, business nouns.

pub mod address;
pub mod arrange;
pub mod assets;
pub mod buttons;
pub mod card;
pub mod chart;
pub mod comparison;
#[cfg(test)]
mod contrast;
pub mod elevation;
pub mod feedback;
pub mod flow;
pub mod form;
pub mod gallery;
pub mod icon;
pub mod month;
pub mod page;
pub mod print;
pub mod record;
pub mod table;
pub mod texts;
pub mod tone;
pub mod wheel;
mod wording;

pub use address::Address;
pub use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
pub use texts::{Speech, Texts};
pub use tone::Tone;
