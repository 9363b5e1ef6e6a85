//! What an expense comes to, who may approve it, who pays – pure.

use kernel::{Date, Error, Message, Money, Result};
use ledger::{AccountId, Posting};
use rounds::QualityDeduction;
use uuid::Uuid;

use super::model::{
    BudgetLeft, CreateSettlement, ExpenseLineRow, ExpenseRow, ExpenseState, TypedDeduction, TypedExpenseLine,
};

/// The most the first approval reaches where the company has set nothing: 3,000 yuan.
pub(crate) const LIMIT: Money = Money(300_000);
/// The most of one line: ten million yuan.
const MOST: Money = Money(1_000_000_000);

fn sound(field: String, amount: Money) -> Result<Money> {
    if amount > Money::ZERO && amount <= MOST {
        Ok(amount)
    } else {
        Err(Error::field(field, Message::of("budget-line-amount").with("most", MOST)))
    }
}

/// The lines of a claim or an invoice, none later than today.
pub(crate) fn lines(typed: &[TypedExpenseLine], today: Date) -> Result<Vec<ExpenseLineRow>> {
    let line = |(nth, line): (usize, &TypedExpenseLine)| {
        if line.spent_on.is_some_and(|day| day > today) {
            let field = format!("expense_lines.{nth}.spent_on");
            return Err(Error::field(field, Message::of("budget-spent-later")));
        }
        let amount = sound(format!("expense_lines.{nth}.amount"), line.amount)?;
        Ok(ExpenseLineRow {
            spent_on: line.spent_on,
            invoice_number: written(line.invoice_number.as_deref()),
            ..ExpenseLineRow::of(line.spent_what.trim().to_owned(), amount, false)
        })
    };
    typed.iter().enumerate().map(line).collect()
}

/// The lines of a settlement: what the contract says (`what` in words), each deduction that is typed, and each that inspections took
/// off (`found`); something is left to be paid.
pub(crate) fn settled(
    typed: &CreateSettlement,
    what: String,
    found: Vec<ExpenseLineRow>,
) -> Result<Vec<ExpenseLineRow>> {
    if typed.to_on < typed.from_on {
        return Err(Error::field("to_on", Message::of("budget-ends-before-it-begins")));
    }
    let gross = sound("contract_amount".to_owned(), typed.contract_amount)?;
    let mut lines = vec![ExpenseLineRow {
        invoice_number: written(typed.invoice_number.as_deref()),
        ..ExpenseLineRow::of(what, gross, false)
    }];
    for (nth, one) in typed.quality_deductions.iter().flatten().enumerate() {
        lines.push(deduction(nth, one)?);
    }
    let of_inspections: Money = found.iter().map(|line| line.amount_fen).sum();
    lines.extend(found);
    let (gross, deducted) = sums(&lines);
    if deducted >= gross {
        let message = if of_inspections > Money::ZERO {
            Message::of("budget-deducted-all-inspections").with("amount", of_inspections)
        } else {
            Message::of("budget-deducted-all")
        };
        let field = if of_inspections > Money::ZERO { "contract_amount" } else { "quality_deductions.0.amount" };
        return Err(Error::field(field, message));
    }
    Ok(lines)
}

fn deduction(nth: usize, typed: &TypedDeduction) -> Result<ExpenseLineRow> {
    let amount = sound(format!("quality_deductions.{nth}.amount"), typed.amount)?;
    Ok(ExpenseLineRow {
        spent_on: typed.found_on,
        ..ExpenseLineRow::of(typed.deducted_why.trim().to_owned(), amount, true)
    })
}

/// What an inspection took off, as a line.
pub(crate) fn found(one: &QualityDeduction) -> ExpenseLineRow {
    let what = format!("{} {} {}", one.number, one.title, one.thing_name);
    ExpenseLineRow {
        spent_on: Some(one.ended_on),
        case_id: Some(one.case_id),
        ..ExpenseLineRow::of(what.trim().to_owned(), one.amount_fen, true)
    }
}

/// The deduction somebody means to strike, by its place among the lines: one that still counts, while the settlement waits.
pub(crate) fn strike(expense: &ExpenseRow, lines: &[ExpenseLineRow], nth: i64) -> Result<usize> {
    if expense.state != ExpenseState::Waiting {
        return Err(Error::broken("budget-expense-decided"));
    }
    let at = usize::try_from(nth - 1).ok().filter(|at| lines.get(*at).is_some_and(|line| line.deducted));
    let at = at.ok_or_else(|| Error::field("deduction_line", Message::of("budget-no-such-deduction")))?;
    match lines.get(at) {
        Some(line) if line.struck_at.is_none() => Ok(at),
        _ => Err(Error::broken("budget-struck-already")),
    }
}

fn written(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What the lines come to, and what is taken off; what was struck does not count.
pub(crate) fn sums(lines: &[ExpenseLineRow]) -> (Money, Money) {
    let counts = |line: &&ExpenseLineRow| line.struck_at.is_none();
    let sum = |deducted: bool| {
        lines.iter().filter(counts).filter(|line| line.deducted == deducted).map(|line| line.amount_fen).sum()
    };
    (sum(false), sum(true))
}

/// Whether an amount is more than what is left of the year's budget.
pub(crate) fn over(amount: Money, left: Option<BudgetLeft>) -> bool {
    left.is_some_and(|left| amount > left.whole_year)
}

/// What is more than the budget needs a reason.
pub(crate) fn reasoned(amount: Money, left: Option<BudgetLeft>, why: Option<&str>) -> Result<()> {
    match left {
        Some(left) if over(amount, Some(left)) && why.is_none_or(|why| why.trim().is_empty()) => {
            let message = Message::of("budget-over-why").with("left", left.whole_year).with("amount", amount);
            Err(Error::field("over_reason", message))
        }
        _ => Ok(()),
    }
}

/// Whether the higher approval is needed: above the limit, or above the budget.
pub(crate) fn above(amount: Money, limit: Money, left: Option<BudgetLeft>) -> bool {
    amount > limit || over(amount, left)
}

/// Somebody else decides than who asked, and once; above the limit or the budget whoever may do that.
pub(crate) fn decide(expense: &ExpenseRow, by: Uuid) -> Result<()> {
    match expense.state {
        ExpenseState::Waiting if expense.asked_by == by => Err(Error::broken("budget-own-expense")),
        ExpenseState::Waiting => Ok(()),
        _ => Err(Error::broken("budget-expense-decided")),
    }
}

/// Whoever asked takes it back while it waits.
pub(crate) fn withdraw(expense: &ExpenseRow, by: Uuid) -> Result<()> {
    match expense.state {
        ExpenseState::Waiting if expense.asked_by == by => Ok(()),
        ExpenseState::Waiting => Err(Error::broken("budget-not-own-expense")),
        _ => Err(Error::broken("budget-expense-decided")),
    }
}

/// Somebody else pays than who approved, and once.
pub(crate) fn pay(expense: &ExpenseRow, by: Uuid) -> Result<()> {
    match expense.state {
        ExpenseState::Approved if expense.decided_by == Some(by) => Err(Error::broken("budget-own-approval")),
        ExpenseState::Approved => Ok(()),
        ExpenseState::Paid => Err(Error::broken("budget-paid-already")),
        _ => Err(Error::broken("budget-not-approved")),
    }
}

/// What stands in the book is reversed once, by somebody else than who asked.
pub(crate) fn reverse(expense: &ExpenseRow, by: Uuid) -> Result<()> {
    match expense.state {
        ExpenseState::Approved | ExpenseState::Paid if expense.asked_by == by => {
            Err(Error::broken("budget-own-expense"))
        }
        ExpenseState::Approved | ExpenseState::Paid => Ok(()),
        ExpenseState::Reversed => Err(Error::broken("budget-reversed-already")),
        _ => Err(Error::broken("budget-not-approved")),
    }
}

/// An amount from one account (credit) to another (debit).
pub(crate) fn moved(to: AccountId, from: AccountId, amount: Money) -> Vec<Posting> {
    vec![Posting::debit(to, amount), Posting::credit(from, amount)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Option<BudgetLeft> = Some(BudgetLeft { to_date: Money(100), whole_year: Money(1_000) });

    #[test]
    fn the_limit_and_the_budget_need_the_higher_approval() {
        for (amount, limit, left, wanted) in [
            (999, 2_000, LEFT, false),
            (1_000, 1_000, LEFT, false),
            (1_001, 2_000, LEFT, true),
            (1_001, 2_000, None, false),
            (2_001, 2_000, None, true),
        ] {
            assert_eq!(above(Money(amount), Money(limit), left), wanted, "{amount} of {limit}");
        }
    }

    #[test]
    fn above_the_budget_a_reason_is_said() {
        assert!(reasoned(Money(1_001), LEFT, Some(" ")).is_err());
        assert!(reasoned(Money(1_001), LEFT, Some("抢修")).is_ok());
        assert!(reasoned(Money(1_000), LEFT, None).is_ok());
        assert!(reasoned(Money(9_999), None, None).is_ok());
    }
}
