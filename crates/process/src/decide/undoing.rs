//! Taking back what was done last: for a while by whoever did it, as long as nobody went on from it.

use kernel::{ActorKind, Budget};

use crate::{
    clocks::Turn,
    definition::Action,
    event::{What, Who},
    refusal::Refusal,
};

impl Turn<'_> {
    /// What somebody does next may be taken back when the action says so. What the engine does by itself stands at once.
    pub(super) fn provisionally(&mut self, who: &Who, action: &Action) {
        let window = action.undo.and_then(Budget::clock_span).filter(|_| who.kind != ActorKind::System);
        if let Some(window) = window {
            self.emit(What::Provisional { action: action.id.clone(), until: self.now + window });
        }
    }

    /// What could be taken back stands from now on.
    pub(super) fn settle(&mut self) {
        if self.state.undoable.is_some() {
            self.emit(What::Settled);
        }
    }

    /// Takes back what this person did last. Limits ran on meanwhile as if it had not been done.
    pub(super) fn undo(&mut self, who: &Who) -> Result<(), Refusal> {
        let undoable = self.state.undoable.as_deref().ok_or(Refusal::Settled)?;
        if !who.is_or_stands_for(&undoable.by) {
            return Err(Refusal::NotDoneBy { name: undoable.by.name.clone() });
        }
        let (action, to) = (undoable.action.clone(), undoable.was.stage.clone());
        self.emit(What::Undone { action, from: self.state.stage.clone(), to });
        Ok(())
    }
}
