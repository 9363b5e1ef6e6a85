//! What a history is played on, and how long and how large it is to be.

use std::sync::Arc;

use chrono::Months;
use jobs::Worker;
use kernel::{Clock, Date, Error, Instant, Result, Span};
use module::{Caller, Gate, HOME_ZONE, Platform};
use serde_json::Value;
use store::files::File;
use uuid::Uuid;

/// How long and how large a history is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The same seed, binary and end give the same history.
    pub seed: u64,
    /// How many months before its end the history begins; with 0 on the day it ends.
    pub months: u32,
    /// When it ends.
    pub until: Instant,
    /// The share of the world's buildings: 1.0 is all of them, the least is one.
    pub scale: f64,
}

impl Plan {
    /// When the history begins: the first instant of a day.
    pub fn start(&self) -> Instant {
        let last = self.until.date(HOME_ZONE);
        let first = last.0.checked_sub_months(Months::new(self.months)).map_or(last, Date);
        first.start(HOME_ZONE)
    }
}

/// A platform on a clock moved by hand, with the worker that runs what becomes due.
pub struct Stage {
    /// The platform; its clock is a manual one.
    pub platform: Arc<Platform>,
    /// Who knows the callers.
    pub gate: Arc<dyn Gate>,
    /// The clock of the platform.
    pub clock: Clock,
    /// Tells events, runs jobs, seals.
    pub worker: Worker,
}

impl Stage {
    /// A stage over a platform and the manual clock it goes by.
    pub fn new(platform: Arc<Platform>, gate: Arc<dyn Gate>, clock: Clock) -> Self {
        let worker = Worker::new(platform.clone(), gate.clone(), "sim");
        Self { platform, gate, clock, worker }
    }

    /// Does an action as this caller.
    pub(crate) async fn act(&self, caller: &Caller, action: &str, input: Value) -> Result<Value> {
        self.act_with(caller, action, input, Vec::new()).await
    }

    pub(crate) async fn act_with(
        &self,
        caller: &Caller,
        action: &str,
        input: Value,
        uploads: Vec<File>,
    ) -> Result<Value> {
        // Two things never happen at the very same instant: the order of ids and logs is that of what was done.
        self.clock.set(self.clock.now() + Span::millis(5));
        self.platform.act_with(caller, action, input, uploads).await
    }

    /// All rows of a list, page by page.
    pub(crate) async fn list(&self, caller: &Caller, query: &str, mut ask: Value) -> Result<Vec<Value>> {
        let mut rows = Vec::new();
        ask["limit"] = 500.into();
        loop {
            let mut page = self.platform.ask(caller, query, ask.clone()).await?;
            if let Some(Value::Array(more)) = page.get_mut("rows").map(Value::take) {
                rows.extend(more);
            }
            match page.get("next").and_then(Value::as_str) {
                Some(next) => ask["after"] = next.into(),
                None => return Ok(rows),
            }
        }
    }
}

/// A text of an answer that is always there.
pub(crate) fn text(answer: &Value, name: &str) -> Result<String> {
    let found = answer.get(name).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| Error::Internal(format!("an answer without {name}: {answer}")))
}

/// The bare id in `person_0191…`.
pub(crate) fn bare(id: &str) -> Result<Uuid> {
    let digits = id.rsplit('_').next().unwrap_or(id);
    Uuid::try_parse(digits).map_err(|e| Error::Internal(format!("{id} is no id: {e}")))
}

/// The input without what is not said.
pub(crate) fn said(mut input: Value) -> Value {
    if let Some(object) = input.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_begins_with_a_day() {
        let until: Instant = "2026-11-21T10:00:00Z".parse().expect("an instant");
        let plan = Plan { seed: 1, months: 12, until, scale: 1.0 };
        assert_eq!(plan.start(), "2025-11-20T16:00:00Z".parse().expect("an instant"));
        assert_eq!(Plan { months: 0, ..plan }.start(), "2026-11-20T16:00:00Z".parse().expect("an instant"));
    }
}
