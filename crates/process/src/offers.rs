//! What a page shows of a case: its buttons, and how its clocks stand.

use kernel::{Date, Instant, Span, form::Form};

use crate::{
    calendars::Calendars,
    clocks::{elapsed, reaches},
    definition::{Definition, Tone, Words},
    event::{Outcome, Who},
    guard::{Guard, form_of_asks, form_of_steps, is_one_of},
    refusal::Refusal,
    state::State,
};

/// An action as shown to one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The action.
    pub action: String,
    /// The words on the button.
    pub label: Words,
    /// What it asks.
    pub form: Form,
    /// Whether the page asks once more.
    pub confirm: bool,
    /// How the button looks.
    pub tone: Tone,
    /// Why it cannot be done yet; the button is then grey and says so.
    pub refusal: Option<Refusal>,
}

/// What this person may do today. What does not belong to where the case stands or to him is left out; what belongs but cannot
/// be done yet is there with its refusal. The same guard decides the doing.
pub fn offers(def: &Definition, state: &State, who: &Who, today: Date) -> Vec<Offer> {
    let guard = Guard { def, state, who, today };
    let belonging = def.actions.iter().filter(|a| guard.belongs(a).is_ok());
    belonging
        .map(|action| Offer {
            action: action.id.clone(),
            label: action.label.clone(),
            form: guard.form(action),
            confirm: action.confirm,
            tone: action.tone,
            // What is lacking and can be said in the form does not stand in the way.
            refusal: guard.open(action, None).err().filter(|_| guard.supply(action).is_none()),
        })
        .collect()
}

/// The form with which a case is opened.
pub fn opening_form(def: &Definition) -> Form {
    form_of_asks(def, &def.open.asks)
}

/// The work items this person may record now, with their forms.
pub fn work_offers(def: &Definition, state: &State, who: &Who) -> Vec<(String, Words, Form)> {
    let Some(stage) = def.stage(&state.stage) else { return Vec::new() };
    let open = def.work_items.iter().filter(|w| stage.is_named_by(&w.stages) && is_one_of(state, who, &w.by));
    open.map(|w| (w.id.clone(), w.label.clone(), form_of_steps(&w.steps))).collect()
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockMark {
    /// It has not begun, or does not apply.
    Idle,
    /// It runs and can still be met.
    Running,
    /// It is held.
    Paused,
    /// It was met.
    Met,
    /// It was missed, whether it still runs or not.
    Missed,
    /// The case was called off.
    Void,
}

/// A clock as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockView {
    /// The clock.
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// How it stands.
    pub mark: ClockMark,
    /// Which run of it; 0 before the first.
    pub activation: u32,
    /// When its budget will be, or was, used up; absent while it is held or when its calendar ends before.
    pub due: Option<Instant>,
    /// What it has used, in its own time.
    pub elapsed: Span,
    /// What it may use.
    pub budget: Span,
    /// What it has used, in hundredths of its budget.
    pub share: i64,
    /// How earlier runs ended.
    pub past: Vec<(u32, Outcome, Instant)>,
}

/// How each clock of the case stands at `now`.
pub fn summary(def: &Definition, state: &State, cals: &Calendars, now: Instant) -> Vec<ClockView> {
    let view = |clock: &crate::definition::Clock| {
        let mut view = ClockView {
            id: clock.id.clone(),
            label: clock.label.clone(),
            mark: ClockMark::Idle,
            activation: 0,
            due: None,
            elapsed: Span::ZERO,
            budget: Span::ZERO,
            share: 0,
            past: Vec::new(),
        };
        let Some(live) = state.clocks.get(&clock.id) else { return view };
        view.activation = live.activation;
        view.budget = live.policy.budget;
        view.elapsed = elapsed(cals, live, now);
        view.share = if view.budget.0 > 0 { view.elapsed.0.saturating_mul(100) / view.budget.0 } else { 100 };
        view.due = match live.outcome {
            Some((Outcome::Missed, known)) => Some(known),
            _ => reaches(cals, live, live.policy.budget),
        };
        view.mark = match live.outcome {
            Some((Outcome::Met, _)) => ClockMark::Met,
            Some((Outcome::Missed, _)) => ClockMark::Missed,
            Some((Outcome::Void, _)) => ClockMark::Void,
            // A wake-up that is late does not make a clock look better than it is.
            None if view.due.is_some_and(|due| due <= now) => ClockMark::Missed,
            None if live.running_since.is_some() => ClockMark::Running,
            None => ClockMark::Paused,
        };
        view.past.clone_from(&live.past);
        view
    };
    def.clocks.iter().map(view).collect()
}

/// The earliest instant at which an undecided clock that runs will have used up its budget.
pub fn next_deadline(def: &Definition, state: &State, cals: &Calendars) -> Option<Instant> {
    let running = def.clocks.iter().filter_map(|c| state.clocks.get(&c.id)).filter(|c| c.outcome.is_none());
    running.filter_map(|c| reaches(cals, c, c.policy.budget)).min()
}

/// How long nobody is rung up again after he did not answer, when the definition does not say.
const AGAIN: Span = Span::hours(2);

/// When the call after the work may be made: once its delay has passed, and some time after nobody answered. `None` when no call
/// is planned.
pub fn call_after(def: &Definition, state: &State, cals: &Calendars) -> Option<Instant> {
    let (rule, planned) = (def.follow_up.as_ref()?, state.follow_up.as_ref()?);
    let Some(tried) = planned.tried_at.filter(|_| planned.outcome.as_deref() == Some("unreachable")) else {
        return Some(planned.after);
    };
    let calendar = rule.again.and_then(|again| cals.for_basis(again.basis(), &def.calendar));
    let pause = rule.again.zip(calendar).and_then(|(again, c)| c.add_business(tried, again.span(c)).ok());
    Some(pause.unwrap_or(tried + AGAIN).max(planned.after))
}
