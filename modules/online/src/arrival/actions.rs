//! Booking money that came in, once whoever tells of it first; and deciding about what waits as suspense.

use kernel::{Id, Money, Result};
use ledger::{Command, EntryId, Source, chart};
use ledgers::Wanted;
use module::{Change, Context};
use payment::{Brought, GoneBack, Method};
use settle::papers;

use super::{
    model::{ArrivalRow, ArrivalState, AssignArrival, Doubt, Told, ToldBy, WhichArrival},
    rules, store,
};
use crate::{
    account::{
        self,
        model::{PayChannel, PayeeAccountRow},
    },
    order::{
        self,
        model::{OrderLineRow, OrderRow, OrderState},
    },
    refund::{self, model::ChannelRefundRow},
};

/// Books money that a channel says was paid, in this transaction and once: a notice, a query and a bill may all tell of it, in any order
/// and any number of times. What agrees with its order pays the bills and has a receipt; all other money waits as suspense.
///
/// # Errors
/// Those of billing, payment and book; then nothing is kept and it is told again.
pub(crate) async fn arrived(cx: &mut Context, account: &PayeeAccountRow, told: &Told, by: ToldBy) -> Result<()> {
    if !told.ours {
        tracing::error!(account = %account.id, number = told.number, "a payment in a strange name or currency was not booked");
        return Ok(());
    }
    // Whoever holds the order decides: everybody who tells of its money waits here.
    let order = order::store::numbered(cx, (account.org_id, account.id), &told.number).await?;
    if store::is_known(cx, account, &told.transaction).await? {
        return Ok(());
    }
    let lines = match &order {
        Some(order) => order::store::lines(cx, order).await?,
        None => Vec::new(),
    };
    let ids: Vec<_> = lines.iter().map(|line| line.bill_id).collect();
    billing::hold(cx, account.org_id, &ids).await?;
    let open = billing::open_among(cx, account.org_id, &ids).await?;
    let doubt = rules::doubt(order.as_ref().map(|order| (order, &lines[..])), &open, told);
    let mut row = ArrivalRow {
        org_id: account.org_id,
        id: cx.new_id(),
        payee_account_id: account.id,
        transaction_id: told.transaction.clone(),
        number: told.number.clone(),
        order_id: order.as_ref().map(|order| order.id),
        amount_fen: told.amount,
        paid_at: told.paid_at.unwrap_or(cx.now()),
        told_by: by,
        arrived_at: cx.now(),
        doubt,
        state: ArrivalState::Waiting,
        payment_id: None,
        entry_id: None,
        version: 1,
    };
    match (&order, doubt) {
        (Some(order), None) => settle(cx, account, order, &lines, &mut row).await?,
        _ => row.entry_id = Some(to_suspense(cx, account, &row).await?),
    }
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    if let Some(was) = order.filter(|_| doubt != Some(Doubt::Doubled)) {
        let state = if doubt.is_none() { OrderState::Paid } else { OrderState::Suspense };
        let is = OrderRow { state, payment_id: row.payment_id, trouble: None, ..was.clone() };
        order::actions::advance(cx, &was, is).await?;
    }
    touched(cx, &row);
    Ok(())
}

/// The bills of the order are paid, with a receipt.
async fn settle(
    cx: &mut Context,
    account: &PayeeAccountRow,
    order: &OrderRow,
    lines: &[OrderLineRow],
    row: &mut ArrivalRow,
) -> Result<()> {
    let brought = Brought {
        org_id: row.org_id,
        paper: row.id.to_string(),
        parts: lines.iter().map(|line| (line.bill_id, line.amount_fen)).collect(),
        method: method(account.channel),
        reference: row.transaction_id.clone(),
        into: clearing(account),
        shift_id: order.shift_id,
        by: order.created_by,
        by_name: order.created_name.clone(),
    };
    row.payment_id = Some(payment::bring(cx, brought).await?);
    row.state = ArrivalState::Settled;
    Ok(())
}

/// Money pays bills somebody chose for it.
pub async fn assign(cx: &mut Context, input: AssignArrival) -> Result<WhichArrival> {
    let was = store::to_change(cx, input.id).await?;
    let account = account::store::one(cx, was.payee_account_id).await?;
    let open = billing::open_among(cx, was.org_id, &input.bill_ids).await?;
    let left = refund::rules::left(&was, &refund::store::of_arrival(cx, &was).await?);
    let parts = rules::assign(&was, left, &open)?;
    let brought = Brought {
        org_id: was.org_id,
        paper: was.id.to_string(),
        parts,
        method: method(account.channel),
        reference: was.transaction_id.clone(),
        into: suspense(&account),
        shift_id: None,
        by: cx.actor().id,
        by_name: cx.actor().name.clone(),
    };
    let payment_id = Some(payment::bring(cx, brought).await?);
    let is = ArrivalRow { state: ArrivalState::Settled, payment_id, version: was.version + 1, ..was.clone() };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &is);
    Ok(WhichArrival { id: is.id })
}

/// Money, or a part of it, has gone back the way it came: what it paid is owed again, what waited waits no more.
pub(crate) async fn gone_back(cx: &mut Context, by: &ChannelRefundRow) -> Result<()> {
    let was = store::to_change(cx, by.arrival_id).await?;
    let account = account::store::one(cx, was.payee_account_id).await?;
    if let Some(payment) = was.payment_id {
        let bills = refund::store::bills(cx, &[by.id]).await?;
        let gone = GoneBack {
            paper: by.id.to_string(),
            amount: by.amount_fen,
            bills: bills.into_iter().map(|one| (one.bill_id, one.amount_fen)).collect(),
            out_of: if was.doubt.is_some() { suspense(&account) } else { clearing(&account) },
            reason: by.reason.clone(),
            asked: (by.asked_by, by.asked_name.clone(), by.asked_at),
            decided: (by.decided_by.unwrap_or(by.asked_by), by.decided_name.clone().unwrap_or_default()),
        };
        payment::give_back(cx, payment, gone).await?;
    }
    if was.doubt.is_some() {
        let memo = cx.speech().say_with("online-refund-memo", &[("transaction", &was.transaction_id)]);
        let paper = (Id::from_uuid(by.id.uuid()), &was, by.amount_fen);
        move_between(cx, paper, (suspense(&account), clearing(&account)), memo).await?;
    }
    let left = refund::rules::left(&was, &refund::store::of_arrival(cx, &was).await?) - by.amount_fen;
    if left > Money::ZERO {
        touched(cx, &was);
        return Ok(());
    }
    let is = ArrivalRow { state: ArrivalState::Refunded, version: was.version + 1, ..was.clone() };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &is);
    Ok(())
}

/// The entry of money nobody knows yet for what.
async fn to_suspense(cx: &mut Context, account: &PayeeAccountRow, row: &ArrivalRow) -> Result<EntryId> {
    let entry: EntryId = cx.new_id();
    let memo = cx.speech().say_with("online-suspense-memo", &[("transaction", &row.transaction_id)]);
    move_between(cx, (entry, row, row.amount_fen), (clearing(account), suspense(account)), memo).await?;
    Ok(entry)
}

async fn move_between(
    cx: &mut Context,
    (entry, row, amount): (EntryId, &ArrivalRow, Money),
    (debit, credit): (Wanted, Wanted),
    memo: String,
) -> Result<()> {
    let on = cx.now().date(cx.zone());
    if let [debit, credit] = ledgers::accounts(cx, row.org_id, &[debit, credit]).await?[..] {
        let postings = papers::taken_in(debit, credit, amount);
        let source = Some(Source { kind: "arrival".to_owned(), id: row.id.to_string() });
        ledgers::post(cx, row.org_id, Command { memo, source, ..Command::post(entry, on, postings) }).await?;
    }
    Ok(())
}

/// What the channel holds for us until it pays out.
pub(crate) fn clearing(account: &PayeeAccountRow) -> Wanted {
    Wanted::of(chart::CLEARING).held_by(account.id.to_string(), account.name.clone())
}

/// What waits for a decision.
fn suspense(account: &PayeeAccountRow) -> Wanted {
    Wanted::of(chart::SUSPENSE).held_by(account.id.to_string(), account.name.clone())
}

fn method(channel: PayChannel) -> Method {
    match channel {
        PayChannel::Wechat => Method::Wechat,
        PayChannel::Alipay => Method::Alipay,
    }
}

fn touched(cx: &mut Context, row: &ArrivalRow) {
    cx.touch(format!("arrival:{}", row.id));
    cx.touch(format!("arrivals:{}", row.org_id));
}
