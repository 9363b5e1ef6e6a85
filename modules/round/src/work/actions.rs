//! Doing what is due: recording steps as one goes, and saying that it is done. A failed step opens its case with the same photos.

use std::collections::{BTreeMap, BTreeSet};

use desk::{Channel, OpenCase, open_case};
use kernel::{Error, FieldError, Instant, Message, Result, form::FileNamed};
use meter::{Hung, RoundReading};
use module::Context;
use org::StaffId;
use round::{
    plan::Act,
    procedure::{Answer, Given, Judged, OnFail, Position, Procedure, Reading, Step, Verdict},
};
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    model::{RecordWork, ScanPoint, SkipWork},
    queries, rules,
};
use crate::{
    occurrence::{
        actions::{refuse_lapsed, take},
        model::{OccurrenceDone, OccurrenceRow, OpenedCase, ResultRow, Standing},
        queries::Sheet,
        rules::{READING_PROCESS, case_process, verdict_word},
        store,
    },
    plan,
    position::model::Nearness,
    route::{
        self,
        model::{KeptPoint, ScanRow},
    },
    spot_check,
};

/// What is told when one is done.
pub(crate) const DONE: &str = "round.occurrence.done";
/// The most characters of a case's subject.
const SUBJECT: usize = 120;

/// Keeps what was recorded so far; whoever records first has it in hand.
pub async fn record(cx: &mut Context, input: RecordWork) -> Result<OccurrenceDone> {
    let (sheet, is) = noted(cx, input).await?;
    let act = (sheet.row.state == Standing::Released).then_some(Act::Begin);
    take(cx, &sheet.row, is, act).await
}

/// Says that it is done: everything that is asked must be there.
pub async fn finish(cx: &mut Context, input: RecordWork) -> Result<OccurrenceDone> {
    let (sheet, is) = noted(cx, input).await?;
    let judged = sheet.judged();
    let missing: Vec<FieldError> = judged
        .steps
        .iter()
        .filter_map(|j| rules::in_the_way(&j.step, j.verdict, j.why.as_ref(), j.lacks_photo))
        .collect();
    if !missing.is_empty() {
        return Err(Error::Invalid(missing));
    }
    let at = cx.now();
    end(cx, &sheet, is, at).await
}

/// Ends a task in which everything that is asked is there; what failed becomes a case.
pub(crate) async fn end(cx: &mut Context, sheet: &Sheet, is: OccurrenceRow, at: Instant) -> Result<OccurrenceDone> {
    let judged = sheet.judged();
    let unreached = close_points(cx, sheet, at).await?;
    let differing = spot_check::actions::differing(cx, &sheet.row, &judged.steps).await?;
    let failed = judged.steps.iter().filter(|j| j.verdict.is_failure()).count() + unreached;
    let passed = judged.passed && unreached == 0;
    let is = OccurrenceRow {
        score: judged.score.map(i64::from),
        passed: Some(passed),
        failed: i64::try_from(failed).unwrap_or(i64::MAX),
        by_name: Some(cx.actor().name.clone()),
        agrees: differing.as_ref().map(Vec::is_empty),
        ..is
    };
    let done = take(cx, &sheet.row, is, Some(Act::Finish { at })).await?;
    for step in &judged.steps {
        if let Some(meter) = sheet.meters.get(&step.step) {
            enter_reading(cx, sheet, step, (meter, at)).await?;
        } else if step.follows != OnFail::None {
            follow(cx, sheet, step).await?;
        }
    }
    if let Some(steps) = differing.filter(|steps| !steps.is_empty()) {
        let speech = cx.speech();
        let asked = sheet.procedure.steps().filter(|step| steps.contains(&step.id));
        let asked: Vec<String> = asked.map(|step| crate::procedure::queries::said(&speech, &step.ask)).collect();
        spot_check::actions::tell_difference(cx, &sheet.row, &asked).await?;
    }
    let ended = store::one(cx, sheet.row.id).await?;
    spot_check::actions::draw(cx, &ended).await?;
    let payload = json!({ "id": sheet.row.id, "passed": passed, "failed": failed });
    cx.emit(sheet.row.org_id, DONE, &payload).await?;
    Ok(done)
}

/// Notes that somebody is at a point. The round stays in the hands of the post: another may go on with it.
pub async fn scan(cx: &mut Context, input: ScanPoint) -> Result<OccurrenceDone> {
    let row = store::to_change(cx, input.id).await?;
    open(cx, &row)?;
    let sheet = queries::task(cx, row).await?;
    let (points, spots) = route::queries::placed(cx, &sheet.row).await?;
    if points.is_empty() {
        return Err(Error::NotFound);
    }
    let location = input.location.map(Position::from);
    let (point, near) = route::rules::reached(&points, &spots, input.code.as_deref(), location)?;
    let (id, at) = (cx.new_uuid(), cx.now());
    note_scan(cx, &sheet, point, (id, at), (location, near)).await?;
    let act = (sheet.row.state == Standing::Released).then_some(Act::Begin);
    let is = OccurrenceRow { begun_at: sheet.row.begun_at.or(Some(at)), ..sheet.row.clone() };
    take(cx, &sheet.row, is, act).await
}

/// Keeps that whoever acts was at a point.
pub(crate) async fn note_scan(
    cx: &mut Context,
    sheet: &Sheet,
    point: &KeptPoint,
    (id, at): (Uuid, Instant),
    (location, near): (Option<Position>, Option<Nearness>),
) -> Result<()> {
    let (by_id, by_name) = (cx.actor().id, cx.actor().name.clone());
    let said = location.map(|location| serde_json::to_string(&location)).transpose()?;
    let scan = ScanRow { id, point_id: point.id, at, by_id, by_name, location: said, near };
    route::store::add_scan(cx, &sheet.row, &scan).await?;
    answer_scans(cx, sheet, point, location, at).await
}

/// Steps that ask for a code or a position are answered by the first point somebody is at.
async fn answer_scans(
    cx: &mut Context,
    sheet: &Sheet,
    point: &KeptPoint,
    location: Option<Position>,
    at: Instant,
) -> Result<()> {
    for step in sheet.procedure.steps().filter(|step| !sheet.given.contains_key(&step.id)) {
        let Some(given) = rules::by_scan(step, point, location) else { continue };
        let result = ResultRow {
            step: step.id.clone(),
            given: serde_json::to_string(&given)?,
            verdict: verdict_word(Verdict::Good).to_owned(),
            by_id: cx.actor().id,
            by_name: cx.actor().name.clone(),
            at,
        };
        store::put_result(cx, &sheet.row, &result).await?;
    }
    Ok(())
}

/// Leaves it out on the spot, with one of the procedure's reasons.
pub async fn skip(cx: &mut Context, input: SkipWork) -> Result<OccurrenceDone> {
    let row = store::to_change(cx, input.id).await?;
    let sheet = queries::task(cx, row).await?;
    let asked = (input.reason.as_str(), input.note.as_deref());
    let reason = rules::left_out(&cx.speech(), &sheet.procedure.skip_reasons, asked)
        .map_err(|wrong| Error::Invalid(vec![wrong]))?;
    let act = Act::Skip { reason, by: cx.actor().name.clone(), at: cx.now() };
    take(cx, &sheet.row, sheet.row.clone(), Some(act)).await
}

/// The task with what was just recorded, and its row in the hands of whoever records.
async fn noted(cx: &mut Context, input: RecordWork) -> Result<(Sheet, OccurrenceRow)> {
    let row = store::to_change(cx, input.id).await?;
    open(cx, &row)?;
    let actor = cx.actor();
    let me = (StaffId::from_uuid(actor.id), actor.name.clone());
    if row.staff_id != Some(me.0) {
        refuse_lapsed(cx, &row, (me.0, &me.1)).await?;
    }
    let mut sheet = queries::task(cx, row).await?;
    let new = read(&sheet.procedure, input.input.unwrap_or_default())?;
    let changed: Vec<String> =
        new.iter().filter(|(step, given)| sheet.given.get(step) != Some(given)).map(|(step, _)| step.clone()).collect();
    let had = sheet.given.clone();
    let new = new.into_iter().map(|(step, given)| {
        let given = rules::with_position(given, had.get(&step));
        (step, given)
    });
    sheet.given.extend(new.collect::<Vec<_>>());
    let judged = sheet.judged();
    let unfit: Vec<FieldError> = judged
        .steps
        .iter()
        .filter(|j| changed.contains(&j.step) && j.verdict == Verdict::Unfit)
        .filter_map(|j| rules::in_the_way(&j.step, j.verdict, j.why.as_ref(), false))
        .collect();
    if !unfit.is_empty() {
        return Err(Error::Invalid(unfit));
    }
    let now = cx.now();
    for step in judged.steps.iter().filter(|j| changed.contains(&j.step)) {
        keep(cx, &sheet, &had, step, now).await?;
    }
    let is = in_hand(cx, &sheet.row);
    Ok((sheet, is))
}

/// Keeps what was recorded at a step. Photos and signatures beside those that were there are proof only when whoever names them
/// has brought them.
pub(crate) async fn keep(
    cx: &mut Context,
    sheet: &Sheet,
    had: &BTreeMap<String, Given>,
    step: &Judged,
    at: Instant,
) -> Result<()> {
    let Some(given) = sheet.given.get(&step.step) else { return Ok(()) };
    let old: BTreeSet<&str> = had.get(&step.step).into_iter().flat_map(Given::files).collect();
    let brought = given.files().filter(|id| !old.contains(id)).map(|id| FileNamed {
        field: format!("input.{}.photos", step.step),
        id: id.to_owned(),
        picture: true,
    });
    cx.take_files(sheet.row.org_id, &brought.collect::<Vec<_>>()).await?;
    let result = ResultRow {
        step: step.step.clone(),
        given: serde_json::to_string(given)?,
        verdict: verdict_word(step.verdict).to_owned(),
        by_id: cx.actor().id,
        by_name: cx.actor().name.clone(),
        at,
    };
    store::put_result(cx, &sheet.row, &result).await
}

/// Whether something may be recorded now.
fn open(cx: &mut Context, row: &OccurrenceRow) -> Result<()> {
    if !queries::is_open(row) {
        let key = if row.state == Standing::Planned { "occurrence-not-released" } else { "occurrence-over" };
        return cx.refuse(Message::of(key));
    }
    if row.opens_at > cx.now() {
        let opens = cx.speech().instant(row.opens_at, cx.zone());
        return cx.refuse(Message::of("round-not-open-yet").with("at", opens));
    }
    Ok(())
}

/// The row in the hands of whoever is at it, unless somebody has it already.
fn in_hand(cx: &Context, row: &OccurrenceRow) -> OccurrenceRow {
    OccurrenceRow {
        staff_id: row.staff_id.or(Some(StaffId::from_uuid(cx.actor().id))),
        staff_name: row.staff_name.clone().or_else(|| Some(cx.actor().name.clone())),
        begun_at: row.begun_at.or(Some(cx.now())),
        ..row.clone()
    }
}

/// Keeps what the points of a round are worth now that it is done; answers how many nobody was at, or somebody
/// whose device said that it was elsewhere.
async fn close_points(cx: &mut Context, sheet: &Sheet, ended: Instant) -> Result<usize> {
    let mut missed = 0;
    for (nth, point) in route::queries::walked(cx, &sheet.row, Some(ended)).await?.into_iter().enumerate() {
        let point = route::rules::closed(point);
        missed += usize::from(route::rules::is_open(&point) || route::rules::is_elsewhere(&point));
        let result = ResultRow {
            step: format!("{}{}", route::store::POINT, point.point),
            verdict: point.judgement.clone(),
            given: serde_json::to_string(&(nth, &point))?,
            by_id: cx.actor().id,
            by_name: point.by_name.clone().unwrap_or_default(),
            at: point.at.unwrap_or_else(|| cx.now()),
        };
        store::put_result(cx, &sheet.row, &result).await?;
    }
    Ok(missed)
}

fn read(procedure: &Procedure, input: Map<String, Value>) -> Result<Vec<(String, Given)>> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for step in procedure.steps() {
        let Some(said) = input.get(&step.id) else { continue };
        match rules::given(step, said) {
            Ok(given) => found.extend(given.map(|given| (step.id.clone(), given))),
            Err(error) => wrong.push(error),
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(Error::Invalid(wrong)) }
}

/// What a meter showed becomes a reading of it; one that cannot be believed or entered is looked into.
async fn enter_reading(cx: &mut Context, sheet: &Sheet, step: &Judged, (meter, at): (&Hung, Instant)) -> Result<()> {
    let given = sheet.given.get(&step.step).cloned().unwrap_or_default();
    let Some(Answer::Meter(Reading { figure, .. })) = given.answer else { return Ok(()) };
    let refused = if step.verdict.is_failure() {
        step.why.clone()
    } else {
        let photo = photo_of(sheet, &given);
        let reading = RoundReading { meter_id: meter.id, figure, photo, at };
        meter::take_on_round(cx, reading).await?.err()
    };
    let (row, speech, now) = (&sheet.row, cx.speech(), cx.now());
    let Some(refused) = refused else {
        return match meter.asset_id {
            Some(asset) => plan::store::wake_asset(cx, (row.org_id, asset), now).await,
            None => Ok(()),
        };
    };
    let mut said = Map::new();
    let shown = figure.normalize().to_string();
    let summary = speech.say_with("round-reading-doubtful", &[("number", &meter.number), ("figure", &shown)]);
    said.insert("summary".to_owned(), json!(summary));
    said.insert("details".to_owned(), json!(speech.message(&refused)));
    said.insert("meter_number".to_owned(), json!(meter.number));
    said.extend(meter.kind.exception().map(|kind| ("meter_kind".to_owned(), json!(kind))));
    said.extend(figure.trunc().to_i64().filter(|n| *n >= 0).map(|n| ("reading".to_owned(), json!(n))));
    said.extend(photo_of(sheet, &given).map(|photo| ("photos".to_owned(), json!([photo]))));
    opened_by(cx, row, &step.step, (READING_PROCESS, said)).await
}

/// The photo of a dial: taken with its figure, or at the step that asks for photos where only one meter is read.
fn photo_of(sheet: &Sheet, given: &Given) -> Option<String> {
    let of_step = |step: &Step| match sheet.given.get(&step.id)?.answer.as_ref()? {
        Answer::Photos(photos) => photos.first().cloned(),
        _ => None,
    };
    let beside = || if sheet.meters.len() == 1 { sheet.procedure.steps().find_map(of_step) } else { None };
    given.photos.first().cloned().or_else(beside)
}

/// A case that follows a result: the step it follows, or what stands in its place.
pub(crate) struct Spawned {
    pub step: String,
    pub process: &'static str,
    pub summary: String,
    pub details: String,
    pub photos: Vec<String>,
}

/// Opens the case a failed step asks for, with its photos and a way back.
async fn follow(cx: &mut Context, sheet: &Sheet, failed: &Judged) -> Result<()> {
    let row = &sheet.row;
    let Some(process) = case_process(failed.follows, row.system, row.asset_id.is_some()) else { return Ok(()) };
    let Some(step) = sheet.procedure.step(&failed.step) else { return Ok(()) };
    let speech = cx.speech();
    let ask = crate::procedure::queries::said(&speech, &step.ask);
    let given = sheet.given.get(&failed.step).cloned().unwrap_or_default();
    let why = failed.why.as_ref().map(|why| speech.message(why));
    let told: Vec<String> = [why, Some(given.note)].into_iter().flatten().filter(|line| !line.is_empty()).collect();
    let spawned = Spawned {
        step: failed.step.clone(),
        process,
        summary: format!("{}：{ask}", row.thing_name),
        details: told.join("\n"),
        photos: given.photos,
    };
    spawn(cx, row, spawned).await
}

/// Opens a case that follows a result, and notes where it came from.
pub(crate) async fn spawn(cx: &mut Context, row: &OccurrenceRow, spawned: Spawned) -> Result<()> {
    let Spawned { step, process, summary, details, photos } = spawned;
    let summary: String = summary.chars().take(SUBJECT).collect();
    let from = cx.speech().say_with("round-case-from", &[("title", &row.title), ("day", &row.day.to_string())]);
    let details: Vec<String> = [details, from].into_iter().filter(|line| !line.is_empty()).collect();
    let mut said = Map::new();
    said.insert("summary".to_owned(), json!(summary));
    said.insert("details".to_owned(), json!(details.join("\n")));
    if !photos.is_empty() {
        said.insert("photos".to_owned(), json!(photos));
    }
    if let Some(asset) = row.asset_id.filter(|_| process == "equipment_fault") {
        said.insert("asset".to_owned(), json!(asset));
    }
    opened_by(cx, row, &step, (process, said)).await
}

/// Opens a case that a step of a task has called for.
async fn opened_by(
    cx: &mut Context,
    row: &OccurrenceRow,
    step: &str,
    (process, said): (&str, Map<String, Value>),
) -> Result<()> {
    let open = OpenCase {
        process: process.to_owned(),
        place_id: row.place_id,
        org_id: Some(row.org_id),
        channel: Some(Channel::Patrol),
        input: Some(said),
        ..OpenCase::default()
    };
    let opened = open_case(cx, open).await?;
    let case = OpenedCase::new(step.to_owned(), opened.id, process);
    store::add_case(cx, row, &case).await
}
