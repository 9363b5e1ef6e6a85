//! What a resident says to his cases: urge, agree, confirm, reject, rate – whatever the process offers him – and remarks.

use std::collections::BTreeMap;

use kernel::{
    Error, Label, Noun, Result,
    form::{Field, Form, Kind},
};
use module::{Context, Shape};
use process::{
    Command, offers,
    runtime::{self, Case, Done, Standing},
};
use serde_json::{Value, json};

use super::{
    model::{Press, Remark, ThisCase},
    queries, rules,
};

/// What the form of an action asks.
pub async fn shape(cx: &mut Context, input: Press) -> Result<Shape> {
    let case = queries::load(cx, input.id).await?;
    let all = offers(&case.def, &case.state, &queries::who(cx, case.org), cx.now().date(cx.zone()));
    let mut offer = all.into_iter().find(|o| o.action == input.action).ok_or(Error::NotFound)?;
    let confirms = desk::show_what_to_confirm(cx, &case, &mut offer.form).await;
    let label: Label = (&offer.label).into();
    let path = [("id", Kind::Ref { to: Case::PREFIX.into() }), ("action", Kind::Text)];
    let mut fields: Vec<Field> = path.into_iter().map(|(name, kind)| Field::new(name, kind).required()).collect();
    if confirms {
        fields.push(Field::new("version", Kind::Integer));
    }
    let asked = rules::friendly(offer.form).fields;
    if !asked.is_empty() {
        let group = Field { label: Some(label.clone()), ..Field::new("input", Kind::Group { fields: asked }) };
        fields.push(group.required());
    }
    let title = Some(cx.speech().label(&label));
    let values = if confirms { json!({ "version": case.version }) } else { Value::Null };
    Ok(Shape { title, form: Form { fields }, values, known: BTreeMap::new() })
}

/// Does one of the process's actions for the household.
pub async fn act(cx: &mut Context, input: Press) -> Result<Done> {
    let case = queries::load(cx, input.id).await?;
    if input.version.is_some_and(|known| known != case.version) {
        return Err(Error::Conflict);
    }
    let said = rules::plain(input.input.unwrap_or_default());
    runtime::act(cx, input.id, &input.action, said, None, Standing::Requester).await.map_err(rules::at_input)
}

/// Takes back what he did last, while that can be taken back.
pub async fn undo(cx: &mut Context, input: ThisCase) -> Result<Done> {
    queries::load(cx, input.id).await?;
    runtime::apply(cx, input.id, &Command::Undo, Standing::Requester).await
}

/// Says something to whoever works on it.
pub async fn comment(cx: &mut Context, input: Remark) -> Result<Done> {
    queries::load(cx, input.id).await?;
    let files = input.photos.unwrap_or_default().into_iter().map(|photo| photo.0).collect();
    let command = Command::Comment { text: input.text, open: true, files };
    runtime::apply(cx, input.id, &command, Standing::Requester).await
}
