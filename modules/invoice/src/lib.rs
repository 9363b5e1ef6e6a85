//! 电子发票: asked for on the phone or at the counter, carried to the tax software in files, issued or rejected there, taken back by red ones.
//!
//! Deliberately absent: tax rates and how invoices are made – the tax software knows –, and invoices of what is paid in advance.

mod answer;
mod exchange;
mod invoice;
mod resident;

use kernel::{
    Permission,
    form::{Choice, Kind},
};
use module::{Action, Column, Job, List, Module, Nav, Page, Permitted, Query, Surface, Words};

use crate::invoice::model::{BuyerKind, InvoiceKind, InvoiceState};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "invoice",
    files: &[::store::Migration::portable("0001_invoices", include_str!("../migrations/0001_invoices.sql"))],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const INVOICE_VIEW: Permission = Permission("invoice.invoice.view");
/// Asking for invoices and for red ones.
const INVOICE_CREATE: Permission = Permission("invoice.invoice.create");
/// Carrying requests to the tax software, and its answers back.
const EXCHANGE_CREATE: Permission = Permission("invoice.exchange.create");
/// Asking for invoices of one's own receipts.
const OWN_INVOICE_CREATE: Permission = Permission("invoice.own_invoice.create");

const INVOICE: &str = "/invoice/invoices/{id}";
const EXCHANGE: &str = "/invoice/exchanges/{id}";
const ANSWER: &str = "/invoice/answers/{id}";

/// The module's table.
pub fn module() -> Module {
    let own = |page: Page| page.on(Surface::Resident);
    let file = "/invoice/exchanges/{id}/download";
    Module {
        permissions: Permitted::lines([
            (INVOICE_VIEW, &["cashier", "accountant", "finance_lead", "manager", "director"]),
            (INVOICE_CREATE, &["cashier", "accountant"]),
            (EXCHANGE_CREATE, &["accountant", "finance_lead"]),
            (OWN_INVOICE_CREATE, &["resident"]),
        ]),
        passed_on: vec![INVOICE_VIEW, EXCHANGE_CREATE],
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: vec![
            Page::new("invoice.invoice.page", INVOICE_VIEW, INVOICE, invoice::pages::page),
            Page::new("invoice.exchange.page", INVOICE_VIEW, EXCHANGE, exchange::pages::page),
            Page::new("invoice.exchange.download", EXCHANGE_CREATE, file, exchange::pages::download),
            Page::new("invoice.answer.page", INVOICE_VIEW, ANSWER, answer::pages::page),
            own(Page::new("invoice.own_invoice.page", OWN_INVOICE_CREATE, "/home/invoices", resident::pages::page)),
        ],
        jobs: vec![Job::new(answer::jobs::TAKE, answer::jobs::take).prepared(answer::jobs::read)],
        ..Module::new("invoice", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(263, "invoice-invoice-list", "file-text", "/invoice/invoices", INVOICE_VIEW),
        desk(264, "invoice-exchange-list", "arrows-exchange", "/invoice/exchanges", EXCHANGE_CREATE),
    ]
}

fn actions() -> Vec<Action> {
    use exchange::actions as exchanges;
    use invoice::{actions as invoices, queries::form};
    vec![
        Action::new("invoice.invoice.create", INVOICE_CREATE, "/invoice/invoices", invoices::create)
            .then(INVOICE)
            .shaped(form),
        Action::new("invoice.invoice.cancel", INVOICE_CREATE, "/invoice/invoices/{id}/cancel", invoices::cancel)
            .then(INVOICE),
        Action::new("invoice.invoice.reverse", INVOICE_CREATE, "/invoice/invoices/{id}/reverse", invoices::reverse)
            .then(INVOICE),
        Action::new("invoice.exchange.create", EXCHANGE_CREATE, "/invoice/exchanges", exchanges::create).then(EXCHANGE),
        Action::new("invoice.answer.create", EXCHANGE_CREATE, "/invoice/answers", answer::actions::create).then(ANSWER),
        Action::new("invoice.own_invoice.create", OWN_INVOICE_CREATE, "/home/invoices", resident::actions::create)
            .then("/home/invoices")
            .shaped(resident::queries::form),
    ]
}

fn queries() -> Vec<Query> {
    let org = || Column::new("community", Kind::Ref { to: "org".into() }).optional();
    vec![
        Query::list("invoice.invoice.list", INVOICE_VIEW, "/invoice/invoices", invoice::queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::new("invoice_kind", choice(InvoiceKind::ALL.iter().map(|k| k.word()))),
                Column::text("invoice_title"),
                Column::new("buyer_kind", choice(BuyerKind::ALL.iter().map(|k| k.word()))).optional(),
                Column::text("paid_places"),
                Column::new("amount", Kind::Money),
                Column::new("invoice_state", choice(InvoiceState::ALL.iter().map(|s| s.word()))),
                Column::text("invoice_number"),
                Column::text("asked_name").optional(),
                Column::new("asked_at", Kind::Instant).sortable(),
                org(),
            ],
            link: Some(INVOICE),
            noun: Some("invoice"),
            offers: &["invoice.exchange.create", "invoice.answer.create"],
            start: Some(("invoice-of-receipt", "/payment/payments")),
            page: true,
            ..List::default()
        }),
        Query::one("invoice.invoice.view", INVOICE_VIEW, INVOICE, invoice::queries::view),
        Query::list("invoice.exchange.list", EXCHANGE_CREATE, "/invoice/exchanges", exchange::queries::list).with(
            List {
                columns: vec![
                    Column::new("sent_at", Kind::Instant).sortable(),
                    Column::new("invoice_requests", Kind::Integer),
                    Column::new("amount", Kind::Money),
                    Column::text("sent_name"),
                    org(),
                ],
                link: Some(EXCHANGE),
                noun: Some("invoice_exchange"),
                offers: &["invoice.exchange.create", "invoice.answer.create"],
                page: true,
                ..List::default()
            },
        ),
        Query::one("invoice.exchange.view", INVOICE_VIEW, EXCHANGE, exchange::queries::view),
        Query::one("invoice.answer.view", INVOICE_VIEW, ANSWER, answer::queries::view),
        Query::one("invoice.own_invoice.rows", OWN_INVOICE_CREATE, "/home/invoices", resident::queries::list),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}
