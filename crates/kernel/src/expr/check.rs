//! Whether an expression fits the names it is used with.

use super::{ExprError, Function, Node, Op, Schema, Term, Told, Type, Value};

pub(super) fn check(node: &Node, schema: &Schema) -> Result<Type, ExprError> {
    match &node.term {
        Term::Const(value) => Ok(constant(value)),
        Term::Measured(..) => Ok(Type::Number),
        Term::Name(name) => schema.get(name).cloned().ok_or_else(|| {
            let known: Vec<&str> = schema.keys().map(String::as_str).collect();
            let names = known.join(", ");
            error(node, (format!("以下名称之一：{names}"), format!("one of the names {names}")), format!("`{name}`"))
        }),
        Term::List(items) => list(node, items, schema),
        Term::Not(inner) => expect(inner, schema, &Type::Bool).map(|()| Type::Bool),
        Term::Minus(inner) => expect(inner, schema, &Type::Number).map(|()| Type::Number),
        Term::Binary(op, left, right) => binary(*op, left, right, schema),
        Term::In { item, list, .. } => {
            let item_type = check(item, schema)?;
            match check(list, schema)? {
                Type::List(inner) => {
                    comparable(list, &item_type, &inner, true)?;
                    if let Term::List(items) = &list.term {
                        items.iter().try_for_each(|i| choice_value(&item_type, i))?;
                    }
                    Ok(Type::Bool)
                }
                other => Err(error(list, ("一列值", "a list"), other)),
            }
        }
        Term::Given { what, .. } => check(what, schema).map(|_| Type::Bool),
        Term::If { condition, then, otherwise } => {
            expect(condition, schema, &Type::Bool)?;
            let (a, b) = (check(then, schema)?, check(otherwise, schema)?);
            joined(&a, &b).ok_or_else(|| error(otherwise, &a, &b))
        }
        Term::Call(function, items) => call(*function, items, schema),
        Term::Total { list, field, only } => total(list, field.as_deref(), only.as_deref(), schema),
    }
}

fn total(list: &Node, field: Option<&str>, only: Option<&Node>, schema: &Schema) -> Result<Type, ExprError> {
    let item = match check(list, schema)? {
        Type::List(item) => *item,
        other => return Err(error(list, ("一列值", "a list"), other)),
    };
    let none = Schema::new();
    let fields = if let Type::Group(fields) = &item { fields } else { &none };
    match field.map(|name| (name, fields.get(name))) {
        None | Some((_, Some(Type::Number))) => {}
        Some((name, _)) => {
            return Err(error(list, ("每一行里的一个数字", "a number in each of the list"), format!("`{name}`")));
        }
    }
    if let Some(only) = only {
        let within: Schema = schema.iter().chain(fields).map(|(name, kind)| (name.clone(), kind.clone())).collect();
        expect(only, &within, &Type::Bool)?;
    }
    Ok(Type::Number)
}

fn error(node: &Node, expected: impl Into<Told>, found: impl Into<Told>) -> ExprError {
    ExprError { at: node.at, expected: expected.into(), found: found.into() }
}

fn constant(value: &Value) -> Type {
    match value {
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::Date(_) => Type::Date,
        Value::Instant(_) => Type::Instant,
        Value::List(_) | Value::Group(_) | Value::Absent | Value::Opaque => Type::Opaque,
    }
}

fn expect(node: &Node, schema: &Schema, wanted: &Type) -> Result<(), ExprError> {
    let found = check(node, schema)?;
    if &found == wanted { Ok(()) } else { Err(error(node, wanted, found)) }
}

fn is_text(kind: &Type) -> bool {
    matches!(kind, Type::Text | Type::Choice(_))
}

/// The type of a place where either may stand.
fn joined(a: &Type, b: &Type) -> Option<Type> {
    if a == b {
        Some(a.clone())
    } else if is_text(a) && is_text(b) {
        Some(Type::Text)
    } else {
        None
    }
}

fn list(node: &Node, items: &[Node], schema: &Schema) -> Result<Type, ExprError> {
    let Some(first) = items.first() else {
        return Err(error(node, ("至少一个值", "at least one value in the list"), ("没有", "none")));
    };
    let mut kind = check(first, schema)?;
    for item in &items[1..] {
        let next = check(item, schema)?;
        kind = joined(&kind, &next).ok_or_else(|| error(item, &kind, &next))?;
    }
    Ok(Type::List(Box::new(kind)))
}

fn comparable(node: &Node, left: &Type, right: &Type, equality: bool) -> Result<(), ExprError> {
    let fits = match joined(left, right) {
        Some(Type::Opaque | Type::List(_) | Type::Group(_)) | None => false,
        Some(Type::Bool | Type::Text | Type::Choice(_)) => equality,
        Some(Type::Number | Type::Date | Type::Instant) => true,
    };
    if fits {
        Ok(())
    } else {
        let how = match equality {
            true => ("可以相等的两个值", "two values that can be equal"),
            false => ("两个数字、日期或时间", "two numbers, dates or instants"),
        };
        let (left, right) = (Told::from(left), Told::from(right));
        let both = (format!("{}和{}", left.zh, right.zh), format!("{left} and {right}"));
        Err(error(node, how, both))
    }
}

/// A choice compared with a text it can never be is a slip of the pen, not a condition.
fn choice_value(kind: &Type, other: &Node) -> Result<(), ExprError> {
    match (kind, &other.term) {
        (Type::Choice(values), Term::Const(Value::Text(text))) if !values.contains(text) => {
            Err(error(other, kind, format!("{text:?}")))
        }
        _ => Ok(()),
    }
}

fn binary(op: Op, left: &Node, right: &Node, schema: &Schema) -> Result<Type, ExprError> {
    if op.is_arithmetic() {
        expect(left, schema, &Type::Number)?;
        return expect(right, schema, &Type::Number).map(|()| Type::Number);
    }
    if matches!(op, Op::And | Op::Or) {
        expect(left, schema, &Type::Bool)?;
        return expect(right, schema, &Type::Bool).map(|()| Type::Bool);
    }
    let (a, b) = (check(left, schema)?, check(right, schema)?);
    comparable(right, &a, &b, matches!(op, Op::Equal | Op::NotEqual))?;
    choice_value(&a, right)?;
    choice_value(&b, left)?;
    Ok(Type::Bool)
}

fn call(function: Function, items: &[Node], schema: &Schema) -> Result<Type, ExprError> {
    let first = check(&items[0], schema)?;
    let ordered = matches!(first, Type::Number | Type::Date | Type::Instant);
    match function {
        Function::Min | Function::Max if ordered => {
            items[1..].iter().try_for_each(|item| expect(item, schema, &first)).map(|()| first)
        }
        Function::Min | Function::Max => {
            Err(error(&items[0], ("数字、日期或时间", "a number, a date or an instant"), first))
        }
        Function::AddDays => {
            expect(&items[0], schema, &Type::Date)?;
            expect(&items[1], schema, &Type::Number).map(|()| Type::Date)
        }
        Function::DaysBetween => items.iter().try_for_each(|i| expect(i, schema, &Type::Date)).map(|()| Type::Number),
        Function::Round => items.iter().try_for_each(|i| expect(i, schema, &Type::Number)).map(|()| Type::Number),
    }
}
