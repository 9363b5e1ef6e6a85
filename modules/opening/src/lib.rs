//! 期初建账: a community that comes from another fee program brings what is open there, compared with control totals before it is posted.
//!
//! Deliberately absent: reading workbooks (intake), what bills, prepayments and deposits are (billing, payment).

mod line;
mod opening;
mod proof;
mod register;

use kernel::{
    Permission,
    form::{Choice, Kind},
};
use module::{Action, Column, Importable, Job, List, Look, Module, Nav, Page, Permitted, Query, Surface, Words};

use crate::{
    line::model::{LineState, OpeningKind},
    opening::model::OpeningState,
};

pub use line::queries::paid_before;
pub use proof::queries::findings;

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "opening",
    files: &[
        ::store::Migration::portable("0001_openings", include_str!("../migrations/0001_openings.sql")),
        ::store::Migration::portable("0002_total_imports", include_str!("../migrations/0002_total_imports.sql")),
        ::store::Migration {
            name: "0003_payments",
            portable: "",
            sqlite: Some(include_str!("../migrations/0003_payments.sqlite.sql")),
            postgres: Some(include_str!("../migrations/0003_payments.postgres.sql")),
        },
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const OPENING_VIEW: Permission = Permission("opening.opening.view");
/// Beginning one, bringing its rows, typing its control totals.
const OPENING_CREATE: Permission = Permission("opening.opening.create");
/// Having posted what somebody else brought.
const OPENING_APPROVE: Permission = Permission("opening.opening.approve");
/// Taking a whole opening back.
const OPENING_VOID: Permission = Permission("opening.opening.void");

/// Looking at what was paid in another program.
const PAST_PAYMENT_VIEW: Permission = Permission("opening.past_payment.view");
/// Looking at what oneself has paid there.
const OWN_PAST_PAYMENT_VIEW: Permission = Permission("opening.own_past_payment.view");

const OPENING: &str = "/opening/openings/{id}";

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: Permitted::lines([
            (OPENING_VIEW, &["accountant", "finance_lead", "manager", "director"] as &[&str]),
            (OPENING_CREATE, &["accountant"]),
            (OPENING_APPROVE, &["finance_lead", "manager"]),
            (OPENING_VOID, &["finance_lead", "manager"]),
            (PAST_PAYMENT_VIEW, &["cashier", "accountant", "finance_lead", "agent", "manager", "director"]),
            (OWN_PAST_PAYMENT_VIEW, &["resident"]),
        ]),
        passed_on: vec![OPENING_VIEW, OPENING_APPROVE],
        nav: vec![
            Nav::desk(276, "opening-opening-list", "file-import", "/opening/openings", OPENING_VIEW)
                .under("nav-section-money"),
            Nav::desk(277, "opening-past-payment-list", "history", "/opening/past_payments", PAST_PAYMENT_VIEW)
                .under("nav-section-money"),
        ],
        actions: actions(),
        queries: queries(),
        pages: vec![
            Page::new("opening.opening.page", OPENING_VIEW, OPENING, opening::pages::page),
            Page::new("opening.past_payment.own_page", OWN_PAST_PAYMENT_VIEW, "/home/past_payments", line::pages::own)
                .on(Surface::Resident),
        ],
        jobs: vec![Job::new(opening::jobs::GO_ON, opening::jobs::step)],
        imports: imports(),
        ..Module::new("opening", MIGRATIONS, WORDS)
    }
}

fn imports() -> Vec<Importable> {
    use line::{import, store::undo};
    use register::import as sheets;
    vec![
        Importable::new(sheets::bills(), OPENING_CREATE, import::take_bills, undo),
        Importable::new(sheets::prepayments(), OPENING_CREATE, import::take_prepayments, undo),
        Importable::new(sheets::deposits(), OPENING_CREATE, import::take_deposits, undo),
        Importable::new(sheets::payments(), OPENING_CREATE, import::take_payments, undo),
        Importable::new(sheets::balances(), OPENING_CREATE, import::take_balances, undo),
        Importable::new(opening::import::totals(), OPENING_CREATE, opening::import::take, opening::store::undo_totals),
    ]
}

fn actions() -> Vec<Action> {
    use opening::actions;
    vec![
        Action::new("opening.opening.create", OPENING_CREATE, "/opening/openings", actions::create).then(OPENING),
        Action::new(
            "opening.control_total.enter",
            OPENING_CREATE,
            "/opening/openings/{id}/control_totals",
            actions::enter_total,
        )
        .then(OPENING),
        Action::new("opening.opening.approve", OPENING_APPROVE, "/opening/openings/{id}/approve", actions::approve)
            .then(OPENING),
        Action::new("opening.opening.cancel", OPENING_CREATE, "/opening/openings/{id}/cancel", actions::cancel)
            .then(OPENING),
        Action::new("opening.opening.void", OPENING_VOID, "/opening/openings/{id}/void", actions::void).then(OPENING),
    ]
}

fn queries() -> Vec<Query> {
    let community = || Column::new("community", Kind::Ref { to: "org".into() }).optional();
    vec![
        Query::list("opening.opening.list", OPENING_VIEW, "/opening/openings", opening::queries::list).with(List {
            columns: vec![
                Column::new("opened_on", Kind::Date),
                Column::text("came_from"),
                Column::new("opening_state", choice(OpeningState::ALL.iter().map(|s| s.word()))),
                Column::text("began_name"),
                Column::new("began_at", Kind::Instant).sortable(),
                Column::text("approved_name"),
                community(),
            ],
            link: Some(OPENING),
            noun: Some("opening"),
            offers: &["opening.opening.create"],
            leads: &[("intake-import-upload", "/do/intake.import.upload")],
            page: true,
            ..List::default()
        }),
        Query::one("opening.opening.view", OPENING_VIEW, OPENING, opening::queries::view),
        Query::list("opening.opening_line.list", OPENING_VIEW, "/opening/opening_lines", line::queries::list).with(
            List {
                columns: vec![
                    Column::new("opening_kind", choice(OpeningKind::ALL.iter().map(|k| k.word()))),
                    Column::text("about"),
                    Column::text("fee_item"),
                    Column::new("from_on", Kind::Date),
                    Column::new("amount", Kind::Money),
                    Column::new("paid_before", Kind::Money),
                    Column::new("opening_line_state", choice(LineState::ALL.iter().map(|s| s.word()))),
                    community(),
                ],
                noun: Some("opening_line"),
                start: Some(("opening-opening-list", "/opening/openings")),
                look: Look { cell: Some(opening::pages::cell), ..Look::default() },
                page: true,
                ..List::default()
            },
        ),
        Query::list(
            "opening.past_payment.list",
            PAST_PAYMENT_VIEW,
            "/opening/past_payments",
            line::queries::past_payments,
        )
        .with(List {
            columns: vec![
                Column::text("receipt"),
                Column::text("place"),
                Column::text("fee_item"),
                Column::new("from_on", Kind::Date),
                Column::new("to_on", Kind::Date),
                Column::new("amount", Kind::Money),
                Column::new("paid_on", Kind::Date).sortable(),
                Column::new("method", choice(payment::Method::ALL.iter().map(|m| m.word()))),
                community(),
            ],
            noun: Some("opening_line"),
            page: true,
            ..List::default()
        }),
        Query::one("opening.past_payment.own", OWN_PAST_PAYMENT_VIEW, "/home/past_payments", line::queries::own),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}
