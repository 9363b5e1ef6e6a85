//! The statement of a place.

use std::collections::BTreeMap;

use kernel::{Date, Error, Money, Result};
use module::Context;
use tariff::FeeItemId;

use super::{
    model::{AskStatement, Moved, Statement, StatementLine},
    rules, store,
};
use crate::bill::model::{BillId, BillRow};

/// What a place owed when a period began, what moved in it, and what it owed at its end.
///
/// # Errors
/// [`Error::NotFound`] for a place outside the scope; [`Error::Invalid`] when the period ends before it begins; those of the database.
pub async fn statement(cx: &mut Context, ask: AskStatement) -> Result<Statement> {
    let place = property::place_line(cx, ask.id).await?;
    let ends_on = ask.ends_on.unwrap_or(cx.now().date(cx.zone()));
    let since_on = ask.since_on.unwrap_or(Date::of(ends_on.year(), 1, 1).unwrap_or(ends_on));
    if since_on > ends_on {
        return Err(Error::field("since_on", kernel::Message::of("billing-since-after-until")));
    }
    let bills = store::bills(cx, place.org_id, place.id).await?;
    let credits = store::credits(cx, place.org_id, &bills).await?;
    let parts = store::parts(cx, place.org_id, &bills).await?;
    let (opening, moves) = rules::since(&rules::moves(&bills, &credits, &parts, ends_on), since_on);
    let items: Vec<FeeItemId> = bills.iter().map(|bill| bill.item_id).collect();
    let items = tariff::item_names(cx, &items).await?;
    let bills: BTreeMap<BillId, &BillRow> = bills.iter().map(|bill| (bill.id, bill)).collect();
    let closing = moves.last().map_or(opening, |(_, balance)| *balance);
    let line = |(one, balance): &(Moved, Money)| {
        let bill = bills.get(&one.bill_id)?;
        Some(StatementLine {
            on: one.on,
            kind: one.kind,
            bill_id: one.bill_id,
            number: bill.number.clone().unwrap_or_default(),
            fee_item: items.get(&bill.item_id).cloned().unwrap_or_default(),
            from_on: bill.from_on,
            to_on: bill.to_on.plus_days(-1),
            amount: one.amount,
            balance: *balance,
        })
    };
    let lines = moves.iter().filter_map(line).collect();
    Ok(Statement { place: place.name, since_on, ends_on, opening, lines, closing })
}
