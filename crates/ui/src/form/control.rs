//! The controls of single values.

use kernel::{
    Area, Instant, Money,
    form::{Choice, Field, Kind},
};
use maud::{Markup, html};
use serde_json::Value;

use super::{Desk, is_radio};

/// Where a control stands and what is said about it.
pub(super) struct Mark<'a> {
    /// The name it sends.
    pub path: &'a str,
    /// Its id.
    pub id: &'a str,
    /// Ids of hint and message.
    pub described: String,
    /// Whether its value was refused.
    pub wrong: bool,
}

impl Mark<'_> {
    pub(super) fn described(&self) -> Option<&str> {
        (!self.described.is_empty()).then_some(self.described.as_str())
    }
    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.wrong.then_some("true")
    }
}

/// The particulars of a one-line input.
struct Line {
    kind: &'static str,
    mode: Option<&'static str>,
    complete: Option<&'static str>,
    unit: Option<&'static str>,
}

fn line_of(field: &Field) -> Line {
    let (kind, mode, complete, unit) = match &field.kind {
        Kind::Integer => ("text", Some("numeric"), Some("off"), None),
        Kind::Money => ("text", Some("decimal"), Some("off"), Some("元")),
        Kind::Area => ("text", Some("decimal"), Some("off"), Some("m²")),
        Kind::Date => ("date", None, None, None),
        Kind::Instant => ("datetime-local", None, None, None),
        Kind::Phone => ("tel", Some("tel"), Some("tel"), None),
        Kind::Secret if field.name.contains("code") => ("text", Some("numeric"), Some("one-time-code"), None),
        Kind::Secret if field.name.contains("new") => ("password", None, Some("new-password"), None),
        Kind::Secret => ("password", None, Some("current-password"), None),
        _ if field.name == "account" || field.name == "username" => ("text", None, Some("username"), None),
        _ => ("text", None, field.personal.then_some("off"), None),
    };
    Line { kind, mode, complete, unit }
}

impl Desk<'_> {
    pub(super) fn control(&self, field: &Field, mark: &Mark<'_>) -> Markup {
        match &field.kind {
            Kind::Bool => self.tick(field, mark),
            Kind::Choice { choices } if is_radio(field, mark.path) => self.open_choice(field, choices, mark),
            Kind::Choice { choices } => self.choice(field, choices, mark),
            Kind::Ref { to } => self.reference(field, to, mark),
            Kind::File { photo } => self.file(field, *photo, mark),
            Kind::Signature => self.signature(mark),
            Kind::Location => self.location(mark),
            Kind::LongText => html! {
                textarea #(mark.id) name=(mark.path) rows="3" maxlength=[field.max] required[field.required]
                    aria-describedby=[mark.described()] aria-invalid=[mark.invalid()] { (self.text(field, mark.path)) }
            },
            _ if field.many => self.lines(field, mark),
            _ => self.line(field, mark, mark.id, &self.text(field, mark.path), None),
        }
    }

    fn line(&self, field: &Field, mark: &Mark<'_>, id: &str, value: &str, name: Option<&str>) -> Markup {
        let line = line_of(field);
        let counts = matches!(field.kind, Kind::Text | Kind::Secret);
        // A secret is never written back into a page.
        let value = (field.kind != Kind::Secret && !value.is_empty()).then_some(value);
        let input = html! {
            input #(id) type=(line.kind) name=(mark.path) value=[value] aria-label=[name] inputmode=[line.mode] autocomplete=[line.complete]
                maxlength=[field.max.filter(|_| counts)] required[field.required]
                aria-describedby=[mark.described()] aria-invalid=[mark.invalid()];
        };
        match line.unit {
            Some(unit) => html! { span.with-unit { (input) span.unit { (unit) } } },
            None => input,
        }
    }

    /// Several values of one kind: one line each and an empty one; scripts add more.
    fn lines(&self, field: &Field, mark: &Mark<'_>) -> Markup {
        let values = self.value(mark.path).and_then(Value::as_array).cloned().unwrap_or_default();
        html! {
            div.lines data-lines {
                @for index in 0..=values.len() {
                    @let id = if index == 0 { mark.id.to_owned() } else { format!("{}-{index}", mark.id) };
                    @let text = values.get(index).map(|v| self.written(field, v)).unwrap_or_default();
                    // The label stands at the first line only.
                    @let name = (index > 0).then(|| format!("{} {}", self.speech.label(&field.label()), index + 1));
                    (self.line(field, mark, &id, &text, name.as_deref()))
                }
            }
        }
    }

    fn tick(&self, field: &Field, mark: &Mark<'_>) -> Markup {
        let on = self.value(mark.path).is_some_and(|v| v == true || v == "on" || v == "true");
        html! {
            label.tick for=(mark.id) {
                input #(mark.id) type="checkbox" name=(mark.path) value="true" checked[on]
                    aria-describedby=[mark.described()] aria-invalid=[mark.invalid()];
                span { (self.speech.label(&field.label())) }
            }
        }
    }

    fn choice(&self, field: &Field, choices: &[Choice], mark: &Mark<'_>) -> Markup {
        html! {
            select #(mark.id) name=(mark.path) required[field.required] aria-describedby=[mark.described()] aria-invalid=[mark.invalid()] {
                option value="" { (self.speech.say("ui-choose")) }
                @for choice in choices {
                    option value=(choice.value) selected[self.is_chosen(mark.path, &choice.value)] { (self.choice_words(field, choice)) }
                }
            }
        }
    }

    fn open_choice(&self, field: &Field, choices: &[Choice], mark: &Mark<'_>) -> Markup {
        let kind = if field.many { "checkbox" } else { "radio" };
        html! {
            fieldset.radios #(mark.id) aria-describedby=[mark.described()] tabindex="-1" {
                legend { (self.speech.label(&field.label())) (self.need(field)) }
                @for choice in choices {
                    label {
                        input type=(kind) name=(mark.path) value=(choice.value) checked[self.is_chosen(mark.path, &choice.value)]
                            required[field.required && !field.many] aria-invalid=[mark.invalid()];
                        span { (self.choice_words(field, choice)) }
                    }
                }
            }
        }
    }

    fn is_chosen(&self, path: &str, value: &str) -> bool {
        match self.value(path) {
            Some(Value::Array(list)) => list.iter().any(|v| v == value),
            Some(one) => one == value,
            None => false,
        }
    }

    /// The words of a choice: its own, else `choice-<field>-<value>`, else `choice-<value>`.
    pub(super) fn choice_words(&self, field: &Field, choice: &Choice) -> String {
        if let Some(label) = &choice.label {
            return self.speech.label(label);
        }
        let dashed = |text: &str| text.replace(['_', ' '], "-");
        let shared = format!("choice-{}", dashed(&choice.value));
        let own = format!("choice-{}-{}", dashed(&field.name), dashed(&choice.value));
        self.speech.known(&own).or_else(|| self.speech.known(&shared)).unwrap_or_else(|| self.speech.say(&own))
    }

    /// The value of a field as its control holds it.
    pub(super) fn text(&self, field: &Field, path: &str) -> String {
        self.value(path).map(|v| self.written(field, v)).unwrap_or_default()
    }

    /// A value as a person types it: fen as 元, an instant as local time.
    fn written(&self, field: &Field, value: &Value) -> String {
        match (&field.kind, value) {
            (Kind::Money, Value::Number(n)) => Money(n.as_i64().unwrap_or_default()).to_string(),
            (Kind::Area, Value::Number(n)) => Area(n.as_i64().unwrap_or_default()).to_string(),
            (Kind::Instant, Value::String(text)) => match (text.parse::<Instant>(), self.options.zone) {
                (Ok(at), Some(zone)) => at.at(zone).format("%Y-%m-%dT%H:%M").to_string(),
                _ => text.clone(),
            },
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    }

    /// A value in words, for a field that is only shown.
    pub(super) fn words(&self, field: &Field, path: &str) -> String {
        let Some(value) = self.value(path) else { return String::new() };
        match (&field.kind, value) {
            (Kind::Bool, v) => self.speech.say(if *v == true { "ui-yes" } else { "ui-no" }),
            (Kind::Secret, _) => "••••".to_owned(),
            (Kind::Money, Value::Number(n)) => self.speech.money(Money(n.as_i64().unwrap_or_default())),
            (Kind::Area, Value::Number(n)) => self.speech.area(Area(n.as_i64().unwrap_or_default())),
            (Kind::Instant, Value::String(text)) => match (text.parse::<Instant>(), self.options.zone) {
                (Ok(at), Some(zone)) => self.speech.instant(at, zone),
                _ => text.clone(),
            },
            (Kind::Choice { choices }, Value::String(text)) => {
                choices.iter().find(|c| c.value == *text).map_or_else(|| text.clone(), |c| self.choice_words(field, c))
            }
            (Kind::Ref { to }, Value::String(id)) => self.known_words(path, to, id).unwrap_or_else(|| id.clone()),
            (_, Value::Array(list)) => {
                let words: Vec<String> = list.iter().map(|v| self.written(field, v)).collect();
                words.join("、")
            }
            (_, other) => self.written(field, other),
        }
    }
}
