//! What the owners of a community may read of its money: sheets out of the book, each with a digest, and a proof for everybody that his own
//! payments are in them.
//!
//! Deliberately absent: other notices to owners; they have no figures to prove.

mod leaf;
mod proof;
mod sheet;

use kernel::{
    PUBLIC, Permission,
    form::{Choice, Kind},
};
use module::{Action, Column, List, Module, Nav, Page, Permitted, Query, Surface, Words};
use ui::Speech;

use crate::sheet::model::SheetState;

pub use proof::queries::findings;

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "disclosure",
    files: &[
        ::store::Migration::portable("0001_sheets", include_str!("../migrations/0001_sheets.sql")),
        ::store::Migration {
            name: "0002_unchanging",
            portable: "",
            sqlite: Some(include_str!("../migrations/0002_unchanging.sqlite.sql")),
            postgres: Some(include_str!("../migrations/0002_unchanging.postgres.sql")),
        },
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const SHEET_VIEW: Permission = Permission("disclosure.disclosure_sheet.view");
/// Drawing up, withdrawing a draft, correcting.
const SHEET_CREATE: Permission = Permission("disclosure.disclosure_sheet.create");
/// Publishing what somebody else drew up.
const SHEET_PUBLISH: Permission = Permission("disclosure.disclosure_sheet.publish");
/// Looking for one's own payments.
const LEAF_VIEW: Permission = Permission("disclosure.payment_leaf.view");

const SHEET: &str = "/disclosure/disclosure_sheets/{id}";

/// The module's table.
pub fn module() -> Module {
    use sheet::{actions, pages, queries};
    Module {
        permissions: Permitted::lines([
            (SHEET_VIEW, &["accountant", "finance_lead", "manager", "director"] as &[&str]),
            (SHEET_CREATE, &["accountant", "finance_lead"]),
            (SHEET_PUBLISH, &["finance_lead", "manager", "director"]),
            (LEAF_VIEW, &["resident"]),
        ]),
        passed_on: vec![SHEET_VIEW, SHEET_PUBLISH],
        nav: vec![
            Nav::desk(260, "disclosure-disclosure-sheet-list", "book", "/disclosure/disclosure_sheets", SHEET_VIEW)
                .under("nav-section-money"),
        ],
        actions: vec![
            Action::new(
                "disclosure.disclosure_sheet.create",
                SHEET_CREATE,
                "/disclosure/disclosure_sheets",
                actions::create,
            )
            .then(SHEET),
            Action::new(
                "disclosure.disclosure_sheet.publish",
                SHEET_PUBLISH,
                "/disclosure/disclosure_sheets/{id}/publish",
                actions::publish,
            )
            .then(SHEET),
            Action::new(
                "disclosure.disclosure_sheet.withdraw",
                SHEET_CREATE,
                "/disclosure/disclosure_sheets/{id}/withdraw",
                actions::withdraw,
            )
            .then(SHEET),
            Action::new(
                "disclosure.disclosure_sheet.correct",
                SHEET_CREATE,
                "/disclosure/disclosure_sheets/{id}/correct",
                actions::correct,
            )
            .then(SHEET),
        ],
        queries: vec![
            Query::list("disclosure.disclosure_sheet.list", SHEET_VIEW, "/disclosure/disclosure_sheets", queries::list)
                .with(List {
                    columns: columns(),
                    link: Some(SHEET),
                    noun: Some("disclosure_sheet"),
                    offers: &["disclosure.disclosure_sheet.create"],
                    page: true,
                    ..List::default()
                }),
            Query::one("disclosure.disclosure_sheet.view", SHEET_VIEW, SHEET, queries::view),
            Query::one("disclosure.disclosure_sheet.read", PUBLIC, "/disclosed/{id}", queries::read),
            Query::one("disclosure.payment_leaf.sheets", LEAF_VIEW, "/home/disclosures", leaf::queries::sheets),
            Query::one("disclosure.payment_leaf.view", LEAF_VIEW, "/home/disclosures/{id}", leaf::queries::view),
        ],
        pages: vec![
            Page::new("disclosure.disclosure_sheet.page", SHEET_VIEW, SHEET, pages::page),
            Page::new("disclosure.disclosure_sheet.public", PUBLIC, "/disclosed/{id}", pages::read).on(Surface::Plain),
            Page::new("disclosure.disclosure_sheet.text", PUBLIC, "/disclosed/{id}/canonical", pages::text)
                .on(Surface::Plain),
            Page::new("disclosure.payment_leaf.list_page", LEAF_VIEW, "/home/disclosures", leaf::pages::sheets)
                .on(Surface::Resident),
            Page::new("disclosure.payment_leaf.page", LEAF_VIEW, "/home/disclosures/{id}", leaf::pages::page)
                .on(Surface::Resident),
        ],
        ..Module::new("disclosure", MIGRATIONS, WORDS)
    }
}

fn columns() -> Vec<Column> {
    let states = SheetState::ALL.iter().map(|state| Choice::of(state.word())).collect();
    vec![
        Column::text("number"),
        Column::new("from_on", Kind::Date),
        Column::new("until_on", Kind::Date),
        Column::new("sheet_state", Kind::Choice { choices: states }),
        Column::text("drawn_name"),
        Column::new("drawn_at", Kind::Instant).sortable(),
        Column::text("published_name"),
        Column::text("digest").optional(),
        Column::new("community", Kind::Ref { to: "org".into() }),
    ]
}

/// A payment as its leaf tells it: number, day, amount, with tabs between.
fn told(paid: &payment::Received) -> String {
    format!("{}\t{}\t{}", paid.number, paid.paid_on, sheet::rules::yuan(paid.amount_fen))
}

/// The words of a choice.
fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}
