//! Expenses and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use ledger::EntryId;
use process::runtime::CaseId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::item::model::SpendingItemId;

words! {
    /// What kind of expense.
    ExpenseKind {
        /// 费用报销
        Claim = "claim",
        /// 供应商发票
        Invoice = "invoice",
        /// 供应商结算
        Settlement = "settlement",
    }
}

words! {
    /// How an expense stands.
    ExpenseState {
        /// 待审批
        Waiting = "waiting",
        /// 待付款
        Approved = "approved",
        /// 未批准
        Refused = "refused",
        /// 已撤回
        Withdrawn = "withdrawn",
        /// 已付款
        Paid = "paid",
        /// 已冲销
        Reversed = "reversed",
    }
}

words! {
    /// Out of what it is paid.
    PaidFrom {
        /// 银行
        Bank = "bank",
        /// 现金
        Cash = "cash",
    }
}

/// An expense.
#[derive(Debug)]
pub struct Expense;
impl Noun for Expense {
    const PREFIX: &'static str = "expense";
}
/// The id of an expense.
pub type ExpenseId = Id<Expense>;

/// An amount above which the higher approval is needed.
#[derive(Debug)]
pub struct ApprovalLimit;
impl Noun for ApprovalLimit {
    const PREFIX: &'static str = "approval_limit";
}
/// The id of a limit.
pub type ApprovalLimitId = Id<ApprovalLimit>;

/// A limit as the table keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct ApprovalLimitRow {
    /// Its id.
    pub id: ApprovalLimitId,
    /// The first day it counts.
    pub from_on: Date,
    /// The most the first approval reaches.
    pub limit_fen: Money,
    /// Who set it.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
}

/// A file that goes with an expense: an invoice, a photo, an acceptance.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-kind" = "file"))]
pub struct Paper(pub String);

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ExpenseRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: ExpenseId,
    /// What people call it: `ZC202611-000042`.
    pub number: String,
    /// What kind.
    pub kind: ExpenseKind,
    /// On what it is spent.
    pub item_id: SpendingItemId,
    /// What that was called.
    pub item_name: String,
    /// Who gets the money.
    pub payee: String,
    /// The first day of the settled period.
    pub from_on: Option<Date>,
    /// The last.
    pub to_on: Option<Date>,
    /// What its lines come to.
    pub gross_fen: Money,
    /// What is taken off.
    pub deducted_fen: Money,
    /// What for.
    pub reason: String,
    /// Why more than the budget.
    pub over_reason: Option<String>,
    /// The files, as JSON.
    pub files: String,
    /// How it stands.
    pub state: ExpenseState,
    /// Who asked.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The day at the community.
    pub asked_on: Date,
    /// Who decided: somebody else.
    #[schemars(with = "Option<String>")]
    pub decided_by: Option<Uuid>,
    /// His name.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// What he said.
    pub remark: Option<String>,
    /// The entry of its cost, once it is approved.
    #[schemars(with = "Option<String>")]
    pub entry_id: Option<EntryId>,
    /// Who paid: not who approved.
    #[schemars(with = "Option<String>")]
    pub paid_by: Option<Uuid>,
    /// His name.
    pub paid_name: Option<String>,
    /// When.
    pub paid_at: Option<Instant>,
    /// Out of what.
    pub method: Option<PaidFrom>,
    /// The number of the bank's slip.
    pub reference: Option<String>,
    /// The entry of its payment.
    #[schemars(with = "Option<String>")]
    pub paid_entry_id: Option<EntryId>,
    /// Who reversed it.
    pub reversed_name: Option<String>,
    /// When.
    pub reversed_at: Option<Instant>,
    /// Why.
    pub reverse_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

impl ExpenseRow {
    /// What is to be paid.
    pub fn amount(&self) -> Money {
        self.gross_fen - self.deducted_fen
    }
}

/// A line of an expense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ExpenseLineRow {
    /// What for, or why it is taken off.
    pub what: String,
    /// When.
    pub spent_on: Option<Date>,
    /// The number of the invoice.
    pub invoice_number: Option<String>,
    /// How much.
    pub amount_fen: Money,
    /// Whether it is taken off.
    pub deducted: bool,
    /// The case of an inspection that decided it.
    pub case_id: Option<CaseId>,
    /// Who struck it: it is not taken off after all.
    pub struck_name: Option<String>,
    /// When.
    pub struck_at: Option<Instant>,
    /// Why.
    pub struck_reason: Option<String>,
}

impl ExpenseLineRow {
    /// A line that nobody has struck and no inspection decided.
    pub(crate) fn of(what: String, amount_fen: Money, deducted: bool) -> Self {
        Self {
            what,
            spent_on: None,
            invoice_number: None,
            amount_fen,
            deducted,
            case_id: None,
            struck_name: None,
            struck_at: None,
            struck_reason: None,
        }
    }
}

/// A line as it is typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct TypedExpenseLine {
    /// What for.
    #[schemars(length(min = 1, max = 120))]
    pub spent_what: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub spent_on: Option<Date>,
    /// The number of the invoice.
    #[schemars(length(max = 40))]
    pub invoice_number: Option<String>,
}

/// A deduction as it is typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct TypedDeduction {
    /// Why: the inspection, the number of the case, what was found.
    #[schemars(length(min = 1, max = 120))]
    pub deducted_why: String,
    /// How much.
    pub amount: Money,
    /// When it was found.
    pub found_on: Option<Date>,
}

/// A claim of the staff, or a vendor's invoice.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateExpense {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// A claim, or a vendor's invoice; a claim when left out.
    pub expense_kind: Option<Claimed>,
    /// On what it is spent.
    pub spending_item_id: SpendingItemId,
    /// Who gets the money; who asks when left out.
    #[schemars(length(max = 80))]
    pub payee: Option<String>,
    /// What for.
    #[schemars(length(min = 1, max = 200))]
    pub expense_reason: String,
    /// Its lines.
    #[schemars(length(min = 1, max = 50))]
    pub expense_lines: Vec<TypedExpenseLine>,
    /// Why more than what is left of the budget.
    #[schemars(length(max = 200))]
    pub over_reason: Option<String>,
    /// The invoices.
    #[schemars(length(max = 20))]
    pub invoice_files: Option<Vec<Paper>>,
}

words! {
    /// What may be asked without a settlement.
    Claimed {
        /// 费用报销
        Claim = "claim",
        /// 供应商发票
        Invoice = "invoice",
    }
}

/// A settlement with a vendor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateSettlement {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// On what it is spent.
    pub spending_item_id: SpendingItemId,
    /// The vendor.
    #[schemars(length(min = 1, max = 80))]
    pub vendor: String,
    /// The first day that is settled.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// What the contract says for this period.
    pub contract_amount: Money,
    /// What is taken off, each with its reason.
    #[schemars(length(max = 50))]
    pub quality_deductions: Option<Vec<TypedDeduction>>,
    /// The number of the invoice.
    #[schemars(length(max = 40))]
    pub invoice_number: Option<String>,
    /// Why more than what is left of the budget.
    #[schemars(length(max = 200))]
    pub over_reason: Option<String>,
    /// The invoice, the acceptance.
    #[schemars(length(max = 20))]
    pub invoice_files: Option<Vec<Paper>>,
}

/// A deduction is not taken off after all.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct StrikeDeduction {
    /// The settlement.
    pub id: ExpenseId,
    /// Which of its deductions, by its place among the lines.
    #[schemars(length(min = 1, max = 3))]
    pub deduction_line: String,
    /// Why.
    #[schemars(length(min = 2, max = 200))]
    pub struck_reason: String,
}

/// The answer to an expense.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecideExpense {
    /// Which.
    pub id: ExpenseId,
    /// What is to be said.
    #[schemars(length(max = 200))]
    pub remark: Option<String>,
}

/// An expense is paid.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct PayExpense {
    /// Which.
    pub id: ExpenseId,
    /// Out of what.
    pub paid_from: PaidFrom,
    /// The number of the bank's slip.
    #[schemars(length(max = 60))]
    pub reference: Option<String>,
}

/// An expense is taken back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ReverseExpense {
    /// Which.
    pub id: ExpenseId,
    /// What was wrong.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Which expense.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichExpense {
    /// It.
    pub id: ExpenseId,
}

/// A limit is set.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateLimit {
    /// The most the first approval reaches.
    pub approval_limit: Money,
    /// The first day it counts; today when left out.
    pub from_on: Option<Date>,
}

/// The limit that was set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichLimit {
    /// It.
    pub id: ApprovalLimitId,
}

/// Nothing narrows the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct LimitFilter {}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ExpenseFilter {
    /// One.
    pub id: Option<ExpenseId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a kind.
    pub expense_kind: Option<ExpenseKind>,
    /// In a state.
    pub expense_state: Option<ExpenseState>,
    /// For an item.
    pub spending_item_id: Option<SpendingItemId>,
}

/// An expense in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExpenseListed {
    /// Its id.
    pub id: ExpenseId,
    /// What people call it.
    pub number: String,
    /// What kind.
    pub expense_kind: ExpenseKind,
    /// On what it is spent.
    pub spending_item: String,
    /// Who gets the money.
    pub payee: String,
    /// What is to be paid.
    pub amount: Money,
    /// How it stands.
    pub expense_state: ExpenseState,
    /// Who asked.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// The community.
    pub community: OrgId,
}

/// What is left of a budget for an item on a day, before what is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BudgetLeft {
    /// Of what is allowed from January to the end of the month.
    pub to_date: Money,
    /// Of what is allowed in the year.
    pub whole_year: Money,
}

/// An expense with everything said of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExpenseRecord {
    /// All of it.
    pub expense: ExpenseRow,
    /// What it is made of and what is taken off.
    pub lines: Vec<ExpenseLineRow>,
    /// The files.
    pub files: Vec<String>,
    /// What is left of the budget while it waits; none when no budget is in force.
    pub left: Option<BudgetLeft>,
    /// Whether the higher approval is needed while it waits.
    pub above: bool,
    /// The amount in capital characters.
    pub capital: String,
}
