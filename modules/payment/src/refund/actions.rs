//! Asking for a refund, and deciding about one somebody else asked for.

use kernel::Result;
use ledger::{
    Command, EntryId, Source,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::{Change, Context};
use process::runtime;
use settle::papers;

use super::{
    model::{CreateRefund, RefundRow, RefundState, WhichRefund},
    rules, store,
};
use crate::{
    payment::{
        model::Method,
        rules::{account_of, bank_of},
    },
    prepayment,
    shift::actions::safe,
};

/// The series of slips, as the tables name it.
const SLIPS: &str = "refund_slip";

/// Asks for a refund; nothing moves before it is approved.
pub async fn create(cx: &mut Context, input: CreateRefund) -> Result<WhichRefund> {
    let of = prepayment::store::one(cx, input.id).await?;
    let amount = rules::ask(input.amount, of.balance_fen)?;
    let place = property::place_line(cx, of.place_id).await?;
    let row = RefundRow {
        org_id: of.org_id,
        id: cx.new_id(),
        prepayment_id: of.id,
        place_id: of.place_id,
        place: place.name,
        purpose: of.purpose,
        amount_fen: amount,
        method: input.method,
        reason: input.reason,
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
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichRefund { id: row.id })
}

/// Approves a refund: the money goes back, and its slip has a number.
pub async fn approve(cx: &mut Context, which: WhichRefund) -> Result<WhichRefund> {
    let was = store::to_change(cx, which.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let on = cx.now().date(cx.zone());
    let paper = was.id.to_string();
    prepayment::store::move_by(cx, (was.org_id, was.place_id, was.purpose), &paper, -was.amount_fen).await?;
    let series = Series { prefix: "TK".to_owned(), restart: Restart::Monthly, width: 6 };
    let number = ledgers::number(cx, was.org_id, SLIPS, &series, on, &paper).await?;
    let entry: EntryId = cx.new_id();
    post(cx, &was, entry, &number).await?;
    let is = RefundRow { state: RefundState::Approved, number: Some(number), entry_id: Some(entry), ..was.clone() };
    decided(cx, &was, is).await
}

/// Refuses a refund.
pub async fn refuse(cx: &mut Context, which: WhichRefund) -> Result<WhichRefund> {
    let was = store::to_change(cx, which.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let is = RefundRow { state: RefundState::Refused, ..was.clone() };
    decided(cx, &was, is).await
}

async fn decided(cx: &mut Context, was: &RefundRow, is: RefundRow) -> Result<WhichRefund> {
    let is = RefundRow {
        decided_by: Some(cx.actor().id),
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        version: was.version + 1,
        ..is
    };
    store::decide(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(WhichRefund { id: is.id })
}

/// The entry: off what was paid in advance, out of the safe or the bank.
async fn post(cx: &mut Context, refund: &RefundRow, entry: EntryId, number: &str) -> Result<()> {
    let speech = cx.speech();
    let held = Wanted::of(&account_of(refund.purpose)).held_by(refund.place_id.to_string(), refund.place.clone());
    let from = match refund.method {
        Method::Cash => safe(cx),
        other => {
            Wanted { title: speech.say(&format!("choice-method-{}", other.word())), ..Wanted::of(&bank_of(other)) }
        }
    };
    if let [held, from] = ledgers::accounts(cx, refund.org_id, &[held, from]).await?[..] {
        let postings = papers::given_back(held, &[(from, refund.amount_fen)]);
        let memo = speech.say_with("payment-refund-memo", &[("number", number), ("place", &refund.place)]);
        let source = Some(Source { kind: "refund".to_owned(), id: refund.id.to_string() });
        let command = Command { memo, source, ..Command::post(entry, cx.now().date(cx.zone()), postings) };
        ledgers::post(cx, refund.org_id, command).await?;
    }
    Ok(())
}

fn touched(cx: &mut Context, refund: &RefundRow) {
    cx.touch(format!("refund:{}", refund.id));
    cx.touch(format!("prepayments:{}", refund.org_id));
}
