//! Asking for a batch, and giving it up.

use kernel::{Error, Instant, Message, Result};
use module::{Change, Context};

use super::{
    jobs::BEGIN,
    model::{BatchState, CreateBatch, PrintBatchRow, TakeUp, WhichBatch},
    queries, store,
};
use crate::template::model::DocumentKind;

/// The most papers of one file.
const MOST: usize = 50_000;

/// Begins a batch: its papers are set in the background.
pub async fn create(cx: &mut Context, input: CreateBatch) -> Result<WhichBatch> {
    let org = cx.community(input.org_id)?;
    if !queries::is_batched(input.document_kind) {
        return Err(Error::field("document_kind", Message::of("document-batch-kind")));
    }
    if input.document_kind == DocumentKind::BillNotice && input.run_id.is_none() {
        return Err(Error::field("run_id", Message::of("invalid-required")));
    }
    let subjects = queries::subjects(cx, org, &input).await?;
    if subjects.is_empty() {
        return cx.refuse(Message::of("document-batch-empty"));
    }
    if subjects.len() > MOST {
        return cx.refuse(Message::of("document-batch-most").with("most", MOST));
    }
    let row = PrintBatchRow {
        org_id: org,
        id: cx.new_id(),
        kind: input.document_kind,
        asked: serde_json::to_string(&input)?,
        state: BatchState::Working,
        total: i64::try_from(subjects.len()).unwrap_or(i64::MAX),
        done: 0,
        papers: 0,
        pages: 0,
        missing: String::new(),
        fault: None,
        file_id: None,
        lang: cx.speech().lang.tag().to_owned(),
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        ended_at: None,
        runner: None,
        locked_until: Instant(0),
        version: 1,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org, row.id).after(&row));
    let (now, work) = (cx.now(), TakeUp { org_id: org, id: row.id });
    cx.later(org, BEGIN, serde_json::to_value(work)?, now, None).await?;
    cx.touch(format!("print_batches:{org}"));
    Ok(WhichBatch { id: row.id })
}

/// Gives a batch up; nothing of it was printed.
pub async fn cancel(cx: &mut Context, input: WhichBatch) -> Result<WhichBatch> {
    let was = store::to_change(cx, input.id).await?;
    if was.state != BatchState::Working {
        return cx.refuse(Message::of("document-batch-ended"));
    }
    let is = PrintBatchRow {
        state: BatchState::Cancelled,
        ended_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("print_batch:{}", is.id));
    Ok(WhichBatch { id: is.id })
}
