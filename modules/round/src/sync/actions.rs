//! Taking what phones have recorded: a batch task by task, each entry once, each with an answer of its own.

use std::collections::{BTreeMap, BTreeSet};

use ::store::files::{self, File};
use kernel::{COMPANY, Error, Id, Instant, Message, PUBLIC, Result};
use module::Context;
use org::StaffId;
use process::runtime::CaseId;
use round::{plan::Act, procedure::Given};
use serde_json::{Value, json};
use ui::Speech;
use uuid::Uuid;

use super::{
    model::{Answered, Answers, BATCH, EnterWork, Entry, EntryAnswer, EntryKind, EntryReason, EntryRow, SendEntries},
    queries,
    rules::{End, Fate, Ground, Stands, corrected, files_said},
    store,
};
use crate::{
    occurrence::{
        actions::take,
        model::{OccurrenceId, OccurrenceRow, Standing},
        queries::{Sheet, sheet},
        store as rows,
    },
    route, vendor_worker, work,
};

const ENTER: &str = "round.work.enter";

/// Takes a batch; what is wrong with one task leaves the others alone.
pub async fn send(cx: &mut Context, input: SendEntries) -> Result<Answers> {
    if input.entries.len() > BATCH {
        return Err(Error::field("entries", Message::of("invalid-too-many").with("max", BATCH)));
    }
    let mut about: Vec<(About, Vec<Entry>)> = Vec::new();
    for (nth, entry) in input.entries.iter().enumerate() {
        let of = About::of(entry).ok_or_else(|| wanted(nth))?;
        match about.iter_mut().find(|(known, _)| *known == of) {
            Some((_, entries)) => entries.push(entry.clone()),
            None => about.push((of, vec![entry.clone()])),
        }
    }
    let mut answers = BTreeMap::new();
    for (of, entries) in about {
        let told = match of {
            About::Task(id) => one(cx, EnterWork { id, device_id: input.device_id, entries }).await?,
            About::Case(id) => take_case(cx, id, input.device_id, &entries).await?,
        };
        answers.extend(told.into_iter().map(|answer| (answer.id, answer)));
    }
    let answers = input.entries.iter().filter_map(|entry| answers.get(&entry.id).cloned()).collect();
    Ok(Answers { answers, now: cx.now() })
}

/// What an entry is about.
#[derive(PartialEq, Eq)]
enum About {
    Task(OccurrenceId),
    Case(CaseId),
}

impl About {
    fn of(entry: &Entry) -> Option<Self> {
        match (entry.occurrence_id, entry.case_id) {
            (Some(task), None) => Some(Self::Task(task)),
            (None, Some(case)) => Some(Self::Case(case)),
            _ => None,
        }
    }
}

fn wanted(nth: usize) -> Error {
    Error::field(format!("entries.{nth}.occurrence_id"), Message::of("invalid-required"))
}

/// The entries of one task, in a step of their own that can be taken back alone.
async fn one(cx: &mut Context, work: EnterWork) -> Result<Vec<Answered>> {
    let actor = cx.actor().clone();
    let answer = cx.perform(ENTER, actor.clone(), serde_json::to_value(&work)?).await?;
    let error = match answer {
        Ok(answers) => return Ok(serde_json::from_value::<Answers>(answers)?.answers),
        Err(error) => error,
    };
    let (ends, rest): (Vec<Entry>, Vec<Entry>) =
        work.entries.iter().cloned().partition(|entry| matches!(entry.kind, EntryKind::Finish | EntryKind::Skip));
    if !ends.is_empty() && !rest.is_empty() && matches!(error, Error::Broken(_) | Error::Invalid(_)) {
        // What was recorded is kept also where the end of it cannot be.
        let recorded = EnterWork { entries: rest, ..work.clone() };
        let mut answers = match cx.perform(ENTER, actor, serde_json::to_value(&recorded)?).await? {
            Ok(answers) => serde_json::from_value::<Answers>(answers)?.answers,
            Err(again) => turned_away(cx, &recorded, &again).await?,
        };
        answers.extend(turned_away(cx, &EnterWork { entries: ends, ..work }, &error).await?);
        return Ok(answers);
    }
    turned_away(cx, &work, &error).await
}

/// Entries that could not be looked at with their task: kept by the company with the reason, unless they may come again.
async fn turned_away(cx: &mut Context, work: &EnterWork, error: &Error) -> Result<Vec<Answered>> {
    let speech = cx.speech();
    let ids: Vec<Uuid> = work.entries.iter().map(|entry| entry.id).collect();
    let here: BTreeMap<Uuid, EntryRow> = store::here(cx, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
    let (mut answers, mut kept): (Vec<Answered>, Vec<(&Entry, EntryRow)>) = (Vec::new(), Vec::new());
    for entry in &work.entries {
        if let Some(row) = here.get(&entry.id) {
            answers.push(said_before(row));
            continue;
        }
        let fate = if entry.by == cx.actor().id {
            Fate::of(error)
        } else {
            Fate::plain(EntryAnswer::Waiting, Some(EntryReason::Person))
        };
        answers.push(answered(&speech, entry.id, &fate));
        if fate.answer == EntryAnswer::Refused && !kept.iter().any(|(known, _)| known.id == entry.id) {
            kept.push((entry, row_of(&speech, entry, work.device_id, &fate, cx.now())));
        }
    }
    let kept = kept.iter().map(|(entry, row)| (*entry, row)).collect();
    store::keep(cx, COMPANY, work.device_id, kept).await?;
    Ok(answers)
}

/// Takes what one device has recorded for one task.
pub async fn enter(cx: &mut Context, input: EnterWork) -> Result<Answers> {
    if input.entries.len() > BATCH || input.entries.iter().any(|entry| entry.occurrence_id != Some(input.id)) {
        return Err(Error::field("entries", Message::of("invalid-value")));
    }
    // The row first: whoever sends the same twice at one time waits here, and then finds that it has come.
    let row = rows::to_change(cx, input.id).await?;
    let come = store::of_occurrence(cx, row.org_id, row.id).await?;
    let sheet = sheet(cx, row).await?;
    let files = brought(cx, &input.entries).await?;
    let own = work::queries::is_for(cx, &sheet.row).await?;
    let (points, spots) = route::queries::placed(cx, &sheet.row).await?;
    let papers = asset::papers(cx, StaffId::from_uuid(cx.actor().id)).await?;
    let paper = queries::paper(cx, &sheet, &papers);
    let paper = paper.map(|paper| (queries::ends_at(cx, paper), paper.refusal(&cx.actor().name)));
    let mut ground = Ground { files, own, points, spots, paper, ..ground(cx, &sheet, &come, input.device_id) };
    let mut fates: BTreeMap<Uuid, Fate> = BTreeMap::new();
    let mut answers = Vec::with_capacity(input.entries.len());
    let (speech, now) = (cx.speech(), cx.now());
    let mut kept: Vec<(&Entry, EntryRow)> = Vec::new();
    for entry in &input.entries {
        let fate = ground.take(entry, &fates);
        answers.push(answered(&speech, entry.id, &fate));
        if !fate.again && fate.answer != EntryAnswer::Waiting {
            kept.push((entry, row_of(&speech, entry, input.device_id, &fate, now)));
        }
        fates.entry(entry.id).or_insert(fate);
    }
    let (given, changed, end, scanned) = (ground.given, ground.changed, ground.end, ground.scanned);
    let (had, mut sheet) = (sheet.given.clone(), Sheet { given, ..sheet });
    for scan in &scanned {
        route::store::add_scan(cx, &sheet.row, scan).await?;
    }
    if !scanned.is_empty() {
        sheet.points = route::queries::walked(cx, &sheet.row, sheet.row.ended_at).await?;
    }
    let begun = scanned.iter().map(|scan| scan.at).min();
    write(cx, &sheet, &had, &changed, (begun, end)).await?;
    let org = sheet.row.org_id;
    let kept = kept.iter().map(|(entry, row)| (*entry, row)).collect();
    store::keep(cx, org, input.device_id, kept).await?;
    Ok(Answers { answers, now })
}

/// Those of the photos and signatures named that are here and that he has brought.
async fn brought(cx: &mut Context, entries: &[Entry]) -> Result<BTreeSet<String>> {
    let ids: Vec<Uuid> = entries
        .iter()
        .filter_map(|entry| entry.said.as_ref())
        .flat_map(files_said)
        .filter_map(|id| id.parse().ok().map(Id::<File>::uuid))
        .collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let (scope, by) = (cx.actor().scope(PUBLIC), cx.actor().id);
    let files = files::load_all(cx.tx(), &scope, ids).await?;
    Ok(files.into_iter().filter(|file| file.by == by).map(|file| Id::<File>::from_uuid(file.id).to_string()).collect())
}

/// The task as it stands, with what has come for it.
fn ground<'a>(cx: &Context, sheet: &'a Sheet, come: &[EntryRow], device: Uuid) -> Ground<'a> {
    let mut stands: BTreeMap<String, Stands> =
        sheet.results.iter().map(|row| (row.step.clone(), Stands { at: row.at, from: None })).collect();
    for row in come.iter().filter(|row| row.answer == EntryAnswer::Accepted && row.reason.is_none()) {
        // What a page has recorded since is not this entry's any more.
        if let Some(stand) = row.step.as_ref().and_then(|step| stands.get_mut(step)).filter(|s| s.at == row.at) {
            stand.from = Some((row.device_id, row.seq));
        }
    }
    Ground {
        row: &sheet.row,
        procedure: &sheet.procedure,
        known: &sheet.known,
        given: sheet.given.clone(),
        stands,
        own: false,
        paper: None,
        here: come.iter().map(|row| (row.id, row.clone())).collect(),
        device,
        person: cx.actor().id,
        name: cx.actor().name.clone(),
        points: Vec::new(),
        spots: BTreeMap::new(),
        scanned: Vec::new(),
        now: cx.now(),
        speech: cx.speech(),
        files: BTreeSet::new(),
        end: None,
        changed: BTreeMap::new(),
    }
}

/// Writes what the entries have changed, and ends the task or leaves it out when one of them says so.
async fn write(
    cx: &mut Context,
    sheet: &Sheet,
    had: &BTreeMap<String, Given>,
    changed: &BTreeMap<String, Instant>,
    (scanned, end): (Option<Instant>, Option<End>),
) -> Result<()> {
    for step in &sheet.judged().steps {
        if let Some(at) = changed.get(&step.step) {
            work::actions::keep(cx, sheet, had, step, *at).await?;
        }
    }
    let row = &sheet.row;
    let finished = if let Some(End::Finished(at)) = end { Some(at) } else { None };
    let begun = changed.values().copied().chain(scanned).chain(finished).min();
    if begun.is_none() && end.is_none() {
        return Ok(());
    }
    // A round on a route stays in the hands of the post until it is finished: another may go on with it.
    let own = begun.is_some() && (sheet.points.is_empty() || finished.is_some());
    let is = OccurrenceRow {
        staff_id: row.staff_id.or_else(|| own.then(|| StaffId::from_uuid(cx.actor().id))),
        staff_name: row.staff_name.clone().or_else(|| own.then(|| cx.actor().name.clone())),
        begun_at: row.begun_at.or(begun),
        ..row.clone()
    };
    match end {
        Some(End::Finished(at)) => work::actions::end(cx, sheet, is, at).await.map(drop),
        Some(End::LeftOut(reason, at)) => {
            let by = cx.actor().name.clone();
            take(cx, row, is, Some(Act::Skip { reason, by, at })).await.map(drop)
        }
        None => take(cx, row, is, (row.state == Standing::Released).then_some(Act::Begin)).await.map(drop),
    }
}

fn answered(speech: &Speech, id: Uuid, fate: &Fate) -> Answered {
    let words = fate.words.clone().or_else(|| fate.message.as_ref().map(|message| speech.message(message)));
    Answered { id, answer: fate.answer, again: fate.again, reason: fate.reason, words }
}

fn said_before(row: &EntryRow) -> Answered {
    Answered { id: row.id, answer: row.answer, again: true, reason: row.reason, words: row.words.clone() }
}

fn row_of(speech: &Speech, entry: &Entry, device: Uuid, fate: &Fate, now: Instant) -> EntryRow {
    let Answered { words, .. } = answered(speech, entry.id, fate);
    let (kind, step, at) = (entry.kind, entry.step.clone(), corrected(entry, now));
    EntryRow {
        id: entry.id,
        device_id: device,
        seq: entry.seq,
        kind,
        step,
        answer: fate.answer,
        reason: fate.reason,
        words,
        at,
    }
}

/// Takes what one device has told of one case, step by step as the process itself would take it, at the time it was done; each entry in a step of its own: what is refused leaves the others alone.
async fn take_case(cx: &mut Context, case: CaseId, device: Uuid, entries: &[Entry]) -> Result<Vec<Answered>> {
    let ids: Vec<Uuid> = entries.iter().flat_map(|entry| [Some(entry.id), entry.previous]).flatten().collect();
    let rows = store::of_cases(cx, &ids).await?;
    let mut here: BTreeMap<Uuid, EntryRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let files = brought(cx, entries).await?;
    let by_link = vendor_worker::queries::firm(cx).await?.is_some();
    let (speech, now) = (cx.speech(), cx.now());
    let (mut answers, mut kept) = (Vec::with_capacity(entries.len()), Vec::new());
    for entry in entries {
        if let Some(row) = here.get(&entry.id) {
            answers.push(said_before(row));
            continue;
        }
        let named = entry.said.iter().flat_map(files_said);
        let waits = |reason| Fate::plain(EntryAnswer::Waiting, Some(reason));
        let fate = if entry.by != cx.actor().id {
            waits(EntryReason::Person)
        } else if entry.previous.is_some_and(|id| !here.contains_key(&id)) {
            waits(EntryReason::Before)
        } else if named.into_iter().any(|id| !files.contains(id)) {
            waits(EntryReason::Photos)
        } else {
            does(cx, case, entry, by_link, corrected(entry, now)).await?
        };
        answers.push(answered(&speech, entry.id, &fate));
        if fate.answer != EntryAnswer::Waiting {
            here.insert(entry.id, row_of(&speech, entry, device, &fate, now));
            kept.push(entry);
        }
    }
    let kept = kept.into_iter().filter_map(|entry| Some((entry, here.get(&entry.id)?))).collect();
    store::keep_of_cases(cx, device, kept).await?;
    Ok(answers)
}

/// Does what an entry says, as whoever made it could have done it on the page of the case.
async fn does(cx: &mut Context, case: CaseId, entry: &Entry, by_link: bool, at: Instant) -> Result<Fate> {
    let (action, name) = match (entry.kind, by_link) {
        (EntryKind::Act, false) => ("desk.work.act", "action"),
        (EntryKind::Act, true) => ("round.vendor_case.act", "action"),
        (EntryKind::Item, false) => ("desk.work.record", "item"),
        (EntryKind::Item, true) => ("round.vendor_work.record", "item"),
        (EntryKind::Record | EntryKind::Scan | EntryKind::Finish | EntryKind::Skip, _) => {
            return Ok(Fate::of(&Error::NotFound));
        }
    };
    let said = entry.said.as_ref().and_then(|said| said.get("input")).filter(|said| said.is_object());
    let mut input = json!({ "id": case, "input": said.cloned().unwrap_or_else(|| json!({})) });
    input[name] = entry.step.clone().map_or(Value::Null, Value::from);
    let answer = cx.perform_late(action, cx.actor().clone(), input, at).await?;
    Ok(match answer {
        Ok(_) => Fate::plain(EntryAnswer::Accepted, None),
        Err(error) => Fate::of(&error),
    })
}
