//! The money's book: accounts, entries, holds and closings in tables, and the one way by which papers post in their own transaction.
//!
//! What is allowed is decided by the engine (`crates/ledger`); this module brings it the rows and keeps what it says. Deliberately absent:
//! bills and payments – their modules say here what their papers move.

mod account;
mod closing;
mod entry;
mod posting;
mod proof;
mod report;

use kernel::{Permission, Span, form::Kind};
use module::{Action, Column, Job, List, Module, Nav, Page, Permitted, Query, Words};

pub use account::{
    model::{AccountRecord, StatementLine},
    queries::{statement, titles},
};
pub use posting::{
    actions::{account, accounts, number, numbers, post, post_all},
    model::{Posted, Wanted},
    queries::{closed_until, moved_by, standing, standing_on, totals},
};
pub use proof::queries::{Finding, findings, held_balances, posted_on};
pub use report::{
    model::{Cost, Moved},
    queries::{costs, length, moved},
};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "ledger",
    files: &[
        ::store::Migration::portable("0001_books", include_str!("../migrations/0001_books.sql")),
        ::store::Migration {
            name: "0002_unchanging",
            portable: "",
            sqlite: Some(include_str!("../migrations/0002_unchanging.sqlite.sql")),
            postgres: Some(include_str!("../migrations/0002_unchanging.postgres.sql")),
        },
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Looking at accounts and what stands on them.
const ACCOUNT_VIEW: Permission = Permission("ledger.book_account.view");
/// Opening those that are moved by hand.
const ACCOUNT_CREATE: Permission = Permission("ledger.book_account.create");
/// Ending them.
const ACCOUNT_END: Permission = Permission("ledger.book_account.end");
/// Reading the journal and the trial balance.
const ENTRY_VIEW: Permission = Permission("ledger.entry.view");
/// Posting by hand.
const POST: Permission = Permission("ledger.entry.create");
/// Reversing what was posted by hand.
const REVERSE: Permission = Permission("ledger.entry.reverse");
/// Adjusting a closed period.
const ADJUST: Permission = Permission("ledger.entry.adjust");
/// Closing a period.
const CLOSE: Permission = Permission("ledger.period.close");
/// Opening it again.
const REOPEN: Permission = Permission("ledger.period.reopen");
/// Taking vouchers to the finance package.
const EXPORT: Permission = Permission("ledger.voucher.export");

/// Those who read the book.
const READERS: &[&str] = &["accountant", "finance_lead", "manager", "director"];
/// Those who post; nobody of them closes, so that who writes is not who says it is complete.
const POSTERS: &[&str] = &["accountant"];
/// Those who answer for a closed period.
const CLOSERS: &[&str] = &["finance_lead"];

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: Permitted::lines([
            (ACCOUNT_VIEW, READERS),
            (ACCOUNT_CREATE, POSTERS),
            (ACCOUNT_END, POSTERS),
            (ENTRY_VIEW, READERS),
            (POST, POSTERS),
            (REVERSE, POSTERS),
            (ADJUST, CLOSERS),
            (CLOSE, CLOSERS),
            (REOPEN, CLOSERS),
            (EXPORT, &["accountant", "finance_lead"]),
        ]),
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: vec![
            Page::new("ledger.book_account.page", ACCOUNT_VIEW, "/ledger/book_accounts/{id}", account::pages::page),
            Page::new("ledger.entry.page", ENTRY_VIEW, "/ledger/entries/{id}", entry::pages::page),
            Page::new("ledger.trial_balance.page", ENTRY_VIEW, "/ledger/trial_balance", report::pages::trial),
            Page::new("ledger.voucher.page", EXPORT, "/ledger/vouchers", report::pages::vouchers),
        ],
        jobs: vec![Job::every("ledger.hold.expire", Span::minutes(1), posting::actions::expire)],
        ..Module::new("ledger", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(270, "ledger-book-account-list", "wallet", "/ledger/book_accounts", ACCOUNT_VIEW),
        desk(271, "ledger-entry-list", "book", "/ledger/entries", ENTRY_VIEW),
        desk(272, "ledger-trial-balance", "chart-bar", "/ledger/trial_balance", ENTRY_VIEW),
        desk(273, "ledger-closing-list", "lock", "/ledger/closings", ENTRY_VIEW),
        desk(274, "ledger-vouchers", "file-spreadsheet", "/ledger/vouchers", EXPORT),
    ]
}

fn actions() -> Vec<Action> {
    let (account, entry) = ("/ledger/book_accounts/{id}", "/ledger/entries/{id}");
    vec![
        Action::new("ledger.book_account.create", ACCOUNT_CREATE, "/ledger/book_accounts", account::actions::create)
            .then(account),
        Action::new("ledger.book_account.end", ACCOUNT_END, "/ledger/book_accounts/{id}/end", account::actions::end)
            .then(account),
        Action::new("ledger.entry.create", POST, "/ledger/entries", entry::actions::create).then(entry),
        Action::new("ledger.entry.reverse", REVERSE, "/ledger/entries/{id}/reverse", entry::actions::reverse)
            .then(entry),
        Action::new("ledger.period.close", CLOSE, "/ledger/periods/close", closing::actions::close)
            .then("/ledger/closings"),
        Action::new("ledger.period.reopen", REOPEN, "/ledger/periods/reopen", closing::actions::reopen)
            .then("/ledger/closings"),
    ]
}

fn queries() -> Vec<Query> {
    let (account, entry) = ("/ledger/book_accounts/{id}", "/ledger/entries/{id}");
    vec![
        Query::list("ledger.book_account.list", ACCOUNT_VIEW, "/ledger/book_accounts", account::queries::list).with(
            List {
                columns: account_columns(),
                link: Some(account),
                noun: Some("book_account"),
                offers: &["ledger.book_account.create"],
                page: true,
                ..List::default()
            },
        ),
        Query::one("ledger.book_account.view", ACCOUNT_VIEW, account, account::queries::view),
        Query::list("ledger.entry.list", ENTRY_VIEW, "/ledger/entries", entry::queries::list).with(List {
            columns: entry_columns(),
            link: Some(entry),
            noun: Some("entry"),
            offers: &["ledger.entry.create"],
            page: true,
            ..List::default()
        }),
        Query::one("ledger.entry.view", ENTRY_VIEW, entry, entry::queries::view),
        Query::list("ledger.closing.list", ENTRY_VIEW, "/ledger/closings", closing::queries::list).with(List {
            columns: vec![
                Column::text("org"),
                Column::new("closed_until", Kind::Date),
                Column::new("reopened", Kind::Bool),
                Column::text("reason"),
                Column::new("entry_count", Kind::Integer),
                Column::text("made_by"),
                Column::new("made_at", Kind::Instant),
            ],
            offers: &["ledger.period.close", "ledger.period.reopen"],
            page: true,
            ..List::default()
        }),
        Query::one("ledger.trial_balance.view", ENTRY_VIEW, "/ledger/trial_balance", report::queries::trial),
        Query::one("ledger.voucher.view", EXPORT, "/ledger/vouchers", report::queries::vouchers),
    ]
}

fn account_columns() -> Vec<Column> {
    let kinds = ["asset", "liability", "equity", "income", "expense"].map(kernel::form::Choice::of).to_vec();
    vec![
        Column::text("code").sortable(),
        Column { label: kernel::Label::Key("field-title-of-account".to_owned()), ..Column::text("title") },
        Column::new("account_kind", Kind::Choice { choices: kinds }),
        Column::text("org"),
        Column::new("balance", Kind::Money),
        Column::new("held", Kind::Money),
        Column::new("debits", Kind::Money).optional(),
        Column::new("credits", Kind::Money).optional(),
        Column::new("closed_on", Kind::Date).optional(),
    ]
}

fn entry_columns() -> Vec<Column> {
    let acts = ["post", "hold", "settle", "void", "expire", "reverse"].map(kernel::form::Choice::of).to_vec();
    vec![
        Column::new("entry_on", Kind::Date).sortable(),
        Column::new("seq", Kind::Integer),
        Column::text("memo"),
        Column::new("act", Kind::Choice { choices: acts }),
        Column::text("paper_kind"),
        Column::new("amount", Kind::Money),
        Column::text("org"),
        Column::text("adjusts").optional(),
        Column::text("made_by"),
        Column::new("recorded_at", Kind::Instant).optional(),
    ]
}
