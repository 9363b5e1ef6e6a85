//! Asking for a deposit back, deciding about what somebody else asked for, and paying it out.

use billing::Settled;
use kernel::{Date, Error, Message, Money, Result};
use ledger::{
    Command, EntryId, Source,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::{Change, Context};
use process::runtime;
use settle::papers;

use super::{
    model::{CreateDepositRefund, DepositRefundRow, DepositRefundState, WhichDepositRefund},
    rules, store,
};
use crate::{
    deposit::{
        self,
        actions::{held_of, way},
        model::DepositRow,
    },
    shift::{self, model::CashShiftRow},
};

/// The series of slips, as the tables name it.
const SLIPS: &str = "deposit_refund_slip";
/// The account of what is kept of deposits.
const KEPT: &str = "6051.deposit_kept";

/// Asks for a deposit back; nothing moves before it is approved and paid out.
pub async fn create(cx: &mut Context, input: CreateDepositRefund) -> Result<WhichDepositRefund> {
    let of = deposit::store::to_change(cx, input.id).await?;
    let left = of.held_fen - store::pending(cx, &of).await?;
    let owed = match input.bill_id {
        None => None,
        Some(id) => {
            let open = billing::open_bills(cx, of.org_id, &[of.place_id]).await?;
            let bill = open.iter().find(|bill| bill.id == id);
            Some(bill.ok_or_else(|| Error::field("bill_id", Message::of("payment-bill-not-open")))?.owed)
        }
    };
    let plan = rules::ask(&input, left, owed)?;
    let row = DepositRefundRow {
        org_id: of.org_id,
        id: cx.new_id(),
        deposit_id: of.id,
        place_id: of.place_id,
        place: of.place.clone(),
        kind: of.kind,
        amount_fen: plan.amount,
        kept_fen: plan.kept,
        kept_reason: plan.kept_reason,
        bill_id: input.bill_id,
        method: input.method,
        reason: input.reason,
        state: DepositRefundState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        decided_by: None,
        decided_name: None,
        decided_at: None,
        number: None,
        entry_id: None,
        shift_id: None,
        paid_name: None,
        paid_at: None,
        paid_on: None,
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &row, &of);
    Ok(WhichDepositRefund { id: row.id })
}

/// Approves what somebody else asked for; the cashier pays it out.
pub async fn approve(cx: &mut Context, which: WhichDepositRefund) -> Result<WhichDepositRefund> {
    decide(cx, which, DepositRefundState::Approved).await
}

/// Refuses what somebody else asked for.
pub async fn refuse(cx: &mut Context, which: WhichDepositRefund) -> Result<WhichDepositRefund> {
    decide(cx, which, DepositRefundState::Refused).await
}

async fn decide(cx: &mut Context, which: WhichDepositRefund, state: DepositRefundState) -> Result<WhichDepositRefund> {
    let was = store::to_change(cx, which.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let is = DepositRefundRow {
        state,
        decided_by: Some(cx.actor().id),
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    let of = deposit::store::one(cx, was.deposit_id).await?;
    kept(cx, &was, is, &of).await
}

/// Pays out what is approved: in cash of the cashier's own open shift, or in another way; what is kept pays a bill or becomes income.
pub async fn pay(cx: &mut Context, which: WhichDepositRefund) -> Result<WhichDepositRefund> {
    let was = store::to_change(cx, which.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::pay(&was)?;
    let of = deposit::store::to_change(cx, was.deposit_id).await?;
    let left = deposit::rules::less(&of, was.amount_fen)?;
    let open = if rules::from_box(&was) { Some(cash_of(cx, &was).await?) } else { None };
    let (on, entry): (Date, EntryId) = (cx.now().date(cx.zone()), cx.new_id());
    let paper = was.id.to_string();
    if let Some(bill_id) = was.bill_id {
        billing::settle(cx, was.org_id, &paper, on, &[Settled { bill_id, amount: was.kept_fen }]).await?;
    }
    let series = Series { prefix: "YT".to_owned(), restart: Restart::Monthly, width: 6 };
    let number = ledgers::number(cx, was.org_id, SLIPS, &series, on, &paper).await?;
    post(cx, &was, open.as_ref(), (entry, on, &number)).await?;
    deposit::store::keep(cx, &left).await?;
    cx.record(Change::to(of.org_id, of.id).before(&of).after(&left));
    if let Some(open) = &open {
        shift::actions::touched(cx, open);
    }
    let is = DepositRefundRow {
        state: DepositRefundState::Paid,
        number: Some(number),
        entry_id: Some(entry),
        shift_id: open.map(|shift| shift.id),
        paid_name: Some(cx.actor().name.clone()),
        paid_at: Some(cx.now()),
        paid_on: Some(on),
        version: was.version + 1,
        ..was.clone()
    };
    kept(cx, &was, is, &left).await
}

/// The cashier's own open shift in the community, whose box holds what is paid out.
async fn cash_of(cx: &mut Context, refund: &DepositRefundRow) -> Result<CashShiftRow> {
    let by = cx.actor().id;
    let open = shift::store::open_of(cx, by).await?.filter(|shift| shift.org_id == refund.org_id);
    let Some(open) = open else { return cx.refuse(Message::of("payment-open-a-shift")) };
    let taken = shift::store::taken(cx, open.org_id, open.id).await?;
    rules::covered(refund, shift::rules::cash(&taken))?;
    Ok(open)
}

/// The entry: off what is held for the room, out of the box or the bank; what is kept off what the room owes, or to income.
async fn post(
    cx: &mut Context,
    refund: &DepositRefundRow,
    open: Option<&CashShiftRow>,
    (entry, on, number): (EntryId, Date, &str),
) -> Result<()> {
    let speech = cx.speech();
    let kept = match refund.bill_id {
        Some(_) => billing::receivable(refund.place_id, &refund.place),
        None => Wanted { title: speech.say("payment-deposit-kept"), ..Wanted::of(KEPT) },
    };
    let mut wanted = vec![held_of(refund.kind, refund.place_id, &refund.place)];
    let mut amounts: Vec<Money> = Vec::new();
    for (account, amount) in [(way(cx, refund.method, open), refund.paid_back()), (kept, refund.kept_fen)] {
        if amount > Money::ZERO {
            wanted.push(account);
            amounts.push(amount);
        }
    }
    let accounts = ledgers::accounts(cx, refund.org_id, &wanted).await?;
    let Some((held, to)) = accounts.split_first() else { return Ok(()) };
    let ways: Vec<_> = to.iter().copied().zip(amounts).collect();
    let memo = speech.say_with("payment-deposit-refund-memo", &[("number", number), ("place", &refund.place)]);
    let source = Some(Source { kind: "deposit_refund".to_owned(), id: refund.id.to_string() });
    let command = Command { memo, source, ..Command::post(entry, on, papers::given_back(*held, &ways)) };
    ledgers::post(cx, refund.org_id, command).await.map(|_| ())
}

async fn kept(
    cx: &mut Context,
    was: &DepositRefundRow,
    is: DepositRefundRow,
    of: &DepositRow,
) -> Result<WhichDepositRefund> {
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is, of);
    Ok(WhichDepositRefund { id: is.id })
}

fn touched(cx: &mut Context, refund: &DepositRefundRow, of: &DepositRow) {
    cx.touch(format!("deposit_refund:{}", refund.id));
    deposit::actions::touched(cx, of);
}
