//! Who may read a case – pure.
//!
//! A process that names readers is confidential: its cases are there for those roles, for the roles that act at one of its stages,
//! and for the people of the one case – who opened it, asked for it, works on it, watches it or is named in it to be told.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::{
    definition::{Definition, Effect},
    event::Person,
    guard::OPEN,
    names::named_in,
    state::State,
};

/// What one is to a case, where it is said who may do something: no role, and nobody reads by it.
pub(crate) const ACTING: [&str; 5] = ["requester", "assignee", "staff", "anyone", "system"];

/// The roles that read every case: who keeps the house running, and the house itself.
pub(crate) const ALWAYS: [&str; 2] = ["admin", "system"];

impl Definition {
    /// The roles that act at one of its stages.
    pub fn acted_by(&self) -> BTreeSet<&str> {
        let stages = self.stages.iter().filter_map(|s| s.owner.as_ref());
        let actions = self.actions.iter().flat_map(|a| &a.by);
        let items = self.work_items.iter().flat_map(|w| &w.by);
        let checks = self.sample.iter().flat_map(|s| &s.by);
        let views = self.stages.iter().flat_map(|s| &s.views).filter(|view| view.corrects()).flat_map(|view| &view.by);
        let all = stages.chain(actions).chain(items).chain(checks).chain(views).map(String::as_str);
        all.filter(|word| !ACTING.contains(word)).collect()
    }

    /// The roles that read its cases: those it names, and those that act in them. `None` when everybody at work does.
    pub fn read_by(&self) -> Option<BTreeSet<&str>> {
        (!self.readers.is_empty()).then(|| self.readers.iter().map(String::as_str).chain(self.acted_by()).collect())
    }

    /// Those who read this one case whatever their roles are.
    pub fn people_of(&self, state: &State) -> BTreeSet<Uuid> {
        let asked = [&state.requester, &state.first_asked, &state.assignee, &state.assignee_for];
        let hands = asked.into_iter().flatten().chain(&state.watchers).chain(state.actors.get(OPEN));
        let told = self.told_fields().into_iter().filter_map(|name| Some((self.field(name)?, state.fields.get(name))));
        let told: Vec<Person> = told.flat_map(|(field, value)| named_in(field, value)).collect();
        hands.chain(&told).map(|p| p.id).filter(|id| !id.is_nil()).collect()
    }

    /// The fields whose people some effect tells something.
    fn told_fields(&self) -> BTreeSet<&str> {
        let effects = self.effects().into_iter().flat_map(|(_, effects)| effects);
        let to = effects.filter_map(|e| if let Effect::Notify { to, .. } = e { Some(to) } else { None });
        to.flatten().map(String::as_str).filter(|word| self.field(word).is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    use kernel::ActorKind;

    use super::*;

    const REPAIR: &str = include_str!("../../../modules/desk/processes/repair.toml");

    fn confidential() -> Definition {
        let text = REPAIR.replacen("number =", "readers = [\"hr\"]\nnumber =", 1);
        Definition::from_toml(&text).expect("reads")
    }

    fn person(id: u128) -> Person {
        Person { kind: ActorKind::Staff, id: Uuid::from_u128(id), name: String::new() }
    }

    #[test]
    fn without_readers_everybody_at_work_reads_and_nothing_else_changes() {
        let open = Definition::from_toml(REPAIR).expect("reads");
        assert_eq!(open.read_by(), None);
        assert!(!serde_json::to_string(&open).expect("is text").contains("readers"));
        assert_ne!(open.hash(), confidential().hash());
    }

    #[test]
    fn whoever_acts_reads_and_a_word_for_everybody_lets_nobody_read() {
        let def = confidential();
        let read_by = def.read_by().expect("names readers");
        assert!(read_by.contains("hr") && read_by.contains("technician"));
        assert!(ACTING.iter().all(|word| !read_by.contains(word)));
        assert!(!read_by.contains("cashier"));
    }

    #[test]
    fn the_people_of_a_case_read_it_as_long_as_they_are_its_people() {
        let def = confidential();
        let mut state = State { assignee: Some(person(1)), watchers: vec![person(2)], ..State::default() };
        state.actors.insert(OPEN.to_owned(), person(3));
        state.actors.insert("assign".to_owned(), person(4));
        state.requester = Some(Person { id: Uuid::nil(), ..person(5) });
        let of = |state: &State| def.people_of(state).iter().map(Uuid::as_u128).collect::<Vec<_>>();
        assert_eq!(of(&state), [1, 2, 3]);
        state.assignee = None;
        state.watchers.clear();
        assert_eq!(of(&state), [3]);
    }
}
