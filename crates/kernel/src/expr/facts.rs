//! What an expression says of single names, so that two of them can be told to exclude each other or to follow from each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Node, Op, Term, Value};

/// The values a name can have.
#[derive(Debug, Clone)]
enum Values {
    Among(BTreeSet<String>),
    NotAmong(BTreeSet<String>),
}

impl Values {
    fn both(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Among(a), Self::Among(b)) => Self::Among(a & b),
            (Self::Among(a), Self::NotAmong(b)) | (Self::NotAmong(b), Self::Among(a)) => Self::Among(a - b),
            (Self::NotAmong(a), Self::NotAmong(b)) => Self::NotAmong(a | b),
        }
    }

    fn is_none(&self) -> bool {
        matches!(self, Self::Among(values) if values.is_empty())
    }

    fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Among(a), Self::Among(b)) => a.is_subset(b),
            (Self::Among(a), Self::NotAmong(b)) => a.is_disjoint(b),
            (Self::NotAmong(a), Self::NotAmong(b)) => b.is_subset(a),
            (Self::NotAmong(_), Self::Among(_)) => false,
        }
    }
}

/// What must be so of single names for an expression to hold, and whether that is all it says.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    names: BTreeMap<String, Values>,
    exact: bool,
}

impl Facts {
    pub(super) fn of(node: &Node) -> Self {
        match &node.term {
            Term::Binary(Op::And, left, right) => {
                let (mut facts, other) = (Self::of(left), Self::of(right));
                facts.exact &= other.exact;
                for (name, values) in other.names {
                    let values = facts.names.get(&name).map_or_else(|| values.clone(), |known| known.both(&values));
                    facts.names.insert(name, values);
                }
                facts
            }
            Term::Binary(Op::Or, left, right) => either(&Self::of(left), &Self::of(right)),
            Term::Binary(op @ (Op::Equal | Op::NotEqual), left, right) => match (&left.term, &right.term) {
                (Term::Name(name), Term::Const(value)) | (Term::Const(value), Term::Name(name)) => {
                    one(name, BTreeSet::from([key(value)]), *op == Op::Equal)
                }
                _ => nothing(),
            },
            Term::In { item, list, negated } => match (&item.term, &list.term) {
                (Term::Name(name), Term::List(items)) => {
                    let constant =
                        |item: &Node| if let Term::Const(value) = &item.term { Some(key(value)) } else { None };
                    items
                        .iter()
                        .map(constant)
                        .collect::<Option<_>>()
                        .map_or_else(nothing, |set| one(name, set, !negated))
                }
                _ => nothing(),
            },
            Term::Name(name) => one(name, BTreeSet::from([key(&Value::Bool(true))]), true),
            Term::Not(inner) => match &inner.term {
                Term::Name(name) => one(name, BTreeSet::from([key(&Value::Bool(true))]), false),
                _ => nothing(),
            },
            _ => nothing(),
        }
    }

    /// Without what is said of names that may be otherwise by then.
    pub(super) fn but(mut self, changing: &dyn Fn(&str) -> bool) -> Self {
        let before = self.names.len();
        self.names.retain(|name, _| !changing(name));
        self.exact &= self.names.len() == before;
        self
    }

    pub(super) fn excludes(&self, other: &Self) -> bool {
        self.names.iter().any(|(name, values)| other.names.get(name).is_some_and(|v| values.both(v).is_none()))
    }

    pub(super) fn implies(&self, other: &Self) -> bool {
        other.exact && other.names.iter().all(|(name, v)| self.names.get(name).is_some_and(|known| known.is_within(v)))
    }
}

fn one(name: &str, set: BTreeSet<String>, among: bool) -> Facts {
    let values = if among { Values::Among(set) } else { Values::NotAmong(set) };
    Facts { names: BTreeMap::from([(name.to_owned(), values)]), exact: true }
}

fn nothing() -> Facts {
    Facts { names: BTreeMap::new(), exact: false }
}

/// Either of two: something is known only when both speak of one and the same name.
fn either(a: &Facts, b: &Facts) -> Facts {
    if a.names.len() == 1
        && b.names.len() == 1
        && let (Some((name, Values::Among(left))), Some((other, Values::Among(right)))) =
            (a.names.first_key_value(), b.names.first_key_value())
        && name == other
    {
        return Facts { exact: a.exact && b.exact, ..one(name, left | right, true) };
    }
    nothing()
}

/// A constant as text; texts and numbers that look alike stay apart.
fn key(value: &Value) -> String {
    format!("{value:?}")
}
