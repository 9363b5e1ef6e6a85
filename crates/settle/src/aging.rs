//! Arrears by age, as of any day: what is not due yet is never called overdue.

use kernel::{Date, Money};

use crate::claim::Claim;

/// The last day of each age but the oldest, in days past due: to a month, a quarter, half a year, a year, two, three.
pub const AGES: [i64; 6] = [30, 90, 180, 365, 730, 1_095];

/// What is owed on a day, by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Aging {
    /// Billed and not due yet.
    pub not_due: Money,
    /// Overdue, by the ages of [`AGES`]; the last place holds what is older.
    pub overdue: [Money; 7],
}

impl Aging {
    /// Everything that is overdue.
    pub fn arrears(&self) -> Money {
        self.overdue.iter().copied().sum()
    }

    /// Everything that is owed.
    pub fn total(&self) -> Money {
        self.not_due + self.arrears()
    }
}

/// How many days a claim is past due on a day; none on the day it is due.
pub fn days_past_due(due_on: Date, on: Date) -> i64 {
    on.days_since(due_on).max(0)
}

/// The claims of some objects by age, as they stood at the end of a day.
pub fn aging<'a>(claims: impl IntoIterator<Item = &'a Claim>, on: Date) -> Aging {
    let mut found = Aging::default();
    for claim in claims {
        let (owed, days) = (claim.owed(on), days_past_due(claim.due_on, on));
        if days == 0 {
            found.not_due = found.not_due + owed;
        } else {
            let place = AGES.iter().position(|last| days <= *last).unwrap_or(AGES.len());
            found.overdue[place] = found.overdue[place] + owed;
        }
    }
    found
}
