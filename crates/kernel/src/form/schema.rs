//! From a Rust input type to its form, by way of its JSON schema. Types carry their hints (`x-kind`, `x-ref`) themselves.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::lang::Label;
use super::{Choice, Field, Form, Kind, order::declared};

/// The form of an input type, its fields in the order the type declares them. Call it once at registration.
pub fn form_of<T: JsonSchema + DeserializeOwned>() -> Form {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut fields = fields_of(schema.as_value());
    put_in_order(&mut fields, &[], declared::<T>);
    Form { fields }
}

/// Puts the fields below a path, and those of the groups among them, in the order that is declared there.
fn put_in_order(fields: &mut [Field], path: &[&str], declared: fn(&[&str]) -> &'static [&'static str]) {
    let order = declared(path);
    fields.sort_by_key(|field| order.iter().position(|name| *name == field.name).unwrap_or(order.len()));
    for Field { name, kind, .. } in fields {
        if let Kind::Group { fields } = kind {
            put_in_order(fields, &[path, &[name.as_str()]].concat(), declared);
        }
    }
}

fn fields_of(schema: &Value) -> Vec<Field> {
    let required = |name: &str| {
        schema.get("required").and_then(Value::as_array).is_some_and(|list| list.iter().any(|v| v == name))
    };
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return Vec::new() };
    properties.iter().map(|(name, property)| field(name, property, required(name))).collect()
}

fn field(name: &str, schema: &Value, required: bool) -> Field {
    let schema = not_null(schema);
    let many = schema.get("type").is_some_and(|t| of_type(t, "array"));
    let item = if many { schema.get("items").map_or(schema, not_null) } else { schema };
    let limit = |names: [&str; 2]| names.iter().find_map(|n| item.get(*n)).and_then(Value::as_i64);
    Field {
        name: name.to_owned(),
        kind: kind(item),
        label: item.get("x-label").and_then(Value::as_str).map(|key| Label::Key(key.to_owned())),
        required,
        many,
        min: limit(["minLength", "minimum"]),
        max: limit(["maxLength", "maximum"]),
        personal: schema.get("x-personal").is_some() || item.get("x-personal").is_some(),
        section: None,
    }
}

/// Looks through the `anyOf [T, null]` of an optional value.
fn not_null(schema: &Value) -> &Value {
    schema
        .get("anyOf")
        .and_then(Value::as_array)
        .and_then(|options| options.iter().find(|o| o.get("type").and_then(Value::as_str) != Some("null")))
        .unwrap_or(schema)
}

fn of_type(value: &Value, wanted: &str) -> bool {
    value == wanted || value.as_array().is_some_and(|list| list.iter().any(|v| v == wanted))
}

fn kind(schema: &Value) -> Kind {
    let is = |wanted: &str| schema.get("type").is_some_and(|t| of_type(t, wanted));
    match schema.get("x-kind").and_then(Value::as_str) {
        Some("ref") => {
            return Kind::Ref { to: schema.get("x-ref").and_then(Value::as_str).unwrap_or_default().to_owned() };
        }
        Some("money") => return Kind::Money,
        Some("area") => return Kind::Area,
        Some("date") => return Kind::Date,
        Some("instant") => return Kind::Instant,
        Some("phone") => return Kind::Phone,
        Some("secret") => return Kind::Secret,
        Some("long_text") => return Kind::LongText,
        Some("photo") => return Kind::File { photo: true },
        Some("file") => return Kind::File { photo: false },
        Some("signature") => return Kind::Signature,
        Some("location") => return Kind::Location,
        _ => {}
    }
    if let Some(choices) = choices(schema) {
        Kind::Choice { choices }
    } else if is("boolean") {
        Kind::Bool
    } else if is("integer") {
        Kind::Integer
    } else if is("string") {
        Kind::Text
    } else if schema.get("properties").is_some() {
        Kind::Group { fields: fields_of(schema) }
    } else {
        Kind::Any
    }
}

/// A fieldless enum: `enum: […]`, or `oneOf` of constants when its variants are documented.
fn choices(schema: &Value) -> Option<Vec<Choice>> {
    let values: Vec<&Value> = if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        list.iter().collect()
    } else {
        let options = schema.get("oneOf")?.as_array()?;
        options
            .iter()
            .map(|o| o.get("const").or_else(|| o.get("enum").and_then(|e| e.get(0))))
            .collect::<Option<_>>()?
    };
    Some(values.into_iter().filter_map(Value::as_str).map(Choice::of).collect())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::{
        form::{decode, validate},
        money::Money,
        time::Date,
    };

    /// How the work was paid.
    #[derive(Deserialize, JsonSchema)]
    #[allow(dead_code, reason = "only its schema is used")]
    #[serde(rename_all = "snake_case")]
    enum Method {
        /// Notes and coins.
        Cash,
        /// A card.
        Card,
    }

    #[derive(Deserialize, JsonSchema)]
    #[allow(dead_code, reason = "only its schema is used")]
    struct Part {
        price: Money,
        #[schemars(length(min = 1, max = 20))]
        name: String,
    }

    #[derive(Deserialize, JsonSchema)]
    #[allow(dead_code, reason = "only its schema is used")]
    struct Input {
        #[schemars(length(min = 1, max = 5))]
        title: String,
        #[schemars(extend("x-kind" = "long_text"))]
        note: Option<String>,
        price: Option<Money>,
        day: Option<Date>,
        method: Option<Method>,
        urgent: bool,
        parts: Option<Vec<Part>>,
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect()
    }

    #[test]
    fn browser_text_becomes_the_json_of_the_type() {
        let form = form_of::<Input>();
        let value = decode(
            &form,
            &pairs(&[
                ("title", "漏水"),
                ("note", ""),
                ("price", "1,234.5"),
                ("method", "cash"),
                ("parts.0.name", "阀门"),
                ("parts.0.price", "80"),
                ("parts.3.name", "胶带"),
                ("parts.3.price", "¥5.00"),
            ]),
        )
        .expect("decodes");
        assert_eq!(
            value,
            json!({"title": "漏水", "price": 123_450, "method": "cash", "urgent": false,
                   "parts": [{"name": "阀门", "price": 8000}, {"name": "胶带", "price": 500}]})
        );
        assert_eq!(validate(&form, &value), vec![]);
    }

    #[test]
    fn fields_are_asked_as_they_are_declared() {
        let names = |fields: &[Field]| fields.iter().map(|f| f.name.clone()).collect::<Vec<_>>();
        let fields = form_of::<Input>().fields;
        assert_eq!(names(&fields), ["title", "note", "price", "day", "method", "urgent", "parts"]);
        let Kind::Group { fields: part } = &fields[6].kind else { panic!("parts are a group") };
        assert_eq!(names(part), ["price", "name"]);
    }

    #[test]
    fn each_wrong_field_is_named() {
        let form = form_of::<Input>();
        let errors = decode(&form, &pairs(&[("title", "a"), ("price", "12元")])).expect_err("refused");
        assert_eq!(errors[0].field, "price");
        let wrong = json!({"title": "太长太长太长", "day": "2026-02-30", "method": "gold", "urgent": 3, "parts": [{"name": "x"}], "evil": 1});
        let said = |title: &str| {
            let given = json!({ "title": title });
            let text = Field { min: Some(2), ..Field::new("title", Kind::Text).required() };
            validate(&Form { fields: vec![text] }, &given).remove(0).message.key.into_owned()
        };
        assert_eq!((said("").as_str(), said("短").as_str()), ("invalid-required", "invalid-too-short"));
        let mut fields: Vec<String> =
            validate(&form, &wrong).into_iter().map(|e| format!("{}:{}", e.field, e.message.key)).collect();
        fields.sort();
        assert_eq!(
            fields,
            [
                "day:invalid-date",
                "evil:invalid-unknown-field",
                "method:invalid-choice",
                "parts.0.price:invalid-required",
                "title:invalid-too-long",
                "urgent:invalid-bool"
            ]
        );
    }
}
