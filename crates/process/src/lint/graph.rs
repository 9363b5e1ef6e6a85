//! Whether the stages hang together: walked exhaustively, since there are only a few.

use std::collections::BTreeSet;

use super::Lint;
use crate::{
    definition::{Action, Category, Clock, Definition, Stage},
    ways::Way,
};

pub(super) fn check(lint: &mut Lint<'_>) {
    let def = lint.def;
    let Some(first) = def.stages.first() else { return };
    let reached = reachable(def, [first.id.as_str()], |_| true);
    for stage in &def.stages {
        let place = format!("stage {}", stage.id);
        if !reached.contains(stage.id.as_str()) {
            lint.found(&place, "no way leads here");
        }
        if stage.category.is_end() {
            continue;
        }
        let onward = reachable(def, [stage.id.as_str()], |_| true);
        if !def.stages.iter().any(|s| s.category.is_end() && onward.contains(s.id.as_str())) {
            lint.found(&place, "no way leads from here to an end");
        }
        let moves = |a: &&Action| {
            stage.is_named_by(&a.from)
                && a.by.iter().any(|role| role != "system")
                && a.to.stages().iter().any(|to| *to != stage.id)
        };
        if !def.actions.iter().any(|a| moves(&a)) {
            lint.found(&place, "nobody can move a case on from here");
        }
    }
    def.clocks.iter().for_each(|clock| clock_stops(lint, clock));
    ambiguous(lint);
}

/// The stages that can be reached from these by the actions that are allowed. Back leads only to where the walk has been.
fn reachable<'a>(
    def: &'a Definition,
    from: impl IntoIterator<Item = &'a str>,
    allowed: impl Fn(&Action) -> bool,
) -> BTreeSet<&'a str> {
    let ways: Vec<Way<'_>> = def.ways().into_iter().filter(|way| allowed(way.action)).collect();
    let mut reached: BTreeSet<&str> = from.into_iter().collect();
    loop {
        let before = reached.len();
        for way in &ways {
            if reached.contains(way.from) && (!way.back || reached.contains(way.to)) {
                reached.insert(way.to);
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

/// A clock must be met on every way to a proper end; otherwise its figures would be made up when the case ends.
fn clock_stops(lint: &mut Lint<'_>, clock: &Clock) {
    let def = lint.def;
    let mut starts: Vec<&str> = Vec::new();
    for word in &clock.starts_on {
        match def.action(word) {
            Some(action) if action.to.stages().is_empty() => {
                let from = def.stages.iter().filter(|s| s.is_named_by(&action.from));
                starts.extend(from.map(|s| s.id.as_str()));
            }
            Some(action) => starts.extend(action.to.stages()),
            None => starts.extend(def.stages.first().map(|s| s.id.as_str())),
        }
    }
    let is = |id: &str, wanted: fn(Category) -> bool| def.stage(id).is_some_and(|s: &Stage| wanted(s.category));
    starts.retain(|id| !is(id, Category::is_end));
    let unmet = reachable(def, starts, |a| !clock.stops_on.contains(&a.id));
    for end in unmet.into_iter().filter(|id| is(id, |c| c == Category::Done)) {
        let what = format!("a case can come to {end:?} without stopping it");
        lint.found(format!("clock {}", clock.id), what);
    }
    if !def.stages.iter().any(|s| s.is_named_by(&clock.runs_in)) {
        lint.found(format!("clock {}", clock.id), "there is no stage in which it runs");
    }
}

/// Two buttons with the same words in front of the same person would be a riddle.
fn ambiguous(lint: &mut Lint<'_>) {
    let def = lint.def;
    for (index, one) in def.actions.iter().enumerate() {
        for other in &def.actions[index + 1..] {
            let same_words = one.label.zh == other.label.zh || one.label.en == other.label.en;
            let meet = def.stages.iter().any(|s| s.is_named_by(&one.from) && s.is_named_by(&other.from));
            if same_words && meet && one.by.iter().any(|role| other.by.contains(role)) {
                let what = format!("has the same words on its button as action {}", other.id);
                lint.found(format!("action {}", one.id), what);
            }
        }
    }
}
