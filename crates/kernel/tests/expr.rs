//! The expression language: what it says, what it refuses and where, and that it agrees with a naive evaluator.

use std::collections::BTreeMap;

use kernel::{
    Date,
    expr::{Expr, Schema, Type, Value},
};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn schema() -> Schema {
    let goods = Schema::from([
        ("kind".into(), Type::Choice(vec!["part".into(), "tool".into()])),
        ("amount".into(), Type::Number),
    ]);
    let choice = Type::Choice(vec!["urgent".into(), "normal".into()]);
    Schema::from([
        ("urgency".into(), choice),
        ("quote".into(), Type::Number),
        ("面积".into(), Type::Number),
        ("phone".into(), Type::Text),
        ("tags".into(), Type::List(Box::new(Type::Text))),
        ("due".into(), Type::Date),
        ("paid".into(), Type::Bool),
        ("photo".into(), Type::Opaque),
        ("goods".into(), Type::List(Box::new(Type::Group(goods)))),
    ])
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

fn good(kind: &str, amount: Value) -> Value {
    Value::Group(BTreeMap::from([("kind".into(), Value::Text(kind.into())), ("amount".into(), amount)]))
}

fn names(name: &str) -> Value {
    match name {
        "urgency" => Value::Text("urgent".into()),
        "quote" => number("0.1"),
        "面积" => number("88.5"),
        "tags" => Value::List(vec![Value::Text("水".into()), Value::Text("电".into())]),
        "due" => Value::Date(Date::of(2026, 11, 21).expect("a day")),
        "photo" => Value::Opaque,
        "goods" => {
            Value::List(vec![good("part", number("12.5")), good("tool", number("80")), good("part", Value::Absent)])
        }
        _ => Value::Absent,
    }
}

#[test]
fn it_says_what_a_quality_manager_would() {
    for (source, wanted) in [
        ("urgency = 'urgent' and quote + 0.2 = 0.3", Value::Bool(true)),
        ("if 面积 > 100 then 面积 * 2.5 else 250", number("250")),
        ("round(面积 × 2.345, 2)", number("207.53")),
        ("max(quote, 2, 1) - min(4, 3) * 2", number("-4")),
        ("'电' in tags and urgency not in ['normal']", Value::Bool(true)),
        ("due < date('2026-12-01') and photo is given", Value::Bool(true)),
        ("not paid", Value::Absent),
        ("paid or urgency = \"urgent\"", Value::Bool(true)),
        ("paid and false", Value::Bool(false)),
        ("phone is absent and quote / 0 is absent", Value::Bool(true)),
        ("-2 - -3", number("1")),
        ("1 - 2 - 3", number("-4")),
        ("not true or true", Value::Bool(true)),
        ("count(goods) = 3 and count(tags) = 2", Value::Bool(true)),
        ("sum(goods.amount)", number("92.5")),
        ("sum(goods.amount where kind = 'part')", number("12.5")),
        ("count(goods where amount > quote * 100 and kind not in ['part'])", number("1")),
        ("days_between(due, date('2026-12-01'))", number("10")),
        ("days_between(due, add_days(due, -3)) = -3", Value::Bool(true)),
        ("add_days(due, 10) = date('2026-12-01')", Value::Bool(true)),
    ] {
        let expr = Expr::parse(source).unwrap_or_else(|e| panic!("{source}: {e}"));
        expr.check(&schema()).unwrap_or_else(|e| panic!("{source}: {e}"));
        assert_eq!(expr.eval(&names), wanted, "{source}");
    }
}

#[test]
fn a_mistake_is_named_with_its_place() {
    for (source, at, expected) in [
        ("quote >", 7, "a name or a value"),
        ("quote > 5 )", 10, "an operator or the end"),
        ("if paid then 1", 14, "`else`"),
        ("urgency = 'urgent", 10, "a closing quotation mark"),
        ("quote ? 3", 6, "a name, a value or an operator"),
        ("system('rm')", 0, "one of the functions min, max, round, count, sum, add_days, days_between, date"),
        ("1.2.3 > 2", 0, "a number"),
        ("due > date('2026-02-30')", 6, "a date such as date(\"2026-11-21\")"),
    ] {
        let error = Expr::parse(source).expect_err(source);
        assert_eq!((error.at, error.expected.en.as_str()), (at, expected), "{source}");
    }
    for (source, at, found) in [
        ("urgency = 'urgnt'", 10, "\"urgnt\""),
        ("urgency in ['urgent', 'gone']", 22, "\"gone\""),
        ("quote = 'a'", 8, "a number and text"),
        ("phone < 'b'", 8, "text and text"),
        ("quote and paid", 0, "a number"),
        ("area > 5", 0, "`area`"),
        ("photo = 'x'", 8, "something that can only be given or not and text"),
        ("if paid then 1 else 'a'", 20, "text"),
        ("max(phone)", 4, "text"),
    ] {
        let error = Expr::parse(source).and_then(|e| e.check(&schema())).expect_err(source);
        assert_eq!((error.at, error.found.en.as_str()), (at, found), "{source}");
    }
    assert!(Expr::parse("quote").and_then(|e| e.check_condition(&schema())).is_err());
}

#[test]
fn hostile_input_is_refused_and_never_exhausts_the_stack() {
    for source in [
        "(".repeat(3_900),
        "not ".repeat(900),
        "-".repeat(3_900),
        format!("1{}", "+1".repeat(1_900)),
        "9".repeat(99_999),
    ] {
        assert!(Expr::parse(&source).is_err());
    }
    let long = Value::List(vec![Value::Absent; 30_000]);
    let expr = Expr::parse("1 in many").expect("reads");
    assert_eq!(expr.eval(&|name| if name == "many" { long.clone() } else { Value::Absent }), Value::Absent);
}

/// A tree of our own, written as text and evaluated naively over `Option`s.
#[derive(Debug, Clone)]
enum Tree {
    Number(i64),
    Name(u8),
    Sum(Box<Tree>, Box<Tree>),
    Difference(Box<Tree>, Box<Tree>),
    Product(Box<Tree>, Box<Tree>),
    Quotient(Box<Tree>, Box<Tree>),
    If(Box<Truth>, Box<Tree>, Box<Tree>),
    Least(Box<Tree>, Box<Tree>),
}

#[derive(Debug, Clone)]
enum Truth {
    Less(Tree, Tree),
    Equal(Tree, Tree),
    Given(Tree),
    Not(Box<Truth>),
    Both(Box<Truth>, Box<Truth>),
    Either(Box<Truth>, Box<Truth>),
}

type Env = [Option<i64>; 3];

impl Tree {
    fn text(&self) -> String {
        match self {
            Self::Number(n) => n.to_string(),
            Self::Name(n) => format!("名{n}"),
            Self::Sum(a, b) => format!("({} + {})", a.text(), b.text()),
            Self::Difference(a, b) => format!("({} - {})", a.text(), b.text()),
            Self::Product(a, b) => format!("{} * {}", a.text(), b.text()),
            Self::Quotient(a, b) => format!("({} / ({}))", a.text(), b.text()),
            Self::If(c, a, b) => format!("(if {} then {} else {})", c.text(), a.text(), b.text()),
            Self::Least(a, b) => format!("min({}, {})", a.text(), b.text()),
        }
    }
    fn naive(&self, env: &Env) -> Option<Decimal> {
        let two = |a: &Self, b: &Self| Some((a.naive(env)?, b.naive(env)?));
        match self {
            Self::Number(n) => Some(Decimal::from(*n)),
            Self::Name(n) => env[usize::from(*n)].map(Decimal::from),
            Self::Sum(a, b) => two(a, b).and_then(|(a, b)| a.checked_add(b)),
            Self::Difference(a, b) => two(a, b).and_then(|(a, b)| a.checked_sub(b)),
            Self::Product(a, b) => two(a, b).and_then(|(a, b)| a.checked_mul(b)),
            Self::Quotient(a, b) => two(a, b).and_then(|(a, b)| a.checked_div(b)),
            Self::If(c, a, b) => {
                if c.naive(env) == Some(true) {
                    a.naive(env)
                } else {
                    b.naive(env)
                }
            }
            Self::Least(a, b) => two(a, b).map(|(a, b)| a.min(b)),
        }
    }
}

impl Truth {
    fn text(&self) -> String {
        match self {
            Self::Less(a, b) => format!("{} < {}", a.text(), b.text()),
            Self::Equal(a, b) => format!("{} = {}", a.text(), b.text()),
            Self::Given(a) => format!("{} is given", a.text()),
            Self::Not(a) => format!("not ({})", a.text()),
            Self::Both(a, b) => format!("({} and {})", a.text(), b.text()),
            Self::Either(a, b) => format!("({} or {})", a.text(), b.text()),
        }
    }
    fn naive(&self, env: &Env) -> Option<bool> {
        match self {
            Self::Less(a, b) => Some(a.naive(env)? < b.naive(env)?),
            Self::Equal(a, b) => Some(a.naive(env)? == b.naive(env)?),
            Self::Given(a) => Some(a.naive(env).is_some()),
            Self::Not(a) => a.naive(env).map(|yes| !yes),
            Self::Both(a, b) => match [a.naive(env), b.naive(env)] {
                all if all.contains(&Some(false)) => Some(false),
                [Some(true), Some(true)] => Some(true),
                _ => None,
            },
            Self::Either(a, b) => match [a.naive(env), b.naive(env)] {
                all if all.contains(&Some(true)) => Some(true),
                [Some(false), Some(false)] => Some(false),
                _ => None,
            },
        }
    }
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![(0i64..20).prop_map(Tree::Number), (0u8..3).prop_map(Tree::Name)];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let two = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            two().prop_map(|(a, b)| Tree::Sum(a, b)),
            two().prop_map(|(a, b)| Tree::Difference(a, b)),
            two().prop_map(|(a, b)| Tree::Product(a, b)),
            two().prop_map(|(a, b)| Tree::Quotient(a, b)),
            two().prop_map(|(a, b)| Tree::Least(a, b)),
            (inner.clone(), inner.clone(), two()).prop_map(|(c, d, (a, b))| Tree::If(
                Box::new(Truth::Less(c, d)),
                a,
                b
            )),
        ]
    })
}

fn any_truth() -> impl Strategy<Value = Truth> {
    let leaf = prop_oneof![
        (any_tree(), any_tree()).prop_map(|(a, b)| Truth::Less(a, b)),
        (any_tree(), any_tree()).prop_map(|(a, b)| Truth::Equal(a, b)),
        any_tree().prop_map(Truth::Given),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        let two = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            inner.clone().prop_map(|a| Truth::Not(Box::new(a))),
            two().prop_map(|(a, b)| Truth::Both(a, b)),
            two().prop_map(|(a, b)| Truth::Either(a, b)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn it_agrees_with_a_naive_evaluator(truth in any_truth(), env in prop::array::uniform3(prop::option::of(-5i64..6))) {
        let source = truth.text();
        let schema: Schema = (0..3).map(|n| (format!("名{n}"), Type::Number)).collect();
        let expr = Expr::parse(&source).map_err(|e| TestCaseError::fail(format!("{source}: {e}")))?;
        prop_assert_eq!(expr.check(&schema), Ok(Type::Bool), "{}", source);
        let value = expr.eval(&|name| {
            (0..3).find(|n| name == format!("名{n}")).and_then(|n| env[n]).map_or(Value::Absent, |n| Value::Number(n.into()))
        });
        prop_assert_eq!(value, truth.naive(&env).map_or(Value::Absent, Value::Bool), "{}", source);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-z0-9 ()\\[\\],.<>=+*/'\"-]{0,60}") {
        if let Ok(expr) = Expr::parse(&text) {
            expr.eval(&names);
        }
    }
}

#[test]
fn two_conditions_are_told_to_exclude_each_other_or_to_follow() {
    let read = |text: &str| Expr::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let never = |_: &str| false;
    for (one, other, excludes, implies) in [
        ("urgency = 'urgent'", "urgency = 'normal'", true, false),
        ("urgency = 'urgent'", "urgency != 'urgent'", true, false),
        ("urgency = 'urgent' and quote > 5", "urgency in ['urgent', 'normal']", false, true),
        ("urgency in ['urgent', 'normal']", "urgency = 'urgent'", false, false),
        ("urgency = 'normal' or urgency = 'urgent'", "urgency not in ['normal', 'urgent']", true, false),
        ("paid", "not paid", true, false),
        ("paid and urgency = 'urgent'", "paid", false, true),
        ("paid or urgency = 'urgent'", "not paid", false, false),
        ("paid", "paid and quote > 5", false, false),
        ("quote > 5", "quote < 5", false, false),
    ] {
        let (a, b) = (read(one), read(other));
        assert_eq!((a.excludes(&b, &never), a.implies(&b, &never)), (excludes, implies), "{one}; {other}");
        assert!(!a.excludes(&b, &|_| true) && !a.implies(&b, &|_| true), "of what may change nothing is known: {one}");
    }
}

mod units {
    use kernel::expr::{Expr, Unit};

    fn unit(source: &str) -> Result<String, String> {
        let of = |name: &str| match name {
            "面积" => Some(Unit::of("m²")),
            "单价" => Some("元/m²".parse().expect("a unit")),
            "用量" => Some(Unit::of("kWh")),
            "系数" => Some(Unit::ONE),
            _ => None,
        };
        let found = Expr::parse(source).expect(source).unit(&of);
        found
            .map(|unit| unit.map_or("-".into(), |unit| unit.to_string()))
            .map_err(|e| format!("{} {}", e.expected, e.found))
    }

    #[test]
    fn what_is_multiplied_changes_its_unit_and_what_is_added_keeps_it() {
        for (source, wanted) in [
            ("面积 * 单价", "元"),
            ("面积 * 单价 + 100", "元"),
            ("面积 * 2.6[元/m²] + 100[元]", "元"),
            ("面积 × 单价 × 系数 × 1.05", "元"),
            ("if 用量 > 100 then 面积 * 单价 else 30", "元"),
            ("max(0, round(面积 * 单价, 1) - 5)", "元"),
            ("面积 * 2.6", "m²"),
            ("1 / 用量", "1/kWh"),
            ("用量 * 用量 / 面积", "kWh×kWh/m²"),
            ("100", "-"),
            ("用量 in [100, 200]", "-"),
        ] {
            assert_eq!(unit(source).as_deref(), Ok(wanted), "{source}");
        }
    }

    #[test]
    fn different_units_are_not_added_compared_or_chosen_between() {
        for (source, wanted) in [
            ("面积 + 用量", "m² kWh"),
            ("面积 * 单价 + 系数", "元 a number without unit"),
            ("面积 > 用量", "m² kWh"),
            ("if 用量 > 100 then 面积 else 用量", "m² kWh"),
            ("min(面积, 3[kWh])", "m² kWh"),
        ] {
            assert_eq!(unit(source), Err(wanted.to_owned()), "{source}");
        }
    }

    #[test]
    fn a_number_names_its_unit_in_brackets() {
        let formula = Expr::parse("2.6[元/m²×月] * 3").expect("a formula");
        assert_eq!(formula.named_units()[0].to_string(), "元×月/m²");
        assert!(Expr::parse("2.6[元/]").is_err() && Expr::parse("2.6[]").is_err() && Expr::parse("2.6[元").is_err());
    }
}
