//! Values that hold from a day on: prices, areas, who pays.

use kernel::Date;
use serde::{Deserialize, Serialize};

use crate::period::plus_months;

/// Values with the day from which each holds, in the order of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timeline<T>(Vec<(Date, T)>);

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Timeline<T> {
    /// The values in any order; of two for one day the later in the list holds.
    pub fn of(values: impl IntoIterator<Item = (Date, T)>) -> Self {
        let mut list: Vec<(Date, T)> = Vec::new();
        let mut values: Vec<(Date, T)> = values.into_iter().collect();
        values.sort_by_key(|(from, _)| *from);
        for value in values {
            match list.last_mut() {
                Some(last) if last.0 == value.0 => *last = value,
                _ => list.push(value),
            }
        }
        Self(list)
    }

    /// One value for all days.
    pub fn always(value: T) -> Self {
        Self(vec![(Date(chrono::NaiveDate::MIN), value)])
    }

    /// The value that holds on a day; `None` before the first.
    pub fn at(&self, day: Date) -> Option<&T> {
        self.0.iter().rev().find(|(from, _)| *from <= day).map(|(_, value)| value)
    }

    /// The days on which another value begins to hold.
    pub fn turns(&self) -> impl Iterator<Item = Date> {
        self.0.iter().map(|(from, _)| *from)
    }

    /// A value that is followed by another every so many months, as rents that rise by the year. `next` says what follows which value; so many
    /// of them follow.
    pub fn stepped(from: Date, first: T, every: u16, follow: u16, next: impl Fn(&T) -> T) -> Self {
        let mut list = vec![(from, first)];
        for step in 1..=i64::from(follow) {
            if let Some(value) = list.last().map(|(_, value)| next(value)) {
                list.push((plus_months(from, step * i64::from(every.max(1))), value));
            }
        }
        Self(list)
    }

    /// The values with their days, in order.
    pub fn values(&self) -> &[(Date, T)] {
        &self.0
    }
}
