//! What figures mean, and what a meter shows between its readings – pure.

use std::collections::BTreeMap;

use charge::{Finding, meter as engine};
use kernel::{Date, Error, Message, Result};
use rust_decimal::Decimal;

use super::model::{MeterId, MeterRow, ReplacementRow};
use crate::reading::model::ReadingRow;

/// Places behind the point that are kept of what a meter shows.
const PLACES: u32 = 3;

/// A figure of the tables as people write it.
pub(crate) fn shown(figure: i64) -> Decimal {
    Decimal::new(figure, PLACES).normalize()
}

/// A figure as somebody typed it, in thousandths.
///
/// # Errors
/// At the field: no number, below nothing, more than three places.
pub(crate) fn typed(text: &str, field: &str) -> Result<i64> {
    let number: Option<Decimal> = text.trim().parse().ok();
    let scaled = number.filter(|n| !n.is_sign_negative()).and_then(|n| n.checked_mul(Decimal::from(1_000)));
    let whole = scaled.filter(|n| n.fract().is_zero()).and_then(|n| i64::try_from(n).ok());
    whole.ok_or_else(|| Error::field(field, Message::of("meter-not-a-figure")))
}

/// A percentage as somebody typed it, in hundredths of a percent.
///
/// # Errors
/// At the field: none between 0 and 100 with at most two places.
pub(crate) fn percent(text: &str, field: &str) -> Result<i64> {
    let number: Option<Decimal> = text.trim().trim_end_matches('%').parse().ok();
    let scaled = number.map(|n| n * Decimal::from(100)).filter(|n| n.fract().is_zero());
    let whole = scaled.and_then(|n| i64::try_from(n).ok()).filter(|n| (0..=10_000).contains(n));
    whole.ok_or_else(|| Error::field(field, Message::of("meter-not-a-percentage")))
}

/// A meter with all that follows from its readings.
#[derive(Debug, Clone)]
pub(crate) struct Read {
    pub meter: MeterRow,
    /// In the order of their days.
    pub replacements: Vec<ReplacementRow>,
    /// Those that count, in the order of their days.
    pub readings: Vec<ReadingRow>,
}

impl Read {
    /// What was used from one reading to a later one, through at most one replacement.
    pub fn used(&self, before: &ReadingRow, now: &ReadingRow) -> std::result::Result<engine::Usage, Finding> {
        let figure = |row: &ReadingRow, replaced| engine::Reading {
            on: row.read_on,
            figure: shown(row.figure),
            rolled_over: row.rolled_over,
            replaced,
        };
        let between = self.replacements.iter().find(|r| before.read_on < r.replaced_on && r.replaced_on <= now.read_on);
        let replaced = between.map(|r| engine::Replaced {
            old_end: shown(r.old_end),
            old_multiplier: Some(shown(r.old_multiplier)),
            new_start: shown(r.new_start),
        });
        let usage = engine::used(&self.as_of(now.read_on), Some(&figure(before, None)), &figure(now, replaced))?;
        Ok(engine::Usage { estimated: now.estimated, ..usage })
    }

    /// The meter as it hung on a day: the one that was replaced next, or the one that hangs there now.
    fn as_of(&self, day: Date) -> engine::Meter {
        let next = self.replacements.iter().find(|r| r.replaced_on > day);
        let (digits, multiplier) = match next {
            Some(r) => (r.old_digits, r.old_multiplier),
            None => (self.meter.digits, self.meter.multiplier),
        };
        engine::Meter {
            digits: u32::try_from(digits).unwrap_or(0),
            multiplier: shown(multiplier),
            loss: u32::try_from(self.meter.loss).unwrap_or(0),
        }
    }

    /// What was used from reading to reading, and what stands in the way of the rest. A reading below one that was estimated
    /// makes nothing: the next above it does, and so what was estimated too much is made good.
    pub fn usages(&self) -> (Vec<engine::Usage>, Vec<(Date, Finding)>) {
        self.usages_of(&self.readings)
    }

    fn usages_of(&self, readings: &[ReadingRow]) -> (Vec<engine::Usage>, Vec<(Date, Finding)>) {
        let (mut usages, mut findings): (Vec<engine::Usage>, _) = (Vec::new(), Vec::new());
        let mut readings = readings.iter();
        let Some(mut before) = readings.next() else { return (usages, findings) };
        for now in readings {
            match self.used(before, now) {
                Ok(usage) => {
                    let last = usages.last().map(|last| last.quantity);
                    let used_before = Some(used_in_year(&usages, usage.days.from));
                    usages.push(engine::Usage { last, used_before, ..usage });
                    before = now;
                }
                Err(Finding::ReadingBackwards) if before.estimated => {
                    findings.push((now.read_on, Finding::BelowEstimate(now.read_on)));
                }
                Err(finding) => {
                    findings.push((now.read_on, finding));
                    before = now;
                }
            }
        }
        (usages, findings)
    }

    /// What it has counted in all by each reading, in thousandths, across replacements and beginnings at zero; what cannot be told
    /// adds nothing.
    pub fn totals(&self) -> Vec<(&ReadingRow, i64)> {
        let Some(first) = self.readings.first() else { return Vec::new() };
        let used: BTreeMap<Date, Decimal> =
            self.usages().0.into_iter().map(|usage| (usage.days.to, usage.quantity)).collect();
        let mut total = shown(first.figure) * self.as_of(first.read_on).multiplier;
        let mut totals = Vec::with_capacity(self.readings.len());
        for reading in &self.readings {
            total += used.get(&reading.read_on).copied().unwrap_or_default();
            let scaled = (total * Decimal::from(1_000)).trunc();
            totals.extend(i64::try_from(scaled).ok().map(|scaled| (reading, scaled)));
        }
        totals
    }

    /// What is usually used in a day: the mean of the last usages, unless there are too few to tell.
    pub fn usual(&self, until: Date) -> Option<Decimal> {
        const LATEST: usize = 6;
        const FEWEST: usize = 2;
        let known = self.readings.partition_point(|reading| reading.read_on <= until);
        let first = known.saturating_sub(LATEST + 1);
        let latest = self.usages_of(self.readings.get(first..known).unwrap_or_default()).0;
        let days: i64 = latest.iter().map(|usage| usage.days.days()).sum();
        let quantity: Decimal = latest.iter().map(|usage| usage.quantity).sum();
        (latest.len() >= FEWEST && days > 0 && !quantity.is_zero()).then(|| quantity / Decimal::from(days))
    }
}

/// Meters with what they showed, each in the order of its days as the rows are.
pub(crate) fn together(
    meters: Vec<MeterRow>,
    readings: Vec<ReadingRow>,
    replacements: Vec<ReplacementRow>,
) -> Vec<Read> {
    let mut shown: BTreeMap<MeterId, Vec<ReadingRow>> = BTreeMap::new();
    for reading in readings {
        shown.entry(reading.meter_id).or_default().push(reading);
    }
    let mut replaced: BTreeMap<MeterId, Vec<ReplacementRow>> = BTreeMap::new();
    for row in replacements {
        replaced.entry(row.meter_id).or_default().push(row);
    }
    let read = |meter: MeterRow| Read {
        replacements: replaced.remove(&meter.id).unwrap_or_default(),
        readings: shown.remove(&meter.id).unwrap_or_default(),
        meter,
    };
    meters.into_iter().map(read).collect()
}

/// What of some usages fell into the year of a day, before it.
fn used_in_year(usages: &[engine::Usage], day: Date) -> Decimal {
    let Some(first) = Date::of(day.year(), 1, 1) else { return Decimal::ZERO };
    let year = charge::Period::of(first, day);
    let part = |usage: &engine::Usage| {
        let (inside, all) = (usage.days.within(year).days().max(0), usage.days.days().max(1));
        usage.quantity * Decimal::from(inside) / Decimal::from(all)
    };
    usages.iter().map(part).sum()
}

/// What is to be billed by the meters of a kind at one place, of the readings after a day and up to another.
#[derive(Debug, Default)]
pub(crate) struct Billable {
    pub usages: Vec<engine::Usage>,
    pub findings: Vec<Finding>,
}

/// Finds what is to be billed; where a meter was not read in time, that is said.
pub(crate) fn billable<'a>(reads: impl Iterator<Item = &'a Read>, since: Date, until: Date) -> Billable {
    /// A meter that was not read for so many days was forgotten.
    const FORGOTTEN: i64 = 35;
    let mut billable = Billable::default();
    let mut any = false;
    for read in reads {
        any = true;
        let (usages, findings) = read.usages();
        billable.usages.extend(usages.into_iter().filter(|usage| since < usage.days.to && usage.days.to <= until));
        let late = |day: &Date| since < *day && *day <= until;
        billable.findings.extend(findings.into_iter().filter(|(day, _)| late(day)).map(|(_, finding)| finding));
        let last = read.readings.iter().rev().find(|reading| reading.read_on <= until);
        let counts = read.meter.ended_on.is_none_or(|end| end > until);
        match last {
            Some(last) if counts && until.days_since(last.read_on) > FORGOTTEN => {
                billable.findings.push(Finding::ReadingMissing(last.read_on));
            }
            Some(last) if counts && read.readings.first().is_some_and(|first| first.id == last.id) => {
                billable.findings.push(Finding::FirstReading);
            }
            _ => {}
        }
    }
    if !any {
        billable.findings.push(Finding::MeterMissing);
    }
    billable.usages.sort_by_key(|usage| usage.days.from);
    billable
}

/// Replaces a meter: after its last reading, and not twice without a reading between.
///
/// # Errors
/// At the field that is wrong.
pub(crate) fn replace(read: &Read, new: &ReplacementRow, today: Date) -> Result<()> {
    let wrong = |field: &str, message: Message| Err(Error::field(field, message));
    if read.meter.ended_on.is_some() {
        return Err(Error::broken("meter-ended"));
    }
    if new.replaced_on > today {
        return wrong("replaced_on", Message::of("meter-in-the-future"));
    }
    let Some(last) = read.readings.last() else { return Err(Error::broken("meter-never-read")) };
    if new.replaced_on <= last.read_on {
        return wrong("replaced_on", Message::of("meter-replaced-before-reading").with("day", last.read_on));
    }
    if read.replacements.last().is_some_and(|r| r.replaced_on > last.read_on) {
        return Err(Error::broken("meter-replaced-twice"));
    }
    if new.old_end < last.figure {
        return wrong("old_end", Message::of("meter-old-end-below").with("last", shown(last.figure)));
    }
    for (field, figure, digits) in
        [("old_end", new.old_end, new.old_digits), ("new_start", new.new_start, read.meter.digits)]
    {
        if !fits(figure, digits) {
            return wrong(field, Message::of("charge-reading-impossible"));
        }
    }
    Ok(())
}

/// Whether a meter with so many digits can show a figure.
pub(crate) fn fits(figure: i64, digits: i64) -> bool {
    let range = u32::try_from(digits).ok().and_then(|digits| 10_i64.checked_pow(digits + PLACES));
    range.is_some_and(|range| (0..range).contains(&figure))
}
