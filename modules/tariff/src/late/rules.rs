//! From what is typed about late payment to terms the engine reckons by – pure.

use charge::{Rounding, Timeline};
use kernel::{Date, Error, FieldError, Message, Result};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use settle::penalty::{Cap, Rule};

use super::model::LateTerms;
use crate::{
    item::model::FeeKind,
    tariff::{model::TariffFacts, rules::decimal},
};

/// The most a day may cost: a hundredth of what is owed. What is dearer was typed in the wrong unit.
const DEAREST: u32 = 10_000;
/// The most a cap may be: the whole of what was owed.
const WHOLE: u32 = 10_000;

/// The terms of an edition; what was in force keeps its terms for what was due before. `rounding` is the tariff's own.
pub(crate) fn drafted(
    class: FeeKind,
    facts: &TariffFacts,
    rounding: Rounding,
    before: Option<&LateTerms>,
) -> Result<Option<LateTerms>> {
    let Some(rule) = rule(class, facts, rounding)? else {
        // Terms that end cost nothing from their day on, and stand for what was due before.
        let free = Rule { per_day: 0, delay: 0, from_due: false, cap: None, rounding };
        let ended = |terms: &LateTerms| followed(&terms.rules, facts.price_from_on, free);
        return before.map(|terms| Ok(LateTerms { rules: ended(terms)?, ..terms.clone() })).transpose();
    };
    let item_id = facts.penalty_item_id.ok_or_else(|| at("penalty_item_id", "invalid-required"))?;
    let from = facts.price_from_on;
    let rules = match before {
        Some(terms) => followed(&terms.rules, from, rule)?,
        None => Timeline::of([(from, rule)]),
    };
    Ok(Some(LateTerms { item_id, rules }))
}

/// What is typed for one day, delay and cap; nothing when late payment costs nothing. All that is wrong is told together.
fn rule(class: FeeKind, facts: &TariffFacts, rounding: Rounding) -> Result<Option<Rule>> {
    let typed =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let Some(percent) = typed(&facts.penalty_percent) else {
        return match (facts.penalty_item_id, typed(&facts.penalty_cap)) {
            (None, None) => Ok(None),
            _ => Err(at("penalty_percent", "invalid-required")),
        };
    };
    if class == FeeKind::Penalty {
        return Err(at("penalty_percent", "tariff-penalty-on-penalty"));
    }
    let mut wrong: Vec<FieldError> = Vec::new();
    let mut parts = |text: &str, field: &str, places: u32, most: u32, key: &'static str| {
        let scaled = decimal(text, field).map(|number| number.normalize() * Decimal::from(10_u32.pow(places)));
        let fits = |number: &Decimal| number.fract().is_zero() && !number.is_zero();
        let whole = scaled.ok().filter(fits).and_then(|number| number.to_u32()).filter(|parts| *parts <= most);
        if whole.is_none() {
            wrong.push(FieldError { field: field.into(), message: Message::of(key) });
        }
        whole.unwrap_or_default()
    };
    let per_day = parts(&percent, "penalty_percent", 4, DEAREST, "tariff-penalty-percent-range");
    let cap = typed(&facts.penalty_cap)
        .map(|text| Cap::Part(parts(&text, "penalty_cap", 2, WHOLE, "tariff-penalty-cap-range")));
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let delay = u16::try_from(facts.penalty_delay.unwrap_or_default()).unwrap_or(u16::MAX);
    Ok(Some(Rule { per_day, delay, from_due: facts.penalty_from_due, cap, rounding }))
}

/// The terms that hold already, and others from a day behind them on; nothing more where they are the same.
fn followed(rules: &Timeline<Rule>, from: Date, next: Rule) -> Result<Timeline<Rule>> {
    match rules.values().last() {
        Some((_, last)) if *last == next => Ok(rules.clone()),
        Some((day, _)) if *day >= from => {
            Err(Error::field("price_from_on", Message::of("tariff-price-too-early").with("day", day)))
        }
        _ => Ok(Timeline::of(rules.values().iter().copied().chain([(from, next)]))),
    }
}

fn at(field: &str, key: &'static str) -> Error {
    Error::field(field, Message::of(key))
}
