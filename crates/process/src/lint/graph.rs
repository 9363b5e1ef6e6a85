//! Whether the stages hang together: walked exhaustively, since there are only a few.

use std::collections::BTreeSet;

use kernel::{Message, expr::Expr};

use super::Lint;
use crate::{
    definition::{Action, Category, Clock, Definition, Effect, Stage},
    ways::Way,
    written::Target,
};

pub(super) fn check(lint: &mut Lint<'_>) {
    let def = lint.def;
    let Some(first) = def.stages.first() else { return };
    let reached = reachable(def, [first.id.as_str()], |_| true);
    for stage in &def.stages {
        let place = format!("stage {}", stage.id);
        if !reached.contains(stage.id.as_str()) {
            lint.found(&place, Message::of("proof-unreachable"));
        }
        if stage.category.is_end() {
            continue;
        }
        let onward = reachable(def, [stage.id.as_str()], |_| true);
        if !def.stages.iter().any(|s| s.category.is_end() && onward.contains(s.id.as_str())) {
            lint.found(&place, Message::of("proof-no-end"));
        }
        let moves = |a: &&Action| {
            stage.is_named_by(&a.from)
                && a.by.iter().any(|role| role != "system")
                && a.to.stages().iter().any(|to| *to != stage.id)
        };
        if !def.actions.iter().any(|a| moves(&a)) {
            lint.found(&place, Message::of("proof-stuck"));
        }
    }
    def.clocks.iter().for_each(|clock| clock_stops(lint, clock));
    ambiguous(lint);
}

/// The stages that can be reached from these by the actions that are allowed. Back leads only to where the walk has been.
fn reachable<'a>(
    def: &'a Definition,
    from: impl IntoIterator<Item = &'a str>,
    allowed: impl Fn(&Way<'_>) -> bool,
) -> BTreeSet<&'a str> {
    let ways: Vec<Way<'_>> = def.ways().into_iter().filter(|way| allowed(way)).collect();
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

/// A clock must be met on every way to a proper end; otherwise its figures would be made up when the case ends. Ways that cannot
/// be taken by the cases in which it runs do not count.
fn clock_stops(lint: &mut Lint<'_>, clock: &Clock) {
    let def = lint.def;
    let is = |id: &str, wanted: fn(Category) -> bool| def.stage(id).is_some_and(|s: &Stage| wanted(s.category));
    let mut unmet: BTreeSet<&str> = BTreeSet::new();
    for (start, known) in beginnings(def, clock) {
        if !is(start, Category::is_end) {
            let open = |way: &Way<'_>| !clock.stops_on.contains(&way.action.id) && can_be_taken(way, &known);
            unmet.extend(reachable(def, [start], open));
        }
    }
    for end in unmet.into_iter().filter(|id| is(id, |c| c == Category::Done)) {
        lint.found(format!("clock {}", clock.id), Message::of("proof-not-stopped").with("a", end));
    }
    if !def.stages.iter().any(|s| s.is_named_by(&clock.runs_in)) {
        lint.found(format!("clock {}", clock.id), Message::of("proof-runs-nowhere"));
    }
}

/// The stages in which a clock may begin, each with what is known of the case then.
fn beginnings<'a>(def: &'a Definition, clock: &'a Clock) -> Vec<(&'a str, Vec<&'a Expr>)> {
    let mut found = Vec::new();
    for word in &clock.starts_on {
        let Some(action) = def.action(word) else {
            found.extend(def.stages.first().map(|s| (s.id.as_str(), clock.when.iter().collect())));
            continue;
        };
        let known: Vec<&Expr> = clock.when.iter().chain(&action.when).collect();
        match &action.to {
            Target::Stay => {
                let from = def.stages.iter().filter(|s| s.is_named_by(&action.from));
                found.extend(from.map(|s| (s.id.as_str(), known.clone())));
            }
            Target::One(stage) => found.push((stage, known)),
            Target::Routes(routes) => found.extend(
                routes
                    .iter()
                    .map(|route| (route.stage.as_str(), known.iter().copied().chain(&route.when).collect::<Vec<_>>())),
            ),
        }
    }
    found
}

/// Whether a way can be taken by a case of which this is known; what its own form asks, and what the case is told of itself, may
/// be otherwise by then.
fn can_be_taken(way: &Way<'_>, known: &[&Expr]) -> bool {
    let action = way.action;
    let changing = |name: &str| {
        name.contains('.')
            || matches!(name, "reason" | "outcome" | "today")
            || action.asks.iter().any(|ask| ask.field == name)
            || action.effects.iter().any(|e| matches!(e, Effect::Set { field, .. } if field == name))
    };
    let never = |when: &Expr| known.iter().any(|k| k.excludes(when, &changing));
    let always = |when: &Expr| known.iter().any(|k| k.implies(when, &changing));
    if action.when.as_ref().is_some_and(never) {
        return false;
    }
    let Target::Routes(routes) = &action.to else { return true };
    if !routes.iter().any(|r| r.stage == way.to) {
        return true;
    }
    for route in routes {
        match &route.when {
            Some(when) if never(when) => {}
            _ if route.stage == way.to => return true,
            Some(when) if always(when) => return false,
            _ => {}
        }
    }
    false
}

/// Two buttons with the same words in front of the same person would be a riddle.
fn ambiguous(lint: &mut Lint<'_>) {
    let def = lint.def;
    for (index, one) in def.actions.iter().enumerate() {
        for other in &def.actions[index + 1..] {
            let same_words = one.label.zh == other.label.zh || one.label.en == other.label.en;
            let meet = def.stages.iter().any(|s| s.is_named_by(&one.from) && s.is_named_by(&other.from));
            if same_words && meet && one.by.iter().any(|role| other.by.contains(role)) {
                let same = Message::of("proof-same-words").with("a", &other.id);
                lint.found(format!("action {}", one.id), same);
            }
        }
    }
}
