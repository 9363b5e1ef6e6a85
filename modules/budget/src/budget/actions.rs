//! Drawing up a budget, submitting it, deciding about one that somebody else submitted, and changing what is in force by another edition.

use std::collections::BTreeMap;

use kernel::{Error, Message, Money, OrgId, Result};
use module::{Change, Context};
use process::runtime;

use super::{
    model::{
        AmendBudget, BeginsWith, BudgetLineRow, BudgetRow, BudgetState, CreateBudget, DecideBudget, FillBudget, Months,
        PasteBudget, Spread, WhichBudget,
    },
    rules, store,
};
use crate::{
    item::{self, model::SpendingItemId},
    variance,
};

/// What a budget allows, by item.
pub(crate) type Grid = BTreeMap<SpendingItemId, Months>;

/// Begins the budget of a year.
pub async fn create(cx: &mut Context, input: CreateBudget) -> Result<WhichBudget> {
    let org = cx.community(input.org_id)?;
    let before = store::of_year(cx, org, input.year).await?;
    if !before.iter().all(|budget| budget.state == BudgetState::Refused) {
        return Err(Error::field("year", Message::of("budget-there-already").with("year", input.year)));
    }
    let last = input.year - 1;
    let grid = match input.begins_with.unwrap_or(BeginsWith::Nothing) {
        BeginsWith::Nothing => Grid::new(),
        BeginsWith::LastActual => variance::queries::actual(cx, org, last).await?.of_items,
        BeginsWith::LastBudget => allowed(cx, org, last).await?,
    };
    begin(cx, org, (input.year, rules::next_edition(&before)), None, grid).await
}

/// What the budget in force allows; nothing when there is none.
async fn allowed(cx: &mut Context, org: OrgId, year: i64) -> Result<Grid> {
    amounts(&store::in_force(cx, org, year).await?.unwrap_or_default())
}

async fn begin(
    cx: &mut Context,
    org: OrgId,
    (year, edition): (i64, i64),
    reason: Option<String>,
    grid: Grid,
) -> Result<WhichBudget> {
    let row = BudgetRow {
        org_id: org,
        id: cx.new_id(),
        year,
        edition,
        state: BudgetState::Draft,
        total_fen: total(&grid),
        reason,
        made_name: cx.actor().name.clone(),
        made_at: cx.now(),
        submitted_by: None,
        submitted_name: None,
        decided_by: None,
        decided_name: None,
        decided_at: None,
        remark: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    for (item, months) in &grid {
        store::keep_line(cx, (org, row.id), *item, months).await?;
    }
    cx.record(Change::to(org, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichBudget { id: row.id })
}

fn total(grid: &Grid) -> Money {
    grid.values().flatten().copied().sum()
}

/// Keeps the grid of a draft as it was typed.
pub async fn fill(cx: &mut Context, input: FillBudget) -> Result<WhichBudget> {
    let was = store::to_change(cx, input.id).await?;
    rules::draft(&was)?;
    let last = weights(cx, &was, input.spread).await?;
    let mut grid = Grid::new();
    for (nth, typed) in input.budget_rows.iter().enumerate() {
        let Some(item) = typed.spending_item_id else {
            return Err(Error::field(format!("budget_rows.{nth}.spending_item_id"), Message::of("invalid-required")));
        };
        item::store::one(cx, item).await?;
        grid.insert(item, rules::row(nth, typed, last.get(&item))?);
    }
    kept(cx, was, grid).await
}

/// Keeps what was copied out of a spreadsheet.
pub async fn paste(cx: &mut Context, input: PasteBudget) -> Result<WhichBudget> {
    let was = store::to_change(cx, input.id).await?;
    rules::draft(&was)?;
    let last = weights(cx, &was, input.spread).await?;
    let items = item::store::all(cx).await?;
    let rows = rules::pasted(&items, &input.pasted_cells, |item| last.get(&item).copied())?;
    kept(cx, was, rows.into_iter().collect()).await
}

/// By what the amount of a year is spread: nothing when evenly.
async fn weights(cx: &mut Context, budget: &BudgetRow, spread: Option<Spread>) -> Result<Grid> {
    match spread.unwrap_or(Spread::Even) {
        Spread::Even => Ok(Grid::new()),
        Spread::AsLastYear => Ok(variance::queries::actual(cx, budget.org_id, budget.year - 1).await?.of_items),
    }
}

/// Keeps what a workbook brings for a year: in its draft, or in one that is begun with it. `before` are the editions of the year.
pub(crate) async fn bring(
    cx: &mut Context,
    org: OrgId,
    (year, before): (i64, &[BudgetRow]),
    grid: Grid,
) -> Result<WhichBudget> {
    match before.iter().find(|budget| budget.state == BudgetState::Draft) {
        Some(draft) => {
            let was = store::to_change(cx, draft.id).await?;
            rules::draft(&was)?;
            kept(cx, was, grid).await
        }
        None => begin(cx, org, (year, rules::next_edition(before)), None, grid).await,
    }
}

/// What a budget allows.
pub(crate) async fn grid(cx: &mut Context, budget: &BudgetRow) -> Result<Grid> {
    amounts(&store::lines(cx, budget.org_id, budget.id).await?)
}

fn amounts(lines: &[BudgetLineRow]) -> Result<Grid> {
    lines.iter().map(|line| Ok((line.item_id, line.amounts()?))).collect()
}

async fn kept(cx: &mut Context, was: BudgetRow, grid: Grid) -> Result<WhichBudget> {
    let lines = store::lines(cx, was.org_id, was.id).await?;
    let mut whole = amounts(&lines)?;
    for (item, months) in &grid {
        store::keep_line(cx, (was.org_id, was.id), *item, months).await?;
    }
    let before = serde_json::json!({ "budget": &was, "lines": lines });
    whole.extend(grid);
    let is = BudgetRow { total_fen: total(&whole), version: was.version + 1, ..was };
    store::update(cx, &is).await?;
    let after: Vec<(SpendingItemId, Months)> = whole.into_iter().collect();
    cx.record(
        Change::to(is.org_id, is.id).before(&before).after(&serde_json::json!({ "budget": &is, "lines": after })),
    );
    touched(cx, &is);
    Ok(WhichBudget { id: is.id })
}

/// Submits a draft; it is changed no more.
pub async fn submit(cx: &mut Context, input: WhichBudget) -> Result<WhichBudget> {
    let was = store::to_change(cx, input.id).await?;
    rules::submit(&was)?;
    let (by, name) = (cx.actor().id, cx.actor().name.clone());
    let is =
        BudgetRow { state: BudgetState::Submitted, submitted_by: Some(by), submitted_name: Some(name), ..was.clone() };
    moved(cx, &was, is).await
}

/// Puts a budget in force that somebody else submitted; the edition before it is replaced.
pub async fn approve(cx: &mut Context, input: DecideBudget) -> Result<WhichBudget> {
    let was = store::to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let before = store::of_year(cx, was.org_id, was.year).await?;
    if let Some(old) = before.into_iter().find(|budget| budget.state == BudgetState::InForce) {
        let replaced = BudgetRow { state: BudgetState::Replaced, ..old.clone() };
        moved(cx, &old, replaced).await?;
    }
    decided(cx, was, BudgetState::InForce, input.remark).await
}

/// Refuses a budget; another may be begun.
pub async fn refuse(cx: &mut Context, input: DecideBudget) -> Result<WhichBudget> {
    let was = store::to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    decided(cx, was, BudgetState::Refused, input.remark).await
}

async fn decided(cx: &mut Context, was: BudgetRow, state: BudgetState, remark: Option<String>) -> Result<WhichBudget> {
    let is = BudgetRow {
        state,
        decided_by: Some(cx.actor().id),
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        remark,
        ..was.clone()
    };
    moved(cx, &was, is).await
}

async fn moved(cx: &mut Context, was: &BudgetRow, is: BudgetRow) -> Result<WhichBudget> {
    let is = BudgetRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(WhichBudget { id: is.id })
}

/// Begins another edition of what is in force, with all it allows.
pub async fn amend(cx: &mut Context, input: AmendBudget) -> Result<WhichBudget> {
    let was = store::to_change(cx, input.id).await?;
    rules::amend(&was)?;
    let before = store::of_year(cx, was.org_id, was.year).await?;
    if before.iter().any(|budget| matches!(budget.state, BudgetState::Draft | BudgetState::Submitted)) {
        return cx.refuse(Message::of("budget-drafted-already"));
    }
    let grid = allowed(cx, was.org_id, was.year).await?;
    begin(cx, was.org_id, (was.year, rules::next_edition(&before)), Some(input.reason), grid).await
}

fn touched(cx: &mut Context, budget: &BudgetRow) {
    cx.touch(format!("budget:{}", budget.id));
    cx.touch(format!("budgets:{}", budget.org_id));
}
