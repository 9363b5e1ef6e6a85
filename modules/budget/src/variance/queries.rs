//! What was spent by the book, beside what the budget in force allows.

use std::collections::BTreeMap;

use kernel::{Date, Money, OrgId, Result};
use module::Context;

use super::{
    model::{Actual, AskVariance, Variance, VarianceLine},
    rules,
};
use crate::{
    budget::{self, model::Months, rules::MONTHS},
    expense, item,
};

/// What was spent in a year, by item and month.
pub(crate) async fn actual(cx: &mut Context, org: OrgId, year: i64) -> Result<Actual> {
    let mut found = Actual { items: item::store::all(cx).await?, ..Actual::default() };
    let day = |month, day| i32::try_from(year).ok().and_then(|year| Date::of(year, month, day));
    let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) else { return Ok(found) };
    for moved in ledgers::costs(cx, org, first, last).await? {
        let Some(at) = moved.month.checked_sub(1).filter(|at| *at < MONTHS) else { continue };
        let months = match item::rules::item_of(&found.items, &moved.code) {
            Some(item) => found.of_items.entry(item.id).or_insert([Money::ZERO; MONTHS]),
            None => found.of_none.get_or_insert([Money::ZERO; MONTHS]),
        };
        months[at] = months[at] + moved.amount;
    }
    Ok(found)
}

/// `/budget/variance`: monthly and to date, by item.
pub async fn view(cx: &mut Context, ask: AskVariance) -> Result<Variance> {
    let today = cx.now().date(cx.zone());
    let year = ask.year.unwrap_or_else(|| i64::from(today.year()));
    let latest = if year == i64::from(today.year()) { month_of(today) } else { 12 };
    let month = ask.month.unwrap_or(latest);
    let org_id = match ask.org_id {
        Some(org) => {
            cx.within(org)?;
            Some(org)
        }
        None => units(cx).await?.first().map(|(org, _)| *org),
    };
    let speech = cx.speech();
    let sum = speech.say("budget-sum");
    let Some(org) = org_id else {
        let total = rules::total(&[], sum);
        return Ok(Variance { org_id, year, month, in_force: false, lines: Vec::new(), total });
    };
    let allowed = budget::store::in_force(cx, org, year).await?;
    let in_force = allowed.is_some();
    let mut budgets: BTreeMap<_, Months> = BTreeMap::new();
    for line in allowed.unwrap_or_default() {
        budgets.insert(line.item_id, line.amounts()?);
    }
    let actual = actual(cx, org, year).await?;
    let waiting = expense::store::waiting(cx, org, year).await?;
    let nothing = [Money::ZERO; MONTHS];
    let nth = usize::try_from(month).unwrap_or(MONTHS);
    let mut lines = Vec::new();
    for item in &actual.items {
        let (budget, spent) = (budgets.get(&item.id), actual.of_items.get(&item.id));
        let committed = waiting.get(&item.id).copied().unwrap_or_default();
        if budget.is_none() && spent.is_none() && committed == Money::ZERO {
            continue;
        }
        let (budget, spent) = (budget.unwrap_or(&nothing), spent.unwrap_or(&nothing));
        let (in_month, to_date) = rules::both(budget, spent, nth);
        lines.push(VarianceLine {
            spending_item_id: Some(item.id),
            name: item.name.clone(),
            book_code: item.book_code.clone(),
            in_month,
            to_date,
            whole_year: budget.iter().copied().sum(),
            committed,
        });
    }
    if let Some(spent) = &actual.of_none {
        let (in_month, to_date) = rules::both(&nothing, spent, nth);
        let (name, book_code) = (speech.say("budget-no-item"), String::new());
        let (whole_year, committed) = (Money::ZERO, Money::ZERO);
        lines.push(VarianceLine { spending_item_id: None, name, book_code, in_month, to_date, whole_year, committed });
    }
    let total = rules::total(&lines, sum);
    Ok(Variance { org_id, year, month, in_force, lines, total })
}

/// The month of a day, 1 to 12.
pub(crate) fn month_of(day: Date) -> i64 {
    day.to_string().get(5..7).and_then(|month| month.parse().ok()).unwrap_or(1)
}

/// The communities of the scope with their names, in the order of the tree.
pub(crate) async fn units(cx: &mut Context) -> Result<Vec<(OrgId, String)>> {
    let scope = cx.scope().clone();
    let units = org::tree(cx).await?.into_iter().filter(|unit| scope.contains(unit.id));
    Ok(units.filter(|unit| unit.kind == org::OrgKind::Community).map(|unit| (unit.id, unit.name)).collect())
}
