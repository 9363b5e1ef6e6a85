//! The API document to read: drawn from the very document machines read, so that the two cannot differ.

use axum::{
    extract::{Path, RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use kernel::Error;
use maud::{Markup, html};
use module::{Surface, View};
use serde_json::{Map, Value};
use ui::{
    buttons::{Offer, buttons},
    card::{self, Chip},
    icon::icon,
    page,
    table::{self, Column, ColumnKind},
    texts::Speech,
};

use crate::{
    caller::Visit,
    input,
    openapi::module_of,
    pages::{failed, show},
    state::Web,
};

/// One operation of the document.
struct Operation<'d> {
    verb: &'d str,
    path: &'d str,
    said: &'d Value,
}

impl<'d> Operation<'d> {
    fn text(&self, field: &str) -> &'d str {
        self.said[field].as_str().unwrap_or_default()
    }

    fn name(&self) -> &'d str {
        self.text("operationId")
    }

    /// Everything one may look for.
    fn words(&self) -> String {
        let list = |value: &'d Value| value.as_array().into_iter().flatten();
        let fields = list(&self.said["parameters"]).filter_map(|p| p["name"].as_str());
        let body = self.body().and_then(|b| b["properties"].as_object()).into_iter().flat_map(Map::keys);
        let mut words = format!("{} {} {} {}", self.name(), self.path, self.text("summary"), self.text("x-permission"));
        for field in fields.chain(body.map(String::as_str)) {
            words.push(' ');
            words.push_str(field);
        }
        words.to_lowercase()
    }

    fn content(&self) -> Option<(&'d String, &'d Value)> {
        self.said["requestBody"]["content"].as_object().and_then(|c| c.iter().next())
    }

    fn body(&self) -> Option<&'d Value> {
        self.content().map(|(_, content)| &content["schema"])
    }
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut all: Vec<Operation<'_>> = paths
        .flat_map(|(path, verbs)| {
            verbs.as_object().into_iter().flatten().map(move |(verb, said)| Operation { verb, path, said })
        })
        .collect();
    all.sort_by_key(|o| (module_of(o.name()), o.path, o.verb));
    all
}

/// `GET /api?q=&module=`: every operation, by module, narrowed by what is looked for.
pub(crate) async fn index(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let speech = &visit.speech;
    let document = web.document(speech);
    let pairs = input::pairs(query.as_deref());
    let asked = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, t)| t.trim()).unwrap_or_default();
    let (q, module) = (asked("q"), asked("module"));
    let words: Vec<String> = q.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut found = operations(document);
    found.retain(|o| {
        let text = o.words();
        (module.is_empty() || module_of(o.name()) == module) && words.iter().all(|w| text.contains(w))
    });
    let title = speech.say("api-title");
    let body = html! {
        (page::heading(&title, document["info"]["description"].as_str().unwrap_or_default(), html! {
            a.btn href="/api/openapi.json" { (icon("download")) "openapi.json" }
        }))
        (search(speech, document, q, module))
        @if found.is_empty() {
            section.card { (ui::feedback::empty("search", &speech.say("search-nothing"), "", None)) }
        }
        @for tag in document["tags"].as_array().into_iter().flatten() {
            @let name = tag["name"].as_str().unwrap_or_default();
            @let own: Vec<&Operation<'_>> = found.iter().filter(|o| module_of(o.name()) == name).collect();
            @if !own.is_empty() {
                (card::card(tag["description"].as_str().unwrap_or(name), html! {}, listed(speech, &own)))
            }
        }
    };
    show(&web, &visit, &headers, Surface::Desk, 200, View::new(title, body), false).await
}

fn search(speech: &Speech, document: &Value, q: &str, module: &str) -> Markup {
    let address = |name: &str| {
        let wanted = [("q", q), ("module", name)].into_iter().filter(|(_, v)| !v.is_empty());
        ui::Address::new("/api", wanted.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()).href()
    };
    let chip = |label: &str, name: &str| Chip {
        label: label.to_owned(),
        href: Some(address(name)),
        on: module == name,
        count: None,
    };
    let mut chips = vec![chip(&speech.say("ui-all"), "")];
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = tag["name"].as_str().unwrap_or_default();
        chips.push(chip(tag["description"].as_str().unwrap_or(name), name));
    }
    let words = speech.say("api-search");
    html! {
        div.tools {
            form.narrow method="get" action="/api" role="search" aria-label=(words) {
                @if !module.is_empty() { input type="hidden" name="module" value=(module); }
                label.search { (icon("search")) input type="search" name="q" value=(q) aria-label=(words) placeholder=(words); }
            }
            (card::chips(&speech.say("api-modules"), &chips))
        }
    }
}

fn listed(speech: &Speech, own: &[&Operation<'_>]) -> Markup {
    let columns = ["api-method", "api-path", "api-does", "api-permission"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = own
        .iter()
        .map(|o| {
            vec![
                html! { code { (o.verb.to_uppercase()) } },
                html! { a href={ "/api/" (o.name()) } { code { (o.path) } } },
                html! { (o.text("summary")) },
                html! { (permission(speech, o.text("x-permission"))) },
            ]
        })
        .collect();
    table::simple(&speech.say("api-title"), &columns, &rows)
}

fn permission(speech: &Speech, name: &str) -> Markup {
    let words = match name {
        n if n == kernel::PUBLIC.0 => Some(speech.say("api-everybody")),
        n if n == kernel::SIGNED_IN.0 => Some(speech.say("api-signed-in")),
        n => speech.known(&format!("permission-{}", n.replace(['.', '_'], "-"))),
    };
    html! { (words.unwrap_or_else(|| name.to_owned())) @if name.contains('.') { " " code.sub { (name) } } }
}

/// `GET /api/{name}`: one operation with its fields, its answer, its refusals and an example.
pub(crate) async fn operation(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Response {
    let speech = &visit.speech;
    let document = web.document(speech);
    let Some(found) = operations(document).into_iter().find(|o| o.name() == name) else {
        return failed(&web, &visit, &Error::NotFound);
    };
    let host = visit_host(&headers);
    let wide = html! {
        @for (key, rows) in asked(speech, &found) { @if !rows.is_empty() { (fields(speech, key, &rows)) } }
        (fields(speech, "api-answer", &answered(speech, &found)))
    };
    let narrow = html! {
        (card::padded(&speech.say("api-example"), html! {}, html! { pre tabindex="0" { code { (curl(&found, &host)) } } }))
        (refused(speech, document, &found))
    };
    let title = found.text("summary").to_owned();
    let body = html! {
        p { a href="/api" { (speech.say("api-title")) } }
        (page::heading(&title, "", buttons(speech, &tries(speech, &found))))
        (card::padded("", html! {}, card::facts(&[
            (speech.say("api-method"), html! { code { (found.verb.to_uppercase()) " " (found.path) } }),
            (speech.say("api-name"), html! { code { (found.name()) } }),
            (speech.say("api-permission"), permission(speech, found.text("x-permission"))),
        ])))
        (card::two_columns(wide, narrow))
    };
    show(&web, &visit, &headers, Surface::Desk, 200, View::new(title, body), false).await
}

/// The address the reader came by, for examples that can be copied.
fn visit_host(headers: &HeaderMap) -> String {
    let text = |name: &str| crate::caller::header_text(headers, name);
    let host = text("host").filter(|h| h.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-[]".contains(&b)));
    let local = host.is_none_or(|h| h.starts_with("localhost") || h.starts_with("127.") || h.starts_with('['));
    format!("{}://{}", if local { "http" } else { "https" }, host.unwrap_or("localhost:8080"))
}

/// Where it can be tried under one's own permissions: the form of an action, the plain answer of a list.
fn tries(speech: &Speech, found: &Operation<'_>) -> Vec<Offer> {
    let offer = |href: String| Offer::open(speech.say("api-try"), href).icon("arrow-right");
    match found.verb {
        "post" if module_of(found.name()) != "file" => vec![offer(format!("/do/{}", found.name()))],
        "get" if !found.path.contains('{') => vec![offer(found.path.to_owned())],
        _ => Vec::new(),
    }
}

/// One row of a table of fields: name, what it is, whether it must be there, words.
type Row = (String, String, bool, String);

/// What is asked: in the path, behind the question mark, in the header, in the body.
fn asked(speech: &Speech, found: &Operation<'_>) -> [(&'static str, Vec<Row>); 4] {
    let of = |place: &str| -> Vec<Row> {
        let all = found.said["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == place);
        all.map(|p| {
            let name = p["name"].as_str().unwrap_or_default().to_owned();
            let words = meaning(speech, &name, &p["description"]);
            (name, kind(speech, &p["schema"]), p["required"] == true, words)
        })
        .collect()
    };
    let mut body = Vec::new();
    if let Some(schema) = found.body() {
        rows(speech, "", schema, &mut body);
    }
    [("api-in-path", of("path")), ("api-in-query", of("query")), ("api-in-body", body), ("api-in-header", of("header"))]
}

fn answered(speech: &Speech, found: &Operation<'_>) -> Vec<Row> {
    let mut list = Vec::new();
    for status in ["200", "201"] {
        rows(speech, "", &found.said["responses"][status]["content"]["application/json"]["schema"], &mut list);
    }
    list
}

/// The fields of an object and of what it holds, dotted.
fn rows(speech: &Speech, prefix: &str, schema: &Value, list: &mut Vec<Row>) {
    let schema = inner(schema);
    if prefix.matches('.').count() > 4 {
        return;
    }
    if let Some(items) = schema.get("items") {
        return rows(speech, prefix, items, list);
    }
    let needed = |name: &str| schema["required"].as_array().is_some_and(|r| r.iter().any(|n| n == name));
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{prefix}{name}");
        let words = meaning(speech, name, &property["description"]);
        list.push((path.clone(), kind(speech, property), needed(name), words));
        rows(speech, &format!("{path}."), property, list);
    }
}

/// What a field means: the words the forms have for it; to whoever reads English what its type says.
fn meaning(speech: &Speech, name: &str, described: &Value) -> String {
    let label = speech.known(&format!("field-{}", name.replace('_', "-")));
    let described = described.as_str().map(str::to_owned);
    let (first, second) = if speech.lang == kernel::Lang::En { (described, label) } else { (label, described) };
    first.or(second).unwrap_or_default()
}

/// Looks through the `anyOf [T, null]` of an optional value.
fn inner(schema: &Value) -> &Value {
    let options = schema["anyOf"].as_array();
    options.and_then(|all| all.iter().find(|o| o["type"] != "null")).unwrap_or(schema)
}

/// What a field holds, with its limits, as briefly as a table has room for.
fn kind(speech: &Speech, schema: &Value) -> String {
    let schema = inner(schema);
    if let Some(items) = schema.get("items") {
        return format!("[{}]", kind(speech, items));
    }
    let choices: Vec<&str> = ["oneOf", "enum"]
        .iter()
        .filter_map(|list| schema[*list].as_array())
        .flatten()
        .filter_map(|o| o.get("const").unwrap_or(o).as_str())
        .collect();
    if !choices.is_empty() {
        return choices.join(" | ");
    }
    let word = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|t| *t != "null").unwrap_or_default(),
        other => other.as_str().unwrap_or_default(),
    };
    let mut said = match (schema["x-kind"].as_str(), schema["x-ref"].as_str()) {
        (Some("ref"), Some(noun)) => format!("{noun}_…"),
        (Some("money"), _) => speech.say("api-kind-money"),
        (Some("area"), _) => speech.say("api-kind-area"),
        (Some("date"), _) => "2026-03-16".to_owned(),
        (Some("instant"), _) => "2026-03-16T01:00:00Z".to_owned(),
        (Some("photo" | "file" | "signature"), _) => "file_…".to_owned(),
        _ => word.to_owned(),
    };
    let limits = [("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤")];
    for (limit, sign) in limits {
        if let Some(number) = schema[limit].as_i64().filter(|_| schema.get("x-ref").is_none()) {
            said.push_str(&format!(" {sign} {number}"));
        }
    }
    said
}

fn fields(speech: &Speech, key: &str, rows: &[Row]) -> Markup {
    let columns = ["api-field", "api-kind", "api-words"].map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let cells: Vec<Vec<Markup>> = rows
        .iter()
        .map(|(name, kind, needed, words)| {
            vec![
                html! { code { (name) } @if *needed { " " span.sub { (speech.say("api-needed")) } } },
                html! { (kind) },
                html! { (words) },
            ]
        })
        .collect();
    let title = speech.say(key);
    card::card(
        &title,
        html! {},
        html! {
            @if cells.is_empty() { div.pad { p.sub { (speech.say("api-nothing")) } } }
            @else { (table::simple(&title, &columns, &cells)) }
        },
    )
}

fn refused(speech: &Speech, document: &Value, found: &Operation<'_>) -> Markup {
    let answers = found.said["responses"].as_object().into_iter().flatten();
    let facts: Vec<(String, Markup)> = answers
        .map(|(status, response)| {
            let named = response["$ref"].as_str().and_then(|r| r.rsplit('/').next());
            let said = named.map_or(response, |name| &document["components"]["responses"][name]);
            (status.clone(), html! { (said["description"].as_str().unwrap_or_default()) })
        })
        .collect();
    card::padded(&speech.say("api-answers"), html! {}, card::facts(&facts))
}

/// The request as one would type it.
fn curl(found: &Operation<'_>, host: &str) -> String {
    let mut lines = vec![format!("curl '{host}{}' \\", found.path), "  -H \"Authorization: Bearer $TOKEN\"".to_owned()];
    if let Some((media, content)) = found.content() {
        let last = lines.len() - 1;
        lines[last].push_str(" \\");
        if media == "application/json" {
            lines.push("  -H \"Idempotency-Key: $(uuidgen)\" \\".to_owned());
            lines.push(format!("  -H 'Content-Type: {media}' \\"));
            lines.push(format!("  -d '{}'", content["example"].to_string().replace('\'', "'\\''")));
        } else {
            lines.push("  -F file=@photo.jpg".to_owned());
        }
    }
    lines.join("\n")
}
