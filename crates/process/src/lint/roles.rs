//! Whether everybody a definition names is somebody: a role of the company, or what one is to a case.

use std::collections::BTreeSet;

use kernel::Message;

use super::Problem;
use crate::{
    definition::{Action, Category, Definition, Effect, Stage},
    readers::{ACTING, ALWAYS},
};

/// And where it is said who is told.
const TOLD: [&str; 4] = ["requester", "assignee", "watchers", "first_asked"];

/// Words that name nobody among the roles there are.
pub(crate) fn check(def: &Definition, known: &BTreeSet<&str>) -> Vec<Problem> {
    let mut roles = Roles { known, problems: Vec::new() };
    roles.all("readers", &def.readers, &[]);
    let read_by = def.read_by();
    roles.all("open", &def.open.by, &ACTING);
    for stage in &def.stages {
        let place = format!("stage {}", stage.id);
        roles.all(&place, stage.owner.as_slice(), &ACTING);
        stage.views.iter().for_each(|view| roles.all(&place, &view.by, &ACTING));
    }
    for action in &def.actions {
        roles.all(&format!("action {}", action.id), &action.by, &ACTING);
    }
    for item in &def.work_items {
        roles.all(&format!("work_item {}", item.id), &item.by, &ACTING);
    }
    if let Some(rule) = &def.sample {
        roles.all("sample", &rule.by, &ACTING);
    }
    for (place, effects) in def.effects() {
        for effect in effects {
            let Effect::Notify { to, .. } = effect else { continue };
            let others: Vec<String> = to.iter().filter(|word| def.field(word).is_none()).cloned().collect();
            roles.all(&place, &others, &TOLD);
            if let Some(read_by) = &read_by {
                roles.reading(&place, &others, read_by);
            }
        }
    }
    roles.problems
}

/// The stages from which nobody among the holders of these roles goes on, and nobody by what he is to the case either.
pub fn vacant_stages<'d>(def: &'d Definition, held: &BTreeSet<String>) -> Vec<&'d Stage> {
    let works = |action: &Action| action.by.iter().any(|by| ACTING.contains(&by.as_str()) || held.contains(by));
    let is_vacant = |stage: &&Stage| {
        let leads_on = |id: &&str| {
            let to = def.stage(id).filter(|to| to.id != stage.id);
            to.is_some_and(|to| matches!(to.category, Category::Active | Category::Done))
        };
        let mut onward =
            def.actions.iter().filter(|a| stage.is_named_by(&a.from) && a.to.stages().iter().any(leads_on)).peekable();
        !stage.category.is_end() && onward.peek().is_some() && !onward.any(works)
    };
    def.stages.iter().filter(is_vacant).collect()
}

struct Roles<'a> {
    known: &'a BTreeSet<&'a str>,
    problems: Vec<Problem>,
}

impl Roles<'_> {
    fn all(&mut self, place: &str, words: &[String], others: &[&str]) {
        for word in words.iter().filter(|w| !self.known.contains(w.as_str()) && !others.contains(&w.as_str())) {
            let known: Vec<&str> = self.known.iter().copied().chain(others.iter().copied()).collect();
            let message = Message::of("proof-no-role").with("a", word).with("b", known.join(", "));
            self.problems.push(Problem { place: place.to_owned(), message });
        }
    }

    /// Whoever is told of a case can look at it.
    fn reading(&mut self, place: &str, words: &[String], read_by: &BTreeSet<&str>) {
        let blind = |word: &&String| {
            let word = word.as_str();
            !TOLD.contains(&word) && !ALWAYS.contains(&word) && !read_by.contains(word)
        };
        for word in words.iter().filter(blind) {
            let message = Message::of("proof-told-blind").with("a", word);
            self.problems.push(Problem { place: place.to_owned(), message });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_from_which_nobody_in_post_goes_on_is_vacant() {
        let def = Definition::from_toml(include_str!("../../../../modules/desk/processes/repair.toml")).expect("reads");
        let vacant = |held: &[&str]| {
            let held = held.iter().map(|role| (*role).to_owned()).collect();
            vacant_stages(&def, &held).iter().map(|stage| stage.id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(vacant(&[]), ["call_back"], "what anybody of the staff may do is never vacant");
        assert_eq!(vacant(&["cashier"]), ["call_back"]);
        assert_eq!(vacant(&["agent"]), [""; 0]);
    }
}
