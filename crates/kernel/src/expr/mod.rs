//! The expression language of definitions and tariffs: total, typed, bounded, exact.
//!
//! `urgency = "urgent" and quote > 200`, `if 面积 > 100 then 面积 * 2.5 else 250`, `phone is given`, `days_between(today, due) < 30`,
//! `sum(goods.amount where kind = 'part') <= quote`. No loops but over what was given, no calls out, no state.
//! Every expression ends with a value: what is absent stays absent through arithmetic and comparisons, `and`/`or` follow the
//! three-valued logic of Kleene, and a guard holds only when its value is `true`.

mod check;
mod eval;
mod facts;
mod parse;
mod told;
mod unit;
mod words;

use std::{collections::BTreeMap, fmt, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    error::Message,
    time::{Date, Instant},
};

pub use told::Told;
pub use unit::{NotAUnit, Unit};

/// What an expression or a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// An exact decimal number.
    Number,
    /// Text.
    Text,
    /// A day.
    Date,
    /// A point in time.
    Instant,
    /// One of these texts.
    Choice(Vec<String>),
    /// Several of one type.
    List(Box<Type>),
    /// Fields of their own, as of one of several goods.
    Group(Schema),
    /// Something of which only `is given` can be asked.
    Opaque,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("yes or no"),
            Self::Number => f.write_str("a number"),
            Self::Text => f.write_str("text"),
            Self::Date => f.write_str("a date"),
            Self::Instant => f.write_str("an instant"),
            Self::Choice(values) => write!(f, "one of {}", values.join(", ")),
            Self::List(item) => write!(f, "a list of {item}"),
            Self::Group(_) => f.write_str("a group of fields"),
            Self::Opaque => f.write_str("something that can only be given or not"),
        }
    }
}

/// A value of an expression.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    /// Nothing was given, or it cannot be known (a division by zero, a number beyond 28 digits).
    #[default]
    Absent,
    /// Yes or no.
    Bool(bool),
    /// An exact decimal number.
    Number(Decimal),
    /// Text, also the value of a choice.
    Text(String),
    /// A day.
    Date(Date),
    /// A point in time.
    Instant(Instant),
    /// Several values.
    List(Vec<Value>),
    /// The values of a group's fields.
    Group(BTreeMap<String, Value>),
    /// Something that is there and cannot be looked into.
    Opaque,
}

/// The names an expression may use, with their types.
pub type Schema = BTreeMap<String, Type>;

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError {
    /// The position: characters before it.
    pub at: usize,
    /// What was expected there.
    pub expected: Told,
    /// What stood there instead.
    pub found: Told,
}

impl fmt::Display for ExprError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}: expected {}, found {}", self.at + 1, self.expected, self.found)
    }
}
impl std::error::Error for ExprError {}

impl ExprError {
    /// The mistake as arguments of a sentence: `at` (from 1), `expected`, `found`.
    #[must_use]
    pub fn told(&self, sentence: Message) -> Message {
        sentence.with("at", self.at + 1).with_words("expected", &self.expected.zh, &self.expected.en).with_words(
            "found",
            &self.found.zh,
            &self.found.en,
        )
    }
}

/// The longest source, in characters.
pub const LONGEST: usize = 4_000;
/// The deepest nesting.
pub const DEEPEST: usize = 48;
/// The most steps one evaluation takes; an expression that needs more (over very long lists) is absent.
pub const MOST_STEPS: usize = 20_000;

/// A parsed expression; written and read as its source text.
#[derive(Debug, Clone)]
pub struct Expr {
    source: String,
    root: Node,
}

impl Expr {
    /// Reads an expression.
    ///
    /// # Errors
    /// [`ExprError`] with the position of the first thing that does not fit.
    pub fn parse(source: &str) -> Result<Self, ExprError> {
        Ok(Self { source: source.to_owned(), root: parse::parse(source)? })
    }

    /// The text it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// It as a sentence, for people who do not write expressions.
    pub fn words(&self) -> Told {
        words::words(&self.root)
    }

    /// Its type, when every name is known and every operand fits.
    ///
    /// # Errors
    /// [`ExprError`] at the first operand that does not fit.
    pub fn check(&self, schema: &Schema) -> Result<Type, ExprError> {
        check::check(&self.root, schema)
    }

    /// Checks that it is a condition: of type yes or no.
    ///
    /// # Errors
    /// As [`Expr::check`].
    pub fn check_condition(&self, schema: &Schema) -> Result<(), ExprError> {
        match self.check(schema)? {
            Type::Bool => Ok(()),
            other => Err(ExprError { at: self.root.at, expected: Type::Bool.into(), found: other.into() }),
        }
    }

    /// What its value is measured in; `None` when it is a bare number or no number at all. `of` says what a name is measured in: `None`
    /// for names that are no measure, [`Unit::ONE`] for plain counts and factors. A number in the text takes the unit of what it is added
    /// to or compared with, and only counts times in products and quotients, unless it names its own: `2.6[元/m²]`.
    ///
    /// # Errors
    /// [`ExprError`] at the first place where two things of different units are added, compared or chosen between.
    pub fn unit(&self, of: &dyn Fn(&str) -> Option<Unit>) -> Result<Option<Unit>, ExprError> {
        unit::unit(&self.root, of)
    }

    /// The units that numbers in the text name themselves.
    pub fn named_units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        self.root.walk(&mut |node| {
            if let Term::Measured(_, unit) = &node.term {
                units.push(unit.clone());
            }
        });
        units
    }

    /// Its value. Never fails: names that are unknown, operands of the wrong type and too many steps give [`Value::Absent`].
    pub fn eval(&self, names: &dyn Fn(&str) -> Value) -> Value {
        eval::eval(&self.root, names)
    }

    /// Whether it is `true`; absent counts as no.
    pub fn holds(&self, names: &dyn Fn(&str) -> Value) -> bool {
        self.eval(names) == Value::Bool(true)
    }

    /// Whether both can never hold at once, as far as that can be told from names compared with constants; what is said of
    /// names that are `changing` does not count.
    pub fn excludes(&self, other: &Self, changing: &dyn Fn(&str) -> bool) -> bool {
        facts::Facts::of(&self.root).but(changing).excludes(&facts::Facts::of(&other.root))
    }

    /// Whether the other holds whenever this one does, as far as that can be told likewise.
    pub fn implies(&self, other: &Self, changing: &dyn Fn(&str) -> bool) -> bool {
        facts::Facts::of(&self.root).but(changing).implies(&facts::Facts::of(&other.root))
    }

    /// The names it uses, each once, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.root.walk(&mut |node| {
            if let Term::Name(name) = &node.term {
                names.push(name.clone());
            }
        });
        names.sort();
        names.dedup();
        names
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}
impl Eq for Expr {}
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}
impl FromStr for Expr {
    type Err = ExprError;
    fn from_str(text: &str) -> Result<Self, ExprError> {
        Self::parse(text)
    }
}
impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}
impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A part of an expression and where it stands.
#[derive(Debug, Clone)]
struct Node {
    at: usize,
    term: Term,
}

#[derive(Debug, Clone)]
enum Term {
    Const(Value),
    /// A number with its unit: `2.6[元/m²]`.
    Measured(Decimal, Unit),
    Name(String),
    List(Vec<Node>),
    Not(Box<Node>),
    Minus(Box<Node>),
    Binary(Op, Box<Node>, Box<Node>),
    In {
        item: Box<Node>,
        list: Box<Node>,
        negated: bool,
    },
    Given {
        what: Box<Node>,
        negated: bool,
    },
    If {
        condition: Box<Node>,
        then: Box<Node>,
        otherwise: Box<Node>,
    },
    Call(Function, Vec<Node>),
    /// How many there are in a list, or the sum of a field of a list of groups; only of those for which something holds.
    Total {
        list: Box<Node>,
        field: Option<String>,
        only: Option<Box<Node>>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    And,
    Or,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Over,
}

impl Op {
    fn is_arithmetic(self) -> bool {
        matches!(self, Self::Plus | Self::Minus | Self::Times | Self::Over)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    /// The least of several.
    Min,
    /// The greatest of several.
    Max,
    /// To so many decimal places, halves away from zero.
    Round,
    /// The day so many days later.
    AddDays,
    /// How many days from one day to another.
    DaysBetween,
}

impl Node {
    fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match &self.term {
            Term::Const(_) | Term::Measured(..) | Term::Name(_) => {}
            Term::List(items) | Term::Call(_, items) => items.iter().for_each(|n| n.walk(visit)),
            Term::Not(one) | Term::Minus(one) | Term::Given { what: one, .. } => one.walk(visit),
            Term::Binary(_, left, right) => [left, right].into_iter().for_each(|n| n.walk(visit)),
            Term::In { item, list, .. } => [item, list].into_iter().for_each(|n| n.walk(visit)),
            Term::Total { list, only, .. } => {
                [Some(list), only.as_ref()].into_iter().flatten().for_each(|n| n.walk(visit))
            }
            Term::If { condition, then, otherwise } => {
                [condition, then, otherwise].into_iter().for_each(|n| n.walk(visit));
            }
        }
    }
}
