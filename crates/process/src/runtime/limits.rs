//! How runs of clocks ended, as rows for figures: one for each, when it becomes known.

use ::store::{Args, Tx, args};
use kernel::{ActorKind, Result};

use super::effects::Told;
use crate::event::{Event, Outcome, Person, What};

const COLUMNS: &[&str] = &[
    "org_id",
    "case_id",
    "clock",
    "activation",
    "process",
    "promise",
    "commitment",
    "outcome",
    "at",
    "person_id",
    "person_name",
    "area_id",
    "topic",
];

/// The rows of what became known by these events; `told` is the case after them.
pub(super) fn rows(told: &Told<'_>, events: &[Event]) -> Vec<Args> {
    let known = |(nth, event): (usize, &Event)| {
        let (name, activation, outcome) = match &event.what {
            What::ClockMissed { clock, activation } => (clock, *activation, "missed"),
            // One that missed before is known already.
            What::ClockStopped { clock, outcome, .. } if *outcome != Outcome::Missed => {
                let again = |e: &&Event| matches!(&e.what, What::ClockStarted { clock: c, .. } if c == clock);
                let since = u32::try_from(events[nth..].iter().filter(again).count()).unwrap_or(0);
                let activation = told.state.clocks.get(clock)?.activation.saturating_sub(since);
                (clock, activation, if *outcome == Outcome::Met { "met" } else { "void" })
            }
            _ => return None,
        };
        let clock = told.def.clock(name)?;
        let promise = told.def.promise_of(clock);
        let person = answerable(told, event, promise);
        let topic = told.def.list.topic.as_ref().and_then(|f| told.state.fields.get(f)).and_then(|v| v.as_str());
        Some(args![
            told.org,
            told.id,
            name,
            activation,
            &told.def.key,
            promise,
            clock.commitment.word(),
            outcome,
            event.at,
            person.map(|p| p.id),
            person.map(|p| p.name.clone()),
            told.area,
            topic.map(str::to_owned),
        ])
    };
    events.iter().enumerate().filter_map(known).collect()
}

/// Whoever answers for the outcome: he who answered or called, else he who has the work, else he who ended it.
fn answerable<'a>(told: &'a Told<'_>, event: &'a Event, promise: &str) -> Option<&'a Person> {
    let by = Some(&event.by).filter(|p| p.kind == ActorKind::Staff && !p.id.is_nil());
    let assignee = told.state.assignee.as_ref();
    if matches!(promise, "response" | "follow_up") { by.or(assignee) } else { assignee.or(by) }
}

/// Keeps them.
pub(super) async fn keep(tx: &mut Tx, rows: Vec<Args>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    tx.insert_many("case_limits", COLUMNS, rows).await
}
