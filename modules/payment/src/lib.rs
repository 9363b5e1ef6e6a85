//! The counter: shifts of cashiers, payments with their receipts, what is paid in advance.
//!
//! What a payment pays is decided by the engine (`crates/settle`); bills are settled by billing, money moves in the ledger. Deliberately
//! absent: payment channels (online brings what they take) and statements of banks.

mod deduction;
mod payment;
mod prepayment;
mod proof;
mod refund;
mod shift;

use kernel::{
    Permission, Span,
    form::{Choice, Kind},
};
use module::{Action, Column, Job, List, Module, Nav, Page, Permitted, Query, Words};

use crate::{
    payment::model::PaymentState, prepayment::model::Purpose, refund::model::RefundState, shift::model::ShiftState,
};

pub use payment::{
    actions::{bring, give_back},
    model::{Brought, Method, PaymentId},
    pages::receipt_sheet,
};
pub use proof::queries::{brought, findings};
pub use shift::{model::CashShiftId, queries::open_shift};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "payment",
    files: &[
        ::store::Migration::portable("0001_payments", include_str!("../migrations/0001_payments.sql")),
        ::store::Migration::portable("0002_deductions", include_str!("../migrations/0002_deductions.sql")),
        ::store::Migration::portable("0003_refunds", include_str!("../migrations/0003_refunds.sql")),
        ::store::Migration {
            name: "0004_brought",
            portable: "",
            sqlite: Some(include_str!("../migrations/0004_brought.sqlite.sql")),
            postgres: Some(include_str!("../migrations/0004_brought.postgres.sql")),
        },
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const CASH_SHIFT_VIEW: Permission = Permission("payment.cash_shift.view");
/// Opening a shift of one's own, and handing it in.
const CASH_SHIFT_CREATE: Permission = Permission("payment.cash_shift.create");
/// Confirming what somebody else handed in.
const CASH_SHIFT_CONFIRM: Permission = Permission("payment.cash_shift.confirm");
const PAYMENT_VIEW: Permission = Permission("payment.payment.view");
/// Taking payments at the counter.
const PAYMENT_CREATE: Permission = Permission("payment.payment.create");
/// Voiding what somebody else took.
const PAYMENT_VOID: Permission = Permission("payment.payment.void");
const PREPAYMENT_VIEW: Permission = Permission("payment.prepayment.view");
const REFUND_VIEW: Permission = Permission("payment.refund.view");
const REFUND_CREATE: Permission = Permission("payment.refund.create");
/// Deciding about refunds somebody else asked for.
const REFUND_APPROVE: Permission = Permission("payment.refund.approve");

/// Those who see what is taken.
const SEEN_BY: &[&str] = &["cashier", "accountant", "finance_lead", "manager", "director"];

const PREPAYMENT: &str = "/payment/prepayments/{id}";
const REFUND: &str = "/payment/refunds/{id}";
const DEDUCTION: &str = "/payment/deductions/{id}";

/// The module's table.
pub fn module() -> Module {
    let (shift, payment) = ("/payment/cash_shifts/{id}", "/payment/payments/{id}");
    Module {
        permissions: Permitted::lines([
            (CASH_SHIFT_VIEW, SEEN_BY),
            (CASH_SHIFT_CREATE, &["cashier"]),
            (CASH_SHIFT_CONFIRM, &["accountant", "finance_lead"]),
            (PAYMENT_VIEW, SEEN_BY),
            (PAYMENT_CREATE, &["cashier"]),
            (PAYMENT_VOID, &["accountant", "finance_lead", "manager"]),
            (PREPAYMENT_VIEW, SEEN_BY),
            (REFUND_VIEW, SEEN_BY),
            (REFUND_CREATE, &["cashier", "accountant"]),
            (REFUND_APPROVE, &["finance_lead", "manager", "director"]),
        ]),
        passed_on: vec![
            CASH_SHIFT_VIEW,
            CASH_SHIFT_CONFIRM,
            PAYMENT_VIEW,
            PAYMENT_VOID,
            PREPAYMENT_VIEW,
            REFUND_VIEW,
            REFUND_APPROVE,
        ],
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: vec![
            Page::new("payment.counter.page", PAYMENT_CREATE, "/payment/counter", payment::pages::counter),
            Page::new("payment.payment.page", PAYMENT_VIEW, payment, payment::pages::page),
            Page::new("payment.cash_shift.page", CASH_SHIFT_VIEW, shift, shift::pages::page),
            Page::new("payment.prepayment.page", PREPAYMENT_VIEW, PREPAYMENT, prepayment::pages::page),
            Page::new("payment.refund.page", REFUND_VIEW, REFUND, refund::pages::page),
            Page::new("payment.deduction.page", PREPAYMENT_VIEW, DEDUCTION, deduction::pages::page),
        ],
        jobs: vec![
            Job::every("payment.deduction.begin", Span::hours(1), deduction::jobs::begin),
            Job::new(deduction::jobs::GO_ON, deduction::jobs::go_on),
        ],
        ..Module::new("payment", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(230, "payment-counter-page", "coin", "/payment/counter", PAYMENT_CREATE),
        desk(231, "payment-payment-list", "receipt", "/payment/payments", PAYMENT_VIEW),
        desk(232, "payment-cash-shift-list", "clock", "/payment/cash_shifts", CASH_SHIFT_VIEW),
        desk(233, "payment-prepayment-list", "wallet", "/payment/prepayments", PREPAYMENT_VIEW),
        desk(234, "payment-deduction-list", "arrow-down", "/payment/deductions", PREPAYMENT_VIEW),
        desk(235, "payment-refund-list", "arrow-back-up", "/payment/refunds", REFUND_VIEW),
    ]
}

fn actions() -> Vec<Action> {
    let (shift, payment) = ("/payment/cash_shifts/{id}", "/payment/payments/{id}");
    vec![
        Action::new("payment.cash_shift.create", CASH_SHIFT_CREATE, "/payment/cash_shifts", shift::actions::create)
            .then("/payment/counter"),
        Action::new(
            "payment.cash_shift.hand_in",
            CASH_SHIFT_CREATE,
            "/payment/cash_shifts/{id}/hand_in",
            shift::actions::hand_in,
        )
        .then(shift)
        .shaped(shift::queries::form),
        Action::new(
            "payment.cash_shift.confirm",
            CASH_SHIFT_CONFIRM,
            "/payment/cash_shifts/{id}/confirm",
            shift::actions::confirm,
        )
        .then(shift),
        Action::new("payment.payment.create", PAYMENT_CREATE, "/payment/payments", payment::actions::create)
            .then(payment)
            .shaped(payment::queries::form),
        Action::new("payment.payment.void", PAYMENT_VOID, "/payment/payments/{id}/void", payment::actions::void)
            .then(payment),
        Action::new(
            "payment.refund.create",
            REFUND_CREATE,
            "/payment/prepayments/{id}/refunds",
            refund::actions::create,
        )
        .then(REFUND),
        Action::new(
            "payment.refund.approve",
            REFUND_APPROVE,
            "/payment/refunds/{id}/approve",
            refund::actions::approve,
        )
        .then(REFUND),
        Action::new("payment.refund.refuse", REFUND_APPROVE, "/payment/refunds/{id}/refuse", refund::actions::refuse)
            .then(REFUND),
    ]
}

fn queries() -> Vec<Query> {
    [taken(), prepaid()].into_iter().flatten().collect()
}

fn org() -> Column {
    Column::new("community", Kind::Ref { to: "org".into() })
}

/// What is taken at the counter.
fn taken() -> Vec<Query> {
    let (shift, payment) = ("/payment/cash_shifts/{id}", "/payment/payments/{id}");
    vec![
        Query::list("payment.payment.list", PAYMENT_VIEW, "/payment/payments", payment::queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::text("paid_places"),
                Column::text("payer"),
                Column::new("amount", Kind::Money),
                Column::new("prepaid", Kind::Money).optional(),
                Column::new("received_at", Kind::Instant).sortable(),
                Column::text("cashier_name"),
                Column::new("payment_state", choice(PaymentState::ALL.iter().map(|s| s.word()))),
                org().optional(),
            ],
            link: Some(payment),
            noun: Some("payment"),
            start: Some(("payment-counter-page", "/payment/counter")),
            page: true,
            ..List::default()
        }),
        Query::one("payment.payment.view", PAYMENT_VIEW, payment, payment::queries::view),
        Query::list("payment.cash_shift.list", CASH_SHIFT_VIEW, "/payment/cash_shifts", shift::queries::list).with(
            List {
                columns: vec![
                    Column::text("cashier_name"),
                    Column::new("opened_at", Kind::Instant).sortable(),
                    Column::new("handed_in_at", Kind::Instant),
                    Column::new("shift_state", choice(ShiftState::ALL.iter().map(|s| s.word()))),
                    Column::new("counted_cash", Kind::Money),
                    Column::new("cash_difference", Kind::Money),
                    Column::text("confirmed_name"),
                    org(),
                ],
                link: Some(shift),
                noun: Some("cash_shift"),
                offers: &["payment.cash_shift.create"],
                page: true,
                ..List::default()
            },
        ),
        Query::one("payment.cash_shift.view", CASH_SHIFT_VIEW, shift, shift::queries::view),
    ]
}

/// What is paid in advance, and out of it.
fn prepaid() -> Vec<Query> {
    vec![
        Query::list("payment.prepayment.list", PREPAYMENT_VIEW, "/payment/prepayments", prepayment::queries::list)
            .with(List {
                columns: vec![
                    Column::text("place"),
                    Column::new("prepaid_for", choice(Purpose::ALL.iter().map(|p| p.word()))),
                    Column::new("prepayment_balance", Kind::Money),
                    Column::new("changed_at", Kind::Instant).sortable(),
                    org().optional(),
                ],
                link: Some(PREPAYMENT),
                noun: Some("prepayment"),
                start: Some(("payment-counter-page", "/payment/counter")),
                page: true,
                ..List::default()
            }),
        Query::one("payment.prepayment.view", PREPAYMENT_VIEW, PREPAYMENT, prepayment::queries::view),
        Query::list("payment.deduction.list", PREPAYMENT_VIEW, "/payment/deductions", deduction::queries::list).with(
            List {
                columns: vec![
                    Column::text("number"),
                    Column::text("place"),
                    Column::new("amount", Kind::Money),
                    Column::new("deducted_at", Kind::Instant).sortable(),
                    org().optional(),
                ],
                link: Some(DEDUCTION),
                noun: Some("deduction"),
                page: true,
                ..List::default()
            },
        ),
        Query::list("payment.refund.list", REFUND_VIEW, "/payment/refunds", refund::queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::text("place"),
                Column::new("prepaid_for", choice(Purpose::ALL.iter().map(|p| p.word()))),
                Column::new("amount", Kind::Money),
                Column::new("refund_state", choice(RefundState::ALL.iter().map(|s| s.word()))),
                Column::text("asked_name"),
                Column::new("asked_at", Kind::Instant).sortable(),
                org().optional(),
            ],
            link: Some(REFUND),
            noun: Some("refund"),
            page: true,
            ..List::default()
        }),
        Query::one("payment.refund.view", REFUND_VIEW, REFUND, refund::queries::view),
        Query::one("payment.deduction.view", PREPAYMENT_VIEW, DEDUCTION, deduction::queries::view),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}
