//! What lists of all processes need of each, kept beside its definition: a house with a hundred processes shows them, and finds
//! those that matter, without having read one of them.

use serde::{Deserialize, Serialize};

use crate::definition::{Assign, Definition, Effect, Words};

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
    /// Who may open a case.
    pub opened_by: Vec<String>,
    /// The roles that read its cases; everybody at work when absent.
    pub readers: Option<Vec<String>>,
    /// The stages that are not an end, each with the role that moves it on.
    pub owners: Vec<(String, Option<String>)>,
    /// The stages out of which one takes a case oneself.
    pub pools: Vec<String>,
    /// The stage in which a case waits for its call.
    pub call_stage: Option<String>,
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
        let open = def.stages.iter().filter(|s| !s.category.is_end());
        let calls = |effect: &Effect| matches!(effect, Effect::Call { .. });
        Self {
            key: def.key.clone(),
            hash: def.hash().to_owned(),
            title: def.title.clone(),
            purpose: def.purpose.clone(),
            area: def.area.clone(),
            standards: def.standards.clone(),
            opened_by: def.open.by.clone(),
            readers: def.read_by().map(|roles| roles.into_iter().map(str::to_owned).collect()),
            owners: open.map(|s| (s.id.clone(), s.owner.clone())).collect(),
            pools: pools.map(|s| s.id.clone()).collect(),
            call_stage: def.follow_up.as_ref().map(|rule| rule.stage.clone()),
            sampled: def.sample.is_some(),
            calls: def.effects().into_iter().any(|(_, effects)| effects.iter().any(calls)),
        }
    }
}
