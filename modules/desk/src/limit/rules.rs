//! Adding up how limits were kept – pure.

use std::collections::BTreeMap;

use kernel::{Date, Error, Instant, Result, Span};
use uuid::Uuid;

use super::model::{Ended, Explanation, Period, Rate, Rates};
use crate::case::rules::month_start;

/// Days within which it is to be said why a limit was missed.
const EXPLAIN_DAYS: i64 = 3;

/// By when it is to be said why.
pub(crate) fn explain_by(missed_at: Instant) -> Instant {
    missed_at + Span::hours(24 * EXPLAIN_DAYS)
}

/// How it stands with saying why.
pub(crate) fn explanation(given: bool, missed_at: Instant, now: Instant) -> Explanation {
    if given {
        Explanation::Given
    } else if explain_by(missed_at) <= now {
        Explanation::Overdue
    } else {
        Explanation::Awaited
    }
}

/// Refuses what others answer for: `own` are the reader and those he stands in for.
pub(crate) fn may_explain(answerable: Option<Uuid>, own: &[Uuid], leads: bool) -> Result<()> {
    if leads || answerable.is_some_and(|id| own.contains(&id)) {
        Ok(())
    } else {
        Err(Error::broken("desk-limit-of-others"))
    }
}

impl Rate {
    /// Counts some that ended so; what was called off before it could be known is not counted.
    pub(crate) fn add(&mut self, outcome: &str, count: i64) {
        match outcome {
            "met" => {
                self.met += count;
                self.all += count;
            }
            "missed" => self.all += count,
            _ => {}
        }
    }

    /// How many were missed.
    pub(crate) const fn missed(self) -> i64 {
        self.all - self.met
    }

    /// `96.4%`; nothing when there was none.
    pub(crate) fn share(self) -> Option<String> {
        let tenths = (self.met * 1_000).checked_div(self.all)?;
        Some(format!("{}.{}%", tenths / 10, tenths % 10))
    }
}

/// The shares under each key, the most missed first. `key` says under what a count belongs.
pub(crate) fn rates<K: Ord + Clone>(ended: &[Ended], key: impl Fn(&Ended) -> K) -> Vec<(K, [Rate; 3])> {
    let mut found: BTreeMap<K, [Rate; 3]> = BTreeMap::new();
    for one in ended {
        let nth = match one.word.as_str() {
            "response" => 0,
            "completion" => 1,
            "follow_up" => 2,
            _ => continue,
        };
        found.entry(key(one)).or_default()[nth].add(&one.outcome, one.count);
    }
    let mut list: Vec<(K, [Rate; 3])> = found.into_iter().filter(|(_, r)| r.iter().any(|r| r.all > 0)).collect();
    list.sort_by_key(|(_, r)| std::cmp::Reverse(r.iter().map(|r| r.missed()).sum::<i64>()));
    list
}

/// The same with a name.
pub(crate) fn named(name: String, [response, completion, follow_up]: [Rate; 3]) -> Rates {
    Rates { id: None, topic: None, process: None, name, response, completion, follow_up }
}

/// The first day of a period and the day after its last.
pub(crate) fn days(period: Period, today: Date) -> (Date, Date) {
    let from = match period {
        Period::Today => today,
        Period::Week => today.plus_days(-6),
        Period::Month => month_start(today),
    };
    (from, today.plus_days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(person: u128, promise: &str, outcome: &str, count: i64) -> Ended {
        let id = (person > 0).then(|| uuid::Uuid::from_u128(person));
        Ended { id, process: "repair".into(), word: promise.into(), outcome: outcome.into(), count }
    }

    #[test]
    fn a_cause_is_said_in_three_days_by_whoever_answers_for_it() {
        let (zhao, chen) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert!(may_explain(Some(zhao), &[zhao], false).is_ok());
        assert!(may_explain(Some(zhao), &[chen, zhao], false).is_ok(), "or whoever stands in for him");
        assert!(may_explain(Some(zhao), &[chen], false).is_err());
        assert!(may_explain(None, &[chen], false).is_err() && may_explain(None, &[chen], true).is_ok());
        let after = |hours| explanation(false, Instant(0), Instant(0) + Span::hours(hours));
        assert_eq!((after(71), after(72)), (Explanation::Awaited, Explanation::Overdue));
        assert_eq!(explanation(true, Instant(0), Instant(0) + Span::hours(100)), Explanation::Given);
    }

    #[test]
    fn a_share_is_what_was_met_of_what_ended_or_expired() {
        let all = [
            ended(1, "response", "met", 27),
            ended(1, "response", "missed", 1),
            ended(1, "response", "void", 5),
            ended(2, "completion", "missed", 2),
            ended(2, "arrival", "met", 9),
        ];
        let list = rates(&all, |e| e.id);
        assert_eq!(list[0].0, Some(uuid::Uuid::from_u128(2)), "whoever missed most stands first");
        assert_eq!(list[1].1[0], Rate { met: 27, all: 28 });
        assert_eq!(list[1].1[0].share().as_deref(), Some("96.4%"));
        assert_eq!(Rate::default().share(), None);
    }

    #[test]
    fn a_month_begins_on_its_first_day_and_a_week_has_seven() {
        let today: Date = "2026-11-21".parse().expect("a date");
        let said = |period| {
            let (from, until) = days(period, today);
            format!("{from} {until}")
        };
        assert_eq!(said(Period::Month), "2026-11-01 2026-11-22");
        assert_eq!(said(Period::Week), "2026-11-15 2026-11-22");
        assert_eq!(said(Period::Today), "2026-11-21 2026-11-22");
    }
}
