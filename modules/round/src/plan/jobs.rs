//! Generation: what a plan brings forth becomes rows. What is written follows from the plan, its rows and the time alone, so a house
//! that was killed goes on as if it had not been; only things whose time has come are looked at.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use ::store::Args;
use kernel::{COMPANY, Calendar, Date, Error, Instant, OrgId, Result, Span};
use module::Context;
use round::plan::{self, Change, Forecast, Occurrence, Raised, State, Superseded, Total, Trigger, View};
use serde_json::{Value, json};

use super::{
    model::{PlanDoer, PlanId, PlanRow, ThingRow},
    queries, rules, store,
};
use crate::{
    alarm,
    occurrence::{model::OccurrenceId, rules::read, store as occurrences},
};

/// How far ahead an occurrence becomes a row; later ones are computed when looked at.
pub(crate) const HORIZON: Span = Span::days(7);
/// How far a plan that stands in for others is looked ahead: the longest nearness is a year.
const NEARNESS: Span = Span::days(400);
/// Things looked at in one transaction: it holds the writer for some tenths of a second at most.
const STEP: i64 = 400;
/// How long an end may be corrected by a device that was without signal, in days; older history is not read any more.
const SETTLED_AFTER: i64 = 60;
/// How soon a thing with a meter is looked at again: a reading wakes nothing, for it may be brought, corrected or taken back.
const READ_AGAIN: Span = Span::hours(1);
/// The kind of job that goes on.
pub(crate) const RELEASE_ON: &str = "round.occurrence.release_on";
/// What is told of those nobody did.
pub(crate) const MISSED: &str = "round.occurrence.missed";

/// What was written for one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Rows that came.
    pub added: usize,
    /// Those whose time has passed.
    pub missed: Vec<OccurrenceId>,
}

/// What several things of one transaction have in common.
#[derive(Default)]
pub(crate) struct Known {
    plans: BTreeMap<PlanId, Arc<Read>>,
    calendars: BTreeMap<OrgId, Calendar>,
    superseding: BTreeMap<OrgId, Vec<PlanRow>>,
    /// Rows to be entered together: one by one they would cost more than what they are made from.
    fresh: Vec<Args>,
}

/// A plan that was read, and who does it.
struct Read {
    row: PlanRow,
    plan: plan::Plan,
    staff: Option<PlanDoer>,
}

impl Known {
    /// Enters what was gathered.
    pub(crate) async fn enter(&mut self, cx: &mut Context) -> Result<()> {
        occurrences::insert(cx, std::mem::take(&mut self.fresh)).await
    }
}

/// Looks at the things whose time has come.
pub(crate) async fn release(cx: &mut Context, _: Value) -> Result<()> {
    let things = store::awake(cx, STEP).await?;
    let mut known = Known::default();
    let mut missed: BTreeMap<OrgId, Vec<OccurrenceId>> = BTreeMap::new();
    for thing in &things {
        let written = release_thing(cx, &mut known, thing).await?;
        if written.added > 0 || !written.missed.is_empty() {
            cx.touch(format!("occurrences:{}", thing.org_id));
        }
        missed.entry(thing.org_id).or_default().extend(written.missed);
    }
    known.enter(cx).await?;
    for (org, ids) in missed.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        cx.emit(org, MISSED, &json!({ "occurrences": ids })).await?;
    }
    if things.len() as i64 == STEP {
        let now = cx.now();
        cx.later(COMPANY, RELEASE_ON, Value::Null, now, None).await?;
    }
    Ok(())
}

/// Writes what one thing of a plan brings forth by now; new rows are gathered until [`Known::enter`].
pub(crate) async fn release_thing(cx: &mut Context, known: &mut Known, thing: &ThingRow) -> Result<Written> {
    let of = plan_of(cx, known, thing.plan_id).await?;
    let mut sight = sight(cx, known, (&of.row, of.plan.clone()), thing).await?;
    let (now, zone) = (cx.now(), cx.zone());
    let changes = plan::occurrences(&sight.plan, &sight.view(), now, HORIZON);
    let written = write(cx, known, (&of, thing), &mut sight.ids, &changes).await?;
    plan::apply(&mut sight.history, changes);
    let mut wake_at = plan::wake(&sight.plan, &sight.view(), now, HORIZON);
    if sight.plan.triggers.iter().any(|trigger| matches!(trigger, Trigger::Meter { .. })) {
        wake_at = wake_at.min(now + READ_AGAIN);
    }
    let settled_before = settled(&sight.history, thing.settled_before, now.date(zone));
    store::put_thing(cx, &ThingRow { wake_at, settled_before, ..thing.clone() }).await?;
    Ok(written)
}

/// What the engine sees of a plan on one thing.
pub(crate) struct Sight {
    /// The plan as it counts on this thing.
    pub plan: plan::Plan,
    zone: chrono_tz::Tz,
    calendar: Option<Calendar>,
    superseded: Vec<Superseded>,
    settled_before: Option<Date>,
    ids: BTreeMap<String, OccurrenceId>,
    history: Vec<Occurrence>,
    totals: Vec<Total>,
    alarms: Vec<Raised>,
}

impl Sight {
    /// The same, lent to the engine.
    pub fn view(&self) -> View<'_> {
        View {
            zone: self.zone,
            calendar: self.calendar.as_ref(),
            history: &self.history,
            settled_before: self.settled_before,
            superseded: &self.superseded,
            totals: &self.totals,
            alarms: &self.alarms,
        }
    }
}

/// Looks at a plan on one thing, and at those that stand in for it.
async fn sight(
    cx: &mut Context,
    known: &mut Known,
    (row, plan): (&PlanRow, plan::Plan),
    thing: &ThingRow,
) -> Result<Sight> {
    let superseded = superseded(cx, known, row, thing).await?;
    Ok(Sight { superseded, ..alone(cx, known, (row, plan), thing).await? })
}

/// Looks at a plan on one thing by itself.
async fn alone(
    cx: &mut Context,
    known: &mut Known,
    (row, mut plan): (&PlanRow, plan::Plan),
    thing: &ThingRow,
) -> Result<Sight> {
    if let Some(gone) = thing.gone_at {
        let last = gone.date(cx.zone());
        plan.until = Some(plan.until.map_or(last, |until| until.min(last)));
    }
    let calendar = calendar(cx, known, row.org_id, &plan).await?;
    let rows = occurrences::history(cx, row.org_id, (row.id, thing.thing_id), thing.settled_before).await?;
    let (zone, mut totals, mut alarms) = (cx.zone(), Vec::new(), Vec::new());
    if let Some(asset) = thing.asset_id {
        if plan.triggers.iter().any(|trigger| matches!(trigger, Trigger::Meter { .. })) {
            totals = queries::totals(cx, asset).await?;
            let made_on = row.created_at.date(zone);
            plan = rules::counted_from(plan, &row.facts()?, made_on, &totals, zone);
        }
        if let Some(code) = &row.alarm_code {
            let from = plan::instant(plan.since.0.and_time(chrono::NaiveTime::MIN), zone);
            let found = alarm::store::since(cx, (row.org_id, asset), code, from).await?;
            alarms =
                found.into_iter().map(|a| Raised { alarm: a.code, id: a.id.to_string(), at: a.raised_at }).collect();
        }
    }
    Ok(Sight {
        ids: rows.iter().map(|row| (row.key.clone(), row.id)).collect(),
        history: rows.iter().map(read).collect::<Result<Vec<Occurrence>>>()?,
        settled_before: thing.settled_before,
        superseded: Vec::new(),
        plan,
        zone,
        calendar,
        totals,
        alarms,
    })
}

/// Writes the changes in their order.
async fn write(
    cx: &mut Context,
    known: &mut Known,
    (of, thing): (&Read, &ThingRow),
    ids: &mut BTreeMap<String, OccurrenceId>,
    changes: &[Change],
) -> Result<Written> {
    let (row, mut written) = (&of.row, Written::default());
    for change in changes {
        match change {
            Change::Withdraw(key) => {
                if let Some(id) = ids.remove(key) {
                    occurrences::withdraw(cx, row.org_id, id).await?;
                }
            }
            Change::Update(is) => {
                // What comes before it in the order stands before it in the table.
                known.enter(cx).await?;
                let Some(id) = ids.get(&is.key).copied() else { continue };
                occurrences::put(cx, row.org_id, id, is).await?;
                if matches!(is.state, State::Missed { made_up: None }) {
                    written.missed.push(id);
                }
            }
            Change::Add(is) => {
                written.added += 1;
                known.fresh.push(occurrences::fresh(cx, row, thing, of.staff.as_ref(), is));
            }
        }
    }
    Ok(written)
}

async fn plan_of(cx: &mut Context, known: &mut Known, id: PlanId) -> Result<Arc<Read>> {
    if let Some(of) = known.plans.get(&id) {
        return Ok(of.clone());
    }
    let row = store::one(cx, id).await?;
    let (plan, staff) = (row.read()?, queries::planned_doer(cx, &row).await?);
    let of = Arc::new(Read { row, plan, staff });
    known.plans.insert(id, of.clone());
    Ok(of)
}

/// The days that are open, for a plan that shifts.
async fn calendar(cx: &mut Context, known: &mut Known, org: OrgId, plan: &plan::Plan) -> Result<Option<Calendar>> {
    if plan.calendar_shift == plan::CalendarShift::None {
        return Ok(None);
    }
    let calendar = match known.calendars.entry(org) {
        Entry::Occupied(known) => known.get().clone(),
        Entry::Vacant(free) => free.insert(org::calendar_of(cx, org, "office").await?).clone(),
    };
    Ok(Some(calendar))
}

/// Where other plans stand in for this one on the same thing.
async fn superseded(cx: &mut Context, known: &mut Known, row: &PlanRow, thing: &ThingRow) -> Result<Vec<Superseded>> {
    let others = match known.superseding.entry(row.org_id) {
        Entry::Occupied(known) => known.get().clone(),
        Entry::Vacant(free) => free.insert(store::superseding(cx, row.org_id).await?).clone(),
    };
    let own = row.id.to_string();
    let mut found = Vec::new();
    for other in others.iter().filter(|other| other.id != row.id) {
        let plan = other.read()?;
        if !plan.supersedes.iter().any(|s| s.plan == own) || !store::is_on(cx, other, thing.thing_id).await? {
            continue;
        }
        known.enter(cx).await?;
        // Other plans have a history of their own on it.
        let thing = ThingRow { plan_id: other.id, settled_before: None, gone_at: None, ..thing.clone() };
        let sight = alone(cx, known, (other, plan), &thing).await?;
        let coming = plan::preview(&sight.plan, &sight.view(), cx.now(), cx.now() + NEARNESS);
        found.extend(sight.plan.stands_in_for(&other.id.to_string(), &own, &coming));
    }
    Ok(found)
}

/// The day before which nothing will change any more.
fn settled(history: &[Occurrence], before: Option<Date>, today: Date) -> Option<Date> {
    let open = history.iter().filter(|row| row.state.is_open()).map(|row| Date(row.nominal.date())).min();
    let old = today.plus_days(-SETTLED_AFTER);
    let day = open.map_or(old, |open| open.min(old));
    // Of what is over by then, the last row stays known.
    let over = history.iter().any(|row| Date(row.nominal.date()) < day);
    if over { before.max(Some(day)) } else { before }
}

/// What a plan will bring on one thing in the time to come, with what has become of it so far, and what its meters foretell. Nothing is
/// stored.
pub(crate) async fn coming(
    cx: &mut Context,
    row: &PlanRow,
    thing: &ThingRow,
    until: Instant,
) -> Result<(Vec<Occurrence>, Vec<Forecast>)> {
    let sight = sight(cx, &mut Known::default(), (row, row.read()?), thing).await?;
    let now = cx.now();
    let coming = plan::preview(&sight.plan, &sight.view(), now, until).into_iter().filter(|o| o.closes > now);
    Ok((coming.collect(), plan::forecast(&sight.plan, &sight.view())))
}

/// One occurrence on another day, where its plan allows that.
///
/// # Errors
/// At `day`, why it cannot go there.
pub(crate) async fn postponed(
    cx: &mut Context,
    (row, thing): (&PlanRow, &ThingRow),
    one: &Occurrence,
    day: Date,
) -> Result<Occurrence> {
    let sight = sight(cx, &mut Known::default(), (row, row.read()?), thing).await?;
    let (now, view) = (cx.now(), sight.view());
    let around = plan::preview(&sight.plan, &view, now, day.plus_days(1).start(cx.zone()) + HORIZON);
    plan::postpone(&sight.plan, &view, one, &around, (day, now)).map_err(|why| Error::field("day", why.message()))
}

/// Takes equipment that came into a class into its plans, and what left out of them.
pub(crate) async fn gather(cx: &mut Context, _: Value) -> Result<()> {
    for plan in store::of_classes(cx).await? {
        gather_things(cx, &plan).await?;
    }
    Ok(())
}

/// The same for one plan.
pub(crate) async fn gather_things(cx: &mut Context, plan: &PlanRow) -> Result<()> {
    let wanted = queries::things_of(cx, plan).await?;
    let present = store::things(cx, plan).await?;
    let now = cx.now();
    for thing in &present {
        let is = wanted.iter().find(|w| w.thing_id == thing.thing_id);
        let changed = match is {
            Some(is) if thing.gone_at.is_some() || (&is.name, is.place_id) != (&thing.name, thing.place_id) => {
                ThingRow { name: is.name.clone(), place_id: is.place_id, gone_at: None, wake_at: now, ..thing.clone() }
            }
            None if thing.gone_at.is_none() => ThingRow { gone_at: Some(now), wake_at: now, ..thing.clone() },
            _ => continue,
        };
        store::put_thing(cx, &changed).await?;
    }
    let new: Vec<ThingRow> = wanted.into_iter().filter(|w| present.iter().all(|p| p.thing_id != w.thing_id)).collect();
    store::add_things(cx, &new).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: &str, state: State) -> Occurrence {
        let nominal = day.parse::<Date>().expect("a day").0.and_time(chrono::NaiveTime::MIN);
        let day = Date(nominal.date());
        let (release, opens, closes) = (Instant(0), Instant(0), Instant(1));
        Occurrence { key: day.to_string(), nominal, day, release, opens, closes, state, touched: false }
    }

    #[test]
    fn history_is_settled_behind_the_first_open_one_and_never_sooner_than_two_months_ago() {
        let today: Date = "2026-11-21".parse().expect("a day");
        let done = || State::Done { at: Instant(1) };
        let settled_by = |rows: &[Occurrence]| settled(rows, None, today).map(|day| day.to_string());
        assert_eq!(settled_by(&[row("2026-11-01", done())]), None);
        assert_eq!(settled_by(&[row("2026-09-01", done()), row("2026-11-01", done())]).as_deref(), Some("2026-09-22"));
        let waiting = [row("2026-08-01", done()), row("2026-09-01", State::Released)];
        assert_eq!(settled_by(&waiting).as_deref(), Some("2026-09-01"));
    }
}
