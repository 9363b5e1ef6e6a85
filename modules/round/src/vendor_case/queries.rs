//! Read models of a firm's cases.

use desk::{CaseFilter, CaseLine, ThisCase};
use kernel::{Error, Label, Result};
use module::{Ask, Context, Paging, Shape};
use process::runtime::{self, Loaded};
use serde_json::Value;

use super::{
    model::{VendorCase, VendorCases, VendorFact, VendorStep, WhichVendorCase, WhichVendorStep},
    rules,
};
use crate::{vendor_worker, work::model::Nothing};

/// The most open cases of a process that are looked at.
const MOST: i64 = 200;

/// The open cases of the actor's firm, for programs; none for whoever does not take part by a link.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<VendorCases> {
    let Some(firm) = vendor_worker::queries::firm(cx).await? else { return Ok(VendorCases { rows: Vec::new() }) };
    let mut rows = Vec::new();
    for process in rules::PROCESSES {
        let filter = CaseFilter { process: Some(process.to_owned()), open: Some(true), ..CaseFilter::default() };
        let page = Paging { limit: Some(MOST), ..Paging::default() };
        for line in desk::cases(cx, Ask { page, filter }).await?.rows {
            let case = runtime::load(cx, line.id).await?;
            if rules::is_of(&case.state, &firm) {
                rows.push(seen(cx, line, &case).await?);
            }
        }
    }
    rows.sort_by_key(|case| case.id);
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
    let open = !case.state.is_ended(&case.def) && rules::PROCESSES.contains(&case.def.key.as_str());
    if open && rules::is_of(&case.state, &firm) { Ok(case) } else { Err(Error::NotFound) }
}

/// The form of a step that is the firm's.
pub(crate) async fn form(cx: &mut Context, which: WhichVendorStep) -> Result<Shape> {
    let case = one(cx, which.id).await?;
    offered(cx, &case, &which.action)?;
    desk::action_form(cx, desk::WhichAction { id: which.id, action: which.action }).await
}

/// Nothing, when the step is one of the firm's.
///
/// # Errors
/// [`Error::NotFound`] when it is not.
pub(crate) fn offered(cx: &Context, case: &Loaded, action: &str) -> Result<()> {
    let may = case.def.action(action).is_some_and(|action| rules::may(action, &case.state, cx.actor().id));
    if may { Ok(()) } else { Err(Error::NotFound) }
}

async fn seen(cx: &mut Context, line: CaseLine, case: &Loaded) -> Result<VendorCase> {
    let record = desk::case_record(cx, ThisCase { id: line.id }).await?;
    let speech = cx.speech();
    let steps = record.offers.into_iter().filter(|offer| offered(cx, case, &offer.action).is_ok());
    let told = case.def.fields.iter().filter(|field| rules::TOLD.contains(&field.name.as_str()));
    let facts = told.filter_map(|field| {
        let words = case.state.fields.get(&field.name).and_then(Value::as_str)?;
        Some(VendorFact { label: speech.label(&Label::from(&field.label)), words: words.to_owned() })
    });
    Ok(VendorCase {
        facts: facts.collect(),
        steps: steps
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
