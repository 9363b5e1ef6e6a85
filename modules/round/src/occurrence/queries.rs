//! Read models of occurrences.

use std::collections::BTreeMap;

use kernel::{Date, Error, OrgId, Result};
use meter::{Dial, Hung, MeterId};
use module::{Ask, Boxed, Context, Listing, PublicAddress, Waiting, Waits};
use process::runtime::CaseId;
use round::procedure::{Answer, Given, Judged, Judgement, Kind, Known, LastReading, Procedure, Step, Verdict, judge};
use store::{Cursor, args};
use ui::Speech;

use super::{
    model::{
        Board, BoardLine, Nothing, OccurrenceFilter, OccurrenceLine, OccurrenceRecord, OccurrenceRow, QualityDeduction,
        ResultRow, StepResult, Tally, Timing, WhichOccurrence,
    },
    rules::{read_by, verdict_word},
    store as rows,
};
use crate::{
    handoff,
    plan::queries::doer,
    position, procedure,
    route::{self, model::PointResult},
    spot_check,
};

/// Tells the desk which occurrence a case came from.
pub struct CaseOrigins;

impl desk::CameFrom for CaseOrigins {
    fn came_from<'a>(&'a self, cx: &'a mut Context, case: CaseId) -> Boxed<'a, Result<Vec<(String, String)>>> {
        Box::pin(async move {
            let rows = rows::of_case(cx, case).await?;
            let one = |row: OccurrenceRow| {
                let words = format!("{} {} {}", row.day, row.title, row.thing_name);
                (words.trim().to_owned(), format!("/round/occurrences/{}", row.id))
            };
            Ok(rows.into_iter().map(one).collect())
        })
    }
}

/// What was taken off a vendor from a day to another by what inspections found, for its settlement.
///
/// # Errors
/// [`Error::NotFound`] for a community outside the scope.
pub async fn quality_deductions(
    cx: &mut Context,
    org: OrgId,
    vendor: &str,
    days: (Date, Date),
) -> Result<Vec<QualityDeduction>> {
    cx.within(org)?;
    rows::deductions(cx, org, vendor.trim(), days).await
}

/// The list, in the order it is due.
pub async fn list(cx: &mut Context, ask: Ask<OccurrenceFilter>) -> Result<Listing<OccurrenceLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let speech = cx.speech();
    let listing =
        Listing::cut(found, &ask.page, count, |o: &OccurrenceRow| Cursor(args![o.closes_at, o.id]).to_string());
    Ok(listing.map(|row| line(&speech, &row)))
}

fn line(speech: &Speech, row: &OccurrenceRow) -> OccurrenceLine {
    OccurrenceLine {
        id: row.id,
        org_id: row.org_id,
        title: row.title.clone(),
        thing: row.thing_name.clone(),
        system: row.system,
        day: row.day,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        state: row.state,
        role: row.role,
        doer: doer(speech, row.staff_name.as_deref(), row.vendor.as_deref(), row.role),
        ended_at: row.ended_at,
        passed: row.passed,
    }
}

/// An occurrence with its procedure, what was recorded, and what that is worth.
pub(crate) struct Sheet {
    /// Itself.
    pub row: OccurrenceRow,
    /// How it is done.
    pub procedure: Procedure,
    /// What was recorded.
    pub results: Vec<ResultRow>,
    /// The same, by step.
    pub given: BTreeMap<String, Given>,
    /// What is known beforehand.
    pub known: Known,
    /// The meters its steps read, by step.
    pub meters: BTreeMap<String, Hung>,
    /// How the points of its route stand, if it walks one.
    pub points: Vec<PointResult>,
}

impl Sheet {
    /// What it is worth as it stands.
    pub fn judged(&self) -> Judgement {
        judge(&self.procedure, &self.given, &self.known)
    }
}

/// One of them with everything about it.
pub(crate) async fn sheet(cx: &mut Context, row: OccurrenceRow) -> Result<Sheet> {
    let procedure = procedure::queries::procedure(cx, row.procedure_id).await?;
    let results = rows::results(cx, &row).await?;
    let mut given = BTreeMap::new();
    for result in results.iter().filter(|result| !result.step.starts_with(route::store::POINT)) {
        given.insert(result.step.clone(), serde_json::from_str(&result.given)?);
    }
    let (known, meters) = known(cx, &row, &procedure).await?;
    // What a finished round was worth stays; that of one under way follows its scans.
    let mut points = route::store::kept(&results)?;
    if points.is_empty() {
        points = route::queries::walked(cx, &row, row.ended_at).await?;
    }
    Ok(Sheet { row, procedure, results, given, known, meters, points })
}

/// What is known of place and equipment before somebody goes: what their codes say, and the last readings.
async fn known(
    cx: &mut Context,
    row: &OccurrenceRow,
    procedure: &Procedure,
) -> Result<(Known, BTreeMap<String, Hung>)> {
    let (mut known, mut meters) = (Known::default(), BTreeMap::new());
    if let Some(id) = row.asset_id {
        let line = asset::asset_line(cx, id).await?;
        known.asset_codes = vec![PublicAddress::of(cx, &format!("/q/{id}")), id.to_string(), line.code];
    }
    if let Some(id) = row.place_id {
        let line = property::place_line(cx, id).await?;
        known.place_codes = vec![PublicAddress::of(cx, &format!("/q/{id}")), id.to_string(), line.code];
    }
    let things: Vec<_> =
        [row.asset_id.map(|id| id.uuid()), row.place_id.map(|id| id.uuid())].into_iter().flatten().collect();
    let spots = position::queries::spots(cx, row.org_id, &things).await?;
    known.spot = things.iter().find_map(|thing| spots.get(thing).copied());
    if let Some((_, points)) = route::queries::of_occurrence(cx, row).await? {
        let codes: Vec<String> = points.into_iter().flat_map(|point| point.codes).collect();
        known.asset_codes.extend(codes.iter().cloned());
        known.place_codes.extend(codes);
    }
    let mut dials: Option<Vec<Dial>> = None;
    for step in procedure.steps() {
        let Kind::Meter { unit, .. } = &step.kind else { continue };
        let dials = match &mut dials {
            Some(dials) => dials,
            none => {
                let of = (MeterId::from_uuid(row.thing_id), row.asset_id, row.place_id);
                // A finished one is judged by what was known then, whatever was read since.
                let day = row.ended_at.unwrap_or_else(|| cx.now()).date(cx.zone());
                none.insert(meter::dials(cx, of, day).await?)
            }
        };
        if let Some(dial) = read_by(unit, dials) {
            // The number on a meter that is read for itself is its code.
            if dial.meter.id.uuid() == row.thing_id {
                known.asset_codes.push(dial.meter.number.clone());
            }
            meters.insert(step.id.clone(), dial.meter.clone());
            let last = dial.last.map(|figure| LastReading { figure, usual: dial.usual });
            known.readings.extend(last.map(|last| (step.id.clone(), last)));
            continue;
        }
        let Some(text) = rows::last_given(cx, row, &step.id).await? else { continue };
        let last: Given = serde_json::from_str(&text)?;
        if let Some(Answer::Meter(reading)) = last.answer {
            known.readings.insert(step.id.clone(), LastReading { figure: reading.figure, usual: None });
        }
    }
    Ok((known, meters))
}

/// One occurrence, for programs and its page.
pub async fn view(cx: &mut Context, which: WhichOccurrence) -> Result<OccurrenceRecord> {
    let row = rows::one(cx, which.id).await?;
    let sheet = sheet(cx, row).await?;
    let cases = rows::cases(cx, &sheet.row).await?;
    let check = match spot_check::store::check_of(cx, &sheet.row).await? {
        Some(id) => Some(rows::one(cx, id).await?),
        None => None,
    };
    let has_position = |given: &Given| matches!(given.answer, Some(Answer::Location(_))) || !given.located.is_empty();
    let located = sheet.given.values().any(has_position)
        || route::store::scans(cx, &sheet.row).await?.iter().any(|scan| scan.location.is_some());
    let speech = cx.speech();
    let judged = sheet.judged();
    let results =
        sheet.procedure.steps().zip(&judged.steps).map(|(step, judged)| result(&speech, &sheet, step, judged));
    Ok(OccurrenceRecord {
        results: results.collect(),
        points: sheet.points.clone(),
        cases,
        check,
        located,
        handoffs: handoff::queries::of_occurrence(cx, &sheet.row).await?,
        occurrence: sheet.row,
    })
}

fn result(speech: &Speech, sheet: &Sheet, step: &Step, judged: &Judged) -> StepResult {
    let none = Given::default();
    let given = sheet.given.get(&step.id).unwrap_or(&none);
    let row = sheet.results.iter().find(|r| r.step == step.id);
    let mut photos = given.photos.clone();
    match &given.answer {
        Some(Answer::Photos(more)) => photos.extend(more.iter().cloned()),
        Some(Answer::Signature(file)) => photos.push(file.clone()),
        _ => {}
    }
    StepResult {
        step: step.id.clone(),
        ask: procedure::queries::said(speech, &step.ask),
        answer: given.answer.as_ref().map(|answer| answer_words(speech, step, answer)).unwrap_or_default(),
        verdict: verdict_word(judged.verdict).to_owned(),
        why: judged.why.as_ref().map(|why| speech.message(why)),
        note: given.note.clone(),
        photos,
        by_name: row.map(|r| r.by_name.clone()),
        at: row.map(|r| r.at),
    }
}

/// An answer as people read it.
fn answer_words(speech: &Speech, step: &Step, answer: &Answer) -> String {
    match (answer, &step.kind) {
        (Answer::Good, _) => speech.say("round-answer-good"),
        (Answer::Bad, _) => speech.say("round-answer-bad"),
        (Answer::NotApplicable, _) => speech.say("round-answer-not-applicable"),
        (Answer::Read, _) => speech.say("round-answer-read"),
        (Answer::Number(figure), Kind::Number { unit, .. }) => {
            format!("{figure} {}", procedure::queries::said(speech, &unit.0))
        }
        (Answer::Number(figure), _) => figure.to_string(),
        (Answer::Meter(reading), Kind::Meter { unit, .. }) => {
            format!("{} {}", reading.figure, procedure::queries::said(speech, &unit.0))
        }
        (Answer::Meter(reading), _) => reading.figure.to_string(),
        (Answer::Choice(value), Kind::Choice { choices }) => choices
            .iter()
            .find(|choice| choice.value == *value)
            .map_or_else(|| value.clone(), |choice| procedure::queries::either(speech, &choice.zh, &choice.en)),
        (Answer::Text(text) | Answer::Choice(text) | Answer::Scan(text), _) => text.clone(),
        (Answer::Stopwatch(seconds), _) => format!("{seconds} {}", speech.say("round-seconds")),
        (Answer::Location(at), _) => {
            speech.say_with("round-answer-located", &[("count", &format!("{:.0}", at.accuracy))])
        }
        (Answer::Photos(photos), _) => speech.say_with("round-photos-taken", &[("count", &photos.len().to_string())]),
        (Answer::Signature(_), _) => speech.say("round-answer-signed"),
    }
}

/// Whether a verdict stands for something that is not as it should be.
pub(crate) fn is_bad(verdict: &str) -> bool {
    [Verdict::Failed, Verdict::OutOfLimits, Verdict::Missing, Verdict::Unfit]
        .iter()
        .any(|v| verdict_word(*v) == verdict)
}

/// The supervisor's board, for programs and its page.
pub async fn board(cx: &mut Context, _: Nothing) -> Result<Board> {
    let speech = cx.speech();
    let names: BTreeMap<_, String> = org::tree(cx).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let mut board = Board { all: BoardLine::default(), orgs: Vec::new(), systems: Vec::new(), doers: Vec::new() };
    board.all.name = speech.say("round-board-all");
    for due in Timing::ALL.iter().copied() {
        for tally in rows::tally(cx, due).await? {
            add(&mut board.all, due, tally.count);
            let org = names.get(&tally.org_id).cloned().unwrap_or_default();
            add(line_of(&mut board.orgs, org, Some(format!("org_id={}", tally.org_id))), due, tally.count);
            let system = speech.say(&format!("choice-system-{}", tally.system.word().replace('_', "-")));
            add(line_of(&mut board.systems, system, Some(format!("system={}", tally.system.word()))), due, tally.count);
            let (name, filter) = of_doer(&speech, &tally);
            add(line_of(&mut board.doers, name, filter), due, tally.count);
        }
    }
    for lines in [&mut board.orgs, &mut board.systems, &mut board.doers] {
        lines.sort_by(|a, b| (b.late, b.missed, b.due, &a.name).cmp(&(a.late, a.missed, a.due, &b.name)));
    }
    Ok(board)
}

fn of_doer(speech: &Speech, tally: &Tally) -> (String, Option<String>) {
    match (&tally.staff_name, tally.role) {
        (Some(name), _) => (name.clone(), None),
        (None, Some(role)) => (doer(speech, None, None, Some(role)), Some(format!("role={}", role.word()))),
        (None, None) => (speech.say("round-vendors"), None),
    }
}

fn line_of(lines: &mut Vec<BoardLine>, name: String, filter: Option<String>) -> &mut BoardLine {
    let place = lines.iter().position(|line| line.name == name).unwrap_or_else(|| {
        lines.push(BoardLine { name, filter, ..BoardLine::default() });
        lines.len() - 1
    });
    &mut lines[place]
}

fn add(line: &mut BoardLine, due: Timing, count: i64) {
    match due {
        Timing::Due => line.due += count,
        Timing::Late => line.late += count,
        Timing::Missed => line.missed += count,
        Timing::MadeUp => line.made_up += count,
    }
}

/// What is too late, beside the board's entry.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let count = rows::count_late(cx).await?;
    Ok(Waits { entries: vec![Waiting { path: "/round/board", count, alarm: count > 0 }], topics: topics(cx) })
}

/// What makes lists of occurrences change.
pub(crate) fn topics(cx: &Context) -> Vec<String> {
    cx.scope().0.iter().map(|org| format!("occurrences:{org}")).collect()
}

/// The day on which an occurrence may be looked at as of today.
pub(crate) fn tonight(cx: &Context) -> kernel::Instant {
    let today: Date = cx.now().date(cx.zone());
    today.plus_days(1).start(cx.zone())
}

/// The refusal of the engine as one of ours.
pub(crate) fn refused(why: round::plan::Refused) -> Error {
    Error::Broken(why.message())
}
