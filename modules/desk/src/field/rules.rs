//! What comes first on the phone, what the thumb finds, and how a limit looks.

use std::sync::Arc;

use kernel::Instant;
use process::{Definition, Offer, Outline, definition::Tone as Weight};
use ui::Tone;

use super::model::Job;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// His: he must do something.
    Own,
    /// The case waits for something outside, and he is to look after it.
    Waiting,
    /// Somebody else's: a confirmation, a call.
    Others,
}

/// Whose turn it is with a case that is given to somebody who is sent out.
pub(super) fn turn(def: &Definition, job: &Job) -> Turn {
    if job.category == "waiting" {
        return Turn::Waiting;
    }
    // Whoever is sent out acts where the assignee can make the next step.
    let next = |a: &&process::definition::Action| a.tone == Weight::Primary && a.by.iter().any(|by| by == "assignee");
    let own = def.stage(&job.stage).is_some_and(|s| def.actions.iter().filter(next).any(|a| s.is_named_by(&a.from)));
    if own { Turn::Own } else { Turn::Others }
}

/// The order of a list: emergencies, what is urgent, what is late, then by limit and age; what waits comes last.
pub(super) fn rank(job: &Job, now: Instant) -> (u8, Instant, Instant) {
    let class = match job.urgency.as_deref() {
        _ if job.paused => 4,
        Some("emergency") => 0,
        Some("urgent") => 1,
        _ if job.due_at.is_some_and(|due| due <= now) => 2,
        _ => 3,
    };
    (class, job.due_at.unwrap_or(Instant(i64::MAX)), job.opened_at)
}

/// The colour of a job.
pub(super) fn tone(job: &Job, now: Instant) -> Tone {
    let left = job.due_at.map(|due| due - now);
    match left {
        _ if job.paused => Tone::Waiting,
        Some(left) if left.0 <= 0 => Tone::Late,
        Some(left) if left.whole_minutes() < 60 => Tone::Risk,
        _ => Tone::of(&job.category),
    }
}

/// The stages out of which one takes a case oneself, as (process, stage).
pub(super) fn pools(outlines: &[Arc<Outline>]) -> Vec<(String, String)> {
    let of = |outline: &Arc<Outline>| {
        let pools = outline.pools.iter().map(|stage| (outline.key.clone(), stage.clone()));
        pools.collect::<Vec<_>>()
    };
    outlines.iter().flat_map(of).collect()
}

/// The one button under the thumb: the next step that can be made.
pub(super) fn next(offers: &[Offer]) -> Option<&Offer> {
    offers.iter().find(|o| o.tone == Weight::Primary && o.refusal.is_none())
}

#[cfg(test)]
mod tests {
    use kernel::{Id, OrgId, Span};
    use uuid::Uuid;

    use super::*;

    fn job(number: &str, urgency: &str, due: Option<i64>, stage: &str) -> Job {
        Job {
            org_id: OrgId::from_uuid(Uuid::nil()),
            id: Id::from_uuid(Uuid::nil()),
            number: number.into(),
            process: "repair".into(),
            title: String::new(),
            topic: None,
            urgency: Some(urgency.into()),
            place_id: None,
            stage: stage.into(),
            category: if stage == "paused" { "waiting" } else { "active" }.into(),
            due_at: due.map(|minutes| Instant(0) + Span::minutes(minutes)),
            paused: stage == "paused",
            opened_at: Instant(0),
            urges: 0,
        }
    }

    fn repair() -> Definition {
        Definition::from_toml(include_str!("../../processes/repair.toml")).expect("is a definition")
    }

    #[test]
    fn urgent_comes_before_late_and_late_before_the_rest() {
        let now = Instant(0) + Span::minutes(100);
        let mut jobs = [
            job("明天", "normal", Some(900), "accepted"),
            job("挂起", "urgent", Some(1), "paused"),
            job("超时", "normal", Some(90), "accepted"),
            job("无时限", "normal", None, "accepted"),
            job("紧急", "urgent", Some(400), "accepted"),
            job("马上", "normal", Some(110), "accepted"),
            job("特急", "emergency", Some(120), "assigned"),
        ];
        jobs.sort_by_key(|j| rank(j, now));
        let order: Vec<&str> = jobs.iter().map(|j| j.number.as_str()).collect();
        assert_eq!(order, ["特急", "紧急", "超时", "马上", "明天", "无时限", "挂起"]);
        assert_eq!(tone(&job("", "normal", Some(90), "accepted"), now), Tone::Late);
        assert_eq!(tone(&job("", "normal", Some(159), "accepted"), now), Tone::Risk);
        assert_eq!(tone(&job("", "normal", Some(160), "accepted"), now), Tone::Active);
        assert_eq!(tone(&job("", "normal", Some(1), "paused"), now), Tone::Waiting);
    }

    #[test]
    fn it_is_his_turn_until_the_work_is_done() {
        let def = repair();
        for (stage, whose) in [
            ("assigned", Turn::Own),
            ("accepted", Turn::Own),
            ("on_site", Turn::Own),
            ("working", Turn::Own),
            ("paused", Turn::Waiting),
            ("finished", Turn::Others),
            ("call_back", Turn::Others),
        ] {
            assert_eq!(turn(&def, &job("", "normal", None, stage)), whose, "{stage}");
        }
    }

    #[test]
    fn one_takes_cases_out_of_the_pool_only() {
        assert_eq!(pools(&[Arc::new(Outline::of(&repair()))]), [("repair".to_owned(), "pool".to_owned())]);
    }
}
