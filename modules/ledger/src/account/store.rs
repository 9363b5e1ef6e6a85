//! Every statement over accounts and what moved on them.

use std::collections::BTreeMap;

use kernel::{Date, Error, OrgId, Result};
use ledger::{AccountId, Totals};
use module::{COUNT_LIMIT, Context, Listing, Paging};
use store::{Cursor, Order, Select, args};

use super::model::{AccountFilter, Movement};
use crate::posting::{model::AccountRow, store::ACCOUNT};

fn select(cx: &Context) -> Select {
    Select::from("book_accounts a").columns(ACCOUNT).scope("a.org_id", cx.scope())
}

/// One of the scope.
pub(crate) async fn one(cx: &mut Context, id: AccountId) -> Result<AccountRow> {
    let (sql, args) = select(cx).filter("a.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// Whether a unit has an account of this code without a holder.
pub(crate) async fn taken(cx: &mut Context, org: OrgId, code: &str) -> Result<bool> {
    let (sql, args) =
        select(cx).filter("a.org_id = ? AND a.code = ? AND a.holder = '' AND a.payee = ''", args![org, code]).count();
    Ok(cx.tx().fetch_value::<i64>(sql, args).await? > 0)
}

/// What the accounts of all, those without a holder, are called where they have a name of their own; by code.
pub(super) async fn own_titles(cx: &mut Context, org: OrgId, codes: &[&str]) -> Result<Vec<(String, String)>> {
    let (sql, args) = Select::from("book_accounts a")
        .columns("a.code, a.title")
        .filter("a.org_id = ? AND a.holder = '' AND a.payee = '' AND a.title <> ''", args![org])
        .among("a.code", codes.iter().map(|code| (*code).into()).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Notes the first day on which an account takes nothing.
pub(crate) async fn end(cx: &mut Context, account: &AccountRow, on: Date) -> Result<()> {
    let sql = "UPDATE book_accounts SET closed_on = $1 WHERE org_id = $2 AND id = $3 AND closed_on IS NULL";
    if cx.tx().execute(sql, args![on, account.org_id, account.id]).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// One page of the list.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &AccountFilter) -> Result<Listing<AccountRow>> {
    let mut select = select(cx)
        .filter_if("a.id = ?", filter.id)
        .filter_if("a.org_id = ?", filter.org_id)
        .filter_if("a.kind = ?", filter.account_kind)
        .search(&["a.code", "a.title"], page.q.as_deref().unwrap_or_default());
    if let Some(code) = filter.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
        // A dot is the character before the digits: everything below `6602` lies between `6602.` and `6602/`.
        let (first, last) = (format!("{code}."), format!("{code}/"));
        select = select.filter("(a.code = ? OR (a.code >= ? AND a.code < ?))", args![code, first, last]);
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = match page.order() {
        Some((_, true)) => Order::Down,
        _ => Order::Up,
    };
    let columns = ["a.org_id", "a.code", "a.title", "a.id"];
    let (sql, args) = select.after(&columns, order, page.seek()?).limit(page.limit() + 1).build();
    let rows: Vec<AccountRow> = cx.tx().fetch_all(sql, args).await?;
    Ok(Listing::cut(rows, page, count, |a| Cursor(args![a.org_id, &a.code, &a.title, a.id]).to_string()))
}

/// What had gone over accounts by the end of a day.
pub(crate) async fn as_of(cx: &mut Context, ids: &[AccountId], day: Date) -> Result<BTreeMap<AccountId, Totals>> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(500) {
        let (sql, args) = Select::from("postings p")
            .columns("p.account_id, CAST(SUM(p.debit_fen) AS bigint), CAST(SUM(p.credit_fen) AS bigint)")
            .scope("p.org_id", cx.scope())
            .among("p.account_id", some.iter().map(Into::into).collect())
            .filter("p.entry_on <= ?", args![day])
            .group_by("p.account_id")
            .build();
        let rows: Vec<(AccountId, i64, i64)> = cx.tx().fetch_all(sql, args).await?;
        found.extend(
            rows.into_iter().map(|(id, debits, credits)| (id, Totals { debits, credits, ..Totals::default() })),
        );
    }
    Ok(found)
}

/// What moved on an account within days, oldest first.
pub(crate) async fn movements(
    cx: &mut Context,
    account: &AccountRow,
    (from, until): (Date, Date),
    most: i64,
) -> Result<Vec<Movement>> {
    let sql = "SELECT p.entry_id, p.seq, p.entry_on, e.memo, p.debit_fen, p.credit_fen FROM postings p \
               JOIN entries e ON e.org_id = p.org_id AND e.id = p.entry_id \
               WHERE p.org_id = $1 AND p.account_id = $2 AND p.entry_on >= $3 AND p.entry_on <= $4 \
               ORDER BY p.entry_on, p.seq, p.line LIMIT $5";
    cx.tx().fetch_all(sql, args![account.org_id, account.id, from, until, most]).await
}
