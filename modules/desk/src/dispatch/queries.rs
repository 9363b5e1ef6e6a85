//! Who has how much to do, and whose turn it is.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use kernel::{Date, OrgId, Result, form::Field};
use module::Context;
use org::{StaffId, StaffName, Trade};
use process::{State, definition::Assign, runtime::Loaded};
use property::PlaceId;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    model::{AskDispatch, DispatchBoard, Hand, InBuilding, Suggestion, WaitingCase},
    rules::{Candidate, Fit, best, next},
};
use crate::case::{
    model::{CaseRow, Timing},
    queries::{engine, lines, place_words, said, who},
    rules, store,
};

/// Cases of each kind on the board.
const SHOWN: i64 = 50;
/// Cases shown below one name.
const OF_ONE: usize = 10;

/// Whoever is on duty for the trade of a case and has least to do; `None` when nobody is.
pub(crate) async fn next_on_duty(
    cx: &mut Context,
    case: &Loaded,
    said: &Map<String, Value>,
) -> Result<Option<StaffName>> {
    let now = cx.now();
    // What is being said with it counts before what is known.
    let topic = case.def.list.topic.as_ref().and_then(|name| said.get(name)).and_then(Value::as_str);
    let trade = topic.map_or_else(|| trade_of(case), trade_named);
    let on_duty = org::on_duty(cx, case.org, trade, now).await?;
    let on_duty = without_lapsed(cx, on_duty, work_of(case, said)).await?;
    let loads = loads(cx, None).await?;
    let on_duty = those_here(on_duty, &org::absences(cx, now).await?);
    let candidates =
        on_duty.into_iter().map(|person| Candidate { load: loads.get(&person.id).copied().unwrap_or(0), person });
    Ok(next(candidates.collect()))
}

/// Whoever holds a role where the case is and has least to do, those on duty first; `None` when nobody holds it.
pub(crate) async fn next_of(cx: &mut Context, org: OrgId, role: &str) -> Result<Option<StaffName>> {
    let now = cx.now();
    let on_duty: BTreeSet<StaffId> = org::on_duty(cx, org, None, now).await?.into_iter().map(|s| s.id).collect();
    let held = org::staff_of(cx, org, Some(role), None).await?;
    let held = those_here(held, &org::absences(cx, now).await?);
    let loads = loads(cx, None).await?;
    let (duty, off): (Vec<StaffName>, Vec<StaffName>) = held.into_iter().partition(|s| on_duty.contains(&s.id));
    let candidates = if duty.is_empty() { off } else { duty };
    let load = |id: &StaffId| loads.get(id).copied().unwrap_or(0);
    Ok(next(candidates.into_iter().map(|person| Candidate { load: load(&person.id), person }).collect()))
}

/// Those who are not away; all of them when nobody is there, since whoever stands in gets it then.
fn those_here(people: Vec<StaffName>, away: &org::Absences) -> Vec<StaffName> {
    let here: Vec<StaffName> = people.iter().filter(|s| away.stand_in(s.id).is_none()).cloned().collect();
    if here.is_empty() { people } else { here }
}

/// What work a case is: what is being said with it counts before what is known.
fn work_of<'a>(case: &'a Loaded, said: &'a Map<String, Value>) -> Option<&'a str> {
    let topic = case.def.list.topic.as_ref()?;
    said.get(topic).or_else(|| case.state.fields.get(topic)).and_then(Value::as_str)
}

/// Those of whom no paper that the work asks for has lapsed.
async fn without_lapsed(cx: &mut Context, people: Vec<StaffName>, work: Option<&str>) -> Result<Vec<StaffName>> {
    let Some(work) = work else { return Ok(people) };
    let ids: Vec<StaffId> = people.iter().map(|person| person.id).collect();
    let lapsed = asset::lapsed_papers(cx, &ids, &[work], today(cx)).await?;
    Ok(people.into_iter().filter(|person| !lapsed.contains_key(&person.id)).collect())
}

/// Refuses to give a case to somebody whose paper for that work has lapsed.
pub(crate) async fn refuse_lapsed(
    cx: &mut Context,
    case: &Loaded,
    said: &Map<String, Value>,
    (id, name): (StaffId, &str),
) -> Result<()> {
    let Some(work) = work_of(case, said) else { return Ok(()) };
    match asset::lapsed_papers(cx, &[id], &[work], today(cx)).await?.remove(&id) {
        Some(paper) => cx.refuse(paper.refusal(name)),
        None => Ok(()),
    }
}

fn today(cx: &Context) -> Date {
    cx.now().date(cx.zone())
}

/// The trade a case asks for.
pub(crate) fn trade_of(case: &Loaded) -> Option<Trade> {
    trade_named(case.state.fields.get(case.def.list.topic.as_ref()?).and_then(Value::as_str)?)
}

fn trade_named(topic: &str) -> Option<Trade> {
    Trade::ALL.iter().copied().find(|t| t.word() == topic)
}

/// Open cases of each member of staff, or those that stand so with their limits.
pub(crate) async fn loads(cx: &mut Context, timing: Option<Timing>) -> Result<BTreeMap<StaffId, i64>> {
    let counted = store::by_assignee(cx, timing).await?;
    Ok(counted.into_iter().filter_map(|s| Some((StaffId::from_uuid(s.id?), s.count))).collect())
}

/// Who may be given a case: those of the trade where it is, whoever is on duty and has least to do first.
pub(crate) async fn hands_for(cx: &mut Context, org: OrgId, trade: Option<Trade>) -> Result<Vec<Hand>> {
    let now = cx.now();
    let on_duty: BTreeSet<StaffId> = org::on_duty(cx, org, trade, now).await?.into_iter().map(|s| s.id).collect();
    let mut people = org::staff_of(cx, org, None, trade).await?;
    if people.is_empty() {
        people = org::staff_of(cx, org, Some("technician"), None).await?;
    }
    let mut people = without_lapsed(cx, people, trade.map(Trade::word)).await?;
    let away = org::absences(cx, now).await?;
    let (open, late) = (loads(cx, None).await?, loads(cx, Some(Timing::Late)).await?);
    let paused = loads(cx, Some(Timing::Paused)).await?;
    let mut seen = BTreeSet::new();
    people.retain(|s| seen.insert(s.id));
    let count = |of: &BTreeMap<StaffId, i64>, id: StaffId| of.get(&id).copied().unwrap_or(0);
    let mut hands: Vec<Hand> = people
        .into_iter()
        .map(|s| Hand {
            on_duty: on_duty.contains(&s.id),
            deputy: away.stand_in(s.id).map(|d| d.name.clone()),
            open: count(&open, s.id),
            late: count(&late, s.id),
            paused: count(&paused, s.id),
            cases: Vec::new(),
            id: s.id,
            name: s.name,
        })
        .collect();
    hands.sort_by_key(|h| (h.deputy.is_some(), !h.on_duty, h.open));
    Ok(hands)
}

/// Where cases wait to be given to somebody: process and stage.
pub(crate) fn stages(cx: &Context) -> Result<Vec<(String, String)>> {
    let of = |outline: &std::sync::Arc<process::Outline>| {
        outline.dispatched.iter().map(|stage| (outline.key.clone(), stage.clone())).collect::<Vec<_>>()
    };
    Ok(engine(cx)?.outlines().iter().flat_map(of).collect())
}

/// The dispatch board of everything in the scope, or of one building.
pub async fn board(cx: &mut Context, ask: AskDispatch) -> Result<DispatchBoard> {
    let stages = stages(cx)?;
    let mut rows = store::unassigned_at(cx, &stages, SHOWN * 2).await?;
    let buildings = buildings(cx, &rows).await?;
    rows.retain(|r| ask.area_id.is_none() || r.area_id == ask.area_id);
    let suggestions = suggestions(cx, &rows).await?;
    let lacking = lacking(cx, &rows).await?;
    let waiting = lines(cx, rows).await?.into_iter().zip(suggestions).zip(lacking);
    let waiting = waiting.map(|((case, suggestion), lacking)| WaitingCase { case, suggestion, lacking });
    let (pool, unassigned) = waiting.partition(|w: &WaitingCase| w.case.stage == "pool");
    Ok(DispatchBoard { buildings, unassigned, pool, hands: hands(cx).await? })
}

/// What each of these cases lacks to be given to somebody, and the reader may say with it.
async fn lacking(cx: &mut Context, rows: &[CaseRow]) -> Result<Vec<Vec<Field>>> {
    let (engine, today) = (engine(cx)?, cx.now().date(cx.zone()));
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (def, state): (_, State) = (engine.pinned(&row.definition).await?, serde_json::from_str(&row.state)?);
        let gives = |o: &process::Offer| def.action(&o.action).is_some_and(|a| a.assign == Some(Assign::Input));
        let offer = process::offers(&def, &state, &who(cx, row.org_id, false), today).into_iter().find(gives);
        let is_lacking = |field: &Field| {
            let action = offer.as_ref().and_then(|o| def.action(&o.action));
            action.is_some_and(|a| field.name != "assignee" && a.asks.iter().all(|ask| ask.field != field.name))
        };
        let fields = offer.iter().flat_map(|o| o.form.fields.iter()).filter(|f| is_lacking(f) && f.name != "reason");
        found.push(fields.cloned().collect());
    }
    Ok(found)
}

/// The buildings in which these cases are, the most first.
async fn buildings(cx: &mut Context, rows: &[CaseRow]) -> Result<Vec<InBuilding>> {
    let mut counts: BTreeMap<PlaceId, u64> = BTreeMap::new();
    for area in rows.iter().filter_map(|r| r.area_id) {
        *counts.entry(area).or_default() += 1;
    }
    let ids: Vec<PlaceId> = counts.keys().copied().collect();
    let places = if ids.is_empty() { BTreeMap::new() } else { property::place_lines(cx, &ids).await? };
    let named = |(area_id, count)| Some(InBuilding { area_id, name: place_words(places.get(&area_id)?), count });
    let mut found: Vec<InBuilding> = counts.into_iter().filter_map(named).collect();
    found.sort_by_key(|b| std::cmp::Reverse(b.count));
    found.truncate(20);
    Ok(found)
}

/// Those of a trade in a community.
struct Crew {
    able: Vec<StaffName>,
    on_duty: BTreeSet<StaffId>,
}

/// Whom the board would give each of these cases to: somebody of its trade who is there, on duty, near and free.
async fn suggestions(cx: &mut Context, rows: &[CaseRow]) -> Result<Vec<Option<Suggestion>>> {
    let now = cx.now();
    let away = org::absences(cx, now).await?;
    let loads = loads(cx, None).await?;
    let nearby: BTreeMap<(Uuid, Uuid), i64> =
        store::by_assignee_and_area(cx).await?.into_iter().map(|(who, area, count)| ((who, area), count)).collect();
    let mut crews: BTreeMap<(OrgId, &'static str), Crew> = BTreeMap::new();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let trade = Trade::ALL.iter().copied().find(|t| Some(t.word()) == row.topic.as_deref());
        let Some(trade) = trade else {
            found.push(None);
            continue;
        };
        let crew = match crews.entry((row.org_id, trade.word())) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let able = org::staff_of(cx, row.org_id, None, Some(trade)).await?;
                let on_duty = org::on_duty(cx, row.org_id, Some(trade), now).await?;
                place.insert(Crew { able, on_duty: on_duty.into_iter().map(|s| s.id).collect() })
            }
        };
        let fit = |person: &StaffName| Fit {
            on_duty: crew.on_duty.contains(&person.id),
            nearby: row.area_id.and_then(|area| nearby.get(&(person.id.uuid(), area.uuid()))).copied().unwrap_or(0),
            load: loads.get(&person.id).copied().unwrap_or(0),
            person: person.clone(),
        };
        let here = crew.able.iter().filter(|s| away.stand_in(s.id).is_none());
        found.push(best(here.map(fit).collect()).map(|fit| explained(cx, trade, fit)));
    }
    Ok(found)
}

/// A suggestion with its reasons in words.
fn explained(cx: &Context, trade: Trade, fit: Fit<StaffName>) -> Suggestion {
    let speech = cx.speech();
    let trade = speech.say(&format!("choice-trade-{}", trade.word().replace('_', "-")));
    let mut why = vec![speech.say_with("desk-fit-skilled", &[("trade", &trade)])];
    if fit.on_duty {
        why.push(speech.say("desk-on-duty"));
    }
    if fit.nearby > 0 {
        why.push(speech.say_with("desk-fit-nearby", &[("count", &fit.nearby.to_string())]));
    }
    why.push(speech.say_with("desk-fit-load", &[("count", &fit.load.to_string())]));
    Suggestion { id: fit.person.id, name: fit.person.name, why }
}

/// Everybody who works on something or could, with his most pressing cases.
async fn hands(cx: &mut Context) -> Result<Vec<Hand>> {
    let mut hands: BTreeMap<StaffId, Hand> = BTreeMap::new();
    let units: Vec<OrgId> = cx.scope().0.iter().copied().filter(|o| *o != kernel::COMPANY).collect();
    for org in units {
        for hand in hands_for(cx, org, None).await?.into_iter().filter(|h| h.open > 0 || h.on_duty) {
            let known = hands.entry(hand.id).or_insert_with(|| hand.clone());
            known.on_duty |= hand.on_duty;
        }
    }
    let mut hands: Vec<Hand> = hands.into_values().collect();
    hands.sort_by_key(|h| (std::cmp::Reverse(h.open), !h.on_duty));
    hands.truncate(60);
    let rows = store::pressing_of(cx, &hands.iter().map(|h| h.id.uuid()).collect::<Vec<_>>(), 400).await?;
    for case in lines(cx, rows).await? {
        let hand = hands.iter_mut().find(|h| Some(h.id.uuid()) == case.assignee_id);
        if let Some(hand) = hand.filter(|h| h.cases.len() < OF_ONE) {
            hand.cases.push(case);
        }
    }
    Ok(hands)
}

/// An action that gives a case to somebody, as the board offers it.
#[derive(Debug, Clone)]
pub(crate) struct Giver {
    /// The process.
    pub process: String,
    /// The stages it starts from.
    pub stages: Vec<String>,
    /// The action.
    pub action: String,
    /// The words on the button.
    pub label: String,
    /// Whether one press does it.
    pub at_once: bool,
    /// Whether it asks for nothing but the person.
    pub only_person: bool,
}

/// The actions that give one of these waiting cases to somebody, or to the pool.
pub(crate) fn givers<'a>(cx: &Context, cases: impl Iterator<Item = &'a WaitingCase>) -> Result<Vec<Giver>> {
    let (engine, speech) = (engine(cx)?, cx.speech());
    let mut found = Vec::new();
    let processes: BTreeSet<&str> = cases.map(|waiting| waiting.case.process.as_str()).collect();
    for def in processes.into_iter().filter_map(|process| engine.current(process).ok()) {
        for action in &def.actions {
            if !matches!(action.assign, Some(Assign::Input | Assign::Rotation | Assign::Pool)) {
                continue;
            }
            let stages = def.stages.iter().filter(|s| s.is_named_by(&action.from)).map(|s| s.id.clone()).collect();
            found.push(Giver {
                process: def.key.clone(),
                stages,
                action: action.id.clone(),
                label: said(&speech, &action.label),
                at_once: rules::is_one_press(&def, &action.id),
                only_person: action.assign == Some(Assign::Input)
                    && action.asks.iter().all(|ask| ask.optional)
                    && action.reasons.is_empty(),
            });
        }
    }
    Ok(found)
}
