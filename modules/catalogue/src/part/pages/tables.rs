//! The forms of decision tables, fragments and the head of a definition.

use kernel::{
    Error, Label, Result,
    form::{Field, Kind},
};
use module::{Context, Shape};
use process::{definition::AREAS, drafting::Part};
use serde_json::{Map, Value, json};

use super::{Desk, WhichPart, ask_rows, asked, behind, desk, group, object, text};
use crate::{
    design::queries::{STANDINGS, engine, said},
    part::rules::is_written,
};

/// A decision table: a column for each output.
pub(crate) async fn table(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.table.ok_or(Error::NotFound)?;
    let table = desk.def.tables.iter().find(|t| t.id == name).ok_or(Error::NotFound)?;
    desk.own(Part::Table, &name)?;
    let mut outputs: Vec<&String> = table.rows.iter().flat_map(|r| r.then.keys()).collect();
    outputs.sort_unstable();
    outputs.dedup();
    let output = |name: &&String| {
        let words = desk.speech.known(&format!("desk-output-{}", name.replace('_', "-")));
        let words = words.unwrap_or_else(|| (*name).clone());
        Field { label: Some(Label::Both { zh: words.clone(), en: words }), ..text(name) }
    };
    let then = Field::new("then", Kind::Group { fields: outputs.iter().map(output).collect() }).required();
    let mut fields = desk.named().to_vec();
    fields.push(group("decisions", vec![text("when"), then]));
    fields.push(outputs_asked());
    let line = |row: &process::definition::Row| {
        let then: Map<String, Value> =
            row.then.iter().map(|(key, said)| (key.clone(), desk.span(said).into())).collect();
        json!({ "when": row.when.as_ref().map(|w| w.source()), "then": then })
    };
    let lines: Vec<Value> = table.rows.iter().map(line).collect();
    let values = json!({ "key": name, "label_zh": table.label.zh, "label_en": table.label.en, "decisions": lines });
    Ok(desk.shape("catalogue-table-edit", Some(("table", &name)), fields, object(values)))
}

fn outputs_asked() -> Field {
    group("outputs", vec![text("name").required(), text("value").required()])
}

/// A new decision table: what it decides, and what it says where nothing else fits.
pub(crate) async fn new_table(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let tables = desk.def.tables.iter().map(|t| desk.choice(&t.id, said(&desk.speech, &t.label))).collect();
    let outputs = Field { label: Some(Label::Key("catalogue-table-outputs".into())), ..outputs_asked().required() };
    let fields = [desk.named().to_vec(), vec![outputs, behind(desk.one("table", tables))]].concat();
    let values = json!({ "table": desk.def.tables.last().map(|t| &t.id) });
    Ok(desk.shape("catalogue-table-create", None, fields, object(values)))
}

/// A fragment with its values, those it says itself too.
pub(crate) async fn fragment(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.fragment.ok_or(Error::NotFound)?;
    desk.own(Part::Include, &name)?;
    let given = desk.script.said(Part::Include, &name).unwrap_or_default()["with"].clone();
    settings(cx, &desk, "catalogue-fragment-edit", &name, object(given))
}

/// A fragment to be included, with everything it can be told.
pub(crate) async fn new_fragment(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.fragment.ok_or(Error::NotFound)?;
    settings(cx, &desk, "catalogue-fragment-create", &name, Map::new())
}

fn settings(cx: &Context, desk: &Desk, title: &str, name: &str, given: Map<String, Value>) -> Result<Shape> {
    let known = engine(cx)?.fragments().into_iter().find(|f| f.name == name).ok_or(Error::NotFound)?;
    let shown = |value: &Value| match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |(name, parameter): (&String, &process::Parameter)| {
        let value = given.get(name).or(parameter.own.as_ref());
        (!value.is_some_and(is_written)).then(|| json!({ "name": name, "value": value.map(shown) }))
    };
    // What must be said stands first.
    let (own, wanted): (Vec<_>, Vec<_>) = known.parameters.iter().partition(|(_, p)| p.own.is_some());
    let settings: Vec<Value> = wanted.into_iter().chain(own).filter_map(row).collect();
    let fields = vec![group("settings", vec![text("name").required(), text("value")])];
    Ok(desk.shape(title, Some(("fragment", name)), fields, object(json!({ "settings": settings }))))
}

/// What stands at the head, and how a case is opened.
pub(crate) async fn head(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let def = &desk.def;
    let fields = vec![
        text("label_zh").required(),
        text("label_en").required(),
        text("purpose_zh"),
        text("purpose_en"),
        Field { many: true, ..text("standards") },
        Field { min: Some(1), max: Some(100), ..Field::new("retention_years", Kind::Integer) },
        Field::new("permanent", Kind::Bool),
        text("retention_source"),
        desk.one("calendar", desk.words_of("catalogue-calendar-", &["office", "always"])),
        Field { max: Some(4), ..text("letters").required() },
        desk.one("business_area", desk.words_of("desk-area-", &AREAS)),
        desk.one("list_title", desk.fields()).required(),
        desk.one("list_topic", desk.fields()),
        desk.one("list_urgency", desk.fields()),
        desk.one("list_place", desk.fields()),
        desk.some("roles", desk.posts(&STANDINGS)).required(),
        desk.some("readers", desk.posts(&[])),
        ask_rows(&desk),
    ];
    let values = json!({
        "label_zh": def.title.zh, "label_en": def.title.en, "purpose_zh": def.purpose.as_ref().map(|p| &p.zh),
        "purpose_en": def.purpose.as_ref().map(|p| &p.en), "standards": def.standards, "calendar": def.calendar,
        "retention_years": def.retention.as_ref().and_then(|r| r.years),
        "permanent": def.retention.as_ref().is_some_and(|r| r.years.is_none()),
        "retention_source": def.retention.as_ref().and_then(|r| r.source.as_ref()),
        "roles": def.open.by, "readers": def.readers, "asks": asked(&def.open.asks),
        "letters": def.number, "business_area": def.area, "list_title": def.list.title, "list_topic": def.list.topic,
        "list_urgency": def.list.urgency, "list_place": def.list.place,
    });
    Ok(desk.shape("catalogue-head-edit", None, fields, object(values)))
}
