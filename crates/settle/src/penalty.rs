//! 违约金: what late payment costs by the day, on what is still owed and on nothing else; with delay, cap, pauses and waivers.

use std::collections::BTreeSet;

use charge::{Exact, Finding, Period, Rounding, Timeline};
use kernel::{Date, Message, Money};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The most that late payment may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Cap {
    /// So much of what was owed when it began, in hundredths of a percent.
    Part(u32),
    /// An amount.
    Amount(Money),
}

/// What late payment costs, as it holds from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// For one day, in millionths of what is owed: 500 for 0.05 %.
    pub per_day: u32,
    /// How many days after the due day nothing is charged.
    pub delay: u16,
    /// Once the delay is over, whether the days of the delay count as well.
    pub from_due: bool,
    /// The most it may come to.
    pub cap: Option<Cap>,
    /// How it is rounded.
    pub rounding: Rounding,
}

/// What is let off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// How much: a part in hundredths of a percent, or an amount.
    pub off: Cap,
    /// The paper by which it was approved.
    pub approved: String,
}

/// Days on which the same was owed at the same rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The days.
    pub days: Period,
    /// What was owed.
    pub owed: Money,
    /// For one day, in millionths.
    pub per_day: u32,
}

/// What late payment has come to by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Penalty {
    /// The days it came from.
    pub stretches: Vec<Stretch>,
    /// Before cap, rounding and waiver, in fen.
    pub exact: Exact,
    /// Whether the cap held it down.
    pub capped: bool,
    /// What was let off.
    pub waived: Money,
    /// What is owed for it in all, whatever was charged before.
    pub amount: Money,
    /// How it came about.
    pub told: Vec<Message>,
}

impl Penalty {
    /// What is still to be charged when so much was charged before; what was charged too much is for a credit.
    pub fn to_charge(&self, before: Money) -> Money {
        (self.amount - before).max(Money::ZERO)
    }
}

/// What late payment costs to the end of a day. Penalties bear no penalties: `owed` is the principal alone, by the day from which it was so.
///
/// # Errors
/// A number is beyond what can be counted.
pub fn penalty(
    rules: &Timeline<Rule>,
    due_on: Date,
    owed: &Timeline<Money>,
    pauses: &[Period],
    waivers: &[Waiver],
    until: Date,
) -> Result<Penalty, Finding> {
    let nothing = Penalty {
        stretches: Vec::new(),
        exact: Exact::ZERO,
        capped: false,
        waived: Money::ZERO,
        amount: Money::ZERO,
        told: Vec::new(),
    };
    let Some(rule) = rules.at(due_on) else { return Ok(nothing) };
    let free_until = due_on.plus_days(i64::from(rule.delay));
    if until <= free_until {
        return Ok(nothing);
    }
    let first = if rule.from_due { due_on } else { free_until }.plus_days(1);
    let days = Period::of(first, until.plus_days(1));
    let stretches = stretches(rules, owed, pauses, days);
    let exact = stretches.iter().try_fold(Exact::ZERO, |sum, one| sum.plus(cost(one)?)).ok_or(Finding::TooLarge)?;
    // A claim that is known only since a later day, as one brought from another program, begins then.
    let known = owed.at(first).or_else(|| owed.values().first().map(|(_, owed)| owed));
    let begun = known.copied().unwrap_or(Money::ZERO);
    let cap = rule.cap.map(|cap| part_of(cap, begun)).transpose()?;
    let capped = cap.is_some_and(|cap| exact > cap);
    let amount = rule.rounding.apply(cap.map_or(exact, |cap| exact.min(cap))).ok_or(Finding::TooLarge)?;
    // Rounding up never lifts it over the cap.
    let amount = match cap.and_then(|cap| Rounding { way: charge::Way::Down, ..Rounding::default() }.apply(cap)) {
        Some(cap) => amount.min(cap),
        None => amount,
    };
    let mut waived = Money::ZERO;
    for waiver in waivers {
        let off = Rounding::default().apply(part_of(waiver.off, amount)?).ok_or(Finding::TooLarge)?;
        waived = (waived + off.max(Money::ZERO)).min(amount);
    }
    let told = told(&stretches, exact, capped, waived, amount - waived);
    Ok(Penalty { stretches, exact, capped, waived, amount: amount - waived, told })
}

fn part_of(cap: Cap, of: Money) -> Result<Exact, Finding> {
    match cap {
        Cap::Amount(amount) => Ok(Exact::fen(amount.max(Money::ZERO))),
        Cap::Part(part) => {
            Exact::of(i128::from(part), 10_000).and_then(|part| Exact::fen(of).times(part)).ok_or(Finding::TooLarge)
        }
    }
}

fn cost(stretch: &Stretch) -> Option<Exact> {
    let part = Exact::of(i128::from(stretch.per_day), 1_000_000)?;
    Exact::fen(stretch.owed).times(part)?.times(Exact::whole(i128::from(stretch.days.days())))
}

/// The days cut wherever the rate, what is owed, or a pause turns; those on which nothing is owed or counted are left out.
fn stretches(rules: &Timeline<Rule>, owed: &Timeline<Money>, pauses: &[Period], days: Period) -> Vec<Stretch> {
    let mut turns: BTreeSet<Date> = BTreeSet::from([days.from, days.to]);
    turns.extend(rules.turns().chain(owed.turns()).chain(pauses.iter().flat_map(|pause| [pause.from, pause.to])));
    let turns: Vec<Date> = turns.into_iter().filter(|day| days.from <= *day && *day <= days.to).collect();
    let mut list: Vec<Stretch> = Vec::new();
    for pair in turns.windows(2) {
        let days = Period::of(pair[0], pair[1]);
        let owed = owed.at(days.from).copied().unwrap_or(Money::ZERO);
        let per_day = rules.at(days.from).map_or(0, |rule| rule.per_day);
        let paused = pauses.iter().any(|pause| pause.holds(days.from));
        if owed <= Money::ZERO || per_day == 0 || paused {
            continue;
        }
        match list.last_mut() {
            Some(last) if last.days.to == days.from && last.owed == owed && last.per_day == per_day => {
                last.days.to = days.to;
            }
            _ => list.push(Stretch { days, owed, per_day }),
        }
    }
    list
}

fn told(stretches: &[Stretch], exact: Exact, capped: bool, waived: Money, amount: Money) -> Vec<Message> {
    let mut told: Vec<Message> = stretches
        .iter()
        .map(|one| {
            Message::of("settle-told-late")
                .with("from", one.days.from)
                .with("until", one.days.last())
                .with("days", one.days.days())
                .with("owed", one.owed)
                .with("percent", Decimal::new(i64::from(one.per_day), 4).normalize())
        })
        .collect();
    if capped {
        told.push(Message::of("settle-told-capped"));
    }
    if waived > Money::ZERO {
        told.push(Message::of("settle-told-waived").with("amount", waived));
    }
    let yuan = exact.over(Exact::whole(100)).map_or_else(|| "…".to_owned(), |yuan| yuan.shown(4));
    told.push(Message::of("settle-told-penalty").with("exact", yuan).with("amount", amount));
    told
}
