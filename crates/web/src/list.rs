//! The page of a list, derived from its query line: filters in the address, order, paging, works on ticked rows, export.

use std::collections::HashMap;

use axum::{
    extract::{Path, RawQuery, Request, State},
    http::HeaderMap,
    response::Response,
    routing::{MethodRouter, get},
};
use kernel::{
    Error, Result,
    form::{Choice, Field, Kind},
};
use maud::{Markup, html};
use module::{Column, List, Query, Surface, View};
use serde_json::Value;
use ui::{
    Address, Tone,
    buttons::Offer,
    card::Chip,
    form::FormOptions,
    page,
    record::badge,
    table::{Bulk, Choosable, Column as Head, ColumnKind, Empty, Row, Table, Total, table},
    texts::Speech,
};

use crate::{
    body,
    caller::Visit,
    input,
    known::known,
    pages::{failed, show, title_key},
    state::Web,
};

/// Names of a list's form that are not filters.
const PAGING: [&str; 5] = ["q", "sort", "after", "limit", "before"];

/// `GET` of a list.
pub(crate) fn list(name: &'static str) -> MethodRouter<Web> {
    get(
        move |State(web): State<Web>,
              visit: Visit,
              headers: HeaderMap,
              Path(path): Path<HashMap<String, String>>,
              RawQuery(query): RawQuery| async move {
            match listed(&web, &visit, name, &path, input::pairs(query.as_deref())).await {
                Ok(view) => show(&web, &visit, &headers, Surface::Desk, 200, view, false),
                Err(error) => failed(&web, &visit, &error),
            }
        },
    )
}

async fn listed(
    web: &Web,
    visit: &Visit,
    name: &str,
    path: &HashMap<String, String>,
    pairs: Vec<(String, String)>,
) -> Result<View> {
    let line = web.platform.registry.query(name).ok_or(Error::NotFound)?;
    let list = line.list.as_ref().ok_or(Error::NotFound)?;
    let value = input::of_request(&line.form, path, &pairs)?;
    let answer = web.platform.answer(&visit.caller, line, value.clone()).await?;
    let speech = &visit.speech;
    let title = speech.say(&title_key(line.name));
    let here = Address::new(visit.path.split('?').next().unwrap_or_default(), pairs);
    let columns = chosen(list, &here);
    let mut shown = Table::new(speech, title.clone(), here.clone());
    shown.columns = columns.iter().map(|c| head(speech, c)).collect();
    shown.rows = rows(speech, list, &columns, &answer);
    shown.chips = chips(speech, line, &here);
    shown.filters = filters(web, visit, line, &value, &here).await;
    shown.searchable = line.form.field("q").is_some();
    shown.bulk = bulk(web, visit, list);
    shown.key = web.platform.ids.next(web.platform.clock.now(), 0).simple().to_string();
    shown.total = total(&answer);
    let cursor = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
    (shown.before, shown.after) = (cursor("prev"), cursor("next"));
    shown.export = Some(Address::new(format!("/export/{}", line.name), here.query.clone()).href());
    shown.choosable = list
        .columns
        .iter()
        .map(|c| Choosable {
            name: c.name.to_owned(),
            label: speech.label(&c.label),
            on: columns.iter().any(|s| s.name == c.name),
        })
        .collect();
    shown.empty = empty(web, visit, line, list, &here);
    let offers = offers(web, visit, list, &here);
    let body = html! {
        (page::heading(&title, "", ui::buttons::buttons(speech, &offers)))
        (table(&shown))
    };
    Ok(View::new(title, body))
}

/// The columns the address asks for, else those shown at first.
pub(crate) fn chosen<'a>(list: &'a List, here: &Address) -> Vec<&'a Column> {
    let wanted: Vec<&str> = here.query.iter().filter(|(n, _)| n == "columns").map(|(_, v)| v.as_str()).collect();
    let pick = |c: &&Column| if wanted.is_empty() { c.shown } else { wanted.contains(&c.name) };
    let columns: Vec<&Column> = list.columns.iter().filter(pick).collect();
    if columns.is_empty() { list.columns.iter().filter(|c| c.shown).collect() } else { columns }
}

fn head(speech: &Speech, column: &Column) -> Head {
    let kind = match column.kind {
        Kind::Integer | Kind::Money | Kind::Area => ColumnKind::Number,
        Kind::Date | Kind::Instant => ColumnKind::Time,
        Kind::Choice { .. } | Kind::Bool => ColumnKind::State,
        _ => ColumnKind::Text,
    };
    let head = Head::new(speech.label(&column.label), kind);
    if column.sortable { head.sorted_by(column.name) } else { head }
}

fn rows(speech: &Speech, list: &List, columns: &[&Column], answer: &Value) -> Vec<Row> {
    let rows = answer.get("rows").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| Row {
            id: row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
            href: list.link.and_then(|link| input::fill(link, row)),
            cells: columns.iter().map(|c| cell(speech, c, row)).collect(),
            tone: row.get("tone").and_then(Value::as_str).map(Tone::of).unwrap_or_default(),
        })
        .collect()
}

fn cell(speech: &Speech, column: &Column, row: &Value) -> Markup {
    let words = said(speech, column, row);
    match &column.kind {
        Kind::Choice { .. } if !words.is_empty() => {
            let value = row.get(column.name).and_then(Value::as_str).unwrap_or_default();
            badge(Tone::of(value), &words)
        }
        _ => html! { (words) },
    }
}

/// A value in the words of the reader: the same on the page and in the export.
pub(crate) fn said(speech: &Speech, column: &Column, row: &Value) -> String {
    let Some(value) = row.get(column.name).filter(|v| !v.is_null()) else { return String::new() };
    let text = value.as_str();
    let number = value.as_i64();
    match (&column.kind, number, text) {
        (Kind::Money, Some(fen), _) => speech.money(kernel::Money(fen)),
        (Kind::Area, Some(area), _) => speech.area(kernel::Area(area)),
        (Kind::Date, _, Some(day)) => day.parse().map_or_else(|_| day.to_owned(), |d| speech.date(d)),
        (Kind::Instant, _, Some(at)) => {
            at.parse().map_or_else(|_| at.to_owned(), |i| speech.instant(i, module::HOME_ZONE))
        }
        (Kind::Bool, ..) => speech.say(if value.as_bool() == Some(true) { "ui-yes" } else { "ui-no" }),
        (Kind::Choice { choices }, _, Some(chosen)) => choice(speech, column.name, choices, chosen),
        (_, _, Some(text)) => text.to_owned(),
        (_, Some(number), _) => number.to_string(),
        _ => value.to_string(),
    }
}

/// The words of a choice: its own, else the catalogue's for this field, else for any field.
fn choice(speech: &Speech, field: &str, choices: &[Choice], value: &str) -> String {
    let own = choices.iter().find(|c| c.value == value).and_then(|c| c.label.as_ref());
    if let Some(label) = own {
        return speech.label(label);
    }
    let dashed = |text: &str| text.replace('_', "-");
    let keys = [format!("choice-{}-{}", dashed(field), dashed(value)), format!("choice-{}", dashed(value))];
    keys.iter().find_map(|key| speech.known(key)).unwrap_or_else(|| value.to_owned())
}

fn total(answer: &Value) -> Total {
    match answer.get("count").and_then(Value::as_i64) {
        Some(n) if n >= module::COUNT_LIMIT => Total::Over(module::COUNT_LIMIT.unsigned_abs()),
        Some(n) => Total::Exactly(n.unsigned_abs()),
        None => Total::Unknown,
    }
}

fn filter_fields(line: &Query) -> impl Iterator<Item = &Field> {
    line.form.fields.iter().filter(|f| !PAGING.contains(&f.name.as_str()) && f.name != "id" && f.kind != Kind::Any)
}

/// The first choice among the filters as chips, one press each.
fn chips(speech: &Speech, line: &Query, here: &Address) -> Vec<Chip> {
    let Some((field, choices)) = filter_fields(line).find_map(|f| match &f.kind {
        Kind::Choice { choices } if !f.many => Some((f, choices)),
        _ => None,
    }) else {
        return Vec::new();
    };
    let on = here.get(&field.name).unwrap_or_default();
    let all = Chip {
        label: speech.say("ui-all"),
        href: Some(here.with(&field.name, "").href()),
        on: on.is_empty(),
        ..Chip::default()
    };
    let each = choices.iter().map(|c| Chip {
        label: choice(speech, &field.name, choices, &c.value),
        href: Some(here.with(&field.name, &c.value).href()),
        on: on == c.value,
        ..Chip::default()
    });
    std::iter::once(all).chain(each).collect()
}

/// The other filters, folded away until one is used.
async fn filters(web: &Web, visit: &Visit, line: &Query, value: &Value, here: &Address) -> Option<Markup> {
    let mut fields: Vec<Field> = filter_fields(line).cloned().collect();
    if let Some(at) = fields.iter().position(|f| matches!(f.kind, Kind::Choice { .. }) && !f.many) {
        fields.remove(at);
    }
    if fields.is_empty() {
        return None;
    }
    let used = fields.iter().any(|f| here.get(&f.name).is_some_and(|t| !t.is_empty()));
    let options = FormOptions { known: known(web, visit, &fields, value).await, ..FormOptions::default() };
    let speech = &visit.speech;
    let kept = here.query.iter().filter(|(n, _)| n != "after" && !fields.iter().any(|f| &f.name == n));
    Some(html! {
        details.filters open[used] {
            summary { (speech.say("ui-filters")) }
            form method="get" action=(here.path) {
                @for (name, text) in kept { input type="hidden" name=(name) value=(text); }
                (ui::form::fields(speech, &fields, value, &[], &options))
                div.form-end {
                    button.btn type="submit" { (speech.say("ui-apply")) }
                    a.btn.btn-quiet href=(here.path) { (speech.say("ui-clear")) }
                }
            }
        }
    })
}

fn bulk(web: &Web, visit: &Visit, list: &List) -> Vec<Bulk> {
    list.bulk
        .iter()
        .filter_map(|bulk| web.platform.registry.action(bulk.action))
        .filter(|a| visit.caller.actor.may(a.permission))
        .map(|a| Bulk { label: visit.speech.say(&title_key(a.name)), action: format!("/bulk/{}", a.name) })
        .collect()
}

fn offers(web: &Web, visit: &Visit, list: &List, here: &Address) -> Vec<Offer> {
    list.offers
        .iter()
        .filter_map(|name| web.platform.registry.action(name))
        .filter(|a| visit.caller.actor.may(a.permission))
        .enumerate()
        .map(|(nth, a)| {
            let mut query = vec![("next".to_owned(), here.path.clone())];
            query.extend(here.query.iter().filter(|(n, _)| !PAGING.contains(&n.as_str())).cloned());
            let offer = Offer::open(
                visit.speech.say(&title_key(a.name)),
                Address::new(format!("/do/{}", a.name), query).href(),
            );
            if nth == 0 { offer.main().hotkey('n') } else { offer }
        })
        .collect()
}

fn empty(web: &Web, visit: &Visit, line: &Query, list: &List, here: &Address) -> Empty {
    let speech = &visit.speech;
    let filtered = here.query.iter().any(|(n, t)| n != "sort" && n != "columns" && !t.is_empty());
    let own = speech.known(&format!("{}-empty", title_key(line.name)));
    Empty {
        icon: "inbox",
        title: if filtered { speech.say("ui-empty-filtered") } else { own.unwrap_or_else(|| speech.say("ui-empty")) },
        hint: speech.say(if filtered { "ui-empty-filtered-hint" } else { "ui-empty-hint" }),
        action: if filtered {
            Some(Offer::open(speech.say("ui-clear"), here.path.clone()))
        } else {
            offers(web, visit, list, here).into_iter().next()
        },
    }
}

/// `POST /bulk/{action}`: the action for each ticked row, with a result for each.
pub(crate) async fn bulk_action(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let done = async {
        let line = web.platform.action(&name)?;
        let sent = body::read_form(&web, &visit, request).await?;
        let key = sent.text(ui::form::KEY_FIELD).unwrap_or_default().to_owned();
        let mut results = Vec::new();
        for (_, id) in sent.pairs.iter().filter(|(n, _)| n == "id").take(500) {
            let caller = visit.caller.clone().keyed(format!("{key}/{id}"));
            let mut input = input::object(Value::Null);
            input.insert("id".to_owned(), Value::from(id.as_str()));
            let result = web.platform.act(&caller, line.name, Value::Object(input)).await;
            results.push((id.clone(), result));
        }
        Ok((line, results))
    };
    match done.await {
        Ok((line, results)) => {
            let title = visit.speech.say(&title_key(line.name));
            show(
                &web,
                &visit,
                &headers,
                Surface::Desk,
                200,
                View::new(title.clone(), outcome(&visit.speech, &title, &results)),
                false,
            )
        }
        Err(error) => failed(&web, &visit, &error),
    }
}

fn outcome(speech: &Speech, title: &str, results: &[(String, Result<Value>)]) -> Markup {
    let columns = ["ui-row", "ui-result"].map(|key| Head::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = results
        .iter()
        .map(|(id, result)| match result {
            Ok(value) => {
                let shown = value.get("number").and_then(Value::as_str).unwrap_or(id);
                vec![html! { (shown) }, badge(Tone::Done, &speech.say("ui-done"))]
            }
            Err(error) => vec![html! { (id) }, badge(Tone::Late, &speech.message(&error.message()))],
        })
        .collect();
    html! { (page::heading(title, "", html! {})) section.card { (ui::table::simple(title, &columns, &rows)) } }
}
