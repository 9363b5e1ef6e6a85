//! Every statement over budgets and their lines.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{BudgetFilter, BudgetId, BudgetLineRow, BudgetRow, BudgetState, Months};
use crate::item::model::SpendingItemId;

const COLUMNS: &str = "b.org_id, b.id, b.year, b.edition, b.state, b.total_fen, b.reason, b.made_name, b.made_at, b.submitted_by, \
                       b.submitted_name, b.decided_by, b.decided_name, b.decided_at, b.remark, b.version";

fn budgets(cx: &Context) -> Select {
    Select::from("budgets b").columns(COLUMNS).scope("b.org_id", cx.scope())
}

/// A page of budgets, the latest year first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &BudgetFilter) -> Result<(Vec<BudgetRow>, i64)> {
    let select = budgets(cx)
        .filter_if("b.id = ?", filter.id)
        .filter_if("b.org_id = ?", filter.org_id)
        .filter_if("b.year = ?", filter.year)
        .filter_if("b.state = ?", filter.budget_state.map(BudgetState::word))
        .search(&["b.reason", "b.made_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) =
        select.after(&["b.year", "b.edition", "b.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One budget.
pub(crate) async fn one(cx: &mut Context, id: BudgetId) -> Result<BudgetRow> {
    let (sql, args) = budgets(cx).filter("b.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: BudgetId) -> Result<BudgetRow> {
    let (sql, args) = budgets(cx).filter("b.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The editions of a year, the latest first.
pub(crate) async fn of_year(cx: &mut Context, org: OrgId, year: i64) -> Result<Vec<BudgetRow>> {
    let select = budgets(cx).filter("b.org_id = ? AND b.year = ?", args![org, year]).order_by("b.edition DESC");
    let (sql, args) = select.build();
    cx.tx().fetch_all(sql, args).await
}

/// The year of the only draft of a unit; none when there is none, or several.
pub(crate) async fn only_draft(cx: &mut Context, org: OrgId) -> Result<Option<i64>> {
    let (sql, args) = budgets(cx).filter("b.org_id = ? AND b.state = 'draft'", args![org]).limit(2).build();
    let drafts: Vec<BudgetRow> = cx.tx().fetch_all(sql, args).await?;
    Ok(if let [only] = &drafts[..] { Some(only.year) } else { None })
}

/// What a unit's budget in force allows in a year, by item.
pub(crate) async fn in_force(cx: &mut Context, org: OrgId, year: i64) -> Result<Option<Vec<BudgetLineRow>>> {
    let (sql, args) =
        budgets(cx).filter("b.org_id = ? AND b.year = ? AND b.state = 'in_force'", args![org, year]).build();
    match cx.tx().fetch_optional::<BudgetRow>(sql, args).await? {
        Some(budget) => Ok(Some(lines(cx, budget.org_id, budget.id).await?)),
        None => Ok(None),
    }
}

/// The lines of a budget.
pub(crate) async fn lines(cx: &mut Context, org: OrgId, id: BudgetId) -> Result<Vec<BudgetLineRow>> {
    let sql = "SELECT item_id, months FROM budget_lines WHERE org_id = $1 AND budget_id = $2";
    cx.tx().fetch_all(sql, args![org, id]).await
}

/// Enters a budget.
pub(crate) async fn insert(cx: &mut Context, b: &BudgetRow) -> Result<()> {
    const NAMES: &[&str] =
        &["org_id", "id", "year", "edition", "state", "total_fen", "reason", "made_name", "made_at", "version"];
    let values = args![
        b.org_id,
        b.id,
        b.year,
        b.edition,
        b.state.word(),
        b.total_fen,
        &b.reason,
        &b.made_name,
        b.made_at,
        b.version
    ];
    cx.tx().insert_many("budgets", NAMES, vec![values]).await
}

/// Keeps what a draft allows for an item.
pub(crate) async fn keep_line(
    cx: &mut Context,
    (org, budget): (OrgId, BudgetId),
    item: SpendingItemId,
    months: &Months,
) -> Result<()> {
    let sql = "INSERT INTO budget_lines (org_id, budget_id, item_id, months) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org_id, budget_id, item_id) DO UPDATE SET months = excluded.months";
    cx.tx().write(sql, args![org, budget, item, serde_json::to_string(months)?]).await
}

/// Keeps how a budget stands, which must still be at the version before.
pub(crate) async fn update(cx: &mut Context, b: &BudgetRow) -> Result<()> {
    let sql = "UPDATE budgets SET state = $1, total_fen = $2, submitted_by = $3, submitted_name = $4, decided_by = $5, \
               decided_name = $6, decided_at = $7, remark = $8, version = $9 \
               WHERE org_id = $10 AND id = $11 AND version = $9 - 1";
    let args = args![
        b.state.word(),
        b.total_fen,
        b.submitted_by,
        &b.submitted_name,
        b.decided_by,
        &b.decided_name,
        b.decided_at,
        &b.remark,
        b.version,
        b.org_id,
        b.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
