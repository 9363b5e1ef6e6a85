//! The equipment ledger: what stands where, its class, its dates, its label; and what law demands of it, of the community and of
//! those who work on it.
//!
//! Deliberately absent: its maintenance (rounds) and the cases that mend it (desk), which tell its file through services.

mod actions;
mod certificate;
mod history;
mod import;
mod model;
mod obligation;
mod pages;
mod queries;
mod repair;
mod rules;
mod store;

use kernel::{
    Permission,
    form::{Choice, Kind},
};
use module::{Action, Bulk, Column, Counter, Job, List, Look, Module, Nav, Page, Permitted, Query, Words};

pub use certificate::{
    jobs::DUE as CERTIFICATE_DUE,
    model::{CertificateDue, CertificateId, DueLine, DueMonth, PersonPaper},
    queries::{lapsed_assets, lapsed_papers, papers, statutory_year},
};
pub use history::model::{AssetMeter, KnowsMeters, KnowsRounds, Meters, Rounds, Upkeep, UpkeepLine};
pub use model::{Asset, AssetClass, AssetId, AssetLine, AssetState, ClassId, FAULT_OPENED, FaultOpened, System};
pub use obligation::model::Bearer;
pub use queries::{asset_line, asset_lines, assets_in_use, assets_of_class, assets_with_code, library, open_faults};
pub use repair::model::{KnowsRepairs, PartUsed, RepairTold, Repairs};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "asset",
    files: &[
        ::store::Migration::portable("0001_assets", include_str!("../migrations/0001_assets.sql")),
        ::store::Migration::portable("0002_faults", include_str!("../migrations/0002_faults.sql")),
        ::store::Migration::portable("0003_imported_assets", include_str!("../migrations/0003_imported_assets.sql")),
        ::store::Migration::portable("0004_asset_editions", include_str!("../migrations/0004_asset_editions.sql")),
        ::store::Migration::portable("0005_certificates", include_str!("../migrations/0005_certificates.sql")),
        ::store::Migration::portable("0006_log_entries", include_str!("../migrations/0006_log_entries.sql")),
        ::store::Migration::portable("0007_labour_rates", include_str!("../migrations/0007_labour_rates.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Looking at equipment.
pub const VIEW: Permission = Permission("asset.asset.view");
const CREATE: Permission = Permission("asset.asset.create");
const EDIT: Permission = Permission("asset.asset.edit");
const RETIRE: Permission = Permission("asset.asset.retire");
const PRINT: Permission = Permission("asset.asset.print");
const CLASS_EDIT: Permission = Permission("asset.asset_class.edit");
/// Looking at certificates and the statutory calendar.
const CERTIFICATE_VIEW: Permission = Permission("asset.certificate.view");
/// Entering them.
const CERTIFICATE_CREATE: Permission = Permission("asset.certificate.create");
/// Ending them.
const CERTIFICATE_END: Permission = Permission("asset.certificate.end");
/// Entering lines of the running log.
const LOG_CREATE: Permission = Permission("asset.log_entry.create");
/// Voiding them.
const LOG_VOID: Permission = Permission("asset.log_entry.void");
/// Saying what an hour of labour is reckoned at.
const LABOUR_RATE_EDIT: Permission = Permission("asset.labour_rate.edit");
/// Adapting what is demanded.
const OBLIGATION_EDIT: Permission = Permission("asset.obligation.edit");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: nav(),
        counters: vec![Counter::new(CERTIFICATE_VIEW, certificate::queries::waiting)],
        actions: actions(),
        queries: queries(),
        pages: vec![
            Page::new("asset.certificate.page", CERTIFICATE_VIEW, "/asset/certificates/{id}", certificate::pages::page),
            Page::new("asset.calendar.page", CERTIFICATE_VIEW, "/asset/calendar", certificate::pages::calendar),
            Page::new("asset.asset.page", VIEW, "/asset/assets/{id}", pages::page),
            Page::new("asset.asset.labels", PRINT, "/asset/labels", pages::labels),
        ],
        jobs: vec![Job::every("asset.certificate.warn", kernel::Span::hours(1), certificate::jobs::warn)],
        imports: import::registers(),
        ..Module::new("asset", MIGRATIONS, WORDS)
    }
}

fn actions() -> Vec<Action> {
    vec![
        Action::new(
            "asset.certificate.create",
            CERTIFICATE_CREATE,
            "/asset/certificates",
            certificate::actions::create,
        )
        .shaped(certificate::queries::form)
        .then("/asset/certificates/{id}"),
        Action::new(
            "asset.certificate.end",
            CERTIFICATE_END,
            "/asset/certificates/{id}/end",
            certificate::actions::end,
        )
        .then("/asset/certificates/{id}"),
        Action::new(
            "asset.obligation.edit",
            OBLIGATION_EDIT,
            "/asset/obligations/{key}/edit",
            obligation::actions::edit,
        )
        .shaped(obligation::queries::form)
        .then("/asset/obligations"),
        Action::new("asset.asset.create", CREATE, "/asset/assets", actions::create)
            .flattening::<model::Facts>(&["org_id"])
            .then("/asset/assets/{id}"),
        Action::new("asset.asset.edit", EDIT, "/asset/assets/{id}/edit", actions::edit)
            .flattening::<model::Facts>(&[])
            .then("/asset/assets/{id}"),
        Action::new("asset.asset.retire", RETIRE, "/asset/assets/{id}/retire", actions::retire)
            .then("/asset/assets/{id}"),
        Action::new("asset.fault.create", EDIT, "/asset/assets/{asset_id}/faults", actions::report_fault)
            .then("/asset/assets/{asset_id}"),
        Action::new("asset.fault.end", EDIT, "/asset/assets/{asset_id}/faults/end", actions::end_fault)
            .then("/asset/assets/{asset_id}"),
        Action::new("asset.log_entry.create", LOG_CREATE, "/asset/log_entries", history::actions::create)
            .then("/asset/assets/{asset_id}"),
        Action::new("asset.log_entry.void", LOG_VOID, "/asset/log_entries/{id}/void", history::actions::void)
            .then("/asset/assets/{asset_id}"),
        Action::new("asset.labour_rate.edit", LABOUR_RATE_EDIT, "/asset/labour_rates", repair::actions::edit)
            .then("/asset/labour_rates"),
        Action::new("asset.asset_class.create", CLASS_EDIT, "/asset/classes", actions::create_class)
            .then("/asset/classes"),
        Action::new("asset.asset_class.edit", CLASS_EDIT, "/asset/classes/{id}/edit", actions::edit_class)
            .then("/asset/classes"),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("asset.asset.list", VIEW, "/asset/assets", queries::list).with(List {
            columns: columns(),
            link: Some("/asset/assets/{id}"),
            noun: Some("asset"),
            offers: &["asset.asset.create"],
            bulk: vec![Bulk::of("asset.asset.retire")],
            look: Look { cell: Some(pages::cell), ..Look::default() },
            page: true,
            ..List::default()
        }),
        Query::list("asset.certificate.list", CERTIFICATE_VIEW, "/asset/certificates", certificate::queries::list)
            .with(certificate::pages::list()),
        Query::one("asset.certificate.view", CERTIFICATE_VIEW, "/asset/certificates/{id}", certificate::queries::view),
        Query::one("asset.calendar.view", CERTIFICATE_VIEW, "/asset/calendar", certificate::queries::calendar),
        Query::list("asset.obligation.list", CERTIFICATE_VIEW, "/asset/obligations", obligation::queries::list).with(
            List {
                columns: obligation_columns(),
                link: Some("/do/asset.obligation.edit?key={key}&next=/asset/obligations"),
                page: true,
                ..List::default()
            },
        ),
        Query::list("asset.log_entry.list", VIEW, "/asset/log_entries", history::queries::list)
            .with(history::pages::list()),
        Query::list("asset.labour_rate.list", VIEW, "/asset/labour_rates", repair::queries::rates).with(List {
            columns: labour_rate_columns(),
            noun: Some("labour_rate"),
            offers: &["asset.labour_rate.edit"],
            page: true,
            ..List::default()
        }),
        Query::one("asset.history.view", VIEW, "/asset/assets/{id}/history", history::queries::history),
        Query::one("asset.asset.view", VIEW, "/asset/assets/{id}", queries::view),
        Query::list("asset.asset_class.list", VIEW, "/asset/classes", queries::classes).with(List {
            columns: class_columns(),
            link: Some("/do/asset.asset_class.edit?id={id}&name={name}&life_years={life_years}&next=/asset/classes"),
            noun: Some("asset_class"),
            offers: &["asset.asset_class.create"],
            page: true,
            ..List::default()
        }),
    ]
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(207, "asset-calendar", "shield-check", "/asset/calendar", CERTIFICATE_VIEW)
            .under("nav-section-round"),
        Nav::desk(322, "asset-certificate-list", "file-text", "/asset/certificates", CERTIFICATE_VIEW)
            .under("nav-section-registers"),
        Nav::desk(323, "asset-obligation-list", "book", "/asset/obligations", OBLIGATION_EDIT)
            .under("nav-section-registers"),
        Nav::desk(320, "asset-asset-list", "elevator", "/asset/assets", VIEW).under("nav-section-registers"),
        Nav::desk(324, "asset-log-entry-list", "clipboard-list", "/asset/log_entries", VIEW)
            .under("nav-section-registers"),
        Nav::desk(325, "asset-labour-rate-list", "clock", "/asset/labour_rates", LABOUR_RATE_EDIT)
            .under("nav-section-registers"),
        Nav::desk(321, "asset-asset-class-list", "list-check", "/asset/classes", CLASS_EDIT)
            .under("nav-section-registers"),
    ]
}

fn permissions() -> Vec<Permitted> {
    let seen_by: &[&str] = &[
        "agent",
        "steward",
        "technician",
        "engineer",
        "guard",
        "guard_lead",
        "env_lead",
        "supervisor",
        "manager",
        "quality",
        "storekeeper",
        "accountant",
        "director",
    ];
    let kept_by: &[&str] = &["engineer", "manager"];
    let certified_by: &[&str] = &["engineer", "manager", "hr"];
    Permitted::lines([
        (VIEW, seen_by),
        (CREATE, kept_by),
        (EDIT, kept_by),
        (RETIRE, kept_by),
        (PRINT, &["agent", "technician", "engineer", "supervisor", "manager"]),
        (CLASS_EDIT, &[]),
        (CERTIFICATE_VIEW, org::AT_WORK),
        (CERTIFICATE_CREATE, certified_by),
        (CERTIFICATE_END, certified_by),
        (LOG_CREATE, &["technician", "engineer", "supervisor", "manager"]),
        (LOG_VOID, kept_by),
        (LABOUR_RATE_EDIT, &["engineer", "manager", "accountant"]),
        (OBLIGATION_EDIT, &["quality", "director"]),
    ])
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("code").sortable(),
        Column::text("name"),
        Column::text("class"),
        Column::text("place"),
        Column::new("state", choice(AssetState::ALL.iter().map(|s| s.word()))),
        Column::new("lapsed", Kind::Bool),
        Column::text("maker").optional(),
        Column::text("model").optional(),
        Column::new("installed_on", Kind::Date),
        Column::new("warranty_until", Kind::Date),
        Column::new("life_years", Kind::Integer).optional(),
        Column::new("cost", Kind::Money).optional(),
    ]
}

fn labour_rate_columns() -> Vec<Column> {
    vec![
        Column::new("from_on", Kind::Date).sortable(),
        Column::new("labour_rate", Kind::Money),
        Column::new("org_id", Kind::Ref { to: "org".into() }),
        Column::text("made_name"),
        Column::new("made_at", Kind::Instant),
    ]
}

fn obligation_columns() -> Vec<Column> {
    vec![
        Column::text("name"),
        Column::new("bearer", choice(Bearer::ALL.iter().map(|b| b.word()))),
        Column::new("system", choice(System::ALL.iter().map(|s| s.word()))),
        Column::text("due_rule"),
        Column::text("law"),
        Column::new("disabled", Kind::Bool),
    ]
}

fn class_columns() -> Vec<Column> {
    vec![
        Column::text("name"),
        Column::text("code"),
        Column::new("system", choice(System::ALL.iter().map(|s| s.word()))),
        Column::new("life_years", Kind::Integer),
        Column::new("disabled", Kind::Bool),
    ]
}
