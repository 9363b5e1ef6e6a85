//! Drafting templates, publishing them, and going back to what held before.

use kernel::{COMPANY, Result};
use module::{Change, Context};

use super::{
    model::{DraftTemplate, TemplateRow, TemplateState, WhichTemplate},
    rules, store,
};

/// Drafts the next edition of a unit's template, or changes its draft.
pub async fn draft(cx: &mut Context, input: DraftTemplate) -> Result<WhichTemplate> {
    let (org, kind) = (input.org_id.unwrap_or(COMPANY), input.document_kind);
    cx.within(org)?;
    rules::check(kind, &input.layout)?;
    let was = store::own(cx, org, kind, TemplateState::Draft).await?;
    let said = TemplateRow {
        org_id: org,
        id: was.as_ref().map_or_else(|| cx.new_id(), |row| row.id),
        kind,
        edition: store::last_edition(cx, org, kind).await? + i64::from(was.is_none()),
        state: TemplateState::Draft,
        layout: serde_json::to_string(&input.layout)?,
        drafted_by: cx.actor().id,
        drafted_name: cx.actor().name.clone(),
        drafted_at: cx.now(),
        published_name: None,
        published_at: None,
        version: was.as_ref().map_or(1, |row| row.version + 1),
    };
    match &was {
        Some(was) => {
            store::update(cx, &said).await?;
            cx.record(Change::to(org, said.id).before(was).after(&said));
        }
        None => {
            store::insert(cx, &said).await?;
            cx.record(Change::to(org, said.id).after(&said));
        }
    }
    cx.touch(format!("print_template:{}", said.id));
    Ok(WhichTemplate { id: said.id })
}

/// Publishes a draft: from now on papers are printed by it.
pub async fn publish(cx: &mut Context, input: WhichTemplate) -> Result<WhichTemplate> {
    let was = store::to_change(cx, input.id).await?;
    rules::publish(&was)?;
    if let Some(before) = store::own(cx, was.org_id, was.kind, TemplateState::Published).await? {
        replace(cx, before).await?;
    }
    let is = TemplateRow {
        state: TemplateState::Published,
        published_name: Some(cx.actor().name.clone()),
        published_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("print_template:{}", is.id));
    Ok(WhichTemplate { id: is.id })
}

/// Ends a published edition: papers are printed by the company's, or by the one that ships.
pub async fn end(cx: &mut Context, input: WhichTemplate) -> Result<WhichTemplate> {
    let was = store::to_change(cx, input.id).await?;
    if was.state != TemplateState::Published {
        return cx.refuse(kernel::Message::of("document-template-not-in-use"));
    }
    let id = was.id;
    replace(cx, was).await?;
    Ok(WhichTemplate { id })
}

async fn replace(cx: &mut Context, was: TemplateRow) -> Result<()> {
    let is = TemplateRow { state: TemplateState::Replaced, version: was.version + 1, ..was.clone() };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("print_template:{}", is.id));
    Ok(())
}
