//! The value of an expression: total, exact, and of bounded cost.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

use super::{Function, MOST_STEPS, Node, Op, Term, Value};

pub(super) fn eval(root: &Node, names: &dyn Fn(&str) -> Value) -> Value {
    let mut run = Run { names, steps: 0 };
    let value = run.value(root);
    if run.steps > MOST_STEPS { Value::Absent } else { value }
}

struct Run<'a> {
    names: &'a dyn Fn(&str) -> Value,
    steps: usize,
}

impl Run<'_> {
    fn value(&mut self, node: &Node) -> Value {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Value::Absent;
        }
        match &node.term {
            Term::Const(value) => value.clone(),
            Term::Measured(number, _) => Value::Number(*number),
            Term::Name(name) => (self.names)(name),
            Term::List(items) => Value::List(items.iter().map(|i| self.value(i)).collect()),
            Term::Not(inner) => truth(&self.value(inner)).map_or(Value::Absent, |yes| Value::Bool(!yes)),
            Term::Minus(inner) => number(&self.value(inner)).map_or(Value::Absent, |n| Value::Number(-n)),
            Term::Binary(op, left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                binary(*op, &left, &right)
            }
            Term::In { item, list, negated } => self.membership(item, list, *negated),
            Term::Given { what, negated } => Value::Bool((self.value(what) == Value::Absent) == *negated),
            Term::If { condition, then, otherwise } => {
                let yes = truth(&self.value(condition)) == Some(true);
                self.value(if yes { then } else { otherwise })
            }
            Term::Call(function, items) => {
                let values: Vec<Value> = items.iter().map(|i| self.value(i)).collect();
                call(*function, &values)
            }
            Term::Total { list, field, only } => self.total(list, field.as_deref(), only.as_deref()),
        }
    }

    /// Where nothing was given there is nothing to count; what is absent in one of them adds nothing.
    fn total(&mut self, list: &Node, field: Option<&str>, only: Option<&Node>) -> Value {
        let Value::List(items) = self.value(list) else { return Value::Number(Decimal::ZERO) };
        let outer = self.names;
        let mut total = Decimal::ZERO;
        for item in &items {
            let own = |name: &str| if let Value::Group(fields) = item { fields.get(name).cloned() } else { None };
            if let Some(only) = only {
                let names = |name: &str| own(name).unwrap_or_else(|| outer(name));
                let mut one = Run { names: &names, steps: self.steps };
                let holds = one.value(only) == Value::Bool(true);
                self.steps = one.steps;
                if !holds {
                    continue;
                }
            }
            self.steps += 1;
            let adds = match field {
                None => Some(Decimal::ONE),
                Some(name) => own(name).as_ref().and_then(number),
            };
            match total.checked_add(adds.unwrap_or_default()) {
                Some(sum) if self.steps <= MOST_STEPS => total = sum,
                _ => return Value::Absent,
            }
        }
        Value::Number(total)
    }

    fn membership(&mut self, item: &Node, list: &Node, negated: bool) -> Value {
        let (item, list) = (self.value(item), self.value(list));
        let (Value::List(values), false) = (list, item == Value::Absent) else { return Value::Absent };
        self.steps += values.len();
        Value::Bool(values.contains(&item) != negated)
    }
}

fn truth(value: &Value) -> Option<bool> {
    if let Value::Bool(yes) = value { Some(*yes) } else { None }
}

fn number(value: &Value) -> Option<Decimal> {
    if let Value::Number(number) = value { Some(*number) } else { None }
}

fn binary(op: Op, left: &Value, right: &Value) -> Value {
    match op {
        Op::And => match (truth(left), truth(right)) {
            (Some(false), _) | (_, Some(false)) => Value::Bool(false),
            (Some(true), Some(true)) => Value::Bool(true),
            _ => Value::Absent,
        },
        Op::Or => match (truth(left), truth(right)) {
            (Some(true), _) | (_, Some(true)) => Value::Bool(true),
            (Some(false), Some(false)) => Value::Bool(false),
            _ => Value::Absent,
        },
        Op::Plus | Op::Minus | Op::Times | Op::Over => arithmetic(op, left, right),
        _ => ordering(left, right).map_or(Value::Absent, |order| {
            Value::Bool(match op {
                Op::Equal => order == Ordering::Equal,
                Op::NotEqual => order != Ordering::Equal,
                Op::Less => order == Ordering::Less,
                Op::LessOrEqual => order != Ordering::Greater,
                Op::Greater => order == Ordering::Greater,
                _ => order != Ordering::Less,
            })
        }),
    }
}

fn arithmetic(op: Op, left: &Value, right: &Value) -> Value {
    let (Some(a), Some(b)) = (number(left), number(right)) else { return Value::Absent };
    let result = match op {
        Op::Plus => a.checked_add(b),
        Op::Minus => a.checked_sub(b),
        Op::Times => a.checked_mul(b),
        _ => a.checked_div(b),
    };
    result.map_or(Value::Absent, Value::Number)
}

/// How two values of one type stand to each other; `None` when one is absent or they differ in type.
fn ordering(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Instant(a), Value::Instant(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn call(function: Function, values: &[Value]) -> Value {
    match function {
        Function::Round => {
            let places = values.get(1).map_or(Some(0), |v| number(v).and_then(|n| n.to_u32()));
            match (number(&values[0]), places) {
                (Some(n), Some(places)) => {
                    Value::Number(n.round_dp_with_strategy(places.min(28), RoundingStrategy::MidpointAwayFromZero))
                }
                _ => Value::Absent,
            }
        }
        Function::AddDays => match (&values[0], number(&values[1]).and_then(|n| n.to_i64())) {
            (Value::Date(day), Some(days)) => Value::Date(day.plus_days(days)),
            _ => Value::Absent,
        },
        Function::DaysBetween => match (&values[0], &values[1]) {
            (Value::Date(from), Value::Date(until)) => Value::Number(until.days_since(*from).into()),
            _ => Value::Absent,
        },
        Function::Min => extreme(values, Ordering::Less),
        Function::Max => extreme(values, Ordering::Greater),
    }
}

/// The least or greatest; absent when any is, since the missing one might have been it.
fn extreme(values: &[Value], wanted: Ordering) -> Value {
    let mut best = &values[0];
    for value in values {
        match ordering(value, best) {
            None => return Value::Absent,
            Some(order) if order == wanted => best = value,
            Some(_) => {}
        }
    }
    best.clone()
}
