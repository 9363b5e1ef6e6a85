//! The shipped obligations, and when one is due again. Pure.

use std::sync::LazyLock;

use chrono::Months;
use kernel::Date;
use serde::Deserialize;

use super::model::{Changed, DueRule, Shipped};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    obligation: Vec<Shipped>,
}

static LIBRARY: LazyLock<Vec<Shipped>> = LazyLock::new(|| {
    let library: Library = toml::from_str(include_str!("../../content/obligations.toml")).expect("a test reads it too");
    library.obligation
});

/// All that ship with the product, in the order of the trade.
pub fn library() -> &'static [Shipped] {
    &LIBRARY
}

/// The one with this short name.
pub fn shipped(key: &str) -> Option<&'static Shipped> {
    LIBRARY.iter().find(|one| one.key == key)
}

/// The rule as the company changed it: its months stand in for the shipped ones.
pub fn rule(shipped: &Shipped, changed: Option<&Changed>) -> DueRule {
    let Some(own) = changed.and_then(|c| c.months).and_then(|months| u32::try_from(months).ok()) else {
        return shipped.rule;
    };
    match shipped.rule {
        DueRule::First { first, .. } => DueRule::First { first, months: own },
        DueRule::Aging { years, then, .. } => DueRule::Aging { months: own, years, then: then.min(own) },
        DueRule::Every { .. } | DueRule::Printed | DueRule::Never => DueRule::Every { months: own },
    }
}

/// What is known when the next time is worked out.
#[derive(Debug, Clone, Copy)]
pub struct Met {
    /// The day it was done.
    pub on: Date,
    /// The first day of use of what it was done to.
    pub used_since: Option<Date>,
}

/// The last day on which it counts as met; none when it never ends, or when only the paper itself says it.
pub fn next_due(rule: DueRule, met: Met) -> Option<Date> {
    match rule {
        DueRule::Every { months } | DueRule::First { months, .. } => Some(after(met.on, months)),
        DueRule::Aging { months, years, then } => {
            // Beyond the age, and where nobody knows it, the shorter time holds.
            let young = met.used_since.is_some_and(|since| met.on < after(since, years * 12));
            Some(after(met.on, if young { months } else { then }))
        }
        DueRule::Printed | DueRule::Never => None,
    }
}

/// The last day by which something in use since a day has to be done for the first time; none where a paper must be there at once.
pub fn first_due(rule: DueRule, used_since: Option<Date>) -> Option<Date> {
    match rule {
        DueRule::First { first, .. } => used_since.map(|since| after(since, first)),
        _ => None,
    }
}

/// So many months later, on the same day of the month or its last one.
fn after(day: Date, months: u32) -> Date {
    day.0.checked_add_months(Months::new(months)).map_or(day, Date)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{obligation::model::Bearer, rules};

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn due(rule: DueRule, on: &str, since: Option<&str>) -> Option<String> {
        next_due(rule, Met { on: day(on), used_since: since.map(day) }).map(|d| d.to_string())
    }

    #[test]
    fn the_library_names_known_classes_and_every_source() {
        let keys: BTreeSet<&str> = library().iter().map(|o| o.key.as_str()).collect();
        assert_eq!(keys.len(), library().len());
        let classes: BTreeSet<&str> = rules::LIBRARY.iter().map(|c| c.code).collect();
        for one in library() {
            assert_eq!(one.bearer == Bearer::Asset, !one.classes.is_empty(), "{}", one.key);
            assert!(one.classes.iter().all(|class| classes.contains(class.as_str())), "{}", one.key);
            assert!(!one.source.zh.is_empty() && !one.source.en.is_empty(), "{}", one.key);
        }
    }

    #[test]
    fn what_was_done_is_due_again_after_its_months() {
        let every = |months| DueRule::Every { months };
        assert_eq!(due(every(12), "2025-11-22", None).as_deref(), Some("2026-11-22"));
        assert_eq!(due(every(6), "2025-08-31", None).as_deref(), Some("2026-02-28"));
        assert_eq!(due(every(12), "2024-02-29", None).as_deref(), Some("2025-02-28"));
        assert_eq!(due(DueRule::First { first: 36, months: 72 }, "2026-01-05", None).as_deref(), Some("2032-01-05"));
        assert_eq!(due(DueRule::Printed, "2026-01-05", None), None);
        assert_eq!(due(DueRule::Never, "2026-01-05", None), None);
    }

    #[test]
    fn what_is_old_or_of_unknown_age_is_due_more_often() {
        let governor = DueRule::Aging { months: 24, years: 15, then: 12 };
        assert_eq!(due(governor, "2026-03-01", Some("2012-03-01")).as_deref(), Some("2028-03-01"));
        assert_eq!(due(governor, "2027-03-01", Some("2012-03-01")).as_deref(), Some("2028-03-01"));
        assert_eq!(due(governor, "2026-03-01", None).as_deref(), Some("2027-03-01"));
    }

    #[test]
    fn a_vessel_is_inspected_first_within_three_years() {
        let vessel = DueRule::First { first: 36, months: 72 };
        assert_eq!(first_due(vessel, Some(day("2024-06-30"))), Some(day("2027-06-30")));
        assert_eq!(first_due(DueRule::Every { months: 12 }, Some(day("2024-06-30"))), None);
    }

    #[test]
    fn the_company_may_ask_for_more() {
        let tank = shipped("tank_cleaning").expect("ships");
        let own = Changed { key: tank.key.clone(), months: Some(3), disabled: false, version: 1 };
        assert_eq!(rule(tank, None), DueRule::Every { months: 6 });
        assert_eq!(rule(tank, Some(&own)), DueRule::Every { months: 3 });
        let governor = shipped("lift_governor").expect("ships");
        assert_eq!(rule(governor, Some(&own)), DueRule::Aging { months: 3, years: 15, then: 3 });
    }
}
