//! The forms of work items and their steps, filled with what stands in the draft.

use desk::DraftId;
use kernel::{
    Error, Result,
    form::{Field, Kind},
};
use module::{Context, Shape};
use process::{FieldSpec, drafting::Part};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    design::queries::said,
    inside::model::Inside,
    part::pages::{Desk, KINDS, STEP_KINDS, behind, desk, group, object, text},
};

/// Which work item of which draft.
#[derive(Debug, Deserialize)]
pub(crate) struct WhichItem {
    id: DraftId,
    work_item: Option<String>,
}

/// Which step of which draft.
#[derive(Debug, Deserialize)]
pub(crate) struct WhichStep {
    id: DraftId,
    inside: String,
    step: Option<String>,
}

/// A work item.
pub(crate) async fn work_item(cx: &mut Context, which: WhichItem) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.work_item.ok_or(Error::NotFound)?;
    let item = desk.def.work_item(&name).ok_or(Error::NotFound)?;
    desk.own(Part::WorkItem, &name)?;
    let values = json!({
        "key": name, "label_zh": item.label.zh, "label_en": item.label.en, "roles": item.by, "from_stages": item.stages,
        "is_required": item.required, "repeatable": item.repeatable, "findings": item.findings,
        "fails_when": item.fails_when.as_ref().map(|w| w.source()),
    });
    Ok(desk.shape("catalogue-work-item-edit", Some(("work_item", &name)), item_fields(&desk), object(values)))
}

/// A new work item.
pub(crate) async fn new_work_item(cx: &mut Context, which: WhichItem) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let items = desk.work_items();
    let values = json!({ "work_item": items.last().map(|c| &c.value), "roles": ["assignee"] });
    let after = vec![behind(desk.one("work_item", items))];
    Ok(desk.shape("catalogue-work-item-create", None, [item_fields(&desk), after].concat(), object(values)))
}

fn item_fields(desk: &Desk) -> Vec<Field> {
    let mut fields = desk.named().to_vec();
    fields.push(desk.some("roles", desk.posts(&["assignee", "requester", "staff"])).required());
    fields.push(desk.some("from_stages", desk.stages_and_kinds()).required());
    fields.push(Field::new("is_required", Kind::Bool));
    fields.push(Field::new("repeatable", Kind::Bool));
    fields.push(Field { max: Some(2000), ..Field::new("fails_when", Kind::LongText) });
    fields.push(Field::new("findings", Kind::Bool));
    fields
}

/// The steps or fields of which one is meant.
fn siblings<'a>(desk: &'a Desk, inside: &Inside) -> Option<&'a Vec<FieldSpec>> {
    match inside.key {
        "step" => desk.def.work_item(&inside.name).map(|item| &item.steps),
        _ => desk.def.field(&inside.name).map(|field| &field.fields),
    }
}

/// A step, or a field of a group.
pub(crate) async fn step(cx: &mut Context, which: WhichStep) -> Result<Shape> {
    let inside = Inside::of(&which.inside).ok_or(Error::NotFound)?;
    let desk = desk(cx, which.id).await?;
    inside.rows(&desk.script).ok_or_else(|| Error::broken("catalogue-part-elsewhere"))?;
    let name = which.step.ok_or(Error::NotFound)?;
    let step = siblings(&desk, &inside).and_then(|all| all.iter().find(|s| s.name == name)).ok_or(Error::NotFound)?;
    let options: Vec<Value> =
        step.choices.iter().map(|c| json!({ "value": c.value, "zh": c.zh, "en": c.en })).collect();
    let values = json!({
        "inside": which.inside, "key": name, "label_zh": step.label.zh, "label_en": step.label.en, "holds": step.kind,
        "options": options, "refers_to": step.to, "is_required": step.required, "several": step.many, "least": step.min,
        "greatest": step.max, "low": step.low, "high": step.high,
    });
    Ok(desk.shape("catalogue-step-edit", Some(("step", &name)), step_fields(&desk, &inside), object(values)))
}

/// A new step, or a new field of a group.
pub(crate) async fn new_step(cx: &mut Context, which: WhichStep) -> Result<Shape> {
    let inside = Inside::of(&which.inside).ok_or(Error::NotFound)?;
    let desk = desk(cx, which.id).await?;
    let all = siblings(&desk, &inside).ok_or(Error::NotFound)?;
    let choices = all.iter().map(|s| desk.choice(&s.name, said(&desk.speech, &s.label))).collect();
    let last = all.last().map(|s| &s.name);
    let after = vec![behind(desk.one("step", choices))];
    let values = object(json!({ "inside": which.inside, "step": last, "holds": "bool", "is_required": true }));
    let fields = [step_fields(&desk, &inside), after].concat();
    Ok(desk.shape("catalogue-step-create", None, fields, values))
}

fn step_fields(desk: &Desk, inside: &Inside) -> Vec<Field> {
    let options = vec![text("value").required(), text("zh").required(), text("en").required()];
    let is_step = inside.key == "step";
    let kinds: &[&str] = if is_step { &STEP_KINDS } else { &KINDS[..KINDS.len() - 1] };
    let mut fields = vec![text("inside")];
    fields.extend(desk.named());
    fields.push(desk.one("holds", desk.words_of("catalogue-kind-", kinds)).required());
    fields.push(Field::new("is_required", Kind::Bool));
    fields.push(Field::new("several", Kind::Bool));
    fields.push(group("options", options));
    fields.push(desk.one("refers_to", desk.nouns()));
    fields.push(Field::new("least", Kind::Integer));
    fields.push(Field::new("greatest", Kind::Integer));
    if is_step {
        fields.push(Field::new("low", Kind::Integer));
        fields.push(Field::new("high", Kind::Integer));
    }
    fields
}
