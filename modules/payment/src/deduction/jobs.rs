//! The nightly deduction: a community after the other, some rooms a transaction. Done twice, it finds nothing left to do.

use std::collections::BTreeMap;

use billing::{OpenBill, Settled};
use charge::FeeClass;
use kernel::{Money, OrgId, Result};
use ledger::{
    Command, Posting, Source,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::Context;
use property::PlaceId;
use serde_json::{Value, json};
use settle::papers;

use super::{
    model::{DeductionId, DeductionLineRow, DeductionRow, GoOn},
    rules, store,
};
use crate::{payment::rules::account_of, prepayment};

/// The kind of job that goes on with the next rooms.
pub(crate) const GO_ON: &str = "payment.deduction.go_on";
/// The series of slips, as the tables name it.
const SLIPS: &str = "deduction_slip";
/// The hour of the night, as a clock on the wall shows it.
const HOUR: &str = "02";
/// Rooms looked at in one transaction.
const PLACES: i64 = 50;

/// Begins the night's work in every community with something paid in advance.
pub(crate) async fn begin(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    if now.at(cx.zone()).format("%H").to_string() != HOUR {
        return Ok(());
    }
    for org in store::communities(cx).await? {
        cx.later(org, GO_ON, json!({ "org_id": org, "after": null }), now, None).await?;
    }
    Ok(())
}

/// Deducts for the next rooms of a community.
pub(crate) async fn go_on(cx: &mut Context, GoOn { org_id: org, after }: GoOn) -> Result<()> {
    let places = store::places(cx, org, after, PLACES).await?;
    let Some(last) = places.last().copied() else { return Ok(()) };
    let open = billing::open_bills(cx, org, &places).await?;
    let classes = classes(cx, &open).await?;
    for place in places {
        let mine: Vec<(&OpenBill, FeeClass)> = open
            .iter()
            .filter(|bill| bill.place_id == place)
            .filter_map(|bill| Some((bill, *classes.get(&bill.item_id.to_string())?)))
            .collect();
        if !mine.is_empty() {
            deduct(cx, org, place, &mine).await?;
        }
    }
    let now = cx.now();
    cx.later(org, GO_ON, json!({ "org_id": org, "after": last }), now, None).await
}

/// The kinds of the fee items of bills, by their written ids.
pub(crate) async fn classes(cx: &mut Context, open: &[OpenBill]) -> Result<BTreeMap<String, FeeClass>> {
    let items: Vec<_> = open.iter().map(|bill| bill.item_id).collect();
    let found = tariff::item_classes(cx, &items).await?;
    Ok(found.into_iter().map(|(id, kind)| (id.to_string(), kind.class())).collect())
}

/// Pays what the prepayments of a room can pay: bills, prepayments, slip and book in this transaction.
async fn deduct(cx: &mut Context, org: OrgId, place: PlaceId, open: &[(&OpenBill, FeeClass)]) -> Result<()> {
    let on = cx.now().date(cx.zone());
    let lines = rules::lines(&prepayment::store::of_room(cx, org, place).await?, open, on)?;
    let Some((first, _)) = open.first().filter(|_| !lines.is_empty()) else { return Ok(()) };
    let id: DeductionId = cx.new_id();
    let paper = id.to_string();
    let parts: Vec<Settled> =
        lines.iter().map(|line| Settled { bill_id: line.bill_id, amount: line.amount_fen }).collect();
    billing::settle(cx, org, &paper, on, &parts).await?;
    let series = Series { prefix: "KK".to_owned(), restart: Restart::Monthly, width: 6 };
    let mut row = DeductionRow {
        org_id: org,
        id,
        number: String::new(),
        deducted_on: on,
        deducted_at: cx.now(),
        place_id: place,
        place: first.place.clone(),
        amount_fen: lines.iter().map(|line| line.amount_fen).sum(),
        entry_id: cx.new_id(),
    };
    let mut sums = BTreeMap::new();
    for line in &lines {
        let sum: &mut Money = sums.entry(line.purpose).or_default();
        *sum = *sum + line.amount_fen;
    }
    for (purpose, amount) in sums {
        prepayment::store::move_by(cx, (org, place, purpose), &paper, -amount).await?;
    }
    row.number = ledgers::number(cx, org, SLIPS, &series, on, &paper).await?;
    post(cx, &row, &lines).await?;
    store::insert(cx, &row, &lines).await?;
    cx.record(module::Change::to(org, id).after(&row));
    cx.touch(format!("prepayments:{org}"));
    Ok(())
}

/// The entry: off what was paid in advance, off what the room owes.
async fn post(cx: &mut Context, row: &DeductionRow, lines: &[DeductionLineRow]) -> Result<()> {
    let mut wanted = vec![billing::receivable(row.place_id, &row.place)];
    wanted.extend(
        lines
            .iter()
            .map(|line| Wanted::of(&account_of(line.purpose)).held_by(row.place_id.to_string(), row.place.clone())),
    );
    let accounts = ledgers::accounts(cx, row.org_id, &wanted).await?;
    let Some((owed, held)) = accounts.split_first() else { return Ok(()) };
    let postings: Vec<Posting> = held
        .iter()
        .zip(lines)
        .flat_map(|(account, line)| papers::deducted(*account, &[(*owed, line.amount_fen)]))
        .collect();
    let memo = cx.speech().say_with("payment-deduction-memo", &[("number", &row.number), ("place", &row.place)]);
    let source = Some(Source { kind: "deduction".to_owned(), id: row.id.to_string() });
    let command = Command { memo, source, ..Command::post(row.entry_id, row.deducted_on, postings) };
    ledgers::post(cx, row.org_id, command).await.map(|_| ())
}
