//! Workbooks into registers: upload, mapping, dry run, apply, result.
//!
//! What a register is and how a row of it is taken is the business of the module that owns it ([`module::Importable`]).
//! Deliberately absent: reading the cells (crate `sheet`).

mod api;
mod applying;
mod bringing;
mod checking;
mod import;
mod reading;
mod run;
mod template;

use kernel::{
    Label, Permission, Span,
    form::{Choice, Kind},
};
use module::{Action, Column, Job, List, Look, Module, Nav, Page, Permitted, Query, Words};

pub use api::{Options, Report, SheetReport, Step, run_file};
pub use import::model::{Import, ImportId, Policy, State};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "intake",
    files: &[
        ::store::Migration::portable("0001_imports", include_str!("../migrations/0001_imports.sql")),
        ::store::Migration::portable("0002_sealed_chunks", include_str!("../migrations/0002_sealed_chunks.sql")),
    ],
};

/// The module's words, and those of the workbooks themselves.
const WORDS: Words = Words {
    zh: concat!(include_str!("../texts/zh-CN.ftl"), "\n", include_str!("../../../crates/sheet/texts/zh-CN.ftl")),
    en: concat!(include_str!("../texts/en.ftl"), "\n", include_str!("../../../crates/sheet/texts/en.ftl")),
};

const VIEW: Permission = Permission("intake.import.view");
const CREATE: Permission = Permission("intake.import.create");
const APPLY: Permission = Permission("intake.import.apply");

/// How often imports are looked for whose process has gone away.
const LOOK_AGAIN: Span = Span::seconds(20);

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: vec![
            Nav::desk(390, "intake-import-list", "file-import", "/intake/imports", VIEW).under("nav-section-registers"),
        ],
        actions: actions(),
        queries: vec![
            Query::list("intake.import.list", VIEW, "/intake/imports", import::queries::list).with(List {
                columns: columns(),
                link: Some("/intake/imports/{id}"),
                noun: Some("import"),
                start: Some(("intake-import-upload", "/do/intake.import.upload")),
                leads: &[("intake-template", "/intake/templates")],
                look: Look { cell: Some(import::pages::cell), topic: Some("imports"), ..Look::default() },
                page: true,
                ..List::default()
            }),
            Query::one("intake.import.read", VIEW, "/intake/imports/{id}", import::queries::read),
            Query::one("intake.import_row.list", VIEW, "/intake/imports/{id}/import_rows", import::queries::rows),
        ],
        pages: vec![
            Page::new("intake.import.page", VIEW, "/intake/imports/{id}", import::pages::page),
            Page::new("intake.template.page", VIEW, "/intake/templates", template::pages::page),
        ],
        jobs: vec![
            Job::new(import::jobs::BEGIN, import::jobs::begin),
            Job::every("intake.import.resume", LOOK_AGAIN, import::jobs::resume),
            Job::every("intake.import.sweep", Span::days(1), import::jobs::sweep),
        ],
        ..Module::new("intake", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    Permitted::lines(
        [VIEW, CREATE, APPLY].map(|permission| (permission, &["supervisor", "manager", "accountant"] as &[&str])),
    )
}

fn actions() -> Vec<Action> {
    use import::actions;
    vec![
        Action::new("intake.import.upload", CREATE, "/intake/imports", actions::upload).then("/intake/imports/{id}"),
        Action::new("intake.import.map", CREATE, "/intake/imports/{id}/mapping", actions::map)
            .then("/intake/imports/{id}"),
        Action::new("intake.import.dry_run", CREATE, "/intake/imports/{id}/dry_run", actions::dry_run)
            .then("/intake/imports/{id}"),
        Action::new("intake.import.apply", APPLY, "/intake/imports/{id}/apply", actions::apply)
            .then("/intake/imports/{id}"),
        Action::new("intake.import.cancel", CREATE, "/intake/imports/{id}/cancel", actions::cancel)
            .then("/intake/imports/{id}"),
        Action::new("intake.template.download", VIEW, "/intake/templates", template::actions::download)
            .prepared::<template::actions::Download>(template::actions::write)
            .then("/files/{file}"),
    ]
}

fn columns() -> Vec<Column> {
    let choice = |state: &State| Choice {
        value: state.word().to_owned(),
        label: Some(Label::Key(format!("choice-import-state-{}", state.word()))),
    };
    vec![
        Column::text("file_name"),
        Column::new("state", Kind::Choice { choices: State::ALL.iter().map(choice).collect() }),
        Column::new("total", Kind::Integer),
        Column::new("refused", Kind::Integer),
        Column::text("by_name"),
        Column::new("uploaded_at", Kind::Instant).sortable(),
    ]
}
