//! Where a worker's link leads: who he is taken for, and the one button that lets him in.

use kernel::{
    Result,
    form::{Form, Kind},
};
use maud::html;
use module::{Column, Context, View};
use serde_json::json;
use ui::form::{FormOptions, form};

use super::{
    model::{ThisLink, WorkerState},
    queries,
};
use crate::choice;

/// The columns of the list.
pub(crate) fn columns() -> Vec<Column> {
    vec![
        Column::text("vendor").sortable(),
        Column::text("name"),
        Column::text("phone_masked"),
        Column::new("until_on", Kind::Date),
        Column::new("worker_state", choice(WorkerState::ALL.iter().map(|s| s.word()))),
        Column::new("first_opened_at", Kind::Instant),
        Column::text("by_name").optional(),
        Column::new("community", Kind::Ref { to: "org".into() }).optional(),
    ]
}

/// `/vendor/{link}`
pub async fn page(cx: &mut Context, this: ThisLink) -> Result<View> {
    let worker = queries::behind(cx, &this.link).await?;
    let community = org::unit(cx, worker.org_id).await?.name;
    let speech = cx.speech();
    let options = FormOptions {
        action: format!("/vendor/{}", this.link),
        submit: speech.say("round-worker-open"),
        idempotency_key: Some(cx.new_uuid().simple().to_string()),
        ..FormOptions::default()
    };
    let told = [("name", worker.name.as_str()), ("vendor", worker.vendor.as_str()), ("community", community.as_str())];
    let body = html! {
        p { (speech.say_with("round-worker-welcome", &told)) }
        p.sub { (speech.say_with("round-worker-hint", &[("day", &speech.date(worker.until_on))])) }
        (form(&speech, &Form { fields: Vec::new() }, &json!({}), &[], &options))
    };
    Ok(View::new(speech.say("round-vendor-worker"), body))
}
