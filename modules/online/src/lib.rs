//! Paying by WeChat Pay and Alipay: accounts at the channels, orders, what channels tell, and money that came in.
//!
//! The protocols are the engine's (`crates/gateway`); receipts are payment's, bills are settled by billing, money moves in the ledger.
//! A call to a channel is made outside any transaction, after its row is committed, and may be made twice.

mod account;
mod arrival;
mod balance;
mod channel;
mod notice;
mod order;
mod proof;
mod refund;
mod statement;
mod transfer;

use kernel::{
    Permission, Span,
    form::{Choice, Kind},
};
use module::{Action, Column, Hook, Importable, Job, List, Module, Nav, Page, Permitted, Query, Words};
use ui::Speech;

use crate::{
    account::model::{PayChannel as Channel, PayeeAccountState},
    arrival::model::{ArrivalState, Doubt},
    order::model::OrderState,
    refund::model::ChannelRefundState,
    transfer::model::TransferState,
};

pub use account::{model::PayChannel, queries::channels};
pub use channel::model::Channels;
pub use order::{
    actions::order,
    model::{OrderRecord, OrderState as PaymentOrderState, OrderWay, PaymentOrderId, Wish},
    pages::shown_to,
    queries::{offered, own},
};
pub use proof::queries::findings;

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "online",
    files: &[
        ::store::Migration::portable("0001_online", include_str!("../migrations/0001_online.sql")),
        ::store::Migration::portable("0002_transfers", include_str!("../migrations/0002_transfers.sql")),
        ::store::Migration::portable("0003_bank_balances", include_str!("../migrations/0003_bank_balances.sql")),
        ::store::Migration::portable(
            "0004_channel_refund_bills",
            include_str!("../migrations/0004_channel_refund_bills.sql"),
        ),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const PAYEE_ACCOUNT_VIEW: Permission = Permission("online.payee_account.view");
/// Entering accounts with their keys, changing and ending them.
const PAYEE_ACCOUNT_EDIT: Permission = Permission("online.payee_account.edit");
const ORDER_VIEW: Permission = Permission("online.payment_order.view");
/// Having a code shown at the counter.
const ORDER_CREATE: Permission = Permission("online.payment_order.create");
const ARRIVAL_VIEW: Permission = Permission("online.arrival.view");
/// Saying which bills money in suspense pays.
const ARRIVAL_ASSIGN: Permission = Permission("online.arrival.assign");
const CHANNEL_REFUND_VIEW: Permission = Permission("online.channel_refund.view");
const CHANNEL_REFUND_CREATE: Permission = Permission("online.channel_refund.create");
/// Deciding about refunds somebody else asked for.
const CHANNEL_REFUND_APPROVE: Permission = Permission("online.channel_refund.approve");
const STATEMENT_VIEW: Permission = Permission("online.channel_statement.view");
/// Saying what was done about a difference.
const STATEMENT_RESOLVE: Permission = Permission("online.channel_difference.resolve");

/// Bringing statements of the bank.
const BANK_TRANSFER_CREATE: Permission = Permission("online.bank_transfer.create");
/// Giving back money that waits, and taking back what it paid.
const BANK_TRANSFER_UNDO: Permission = Permission("online.bank_transfer.undo");

const ACCOUNT: &str = "/online/payee_accounts/{id}";
const ORDER: &str = "/online/payment_orders/{id}";
const ARRIVAL: &str = "/online/arrivals/{id}";
const CHANNEL_REFUND: &str = "/online/channel_refunds/{id}";
const STATEMENT: &str = "/online/channel_statements/{id}";
const TRANSFER: &str = "/online/bank_transfers/{id}";
const BALANCES: &str = "/online/bank_balances";

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: Permitted::lines([
            (PAYEE_ACCOUNT_VIEW, &["accountant", "finance_lead", "manager", "director"]),
            (PAYEE_ACCOUNT_EDIT, &["finance_lead"]),
            (ORDER_VIEW, &["cashier", "accountant", "finance_lead", "manager", "director"]),
            (ORDER_CREATE, &["cashier"]),
            (ARRIVAL_VIEW, &["cashier", "accountant", "finance_lead", "manager", "director"]),
            (ARRIVAL_ASSIGN, &["accountant"]),
            (CHANNEL_REFUND_VIEW, &["cashier", "accountant", "finance_lead", "manager", "director"]),
            (CHANNEL_REFUND_CREATE, &["cashier", "accountant"]),
            (CHANNEL_REFUND_APPROVE, &["finance_lead", "manager", "director"]),
            (STATEMENT_VIEW, &["accountant", "finance_lead", "manager", "director"]),
            (STATEMENT_RESOLVE, &["accountant"]),
            (BANK_TRANSFER_CREATE, &["accountant"]),
            (BANK_TRANSFER_UNDO, &["finance_lead", "manager", "director"]),
        ]),
        passed_on: vec![
            PAYEE_ACCOUNT_VIEW,
            ORDER_VIEW,
            ARRIVAL_VIEW,
            ARRIVAL_ASSIGN,
            CHANNEL_REFUND_VIEW,
            CHANNEL_REFUND_APPROVE,
            STATEMENT_VIEW,
            STATEMENT_RESOLVE,
            BANK_TRANSFER_UNDO,
        ],
        nav: nav(),
        actions: actions().into_iter().chain(transfer_actions()).collect(),
        imports: vec![Importable::new(
            transfer::import::register(),
            BANK_TRANSFER_CREATE,
            transfer::import::take,
            transfer::store::undo,
        )],
        queries: [queries(), afterwards(), transfer_queries()].into_iter().flatten().collect(),
        pages: vec![
            Page::new("online.payee_account.page", PAYEE_ACCOUNT_VIEW, ACCOUNT, account::pages::page),
            Page::new("online.payment_order.page", ORDER_VIEW, ORDER, order::pages::page),
            Page::new("online.arrival.page", ARRIVAL_VIEW, ARRIVAL, arrival::pages::page),
            Page::new("online.bank_transfer.page", ARRIVAL_VIEW, TRANSFER, transfer::pages::page),
            Page::new("online.bank_balance.page", ARRIVAL_VIEW, BALANCES, balance::pages::page),
            Page::new("online.channel_refund.page", CHANNEL_REFUND_VIEW, CHANNEL_REFUND, refund::pages::page),
            Page::new("online.channel_statement.page", STATEMENT_VIEW, STATEMENT, statement::pages::page),
        ],
        jobs: vec![
            Job::new(order::jobs::SUBMIT, order::jobs::submit).prepared(order::jobs::place),
            Job::new(order::jobs::LOOK, order::jobs::look).prepared(order::jobs::ask),
            Job::new(notice::jobs::KEEP, notice::jobs::keep),
            Job::new(notice::jobs::WORK, notice::jobs::work),
            Job::new(refund::jobs::SEND, refund::jobs::send).prepared(refund::jobs::ask),
            Job::every("online.channel_statement.begin", Span::hours(1), statement::jobs::begin),
            Job::every("online.bank_transfer.begin", Span::minutes(1), transfer::jobs::begin),
            Job::new(transfer::jobs::MATCH, transfer::jobs::match_some),
            Job::new(statement::jobs::FETCH, statement::jobs::compare).prepared(statement::jobs::fetch),
        ],
        hooks: vec![Hook {
            name: "online.channel_notice.hear",
            path: "/online/notices/{id}",
            heard: notice::actions::heard,
        }],
        ..Module::new("online", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(236, "online-payment-order-list", "device-mobile", "/online/payment_orders", ORDER_VIEW),
        desk(237, "online-arrival-list", "arrow-down", "/online/arrivals", ARRIVAL_VIEW),
        desk(237, "online-bank-transfer-list", "wallet", "/online/bank_transfers", ARRIVAL_VIEW),
        desk(237, "online-bank-balances", "chart-bar", BALANCES, ARRIVAL_VIEW),
        desk(238, "online-channel-refund-list", "arrow-back-up", "/online/channel_refunds", CHANNEL_REFUND_VIEW),
        desk(239, "online-channel-statement-list", "checklist", "/online/channel_statements", STATEMENT_VIEW),
        desk(243, "online-payee-account-list", "building", "/online/payee_accounts", PAYEE_ACCOUNT_VIEW),
    ]
}

fn actions() -> Vec<Action> {
    use account::actions as accounts;
    vec![
        Action::new("online.payee_account.create", PAYEE_ACCOUNT_EDIT, "/online/payee_accounts", accounts::create)
            .then(ACCOUNT),
        Action::new(
            "online.payee_account.edit",
            PAYEE_ACCOUNT_EDIT,
            "/online/payee_accounts/{id}/edit",
            accounts::edit,
        )
        .then(ACCOUNT)
        .shaped(account::queries::form),
        Action::new("online.payee_account.end", PAYEE_ACCOUNT_EDIT, "/online/payee_accounts/{id}/end", accounts::end)
            .then(ACCOUNT),
        Action::new("online.payment_order.create", ORDER_CREATE, "/online/payment_orders", order::actions::collect)
            .then(ORDER)
            .shaped(order::queries::form),
        Action::new("online.arrival.assign", ARRIVAL_ASSIGN, "/online/arrivals/{id}/assign", arrival::actions::assign)
            .then(ARRIVAL),
        Action::new(
            "online.channel_refund.create",
            CHANNEL_REFUND_CREATE,
            "/online/arrivals/{id}/channel_refunds",
            refund::actions::create,
        )
        .then(CHANNEL_REFUND)
        .shaped(refund::queries::form),
        Action::new(
            "online.channel_refund.approve",
            CHANNEL_REFUND_APPROVE,
            "/online/channel_refunds/{id}/approve",
            refund::actions::approve,
        )
        .then(CHANNEL_REFUND),
        Action::new(
            "online.channel_refund.refuse",
            CHANNEL_REFUND_APPROVE,
            "/online/channel_refunds/{id}/refuse",
            refund::actions::refuse,
        )
        .then(CHANNEL_REFUND),
        Action::new(
            "online.channel_difference.resolve",
            STATEMENT_RESOLVE,
            "/online/channel_differences/{id}/resolve",
            statement::actions::resolve,
        )
        .then("/online/channel_statements/{statement_id}"),
    ]
}

fn transfer_actions() -> Vec<Action> {
    use transfer::actions;
    vec![
        Action::new("online.bank_balance.enter", BANK_TRANSFER_CREATE, BALANCES, balance::actions::enter)
            .then(BALANCES),
        Action::new(
            "online.bank_transfer.assign",
            ARRIVAL_ASSIGN,
            "/online/bank_transfers/{id}/assign",
            actions::assign,
        )
        .then(TRANSFER),
        Action::new(
            "online.bank_transfer.give_back",
            BANK_TRANSFER_UNDO,
            "/online/bank_transfers/{id}/give_back",
            actions::give_back,
        )
        .then(TRANSFER),
        Action::new(
            "online.bank_transfer.release",
            BANK_TRANSFER_UNDO,
            "/online/bank_transfers/{id}/release",
            actions::release,
        )
        .then(TRANSFER),
    ]
}

fn transfer_queries() -> Vec<Query> {
    vec![
        Query::list("online.bank_transfer.list", ARRIVAL_VIEW, "/online/bank_transfers", transfer::queries::list).with(
            List {
                columns: vec![
                    Column::new("came_on", Kind::Date).sortable(),
                    Column::new("amount", Kind::Money),
                    Column::text("sender_name"),
                    Column::text("sender_note"),
                    Column::new("bank_transfer_state", choice(TransferState::ALL.iter().map(|s| s.word()))),
                    Column::new("matched", Kind::Bool),
                    org(),
                ],
                link: Some(TRANSFER),
                noun: Some("bank_transfer"),
                leads: &[("intake-import-upload", "/do/intake.import.upload")],
                page: true,
                ..List::default()
            },
        ),
        Query::one("online.bank_transfer.view", ARRIVAL_VIEW, TRANSFER, transfer::queries::view),
        Query::one("online.bank_balance.view", ARRIVAL_VIEW, BALANCES, balance::queries::balances),
    ]
}

fn org() -> Column {
    Column::new("community", Kind::Ref { to: "org".into() }).optional()
}

fn queries() -> Vec<Query> {
    let channel = || Column::new("pay_channel", choice(Channel::ALL.iter().map(|c| c.word())));
    vec![
        Query::list("online.payee_account.list", PAYEE_ACCOUNT_VIEW, "/online/payee_accounts", account::queries::list)
            .with(List {
                columns: vec![
                    Column::text("name"),
                    channel(),
                    Column::text("merchant"),
                    Column::new("payee_account_state", choice(PayeeAccountState::ALL.iter().map(|s| s.word()))),
                    org(),
                ],
                link: Some(ACCOUNT),
                noun: Some("payee_account"),
                offers: &["online.payee_account.create"],
                page: true,
                ..List::default()
            }),
        Query::one("online.payee_account.view", PAYEE_ACCOUNT_VIEW, ACCOUNT, account::queries::view),
        Query::list("online.payment_order.list", ORDER_VIEW, "/online/payment_orders", order::queries::list).with(
            List {
                columns: vec![
                    Column::text("subject"),
                    channel(),
                    Column::new("amount", Kind::Money),
                    Column::new("payment_order_state", choice(OrderState::ALL.iter().map(|s| s.word()))),
                    Column::text("created_name"),
                    Column::new("created_at", Kind::Instant).sortable(),
                    org(),
                ],
                link: Some(ORDER),
                noun: Some("payment_order"),
                page: true,
                ..List::default()
            },
        ),
        Query::one("online.payment_order.view", ORDER_VIEW, ORDER, order::queries::view),
        Query::list("online.arrival.list", ARRIVAL_VIEW, "/online/arrivals", arrival::queries::list).with(List {
            columns: vec![
                Column::text("channel_transaction"),
                Column::new("amount", Kind::Money),
                Column::new("arrived_at", Kind::Instant).sortable(),
                Column::new("arrival_state", choice(ArrivalState::ALL.iter().map(|s| s.word()))),
                Column::new("doubt", choice(Doubt::ALL.iter().map(|d| d.word()))),
                org(),
            ],
            link: Some(ARRIVAL),
            noun: Some("arrival"),
            page: true,
            ..List::default()
        }),
        Query::one("online.arrival.view", ARRIVAL_VIEW, ARRIVAL, arrival::queries::view),
    ]
}

fn afterwards() -> Vec<Query> {
    vec![
        Query::list(
            "online.channel_refund.list",
            CHANNEL_REFUND_VIEW,
            "/online/channel_refunds",
            refund::queries::list,
        )
        .with(List {
            columns: vec![
                Column::text("reason"),
                Column::new("amount", Kind::Money),
                Column::new("channel_refund_state", choice(ChannelRefundState::ALL.iter().map(|s| s.word()))),
                Column::text("asked_name"),
                Column::new("asked_at", Kind::Instant).sortable(),
                org(),
            ],
            link: Some(CHANNEL_REFUND),
            noun: Some("channel_refund"),
            page: true,
            ..List::default()
        }),
        Query::one("online.channel_refund.view", CHANNEL_REFUND_VIEW, CHANNEL_REFUND, refund::queries::view),
        Query::list(
            "online.channel_statement.list",
            STATEMENT_VIEW,
            "/online/channel_statements",
            statement::queries::list,
        )
        .with(List {
            columns: vec![
                Column::new("bill_day", Kind::Date),
                Column::text("payee_account_name"),
                Column::new("amount", Kind::Money),
                Column::new("refunded", Kind::Money),
                Column::new("channel_fee", Kind::Money),
                Column::new("open_differences", Kind::Integer),
                org(),
            ],
            link: Some(STATEMENT),
            noun: Some("channel_statement"),
            page: true,
            ..List::default()
        }),
        Query::one("online.channel_statement.view", STATEMENT_VIEW, STATEMENT, statement::queries::view),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

/// The words of a choice.
pub(crate) fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}
