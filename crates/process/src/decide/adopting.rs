//! A case goes on under another version of its definition.

use std::collections::BTreeMap;

use kernel::Span;

use crate::{
    clocks::{Turn, elapsed},
    event::{Outcome, What},
    refusal::Refusal,
};

impl Turn<'_> {
    /// The case goes on under `def`: its clocks keep what they have used, undecided ones get the new budgets and calendars.
    pub(super) fn adopt(&mut self, stages: &BTreeMap<String, String>, restart: bool) -> Result<(), Refusal> {
        let def = self.def;
        let to = stages.get(&self.state.stage).unwrap_or(&self.state.stage).clone();
        if def.stage(&to).is_none() {
            return Err(Refusal::CannotAdopt { stage: self.state.stage.clone() });
        }
        let moved = (to != self.state.stage).then_some(to);
        self.emit(What::Adopted { definition: def.hash().to_owned(), stage: moved });
        // A limit the other version does not know ends without an outcome; nobody could ever stop it.
        let known = |id: &String| def.clock(id).is_some();
        let lost: Vec<String> = self
            .state
            .clocks
            .iter()
            .filter(|(id, c)| c.stopped_at.is_none() && !known(id))
            .map(|(id, _)| id.clone())
            .collect();
        for clock in lost {
            let live = &self.state.clocks[&clock];
            let consumed = elapsed(self.cals, live, self.now);
            let outcome = live.outcome.map_or(Outcome::Void, |known| known.0);
            self.emit(What::ClockStopped { clock, consumed, outcome });
        }
        for clock in &def.clocks {
            let live = self.state.clocks.get(&clock.id).filter(|c| c.stopped_at.is_none() && c.outcome.is_none());
            let Some(live) = live.cloned() else { continue };
            let Some(policy) = self.policy(clock)? else { continue };
            if restart {
                self.emit(What::ClockRebudgeted { clock: clock.id.clone(), policy, consumed: Span::ZERO });
            } else if policy != live.policy {
                let consumed = elapsed(self.cals, &live, self.now);
                self.emit(What::ClockRebudgeted { clock: clock.id.clone(), policy, consumed });
            }
        }
        self.run_or_hold();
        Ok(())
    }
}
