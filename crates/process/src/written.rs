//! The small notations inside a definition: `photos?`, `limits.response`, `50%`, a target with conditions.

use std::{fmt, str::FromStr};

use kernel::{Budget, Calendar, Span, expr::Expr};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Something written as text inside a definition.
macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

/// A field asked by a form: `photos`, or `photos?` when it may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The field.
    pub field: String,
    /// Whether it may be left out.
    pub optional: bool,
}
as_text!(Ask);

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.field, if self.optional { "?" } else { "" })
    }
}
impl FromStr for Ask {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let field = text.strip_suffix('?').unwrap_or(text);
        if field.is_empty() || field.contains('?') {
            return Err(format!("expected a field such as `photos` or `photos?`, got {text:?}"));
        }
        Ok(Self { field: field.into(), optional: field.len() < text.len() })
    }
}

/// An output of a decision table: `limits.response`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCell {
    /// The table.
    pub table: String,
    /// The output.
    pub output: String,
}
as_text!(TableCell);

impl fmt::Display for TableCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.output)
    }
}
impl FromStr for TableCell {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('.') {
            Some((table, output)) if !table.is_empty() && !output.is_empty() && !text.contains(' ') => {
                Ok(Self { table: table.into(), output: output.into() })
            }
            _ => Err(format!("expected an output of a table such as `limits.response`, got {text:?}")),
        }
    }
}

/// Where a clock's budget comes from: `2 hours`, `limits.response` for an output of a decision table, or `until ends_on` for what is
/// left until a day or an instant that a field gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BudgetSource {
    /// Always the same.
    Fixed(Budget),
    /// By a decision table.
    Table(TableCell),
    /// Until the end of the day, or the instant, in this field.
    Until(String),
}
as_text!(BudgetSource);

impl fmt::Display for BudgetSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(budget) => budget.fmt(f),
            Self::Table(cell) => cell.fmt(f),
            Self::Until(field) => write!(f, "until {field}"),
        }
    }
}
impl FromStr for BudgetSource {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(field) = text.strip_prefix("until ").map(str::trim).filter(|f| !f.is_empty() && !f.contains(' ')) {
            return Ok(Self::Until(field.to_owned()));
        }
        match text.parse::<TableCell>() {
            Ok(cell) => Ok(Self::Table(cell)),
            Err(_) => text
                .parse()
                .map(Self::Fixed)
                .map_err(|e| format!("{e}, or an output of a table such as `limits.response`")),
        }
    }
}

/// A point of a clock: a share of its budget, or so long before or after its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RungAt {
    /// When so many hundredths of the budget are used up.
    Percent(u32),
    /// So long before the end.
    Before(Budget),
    /// So long after the end.
    After(Budget),
}
as_text!(RungAt);

impl RungAt {
    /// How much of the clock's own time has passed at this point; `None` when the budget is too short to have it.
    pub fn threshold(&self, budget: Span, calendar: &Calendar) -> Option<Span> {
        let at = match self {
            Self::Percent(percent) => Span(budget.0 / 100 * i64::from(*percent)),
            Self::Before(before) => budget - before.span(calendar),
            Self::After(after) => budget + after.span(calendar),
        };
        (at > Span::ZERO).then_some(at)
    }
}

impl fmt::Display for RungAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Before(budget) => write!(f, "-{budget}"),
            Self::After(budget) => write!(f, "+{budget}"),
        }
    }
}
impl FromStr for RungAt {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let read = if let Some(percent) = text.strip_suffix('%') {
            percent.parse().ok().filter(|p| (1..=1_000).contains(p)).map(Self::Percent)
        } else if let Some(before) = text.strip_prefix('-') {
            before.parse().ok().map(Self::Before)
        } else {
            text.strip_prefix('+').and_then(|after| after.parse().ok()).map(Self::After)
        };
        read.ok_or_else(|| format!("expected a rung such as `50%`, `-15 minutes` or `+2 hours`, got {text:?}"))
    }
}

/// Where an action leads: nowhere, to one stage (or `back` to the one before), or by the first route that fits.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Target {
    /// To one stage.
    One(String),
    /// By the first that fits.
    Routes(Vec<Route>),
    /// The case stays where it is.
    #[default]
    Stay,
}

/// Read by hand, so that a mistake inside a route is reported at its own line.
impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> de::Visitor<'de> for Either {
            type Value = Target;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a stage, or a list of ways such as { when = \"…\", stage = \"…\" }")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Target, E> {
                Ok(Target::Stay)
            }
            fn visit_str<E: de::Error>(self, stage: &str) -> Result<Target, E> {
                Ok(Target::One(stage.to_owned()))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, routes: A) -> Result<Target, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(routes)).map(Target::Routes)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// One way an action may lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// When it is taken; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// Where to.
    pub stage: String,
    /// Whether the work is done again: counted, and clocks reopen.
    #[serde(default)]
    pub rework: bool,
}

impl Target {
    /// The stages it may lead to.
    pub fn stages(&self) -> Vec<&str> {
        match self {
            Self::Stay => Vec::new(),
            Self::One(stage) => vec![stage],
            Self::Routes(routes) => routes.iter().map(|r| r.stage.as_str()).collect(),
        }
    }
}
