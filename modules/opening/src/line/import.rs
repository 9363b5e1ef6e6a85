//! Taking workbooks of another program, as the registers describe them: all of them go into the draft of the community's opening.

use std::collections::BTreeMap;

use kernel::{Date, Error, Message, Money, OrgId, Result};
use module::{Chunk, Context, Taken, search};
use payment::{DepositKind, Method, Purpose};
use property::{PlaceId, PlaceKind, PlaceLine};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use tariff::{FeeItemId, TariffId, TariffPlaceRow};

use super::{
    model::{LineRow, LineState, OpeningKind},
    rules, store,
};
use crate::opening::{self, model::OpeningId};

#[derive(Deserialize)]
struct BillLine {
    room: String,
    fee_item: String,
    from_on: Date,
    to_on: Date,
    due_on: Option<Date>,
    amount: Money,
    paid: Option<Money>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct PrepaymentLine {
    room: String,
    purpose: Option<Purpose>,
    amount: Money,
    note: Option<String>,
}

#[derive(Deserialize)]
struct DepositLine {
    room: String,
    deposit_kind: DepositKind,
    receipt: String,
    amount: Money,
    taken_on: Option<Date>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct PaymentLine {
    room: String,
    fee_item: String,
    receipt: String,
    paid_on: Date,
    from_on: Option<Date>,
    to_on: Option<Date>,
    amount: Money,
    method: Option<Method>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct BalanceLine {
    code: String,
    title: Option<String>,
    debit: Option<Money>,
    credit: Option<Money>,
    note: Option<String>,
}

/// Takes open bills.
pub(crate) async fn take_bills(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let lines: Vec<BillLine> = read(cx, &mut chunk)?;
    let rooms = Rooms::of(cx, chunk.org, lines.iter().map(|line| line.room.as_str())).await?;
    let items = tariff::items_called(cx).await?;
    let mut tariffs: BTreeMap<FeeItemId, Vec<(TariffId, i64)>> = BTreeMap::new();
    for one in tariff::in_force(cx, chunk.org).await? {
        tariffs.entry(one.item_id).or_default().push((one.id, one.edition));
    }
    let mut under: BTreeMap<PlaceId, Vec<TariffPlaceRow>> = BTreeMap::new();
    for one in tariff::applied(cx, chunk.org, &rooms.ids()).await? {
        under.entry(one.place_id).or_default().push(one);
    }
    let row = |cx: &mut Context, line: &BillLine| -> Result<LineRow> {
        let place = rooms.at(&line.room)?;
        let item = item_called(&items, &line.fee_item)?;
        let no_terms = Message::of("opening-item-without-tariff").with("item", line.fee_item.trim());
        let amount = rules::amount("amount", line.amount)?;
        let (from, to) = rules::period(line.from_on, line.to_on)?;
        let of_item = tariffs.get(&item).map(Vec::as_slice).unwrap_or_default();
        let terms = rules::terms(of_item, under.get(&place.id).map(Vec::as_slice).unwrap_or_default(), from);
        let (tariff, edition) = terms.ok_or_else(|| Error::field("fee_item", no_terms))?;
        let about = [&place.id.to_string(), &item.to_string(), &from.to_string()];
        Ok(LineRow {
            item_id: Some(item),
            tariff_id: Some(tariff),
            edition: Some(edition),
            from_on: Some(from),
            to_on: Some(to),
            due_on: Some(line.due_on.unwrap_or(line.to_on)),
            paid_fen: rules::paid(amount, line.paid.unwrap_or_default())?,
            ..of_place(cx, chunk.org, OpeningKind::Bill, place, &about.map(String::as_str), (amount, &line.note))
        })
    };
    let rows: Vec<Result<LineRow>> = lines.iter().map(|line| row(cx, line)).collect();
    keep(cx, &chunk, rows).await
}

/// Takes prepayments.
pub(crate) async fn take_prepayments(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let lines: Vec<PrepaymentLine> = read(cx, &mut chunk)?;
    let rooms = Rooms::of(cx, chunk.org, lines.iter().map(|line| line.room.as_str())).await?;
    let row = |cx: &mut Context, line: &PrepaymentLine| -> Result<LineRow> {
        let place = rooms.at(&line.room)?;
        let purpose = line.purpose.unwrap_or(Purpose::General);
        let told = (rules::amount("amount", line.amount)?, &line.note);
        let about = [place.id.to_string()];
        let about = [about[0].as_str(), purpose.word()];
        Ok(LineRow { purpose: Some(purpose), ..of_place(cx, chunk.org, OpeningKind::Prepayment, place, &about, told) })
    };
    let rows: Vec<Result<LineRow>> = lines.iter().map(|line| row(cx, line)).collect();
    keep(cx, &chunk, rows).await
}

/// Takes deposits.
pub(crate) async fn take_deposits(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let lines: Vec<DepositLine> = read(cx, &mut chunk)?;
    let rooms = Rooms::of(cx, chunk.org, lines.iter().map(|line| line.room.as_str())).await?;
    let today = cx.now().date(cx.zone());
    let row = |cx: &mut Context, line: &DepositLine| -> Result<LineRow> {
        let place = rooms.at(&line.room)?;
        if line.taken_on.is_some_and(|day| day > today) {
            return Err(Error::field("taken_on", Message::of("opening-not-yet")));
        }
        let (kind, receipt) = (line.deposit_kind, line.receipt.trim());
        let told = (rules::amount("amount", line.amount)?, &line.note);
        let id = place.id.to_string();
        let about = [id.as_str(), kind.word(), receipt];
        Ok(LineRow {
            deposit_kind: Some(kind),
            receipt: Some(receipt.to_owned()),
            from_on: line.taken_on,
            ..of_place(cx, chunk.org, OpeningKind::Deposit, place, &about, told)
        })
    };
    let rows: Vec<Result<LineRow>> = lines.iter().map(|line| row(cx, line)).collect();
    keep(cx, &chunk, rows).await
}

/// Takes payments of the past.
pub(crate) async fn take_payments(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let lines: Vec<PaymentLine> = read(cx, &mut chunk)?;
    let rooms = Rooms::of(cx, chunk.org, lines.iter().map(|line| line.room.as_str())).await?;
    let items = tariff::items_called(cx).await?;
    let today = cx.now().date(cx.zone());
    // Since the books were opened, money comes by receipts of this house.
    let before = opening::store::draft(cx, chunk.org).await?.map_or(today.plus_days(1), |draft| draft.opened_on);
    let row = |cx: &mut Context, line: &PaymentLine| -> Result<LineRow> {
        let place = rooms.at(&line.room)?;
        let item = item_called(&items, &line.fee_item)?;
        if line.paid_on >= before {
            return Err(Error::field("paid_on", Message::of("opening-paid-here").with("day", before)));
        }
        let (from, to) = rules::paid_for(line.from_on, line.to_on)?;
        let (receipt, told) = (line.receipt.trim(), (rules::amount("amount", line.amount)?, &line.note));
        let ids = [place.id.to_string(), item.to_string(), from.map(|day| day.to_string()).unwrap_or_default()];
        let about = [ids[0].as_str(), ids[1].as_str(), receipt, ids[2].as_str()];
        Ok(LineRow {
            item_id: Some(item),
            receipt: Some(receipt.to_owned()),
            from_on: from,
            to_on: to,
            paid_on: Some(line.paid_on),
            method: line.method,
            ..of_place(cx, chunk.org, OpeningKind::Payment, place, &about, told)
        })
    };
    let rows: Vec<Result<LineRow>> = lines.iter().map(|line| row(cx, line)).collect();
    keep(cx, &chunk, rows).await
}

fn item_called(items: &BTreeMap<String, FeeItemId>, name: &str) -> Result<FeeItemId> {
    let unknown = || Error::field("fee_item", Message::of("opening-item-unknown").with("item", name.trim()));
    items.get(name.trim()).copied().ok_or_else(unknown)
}

/// Takes balances of accounts.
pub(crate) async fn take_balances(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let lines: Vec<BalanceLine> = read(cx, &mut chunk)?;
    let row = |cx: &mut Context, line: &BalanceLine| -> Result<LineRow> {
        let (side, amount) = rules::side(line.debit, line.credit)?;
        let code = rules::code(&line.code, side)?;
        let title = line.title.as_deref().map(str::trim).unwrap_or_default().to_owned();
        let line_key = rules::key(side, &[&code]);
        Ok(LineRow { code: Some(code), ..bare(cx, chunk.org, side, (title, line_key), (amount, &line.note)) })
    };
    let rows: Vec<Result<LineRow>> = lines.iter().map(|line| row(cx, line)).collect();
    keep(cx, &chunk, rows).await
}

fn read<L: DeserializeOwned>(cx: &Context, chunk: &mut Chunk) -> Result<Vec<L>> {
    cx.within(chunk.org)?;
    let rows = std::mem::take(&mut chunk.rows);
    rows.into_iter().map(|row| Ok(serde_json::from_value(Value::Object(row))?)).collect()
}

/// The rooms and parking spaces that rows name, by their codes.
struct Rooms(BTreeMap<String, PlaceLine>);

impl Rooms {
    async fn of(cx: &mut Context, org: OrgId, names: impl Iterator<Item = &str>) -> Result<Self> {
        let codes: Vec<String> = names.map(search::key).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let mut found = property::places_by_code(cx, org, PlaceKind::ParkingSpace, &codes).await?;
        found.extend(property::places_by_code(cx, org, PlaceKind::Room, &codes).await?);
        Ok(Self(found))
    }

    fn ids(&self) -> Vec<PlaceId> {
        self.0.values().map(|place| place.id).collect()
    }

    fn at(&self, name: &str) -> Result<&PlaceLine> {
        let unknown = || Error::field("room", Message::of("opening-room-unknown").with("room", name.trim()));
        self.0.get(&search::key(name)).ok_or_else(unknown)
    }
}

fn of_place(
    cx: &mut Context,
    org: OrgId,
    kind: OpeningKind,
    place: &PlaceLine,
    about: &[&str],
    told: (Money, &Option<String>),
) -> LineRow {
    let line_key = rules::key(kind, about);
    LineRow { place_id: Some(place.id), ..bare(cx, org, kind, (place.name.clone(), line_key), told) }
}

/// A row that says nothing but what every row says; its opening is said when it is kept.
fn bare(
    cx: &mut Context,
    org_id: OrgId,
    kind: OpeningKind,
    (title, line_key): (String, String),
    (amount_fen, note): (Money, &Option<String>),
) -> LineRow {
    LineRow {
        org_id,
        id: cx.new_id(),
        opening_id: OpeningId::from_uuid(uuid::Uuid::nil()),
        kind,
        line_key,
        title,
        place_id: None,
        item_id: None,
        tariff_id: None,
        edition: None,
        purpose: None,
        deposit_kind: None,
        code: None,
        receipt: None,
        from_on: None,
        to_on: None,
        due_on: None,
        paid_on: None,
        method: None,
        amount_fen,
        paid_fen: Money::ZERO,
        note: note.clone(),
        state: LineState::Waiting,
    }
}

/// Keeps rows that are not there yet in the draft of the community; says of each what became of it.
async fn keep(cx: &mut Context, chunk: &Chunk, rows: Vec<Result<LineRow>>) -> Result<Vec<Taken>> {
    let keys: Vec<String> = rows.iter().flatten().map(|row| row.line_key.clone()).collect();
    let mut known = store::known(cx, chunk.org, &keys).await?;
    let draft = opening::store::draft(cx, chunk.org).await?;
    let bills = rows.iter().flatten().filter(|row| row.kind == OpeningKind::Bill);
    let periods: Vec<_> =
        bills.filter_map(|row| Some((row.place_id?, row.item_id?, row.from_on?, row.to_on?))).collect();
    let touched = billing::overlaps(cx, chunk.org, &periods).await?;
    let billed: Vec<_> =
        periods.into_iter().zip(touched).filter_map(|(period, touches)| touches.then_some(period)).collect();
    let is_billed = |row: &LineRow| {
        row.kind == OpeningKind::Bill
            && billed.iter().any(|(place, item, from, _)| {
                (row.place_id, row.item_id, row.from_on) == (Some(*place), Some(*item), Some(*from))
            })
    };
    let (mut fresh, mut taken) = (Vec::new(), Vec::with_capacity(rows.len()));
    for row in rows {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                taken.push(Taken::refused(error)?);
                continue;
            }
        };
        taken.push(match (known.get(&row.line_key), &draft) {
            (Some(there), _) if rules::same(there, &row) => Taken::Unchanged,
            (Some(there), _) => {
                let differs = Message::of("opening-row-differs").with("amount", there.amount_fen);
                Taken::refused(Error::field(if row.code.is_some() { "code" } else { "amount" }, differs))?
            }
            (None, _) if is_billed(&row) => {
                Taken::refused(Error::field("from_on", Message::of("opening-billed-already")))?
            }
            (None, None) => Taken::refused(Error::broken("opening-none-begun"))?,
            (None, Some(draft)) => {
                let row = LineRow { opening_id: draft.id, ..row };
                known.insert(row.line_key.clone(), row.clone());
                fresh.push(row);
                Taken::Created
            }
        });
    }
    if !chunk.dry {
        store::insert(cx, &fresh).await?;
    }
    Ok(taken)
}
