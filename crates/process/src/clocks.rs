//! The clock algebra: what is used up, what falls due next, and what a move of the case does to its clocks.
//!
//! Elapsed time is what was banked plus the open time since the clock runs; nothing but that is ever stored. Every instant
//! (deadline, rung, pause cap) is derived from it with the one `add_business`, so a held clock has none and cannot fire.

use std::collections::BTreeSet;

use kernel::{Basis, Budget, Date, Instant, Span, expr::Value as Known};
use serde_json::Map;

use crate::{
    calendars::Calendars,
    definition::{Action, Category, Clock, Definition, OnReopen},
    event::{Event, Outcome, Person, Policy, What},
    names::Names,
    refusal::Refusal,
    state::{ClockState, State, apply},
    written::BudgetSource,
};

/// One command being decided: the state so far, and the events that led there.
pub(crate) struct Turn<'a> {
    pub def: &'a Definition,
    pub cals: &'a Calendars,
    pub state: State,
    pub events: Vec<Event>,
    pub now: Instant,
    pub by: Person,
}

/// What falls due by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pending {
    /// What could be taken back no longer can.
    Settle,
    /// The case has waited long enough.
    PauseCap,
    /// A clock's budget is used up.
    Miss { clock: String },
    /// A rung is reached.
    Rung { clock: String, rung: String },
}

impl Turn<'_> {
    /// Something happens now, by the one who acts.
    pub(crate) fn emit(&mut self, what: What) {
        let event = Event { at: self.now, by: self.by.clone(), what };
        self.append(event);
    }

    fn append(&mut self, event: Event) {
        apply(&mut self.state, &event);
        self.events.push(event);
    }

    pub(crate) fn names<'b>(&'b self, input: &'b Map<String, serde_json::Value>) -> Names<'b> {
        Names { def: self.def, state: &self.state, input, before: &self.state.fields, today: self.today() }
    }

    /// The day at the place of the case.
    pub(crate) fn today(&self) -> Date {
        self.now.date(self.cals.zone())
    }

    /// Lets everything that is due by now happen, each at the instant it was due, in that order.
    pub(crate) fn catch_up(&mut self) {
        while let Some((at, pending)) = next(self.def, &self.state, self.cals) {
            if at > self.now {
                return;
            }
            let at = self.state.last_at.map_or(at, |last| at.max(last));
            // What falls due goes on from where the case stands.
            if self.state.undoable.is_some() {
                self.append(Event { at, by: Person::system(), what: What::Settled });
            }
            let what = match pending {
                Pending::Settle => continue,
                Pending::PauseCap => What::PauseCapped,
                Pending::Miss { clock } => {
                    let activation = self.state.clocks[&clock].activation;
                    What::ClockMissed { clock, activation }
                }
                Pending::Rung { clock, rung } => {
                    let activation = self.state.clocks[&clock].activation;
                    What::RungFired { clock, activation, rung }
                }
            };
            let capped = what == What::PauseCapped;
            self.append(Event { at, by: Person::system(), what });
            if capped {
                self.run_or_hold_at(at, &Person::system());
            }
        }
    }

    /// After anything that may change where the case stands: each clock runs or is held as its definition says.
    pub(crate) fn run_or_hold(&mut self) {
        let (now, by) = (self.now, self.by.clone());
        self.run_or_hold_at(now, &by);
    }

    fn run_or_hold_at(&mut self, at: Instant, by: &Person) {
        for clock in &self.def.clocks {
            let Some(held) = self.state.clocks.get(&clock.id).filter(|c| c.stopped_at.is_none()) else { continue };
            let held = held.clone();
            // A date did not wait with it.
            if held.running_since.is_none()
                && runs(self.def, &self.state, clock)
                && let Some(policy) = self.until(clock, held.consumed, at).filter(|p| p.budget != held.policy.budget)
            {
                let (clock, consumed) = (clock.id.clone(), held.consumed);
                self.append(Event { at, by: by.clone(), what: What::ClockRebudgeted { clock, policy, consumed } });
            }
            let what = match (runs(self.def, &self.state, clock), held.running_since.is_some()) {
                (true, false) => What::ClockRan { clock: clock.id.clone() },
                (false, true) => What::ClockHeld { clock: clock.id.clone(), consumed: elapsed(self.cals, &held, at) },
                _ => continue,
            };
            self.append(Event { at, by: by.clone(), what });
        }
    }

    /// Starts every clock that this word (`open` or an action) starts and that does not run yet.
    pub(crate) fn start_clocks(&mut self, word: &str) -> Result<(), Refusal> {
        let def = self.def;
        for clock in def.clocks.iter().filter(|c| c.starts_on.iter().any(|w| w == word)) {
            let live = self.state.clocks.get(&clock.id).is_some_and(|c| c.stopped_at.is_none());
            if !live && let Some(policy) = self.policy(clock, Span::ZERO)? {
                self.begin(clock, policy, Span::ZERO, BTreeSet::new());
            }
        }
        Ok(())
    }

    fn begin(&mut self, clock: &Clock, policy: Policy, consumed: Span, passed: BTreeSet<String>) {
        let activation = self.state.clocks.get(&clock.id).map_or(0, |c| c.activation) + 1;
        let passed = passed.into_iter().collect();
        self.emit(What::ClockStarted { clock: clock.id.clone(), activation, policy, consumed, passed });
    }

    /// Stops the clocks this action meets; at an end of the case all that are left.
    pub(crate) fn stop_clocks(&mut self, action: &Action) {
        let category = self.state.category(self.def);
        for clock in &self.def.clocks {
            let Some(live) = self.state.clocks.get(&clock.id).filter(|c| c.stopped_at.is_none()) else { continue };
            let met = clock.stops_on.contains(&action.id);
            if met || category.is_end() {
                let consumed = elapsed(self.cals, live, self.now);
                let void = !met && category == Category::Cancelled;
                let ending = if void { Outcome::Void } else { Outcome::Met };
                let outcome = live.outcome.map_or(ending, |known| known.0);
                self.emit(What::ClockStopped { clock: clock.id.clone(), consumed, outcome });
            }
        }
    }

    /// What rework does to clocks that had stopped.
    pub(crate) fn reopen_clocks(&mut self) -> Result<(), Refusal> {
        let def = self.def;
        for clock in &def.clocks {
            let (Some(how), Some(before)) = (clock.on_reopen, self.state.clocks.get(&clock.id)) else { continue };
            if before.stopped_at.is_none() {
                continue;
            }
            let (consumed, passed, outcome) = (before.consumed, before.fired.clone(), before.outcome.map(|o| o.0));
            let kept = if how == OnReopen::Restart { Span::ZERO } else { consumed };
            let Some(mut policy) = self.policy(clock, kept)? else { continue };
            match how {
                OnReopen::Restart => self.begin(clock, policy, Span::ZERO, BTreeSet::new()),
                OnReopen::Continue if outcome == Some(Outcome::Met) && consumed < policy.budget => {
                    self.begin(clock, policy, consumed, passed);
                }
                // What was missed stays missed: going on would only tell everybody once more.
                OnReopen::Continue => {}
                OnReopen::Grace(grace) => {
                    let calendar = self.cals.pinned(&policy).unwrap_or(self.cals.always());
                    policy.budget = policy.budget.max(consumed + grace.span(calendar));
                    self.begin(clock, policy, consumed, passed);
                }
            }
        }
        Ok(())
    }

    /// Budgets follow the decision tables while their clock is undecided; what was used stays used.
    pub(crate) fn rebudget(&mut self) -> Result<(), Refusal> {
        let def = self.def;
        for clock in &def.clocks {
            if let BudgetSource::Until(field) = &clock.budget {
                self.follow_date(clock, field)?;
                continue;
            }
            let undecided = |c: &&ClockState| c.stopped_at.is_none() && c.outcome.is_none();
            let Some(live) = self.state.clocks.get(&clock.id).filter(undecided).cloned() else { continue };
            let Some(wanted) = self.policy(clock, live.consumed)? else { continue };
            // A grace given at rework, or a calendar published since, does not change a clock that runs.
            let granted = matches!(clock.on_reopen, Some(OnReopen::Grace(_))) && live.activation > 1;
            let calendar_only = wanted.budget == live.policy.budget && wanted.basis == live.policy.basis;
            if granted || calendar_only {
                continue;
            }
            let consumed = elapsed(self.cals, &live, self.now);
            self.emit(What::ClockRebudgeted { clock: clock.id.clone(), policy: wanted, consumed });
        }
        Ok(())
    }

    /// A clock that runs until a date goes by the date as it is written now: it begins when the date becomes known, gets what is
    /// left, begins anew when people were told of the old date, and ends without outcome when the date is taken away.
    pub(crate) fn follow_date(&mut self, clock: &Clock, field: &str) -> Result<(), Refusal> {
        let end = self.end_of(field, self.state.fields.get(field));
        let Some(live) = self.state.clocks.get(&clock.id).cloned() else {
            let done = |word: &String| self.state.actors.contains_key(word);
            let due = clock.starts_on.iter().any(done) && !clock.stops_on.iter().any(done);
            if due && let Some(policy) = self.policy(clock, Span::ZERO)? {
                self.begin(clock, policy, Span::ZERO, BTreeSet::new());
            }
            return Ok(());
        };
        if live.stopped_at.is_some() || (end.is_some() && live.running_since.is_none()) {
            return Ok(());
        }
        let consumed = elapsed(self.cals, &live, self.now);
        let wanted = self.until(clock, consumed, self.now);
        if wanted.as_ref().is_some_and(|wanted| wanted.budget == live.policy.budget) {
            return Ok(());
        }
        let id = clock.id.clone();
        match wanted {
            Some(policy) if live.outcome.is_none() && live.fired.is_empty() => {
                self.emit(What::ClockRebudgeted { clock: id, policy, consumed });
            }
            _ => {
                let outcome = live.outcome.map_or(Outcome::Void, |known| known.0);
                self.emit(What::ClockStopped { clock: id, consumed, outcome });
                if let Some(policy) = self.policy(clock, Span::ZERO)? {
                    self.begin(clock, policy, Span::ZERO, BTreeSet::new());
                }
            }
        }
        Ok(())
    }

    /// The instant a field names: that instant, or the end of that day.
    fn end_of(&self, field: &str, value: Option<&serde_json::Value>) -> Option<Instant> {
        match self.def.field(field)?.known(value?) {
            Known::Date(day) => Some(day.plus_days(1).start(self.cals.zone())),
            Known::Instant(at) => Some(at),
            _ => None,
        }
    }

    /// What a clock that runs until a date may use, when so much is used at that instant; `None` for others and without a date.
    fn until(&self, clock: &Clock, consumed: Span, at: Instant) -> Option<Policy> {
        let BudgetSource::Until(field) = &clock.budget else { return None };
        let left = Span(self.end_of(field, self.state.fields.get(field))?.0.saturating_sub(at.0));
        let always = self.cals.always();
        Some(Policy {
            budget: consumed + left.max(Span::ZERO),
            basis: Basis::Clock,
            calendar: always.key().to_owned(),
            version: always.version(),
        })
    }

    /// What a clock may use now when it has used so much; `None` when it does not apply.
    pub(crate) fn policy(&self, clock: &Clock, consumed: Span) -> Result<Option<Policy>, Refusal> {
        let none = Map::new();
        let names = self.names(&none);
        if clock.when.as_ref().is_some_and(|when| !when.holds(&|n| names.get(n))) {
            return Ok(None);
        }
        let budget = match &clock.budget {
            BudgetSource::Fixed(budget) => Some(*budget),
            BudgetSource::Until(_) => return Ok(self.until(clock, consumed, self.now)),
            BudgetSource::Table(cell) => names.look_up(cell).and_then(|text| text.parse::<Budget>().ok()),
        };
        let Some(budget) = budget else { return Ok(None) };
        let key = self.def.calendar_of(clock);
        let calendar =
            self.cals.for_basis(budget.basis(), key).ok_or_else(|| Refusal::Unknown(format!("calendar {key}")))?;
        Ok(Some(Policy {
            budget: budget.span(calendar),
            basis: budget.basis(),
            calendar: calendar.key().to_owned(),
            version: calendar.version(),
        }))
    }
}

/// Whether a clock runs where the case stands.
fn runs(def: &Definition, state: &State, clock: &Clock) -> bool {
    let Some(stage) = def.stage(&state.stage) else { return false };
    // A pause that has lasted long enough no longer holds a clock that the work itself would let run.
    let overdue_pause = stage.category == Category::Waiting && state.pause.as_ref().is_some_and(|p| p.capped);
    stage.is_named_by(&clock.runs_in) || (overdue_pause && !stage.category.is_end())
}

/// What a clock has used by then, in its own time.
pub(crate) fn elapsed(cals: &Calendars, clock: &ClockState, at: Instant) -> Span {
    let Some(since) = clock.running_since else { return clock.consumed };
    let Some(calendar) = cals.pinned(&clock.policy) else { return clock.consumed };
    clock.consumed + calendar.business_between(since, at.max(since))
}

/// When a running clock will have used that much; `None` while it is held, or when its calendar does not reach so far.
pub(crate) fn reaches(cals: &Calendars, clock: &ClockState, used: Span) -> Option<Instant> {
    let since = clock.running_since?;
    let calendar = cals.pinned(&clock.policy)?;
    let left = (used - clock.consumed).max(Span::ZERO);
    calendar.add_business(since, left).ok()
}

/// The next thing that falls due by itself.
pub(crate) fn next(def: &Definition, state: &State, cals: &Calendars) -> Option<(Instant, Pending)> {
    let mut next: Option<(Instant, Pending)> = None;
    let mut offer = |at: Option<Instant>, pending: Pending| {
        if let Some(at) = at
            && next.as_ref().is_none_or(|best| (at, &pending) < (best.0, &best.1))
        {
            next = Some((at, pending));
        }
    };
    offer(state.undoable.as_ref().map(|u| u.until), Pending::Settle);
    offer(pause_cap(def, state, cals), Pending::PauseCap);
    for clock in &def.clocks {
        let Some(live) = state.clocks.get(&clock.id).filter(|c| c.running_since.is_some()) else { continue };
        if live.outcome.is_none() {
            offer(reaches(cals, live, live.policy.budget), Pending::Miss { clock: clock.id.clone() });
        }
        let Some(calendar) = cals.pinned(&live.policy) else { continue };
        for rung in &clock.rungs {
            let key = rung.at.to_string();
            if !live.fired.contains(&key)
                && let Some(threshold) = rung.at.threshold(live.policy.budget, calendar)
            {
                offer(reaches(cals, live, threshold), Pending::Rung { clock: clock.id.clone(), rung: key });
            }
        }
    }
    next
}

/// The caps that bear on the waiting that is on: each with its calendar's basis and what is left of it.
fn caps(def: &Definition, state: &State) -> Vec<(Budget, Span)> {
    let Some(pause) = &state.pause else { return Vec::new() };
    if !def.stage(&state.stage).is_some_and(|s| s.capped) {
        return Vec::new();
    }
    let mut caps: Vec<(Budget, Span)> = def.pause.cap.map(|cap| (cap, state.waited_in_all)).into_iter().collect();
    if let Some((reason, cap)) = pause.reason.as_ref().and_then(|r| Some((r, reason_cap(def, r)?))) {
        caps.push((cap, state.waited.get(reason).copied().unwrap_or_default()));
    }
    caps
}

fn reason_cap(def: &Definition, reason: &str) -> Option<Budget> {
    def.actions.iter().flat_map(|a| &a.reasons).find(|r| r.value == reason && r.cap.is_some())?.cap
}

fn pause_cap(def: &Definition, state: &State, cals: &Calendars) -> Option<Instant> {
    let pause = state.pause.as_ref().filter(|p| !p.capped)?;
    let ends = caps(def, state).into_iter().filter_map(|(cap, waited)| {
        let calendar = cals.for_basis(cap.basis(), &def.calendar)?;
        calendar.add_business(pause.since, (cap.span(calendar) - waited).max(Span::ZERO)).ok()
    });
    ends.min()
}

/// How much of the reason's cap and of the cap in all the waiting has used by now.
pub(crate) fn waited(def: &Definition, state: &State, cals: &Calendars, now: Instant) -> (Span, Span) {
    let Some(pause) = state.pause.as_ref().filter(|_| def.stage(&state.stage).is_some_and(|s| s.capped)) else {
        return (Span::ZERO, Span::ZERO);
    };
    let used = |cap: Option<Budget>| {
        let calendar = cals.for_basis(cap.map_or(Basis::Clock, Budget::basis), &def.calendar);
        calendar.map_or(Span::ZERO, |c| c.business_between(pause.since, now))
    };
    (used(pause.reason.as_deref().and_then(|r| reason_cap(def, r))), used(def.pause.cap))
}
