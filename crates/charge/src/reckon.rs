//! The reckoning of a line: the period is cut wherever price, measure, payer or relief turns, each part is worth exactly its days, and
//! the sum is rounded once.

use std::collections::BTreeSet;

use kernel::{Date, Money};
use rust_decimal::Decimal;

use crate::{
    exact::Exact,
    finding::Finding,
    formula,
    line::{BillKey, Line, Part, Share, split},
    meter::Usage,
    period::Period,
    relief::{Relief, WHOLE},
    sharing::CostShare,
    subject::{Measures, Subject},
    tariff::{AreaKind, Billing, Pricing, Tariff},
    tier::{self, Within},
    told,
};

/// What was measured for a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// What was used.
    pub usage: Option<Usage>,
    /// What it takes part in, of a cost that several share; the price of the tariff has made the whole of it.
    pub shared: Option<CostShare>,
}

/// Reckons one line.
///
/// # Errors
/// Everything that stands in its way; there is no line then.
pub fn charge(tariff: &Tariff, subject: &Subject, period: Period, given: &Given) -> Result<Line, Vec<Finding>> {
    let days = charged_days(tariff, subject, period).map_err(|finding| vec![finding])?;
    let months = match tariff.billing {
        Billing::Periodic { .. } => tariff.grid(subject).map_err(|finding| vec![finding])?.months(days),
        _ => Vec::new(),
    };
    let (findings, notices) = (Vec::new(), Vec::new());
    let mut reckoning = Reckoning { tariff, subject, given, days, months, findings, notices };
    let parts = reckoning.parts();
    if !reckoning.findings.is_empty() {
        let mut findings = Vec::new();
        for finding in reckoning.findings {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        return Err(findings);
    }
    let notices = reckoning.notices;
    finish(tariff, subject, period, given, days, parts, notices).ok_or(vec![Finding::TooLarge])?
}

/// The days of the period for which the object is charged. What a meter showed is charged whole: its first reading says where it begins.
fn charged_days(tariff: &Tariff, subject: &Subject, period: Period) -> Result<Period, Finding> {
    if tariff.billing == Billing::Metered {
        return Ok(period);
    }
    let begins = tariff.begins_for(subject)?;
    let ends = subject.ends.unwrap_or(Date(chrono::NaiveDate::MAX));
    let days = period.within(Period::of(begins, ends));
    match () {
        () if begins >= period.to => Err(Finding::NotBegun(begins)),
        () if days.days() == 0 => Err(Finding::Ended(ends)),
        () => Ok(days),
    }
}

struct Reckoning<'a> {
    tariff: &'a Tariff,
    subject: &'a Subject,
    given: &'a Given,
    days: Period,
    /// The months the days lie in, whole.
    months: Vec<Period>,
    findings: Vec<Finding>,
    notices: Vec<Finding>,
}

impl Reckoning<'_> {
    fn parts(&mut self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for days in self.cuts() {
            let Some(part) = self.part(days) else { continue };
            match parts.last_mut() {
                Some(last) if same(last, &part) => {
                    last.days.to = part.days.to;
                    match last.times.plus(part.times) {
                        Some(times) => last.times = times,
                        None => self.findings.push(Finding::TooLarge),
                    }
                }
                _ => parts.push(part),
            }
        }
        let mut used = self.used_before(&parts);
        for part in &mut parts {
            // The tiers of a year begin with it.
            if Some(part.days.from) == Date::of(part.days.from.year(), 1, 1) {
                used = Exact::ZERO;
            }
            match self.amount(part, used) {
                Ok((amount, after)) => {
                    part.amount = amount;
                    used = after;
                }
                Err(findings) => self.findings.extend(findings),
            }
        }
        parts
    }

    /// The days between one turn and the next.
    fn cuts(&self) -> Vec<Period> {
        let (tariff, subject) = (self.tariff, self.subject);
        let mut turns: BTreeSet<Date> = BTreeSet::from([self.days.from, self.days.to]);
        turns.extend(tariff.prices.turns().chain(tariff.payers.turns()));
        turns.extend(subject.measures.turns().chain(subject.owners.turns()).chain(subject.tenants.turns()));
        turns.extend(subject.reliefs.iter().flat_map(|relief| [relief.days.from, relief.days.to]));
        turns.extend(self.months.iter().map(|month| month.from));
        if self.by_year() {
            turns.extend((self.days.from.year()..=self.days.to.year()).filter_map(|year| Date::of(year, 1, 1)));
        }
        let turns: Vec<Date> = turns.into_iter().filter(|day| self.days.from <= *day && *day <= self.days.to).collect();
        turns.windows(2).map(|pair| Period::of(pair[0], pair[1])).collect()
    }

    fn by_year(&self) -> bool {
        let by_year = |pricing: &Pricing| matches!(pricing, Pricing::Tiers { within: Within::Year, .. });
        self.tariff.prices.values().iter().any(|(_, price)| by_year(&price.pricing))
    }

    /// What was used before in the year; nothing where tiers begin with each bill.
    fn used_before(&mut self, parts: &[Part]) -> Exact {
        if !self.by_year() || parts.is_empty() {
            return Exact::ZERO;
        }
        match self.given.usage.as_ref().and_then(|usage| usage.used_before) {
            Some(before) => Exact::decimal(before).unwrap_or(Exact::ZERO),
            None => {
                self.findings.push(Finding::UsedBeforeMissing);
                Exact::ZERO
            }
        }
    }

    /// Days between two turns, still without an amount.
    fn part(&mut self, days: Period) -> Option<Part> {
        let price = self.tariff.prices.at(days.from).cloned();
        let payer = self.tariff.payers.at(days.from).and_then(|payer| self.subject.payer(*payer, days.from));
        if price.is_none() {
            self.findings.push(Finding::NoPrice(days.from));
        }
        if payer.is_none() {
            self.findings.push(Finding::NobodyPays(days.from));
        }
        let payer = payer.map(str::to_owned);
        let measures = self.subject.measures.at(days.from).cloned().unwrap_or_default();
        let relief = self.relief(days);
        let times = self.times(days);
        if times.is_none() {
            self.findings.push(Finding::TooLarge);
        }
        let (times, tiers, amount) = (times?, Vec::new(), Exact::ZERO);
        Some(Part { days, price: price?, measures, payer: payer?, relief, times, tiers, amount })
    }

    /// The approved relief that leaves the least to pay; one at a time.
    fn relief(&mut self, days: Period) -> Option<Relief> {
        let covers = |relief: &&Relief| relief.covers(self.tariff.class) && relief.days.holds(days.from);
        let (approved, open): (Vec<&Relief>, Vec<&Relief>) =
            self.subject.reliefs.iter().filter(covers).partition(|relief| relief.approved.is_some());
        if !open.is_empty() && !self.notices.contains(&Finding::Unapproved) {
            self.notices.push(Finding::Unapproved);
        }
        approved.into_iter().min_by_key(|relief| relief.pays).cloned()
    }

    /// How often the price counts for these days.
    fn times(&self, days: Period) -> Option<Exact> {
        match self.tariff.billing {
            Billing::OneOff | Billing::Metered => Exact::of(i128::from(days.days()), i128::from(self.days.days())),
            Billing::Periodic { .. } => {
                let month = *self.months.iter().find(|month| month.holds(days.from))?;
                // A month charged whole is one month, wherever it is cut.
                let charged = self.days.within(month);
                let share = Exact::of(i128::from(days.days()), i128::from(charged.days()))?;
                self.tariff.day_count.part(charged, month)?.times(share)
            }
        }
    }

    /// The amount of a part in fen, and what has been used of the year's tiers after it.
    fn amount(&self, part: &mut Part, used: Exact) -> Result<(Exact, Exact), Vec<Finding>> {
        let large = || vec![Finding::TooLarge];
        if let Some(shared) = &self.given.shared {
            let whole = Exact::fen(shared.amount).times(part.times);
            return Ok((paid(part, whole).ok_or_else(large)?, used));
        }
        let mut after = used;
        let whole = match &part.price.pricing {
            Pricing::Fixed { amount } => Exact::fen(*amount).times(part.times),
            Pricing::Area { area, rate } => {
                let found = match area {
                    AreaKind::Built => part.measures.built.ok_or("建筑面积"),
                    AreaKind::Inside => part.measures.inside.ok_or("套内面积"),
                };
                let area = found.map_err(|name| vec![Finding::MeasureMissing(name.to_owned())])?;
                Exact::area(area).times(Exact::rate(*rate)).and_then(|month| month.times(part.times))
            }
            Pricing::Count { of, rate } => {
                let count = count(&part.measures, of)?;
                count.times(Exact::rate(*rate)).and_then(|month| month.times(part.times))
            }
            Pricing::Days { rate } => Exact::whole(i128::from(part.days.days())).times(Exact::rate(*rate)),
            Pricing::Usage { rate, .. } => self.quantity(part)?.times(Exact::rate(*rate)),
            Pricing::Tiers { tiers, within, .. } => {
                let quantity = self.quantity(part)?;
                let before = if *within == Within::Year { used } else { self.used_in_bill(part)? };
                after = used.plus(quantity).ok_or_else(large)?;
                part.tiers = tier::fill(tiers, before, quantity).ok_or_else(large)?;
                tier::cost(&part.tiers)
            }
            Pricing::Formula { formula, price } => {
                let price = price.as_ref().map(|(rate, _)| *rate);
                let month = formula::amount(formula, &part.measures, price, self.given.usage.as_ref())?;
                month.times(part.times)
            }
        };
        Ok((paid(part, whole).ok_or_else(large)?, after))
    }

    /// What was used in the days of a part.
    fn quantity(&self, part: &Part) -> Result<Exact, Vec<Finding>> {
        let usage = self.given.usage.as_ref().ok_or_else(|| vec![Finding::UsageMissing])?;
        let quantity = Exact::decimal(usage.quantity).and_then(|quantity| quantity.times(part.times));
        quantity.ok_or_else(|| vec![Finding::TooLarge])
    }

    /// What was used in the bill before the days of a part.
    fn used_in_bill(&self, part: &Part) -> Result<Exact, Vec<Finding>> {
        let before = Period::of(self.days.from, part.days.from);
        let usage = self.given.usage.as_ref().ok_or_else(|| vec![Finding::UsageMissing])?;
        let share = Exact::of(i128::from(before.days()), i128::from(self.days.days()));
        let quantity = Exact::decimal(usage.quantity).zip(share).and_then(|(quantity, share)| quantity.times(share));
        quantity.ok_or_else(|| vec![Finding::TooLarge])
    }
}

/// What is paid of the whole of a part: with its surcharge, after its relief.
fn paid(part: &Part, whole: Option<Exact>) -> Option<Exact> {
    let sum = whole?.plus(Exact::fen(part.price.surcharge).times(part.times)?)?;
    let pays = part.relief.as_ref().map_or(WHOLE, |relief| relief.pays);
    sum.times(Exact::of(i128::from(pays), i128::from(WHOLE))?)
}

fn count(measures: &Measures, name: &str) -> Result<Exact, Vec<Finding>> {
    let count: Decimal = *measures.named.get(name).ok_or_else(|| vec![Finding::MeasureMissing(name.to_owned())])?;
    Exact::decimal(count).ok_or_else(|| vec![Finding::TooLarge])
}

/// Whether two neighbouring parts are one.
fn same(a: &Part, b: &Part) -> bool {
    let year_begins = matches!(b.price.pricing, Pricing::Tiers { within: Within::Year, .. })
        && a.days.from.year() != b.days.from.year();
    a.price == b.price && a.measures == b.measures && a.payer == b.payer && a.relief == b.relief && !year_begins
}

/// Sums the parts, rounds once, and says who owes how much. `None` beyond what can be counted.
fn finish(
    tariff: &Tariff,
    subject: &Subject,
    period: Period,
    given: &Given,
    days: Period,
    parts: Vec<Part>,
    mut notices: Vec<Finding>,
) -> Option<Result<Line, Vec<Finding>>> {
    let sum = parts.iter().try_fold(Exact::ZERO, |sum, part| sum.plus(part.amount))?;
    if sum.is_negative() {
        return Some(Err(vec![Finding::Negative(told::yuan(sum))]));
    }
    let granted = subject.reliefs.iter().filter(|relief| {
        relief.approved.is_some() && relief.covers(tariff.class) && relief.days.within(days).days() > 0
    });
    let wanted: Money = granted.map(|relief| Money(relief.off.0.max(0))).sum();
    let exact = sum.minus(Exact::fen(wanted))?.max(Exact::ZERO);
    let off = if exact.is_zero() { tariff.rounding.apply(sum)?.min(wanted) } else { wanted };
    let amount = tariff.rounding.apply(exact)?;
    if amount == Money::ZERO {
        notices.push(Finding::Nothing);
    }
    let mut payers: Vec<(String, Exact)> = Vec::new();
    for part in &parts {
        match payers.iter_mut().find(|(payer, _)| *payer == part.payer) {
            Some((_, weight)) => *weight = weight.plus(part.amount)?,
            None => payers.push((part.payer.clone(), part.amount)),
        }
    }
    let weights: Vec<Exact> = payers.iter().map(|(_, weight)| *weight).collect();
    let amounts = split(amount, &weights)?;
    let shares = payers.into_iter().zip(amounts).map(|((payer, _), amount)| Share { payer, amount }).collect();
    let line = Line {
        key: BillKey { tariff: tariff.key.clone(), subject: subject.key.clone(), from: period.from },
        class: tariff.class,
        billing: tariff.billing,
        period,
        days,
        bill_on: tariff.bill_day(period),
        due_on: tariff.due_day(period),
        parts,
        usage: given.usage.clone(),
        shared: given.shared.clone(),
        off,
        exact,
        rounding: tariff.rounding,
        amount,
        shares,
        notices,
    };
    Some(Ok(line))
}
