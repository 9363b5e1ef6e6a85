//! What a phone carries along before it loses its signal.

use std::collections::{BTreeMap, BTreeSet};

use asset::PersonPaper;
use data_encoding::BASE64URL_NOPAD;
use desk::{JobCard, JobFact, JobStage};
use kernel::{ActorKind, Instant, Result, Span};
use module::Context;
use org::StaffId;
use round::procedure::{Answer, Given, Kind, LastReading, Procedure, Spot, Step};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use ui::Speech;

use super::{
    model::{
        Carried, CarriedCase, CarriedHandoff, CarriedPaper, CarriedPoint, CarriedProcedure, CarriedSpot, CarriedTask,
        CarryWork,
    },
    store,
};
use crate::{
    handoff,
    occurrence::{
        model::OccurrenceRow,
        queries::{Sheet, sheet, tonight},
        rules::works,
        store as tasks,
    },
    procedure::{self, queries::either},
    route,
    vendor_case::{self, model::VendorCase},
    vendor_worker,
    work::{
        self,
        model::Nothing,
        rules::{RECORDED, values},
    },
};

/// How far back what was missed or finished is carried along.
const BACK: Span = Span::days(2);
/// Bytes by which the cursor knows a record and what it says.
const MARK: usize = 5;

/// What the device has, told by its cursor, and what it is to have: a few bytes for each record, so that what has changed is
/// known without any clock.
struct Marks {
    had: BTreeSet<Vec<u8>>,
    has: Vec<u8>,
    all: Vec<String>,
}

impl Marks {
    fn since(cursor: Option<&str>) -> Self {
        let had = BASE64URL_NOPAD.decode(cursor.unwrap_or_default().as_bytes()).unwrap_or_default();
        Self { had: had.chunks(MARK).map(<[u8]>::to_vec).collect(), has: Vec::new(), all: Vec::new() }
    }

    /// Notes a record; whether the device does not have it as it is now.
    fn is_new(&mut self, id: String, record: &impl Serialize) -> Result<bool> {
        let digest = Sha256::digest(serde_json::to_vec(&(&id, record))?);
        let mark = &digest[..MARK];
        self.has.extend_from_slice(mark);
        self.all.push(id);
        Ok(!self.had.contains(mark))
    }
}

/// Today's and tomorrow's tasks with all they need, and his cases.
pub async fn carry(cx: &mut Context, input: CarryWork) -> Result<Carried> {
    let mut marks = Marks::since(input.since.as_deref());
    let (mut tasks, mut procedures, mut cases) = (Vec::new(), Vec::new(), Vec::new());
    let mut needed: BTreeMap<_, Procedure> = BTreeMap::new();
    let papers = asset::papers(cx, StaffId::from_uuid(cx.actor().id)).await?;
    for row in rows(cx).await? {
        let (task, procedure) = task(cx, row, &papers).await?;
        needed.entry(task.procedure_id).or_insert(procedure);
        if marks.is_new(task.id.to_string(), &task)? {
            tasks.push(task);
        }
    }
    for (id, procedure) in needed {
        let cited = cited(&cx.speech(), &procedure);
        let procedure = CarriedProcedure { id, body: serde_json::to_value(procedure)?, cited };
        if marks.is_new(id.to_string(), &procedure)? {
            procedures.push(procedure);
        }
    }
    for case in carried_cases(cx).await? {
        if marks.is_new(case.card.id.to_string(), &case)? {
            cases.push(case);
        }
    }
    let (person, name, cursor) = (cx.actor().id, cx.actor().name.clone(), BASE64URL_NOPAD.encode(&marks.has));
    Ok(Carried { now: cx.now(), person, name, cursor, all: marks.all, tasks, procedures, cases })
}

/// His cases; whoever takes part by a link has those of his firm and no others.
async fn carried_cases(cx: &mut Context) -> Result<Vec<CarriedCase>> {
    if cx.actor().kind != ActorKind::Staff {
        return Ok(Vec::new());
    }
    if vendor_worker::queries::firm(cx).await?.is_none() {
        let page = |card: &JobCard| format!("/field/cases/{}", card.id);
        let cards = desk::job_cards(cx).await?;
        return Ok(cards.into_iter().map(|card| CarriedCase { href: page(&card), card }).collect());
    }
    let mut carried = Vec::new();
    for case in vendor_case::queries::list(cx, Nothing {}).await?.rows {
        let (before, stages) = vendor_case::queries::ahead(cx, case.id).await?;
        carried.push(of_firm(case, before, stages));
    }
    Ok(carried)
}

fn of_firm(case: VendorCase, before: String, stages: Vec<JobStage>) -> CarriedCase {
    CarriedCase {
        href: format!("/field/vendor_cases/{}", case.id),
        card: JobCard {
            id: case.id,
            number: case.number,
            title: case.title,
            place: case.place,
            stage: case.stage,
            urgency: case.urgency,
            due_at: case.due_at,
            own: case.own,
            facts: case.facts.into_iter().map(|fact| JobFact { label: fact.label, words: fact.words }).collect(),
            photos: Vec::new(),
            before,
            stages,
        },
    }
}

/// What is his to do until tomorrow night, what was missed and can be made up for, and what he has finished of late.
async fn rows(cx: &mut Context) -> Result<Vec<OccurrenceRow>> {
    let window = (cx.now() - BACK, tonight(cx) + Span::days(1));
    let mut rows = Vec::new();
    for (org, free) in work::queries::posts(cx).await? {
        rows.extend(store::carried(cx, org, &free, window).await?);
    }
    rows.sort_by_key(|row| (row.closes_at, row.id));
    Ok(rows)
}

fn carried(spot: Spot) -> CarriedSpot {
    CarriedSpot { latitude: spot.at.latitude, longitude: spot.at.longitude, radius: spot.radius }
}

/// What is recorded already; of positions only that they were taken.
fn given(of: &BTreeMap<String, Given>) -> Value {
    let mut all = values(of);
    let located = of.iter().filter(|(_, given)| matches!(given.answer, Some(Answer::Location(_))));
    for (step, _) in located {
        all[step]["answer"] = json!({ RECORDED: true });
    }
    all
}

/// His paper that ends first of those a task asks for; none when it is in his hands already.
pub(super) fn paper<'a>(cx: &Context, sheet: &Sheet, papers: &'a [PersonPaper]) -> Option<&'a PersonPaper> {
    let works = works(&sheet.procedure);
    let own = sheet.row.staff_id == Some(StaffId::from_uuid(cx.actor().id));
    papers.iter().find(|paper| !own && paper.is_for(&works))
}

/// Where the figures of the steps are written.
fn cited(speech: &Speech, procedure: &Procedure) -> BTreeMap<String, String> {
    let words = |step: &Step| {
        let all: Vec<_> = step.standards.iter().map(|one| procedure::pages::cited(speech, procedure, one)).collect();
        (step.id.clone(), all.join("；"))
    };
    procedure.steps().filter(|step| !step.standards.is_empty()).map(words).collect()
}

/// The figures somebody found the last time, by step.
async fn last_figures(cx: &mut Context, sheet: &Sheet) -> Result<BTreeMap<String, String>> {
    let figures: BTreeSet<&str> = sheet
        .procedure
        .steps()
        .filter(|step| matches!(step.kind, Kind::Number { .. }))
        .map(|step| step.id.as_str())
        .collect();
    if figures.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut found = BTreeMap::new();
    for result in tasks::results_before(cx, &sheet.row).await? {
        let given: Given = serde_json::from_str(&result.given)?;
        if let (true, Some(Answer::Number(figure))) = (figures.contains(result.step.as_str()), given.answer) {
            found.insert(result.step, figure.to_string());
        }
    }
    Ok(found)
}

/// When the last day a paper holds is over.
pub(super) fn ends_at(cx: &Context, paper: &PersonPaper) -> Instant {
    paper.due_on.plus_days(1).start(cx.zone())
}

async fn task(cx: &mut Context, row: OccurrenceRow, papers: &[PersonPaper]) -> Result<(CarriedTask, Procedure)> {
    let sheet = sheet(cx, row).await?;
    let speech = cx.speech();
    let paper = paper(cx, &sheet, papers).map(|paper| CarriedPaper {
        title: either(&speech, &paper.zh, &paper.en),
        until: paper.due_on,
        ends_at: ends_at(cx, paper),
    });
    let row = &sheet.row;
    let place = match row.place_id {
        Some(id) => Some(property::place_line(cx, id).await?),
        None => None,
    };
    let place = place.map(|line| if line.name.is_empty() { line.code } else { line.name });
    let readings: Map<String, Value> =
        sheet.known.readings.iter().map(|(step, last)| (step.clone(), json!(last.figure.to_string()))).collect();
    let usual = |last: &LastReading| last.usual.map(|usual| json!(usual.round_dp(3).normalize().to_string()));
    let usual: Map<String, Value> =
        sheet.known.readings.iter().filter_map(|(step, last)| Some((step.clone(), usual(last)?))).collect();
    let handed = handoff::queries::open(cx, row).await?.map(|open| CarriedHandoff {
        from_name: open.from_name,
        note: open.note,
        given_at: open.given_at,
    });
    let last = last_figures(cx, &sheet).await?;
    let (written, spots) = route::queries::placed(cx, row).await?;
    let points = sheet.points.iter().filter_map(|stands| {
        let point = written.iter().find(|point| point.id.to_string() == stands.point)?;
        Some(CarriedPoint {
            id: point.id,
            name: point.name.clone(),
            codes: point.codes.clone(),
            spot: spots.get(&point.id).copied().map(carried),
            at: stands.at,
            by_name: stands.by_name.clone(),
        })
    });
    let task = CarriedTask {
        id: row.id,
        org_id: row.org_id,
        title: row.title.clone(),
        thing: row.thing_name.clone(),
        place: place.filter(|place| !place.is_empty()),
        system: row.system,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        state: row.state,
        staff_name: row.staff_name.clone(),
        handed,
        paper,
        procedure_id: row.procedure_id,
        given: given(&sheet.given),
        readings: Value::Object(readings),
        usual: Value::Object(usual),
        last,
        place_codes: sheet.known.place_codes.clone(),
        asset_codes: sheet.known.asset_codes.clone(),
        spot: sheet.known.spot.map(carried),
        points: points.collect(),
    };
    Ok((task, sheet.procedure))
}
