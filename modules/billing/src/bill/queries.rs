//! Read models of bills.

use std::collections::BTreeMap;

use kernel::{Date, Message, OrgId, Result};
use module::{Ask, Context, Listing};
use party::PersonId;
use property::PlaceId;
use store::{Cursor, args};
use tariff::FeeItemId;

use super::{
    model::{BillFilter, BillId, BillLine, BillRecord, BillRow, WhichBill},
    rules,
    store::{self as rows, Found},
};
use crate::{
    penalty,
    run::model::BillRunId,
    settlement::{rules as settled, store as settlements},
};

/// The list of bills.
pub async fn list(cx: &mut Context, ask: Ask<BillFilter>) -> Result<Listing<BillLine>> {
    let found = match ask.page.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        None => Found::All,
        Some(q) => match rules::number_sought(q) {
            Some(number) => Found::Number(number),
            None => {
                let hits = module::search::find(cx, q, None).await?;
                let places = hits.iter().filter(|hit| hit.path.starts_with("/property/places/"));
                Found::Places(places.map(|hit| PlaceId::from_uuid(hit.id)).collect())
            }
        },
    };
    let building = match ask.filter.building_id {
        Some(id) => Some(property::in_building(cx, id).await?),
        None => None,
    };
    let (found, count) = rows::list(cx, &ask.page, &ask.filter, found, building).await?;
    let listing = Listing::cut(found, &ask.page, count, |b: &BillRow| Cursor(args![b.bill_on, b.id]).to_string());
    let Listing { rows, next, prev, count } = listing;
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

/// Bills in words.
pub(crate) async fn lines(cx: &mut Context, list: &[BillRow]) -> Result<Vec<BillLine>> {
    let places: Vec<PlaceId> = list.iter().map(|b| b.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let items: Vec<FeeItemId> = list.iter().map(|b| b.item_id).collect();
    let items = tariff::item_names(cx, &items).await?;
    let payers: Vec<PersonId> = list.iter().filter_map(|b| b.payer_id).collect();
    let payers = party::person_names(cx, &payers).await?;
    let ids: Vec<BillId> = list.iter().map(|b| b.id).collect();
    let moves = settlements::moves(cx, &ids).await?;
    let moved = |b: &BillRow| moves.get(&b.id).copied().unwrap_or_default();
    let line = |b: &BillRow| BillLine {
        id: b.id,
        number: b.number.clone().unwrap_or_default(),
        place: places.get(&b.place_id).map(|p| p.name.clone()).unwrap_or_default(),
        fee_item: items.get(&b.item_id).cloned().unwrap_or_default(),
        from_on: b.from_on,
        to_on: b.to_on.plus_days(-1),
        amount: b.amount_fen,
        owed: settled::owed(b.state, b.amount_fen, &moved(b)),
        paid_state: settled::paid(b.state, b.amount_fen, &moved(b)),
        payer: b.payer_id.and_then(|id| payers.get(&id)).cloned(),
        bill_on: b.bill_on,
        due_on: b.due_on,
        bill_state: b.state,
        community: b.org_id,
    };
    Ok(list.iter().map(line).collect())
}

/// How a bill came about, in sentences; people by their masked names.
pub(crate) async fn told(cx: &mut Context, bill: &BillRow) -> Result<Vec<String>> {
    let speech = cx.speech();
    if bill.late_bill_id.is_some() {
        let sheet = bill.sheet()?;
        return Ok(sheet.told(&sheet.reckoned()?).iter().map(|message| speech.message(message)).collect());
    }
    if bill.opening_id.is_some() {
        return Ok(bill.brought()?.told(bill).iter().map(|message| speech.message(message)).collect());
    }
    let line = bill.read()?;
    let people: Vec<PersonId> = line.shares.iter().filter_map(|share| share.payer.parse().ok()).collect();
    let names: BTreeMap<String, String> =
        party::person_names(cx, &people).await?.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let named = |mut message: Message| {
        for (_, value) in message.params.iter_mut().filter(|(name, _)| *name == "payer") {
            if let Some(name) = names.get(value.as_str()) {
                value.clone_from(name);
            }
        }
        speech.message(&message)
    };
    Ok(line.told().into_iter().map(named).collect())
}

/// One bill with how it came about and what became of it.
pub async fn view(cx: &mut Context, which: WhichBill) -> Result<BillRecord> {
    let bill = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&bill)).await?.pop().ok_or(kernel::Error::NotFound)?;
    let told = told(cx, &bill).await?;
    let credits = rows::credits_of(cx, bill.id).await?;
    let settlements = settlements::of_bill(cx, bill.id).await?;
    let late = penalty::queries::late(cx, bill.org_id, &[bill.place_id]).await?;
    let late = late.into_iter().find(|late| late.bill_id == bill.id);
    let waivers = penalty::store::waivers_of(cx, &[bill.id]).await?;
    Ok(BillRecord { line, bill, told, credits, settlements, late, waivers })
}

/// A bill as whoever is to pay it sees it.
#[derive(Debug, Clone)]
pub struct OwnBill {
    /// In brief.
    pub line: BillLine,
    /// How it came about, in sentences.
    pub told: Vec<String>,
}

/// What somebody is asked to pay, latest first, each with how it came about.
///
/// # Errors
/// Those of the database.
pub async fn of_payer(cx: &mut Context, person: PersonId, most: i64) -> Result<Vec<OwnBill>> {
    let bills = rows::of_payer(cx, person, most).await?;
    let lines = lines(cx, &bills).await?;
    let mut own = Vec::with_capacity(bills.len());
    for (bill, line) in bills.iter().zip(lines) {
        own.push(OwnBill { line, told: told(cx, bill).await? });
    }
    Ok(own)
}

/// The places for which a run has published bills.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn places_of_run(cx: &mut Context, org: OrgId, run: BillRunId) -> Result<Vec<PlaceId>> {
    cx.within(org)?;
    rows::places_of_run(cx, org, run).await
}

/// The places of a community with bills that were to be paid before a day; whether something is owed of them is not looked at.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn places_overdue(cx: &mut Context, org: OrgId, before: Date) -> Result<Vec<PlaceId>> {
    cx.within(org)?;
    rows::places_overdue(cx, org, before).await
}
