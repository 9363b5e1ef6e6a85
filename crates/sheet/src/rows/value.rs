//! One cell to one value of a field.

use std::collections::HashMap;

use kernel::{
    Message,
    form::{Field, Form, Kind, decode},
};
use serde_json::Value;

use crate::{
    Cell, Column, PlannedColumn, Register, Table,
    cell::{half_width, half_width_words},
    dates,
};

/// From here on a spreadsheet's number has lost digits of what was typed.
const EXACT_NUMBERS: f64 = 1e15;

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Read {
    /// A value in the JSON shape of the field.
    Value(Value),
    /// Nothing.
    Nothing,
    /// A made-up value that stands for nothing.
    Placeholder(String),
}

/// Knows how to read one column.
pub(super) struct Reader<'a> {
    /// Where it stands, from 0.
    pub column: u32,
    spec: &'a Column,
    /// The field alone, taking one value.
    form: Form,
    codes: HashMap<String, &'a str>,
    absent: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    /// The reader of a planned column; `None` when the column is not taken.
    pub fn new(planned: &'a PlannedColumn, register: &'a Register, table: &Table) -> Option<Self> {
        let spec = register.of(planned.field.as_deref()?)?;
        table.headings.iter().find(|h| h.column == planned.column)?;
        let mut field = spec.field.clone();
        (field.many, field.required) = (false, false);
        let own = spec.codes.iter().map(|(given, value)| (given, value));
        let codes = own.chain(&planned.codes).map(|(given, value)| (code_key(given), value.as_str())).collect();
        let absent = spec.absent.iter().chain(&planned.absent).map(String::as_str).collect();
        Some(Self { column: planned.column, spec, form: Form { fields: vec![field] }, codes, absent })
    }

    pub fn field(&self) -> &Field {
        &self.spec.field
    }

    /// Reads a cell; the error says what to do about it.
    pub fn read(&self, cell: &Cell) -> Result<Read, Message> {
        match cell {
            Cell::Error(error) => return Err(Message::of("sheet-cell-error").with("given", error)),
            Cell::NotComputed => return Err(Message::of("sheet-formula-not-computed")),
            Cell::Number(number) if number.abs() >= EXACT_NUMBERS && self.is_text() => {
                return self.unless_known(cell, Message::of("sheet-digits-lost").with("given", cell.shown()));
            }
            Cell::Moment(..) if self.must_not_be_a_day() => {
                return Err(Message::of("sheet-became-a-date").with("given", cell.shown()));
            }
            Cell::Moment(day, _) if self.field().kind == Kind::Date => {
                return self.value(&day.to_string()).map(|read| self.listed(read));
            }
            Cell::Number(number) if self.field().kind == Kind::Date => {
                if let Some(read) = self.known(&cell.shown()) {
                    return read.map(|read| self.listed(read));
                }
                let day = dates::day_of_number(*number).ok_or_else(|| not_a_day(&cell.shown()))?;
                return self.value(&day.to_string()).map(|read| self.listed(read));
            }
            _ => {}
        }
        let text = cell.shown();
        match self.spec.split {
            Some(mark) => self.several(&text, mark),
            None => self.one(&text).map(|read| self.listed(read)),
        }
    }

    /// A repeated field holds a list even when the cell held one value.
    fn listed(&self, read: Read) -> Read {
        match read {
            Read::Value(value) if self.field().many => Read::Value(Value::Array(vec![value])),
            other => other,
        }
    }

    fn several(&self, text: &str, mark: char) -> Result<Read, Message> {
        let mut values = Vec::new();
        let mut placeholder = None;
        // A full-width separator is as common as the plain one.
        let wide = char::from_u32(u32::from(mark) + 0xfee0).filter(|_| mark.is_ascii_graphic()).unwrap_or(mark);
        for part in text.split([mark, wide]).filter(|p| !p.trim().is_empty()) {
            match self.one(part)? {
                Read::Value(value) => values.push(value),
                Read::Placeholder(given) => placeholder = Some(given),
                Read::Nothing => {}
            }
        }
        Ok(match placeholder {
            _ if !values.is_empty() => Read::Value(Value::Array(values)),
            Some(given) => Read::Placeholder(given),
            None => Read::Nothing,
        })
    }

    fn one(&self, text: &str) -> Result<Read, Message> {
        if let Some(read) = self.known(text) {
            return read;
        }
        if self.is_text() && lost_digits(text) {
            return Err(Message::of("sheet-digits-lost").with("given", text.trim()));
        }
        self.value(text)
    }

    /// A number too long to be true may still be a placeholder, which needs no digits to be right.
    fn unless_known(&self, cell: &Cell, message: Message) -> Result<Read, Message> {
        self.known(&cell.shown()).unwrap_or(Err(message))
    }

    /// Placeholders and codes, compared by what is written.
    fn known(&self, text: &str) -> Option<Result<Read, Message>> {
        let plain = half_width(text);
        if plain.is_empty() {
            return Some(Ok(Read::Nothing));
        }
        if self.absent.iter().any(|a| *a == plain || same_digits(a, &plain)) {
            return Some(Ok(Read::Placeholder(plain)));
        }
        match *self.codes.get(&code_key(&plain))? {
            "" => Some(Ok(Read::Nothing)),
            value => Some(self.value(value)),
        }
    }

    /// Reads a text as a person would have typed it into the form.
    fn value(&self, text: &str) -> Result<Read, Message> {
        let typed = self.typed(text)?;
        let field = &self.form.fields[0];
        match decode(&self.form, &[(field.name.clone(), typed)]) {
            Ok(Value::Object(mut object)) => Ok(object.remove(&field.name).map_or(Read::Nothing, Read::Value)),
            Ok(_) => Ok(Read::Nothing),
            Err(errors) => Err(errors.into_iter().next().map_or_else(|| Message::of("invalid-value"), |e| e.message)),
        }
    }

    /// The text in the spelling the form takes.
    fn typed(&self, text: &str) -> Result<String, Message> {
        let plain = half_width(text);
        Ok(match &self.field().kind {
            Kind::LongText => half_width_words(text),
            Kind::Text => half_width_words(text).split_whitespace().collect::<Vec<_>>().join(" "),
            Kind::Date => dates::read_day(&plain).ok_or_else(|| not_a_day(&plain))?.to_string(),
            Kind::Phone => plain.chars().filter(|c| !c.is_whitespace()).collect(),
            Kind::Integer => whole(&plain.replace(',', "")).to_owned(),
            Kind::Money | Kind::Area => without_unit(&plain).replace(',', ""),
            Kind::Bool => yes_or_no(&plain).to_owned(),
            Kind::Choice { choices } => {
                let said = |c: &kernel::form::Choice| {
                    [kernel::Lang::Zh, kernel::Lang::En].into_iter().any(|lang| {
                        c.label
                            .as_ref()
                            .and_then(|l| l.said(lang))
                            .is_some_and(|said| code_key(said) == code_key(&plain))
                    })
                };
                let meant = choices.iter().find(|c| code_key(&c.value) == code_key(&plain) || said(c));
                match meant {
                    Some(choice) => choice.value.clone(),
                    None => return Err(self.not_a_choice(&plain)),
                }
            }
            _ => plain,
        })
    }

    fn not_a_choice(&self, given: &str) -> Message {
        let words = self.spec.words(kernel::Lang::Zh).join("、");
        let given: String = given.chars().take(40).collect();
        Message::of("sheet-not-a-choice").with("given", given).with("choices", words)
    }

    fn is_text(&self) -> bool {
        matches!(self.field().kind, Kind::Text | Kind::Phone | Kind::LongText)
    }

    /// `3-1` typed into a general cell becomes the first of March; a number or a key must not pass as that.
    fn must_not_be_a_day(&self) -> bool {
        let counts = matches!(self.field().kind, Kind::Integer | Kind::Money | Kind::Area | Kind::Phone);
        counts || (self.spec.key && self.is_text())
    }
}

fn not_a_day(given: &str) -> Message {
    Message::of("sheet-not-a-date").with("given", given.chars().take(40).collect::<String>())
}

/// Codes are compared without case, width and spaces.
fn code_key(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Whether a long number that lost its last digits in a spreadsheet is this placeholder (111111111111111111 → …110).
fn same_digits(placeholder: &str, given: &str) -> bool {
    let digits = |t: &str| t.len() > 15 && t.bytes().all(|b| b.is_ascii_digit());
    digits(placeholder)
        && digits(given)
        && placeholder.len() == given.len()
        && placeholder[..15] == given[..15]
        && given.ends_with('0')
}

/// `1.10101E+17`: a long number a spreadsheet wrote in its own way; its digits are gone.
fn lost_digits(text: &str) -> bool {
    let plain = half_width(text).to_ascii_uppercase();
    let Some((digits, exponent)) = plain.split_once("E+") else { return false };
    let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    whole.len() == 1 && number(whole) && number(part) && number(exponent)
}

/// `33.0` is 33; any other fraction stays and will be refused as a whole number.
fn whole(text: &str) -> &str {
    text.split_once('.').filter(|(_, part)| part.bytes().all(|b| b == b'0')).map_or(text, |(whole, _)| whole)
}

fn without_unit(text: &str) -> String {
    let mut text = text.trim_start_matches(['¥', '￥', '$']).trim().to_owned();
    for unit in ["平方米", "平米", "㎡", "m²", "m2", "元"] {
        if let Some(rest) = text.strip_suffix(unit) {
            text = rest.trim().to_owned();
        }
    }
    text
}

fn yes_or_no(text: &str) -> &str {
    match text.to_lowercase().as_str() {
        "有" | "y" | "√" | "✓" | "对" | "true" | "yes" | "是" | "1" => "true",
        "无" | "没有" | "n" | "×" | "x" | "错" | "false" | "no" | "否" | "0" => "false",
        _ => text,
    }
}
