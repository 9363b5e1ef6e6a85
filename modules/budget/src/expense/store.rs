//! Every statement over expenses, their lines, and limits.

use std::collections::BTreeMap;

use kernel::{COMPANY, Date, Error, Money, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use process::runtime::CaseId;
use store::{Order, Select, args};

use super::model::{ApprovalLimitRow, ExpenseFilter, ExpenseId, ExpenseKind, ExpenseLineRow, ExpenseRow, ExpenseState};
use crate::{EXPENSE_VIEW_ALL, item::model::SpendingItemId};

const COLUMNS: &str = "e.org_id, e.id, e.number, e.kind, e.item_id, e.item_name, e.payee, e.from_on, e.to_on, e.gross_fen, \
                       e.deducted_fen, e.reason, e.over_reason, e.files, e.state, e.asked_by, e.asked_name, e.asked_at, \
                       e.asked_on, e.decided_by, e.decided_name, e.decided_at, e.remark, e.entry_id, e.paid_by, e.paid_name, \
                       e.paid_at, e.method, e.reference, e.paid_entry_id, e.reversed_name, e.reversed_at, e.reverse_reason, \
                       e.version";
const LIMIT: &str = "l.id, l.from_on, l.limit_fen, l.made_name, l.made_at";

/// The expenses somebody may see: his own, and where he may see those of all, of all.
fn expenses(cx: &Context) -> Select {
    let select = Select::from("expenses e").columns(COLUMNS).scope("e.org_id", cx.scope());
    let of_all = cx.actor().scope(EXPENSE_VIEW_ALL);
    if cx.scope().0.iter().all(|org| of_all.contains(*org)) {
        select
    } else {
        select.filter("e.asked_by = ?", args![cx.actor().id])
    }
}

/// A page of expenses, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &ExpenseFilter) -> Result<(Vec<ExpenseRow>, i64)> {
    let select = expenses(cx)
        .filter_if("e.id = ?", filter.id)
        .filter_if("e.org_id = ?", filter.org_id)
        .filter_if("e.kind = ?", filter.expense_kind.map(ExpenseKind::word))
        .filter_if("e.state = ?", filter.expense_state.map(ExpenseState::word))
        .filter_if("e.item_id = ?", filter.spending_item_id)
        .search(&["e.number", "e.payee", "e.reason"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["e.asked_at", "e.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One expense.
pub(crate) async fn one(cx: &mut Context, id: ExpenseId) -> Result<ExpenseRow> {
    let (sql, args) = expenses(cx).filter("e.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: ExpenseId) -> Result<ExpenseRow> {
    let (sql, args) = expenses(cx).filter("e.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// What an expense is made of.
pub(crate) async fn lines(cx: &mut Context, of: &ExpenseRow) -> Result<Vec<ExpenseLineRow>> {
    let sql = "SELECT what, spent_on, invoice_number, amount_fen, deducted, case_id, struck_name, struck_at, struck_reason \
               FROM expense_lines \
               WHERE org_id = $1 AND expense_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![of.org_id, of.id]).await
}

/// The expense in which an invoice stands already and still counts.
pub(crate) async fn with_invoice(cx: &mut Context, org: OrgId, invoice: &str) -> Result<Option<String>> {
    let sql = "SELECT e.number FROM expense_lines l JOIN expenses e ON e.org_id = l.org_id AND e.id = l.expense_id \
               WHERE l.org_id = $1 AND l.invoice_number = $2 \
               AND e.state IN ('waiting', 'approved', 'paid') LIMIT 1";
    cx.tx().fetch_value_optional(sql, args![org, invoice]).await
}

/// Whether what a case took off stands in a settlement that counts, or was struck from it.
pub(crate) async fn is_settled(cx: &mut Context, org: OrgId, case: CaseId) -> Result<bool> {
    let sql = "SELECT count(*) FROM expense_lines l JOIN expenses e ON e.org_id = l.org_id AND e.id = l.expense_id \
               WHERE l.org_id = $1 AND l.case_id = $2 AND e.state IN ('waiting', 'approved', 'paid')";
    let found: i64 = cx.tx().fetch_value(sql, args![org, case]).await?;
    Ok(found > 0)
}

/// Strikes a line.
pub(crate) async fn strike(cx: &mut Context, of: &ExpenseRow, nth: i64, line: &ExpenseLineRow) -> Result<()> {
    let sql = "UPDATE expense_lines SET struck_name = $4, struck_at = $5, struck_reason = $6 \
               WHERE org_id = $1 AND expense_id = $2 AND line = $3";
    let args = args![of.org_id, of.id, nth, &line.struck_name, line.struck_at, &line.struck_reason];
    cx.tx().execute(sql, args).await.map(drop)
}

/// What is asked for in a year and not decided, by item.
pub(crate) async fn waiting(cx: &mut Context, org: OrgId, year: i64) -> Result<BTreeMap<SpendingItemId, Money>> {
    let sql = "SELECT item_id, CAST(SUM(gross_fen - deducted_fen) AS BIGINT) FROM expenses \
               WHERE org_id = $1 AND state = 'waiting' AND asked_on >= $2 AND asked_on <= $3 GROUP BY item_id";
    let args = args![org, format!("{year}-01-01"), format!("{year}-12-31")];
    Ok(cx.tx().fetch_all::<(SpendingItemId, Money)>(sql, args).await?.into_iter().collect())
}

/// Enters an expense with its lines.
pub(crate) async fn insert(cx: &mut Context, e: &ExpenseRow, lines: &[ExpenseLineRow]) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "number",
        "kind",
        "item_id",
        "item_name",
        "payee",
        "from_on",
        "to_on",
        "gross_fen",
        "deducted_fen",
        "reason",
        "over_reason",
        "files",
        "state",
        "asked_by",
        "asked_name",
        "asked_at",
        "asked_on",
        "version",
    ];
    const LINE: &[&str] =
        &["org_id", "expense_id", "line", "what", "spent_on", "invoice_number", "amount_fen", "deducted", "case_id"];
    let values = args![
        e.org_id,
        e.id,
        &e.number,
        e.kind.word(),
        e.item_id,
        &e.item_name,
        &e.payee,
        e.from_on,
        e.to_on,
        e.gross_fen,
        e.deducted_fen,
        &e.reason,
        &e.over_reason,
        &e.files,
        e.state.word(),
        e.asked_by,
        &e.asked_name,
        e.asked_at,
        e.asked_on,
        e.version
    ];
    cx.tx().insert_many("expenses", NAMES, vec![values]).await?;
    let line = |(nth, l): (i64, &ExpenseLineRow)| {
        args![e.org_id, e.id, nth, &l.what, l.spent_on, &l.invoice_number, l.amount_fen, l.deducted, l.case_id]
    };
    cx.tx().insert_many("expense_lines", LINE, (1..).zip(lines).map(line).collect()).await
}

/// Keeps how an expense stands, which must still be at the version before.
pub(crate) async fn update(cx: &mut Context, e: &ExpenseRow) -> Result<()> {
    let sql = "UPDATE expenses SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, remark = $5, entry_id = $6, \
               paid_by = $7, paid_name = $8, paid_at = $9, method = $10, reference = $11, paid_entry_id = $12, \
               reversed_name = $13, reversed_at = $14, reverse_reason = $15, version = $16, deducted_fen = $19 \
               WHERE org_id = $17 AND id = $18 AND version = $16 - 1";
    let args = args![
        e.state.word(),
        e.decided_by,
        &e.decided_name,
        e.decided_at,
        &e.remark,
        e.entry_id,
        e.paid_by,
        &e.paid_name,
        e.paid_at,
        e.method.map(|method| method.word()),
        &e.reference,
        e.paid_entry_id,
        &e.reversed_name,
        e.reversed_at,
        &e.reverse_reason,
        e.version,
        e.org_id,
        e.id,
        e.deducted_fen
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

fn limits() -> Select {
    Select::from("approval_limits l").columns(LIMIT).filter("l.org_id = ?", args![COMPANY])
}

/// The most the first approval reaches on a day, where the company has set it.
pub(crate) async fn limit(cx: &mut Context, on: Date) -> Result<Option<Money>> {
    let (sql, args) =
        limits().filter("l.from_on <= ?", args![on]).order_by("l.from_on DESC, l.id DESC").limit(1).build();
    Ok(cx.tx().fetch_optional::<ApprovalLimitRow>(sql, args).await?.map(|row| row.limit_fen))
}

/// A page of limits, latest first, and how many there are.
pub(crate) async fn limit_list(cx: &mut Context, page: &Paging) -> Result<(Vec<ApprovalLimitRow>, i64)> {
    let (sql, args) = limits().count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let (sql, args) = limits().after(&["l.from_on", "l.id"], Order::Down, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// Enters a limit.
pub(crate) async fn insert_limit(cx: &mut Context, l: &ApprovalLimitRow) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "from_on", "limit_fen", "made_name", "made_at"];
    let values = args![COMPANY, l.id, l.from_on, l.limit_fen, &l.made_name, l.made_at];
    cx.tx().insert_many("approval_limits", NAMES, vec![values]).await
}
