//! An expression as a sentence for people who do not write expressions.

use super::{Function, Node, Op, Term, Told, Value};

/// The whole expression in both languages.
pub(super) fn words(node: &Node) -> Told {
    (written(node, true), written(node, false)).into()
}

fn written(node: &Node, zh: bool) -> String {
    let say = |chinese: &str, english: &str| if zh { chinese.to_owned() } else { english.to_owned() };
    let part = |node: &Node| written(node, zh);
    let all = |nodes: &[Node]| nodes.iter().map(part).collect::<Vec<_>>().join(if zh { "、" } else { ", " });
    match &node.term {
        Term::Const(value) => constant(value, zh),
        Term::Measured(number, unit) => format!("{} {unit}", number.normalize()),
        Term::Name(name) => name.clone(),
        Term::List(items) => all(items),
        Term::Not(one) => say("并非", "not ") + &bracketed(one, 6, zh),
        Term::Minus(one) => format!("−{}", bracketed(one, 6, zh)),
        Term::Binary(op, left, right) => {
            let level = level(*op);
            // What is taken away or divided by keeps its brackets.
            let right_level = if matches!(op, Op::Minus | Op::Over) { level + 1 } else { level };
            format!("{} {} {}", bracketed(left, level, zh), sign(*op, zh), bracketed(right, right_level, zh))
        }
        Term::In { item, list, negated } => {
            let is = if *negated { say("不属于", "is none of") } else { say("属于", "is one of") };
            format!("{} {is} {}", part(item), part(list))
        }
        Term::Given { what, negated } => match (zh, negated) {
            (true, false) => format!("已填{}", part(what)),
            (true, true) => format!("未填{}", part(what)),
            (false, false) => format!("{} is given", part(what)),
            (false, true) => format!("{} is absent", part(what)),
        },
        Term::If { condition, then, otherwise } => {
            let (condition, then, otherwise) = (part(condition), part(then), part(otherwise));
            if zh {
                format!("（{condition} 时为 {then}，否则为 {otherwise}）")
            } else {
                format!("({then} when {condition}, else {otherwise})")
            }
        }
        Term::Call(function, given) => {
            let name = match function {
                Function::Min => say("较小者", "the least of "),
                Function::Max => say("较大者", "the greatest of "),
                Function::Round => say("取整到小数位", "rounded: "),
                Function::AddDays => say("若干天后", "days after: "),
                Function::DaysBetween => say("相隔天数", "days between "),
            };
            if zh { format!("{name}（{}）", all(given)) } else { format!("{name}({})", all(given)) }
        }
        Term::Total { list, field, only } => {
            let of = match field {
                Some(field) => format!("{}.{field}", part(list)),
                None => part(list),
            };
            let what = if field.is_some() { say("合计", "the sum of ") } else { say("个数", "the count of ") };
            let only = only.as_ref().map(|only| say("，仅计", " where ") + &part(only)).unwrap_or_default();
            if zh { format!("{what}（{of}{only}）") } else { format!("{what}({of}{only})") }
        }
    }
}

/// In brackets where it binds less than what stands around it.
fn bracketed(node: &Node, around: u8, zh: bool) -> String {
    let own = match &node.term {
        Term::Binary(op, ..) => level(*op),
        Term::In { .. } | Term::Given { .. } => 3,
        _ => u8::MAX,
    };
    let text = written(node, zh);
    match (own < around, zh) {
        (false, _) => text,
        (true, true) => format!("（{text}）"),
        (true, false) => format!("({text})"),
    }
}

/// How strongly an operator binds.
const fn level(op: Op) -> u8 {
    match op {
        Op::Or => 1,
        Op::And => 2,
        Op::Equal | Op::NotEqual | Op::Less | Op::LessOrEqual | Op::Greater | Op::GreaterOrEqual => 3,
        Op::Plus | Op::Minus => 4,
        Op::Times | Op::Over => 5,
    }
}

const fn sign(op: Op, zh: bool) -> &'static str {
    match op {
        Op::And if zh => "且",
        Op::And => "and",
        Op::Or if zh => "或",
        Op::Or => "or",
        Op::Equal => "=",
        Op::NotEqual => "≠",
        Op::Less => "<",
        Op::LessOrEqual => "≤",
        Op::Greater => ">",
        Op::GreaterOrEqual => "≥",
        Op::Plus => "+",
        Op::Minus => "−",
        Op::Times => "×",
        Op::Over => "÷",
    }
}

fn constant(value: &Value, zh: bool) -> String {
    match (value, zh) {
        (Value::Number(number), _) => number.normalize().to_string(),
        (Value::Text(text), true) => format!("“{text}”"),
        (Value::Text(text), false) => format!("\"{text}\""),
        (Value::Bool(true), true) => "是".into(),
        (Value::Bool(false), true) => "否".into(),
        (Value::Bool(yes), false) => if *yes { "yes" } else { "no" }.into(),
        (Value::Date(day), _) => day.to_string(),
        (Value::Instant(at), _) => at.to_string(),
        (_, true) => "无".into(),
        (_, false) => "nothing".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Expr;

    #[test]
    fn an_expression_reads_as_a_sentence() {
        for (source, zh, en) in [
            (
                "建筑面积 * 单价 * (if 层数 > 3 then 1 else 0.6)",
                "建筑面积 × 单价 × （层数 > 3 时为 1，否则为 0.6）",
                "建筑面积 × 单价 × (1 when 层数 > 3, else 0.6)",
            ),
            ("(a + b) * (a - (b - 1)) / 2.50", "（a + b） × （a − （b − 1）） ÷ 2.5", "(a + b) × (a − (b − 1)) ÷ 2.5"),
            ("a > 1 and (b or c)", "a > 1 且 （b 或 c）", "a > 1 and (b or c)"),
            ("max(用量 - 10, 0)", "较大者（用量 − 10、0）", "the greatest of (用量 − 10, 0)"),
            ("kind = 'part' and phone is given", "kind = “part” 且 已填phone", "kind = \"part\" and phone is given"),
        ] {
            let told = Expr::parse(source).expect(source).words();
            assert_eq!((told.zh.as_str(), told.en.as_str()), (zh, en));
        }
    }
}
