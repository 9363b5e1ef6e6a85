//! Formulas of tariffs: which names there are, what they are measured in, and whether the value is an amount.

use kernel::{
    Rate,
    expr::{Expr, ExprError, Schema, Told, Type, Unit, Value},
};
use rust_decimal::Decimal;

use crate::{exact::Exact, finding::Finding, meter::Usage, subject::Measures};

/// The unit of amounts.
pub const YUAN: &str = "元";
/// The units a formula may name.
pub const UNITS: [&str; 12] = [YUAN, "m²", "m³", "kWh", "度", "吨", "天", "月", "人", "户", "个", "GJ"];
/// `单价`: the price the tariff names beside its formula.
pub const PRICE: &str = "单价";
/// `用量`: what was used.
pub const USAGE: &str = "用量";
const BUILT: &str = "建筑面积";
const INSIDE: &str = "套内面积";

/// A name a formula may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// 中文, as it is written.
    pub name: &'static str,
    /// What it is measured in; `None` where the tariff says it.
    pub unit: Option<&'static str>,
    /// English
    pub en: &'static str,
}

const fn variable(name: &'static str, unit: &'static str, en: &'static str) -> Variable {
    Variable { name, unit: Some(unit), en }
}

/// The names a formula may use. All but the areas of the object itself, the price and the use are taken from its named measures.
pub const VARIABLES: [Variable; 13] = [
    variable(BUILT, "m²", "built area of the object"),
    variable(INSIDE, "m²", "inside area of the object"),
    variable("小区面积", "m²", "area of the community"),
    variable("楼栋面积", "m²", "area of the building"),
    variable("单元面积", "m²", "area of the unit"),
    variable("收费系数", "1", "factor of the object"),
    variable("层数", "1", "floor of the object"),
    variable("人数", "人", "people in it"),
    variable("楼栋户数", "户", "homes in the building"),
    variable("单元户数", "户", "homes in the unit"),
    variable("车位数", "个", "parking spaces"),
    Variable { name: PRICE, unit: None, en: "price of the tariff" },
    Variable { name: USAGE, unit: None, en: "what was used" },
];

/// What a name is measured in, as far as the tariff says it.
struct Units<'a> {
    price: Option<&'a str>,
    usage: Option<&'a str>,
}

impl Units<'_> {
    fn of(&self, name: &str) -> Option<Unit> {
        let written = match name {
            PRICE => self.price,
            USAGE => self.usage,
            _ => VARIABLES.iter().find(|variable| variable.name == name).and_then(|variable| variable.unit),
        };
        written.and_then(|text| text.parse().ok())
    }
}

/// What would not work in the formula of an edition. What was used is measured in the unit below the price: with `元/kWh`, in kWh.
pub fn check(formula: &Expr, price: Option<&(Rate, String)>, metered: bool, version: u32) -> Vec<Finding> {
    let schema: Schema = VARIABLES.iter().map(|variable| (variable.name.to_owned(), Type::Number)).collect();
    match formula.check(&schema) {
        Err(error) => return vec![Finding::FormulaWrong(error)],
        Ok(Type::Number) => {}
        Ok(other) => {
            return vec![Finding::FormulaWrong(ExprError {
                at: 0,
                expected: (&Type::Number).into(),
                found: other.into(),
            })];
        }
    }
    let names = formula.names();
    let uses = |name: &str| names.iter().any(|used| used == name);
    let written = price.map(|(_, unit)| unit.as_str());
    let below = written.and_then(|unit| unit.strip_prefix("元/"));
    let units = Units { price: written, usage: below };
    let mut findings = Vec::new();
    for name in [PRICE, USAGE].into_iter().filter(|name| uses(name) && units.of(name).is_none()) {
        findings.push(Finding::UnitMissing(name.to_owned()));
    }
    if uses(USAGE) && !metered {
        findings.push(Finding::NotMetered { version });
    }
    if price.is_some_and(|(rate, _)| rate.0 < 0) {
        findings.push(Finding::PriceBelow { version });
    }
    let said = formula.named_units().into_iter().chain(units.of(PRICE));
    for unit in said {
        findings.extend(
            unit.names().filter(|name| !UNITS.contains(name)).map(|name| Finding::UnitUnknown(name.to_owned())),
        );
    }
    if findings.is_empty() {
        findings.extend(match formula.unit(&|name| units.of(name)) {
            Err(error) => Some(Finding::FormulaWrong(error)),
            Ok(None) => None,
            Ok(Some(unit)) if unit == Unit::of(YUAN) => None,
            Ok(Some(unit)) => Some(Finding::FormulaUnit(Told::from(&unit))),
        });
    }
    findings
}

/// The value a name has for an object.
pub(crate) fn value(name: &str, measures: &Measures, price: Option<Rate>, usage: Option<&Usage>) -> Option<Decimal> {
    match name {
        BUILT => measures.built.map(|area| Decimal::new(area.0, 2)),
        INSIDE => measures.inside.map(|area| Decimal::new(area.0, 2)),
        PRICE => price.map(|rate| Decimal::new(rate.0, 4)),
        USAGE => usage.map(|usage| usage.quantity),
        _ => measures.named.get(name).copied(),
    }
}

/// The amount of a formula, in fen.
///
/// # Errors
/// What is missing for a value; never a silent zero.
pub(crate) fn amount(
    formula: &Expr,
    measures: &Measures,
    price: Option<Rate>,
    usage: Option<&Usage>,
) -> Result<Exact, Vec<Finding>> {
    let found = |name: &str| value(name, measures, price, usage);
    match formula.eval(&|name| found(name).map_or(Value::Absent, Value::Number)) {
        Value::Number(yuan) => {
            Exact::decimal(yuan).and_then(|yuan| yuan.times(Exact::whole(100))).ok_or_else(|| vec![Finding::TooLarge])
        }
        _ => {
            let missing = formula.names().into_iter().filter(|name| found(name).is_none());
            let mut findings: Vec<Finding> = missing
                .map(|name| if name == USAGE { Finding::UsageMissing } else { Finding::MeasureMissing(name) })
                .collect();
            if findings.is_empty() {
                findings.push(Finding::FormulaAbsent(formula.source().to_owned()));
            }
            Err(findings)
        }
    }
}
