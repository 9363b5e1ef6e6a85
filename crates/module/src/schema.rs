//! The shape of what lines take and answer, as the document of the API tells it.

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::{Value, json};

/// The schema of a type, whole in itself.
pub(crate) fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .with(|s| s.inline_subschemas = true)
        .with_transform(RecursiveTransform(places_as_items));
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
    }
    schema
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
