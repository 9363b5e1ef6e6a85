//! The OpenAPI 3.1 document, put together from the registry: the same fields and limits the doors check.

mod schema;

use kernel::{PUBLIC, form::Form};
use module::{Action, Query, Registry, Schema};
use serde_json::{Map, Value, json};
use ui::texts::Speech;

use crate::body::FILE_LIMIT;

/// The refusals every operation may answer with, by status and name.
const REFUSALS: [(&str, &str); 8] = [
    ("401", "Unauthenticated"),
    ("403", "Forbidden"),
    ("404", "NotFound"),
    ("409", "Refused"),
    ("422", "Invalid"),
    ("429", "TooMany"),
    ("500", "Fault"),
    ("503", "NotNow"),
];

/// The document of everything under `/api/v1`, its titles in the language of the speech.
pub fn document(registry: &Registry, speech: &Speech) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut put = |path: String, verb: &str, operation: Value| {
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        entry[verb] = operation;
    };
    for query in registry.queries() {
        put(format!("/api/v1{}", query.path), "get", asking(speech, query));
    }
    for action in registry.actions() {
        put(format!("/api/v1{}", action.path), "post", changing(speech, action));
    }
    put("/api/v1/files".to_owned(), "post", upload(speech));
    put("/files/{id}".to_owned(), "get", download(speech));
    let mut modules: Vec<&str> =
        registry.queries().map(|q| q.name).chain(registry.actions().map(|a| a.name)).map(module_of).collect();
    modules.push("file");
    modules.sort_unstable();
    modules.dedup();
    let tags: Vec<Value> = modules
        .into_iter()
        .map(|name| json!({"name": name, "description": speech.say(&format!("api-module-{name}"))}))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Steward",
            "version": env!("CARGO_PKG_VERSION"),
            "description": speech.say("api-about"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
            "responses": refusals(speech),
            "schemas": {"Problem": problem()},
        },
    })
}

/// The module a line belongs to, from its name.
pub(crate) fn module_of(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

/// What a refusal looks like (RFC 9457).
fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string", "description": "In words, in the language asked for."},
            "status": {"type": "integer"},
            "code": {"type": "string", "description": "Stays the same in every language."},
            "errors": {"type": "array", "description": "Each field that is wrong.", "items": {
                "type": "object",
                "required": ["field", "code"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": ["string", "null"]},
                },
            }},
        },
    })
}

fn refusals(speech: &Speech) -> Value {
    let all = REFUSALS.iter().map(|(status, name)| {
        let mut response = json!({
            "description": speech.say(&format!("api-status-{status}")),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        });
        if *status == "429" {
            response["headers"] =
                json!({"Retry-After": {"schema": {"type": "integer"}, "description": speech.say("api-retry-after")}});
        }
        ((*name).to_owned(), response)
    });
    Value::Object(all.collect())
}

/// The good answer and the refusals.
fn responses(public: bool, status: &str, good: Value) -> Value {
    let mut all = Map::new();
    all.insert(status.to_owned(), good);
    for (status, name) in REFUSALS.iter().filter(|(status, _)| !(public && *status == "401")) {
        all.insert((*status).to_owned(), json!({"$ref": format!("#/components/responses/{name}")}));
    }
    Value::Object(all)
}

fn json_answer(speech: &Speech, mut schema: Value) -> Value {
    schema::without_session(&mut schema);
    json!({"description": speech.say("api-status-200"), "content": {"application/json": {"schema": schema}}})
}

/// What a line does, in words: its own title, else what its permission allows, else what its module is about.
fn summary(speech: &Speech, name: &str, permission: kernel::Permission) -> String {
    let title = speech.known(&crate::pages::title_key(name));
    let allowed = || speech.known(&format!("permission-{}", crate::pages::title_key(permission.0)));
    title.or_else(allowed).unwrap_or_else(|| speech.say(&format!("api-module-{}", module_of(name))))
}

/// What all operations say of themselves.
fn head(speech: &Speech, name: &str, permission: kernel::Permission, output: Schema) -> Value {
    let public = permission == PUBLIC;
    let mut operation = json!({
        "operationId": name,
        "summary": summary(speech, name, permission),
        "x-permission": permission.0,
        "tags": [module_of(name)],
        "responses": responses(public, "200", json_answer(speech, output())),
    });
    if public {
        operation["security"] = json!([]);
    }
    operation
}

/// The properties of an input with the limits its form checks, and which of them must be there.
fn properties(speech: &Speech, input: Schema, form: &Form) -> Vec<(String, Value, bool)> {
    let schema = input();
    let listed = schema.get("properties").and_then(Value::as_object);
    form.fields
        .iter()
        .filter_map(|field| {
            let mut property = listed?.get(&field.name)?.clone();
            schema::limit(field, &mut property);
            schema::title(speech, field, &mut property);
            Some((field.name.clone(), property, field.required))
        })
        .collect()
}

fn parameter(name: &str, mut schema: Value, place: &str, required: bool) -> Value {
    schema::never_null(&mut schema);
    let mut parameter = json!({"name": name, "in": place, "required": required});
    for word in ["description", "title"] {
        let said = schema.as_object_mut().and_then(|s| s.remove(word));
        let known = parameter.get("description").is_some();
        if let (Some(said), false) = (said, known) {
            parameter["description"] = said;
        }
    }
    parameter["schema"] = schema;
    parameter
}

fn asking(speech: &Speech, query: &Query) -> Value {
    let mut operation = head(speech, query.name, query.permission, query.output);
    let parameters = properties(speech, query.input, &query.form).into_iter().map(|(name, schema, required)| {
        let in_path = query.path.contains(&format!("{{{name}}}"));
        parameter(&name, schema, if in_path { "path" } else { "query" }, in_path || required)
    });
    operation["parameters"] = parameters.collect();
    operation
}

fn changing(speech: &Speech, action: &Action) -> Value {
    let mut operation = head(speech, action.name, action.permission, action.output);
    let (in_path, asked): (Vec<_>, Vec<_>) = properties(speech, action.input, &action.form)
        .into_iter()
        .partition(|(name, ..)| action.path.contains(&format!("{{{name}}}")));
    let mut parameters: Vec<Value> =
        in_path.into_iter().map(|(name, schema, _)| parameter(&name, schema, "path", true)).collect();
    parameters.push(json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": speech.say("api-key-hint"),
        "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]*$"},
    }));
    operation["parameters"] = parameters.into();
    let needed: Vec<&str> = asked.iter().filter(|(.., needed)| *needed).map(|(name, ..)| name.as_str()).collect();
    let example: Map<String, Value> = asked
        .iter()
        .filter(|(.., needed)| *needed)
        .map(|(name, property, _)| (name.clone(), schema::example(name, property)))
        .collect();
    let fields: Map<String, Value> = asked.iter().map(|(name, property, _)| (name.clone(), property.clone())).collect();
    let body = json!({"type": "object", "properties": fields, "required": needed, "additionalProperties": false});
    let required = !needed.is_empty();
    operation["requestBody"] = json!({
        "required": required,
        "content": {"application/json": {"schema": body, "example": example}},
    });
    operation
}

fn upload(speech: &Speech) -> Value {
    let answer = json!({
        "type": "object",
        "required": ["files"],
        "properties": {"files": {"type": "array", "items": {"type": "string", "pattern": "^file_[0-9a-f]{32}$"}}},
    });
    let good =
        json!({"description": speech.say("api-status-201"), "content": {"application/json": {"schema": answer}}});
    let body = json!({
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary",
            "description": speech.say_with("api-file-hint", &[("megabytes", &(FILE_LIMIT / 1_000_000).to_string())])}},
    });
    json!({
        "operationId": "file.file.upload",
        "summary": speech.say("api-file-upload"),
        "x-permission": kernel::SIGNED_IN.0,
        "tags": ["file"],
        "parameters": [],
        "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": body}}},
        "responses": responses(false, "201", good),
    })
}

fn download(speech: &Speech) -> Value {
    let good = json!({"description": speech.say("api-status-200"), "content": {"*/*": {"schema": {}}}});
    let id = json!({"type": "string", "pattern": "^file_[0-9a-f]{32}$"});
    json!({
        "operationId": "file.file.read",
        "summary": speech.say("api-file-read"),
        "x-permission": kernel::SIGNED_IN.0,
        "tags": ["file"],
        "parameters": [parameter("id", id, "path", true)],
        "responses": {"200": good, "4XX": {"description": speech.say("api-status-404")}},
    })
}
