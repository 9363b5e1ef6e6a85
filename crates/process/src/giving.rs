//! A case going from hand to hand beside the definition's own actions, and its ties to others.

use uuid::Uuid;

use crate::{
    clocks::Turn,
    event::{Person, What, Who},
    refusal::Refusal,
};

impl Turn<'_> {
    /// Gives the case to somebody, for a time in another's place or for good; nothing when he has it already.
    pub(crate) fn give(
        &mut self,
        who: &Who,
        to: &Person,
        of: Option<&Person>,
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        if self.state.is_ended(self.def) {
            return Err(Refusal::NotOpen);
        }
        if self.state.assignee.as_ref().is_some_and(|has| has.is(to.kind, to.id)) {
            return Ok(());
        }
        self.in_place_of(who);
        self.emit(What::Assigned { to: Some(to.clone()) });
        match of {
            Some(of) => self.emit(What::StoodIn { of: of.clone() }),
            None => self.emit(What::HandedOver { reason: reason.map(str::to_owned) }),
        }
        Ok(())
    }

    /// Somebody else stays answerable for the case.
    pub(crate) fn answer(&mut self, who: &Who, to: &Person) -> Result<(), Refusal> {
        if self.state.is_ended(self.def) {
            return Err(Refusal::NotOpen);
        }
        if self.state.first_asked.as_ref().is_none_or(|one| !one.is(to.kind, to.id)) {
            self.in_place_of(who);
            self.emit(What::Answerable { to: to.clone() });
        }
        Ok(())
    }

    /// Says for whom something is done, when it is not in one's own name.
    pub(crate) fn in_place_of(&mut self, who: &Who) {
        if let Some(of) = &who.stands_for {
            self.emit(What::ActedFor { of: of.clone() });
        }
    }

    /// Ends a tie that somebody made; what the engine itself tied stays.
    pub(crate) fn unlink(&mut self, link: &str, case: Uuid) -> Result<(), Refusal> {
        let tied = self.state.links.iter().any(|(how, other)| how == link && *other == case);
        if !tied || self.state.children.contains_key(&case) {
            return Err(Refusal::Unknown(link.to_owned()));
        }
        self.emit(What::Unlinked { link: link.to_owned(), case });
        Ok(())
    }

    /// A case that goes on by itself after it was part of another no longer ends with that one.
    pub(crate) fn stands_alone(&mut self, from: &str, merges: Option<Uuid>) {
        let moved = from != self.state.stage && !self.state.category(self.def).is_end();
        if moved && merges.is_none() && self.state.master.is_some() {
            self.emit(What::Unmerged);
        }
    }
}
