//! Read models of a firm's cases.

use desk::{CaseLine, JobStage, ThisCase, WhichItem};
use kernel::{Error, Label, Result};
use module::{Context, Shape};
use process::runtime::{self, Loaded};
use serde_json::Value;

use super::{
    model::{
        VendorCase, VendorCases, VendorFact, VendorItem, VendorStep, WhichVendorCase, WhichVendorItem, WhichVendorStep,
    },
    rules,
};
use crate::{
    vendor_worker::{self, rules::ROLE},
    work::model::Nothing,
};

/// The open cases of the actor's firm, for programs; none for whoever does not take part by a link.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<VendorCases> {
    let Some(firm) = vendor_worker::queries::firm(cx).await? else { return Ok(VendorCases { rows: Vec::new() }) };
    let mut rows = Vec::new();
    for line in desk::open_asking(cx, ROLE, |state| rules::is_of(state, &firm)).await? {
        let case = runtime::load(cx, line.id).await?;
        rows.push(seen(cx, line, &case).await?);
    }
    Ok(VendorCases { rows })
}

/// One of them.
pub async fn view(cx: &mut Context, which: WhichVendorCase) -> Result<VendorCase> {
    let case = one(cx, which.id).await?;
    let line = desk::case_record(cx, ThisCase { id: which.id }).await?.line;
    seen(cx, line, &case).await
}

/// An open case of the actor's firm; [`Error::NotFound`] for any other, and for whoever does not take part by a link.
pub(crate) async fn one(cx: &mut Context, id: runtime::CaseId) -> Result<Loaded> {
    let firm = vendor_worker::queries::firm(cx).await?.ok_or(Error::NotFound)?;
    let case = runtime::load(cx, id).await?;
    let by = case.def.actions.iter().flat_map(|a| &a.by).chain(case.def.work_items.iter().flat_map(|w| &w.by));
    let open = !case.state.is_ended(&case.def) && by.into_iter().any(|by| by == ROLE);
    if open && rules::is_of(&case.state, &firm) { Ok(case) } else { Err(Error::NotFound) }
}

/// The form of a step that is the firm's.
pub(crate) async fn form(cx: &mut Context, which: WhichVendorStep) -> Result<Shape> {
    let case = one(cx, which.id).await?;
    offered(cx, &case, &which.action)?;
    desk::action_form(cx, desk::WhichAction { id: which.id, action: which.action }).await
}

/// The form of a work item that is the firm's.
pub(crate) async fn item_form(cx: &mut Context, which: WhichVendorItem) -> Result<Shape> {
    let case = one(cx, which.id).await?;
    asked(cx, &case, &which.item)?;
    desk::item_form(cx, WhichItem { id: which.id, item: which.item }).await
}

/// Where one of them stood before, where it stands and where the firm's own steps would lead it, to be gone on with where there is no
/// signal. Whom the house employs is not told.
pub(crate) async fn ahead(cx: &mut Context, id: runtime::CaseId) -> Result<(String, Vec<JobStage>)> {
    let case = one(cx, id).await?;
    let mut stages = desk::job_stages(cx, &case, &[]).await?;
    for stage in &mut stages {
        stage.steps.retain(|step| offered(cx, &case, &step.action).is_ok());
        let may = |item: &str| {
            let by = case.def.work_item(item).map(|w| w.by.as_slice());
            by.is_some_and(|by| rules::may(by, &case.state, cx.actor().id))
        };
        stage.work.retain(|work| may(&work.item));
    }
    Ok((case.state.before, stages))
}

/// Nothing, when the work item is one of the firm's.
///
/// # Errors
/// [`Error::NotFound`] when it is not, or not to be recorded where the case stands.
pub(crate) fn asked(cx: &Context, case: &Loaded, item: &str) -> Result<()> {
    let stage = case.def.stage(&case.state.stage);
    let mut open =
        case.def.work_items.iter().filter(|w| w.id == item && stage.is_some_and(|s| s.is_named_by(&w.stages)));
    let may = open.any(|w| rules::may(&w.by, &case.state, cx.actor().id));
    if may { Ok(()) } else { Err(Error::NotFound) }
}

/// Nothing, when the step is one of the firm's.
///
/// # Errors
/// [`Error::NotFound`] when it is not.
pub(crate) fn offered(cx: &Context, case: &Loaded, action: &str) -> Result<()> {
    let may = case.def.action(action).is_some_and(|action| rules::may(&action.by, &case.state, cx.actor().id));
    if may { Ok(()) } else { Err(Error::NotFound) }
}

async fn seen(cx: &mut Context, line: CaseLine, case: &Loaded) -> Result<VendorCase> {
    let record = desk::case_record(cx, ThisCase { id: line.id }).await?;
    let speech = cx.speech();
    let steps = record.offers.iter().filter(|offer| offered(cx, case, &offer.action).is_ok());
    let told = case.def.fields.iter().filter(|field| rules::TOLD.contains(&field.name.as_str()));
    let facts = told.filter_map(|field| {
        let words = record.fields.get(&field.name).and_then(Value::as_str)?;
        Some(VendorFact { label: speech.label(&Label::from(&field.label)), words: words.to_owned() })
    });
    let work = case.def.work_items.iter().filter(|item| asked(cx, case, &item.id).is_ok());
    let work = work.map(|item| VendorItem {
        label: speech.label(&Label::from(&item.label)),
        recorded: case.state.work.contains_key(&item.id),
        item: item.id.clone(),
    });
    Ok(VendorCase {
        facts: facts.collect(),
        work: work.collect(),
        steps: steps
            .cloned()
            .map(|offer| VendorStep { action: offer.action, label: offer.label, refusal: offer.refusal })
            .collect(),
        own: case.state.assignee.as_ref().is_some_and(|assignee| assignee.id == cx.actor().id),
        id: line.id,
        number: line.number,
        title: line.title,
        place: line.place,
        stage: line.stage_label,
        urgency: line.urgency,
        due_at: line.due_at,
    })
}
