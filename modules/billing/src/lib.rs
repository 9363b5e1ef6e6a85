//! Bills: runs that make them, looked at before they are published; what is owed for what and why, what papers settled of it; arrears as
//! of any day.
//!
//! The engines (`crates/charge`, `crates/settle`) reckon. Deliberately absent: prices (tariff) and the payments that settle (payment).

mod ahead;
mod arrears;
mod bill;
mod collection_rate;
mod forecast;
mod opening;
mod penalty;
mod posting;
mod run;
mod settlement;
mod statement;
mod usage;

use kernel::{
    Permission, Span,
    form::{Choice, Kind},
};
use module::{Action, Bulk, Column, Job, List, Module, Nav, Page, Permitted, Query, Words};

use crate::{
    bill::model::{BillState, CreditState},
    run::model::RunState,
};

pub use ahead::{
    model::{Ahead, AheadLine, AskAhead},
    queries::ahead,
};
pub use bill::{
    model::{BillId, BillLine},
    queries::{OwnBill, of_payer, places_of_run, places_overdue},
};
pub use opening::{
    actions::{open, undo},
    model::{Opened, OpeningBill},
    queries::{moved, overlaps},
};
pub use penalty::{model::Late, pages::told as late_told, queries::late};
pub use posting::queries::findings;
pub use run::{
    jobs::PUBLISHED,
    model::{Asked, BillRunId, Published},
    queries::asked,
};
pub use settlement::{
    actions::{settle, write_off},
    model::{OpenBill, PaidState, Settled},
    queries::{billed_places, communities, hold, open_among, open_bills, paid_between, receivable},
};
pub use statement::{
    model::{AskStatement, Statement},
    pages::told as statement_told,
    queries::statement,
};
pub use usage::queries::{MeteredBills, findings as usage_findings};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "billing",
    files: &[
        ::store::Migration::portable("0001_bills", include_str!("../migrations/0001_bills.sql")),
        ::store::Migration::portable("0002_settlements", include_str!("../migrations/0002_settlements.sql")),
        ::store::Migration::portable("0003_arrears", include_str!("../migrations/0003_arrears.sql")),
        ::store::Migration::portable("0004_collection_rates", include_str!("../migrations/0004_collection_rates.sql")),
        ::store::Migration::portable("0005_penalties", include_str!("../migrations/0005_penalties.sql")),
        ::store::Migration::portable("0006_openings", include_str!("../migrations/0006_openings.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const BILL_RUN_VIEW: Permission = Permission("billing.bill_run.view");
const BILL_RUN_CREATE: Permission = Permission("billing.bill_run.create");
/// Publishing what somebody else ran.
const BILL_RUN_APPROVE: Permission = Permission("billing.bill_run.approve");
const BILL_VIEW: Permission = Permission("billing.bill.view");
const BILL_VOID: Permission = Permission("billing.bill.void");
const CREDIT_CREATE: Permission = Permission("billing.credit_note.create");
/// Summing up arrears anew.
const ARREARS_REBUILD: Permission = Permission("billing.arrears_summary.rebuild");
/// Deciding about credits somebody else asked for.
const CREDIT_APPROVE: Permission = Permission("billing.credit_note.approve");

const STATEMENT: &str = "/billing/statements/{id}";

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        passed_on: vec![BILL_RUN_VIEW, BILL_RUN_APPROVE, BILL_VIEW, CREDIT_APPROVE],
        nav: nav(),
        actions: actions().into_iter().chain(waiver_actions()).collect(),
        queries: queries(),
        pages: vec![
            Page::new("billing.bill_run.page", BILL_RUN_VIEW, "/billing/bill_runs/{id}", run::pages::page),
            Page::new("billing.bill.page", BILL_VIEW, "/billing/bills/{id}", bill::pages::page),
            Page::new("billing.arrears.page", BILL_VIEW, "/billing/arrears", arrears::pages::page),
            Page::new("billing.statement.page", BILL_VIEW, STATEMENT, statement::pages::page),
            Page::new("billing.forecast.page", BILL_RUN_VIEW, "/billing/forecast", forecast::pages::page),
            Page::new(
                "billing.collection_rate.page",
                BILL_VIEW,
                "/billing/collection_rate",
                collection_rate::pages::page,
            ),
        ],
        jobs: vec![
            Job::new(run::jobs::GO_ON, run::jobs::step),
            Job::every("billing.arrears.begin", Span::hours(1), arrears::jobs::begin),
            Job::new(arrears::jobs::SUM_UP, arrears::jobs::sum_up),
        ],
        ..Module::new("billing", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    let seen_by: &[&str] =
        &["cashier", "accountant", "finance_lead", "agent", "steward", "supervisor", "manager", "director"];
    Permitted::lines([
        (BILL_RUN_VIEW, &["cashier", "accountant", "finance_lead", "manager", "director"]),
        (BILL_RUN_CREATE, &["cashier", "accountant"]),
        (BILL_RUN_APPROVE, &["accountant", "finance_lead", "manager", "director"]),
        (BILL_VIEW, seen_by),
        (BILL_VOID, &["accountant", "manager"]),
        (ARREARS_REBUILD, &["accountant", "finance_lead"]),
        (CREDIT_CREATE, &["cashier", "accountant", "manager"]),
        (CREDIT_APPROVE, &["finance_lead", "manager", "director"]),
    ])
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(240, "billing-bill-list", "receipt", "/billing/bills", BILL_VIEW),
        desk(241, "billing-bill-run-list", "player-play", "/billing/bill_runs", BILL_RUN_VIEW),
        desk(242, "billing-arrears-page", "chart-bar", "/billing/arrears", BILL_VIEW),
        desk(243, "billing-collection-rate", "chart-bar", "/billing/collection_rate", BILL_VIEW),
        desk(244, "billing-forecast", "chart-bar", "/billing/forecast", BILL_RUN_VIEW),
    ]
}

fn actions() -> Vec<Action> {
    use bill::actions as bills;
    use run::actions as runs;
    let (run, bill) = ("/billing/bill_runs/{id}", "/billing/bills/{id}");
    vec![
        Action::new("billing.bill_run.create", BILL_RUN_CREATE, "/billing/bill_runs", runs::create).then(run),
        Action::new("billing.bill_run.approve", BILL_RUN_APPROVE, "/billing/bill_runs/{id}/approve", runs::approve)
            .then(run),
        Action::new("billing.bill_run.cancel", BILL_RUN_CREATE, "/billing/bill_runs/{id}/cancel", runs::cancel)
            .then(run),
        Action::new(
            "billing.arrears_summary.rebuild",
            ARREARS_REBUILD,
            "/billing/arrears_summaries/rebuild",
            arrears::actions::rebuild,
        )
        .then("/billing/arrears"),
        Action::new("billing.bill.void", BILL_VOID, "/billing/bills/{id}/void", bills::void).then(bill),
        Action::new("billing.credit_note.create", CREDIT_CREATE, "/billing/bills/{id}/credit_notes", bills::ask_credit)
            .then("/billing/bills/{bill_id}"),
        Action::new(
            "billing.credit_note.approve",
            CREDIT_APPROVE,
            "/billing/credit_notes/{id}/approve",
            bills::approve_credit,
        )
        .then("/billing/bills/{bill_id}"),
        Action::new(
            "billing.credit_note.refuse",
            CREDIT_APPROVE,
            "/billing/credit_notes/{id}/refuse",
            bills::refuse_credit,
        )
        .then("/billing/bills/{bill_id}"),
    ]
}

fn waiver_actions() -> Vec<Action> {
    use penalty::actions;
    let (bill, of) = ("/billing/bills/{id}", "/billing/bills/{bill_id}");
    vec![
        Action::new(
            "billing.penalty_waiver.create",
            CREDIT_CREATE,
            "/billing/bills/{id}/penalty_waivers",
            actions::ask,
        )
        .then(bill),
        Action::new(
            "billing.penalty_waiver.approve",
            CREDIT_APPROVE,
            "/billing/penalty_waivers/{id}/approve",
            actions::approve,
        )
        .then(of),
        Action::new(
            "billing.penalty_waiver.refuse",
            CREDIT_APPROVE,
            "/billing/penalty_waivers/{id}/refuse",
            actions::refuse,
        )
        .then(of),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("billing.bill_run.list", BILL_RUN_VIEW, "/billing/bill_runs", run::queries::list).with(List {
            columns: vec![
                Column::new("billed_until_on", Kind::Date),
                Column::new("run_state", choice(RunState::ALL.iter().map(|s| s.word()))),
                Column::new("bills", Kind::Integer),
                Column::new("amount", Kind::Money),
                Column::text("asked_name"),
                Column::text("approved_name"),
                Column::new("community", Kind::Ref { to: "org".into() }),
                Column::new("run_asked_at", Kind::Instant).sortable(),
            ],
            link: Some("/billing/bill_runs/{id}"),
            noun: Some("bill_run"),
            offers: &["billing.bill_run.create"],
            page: true,
            ..List::default()
        }),
        Query::one("billing.bill_run.view", BILL_RUN_VIEW, "/billing/bill_runs/{id}", run::queries::view),
        Query::list("billing.bill.list", BILL_VIEW, "/billing/bills", bill::queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::text("place"),
                Column::text("fee_item"),
                Column::new("from_on", Kind::Date),
                Column::new("to_on", Kind::Date),
                Column::new("amount", Kind::Money),
                Column::new("owed", Kind::Money),
                Column::new("paid_state", choice(PaidState::ALL.iter().map(|s| s.word()))),
                Column::text("payer"),
                Column::new("bill_on", Kind::Date).sortable(),
                Column::new("due_on", Kind::Date),
                Column::new("bill_state", choice(BillState::ALL.iter().map(|s| s.word()))),
                Column::new("community", Kind::Ref { to: "org".into() }).optional(),
            ],
            link: Some("/billing/bills/{id}"),
            noun: Some("bill"),
            leads: &[("billing-penalty-waiver-list", "/billing/penalty_waivers")],
            page: true,
            ..List::default()
        }),
        Query::list("billing.penalty_waiver.list", BILL_VIEW, "/billing/penalty_waivers", penalty::queries::list).with(
            List {
                columns: waiver_columns(),
                link: Some("/billing/bills/{bill_id}"),
                noun: Some("penalty_waiver"),
                bulk: vec![Bulk::of("billing.penalty_waiver.approve"), Bulk::of("billing.penalty_waiver.refuse")],
                page: true,
                ..List::default()
            },
        ),
        Query::one("billing.bill.view", BILL_VIEW, "/billing/bills/{id}", bill::queries::view),
        Query::one("billing.arrears.view", BILL_VIEW, "/billing/arrears", arrears::queries::arrears),
        Query::one("billing.statement.view", BILL_VIEW, STATEMENT, statement::queries::statement),
        Query::one("billing.forecast.view", BILL_RUN_VIEW, "/billing/forecast", forecast::queries::forecast),
        Query::one(
            "billing.collection_rate.view",
            BILL_VIEW,
            "/billing/collection_rate",
            collection_rate::queries::rate,
        ),
    ]
}

fn waiver_columns() -> Vec<Column> {
    vec![
        Column::text("number"),
        Column::text("place"),
        Column::text("let_off"),
        Column::text("reason"),
        Column::new("credit_state", choice(CreditState::ALL.iter().map(|s| s.word()))),
        Column::text("asked_name"),
        Column::new("asked_at", Kind::Instant).sortable(),
        Column::text("decided_name"),
        Column::new("community", Kind::Ref { to: "org".into() }).optional(),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}
