//! Meters: where they hang, what they showed, and what was used between their readings – by one, or in common.
//!
//! The engine (`crates/charge`) reckons. Deliberately absent: what use costs (tariff) and the bills (billing).

mod meter;
mod reading;
mod sharing;

use kernel::{
    Permission,
    form::{Choice, Kind},
};
use module::{Action, Bulk, Column, Importable, List, Module, Nav, Page, Permitted, Query, Words};

use crate::{meter::model::MeterState, reading::model::ReadingSource, sharing::model::SharingState};

pub use meter::{
    model::{MeterId, MeterKind},
    queries::{AssetMeters, BilledUse, Counted, CountedOn, Metered, counted, findings, metered},
};
pub use reading::{
    actions::{ResidentReading, RoundReading, take_from_resident, take_on_round},
    model::{BilledUntil, Bills, KnowsBills},
    queries::{Dial, Hung, dials, dials_at, hung_within},
};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "meter",
    files: &[
        ::store::Migration::portable("0001_meters", include_str!("../migrations/0001_meters.sql")),
        ::store::Migration::portable("0002_sharings", include_str!("../migrations/0002_sharings.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const METER_VIEW: Permission = Permission("meter.meter.view");
const METER_CREATE: Permission = Permission("meter.meter.create");
/// Replacing and ending meters.
const METER_EDIT: Permission = Permission("meter.meter.edit");
const READING_CREATE: Permission = Permission("meter.reading.create");
/// Putting a reading in the place of one that was wrong.
const READING_CORRECT: Permission = Permission("meter.reading.correct");
const SHARING_VIEW: Permission = Permission("meter.sharing.view");
const SHARING_CREATE: Permission = Permission("meter.sharing.create");
/// Deciding about costs somebody else wants to be shared.
const SHARING_APPROVE: Permission = Permission("meter.sharing.approve");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        passed_on: vec![SHARING_VIEW, SHARING_APPROVE],
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: vec![
            Page::new("meter.meter.page", METER_VIEW, "/meter/meters/{id}", meter::pages::page),
            Page::new("meter.sharing.page", SHARING_VIEW, "/meter/sharings/{id}", sharing::pages::page),
            Page::new("meter.sheet.page", READING_CREATE, "/meter/sheet", reading::pages::sheet),
        ],
        imports: vec![
            Importable::new(meter::import::register(), METER_CREATE, meter::import::take, meter::import::undo),
            Importable::new(reading::import::register(), READING_CREATE, reading::import::take, reading::store::undo),
        ],
        ..Module::new("meter", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    let seen_by: &[&str] = &[
        "technician",
        "engineer",
        "cashier",
        "accountant",
        "finance_lead",
        "agent",
        "steward",
        "supervisor",
        "manager",
        "quality",
        "director",
    ];
    let kept_by: &[&str] = &["engineer", "manager", "accountant"];
    Permitted::lines([
        (METER_VIEW, seen_by),
        (METER_CREATE, kept_by),
        (METER_EDIT, kept_by),
        (READING_CREATE, &["technician", "engineer", "cashier", "accountant", "steward", "supervisor", "manager"]),
        (READING_CORRECT, &["engineer", "accountant", "supervisor", "manager"]),
        (SHARING_VIEW, &["engineer", "cashier", "accountant", "finance_lead", "manager", "director"]),
        (SHARING_CREATE, &["cashier", "accountant"]),
        (SHARING_APPROVE, &["finance_lead", "manager", "director"]),
    ])
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(244, "meter-sheet-page", "checklist", "/meter/sheet", READING_CREATE),
        desk(245, "meter-meter-list", "bolt", "/meter/meters", METER_VIEW),
        desk(246, "meter-reading-list", "history", "/meter/readings", METER_VIEW),
        desk(247, "meter-sharing-list", "users-group", "/meter/sharings", SHARING_VIEW),
    ]
}

fn actions() -> Vec<Action> {
    use meter::actions as meters;
    use reading::actions as readings;
    use sharing::actions as sharings;
    let (meter, of_reading, sharing) = ("/meter/meters/{id}", "/meter/meters/{meter_id}", "/meter/sharings/{id}");
    vec![
        Action::new("meter.meter.create", METER_CREATE, "/meter/meters", meters::create).then(meter),
        Action::new("meter.meter.replace", METER_EDIT, "/meter/meters/{id}/replace", meters::replace).then(meter),
        Action::new("meter.meter.end", METER_EDIT, "/meter/meters/{id}/end", meters::end).then(meter),
        Action::new("meter.reading.create", READING_CREATE, "/meter/readings", readings::create).then(of_reading),
        Action::new("meter.reading.enter", READING_CREATE, "/meter/readings/enter", readings::enter)
            .shaped(reading::queries::form)
            .then("/meter/sheet?place_id={place_id}&meter_kind={meter_kind}&read_on={read_on}"),
        Action::new("meter.reading.correct", READING_CORRECT, "/meter/readings/{id}/correct", readings::correct)
            .then(of_reading),
        Action::new("meter.sharing.create", SHARING_CREATE, "/meter/sharings", sharings::create).then(sharing),
        Action::new("meter.sharing.approve", SHARING_APPROVE, "/meter/sharings/{id}/approve", sharings::approve)
            .then(sharing),
        Action::new("meter.sharing.refuse", SHARING_APPROVE, "/meter/sharings/{id}/refuse", sharings::refuse)
            .then(sharing),
        Action::new("meter.sharing.cancel", SHARING_CREATE, "/meter/sharings/{id}/cancel", sharings::cancel)
            .then(sharing),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("meter.meter.list", METER_VIEW, "/meter/meters", meter::queries::list).with(List {
            columns: meter_columns(),
            link: Some("/meter/meters/{id}"),
            noun: Some("meter"),
            offers: &["meter.meter.create"],
            leads: &[("meter-sheet-page", "/meter/sheet")],
            bulk: vec![Bulk::of("meter.meter.end")],
            page: true,
            ..List::default()
        }),
        Query::one("meter.meter.view", METER_VIEW, "/meter/meters/{id}", meter::queries::view),
        Query::list("meter.reading.list", METER_VIEW, "/meter/readings", reading::queries::list).with(List {
            columns: reading_columns(),
            link: Some("/meter/meters/{meter_id}"),
            noun: Some("reading"),
            page: true,
            ..List::default()
        }),
        Query::list("meter.sharing.list", SHARING_VIEW, "/meter/sharings", sharing::queries::list).with(List {
            columns: sharing_columns(),
            link: Some("/meter/sharings/{id}"),
            noun: Some("sharing"),
            offers: &["meter.sharing.create"],
            bulk: vec![Bulk::of("meter.sharing.approve"), Bulk::of("meter.sharing.refuse")],
            page: true,
            ..List::default()
        }),
        Query::one("meter.sharing.view", SHARING_VIEW, "/meter/sharings/{id}", sharing::queries::view),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

fn meter_columns() -> Vec<Column> {
    vec![
        Column::text("number").sortable(),
        Column::new("meter_kind", choice(MeterKind::ALL.iter().map(|kind| kind.word()))),
        Column::text("place"),
        Column::text("asset").optional(),
        Column::text("parent").optional(),
        Column::text("multiplier").optional(),
        Column::text("figure"),
        Column::new("read_on", Kind::Date),
        Column::new("meter_state", choice(MeterState::ALL.iter().map(|state| state.word()))),
        Column::new("community", Kind::Ref { to: "org".into() }).optional(),
    ]
}

fn reading_columns() -> Vec<Column> {
    vec![
        Column::new("read_on", Kind::Date).sortable(),
        Column::text("number"),
        Column::text("place"),
        Column::new("meter_kind", choice(MeterKind::ALL.iter().map(|kind| kind.word()))),
        Column::text("figure"),
        Column::new("reading_source", choice(ReadingSource::ALL.iter().map(|source| source.word()))),
        Column::new("estimated", Kind::Bool),
        Column::text("reason").optional(),
        Column::text("by_name"),
        Column::new("superseded", Kind::Bool).optional(),
        Column::new("community", Kind::Ref { to: "org".into() }).optional(),
    ]
}

fn sharing_columns() -> Vec<Column> {
    vec![
        Column::text("name"),
        Column::text("tariff"),
        Column::new("from_on", Kind::Date),
        Column::new("to_on", Kind::Date),
        Column::new("whole_cost", Kind::Money),
        Column::new("members", Kind::Integer),
        Column::new("sharing_state", choice(SharingState::ALL.iter().map(|state| state.word()))),
        Column::text("asked_name"),
        Column::new("community", Kind::Ref { to: "org".into() }).optional(),
    ]
}
