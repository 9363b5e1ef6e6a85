//! Taking a payment, and voiding one: bills, book, prepayment and receipt in one transaction.

use std::collections::BTreeMap;

use billing::{OpenBill, Settled};
use kernel::{Date, Error, Message, Money, OrgId, Result};
use ledger::{
    Act, Command, EntryId, Posting, Source,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::{Change, Context};
use property::{PlaceId, PlaceLine};
use uuid::Uuid;

use super::{
    model::{
        Brought, CreatePayment, Method, PaymentId, PaymentLineRow, PaymentMethodRow, PaymentRow, PaymentState,
        VoidPayment, WhichPayment,
    },
    rules::{self, Plan},
    store,
};
use crate::{
    advance, allocation, deduction,
    prepayment::{self, model::Purpose},
    refund::{self, model::GoneBack},
    shift::{
        self,
        model::{CashShiftRow, ShiftState},
    },
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
    let till = Till {
        org_id: open.org_id,
        shift: Some(&open),
        by,
        by_name: open.cashier_name.clone(),
        brought_by: None,
        purpose: input.prepaid_for.filter(|_| plan.prepaid > Money::ZERO),
        note: input.note,
    };
    let into = into(cx, &open, &plan);
    let payment = keep(cx, till, (&places, &bills), &plan, into).await?;
    Ok(WhichPayment { id: payment.id })
}

/// Takes a prepayment of a room, and nothing else, in the cashier's own open shift.
pub(crate) async fn prepay(
    cx: &mut Context,
    open: &CashShiftRow,
    place: &PlaceLine,
    (purpose, note): (Purpose, Option<String>),
    plan: &Plan,
) -> Result<PaymentRow> {
    let till = Till {
        org_id: open.org_id,
        shift: Some(open),
        by: open.cashier_id,
        by_name: open.cashier_name.clone(),
        brought_by: None,
        purpose: Some(purpose),
        note,
    };
    let into = into(cx, open, plan);
    keep(cx, till, (std::slice::from_ref(place), &[]), plan, into).await
}

/// Takes money for bills that came in elsewhere: bills, receipt and book in the caller's transaction, as at the counter. Answers the
/// payment's id.
///
/// # Errors
/// [`Error::Broken`] in plain words for more than is owed of a bill; a field error for a bill that is not open any more.
pub async fn bring(cx: &mut Context, brought: Brought) -> Result<PaymentId> {
    let ids: Vec<billing::BillId> = brought.parts.iter().map(|(id, _)| *id).collect();
    let bills = billing::open_among(cx, brought.org_id, &ids).await?;
    let rooms: Vec<PlaceId> = bills.iter().map(|bill| bill.place_id).collect();
    let places = chosen(cx, brought.org_id, &rooms).await?;
    let shift = match brought.shift_id {
        Some(id) => Some(shift::store::to_change(cx, id).await?).filter(|shift| shift.state == ShiftState::Open),
        None => None,
    };
    let amount = brought.parts.iter().map(|(_, amount)| *amount).sum();
    let way = PaymentMethodRow { method: brought.method, amount_fen: amount, reference: Some(brought.reference) };
    let (prepaid, tendered, change) = (Money::ZERO, Money::ZERO, Money::ZERO);
    let plan = Plan { parts: brought.parts, prepaid, methods: vec![way], tendered, change };
    let till = Till {
        org_id: brought.org_id,
        shift: shift.as_ref(),
        by: brought.by,
        by_name: brought.by_name,
        brought_by: Some(brought.paper),
        purpose: None,
        note: None,
    };
    let into = BTreeMap::from([(brought.into, amount)]);
    Ok(keep(cx, till, (&places, &bills), &plan, into).await?.id)
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

/// Who takes a payment, and where.
struct Till<'a> {
    org_id: OrgId,
    shift: Option<&'a CashShiftRow>,
    by: Uuid,
    by_name: String,
    brought_by: Option<String>,
    purpose: Option<Purpose>,
    note: Option<String>,
}

/// Bills, receipt, book and prepayment, in this transaction or not at all.
async fn keep(
    cx: &mut Context,
    till: Till<'_>,
    (places, bills): (&[PlaceLine], &[OpenBill]),
    plan: &Plan,
    into: BTreeMap<Wanted, Money>,
) -> Result<PaymentRow> {
    let (org, id, on): (_, PaymentId, _) = (till.org_id, cx.new_id(), cx.now().date(cx.zone()));
    let paper = id.to_string();
    let parts: Vec<Settled> = plan.parts.iter().map(|(bill_id, amount)| settled(*bill_id, *amount)).collect();
    if !parts.is_empty() {
        billing::settle(cx, org, &paper, on, &parts).await?;
    }
    let place_id = places.first().map(|place| place.id).ok_or(Error::NotFound)?;
    if let Some(purpose) = till.purpose {
        prepayment::store::move_by(cx, (org, place_id, purpose), &paper, plan.prepaid).await?;
    }
    let names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
    let payment = PaymentRow {
        org_id: org,
        id,
        shift_id: till.shift.map(|shift| shift.id),
        number: ledgers::number(cx, org, RECEIPTS, &receipts(), on, &paper).await?,
        paid_on: on,
        received_at: cx.now(),
        place_id,
        places: names.join("、"),
        payer_id: party::payer_of(cx, org, place_id).await?,
        bills_fen: plan.paid(),
        prepaid_fen: plan.prepaid,
        purpose: till.purpose,
        tendered_fen: plan.tendered,
        change_fen: plan.change,
        note: till.note,
        entry_id: cx.new_id(),
        cashier_id: till.by,
        cashier_name: till.by_name,
        state: PaymentState::Received,
        voided_by: None,
        voided_name: None,
        voided_at: None,
        void_reason: None,
        version: 1,
        brought_by: till.brought_by,
    };
    let lines = lines(bills, plan);
    post(cx, &payment, into, &lines, places).await?;
    store::insert(cx, &payment, &lines, &plan.methods).await?;
    cx.record(Change::to(payment.org_id, payment.id).after(&payment));
    touched(cx, till.shift, &payment);
    Ok(payment)
}

/// The series of receipts: without a gap within a month.
fn receipts() -> Series {
    Series { prefix: "SJ".to_owned(), restart: Restart::Monthly, width: 6 }
}

pub(crate) const fn settled(bill_id: billing::BillId, amount: Money) -> Settled {
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

/// The accounts that money comes into at the counter: the box, and the bank by way.
fn into(cx: &Context, shift: &CashShiftRow, plan: &Plan) -> BTreeMap<Wanted, Money> {
    let mut debits: BTreeMap<Wanted, Money> = BTreeMap::new();
    for way in &plan.methods {
        let account = match way.method {
            Method::Cash => shift::actions::cash_box(cx, shift),
            other => bank_account(cx, other),
        };
        add(&mut debits, account, way.amount_fen);
    }
    debits
}

/// The account below the bank's into which money of a way comes.
pub fn bank_account(cx: &Context, way: Method) -> Wanted {
    let title = cx.speech().say(&format!("choice-method-{}", way.word()));
    Wanted { title, ..Wanted::of(&rules::bank_of(way)) }
}

/// The entry: into the accounts it came into, off what each room owes, the rest held for the first room.
async fn post(
    cx: &mut Context,
    payment: &PaymentRow,
    debits: BTreeMap<Wanted, Money>,
    lines: &[PaymentLineRow],
    places: &[PlaceLine],
) -> Result<()> {
    let mut credits = receivables(lines);
    if let (Some(purpose), Some(first)) = (payment.purpose, places.first()) {
        let held = Wanted::of(&rules::account_of(purpose)).held_by(first.id.to_string(), first.name.clone());
        add(&mut credits, held, payment.prepaid_fen);
    }
    let memo = cx.speech().say_with("payment-memo", &[("number", &payment.number), ("places", &payment.places)]);
    let paper = (payment.entry_id, payment.paid_on, source(payment));
    enter(cx, payment.org_id, paper, memo, (debits, credits)).await
}

/// The accounts of what rooms owe that lines of a paper move.
pub(crate) fn receivables(lines: &[PaymentLineRow]) -> BTreeMap<Wanted, Money> {
    let mut sums = BTreeMap::new();
    for line in lines {
        add(&mut sums, billing::receivable(line.place_id, &line.place), line.amount_fen);
    }
    sums
}

/// The entry of a paper: its id, its day and where it comes from; what goes onto accounts, and off them.
pub(crate) async fn enter(
    cx: &mut Context,
    org: OrgId,
    (entry, on, source): (EntryId, Date, Source),
    memo: String,
    (debits, credits): (BTreeMap<Wanted, Money>, BTreeMap<Wanted, Money>),
) -> Result<()> {
    let wanted: Vec<Wanted> = debits.keys().chain(credits.keys()).cloned().collect();
    let ids = ledgers::accounts(cx, org, &wanted).await?;
    let debit = debits.values().map(|amount| (true, *amount));
    let amounts = debit.chain(credits.values().map(|amount| (false, *amount)));
    let postings = ids.into_iter().zip(amounts).map(|(account, (debit, amount))| {
        if debit { Posting::debit(account, amount) } else { Posting::credit(account, amount) }
    });
    let command = Command { memo, source: Some(source), ..Command::post(entry, on, postings.collect()) };
    ledgers::post(cx, org, command).await.map(|_| ())
}

fn add(sums: &mut BTreeMap<Wanted, Money>, account: Wanted, amount: Money) {
    let sum = sums.entry(account).or_default();
    *sum = *sum + amount;
}

/// Where an entry comes from. What papers of other modules brought is told apart from what the counter took: it did not come into its
/// boxes and accounts.
fn source(payment: &PaymentRow) -> Source {
    let kind = if payment.brought_by.is_some() { "brought_payment" } else { "payment" };
    Source { kind: kind.to_owned(), id: payment.id.to_string() }
}

/// Voids a payment taken at the counter: its bills are owed again, its entry is reversed, its receipt keeps the number.
pub async fn void(cx: &mut Context, input: VoidPayment) -> Result<WhichPayment> {
    let was = store::to_change(cx, input.id).await?;
    let shift = match was.shift_id {
        Some(id) => Some(shift::store::to_change(cx, id).await?),
        None => None,
    };
    let methods = store::methods(cx, &was).await?;
    let by = (cx.actor().id, cx.actor().name.clone());
    rules::void(&was, &methods, shift.as_ref().map(|shift| shift.state), by.0)?;
    if refund::store::backs_of(cx, &[was.id]).await?.contains_key(&was.id) {
        return Err(Error::broken("payment-refunded-in-part"));
    }
    let is = undo(cx, was, input.reason, by).await?;
    touched(cx, shift.as_ref(), &is);
    Ok(WhichPayment { id: is.id })
}

/// Takes back a payment that a paper of another module brought, whose money has gone back the way it came: the whole of it at once is
/// voided, a part of it is a refund with a slip.
///
/// # Errors
/// [`Error::Broken`] when it is voided already, a part of it has gone back and all of it is asked for, or whoever decided it took it; a field error for more than is left of it;
/// [`Error::NotFound`] outside the scope.
pub async fn give_back(cx: &mut Context, id: PaymentId, gone: GoneBack) -> Result<()> {
    let was = store::to_change(cx, id).await?;
    rules::once(&was, gone.decided.0)?;
    if gone.amount < was.amount() {
        return refund::actions::gone_back(cx, &was, gone).await;
    }
    if refund::store::backs_of(cx, &[was.id]).await?.contains_key(&was.id) {
        return Err(Error::broken("payment-refunded-in-part"));
    }
    let is = undo(cx, was, gone.reason, gone.decided).await?;
    touched(cx, None, &is);
    Ok(())
}

/// Bills, prepayment and book as they were before the payment.
async fn undo(cx: &mut Context, was: PaymentRow, reason: String, by: (Uuid, String)) -> Result<PaymentRow> {
    let on: Date = cx.now().date(cx.zone());
    let paper = was.id.to_string();
    let lines = store::lines(cx, &was).await?;
    let back: Vec<Settled> = lines.iter().map(|line| settled(line.bill_id, -line.amount_fen)).collect();
    if !back.is_empty() {
        billing::settle(cx, was.org_id, &paper, on, &back).await?;
    }
    if let Some(purpose) = was.purpose {
        prepayment::store::move_by(cx, (was.org_id, was.place_id, purpose), &paper, -was.prepaid_fen).await?;
        let paid_ahead = advance::store::of_payments(cx, &[was.id]).await?;
        advance::actions::end(cx, paid_ahead).await?;
    }
    let reverse = Act::Reverse { of: was.entry_id, reason: reason.clone() };
    let memo = cx.speech().say_with("payment-void-memo", &[("number", &was.number)]);
    let command = Command { memo, source: Some(source(&was)), ..Command::new(cx.new_id(), on, reverse) };
    ledgers::post(cx, was.org_id, command).await?;
    let is = PaymentRow {
        state: PaymentState::Voided,
        voided_by: Some(by.0),
        voided_name: Some(by.1),
        voided_at: Some(cx.now()),
        void_reason: Some(reason),
        version: was.version + 1,
        ..was.clone()
    };
    store::void(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    Ok(is)
}

pub(crate) fn touched(cx: &mut Context, shift: Option<&CashShiftRow>, payment: &PaymentRow) {
    if let Some(shift) = shift {
        shift::actions::touched(cx, shift);
    }
    cx.touch(format!("payment:{}", payment.id));
    cx.touch(format!("payments:{}", payment.org_id));
}
