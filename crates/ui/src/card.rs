//! Boxes on a page: cards, figures, facts, chips, people.

use maud::{Markup, html};

use crate::{page::face, tone::Tone};

/// A box with a heading; `actions` stand at its right.
pub fn card(title: &str, actions: Markup, body: Markup) -> Markup {
    html! {
        section.card {
            @if !title.is_empty() { header { h2 { (title) } (actions) } }
            (body)
        }
    }
}

/// The same with inner space, for text and forms; tables and timelines bring their own.
pub fn padded(title: &str, actions: Markup, body: Markup) -> Markup {
    card(title, actions, html! { div.pad { (body) } })
}

/// One large figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// As written: `38`, `96.4%`, `¥1,234.56`.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// Late and risk colour the figure.
    pub tone: Tone,
    /// Where its rows are.
    pub href: Option<String>,
}

/// A row of large figures.
pub fn figures(list: &[Figure]) -> Markup {
    html! {
        dl.card.figures {
            @for figure in list {
                div class=(figure.tone.class()) {
                    dt { @if let Some(href) = &figure.href { a href=(href) { (figure.label) } } @else { (figure.label) } }
                    dd { (figure.value) }
                }
            }
        }
    }
}

/// Names and values of a record.
pub fn facts(list: &[(String, Markup)]) -> Markup {
    html! { dl.facts { @for (name, value) in list { div { dt { (name) } dd { (value) } } } } }
}

/// A filter, a saved view, or a short fact that may be a link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chip {
    /// The words.
    pub label: String,
    /// Where it leads; a fact when absent.
    pub href: Option<String>,
    /// Whether it is the chosen one.
    pub on: bool,
    /// How many rows it has, if known.
    pub count: Option<u64>,
}

/// A row of chips.
pub fn chips(label: &str, list: &[Chip]) -> Markup {
    html! {
        ul.chips aria-label=(label) {
            @for chip in list {
                li {
                    @let face = html! { (chip.label) @if let Some(count) = chip.count { " " b { (count) } } };
                    @if let Some(href) = &chip.href {
                        a.chip href=(href) aria-current=[chip.on.then_some("true")] { (face) }
                    } @else { span.chip { (face) } }
                }
            }
        }
    }
}

/// A place to go, with a line about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// What it is called.
    pub title: String,
    /// The line below.
    pub words: String,
    /// Where it leads.
    pub href: String,
    /// How many rows it has, if that matters.
    pub count: Option<u64>,
}

/// Tiles side by side, as many as fit.
pub fn tiles(list: &[Tile]) -> Markup {
    html! {
        ul.tiles {
            @for tile in list {
                li {
                    a href=(tile.href) { (tile.title) }
                    @if let Some(count) = tile.count { " " span.tile-count { (count) } }
                    p.sub { (tile.words) }
                }
            }
        }
    }
}

/// A person with a line below the name.
pub fn person(name: &str, below: Markup) -> Markup {
    html! { div.person { (face(name)) div { b { (name) } div.sub { (below) } } } }
}

/// Two columns on a wide screen, one below the other on a narrow one.
pub fn two_columns(wide: Markup, narrow: Markup) -> Markup {
    html! { div.two { div.stack { (wide) } aside.stack { (narrow) } } }
}
