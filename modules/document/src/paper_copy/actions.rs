//! Printing one paper: it is set before the transaction opens, and noted in it.

use std::sync::Arc;

use kernel::{Error, Id, Message, Result};
use module::{Boxed, Caller, Change, Context, Platform};
use serde_json::Value;
use store::files::{self, Content, File};

use super::{
    model::{PaperCopyRow, PaperPrinted, PrintPaper, SetPaper},
    store as rows,
};
use crate::{
    PAPER_COPY_CREATE, PDF, TEMPLATE,
    sheet::{
        model::Standing,
        queries::{apart, setting, told},
        rules,
    },
    template::queries::in_use,
};

/// Sets the paper.
pub fn set(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let input: PrintPaper = serde_json::from_value(input)?;
        let kind = input.document_kind;
        let mut cx = platform.reading(&caller).await?;
        let subject = input.subject(cx.now().date(cx.zone()))?;
        let Some(told) = told(&mut cx, kind, std::slice::from_ref(&subject)).await?.pop() else {
            return Err(Error::Broken(Message::of("document-nothing-owed")));
        };
        if !caller.actor.may_in(PAPER_COPY_CREATE, told.org) {
            return Err(Error::NotFound);
        }
        let template = in_use(&mut cx, told.org, kind).await?;
        let copies = rows::counted(&mut cx, told.org, kind, std::slice::from_ref(&told.key)).await?;
        let copy = copies.get(&told.key).copied().unwrap_or_default() + 1;
        let (speech, setting) = (cx.speech(), setting(&cx));
        drop(cx);
        let sheet = rules::sheet(&speech, kind, &template.layout, &told.facts, Standing::Nth(copy));
        let name = format!("{} {}.pdf", sheet.title, sheet.number).replace(" .", ".");
        let layout = template.layout;
        let pdf = apart(move || Ok(TEMPLATE.print(rules::document(&speech, &layout, &[sheet], &setting))?.pdf)).await?;
        let Content { sha256, size } = platform.files.put(pdf).await?;
        let done = SetPaper {
            org_id: told.org,
            document_kind: kind,
            subject: told.key,
            number: told.facts.number,
            copy,
            template_id: template.id,
            edition: template.edition,
            name,
            sha256,
            size,
        };
        Ok(serde_json::to_value(done)?)
    })
}

/// Notes that the paper was printed, and hands it out.
pub async fn create(cx: &mut Context, done: SetPaper) -> Result<PaperPrinted> {
    cx.within(done.org_id)?;
    let file = File {
        org: done.org_id,
        id: cx.new_uuid(),
        name: done.name,
        media_type: PDF.to_owned(),
        size: done.size,
        sha256: done.sha256,
        at: cx.now(),
        by: cx.actor().id,
    };
    files::name(cx.tx(), &file).await?;
    let row = PaperCopyRow {
        org_id: done.org_id,
        id: cx.new_id(),
        kind: done.document_kind,
        subject: done.subject,
        number: done.number,
        copy: done.copy,
        template_id: done.template_id,
        edition: done.edition,
        batch_id: None,
        file_id: file.id,
        printed_by: cx.actor().id,
        printed_name: cx.actor().name.clone(),
        printed_at: cx.now(),
    };
    rows::insert(cx, std::slice::from_ref(&row)).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch(format!("paper_copies:{}", row.org_id));
    Ok(PaperPrinted { id: row.id, file: Id::from_uuid(row.file_id) })
}
