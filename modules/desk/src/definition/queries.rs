//! Drafts with their proof, and what a move of open cases would do.

use std::{collections::BTreeMap, sync::Arc};

use ::store::{Cursor, args};
use kernel::{Error, Instant, Message, Result, Scope};
use module::{Ask, Context, Listing};
use process::{
    Command, Definition, NotADefinition, State, Unreadable, What, Who, decide,
    drafting::{Finding, Sketch},
    evolve,
};
use ui::Speech;

use super::{
    model::{
        Clocks, DraftFilter, DraftId, DraftLine, DraftRecord, DraftRow, MoveCases, MoveLine, MovePlan, WhichDraft,
    },
    rules, store,
};
use crate::case::{
    queries::{engine, said},
    store as cases,
};

/// Cases looked at in one step of a plan.
const STEP: i64 = 1_000;
/// Rows of a plan that are shown.
const SHOWN: usize = 200;
/// Versions of a process offered to compare with.
const VERSIONS: i64 = 50;

/// The text a process shipped with.
pub fn text_shipped(cx: &Context, process: &str) -> Option<String> {
    let line = format!("key = \"{process}\"");
    let modules = cx.platform().registry.modules();
    let texts = modules.iter().flat_map(|m| m.processes.iter());
    texts.into_iter().find(|t| t.lines().any(|l| l.trim() == line)).map(|t| (*t).to_owned())
}

/// The text new cases of a process begin with.
///
/// # Errors
/// [`Error::NotFound`] when there is no such process.
pub async fn text_in_force(cx: &mut Context, process: &str) -> Result<String> {
    match store::in_force(cx, process).await? {
        Some(body) => Ok(body),
        None => text_shipped(cx, process).ok_or(Error::NotFound),
    }
}

/// One draft as it stands.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn draft(cx: &mut Context, id: DraftId) -> Result<DraftRow> {
    store::one(cx, id).await
}

/// Who wrote and who reviewed the versions a company published itself, by their hashes.
///
/// # Errors
/// Those of the database.
pub async fn approvals(cx: &mut Context) -> Result<BTreeMap<String, Approval>> {
    // Whoever works under a version may know who stands behind it, also where he sees nothing else of the company's.
    let mut tx = cx.platform().db.as_owner().read(&Scope::default()).await?;
    Ok(store::approvals(&mut tx).await?.into_iter().map(|a| (a.hash.clone(), a)).collect())
}

/// Who stands behind a version, and since when.
#[derive(Debug, Clone, ::store::Record)]
pub struct Approval {
    /// The version.
    pub hash: String,
    /// Who wrote it.
    pub author_name: String,
    /// Who reviewed and published it.
    pub reviewer_name: Option<String>,
    /// When.
    pub reviewed_at: Option<Instant>,
    /// From when on it is in force.
    pub effective_at: Option<Instant>,
}

/// The latest drafts of a process, published ones too.
///
/// # Errors
/// Those of the database.
pub async fn drafts_of(cx: &mut Context, process: &str) -> Result<Vec<DraftRow>> {
    store::of_process(cx, process, VERSIONS).await
}

/// Whether the last change of a draft can be taken back.
///
/// # Errors
/// Those of the database.
pub async fn can_undo(cx: &mut Context, id: DraftId) -> Result<bool> {
    Ok(store::last_text(cx, id, false).await?.is_some())
}

/// Whether a change that was taken back can be made again.
///
/// # Errors
/// Those of the database.
pub async fn can_redo(cx: &mut Context, id: DraftId) -> Result<bool> {
    Ok(store::last_text(cx, id, true).await?.is_some())
}

/// What would not work and what to do about it, with file and line, in the reader's words.
pub fn finding_said(speech: &Speech, finding: &Finding) -> String {
    let words = speech.message(&finding.problem.message);
    let place = finding.problem.place.as_str();
    match &finding.written {
        Some(at) => {
            let line = at.line.to_string();
            let told = [("file", at.file.as_str()), ("line", &line), ("place", place), ("words", &words)];
            speech.say_with("desk-draft-finding-at", &told)
        }
        None => speech.say_with("desk-draft-finding", &[("place", place), ("words", &words)]),
    }
}

/// What is written, fit or not, with what would not work; or why it cannot be read at all.
///
/// # Errors
/// Only when the engine was not started.
pub fn sketch(cx: &Context, body: &str) -> Result<std::result::Result<Sketch, String>> {
    let read = engine(cx)?.sketch(body, &cx.platform().registry);
    Ok(read.map_err(|why| unread_said(&cx.speech(), &why)))
}

/// Why a text cannot be read, in the reader's words; those of the parser stand below, for whoever knows them.
pub fn unread_said(speech: &Speech, why: &NotADefinition) -> String {
    let NotADefinition::Unreadable(unread) = why else { return why.to_string() };
    let Unreadable { at, words, slip: Some(slip) } = &**unread else { return why.to_string() };
    let told = speech.message(slip);
    let Some(at) = at else { return format!("{told}\n  {words}") };
    let place = [("file", at.file.as_str()), ("line", &at.line.to_string()), ("column", &at.column.to_string())];
    format!("{}{told}\n  {}\n  {words}", speech.say_with("desk-draft-unread-at", &place), at.written)
}

/// The proof before publishing: what is written can be read, would work, and calls and opens only what is there.
pub(crate) fn prove(cx: &Context, body: &str) -> std::result::Result<Definition, Vec<String>> {
    let engine = engine(cx).map_err(|e| vec![e.to_string()])?;
    let read = engine.sketch(body, &cx.platform().registry);
    let speech = cx.speech();
    let unread = |why| unread_said(&speech, &why).lines().map(str::to_owned).collect::<Vec<_>>();
    let sketch = read.map_err(unread)?;
    let problems: Vec<String> = sketch.findings.iter().map(|finding| finding_said(&speech, finding)).collect();
    if problems.is_empty() { Ok(sketch.def) } else { Err(problems) }
}

/// The stages of a definition where nobody who holds a post could go on, in one sentence.
pub(crate) async fn vacancies(cx: &mut Context, def: &Definition) -> Result<Option<String>> {
    let held = org::held_roles(cx).await?;
    let speech = cx.speech();
    let stages: Vec<String> = process::vacant_stages(def, &held).into_iter().map(|s| said(&speech, &s.label)).collect();
    Ok((!stages.is_empty()).then(|| speech.say_with("desk-draft-vacant", &[("stages", &stages.join("、"))])))
}

/// Drafts, latest first.
pub async fn list(cx: &mut Context, ask: Ask<DraftFilter>) -> Result<Listing<DraftLine>> {
    let (rows, count) = store::list(cx, &ask.page, &ask.filter).await?;
    let (engine, speech) = (engine(cx)?, cx.speech());
    let line = |d: DraftRow| DraftLine {
        process_label: engine.current(&d.process).map_or_else(|_| d.process.clone(), |def| said(&speech, &def.title)),
        id: d.id,
        process: d.process,
        state: d.state,
        note: d.note,
        author: d.author_name,
        reviewer: d.reviewer_name,
        effective_at: d.effective_at,
        changed_at: d.changed_at,
    };
    let lines = rows.into_iter().map(line).collect();
    Ok(Listing::cut(lines, &ask.page, count, |d: &DraftLine| Cursor(args![d.changed_at, d.id]).to_string()))
}

/// One draft with its proof and what it changes.
pub async fn view(cx: &mut Context, which: WhichDraft) -> Result<DraftRecord> {
    let draft = store::one(cx, which.id).await?;
    let (problems, changes) = match prove(cx, &draft.body) {
        Err(problems) => (problems, Vec::new()),
        Ok(def) => {
            let before = engine(cx)?.current(&draft.process).ok();
            (
                vacancies(cx, &def).await?.into_iter().collect(),
                before.map(|before| rules::changes(&before, &def)).unwrap_or_default(),
            )
        }
    };
    Ok(DraftRecord { draft, problems, changes })
}

/// The command that moves a case.
pub(crate) fn command(input: &MoveCases) -> Result<Command> {
    let stages = rules::stage_map(input.stages.as_deref().unwrap_or_default())?;
    Ok(Command::Migrate { stages, restart: input.clocks == Some(Clocks::Restart) })
}

/// What moving would do, case by case: nothing is changed.
pub async fn plan(cx: &mut Context, input: MoveCases) -> Result<MovePlan> {
    let (engine, speech, now) = (engine(cx)?, cx.speech(), cx.now());
    let def: Arc<Definition> = engine.current(&input.process)?;
    let command = command(&input)?;
    let (mut plan, mut behind) = (MovePlan { all: 0, fit: 0, refused: BTreeMap::new(), rows: Vec::new() }, None);
    loop {
        let rows = store::of_other_versions(cx, &input.process, def.hash(), behind, STEP).await?;
        let Some(last) = rows.last() else { break };
        behind = Some(last.id);
        for row in rows {
            plan.all += 1;
            let state: State = serde_json::from_str(&row.state)?;
            let stage = state.stage.clone();
            let decided = decide(&def, &engine.calendars(row.org_id), &state, &command, &Who::system(), now);
            let (to, words) = match decided {
                Ok(events) => {
                    plan.fit += 1;
                    let clocks = events
                        .iter()
                        .filter(|e| matches!(e.what, What::ClockRebudgeted { .. } | What::ClockStarted { .. }));
                    let count = clocks.count().to_string();
                    let after = events.iter().fold(state, evolve);
                    (Some(after.stage), speech.say_with("desk-move-clocks", &[("count", &count)]))
                }
                Err(refusal) => {
                    let words = speech.message(&Message::clone(&refusal.message()));
                    *plan.refused.entry(words.clone()).or_default() += 1;
                    (None, words)
                }
            };
            if plan.rows.len() < SHOWN || to.is_none() {
                plan.rows.push(MoveLine { id: row.id, number: row.number, stage, to, words });
            }
        }
    }
    plan.rows.sort_by_key(|r| r.to.is_some());
    plan.rows.truncate(SHOWN);
    let known = cases::known(cx, plan.rows.iter().map(|r| r.id.uuid()).collect()).await?;
    plan.rows.retain(|r| known.contains(&r.id.uuid()));
    Ok(plan)
}
