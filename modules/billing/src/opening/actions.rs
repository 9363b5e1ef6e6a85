//! Bringing open bills of another program, and taking them back, in the transaction of the opening.

use std::collections::BTreeMap;

use kernel::{Id, Money, Result};
use module::{Change, Context};
use property::PlaceId;

use super::model::{Opened, OpeningBill, OpeningSheet};
use crate::{
    arrears::actions as arrears,
    bill::{
        self,
        model::{BillId, BillRow, BillState},
    },
    posting::actions as book,
    settlement::{actions::settle, model::Settled, store::moves_of},
};

/// Publishes bills of another program: each has its number, is settled as far as it was paid there, and stands in the book with what is
/// owed of it, all for the day of the opening.
///
/// # Errors
/// Those of the database and the book; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn open(cx: &mut Context, opened: &Opened, bills: &[OpeningBill]) -> Result<()> {
    let org = opened.org;
    cx.within(org)?;
    let places: Vec<PlaceId> = bills.iter().map(|one| one.place_id).collect();
    let buildings: BTreeMap<PlaceId, Option<PlaceId>> =
        property::places_by_ids(cx, &places).await?.into_iter().map(|place| (place.id, place.building_id)).collect();
    let mut rows = Vec::with_capacity(bills.len());
    for one in bills {
        let building = buildings.get(&one.place_id).copied().flatten();
        rows.push(row(opened, one, building)?);
    }
    bill::store::insert(cx, &rows).await?;
    let papers: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    let numbers = ledgers::numbers(cx, org, "bill", &bill::rules::series(), today, &papers).await?;
    for (row, number) in rows.iter_mut().zip(numbers) {
        row.state = BillState::Published;
        row.number = Some(number);
        row.published_at = Some(now);
        row.version += 1;
    }
    bill::store::publish(cx, &rows).await?;
    arrears::published(cx, org, &rows).await?;
    let paid: Vec<Settled> = bills
        .iter()
        .filter(|one| one.paid > Money::ZERO)
        .map(|one| Settled { bill_id: one.id, amount: one.paid })
        .collect();
    if !paid.is_empty() {
        settle(cx, org, &opened.paper, opened.on, &paid).await?;
    }
    let owed: Vec<Money> = bills.iter().map(|one| one.amount - one.paid).collect();
    book::open(cx, org, opened.on, &rows, &owed).await?;
    for row in &rows {
        cx.record(Change::to(org, row.id).after(row));
    }
    Ok(())
}

fn row(opened: &Opened, one: &OpeningBill, building_id: Option<PlaceId>) -> Result<BillRow> {
    let sheet = OpeningSheet {
        opening: opened.paper.clone(),
        source: opened.source.clone(),
        opened_on: opened.on,
        paid: one.paid,
    };
    Ok(BillRow {
        org_id: opened.org,
        id: one.id,
        number: None,
        run_id: Id::from_uuid(opened.opening),
        item_id: one.item_id,
        tariff_id: one.tariff_id,
        edition: one.edition,
        place_id: one.place_id,
        building_id,
        payer_id: one.payer_id,
        from_on: one.from_on,
        to_on: one.to_on,
        bill_on: opened.on,
        due_on: one.due_on,
        amount_fen: one.amount,
        before_fen: None,
        line: serde_json::to_string(&sheet)?,
        late_bill_id: None,
        opening_id: Some(opened.opening),
        state: BillState::Draft,
        published_at: None,
        voided_on: None,
        voided_name: None,
        void_reason: None,
        version: 1,
    })
}

/// Voids opening bills on which nothing has moved: what was paid before is taken back, their entries are reversed today.
///
/// # Errors
/// [`kernel::Error::Broken`] when more was settled; those of the database and the book.
pub async fn undo(cx: &mut Context, opened: &Opened, bills: &[BillId], reason: &str) -> Result<()> {
    let today = cx.now().date(cx.zone());
    for id in bills {
        let was = bill::store::to_change(cx, *id).await?;
        if was.state != BillState::Published {
            continue;
        }
        let paid = was.brought()?.paid;
        if paid > Money::ZERO {
            let back = Settled { bill_id: was.id, amount: -paid };
            settle(cx, opened.org, &opened.paper, today, &[back]).await?;
        }
        bill::rules::void(&was, &moves_of(cx, was.id).await?)?;
        let is = BillRow {
            state: BillState::Voided,
            voided_on: Some(today),
            voided_name: Some(opened.by.1.clone()),
            void_reason: Some(reason.to_owned()),
            version: was.version + 1,
            ..was.clone()
        };
        bill::store::void(cx, &is).await?;
        if was.amount_fen > paid {
            book::void(cx, &was, reason).await?;
        }
        cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
        cx.touch(format!("bill:{}", is.id));
    }
    cx.touch(format!("bills:{}", opened.org));
    Ok(())
}
