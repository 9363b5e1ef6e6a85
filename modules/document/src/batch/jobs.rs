//! The work of a batch: papers are set beside the writer, some hundred at a time; how far it is and how it ended are short transactions.
//! A process that dies leaves its place in the table, and another begins anew: nothing of a batch counts before its file is named.

use std::sync::Arc;

use kernel::{Error, OrgId, Result, Span};
use module::{Caller, Change, Context, Platform};
use print::Pile;
use serde::Serialize;
use serde_json::Value;
use store::files::{self, Content, File};
use uuid::Uuid;

use super::{
    model::{BatchState, Ended, Made, MadePaper, PrintBatchId, PrintBatchRow, Reached, TakeUp},
    queries, store as rows,
};
use crate::{
    PDF, TEMPLATE,
    paper_copy::{model::PaperCopyRow, store as copies},
    sheet::{
        model::Standing,
        queries::{apart, setting, told},
        rules,
    },
    template::queries::in_use,
};

/// The job that an action queues.
pub(crate) const BEGIN: &str = "document.print_batch.begin";
pub(crate) const NOTE: &str = "document.print_batch.note";
pub(crate) const END: &str = "document.print_batch.end";
/// How long a process may be silent before another takes the batch up.
const LEASE: Span = Span::minutes(5);
/// Papers set at once: more take more memory; fewer, a larger file, since each part brings the type it uses.
const AT_ONCE: usize = 250;

/// Takes a batch up.
pub async fn begin(cx: &mut Context, which: TakeUp) -> Result<()> {
    take_up(cx, which.id).await
}

/// Takes up what another process left lying.
pub async fn resume(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    for (_, id) in rows::abandoned(cx, now).await? {
        take_up(cx, id).await?;
    }
    Ok(())
}

/// The work begins when the lease is durable and goes on outside of this transaction.
async fn take_up(cx: &mut Context, id: PrintBatchId) -> Result<()> {
    let was = rows::to_change(cx, id).await?;
    let (now, runner) = (cx.now(), cx.new_uuid());
    if was.state != BatchState::Working || was.locked_until >= now {
        return Ok(());
    }
    let version = was.version + 1;
    let is = PrintBatchRow { runner: Some(runner), locked_until: now + LEASE, done: 0, version, ..was };
    rows::update(cx, &is).await?;
    let (platform, mut caller) = (cx.platform().clone(), Caller::new(cx.actor().clone()));
    caller.lang = is.speech_in();
    cx.tx().after_commit(move || {
        tokio::spawn(async move {
            let mut work = Work { platform, caller, batch: is, runner };
            if let Err(error) = work.through().await {
                tracing::warn!(batch = %work.batch.id, %error, "a batch of papers stopped");
            }
        });
    });
    Ok(())
}

/// A process working on a batch.
struct Work {
    platform: Arc<Platform>,
    caller: Caller,
    batch: PrintBatchRow,
    runner: Uuid,
}

impl Work {
    /// Sets all papers and keeps the file; whatever goes wrong is noted, unless the batch is another's by now or was given up.
    async fn through(&mut self) -> Result<()> {
        let made = match self.set().await {
            Ok(made) => Ok(made),
            Err(Error::Conflict) => return Ok(()),
            Err(Error::Broken(message)) => Err(message.key.into_owned()),
            Err(error) => {
                tracing::warn!(batch = %self.batch.id, %error, "a batch of papers failed");
                Err("document-batch-broke-off".to_owned())
            }
        };
        let ended = Ended { reached: self.reached(), made };
        match self.tell(END, &ended).await {
            Err(Error::Conflict) => Ok(()),
            told => told,
        }
    }

    async fn set(&mut self) -> Result<Made> {
        let (org, kind) = (self.batch.org_id, self.batch.kind);
        let mut cx = self.platform.reading(&self.caller).await?;
        let subjects = queries::subjects(&mut cx, org, &self.batch.read()?).await?;
        let template = in_use(&mut cx, org, kind).await?;
        drop(cx);
        self.batch.total = i64::try_from(subjects.len()).unwrap_or(i64::MAX);
        let (mut pile, mut papers) = (Pile::new(), Vec::with_capacity(subjects.len()));
        for some in subjects.chunks(AT_ONCE) {
            let mut cx = self.platform.reading(&self.caller).await?;
            let told = told(&mut cx, kind, some).await?;
            let keys: Vec<String> = told.iter().map(|one| one.key.clone()).collect();
            let before = copies::counted(&mut cx, org, kind, &keys).await?;
            let (speech, setting, layout) = (cx.speech(), setting(&cx), template.layout.clone());
            drop(cx);
            let mut sheets = Vec::with_capacity(told.len());
            for one in told {
                let copy = before.get(&one.key).copied().unwrap_or_default() + 1;
                sheets.push(rules::sheet(&speech, kind, &layout, &one.facts, Standing::Nth(copy)));
                papers.push(MadePaper { subject: one.key, number: one.facts.number, copy });
            }
            if !sheets.is_empty() {
                pile = apart(move || {
                    pile.add(&TEMPLATE, rules::document(&speech, &layout, &sheets, &setting))?;
                    Ok(pile)
                })
                .await?;
            }
            self.batch.done += i64::try_from(some.len()).unwrap_or(0);
            self.tell(NOTE, &self.reached()).await?;
        }
        if papers.is_empty() {
            return Err(Error::broken("document-batch-empty"));
        }
        let printed = apart(move || Ok(pile.finish()?)).await?;
        let Content { sha256, size } = self.platform.files.put(printed.pdf).await?;
        Ok(Made {
            sha256,
            size,
            pages: i64::try_from(printed.pages).unwrap_or(i64::MAX),
            missing: printed.missing.into_iter().collect(),
            template_id: template.id,
            edition: template.edition,
            papers,
        })
    }

    fn reached(&self) -> Reached {
        let PrintBatchRow { org_id, id, total, done, .. } = self.batch;
        Reached { org_id, id, runner: self.runner, total, done }
    }

    /// Has something written down in a transaction of its own.
    async fn tell(&self, kind: &str, input: &impl Serialize) -> Result<()> {
        let job = self.platform.registry.job(kind).ok_or(Error::NotFound)?;
        self.platform.run_job(&self.caller, job, serde_json::to_value(input)?).await.map(|_| ())
    }
}

/// The batch as the process that works on it knows it.
///
/// # Errors
/// [`Error::Conflict`] when another has taken it up, or it was given up.
async fn held(cx: &mut Context, reached: &Reached) -> Result<PrintBatchRow> {
    let was = rows::to_change(cx, reached.id).await?;
    let holds = was.state == BatchState::Working && was.runner == Some(reached.runner);
    if holds && was.org_id == reached.org_id { Ok(was) } else { Err(Error::Conflict) }
}

/// Notes how far a batch is.
pub async fn note(cx: &mut Context, reached: Reached) -> Result<()> {
    let was = held(cx, &reached).await?;
    let (locked_until, version) = (cx.now() + LEASE, was.version + 1);
    let is = PrintBatchRow { total: reached.total, done: reached.done, locked_until, version, ..was };
    rows::update(cx, &is).await?;
    cx.touch(format!("print_batch:{}", is.id));
    Ok(())
}

/// Ends a batch: its file is named and every paper in it noted, or it says why there is none.
pub async fn end(cx: &mut Context, ended: Ended) -> Result<()> {
    let was = held(cx, &ended.reached).await?;
    let mut is = PrintBatchRow {
        total: ended.reached.total,
        done: ended.reached.done,
        ended_at: Some(cx.now()),
        version: was.version + 1,
        ..was.clone()
    };
    match ended.made {
        Err(fault) => {
            is.state = BatchState::Failed;
            is.fault = Some(fault);
        }
        Ok(made) => {
            is.state = BatchState::Done;
            is.papers = i64::try_from(made.papers.len()).unwrap_or(i64::MAX);
            is.pages = made.pages;
            is.missing.clone_from(&made.missing);
            is.file_id = Some(keep(cx, &is, made).await?);
        }
    }
    rows::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    touched(cx, is.org_id, is.id);
    Ok(())
}

/// Names the file, and notes its papers as printed by whoever asked for them.
async fn keep(cx: &mut Context, batch: &PrintBatchRow, made: Made) -> Result<Uuid> {
    let file = File {
        org: batch.org_id,
        id: cx.new_uuid(),
        name: format!("{}-{}.pdf", batch.kind.word(), batch.asked_at.date(cx.zone())),
        media_type: PDF.to_owned(),
        size: made.size,
        sha256: made.sha256,
        at: cx.now(),
        by: batch.asked_by,
    };
    files::name(cx.tx(), &file).await?;
    let mut papers = Vec::with_capacity(made.papers.len());
    for paper in made.papers {
        papers.push(PaperCopyRow {
            org_id: batch.org_id,
            id: cx.new_id(),
            kind: batch.kind,
            subject: paper.subject,
            number: paper.number,
            copy: paper.copy,
            template_id: made.template_id,
            edition: made.edition,
            batch_id: Some(batch.id),
            file_id: file.id,
            printed_by: batch.asked_by,
            printed_name: batch.asked_name.clone(),
            printed_at: cx.now(),
        });
    }
    copies::insert(cx, &papers).await?;
    Ok(file.id)
}

fn touched(cx: &mut Context, org: OrgId, id: PrintBatchId) {
    cx.touch(format!("print_batch:{id}"));
    cx.touch(format!("print_batches:{org}"));
}
