//! Read models of cases: the list, the record, and what other modules ask.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kernel::{ActorKind, Date, Error, Instant, Label, OrgId, Result};
use module::{Ask, Boxed, Context, Listing, Waiting, Waits, search};
use party::PersonId;
use process::{
    ClockView, Definition, State, Who, Words,
    runtime::{self, CaseId, Engine, Loaded},
    summary,
};
use property::{OpenCases, Place, PlaceId, PlaceLine};
use ui::Speech;
use uuid::Uuid;

use super::{
    model::{CaseFilter, CaseLine, CaseRecord, CaseRow, ClockLine, OfferLine, Related, ThisCase, Timing, UndoableLine},
    rules, store,
};
use crate::{deputy, dispatch, event, tie::model::Tie};

/// Colours the rooms with open cases in the drawing of a building.
pub struct BusyRooms;

impl OpenCases for BusyRooms {
    fn open_cases<'a>(&'a self, cx: &'a mut Context, below: &'a Place) -> Boxed<'a, Result<BTreeMap<PlaceId, u64>>> {
        Box::pin(async move {
            let building = below.building_id.unwrap_or(below.id);
            let shares = store::by_place_in(cx, building.uuid()).await?;
            Ok(shares.into_iter().filter_map(|s| Some((PlaceId::from_uuid(s.id?), s.count.unsigned_abs()))).collect())
        })
    }
}

/// Tells the file of equipment how soon the cases of its faults were taken up, and what the work took.
pub struct FaultCases;

impl asset::KnowsRepairs for FaultCases {
    fn taken_up<'a>(
        &'a self,
        cx: &'a mut Context,
        org: OrgId,
        cases: Vec<String>,
    ) -> Boxed<'a, Result<BTreeMap<String, Instant>>> {
        Box::pin(async move {
            let ids: Vec<CaseId> = cases.iter().filter_map(|id| id.parse().ok()).collect();
            let found = runtime::taken_up(cx, org, &ids).await?;
            Ok(found.into_iter().map(|(id, at)| (id.to_string(), at)).collect())
        })
    }

    fn told<'a>(&'a self, cx: &'a mut Context, cases: BTreeSet<String>) -> Boxed<'a, Result<Vec<asset::RepairTold>>> {
        Box::pin(async move {
            let ids: Vec<Uuid> = cases.iter().filter_map(|id| id.parse().ok()).map(|id: CaseId| id.uuid()).collect();
            Ok(store::by_ids(cx, &ids).await?.into_iter().map(rules::repair_told).collect())
        })
    }
}

/// The engine of this process.
pub(crate) fn engine(cx: &Context) -> Result<Arc<Engine>> {
    cx.platform().service::<Engine>().ok_or_else(|| Error::Internal("the case engine was not started".into()))
}

/// Words of a definition in the reader's language.
pub(crate) fn said(speech: &Speech, words: &Words) -> String {
    speech.label(&Label::from(words))
}

/// The reader, as the engine sees him where a case is.
pub(crate) fn who(cx: &Context, org: OrgId, is_requester: bool) -> Who {
    let actor = cx.actor();
    Who {
        kind: actor.kind,
        id: actor.id,
        name: actor.name.clone(),
        roles: actor.roles_in(org).map(str::to_owned).collect(),
        is_requester,
        stands_for: None,
    }
}

/// Whether the reader asked for the case. A resident sees and does nothing with cases of others.
pub(crate) fn is_requester(cx: &Context, state: &State) -> bool {
    let actor = cx.actor();
    state.requester.as_ref().is_some_and(|p| p.kind == ActorKind::Resident && p.is(actor.kind, actor.id))
}

/// A case of the scope that the reader may know of.
pub(crate) async fn load(cx: &mut Context, id: CaseId) -> Result<Loaded> {
    let case = runtime::load(cx, id).await?;
    known(cx, case).await
}

/// The same, to be acted on.
pub(crate) async fn take(cx: &mut Context, id: CaseId) -> Result<Loaded> {
    let case = runtime::take(cx, id).await?;
    known(cx, case).await
}

async fn known(cx: &mut Context, case: Loaded) -> Result<Loaded> {
    let knows = match cx.actor().kind {
        ActorKind::System => true,
        ActorKind::Staff => deputy::queries::sight(cx).await?.knows(&case),
        ActorKind::Resident => is_requester(cx, &case.state),
        ActorKind::Anonymous => false,
    };
    if knows { Ok(case) } else { Err(Error::NotFound) }
}

/// Those of these cases that the reader may know of.
pub(crate) async fn known_cases(cx: &mut Context, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
    store::known(cx, ids).await
}

/// Those of these files that belong to no confidential case, or to one that the reader may know of.
pub(crate) async fn known_files(cx: &mut Context, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
    let mut known = Vec::with_capacity(ids.len());
    for id in ids {
        let of = runtime::cases_of_file(cx, id).await?;
        if of.is_empty() || !store::known(cx, of).await?.is_empty() {
            known.push(id);
        }
    }
    Ok(known)
}

/// The list of cases.
pub async fn list(cx: &mut Context, ask: Ask<CaseFilter>) -> Result<Listing<CaseLine>> {
    let meant = match ask.page.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(q) => Some(meaning(cx, q).await?),
        None => None,
    };
    let (rows, count) = store::list(cx, &ask.page, &ask.filter, meant.as_ref()).await?;
    let lines = lines(cx, rows).await?;
    let page = &ask.page;
    Ok(Listing::cut(lines, page, count, |c| store::cursor(page, c.opened_at, c.due_at, c.id)))
}

/// The most that is counted beside an entry of the navigation.
pub(crate) const WAITING: i64 = 100;

/// What waits for the desk: what is late, and what nobody works on.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let late = CaseFilter { timing: Some(Timing::Late), ..CaseFilter::default() };
    let late = store::count(cx, &late, WAITING).await?;
    let stages = dispatch::queries::stages(cx)?;
    let unassigned = store::count_unassigned_at(cx, &stages, WAITING).await?;
    Ok(Waits {
        entries: vec![
            Waiting { path: "/desk/board", count: late, alarm: true },
            Waiting { path: "/desk/dispatch", count: unassigned, alarm: false },
        ],
        topics: topics(cx),
    })
}

/// The topics of the cases in the scope.
pub(crate) fn topics(cx: &Context) -> Vec<String> {
    cx.scope().0.iter().map(|org| format!("cases:{org}")).collect()
}

/// The cases and places a word may mean.
async fn meaning(cx: &mut Context, q: &str) -> Result<store::Meant> {
    let hits = search::find(cx, q, None).await?;
    let of = |kind: &str| hits.iter().filter(|h| h.kind == kind).map(|h| h.id).collect::<Vec<Uuid>>();
    let cases = of("case");
    let places = ["place", "room"].iter().flat_map(|kind| of(kind)).collect();
    Ok(store::Meant { cases, places })
}

/// Rows with the words that belong to them.
pub(crate) async fn lines(cx: &mut Context, rows: Vec<CaseRow>) -> Result<Vec<CaseLine>> {
    let places = places_of(cx, &rows).await?;
    let (engine, speech, now) = (engine(cx)?, cx.speech(), cx.now());
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let def = engine.pinned(&row.definition).await?;
        let state: State = serde_json::from_str(&row.state)?;
        let views = summary(&def, &state, &engine.calendars(row.org_id), now);
        let place = row.place_id.and_then(|id| places.get(&id)).map(place_words);
        lines.push(line(&speech, row, &def, &state, &views, place));
    }
    Ok(lines)
}

async fn places_of(cx: &mut Context, rows: &[CaseRow]) -> Result<BTreeMap<PlaceId, PlaceLine>> {
    let ids: BTreeSet<PlaceId> = rows.iter().filter_map(|r| r.place_id).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    property::place_lines(cx, &ids.into_iter().collect::<Vec<_>>()).await
}

/// A place as a case names it: a room by its code, everything else by its name.
pub(crate) fn place_words(place: &PlaceLine) -> String {
    if place.kind == property::PlaceKind::Room { place.code.clone() } else { place.name.clone() }
}

fn line(
    speech: &Speech,
    row: CaseRow,
    def: &Definition,
    state: &State,
    views: &[ClockView],
    place: Option<String>,
) -> CaseLine {
    let open = !state.is_ended(def);
    let clock = rules::pressing(state, views);
    let choice = |field: Option<&String>, value: Option<&String>| {
        let (spec, value) = (def.field(field?)?, value?);
        let found = spec.choices.iter().find(|c| &c.value == value);
        Some(found.map_or_else(|| value.clone(), |c| speech.label(&Label::Both { zh: c.zh.clone(), en: c.en.clone() })))
    };
    CaseLine {
        topic: choice(def.list.topic.as_ref(), row.topic.as_ref()),
        urgency: choice(def.list.urgency.as_ref(), row.urgency.as_ref()),
        stage_label: def.stage(&row.stage).map_or_else(|| row.stage.clone(), |s| said(speech, &s.label)),
        process_label: said(speech, &def.title),
        timing: rules::timing(open, row.paused, row.breached, clock),
        clock: clock.filter(|_| open).map(|c| clock_line(speech, state, c)),
        id: row.id,
        org_id: row.org_id,
        number: row.number,
        process: row.process,
        title: row.title,
        place,
        place_id: row.place_id,
        assignee: row.assignee_name.map(|name| match &state.assignee_for {
            Some(of) => speech.say_with("desk-for", &[("words", &name), ("name", &of.name)]),
            None => name,
        }),
        assignee_id: row.assignee_id,
        stage: row.stage,
        category: row.category,
        opened_at: row.opened_at,
        changed_at: row.changed_at,
        due_at: row.due_at,
        urges: row.urges,
        reworks: row.reworks,
    }
}

pub(crate) fn clock_line(speech: &Speech, state: &State, view: &ClockView) -> ClockLine {
    ClockLine {
        id: view.id.clone(),
        label: said(speech, &view.label),
        mark: view.mark.into(),
        counts: state.clocks.get(&view.id).is_some_and(|c| c.running_since.is_some()),
        due_at: view.due,
        used: view.elapsed.0,
        budget: view.budget.0,
        share: view.share,
    }
}

/// One case with everything a reader is shown of it.
pub async fn record(cx: &mut Context, which: ThisCase) -> Result<CaseRecord> {
    let case = load(cx, which.id).await?;
    let row = store::one(cx, which.id).await?;
    let place = match row.place_id {
        Some(id) => property::place_line(cx, id).await.ok().map(|p| place_words(&p)),
        None => None,
    };
    let (engine, speech, now) = (engine(cx)?, cx.speech(), cx.now());
    let views = summary(&case.def, &case.state, &engine.calendars(case.org), now);
    let offers = deputy::queries::offers(cx, &case).await?;
    let sides = deputy::queries::sides(cx, &case).await?;
    let timeline = runtime::timeline(cx, &case, &sides).await?;
    let hidden = case.def.hidden_from(&case.state, &sides);
    let requester = requester(cx, &case.state).await?;
    let shown = cx.actor().kind != ActorKind::Resident;
    let state = &case.state;
    let waiting_for =
        state.pause.as_ref().and_then(|p| p.reason.as_ref()).map(|r| event::queries::reason(&speech, &case.def, r));
    Ok(CaseRecord {
        version: case.version,
        channel: speech.say(&format!("choice-channel-{}", state.channel.replace('_', "-"))),
        requester,
        first_asked: state.first_asked.as_ref().map(|p| p.name.clone()).filter(|n| !n.is_empty()),
        waiting_for,
        clocks: views.iter().filter(|v| v.activation > 0).map(|v| clock_line(&speech, state, v)).collect(),
        fields: state
            .fields
            .iter()
            .filter(|(n, _)| !hidden.contains(*n))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect(),
        offers: offers.iter().map(|(offer, of)| offer_line(&speech, offer, of.as_ref())).collect(),
        kept_until: kept_until(cx, &engine, &case),
        undoable: undoable(&speech, &case, &who(cx, case.org, false)),
        timeline: event::queries::steps(&speech, &case.def, &timeline, shown, cx.zone()),
        related: related(cx, &case).await?,
        line: line(&speech, row, &case.def, state, &views, place),
    })
}

/// Shows what is recorded beside each thing that has to be confirmed; whether there is any.
pub async fn show_what_to_confirm(cx: &mut Context, case: &Loaded, form: &mut kernel::form::Form) -> bool {
    let Some(field) = form.fields.iter_mut().find(|field| field.name == process::CONFIRMED) else { return false };
    let kernel::form::Kind::Choice { choices } = &mut field.kind else { return false };
    for choice in choices {
        let Some(spec) = case.def.field(&choice.value) else { continue };
        let value = case.state.fields.get(&spec.name).unwrap_or(&serde_json::Value::Null);
        let words = match (spec.to.as_deref(), value.as_str()) {
            (Some(noun), Some(id)) => cx.known(noun, id).await.map(|(words, _)| words),
            _ => event::queries::value_words(&cx.speech(), spec, value, cx.zone()),
        };
        if let Some(words) = words {
            let label = |lang: &str| format!("{lang}：{words}");
            choice.label = Some(Label::Both { zh: label(&spec.label.zh), en: label(&spec.label.en) });
        }
    }
    true
}

/// Until when the records of an ended case are kept, by the version in force.
fn kept_until(cx: &Context, engine: &Engine, case: &Loaded) -> Option<Date> {
    let ended = case.state.moved_at.filter(|_| case.state.is_ended(&case.def))?;
    engine.current(&case.def.key).ok()?.retention.as_ref()?.until(ended.date(cx.zone()))
}

/// What was done last, while it can be taken back.
pub(crate) fn undoable(speech: &Speech, case: &Loaded, reader: &process::Who) -> Option<UndoableLine> {
    let last = case.state.undoable.as_deref()?;
    let label = case.def.action(&last.action).map_or_else(|| last.action.clone(), |a| said(speech, &a.label));
    let yours = case.state.undoable_by(reader).is_some();
    let by = if last.by.name.is_empty() { speech.say("field-requester") } else { last.by.name.clone() };
    Some(UndoableLine { label, by, until: last.until, yours })
}

/// The masked name of whoever asked: the register knows it, the case does not.
async fn requester(cx: &mut Context, state: &State) -> Result<Option<String>> {
    let Some(person) = &state.requester else { return Ok(None) };
    if person.kind != ActorKind::Resident || person.id.is_nil() {
        return Ok(Some(person.name.clone()).filter(|n| !n.is_empty()));
    }
    let id = PersonId::from_uuid(person.id);
    Ok(party::person_names(cx, &[id]).await?.remove(&id))
}

fn offer_line(speech: &Speech, offer: &process::Offer, of: Option<&process::Person>) -> OfferLine {
    let tone = match offer.tone {
        process::definition::Tone::Primary => "primary",
        process::definition::Tone::Normal => "normal",
        process::definition::Tone::Danger => "danger",
    };
    OfferLine {
        action: offer.action.clone(),
        label: match of {
            Some(of) => speech.say_with("desk-for", &[("words", &said(speech, &offer.label)), ("name", &of.name)]),
            None => said(speech, &offer.label),
        },
        asks: !offer.form.fields.is_empty(),
        confirm: offer.confirm,
        tone: tone.to_owned(),
        refusal: offer.refusal.as_ref().map(|r| speech.message(&r.message())),
    }
}

async fn related(cx: &mut Context, case: &Loaded) -> Result<Vec<Related>> {
    if cx.actor().kind == ActorKind::Resident {
        return Ok(Vec::new());
    }
    let mut ties: Vec<(String, Uuid)> = case.state.links.clone();
    ties.extend(case.state.master.map(|id| ("master".to_owned(), id)));
    let merged = store::merged_into(cx, case.org, case.id).await?;
    ties.extend(merged.into_iter().map(|id| ("merged".to_owned(), id)));
    let rows = store::by_ids(cx, &ties.iter().map(|t| t.1).collect::<Vec<_>>()).await?;
    // What the engine tied stays: a case it opened, and the one that opened it.
    let mut engines: BTreeSet<Uuid> = case.state.children.keys().copied().collect();
    for row in &rows {
        let state: State = serde_json::from_str(&row.state)?;
        engines.extend(state.children.contains_key(&case.id.uuid()).then_some(row.id.uuid()));
    }
    let speech = cx.speech();
    let lines = lines(cx, rows).await?;
    Ok(ties
        .into_iter()
        .filter_map(|(link, id)| {
            let case = lines.iter().find(|l| l.id.uuid() == id)?.clone();
            let key = format!("desk-link-{}", link.replace('_', "-"));
            let tie = Tie::ALL.iter().copied().find(|t| t.word() == link && !engines.contains(&id));
            Some(Related { link: speech.known(&key).unwrap_or(link), tie, case })
        })
        .collect())
}

/// The cases at a place, open ones first, then the latest; `most` of them.
pub async fn cases_of_place(cx: &mut Context, org: OrgId, place: PlaceId, most: i64) -> Result<Vec<CaseLine>> {
    let rows = store::of_place(cx, org, place.uuid(), most).await?;
    lines(cx, rows).await
}

/// How many open cases are looked at together.
const TOGETHER: i64 = 200;

/// The open cases of all processes that ask `role` for a step and whose state is as wanted, in the order they came. Only states are
/// read of the others, some hundred at a time.
///
/// # Errors
/// Those of the database.
pub async fn open_asking(cx: &mut Context, role: &str, wanted: impl Fn(&State) -> bool) -> Result<Vec<CaseLine>> {
    let outlines = engine(cx)?.outlines();
    let asking = outlines.iter().filter(|outline| outline.asked.contains(role));
    let processes: Vec<String> = asking.map(|outline| outline.key.clone()).collect();
    let mut found = Vec::new();
    let mut behind = None;
    while !processes.is_empty() {
        let rows = store::open_of(cx, &processes, behind, TOGETHER).await?;
        behind = rows.last().map(|row| row.id);
        let more = i64::try_from(rows.len()).is_ok_and(|count| count == TOGETHER);
        for row in rows {
            if wanted(&serde_json::from_str(&row.state)?) {
                found.push(row);
            }
        }
        if !more {
            break;
        }
    }
    lines(cx, found).await
}

/// How many cases the reader may know of are open at each place of a community; places without one are left out.
///
/// # Errors
/// Those of the database.
pub async fn open_by_place(cx: &mut Context, org: OrgId) -> Result<BTreeMap<PlaceId, u64>> {
    let shares = store::open_by_place(cx, org).await?;
    Ok(shares.into_iter().filter_map(|s| Some((PlaceId::from_uuid(s.id?), s.count.unsigned_abs()))).collect())
}

/// Those of these cases that the reader may know of, latest first.
///
/// # Errors
/// Those of the database.
pub async fn cases_by_ids(cx: &mut Context, ids: &[CaseId]) -> Result<Vec<CaseLine>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = store::by_ids(cx, &ids).await?;
    lines(cx, rows).await
}
