//! The forms a process asks for, as the platform's forms: the definition says what is asked, the desk offers the people.

use std::collections::BTreeMap;

use kernel::{
    Error, Label, Result,
    form::{Field, Form, Kind},
};
use module::{Context, Shape};
use process::runtime::{CaseId, Loaded};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use ui::form::Known;

use crate::{
    case::{
        model::CaseLine,
        queries::{engine, lines, load, said, show_what_to_confirm},
        store,
    },
    deputy, dispatch,
};

/// Which action on which case.
#[derive(Debug, Deserialize)]
pub struct WhichAction {
    /// The case.
    pub id: CaseId,
    /// The action, as the definition names it.
    pub action: String,
}

/// Which work item of which case.
#[derive(Debug, Deserialize)]
pub struct WhichItem {
    /// The case.
    pub id: CaseId,
    /// The work item, as the definition names it.
    pub item: String,
}

/// Which case.
#[derive(Debug, Deserialize)]
pub(crate) struct WhichCase {
    id: CaseId,
}

/// Which process.
#[derive(Debug, Deserialize)]
pub(crate) struct WhichProcess {
    process: String,
    /// The case it comes from.
    caused_by: Option<CaseId>,
}

/// What an action asks. What is recorded already stands in it.
///
/// # Errors
/// [`Error::NotFound`] for an action that is not offered to the reader.
pub async fn of_action(cx: &mut Context, which: WhichAction) -> Result<Shape> {
    let case = load(cx, which.id).await?;
    let offers = deputy::queries::offers(cx, &case).await?;
    let (offer, _) = offers.into_iter().find(|(o, _)| o.action == which.action).ok_or(Error::NotFound)?;
    let mut known = BTreeMap::new();
    if offer.form.field("assignee").is_some() {
        known.insert("input.assignee".to_owned(), people(cx, &case).await?);
    }
    if offer.form.field("master").is_some() {
        known.insert("input.master".to_owned(), duplicates(cx, &case).await?);
    }
    let title = format!("{} · {}", said(&cx.speech(), &offer.label), case.number);
    let mut path = vec![Field::new("id", Kind::Ref { to: "case".into() }), Field::new("action", Kind::Text)];
    let mut outer = json!({ "id": which.id, "action": which.action });
    let mut form = offer.form;
    let before = recorded(&form, &case);
    // What is confirmed is what stood there when it was shown.
    if show_what_to_confirm(cx, &case, &mut form).await {
        path.push(Field::new("version", Kind::Integer));
        outer["version"] = case.version.into();
    }
    let values = flat(outer, before);
    Ok(Shape { title: Some(title), form: inside(&path, form, &said(&cx.speech(), &offer.label)), values, known })
}

/// Those who can be given the case, with what they have to do.
async fn people(cx: &mut Context, case: &Loaded) -> Result<Known> {
    let hands = dispatch::queries::hands_for(cx, case.org, dispatch::queries::trade_of(case)).await?;
    let speech = cx.speech();
    let words = |hand: &dispatch::model::Hand| {
        let key = if hand.on_duty { "desk-hand-on-duty" } else { "desk-hand" };
        speech.say_with(key, &[("name", &hand.name), ("count", &hand.open.to_string())])
    };
    Ok(Known {
        options: hands.iter().map(|h| (h.id.to_string(), words(h))).collect(),
        search: Some("/lookup/staff".into()),
    })
}

/// Open cases nearby that this one may be a repetition of.
async fn duplicates(cx: &mut Context, case: &Loaded) -> Result<Known> {
    let rows = store::alike(cx, case.org, &case.def.key, (case.place, case.area), case.id).await?;
    let words = |c: &CaseLine| {
        let place = c.place.as_deref().unwrap_or_default();
        (c.id.to_string(), format!("{} {} · {place} · {}", c.number, c.title, c.stage_label))
    };
    Ok(Known { options: lines(cx, rows).await?.iter().map(words).collect(), search: Some("/lookup/case".into()) })
}

/// What may be corrected where the case stands.
pub(crate) async fn of_edit(cx: &mut Context, which: WhichCase) -> Result<Shape> {
    let case = load(cx, which.id).await?;
    let form = deputy::queries::edit_form(cx, &case).await?;
    let title = format!("{} · {}", cx.speech().say("desk-case-edit"), case.number);
    let before = recorded(&form, &case);
    let values = flat(json!({ "id": which.id }), before);
    let legend = cx.speech().say("desk-case-edit");
    let path = [Field::new("id", Kind::Ref { to: "case".into() })];
    Ok(Shape { title: Some(title), form: inside(&path, form, &legend), values, known: BTreeMap::new() })
}

/// The steps of a work item. What is recorded already stands in it.
///
/// # Errors
/// [`Error::NotFound`] for a work item that is not offered to the reader.
pub async fn of_item(cx: &mut Context, which: WhichItem) -> Result<Shape> {
    let case = load(cx, which.id).await?;
    let offered = deputy::queries::work_offers(cx, &case).await?;
    let (_, label, form) = offered.into_iter().find(|(id, ..)| *id == which.item).ok_or(Error::NotFound)?;
    let label = said(&cx.speech(), &label);
    let before = case.state.work.get(&which.item).cloned().unwrap_or_default();
    let values = flat(json!({ "id": which.id, "item": which.item }), before);
    let path = [Field::new("id", Kind::Ref { to: "case".into() }), Field::new("item", Kind::Text)];
    let title = format!("{label} · {}", case.number);
    Ok(Shape { title: Some(title), form: inside(&path, form, &label), values, known: BTreeMap::new() })
}

/// What is asked to open a case of a process: where, who asks, and the process's own fields.
pub(crate) async fn of_opening(cx: &mut Context, which: WhichProcess) -> Result<Shape> {
    let def = engine(cx)?.current(&which.process)?;
    let title = said(&cx.speech(), &def.title);
    let mut form = process::opening_form(&def);
    // Place and contact are asked by the desk itself, for every process alike.
    form.fields.retain(|f| Some(&f.name) != def.list.place.as_ref() && f.name != "contact");
    let around = [
        Field::new("process", Kind::Text).required(),
        Field::new("place_id", Kind::Ref { to: "place".into() }),
        Field::new("requester_id", Kind::Ref { to: "person".into() }),
        Field { personal: true, max: Some(40), ..Field::new("contact_name", Kind::Text) },
        Field { personal: true, ..Field::new("contact_phone", Kind::Phone) },
        Field::new("org_id", Kind::Ref { to: "org".into() }),
        Field::new("channel", channels()),
    ];
    let Some(cause) = which.caused_by else {
        let values = json!({ "process": which.process });
        return Ok(Shape {
            title: Some(title.clone()),
            form: inside(&around, form, &title),
            values,
            known: BTreeMap::new(),
        });
    };
    // What follows from a case is about the same matter, at the same place.
    let cause = load(cx, cause).await?;
    let about =
        cause.state.fields.get(&cause.def.list.title).cloned().filter(|_| form.field(&def.list.title).is_some());
    let place = cause.place.map(|id| property::PlaceId::from_uuid(id).to_string());
    let values = json!({ "process": which.process, "caused_by": cause.id, "place_id": place, "org_id": cause.org });
    let values = flat(values, about.map(|about| (def.list.title.clone(), about)).into_iter().collect());
    let around = [&[Field::new("caused_by", Kind::Ref { to: "case".into() })], &around[..]].concat();
    Ok(Shape { title: Some(title.clone()), form: inside(&around, form, &title), values, known: BTreeMap::new() })
}

fn channels() -> Kind {
    let choices = crate::case::model::Channel::ALL.iter().map(|c| kernel::form::Choice::of(c.word())).collect();
    Kind::Choice { choices }
}

/// The fields around, and the process's own as a group below them.
fn inside(around: &[Field], form: Form, legend: &str) -> Form {
    let mut fields = around.to_vec();
    if !form.fields.is_empty() {
        let label = Label::Both { zh: legend.to_owned(), en: legend.to_owned() };
        let group = Field { label: Some(label), ..Field::new("input", Kind::Group { fields: form.fields }) };
        fields.push(group.required());
    }
    Form { fields }
}

/// What is recorded of what a form asks: the first values of its fields.
fn recorded(form: &Form, case: &Loaded) -> Map<String, Value> {
    let known = |f: &Field| Some((f.name.clone(), case.state.fields.get(&f.name)?.clone()));
    form.fields.iter().filter_map(known).collect()
}

/// The outer values with the inner ones under their dotted names, as a browser sends them.
fn flat(outer: Value, inner: Map<String, Value>) -> Value {
    let mut all = match outer {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    all.extend(inner.into_iter().map(|(name, value)| (format!("input.{name}"), value)));
    Value::Object(all)
}

/// Fields of a process under the names the platform's form gives them, to stand in a form written by hand.
pub(crate) fn inner(fields: Vec<Field>) -> Vec<Field> {
    fields.into_iter().map(|f| Field { name: format!("input.{}", f.name), ..f }).collect()
}
