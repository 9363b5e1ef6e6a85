//! What recurs happens, with proof: procedures, plans, the occurrences they bring forth, and the phone of whoever does them.
//!
//! The engine (`crates/round`) decides and judges; this module keeps what it says and brings places, equipment and people to it.
//! Deliberately absent: what follows a failed step – that is a case, and the desk's.

mod alarm;
mod calendar;
mod compliance;
mod day_plan;
mod handoff;
mod occurrence;
mod patrol;
mod plan;
mod position;
mod procedure;
mod responsibility;
mod route;
mod score;
mod spot_check;
mod sync;
mod vendor_case;
mod vendor_worker;
mod work;
mod workload;
mod year;

use kernel::{
    PUBLIC, Permission, Span,
    form::{Choice, Kind},
};
use module::{Action, Bulk, Column, Counter, Job, List, Listener, Module, Nav, Page, Permitted, Query, Surface, Words};
use org::communities;

use crate::{
    plan::model::{Doer, PlanState},
    procedure::model::System,
    route::model::Ordering,
};

pub use compliance::queries::AssetRounds;
pub use occurrence::{
    model::QualityDeduction,
    queries::{CaseOrigins, quality_deductions},
};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "round",
    files: &[
        ::store::Migration::portable("0001_rounds", include_str!("../migrations/0001_rounds.sql")),
        ::store::Migration::portable("0002_routes", include_str!("../migrations/0002_routes.sql")),
        ::store::Migration::portable("0003_field_entries", include_str!("../migrations/0003_field_entries.sql")),
        ::store::Migration::portable(
            "0004_occurrences_asset",
            include_str!("../migrations/0004_occurrences_asset.sql"),
        ),
        ::store::Migration::portable("0005_spot_checks", include_str!("../migrations/0005_spot_checks.sql")),
        ::store::Migration::portable("0006_post_capacities", include_str!("../migrations/0006_post_capacities.sql")),
        ::store::Migration::portable("0007_site_plans", include_str!("../migrations/0007_site_plans.sql")),
        ::store::Migration::portable("0008_alarms", include_str!("../migrations/0008_alarms.sql")),
        ::store::Migration::portable("0009_reading_rounds", include_str!("../migrations/0009_reading_rounds.sql")),
        ::store::Migration::portable("0010_vendor_workers", include_str!("../migrations/0010_vendor_workers.sql")),
        ::store::Migration::portable("0011_positions", include_str!("../migrations/0011_positions.sql")),
        ::store::Migration::portable("0012_missed_checks", include_str!("../migrations/0012_missed_checks.sql")),
        ::store::Migration::portable("0013_work_of_posts", include_str!("../migrations/0013_work_of_posts.sql")),
        ::store::Migration::portable("0014_handoffs", include_str!("../migrations/0014_handoffs.sql")),
        ::store::Migration::portable("0015_day_plans", include_str!("../migrations/0015_day_plans.sql")),
        ::store::Migration::portable("0016_case_entries", include_str!("../migrations/0016_case_entries.sql")),
        ::store::Migration::portable("0017_work_of_persons", include_str!("../migrations/0017_work_of_persons.sql")),
        ::store::Migration::portable("0018_post_days", include_str!("../migrations/0018_post_days.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Reading the library of procedures.
const PROCEDURE_VIEW: Permission = Permission("round.procedure.view");
/// Writing versions of the company's own, and of a community's.
const PROCEDURE_EDIT: Permission = Permission("round.procedure.edit");
/// Looking at plans.
const PLAN_VIEW: Permission = Permission("round.plan.view");
/// Making them.
const PLAN_CREATE: Permission = Permission("round.plan.create");
/// Changing them.
const PLAN_EDIT: Permission = Permission("round.plan.edit");
/// Ending them.
const PLAN_END: Permission = Permission("round.plan.end");
/// Looking at what is due and what was done.
const OCCURRENCE_VIEW: Permission = Permission("round.occurrence.view");
/// Giving it to people, and leaving it out.
const OCCURRENCE_EDIT: Permission = Permission("round.occurrence.edit");
/// Reading where people of one's own posts were.
const POSITION_REVEAL: Permission = Permission("round.position.reveal");
/// Looking at alarms.
const ALARM_VIEW: Permission = Permission("round.alarm.view");
/// Telling them, by hand or as a device with a token.
const ALARM_CREATE: Permission = Permission("round.alarm.create");
/// Looking at who of other firms takes part by a link.
const WORKER_VIEW: Permission = Permission("round.vendor_worker.view");
/// Giving them links.
const WORKER_CREATE: Permission = Permission("round.vendor_worker.create");
/// Taking them back.
const WORKER_END: Permission = Permission("round.vendor_worker.end");
/// Seeing what one has to do today.
const WORK_VIEW: Permission = Permission("round.work.view");
/// Recording it.
const WORK_EDIT: Permission = Permission("round.work.edit");

/// One's own scores.
const SCORE_VIEW: Permission = Permission("round.score.view");
/// Those of everybody.
const SCORE_VIEW_ALL: Permission = Permission("round.score.view_all");

/// Those who do what is due.
const DOERS: &[&str] = &[
    "technician",
    "engineer",
    "guard",
    "guard_lead",
    "cleaner",
    "gardener",
    "env_lead",
    "steward",
    "agent",
    "supervisor",
    "manager",
    vendor_worker::rules::ROLE,
];
/// Those who plan it and answer for it.
const PLANNERS: &[&str] = &["engineer", "guard_lead", "env_lead", "supervisor", "manager", "quality"];

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        passed_on: vec![PLAN_VIEW, OCCURRENCE_VIEW, OCCURRENCE_EDIT, WORK_VIEW, WORK_EDIT],
        nav: nav(),
        counters: vec![
            Counter::new(OCCURRENCE_VIEW, occurrence::queries::waiting),
            Counter::new(WORK_VIEW, work::queries::waiting),
        ],
        actions: [planning(), desk_actions(), worker_actions(), field_actions()].into_iter().flatten().collect(),
        queries: [queries(), field_queries()].into_iter().flatten().collect(),
        pages: pages(),
        listeners: vec![
            Listener::new(process::runtime::ENDED, "round.occurrence_case.end", occurrence::events::ended),
            Listener::new(asset::FAULT_OPENED, "round.alarm.fault", alarm::events::fault),
        ],
        jobs: vec![
            Job::every("round.procedure.refresh", Span::hours(1), procedure::jobs::refresh),
            Job::every("round.plan.gather", Span::hours(1), plan::jobs::gather),
            Job::every("round.occurrence.release", Span::seconds(30), plan::jobs::release),
            Job::new(plan::jobs::RELEASE_ON, plan::jobs::release),
            Job::every("round.spot_check.miss", Span::minutes(5), spot_check::jobs::miss),
        ],
        ..Module::new("round", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    Permitted::lines([
        (PROCEDURE_VIEW, org::AT_WORK),
        (PROCEDURE_EDIT, &["quality", "director", "manager"]),
        (PLAN_VIEW, org::AT_WORK),
        (PLAN_CREATE, PLANNERS),
        (PLAN_EDIT, PLANNERS),
        (PLAN_END, PLANNERS),
        (OCCURRENCE_VIEW, org::AT_WORK),
        (OCCURRENCE_EDIT, PLANNERS),
        (POSITION_REVEAL, &["engineer", "guard_lead", "env_lead", "supervisor", "manager"]),
        (ALARM_VIEW, org::AT_WORK),
        (ALARM_CREATE, &["technician", "engineer", "guard_lead", "supervisor", "manager"]),
        (WORKER_VIEW, PLANNERS),
        (WORKER_CREATE, PLANNERS),
        (WORKER_END, PLANNERS),
        (WORK_VIEW, DOERS),
        (WORK_EDIT, DOERS),
        (SCORE_VIEW, org::AT_WORK),
        (SCORE_VIEW_ALL, PLANNERS),
    ])
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-round")
    };
    vec![
        desk(200, "round-board", "layout-board", "/round/board", OCCURRENCE_VIEW),
        desk(201, "round-calendar", "calendar-event", "/round/calendar", OCCURRENCE_VIEW),
        desk(202, "round-compliance", "chart-histogram", "/round/compliance", OCCURRENCE_VIEW),
        desk(203, "round-occurrence-list", "checklist", "/round/occurrences", OCCURRENCE_VIEW),
        desk(204, "round-plan-list", "calendar-event", "/round/plans", PLAN_VIEW),
        desk(205, "round-route-list", "map-pin", "/round/routes", PLAN_VIEW),
        desk(206, "round-procedure-list", "book", "/round/procedures", PROCEDURE_VIEW),
        desk(207, "round-alarm-list", "bell-ringing", "/round/alarms", ALARM_VIEW),
        desk(208, "round-scores", "star", "/round/scores", SCORE_VIEW),
        desk(209, "round-spot-check-rule-list", "eye", "/round/spot_check_rules", PLAN_VIEW),
        desk(210, "round-workload", "users-group", "/round/workload", OCCURRENCE_VIEW),
        desk(214, "round-day-plans", "checklist", "/round/day_plans", PLAN_VIEW),
        desk(211, "round-year", "sun", "/round/year", OCCURRENCE_VIEW),
        desk(212, "round-responsibility", "users", "/round/responsibility", PLAN_VIEW),
        desk(213, "round-patrol", "map-pin", "/round/patrol", OCCURRENCE_VIEW),
        desk(214, "round-vendor-worker-list", "id-badge-2", "/round/vendor_workers", WORKER_VIEW),
        Nav::desk(15, "round-work-page", "calendar-event", "/field/occurrences", WORK_VIEW).on(Surface::Field),
    ]
}

/// What is planned: procedures, routes, plans.
fn planning() -> Vec<Action> {
    vec![
        Action::new("round.procedure.edit", PROCEDURE_EDIT, "/round/procedures/{id}/edit", procedure::actions::edit)
            .then("/round/procedures/{id}")
            .shaped(procedure::queries::form),
        Action::new("round.procedure.read", PROCEDURE_VIEW, "/round/procedures/{id}/read", day_plan::actions::read)
            .then("/round/procedures/{id}"),
        Action::new("round.route.create", PLAN_CREATE, "/round/routes", route::actions::create)
            .flattening::<route::model::RouteFacts>(&[])
            .then("/round/routes/{id}"),
        Action::new("round.route.edit", PLAN_EDIT, "/round/routes/{id}/edit", route::actions::edit)
            .flattening::<route::model::RouteFacts>(&[])
            .shaped(route::queries::form)
            .then("/round/routes/{id}"),
        Action::new("round.route.end", PLAN_END, "/round/routes/{id}/end", route::actions::end).then("/round/routes"),
        Action::new("round.plan.create", PLAN_CREATE, "/round/plans", plan::actions::create)
            .flattening::<plan::model::PlanFacts>(&["org_id"])
            .in_sections(plan::model::SECTIONS)
            .then("/round/plans/{id}"),
        Action::new("round.plan.edit", PLAN_EDIT, "/round/plans/{id}/edit", plan::actions::edit)
            .flattening::<plan::model::PlanFacts>(&[])
            .shaped(plan::queries::form)
            .then("/round/plans/{id}"),
        Action::new("round.plan.end", PLAN_END, "/round/plans/{id}/end", plan::actions::end).then("/round/plans/{id}"),
    ]
}

/// What is done to occurrences at the desk, and to what they are held against.
fn desk_actions() -> Vec<Action> {
    let occurrence = "/round/occurrences/{id}";
    vec![
        Action::new(
            "round.occurrence.give",
            OCCURRENCE_EDIT,
            "/round/occurrences/{id}/give",
            occurrence::actions::give,
        )
        .then(occurrence),
        Action::new(
            "round.occurrence.skip",
            OCCURRENCE_EDIT,
            "/round/occurrences/{id}/skip",
            occurrence::actions::skip,
        )
        .then(occurrence),
        Action::new(
            "round.occurrence.reschedule",
            OCCURRENCE_EDIT,
            "/round/occurrences/{id}/reschedule",
            occurrence::actions::reschedule,
        )
        .then(occurrence),
        Action::new(
            "round.spot_check.create",
            OCCURRENCE_EDIT,
            "/round/occurrences/{id}/spot_check",
            spot_check::actions::check,
        )
        .then(occurrence),
        Action::new(
            "round.spot_check_rule.create",
            PLAN_CREATE,
            "/round/spot_check_rules",
            spot_check::actions::create,
        )
        .then("/round/spot_check_rules"),
        Action::new(
            "round.spot_check_rule.end",
            PLAN_END,
            "/round/spot_check_rules/{id}/end",
            spot_check::actions::end,
        )
        .then("/round/spot_check_rules"),
        Action::new("round.post_capacity.edit", PLAN_EDIT, "/round/post_capacities", workload::actions::edit)
            .then("/round/workload"),
        Action::new("round.post_day.edit", PLAN_EDIT, "/round/post_days/{post_id}/edit", day_plan::actions::edit)
            .then("/round/day_plans")
            .shaped(day_plan::queries::form),
        Action::new("round.site_plan.create", PLAN_EDIT, "/round/site_plans", patrol::actions::create)
            .then("/round/patrol"),
        Action::new("round.site_point.edit", PLAN_EDIT, "/round/site_points", patrol::actions::edit)
            .then("/round/patrol"),
        Action::new("round.position.edit", PLAN_EDIT, "/round/positions", position::actions::edit)
            .then("/round/routes"),
        Action::new(
            "round.position.reveal",
            POSITION_REVEAL,
            "/round/occurrences/{id}/positions",
            position::actions::reveal,
        )
        .secret(),
        Action::new("round.alarm.create", ALARM_CREATE, "/round/alarms", alarm::actions::create).then("/round/alarms"),
    ]
}

/// Those of other firms who take part.
fn worker_actions() -> Vec<Action> {
    vec![
        Action::new(
            "round.vendor_worker.create",
            WORKER_CREATE,
            "/round/vendor_workers",
            vendor_worker::actions::create,
        )
        .secret(),
        Action::new(
            "round.vendor_worker.end",
            WORKER_END,
            "/round/vendor_workers/{id}/end",
            vendor_worker::actions::end,
        )
        .then("/round/vendor_workers"),
        Action::new(
            "round.vendor_case.act",
            WORK_EDIT,
            "/field/vendor_cases/{id}/act/{action}",
            vendor_case::actions::act,
        )
        .shaped(vendor_case::queries::form)
        .then("/field/vendor_cases/{id}")
        .on(Surface::Field),
        Action::new(
            "round.vendor_work.record",
            WORK_EDIT,
            "/field/vendor_cases/{id}/record/{item}",
            vendor_case::actions::record,
        )
        .shaped(vendor_case::queries::item_form)
        .then("/field/vendor_cases/{id}")
        .on(Surface::Field),
        Action::new("round.vendor_worker.open", PUBLIC, "/vendor/{link}", vendor_worker::actions::open)
            .then("/field/app")
            .on(Surface::Plain)
            .secret(),
    ]
}

/// What is done on the phone.
fn field_actions() -> Vec<Action> {
    let task = "/field/occurrences/{id}";
    vec![
        Action::new("round.work.record", WORK_EDIT, "/field/occurrences/{id}/record", work::actions::record)
            .shaped(work::queries::form)
            .then(task)
            .on(Surface::Field),
        Action::new("round.work.scan", WORK_EDIT, "/field/occurrences/{id}/scan", work::actions::scan)
            .then(task)
            .on(Surface::Field),
        Action::new("round.work.skip", WORK_EDIT, "/field/occurrences/{id}/skip", work::actions::skip)
            .shaped(work::queries::skip_form)
            .then("/field/occurrences")
            .on(Surface::Field),
        Action::new("round.work.hand_on", WORK_EDIT, "/field/occurrences/{id}/hand_on", handoff::actions::hand_on)
            .shaped(handoff::queries::form)
            .then("/field/occurrences")
            .on(Surface::Field),
        Action::new(
            "round.work.take_over",
            WORK_EDIT,
            "/field/occurrences/{id}/take_over",
            handoff::actions::take_over,
        )
        .then(task)
        .on(Surface::Field),
        Action::new("round.work.finish", WORK_EDIT, "/field/occurrences/{id}/finish", work::actions::finish)
            .shaped(work::queries::form)
            .then(task)
            .on(Surface::Field),
        Action::new("round.work.enter", WORK_EDIT, "/field/occurrences/{id}/entries", sync::actions::enter)
            .then("/field/occurrences")
            .on(Surface::Field),
        Action::new("round.work.send", WORK_EDIT, "/field/entries", sync::actions::send)
            .then("/field/occurrences")
            .on(Surface::Field),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("round.procedure.list", PROCEDURE_VIEW, "/round/procedures", procedure::queries::list).with(List {
            columns: procedure::pages::columns(),
            link: Some("/round/procedures/{id}"),
            noun: Some("procedure"),
            page: true,
            ..List::default()
        }),
        Query::one("round.procedure.view", PROCEDURE_VIEW, "/round/procedures/{id}", procedure::queries::view),
        Query::list("round.plan.list", PLAN_VIEW, "/round/plans", plan::queries::list).with(List {
            columns: plan_columns(),
            link: Some("/round/plans/{id}"),
            noun: Some("plan"),
            offers: &["round.plan.create"],
            page: true,
            ..List::default()
        }),
        Query::one("round.plan.view", PLAN_VIEW, "/round/plans/{id}", plan::queries::view),
        Query::list("round.route.list", PLAN_VIEW, "/round/routes", route::queries::list).with(List {
            columns: route_columns(),
            link: Some("/round/routes/{id}"),
            noun: Some("route"),
            offers: &["round.route.create"],
            page: true,
            ..List::default()
        }),
        Query::one("round.route.view", PLAN_VIEW, "/round/routes/{id}", route::queries::view),
        Query::list("round.occurrence.list", OCCURRENCE_VIEW, "/round/occurrences", occurrence::queries::list)
            .with(occurrence::pages::list()),
        Query::list("round.alarm.list", ALARM_VIEW, "/round/alarms", alarm::queries::list).with(List {
            columns: alarm_columns(),
            link: Some("/asset/assets/{asset_id}"),
            noun: Some("alarm"),
            offers: &["round.alarm.create"],
            page: true,
            ..List::default()
        }),
        Query::list("round.vendor_worker.list", WORKER_VIEW, "/round/vendor_workers", vendor_worker::queries::list)
            .with(List {
                columns: vendor_worker::pages::columns(),
                noun: Some("vendor_worker"),
                offers: &["round.vendor_worker.create"],
                bulk: vec![Bulk::of("round.vendor_worker.end")],
                page: true,
                ..List::default()
            }),
        Query::one("round.occurrence.view", OCCURRENCE_VIEW, "/round/occurrences/{id}", occurrence::queries::view),
        Query::one("round.occurrence.board", OCCURRENCE_VIEW, "/round/board", occurrence::queries::board),
        Query::one("round.calendar.view", OCCURRENCE_VIEW, "/round/calendar", calendar::queries::month),
        Query::one("round.compliance.view", OCCURRENCE_VIEW, "/round/compliance", compliance::queries::compliance),
        Query::list("round.spot_check_rule.list", PLAN_VIEW, "/round/spot_check_rules", spot_check::queries::list)
            .with(List {
                columns: spot_check_rule_columns(),
                noun: Some("spot_check_rule"),
                bulk: vec![Bulk::of("round.spot_check_rule.end")],
                offers: &["round.spot_check_rule.create"],
                page: true,
                ..List::default()
            }),
        Query::one("round.score.view", SCORE_VIEW, "/round/scores", score::queries::view),
        Query::one("round.workload.view", OCCURRENCE_VIEW, "/round/workload", workload::queries::view),
        Query::one("round.post_day.view", PLAN_VIEW, "/round/post_days", day_plan::queries::view),
        Query::one("round.year.view", OCCURRENCE_VIEW, "/round/year", year::queries::view),
        Query::one("round.responsibility.view", PLAN_VIEW, "/round/responsibility", responsibility::queries::view),
        Query::one("round.patrol.view", OCCURRENCE_VIEW, "/round/patrol", patrol::queries::view),
    ]
}

/// What the phone asks for.
fn field_queries() -> Vec<Query> {
    vec![
        Query::one("round.work.list", WORK_VIEW, "/field/occurrences", work::queries::list),
        Query::one("round.vendor_case.list", WORK_VIEW, "/field/vendor_cases", vendor_case::queries::list),
        Query::one("round.vendor_case.view", WORK_VIEW, "/field/vendor_cases/{id}", vendor_case::queries::view),
        Query::one("round.work.carry", WORK_VIEW, "/field/carried", sync::queries::carry),
    ]
}

fn pages() -> Vec<Page> {
    vec![
        Page::new("round.procedure.page", PROCEDURE_VIEW, "/round/procedures/{id}", procedure::pages::page),
        Page::new("round.route.page", PLAN_VIEW, "/round/routes/{id}", route::pages::page),
        Page::new("round.plan.page", PLAN_VIEW, "/round/plans/{id}", plan::pages::page),
        Page::new("round.occurrence.page", OCCURRENCE_VIEW, "/round/occurrences/{id}", occurrence::pages::page),
        Page::new("round.board.page", OCCURRENCE_VIEW, "/round/board", occurrence::pages::board),
        Page::new("round.calendar.page", OCCURRENCE_VIEW, "/round/calendar", calendar::pages::page),
        Page::new("round.compliance.page", OCCURRENCE_VIEW, "/round/compliance", compliance::pages::page),
        Page::new("round.score.page", SCORE_VIEW, "/round/scores", score::pages::page),
        Page::new("round.workload.page", OCCURRENCE_VIEW, "/round/workload", workload::pages::page),
        Page::new("round.year.page", OCCURRENCE_VIEW, "/round/year", year::pages::page),
        Page::new("round.responsibility.page", PLAN_VIEW, "/round/responsibility", responsibility::pages::page),
        Page::new("round.patrol.page", OCCURRENCE_VIEW, "/round/patrol", patrol::pages::page),
        Page::new("round.vendor_worker.page", PUBLIC, "/vendor/{link}", vendor_worker::pages::page).on(Surface::Plain),
        Page::new("round.vendor_case.page", WORK_VIEW, "/field/vendor_cases", vendor_case::pages::list)
            .on(Surface::Field),
        Page::new("round.vendor_case.record", WORK_VIEW, "/field/vendor_cases/{id}", vendor_case::pages::page)
            .on(Surface::Field),
        Page::new("round.post_day.page", PLAN_VIEW, "/round/day_plans", day_plan::pages::posts),
        Page::new("round.day_plan.page", WORK_VIEW, "/field/day_plan", day_plan::pages::page).on(Surface::Field),
        Page::new("round.work.page", WORK_VIEW, "/field/occurrences", work::pages::today).on(Surface::Field),
        Page::new("round.work.view", WORK_VIEW, "/field/occurrences/{id}", work::pages::task).on(Surface::Field),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

fn route_columns() -> Vec<Column> {
    vec![
        Column::text("name"),
        Column::new("ordering", choice(Ordering::ALL.iter().map(|o| o.word()))),
        Column::new("count", Kind::Integer),
        Column::new("changed_at", Kind::Instant).optional(),
    ]
}

fn spot_check_rule_columns() -> Vec<Column> {
    vec![
        Column::new("role", choice(Doer::ALL.iter().map(|d| d.word()))),
        Column::new("system", choice(System::ALL.iter().map(|s| s.word()))),
        Column::new("spot_share", Kind::Integer),
        Column::new("community", Kind::Ref { to: "org".into() }),
        Column::text("made_name"),
        Column::new("made_at", Kind::Instant),
        Column::new("ended_at", Kind::Instant),
    ]
}

fn alarm_columns() -> Vec<Column> {
    vec![
        Column::new("raised_at", Kind::Instant).sortable(),
        Column::text("asset"),
        Column::text("alarm_code"),
        Column::text("note"),
        Column::new("times_raised", Kind::Integer),
        Column::new("last_at", Kind::Instant),
        Column::text("by_name").optional(),
        Column::new("community", Kind::Ref { to: "org".into() }).optional(),
    ]
}

fn plan_columns() -> Vec<Column> {
    vec![
        Column::text("name"),
        Column::text("target"),
        Column::text("rule"),
        Column::text("doer"),
        Column::new("system", choice(System::ALL.iter().map(|s| s.word()))).optional(),
        Column::new("state", choice(PlanState::ALL.iter().map(|s| s.word()))),
        Column::new("changed_at", Kind::Instant).optional(),
    ]
}
