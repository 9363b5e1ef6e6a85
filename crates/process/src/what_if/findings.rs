//! What very many cases, compared one by one, say together.

use std::collections::BTreeMap;

use kernel::Span;
use serde::{Deserialize, Serialize};

use super::{replay::Compared, tally::Tally};
use crate::{event::Outcome, refusal::Refusal};

/// How many cases are named for each thing found.
const NAMED: usize = 5;
/// How many kinds of refusals are told apart.
const KINDS: usize = 200;

/// As it was, and as it would have been.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both<T> {
    /// As it was.
    pub was: T,
    /// As it would have been.
    pub would: T,
}

/// Time spent somewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// By how many cases.
    pub cases: u64,
    /// In all.
    pub span: Span,
}

impl Times {
    /// By one case on the average; nothing when there was none.
    pub fn each(self) -> Option<Span> {
        let cases = i64::try_from(self.cases).unwrap_or(i64::MAX);
        (cases > 0).then(|| Span(self.span.0 / cases))
    }
}

/// How the runs of a limit ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// In time.
    pub met: u64,
    /// Too late.
    pub missed: u64,
    /// Called off.
    pub void: u64,
    /// Not known yet.
    pub open: u64,
}

/// How many cases, with some of them named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examples {
    /// How many.
    pub count: u64,
    /// The numbers of the first.
    pub numbers: Vec<String>,
}

impl Examples {
    fn add(&mut self, number: &str) {
        self.count += 1;
        if self.numbers.len() < NAMED {
            self.numbers.push(number.to_owned());
        }
    }

    fn take_in(&mut self, other: Self) {
        self.count += other.count;
        self.numbers.extend(other.numbers);
        self.numbers.truncate(NAMED);
    }
}

/// Why something could not have been done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Why {
    /// `gone`, or the word a story has for the refusal.
    pub kind: String,
    /// The words of the definition in it, 中文.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The roles, when only they could have done it.
    pub roles: Vec<String>,
}

impl Why {
    pub(super) fn of(refusal: &Refusal) -> Self {
        let said = |kind: &str, zh: String, en: String| Self { kind: kind.into(), zh, en, roles: Vec::new() };
        let same = |kind: &str, words: &str| said(kind, words.to_owned(), words.to_owned());
        match refusal {
            Refusal::Unknown(name) => same("gone", name),
            Refusal::Stage { stage } => said("stage", stage.zh.clone(), stage.en.clone()),
            Refusal::Role { by } => Self { roles: by.clone(), ..same("role", "") },
            Refusal::Guard { otherwise: Some(words), .. } => said("guard", words.zh.clone(), words.en.clone()),
            Refusal::Guard { condition, .. } => same("guard", condition),
            Refusal::SameActor { action } => said("same_actor", action.zh.clone(), action.en.clone()),
            Refusal::Missing { what } | Refusal::Failed { what } => {
                let zh: Vec<&str> = what.iter().map(|w| w.zh.as_str()).collect();
                let en: Vec<&str> = what.iter().map(|w| w.en.as_str()).collect();
                said("missing", zh.join("、"), en.join(", "))
            }
            Refusal::Invalid(fields) => {
                let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
                same("invalid", &names.join(", "))
            }
            other => same("other", &format!("{other:?}")),
        }
    }
}

/// Something people did that could not have been done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The action, the work item, `open`, `edit` or `check`.
    pub step: String,
    /// Why not.
    pub why: Why,
    /// In which cases it is the first thing that could not have been done.
    pub cases: Examples,
}

/// What all the cases together say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// How many were gone through.
    pub cases: u64,
    /// How many would have gone the same way and kept the same limits.
    pub same: u64,
    /// Time in each stage.
    pub stages: BTreeMap<String, Both<Times>>,
    /// Limits kept and missed.
    pub limits: BTreeMap<String, Both<Kept>>,
    /// Steps of each post.
    pub posts: BTreeMap<String, Both<u64>>,
    /// What could not have been done.
    pub refused: Vec<Refused>,
    /// Cases that have come to their end and would stand in these stages still.
    pub unfinished: BTreeMap<String, Examples>,
    /// Cases that would have missed more limits.
    pub later: Examples,
    /// Cases that would have missed fewer.
    pub sooner: Examples,
}

impl Findings {
    /// The same for whoever may not read the cases: how many, and none by its number.
    pub fn unname(&mut self) {
        let refused = self.refused.iter_mut().map(|r| &mut r.cases);
        let all = refused.chain(self.unfinished.values_mut()).chain([&mut self.later, &mut self.sooner]);
        all.for_each(|examples| examples.numbers.clear());
    }

    /// Adds one case.
    pub fn add(&mut self, case: &Compared) {
        self.cases += 1;
        self.same += u64::from(case.is_same());
        self.count(&case.was, |both| &mut both.was, |both| &mut both.was, |both| &mut both.was);
        self.count(&case.would, |both| &mut both.would, |both| &mut both.would, |both| &mut both.would);
        if let Some((step, why)) = case.refused.first() {
            let mut cases = Examples::default();
            cases.add(&case.number);
            self.refuse(Refused { step: step.clone(), why: why.clone(), cases });
        }
        if let Some(stage) = case.would.end().filter(|_| case.unfinished) {
            self.unfinished.entry(stage.to_owned()).or_default().add(&case.number);
        }
        match case.would.missed().cmp(&case.was.missed()) {
            std::cmp::Ordering::Greater => self.later.add(&case.number),
            std::cmp::Ordering::Less => self.sooner.add(&case.number),
            std::cmp::Ordering::Equal => {}
        }
    }

    fn count(
        &mut self,
        tally: &Tally,
        times: impl Fn(&mut Both<Times>) -> &mut Times,
        kept: impl Fn(&mut Both<Kept>) -> &mut Kept,
        worked: impl Fn(&mut Both<u64>) -> &mut u64,
    ) {
        for (stage, span) in &tally.stages {
            let all = times(entry(&mut self.stages, stage));
            all.cases += 1;
            all.span = all.span + *span;
        }
        for ((clock, _), outcome) in &tally.limits {
            let all = kept(entry(&mut self.limits, clock));
            match outcome {
                Some(Outcome::Met) => all.met += 1,
                Some(Outcome::Missed) => all.missed += 1,
                Some(Outcome::Void) => all.void += 1,
                None => all.open += 1,
            }
        }
        for (post, count) in &tally.posts {
            *worked(entry(&mut self.posts, post)) += count;
        }
    }

    fn refuse(&mut self, refused: Refused) {
        let known = self.refused.iter().position(|r| r.step == refused.step && r.why == refused.why);
        match known {
            Some(nth) => self.refused[nth].cases.take_in(refused.cases),
            None if self.refused.len() < KINDS => self.refused.push(refused),
            None => {}
        }
    }

    /// Adds what other cases say.
    pub fn take_in(&mut self, other: Self) {
        self.cases += other.cases;
        self.same += other.same;
        for (stage, both) in other.stages {
            let all = self.stages.entry(stage).or_default();
            for (sum, more) in [(&mut all.was, both.was), (&mut all.would, both.would)] {
                sum.cases += more.cases;
                sum.span = sum.span + more.span;
            }
        }
        for (clock, both) in other.limits {
            let all = self.limits.entry(clock).or_default();
            for (sum, more) in [(&mut all.was, both.was), (&mut all.would, both.would)] {
                sum.met += more.met;
                sum.missed += more.missed;
                sum.void += more.void;
                sum.open += more.open;
            }
        }
        for (post, both) in other.posts {
            let all = self.posts.entry(post).or_default();
            all.was += both.was;
            all.would += both.would;
        }
        other.refused.into_iter().for_each(|refused| self.refuse(refused));
        for (stage, examples) in other.unfinished {
            self.unfinished.entry(stage).or_default().take_in(examples);
        }
        self.later.take_in(other.later);
        self.sooner.take_in(other.sooner);
    }
}

/// The entry of a name, which is copied only when it is new.
fn entry<'m, T: Default>(map: &'m mut BTreeMap<String, T>, name: &str) -> &'m mut T {
    if !map.contains_key(name) {
        map.insert(name.to_owned(), T::default());
    }
    map.get_mut(name).expect("it is there or was just put there")
}
