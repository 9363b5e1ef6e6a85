//! The counter: shifts of cashiers, payments with their receipts, what is paid in advance.
//!
//! What a payment pays is decided by the engine (`crates/settle`); bills are settled by billing, money moves in the ledger. Deliberately
//! absent: payment channels (online brings what they take) and statements of banks.

mod advance;
mod allocation;
mod day_report;
mod deduction;
mod deposit;
mod deposit_refund;
mod holding;
mod opening;
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
    allocation::model::{AllocationRule, AllocationSpread},
    deposit::model::DepositState,
    deposit_refund::model::DepositRefundState,
    shift::model::ShiftState,
};

pub use deduction::{
    model::{DeductionFilter, DeductionId, DeductionLineRow, DeductionRecord, WhichDeduction},
    queries::{list as deductions, view as deduction},
};
pub use deposit::model::{DepositId, DepositKind};
pub use holding::{
    model::{OwnDeposit, OwnHoldings},
    queries::own as own_holdings,
};
pub use opening::{
    actions::{hold_deposit, hold_prepayment, undo_deposit, undo_prepayment},
    model::{OpeningDeposit, OpeningPrepayment},
    queries::{moved_deposits, spent_prepayments},
};
pub use payment::{
    actions::{bank_account, bring, give_back},
    model::{
        Brought, Method, PaymentFilter, PaymentId, PaymentLine, PaymentLineRow, PaymentMethodRow, PaymentRecord,
        PaymentState, Received,
    },
    pages::receipt_sheet,
    queries::{given_back_in, list as payments, of_payer, received, records, taken as payments_taken},
};
pub use prepayment::model::Purpose;
pub use proof::queries::{brought, findings};
pub use refund::{
    model::{AskPart, Back, GoneBack, RefundFilter, RefundId, RefundRecord, RefundState, WhichRefund},
    queries::{bills_to_choose, list as refunds, part, view as refund},
};
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
        ::store::Migration::portable("0005_deposits", include_str!("../migrations/0005_deposits.sql")),
        ::store::Migration::portable("0006_day_reports", include_str!("../migrations/0006_day_reports.sql")),
        ::store::Migration::portable(
            "0007_allocation_orders",
            include_str!("../migrations/0007_allocation_orders.sql"),
        ),
        ::store::Migration {
            name: "0008_openings",
            portable: "",
            sqlite: Some(include_str!("../migrations/0008_openings.sqlite.sql")),
            postgres: Some(include_str!("../migrations/0008_openings.postgres.sql")),
        },
        ::store::Migration {
            name: "0009_part_refunds",
            portable: "",
            sqlite: Some(include_str!("../migrations/0009_part_refunds.sqlite.sql")),
            postgres: Some(include_str!("../migrations/0009_part_refunds.postgres.sql")),
        },
        ::store::Migration::portable("0010_deposit_payers", include_str!("../migrations/0010_deposit_payers.sql")),
        ::store::Migration::portable("0011_advances", include_str!("../migrations/0011_advances.sql")),
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
const DEPOSIT_VIEW: Permission = Permission("payment.deposit.view");
/// Taking deposits at the counter, asking for them back and paying them out.
const DEPOSIT_CREATE: Permission = Permission("payment.deposit.create");
/// Saying in which order money that does not suffice pays bills.
const ALLOCATION_EDIT: Permission = Permission("payment.allocation_order.edit");
/// Deciding about deposits somebody else asked back.
const DEPOSIT_APPROVE: Permission = Permission("payment.deposit.approve");

/// Those who see what is taken.
const SEEN_BY: &[&str] = &["cashier", "accountant", "finance_lead", "manager", "director"];

const PREPAYMENT: &str = "/payment/prepayments/{id}";
const REFUND: &str = "/payment/refunds/{id}";
const DEDUCTION: &str = "/payment/deductions/{id}";
const DEPOSIT: &str = "/payment/deposits/{id}";
const DEPOSIT_REFUND: &str = "/payment/deposit_refunds/{id}";

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
            (ALLOCATION_EDIT, &["finance_lead", "manager"]),
            (DEPOSIT_VIEW, &["cashier", "accountant", "finance_lead", "agent", "steward", "manager", "director"]),
            (DEPOSIT_CREATE, &["cashier"]),
            (DEPOSIT_APPROVE, &["accountant", "finance_lead", "manager", "director"]),
        ]),
        passed_on: vec![
            CASH_SHIFT_VIEW,
            CASH_SHIFT_CONFIRM,
            PAYMENT_VIEW,
            PAYMENT_VOID,
            PREPAYMENT_VIEW,
            REFUND_VIEW,
            REFUND_APPROVE,
            DEPOSIT_VIEW,
            DEPOSIT_APPROVE,
        ],
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: vec![
            Page::new("payment.counter.page", PAYMENT_CREATE, "/payment/counter", payment::pages::counter),
            Page::new("payment.advance.page", PAYMENT_CREATE, "/payment/advance", advance::pages::page),
            Page::new("payment.payment.page", PAYMENT_VIEW, payment, payment::pages::page),
            Page::new("payment.cash_shift.page", CASH_SHIFT_VIEW, shift, shift::pages::page),
            Page::new("payment.prepayment.page", PREPAYMENT_VIEW, PREPAYMENT, prepayment::pages::page),
            Page::new("payment.refund.page", REFUND_VIEW, REFUND, refund::pages::page),
            Page::new("payment.deduction.page", PREPAYMENT_VIEW, DEDUCTION, deduction::pages::page),
            Page::new("payment.day_report.page", PAYMENT_VIEW, "/payment/day_report", day_report::pages::page),
            Page::new("payment.holding.page", DEPOSIT_VIEW, "/payment/holdings", holding::pages::page),
            Page::new("payment.deposit.page", DEPOSIT_VIEW, DEPOSIT, deposit::pages::page),
            Page::new("payment.deposit_refund.page", DEPOSIT_VIEW, DEPOSIT_REFUND, deposit_refund::pages::page),
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
        desk(236, "payment-deposit-list", "key", "/payment/deposits", DEPOSIT_VIEW),
        desk(237, "payment-deposit-refund-list", "arrow-back-up", "/payment/deposit_refunds", DEPOSIT_VIEW),
        desk(239, "payment-allocation-order-list", "list-check", "/payment/allocation_orders", ALLOCATION_EDIT),
        desk(240, "payment-holdings", "wallet", "/payment/holdings", DEPOSIT_VIEW),
        desk(238, "payment-day-report", "chart-bar", "/payment/day_report", PAYMENT_VIEW),
    ]
}

fn actions() -> Vec<Action> {
    counter_actions().into_iter().chain(deposit_actions()).collect()
}

/// Deposits: taken, asked back, decided, paid out.
fn deposit_actions() -> Vec<Action> {
    use deposit_refund::actions as refunds;
    vec![
        Action::new(
            "payment.allocation_order.edit",
            ALLOCATION_EDIT,
            "/payment/allocation_orders",
            allocation::actions::edit,
        )
        .then("/payment/allocation_orders"),
        Action::new("payment.deposit.create", DEPOSIT_CREATE, "/payment/deposits", deposit::actions::create)
            .then(DEPOSIT),
        Action::new("payment.deposit.void", PAYMENT_VOID, "/payment/deposits/{id}/void", deposit::actions::void)
            .then(DEPOSIT),
        Action::new("payment.deposit_refund.create", DEPOSIT_CREATE, "/payment/deposits/{id}/refunds", refunds::create)
            .then(DEPOSIT_REFUND)
            .shaped(deposit_refund::queries::form),
        Action::new(
            "payment.deposit_refund.approve",
            DEPOSIT_APPROVE,
            "/payment/deposit_refunds/{id}/approve",
            refunds::approve,
        )
        .then(DEPOSIT_REFUND),
        Action::new(
            "payment.deposit_refund.refuse",
            DEPOSIT_APPROVE,
            "/payment/deposit_refunds/{id}/refuse",
            refunds::refuse,
        )
        .then(DEPOSIT_REFUND),
        Action::new("payment.deposit_refund.pay", DEPOSIT_CREATE, "/payment/deposit_refunds/{id}/pay", refunds::pay)
            .then(DEPOSIT_REFUND),
    ]
}

fn counter_actions() -> Vec<Action> {
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
        Action::new("payment.advance.create", PAYMENT_CREATE, "/payment/advances", advance::actions::create)
            .then(payment),
        Action::new("payment.payment.void", PAYMENT_VOID, "/payment/payments/{id}/void", payment::actions::void)
            .then(payment),
        Action::new(
            "payment.payment.refund",
            REFUND_CREATE,
            "/payment/payments/{id}/refunds",
            refund::actions::refund_payment,
        )
        .then(REFUND)
        .shaped(payment::queries::refund_form),
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
    [taken(), prepaid(), deposited(), vec![allocated()]].into_iter().flatten().collect()
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
                Column::new("refunded", Kind::Money).optional(),
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
        Query::one("payment.advance.view", PAYMENT_CREATE, "/payment/advance", advance::queries::view),
        Query::one("payment.day_report.view", PAYMENT_VIEW, "/payment/day_report", day_report::queries::report),
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

/// What is held for rooms, and given back.
fn deposited() -> Vec<Query> {
    let kind = || Column::new("deposit_kind", choice(DepositKind::ALL.iter().map(|k| k.word())));
    vec![
        Query::list("payment.deposit.list", DEPOSIT_VIEW, "/payment/deposits", deposit::queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::text("place"),
                kind(),
                Column::text("payer"),
                Column::new("amount", Kind::Money),
                Column::new("deposit_left", Kind::Money),
                Column::new("taken_at", Kind::Instant).sortable(),
                Column::new("deposit_state", choice(DepositState::ALL.iter().map(|s| s.word()))),
                Column::text("cashier_name").optional(),
                org().optional(),
            ],
            link: Some(DEPOSIT),
            noun: Some("deposit"),
            offers: &["payment.deposit.create"],
            page: true,
            ..List::default()
        }),
        Query::one("payment.holding.view", DEPOSIT_VIEW, "/payment/holdings", holding::queries::holdings),
        Query::one("payment.deposit.view", DEPOSIT_VIEW, DEPOSIT, deposit::queries::view),
        Query::list(
            "payment.deposit_refund.list",
            DEPOSIT_VIEW,
            "/payment/deposit_refunds",
            deposit_refund::queries::list,
        )
        .with(List {
            columns: vec![
                Column::text("number"),
                Column::text("place"),
                kind(),
                Column::new("amount", Kind::Money),
                Column::new("kept", Kind::Money),
                Column::new("paid_back", Kind::Money),
                Column::new("deposit_refund_state", choice(DepositRefundState::ALL.iter().map(|s| s.word()))),
                Column::text("asked_name"),
                Column::new("asked_at", Kind::Instant).sortable(),
                org().optional(),
            ],
            link: Some(DEPOSIT_REFUND),
            noun: Some("deposit_refund"),
            start: Some(("payment-deposit-list", "/payment/deposits")),
            page: true,
            ..List::default()
        }),
        Query::one("payment.deposit_refund.view", DEPOSIT_VIEW, DEPOSIT_REFUND, deposit_refund::queries::view),
    ]
}

/// In which order money pays bills.
fn allocated() -> Query {
    Query::list(
        "payment.allocation_order.list",
        ALLOCATION_EDIT,
        "/payment/allocation_orders",
        allocation::queries::list,
    )
    .with(List {
        columns: vec![
            org(),
            Column::new("allocation_rule", choice(AllocationRule::ALL.iter().map(|r| r.word()))),
            Column::new("allocation_spread", choice(AllocationSpread::ALL.iter().map(|s| s.word()))),
            Column::new("whole_bills", Kind::Bool),
            Column::text("changed_name"),
            Column::new("changed_at", Kind::Instant).sortable(),
        ],
        offers: &["payment.allocation_order.edit"],
        page: true,
        ..List::default()
    })
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}
