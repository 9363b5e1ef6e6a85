//! Readings from workbooks. A row is known by meter and day, so the same sheet may come again.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Date, Error, Message, Result,
    form::{Choice, Field, Kind},
};
use module::{Chunk, Context, Taken};
use serde::Deserialize;
use sheet::{Column, Register};

use super::{
    actions,
    model::{ReadingRow, ReadingSource, SaidOfReading},
    queries::{self, Billed},
    rules,
};
use crate::meter::{
    queries as meters,
    rules::{Read, typed},
    store as meter_rows,
};

/// How the sheet looks.
pub(crate) fn register() -> Register {
    let text = |name: &str, longest: i64| Field { max: Some(longest), ..Field::new(name, Kind::Text) };
    let said = Kind::Choice { choices: SaidOfReading::ALL.iter().map(|word| Choice::of(word.word())).collect() };
    Register::new("reading", "抄表", "Readings")
        .also(&["抄表记录", "读数", "抄表单"])
        .column(
            Column::new(text("number", 40).required(), "表号", "Meter")
                .also(&["表计编号", "水表号", "电表号"])
                .key()
                .explained(None, "S-3-1-101"),
        )
        .column(
            Column::new(Field::new("read_on", Kind::Date).required(), "抄表日期", "Day")
                .also(&["日期", "抄表日"])
                .key()
                .explained(None, "2026-11-28"),
        )
        .column(
            Column::new(text("figure", 16).required(), "读数", "Figure")
                .also(&["本次读数", "本期读数", "止度", "表数"])
                .explained(None, "128.5"),
        )
        .column(
            Column::new(Field::new("said_of_reading", said), "读数说明", "Said of it")
                .also(&["说明", "备注"])
                .codes(&[("转过一圈", "rolled_over"), ("归零", "rolled_over"), ("已核对", "checked")]),
        )
}

#[derive(Deserialize)]
struct Line {
    number: String,
    read_on: Date,
    figure: String,
    said_of_reading: Option<SaidOfReading>,
}

/// Takes readings; each is looked at as one that is entered by hand.
pub(crate) async fn take(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    cx.within(chunk.org)?;
    let rows = std::mem::take(&mut chunk.rows);
    let lines: Vec<Line> = rows
        .into_iter()
        .map(|row| Ok(serde_json::from_value(serde_json::Value::Object(row))?))
        .collect::<Result<_>>()?;
    let numbers: BTreeSet<&str> = lines.iter().map(|line| line.number.trim()).collect();
    let numbers: Vec<&str> = numbers.into_iter().collect();
    let found = meter_rows::with_numbers(cx, chunk.org, &numbers).await?;
    let reads = meters::reads(cx, found).await?;
    let billed = queries::billed(cx, &reads).await?;
    let mut reads: BTreeMap<String, Read> = reads.into_iter().map(|read| (read.meter.number.clone(), read)).collect();
    let mut fresh = Vec::new();
    let mut taken = Vec::with_capacity(lines.len());
    for line in lines {
        let Some(read) = reads.get_mut(line.number.trim()) else {
            let unknown = Message::of("meter-unknown").with("code", &line.number);
            taken.push(Taken::refused(Error::field("number", unknown))?);
            continue;
        };
        match looked_at(cx, read, &line, &billed) {
            Err(error) => taken.push(Taken::refused(error)?),
            Ok(None) => taken.push(Taken::Unchanged),
            Ok(Some(row)) => {
                let at = read.readings.partition_point(|other| other.read_on < row.read_on);
                read.readings.insert(at, row.clone());
                fresh.push(row);
                taken.push(Taken::Created);
            }
        }
    }
    if !chunk.dry {
        actions::keep(cx, &fresh).await?;
    }
    Ok(taken)
}

/// The reading of a row; nothing when it is there already.
fn looked_at(cx: &mut Context, read: &Read, line: &Line, billed: &Billed) -> Result<Option<ReadingRow>> {
    let figure = typed(&line.figure, "figure")?;
    if read.readings.iter().any(|there| there.read_on == line.read_on && there.figure == figure) {
        return Ok(None);
    }
    let row = ReadingRow {
        source: ReadingSource::Import,
        ..actions::taken(cx, &read.meter, line.read_on, figure, line.said_of_reading)
    };
    let today = cx.now().date(cx.zone());
    let days = rules::Days { today, billed_until: queries::billed_until(billed, &read.meter) };
    rules::check(read, &row, line.said_of_reading, days)?;
    Ok(Some(row))
}
