//! The shape of what lines take and answer, as the document of the API tells it.

use std::borrow::Cow;

use schemars::{
    JsonSchema, Schema, SchemaGenerator,
    generate::SchemaSettings,
    transform::{RecursiveTransform, Transform},
};
use serde_json::{Value, json};

/// The schema of a type, whole in itself. What is done for each of the hundreds of types is little, since each has it of its own.
pub(crate) fn of<T: JsonSchema>() -> Value {
    whole(T::json_schema, T::schema_name)
}

fn whole(draw: fn(&mut SchemaGenerator) -> Schema, name: fn() -> Cow<'static, str>) -> Value {
    let mut generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
    let mut schema = draw(&mut generator);
    let object = schema.ensure_object();
    object.entry("title").or_insert_with(|| name().into());
    let definitions = generator.take_definitions(false);
    if !definitions.is_empty() {
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    RecursiveTransform(places_as_items).transform(&mut schema);
    schema.to_value()
}

/// Tells a list whose places differ as one whose items are of these kinds: many readers of the document know only such lists.
fn places_as_items(schema: &mut Schema) {
    let Some(Value::Array(places)) = schema.remove("prefixItems") else { return };
    let mut kinds: Vec<Value> = Vec::new();
    for kind in places {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let items = if kinds.len() == 1 { kinds.remove(0) } else { json!({ "anyOf": kinds }) };
    schema.insert("items".to_owned(), items);
}
