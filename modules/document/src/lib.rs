//! Papers of the money: receipts, notices, slips and statements, set by templates a company edits itself; singly, or thousands in one
//! file; and who printed which copy of what.
//!
//! Deliberately absent: what papers are about (payment, billing, ledger) and how pages are set (`crates/print`).

mod batch;
mod paper_copy;
mod resident;
mod sheet;
mod template;

use std::sync::LazyLock;

use kernel::{
    Permission, Span,
    form::{Choice, Kind},
};
use module::{Action, Column, Job, List, Module, Nav, Page, Permitted, Query, Surface, Words};
use print::Template;

use crate::{
    batch::model::BatchState,
    template::model::{Paper, TemplateState},
};

pub use sheet::{model::Subject, queries::set};
pub use template::model::DocumentKind;

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "document",
    files: &[
        ::store::Migration::portable("0001_papers", include_str!("../migrations/0001_papers.sql")),
        ::store::Migration {
            name: "0002_letters",
            portable: "",
            sqlite: Some(include_str!("../migrations/0002_letters.sqlite.sql")),
            postgres: Some(include_str!("../migrations/0002_letters.postgres.sql")),
        },
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// How a sheet is set; companies edit what stands on it, not this.
static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::new(include_str!("../print/sheet.typ")));
/// The media type of papers.
const PDF: &str = "application/pdf";

/// Looking at who printed what.
const PAPER_COPY_VIEW: Permission = Permission("document.paper_copy.view");
/// Printing papers, singly and in batches.
const PAPER_COPY_CREATE: Permission = Permission("document.paper_copy.create");
/// One's own receipts and statements.
const OWN_PAPER_VIEW: Permission = Permission("document.own_paper.view");
const PRINT_TEMPLATE_VIEW: Permission = Permission("document.print_template.view");
/// Drafting and publishing templates.
const PRINT_TEMPLATE_EDIT: Permission = Permission("document.print_template.edit");

const COPIES: &str = "/document/paper_copies";
const BATCH: &str = "/document/print_batches/{id}";
const PRINT_TEMPLATE: &str = "/document/print_templates/{id}";
/// How often batches are looked for whose process has gone away.
const LOOK_AGAIN: Span = Span::seconds(20);

/// The module's table.
pub fn module() -> Module {
    let printers: &[&str] = &["cashier", "accountant", "finance_lead", "manager", "director"];
    Module {
        permissions: Permitted::lines([
            (PAPER_COPY_VIEW, printers),
            (PAPER_COPY_CREATE, printers),
            (OWN_PAPER_VIEW, &["resident"]),
            (PRINT_TEMPLATE_VIEW, &["accountant", "finance_lead", "manager", "director"]),
            (PRINT_TEMPLATE_EDIT, &["accountant", "finance_lead", "manager"]),
        ]),
        passed_on: vec![PAPER_COPY_VIEW, PRINT_TEMPLATE_VIEW],
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: pages(),
        jobs: vec![
            Job::new(batch::jobs::BEGIN, batch::jobs::begin),
            Job::new(batch::jobs::NOTE, batch::jobs::note),
            Job::new(batch::jobs::END, batch::jobs::end),
            Job::every("document.print_batch.resume", LOOK_AGAIN, batch::jobs::resume),
        ],
        ..Module::new("document", MIGRATIONS, WORDS)
    }
}

fn pages() -> Vec<Page> {
    use resident::pages as own;
    let on_phone = |page: Page| page.on(Surface::Resident);
    let (template, preview) = (PRINT_TEMPLATE, "/document/print_templates/{id}/preview");
    let (receipt, statement) = ("/home/papers/receipts/{id}", "/home/papers/statements/{id}");
    vec![
        Page::new("document.print_template.page", PRINT_TEMPLATE_VIEW, template, template::pages::page),
        Page::new("document.print_template.preview", PRINT_TEMPLATE_VIEW, preview, template::pages::preview),
        Page::new("document.print_batch.page", PAPER_COPY_VIEW, BATCH, batch::pages::page),
        on_phone(Page::new("document.own_paper.page", OWN_PAPER_VIEW, "/home/papers", own::page)),
        on_phone(Page::new("document.own_paper.receipt", OWN_PAPER_VIEW, receipt, own::receipt)),
        on_phone(Page::new("document.own_paper.statement", OWN_PAPER_VIEW, statement, own::statement)),
    ]
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(260, "document-print-batch-list", "printer", "/document/print_batches", PAPER_COPY_VIEW),
        desk(261, "document-paper-copy-list", "history", COPIES, PAPER_COPY_VIEW),
        desk(262, "document-print-template-list", "edit", "/document/print_templates", PRINT_TEMPLATE_VIEW),
    ]
}

fn actions() -> Vec<Action> {
    use batch::actions as batches;
    use paper_copy::{actions as copies, model::PrintPaper};
    use template::{actions as templates, queries::form};
    let edit = PRINT_TEMPLATE_EDIT;
    vec![
        Action::new("document.paper_copy.create", PAPER_COPY_CREATE, COPIES, copies::create)
            .prepared::<PrintPaper>(copies::set)
            .then("/files/{file}"),
        Action::new("document.print_batch.create", PAPER_COPY_CREATE, "/document/print_batches", batches::create)
            .then(BATCH),
        Action::new(
            "document.print_batch.cancel",
            PAPER_COPY_CREATE,
            "/document/print_batches/{id}/cancel",
            batches::cancel,
        )
        .then(BATCH),
        Action::new("document.print_template.draft", edit, "/document/print_templates", templates::draft)
            .flattening::<template::model::Layout>(&["org_id", "document_kind"])
            .shaped(form)
            .then(PRINT_TEMPLATE),
        Action::new(
            "document.print_template.publish",
            edit,
            "/document/print_templates/{id}/publish",
            templates::publish,
        )
        .then(PRINT_TEMPLATE),
        Action::new("document.print_template.end", edit, "/document/print_templates/{id}/end", templates::end)
            .then(PRINT_TEMPLATE),
    ]
}

fn queries() -> Vec<Query> {
    [templates(), printed()].into_iter().flatten().collect()
}

/// What papers look like.
fn templates() -> Vec<Query> {
    vec![
        Query::list(
            "document.print_template.list",
            PRINT_TEMPLATE_VIEW,
            "/document/print_templates",
            template::queries::list,
        )
        .with(List {
            columns: vec![
                Column::new("document_kind", choice(DocumentKind::ALL.iter().map(|k| k.word()))),
                Column::text("paper_title"),
                Column::new("paper_size", choice(Paper::ALL.iter().map(|p| p.word()))),
                Column::new("edition", Kind::Integer),
                Column::new("template_state", choice(TemplateState::ALL.iter().map(|s| s.word()))),
                Column::text("drafted_name"),
                Column::new("drafted_at", Kind::Instant).sortable(),
                Column::new("org", Kind::Ref { to: "org".into() }),
            ],
            link: Some(PRINT_TEMPLATE),
            noun: Some("print_template"),
            leads: &[
                ("choice-document-kind-receipt", "/do/document.print_template.draft?document_kind=receipt"),
                ("choice-document-kind-bill-notice", "/do/document.print_template.draft?document_kind=bill_notice"),
                (
                    "choice-document-kind-dunning-notice",
                    "/do/document.print_template.draft?document_kind=dunning_notice",
                ),
                (
                    "choice-document-kind-collection-letter",
                    "/do/document.print_template.draft?document_kind=collection_letter",
                ),
                ("choice-document-kind-lawyer-letter", "/do/document.print_template.draft?document_kind=lawyer_letter"),
                ("choice-document-kind-refund-slip", "/do/document.print_template.draft?document_kind=refund_slip"),
                (
                    "choice-document-kind-deduction-slip",
                    "/do/document.print_template.draft?document_kind=deduction_slip",
                ),
                ("choice-document-kind-statement", "/do/document.print_template.draft?document_kind=statement"),
            ],
            page: true,
            ..List::default()
        }),
        Query::one("document.print_template.view", PRINT_TEMPLATE_VIEW, PRINT_TEMPLATE, template::queries::view),
    ]
}

/// What was printed.
fn printed() -> Vec<Query> {
    let org = || Column::new("community", Kind::Ref { to: "org".into() });
    vec![
        Query::list("document.paper_copy.list", PAPER_COPY_VIEW, COPIES, paper_copy::queries::list).with(List {
            columns: vec![
                Column::new("document_kind", choice(DocumentKind::ALL.iter().map(|k| k.word()))),
                Column::text("number"),
                Column::new("copy_nth", Kind::Integer),
                Column::new("edition", Kind::Integer),
                Column::text("printed_name"),
                Column::new("printed_at", Kind::Instant).sortable(),
                org().optional(),
            ],
            link: Some("/files/{file}"),
            noun: Some("paper_copy"),
            page: true,
            ..List::default()
        }),
        Query::list("document.print_batch.list", PAPER_COPY_VIEW, "/document/print_batches", batch::queries::list)
            .with(List {
                columns: vec![
                    Column::new("document_kind", choice(DocumentKind::ALL.iter().map(|k| k.word()))),
                    Column::new("batch_state", choice(BatchState::ALL.iter().map(|s| s.word()))),
                    Column::new("papers", Kind::Integer),
                    Column::new("pages", Kind::Integer),
                    Column::text("asked_name"),
                    Column::new("asked_at", Kind::Instant).sortable(),
                    org().optional(),
                ],
                link: Some(BATCH),
                noun: Some("print_batch"),
                offers: &["document.print_batch.create"],
                page: true,
                ..List::default()
            }),
        Query::one("document.print_batch.view", PAPER_COPY_VIEW, BATCH, batch::queries::view),
        Query::one("document.own_paper.rows", OWN_PAPER_VIEW, "/home/papers", resident::queries::list),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}
