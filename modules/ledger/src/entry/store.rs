//! Every statement by which the journal is read.

use kernel::{OrgId, Result};
use ledger::EntryId;
use module::{COUNT_LIMIT, Context, Listing, Paging};
use store::{Cursor, Order, Select, args};

use super::{model::EntryFilter, rules::HAND};
use crate::posting::{
    model::{EntryAct, EntryRow},
    store::ENTRY,
};

fn select(cx: &Context) -> Select {
    Select::from("entries e").columns(ENTRY).scope("e.org_id", cx.scope())
}

/// One of the scope.
pub(crate) async fn one(cx: &mut Context, id: EntryId) -> Result<EntryRow> {
    let (sql, args) = select(cx).filter("e.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// What became of an entry, and by which.
pub(crate) async fn follower(cx: &mut Context, org: OrgId, id: EntryId) -> Result<Option<(EntryId, EntryAct)>> {
    let sql = "SELECT id, act FROM entries WHERE org_id = $1 AND target_id = $2";
    cx.tx().fetch_optional(sql, args![org, id]).await
}

/// One page of the journal, the latest day first.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &EntryFilter) -> Result<Listing<EntryRow>> {
    let mut select = select(cx)
        .filter_if("e.id = ?", filter.id)
        .filter_if("e.org_id = ?", filter.org_id)
        .filter_if("e.act = ?", filter.act)
        .filter_if("e.entry_on >= ?", filter.first_on)
        .filter_if("e.entry_on <= ?", filter.last_on)
        .filter_if(
            "EXISTS (SELECT 1 FROM postings p WHERE p.org_id = e.org_id AND p.entry_id = e.id AND p.account_id = ?)",
            filter.book_account_id,
        )
        .search(&["e.memo"], page.q.as_deref().unwrap_or_default());
    select = match filter.paper_kind.as_deref() {
        Some(HAND) => select.filter("e.source_kind IS NULL", Vec::new()),
        other => select.filter_if("e.source_kind = ?", other),
    };
    select = match filter.adjusting {
        Some(true) => select.filter("e.adjusts IS NOT NULL", Vec::new()),
        Some(false) => select.filter("e.adjusts IS NULL", Vec::new()),
        None => select,
    };
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = match page.order() {
        Some((_, false)) => Order::Up,
        _ => Order::Down,
    };
    let columns = ["e.entry_on", "e.org_id", "e.seq"];
    let (sql, args) = select.after(&columns, order, page.seek()?).limit(page.limit() + 1).build();
    let rows: Vec<EntryRow> = cx.tx().fetch_all(sql, args).await?;
    Ok(Listing::cut(rows, page, count, |e| Cursor(args![e.entry_on, e.org_id, e.seq]).to_string()))
}
