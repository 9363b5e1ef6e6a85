//! Read models of payments, and what stands on the counter.

use std::collections::BTreeMap;

use billing::{Late, OpenBill};
use kernel::{
    Date, Error, Label, Money, OrgId, Result,
    form::{Choice, Field, Form, Kind, form_of},
};
use ledger::capital::capital;
use module::{Ask, Context, Listing, Shape};
use party::PersonId;
use property::{PlaceId, PlaceKind, PlaceLine};
use serde_json::json;
use store::{Cursor, Tx, args};
use ui::Speech;

use super::{
    model::{
        AskCounter, Begun, CreatePayment, Method, PaymentFilter, PaymentId, PaymentLine, PaymentLineRow, PaymentRecord,
        PaymentRow, Received, WhichPayment,
    },
    store as rows,
};
use crate::{
    advance::{self, model::AdvanceRow},
    refund::{
        self,
        model::{Back, RefundPayment, RefundState},
    },
    shift::model::CashShiftId,
};

/// The list of payments.
pub async fn list(cx: &mut Context, ask: Ask<PaymentFilter>) -> Result<Listing<PaymentLine>> {
    let found = places_of(cx, ask.page.q.as_deref()).await?;
    let (found, count) = rows::list(cx, &ask.page, &ask.filter, found).await?;
    let cursor = |p: &PaymentRow| Cursor(args![p.received_at, p.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

async fn lines(cx: &mut Context, list: &[PaymentRow]) -> Result<Vec<PaymentLine>> {
    let payers: Vec<PersonId> = list.iter().filter_map(|p| p.payer_id).collect();
    let payers = party::person_names(cx, &payers).await?;
    let ids: Vec<PaymentId> = list.iter().map(|p| p.id).collect();
    let backs = refund::store::backs_of(cx, &ids).await?;
    let line = |p: &PaymentRow| PaymentLine {
        id: p.id,
        number: p.number.clone(),
        paid_places: p.places.clone(),
        payer: p.payer_id.and_then(|id| payers.get(&id)).cloned(),
        amount: p.amount(),
        prepaid: p.prepaid_fen,
        refunded: backs.get(&p.id).map_or(Money::ZERO, |backs| given_back(backs)),
        received_at: p.received_at,
        cashier_name: p.cashier_name.clone(),
        payment_state: p.state,
        community: p.org_id,
    };
    Ok(list.iter().map(line).collect())
}

fn given_back(backs: &[Back]) -> Money {
    backs.iter().filter(|back| back.state == RefundState::Approved).map(|back| back.amount_fen).sum()
}

/// One payment as its receipt tells it.
pub async fn view(cx: &mut Context, which: WhichPayment) -> Result<PaymentRecord> {
    records(cx, &[which.id]).await?.pop().ok_or(Error::NotFound)
}

/// Payments of the scope as their receipts tell them, in the order of the ids.
///
/// # Errors
/// Those of the database.
pub async fn records(cx: &mut Context, ids: &[PaymentId]) -> Result<Vec<PaymentRecord>> {
    let found = rows::by_ids(cx, ids).await?;
    let (mut paid, mut ways) = (rows::lines_of(cx, ids).await?, rows::methods_of(cx, ids).await?);
    let mut backs = refund::store::backs_of(cx, ids).await?;
    let paid_ahead = advance::store::of_payments(cx, ids).await?;
    let mut paid_ahead: BTreeMap<PaymentId, AdvanceRow> =
        paid_ahead.into_iter().map(|row| (row.payment_id, row)).collect();
    let told = lines(cx, &found).await?;
    let record = |(payment, line): (PaymentRow, PaymentLine)| {
        let (lines, methods) = (paid.remove(&payment.id), ways.remove(&payment.id));
        let capital = capital(payment.amount());
        let (lines, methods) = (lines.unwrap_or_default(), methods.unwrap_or_default());
        let backs = backs.remove(&payment.id).unwrap_or_default();
        let advance = paid_ahead.remove(&payment.id);
        (payment.id, PaymentRecord { line, capital, lines, methods, payment, backs, advance })
    };
    let mut records: BTreeMap<PaymentId, PaymentRecord> = found.into_iter().zip(told).map(record).collect();
    Ok(ids.iter().filter_map(|id| records.remove(id)).collect())
}

/// The payments of a shift, or those of a community that count for some days, in the order they were taken.
///
/// # Errors
/// Those of the database; [`Error::NotFound`] for a community outside the scope.
pub async fn taken(
    cx: &mut Context,
    org: OrgId,
    shift: Option<CashShiftId>,
    days: Option<(Date, Date)>,
) -> Result<Vec<PaymentId>> {
    cx.within(org)?;
    rows::ids(cx, org, shift, days).await
}

/// What somebody has paid in the communities of the scope, latest first.
///
/// # Errors
/// Those of the database.
pub async fn of_payer(cx: &mut Context, person: PersonId, most: i64) -> Result<Vec<PaymentLine>> {
    let found = rows::of_payer(cx, person, most).await?;
    lines(cx, &found).await
}

/// The rooms that words in the box of a list lead to; none when there are no words.
pub(crate) async fn places_of(cx: &mut Context, words: Option<&str>) -> Result<Option<Vec<PlaceId>>> {
    let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) else { return Ok(None) };
    Ok(Some(look(cx, words).await?.into_iter().map(|place| place.id).collect()))
}

/// The rooms and parking spaces that words lead to: their own, or those of the people they lead to.
async fn look(cx: &mut Context, words: &str) -> Result<Vec<PlaceLine>> {
    let today = cx.now().date(cx.zone());
    let mut ids: Vec<PlaceId> = Vec::new();
    for hit in module::search::find(cx, words, None).await? {
        if hit.path.starts_with("/property/places/") {
            ids.push(PlaceId::from_uuid(hit.id));
        } else if hit.path.starts_with("/party/persons/") {
            let stays = party::stays(cx, PersonId::from_uuid(hit.id)).await?;
            let now = stays.into_iter().filter(|stay| stay.to_on.is_none_or(|to| to >= today));
            ids.extend(now.map(|stay| stay.place_id));
        }
    }
    let known = property::place_lines(cx, &ids).await?;
    let mut found: Vec<PlaceLine> = Vec::new();
    for place in ids.iter().filter_map(|id| known.get(id)) {
        let charged = matches!(place.kind, PlaceKind::Room | PlaceKind::ParkingSpace);
        if charged && !found.iter().any(|there| there.id == place.id) {
            found.push(place.clone());
        }
    }
    Ok(found)
}

/// What stands on the counter.
pub(crate) struct Counter {
    /// What was looked for.
    pub q: String,
    /// The rooms that were found, and are not chosen.
    pub found: Vec<PlaceLine>,
    /// The rooms that are paid for.
    pub chosen: Vec<PlaceLine>,
    /// What is open of them, the oldest first.
    pub open: Vec<OpenBill>,
    /// What late payment of them has come to by today and is not billed yet.
    pub late: Vec<Late>,
}

impl Counter {
    /// What is owed of the chosen rooms.
    pub fn owed(&self) -> Money {
        self.open.iter().map(|bill| bill.owed).sum()
    }
}

/// What stands on the counter after what was looked for and chosen.
pub(crate) async fn counter(cx: &mut Context, ask: AskCounter) -> Result<Counter> {
    let (chosen, open) = opened(cx, &ask.place_ids).await?;
    let late = match chosen.first() {
        Some(first) => {
            let places: Vec<PlaceId> = chosen.iter().map(|place| place.id).collect();
            billing::late(cx, first.org_id, &places).await?
        }
        None => Vec::new(),
    };
    let late = late.into_iter().filter(|late| late.open > Money::ZERO).collect();
    let q = ask.q.unwrap_or_default().trim().to_owned();
    let mut found = if q.is_empty() { Vec::new() } else { look(cx, &q).await? };
    // A payment is one community's: rooms of another are not offered beside the first.
    let fits = |place: &PlaceLine| chosen.first().is_none_or(|first| first.org_id == place.org_id);
    found.retain(|place| fits(place) && !chosen.iter().any(|there| there.id == place.id));
    Ok(Counter { q, found, chosen, open, late })
}

/// The rooms, and what is open of them; all of one community.
async fn opened(cx: &mut Context, ids: &[PlaceId]) -> Result<(Vec<PlaceLine>, Vec<OpenBill>)> {
    let known = property::place_lines(cx, ids).await?;
    let mut chosen: Vec<PlaceLine> = Vec::new();
    for id in ids {
        let place = known.get(id).ok_or(Error::NotFound)?;
        if !chosen.iter().any(|there| there.id == *id) {
            chosen.push(place.clone());
        }
    }
    let Some(org): Option<OrgId> = chosen.first().map(|place| place.org_id) else { return Ok((chosen, Vec::new())) };
    cx.within(org)?;
    chosen.retain(|place| place.org_id == org);
    let ids: Vec<PlaceId> = chosen.iter().map(|place| place.id).collect();
    let open = billing::open_bills(cx, org, &ids).await?;
    Ok((chosen, open))
}

/// The form of a payment for the rooms chosen so far.
pub(crate) async fn form(cx: &mut Context, begun: Begun) -> Result<Shape> {
    let (chosen, open) = opened(cx, &begun.place_ids).await?;
    Ok(shape(&cx.speech(), &chosen, &open))
}

/// The same, for what stands on the counter: rooms and bills to tick, all ticked, paid in cash.
pub(crate) fn shape(speech: &Speech, chosen: &[PlaceLine], open: &[OpenBill]) -> Shape {
    let Form { mut fields } = form_of::<CreatePayment>();
    let places = chosen.iter().map(|place| ticked(place.id.to_string(), place.name.clone())).collect();
    let bills = open.iter().map(|bill| ticked(bill.id.to_string(), told(speech, bill))).collect();
    offer(&mut fields, "place_ids", places);
    offer(&mut fields, "bill_ids", bills);
    for field in fields.iter_mut().filter(|field| field.name == "amount") {
        field.label = Some(Label::Key("payment-amount".to_owned()));
    }
    if open.is_empty() {
        fields.retain(|field| field.name != "bill_ids");
    }
    let values = json!({
        "place_ids": chosen.iter().map(|place| place.id).collect::<Vec<_>>(),
        "bill_ids": open.iter().map(|bill| bill.id).collect::<Vec<_>>(),
        "methods": [{ "method": "cash" }],
    });
    Shape { title: None, form: Form { fields }, values, known: BTreeMap::new() }
}

/// The form of asking for a part of a payment: its bills to tick, the ways it came, and what is left.
pub(crate) async fn refund_form(cx: &mut Context, which: WhichPayment) -> Result<Shape> {
    let shown = view(cx, which).await?;
    let speech = cx.speech();
    let mut form = form_of::<RefundPayment>();
    offer(&mut form.fields, "bill_ids", bills_left(&speech, &shown));
    let mut ways: Vec<_> = shown.methods.iter().map(|one| one.method).collect();
    ways.sort_unstable();
    ways.dedup();
    let way = |method: &Method| {
        let words = speech.say(&format!("choice-method-{}", method.word()));
        ticked(method.word().to_owned(), left_told(&speech, words, shown.left_in(*method)))
    };
    offer(&mut form.fields, "method", ways.iter().map(way).collect());
    let title = speech.say_with("payment-refund-of", &[("number", &shown.payment.number)]);
    let values = json!({ "id": shown.payment.id, "method": ways.first() });
    Ok(Shape { title: Some(title), form, values, known: BTreeMap::new() })
}

/// The bills of a payment, each with what can still be asked back of it.
pub(crate) fn bills_left(speech: &Speech, shown: &PaymentRecord) -> Vec<Choice> {
    let bill = |line: &PaymentLineRow| {
        let days = format!("{} {} {} – {}", line.place, line.fee_item, line.from_on, line.to_on);
        ticked(line.bill_id.to_string(), left_told(speech, days, shown.left_of(line)))
    };
    shown.lines.iter().map(bill).collect()
}

fn left_told(speech: &Speech, name: String, left: Money) -> String {
    speech.say_with("payment-refund-left", &[("name", &name), ("left", &speech.money(left))])
}

/// Gives a field of a form its choices, when there are any.
pub(crate) fn offer(fields: &mut [Field], name: &str, choices: Vec<Choice>) {
    if let Some(field) = fields.iter_mut().find(|field| field.name == name && !choices.is_empty()) {
        field.kind = Kind::Choice { choices };
    }
}

/// A choice of a form.
pub(crate) fn ticked(value: String, words: String) -> Choice {
    Choice { value, label: Some(Label::Both { zh: words.clone(), en: words }) }
}

/// A bill in one line: room, item, period, what is owed and since when.
pub(crate) fn told(speech: &Speech, bill: &OpenBill) -> String {
    speech.say_with(
        "payment-bill-told",
        &[
            ("place", &bill.place),
            ("item", &bill.fee_item),
            ("from", &bill.from_on.to_string()),
            ("to", &bill.to_on.to_string()),
            ("owed", &speech.money(bill.owed)),
            ("due", &bill.due_on.to_string()),
        ],
    )
}

/// The payments of a community of some days, also those that were voided since. The caller answers for the scope of the transaction.
///
/// # Errors
/// Those of the database.
pub async fn received(tx: &mut Tx, org: OrgId, days: (Date, Date)) -> Result<Vec<Received>> {
    rows::received(tx, org, days).await
}

/// What was given back of payments in a community, for some days. The caller answers for the scope of the transaction.
///
/// # Errors
/// Those of the database.
pub async fn given_back_in(tx: &mut Tx, org: OrgId, days: (Date, Date)) -> Result<Money> {
    refund::store::paid_back(tx, org, days).await
}
