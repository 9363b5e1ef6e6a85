//! From what a browser sends (names and texts) to JSON of the form's shape.

use serde_json::{Map, Value, json};

use super::{Field, Form, Kind, LIST_LIMIT};
use crate::{
    error::{FieldError, Message},
    money::{Area, Money},
};

/// Decodes browser text into JSON. An empty text is an absent value; 元 become fen; groups are written `name.0.field`.
/// Blanks around a value are how people type, and left out. Unknown names are ignored. What cannot be read is reported at its field.
pub fn decode(form: &Form, pairs: &[(String, String)]) -> Result<Value, Vec<FieldError>> {
    Decoder { pairs, core: str::trim, errors: Vec::new() }.whole(form)
}

/// The same for what a program writes into an address: every character is meant, blanks too, as the document of the API says.
pub fn decode_exactly(form: &Form, pairs: &[(String, String)]) -> Result<Value, Vec<FieldError>> {
    Decoder { pairs, core: |text| text, errors: Vec::new() }.whole(form)
}

struct Decoder<'a> {
    pairs: &'a [(String, String)],
    /// What of a text is its value.
    core: fn(&str) -> &str,
    errors: Vec<FieldError>,
}

impl Decoder<'_> {
    fn whole(mut self, form: &Form) -> Result<Value, Vec<FieldError>> {
        let object = self.group(&form.fields, "");
        if self.errors.is_empty() { Ok(Value::Object(object)) } else { Err(self.errors) }
    }

    fn group(&mut self, fields: &[Field], prefix: &str) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields {
            let path = format!("{prefix}{}", field.name);
            if let Some(value) = self.one(field, &path) {
                object.insert(field.name.clone(), value);
            }
        }
        object
    }

    fn one(&mut self, field: &Field, path: &str) -> Option<Value> {
        if let Kind::Group { fields } = &field.kind {
            return self.nested(field, fields, path);
        }
        let pairs = self.pairs;
        let core = self.core;
        let mut given =
            pairs.iter().filter(|(name, text)| name == path && !core(text).is_empty()).map(|(_, text)| text.as_str());
        if field.many {
            let values: Vec<Value> = given.filter_map(|text| self.read(field, path, text)).collect();
            return (!values.is_empty()).then_some(Value::Array(values));
        }
        match given.next() {
            Some(text) => self.read(field, path, text),
            // An unticked box sends nothing at all, so a required one means "no".
            None if field.kind == Kind::Bool && field.required => Some(Value::Bool(false)),
            None => None,
        }
    }

    fn nested(&mut self, field: &Field, fields: &[Field], path: &str) -> Option<Value> {
        let (pairs, core) = (self.pairs, self.core);
        let begins = |prefix: &str| pairs.iter().any(|(name, text)| name.starts_with(prefix) && !core(text).is_empty());
        if !field.many {
            let prefix = format!("{path}.");
            // What must be typed into it is missed at its own place; a group that asks for nothing is not missing.
            return (field.required || begins(&prefix)).then(|| Value::Object(self.group(fields, &prefix)));
        }
        let rows: Vec<Value> = (0..LIST_LIMIT)
            .map(|index| format!("{path}.{index}."))
            .filter(|prefix| begins(prefix))
            .map(|prefix| Value::Object(self.group(fields, &prefix)))
            .collect();
        (!rows.is_empty()).then_some(Value::Array(rows))
    }

    fn read(&mut self, field: &Field, path: &str, text: &str) -> Option<Value> {
        let core = (self.core)(text);
        let (value, key) = match &field.kind {
            Kind::Integer => (core.parse::<i64>().ok().map(Value::from), "invalid-integer"),
            Kind::Money => {
                (core.trim_start_matches('¥').parse::<Money>().ok().map(|m| Value::from(m.0)), "invalid-money")
            }
            Kind::Area => (core.parse::<Area>().ok().map(|a| Value::from(a.0)), "invalid-area"),
            Kind::Bool => (yes_or_no(core).map(Value::Bool), "invalid-bool"),
            Kind::Location => (located(core), "invalid-location"),
            Kind::Any => (serde_json::from_str(core).ok(), "invalid-value"),
            Kind::Secret => (Some(Value::from(text)), ""),
            Kind::LongText => (Some(Value::from(core.replace("\r\n", "\n"))), ""),
            _ => (Some(Value::from(core)), ""),
        };
        if value.is_none() {
            let message = Message::of(key).with("given", excerpt(core));
            self.errors.push(FieldError { field: path.to_owned(), message });
        }
        value
    }
}

/// A position as people and maps write it – degrees north, degrees east, and perhaps metres it may be off: `31.2304, 121.4737 ±8 m` –
/// or as a program does.
fn located(text: &str) -> Option<Value> {
    if text.starts_with('{') {
        return serde_json::from_str(text).ok();
    }
    let text = text.trim_end_matches(['m', '米', ' ']);
    let parts: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || ",，、±".contains(c)).filter(|p| !p.is_empty()).collect();
    let figures: Vec<f64> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match figures[..] {
        [latitude, longitude] => Some(json!({ "latitude": latitude, "longitude": longitude })),
        [latitude, longitude, accuracy] => {
            Some(json!({ "latitude": latitude, "longitude": longitude, "accuracy": accuracy }))
        }
        _ => None,
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "on" | "true" | "1" | "yes" | "是" => Some(true),
        "off" | "false" | "0" | "no" | "否" => Some(false),
        _ => None,
    }
}

/// The first characters of what was typed, so that a message never grows with a hostile input.
fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_maps_write_it_and_as_programs_do() {
        let plain = json!({"latitude": 31.2304, "longitude": -121.4737});
        for text in [
            "31.2304, -121.4737",
            "31.2304，-121.4737",
            "31.2304 -121.4737",
            r#"{"latitude":31.2304,"longitude":-121.4737}"#,
        ] {
            assert_eq!(located(text).as_ref(), Some(&plain), "{text}");
        }
        let off = json!({"latitude": 31.2304, "longitude": 121.4737, "accuracy": 8.0});
        assert_eq!(located("31.2304, 121.4737 ±8 m"), Some(off));
        for text in ["31.2304", "here", "1, 2, 3, 4", "{", "31.2304, 东门"] {
            assert_eq!(located(text), None, "{text}");
        }
    }

    #[test]
    fn a_group_that_must_be_there_is_there_also_when_nothing_was_typed_into_it() {
        let inner = |required| Field { required, ..Field::new("note", Kind::LongText) };
        let form = |required| Form {
            fields: vec![Field::new("input", Kind::Group { fields: vec![inner(required)] }).required()],
        };
        let typed = [("input.note".to_owned(), String::new())];
        let wrong = |form: &Form| {
            let said = decode(form, &typed).expect("nothing to misread");
            super::super::validate(form, &said).into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        assert_eq!(wrong(&form(false)), Vec::<String>::new());
        assert_eq!(wrong(&form(true)), ["input.note"], "told at the field that is missing");
    }
}
