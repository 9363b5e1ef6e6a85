//! What is owed of bills, for whoever takes money for them.

use ::store::Arg;
use kernel::{Date, Money, OrgId, Result};
use ledgers::Wanted;
use module::Context;
use property::PlaceId;

use super::{model::OpenBill, store};
use crate::{
    arrears,
    bill::{
        self,
        model::{BillId, BillRow},
    },
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

/// Keeps these bills from others until the end of the transaction: what is owed of them is the same when they are settled.
///
/// # Errors
/// As [`open_bills`].
pub async fn hold(cx: &mut Context, org: OrgId, bills: &[BillId]) -> Result<()> {
    cx.within(org)?;
    store::claims(cx, org, bills).await.map(drop)
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
        payer_id: bill.payer_id,
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

/// The communities that have bills; for jobs, who see all.
///
/// # Errors
/// Those of the database.
pub async fn communities(cx: &mut Context) -> Result<Vec<OrgId>> {
    Ok(arrears::store::all(cx.tx()).await?.into_iter().map(|summary| summary.org_id).collect())
}

/// The places of a community with published bills, in the order of their ids, behind one of them, so many at most.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn billed_places(cx: &mut Context, org: OrgId, after: Option<PlaceId>, most: i64) -> Result<Vec<PlaceId>> {
    cx.within(org)?;
    store::places(cx, org, after, most).await
}

/// What was paid – not given up – of the bills of a place for the days from one to another.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn paid_between(cx: &mut Context, org: OrgId, place: PlaceId, since: Date, until: Date) -> Result<Money> {
    cx.within(org)?;
    store::paid_between(cx, org, place, (since, until)).await
}

/// The account of what a room or parking space owes; `title` is what people call that.
pub fn receivable(place: PlaceId, title: &str) -> Wanted {
    Wanted::of(ledger::chart::RECEIVABLE).held_by(place.to_string(), title)
}
