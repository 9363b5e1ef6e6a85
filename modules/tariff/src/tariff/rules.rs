//! From what is typed to a tariff the engine can reckon by – pure.

use charge::{
    Anchor, AreaKind, Begins, Billing, DayCount, Finding, Payer, Price, Pricing, Rhythm, Rounding, Step, Timeline,
    Timing, Way, period, tier,
};
use kernel::{Date, Error, FieldError, Label, Message, Money, Rate, Result, expr::Expr};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use uuid::Uuid;

use super::model::{
    Basis, Comes, CountsFrom, DayWorth, EditionRow, EditionState, PaidBy, RoundedBy, RoundedTo, StartsWith,
    TariffFacts, TiersWithin,
};
use crate::item::model::FeeKind;

/// A bill is due after so many days unless something else is said.
const DUE_AFTER: i64 = 30;

/// What the tariff is, beside its facts.
pub(crate) struct Named<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub fee_class: FeeKind,
    /// The edition that is drafted.
    pub edition: u32,
}

/// The tariff as an edition of it would be. What was in force keeps its prices and payers for the days before; nothing is repriced.
/// Everything that is wrong is told together, each at its field.
pub(crate) fn drafted(
    named: &Named<'_>,
    facts: &TariffFacts,
    before: Option<&charge::Tariff>,
) -> Result<charge::Tariff> {
    let mut wrong = Vec::new();
    let price = or_wrong(&mut wrong, pricing(facts))?.map(|pricing| Price {
        version: named.edition,
        pricing,
        surcharge: facts.surcharge.unwrap_or_default(),
    });
    let begins = or_wrong(&mut wrong, begins(facts))?.unwrap_or(Begins::TakeOver);
    let payer = match facts.paid_by {
        PaidBy::Owner => Payer::Owner,
        PaidBy::Tenant => Payer::Tenant,
        PaidBy::Developer => Payer::Developer,
    };
    let from = facts.price_from_on;
    let (prices, payers) = match before {
        None => (None, None),
        Some(before) => {
            let same = |last: &Price| {
                price.as_ref().is_some_and(|price| (&last.pricing, last.surcharge) == (&price.pricing, price.surcharge))
            };
            let prices = or_wrong(&mut wrong, followed(&before.prices, from, price.clone(), same))?;
            let payers = or_wrong(&mut wrong, followed(&before.payers, from, Some(payer), |last| *last == payer))?;
            // One day is too early for both, and told once.
            wrong.dedup_by(|one, other| one.field == other.field);
            (prices, payers)
        }
    };
    let Some(prices) = prices.or_else(|| price.map(|price| Timeline::of([(from, price)]))) else {
        return Err(Error::Invalid(wrong));
    };
    let payers = payers.unwrap_or_else(|| Timeline::of([(from, payer)]));
    let tariff = charge::Tariff {
        key: named.code.to_owned(),
        class: named.fee_class.class(),
        title: Label::Both { zh: named.name.to_owned(), en: named.name.to_owned() },
        billing: billing(facts),
        timing: Timing {
            ahead: facts.days_ahead.and_then(|days| u16::try_from(days).ok()),
            due_after: u16::try_from(facts.due_after.unwrap_or(DUE_AFTER)).unwrap_or(u16::MAX),
        },
        begins,
        prices,
        payers,
        rounding: rounding(facts),
        day_count: match facts.day_worth.unwrap_or(DayWorth::Actual) {
            DayWorth::Actual => DayCount::Actual,
            DayWorth::Thirtieth => DayCount::Thirtieth,
            DayWorth::OfYear => DayCount::OfYear,
        },
    };
    wrong.extend(tariff.check().iter().map(at_field));
    if wrong.is_empty() { Ok(tariff) } else { Err(Error::Invalid(wrong)) }
}

/// A part of what was typed, or nothing and what is wrong with it among the rest.
fn or_wrong<T>(wrong: &mut Vec<FieldError>, part: Result<T>) -> Result<Option<T>> {
    match part {
        Ok(part) => Ok(Some(part)),
        Err(Error::Invalid(fields)) => {
            wrong.extend(fields);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// The values that hold already, and another from a day on that lies behind them all; nothing more where it is the same. A value that
/// could not be read has its day looked at all the same.
fn followed<T: Clone>(
    values: &Timeline<T>,
    from: Date,
    next: Option<T>,
    same: impl Fn(&T) -> bool,
) -> Result<Timeline<T>> {
    match values.values().last() {
        Some((_, last)) if same(last) => Ok(values.clone()),
        Some((day, _)) if *day >= from => {
            Err(Error::field("price_from_on", Message::of("tariff-price-too-early").with("day", day)))
        }
        _ => Ok(Timeline::of(values.values().iter().cloned().chain(next.map(|next| (from, next))))),
    }
}

/// The field a finding is about.
fn at_field(finding: &Finding) -> FieldError {
    let field = match finding {
        Finding::FormulaWrong(_) | Finding::FormulaUnit(_) | Finding::UnitUnknown(_) | Finding::FormulaAbsent(_) => {
            "formula"
        }
        Finding::UnitMissing(_) => "measured_in",
        Finding::TiersDisordered { .. } => "tiers",
        Finding::NotMetered { .. } => "comes",
        _ => "unit_price",
    };
    FieldError { field: field.into(), message: finding.message() }
}

fn billing(facts: &TariffFacts) -> Billing {
    let anchor = match facts.counts_from.unwrap_or(CountsFrom::Calendar) {
        CountsFrom::Calendar => Anchor::Calendar,
        CountsFrom::TakeOver => Anchor::TakeOver,
    };
    let periodic = |rhythm| Billing::Periodic { rhythm, anchor };
    match facts.comes {
        Comes::Monthly => periodic(Rhythm::Monthly),
        Comes::Quarterly => periodic(Rhythm::Quarterly),
        Comes::HalfYearly => periodic(Rhythm::HalfYearly),
        Comes::Yearly => periodic(Rhythm::Yearly),
        Comes::Once => Billing::OneOff,
        Comes::Metered => Billing::Metered,
    }
}

/// When a tariff comes, as people choose it.
pub(crate) const fn comes(billing: Billing) -> Comes {
    match billing {
        Billing::Periodic { rhythm: Rhythm::Monthly, .. } => Comes::Monthly,
        Billing::Periodic { rhythm: Rhythm::Quarterly, .. } => Comes::Quarterly,
        Billing::Periodic { rhythm: Rhythm::HalfYearly, .. } => Comes::HalfYearly,
        Billing::Periodic { rhythm: Rhythm::Yearly, .. } => Comes::Yearly,
        Billing::OneOff => Comes::Once,
        Billing::Metered => Comes::Metered,
    }
}

fn begins(facts: &TariffFacts) -> Result<Begins> {
    match (facts.starts_with, facts.begins_on) {
        (StartsWith::TakeOver, _) => Ok(Begins::TakeOver),
        (StartsWith::MonthAfter, _) => Ok(Begins::MonthAfterTakeOver),
        (StartsWith::Day, Some(day)) => Ok(Begins::On(day)),
        (StartsWith::Day, None) => Err(Error::field("begins_on", Message::of("invalid-required"))),
    }
}

/// How a tariff rounds.
pub(crate) fn rounding(facts: &TariffFacts) -> Rounding {
    Rounding {
        step: match facts.rounded_to.unwrap_or(RoundedTo::Fen) {
            RoundedTo::Fen => Step::Fen,
            RoundedTo::Jiao => Step::Jiao,
            RoundedTo::Yuan => Step::Yuan,
        },
        way: match facts.rounded_by.unwrap_or(RoundedBy::HalfUp) {
            RoundedBy::HalfUp => Way::HalfUp,
            RoundedBy::Up => Way::Up,
            RoundedBy::Down => Way::Down,
        },
    }
}

fn pricing(facts: &TariffFacts) -> Result<Pricing> {
    let required = |field: &str| Error::field(field, Message::of("invalid-required"));
    let text = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let typed = text(&facts.unit_price);
    let price = || typed.as_deref().ok_or_else(|| required("unit_price")).and_then(|text| rate(text, "unit_price"));
    let unit = text(&facts.measured_in);
    Ok(match facts.basis {
        Basis::Fixed => Pricing::Fixed { amount: facts.fixed_amount.ok_or_else(|| required("fixed_amount"))? },
        Basis::BuiltArea => Pricing::Area { area: AreaKind::Built, rate: price()? },
        Basis::InsideArea => Pricing::Area { area: AreaKind::Inside, rate: price()? },
        Basis::Count => Pricing::Count { of: text(&facts.counted).ok_or_else(|| required("counted"))?, rate: price()? },
        Basis::Days => Pricing::Days { rate: price()? },
        Basis::Usage => Pricing::Usage { unit: unit.ok_or_else(|| required("measured_in"))?, rate: price()? },
        Basis::Tiers => Pricing::Tiers {
            unit: unit.ok_or_else(|| required("measured_in"))?,
            within: match facts.tiers_within.unwrap_or(TiersWithin::Bill) {
                TiersWithin::Bill => tier::Within::Bill,
                TiersWithin::Year => tier::Within::Year,
            },
            tiers: tiers(facts)?,
        },
        Basis::Formula => {
            let source = text(&facts.formula).ok_or_else(|| required("formula"))?;
            let formula = Expr::parse(&source)
                .map_err(|error| Error::field("formula", Finding::FormulaWrong(error).message()))?;
            let price = match &typed {
                None => None,
                Some(_) => Some((price()?, unit.ok_or_else(|| required("measured_in"))?)),
            };
            Pricing::Formula { formula, price }
        }
    })
}

fn tiers(facts: &TariffFacts) -> Result<Vec<tier::Tier>> {
    let typed = facts.tiers.as_deref().unwrap_or_default();
    if typed.is_empty() {
        return Err(Error::field("tiers", Message::of("invalid-required")));
    }
    let tier = |(nth, tier): (usize, &super::model::TierTyped)| {
        let at = |name: &str| format!("tiers.{nth}.{name}");
        let up_to = tier.up_to.as_deref().map(str::trim).filter(|t| !t.is_empty());
        let up_to = up_to.map(|text| decimal(text, &at("up_to"))).transpose()?;
        Ok(tier::Tier { up_to, rate: rate(&tier.tier_price, &at("tier_price"))? })
    };
    typed.iter().enumerate().map(tier).collect()
}

/// A number that is not below nothing, as it is typed.
pub(crate) fn decimal(text: &str, field: &str) -> Result<Decimal> {
    let number = text.trim().replace([',', '，'], "").parse::<Decimal>().ok();
    let fits = |number: &Decimal| !number.is_sign_negative() && *number < Decimal::from(1_000_000_000);
    number.filter(fits).ok_or_else(|| Error::field(field, Message::of("tariff-not-a-number")))
}

/// A unit price in yuan with up to four places.
pub(crate) fn rate(text: &str, field: &str) -> Result<Rate> {
    let parts = decimal(text, field)?.normalize() * Decimal::from(10_000);
    let whole = parts.fract().is_zero().then(|| parts.to_i64()).flatten();
    whole.map(Rate).ok_or_else(|| Error::field(field, Message::of("tariff-price-places")))
}

/// Puts a draft in force: somebody else does it than who drafted it.
pub(crate) fn enforce(draft: Option<&EditionRow>, by: Uuid) -> Result<()> {
    match draft {
        Some(draft) if draft.state == EditionState::Draft && draft.drafted_by == by => {
            Err(Error::broken("tariff-own-draft"))
        }
        Some(draft) if draft.state == EditionState::Draft => Ok(()),
        _ => Err(Error::broken("tariff-no-draft")),
    }
}

/// The period that is shown of a tariff: the one a day lies in.
pub(crate) fn period_of(tariff: &charge::Tariff, subject: &charge::Subject, day: Date) -> Option<charge::Period> {
    let grid = match tariff.grid(subject) {
        Ok(grid) => grid,
        Err(_) => period::Grid::calendar(),
    };
    let rhythm = match tariff.billing {
        Billing::Periodic { rhythm, .. } => rhythm,
        _ => Rhythm::Monthly,
    };
    Some(grid.period(rhythm, day)).filter(|period| period.days() > 0)
}

/// A price in words, 中文 and English.
pub fn price_words(price: &Price, billing: Billing) -> (String, String) {
    let number = |rate: Rate| Decimal::new(rate.0, 4).normalize().to_string();
    let (zh_month, en_month) = match billing {
        Billing::Periodic { .. } => ("·月", " a month"),
        _ => ("", ""),
    };
    let (zh, en) = match &price.pricing {
        Pricing::Fixed { amount } if zh_month.is_empty() => (format!("{amount} 元"), format!("¥{amount}")),
        Pricing::Fixed { amount } => (format!("{amount} 元/月"), format!("¥{amount}{en_month}")),
        Pricing::Area { area, rate } => {
            let (zh, en) = match area {
                AreaKind::Built => ("建筑面积", "built area"),
                AreaKind::Inside => ("套内面积", "inside area"),
            };
            (format!("{zh} × {} 元/m²{zh_month}", number(*rate)), format!("{en} × ¥{}/m²{en_month}", number(*rate)))
        }
        Pricing::Count { of, rate } => {
            (format!("{of} × {} 元{zh_month}", number(*rate)), format!("{of} × ¥{}{en_month}", number(*rate)))
        }
        Pricing::Days { rate } => (format!("{} 元/天", number(*rate)), format!("¥{} a day", number(*rate))),
        Pricing::Usage { unit, rate } => (format!("{} 元/{unit}", number(*rate)), format!("¥{}/{unit}", number(*rate))),
        Pricing::Tiers { unit, tiers, .. } => {
            let list: Vec<String> = tiers.iter().map(|tier| number(tier.rate)).collect();
            let list = list.join(" / ");
            (format!("阶梯 {list} 元/{unit}"), format!("tiers ¥{list}/{unit}"))
        }
        Pricing::Formula { formula, price } => {
            let with = |words: &str| {
                price.as_ref().map(|(rate, unit)| format!("{words}{} {unit}", number(*rate))).unwrap_or_default()
            };
            (format!("{formula}{}", with("，单价 ")), format!("{formula}{}", with(", price ")))
        }
    };
    if price.surcharge == Money::ZERO {
        return (zh, en);
    }
    (format!("{zh} + {} 元{zh_month}", price.surcharge), format!("{en} + ¥{}{en_month}", price.surcharge))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn by_area(price: &str, from: &str) -> TariffFacts {
        TariffFacts {
            price_from_on: day(from),
            comes: Comes::Monthly,
            basis: Basis::BuiltArea,
            unit_price: Some(price.into()),
            fixed_amount: None,
            counted: None,
            measured_in: None,
            tiers: None,
            tiers_within: None,
            formula: None,
            surcharge: None,
            paid_by: PaidBy::Owner,
            starts_with: StartsWith::TakeOver,
            begins_on: None,
            counts_from: None,
            days_ahead: None,
            due_after: None,
            rounded_to: None,
            rounded_by: None,
            day_worth: None,
            penalty_item_id: None,
            penalty_percent: None,
            penalty_delay: None,
            penalty_from_due: false,
            penalty_cap: None,
        }
    }

    fn edition(facts: &TariffFacts, edition: u32, before: Option<&charge::Tariff>) -> Result<charge::Tariff> {
        let named = Named { code: "WYF-GC", name: "高层物业费", fee_class: FeeKind::Management, edition };
        drafted(&named, facts, before)
    }

    fn wrong(facts: &TariffFacts) -> (String, String) {
        match edition(facts, 1, None) {
            Err(Error::Invalid(fields)) => (fields[0].field.clone(), fields[0].message.key.to_string()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_new_price_leaves_the_days_before_it_alone() {
        let first = edition(&by_area("2.6", "2025-01-01"), 1, None).expect("is fit");
        let next = edition(&by_area("2.85", "2026-01-01"), 2, Some(&first)).expect("is fit");
        let prices: Vec<(String, u32)> =
            next.prices.values().iter().map(|(day, price)| (day.to_string(), price.version)).collect();
        assert_eq!(prices, [("2025-01-01".to_owned(), 1), ("2026-01-01".to_owned(), 2)]);
        assert_eq!(next.payers.values().len(), 1, "the payer is the same");
        let early = edition(&by_area("3", "2024-06-01"), 2, Some(&first));
        assert!(matches!(early, Err(Error::Invalid(fields)) if fields[0].message.key == "tariff-price-too-early"));
        let same = edition(&by_area("2.60", "2024-06-01"), 2, Some(&first)).expect("changes no price");
        assert_eq!(same.prices.values().len(), 1);
    }

    #[test]
    fn what_cannot_be_reckoned_is_refused_at_its_field() {
        let formula = |text: &str| TariffFacts {
            basis: Basis::Formula,
            unit_price: None,
            formula: Some(text.into()),
            ..by_area("1", "2026-01-01")
        };
        assert_eq!(wrong(&formula("建筑面积 * ")), ("formula".into(), "charge-formula-wrong".into()));
        assert_eq!(wrong(&formula("建筑面积 * 2")), ("formula".into(), "charge-formula-unit".into()));
        assert!(edition(&formula("建筑面积 * 2.6[元/m²] + 100"), 1, None).is_ok());
        assert_eq!(wrong(&by_area("2.60001", "2026-01-01")), ("unit_price".into(), "tariff-price-places".into()));
        assert_eq!(wrong(&by_area("-1", "2026-01-01")), ("unit_price".into(), "tariff-not-a-number".into()));
        let metered =
            TariffFacts { basis: Basis::Usage, measured_in: Some("kWh".into()), ..by_area("0.6", "2026-01-01") };
        assert_eq!(wrong(&metered), ("comes".into(), "charge-not-metered".into()));
        let tier = |up_to: Option<&str>, price: &str| super::super::model::TierTyped {
            up_to: up_to.map(str::to_owned),
            tier_price: price.into(),
        };
        let closed = TariffFacts {
            comes: Comes::Metered,
            basis: Basis::Tiers,
            measured_in: Some("m³".into()),
            tiers: Some(vec![tier(Some("15"), "3.1"), tier(Some("25"), "4.2")]),
            ..by_area("0.6", "2026-01-01")
        };
        assert_eq!(wrong(&closed), ("tiers".into(), "charge-tiers-disordered".into()));
    }

    #[test]
    fn a_wrong_formula_and_a_wrong_day_are_told_together() {
        let first = edition(&by_area("2.6", "2025-01-01"), 1, None).expect("is fit");
        for (text, key) in [("建筑面积 * ", "charge-formula-wrong"), ("建筑面积 * 2", "charge-formula-unit")] {
            let facts = TariffFacts {
                basis: Basis::Formula,
                unit_price: None,
                formula: Some(text.into()),
                paid_by: PaidBy::Tenant,
                ..by_area("1", "2024-06-01")
            };
            let Err(Error::Invalid(fields)) = edition(&facts, 2, Some(&first)) else { panic!("it is wrong") };
            let mut told: Vec<(&str, &str)> =
                fields.iter().map(|error| (error.field.as_str(), error.message.key.as_ref())).collect();
            told.sort_unstable();
            assert_eq!(told, [("formula", key), ("price_from_on", "tariff-price-too-early")]);
        }
    }

    #[test]
    fn a_price_is_told_in_both_languages() {
        let tariff = edition(&TariffFacts { surcharge: Some(Money(500)), ..by_area("2.60", "2026-01-01") }, 1, None);
        let tariff = tariff.expect("is fit");
        let (zh, en) = price_words(&tariff.prices.values()[0].1, tariff.billing);
        assert_eq!(zh, "建筑面积 × 2.6 元/m²·月 + 5.00 元·月");
        assert_eq!(en, "built area × ¥2.6/m² a month + ¥5.00 a month");
    }
}
