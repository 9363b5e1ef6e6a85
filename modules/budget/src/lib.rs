//! What may be spent and what is: budgets by item and month, expenses with their approval, both beside the book.
//!
//! What was spent is what the ledger says; nothing is counted twice here. Deliberately absent: vendors as a register, contracts.

mod budget;
mod expense;
mod item;
mod variance;

use kernel::{
    Permission,
    form::{Choice, Kind},
};
use module::{Action, Bulk, Column, Importable, List, Module, Nav, Page, Permitted, Query, Words};
use ui::Speech;

use crate::{
    budget::model::BudgetState,
    expense::model::{ExpenseKind, ExpenseState},
};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "budget",
    files: &[
        ::store::Migration::portable("0001_budgets", include_str!("../migrations/0001_budgets.sql")),
        ::store::Migration::portable("0002_expenses", include_str!("../migrations/0002_expenses.sql")),
        ::store::Migration::portable("0003_struck_lines", include_str!("../migrations/0003_struck_lines.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const ITEM_VIEW: Permission = Permission("budget.spending_item.view");
const ITEM_CREATE: Permission = Permission("budget.spending_item.create");
const BUDGET_VIEW: Permission = Permission("budget.budget.view");
/// Drawing up a budget, submitting it, beginning a change.
const BUDGET_CREATE: Permission = Permission("budget.budget.create");
/// Deciding about a budget somebody else submitted.
const BUDGET_APPROVE: Permission = Permission("budget.budget.approve");
/// One's own expenses.
const EXPENSE_VIEW: Permission = Permission("budget.expense.view");
/// Those of all.
const EXPENSE_VIEW_ALL: Permission = Permission("budget.expense.view_all");
const EXPENSE_CREATE: Permission = Permission("budget.expense.create");
const SETTLEMENT_CREATE: Permission = Permission("budget.settlement.create");
/// Deciding about expenses somebody else asked for, up to the limit.
const EXPENSE_APPROVE: Permission = Permission("budget.expense.approve");
/// The same above the limit, or above the budget.
const EXPENSE_APPROVE_ABOVE: Permission = Permission("budget.expense.approve_above");
/// Paying what somebody else approved.
const EXPENSE_PAY: Permission = Permission("budget.expense.pay");
const EXPENSE_REVERSE: Permission = Permission("budget.expense.reverse");
const LIMIT_VIEW: Permission = Permission("budget.approval_limit.view");
const LIMIT_CREATE: Permission = Permission("budget.approval_limit.create");

/// Those who see budgets, and what all spend.
const SEEN_BY: &[&str] = &["accountant", "finance_lead", "manager", "director"];
const BUDGET: &str = "/budget/budgets/{id}";
const EXPENSE: &str = "/budget/expenses/{id}";

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: Permitted::lines([
            (ITEM_VIEW, org::AT_WORK),
            (ITEM_CREATE, &["accountant", "finance_lead"]),
            (BUDGET_VIEW, SEEN_BY),
            (BUDGET_CREATE, &["accountant", "manager"]),
            (BUDGET_APPROVE, &["finance_lead", "director"]),
            (EXPENSE_VIEW, org::AT_WORK),
            (EXPENSE_VIEW_ALL, &["cashier", "accountant", "finance_lead", "manager", "director"]),
            (EXPENSE_CREATE, org::AT_WORK),
            (SETTLEMENT_CREATE, &["engineer", "supervisor", "accountant", "manager"]),
            (EXPENSE_APPROVE, &["finance_lead", "manager", "director"]),
            (EXPENSE_APPROVE_ABOVE, &["director"]),
            (EXPENSE_PAY, &["cashier", "accountant"]),
            (EXPENSE_REVERSE, &["accountant", "finance_lead"]),
            (LIMIT_VIEW, SEEN_BY),
            (LIMIT_CREATE, &["director"]),
        ]),
        passed_on: vec![
            BUDGET_VIEW,
            BUDGET_APPROVE,
            EXPENSE_VIEW,
            EXPENSE_VIEW_ALL,
            EXPENSE_APPROVE,
            EXPENSE_APPROVE_ABOVE,
        ],
        nav: nav(),
        actions: [budget_actions(), expense_actions()].into_iter().flatten().collect(),
        queries: [budget_queries(), expense_queries()].into_iter().flatten().collect(),
        pages: vec![
            Page::new("budget.budget.page", BUDGET_VIEW, BUDGET, budget::pages::page),
            Page::new("budget.budget.download", BUDGET_VIEW, "/budget/budgets/{id}/download", budget::pages::download),
            Page::new("budget.variance.page", BUDGET_VIEW, "/budget/variance", variance::pages::page),
            Page::new("budget.variance.download", BUDGET_VIEW, "/budget/variance/download", variance::pages::download),
            Page::new("budget.expense.page", EXPENSE_VIEW, EXPENSE, expense::pages::page),
        ],
        imports: vec![Importable::new(
            budget::import::register(),
            BUDGET_CREATE,
            budget::import::take,
            budget::import::undo,
        )],
        ..Module::new("budget", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(250, "budget-expense-list", "receipt", "/budget/expenses", EXPENSE_VIEW),
        desk(251, "budget-budget-list", "clipboard-list", "/budget/budgets", BUDGET_VIEW),
        desk(252, "budget-variance", "chart-bar", "/budget/variance", BUDGET_VIEW),
        desk(253, "budget-spending-item-list", "list-check", "/budget/spending_items", BUDGET_VIEW),
        desk(254, "budget-approval-limit-list", "lock", "/budget/approval_limits", LIMIT_VIEW),
    ]
}

fn budget_actions() -> Vec<Action> {
    use budget::actions::{amend, approve, create, fill, paste, refuse, submit};
    let items = "/budget/spending_items";
    vec![
        Action::new("budget.spending_item.create", ITEM_CREATE, items, item::actions::create).then(items),
        Action::new(
            "budget.spending_item.add_usual",
            ITEM_CREATE,
            "/budget/spending_items/usual",
            item::actions::add_usual,
        )
        .then(items),
        Action::new(
            "budget.spending_item.disable",
            ITEM_CREATE,
            "/budget/spending_items/{id}/disable",
            item::actions::disable,
        )
        .then(items),
        Action::new("budget.budget.create", BUDGET_CREATE, "/budget/budgets", create).then(BUDGET),
        Action::new("budget.budget.fill", BUDGET_CREATE, "/budget/budgets/{id}/fill", fill).then(BUDGET),
        Action::new("budget.budget.paste", BUDGET_CREATE, "/budget/budgets/{id}/paste", paste).then(BUDGET),
        Action::new("budget.budget.submit", BUDGET_CREATE, "/budget/budgets/{id}/submit", submit).then(BUDGET),
        Action::new("budget.budget.approve", BUDGET_APPROVE, "/budget/budgets/{id}/approve", approve).then(BUDGET),
        Action::new("budget.budget.refuse", BUDGET_APPROVE, "/budget/budgets/{id}/refuse", refuse).then(BUDGET),
        Action::new("budget.budget.amend", BUDGET_CREATE, "/budget/budgets/{id}/amend", amend).then(BUDGET),
    ]
}

fn expense_actions() -> Vec<Action> {
    use expense::actions::{approve, create, pay, refuse, reverse, set_limit, settle, strike, withdraw};
    vec![
        Action::new("budget.expense.create", EXPENSE_CREATE, "/budget/expenses", create).then(EXPENSE),
        Action::new("budget.settlement.create", SETTLEMENT_CREATE, "/budget/settlements", settle).then(EXPENSE),
        Action::new("budget.settlement.strike", SETTLEMENT_CREATE, "/budget/settlements/{id}/strike", strike)
            .shaped(expense::queries::strike_form)
            .then(EXPENSE),
        Action::new("budget.expense.approve", EXPENSE_APPROVE, "/budget/expenses/{id}/approve", approve).then(EXPENSE),
        Action::new("budget.expense.refuse", EXPENSE_APPROVE, "/budget/expenses/{id}/refuse", refuse).then(EXPENSE),
        Action::new("budget.expense.withdraw", EXPENSE_CREATE, "/budget/expenses/{id}/withdraw", withdraw)
            .then(EXPENSE),
        Action::new("budget.expense.pay", EXPENSE_PAY, "/budget/expenses/{id}/pay", pay).then(EXPENSE),
        Action::new("budget.expense.reverse", EXPENSE_REVERSE, "/budget/expenses/{id}/reverse", reverse).then(EXPENSE),
        Action::new("budget.approval_limit.create", LIMIT_CREATE, "/budget/approval_limits", set_limit)
            .then("/budget/approval_limits"),
    ]
}

fn budget_queries() -> Vec<Query> {
    vec![
        Query::list("budget.spending_item.list", ITEM_VIEW, "/budget/spending_items", item::queries::list).with(List {
            columns: vec![
                Column::text("name"),
                Column::text("code"),
                Column::text("book_code").sortable(),
                Column::new("disabled_at", Kind::Instant).optional(),
            ],
            noun: Some("spending_item"),
            bulk: vec![Bulk::of("budget.spending_item.disable")],
            offers: &["budget.spending_item.create", "budget.spending_item.add_usual"],
            page: true,
            ..List::default()
        }),
        Query::one("budget.spending_item.view", ITEM_VIEW, "/budget/spending_items/{id}", item::queries::view),
        Query::list("budget.budget.list", BUDGET_VIEW, "/budget/budgets", budget::queries::list).with(List {
            columns: vec![
                Column::new("year", Kind::Integer).sortable(),
                Column::new("edition", Kind::Integer),
                Column::new("budget_state", choice(BudgetState::ALL.iter().map(|s| s.word()))),
                Column::new("budget_total", Kind::Money),
                Column::text("made_name"),
                Column::new("made_at", Kind::Instant),
                community(),
            ],
            link: Some(BUDGET),
            noun: Some("budget"),
            offers: &["budget.budget.create"],
            leads: &[("intake-import-upload", "/do/intake.import.upload"), ("intake-template", "/intake/templates")],
            page: true,
            ..List::default()
        }),
        Query::one("budget.budget.view", BUDGET_VIEW, BUDGET, budget::queries::view),
        Query::one("budget.variance.view", BUDGET_VIEW, "/budget/variance", variance::queries::view),
    ]
}

fn expense_queries() -> Vec<Query> {
    vec![
        Query::list("budget.expense.list", EXPENSE_VIEW, "/budget/expenses", expense::queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::new("expense_kind", choice(ExpenseKind::ALL.iter().map(|k| k.word()))),
                Column::text("spending_item"),
                Column::text("payee"),
                Column::new("amount", Kind::Money),
                Column::new("expense_state", choice(ExpenseState::ALL.iter().map(|s| s.word()))),
                Column::text("asked_name"),
                Column::new("asked_at", Kind::Instant).sortable(),
                community().optional(),
            ],
            link: Some(EXPENSE),
            noun: Some("expense"),
            offers: &["budget.expense.create", "budget.settlement.create"],
            page: true,
            ..List::default()
        }),
        Query::one("budget.expense.view", EXPENSE_VIEW, EXPENSE, expense::queries::view),
        Query::list("budget.approval_limit.list", LIMIT_VIEW, "/budget/approval_limits", expense::queries::limits)
            .with(List {
                columns: vec![
                    Column::new("from_on", Kind::Date),
                    Column::new("limit_fen", Kind::Money),
                    Column::text("made_name"),
                    Column::new("made_at", Kind::Instant),
                ],
                noun: Some("approval_limit"),
                offers: &["budget.approval_limit.create"],
                page: true,
                ..List::default()
            }),
    ]
}

fn community() -> Column {
    Column::new("community", Kind::Ref { to: "org".into() })
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

/// The words of a choice.
fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", word.replace('_', "-")))
}
