//! Who is to be called.

use kernel::{Id, Result};
use module::{Context, Waiting, Waits};
use process::{State, runtime::CaseId};

use super::model::{AskFollowUps, FollowUpLine, FollowUps};
use crate::case::{
    model::{CaseFilter, CaseRow},
    queries::{WAITING, engine, lines, said, topics},
    store,
};

/// Calls shown at once.
const QUEUE: i64 = 200;

/// Cases that wait for their call.
pub async fn list(cx: &mut Context, _: AskFollowUps) -> Result<FollowUps> {
    let mut rows = Vec::new();
    for (process, stage) in queues(cx)? {
        let filter = CaseFilter { process: Some(process), stage: Some(stage), ..CaseFilter::default() };
        rows.extend(store::pressing(cx, &filter, QUEUE).await?);
    }
    let mut queue = shown(cx, rows).await?;
    let now = cx.now();
    queue.sort_by_key(|f| (f.after.is_some_and(|after| after > now), f.case.due_at.is_none(), f.case.due_at));
    Ok(FollowUps { rows: queue })
}

/// The calls that are to be made.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let mut count = 0;
    for (process, stage) in queues(cx)? {
        let filter = CaseFilter { process: Some(process), stage: Some(stage), ..CaseFilter::default() };
        count += store::count(cx, &filter, WAITING).await?;
    }
    Ok(Waits {
        entries: vec![Waiting { path: "/desk/follow_ups", count: count.min(WAITING), alarm: false }],
        topics: topics(cx),
    })
}

/// The stage of each process in which a case waits for its call.
fn queues(cx: &Context) -> Result<Vec<(String, String)>> {
    let of = |outline: &std::sync::Arc<process::Outline>| Some((outline.key.clone(), outline.call_stage.clone()?));
    Ok(engine(cx)?.outlines().iter().filter_map(of).collect())
}

async fn shown(cx: &mut Context, rows: Vec<CaseRow>) -> Result<Vec<FollowUpLine>> {
    let mut follow_ups = Vec::with_capacity(rows.len());
    let (engine, speech) = (engine(cx)?, cx.speech());
    for row in &rows {
        let state: State = serde_json::from_str(&row.state)?;
        let def = engine.pinned(&row.definition).await?;
        let words = |value: &String| {
            let known = process::OUTCOMES.iter().find(|o| o.0 == value);
            known.map_or_else(|| value.clone(), |o| said(&speech, &process::Words { zh: o.1.into(), en: o.2.into() }))
        };
        let most = def.follow_up.as_ref().map_or(0, |rule| rule.attempts);
        let (attempts, outcome, after) = match &state.follow_up {
            Some(f) => (f.attempts, f.outcome.as_ref().map(words), Some(f.after)),
            None => (0, None, None),
        };
        follow_ups.push((attempts, most, outcome, after));
    }
    let cases = lines(cx, rows).await?;
    Ok(cases
        .into_iter()
        .zip(follow_ups)
        .map(|(case, (attempts, most, outcome, after))| FollowUpLine {
            case,
            attempts: i64::from(attempts),
            most: i64::from(most),
            outcome,
            after,
        })
        .collect())
}

/// The case that is called about: the one asked for, else the first of the queue.
pub(crate) fn chosen(ask: &AskFollowUps, queue: &FollowUps) -> Option<CaseId> {
    let first = || queue.rows.first().map(|f| f.case.id.uuid());
    ask.case.map(CaseId::uuid).or_else(first).map(Id::from_uuid)
}
