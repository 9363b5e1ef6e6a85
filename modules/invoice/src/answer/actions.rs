//! Bringing a workbook of answers.

use ::store::files::File;
use kernel::{Error, Id, Message, Result, form::FileNamed};
use module::{Change, Context};

use super::{
    jobs::TAKE,
    model::{AnswerRow, AnswerState, CreateAnswer, WhichAnswer},
    store,
};

/// Brings a workbook of answers; it is read in the background, and taken whole or not at all.
pub async fn create(cx: &mut Context, input: CreateAnswer) -> Result<WhichAnswer> {
    let org_id = cx.community(input.org_id)?;
    let named = FileNamed { field: "file".to_owned(), id: input.file.0.clone(), picture: false };
    cx.take_files(org_id, &[named]).await?;
    let file: Id<File> = input.file.0.parse().map_err(|_| Error::field("file", Message::of("invalid-file")))?;
    let row = AnswerRow {
        org_id,
        id: cx.new_id(),
        file_id: file.uuid(),
        state: AnswerState::Reading,
        issued: 0,
        rejected: 0,
        unchanged: 0,
        fault_zh: None,
        fault_en: None,
        brought_by: cx.actor().id,
        brought_name: cx.actor().name.clone(),
        brought_at: cx.now(),
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org_id, row.id).after(&row));
    let (now, which) = (cx.now(), WhichAnswer { id: row.id });
    cx.later(org_id, TAKE, serde_json::to_value(&which)?, now, None).await?;
    Ok(which)
}
