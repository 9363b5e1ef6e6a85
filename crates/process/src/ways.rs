//! The ways between stages: what a flow chart draws and the lints walk.

use crate::{
    definition::{Action, Definition},
    written::Target,
};

/// One way from a stage to another.
#[derive(Debug, Clone)]
pub struct Way<'a> {
    /// Where it begins.
    pub from: &'a str,
    /// Where it leads.
    pub to: &'a str,
    /// The action that takes it.
    pub action: &'a Action,
    /// Whether it begins the work anew.
    pub rework: bool,
    /// Whether it leads back to where the case was before; it is then one of several possible ways.
    pub back: bool,
}

impl Definition {
    /// Every way between two different stages, in the order of stages and actions.
    pub fn ways(&self) -> Vec<Way<'_>> {
        let mut ways = Vec::new();
        for stage in &self.stages {
            for action in self.actions.iter().filter(|a| stage.is_named_by(&a.from)) {
                self.ways_of(action, &stage.id, &mut ways);
            }
        }
        ways
    }

    fn ways_of<'a>(&'a self, action: &'a Action, from: &'a str, ways: &mut Vec<Way<'a>>) {
        let mut add = |to: &'a str, rework: bool, back: bool| {
            let known = ways.iter().any(|w: &Way<'_>| w.from == from && w.to == to && w.action.id == action.id);
            if to != from && !known {
                ways.push(Way { from, to, action, rework, back });
            }
            // Whoever is not called goes on at once.
            if let Some(rule) = self.follow_up.as_ref().filter(|rule| rule.stage == to && to != from) {
                ways.push(Way { from, to: &rule.otherwise, action, rework: false, back: false });
            }
        };
        match &action.to {
            Target::Stay => {}
            Target::One(word) if word == "back" => {
                for before in self.stages.iter().filter(|s| self.leads(&s.id, from)) {
                    add(&before.id, false, true);
                }
            }
            Target::One(stage) => add(stage, false, false),
            Target::Routes(routes) => routes.iter().for_each(|r| add(&r.stage, r.rework, false)),
        }
    }

    /// Whether some action leads from one stage straight to the other.
    fn leads(&self, from: &str, to: &str) -> bool {
        let stage = self.stage(from).filter(|s| s.id != to);
        stage.is_some_and(|s| self.actions.iter().any(|a| s.is_named_by(&a.from) && a.to.stages().contains(&to)))
    }
}
