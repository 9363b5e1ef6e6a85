//! Who is to be called, and what is known of him and his case.

use std::collections::BTreeMap;

use kernel::{Instant, Result};
use module::{Context, Waiting, Waits};
use process::{
    Definition, State, call_after,
    definition::Does,
    runtime::{CaseId, Loaded},
};
use ui::Speech;

use super::{
    model::{AskFollowUps, Callee, FollowUpLine, FollowUps, PutOffRow},
    rules::{self, DIALLED},
    store,
};
use crate::{
    case::{
        model::{CaseFilter, CaseRecord, CaseRow, ThisCase},
        queries::{WAITING, engine, lines, load, record, said, topics},
        store as cases,
    },
    deputy, field,
};

/// Calls shown at once.
const QUEUE: i64 = 200;

/// Cases that wait for their call: those that may be called about now by their limits, then the others by when they may.
pub async fn list(cx: &mut Context, _: AskFollowUps) -> Result<FollowUps> {
    let mut rows = Vec::new();
    for (process, stage) in queues(cx)? {
        let filter = CaseFilter { process: Some(process), stage: Some(stage), ..CaseFilter::default() };
        rows.extend(cases::pressing(cx, &filter, QUEUE).await?);
    }
    let mut queue = shown(cx, rows).await?;
    queue.sort_by_key(|f| {
        let limit = (f.case.due_at.is_none(), f.case.due_at);
        (!f.ready, if f.ready { limit } else { (false, Some(f.call_at)) }, f.case.opened_at)
    });
    let midnight = cx.now().date(cx.zone()).start(cx.zone());
    let today = rules::figures(&store::counted(cx, midnight).await?);
    Ok(FollowUps { rows: queue, today })
}

/// The calls that are to be made.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let mut count = 0;
    for (process, stage) in queues(cx)? {
        let filter = CaseFilter { process: Some(process), stage: Some(stage), ..CaseFilter::default() };
        count += cases::count(cx, &filter, WAITING).await?;
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

/// The case after one in the queue that can be called about now.
pub(crate) async fn next_after(cx: &mut Context, done: CaseId) -> Result<String> {
    let queue = list(cx, AskFollowUps::default()).await?;
    let next = queue.rows.iter().find(|f| f.ready && f.case.id != done);
    Ok(next.map(|f| f.case.id.to_string()).unwrap_or_default())
}

/// When this case may be called about, and why not before when somebody said so.
pub(crate) async fn callable(cx: &mut Context, case: &Loaded) -> Result<(Instant, Option<String>)> {
    let put_off = store::put_off(cx, &[case.id]).await?.pop();
    let after = call_after(&case.def, &case.state, &engine(cx)?.calendars(case.org));
    Ok(when(cx, after, put_off.as_ref()))
}

fn when(cx: &Context, after: Option<Instant>, put_off: Option<&PutOffRow>) -> (Instant, Option<String>) {
    let (now, speech, me) = (cx.now(), cx.speech(), cx.actor().id);
    let held = put_off.filter(|row| row.what != DIALLED || row.caller_id != me);
    let at = after.unwrap_or(now).max(now).max(held.map_or(now, |row| row.until_at));
    let words = held.map(|row| match (&row.words, row.what == DIALLED) {
        (Some(words), false) => words.clone(),
        _ => speech.say_with("desk-call-by", &[("name", &row.caller_name)]),
    });
    (rules::in_hours(at, cx.zone()), words)
}

async fn shown(cx: &mut Context, rows: Vec<CaseRow>) -> Result<Vec<FollowUpLine>> {
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
    let put_off: BTreeMap<CaseId, PutOffRow> =
        store::put_off(cx, &ids).await?.into_iter().map(|row| (row.case_id, row)).collect();
    let mut known = Vec::with_capacity(rows.len());
    let (engine, speech, now) = (engine(cx)?, cx.speech(), cx.now());
    for row in &rows {
        let state: State = serde_json::from_str(&row.state)?;
        let def = engine.pinned(&row.definition).await?;
        let after = call_after(&def, &state, &engine.calendars(row.org_id));
        let (call_at, held) = when(cx, after, put_off.get(&row.id));
        let most = def.follow_up.as_ref().map_or(0, |rule| rule.attempts);
        let (attempts, outcome) = match &state.follow_up {
            Some(f) => (f.attempts, f.outcome.as_ref().map(|o| outcome_words(&speech, o))),
            None => (0, None),
        };
        let why = why(cx, &speech, &def, &state);
        known.push((why, attempts, most, outcome, call_at, held));
    }
    let cases = lines(cx, rows).await?;
    let both = cases.into_iter().zip(known);
    Ok(both
        .map(|(case, (why, attempts, most, outcome, call_at, put_off))| FollowUpLine {
            case,
            why,
            attempts: i64::from(attempts),
            most: i64::from(most),
            outcome,
            call_at,
            ready: call_at <= now,
            put_off,
        })
        .collect())
}

fn outcome_words(speech: &Speech, outcome: &str) -> String {
    let known = process::OUTCOMES.iter().find(|o| o.0 == outcome);
    known.map_or_else(|| outcome.to_owned(), |o| said(speech, &process::Words { zh: o.1.into(), en: o.2.into() }))
}

/// Why a case is called about: what marks it out, or its share of all.
fn why(cx: &Context, speech: &Speech, def: &Definition, state: &State) -> String {
    let rate = def.follow_up.as_ref().map_or(0, |rule| rule.rate);
    if state.reworks > 0 {
        speech.say("desk-call-why-rework")
    } else if state.is_breached() && def.is_always_called(state, cx.now().date(cx.zone())) {
        speech.say("desk-call-why-late")
    } else if def.is_always_called(state, cx.now().date(cx.zone())) {
        speech.say("desk-call-why-always")
    } else if rate >= 100 {
        speech.say("desk-call-why-all")
    } else {
        speech.say_with("desk-call-why-drawn", &[("rate", &rate.to_string())])
    }
}

/// One call as the workbench shows it.
pub(crate) struct Call {
    pub case: Loaded,
    pub shown: CaseRecord,
    pub line: Option<FollowUpLine>,
    pub callee: Option<Callee>,
    pub offer: Option<process::Offer>,
    pub call_at: Instant,
    pub held: Option<String>,
}

/// Everything about one call.
pub(crate) async fn call(cx: &mut Context, id: CaseId, queue: &FollowUps) -> Result<Call> {
    let case = load(cx, id).await?;
    let shown = record(cx, ThisCase { id }).await?;
    let line = queue.rows.iter().find(|f| f.case.id == id).cloned();
    let callee = callee(cx, &case).await?;
    let offer = deputy::queries::offers(cx, &case).await?.into_iter().map(|(offer, _)| offer);
    let offer = offer.into_iter().find(|o| calls(&case.def, &o.action));
    let (call_at, held) = callable(cx, &case).await?;
    let sides = deputy::queries::sides(cx, &case).await?;
    let case = case.shown_to(&sides);
    Ok(Call { case, shown, line, callee, offer, call_at, held })
}

/// Whether an action records the call after the work.
pub(crate) fn calls(def: &Definition, action: &str) -> bool {
    def.action(action).is_some_and(|a| a.does == Some(Does::FollowUp))
}

/// Whom to ring about a case.
pub(crate) async fn callee(cx: &mut Context, case: &Loaded) -> Result<Option<Callee>> {
    let Some(person) = field::queries::contact(&case.state) else { return Ok(None) };
    Ok(party::contact(cx, person).await?.map(|contact| Callee { person, contact }))
}

/// The case that is called about: the one asked for, else the first that can be.
pub(crate) fn chosen(ask: &AskFollowUps, queue: &FollowUps) -> Option<CaseId> {
    ask.case.or_else(|| queue.rows.iter().find(|f| f.ready).map(|f| f.case.id))
}
