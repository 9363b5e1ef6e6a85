//! What numbers are measured in, so that square metres are never added to kilowatt hours.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{ExprError, Function, Node, Op, Term, Told};

/// What a number is measured in: a product of named units with their powers, as 元/m². Which names there are is for the user to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Unit(BTreeMap<String, i16>);

impl Unit {
    /// A plain number: a count, a factor.
    pub const ONE: Self = Self(BTreeMap::new());

    /// One unit by its name.
    pub fn of(name: &str) -> Self {
        Self(BTreeMap::from([(name.to_owned(), 1)]))
    }

    /// The unit of a product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.joined(other, 1)
    }

    /// The unit of a quotient.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        self.joined(other, -1)
    }

    /// The names it is made of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn joined(&self, other: &Self, sign: i16) -> Self {
        let mut powers = self.0.clone();
        for (name, power) in &other.0 {
            let sum = powers.get(name).copied().unwrap_or_default().saturating_add(power.saturating_mul(sign));
            if sum == 0 {
                powers.remove(name);
            } else {
                powers.insert(name.clone(), sum);
            }
        }
        Self(powers)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let repeated = |above: bool| {
            let list = self.0.iter().filter(move |(_, power)| (**power > 0) == above);
            list.flat_map(|(name, power)| std::iter::repeat_n(name.as_str(), usize::from(power.unsigned_abs())))
        };
        let above: Vec<&str> = repeated(true).collect();
        f.write_str(&if above.is_empty() { "1".to_owned() } else { above.join("×") })?;
        repeated(false).try_for_each(|name| write!(f, "/{name}"))
    }
}

/// A text that is no unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAUnit;

impl FromStr for Unit {
    type Err = NotAUnit;

    /// Reads what is written, from left to right: `元/m²`, `1/天`, `1`.
    fn from_str(text: &str) -> Result<Self, NotAUnit> {
        let mut unit = Self::ONE;
        let mut sign = 1;
        for factor in text.split_inclusive(['/', '×']) {
            let next = match factor.trim_end_matches(['/', '×']).trim() {
                "" => return Err(NotAUnit),
                "1" => Self::ONE,
                name => Self::of(name),
            };
            unit = unit.joined(&next, sign);
            sign = if factor.ends_with('/') { -1 } else { 1 };
        }
        Ok(unit)
    }
}

impl From<&Unit> for Told {
    fn from(unit: &Unit) -> Self {
        if *unit == Unit::ONE {
            ("不带单位的数字", "a number without unit").into()
        } else {
            unit.to_string().into()
        }
    }
}

type Found = Result<Option<Unit>, ExprError>;

pub(super) fn unit(node: &Node, of: &dyn Fn(&str) -> Option<Unit>) -> Found {
    match &node.term {
        Term::Const(_) => Ok(None),
        Term::Measured(_, unit) => Ok(Some(unit.clone())),
        Term::Name(name) => Ok(of(name)),
        Term::Minus(inner) => unit(inner, of),
        Term::Not(inner) | Term::Given { what: inner, .. } => unit(inner, of).map(|_| None),
        Term::List(items) => same(items, of),
        Term::In { item, list, .. } => {
            let (item, within) = (unit(item, of)?, unit(list, of)?);
            agreed(list, item, within).map(|_| None)
        }
        Term::Binary(op, left, right) => binary(*op, left, right, of),
        Term::If { condition, then, otherwise } => {
            unit(condition, of)?;
            let (then, other) = (unit(then, of)?, unit(otherwise, of)?);
            agreed(otherwise, then, other)
        }
        Term::Call(function, items) => match function {
            Function::Min | Function::Max => same(items, of),
            Function::Round => unit(&items[0], of),
            Function::AddDays | Function::DaysBetween => {
                items.iter().try_for_each(|i| unit(i, of).map(|_| ())).map(|()| None)
            }
        },
        Term::Total { only, .. } => only.as_ref().map_or(Ok(None), |only| unit(only, of).map(|_| None)),
    }
}

fn binary(op: Op, left: &Node, right: &Node, of: &dyn Fn(&str) -> Option<Unit>) -> Found {
    let (a, b) = (unit(left, of)?, unit(right, of)?);
    match op {
        Op::And | Op::Or => Ok(None),
        Op::Plus | Op::Minus => agreed(right, a, b),
        Op::Times | Op::Over => Ok(match (a, b) {
            (None, None) => None,
            (a, b) => {
                let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
                Some(if op == Op::Times { a.times(&b) } else { a.over(&b) })
            }
        }),
        _ => agreed(right, a, b).map(|_| None),
    }
}

fn same(items: &[Node], of: &dyn Fn(&str) -> Option<Unit>) -> Found {
    let mut found = None;
    for item in items {
        let next = unit(item, of)?;
        found = agreed(item, found, next)?;
    }
    Ok(found)
}

/// A bare number takes the unit of the other; two units must be the same.
fn agreed(node: &Node, left: Option<Unit>, right: Option<Unit>) -> Found {
    match (left, right) {
        (Some(a), Some(b)) if a != b => Err(ExprError { at: node.at, expected: (&a).into(), found: (&b).into() }),
        (a, b) => Ok(a.or(b)),
    }
}
