//! Taking a deposit: receipt and book in one transaction.

use kernel::{Error, Message, Money, Result};
use ledger::{
    Act, Command, Source,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::{Change, Context};
use process::runtime::{self, CaseId};
use property::{PlaceId, PlaceLine};
use settle::papers;
use uuid::Uuid;

use super::{
    model::{CreateDeposit, DepositKind, DepositRow, DepositState, VoidDeposit, WhichDeposit},
    rules, store,
};
use crate::{
    deposit_refund,
    payment::{
        model::Method,
        rules::{bank_of, said},
    },
    shift::{self, model::CashShiftRow},
};

/// The series of receipts, as the tables name it.
pub(crate) const RECEIPTS: &str = "deposit_receipt";

/// The account of what is held for a room; deposits that were billed stand on the line above.
pub(crate) fn held_of(kind: DepositKind, place: PlaceId, name: &str) -> Wanted {
    Wanted::of(&rules::account_of(kind)).held_by(place.to_string(), name)
}

/// Where money of a way comes in or goes out: the box of a shift, or the bank.
pub(crate) fn way(cx: &Context, method: Method, shift: Option<&CashShiftRow>) -> Wanted {
    match (method, shift) {
        (Method::Cash, Some(shift)) => shift::actions::cash_box(cx, shift),
        (other, _) => {
            let title = cx.speech().say(&format!("choice-method-{}", other.word()));
            Wanted { title, ..Wanted::of(&bank_of(other)) }
        }
    }
}

/// Takes a deposit in the cashier's own open shift.
pub async fn create(cx: &mut Context, input: CreateDeposit) -> Result<WhichDeposit> {
    rules::take(input.amount)?;
    let by = cx.actor().id;
    let Some(open) = shift::store::open_of(cx, by).await? else {
        return cx.refuse(Message::of("payment-open-a-shift"));
    };
    let place = room(cx, &open, input.place_id).await?;
    let case_id = case_of(cx, input.case_number.as_deref()).await?;
    let row = DepositRow { case_id, ..taken(cx, &open, place, input).await? };
    post(cx, &open, &row).await?;
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    shift::actions::touched(cx, &open);
    touched(cx, &row);
    Ok(WhichDeposit { id: row.id })
}

/// The room, which must be of the shift's community.
async fn room(cx: &mut Context, open: &CashShiftRow, id: PlaceId) -> Result<PlaceLine> {
    let place = property::place_line(cx, id).await?;
    if place.org_id != open.org_id {
        return Err(Error::field("place_id", Message::of("payment-other-community")));
    }
    Ok(place)
}

/// The case people call so.
async fn case_of(cx: &mut Context, number: Option<&str>) -> Result<Option<CaseId>> {
    let Some(number) = said(number) else { return Ok(None) };
    let found = runtime::find(cx, &number).await?;
    if found.is_none() {
        return Err(Error::field("case_number", Message::of("payment-case-unknown").with("number", number)));
    }
    Ok(found)
}

async fn taken(cx: &mut Context, open: &CashShiftRow, place: PlaceLine, input: CreateDeposit) -> Result<DepositRow> {
    let (id, on): (super::model::DepositId, _) = (cx.new_id(), cx.now().date(cx.zone()));
    Ok(DepositRow {
        org_id: open.org_id,
        id,
        shift_id: Some(open.id),
        number: ledgers::number(cx, open.org_id, RECEIPTS, &receipts(), on, &id.to_string()).await?,
        taken_on: on,
        taken_at: cx.now(),
        place_id: place.id,
        place: place.name,
        kind: input.deposit_kind,
        payer_id: party::payer_of(cx, open.org_id, place.id).await?,
        case_id: None,
        amount_fen: input.amount,
        held_fen: input.amount,
        method: input.method.unwrap_or(Method::Cash),
        reference: said(input.reference.as_deref()),
        note: input.note,
        entry_id: cx.new_id(),
        cashier_id: open.cashier_id,
        cashier_name: open.cashier_name.clone(),
        state: DepositState::Held,
        opening_id: None,
        voided_by: None,
        voided_name: None,
        voided_at: None,
        void_reason: None,
        version: 1,
    })
}

/// The series of receipts: without a gap within a month.
pub(crate) fn receipts() -> Series {
    Series { prefix: "YJ".to_owned(), restart: Restart::Monthly, width: 6 }
}

/// Voids a deposit that was entered wrongly: the money goes back as it came, and the receipt keeps its number.
pub async fn void(cx: &mut Context, input: VoidDeposit) -> Result<WhichDeposit> {
    let was = store::to_change(cx, input.id).await?;
    if was.opening_id.is_some() {
        return cx.refuse(Message::of("payment-deposit-of-opening"));
    }
    let shift = match was.shift_id {
        Some(id) => Some(shift::store::to_change(cx, id).await?),
        None => None,
    };
    let is_asked = deposit_refund::store::pending(cx, &was).await? > Money::ZERO;
    rules::void(&was, is_asked, shift.as_ref().map(|shift| shift.state), cx.actor().id)?;
    let by = (cx.actor().id, cx.actor().name.clone());
    let is = undo(cx, was, input.reason, by).await?;
    if let Some(shift) = &shift {
        shift::actions::touched(cx, shift);
    }
    Ok(WhichDeposit { id: is.id })
}

/// The deposit and the book as they were before it.
pub(crate) async fn undo(cx: &mut Context, was: DepositRow, reason: String, by: (Uuid, String)) -> Result<DepositRow> {
    let on = cx.now().date(cx.zone());
    let reverse = Act::Reverse { of: was.entry_id, reason: reason.clone() };
    let memo = cx.speech().say_with("payment-deposit-void-memo", &[("number", &was.number)]);
    let source = Some(Source { kind: "deposit".to_owned(), id: was.id.to_string() });
    let command = Command { memo, source, ..Command::new(cx.new_id(), on, reverse) };
    ledgers::post(cx, was.org_id, command).await?;
    let is = DepositRow {
        held_fen: Money::ZERO,
        state: DepositState::Voided,
        voided_by: Some(by.0),
        voided_name: Some(by.1),
        voided_at: Some(cx.now()),
        void_reason: Some(reason),
        version: was.version + 1,
        ..was.clone()
    };
    store::keep(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &is);
    Ok(is)
}

/// The entry: into the box or the bank, held for the room.
async fn post(cx: &mut Context, open: &CashShiftRow, row: &DepositRow) -> Result<()> {
    let wanted = [way(cx, row.method, Some(open)), held_of(row.kind, row.place_id, &row.place)];
    if let [into, held] = ledgers::accounts(cx, row.org_id, &wanted).await?[..] {
        let postings = papers::taken_in(into, held, row.amount_fen);
        let words = [("number", row.number.as_str()), ("place", row.place.as_str())];
        let memo = cx.speech().say_with("payment-deposit-memo", &words);
        let source = Some(Source { kind: "deposit".to_owned(), id: row.id.to_string() });
        let command = Command { memo, source, ..Command::post(row.entry_id, row.taken_on, postings) };
        ledgers::post(cx, row.org_id, command).await?;
    }
    Ok(())
}

pub(crate) fn touched(cx: &mut Context, row: &DepositRow) {
    cx.touch(format!("deposit:{}", row.id));
    cx.touch(format!("deposits:{}", row.org_id));
}
