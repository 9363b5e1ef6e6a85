//! Booking money that came in at the bank: what it pays, that it waits, goes back, or pays no longer what it paid.

use kernel::{Money, Result};
use ledger::{Command, EntryId, Source, chart};
use ledgers::Wanted;
use module::{Change, Context};
use payment::{Brought, GoneBack, Method};
use settle::papers;

use super::{
    model::{AssignTransfer, TransferRow, TransferState, UndoTransfer, WhichTransfer},
    queries, rules, store,
};
use crate::arrival;

/// Whoever holds what nobody knows yet of the bank's account.
pub(crate) const HOLDER: &str = "bank";

/// A line fits bills exactly and alone: it pays them.
pub(crate) async fn matched(cx: &mut Context, was: &TransferRow, parts: Vec<(billing::BillId, Money)>) -> Result<()> {
    let bank = payment::bank_account(cx, Method::Transfer);
    let payment_id = Some(bring(cx, was, parts, bank).await?);
    keep(cx, was, TransferRow { state: TransferState::Settled, matched: true, payment_id, ..was.clone() }).await
}

/// A line fits nothing for certain: it waits as suspense.
pub(crate) async fn waits(cx: &mut Context, was: &TransferRow) -> Result<()> {
    let (bank, held) = (payment::bank_account(cx, Method::Transfer), suspense(cx));
    post(cx, was, (bank, held), "online-transfer-memo").await?;
    keep(cx, was, TransferRow { state: TransferState::Waiting, ..was.clone() }).await
}

/// Money that waits pays bills somebody chose for it; whose account it came from is known from then on.
pub async fn assign(cx: &mut Context, input: AssignTransfer) -> Result<WhichTransfer> {
    let was = store::to_change(cx, input.id).await?;
    rules::waits(&was)?;
    billing::hold(cx, was.org_id, &input.bill_ids).await?;
    let open = billing::open_among(cx, was.org_id, &input.bill_ids).await?;
    let parts = arrival::rules::spread(was.amount_fen, &open)?;
    let held = suspense(cx);
    let payment_id = Some(bring(cx, &was, parts, held).await?);
    let sender = queries::sender(cx, &was)?;
    if let (Some(account), Some(person)) = (queries::account(cx, &sender), rules::payer(&open)) {
        store::learn(cx, was.org_id, account, person).await?;
    }
    let is = TransferRow { state: TransferState::Settled, payment_id, ..decided(cx, &was, None) };
    keep(cx, &was, is).await?;
    Ok(WhichTransfer { id: was.id })
}

/// Money that waits goes back to who sent it.
pub async fn give_back(cx: &mut Context, input: UndoTransfer) -> Result<WhichTransfer> {
    let was = store::to_change(cx, input.id).await?;
    let by = cx.actor().id;
    rules::give_back(&was, by)?;
    let (held, bank) = (suspense(cx), payment::bank_account(cx, Method::Transfer));
    post(cx, &was, (held, bank), "online-transfer-returned-memo").await?;
    let is = TransferRow { state: TransferState::Returned, ..decided(cx, &was, Some(input.reason)) };
    keep(cx, &was, is).await?;
    Ok(WhichTransfer { id: was.id })
}

/// What money paid is owed again, and it waits: it was meant for something else.
pub async fn release(cx: &mut Context, input: UndoTransfer) -> Result<WhichTransfer> {
    let was = store::to_change(cx, input.id).await?;
    let payment = rules::release(&was)?;
    let by = (cx.actor().id, cx.actor().name.clone());
    let gone = GoneBack {
        paper: was.id.to_string(),
        amount: was.amount_fen,
        bills: Vec::new(),
        out_of: payment::bank_account(cx, Method::Transfer),
        reason: input.reason.clone(),
        asked: (by.0, by.1.clone(), cx.now()),
        decided: by,
    };
    payment::give_back(cx, payment, gone).await?;
    // What a person assigned came out of suspense and is there again; what fitted by itself was never there.
    if was.matched {
        let (bank, held) = (payment::bank_account(cx, Method::Transfer), suspense(cx));
        post(cx, &was, (bank, held), "online-transfer-memo").await?;
    }
    let waiting = decided(cx, &was, Some(input.reason));
    let is = TransferRow { state: TransferState::Waiting, matched: false, payment_id: None, ..waiting };
    keep(cx, &was, is).await?;
    Ok(WhichTransfer { id: was.id })
}

fn decided(cx: &Context, was: &TransferRow, reason: Option<String>) -> TransferRow {
    TransferRow {
        decided_by: Some(cx.actor().id),
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        reason,
        ..was.clone()
    }
}

async fn keep(cx: &mut Context, was: &TransferRow, is: TransferRow) -> Result<()> {
    let is = TransferRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    cx.touch(format!("bank_transfer:{}", is.id));
    cx.touch(format!("bank_transfers:{}", is.org_id));
    Ok(())
}

async fn bring(
    cx: &mut Context,
    was: &TransferRow,
    parts: Vec<(billing::BillId, Money)>,
    into: Wanted,
) -> Result<payment::PaymentId> {
    let brought = Brought {
        org_id: was.org_id,
        paper: was.id.to_string(),
        parts,
        method: Method::Transfer,
        reference: was.bank_key.clone(),
        into,
        shift_id: None,
        by: cx.actor().id,
        by_name: cx.actor().name.clone(),
    };
    payment::bring(cx, brought).await
}

async fn post(cx: &mut Context, was: &TransferRow, (debit, credit): (Wanted, Wanted), memo: &str) -> Result<()> {
    let memo = cx.speech().say_with(memo, &[("number", &was.bank_key)]);
    let (on, entry): (_, EntryId) = (cx.now().date(cx.zone()), cx.new_id());
    if let [debit, credit] = ledgers::accounts(cx, was.org_id, &[debit, credit]).await?[..] {
        let postings = papers::taken_in(debit, credit, was.amount_fen);
        let source = Some(Source { kind: "bank_transfer".to_owned(), id: was.id.to_string() });
        ledgers::post(cx, was.org_id, Command { memo, source, ..Command::post(entry, on, postings) }).await?;
    }
    Ok(())
}

fn suspense(cx: &Context) -> Wanted {
    Wanted::of(chart::SUSPENSE).held_by(HOLDER, cx.speech().say("online-transfer-list-title"))
}
