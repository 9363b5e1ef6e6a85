//! Read models of the library.

use std::collections::BTreeMap;

use kernel::{Label, Result};
use module::{Ask, Context, Listing, Shape};
use round::procedure::Words;
use serde_json::json;
use store::{Cursor, args};
use ui::Speech;

use super::{
    model::{
        EditProcedure, ProcedureFilter, ProcedureHead, ProcedureId, ProcedureLine, ProcedureRecord, ProcedureRow,
        WhichProcedure,
    },
    store as rows,
};
use crate::{PROCEDURE_EDIT, plan};

/// Words in the reader's language.
pub(crate) fn said(speech: &Speech, words: &Words) -> String {
    either(speech, &words.zh, &words.en)
}

/// One of two languages.
pub(crate) fn either(speech: &Speech, zh: &str, en: &str) -> String {
    speech.label(&Label::Both { zh: zh.to_owned(), en: en.to_owned() })
}

/// The library.
pub async fn list(cx: &mut Context, ask: Ask<ProcedureFilter>) -> Result<Listing<ProcedureLine>> {
    let (heads, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let speech = cx.speech();
    let listing =
        Listing::cut(heads, &ask.page, count, |h: &ProcedureHead| Cursor(args![h.rank, &h.key, h.id]).to_string());
    Ok(listing.map(|head| line(&speech, head)))
}

fn line(speech: &Speech, head: ProcedureHead) -> ProcedureLine {
    ProcedureLine {
        id: head.id,
        name: either(speech, &head.title_zh, &head.title_en),
        system: head.system,
        code: head.key,
        version: head.version,
        own: head.own,
        community: head.community_id,
        created_at: head.entered_at,
    }
}

/// One version, for programs.
pub async fn view(cx: &mut Context, which: WhichProcedure) -> Result<ProcedureRecord> {
    let row = rows::one(cx, which.id).await?;
    record(cx, &row).await
}

/// A version with its place among the others.
pub(crate) async fn record(cx: &mut Context, row: &ProcedureRow) -> Result<ProcedureRecord> {
    let speech = cx.speech();
    let versions: Vec<ProcedureLine> =
        rows::versions(cx, &row.key).await?.into_iter().map(|head| line(&speech, head)).collect();
    let own = versions.iter().find(|v| v.id == row.id).cloned().ok_or(kernel::Error::NotFound)?;
    let plans = plan::store::count_of_procedure(cx, row.id).await?;
    Ok(ProcedureRecord { line: own, hash: row.hash.clone(), written: row.written.clone(), plans, versions })
}

/// What a version says.
pub(crate) async fn procedure(cx: &mut Context, id: ProcedureId) -> Result<round::procedure::Procedure> {
    Ok(serde_json::from_str(&rows::body(cx, id).await?)?)
}

/// The form in which a version is written, with what stands in the one it begins with.
pub(crate) async fn form(cx: &mut Context, which: WhichProcedure) -> Result<Shape> {
    let row = rows::one(cx, which.id).await?;
    let form = kernel::form::form_of::<EditProcedure>();
    let title = cx
        .speech()
        .say_with("round-procedure-edit-of", &[("name", &either(&cx.speech(), &row.title_zh, &row.title_en))]);
    // Whoever answers for one community writes for it.
    let community = match row.community_id {
        None if !cx.actor().may_in(PROCEDURE_EDIT, kernel::COMPANY) => Some(org::chosen_community(cx, None).await?),
        of => of,
    };
    let values = json!({ "id": row.id, "community": community, "text": row.written });
    Ok(Shape { title: Some(title), form, values, known: BTreeMap::new() })
}
