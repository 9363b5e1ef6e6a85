//! The calendars a case is counted in, by name and version.

use std::{collections::BTreeMap, sync::Arc};

use chrono_tz::Tz;
use kernel::{Basis, Calendar};

use crate::event::Policy;

/// Published calendars, every version of them, and the one that is always open.
#[derive(Debug, Clone)]
pub struct Calendars {
    always: Arc<Calendar>,
    named: BTreeMap<String, BTreeMap<u32, Arc<Calendar>>>,
}

impl Calendars {
    /// No calendar but the one that is always open, at this place.
    pub fn at(zone: Tz) -> Self {
        Self { always: Arc::new(Calendar::always(zone)), named: BTreeMap::new() }
    }

    /// The same with one more published calendar.
    #[must_use]
    pub fn with(mut self, calendar: Calendar) -> Self {
        self.publish(Arc::new(calendar));
        self
    }

    /// Adds a published calendar; a version that is there already stays as it is.
    pub fn publish(&mut self, calendar: Arc<Calendar>) {
        let versions = self.named.entry(calendar.key().to_owned()).or_default();
        versions.entry(calendar.version()).or_insert(calendar);
    }

    /// Puts a unit's own calendar in the place of the shared one of the same name and version.
    pub(crate) fn put(&mut self, calendar: Arc<Calendar>) {
        self.named.entry(calendar.key().to_owned()).or_default().insert(calendar.version(), calendar);
    }

    /// The calendar that is always open.
    pub fn always(&self) -> &Calendar {
        &self.always
    }

    /// The time zone of the place.
    pub fn zone(&self) -> Tz {
        self.always.written().zone
    }

    /// The newest version of a calendar.
    pub fn current(&self, key: &str) -> Option<&Calendar> {
        if key == "always" {
            return Some(&self.always);
        }
        self.named.get(key)?.values().next_back().map(Arc::as_ref)
    }

    /// The newest version of a calendar, or always open for budgets round the clock.
    pub(crate) fn for_basis(&self, basis: Basis, key: &str) -> Option<&Calendar> {
        match basis {
            Basis::Clock => Some(&self.always),
            Basis::Work => self.current(key),
        }
    }

    /// The calendar a policy pins.
    pub(crate) fn pinned(&self, policy: &Policy) -> Option<&Calendar> {
        match policy.basis {
            Basis::Clock => Some(&self.always),
            Basis::Work if policy.calendar == "always" => Some(&self.always),
            Basis::Work => self.named.get(&policy.calendar)?.get(&policy.version).map(Arc::as_ref),
        }
    }
}
