//! Formulas: what is taken, what is refused and why, and that nothing becomes zero in silence.

mod support;

use charge::{Finding, Given, Measures, Pricing, Timeline, charge, formula};
use kernel::{
    Money, Rate,
    expr::{Expr, Told},
};
use support::*;

fn checked(source: &str, price: Option<(i64, &str)>) -> Vec<&'static str> {
    let price = price.map(|(rate, unit)| (Rate(rate), unit.to_owned()));
    match Expr::parse(source) {
        Err(_) => vec!["unreadable"],
        Ok(formula) => formula::check(&formula, price.as_ref(), false, 1).iter().map(Finding::code).collect(),
    }
}

#[test]
fn formulas_of_the_trade_are_taken() {
    for (source, price) in [
        ("建筑面积 * 单价", Some((23_500, "元/m²"))),
        ("建筑面积 × 单价 × 收费系数", Some((23_500, "元/m²"))),
        ("建筑面积 * 2.6[元/m²] + 100", None),
        ("if 层数 > 1 then 建筑面积 * 0.5[元/m²] else 0", None),
        ("1200[元] / 楼栋面积 * 建筑面积", None),
        ("600[元/户]/楼栋户数*1[户]*1[户]", None),
        ("min(人数, 5) * 12[元/人]", None),
        ("88", None),
    ] {
        assert_eq!(checked(source, price), Vec::<&str>::new(), "{source}");
    }
}

#[test]
fn what_cannot_be_a_formula_is_refused_with_its_place() {
    for (source, price, code) in [
        ("我是神啊", None, "charge-formula-wrong"),
        ("建筑面积/", None, "unreadable"),
        ("T/F*R", None, "charge-formula-wrong"),
        ("Runtime.exec(\"rm\")", None, "unreadable"),
        ("建筑面积 > 100", None, "charge-formula-wrong"),
        ("建筑面积 * 2.6 + 100", None, "charge-formula-unit"),
        ("建筑面积 + 人数", None, "charge-formula-wrong"),
        ("建筑面积 * 单价", None, "charge-unit-missing"),
        ("建筑面积 * 2[元/亩]", None, "charge-unit-unknown"),
        ("建筑面积 * 单价", Some((-1, "元/m²")), "charge-price-below"),
        ("用量 * 单价", Some((1, "元/kWh")), "charge-not-metered"),
    ] {
        assert_eq!(checked(source, price), [code], "{source}");
    }
    let unit = formula::check(&Expr::parse("建筑面积 * 2.6").expect("readable"), None, false, 1);
    assert_eq!(unit, [Finding::FormulaUnit(Told::from("m²"))]);
    assert!(unit[0].message().english(charge::WORDS.1).contains("give its numbers a unit (as 2.6[元/m²])"));
}

fn line_of(source: &str, measures: Measures) -> Result<Money, Vec<Finding>> {
    let formula = Expr::parse(source).expect("readable");
    let tariff = standard(price(Pricing::Formula { formula, price: Some((Rate(26_000), "元/m²".into())) }));
    let room = charge::Subject { measures: Timeline::always(measures), ..room(0) };
    charge(&tariff, &room, period("2026-01-01", "2026-02-01"), &Given::default()).map(|line| line.amount)
}

#[test]
fn a_formula_is_reckoned_with_what_is_known_of_the_room() {
    let named =
        [("收费系数".to_owned(), "1.2".parse().expect("a number")), ("楼栋面积".to_owned(), 3_000.into())].into();
    let measures = Measures { named, ..measured(8_850) };
    assert_eq!(line_of("建筑面积 * 单价 * 收费系数", measures.clone()), Ok(Money(27_612)));
    // A third of three thousand: the division is not cut off on the way.
    assert_eq!(line_of("1000[元] / 楼栋面积 * 3[m²]", measures), Ok(Money(100)));
}

#[test]
fn a_value_that_is_missing_is_named_and_one_that_cannot_be_is_told() {
    assert_eq!(line_of("套内面积 * 单价", measured(8_850)), Err(vec![Finding::MeasureMissing("套内面积".into())]));
    let flat = Measures { named: [("楼栋面积".to_owned(), 0.into())].into(), ..measured(8_850) };
    let source = "1000[元] / 楼栋面积 * 建筑面积";
    assert_eq!(line_of(source, flat), Err(vec![Finding::FormulaAbsent(source.into())]));
    assert_eq!(line_of("10[元] - 建筑面积 * 单价", measured(8_850)), Err(vec![Finding::Negative("-220.1".into())]));
    // What may be missing can be asked for.
    assert_eq!(
        line_of("if 套内面积 is given then 套内面积 * 单价 else 建筑面积 * 单价", measured(8_850)),
        Ok(Money(23_010))
    );
}

#[test]
fn a_formula_tells_its_names_and_their_values() {
    let formula = Expr::parse("建筑面积 * 单价").expect("readable");
    let tariff = standard(price(Pricing::Formula { formula, price: Some((Rate(26_000), "元/m²".into())) }));
    let line = line(&tariff, &room(8_850), period("2026-01-01", "2026-02-01"));
    assert!(said(&line)[0].contains("建筑面积 × 单价 with 单价=2.6，建筑面积=88.5 × 1 months"), "{:?}", said(&line));
}
