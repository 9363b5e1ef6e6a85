//! The OpenAPI 3.1 document, put together from the registry.

use kernel::PUBLIC;
use module::Registry;
use serde_json::{Map, Value, json};
use ui::texts::Speech;

/// The document of everything under `/api/v1`.
pub fn document(registry: &Registry, speech: &Speech) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut put = |path: &str, verb: &str, operation: Value| {
        let entry = paths.entry(format!("/api/v1{path}")).or_insert_with(|| json!({}));
        entry[verb] = operation;
    };
    for query in registry.queries() {
        put(
            query.path,
            "get",
            operation(speech, query.name, query.permission, query.path, &query.input, &query.output, false),
        );
    }
    for action in registry.actions() {
        put(
            action.path,
            "post",
            operation(speech, action.name, action.permission, action.path, &action.input, &action.output, true),
        );
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Steward", "version": env!("CARGO_PKG_VERSION"), "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
            "schemas": {"Problem": {
                "type": "object",
                "required": ["type", "title", "status", "code"],
                "properties": {
                    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
                    "code": {"type": "string"},
                    "errors": {"type": "array", "items": {"type": "object", "properties": {
                        "field": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}}}},
                },
            }},
        },
    })
}

fn operation(
    speech: &Speech,
    name: &str,
    permission: kernel::Permission,
    path: &str,
    input: &Value,
    output: &Value,
    changes: bool,
) -> Value {
    let in_path = |field: &str| path.contains(&format!("{{{field}}}"));
    let properties = input.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let required = input.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let needs = |field: &str| required.iter().any(|r| r == field);
    let mut parameters: Vec<Value> = properties
        .iter()
        .filter(|(field, _)| in_path(field) || !changes)
        .map(|(field, schema)| {
            let place = if in_path(field) { "path" } else { "query" };
            json!({"name": field, "in": place, "required": in_path(field) || needs(field), "schema": schema})
        })
        .collect();
    let problem = |words: &str| json!({"description": words, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}});
    let mut operation = json!({
        "operationId": name,
        "summary": speech.say(&crate::pages::title_key(name)),
        "x-permission": permission.0,
        "tags": [name.split('.').next().unwrap_or_default()],
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": output}}},
            "4XX": problem("The request was refused; the code says why."),
            "5XX": problem("The server failed; nothing was changed."),
        },
    });
    if permission == PUBLIC {
        operation["security"] = json!([]);
    }
    if changes {
        let fields: Map<String, Value> =
            properties.iter().filter(|(f, _)| !in_path(f)).map(|(f, s)| (f.clone(), s.clone())).collect();
        let needed: Vec<&Value> = required.iter().filter(|r| r.as_str().is_some_and(|f| !in_path(f))).collect();
        let schema = json!({"type": "object", "properties": fields, "required": needed, "additionalProperties": false});
        operation["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        parameters.push(json!({"name": "Idempotency-Key", "in": "header", "required": false,
            "description": "The same key with the same body gives the same answer and changes nothing twice.",
            "schema": {"type": "string", "maxLength": 100}}));
    }
    operation["parameters"] = parameters.into();
    operation
}
