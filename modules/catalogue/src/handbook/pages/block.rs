//! What a chapter is made of, before anybody asks whether it is read on a page or on paper.

use desk::{Drawn, Told};
use maud::{Markup, html};
use serde::Serialize;
use ui::{
    Speech,
    card::facts,
    table::{Column, ColumnKind, simple},
};

/// A part of a chapter under its own heading.
pub(super) struct Part {
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

/// What stands in a part.
pub(super) enum Block {
    /// A sentence.
    Words(String),
    /// A heading inside the part.
    Head(String),
    /// Names with what is said of each.
    Facts(Vec<Fact>),
    /// A table.
    Table(Table),
    /// A counted list.
    Steps(Vec<String>),
    /// The flow chart.
    Chart(Box<Drawn>),
}

/// A name with what is said of it.
#[derive(Serialize)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) words: String,
    /// Whether it is quoted as it is written elsewhere, a number or a hash.
    pub(super) quoted: bool,
}

/// A table; its columns share the width of a paper by their weights.
#[derive(Serialize)]
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) columns: Vec<String>,
    pub(super) weights: Vec<u8>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell, or a line of the list in one.
#[derive(Default, Serialize)]
pub(super) struct Cell {
    /// What stands out before the words.
    pub(super) strong: String,
    pub(super) words: String,
    /// Less important, below.
    pub(super) sub: String,
    pub(super) quoted: bool,
    pub(super) list: Vec<Cell>,
}

/// A name with plain words.
pub(super) fn fact(name: String, words: String) -> Fact {
    Fact { name, words, quoted: false }
}

/// A name with words that are quoted.
pub(super) fn quoted(name: String, words: String) -> Fact {
    Fact { name, words, quoted: true }
}

impl Cell {
    /// Plain words.
    pub(super) fn of(words: String) -> Self {
        Self { words, ..Self::default() }
    }

    fn shown(&self) -> Markup {
        html! {
            @if !self.strong.is_empty() { b { (self.strong) } }
            @if self.quoted { code { (self.words) } } @else { (self.words) }
            @if !self.sub.is_empty() { br; span.sub { (self.sub) } }
            @if !self.list.is_empty() { ul.book-steps { @for line in &self.list { li { (line.shown()) } } } }
        }
    }
}

impl Table {
    /// A table said elsewhere.
    pub(super) fn told(told: Told, weights: &[u8]) -> Self {
        let cell = |(nth, words): (usize, String)| Cell { quoted: told.quoted && nth == 0, ..Cell::of(words) };
        let rows = told.rows.into_iter().map(|row| row.into_iter().enumerate().map(cell).collect()).collect();
        Self { caption: told.caption, columns: told.columns, weights: weights.to_vec(), rows }
    }

    fn shown(&self) -> Markup {
        let columns: Vec<Column> = self.columns.iter().map(|c| Column::new(c.clone(), ColumnKind::Text)).collect();
        let rows: Vec<Vec<Markup>> = self.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
        simple(&self.caption, &columns, &rows)
    }
}

impl Block {
    /// The block on a page.
    pub(super) fn shown(&self, speech: &Speech, title: &str) -> Markup {
        match self {
            Self::Words(words) => html! { p { (words) } },
            Self::Head(words) => html! { h4 { (words) } },
            Self::Facts(list) => shown(list),
            Self::Table(table) => table.shown(),
            Self::Steps(list) => html! { ol.book-items { @for step in list { li { (step) } } } },
            Self::Chart(drawn) => drawn.chart(speech, title),
        }
    }
}

/// Facts on a page.
pub(super) fn shown(list: &[Fact]) -> Markup {
    let words = |f: &Fact| html! { @if f.quoted { code { (f.words) } } @else { (f.words) } };
    facts(&list.iter().map(|f| (f.name.clone(), words(f))).collect::<Vec<_>>())
}
