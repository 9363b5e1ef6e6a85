//! What the phone's pages show.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use kernel::{
    ActorKind, Id, OrgId, Result,
    form::{Choice, Field, Form, Kind},
};
use module::{Context, Waiting, Waits};
use org::StaffName;
use party::PersonId;
use process::{
    CONFIRMED, Definition, KindSpec, Offer, Onward, State, Words,
    definition::Tone,
    foresee,
    runtime::{self, CaseId, Loaded},
    summary,
};
use property::{PlaceId, PlaceLine};
use ui::Speech;
use uuid::Uuid;

use super::{
    model::{Job, JobCard, JobFact, JobField, JobItem, JobLine, JobLines, JobStage, JobStep, Nothing},
    rules::{self, Turn},
    store as rows,
};
use crate::{
    case::{
        model::{ClockLine, Mark, Step},
        queries::{WAITING, clock_line, engine, load, place_words, said, show_what_to_confirm, topics},
    },
    deputy,
    event::queries::{steps, value_words},
};

/// Somebody's jobs, or the pool, with the words that belong to them.
pub(super) struct Jobs {
    /// The jobs in the order they are to be done.
    pub jobs: Vec<Job>,
    /// Their definitions, by key.
    pub defs: BTreeMap<String, Arc<Definition>>,
    /// The names of the places.
    pub places: BTreeMap<Uuid, String>,
}

impl Jobs {
    /// Whose turn it is with a job.
    pub fn turn(&self, job: &Job) -> Turn {
        self.defs.get(&job.process).map_or(Turn::Own, |def| rules::turn(def, job))
    }
}

/// One case as its page shows it.
pub(super) struct Sheet {
    /// The case.
    pub case: Loaded,
    /// Where.
    pub place: Option<PlaceLine>,
    /// Who waits there.
    pub contact: Option<party::Contact>,
    /// What may be pressed.
    pub offers: Vec<Offer>,
    /// Work items that may be recorded, and whether they have been.
    pub work: Vec<(String, Words, bool)>,
    /// The limits.
    pub clocks: Vec<ClockLine>,
    /// What happened, latest first.
    pub steps: Vec<Step>,
}

/// Whom to ring: the person named in the case, else whoever asked.
pub(crate) fn contact(state: &State) -> Option<PersonId> {
    let named = state.fields.get("contact").and_then(|v| v.as_str()).and_then(|id| id.parse().ok());
    let asked = || state.requester.as_ref().filter(|p| p.kind == ActorKind::Resident && !p.id.is_nil());
    named.or_else(|| asked().map(|p| Id::from_uuid(p.id)))
}

/// The actor's own open cases.
pub(super) async fn mine(cx: &mut Context) -> Result<Jobs> {
    let own = if cx.actor().kind == ActorKind::Staff { deputy::queries::own(cx).await? } else { Vec::new() };
    let mut jobs = Vec::new();
    for id in own {
        jobs.extend(rows::of_assignee(cx, id).await?);
    }
    shown(cx, jobs).await
}

/// What waits on the phone: one's own jobs, and those one may take.
pub(super) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let id = cx.actor().id;
    let own = if cx.actor().kind == ActorKind::Staff { rows::count_of_assignee(cx, id, WAITING).await? } else { 0 };
    let mut free = 0;
    for (process, stage) in rules::pools(&engine(cx)?.outlines()) {
        free += rows::count_in_stage(cx, &process, &stage, WAITING).await?;
    }
    let figure = |path, count: i64| Waiting { path, count: count.min(WAITING), alarm: false };
    Ok(Waits { entries: vec![figure("/field", own), figure("/field/pool", free)], topics: topics(cx) })
}

/// The cases one may take.
pub(super) async fn pool(cx: &mut Context) -> Result<Jobs> {
    let mut jobs = Vec::new();
    for (process, stage) in rules::pools(&engine(cx)?.outlines()) {
        jobs.extend(rows::in_stage(cx, &process, &stage).await?);
    }
    shown(cx, jobs).await
}

async fn shown(cx: &mut Context, mut jobs: Vec<Job>) -> Result<Jobs> {
    let now = cx.now();
    jobs.sort_by_key(|job| rules::rank(job, now));
    let engine = engine(cx)?;
    let processes: BTreeSet<&str> = jobs.iter().map(|job| job.process.as_str()).collect();
    let defs =
        processes.into_iter().filter_map(|process| Some((process.to_owned(), engine.current(process).ok()?))).collect();
    let mut ids: Vec<PlaceId> = jobs.iter().filter_map(|job| job.place_id).map(Id::from_uuid).collect();
    ids.sort_unstable();
    ids.dedup();
    let lines = property::place_lines(cx, &ids).await?;
    let places = lines.into_iter().map(|(id, line)| (id.uuid(), place_words(&line))).collect();
    Ok(Jobs { jobs, defs, places })
}

/// One case of the communities he works in.
pub(super) async fn sheet(cx: &mut Context, id: CaseId) -> Result<Sheet> {
    let case = load(cx, id).await?;
    let sides = deputy::queries::sides(cx, &case).await?;
    let log = runtime::timeline(cx, &case, &sides).await?;
    let cals = engine(cx)?.calendars(case.org);
    let place = match case.place {
        Some(id) => property::place_lines(cx, &[Id::from_uuid(id)]).await?.into_values().next(),
        None => None,
    };
    let recorded = |item: &str| case.state.work.contains_key(item);
    let work = deputy::queries::work_offers(cx, &case).await?.into_iter();
    let work = work.map(|(item, words, _)| (item.clone(), words, recorded(&item))).collect();
    let speech = cx.speech();
    let begun = summary(&case.def, &case.state, &cals, cx.now()).into_iter().filter(|view| view.activation > 0);
    let clocks =
        begun.map(|view| clock_line(&speech, &case.state, &view)).filter(|line| line.mark != Mark::Void).collect();
    let mut offers = Vec::new();
    for (mut offer, _) in deputy::queries::offers(cx, &case).await? {
        show_what_to_confirm(cx, &case, &mut offer.form).await;
        offers.push(offer);
    }
    let case = case.shown_to(&sides);
    let contact = match contact(&case.state) {
        Some(person) => party::contact(cx, person).await?,
        None => None,
    };
    let steps = steps(&speech, &case.def, &log, true, cx.zone());
    Ok(Sheet { place, contact, offers, work, clocks, steps, case })
}

/// The actor's own jobs, for programs.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<JobLines> {
    mine(cx).await.map(lines)
}

/// What one may take, for programs.
pub async fn list_pool(cx: &mut Context, _: Nothing) -> Result<JobLines> {
    pool(cx).await.map(lines)
}

/// The most jobs whose facts are carried along.
const CARRIED: usize = 50;

/// The actor's own jobs with what is known of them, to be read where there is no signal; nothing personal is among it.
///
/// # Errors
/// Those of the database.
pub async fn job_cards(cx: &mut Context) -> Result<Vec<JobCard>> {
    let jobs = mine(cx).await?;
    let speech = cx.speech();
    let mut cards = Vec::new();
    let mut here: BTreeMap<OrgId, Vec<StaffName>> = BTreeMap::new();
    for job in jobs.jobs.iter().take(CARRIED) {
        let case = load(cx, job.id).await?;
        let colleagues = match here.entry(case.org) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(org::staff_of(cx, case.org, None, None).await?),
        };
        let stages = job_stages(cx, &case, colleagues).await?;
        let sides = deputy::queries::sides(cx, &case).await?;
        let case = case.shown_to(&sides);
        let stage = case.def.stage(&job.stage).map(|stage| said(&speech, &stage.label));
        let facts = case.def.fields.iter().filter(|field| CARRIED_FACTS.contains(&field.name.as_str()));
        let facts = facts.filter_map(|field| {
            let words = value_words(&speech, field, case.state.fields.get(&field.name)?, cx.zone())?;
            Some(JobFact { label: said(&speech, &field.label), words })
        });
        cards.push(JobCard {
            id: job.id,
            number: job.number.clone(),
            title: job.title.clone(),
            place: job.place_id.and_then(|id| jobs.places.get(&id)).cloned(),
            stage: stage.unwrap_or_else(|| job.stage.clone()),
            urgency: job.urgency.clone(),
            due_at: job.due_at,
            own: jobs.turn(job) == Turn::Own,
            facts: facts.collect(),
            photos: photos(&case),
            before: case.state.before.clone(),
            stages,
        });
    }
    Ok(cards)
}

/// The photos of a case, as far as they are carried along.
fn photos(case: &Loaded) -> Vec<String> {
    let taken = case.def.fields.iter().filter(|field| field.kind == KindSpec::Photo);
    let values = taken.filter_map(|field| case.state.fields.get(&field.name));
    let ids = values.flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
    ids.filter_map(|id| id.as_str().map(str::to_owned)).take(PHOTOS).collect()
}

/// The most photos of a job that are carried along.
const PHOTOS: usize = 6;

/// What of a case is of use on the way to it.
const CARRIED_FACTS: [&str; 6] = ["details", "appointment", "trade", "plan", "expected_at", "result"];

fn lines(jobs: Jobs) -> JobLines {
    let line = |job: &Job| JobLine {
        id: job.id,
        number: job.number.clone(),
        process: job.process.clone(),
        title: job.title.clone(),
        place: job.place_id.and_then(|id| jobs.places.get(&id)).cloned(),
        stage: job.stage.clone(),
        urgency: job.urgency.clone(),
        due_at: job.due_at,
        paused: job.paused,
        urges: job.urges,
        own: jobs.turn(job) == Turn::Own,
    };
    JobLines { rows: jobs.jobs.iter().map(line).collect() }
}

/// Where a case stands and where his own steps would lead it, in his own name and for those he stands in for. Of the registers only
/// the colleagues he may name are carried along: a step that asks for another record, or has to be confirmed as it stands, is for a page.
///
/// # Errors
/// Those of the database.
pub async fn job_stages(cx: &mut Context, case: &Loaded, colleagues: &[StaffName]) -> Result<Vec<JobStage>> {
    let sides = deputy::queries::sides(cx, case).await?;
    let (speech, today) = (cx.speech(), cx.now().date(cx.zone()));
    let ahead = foresee(&case.def, &case.state, &sides, today);
    let stage = |one: process::Foreseen| JobStage {
        stage: one.stage,
        label: said(&speech, &one.label),
        steps: one.onward.into_iter().filter_map(|onward| step(&speech, onward, colleagues)).collect(),
        work: one
            .work
            .into_iter()
            .filter_map(|(item, label, form)| {
                Some(JobItem { item, label: said(&speech, &label), form: fields(&speech, &form, colleagues)? })
            })
            .collect(),
    };
    Ok(ahead.into_iter().map(stage).collect())
}

fn step(speech: &Speech, Onward { offer, to, needs }: Onward, colleagues: &[StaffName]) -> Option<JobStep> {
    if offer.form.field(CONFIRMED).is_some() {
        return None;
    }
    let form = fields(speech, &offer.form, colleagues)?;
    let main = offer.tone == Tone::Primary;
    Some(JobStep { action: offer.action, label: said(speech, &offer.label), to, main, needs, form })
}

/// The register of which those who work here are carried along.
const STAFF: &str = "staff";

/// The fields of a form; none when one that must be given cannot be without the house.
fn fields(speech: &Speech, form: &Form, colleagues: &[StaffName]) -> Option<Vec<JobField>> {
    let can = |field: &&Field| match &field.kind {
        Kind::Ref { to } => to == STAFF && !colleagues.is_empty(),
        kind => !matches!(kind, Kind::Any | Kind::Secret),
    };
    if form.fields.iter().any(|field| field.required && !can(&field)) {
        return None;
    }
    Some(form.fields.iter().filter(can).map(|field| told(speech, field, colleagues)).collect())
}

fn told(speech: &Speech, field: &Field, colleagues: &[StaffName]) -> JobField {
    let (choices, inner) = match &field.kind {
        Kind::Choice { choices } => {
            let words =
                |choice: &Choice| choice.label.as_ref().map_or_else(|| choice.value.clone(), |l| speech.label(l));
            (choices.iter().map(|choice| (choice.value.clone(), words(choice))).collect(), Vec::new())
        }
        Kind::Ref { .. } => (colleagues.iter().map(|one| (one.id.to_string(), one.name.clone())).collect(), Vec::new()),
        Kind::Group { fields } => (Vec::new(), fields.iter().map(|field| told(speech, field, colleagues)).collect()),
        _ => (Vec::new(), Vec::new()),
    };
    let kind = serde_json::to_value(&field.kind).ok();
    let kind = kind.as_ref().and_then(|kind| kind["kind"].as_str()).unwrap_or("text");
    JobField {
        name: field.name.clone(),
        kind: if kind == "ref" { "choice" } else { kind }.to_owned(),
        label: speech.label(&field.label()),
        required: field.required,
        many: field.many,
        min: field.min,
        max: field.max,
        choices,
        fields: inner,
    }
}
