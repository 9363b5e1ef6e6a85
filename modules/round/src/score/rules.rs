//! What a task is worth, and what several are – pure, and said nowhere else.
//!
//! A task is worth what its result says, or what a second look says where there was one; nothing when nobody did it. Each check of
//! what was put right that was not passed, and each point taken off, makes it less; never less than nothing. Several are worth their
//! mean.

use super::model::{ScoreLine, Scored, TaskScore};
use crate::occurrence::model::Standing;

/// The whole, in hundredths of a percent.
pub(crate) const FULL: i64 = 10_000;
/// What a check of what was put right costs when it is not passed: five points of a hundred.
const REWORK: i64 = 500;
/// A point, in hundredths of a percent.
const POINT: i64 = 100;

/// What a task is worth, in hundredths of a percent.
pub(crate) fn worth(task: &Scored) -> i64 {
    if is_missed(task) {
        return 0;
    }
    let of_itself = task.score.or_else(|| task.passed.map(|passed| if passed { FULL } else { 0 })).unwrap_or(FULL);
    let looked_at = task.check_score.unwrap_or(of_itself);
    (looked_at - task.reworks * REWORK - task.points * POINT).max(0)
}

/// Whether nobody did it, then or later.
pub(crate) fn is_missed(task: &Scored) -> bool {
    task.state == Standing::Missed && task.ended_at.is_none()
}

/// A task with its score and what it follows from.
pub(crate) fn told(task: &Scored) -> TaskScore {
    TaskScore {
        id: task.id,
        title: task.title.clone(),
        thing: task.thing_name.clone(),
        day: task.day,
        worth: worth(task),
        missed: is_missed(task),
        result: task.score,
        check: task.check_score,
        agrees: task.agrees,
        points: task.points,
        reworks: task.reworks,
    }
}

/// The line of one person, vendor or area over its tasks.
pub(crate) fn line(key: String, name: String, tasks: &[&Scored]) -> ScoreLine {
    let count = |counts: fn(&Scored) -> bool| {
        i64::try_from(tasks.iter().filter(|task| counts(task)).count()).unwrap_or(i64::MAX)
    };
    let all = count(|_| true);
    let worth: i64 = tasks.iter().map(|task| worth(task)).sum();
    ScoreLine {
        key,
        name,
        tasks: all,
        score: worth / all.max(1),
        missed: count(is_missed),
        checks: count(|task| task.agrees.is_some()),
        differing: count(|task| task.agrees == Some(false)),
        reworks: tasks.iter().map(|task| task.reworks).sum(),
        points: tasks.iter().map(|task| task.points).sum(),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant};
    use uuid::Uuid;

    use super::*;

    fn task() -> Scored {
        Scored {
            id: Id::from_uuid(Uuid::nil()),
            title: String::new(),
            thing_name: String::new(),
            place_id: None,
            day: "2026-11-21".parse().expect("a day"),
            state: Standing::Done,
            ended_at: Some(Instant(1)),
            staff_id: None,
            staff_name: None,
            vendor: None,
            score: Some(9_500),
            passed: Some(true),
            check_score: None,
            agrees: None,
            points: 0,
            reworks: 0,
        }
    }

    #[test]
    fn a_task_is_worth_what_was_seen_of_it_less_what_followed() {
        let missed = || Scored { state: Standing::Missed, ended_at: None, score: None, ..task() };
        for (is, wanted) in [
            (task(), 9_500),
            (Scored { score: None, ..task() }, 10_000),
            (Scored { score: None, passed: Some(false), ..task() }, 0),
            (Scored { check_score: Some(8_000), agrees: Some(false), ..task() }, 8_000),
            (Scored { reworks: 1, points: 3, ..task() }, 8_700),
            (Scored { points: 100, ..task() }, 0),
            (missed(), 0),
            (Scored { ended_at: Some(Instant(9)), score: Some(9_000), ..missed() }, 9_000),
        ] {
            assert_eq!(worth(&is), wanted, "{is:?}");
        }
        let (one, other) = (task(), missed());
        let line = line("k".into(), "甲".into(), &[&one, &other]);
        assert_eq!((line.tasks, line.score, line.missed, line.checks), (2, 4_750, 1, 0));
    }
}
