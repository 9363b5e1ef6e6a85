//! A field as a definition writes it: strict about its keys, and turned into the one form model.

use kernel::{
    Money,
    expr::{Type, Value as Known},
    form::{Choice, Field, Kind},
    lang::Label,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::definition::Words;

/// One thing recorded in a case or a step of a work item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// Its name in expressions and JSON.
    pub name: String,
    /// What it is called.
    pub label: Words,
    /// What it holds.
    pub kind: KindSpec,
    /// The choices, when it is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceSpec>,
    /// The noun it points at, when it is a reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The fields of a group.
    #[serde(default, rename = "field", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldSpec>,
    /// Whether it must be given (in a group or a work item; forms of actions say it themselves).
    #[serde(default)]
    pub required: bool,
    /// Whether it may be given several times.
    #[serde(default)]
    pub many: bool,
    /// The least value or number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The greatest value or number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Whether it is personal data.
    #[serde(default)]
    pub personal: bool,
    /// For a step of a work item: what is below this is recorded, and is a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<i64>,
    /// And what is above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<i64>,
}

/// What a field holds, as a definition writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindSpec {
    /// A line of text.
    Text,
    /// Several lines.
    LongText,
    /// A whole number.
    Integer,
    /// The reading of a meter or gauge.
    Meter,
    /// A code read from a label.
    Scan,
    /// An amount; expressions see 元.
    Money,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// A point in time.
    Instant,
    /// A telephone number.
    Phone,
    /// One of a list.
    Choice,
    /// A record of a register.
    Ref,
    /// A document.
    File,
    /// A picture.
    Photo,
    /// A signature.
    Signature,
    /// A position.
    Location,
    /// A group of fields.
    Group,
}

/// One possible value of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceSpec {
    /// The stored value.
    pub value: String,
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl ChoiceSpec {
    pub(crate) fn choice(value: &str, zh: &str, en: &str) -> Choice {
        Choice { value: value.into(), label: Some(Label::Both { zh: zh.into(), en: en.into() }) }
    }
}

impl FieldSpec {
    /// The field of the form model.
    pub fn field(&self) -> Field {
        let kind = match self.kind {
            KindSpec::Text | KindSpec::Scan => Kind::Text,
            KindSpec::LongText => Kind::LongText,
            KindSpec::Integer | KindSpec::Meter => Kind::Integer,
            KindSpec::Money => Kind::Money,
            KindSpec::Bool => Kind::Bool,
            KindSpec::Date => Kind::Date,
            KindSpec::Instant => Kind::Instant,
            KindSpec::Phone => Kind::Phone,
            KindSpec::Choice => Kind::Choice {
                choices: self.choices.iter().map(|c| ChoiceSpec::choice(&c.value, &c.zh, &c.en)).collect(),
            },
            KindSpec::Ref => Kind::Ref { to: self.to.clone().unwrap_or_default() },
            KindSpec::File => Kind::File { photo: false },
            KindSpec::Photo => Kind::File { photo: true },
            KindSpec::Signature => Kind::Signature,
            KindSpec::Location => Kind::Location,
            KindSpec::Group => Kind::Group { fields: self.fields.iter().map(Self::field).collect() },
        };
        Field {
            name: self.name.clone(),
            kind,
            label: Some((&self.label).into()),
            required: self.required,
            many: self.many,
            min: self.min,
            max: self.max,
            personal: self.personal,
            section: None,
        }
    }

    /// Whether a reading lies outside what is sound.
    pub fn is_outside(&self, reading: i64) -> bool {
        self.low.is_some_and(|low| reading < low) || self.high.is_some_and(|high| reading > high)
    }

    /// Its type in expressions.
    pub fn expr_type(&self) -> Type {
        let one = match self.kind {
            KindSpec::Text | KindSpec::LongText | KindSpec::Scan | KindSpec::Phone | KindSpec::Ref => Type::Text,
            KindSpec::Integer | KindSpec::Meter | KindSpec::Money => Type::Number,
            KindSpec::Bool => Type::Bool,
            KindSpec::Date => Type::Date,
            KindSpec::Instant => Type::Instant,
            KindSpec::Choice => Type::Choice(self.choices.iter().map(|c| c.value.clone()).collect()),
            KindSpec::Group => Type::Group(self.fields.iter().map(|f| (f.name.clone(), f.expr_type())).collect()),
            KindSpec::File | KindSpec::Photo | KindSpec::Signature | KindSpec::Location => Type::Opaque,
        };
        if self.many { Type::List(Box::new(one)) } else { one }
    }

    /// A recorded value as expressions see it.
    pub fn known(&self, value: &Value) -> Known {
        match (value, self.kind) {
            (Value::Null, _) => Known::Absent,
            (Value::Array(items), _) if items.is_empty() => Known::Absent,
            (Value::Array(items), _) => Known::List(items.iter().map(|i| self.known(i)).collect()),
            (Value::Object(values), KindSpec::Group) => {
                let known = |f: &Self| values.get(&f.name).map_or(Known::Absent, |value| f.known(value));
                Known::Group(self.fields.iter().map(|f| (f.name.clone(), known(f))).collect())
            }
            (_, KindSpec::File | KindSpec::Photo | KindSpec::Signature | KindSpec::Location | KindSpec::Group) => {
                Known::Opaque
            }
            (Value::Bool(yes), _) => Known::Bool(*yes),
            (Value::Number(number), kind) => number.as_i64().map_or(Known::Absent, |n| {
                let scale = if kind == KindSpec::Money { 2 } else { 0 };
                Known::Number(Decimal::new(n, scale).normalize())
            }),
            (Value::String(text), KindSpec::Date) => text.parse().map_or(Known::Absent, Known::Date),
            (Value::String(text), KindSpec::Instant) => text.parse().map_or(Known::Absent, Known::Instant),
            (Value::String(text), _) => Known::Text(text.clone()),
            (Value::Object(_), _) => Known::Opaque,
        }
    }

    /// A value of an expression as it is recorded; `None` when it does not fit the field.
    pub fn recorded(&self, known: Known) -> Option<Value> {
        match (known, self.kind) {
            (Known::Absent, _) => Some(Value::Null),
            (Known::Bool(yes), KindSpec::Bool) => Some(yes.into()),
            (Known::Number(n), KindSpec::Integer | KindSpec::Meter) => i64::try_from(n.round()).ok().map(Value::from),
            (Known::Number(n), KindSpec::Money) => n
                .checked_mul(Decimal::ONE_HUNDRED)
                .and_then(|fen| i64::try_from(fen.round()).ok())
                .map(|fen| Value::from(Money(fen).0)),
            (
                Known::Text(text),
                KindSpec::Text
                | KindSpec::LongText
                | KindSpec::Scan
                | KindSpec::Choice
                | KindSpec::Ref
                | KindSpec::Phone,
            ) => Some(text.into()),
            (Known::Date(date), KindSpec::Date) => Some(date.to_string().into()),
            (Known::Instant(at), KindSpec::Instant) => Some(at.to_string().into()),
            _ => None,
        }
    }
}
