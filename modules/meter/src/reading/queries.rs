//! Read models of readings, the sheet they are entered on, and up to where they are billed.

use std::collections::BTreeMap;

use asset::AssetId;
use kernel::{
    Error, Label, Result,
    form::{Field, Form, Kind, form_of},
};
use module::{Ask, Context, Listing, Shape};
use property::PlaceId;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use store::{Cursor, args};

use super::{
    model::{AskSheet, BilledUntil, Bills, EnterReadings, ReadingFilter, ReadingLine, ReadingRow, SaidOfReading},
    rules::Days,
    store as rows,
};
use crate::meter::{
    model::{MeterId, MeterKind, MeterRow},
    queries as meters,
    rules::{Read, shown},
    store as meter_rows,
};

/// The most meters of one sheet.
const MOST_OF_SHEET: i64 = 400;
/// The most meters of one reading round.
const MOST_OF_ROUND: i64 = 5_000;

/// The list of readings, the latest first.
pub async fn list(cx: &mut Context, ask: Ask<ReadingFilter>) -> Result<Listing<ReadingLine>> {
    let found = match ask.page.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        None => None,
        Some(q) => Some(meters_meant(cx, q).await?),
    };
    let (found, count) = rows::list(cx, &ask.page, &ask.filter, found).await?;
    let ids: Vec<MeterId> = found.iter().map(|reading| reading.meter_id).collect();
    let named = meter_rows::by_ids(cx, &ids).await?;
    let places: Vec<PlaceId> = named.values().filter_map(|meter| meter.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let listing = Listing::cut(found, &ask.page, count, |r: &ReadingRow| Cursor(args![r.read_on, r.id]).to_string());
    Ok(listing.map(|row| {
        let meter = named.get(&row.meter_id);
        let place = meter.and_then(|meter| meter.place_id).and_then(|id| places.get(&id));
        ReadingLine {
            id: row.id,
            meter_id: row.meter_id,
            number: meter.map(|meter| meter.number.clone()).unwrap_or_default(),
            place: place.map(|place| place.name.clone()),
            meter_kind: meter.map(|meter| meter.kind),
            read_on: row.read_on,
            figure: shown(row.figure).to_string(),
            used: None,
            reading_source: row.source,
            estimated: row.estimated,
            reason: row.reason,
            by_name: row.by_name,
            superseded: row.superseded_by.is_some(),
            community: row.org_id,
        }
    }))
}

/// The meters that words mean: those at a place, or those of a number.
async fn meters_meant(cx: &mut Context, words: &str) -> Result<Vec<MeterId>> {
    let filter = crate::meter::model::MeterFilter::default();
    let page = module::Paging { q: Some(words.to_owned()), ..module::Paging::default() };
    let places = meters::by_words(cx, Some(words)).await?;
    let (found, _) = meter_rows::list(cx, &page, &filter, places).await?;
    Ok(found.into_iter().map(|meter| meter.id).collect())
}

/// The bills that stand over the places of some meters.
pub(crate) type Billed = BilledUntil;

/// Up to which day the places of these meters, of one community, are billed.
pub(crate) async fn billed(cx: &mut Context, reads: &[Read]) -> Result<Billed> {
    let Some(first) = reads.first() else { return Ok(Billed::new()) };
    let places: Vec<PlaceId> = reads.iter().filter_map(|read| read.meter.place_id).collect();
    match cx.platform().service::<Bills>() {
        Some(bills) => bills.0.billed_until(cx, first.meter.org_id, &places).await,
        None => Ok(Billed::new()),
    }
}

/// Up to which day what a meter showed is billed.
pub(crate) fn billed_until(billed: &Billed, meter: &MeterRow) -> Option<kernel::Date> {
    let place = meter.place_id?;
    let of_it = billed.iter().filter(|((at, class), _)| *at == place && MeterKind::charged_by(*class) == meter.kind);
    of_it.map(|(_, day)| *day).max()
}

/// The days a reading of a meter is looked at by.
pub(crate) async fn days(cx: &mut Context, meter: &MeterRow) -> Result<Days> {
    let places: Vec<PlaceId> = meter.place_id.into_iter().collect();
    let billed = match cx.platform().service::<Bills>() {
        Some(bills) => bills.0.billed_until(cx, meter.org_id, &places).await?,
        None => Billed::new(),
    };
    Ok(Days { today: cx.now().date(cx.zone()), billed_until: billed_until(&billed, meter) })
}

/// The name of the field in which is said what is out of the ordinary at a meter.
pub(crate) fn said(meter: &str) -> String {
    format!("said_{meter}")
}

/// The meters of a kind in a place, in the order of walking, with all they showed.
pub(crate) async fn on_sheet(cx: &mut Context, place: PlaceId, kind: MeterKind) -> Result<Vec<Read>> {
    let place = property::place_line(cx, place).await?;
    let meters = meter_rows::on_the_way(cx, place.org_id, kind, (&place.path, MOST_OF_SHEET)).await?;
    meters::reads(cx, meters).await
}

/// A meter somebody is to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hung {
    /// The meter.
    pub id: MeterId,
    /// Its number.
    pub number: String,
    /// What it measures.
    pub kind: MeterKind,
    /// Where it hangs.
    pub place_id: Option<PlaceId>,
    /// The equipment it belongs to.
    pub asset_id: Option<AssetId>,
}

impl From<MeterRow> for Hung {
    fn from(meter: MeterRow) -> Self {
        let MeterRow { id, number, kind, place_id, asset_id, .. } = meter;
        Self { id, number, kind, place_id, asset_id }
    }
}

/// A meter with what whoever reads it holds its figure against, as it shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// The meter.
    pub meter: Hung,
    /// What it showed last before the day asked for.
    pub last: Option<Decimal>,
    /// How far it usually goes on from there until then; absent while too little is known.
    pub usual: Option<Decimal>,
}

fn dial(read: Read, until: kernel::Date) -> Dial {
    let last = read.readings.iter().rev().find(|before| before.read_on < until);
    let usual = last.and_then(|last| {
        let in_a_day = read.usual(last.read_on)? / shown(read.meter.multiplier);
        Some(in_a_day * Decimal::from(until.days_since(last.read_on).max(1)))
    });
    Dial { last: last.map(|last| shown(last.figure)), usual, meter: read.meter.into() }
}

/// The meters in use that a round of a day may be about: the one it is made for, else those of its equipment, else those at its place.
///
/// # Errors
/// Those of the database.
pub async fn dials(
    cx: &mut Context,
    (meter, asset, place): (MeterId, Option<AssetId>, Option<PlaceId>),
    until: kernel::Date,
) -> Result<Vec<Dial>> {
    let mut meters: Vec<MeterRow> = meter_rows::by_ids(cx, &[meter]).await?.into_values().collect();
    if let (true, Some(asset)) = (meters.is_empty(), asset) {
        meters = meter_rows::of_asset(cx, asset).await?;
    }
    if let (true, Some(place)) = (meters.is_empty(), place) {
        return dials_at(cx, place, until).await;
    }
    in_use(cx, meters, until).await
}

/// The meters in use at a place.
///
/// # Errors
/// Those of the database.
pub async fn dials_at(cx: &mut Context, place: PlaceId, until: kernel::Date) -> Result<Vec<Dial>> {
    let org = property::place_line(cx, place).await?.org_id;
    let meters = meter_rows::at_places(cx, org, &[place]).await?;
    in_use(cx, meters, until).await
}

async fn in_use(cx: &mut Context, mut meters: Vec<MeterRow>, until: kernel::Date) -> Result<Vec<Dial>> {
    meters.retain(|meter| meter.ended_on.is_none());
    Ok(meters::reads(cx, meters).await?.into_iter().map(|read| dial(read, until)).collect())
}

/// The meters in use of a kind within a place, in the order of walking: what a reading round goes to.
///
/// # Errors
/// Those of the database.
pub async fn hung_within(cx: &mut Context, place: PlaceId, kind: MeterKind) -> Result<Vec<Hung>> {
    let place = property::place_line(cx, place).await?;
    let meters = meter_rows::on_the_way(cx, place.org_id, kind, (&place.path, MOST_OF_ROUND)).await?;
    Ok(meters.into_iter().map(Hung::from).collect())
}

/// The sheet as a form: a field for each meter, and a second one where a figure that was typed wants a word.
pub(crate) async fn form(cx: &mut Context, asked: EnterReadingsBegun) -> Result<Shape> {
    let Form { mut fields } = form_of::<EnterReadings>();
    let today = cx.now().date(cx.zone());
    let mut values = json!({ "read_on": asked.read_on.unwrap_or(today), "meter_kind": asked.meter_kind, "place_id": asked.place_id });
    let (Some(place), Some(kind)) = (asked.place_id, asked.meter_kind) else {
        fields.retain(|field| field.name != "figures");
        return Ok(Shape { title: None, form: Form { fields }, values, known: BTreeMap::new() });
    };
    let reads = on_sheet(cx, place, kind).await?;
    let lines: Vec<MeterRow> = reads.iter().map(|read| read.meter.clone()).collect();
    let names = meters::lines(cx, &lines).await?;
    let on = asked.read_on.unwrap_or(today);
    let typed = asked.figures.unwrap_or_default();
    let mut inside = Vec::with_capacity(reads.len());
    for (read, name) in reads.iter().zip(names) {
        let key = read.meter.id.to_string();
        let last = read.readings.iter().rev().find(|reading| reading.read_on < on);
        let told = [name.place.or(name.asset), Some(name.number), last.map(|last| shown(last.figure).to_string())];
        let words = told.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let label = Label::Both { zh: words.clone(), en: words };
        inside.push(Field { label: Some(label), max: Some(16), ..Field::new(key.clone(), Kind::Text) });
        if wants_a_word(read, on, typed.get(&key)) {
            let choices = SaidOfReading::ALL.iter().map(|word| module_choice(word.word())).collect();
            let label = Some(Label::Key("field-said-of-reading".to_owned()));
            inside.push(Field { label, ..Field::new(said(&key), Kind::Choice { choices }) });
        }
    }
    for field in fields.iter_mut().filter(|field| field.name == "figures") {
        field.kind = Kind::Group { fields: std::mem::take(&mut inside) };
    }
    values["figures"] = Value::Object(typed);
    Ok(Shape { title: None, form: Form { fields }, values, known: BTreeMap::new() })
}

/// A sheet somebody has begun.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(crate) struct EnterReadingsBegun {
    #[serde(default)]
    pub place_id: Option<PlaceId>,
    #[serde(default)]
    pub meter_kind: Option<MeterKind>,
    #[serde(default)]
    pub read_on: Option<kernel::Date>,
    #[serde(default)]
    pub figures: Option<serde_json::Map<String, Value>>,
}

impl From<AskSheet> for EnterReadingsBegun {
    fn from(ask: AskSheet) -> Self {
        Self { place_id: ask.place_id, meter_kind: ask.meter_kind, read_on: ask.read_on, figures: None }
    }
}

fn module_choice(word: &str) -> kernel::form::Choice {
    let key = format!("choice-said-of-reading-{}", word.replace('_', "-"));
    kernel::form::Choice { value: word.to_owned(), label: Some(Label::Key(key)) }
}

/// Whether a figure that was typed is lower than the last, or far above what is usual.
fn wants_a_word(read: &Read, on: kernel::Date, typed: Option<&Value>) -> bool {
    let Some(text) = typed.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()) else { return false };
    let Ok(figure) = crate::meter::rules::typed(text, "figure") else { return false };
    let Some(like) = read.readings.last() else { return false };
    let row = ReadingRow { read_on: on, figure, rolled_over: false, estimated: false, ..like.clone() };
    let free = Days { today: on, billed_until: None };
    let refused = super::rules::check(read, &row, None, free);
    let asks = ["meter-below-last", "meter-unusual"];
    matches!(refused, Err(Error::Invalid(fields)) if fields.iter().any(|f| asks.contains(&f.message.key.as_ref())))
}
