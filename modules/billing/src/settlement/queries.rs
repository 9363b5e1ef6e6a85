//! What is owed of bills, for whoever takes money for them.

use ::store::Arg;
use kernel::{Money, OrgId, Result};
use ledgers::Wanted;
use module::Context;
use property::PlaceId;

use super::{model::OpenBill, store};
use crate::bill::{
    self,
    model::{BillId, BillRow},
};

/// Published bills of these places with something owed, oldest due first.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn open_bills(cx: &mut Context, org: OrgId, places: &[PlaceId]) -> Result<Vec<OpenBill>> {
    cx.within(org)?;
    let bills = store::published(cx, org, "b.place_id", places.iter().map(Arg::from).collect()).await?;
    opened(cx, bills).await
}

/// Those of these bills of which something is owed, oldest due first.
///
/// # Errors
/// As [`open_bills`].
pub async fn open_among(cx: &mut Context, org: OrgId, bills: &[BillId]) -> Result<Vec<OpenBill>> {
    cx.within(org)?;
    let bills = store::published(cx, org, "b.id", bills.iter().map(Arg::from).collect()).await?;
    opened(cx, bills).await
}

async fn opened(cx: &mut Context, bills: Vec<BillRow>) -> Result<Vec<OpenBill>> {
    let lines = bill::queries::lines(cx, &bills).await?;
    let open = bills.into_iter().zip(lines).filter(|(_, line)| line.owed > Money::ZERO);
    let shown = |(bill, line): (BillRow, bill::model::BillLine)| OpenBill {
        id: bill.id,
        number: line.number,
        place_id: bill.place_id,
        place: line.place,
        item_id: bill.item_id,
        fee_item: line.fee_item,
        from_on: line.from_on,
        to_on: line.to_on,
        due_on: line.due_on,
        amount: line.amount,
        owed: line.owed,
    };
    Ok(open.map(shown).collect())
}

/// The account of what a room or parking space owes; `title` is what people call that.
pub fn receivable(place: PlaceId, title: &str) -> Wanted {
    Wanted::of(ledger::chart::RECEIVABLE).held_by(place.to_string(), title)
}
