//! What lists of all processes need of each, kept beside its definition: a house with a hundred processes shows them, and finds
//! those that matter, without having read one of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    definition::{Action, Assign, Definition, Effect, Retention, Stage, Words},
    field::KindSpec,
};

/// A definition in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Its name in tables and addresses.
    pub key: String,
    /// The hash cases pin it by.
    pub hash: String,
    /// What it is called.
    pub title: Words,
    /// What it is for.
    pub purpose: Option<Words>,
    /// Under what it stands among all processes.
    pub area: Option<String>,
    /// Clauses of standards and company rules it follows.
    pub standards: Vec<String>,
    /// How long the records of its cases are kept.
    #[serde(default)]
    pub retention: Option<Retention>,
    /// Who may open a case.
    pub opened_by: Vec<String>,
    /// The roles that read its cases; everybody at work when absent.
    pub readers: Option<Vec<String>>,
    /// The stages that are not an end, each with the role that moves it on.
    pub owners: Vec<(String, Option<String>)>,
    /// The stages out of which one takes a case oneself.
    pub pools: Vec<String>,
    /// The stages in which a case waits to be given to somebody, who then goes on with it.
    pub dispatched: Vec<String>,
    /// The stage in which a case waits for its call.
    pub call_stage: Option<String>,
    /// Whoever is asked for one of its steps or work items: roles, and words like `assignee`.
    pub asked: BTreeSet<String>,
    /// Whether some of its ended cases are drawn for a second look.
    pub sampled: bool,
    /// Whether it calls actions of other modules.
    pub calls: bool,
}

impl Outline {
    /// What lists need of this definition.
    pub fn of(def: &Definition) -> Self {
        let grabs = def.actions.iter().filter(|a| a.assign == Some(Assign::Actor));
        let from: Vec<&String> = grabs.flat_map(|a| &a.from).collect();
        let pools = def.stages.iter().filter(|s| from.contains(&&s.id));
        let gives: Vec<&Action> = def.actions.iter().filter(|a| is_dispatch(def, a)).collect();
        let waits = |s: &&Stage| gives.iter().any(|a| s.is_named_by(&a.from));
        let dispatched = def.stages.iter().filter(waits).map(|s| s.id.clone()).collect();
        let open = def.stages.iter().filter(|s| !s.category.is_end());
        let calls = |effect: &Effect| matches!(effect, Effect::Call { .. });
        Self {
            key: def.key.clone(),
            hash: def.hash().to_owned(),
            title: def.title.clone(),
            purpose: def.purpose.clone(),
            area: def.area.clone(),
            standards: def.standards.clone(),
            retention: def.retention.clone(),
            opened_by: def.open.by.clone(),
            readers: def.read_by().map(|roles| roles.into_iter().map(str::to_owned).collect()),
            owners: open.map(|s| (s.id.clone(), s.owner.clone())).collect(),
            pools: pools.map(|s| s.id.clone()).collect(),
            dispatched,
            call_stage: def.follow_up.as_ref().map(|rule| rule.stage.clone()),
            asked: def
                .actions
                .iter()
                .flat_map(|a| &a.by)
                .chain(def.work_items.iter().flat_map(|w| &w.by))
                .cloned()
                .collect(),
            sampled: def.sample.is_some(),
            calls: def.effects().into_iter().any(|(_, effects)| effects.iter().any(calls)),
        }
    }
}

/// Whether an action does nothing but give the case to whoever goes on with it: what has to be written down or found out first is
/// the work of a post, and what leaves the case where it stands only hands it on.
fn is_dispatch(def: &Definition, action: &Action) -> bool {
    let is_chosen = |name: &str| def.field(name).is_some_and(|field| field.kind == KindSpec::Choice);
    action.assign == Some(Assign::Input)
        && !action.to.stages().is_empty()
        && action.reasons.is_empty()
        && action.asks.iter().all(|ask| ask.optional || is_chosen(&ask.field))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPAIR: &str = include_str!("../../../modules/desk/processes/repair.toml");

    #[test]
    fn what_is_to_be_dispatched_waits_for_a_person_and_not_for_a_decision() {
        let waits = |text: &str| Outline::of(&Definition::from_toml(text).expect("is fit")).dispatched;
        assert_eq!(waits(REPAIR), ["registered", "dispatching", "pool"]);
        let asking = REPAIR.replace("asks = [\"appointment?\"]", "asks = [\"appointment\"]");
        assert_ne!(asking, REPAIR);
        assert_eq!(waits(&asking), Vec::<String>::new(), "whoever has to arrange something first does not dispatch");
    }
}
