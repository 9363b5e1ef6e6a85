//! What is known of a task that goes from hand to hand, and the form in which it is given on.

use std::collections::BTreeMap;

use kernel::{
    Error, Label, Result,
    form::{Choice, Kind},
};
use module::{Context, Shape};
use org::{StaffId, StaffName};
use serde_json::json;

use super::{
    model::{HandOn, HandoffRow},
    store as rows,
};
use crate::{
    occurrence::{
        model::{OccurrenceRow, WhichOccurrence},
        store,
    },
    work,
};

/// How a task went from hand to hand.
pub(crate) async fn of_occurrence(cx: &mut Context, of: &OccurrenceRow) -> Result<Vec<HandoffRow>> {
    rows::of_occurrence(cx, of).await
}

/// The last one, while nobody has taken it.
pub(crate) async fn open(cx: &mut Context, of: &OccurrenceRow) -> Result<Option<HandoffRow>> {
    Ok(rows::of_occurrence(cx, of).await?.pop().filter(|last| last.taken_at.is_none()))
}

/// The colleagues of the post whose work it is.
pub(super) async fn colleagues(cx: &mut Context, of: &OccurrenceRow) -> Result<Vec<StaffName>> {
    let Some(role) = of.role else { return Ok(Vec::new()) };
    let me = StaffId::from_uuid(cx.actor().id);
    let mut people = org::staff_of(cx, of.org_id, Some(role.word()), None).await?;
    people.retain(|one| one.id != me);
    Ok(people)
}

/// The form with the colleagues of the post.
pub(crate) async fn form(cx: &mut Context, which: WhichOccurrence) -> Result<Shape> {
    let row = store::one(cx, which.id).await?;
    if !work::queries::is_for(cx, &row).await? {
        return Err(Error::NotFound);
    }
    let choice = |one: StaffName| Choice {
        value: one.id.to_string(),
        label: Some(Label::Both { zh: one.name.clone(), en: one.name }),
    };
    let choices: Vec<Choice> = colleagues(cx, &row).await?.into_iter().map(choice).collect();
    let mut form = kernel::form::form_of::<HandOn>();
    for field in form.fields.iter_mut().filter(|field| field.name == "staff_id") {
        field.kind = Kind::Choice { choices: choices.clone() };
        field.label = Some(Label::Key("round-handoff-to".to_owned()));
    }
    let title = format!("{} {}", cx.speech().say("round-work-hand-on"), row.thing_name);
    Ok(Shape { title: Some(title), form, values: json!({ "id": which.id }), known: BTreeMap::new() })
}
