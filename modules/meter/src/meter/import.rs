//! Meters from workbooks. A row is known by the number of the meter, so the same sheet may come again.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Date, Error, Message, Result,
    form::{Choice, Field, Kind},
};
use module::{Change, Chunk, Context, Taken};
use property::{PlaceKind, PlaceLine};
use serde::Deserialize;
use sheet::{Column, Register};

use super::{
    actions::{DIGITS, ONE, first_reading, sort_key},
    model::{MeterKind, MeterRow},
    rules, store,
};
use crate::reading::{model::ReadingRow, store as readings};

/// How the sheet looks.
pub(crate) fn register() -> Register {
    let text = |name: &str, longest: i64| Field { max: Some(longest), ..Field::new(name, Kind::Text) };
    let kinds = Kind::Choice { choices: MeterKind::ALL.iter().map(|kind| Choice::of(kind.word())).collect() };
    let digits = Field { min: Some(1), max: Some(12), ..Field::new("digits", Kind::Integer) };
    Register::new("meter", "表计", "Meters")
        .also(&["表计台账", "水表", "电表", "表具"])
        .column(
            Column::new(text("number", 40).required(), "表号", "Number")
                .also(&["表计编号", "水表号", "电表号", "表码"])
                .key()
                .explained(None, "S-3-1-101"),
        )
        .column(
            Column::new(Field::new("meter_kind", kinds).required(), "表计类型", "Kind")
                .also(&["表类型", "类型", "类别"])
                .codes(&[
                    ("水", "water"),
                    ("水表", "water"),
                    ("电", "electricity"),
                    ("电表", "electricity"),
                    ("燃气", "gas"),
                    ("燃气表", "gas"),
                    ("热", "heat"),
                    ("热力表", "heat"),
                ]),
        )
        .column(
            Column::new(text("place", 60).required(), "位置编号", "Place")
                .also(&["房号", "房间号", "位置", "安装位置"])
                .explained(None, "3-1-101"),
        )
        .column(Column::new(digits, "表位数", "Digits").also(&["位数"]).explained(None, "5"))
        .column(Column::new(text("multiplier", 12), "倍率", "Multiplier").also(&["变比"]).explained(None, "1"))
        .column(Column::new(text("parent", 40), "总表表号", "Meter above").also(&["上级表号", "总表"]))
        .column(
            Column::new(Field::new("started_on", Kind::Date).required(), "起始日期", "Since")
                .also(&["安装日期", "启用日期"])
                .explained(None, "2026-01-01"),
        )
        .column(
            Column::new(text("start_figure", 16).required(), "起始读数", "First reading")
                .also(&["底数", "表底", "起度", "初始读数"])
                .explained(None, "12.5"),
        )
}

#[derive(Deserialize)]
struct Line {
    number: String,
    meter_kind: MeterKind,
    place: String,
    digits: Option<i64>,
    multiplier: Option<String>,
    parent: Option<String>,
    started_on: Date,
    start_figure: String,
}

/// What the rows of a chunk point to.
struct Known {
    places: BTreeMap<String, PlaceLine>,
    meters: BTreeMap<String, MeterRow>,
}

impl Known {
    async fn look(cx: &mut Context, chunk: &Chunk, lines: &[Line]) -> Result<Self> {
        cx.within(chunk.org)?;
        let numbers = lines.iter().flat_map(|line| [Some(line.number.trim()), line.parent.as_deref().map(str::trim)]);
        let numbers: BTreeSet<&str> = numbers.flatten().collect();
        let numbers: Vec<&str> = numbers.into_iter().collect();
        let mut meters: BTreeMap<String, MeterRow> = BTreeMap::new();
        for meter in store::with_numbers(cx, chunk.org, &numbers).await? {
            meters.insert(meter.number.clone(), meter);
        }
        let codes: Vec<&str> = lines.iter().map(|line| line.place.trim()).collect();
        let mut places = BTreeMap::new();
        for kind in PlaceKind::ALL {
            for (code, place) in property::places_by_code(cx, chunk.org, *kind, &codes).await? {
                // A room comes before anything else of the same code.
                if place.kind == PlaceKind::Room || !places.contains_key(&code) {
                    places.insert(code, place);
                }
            }
        }
        Ok(Self { places, meters })
    }

    /// The meter of a row with what it showed first.
    fn made(&self, cx: &mut Context, org: kernel::OrgId, line: &Line) -> Result<(MeterRow, i64)> {
        let code = line.place.trim();
        let unknown = |field: &str, code: &str| Error::field(field, Message::of("meter-unknown").with("code", code));
        let place = self.places.get(code).ok_or_else(|| unknown("place", code))?;
        let parent = match line.parent.as_deref().map(str::trim).filter(|number| !number.is_empty()) {
            Some(number) => Some(self.meters.get(number).ok_or_else(|| unknown("parent", number))?.id),
            None => None,
        };
        let multiplier = line.multiplier.as_deref().map_or(Ok(ONE), |text| rules::typed(text, "multiplier"))?;
        let digits = line.digits.unwrap_or(DIGITS);
        let figure = rules::typed(&line.start_figure, "start_figure")?;
        if !rules::fits(figure, digits) {
            return Err(Error::field("start_figure", Message::of("charge-reading-impossible")));
        }
        if line.started_on > cx.now().date(cx.zone()) {
            return Err(Error::field("started_on", Message::of("meter-in-the-future")));
        }
        let number = line.number.trim().to_owned();
        let meter = MeterRow {
            org_id: org,
            id: cx.new_id(),
            kind: line.meter_kind,
            place_id: Some(place.id),
            asset_id: None,
            parent_id: parent,
            sort_key: sort_key(Some(place), &number),
            number,
            digits,
            multiplier,
            loss: 0,
            ended_on: None,
            created_at: cx.now(),
            version: 1,
        };
        Ok((meter, figure))
    }
}

/// Takes meters: new ones, with their first reading; one that hangs already is left as it is.
pub(crate) async fn take(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let rows = std::mem::take(&mut chunk.rows);
    let lines: Vec<Line> = rows
        .into_iter()
        .map(|row| Ok(serde_json::from_value(serde_json::Value::Object(row))?))
        .collect::<Result<_>>()?;
    let mut known = Known::look(cx, &chunk, &lines).await?;
    let (mut meters, mut firsts): (Vec<MeterRow>, Vec<ReadingRow>) = (Vec::new(), Vec::new());
    let mut taken = Vec::with_capacity(lines.len());
    for line in &lines {
        let (is, figure) = match known.made(cx, chunk.org, line) {
            Ok(made) => made,
            Err(error) => {
                taken.push(Taken::refused(error)?);
                continue;
            }
        };
        if let Some(was) = known.meters.get(&is.number) {
            taken.push(if (was.kind, was.place_id) == (is.kind, is.place_id) {
                Taken::Unchanged
            } else {
                let there = Message::of("meter-number-taken").with("number", &is.number);
                Taken::refused(Error::field("number", there))?
            });
            continue;
        }
        firsts.push(first_reading(cx, &is, line.started_on, figure));
        known.meters.insert(is.number.clone(), is.clone());
        meters.push(is);
        taken.push(Taken::Created);
    }
    if !chunk.dry {
        store::insert(cx, &meters).await?;
        readings::insert(cx, &firsts).await?;
        for meter in &meters {
            cx.record(Change::to(chunk.org, meter.id).after(meter));
        }
    }
    Ok(taken)
}

/// Takes back what an import has brought that was never shown: readings first, then their meters.
pub(crate) async fn undo(cx: &mut Context, undo: module::Undo) -> Result<u64> {
    match readings::undo(cx, undo).await? {
        0 => store::undo(cx, undo).await,
        some => Ok(some),
    }
}
