//! 催缴: going after arrears – a ladder as data, cases of households, contacts, promises, the list of calls, write-offs.
//!
//! What is owed is billing's. Deliberately absent: cutting off water, electricity, gas, lifts or doors – the law forbids it, and there is no
//! action for it.

mod case;
mod contact;
mod ladder;
mod letter;
mod write_off;

use kernel::{
    Permission, Span,
    form::{Choice, Kind},
};
use module::{Action, Bulk, Column, Job, List, Module, Nav, Page, Permitted, Query, Words};

use crate::{
    case::model::{CaseState, Held},
    ladder::model::Stage,
    letter::model::Delivery,
    write_off::model::{Grounds, WriteOffState},
};

pub use case::model::CaseBill;
pub use letter::{
    model::{CollectionLetterId, LetterFilter, LetterKind, LetterLine, LetterRecord, LetterState, WhichLetter},
    queries::{list as letters, to_print as letters_to_print, view as letter},
};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "arrears",
    files: &[
        ::store::Migration::portable("0001_collection", include_str!("../migrations/0001_collection.sql")),
        ::store::Migration::portable("0002_write_offs", include_str!("../migrations/0002_write_offs.sql")),
        ::store::Migration::portable("0003_letters", include_str!("../migrations/0003_letters.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const CASE_VIEW: Permission = Permission("arrears.collection_case.view");
/// Leaving a household alone, and going after its arrears again.
const CASE_HOLD: Permission = Permission("arrears.collection_case.hold");
/// Speaking to households about their arrears: seeing numbers, writing down what was said.
const CONTACT_CREATE: Permission = Permission("arrears.collection_contact.create");
/// Saying how arrears are gone about.
const LADDER_EDIT: Permission = Permission("arrears.collection_ladder.edit");

/// Issuing letters about arrears, and voiding what was wrong.
const LETTER_CREATE: Permission = Permission("arrears.collection_letter.create");
/// Noting how they were delivered.
const LETTER_DELIVER: Permission = Permission("arrears.collection_letter.deliver");

const WRITE_OFF_VIEW: Permission = Permission("arrears.write_off.view");
/// Asking for write-offs, and having owed again what somebody wants to pay after all.
const WRITE_OFF_CREATE: Permission = Permission("arrears.write_off.create");
/// Deciding about write-offs somebody else asked for.
const WRITE_OFF_APPROVE: Permission = Permission("arrears.write_off.approve");
/// The same about large ones.
const WRITE_OFF_APPROVE_LARGE: Permission = Permission("arrears.write_off.approve_large");

/// Those who see who owes what.
const SEEN_BY: &[&str] = &["cashier", "accountant", "finance_lead", "steward", "supervisor", "manager", "director"];

const WRITE_OFF: &str = "/arrears/write_offs/{id}";
const CASE: &str = "/arrears/cases/{id}";
const LETTER: &str = "/arrears/collection_letters/{id}";

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: Permitted::lines([
            (CASE_VIEW, SEEN_BY),
            (CASE_HOLD, &["accountant", "finance_lead", "supervisor", "manager"]),
            (CONTACT_CREATE, &["cashier", "steward", "supervisor", "manager"]),
            (LADDER_EDIT, &["finance_lead", "director"]),
            (LETTER_CREATE, &["accountant", "finance_lead", "supervisor", "manager"]),
            (LETTER_DELIVER, &["cashier", "accountant", "steward", "supervisor", "manager"]),
            (WRITE_OFF_VIEW, &["accountant", "finance_lead", "manager", "director"]),
            (WRITE_OFF_CREATE, &["accountant", "manager"]),
            (WRITE_OFF_APPROVE, &["finance_lead", "manager", "director"]),
            (WRITE_OFF_APPROVE_LARGE, &["director"]),
        ]),
        passed_on: vec![CASE_VIEW, CASE_HOLD, CONTACT_CREATE, LETTER_DELIVER, WRITE_OFF_VIEW, WRITE_OFF_APPROVE],
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: vec![
            Page::new("arrears.collection_case.page", CASE_VIEW, CASE, case::pages::page),
            Page::new(
                "arrears.collection_case.dossier",
                CASE_VIEW,
                "/arrears/cases/{id}/dossier",
                case::pages::dossier,
            ),
            Page::new("arrears.collection_letter.page", CASE_VIEW, LETTER, letter::pages::page),
            Page::new("arrears.write_off.page", WRITE_OFF_VIEW, WRITE_OFF, write_off::pages::page),
            Page::new("arrears.call.page", CONTACT_CREATE, "/arrears/calls", contact::pages::page),
            Page::new("arrears.collection_ladder.page", CASE_VIEW, "/arrears/collection_ladder", ladder::pages::page),
        ],
        jobs: vec![
            Job::every("arrears.collection_case.begin", Span::hours(1), case::jobs::begin),
            Job::new(case::jobs::GO_ON, case::jobs::go_on),
            Job::new(case::jobs::TELL, case::jobs::tell),
        ],
        ..Module::new("arrears", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(243, "arrears-collection-case-list", "alert-triangle", "/arrears/cases", CASE_VIEW),
        desk(244, "arrears-calls", "phone-call", "/arrears/calls", CONTACT_CREATE),
        desk(247, "arrears-collection-letter-list", "mail", "/arrears/collection_letters", CASE_VIEW),
        desk(246, "arrears-write-off-list", "x", "/arrears/write_offs", WRITE_OFF_VIEW),
        desk(245, "arrears-ladder", "settings", "/arrears/collection_ladder", LADDER_EDIT),
    ]
}

fn actions() -> Vec<Action> {
    letter_actions().into_iter().chain(case_actions()).collect()
}

fn letter_actions() -> Vec<Action> {
    let (create, deliver) = ("/arrears/cases/{id}/collection_letters", "/arrears/collection_letters/{id}/deliver");
    vec![
        Action::new("arrears.collection_letter.create", LETTER_CREATE, create, letter::actions::create).then(LETTER),
        Action::new("arrears.collection_letter.deliver", LETTER_DELIVER, deliver, letter::actions::deliver)
            .then(LETTER),
        Action::new(
            "arrears.collection_letter.void",
            LETTER_CREATE,
            "/arrears/collection_letters/{id}/void",
            letter::actions::void,
        )
        .then(LETTER),
    ]
}

fn case_actions() -> Vec<Action> {
    vec![
        Action::new(
            "arrears.write_off.create",
            WRITE_OFF_CREATE,
            "/arrears/cases/{id}/write_offs",
            write_off::actions::create,
        )
        .then(WRITE_OFF),
        Action::new(
            "arrears.write_off.approve",
            WRITE_OFF_APPROVE,
            "/arrears/write_offs/{id}/approve",
            write_off::actions::approve,
        )
        .then(WRITE_OFF),
        Action::new(
            "arrears.write_off.refuse",
            WRITE_OFF_APPROVE,
            "/arrears/write_offs/{id}/refuse",
            write_off::actions::refuse,
        )
        .then(WRITE_OFF),
        Action::new(
            "arrears.write_off.restore",
            WRITE_OFF_CREATE,
            "/arrears/write_offs/{id}/restore",
            write_off::actions::restore,
        )
        .then(WRITE_OFF),
        Action::new("arrears.collection_case.hold", CASE_HOLD, "/arrears/cases/{id}/hold", case::actions::hold)
            .then(CASE),
        Action::new(
            "arrears.collection_case.release",
            CASE_HOLD,
            "/arrears/cases/{id}/release",
            case::actions::release,
        )
        .then(CASE),
        Action::new(
            "arrears.collection_contact.create",
            CONTACT_CREATE,
            "/arrears/cases/{id}/contacts",
            contact::actions::create,
        )
        .then(CASE),
        Action::new(
            "arrears.collection_contact.reveal",
            CONTACT_CREATE,
            "/arrears/cases/{id}/reveal",
            contact::actions::reveal,
        )
        .then("/arrears/calls?case={id}"),
        Action::new(
            "arrears.collection_ladder.edit",
            LADDER_EDIT,
            "/arrears/collection_ladder/edit",
            ladder::actions::edit,
        )
        .then("/arrears/collection_ladder"),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("arrears.collection_case.list", CASE_VIEW, "/arrears/cases", case::queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::text("place"),
                Column::text("payer"),
                Column::new("overdue", Kind::Money),
                Column::new("oldest_due_on", Kind::Date),
                Column::new("rung", choice(Stage::ALL.iter().map(|s| s.word()))),
                Column::new("held_because", choice(Held::ALL.iter().map(|h| h.word()))),
                Column::new("promised_on", Kind::Date),
                Column::new("next_on", Kind::Date).optional(),
                Column::new("case_state", choice(CaseState::ALL.iter().map(|s| s.word()))),
                Column::new("begun_on", Kind::Date).sortable(),
                Column::new("community", Kind::Ref { to: "org".into() }).optional(),
            ],
            link: Some(CASE),
            noun: Some("collection_case"),
            bulk: vec![Bulk::of("arrears.collection_letter.create")],
            page: true,
            ..List::default()
        }),
        Query::list("arrears.write_off.list", WRITE_OFF_VIEW, "/arrears/write_offs", write_off::queries::list).with(
            List {
                columns: vec![
                    Column::text("number"),
                    Column::text("place"),
                    Column::text("payer"),
                    Column::new("amount", Kind::Money),
                    Column::new("restored", Kind::Money).optional(),
                    Column::new("grounds", choice(Grounds::ALL.iter().map(|g| g.word()))),
                    Column::new("write_off_state", choice(WriteOffState::ALL.iter().map(|s| s.word()))),
                    Column::text("asked_name"),
                    Column::new("asked_at", Kind::Instant).sortable(),
                    Column::new("community", Kind::Ref { to: "org".into() }).optional(),
                ],
                link: Some(WRITE_OFF),
                noun: Some("write_off"),
                page: true,
                ..List::default()
            },
        ),
        letter_list(),
        Query::one("arrears.collection_letter.view", CASE_VIEW, LETTER, letter::queries::view),
        Query::one("arrears.write_off.view", WRITE_OFF_VIEW, WRITE_OFF, write_off::queries::view),
        Query::one("arrears.collection_case.view", CASE_VIEW, CASE, case::queries::view),
        Query::one("arrears.call.view", CONTACT_CREATE, "/arrears/calls", contact::queries::list),
        Query::one("arrears.collection_ladder.view", CASE_VIEW, "/arrears/collection_ladder", ladder::queries::view),
    ]
}

/// Letters about arrears.
fn letter_list() -> Query {
    let path = "/arrears/collection_letters";
    Query::list("arrears.collection_letter.list", CASE_VIEW, path, letter::queries::list).with(List {
        columns: vec![
            Column::text("number"),
            Column::new("letter_kind", choice(LetterKind::ALL.iter().map(|k| k.word()))),
            Column::text("place"),
            Column::text("payer"),
            Column::new("amount", Kind::Money),
            Column::new("letter_on", Kind::Date).sortable(),
            Column::new("pay_until_on", Kind::Date).optional(),
            Column::new("letter_state", choice(LetterState::ALL.iter().map(|s| s.word()))),
            Column::new("delivery", choice(Delivery::ALL.iter().map(|d| d.word()))),
            Column::new("delivery_on", Kind::Date),
            Column::new("community", Kind::Ref { to: "org".into() }).optional(),
        ],
        link: Some(LETTER),
        noun: Some("collection_letter"),
        start: Some(("arrears-collection-case-list", "/arrears/cases")),
        page: true,
        ..List::default()
    })
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}
