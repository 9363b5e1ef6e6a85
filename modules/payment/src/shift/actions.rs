//! Opening a shift, handing it in, confirming what was handed in.

use kernel::{Message, Money, Result};
use ledger::{Command, Source, chart};
use ledgers::Wanted;
use module::{Change, Context};
use process::runtime;

use super::{
    model::{CashShiftRow, CreateCashShift, HandIn, ShiftState, WhichCashShift},
    rules, store,
};
use crate::payment::rules::sound;

/// The account of what is missing in boxes, or too much.
const OVER_AND_SHORT: &str = "6602.cash_over_short";

/// The box of a cashier, as the book knows it.
pub(crate) fn cash_box(cx: &Context, shift: &CashShiftRow) -> Wanted {
    Wanted::of(chart::CASH).held_by(shift.cashier_id.to_string(), cx.speech().say("payment-cash-box"))
}

/// The safe, into which handed-in cash goes.
pub(crate) fn safe(cx: &Context) -> Wanted {
    Wanted { title: cx.speech().say("payment-safe"), ..Wanted::of(chart::CASH) }
}

/// Opens a shift with what lies in the box.
pub async fn create(cx: &mut Context, input: CreateCashShift) -> Result<WhichCashShift> {
    let org = cx.community(input.org_id)?;
    let float = input.float.unwrap_or(Money::ZERO);
    sound("float", float)?;
    let by = cx.actor().id;
    if store::open_of(cx, by).await?.is_some() {
        return cx.refuse(Message::of("payment-shift-open-already"));
    }
    let row = CashShiftRow {
        org_id: org,
        id: cx.new_id(),
        cashier_id: by,
        cashier_name: cx.actor().name.clone(),
        float_fen: float,
        state: ShiftState::Open,
        opened_at: cx.now(),
        handed_in_at: None,
        taken: "[]".to_owned(),
        counted_fen: None,
        difference_fen: None,
        reason: None,
        confirmed_by: None,
        confirmed_name: None,
        confirmed_at: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichCashShift { id: row.id })
}

/// Hands a shift in: it takes no more payments. Counted again until somebody else has confirmed it.
pub async fn hand_in(cx: &mut Context, input: HandIn) -> Result<WhichCashShift> {
    let was = store::to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    let taken = store::taken(cx, was.org_id, was.id).await?;
    let reason = input.difference_reason.filter(|reason| !reason.trim().is_empty());
    let difference = rules::hand_in(&was, cx.actor().id, &taken, input.counted_cash, reason.as_deref())?;
    let is = CashShiftRow {
        state: ShiftState::HandedIn,
        handed_in_at: Some(cx.now()),
        taken: serde_json::to_string(&taken)?,
        counted_fen: Some(input.counted_cash),
        difference_fen: Some(difference),
        reason,
        version: was.version + 1,
        ..was.clone()
    };
    kept(cx, &was, &is).await
}

/// Confirms what was handed in: the cash goes from the box into the safe.
pub async fn confirm(cx: &mut Context, input: WhichCashShift) -> Result<WhichCashShift> {
    let was = store::to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    let by = cx.actor().id;
    rules::confirm(&was, by)?;
    let (cash, difference) = (rules::cash(&was.counted()?), was.difference_fen.unwrap_or(Money::ZERO));
    let over_and_short = Wanted { title: cx.speech().say("payment-over-and-short"), ..Wanted::of(OVER_AND_SHORT) };
    let accounts = [cash_box(cx, &was), safe(cx), over_and_short];
    if let [cash_box, safe, over_and_short] = ledgers::accounts(cx, was.org_id, &accounts).await?[..] {
        let postings = rules::handed_over(cash_box, safe, over_and_short, cash, difference);
        if !postings.is_empty() {
            let command = Command {
                source: Some(Source { kind: "cash_shift".to_owned(), id: was.id.to_string() }),
                memo: cx.speech().say("payment-hand-in"),
                ..Command::post(cx.new_id(), cx.now().date(cx.zone()), postings)
            };
            ledgers::post(cx, was.org_id, command).await?;
        }
    }
    let is = CashShiftRow {
        state: ShiftState::Confirmed,
        confirmed_by: Some(by),
        confirmed_name: Some(cx.actor().name.clone()),
        confirmed_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    kept(cx, &was, &is).await
}

async fn kept(cx: &mut Context, was: &CashShiftRow, is: &CashShiftRow) -> Result<WhichCashShift> {
    store::update(cx, is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    touched(cx, is);
    Ok(WhichCashShift { id: is.id })
}

pub(crate) fn touched(cx: &mut Context, shift: &CashShiftRow) {
    cx.touch(format!("cash_shift:{}", shift.id));
    cx.touch(format!("cash_shifts:{}", shift.org_id));
}
