//! What would not work in a plan, found before it is put in force.

use kernel::{Message, Span};

use super::{Anchor, Plan, Season, Trigger};
use crate::recurrence::{Ends, Recurrence};

/// One thing that would not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The part of the plan, as in `triggers.0`.
    pub part: String,
    /// What is wrong and what to do.
    pub message: Message,
}

/// Everything that would not work; empty when the plan can be put in force.
pub fn check(plan: &Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |part: &str, key: &'static str| {
        findings.push(Finding { part: part.to_owned(), message: Message::of(key) });
    };
    if plan.triggers.is_empty() {
        found("triggers", "plan-no-trigger");
    }
    for (nth, trigger) in plan.triggers.iter().enumerate() {
        if let Some(key) = of_trigger(plan, trigger) {
            found(&format!("triggers.{nth}"), key);
        }
    }
    if plan.until.is_some_and(|until| until < plan.since) {
        found("until", "plan-ends-before");
    }
    if [plan.lead, plan.window.before, plan.window.after].iter().any(|span| *span < Span::ZERO) {
        found("window", "plan-negative");
    }
    if !plan.seasons.iter().all(|season| is_in_the_year(*season)) {
        found("seasons", "plan-season");
    }
    findings
}

fn of_trigger(plan: &Plan, trigger: &Trigger) -> Option<&'static str> {
    match trigger {
        Trigger::Meter { every, .. } if *every < 1 => Some("plan-meter-every"),
        Trigger::Rule(recurrence) if plan.anchor == Anchor::Completion && !is_a_length(recurrence) => {
            Some("plan-completion-rule")
        }
        Trigger::Rule(recurrence) => {
            let timed = recurrence.times_of_day() != [chrono::NaiveTime::MIN];
            let never = recurrence.from(plan.since.0.and_time(chrono::NaiveTime::MIN)).next().is_none();
            if never && plan.anchor == Anchor::Fixed {
                Some("plan-never")
            } else if timed && plan.hours.is_none() && plan.window.after == Span::ZERO {
                Some("plan-no-window")
            } else {
                None
            }
        }
        Trigger::Meter { .. } | Trigger::Alarm(_) => None,
    }
}

/// Counted from completion a rule is only a length: every so many days, weeks, months or years.
fn is_a_length(recurrence: &Recurrence) -> bool {
    let single = recurrence.added().is_empty() && recurrence.excepted().is_empty();
    let plain = recurrence.rule().is_some_and(|rule| {
        !rule.picks_days() && rule.hours.is_empty() && rule.minutes.is_empty() && rule.ends == Ends::Never
    });
    single && plain
}

fn is_in_the_year(season: Season) -> bool {
    // 29 February is a day a season may begin or end on.
    [season.from, season.until]
        .iter()
        .all(|(month, day)| chrono::NaiveDate::from_ymd_opt(2000, u32::from(*month), u32::from(*day)).is_some())
}
