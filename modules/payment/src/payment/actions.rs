//! Taking a payment, and voiding one: bills, book, prepayment and receipt in one transaction.

use std::collections::BTreeMap;

use billing::{OpenBill, Settled};
use kernel::{Date, Error, Message, Money, OrgId, Result};
use ledger::{
    Act, Command, Posting, Source,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::{Change, Context};
use property::{PlaceId, PlaceLine};

use super::{
    model::{CreatePayment, Method, PaymentId, PaymentLineRow, PaymentRow, PaymentState, VoidPayment, WhichPayment},
    rules::{self, Plan},
    store,
};
use crate::{
    allocation, deduction, prepayment,
    shift::{self, model::CashShiftRow},
};

/// The series of receipts, as the tables name it.
const RECEIPTS: &str = "receipt";
/// Rooms paid for at once.
const MOST_PLACES: usize = 20;

/// Takes a payment in the cashier's own open shift.
pub async fn create(cx: &mut Context, input: CreatePayment) -> Result<WhichPayment> {
    let by = cx.actor().id;
    let Some(open) = shift::store::open_of(cx, by).await? else {
        return cx.refuse(Message::of("payment-open-a-shift"));
    };
    let places = chosen(cx, open.org_id, &input.place_ids).await?;
    let ids: Vec<PlaceId> = places.iter().map(|place| place.id).collect();
    let bills = billing::open_bills(cx, open.org_id, &ids).await?;
    let order = allocation::queries::order(cx, open.org_id).await?;
    let classes = deduction::jobs::classes(cx, &bills).await?;
    let plan = rules::plan(&input, &bills, &order, &classes)?;
    let payment = keep(cx, &open, (&places, &bills), &plan, &input).await?;
    cx.record(Change::to(payment.org_id, payment.id).after(&payment));
    touched(cx, &open, &payment);
    Ok(WhichPayment { id: payment.id })
}

/// The rooms a payment is for, all of the shift's community, in the order they were chosen.
async fn chosen(cx: &mut Context, org: OrgId, ids: &[PlaceId]) -> Result<Vec<PlaceLine>> {
    let known = property::place_lines(cx, ids).await?;
    let mut places: Vec<PlaceLine> = Vec::with_capacity(ids.len());
    for id in ids {
        let found = known.get(id).filter(|place| place.org_id == org);
        let Some(place) = found else { return Err(Error::field("place_ids", Message::of("payment-other-community"))) };
        if !places.iter().any(|there| there.id == *id) {
            places.push(place.clone());
        }
    }
    if places.is_empty() || places.len() > MOST_PLACES {
        return Err(Error::field("place_ids", Message::of("payment-choose-rooms").with("most", MOST_PLACES)));
    }
    Ok(places)
}

/// Bills, receipt, book and prepayment, in this transaction or not at all.
async fn keep(
    cx: &mut Context,
    shift: &CashShiftRow,
    (places, bills): (&[PlaceLine], &[OpenBill]),
    plan: &Plan,
    input: &CreatePayment,
) -> Result<PaymentRow> {
    let (org, id, on): (_, PaymentId, _) = (shift.org_id, cx.new_id(), cx.now().date(cx.zone()));
    let paper = id.to_string();
    let parts: Vec<Settled> = plan.parts.iter().map(|(bill_id, amount)| settled(*bill_id, *amount)).collect();
    if !parts.is_empty() {
        billing::settle(cx, org, &paper, on, &parts).await?;
    }
    let place_id = places.first().map(|place| place.id).ok_or(Error::NotFound)?;
    if let (Some(purpose), true) = (input.prepaid_for, plan.prepaid > Money::ZERO) {
        prepayment::store::move_by(cx, (org, place_id, purpose), &paper, plan.prepaid).await?;
    }
    let names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
    let payment = PaymentRow {
        org_id: org,
        id,
        shift_id: shift.id,
        number: ledgers::number(cx, org, RECEIPTS, &receipts(), on, &paper).await?,
        paid_on: on,
        received_at: cx.now(),
        place_id,
        places: names.join("、"),
        payer_id: party::payer_of(cx, org, place_id).await?,
        bills_fen: plan.paid(),
        prepaid_fen: plan.prepaid,
        purpose: input.prepaid_for.filter(|_| plan.prepaid > Money::ZERO),
        tendered_fen: plan.tendered,
        change_fen: plan.change,
        note: input.note.clone(),
        entry_id: cx.new_id(),
        cashier_id: shift.cashier_id,
        cashier_name: shift.cashier_name.clone(),
        state: PaymentState::Received,
        voided_by: None,
        voided_name: None,
        voided_at: None,
        void_reason: None,
        version: 1,
    };
    let lines = lines(bills, plan);
    post(cx, shift, &payment, (&lines, plan), places).await?;
    store::insert(cx, &payment, &lines, &plan.methods).await?;
    Ok(payment)
}

/// The series of receipts: without a gap within a month.
fn receipts() -> Series {
    Series { prefix: "SJ".to_owned(), restart: Restart::Monthly, width: 6 }
}

const fn settled(bill_id: billing::BillId, amount: Money) -> Settled {
    Settled { bill_id, amount }
}

/// What was paid, in the words of the receipt.
fn lines(bills: &[OpenBill], plan: &Plan) -> Vec<PaymentLineRow> {
    let line = |(id, amount): &(billing::BillId, Money)| {
        let bill = bills.iter().find(|bill| bill.id == *id)?;
        Some(PaymentLineRow {
            bill_id: bill.id,
            place_id: bill.place_id,
            place: bill.place.clone(),
            fee_item: bill.fee_item.clone(),
            from_on: bill.from_on,
            to_on: bill.to_on,
            amount_fen: *amount,
        })
    };
    plan.parts.iter().filter_map(line).collect()
}

/// The entry: into the box and the bank by way, off what each room owes, the rest held for the first room.
async fn post(
    cx: &mut Context,
    shift: &CashShiftRow,
    payment: &PaymentRow,
    (lines, plan): (&[PaymentLineRow], &Plan),
    places: &[PlaceLine],
) -> Result<()> {
    let speech = cx.speech();
    let mut debits: BTreeMap<Wanted, Money> = BTreeMap::new();
    for way in &plan.methods {
        let account = match way.method {
            Method::Cash => shift::actions::cash_box(cx, shift),
            other => {
                let title = speech.say(&format!("choice-method-{}", other.word()));
                Wanted { title, ..Wanted::of(&rules::bank_of(other)) }
            }
        };
        add(&mut debits, account, way.amount_fen);
    }
    let mut credits: BTreeMap<Wanted, Money> = BTreeMap::new();
    for line in lines {
        add(&mut credits, billing::receivable(line.place_id, &line.place), line.amount_fen);
    }
    if let (Some(purpose), Some(first)) = (payment.purpose, places.first()) {
        let held = Wanted::of(&rules::account_of(purpose)).held_by(first.id.to_string(), first.name.clone());
        add(&mut credits, held, payment.prepaid_fen);
    }
    let wanted: Vec<Wanted> = debits.keys().chain(credits.keys()).cloned().collect();
    let ids = ledgers::accounts(cx, payment.org_id, &wanted).await?;
    let debit = debits.values().map(|amount| (true, *amount));
    let amounts = debit.chain(credits.values().map(|amount| (false, *amount)));
    let postings = ids.into_iter().zip(amounts).map(|(account, (debit, amount))| {
        if debit { Posting::debit(account, amount) } else { Posting::credit(account, amount) }
    });
    let memo = speech.say_with("payment-memo", &[("number", &payment.number), ("places", &payment.places)]);
    let act = Act::Post { postings: postings.collect() };
    let command =
        Command { memo, source: Some(source(payment)), ..Command::new(payment.entry_id, payment.paid_on, act) };
    ledgers::post(cx, payment.org_id, command).await.map(|_| ())
}

fn add(sums: &mut BTreeMap<Wanted, Money>, account: Wanted, amount: Money) {
    let sum = sums.entry(account).or_default();
    *sum = *sum + amount;
}

fn source(payment: &PaymentRow) -> Source {
    Source { kind: "payment".to_owned(), id: payment.id.to_string() }
}

/// Voids a payment: its bills are owed again, its entry is reversed, its receipt keeps the number.
pub async fn void(cx: &mut Context, input: VoidPayment) -> Result<WhichPayment> {
    let was = store::to_change(cx, input.id).await?;
    let shift = shift::store::to_change(cx, was.shift_id).await?;
    let methods = store::methods(cx, &was).await?;
    let by = cx.actor().id;
    rules::void(&was, &methods, shift.state, by)?;
    let on: Date = cx.now().date(cx.zone());
    let paper = was.id.to_string();
    let lines = store::lines(cx, &was).await?;
    let back: Vec<Settled> = lines.iter().map(|line| settled(line.bill_id, -line.amount_fen)).collect();
    if !back.is_empty() {
        billing::settle(cx, was.org_id, &paper, on, &back).await?;
    }
    if let Some(purpose) = was.purpose {
        prepayment::store::move_by(cx, (was.org_id, was.place_id, purpose), &paper, -was.prepaid_fen).await?;
    }
    let reverse = Act::Reverse { of: was.entry_id, reason: input.reason.clone() };
    let memo = cx.speech().say_with("payment-void-memo", &[("number", &was.number)]);
    let command = Command { memo, source: Some(source(&was)), ..Command::new(cx.new_id(), on, reverse) };
    ledgers::post(cx, was.org_id, command).await?;
    let is = PaymentRow {
        state: PaymentState::Voided,
        voided_by: Some(by),
        voided_name: Some(cx.actor().name.clone()),
        voided_at: Some(cx.now()),
        void_reason: Some(input.reason),
        version: was.version + 1,
        ..was.clone()
    };
    store::void(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, &shift, &is);
    Ok(WhichPayment { id: is.id })
}

fn touched(cx: &mut Context, shift: &CashShiftRow, payment: &PaymentRow) {
    shift::actions::touched(cx, shift);
    cx.touch(format!("payment:{}", payment.id));
    cx.touch(format!("payments:{}", payment.org_id));
}
