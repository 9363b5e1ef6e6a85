//! Who has how much to do, and whose turn it is.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{OrgId, Result};
use module::Context;
use org::{StaffId, StaffName, Trade};
use process::runtime::Loaded;
use serde_json::Value;

use super::{
    model::{DispatchBoard, Hand},
    rules::{Candidate, next},
};
use crate::case::{
    model::{CaseFilter, CaseLine, Timing},
    queries::{engine, lines, said},
    rules, store,
};

/// Cases of each kind on the board.
const SHOWN: i64 = 50;
/// Cases shown below one name.
const OF_ONE: usize = 10;

/// Whoever is on duty for the trade of a case and has least to do; `None` when nobody is.
pub(crate) async fn next_on_duty(cx: &mut Context, case: &Loaded) -> Result<Option<StaffName>> {
    let now = cx.now();
    let trade = trade_of(case);
    let on_duty = org::on_duty(cx, case.org, trade, now).await?;
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

/// The trade a case asks for.
pub(crate) fn trade_of(case: &Loaded) -> Option<Trade> {
    let topic = case.state.fields.get(case.def.list.topic.as_ref()?).and_then(Value::as_str)?;
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
    let (open, late) = (loads(cx, None).await?, loads(cx, Some(Timing::Late)).await?);
    let paused = loads(cx, Some(Timing::Paused)).await?;
    let mut seen = BTreeSet::new();
    people.retain(|s| seen.insert(s.id));
    let count = |of: &BTreeMap<StaffId, i64>, id: StaffId| of.get(&id).copied().unwrap_or(0);
    let mut hands: Vec<Hand> = people
        .into_iter()
        .map(|s| Hand {
            on_duty: on_duty.contains(&s.id),
            open: count(&open, s.id),
            late: count(&late, s.id),
            paused: count(&paused, s.id),
            cases: Vec::new(),
            id: s.id,
            name: s.name,
        })
        .collect();
    hands.sort_by_key(|h| (!h.on_duty, h.open));
    Ok(hands)
}

/// The dispatch board of everything in the scope.
pub async fn board(cx: &mut Context, _: crate::board::model::Everything) -> Result<DispatchBoard> {
    let unassigned = CaseFilter { unassigned: Some(true), ..CaseFilter::default() };
    let rows = store::pressing(cx, &unassigned, SHOWN * 2).await?;
    let waiting = lines(cx, rows).await?;
    let (pool, unassigned): (Vec<CaseLine>, Vec<CaseLine>) = waiting.into_iter().partition(|c| c.stage == "pool");
    Ok(DispatchBoard { unassigned, pool, hands: hands(cx).await? })
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
}

/// The actions of all processes that give a waiting case to somebody, or to the pool.
pub(crate) fn givers(cx: &Context) -> Result<Vec<Giver>> {
    use process::definition::Assign;
    let speech = cx.speech();
    let mut found = Vec::new();
    for def in engine(cx)?.all() {
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
            });
        }
    }
    Ok(found)
}
