//! Bringing prepayments and deposits of another program, and taking them back, in the transaction of the opening.

use billing::Opened;
use kernel::{Id, Message, Result};
use ledger::{Act, Command, EntryId, Posting, Source, chart};
use ledgers::Wanted;
use module::{Change, Context};

use super::model::{OpeningDeposit, OpeningPrepayment};
use crate::{
    deposit::{
        self,
        actions::{RECEIPTS, held_of, receipts, touched},
        model::{DepositId, DepositRow, DepositState},
    },
    payment::{model::Method, rules::account_of},
    prepayment,
};

/// Keeps what was paid in advance for a room, in the book for the day of the opening.
///
/// # Errors
/// Those of the database and the book; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn hold_prepayment(cx: &mut Context, opened: &Opened, one: &OpeningPrepayment) -> Result<()> {
    cx.within(opened.org)?;
    prepayment::store::move_by(cx, (opened.org, one.place_id, one.purpose), &one.paper, one.amount).await?;
    let held = Wanted::of(&account_of(one.purpose)).held_by(one.place_id.to_string(), one.place.clone());
    let memo = Message::of("payment-opening-prepayment-memo").with("place", &one.place);
    post(cx, opened, held, (one.entry, one.amount), memo).await?;
    cx.touch(format!("prepayments:{}", opened.org));
    Ok(())
}

/// Takes that back today.
///
/// # Errors
/// [`kernel::Error::Broken`] when less is left; those of the database and the book.
pub async fn undo_prepayment(cx: &mut Context, opened: &Opened, one: &OpeningPrepayment, reason: &str) -> Result<()> {
    prepayment::store::move_by(cx, (opened.org, one.place_id, one.purpose), &one.paper, -one.amount).await?;
    let memo = cx.speech().say_with("payment-opening-undo-memo", &[("place", &one.place)]);
    let reverse = Act::Reverse { of: one.entry, reason: reason.to_owned() };
    let command = Command::new(cx.new_id(), cx.now().date(cx.zone()), reverse);
    ledgers::post(cx, opened.org, Command { memo, source: Some(source(opened)), ..command }).await?;
    cx.touch(format!("prepayments:{}", opened.org));
    Ok(())
}

/// Keeps a deposit that is held, with a receipt of the series here, in the book for the day of the opening.
///
/// # Errors
/// Those of the database and the book; [`kernel::Error::NotFound`] for a community outside the scope.
pub async fn hold_deposit(cx: &mut Context, opened: &Opened, one: &OpeningDeposit) -> Result<()> {
    cx.within(opened.org)?;
    let today = cx.now().date(cx.zone());
    let number = ledgers::number(cx, opened.org, RECEIPTS, &receipts(), today, &one.id.to_string()).await?;
    let row = DepositRow {
        org_id: opened.org,
        id: one.id,
        shift_id: None,
        number,
        taken_on: one.taken_on,
        taken_at: one.taken_on.start(cx.zone()),
        place_id: one.place_id,
        place: one.place.clone(),
        kind: one.kind,
        payer_id: party::payer_of(cx, opened.org, one.place_id).await?,
        case_id: None,
        amount_fen: one.amount,
        held_fen: one.amount,
        method: Method::Transfer,
        reference: Some(one.receipt.clone()),
        note: one.note.clone(),
        entry_id: Id::from_uuid(one.id.uuid()),
        cashier_id: opened.by.0,
        cashier_name: opened.by.1.clone(),
        state: DepositState::Held,
        opening_id: Some(opened.opening),
        voided_by: None,
        voided_name: None,
        voided_at: None,
        void_reason: None,
        version: 1,
    };
    let memo = Message::of("payment-opening-deposit-memo").with("number", &row.number).with("place", &row.place);
    post(cx, opened, held_of(row.kind, row.place_id, &row.place), (row.entry_id, row.amount_fen), memo).await?;
    deposit::store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &row);
    Ok(())
}

/// Voids a deposit of the opening today.
///
/// # Errors
/// Those of the database and the book; [`kernel::Error::NotFound`] for one that is not there.
pub async fn undo_deposit(cx: &mut Context, opened: &Opened, id: DepositId, reason: &str) -> Result<()> {
    let was = deposit::store::to_change(cx, id).await?;
    deposit::actions::undo(cx, was, reason.to_owned(), opened.by.clone()).await.map(drop)
}

fn source(opened: &Opened) -> Source {
    Source { kind: "opening".to_owned(), id: opened.paper.clone() }
}

/// What is held for a room, against what stood on the other side when the books were opened.
async fn post(
    cx: &mut Context,
    opened: &Opened,
    held: Wanted,
    (entry, amount): (EntryId, kernel::Money),
    memo: Message,
) -> Result<()> {
    if let [from, to] = ledgers::accounts(cx, opened.org, &[Wanted::of(chart::OPENING), held]).await?[..] {
        let postings = vec![Posting::debit(from, amount), Posting::credit(to, amount)];
        let memo = cx.speech().message(&memo);
        let command = Command { memo, source: Some(source(opened)), ..Command::post(entry, opened.on, postings) };
        ledgers::post(cx, opened.org, command).await?;
    }
    Ok(())
}
