//! Asking for a refund, and deciding about one somebody else asked for.

use std::collections::BTreeMap;

use billing::Settled;
use kernel::{Date, Error, Result};
use ledger::{
    Source,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::{Change, Context};
use process::runtime;

use super::{
    model::{CreateRefund, GoneBack, Part, RefundPayment, RefundRow, RefundState, WhichRefund},
    rules, store,
};
use crate::{
    advance,
    payment::{
        self,
        actions::{bank_account, enter, receivables, settled},
        model::{Method, PaymentLineRow, PaymentRow},
        rules::account_of,
    },
    prepayment,
    shift::actions::safe,
};

/// The series of slips, as the tables name it.
const SLIPS: &str = "refund_slip";

/// Asks for a refund of a prepayment; nothing moves before it is approved.
pub async fn create(cx: &mut Context, input: CreateRefund) -> Result<WhichRefund> {
    let of = prepayment::store::one(cx, input.id).await?;
    let amount_fen = rules::ask(input.amount, of.balance_fen)?;
    let place = property::place_line(cx, of.place_id).await?.name;
    let (prepayment_id, purpose, method, reason) = (Some(of.id), Some(of.purpose), input.method, input.reason);
    let blank = blank(cx, of.org_id, of.place_id);
    ask(cx, RefundRow { prepayment_id, purpose, place, amount_fen, method, reason, ..blank }, &[]).await
}

/// Asks for a part of a payment that was taken at the counter or came in at the bank; nothing moves before it is approved.
pub async fn refund_payment(cx: &mut Context, input: RefundPayment) -> Result<WhichRefund> {
    // Whoever holds the payment asks: two never ask for the same money.
    let of = payment::store::to_change(cx, input.id).await?;
    let shown = payment::queries::records(cx, &[of.id]).await?.pop().ok_or(Error::NotFound)?;
    rules::by_hand(&shown)?;
    let part = rules::part(&shown, &input)?;
    let row = RefundRow { reason: input.reason, ..of_payment(blank(cx, of.org_id, of.place_id), &of, &part) };
    ask(cx, row, &part.lines).await
}

/// A part of a payment has gone back by a paper of another module that somebody asked for and somebody else decided: what it paid is owed
/// again, with a slip.
pub(crate) async fn gone_back(cx: &mut Context, of: &PaymentRow, gone: GoneBack) -> Result<()> {
    let shown = payment::queries::records(cx, &[of.id]).await?.pop().ok_or(Error::NotFound)?;
    let asked =
        RefundPayment { id: of.id, bill_ids: Vec::new(), amount: Some(gone.amount), method: None, reason: gone.reason };
    let mut part = rules::part(&shown, &asked)?;
    if let Some(lines) = rules::as_asked(&shown, &gone.bills, gone.amount) {
        part.lines = lines;
    }
    let (asked_by, asked_name, asked_at) = gone.asked;
    let row = of_payment(blank(cx, of.org_id, of.place_id), of, &part);
    let row = RefundRow { reason: asked.reason, asked_by, asked_name, asked_at, brought_by: Some(gone.paper), ..row };
    ask(cx, row.clone(), &part.lines).await?;
    let is = paid_back(cx, &row, &part.lines, gone.out_of).await?;
    let (decided_by, decided_name) = gone.decided;
    decided(cx, &row, RefundRow { decided_by: Some(decided_by), decided_name: Some(decided_name), ..is }).await?;
    Ok(())
}

fn of_payment(blank: RefundRow, of: &PaymentRow, part: &Part) -> RefundRow {
    let (place, amount_fen, method) = (of.places.clone(), part.amount, part.method);
    RefundRow { payment_id: Some(of.id), place, amount_fen, method, ..blank }
}

/// A refund that whoever acts asks for now, of nothing yet.
fn blank(cx: &mut Context, org_id: kernel::OrgId, place_id: property::PlaceId) -> RefundRow {
    RefundRow {
        org_id,
        id: cx.new_id(),
        prepayment_id: None,
        place_id,
        place: String::new(),
        purpose: None,
        amount_fen: kernel::Money::ZERO,
        method: Method::Cash,
        reason: String::new(),
        state: RefundState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        number: None,
        entry_id: None,
        decided_by: None,
        decided_name: None,
        decided_at: None,
        version: 1,
        payment_id: None,
        brought_by: None,
        paid_on: None,
    }
}

async fn ask(cx: &mut Context, row: RefundRow, lines: &[PaymentLineRow]) -> Result<WhichRefund> {
    store::insert(cx, &row, lines).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichRefund { id: row.id })
}

/// Approves a refund: the money goes back, and its slip has a number.
pub async fn approve(cx: &mut Context, which: WhichRefund) -> Result<WhichRefund> {
    let was = store::to_change(cx, which.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    if let Some(id) = was.payment_id {
        let of = payment::store::to_change(cx, id).await?;
        payment::rules::once(&of, cx.actor().id)?;
    }
    let lines = store::lines(cx, &was).await?;
    let out_of = match was.method {
        Method::Cash => safe(cx),
        other => bank_account(cx, other),
    };
    let is = paid_back(cx, &was, &lines, out_of).await?;
    let is = RefundRow { decided_by: Some(cx.actor().id), decided_name: Some(cx.actor().name.clone()), ..is };
    decided(cx, &was, is).await
}

/// Refuses a refund.
pub async fn refuse(cx: &mut Context, which: WhichRefund) -> Result<WhichRefund> {
    let was = store::to_change(cx, which.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let (decided_by, decided_name) = (Some(cx.actor().id), Some(cx.actor().name.clone()));
    decided(cx, &was, RefundRow { state: RefundState::Refused, decided_by, decided_name, ..was.clone() }).await
}

async fn decided(cx: &mut Context, was: &RefundRow, is: RefundRow) -> Result<WhichRefund> {
    let is = RefundRow { decided_at: Some(cx.now()), version: was.version + 1, ..is };
    store::decide(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(WhichRefund { id: is.id })
}

/// Money goes back out of an account: off what was paid in advance, or its bills are owed again. The slip has a number.
async fn paid_back(cx: &mut Context, was: &RefundRow, lines: &[PaymentLineRow], out_of: Wanted) -> Result<RefundRow> {
    let (on, paper): (Date, String) = (cx.now().date(cx.zone()), was.id.to_string());
    let debits = if let Some(purpose) = was.purpose {
        let of = (was.org_id, was.place_id, purpose);
        let left = prepayment::store::move_by(cx, of, &paper, -was.amount_fen).await?;
        let paid_ahead = advance::queries::at_stake(cx, of, left).await?;
        advance::actions::end(cx, paid_ahead).await?;
        let held = Wanted::of(&account_of(purpose)).held_by(was.place_id.to_string(), was.place.clone());
        BTreeMap::from([(held, was.amount_fen)])
    } else {
        let back: Vec<Settled> = lines.iter().map(|line| settled(line.bill_id, -line.amount_fen)).collect();
        billing::settle(cx, was.org_id, &paper, on, &back).await?;
        receivables(lines)
    };
    let series = Series { prefix: "TK".to_owned(), restart: Restart::Monthly, width: 6 };
    let number = ledgers::number(cx, was.org_id, SLIPS, &series, on, &paper).await?;
    let entry = cx.new_id();
    let memo = cx.speech().say_with("payment-refund-memo", &[("number", &number), ("place", &was.place)]);
    let kind = if was.brought_by.is_some() { "brought_refund" } else { "refund" };
    let source = Source { kind: kind.to_owned(), id: paper };
    let credits = BTreeMap::from([(out_of, was.amount_fen)]);
    enter(cx, was.org_id, (entry, on, source), memo, (debits, credits)).await?;
    let (number, entry_id, paid_on) = (Some(number), Some(entry), Some(on));
    Ok(RefundRow { state: RefundState::Approved, number, entry_id, paid_on, ..was.clone() })
}

fn touched(cx: &mut Context, refund: &RefundRow) {
    cx.touch(format!("refund:{}", refund.id));
    cx.touch(format!("prepayments:{}", refund.org_id));
    if let Some(payment) = refund.payment_id {
        cx.touch(format!("payment:{payment}"));
    }
}
