//! Read models of orders of allocation, and what the counter asks of them.

use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{AllocationOrderFilter, AllocationOrderLine, AllocationOrderRow},
    rules, store as rows,
};

/// The list of communities that have said an order.
pub async fn list(cx: &mut Context, ask: Ask<AllocationOrderFilter>) -> Result<Listing<AllocationOrderLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |o: &AllocationOrderRow| Cursor(args![o.changed_at, o.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| AllocationOrderLine {
        id: row.id,
        community: row.org_id,
        allocation_rule: row.rule,
        allocation_spread: row.spread,
        whole_bills: row.whole_bills,
        changed_name: row.changed_name,
        changed_at: row.changed_at,
    }))
}

/// In which order money pays bills of a community: as it has said, else the oldest first.
pub(crate) async fn order(cx: &mut Context, org: OrgId) -> Result<settle::Order> {
    Ok(rows::of_community(cx, org).await?.map_or_else(settle::Order::default, |row| rules::order(&row)))
}
