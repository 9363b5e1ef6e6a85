//! What a case cost: time in each stage, limits kept and missed, steps of each post.

use std::collections::BTreeMap;

use kernel::{Instant, Span};

use crate::{
    definition::Definition,
    event::{Event, Outcome, What},
};

/// One case, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The stages in the order in which it came to them.
    pub path: Vec<String>,
    /// How long it stood in each.
    pub stages: BTreeMap<String, Span>,
    /// How each run of each limit ended; `None` while that is open.
    pub limits: BTreeMap<(String, u32), Option<Outcome>>,
    /// How many steps each post took.
    pub posts: BTreeMap<String, u64>,
    since: Option<Instant>,
    /// Before what can still be taken back.
    was: Option<Box<Tally>>,
}

impl Tally {
    /// Counts one more thing that happened.
    pub(super) fn note(&mut self, event: &Event) {
        match &event.what {
            What::Opened { stage, .. } => self.come(stage, event.at),
            What::Acted { from, to, .. } if from != to => self.come(to, event.at),
            What::Provisional { .. } => self.was = Some(Box::new(self.clone())),
            What::Settled => self.was = None,
            What::Undone { .. } => {
                if let Some(was) = self.was.take() {
                    *self = *was;
                }
            }
            What::Adopted { stage: Some(stage), .. } => self.come(stage, event.at),
            What::ClockStarted { clock, activation, .. } => {
                self.limits.insert((clock.clone(), *activation), None);
            }
            What::ClockMissed { clock, activation } => {
                self.limits.insert((clock.clone(), *activation), Some(Outcome::Missed));
            }
            What::ClockStopped { clock, outcome, .. } => {
                let run = self.limits.iter_mut().rev().find(|((name, _), _)| name == clock);
                if let Some((_, known)) = run {
                    known.get_or_insert(*outcome);
                }
            }
            _ => {}
        }
    }

    /// Ends counting: a case that has not ended has stood where it stands until then.
    pub(super) fn until(&mut self, def: &Definition, until: Instant) {
        let ended = self.path.last().and_then(|s| def.stage(s)).is_some_and(|s| s.category.is_end());
        if !ended {
            self.leave(until);
        }
        self.since = None;
    }

    /// One more step of a post.
    pub(super) fn worked(&mut self, post: &str) {
        match self.posts.get_mut(post) {
            Some(count) => *count += 1,
            None => drop(self.posts.insert(post.to_owned(), 1)),
        }
    }

    /// Where it stands in the end.
    pub fn end(&self) -> Option<&str> {
        self.path.last().map(String::as_str)
    }

    /// How many limits it missed.
    pub fn missed(&self) -> usize {
        self.limits.values().filter(|o| **o == Some(Outcome::Missed)).count()
    }

    fn come(&mut self, stage: &str, at: Instant) {
        self.leave(at);
        self.path.push(stage.to_owned());
        self.since = Some(at);
    }

    fn leave(&mut self, at: Instant) {
        let (Some(stage), Some(since)) = (self.path.last(), self.since) else { return };
        let stood = self.stages.entry(stage.clone()).or_default();
        *stood = *stood + (at - since).max(Span::ZERO);
    }
}
