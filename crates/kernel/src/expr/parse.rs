//! Text to tree: a small recursive-descent parser with a bound on length and depth.

use rust_decimal::Decimal;

use super::{DEEPEST, ExprError, Function, LONGEST, Node, Op, Term, Told, Unit, Value};
use crate::time::Date;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Number(Decimal),
    Text(String),
    Sign(&'static str),
    End,
}

impl Token {
    fn shown(&self) -> Told {
        match self {
            Self::Word(word) => format!("`{word}`").into(),
            Self::Number(number) => format!("`{number}`").into(),
            Self::Text(text) => (format!("文字 {text:?}"), format!("the text {text:?}")).into(),
            Self::Sign(sign) => format!("`{sign}`").into(),
            Self::End => END.into(),
        }
    }
}

/// Longer signs first, so that `<=` is not read as `<`.
const SIGNS: [&str; 18] = ["<=", ">=", "!=", "≤", "≥", "≠", "=", "<", ">", "+", "-", "*", "×", "/", "(", ")", "[", "]"];
const KEYWORDS: [&str; 12] = ["and", "or", "not", "in", "is", "given", "absent", "if", "then", "else", "true", "false"];

pub(super) fn parse(source: &str) -> Result<Node, ExprError> {
    let chars: Vec<char> = source.chars().collect();
    if chars.len() > LONGEST {
        return Err(ExprError {
            at: LONGEST,
            expected: (format!("最多 {LONGEST} 个字符"), format!("at most {LONGEST} characters")).into(),
            found: chars.len().to_string().into(),
        });
    }
    let mut parser = Parser { tokens: tokens(&chars)?, next: 0, depth: 0 };
    let root = parser.whole()?;
    match parser.peek() {
        Token::End => Ok(root),
        _ => Err(parser.wanted(("运算符或结尾", "an operator or the end"))),
    }
}

fn tokens(chars: &[char]) -> Result<Vec<(usize, Token)>, ExprError> {
    let mut list = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let begin = at;
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let token = if c.is_ascii_digit() {
            at = past(chars, at, |c| c.is_ascii_digit() || c == '.');
            let text: String = chars[begin..at].iter().collect();
            let number = text.parse().map_err(|_| error(begin, ("数字", "a number"), text.as_str()))?;
            Token::Number(number)
        } else if c.is_alphabetic() || c == '_' {
            at = past(chars, at, |c| c.is_alphanumeric() || c == '_' || c == '.');
            Token::Word(chars[begin..at].iter().collect())
        } else if c == '"' || c == '\'' {
            let length = chars[at + 1..].iter().position(|x| *x == c);
            let length = length.ok_or_else(|| error(begin, ("后一个引号", "a closing quotation mark"), END))?;
            at += length + 2;
            Token::Text(chars[begin + 1..at - 1].iter().collect())
        } else if c == ',' || c == '，' {
            at += 1;
            Token::Sign(",")
        } else {
            let sign = SIGNS.iter().find(|s| chars[at..].starts_with(&s.chars().collect::<Vec<_>>()));
            let sign = sign.ok_or_else(|| {
                error(begin, ("名称、值或运算符", "a name, a value or an operator"), format!("`{c}`"))
            })?;
            at += sign.chars().count();
            Token::Sign(sign)
        };
        list.push((begin, token));
    }
    list.push((chars.len(), Token::End));
    Ok(list)
}

fn past(chars: &[char], from: usize, fits: impl Fn(char) -> bool) -> usize {
    chars[from..].iter().position(|c| !fits(*c)).map_or(chars.len(), |n| from + n)
}

/// Where there is nothing more.
const END: (&str, &str) = ("结尾", "the end");

fn error(at: usize, expected: impl Into<Told>, found: impl Into<Told>) -> ExprError {
    ExprError { at, expected: expected.into(), found: found.into() }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].1
    }

    fn at(&self) -> usize {
        self.tokens[self.next].0
    }

    fn wanted(&self, expected: impl Into<Told>) -> ExprError {
        error(self.at(), expected, self.peek().shown())
    }

    fn take(&mut self) -> Token {
        let token = self.tokens[self.next].1.clone();
        if token != Token::End {
            self.next += 1;
        }
        token
    }

    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Word(w) if w == word);
        if found {
            self.next += 1;
        }
        found
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(s) if *s == sign);
        if found {
            self.next += 1;
        }
        found
    }

    fn must(&mut self, found: bool, expected: impl Into<Told>) -> Result<(), ExprError> {
        if found { Ok(()) } else { Err(self.wanted(expected)) }
    }

    /// One level deeper; refuses nesting that could exhaust the stack.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Result<Node, ExprError>) -> Result<Node, ExprError> {
        if self.depth == DEEPEST {
            return Err(self.wanted((format!("最多嵌套 {DEEPEST} 层"), format!("at most {DEEPEST} levels of nesting"))));
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }

    fn whole(&mut self) -> Result<Node, ExprError> {
        self.deeper(|parser| {
            let at = parser.at();
            if !parser.word("if") {
                return parser.either();
            }
            let condition = Box::new(parser.whole()?);
            let then = parser.word("then");
            parser.must(then, "`then`")?;
            let then = Box::new(parser.whole()?);
            let otherwise = parser.word("else");
            parser.must(otherwise, "`else`")?;
            let otherwise = Box::new(parser.whole()?);
            Ok(Node { at, term: Term::If { condition, then, otherwise } })
        })
    }

    /// A chain of one level of operators, folded from the left; its length is bounded like depth, since it nests the tree.
    fn chain(
        &mut self,
        operator: impl Fn(&mut Self) -> Option<Op>,
        operand: impl Fn(&mut Self) -> Result<Node, ExprError>,
    ) -> Result<Node, ExprError> {
        let mut left = operand(self)?;
        let mut length = 0;
        loop {
            let at = self.at();
            let Some(op) = operator(self) else { return Ok(left) };
            length += 1;
            if length > DEEPEST {
                return Err(error(
                    at,
                    (format!("最多连写 {DEEPEST} 个运算"), format!("at most {DEEPEST} operators in a row")),
                    ("又一个", "another"),
                ));
            }
            let right = operand(self)?;
            left = Node { at, term: Term::Binary(op, Box::new(left), Box::new(right)) };
        }
    }

    fn either(&mut self) -> Result<Node, ExprError> {
        self.chain(|p| p.word("or").then_some(Op::Or), Self::both)
    }

    fn both(&mut self) -> Result<Node, ExprError> {
        self.chain(|p| p.word("and").then_some(Op::And), Self::negation)
    }

    fn negation(&mut self) -> Result<Node, ExprError> {
        let at = self.at();
        if self.word("not") {
            let inner = self.deeper(Self::negation)?;
            return Ok(Node { at, term: Term::Not(Box::new(inner)) });
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Node, ExprError> {
        const OPERATORS: [(&str, Op); 9] = [
            ("=", Op::Equal),
            ("!=", Op::NotEqual),
            ("≠", Op::NotEqual),
            ("<=", Op::LessOrEqual),
            ("≤", Op::LessOrEqual),
            (">=", Op::GreaterOrEqual),
            ("≥", Op::GreaterOrEqual),
            ("<", Op::Less),
            (">", Op::Greater),
        ];
        let left = self.sum()?;
        let at = self.at();
        if self.word("is") {
            let given = self.word("given");
            let absent = !given && self.word("absent");
            self.must(given || absent, ("`given` 或 `absent`", "`given` or `absent`"))?;
            return Ok(Node { at, term: Term::Given { what: Box::new(left), negated: absent } });
        }
        let negated = self.word("not");
        if self.word("in") {
            let list = Box::new(self.sum()?);
            return Ok(Node { at, term: Term::In { item: Box::new(left), list, negated } });
        }
        self.must(!negated, "`in`")?;
        match OPERATORS.iter().find(|(sign, _)| self.sign(sign)) {
            Some((_, op)) => {
                let right = self.sum()?;
                Ok(Node { at, term: Term::Binary(*op, Box::new(left), Box::new(right)) })
            }
            None => Ok(left),
        }
    }

    fn sum(&mut self) -> Result<Node, ExprError> {
        let operator = |p: &mut Self| {
            if p.sign("+") { Some(Op::Plus) } else { p.sign("-").then_some(Op::Minus) }
        };
        self.chain(operator, Self::product)
    }

    fn product(&mut self) -> Result<Node, ExprError> {
        let operator = |p: &mut Self| {
            if p.sign("*") || p.sign("×") { Some(Op::Times) } else { p.sign("/").then_some(Op::Over) }
        };
        self.chain(operator, Self::signed)
    }

    fn signed(&mut self) -> Result<Node, ExprError> {
        let at = self.at();
        if self.sign("-") {
            let inner = self.deeper(Self::signed)?;
            return Ok(Node { at, term: Term::Minus(Box::new(inner)) });
        }
        self.atom()
    }

    fn atom(&mut self) -> Result<Node, ExprError> {
        let at = self.at();
        if self.sign("(") {
            let inner = self.whole()?;
            let closed = self.sign(")");
            self.must(closed, "`)`")?;
            return Ok(inner);
        }
        if self.sign("[") {
            return Ok(Node { at, term: Term::List(self.items("]")?) });
        }
        let term = match self.peek().clone() {
            Token::Number(number) => {
                self.take();
                let term = if self.sign("[") {
                    Term::Measured(number, self.unit()?)
                } else {
                    Term::Const(Value::Number(number))
                };
                return Ok(Node { at, term });
            }
            Token::Text(text) => Term::Const(Value::Text(text)),
            Token::Word(word) if word == "true" || word == "false" => Term::Const(Value::Bool(word == "true")),
            Token::Word(word) if !KEYWORDS.contains(&word.as_str()) => {
                self.take();
                return if self.sign("(") { self.call(at, &word) } else { Ok(Node { at, term: Term::Name(word) }) };
            }
            _ => return Err(self.wanted(("名称或值", "a name or a value"))),
        };
        self.take();
        Ok(Node { at, term })
    }

    /// What stands between the brackets after a number: `元/m²`.
    fn unit(&mut self) -> Result<Unit, ExprError> {
        let mut unit = Unit::ONE;
        let mut over = false;
        loop {
            let Token::Word(word) = self.peek().clone() else {
                return Err(self.wanted(("单位，如 元/m²", "a unit such as 元/m²")));
            };
            self.take();
            let next = Unit::of(&word);
            unit = if over { unit.over(&next) } else { unit.times(&next) };
            if self.sign("]") {
                return Ok(unit);
            }
            over = self.sign("/");
            let more = over || self.sign("*") || self.sign("×");
            self.must(more, "`]`")?;
        }
    }

    fn items(&mut self, close: &str) -> Result<Vec<Node>, ExprError> {
        let mut items = Vec::new();
        if self.sign(close) {
            return Ok(items);
        }
        loop {
            items.push(self.whole()?);
            if self.sign(close) {
                return Ok(items);
            }
            let comma = self.sign(",");
            self.must(comma, (format!("`,` 或 `{close}`"), format!("`,` or `{close}`")))?;
        }
    }

    /// `count(goods)` or `sum(goods.amount)`, both with `where` and a condition on the fields of each.
    fn total(&mut self, at: usize, sums: bool) -> Result<Node, ExprError> {
        let here = self.at();
        let Token::Word(word) = self.take() else {
            return Err(error(here, ("一列值", "a list"), ("别的", "something else")));
        };
        let (list, field) = match word.rsplit_once('.').filter(|_| sums) {
            Some((list, field)) => (list.to_owned(), Some(field.to_owned())),
            None if sums => {
                let wanted = ("一列里的字段，如 goods.amount", "a field of a list such as goods.amount");
                return Err(error(here, wanted, format!("`{word}`")));
            }
            None => (word, None),
        };
        let only = if self.word("where") { Some(Box::new(self.whole()?)) } else { None };
        let closed = self.sign(")");
        self.must(closed, ("`where` 或 `)`", "`where` or `)`"))?;
        let list = Box::new(Node { at: here, term: Term::Name(list) });
        Ok(Node { at, term: Term::Total { list, field, only } })
    }

    fn call(&mut self, at: usize, name: &str) -> Result<Node, ExprError> {
        if name == "count" || name == "sum" {
            return self.total(at, name == "sum");
        }
        let items = self.items(")")?;
        let function = match name {
            "min" => Function::Min,
            "max" => Function::Max,
            "round" => Function::Round,
            "add_days" => Function::AddDays,
            "days_between" => Function::DaysBetween,
            "date" => return day(at, &items),
            _ => {
                const FUNCTIONS: &str = "min, max, round, count, sum, add_days, days_between, date";
                let wanted = (format!("以下函数之一：{FUNCTIONS}"), format!("one of the functions {FUNCTIONS}"));
                return Err(error(at, wanted, format!("`{name}`")));
            }
        };
        let fits = match function {
            Function::Min | Function::Max => !items.is_empty(),
            Function::Round => (1..=2).contains(&items.len()),
            Function::AddDays | Function::DaysBetween => items.len() == 2,
        };
        if !fits {
            let wanted = (format!("`{name}` 的另一组参数"), format!("other arguments for `{name}`"));
            return Err(error(at, wanted, items.len().to_string()));
        }
        Ok(Node { at, term: Term::Call(function, items) })
    }
}

/// `date("2026-11-21")` is a constant, so a wrong date is found when the expression is read.
fn day(at: usize, items: &[Node]) -> Result<Node, ExprError> {
    let date = match items {
        [Node { term: Term::Const(Value::Text(text)), .. }] => text.parse::<Date>().ok(),
        _ => None,
    };
    let date = date.ok_or_else(|| {
        error(at, ("日期，如 date(\"2026-11-21\")", "a date such as date(\"2026-11-21\")"), ("别的", "something else"))
    })?;
    Ok(Node { at, term: Term::Const(Value::Date(date)) })
}
