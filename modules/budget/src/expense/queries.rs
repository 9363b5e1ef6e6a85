//! Read models of expenses, and what is left of a budget for them.

use std::collections::BTreeMap;

use kernel::{
    Date, Error, Label, Money, OrgId, Result,
    form::{Choice, Kind, form_of},
};
use ledger::capital::capital;
use module::{Ask, Context, Listing, Shape};
use serde_json::json;
use store::{Cursor, args};

use super::{
    model::{
        ApprovalLimitRow, BudgetLeft, ExpenseFilter, ExpenseLineRow, ExpenseListed, ExpenseRecord, ExpenseRow,
        ExpenseState, LimitFilter, StrikeDeduction, WhichExpense,
    },
    rules, store as rows,
};
use crate::{
    budget,
    item::{self, model::SpendingItemRow},
    variance::{self, queries::month_of},
};

/// The list of expenses.
pub async fn list(cx: &mut Context, ask: Ask<ExpenseFilter>) -> Result<Listing<ExpenseListed>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |e: &ExpenseRow| Cursor(args![e.asked_at, e.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| ExpenseListed {
        amount: row.amount(),
        id: row.id,
        number: row.number,
        expense_kind: row.kind,
        spending_item: row.item_name,
        payee: row.payee,
        expense_state: row.state,
        asked_name: row.asked_name,
        asked_at: row.asked_at,
        community: row.org_id,
    }))
}

/// One expense; while it waits, with what is left of the budget.
pub async fn view(cx: &mut Context, which: WhichExpense) -> Result<ExpenseRecord> {
    let expense = rows::one(cx, which.id).await?;
    let lines = rows::lines(cx, &expense).await?;
    let item = item::store::one(cx, expense.item_id).await?;
    let (left, above) = match expense.state {
        ExpenseState::Waiting => weighed(cx, &expense, &item).await?,
        _ => (None, false),
    };
    let files: Vec<String> = serde_json::from_str(&expense.files).map_err(Error::from)?;
    Ok(ExpenseRecord { capital: capital(expense.amount()), files, lines, left, above, expense })
}

/// The form that strikes a deduction: those that still count, in words.
pub(crate) async fn strike_form(cx: &mut Context, which: WhichExpense) -> Result<Shape> {
    let expense = rows::one(cx, which.id).await?;
    let lines = rows::lines(cx, &expense).await?;
    let speech = cx.speech();
    let choice = |(nth, line): (usize, &ExpenseLineRow)| {
        let words = format!("{} {}", line.what, speech.money(line.amount_fen));
        Choice { value: nth.to_string(), label: Some(Label::Both { zh: words.clone(), en: words }) }
    };
    let counting = (1..).zip(&lines).filter(|(_, line)| line.deducted && line.struck_at.is_none());
    let choices: Vec<Choice> = counting.map(choice).collect();
    let mut form = form_of::<StrikeDeduction>();
    for field in form.fields.iter_mut().filter(|field| field.name == "deduction_line") {
        field.kind = Kind::Choice { choices: choices.clone() };
    }
    Ok(Shape { title: None, form, values: json!({ "id": which.id }), known: BTreeMap::new() })
}

/// What is left without the expense itself, and whether it needs the higher approval.
pub(crate) async fn weighed(
    cx: &mut Context,
    expense: &ExpenseRow,
    item: &SpendingItemRow,
) -> Result<(Option<BudgetLeft>, bool)> {
    let left = left(cx, expense.org_id, item, expense.asked_on, expense.amount()).await?;
    let limit = rows::limit(cx, expense.asked_on).await?.unwrap_or(rules::LIMIT);
    Ok((left, rules::above(expense.amount(), limit, left)))
}

/// What is left for an item on a day: what the budget in force allows, less what was spent and what waits – without `own`, which
/// waits itself. None when no budget is in force.
pub(crate) async fn left(
    cx: &mut Context,
    org: OrgId,
    item: &SpendingItemRow,
    on: Date,
    own: Money,
) -> Result<Option<BudgetLeft>> {
    let year = i64::from(on.year());
    let Some(allowed) = budget::store::in_force(cx, org, year).await? else { return Ok(None) };
    let line = allowed.iter().find(|line| line.item_id == item.id);
    let allowed = line.map_or(Ok([Money::ZERO; 12]), |line| line.amounts())?;
    let spent = variance::queries::actual(cx, org, year).await?.of_items.remove(&item.id).unwrap_or([Money::ZERO; 12]);
    let waiting = rows::waiting(cx, org, year).await?.remove(&item.id).unwrap_or_default() - own;
    let month = usize::try_from(month_of(on)).unwrap_or(12);
    let (_, to_date) = variance::rules::both(&allowed, &spent, month);
    let (_, whole) = variance::rules::both(&allowed, &spent, 12);
    Ok(Some(BudgetLeft { to_date: to_date.left - waiting, whole_year: whole.left - waiting }))
}

/// The limits of approval, the latest first.
pub async fn limits(cx: &mut Context, ask: Ask<LimitFilter>) -> Result<Listing<ApprovalLimitRow>> {
    let (found, count) = rows::limit_list(cx, &ask.page).await?;
    Ok(Listing::cut(found, &ask.page, count, |l: &ApprovalLimitRow| Cursor(args![l.from_on, l.id]).to_string()))
}
