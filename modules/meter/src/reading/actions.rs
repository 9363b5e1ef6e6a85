//! Entering readings: one, a sheet of them, or one in the place of another.

use kernel::{Error, FieldError, Instant, Message, Result, form::FileNamed};
use module::{Change, Context};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    model::{
        CorrectReading, CreateReading, EnterReadings, EnteredReadings, ReadingRow, ReadingSource, SaidOfReading,
        WhichReading,
    },
    queries, rules, store,
};
use crate::meter::{
    model::{MeterId, MeterRow},
    queries as meters,
    rules::{Read, typed},
    store as meter_rows,
};

/// Enters a reading, or an estimate with its reason.
pub async fn create(cx: &mut Context, input: CreateReading) -> Result<WhichReading> {
    let meter = meter_rows::to_change(cx, input.meter_id).await?;
    let read = meters::read(cx, meter).await?;
    let today = cx.now().date(cx.zone());
    let on = input.read_on.unwrap_or(today);
    let estimated = input.estimated.unwrap_or(false);
    let reason = input.reason.filter(|reason| !reason.trim().is_empty());
    if estimated && reason.is_none() {
        return Err(Error::field("reason", Message::of("meter-estimate-why")));
    }
    let figure = match input.figure.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => typed(text, "figure")?,
        None if estimated => rules::estimate(&read, on)?,
        None => return Err(Error::field("figure", Message::of("invalid-required"))),
    };
    let org = read.meter.org_id;
    if let Some(photo) = &input.photo {
        let named = FileNamed { field: "photo".to_owned(), id: photo.clone(), picture: true };
        cx.take_files(org, &[named]).await?;
    }
    let row = ReadingRow {
        estimated,
        reason,
        photo: input.photo,
        ..taken(cx, &read.meter, on, figure, input.said_of_reading)
    };
    let days = queries::days(cx, &read.meter).await?;
    rules::check(&read, &row, input.said_of_reading, days)?;
    keep(cx, std::slice::from_ref(&row)).await?;
    Ok(WhichReading { id: row.id, meter_id: row.meter_id })
}

/// A reading somebody took on a round.
#[derive(Debug, Clone)]
pub struct RoundReading {
    /// The meter.
    pub meter_id: MeterId,
    /// What it showed.
    pub figure: Decimal,
    /// The photo of it.
    pub photo: Option<String>,
    /// When.
    pub at: Instant,
}

/// Enters a reading of a round, which was held against the last and the usual ones on the spot. What cannot be entered is said in
/// the answer: whoever was there is gone by now.
///
/// # Errors
/// Those of the database.
pub async fn take_on_round(cx: &mut Context, new: RoundReading) -> Result<std::result::Result<(), Message>> {
    let meter = meter_rows::to_change(cx, new.meter_id).await?;
    let read = meters::read(cx, meter).await?;
    let on = new.at.date(cx.zone());
    let figure = match typed(&new.figure.to_string(), "figure") {
        Ok(figure) => figure,
        Err(error) => return refusal(error),
    };
    if read.readings.iter().any(|same| same.read_on == on && same.figure == figure) {
        return Ok(Ok(()));
    }
    let last = read.readings.iter().rev().find(|before| before.read_on < on);
    let over = last.is_some_and(|last| last.figure > figure && !last.estimated);
    let said = if over { SaidOfReading::RolledOver } else { SaidOfReading::Checked };
    let row = ReadingRow {
        source: ReadingSource::Round,
        photo: new.photo,
        taken_at: new.at,
        ..taken(cx, &read.meter, on, figure, Some(said))
    };
    let days = queries::days(cx, &read.meter).await?;
    // That it is more than usual was asked on the spot already.
    match rules::check(&read, &row, Some(SaidOfReading::Checked), days) {
        Ok(()) => keep(cx, std::slice::from_ref(&row)).await.map(Ok),
        Err(error) => refusal(error),
    }
}

/// What a resident saw of a meter of his.
#[derive(Debug, Clone)]
pub struct ResidentReading {
    /// The meter.
    pub meter_id: MeterId,
    /// What it showed, as he typed it.
    pub figure: String,
    /// The photo of it.
    pub photo: String,
}

/// Enters what a resident saw of a meter today. A figure that cannot be believed is not entered: the answer says why, so that somebody
/// looks into it.
///
/// # Errors
/// [`Error::Invalid`] at `figure` for what is no figure, and for a day that has its reading or its bill; [`Error::NotFound`] outside the scope.
pub async fn take_from_resident(cx: &mut Context, new: ResidentReading) -> Result<std::result::Result<(), Message>> {
    let meter = meter_rows::to_change(cx, new.meter_id).await?;
    let read = meters::read(cx, meter).await?;
    let figure = typed(&new.figure, "figure")?;
    let today = cx.now().date(cx.zone());
    let row = ReadingRow {
        source: ReadingSource::Resident,
        photo: Some(new.photo.clone()),
        ..taken(cx, &read.meter, today, figure, None)
    };
    let days = queries::days(cx, &read.meter).await?;
    match rules::check(&read, &row, None, days) {
        Ok(()) => {
            let named = FileNamed { field: "photo".to_owned(), id: new.photo, picture: true };
            cx.take_files(row.org_id, &[named]).await?;
            keep(cx, std::slice::from_ref(&row)).await.map(Ok)
        }
        Err(Error::Invalid(fields)) if fields.iter().any(|wrong| wrong.field != "figure") => {
            let at_figure = |wrong: FieldError| FieldError { field: "figure".to_owned(), ..wrong };
            Err(Error::Invalid(fields.into_iter().map(at_figure).collect()))
        }
        Err(error) => refusal(error),
    }
}

fn refusal(error: Error) -> Result<std::result::Result<(), Message>> {
    match error {
        Error::Invalid(fields) => {
            Ok(Err(fields.into_iter().next().map_or_else(|| Message::of("invalid-value"), |f| f.message)))
        }
        Error::Broken(message) => Ok(Err(message)),
        other => Err(other),
    }
}

/// A reading by hand, not looked at yet.
pub(crate) fn taken(
    cx: &mut Context,
    meter: &MeterRow,
    on: kernel::Date,
    figure: i64,
    said: Option<SaidOfReading>,
) -> ReadingRow {
    ReadingRow {
        org_id: meter.org_id,
        id: cx.new_id(),
        meter_id: meter.id,
        read_on: on,
        figure,
        source: ReadingSource::Hand,
        rolled_over: said == Some(SaidOfReading::RolledOver),
        estimated: false,
        reason: None,
        photo: None,
        by_name: cx.actor().name.clone(),
        taken_at: cx.now(),
        superseded_by: None,
    }
}

/// Keeps readings that were looked at.
pub(crate) async fn keep(cx: &mut Context, rows: &[ReadingRow]) -> Result<()> {
    store::insert(cx, rows).await?;
    for row in rows {
        cx.record(Change::to(row.org_id, row.id).after(row));
        cx.touch(format!("meter:{}", row.meter_id));
    }
    if let Some(first) = rows.first() {
        cx.touch(format!("meters:{}", first.org_id));
    }
    Ok(())
}

/// Enters a sheet: all of it, or nothing and at each field what is wrong.
pub async fn enter(cx: &mut Context, input: EnterReadings) -> Result<EnteredReadings> {
    let reads = queries::on_sheet(cx, input.place_id, input.meter_kind).await?;
    let billed = queries::billed(cx, &reads).await?;
    let today = cx.now().date(cx.zone());
    let figures = input.figures.unwrap_or_default();
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for read in &reads {
        match one_of_sheet(cx, read, input.read_on, &figures, (today, &billed)) {
            Ok(row) => rows.extend(row),
            Err(error) => wrong.extend(at_meter(read, error)?),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if rows.is_empty() {
        return Err(Error::field("figures", Message::of("meter-sheet-empty")));
    }
    keep(cx, &rows).await?;
    let entered = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let EnterReadings { place_id, meter_kind, read_on, .. } = input;
    Ok(EnteredReadings { entered, place_id, meter_kind, read_on })
}

/// The reading of a meter on a sheet; nothing where its field was left empty.
fn one_of_sheet(
    cx: &mut Context,
    read: &Read,
    on: kernel::Date,
    figures: &serde_json::Map<String, Value>,
    (today, billed): (kernel::Date, &queries::Billed),
) -> Result<Option<ReadingRow>> {
    let key = read.meter.id.to_string();
    let text = |name: &str| figures.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let Some(shown) = text(&key) else { return Ok(None) };
    let said = text(&queries::said(&key)).and_then(SaidOfReading::of);
    let row = taken(cx, &read.meter, on, typed(shown, "figure")?, said);
    let days = rules::Days { today, billed_until: queries::billed_until(billed, &read.meter) };
    rules::check(read, &row, said, days)?;
    Ok(Some(row))
}

/// What is wrong with a reading, at the field of its meter on the sheet.
fn at_meter(read: &Read, error: Error) -> Result<Vec<FieldError>> {
    let field = format!("figures.{}", read.meter.id);
    match error {
        Error::Invalid(list) => {
            Ok(list.into_iter().map(|one| FieldError { field: field.clone(), message: one.message }).collect())
        }
        Error::Broken(message) => Ok(vec![FieldError { field, message }]),
        other => Err(other),
    }
}

/// Puts a reading in the place of one that was wrong, on the same day.
pub async fn correct(cx: &mut Context, input: CorrectReading) -> Result<WhichReading> {
    let was = store::to_change(cx, input.id).await?;
    if was.superseded_by.is_some() {
        return cx.refuse(Message::of("meter-superseded"));
    }
    let meter = meter_rows::to_change(cx, was.meter_id).await?;
    let mut read = meters::read(cx, meter).await?;
    read.readings.retain(|reading| reading.id != was.id);
    let figure = typed(&input.figure, "figure")?;
    let fresh = taken(cx, &read.meter, was.read_on, figure, input.said_of_reading);
    let source = if was.source == ReadingSource::Start { ReadingSource::Start } else { ReadingSource::Hand };
    let row = ReadingRow { source, photo: was.photo.clone(), reason: Some(input.reason), ..fresh };
    let days = queries::days(cx, &read.meter).await?;
    rules::check(&read, &row, input.said_of_reading, days)?;
    store::supersede(cx, was.org_id, was.id, row.id).await?;
    let is = ReadingRow { superseded_by: Some(row.id), ..was.clone() };
    cx.record(Change::to(was.org_id, was.id).before(&was).after(&is));
    keep(cx, std::slice::from_ref(&row)).await?;
    Ok(WhichReading { id: row.id, meter_id: row.meter_id })
}
