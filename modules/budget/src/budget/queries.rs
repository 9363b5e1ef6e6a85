//! Read models of budgets.

use std::collections::BTreeMap;

use kernel::{Money, OrgId, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{BudgetFilter, BudgetLine, BudgetListed, BudgetRecord, BudgetRow, Months, WhichBudget},
    rules::MONTHS,
    store as rows,
};
use crate::item::{self, model::SpendingItemId};

/// The list of budgets.
pub async fn list(cx: &mut Context, ask: Ask<BudgetFilter>) -> Result<Listing<BudgetListed>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |b: &BudgetRow| Cursor(args![b.year, b.edition, b.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| BudgetListed {
        id: row.id,
        year: row.year,
        edition: row.edition,
        budget_state: row.state,
        budget_total: row.total_fen,
        made_name: row.made_name,
        made_at: row.made_at,
        community: row.org_id,
    }))
}

/// One budget with its grid: every item that is offered or has something, in the order of the chart.
pub async fn view(cx: &mut Context, which: WhichBudget) -> Result<BudgetRecord> {
    let budget = rows::one(cx, which.id).await?;
    let mut given: BTreeMap<SpendingItemId, Months> = BTreeMap::new();
    for line in rows::lines(cx, budget.org_id, budget.id).await? {
        given.insert(line.item_id, line.amounts()?);
    }
    let mut lines = Vec::new();
    let mut all = [Money::ZERO; MONTHS];
    for item in item::store::all(cx).await? {
        let months = given.get(&item.id).copied();
        if months.is_none() && item.disabled_at.is_some() {
            continue;
        }
        let months = months.unwrap_or([Money::ZERO; MONTHS]);
        for (sum, one) in all.iter_mut().zip(months) {
            *sum = *sum + one;
        }
        let whole_year = months.iter().copied().sum();
        let (spending_item_id, months) = (item.id, months.to_vec());
        lines.push(BudgetLine { spending_item_id, code: item.code, name: item.name, months, whole_year });
    }
    let unit = unit_name(cx, budget.org_id).await?;
    Ok(BudgetRecord { budget, unit, lines, months: all.to_vec() })
}

/// What a unit is called.
pub(crate) async fn unit_name(cx: &mut Context, org: OrgId) -> Result<String> {
    let units = org::tree(cx).await?;
    Ok(units.into_iter().find(|unit| unit.id == org).map(|unit| unit.name).unwrap_or_default())
}
