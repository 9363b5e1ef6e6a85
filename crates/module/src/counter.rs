//! What waits for somebody: figures beside entries of the navigation.

use std::sync::Arc;

use kernel::{Permission, Result};
use serde::Serialize;
use serde_json::Value;

use crate::{
    context::{Caller, Context},
    handler::{Erased, Handler, erase},
    line,
    platform::Platform,
};

/// How much waits at one entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The path of the entry.
    pub path: &'static str,
    /// How many; counted no further than is worth showing.
    pub count: i64,
    /// Whether that is an alarm.
    pub alarm: bool,
}

/// What waits for somebody, and what makes it change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waits {
    /// The figures, one for each entry that has one.
    pub entries: Vec<Waiting>,
    /// The topics after which they are counted anew.
    pub topics: Vec<String>,
}

/// Counts what waits for the actor. Called for every page somebody opens, so its statements must be answered by an index.
pub struct Counter {
    /// Who has something waiting here; the scope is that of this permission.
    pub permission: Permission,
    call: Arc<dyn Erased<Waits>>,
}

impl Counter {
    /// A counter from a handler.
    pub fn new<F>(permission: Permission, handler: F) -> Self
    where
        F: for<'h> Handler<'h, (), Waits> + 'static,
    {
        Self { permission, call: erase(handler, Ok) }
    }
}

impl Platform {
    /// Door: what waits for the caller, all counters in one transaction.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn waits(self: &Arc<Self>, caller: &Caller) -> Result<Waits> {
        let mut waits = Waits::default();
        let counters: Vec<&Counter> = self.registry.counters().filter(|c| caller.actor.may(c.permission)).collect();
        if counters.is_empty() {
            return Ok(waits);
        }
        let mut cx: Context = self.reading(caller).await?;
        for counter in counters {
            cx.rescope(counter.permission);
            let more = line::run(&counter.call, &mut cx, Value::Null).await?;
            waits.entries.extend(more.entries);
            waits.topics.extend(more.topics);
        }
        Ok(waits)
    }
}
