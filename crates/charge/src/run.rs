//! A run of bills: a pure function of tariffs, objects, what was measured, what is billed already, and the day. What is billed stays; a
//! second run adds nothing; a run after a gap fills the gap.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Money};

use crate::{
    finding::Finding,
    line::{BillKey, Line},
    period::Period,
    reckon::{Given, charge},
    subject::Subject,
    tariff::{Billing, Tariff},
};

/// The periods that are billed, by item and object. Bills that were voided or replaced are not among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Live(BTreeMap<(String, String), BTreeMap<Date, Date>>);

/// How a period stands to what is billed.
enum Billed {
    /// Not at all.
    No,
    /// All of its days.
    Whole,
    /// Some of its days, from this one on.
    Partly(Date),
}

impl Live {
    /// Adds a bill of a period; whether there was none of it before.
    pub fn put(&mut self, key: &BillKey, to: Date) -> bool {
        self.0.entry((key.tariff.clone(), key.subject.clone())).or_default().insert(key.from, to).is_none()
    }

    /// Takes a voided bill out; whether there was one.
    pub fn remove(&mut self, key: &BillKey) -> bool {
        let periods = self.0.get_mut(&(key.tariff.clone(), key.subject.clone()));
        periods.is_some_and(|periods| periods.remove(&key.from).is_some())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.values().map(BTreeMap::len).sum()
    }

    /// What comes once stands as soon as there is any bill of it.
    fn billed(&self, key: &BillKey, period: Period, once: bool) -> Billed {
        let Some(periods) = self.0.get(&(key.tariff.clone(), key.subject.clone())) else { return Billed::No };
        if once && !periods.is_empty() {
            return Billed::Whole;
        }
        let shared =
            periods.iter().map(|(from, to)| Period::of(*from, *to).within(period)).filter(|both| both.days() > 0);
        let (mut days, mut first) = (0, None);
        for both in shared {
            days += both.days();
            first = first.or(Some(both.from));
        }
        match first {
            None => Billed::No,
            Some(_) if days >= period.days() => Billed::Whole,
            Some(from) => Billed::Partly(from),
        }
    }
}

impl<'a> FromIterator<&'a Line> for Live {
    fn from_iter<I: IntoIterator<Item = &'a Line>>(lines: I) -> Self {
        let mut live = Self::default();
        for line in lines {
            live.put(&line.key, line.period.to);
        }
        live
    }
}

/// A line that was not made, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// What would have named it.
    pub key: BillKey,
    /// Everything that stood in its way.
    pub findings: Vec<Finding>,
}

/// What a run comes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// Lines to be billed.
    pub lines: Vec<Line>,
    /// How many stand already and were left alone.
    pub standing: usize,
    /// What was not billed, and why.
    pub skipped: Vec<Skipped>,
}

impl Run {
    /// How often each finding stood in the way.
    pub fn reasons(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for finding in self.skipped.iter().flat_map(|skipped| &skipped.findings) {
            *counts.entry(finding.code()).or_default() += 1;
        }
        counts
    }

    /// The sum of the lines.
    pub fn total(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

/// The periods of an object whose bill has come by a day, from the period on in which `since` lies.
///
/// # Errors
/// The object has no day on which it was taken over, and the tariff wants one.
pub fn due_periods(tariff: &Tariff, subject: &Subject, since: Date, until: Date) -> Result<Vec<Period>, Finding> {
    let begins = tariff.begins_for(subject)?;
    if subject.ends.is_some_and(|ends| ends <= begins) {
        return Ok(Vec::new());
    }
    let rhythm = match tariff.billing {
        Billing::Periodic { rhythm, .. } => rhythm,
        Billing::OneOff => {
            let day = Period::of(begins, begins.plus_days(1));
            let due = since < day.to && tariff.bill_day(day) <= until;
            return Ok(due.then_some(day).into_iter().collect());
        }
        Billing::Metered => return Ok(Vec::new()),
    };
    let grid = tariff.grid(subject)?;
    let mut period = grid.period(rhythm, begins.max(since));
    let mut periods = Vec::new();
    while tariff.bill_day(period) <= until && subject.ends.is_none_or(|ends| period.from < ends) {
        periods.push(period);
        if periods.len() > MOST_PERIODS {
            break;
        }
        period = grid.period(rhythm, period.to);
    }
    Ok(periods)
}

/// A hundred years of months.
const MOST_PERIODS: usize = 1_200;

/// What was measured for an object under a metered tariff: the days between two readings each.
pub type Measured<'a> = &'a dyn Fn(&Tariff, &Subject) -> Vec<(Period, Given)>;

/// Runs tariffs over objects: all periods whose bill has come by `until` and that are not `live`. A period of which some days are billed –
/// because the rhythm of the tariff was changed – is a finding for a person; no day is billed twice.
pub fn run(pairs: &[(&Tariff, &Subject)], since: Date, until: Date, live: &Live, given: Measured<'_>) -> Run {
    let mut run = Run::default();
    // What this run has made counts as well, should an item or a reading stand twice in the lists.
    let mut own = Live::default();
    for (tariff, subject) in pairs {
        let key = |from| BillKey { tariff: tariff.key.clone(), subject: subject.key.clone(), from };
        let wanted: Vec<(Period, Given)> = if tariff.billing == Billing::Metered {
            given(tariff, subject).into_iter().filter(|(period, _)| tariff.bill_day(*period) <= until).collect()
        } else {
            match due_periods(tariff, subject, since, until) {
                Ok(periods) => periods.into_iter().map(|period| (period, Given::default())).collect(),
                Err(finding) => {
                    run.skipped.push(Skipped { key: key(since), findings: vec![finding] });
                    continue;
                }
            }
        };
        for (period, given) in wanted {
            let key = key(period.from);
            let once = tariff.billing == Billing::OneOff;
            match [live, &own].map(|live| live.billed(&key, period, once)) {
                [Billed::No, Billed::No] => {}
                [Billed::Partly(from), _] | [_, Billed::Partly(from)] => {
                    run.skipped.push(Skipped { key, findings: vec![Finding::Overlaps(from)] });
                    continue;
                }
                _ => {
                    run.standing += 1;
                    continue;
                }
            }
            match charge(tariff, subject, period, &given) {
                Ok(line) => {
                    own.put(&line.key, line.period.to);
                    run.lines.push(line);
                }
                Err(findings) => run.skipped.push(Skipped { key, findings }),
            }
        }
    }
    run
}

/// A bill of the period before, in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The code of the tariff.
    pub tariff: String,
    /// The object.
    pub subject: String,
    /// How much it was.
    pub amount: Money,
}

/// How a run differs from the period before, for one item and object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// There was none before.
    New(Money),
    /// It was another amount.
    Changed {
        /// Before.
        was: Money,
        /// Now.
        is: Money,
    },
    /// There is none any more.
    Gone(Money),
}

/// What is new, changed or gone against the period before; what is the same is not named.
pub fn differences(before: &[Before], run: &Run) -> BTreeMap<(String, String), Difference> {
    let mut was: BTreeMap<(String, String), Money> = BTreeMap::new();
    for bill in before {
        let sum = was.entry((bill.tariff.clone(), bill.subject.clone())).or_default();
        *sum = *sum + bill.amount;
    }
    let mut is: BTreeMap<(String, String), Money> = BTreeMap::new();
    for line in &run.lines {
        let sum = is.entry((line.key.tariff.clone(), line.key.subject.clone())).or_default();
        *sum = *sum + line.amount;
    }
    let keys: BTreeSet<(String, String)> = was.keys().chain(is.keys()).cloned().collect();
    let mut found = BTreeMap::new();
    for key in keys {
        let difference = match (was.get(&key), is.get(&key)) {
            (None, Some(is)) => Difference::New(*is),
            (Some(was), None) => Difference::Gone(*was),
            (Some(was), Some(is)) if was != is => Difference::Changed { was: *was, is: *is },
            _ => continue,
        };
        found.insert(key, difference);
    }
    found
}

/// The bills before a run, told by the periods that lie so long before: helps to choose what to compare with.
pub fn period_before(tariff: &Tariff, subject: &Subject, period: Period) -> Option<Period> {
    match tariff.billing {
        Billing::Periodic { rhythm, .. } => {
            let grid = tariff.grid(subject).ok()?;
            Some(grid.period(rhythm, period.from.plus_days(-1)))
        }
        _ => None,
    }
}
