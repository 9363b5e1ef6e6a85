//! A case goes on under another version of its definition.

use std::collections::BTreeMap;

use kernel::Span;

use crate::{
    clocks::{Turn, elapsed},
    definition::{Action, Category},
    event::{Outcome, What},
    refusal::Refusal,
    written::BudgetSource,
};

impl Turn<'_> {
    /// The case goes on under `def`: its clocks keep what they have used, undecided ones get the new budgets and calendars.
    pub(super) fn adopt(&mut self, stages: &BTreeMap<String, String>, restart: bool) -> Result<(), Refusal> {
        let def = self.def;
        let named = |stage: &String| stages.get(stage).unwrap_or(stage).clone();
        let (from, to, before) = (self.state.stage.clone(), named(&self.state.stage), named(&self.state.before));
        let Some(stage) = def.stage(&to) else { return Err(Refusal::CannotAdopt { stage: from }) };
        // To end a case is what an action does, with all that follows from it.
        if to != from && stage.category.is_end() {
            return Err(Refusal::AdoptEnds { stage: stage.label.clone() });
        }
        let leads_back = |a: &&Action| stage.is_named_by(&a.from) && a.to.stages().contains(&"back");
        if def.stage(&before).is_none() && !before.is_empty() && def.actions.iter().any(|a| leads_back(&a)) {
            return Err(Refusal::CannotAdopt { stage: self.state.before.clone() });
        }
        let before = (to != from || before != self.state.before).then_some(before);
        let moved = (to != from).then_some(to);
        self.emit(What::Adopted { definition: def.hash().to_owned(), stage: moved, before });
        self.settle_in(&from);
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
            if let BudgetSource::Until(field) = &clock.budget {
                self.follow_date(clock, field)?;
                continue;
            }
            let live = self.state.clocks.get(&clock.id).filter(|c| c.stopped_at.is_none() && c.outcome.is_none());
            let Some(live) = live.cloned() else { continue };
            let consumed = if restart { Span::ZERO } else { elapsed(self.cals, &live, self.now) };
            let Some(policy) = self.policy(clock, consumed)? else { continue };
            if restart || policy != live.policy {
                self.emit(What::ClockRebudgeted { clock: clock.id.clone(), policy, consumed });
            }
        }
        self.run_or_hold();
        Ok(())
    }

    /// What a stage that was not come to by an action still needs: waiting that is on or over, and a plan for the call.
    fn settle_in(&mut self, from: &str) {
        let def = self.def;
        match (self.state.pause.is_some(), self.state.category(def) == Category::Waiting) {
            (true, false) => self.resume(from),
            (false, true) => self.emit(What::Paused { reason: None }),
            _ => {}
        }
        if self.state.follow_up.is_none() && def.follow_up.as_ref().is_some_and(|rule| rule.stage == self.state.stage) {
            let after = self.now;
            self.emit(What::FollowUpPlanned { chosen: true, after });
        }
    }
}
